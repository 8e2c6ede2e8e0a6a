from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "openward.spaces"
    label = "spaces"
