from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "openward.web"
    label = "web"
