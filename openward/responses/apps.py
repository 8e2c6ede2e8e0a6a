from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "openward.responses"
    label = "responses"
