"""What happened in one quarter, exact and row by row: what the public figures and the auditor's export are made of.

Nothing of this is shown as it is. `figures` protects it; the auditor gets it without anybody's identity. What was set
aside because many acted together counts in no public figure; the auditor's list has it all the same.
"""

import dataclasses
import datetime
import uuid
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from openward.ledger.models import Link, RecordedFact
from openward.people.models import Organisation
from openward.safety.models import (
    Appeal,
    Case,
    Decision,
    PlaceMeasure,
    PublishedFigures,
    Report,
    Screening,
    SecondReading,
)
from openward.safety.models.quarters import Quarter
from openward.spaces.models import HouseRule, Space, Visibility

LAW, CARE = "law", "care"
NO_RULE = "none"
OTHER_RULE = "other"
HELD = ("hold", "crisis", "error")


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """One decision: what, by which rule, what made somebody look, how long it took, about whose words."""

    person: uuid.UUID
    outcome: str
    rule: str
    """The key of the rule; "law", "care", or "none" where nothing was done against the words."""
    origin: str
    """What made somebody look; "automatic" for an interim step that nobody took."""
    case_kind: str
    is_first: bool
    waited: datetime.timedelta
    """From the report or from sending the words to this decision."""
    lasted: datetime.timedelta | None
    """How long an interim step stood."""


@dataclasses.dataclass(frozen=True, slots=True)
class Timed:
    """Something that happened to somebody, of one kind, and how long it took."""

    person: uuid.UUID
    kind: str
    took: datetime.timedelta | None = None


def decisions_of(organisation: Organisation, quarter: Quarter) -> list[Decided]:
    """Every decision of the quarter; one query. Decisions that were taken back the same hour do not count."""
    earlier = Decision.objects.filter(
        case=OuterRef("case"), is_automatic=False, decided_at__lt=OuterRef("decided_at"), reopened_at__isnull=True
    )
    rows = (
        Decision.objects.filter(
            _in(quarter, "decided_at"),
            case__contribution__space__organisation=organisation,
            case__contribution__is_set_aside=False,
            reopened_at__isnull=True,
        )
        .annotate(
            person=F("case__contribution__author_id"),
            rule_key=F("rule__key"),
            kind=F("case__kind"),
            opened=F("case__opened_at"),
            worded=F("revision__created_at"),
            is_later=Exists(earlier),
        )
        .order_by("decided_at", "pk")
    )
    return [_decided(row) for row in rows]


def _decided(row: Decision) -> Decided:
    kind, worded = row.kind, row.worded  # type: ignore[attr-defined]
    began = worded if kind == Case.Kind.READING and worded else row.opened  # type: ignore[attr-defined]
    ended = row.overturned_at or row.ends_at
    is_against = row.outcome not in {Decision.Outcome.APPROVE, Decision.Outcome.KEEP}
    return Decided(
        person=row.person,  # type: ignore[attr-defined]
        outcome=row.outcome,
        rule=(row.rule_key or row.ground) if is_against else NO_RULE,  # type: ignore[attr-defined]
        origin="automatic" if row.is_automatic else row.source,
        case_kind=kind,
        is_first=not row.is_later and not row.is_automatic,  # type: ignore[attr-defined]
        waited=max(row.decided_at - began, datetime.timedelta()),
        lasted=ended - row.decided_at if row.is_automatic and ended else None,
    )


def appeals_of(organisation: Organisation, quarter: Quarter) -> list[Timed]:
    """Every appeal that was decided in the quarter: its outcome as "author:upheld", "reporter:…" or, against a measure
    on a person, "measure:…", and how long it took; one query."""
    rows = Appeal.objects.filter(_in(quarter, "decided_at"), space__organisation=organisation).exclude(outcome="")
    rows = rows.filter(contribution__is_set_aside=False).exclude(report__is_set_aside=True)
    found = rows.values_list("appellant", "about", "side", "outcome", "opened_at", "decided_at")
    return [
        Timed(person, f"{about if about == Appeal.About.MEASURE else side}:{outcome}", decided - opened)
        for person, about, side, outcome, opened, decided in found
        if decided is not None
    ]


def reports_of(organisation: Organisation, quarter: Quarter) -> list[Timed]:
    """Every report of the quarter that was not set aside, by its reason; one query."""
    rows = Report.objects.filter(
        _in(quarter, "received_at"),
        contribution__space__organisation=organisation,
        is_set_aside=False,
        contribution__is_set_aside=False,
    ).exclude(state=Report.State.INVALIDATED)
    found = rows.values_list("reporter", "category", "received_at", "decided_at")
    return [Timed(who, category, decided - at if decided else None) for who, category, at, decided in found]


def holds_of(organisation: Organisation, quarter: Quarter) -> list[Timed]:
    """Everything that a check stopped until a person had looked, and how long that took; one query."""
    rows = Screening.objects.filter(
        _in(quarter, "screened_at"),
        outcome__in=HELD,
        revision__contribution__space__organisation=organisation,
        revision__contribution__is_set_aside=False,
    ).values_list("revision__contribution__author", "outcome", "screened_at", "confirmed_at", "ended_at")
    return [
        Timed(who, outcome, min(ends) - at if (ends := [one for one in (confirmed, ended) if one]) else None)
        for who, outcome, at, confirmed, ended in rows
    ]


def steps_of(organisation: Organisation, quarter: Quarter) -> list[Timed]:
    """Every step that was taken against somebody in the quarter, from the ledger; one query."""
    rows = RecordedFact.objects.filter(
        _in(quarter, "recorded_at"), kind="safety.StepTaken", organisation_key=str(organisation.pk)
    ).values_list("payload", flat=True)
    return [Timed(uuid.UUID(row["key"]), row["step"]) for row in rows if row["step"] != "ok"]


def place_measures_of(organisation: Organisation, quarter: Quarter) -> list[str]:
    """The kinds of the measures that slowed or closed a place in the quarter; one query."""
    rows = PlaceMeasure.objects.filter(_in(quarter, "starts_at"), space__organisation=organisation)
    return list(rows.values_list("kind", flat=True))


def second_readings_of(organisation: Organisation, quarter: Quarter) -> list[tuple[uuid.UUID, str, str]]:
    """Decisions that a colleague made again without seeing the first: whose words, first and second outcome."""
    rows = SecondReading.objects.filter(
        _in(quarter, "read_at"),
        decision__case__contribution__space__organisation=organisation,
        decision__case__contribution__is_set_aside=False,
    ).exclude(outcome="")
    return list(rows.values_list("decision__case__contribution__author", "decision__outcome", "outcome"))


def first_decision_on(organisation: Organisation) -> datetime.date | None:
    """The day of the organisation's first decision."""
    first = Decision.objects.filter(case__contribution__space__organisation=organisation).order_by("decided_at").first()
    return first.decided_at.date() if first else None


def end_of_chain() -> tuple[int, str]:
    """How many links the chain of the ledger has, and the hash of the last one."""
    last = Link.objects.order_by("-sequence").first()
    return (last.sequence, last.hash) if last else (0, "")


def figures_of(organisation: Organisation) -> QuerySet[PublishedFigures]:
    """Everything that was released, newest first."""
    return PublishedFigures.objects.filter(organisation=organisation)


@dataclasses.dataclass(frozen=True, slots=True)
class RulesHere:
    """The rules that hold in one conversation now, in their version."""

    space: Space
    version: int
    rules: tuple[HouseRule, ...]


def public_rules(organisation: Organisation) -> list[RulesHere]:
    """The rules of every conversation that everybody can read, in the version that holds; one query."""
    newer = HouseRule.objects.filter(space=OuterRef("space"), version__gt=OuterRef("version"))
    rows = (
        HouseRule.objects.filter(~Exists(newer), space__organisation=organisation, space__visibility=Visibility.PUBLIC)
        .exclude(space__state=Space.State.PLANNED)
        .select_related("space")
        .order_by("space__state", "space__name", "number")
    )
    found: dict[uuid.UUID, list[HouseRule]] = {}
    for rule in rows:
        found.setdefault(rule.space_id, []).append(rule)
    return [RulesHere(rules[0].space, rules[0].version, tuple(rules)) for rules in found.values()]


def public_rule_texts(organisation: Organisation) -> dict[str, str]:
    """The words of every rule that ever held in a conversation that everybody can read, newest words, by key."""
    rows = (
        HouseRule.objects.filter(space__organisation=organisation, space__visibility=Visibility.PUBLIC)
        .exclude(space__state=Space.State.PLANNED)
        .order_by("version", "pk")
    )
    return dict(rows.values_list("key", "text"))


def audited_decisions(organisation: Organisation) -> Iterator[Decision]:
    """Every decision that was ever made here, the oldest first, with all that an auditor is told of it."""
    return (
        Decision.objects.filter(case__contribution__space__organisation=organisation)
        .select_related("case__contribution__space", "rule", "second_reading")
        .prefetch_related("appeals")
        .order_by("decided_at", "pk")
        .iterator(chunk_size=1_000)
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Sealed:
    """Where the fact of a decision stands in the chain."""

    kind: str
    sequence: int
    digest: str
    hash: str


DECIDING = (
    "safety.ReadingApproved",
    "safety.EditSuggested",
    "safety.ReadingDeclined",
    "safety.CaseDecided",
    "safety.HiddenForNow",
)
"""The facts that say that something was decided; each carries the key of its decision."""


def sealed_decisions(organisation: Organisation, *, until: int) -> dict[str, Sealed]:
    """The place in the chain of every decision of the organisation, up to a link, by the decision's key; one query."""
    rows = Link.objects.filter(
        sequence__lte=until, fact__kind__in=DECIDING, fact__organisation_key=str(organisation.pk)
    ).values_list("fact__payload__decision_key", "fact__kind", "sequence", "digest", "hash")
    return {key: Sealed(kind, sequence, digest, link) for key, kind, sequence, digest, link in rows.iterator()}


def _in(quarter: Quarter, field: str) -> Q:
    first, after = quarter.moments
    return Q(**{f"{field}__gte": first, f"{field}__lt": after})
