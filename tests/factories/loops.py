"""A loop as tests know it: stories coded into a public theme, an improvement with a year of readings, answers."""

import datetime
import itertools

from django.utils import timezone

from openward.contributions.models import Contribution
from openward.improvements.actions.improvements import show_improvement, start_improvement
from openward.improvements.actions.measures import add_measure, enter_readings
from openward.improvements.models import Measure
from openward.people.access import SYSTEM
from openward.people.models import Account
from openward.responses.actions import Claim, ask_for_check, check_claim, draft_response
from openward.responses.models import Response
from openward.themes.actions.codebooks import define_code, make_codebook
from openward.themes.actions.codings import code_passage
from openward.themes.actions.themes import name_theme, show_theme
from openward.themes.models import Code, Theme
from tests.factories.riverbend import Riverbend, approved, sent_story

_numbers = itertools.count(1)

WORDS = "Thank you for telling us how long you waited. I am sorry that nobody told you why."


def theme_of(riverbend: Riverbend, *, stories: int = 1, is_public: bool = True, name: str = "Waiting") -> Theme:
    """A theme with that many coded stories behind it."""
    coder = riverbend.actor("coder")
    codebook = make_codebook(engagement=riverbend.engagement, name=f"Codebook {next(_numbers)}", by=SYSTEM)
    code = define_code(codebook=codebook, name="Not told why", definition="Nobody says why it takes long.", by=SYSTEM)
    theme = name_theme(
        engagement=riverbend.engagement,
        name=name,
        sentence="People wait long and are not told why.",
        codes=[code],
        by=coder,
    )
    if is_public:
        show_theme(theme=theme, by=riverbend.actor("lead"))
    for _story in range(stories):
        coded_story(riverbend, theme)
    return theme


def coded_story(riverbend: Riverbend, theme: Theme, **values: object) -> Contribution:
    """One more published story of a person of their own, coded with the theme."""
    story = approved(riverbend, sent_story(riverbend, **values).contribution)
    code = Code.objects.get(theme=theme)
    assert story.shown_revision is not None
    code_passage(
        contribution=story, revision=story.shown_revision, start=0, end=8, codes=[code], by=riverbend.actor("coder")
    )
    return story


def measured(riverbend: Riverbend, theme: Theme, *, is_public: bool = True) -> Measure:
    """An improvement that works on the theme, with twelve monthly readings of waiting minutes that fall."""
    improver = riverbend.actor("improver")
    improvement = start_improvement(
        themes=[theme],
        title="Say why it takes long",
        aim="Nobody in outpatients waits more than 20 minutes without being told why.",
        by=improver,
    )
    measure = add_measure(
        improvement=improvement,
        name="Minutes until somebody says why",
        kind=Measure.Kind.OUTCOME,
        better=Measure.Better.DECREASE,
        unit="minutes",
        by=SYSTEM,
    )
    values = (62, 58, 65, 60, 61, 57, 41, 30, 28, 27, 29, 26)
    readings = {
        datetime.date(2025 + (10 + month) // 12, (10 + month) % 12 + 1, 1): float(value)
        for month, value in enumerate(values)
    }
    enter_readings(measure=measure, readings=readings, by=SYSTEM)
    if is_public:
        show_improvement(improvement=improvement, by=SYSTEM)
    return measure


def a_claim(measure: Measure | None = None) -> Claim:
    return Claim(
        what_changed="A nurse tells everybody in the room why it takes long, every 20 minutes.",
        since_on=datetime.date(2026, 5, 4),
        how_we_know="We time it for ten people a month.",
        improvement=measure.improvement if measure else None,
        measure=measure,
    )


def drafted(
    riverbend: Riverbend,
    *,
    theme: Theme | None = None,
    contribution: Contribution | None = None,
    status: str = "heard",
    part: str = "responder",
    **values: object,
) -> Response:
    """A draft by a member of the cast; "did" comes with a claim, "will do" with a date, "no" with its because."""
    own: dict[str, object] = {
        "will_do": {"promised_by_on": timezone.localdate() + datetime.timedelta(days=30)},
        "no_because": {"because": "There is no room for a second waiting area."},
        "did": {"claim": a_claim()},
    }.get(status, {})
    account: Account = riverbend.account(part)
    return draft_response(
        **{  # type: ignore[arg-type]
            "theme": theme,
            "contribution": contribution,
            "status": status,
            "words": WORDS,
            "signed_name": account.name,
            "signed_role": account.job_title,
            "by": riverbend.actor(part),
            **own,
            **values,
        }
    )


def shown(riverbend: Riverbend, **values: object) -> Response:
    """An answer that everybody can read; a second person has read it, and checked its claim of change."""
    response = drafted(riverbend, **values)  # type: ignore[arg-type]
    ask_for_check(response=response, by=riverbend.actor("responder"))
    return check_claim(response=response, by=riverbend.actor("director"))
