"""The driver diagram: what drives the aim, and ideas for change."""

from django.db import transaction

from openward.improvements.actions.changes import ChangedMeanwhile, fact_keys, locked, running
from openward.improvements.events import (
    ChangeIdeaAdded,
    ChangeIdeaChanged,
    ChangeIdeaRemoved,
    DriverAdded,
    DriverChanged,
    DriverRemoved,
)
from openward.improvements.models import ChangeIdea, Driver, Improvement
from openward.ledger.actions import record
from openward.people.access import Actor


class TooDeep(ValueError):
    """A diagram has two columns of drivers: a driver below a secondary one has no place in it."""


@transaction.atomic
def add_driver(*, improvement: Improvement, text: str, parent: Driver | None = None, by: Actor) -> Driver:
    """Add a driver of the aim, or of another driver when `parent` is given."""
    improvement = running(improvement, by=by)
    driver = Driver.objects.create(improvement=improvement, parent=_parent(improvement, parent), text=text)
    record(DriverAdded(**fact_keys(improvement), text=text), by=by)
    return driver


@transaction.atomic
def change_driver(*, driver: Driver, text: str, parent: Driver | None, version: int, by: Actor) -> Driver:
    """Reword a driver, and move it below another one or straight to the aim. Its ideas move with it."""
    improvement = running(driver.improvement, by=by)
    current = locked(driver, version=version, by=by)
    parent = _parent(improvement, parent)
    if parent is not None and (parent.pk == current.pk or current.children.exists()):
        raise TooDeep
    current.text, current.parent = text, parent
    current.save()
    record(DriverChanged(**fact_keys(improvement), text=text), by=by)
    return current


@transaction.atomic
def remove_driver(*, driver: Driver, version: int, by: Actor) -> None:
    """Remove a driver. The drivers below it move to the aim and its ideas stay: nothing else is lost with it."""
    improvement = running(driver.improvement, by=by)
    current = locked(driver, version=version, by=by)
    current.children.update(parent=None)
    current.change_ideas.update(driver=None)
    record(DriverRemoved(**fact_keys(improvement), text=current.text), by=by)
    current.delete()


@transaction.atomic
def add_change_idea(
    *, improvement: Improvement, text: str, driver: Driver | None = None, from_part: str = "", by: Actor
) -> ChangeIdea:
    """Add something to try. `from_part` credits the part of the person whose idea it is."""
    improvement = running(improvement, by=by)
    idea = ChangeIdea.objects.create(
        improvement=improvement, driver=_driver(improvement, driver), text=text, from_part=from_part
    )
    record(ChangeIdeaAdded(**fact_keys(improvement), text=text, from_part=from_part), by=by)
    return idea


@transaction.atomic
def change_idea(*, idea: ChangeIdea, text: str, driver: Driver | None, version: int, by: Actor) -> ChangeIdea:
    """Reword an idea, and move it to another driver."""
    improvement = running(idea.improvement, by=by)
    current = locked(idea, version=version, by=by)
    current.text, current.driver = text, _driver(improvement, driver)
    current.save()
    record(ChangeIdeaChanged(**fact_keys(improvement), text=text), by=by)
    return current


@transaction.atomic
def remove_change_idea(*, idea: ChangeIdea, version: int, by: Actor) -> None:
    """Remove an idea; tests of it stay."""
    improvement = running(idea.improvement, by=by)
    current = locked(idea, version=version, by=by)
    record(ChangeIdeaRemoved(**fact_keys(improvement), text=current.text), by=by)
    current.delete()


def _driver(improvement: Improvement, driver: Driver | None) -> Driver | None:
    if driver is None:
        return None
    current = Driver.objects.filter(improvement=improvement, pk=driver.pk).first()
    if current is None:
        raise ChangedMeanwhile(None)
    return current


def _parent(improvement: Improvement, parent: Driver | None) -> Driver | None:
    found = _driver(improvement, parent)
    if found is not None and found.parent_id is not None:
        raise TooDeep
    return found
