from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "openward.config"
    label = "configuration"

    def ready(self) -> None:
        from openward.config import checks, wiring  # noqa: F401

        wiring.connect()
