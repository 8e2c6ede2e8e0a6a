from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "openward.design"
    label = "design"
    verbose_name = "Look and components"
