"""Loading the demonstration: all of it or nothing, once."""

from django.db import transaction

from openward.config.demonstration.cast import assemble
from openward.people.models import Organisation


def is_loaded() -> bool:
    """Whether Riverbend Health is in the database."""
    return Organisation.objects.filter(slug="riverbend").exists()


@transaction.atomic
def load() -> None:
    """Load Riverbend Health unless it is there. A load that is cut short leaves nothing behind."""
    if is_loaded():
        return
    assemble()
