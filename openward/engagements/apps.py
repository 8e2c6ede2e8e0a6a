from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "openward.engagements"
    label = "engagements"
