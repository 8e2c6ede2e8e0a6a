from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "openward.kit"
    label = "kit"
