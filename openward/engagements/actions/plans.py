"""Planning: the answers, the groups, the model of use, the dates and the volume."""

import dataclasses
import datetime
import decimal
import math
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from openward.engagements.events import (
    EngagementPlanned,
    GroupsNamed,
    ModelChosen,
    PhasesDated,
    PlanAnswered,
    VolumeExpected,
)
from openward.engagements.models import AffectedGroup, Engagement, Phase, Risk, Stage
from openward.engagements.queries.models_of_use import ModelOfUse, known_risks, model_of_use, questions
from openward.engagements.queries.plans import NEEDED_PHASES
from openward.kit.keys import new_key
from openward.kit.text import address_part
from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import Actor
from openward.people.models import Organisation, Service

Answers = Mapping[str, str | Collection[str]]
Dates = Mapping[str, tuple[datetime.date, datetime.date]]

# Weeks for each phase where the plan does not say; listening takes what its model of use suggests.
_WEEKS = {
    Phase.Kind.PLAN: 2,
    Phase.Kind.UNDERSTAND: 4,
    Phase.Kind.ACT: 12,
    Phase.Kind.TELL: 2,
    Phase.Kind.EVALUATE: 4,
}


@dataclasses.dataclass(frozen=True, slots=True)
class GroupToHear:
    """A group that must be heard, as somebody wrote it down. `population` None says that nobody knows."""

    name: str
    population: int | None = None
    hoped_for: int | None = None
    source: str = ""
    other_route: str = ""


class AlreadyOpen(Exception):
    """The way of working cannot change once people have been asked to speak under it."""


class PlannedAlready(Exception):
    """There is a plan of this name already: `plan`."""

    def __init__(self, plan: Engagement) -> None:
        super().__init__(plan.slug)
        self.plan = plan


@transaction.atomic
def plan_engagement(
    *,
    organisation: Organisation,
    title: str,
    aim: str,
    answers: Answers,
    groups: Iterable[GroupToHear] = (),
    service: Service | None = None,
    hours_per_week: decimal.Decimal | float = 0,
    model_of_use: str = "",
    starts_on: datetime.date | None = None,
    may_be_second: bool = True,
    by: Actor,
) -> Engagement:
    """Begin a plan with the planner's answers ({question: option or options}, as in `queries.questions()`).

    With `model_of_use` the way of working is chosen in the same step; otherwise `choose_model` does it later.
    Raises PlannedAlready where one of this name is there and it must not be a second one.
    """
    if not may_be_second:
        _refuse_second(organisation, title.strip(), by)
    kept = kept_answers(answers, hours_per_week)
    engagement = Engagement.objects.create(
        organisation=organisation,
        service=service,
        slug=free_slug(title),
        title=title.strip(),
        aim=aim.strip(),
        stage=str(kept.get("stage", Stage.UNDERSTAND)),
        answers=kept,
        hours_per_week=decimal.Decimal(str(hours_per_week)),
    )
    record(EngagementPlanned(**fact_keys(engagement), title=engagement.title), by=by)
    name_groups(engagement=engagement, groups=groups, by=by)
    if model_of_use:
        choose_model(engagement=engagement, model_id=model_of_use, starts_on=starts_on, by=by)
    return engagement


def _refuse_second(organisation: Organisation, title: str, by: Actor) -> None:
    same = Engagement.objects.filter(organisation=organisation, title__iexact=title)
    first = same.exclude(state=Engagement.State.CLOSED).order_by("created_at").first()
    if first is not None:
        refuse_second_sending(by)
        raise PlannedAlready(first)


@transaction.atomic
def answer_plan(
    *,
    engagement: Engagement,
    title: str,
    aim: str,
    answers: Answers,
    service: Service | None,
    hours_per_week: decimal.Decimal | float,
    groups: Iterable[GroupToHear] | None = None,
    by: Actor,
) -> None:
    """Change the answers of a plan, and its groups where given.

    The address stays what it was: it may stand on paper.
    """
    current = locked(engagement)
    current.title, current.aim, current.service = title.strip(), aim.strip(), service
    current.answers = kept_answers(answers, hours_per_week)
    current.stage = current.answers.get("stage", current.stage)
    current.hours_per_week = decimal.Decimal(str(hours_per_week))
    current.save()
    _draw_risks(current)
    record(PlanAnswered(**fact_keys(current)), by=by)
    if groups is not None:
        name_groups(engagement=current, groups=groups, by=by)
    engagement.refresh_from_db()


@transaction.atomic
def name_groups(*, engagement: Engagement, groups: Iterable[GroupToHear], by: Actor) -> None:
    """Write down who must be heard; the list replaces the one before. Raises ValueError when an open one has none."""
    current = locked(engagement)
    groups = list(groups)
    if not groups and current.state != Engagement.State.PLANNED:
        raise ValueError("an open engagement is for somebody")
    current.groups.all().delete()
    made = AffectedGroup.objects.bulk_create(
        AffectedGroup(
            engagement=current,
            name=group.name.strip(),
            population=group.population,
            hoped_for=group.hoped_for,
            source=group.source.strip(),
            other_route=group.other_route.strip(),
        )
        for group in groups
    )
    record(GroupsNamed(**fact_keys(current), count=len(made)), by=by)


@transaction.atomic
def choose_model(*, engagement: Engagement, model_id: str, starts_on: datetime.date | None = None, by: Actor) -> None:
    """Choose the way of working: dates the phases, draws the risks and sets the volume that it usually brings.

    Choosing another one later keeps the dates and every risk that somebody has settled. Raises AlreadyOpen.
    """
    current = locked(engagement)
    if current.state != Engagement.State.PLANNED:
        raise AlreadyOpen
    model = model_of_use(model_id)
    if model is None:
        raise ValueError(f"no model of use is called {model_id!r}")
    current.model_of_use = model.id
    current.stage = current.answers.get("stage", model.presets["stage"])
    current.expected_per_week = _expected(current, model)
    current.save()
    if not current.phases.exists():
        _save_phases(current, usual_dates(model, starts_on or timezone.localdate()))
    _draw_risks(current)
    record(ModelChosen(**fact_keys(current), model=model.id), by=by)
    engagement.refresh_from_db()


def usual_dates(model: ModelOfUse, starts_on: datetime.date) -> dict[str, tuple[datetime.date, datetime.date]]:
    """Phases one after another from a day on, as long as the model usually takes."""
    found = {}
    day = starts_on
    for kind in Phase.Kind:
        weeks = model.listening_weeks if kind == Phase.Kind.LISTEN else _WEEKS[kind]
        last = day + datetime.timedelta(weeks=weeks, days=-1)
        found[str(kind)] = (day, last)
        day = last + datetime.timedelta(days=1)
    return found


@transaction.atomic
def date_phases(*, engagement: Engagement, dates: Dates, by: Actor) -> None:
    """Set the dates of the phases: {kind: (first day, last day)}; a kind left out has no phase.

    Raises ValueError when a phase ends before it starts, starts before the one it follows, or when people could not
    contribute or would not be told.
    """
    order = [str(kind) for kind in Phase.Kind if kind in dates]
    if any(kind not in dates for kind in NEEDED_PHASES):
        raise ValueError("people must be able to contribute, and must be told")
    starts = [dates[kind][0] for kind in order]
    if starts != sorted(starts) or any(dates[kind][1] < dates[kind][0] for kind in order):
        raise ValueError("a phase must end after it starts and not start before the one it follows")
    current = locked(engagement)
    _save_phases(current, dates)
    listen_from, listen_to = dates[Phase.Kind.LISTEN]
    record(
        PhasesDated(**fact_keys(current), listen_from=listen_from.isoformat(), listen_to=listen_to.isoformat()), by=by
    )


@transaction.atomic
def expect_volume(
    *, engagement: Engagement, expected_per_week: int, hours_per_week: decimal.Decimal | float, by: Actor
) -> None:
    """Say how much is expected to come in, and how many hours there are for it."""
    current = locked(engagement)
    current.expected_per_week = expected_per_week
    current.hours_per_week = decimal.Decimal(str(hours_per_week))
    current.answers = {**current.answers, "hours": hours_option(hours_per_week)}
    current.save(update_fields=["expected_per_week", "hours_per_week", "answers"])
    record(
        VolumeExpected(
            **fact_keys(current), expected_per_week=expected_per_week, hours_per_week=f"{current.hours_per_week:.1f}"
        ),
        by=by,
    )
    engagement.refresh_from_db()


def hours_option(hours_per_week: decimal.Decimal | float) -> str:
    """The planner's option that a number of hours falls under."""
    if hours_per_week < 2:
        return "under_2"
    return "from_2_to_8" if hours_per_week <= 8 else "over_8"


def kept_answers(answers: Answers, hours_per_week: decimal.Decimal | float) -> dict[str, str | list[str]]:
    """The answers as they are stored. Raises ValueError for a question or option that the planner does not know."""
    known = {key: {option for option, _words in question.options} for key, question in questions().items()}
    kept: dict[str, str | list[str]] = {}
    for key, given in answers.items():
        options = [given] if isinstance(given, str) else sorted(given)
        if not set(options) <= known.get(key, set()):
            raise ValueError(f"the planner knows no answer {options} to {key!r}")
        if options:
            kept[key] = given if isinstance(given, str) else options
    kept["hours"] = hours_option(hours_per_week)
    return kept


def free_slug(title: str) -> str:
    """An address made of the title that no other engagement has."""
    stem = address_part(title, longest=40, instead="engagement")
    taken = set(Engagement.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    for number in range(2, 1000):
        if f"{stem}-{number}" not in taken:
            return f"{stem}-{number}"
    return f"{stem}-{new_key().hex[:8]}"


def fact_keys(engagement: Engagement) -> dict[str, str]:
    """The keys that every fact about an engagement carries."""
    return {"key": str(engagement.pk), "organisation_key": str(engagement.organisation_id)}


def locked(engagement: Engagement) -> Engagement:
    """The same engagement, read again and locked until the transaction ends."""
    return Engagement.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=engagement.pk)


def _save_phases(engagement: Engagement, dates: Dates) -> None:
    engagement.phases.all().delete()
    Phase.objects.bulk_create(
        Phase(engagement=engagement, kind=kind, starts_on=starts_on, ends_on=ends_on)
        for kind, (starts_on, ends_on) in dates.items()
    )


def _expected(engagement: Engagement, model: ModelOfUse) -> int:
    hoped_for = sum(group.hoped_for or 0 for group in engagement.groups.all())
    return math.ceil(hoped_for / model.listening_weeks) if hoped_for else model.expected_per_week


def _draw_risks(engagement: Engagement) -> None:
    """Bring the drawn risks in line with model and worries. What somebody settled or added stays."""
    if not engagement.model_of_use:
        return
    worries = engagement.answers.get("worries", [])
    drawn = {risk.finding_id: risk for risk in known_risks(engagement.model_of_use, worries)}
    for risk in engagement.risks.exclude(origin=Risk.Origin.OWN):
        if risk.finding_id in drawn:
            del drawn[risk.finding_id]
        elif not risk.is_settled:
            risk.delete()
    Risk.objects.bulk_create(
        Risk(
            engagement=engagement,
            finding_id=risk.finding_id,
            origin=Risk.Origin.MODEL if engagement.model_of_use in risk.model_ids else Risk.Origin.WORRY,
            text=risk.text,
        )
        for risk in drawn.values()
    )
