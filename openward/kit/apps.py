from django.apps import AppConfig
from django.core.validators import MaxLengthValidator
from django.utils.translation import ngettext_lazy


class KitConfig(AppConfig):
    name = "openward.kit"
    label = "kit"

    def ready(self) -> None:
        # Every box has a limit, and whoever meets it has just written a great deal. Django's own sentence speaks to
        # programmers; this one is said wherever a form says nothing of its own.
        MaxLengthValidator.message = ngettext_lazy(
            "Please keep this to %(limit_value)d character. It has %(show_value)d now.",
            "Please keep this to %(limit_value)d characters. It has %(show_value)d now.",
            "limit_value",
        )
