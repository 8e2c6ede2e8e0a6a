"""An improvement to test with: a theme of Riverbend's engagement, a team of all parts, and readings."""

import datetime
from typing import Any

from openward.contributions.models import Contribution
from openward.improvements.actions.improvements import start_improvement
from openward.improvements.actions.measures import add_measure, enter_readings
from openward.improvements.actions.team import add_member
from openward.improvements.models import Improvement, Measure, TeamMember
from openward.people.access import SYSTEM, Actor, actor_for_account
from openward.people.actions.organisations import invite_account
from openward.people.models import Account
from openward.themes.actions.counts import count_engagement
from openward.themes.models import Code, Codebook, Coding, Excerpt, Theme
from tests.factories.riverbend import Riverbend

# Twelve ordinary months of waiting and seven shorter ones: a shift of seven below the mean.
WAITS = (41, 44, 39, 43, 40, 45, 42, 38, 44, 41, 43, 40, 31, 30, 32, 29, 31, 30, 28)


def month(place: int) -> datetime.date:
    """The first day of the month `place` months after January 2025."""
    return datetime.date(2025 + place // 12, place % 12 + 1, 1)


def make_theme(riverbend: Riverbend, name: str = "Nobody says how long", **values: Any) -> Theme:
    return Theme.objects.create(
        engagement=riverbend.engagement,
        slug=name.lower().replace(" ", "-"),
        name=name,
        **{"sentence": "People wait and nobody says for how long.", **values},
    )


def code_passage(theme: Theme, story: Contribution) -> None:
    """Give a story's first words a code of the theme, and count."""
    codebook, _ = Codebook.objects.get_or_create(engagement=theme.engagement, name="Waiting")
    code, _ = Code.objects.get_or_create(codebook=codebook, theme=theme, name=theme.name)
    revision = story.revisions.last()
    assert revision is not None
    excerpt, _ = Excerpt.objects.get_or_create(contribution=story, revision=revision, start=0, end=11)
    Coding.objects.create(excerpt=excerpt, code=code, contribution=story)
    count_engagement(engagement_id=theme.engagement_id)


def make_improvement(riverbend: Riverbend, theme: Theme | None = None, **values: Any) -> Improvement:
    themes = values.pop("themes", None) or [theme or make_theme(riverbend)]
    return start_improvement(
        **{
            "themes": themes,
            "title": "Say how long",
            "aim": "Everybody in outpatients knows how long they wait, by June.",
            "by": riverbend.actor("improver"),
            **values,
        }
    )


def make_measure(riverbend: Riverbend, improvement: Improvement, count: int = len(WAITS), **values: Any) -> Measure:
    measure = add_measure(
        **{
            "improvement": improvement,
            "name": "Minutes to being called in",
            "kind": "outcome",
            "better": "decrease",
            "unit": "minutes",
            "by": riverbend.actor("improver"),
            **values,
        }
    )
    if count:
        readings = {month(place): float(value) for place, value in enumerate(WAITS[:count])}
        enter_readings(measure=measure, readings=readings, by=riverbend.actor("improver"))
    return measure


def patient_of(riverbend: Riverbend, improvement: Improvement, part: str = "patient") -> Account:
    """Somebody without any role, on the team as a patient."""
    account = invite_account(
        organisation=riverbend.cast.organisation, email=f"{part}@home.example", name=f"Jo the {part}", by=SYSTEM
    )
    add_member(improvement=improvement, account=account, part=TeamMember.Part(part), by=riverbend.actor("improver"))
    return account


def actor_of(account: Account) -> Actor:
    return actor_for_account(account)
