from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "openward.safety"
    label = "safety"
