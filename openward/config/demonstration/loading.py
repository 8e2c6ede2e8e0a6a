"""Loading the demonstration: all of it or nothing, once."""

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from openward.config.demonstration import clock
from openward.config.demonstration.answering import answer
from openward.config.demonstration.answering_lately import answer_lately
from openward.config.demonstration.appealing import appeal
from openward.config.demonstration.caring import care
from openward.config.demonstration.cast import assemble
from openward.config.demonstration.coming_together import come_together
from openward.config.demonstration.deciding import decide
from openward.config.demonstration.engagements import Riverbend, plan
from openward.config.demonstration.helping import help_people
from openward.config.demonstration.improving import improve
from openward.config.demonstration.openness import show_figures
from openward.config.demonstration.reporting import report
from openward.config.demonstration.ruling import rule
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.understanding import understand
from openward.config.demonstration.voices_heard import tell
from openward.config.demonstration.watching import watch_words
from openward.contributions.models import Contribution
from openward.ledger.actions import seal_facts
from openward.people.models import Organisation, Persona


def is_loaded() -> bool:
    """Whether Riverbend Health is in the database."""
    return Organisation.objects.filter(slug="riverbend").exists()


@transaction.atomic
def load() -> None:
    """Load Riverbend Health unless it is there. A load that is cut short leaves nothing behind."""
    if is_loaded():
        return
    timeline = Timeline(timezone.localdate())
    with clock.at(clock.moment(timeline.day(420), 9)):
        riverbend = Riverbend(assemble())
    plan(riverbend, timeline)
    rule(riverbend, timeline)
    told = tell(riverbend, timeline)
    report(riverbend, timeline, told)
    come_together(riverbend, timeline, told)
    care(riverbend, timeline, told)
    appeal(riverbend, timeline, told)
    decide(riverbend, timeline, told)
    watch_words(riverbend, timeline)
    help_people(riverbend, timeline, told)
    understood = understand(riverbend, timeline, told)
    improved = improve(riverbend, timeline, understood)
    answer(riverbend, timeline, told, understood, improved)
    answer_lately(riverbend, timeline, told)
    show_figures(riverbend, timeline)
    timeline.run()
    _date_personas()
    seal_facts()


def _date_personas() -> None:
    """A persona is dated by the day's date alone, which asks no clock of ours: it is as old as its first words."""
    first = Contribution.objects.filter(author=OuterRef("pk")).order_by("submitted_at")
    Persona.objects.filter(contributions__isnull=False).update(created_on=Subquery(first.values("submitted_at__date")[:1]))
