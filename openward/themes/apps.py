from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "openward.themes"
    label = "themes"
