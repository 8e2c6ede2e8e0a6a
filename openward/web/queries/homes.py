"""What a home page joins: the newest finished loop, what is asked now, and how the promises stand."""

import dataclasses
import datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from openward.design.shapes import ChartView, SignedResponse, WayLine
from openward.improvements.queries import chart_of, headline_chart
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.responses.queries import (
    Promise,
    PromiseCounts,
    newest_kept_promise,
    promise_counts,
    signed_response,
    ways_of,
)
from openward.spaces.access import can_contribute, last_phases, readable_spaces
from openward.spaces.models import Space
from openward.themes.queries import ThemeQuote, theme_quotes

MOST_SPACES = 24


@dataclasses.dataclass(frozen=True, slots=True)
class Loop:
    """One finished loop: what somebody said, what was answered, what changed, and the chart that shows it."""

    promise: Promise
    signed: SignedResponse
    quote: ThemeQuote | None
    chart: ChartView | None
    way: WayLine


@dataclasses.dataclass(frozen=True, slots=True)
class AskedNow:
    """An open conversation. `closes_on` is the last day on which people can contribute, None when none was set: the
    end of its last phase, after which it closes by itself."""

    space: Space
    why_we_ask: str
    can_change: str
    closes_on: datetime.date | None
    takes_words: bool


@dataclasses.dataclass(frozen=True, slots=True)
class HomePage:
    organisation: Organisation
    loop: Loop | None
    asked: list[AskedNow]
    counts: PromiseCounts


def organisations() -> list[Organisation]:
    """The organisations of this installation, by name."""
    return list(Organisation.objects.order_by("name")[:200])


def home_page(organisation: Organisation, actor: Actor) -> HomePage:
    """An organisation's home, in a fixed number of queries."""
    return HomePage(
        organisation,
        _loop(organisation, actor),
        asked_now(organisation, actor),
        promise_counts(organisation, actor),
    )


def asked_now(organisation: Organisation, actor: Actor) -> list[AskedNow]:
    """The open spaces that the actor may read, those that close first at the top."""
    today = timezone.localdate()
    ends_on = last_phases(OuterRef("engagement")).values("ends_on")[:1]
    spaces = (
        Space.objects.filter(readable_spaces(actor), organisation=organisation, state=Space.State.OPEN)
        .select_related("engagement__public_statement", "organisation")
        .annotate(ends_on=Subquery(ends_on))
        .order_by("ends_on", "name")[:MOST_SPACES]
    )
    return [_asked(space, actor, today) for space in spaces]


def _asked(space: Space, actor: Actor, today: datetime.date) -> AskedNow:
    statement = getattr(space.engagement, "public_statement", None)
    ends_on: datetime.date | None = space.ends_on  # type: ignore[attr-defined]
    return AskedNow(
        space=space,
        why_we_ask=statement.why_we_ask if statement else "",
        can_change=statement.can_change if statement else "",
        closes_on=ends_on if ends_on and ends_on >= today else None,
        takes_words=can_contribute(actor, space),
    )


def _loop(organisation: Organisation, actor: Actor) -> Loop | None:
    promise = newest_kept_promise(organisation, actor)
    if promise is None:
        return None
    response = promise.response
    assert response.theme is not None
    quotes = theme_quotes(response.theme, actor, "quote", limit=1)
    return Loop(
        promise=promise,
        signed=signed_response(response),
        quote=quotes[0] if quotes else None,
        chart=_chart(promise, actor),
        way=ways_of([response])[response.pk],
    )


def _chart(promise: Promise, actor: Actor) -> ChartView | None:
    claim = promise.response.claim
    if claim.measure is not None:
        return chart_of(claim.measure, actor=actor, heading_level=3)
    work = claim.improvement or (promise.improvements[0] if promise.improvements else None)
    return headline_chart(work, actor=actor, heading_level=3) if work else None
