from django.apps import AppConfig


class ImprovementsConfig(AppConfig):
    name = "openward.improvements"
    label = "improvements"
