"""Tests of change: plan and prediction first, then what happened, what was learned and what is done with it."""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from openward.improvements.actions.changes import ChangedMeanwhile, fact_keys, locked, running
from openward.improvements.events import CycleLearned, CycleRemarked, CycleReplanned, CycleStarted
from openward.improvements.models import ChangeIdea, Cycle, CycleRemark, Improvement
from openward.ledger.actions import record
from openward.people.access import Actor


class PredictionLocked(Exception):
    """The test has started: what was planned and predicted stays as it was written."""


@transaction.atomic
def start_cycle(
    *,
    improvement: Improvement,
    title: str,
    plan: str,
    prediction: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    change_idea: ChangeIdea | None = None,
    by: Actor,
) -> Cycle:
    """Plan a test. From its first day on plan and prediction cannot be changed."""
    improvement = running(improvement, by=by)
    number = (improvement.cycles.aggregate(last=Max("number"))["last"] or 0) + 1
    cycle = Cycle.objects.create(
        improvement=improvement,
        change_idea=_idea(improvement, change_idea),
        number=number,
        title=title,
        plan=plan,
        prediction=prediction,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record(
        CycleStarted(
            **fact_keys(improvement), cycle_key=str(cycle.pk), number=number, title=title, starts_on=starts_on
        ),
        by=by,
    )
    return cycle


@transaction.atomic
def replan_cycle(
    *,
    cycle: Cycle,
    title: str,
    plan: str,
    prediction: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    change_idea: ChangeIdea | None,
    version: int,
    by: Actor,
) -> Cycle:
    """Change the plan of a test. Once it has started only its title, its idea and its last day can change."""
    improvement = running(cycle.improvement, by=by)
    current = locked(cycle, version=version, by=by)
    is_settled = current.has_started(timezone.localdate())
    if is_settled and (plan, prediction, starts_on) != (current.plan, current.prediction, current.starts_on):
        raise PredictionLocked
    if prediction != current.prediction:
        current.predicted_at = timezone.now()
    current.title, current.plan, current.prediction = title, plan, prediction
    current.starts_on, current.ends_on = starts_on, ends_on
    current.change_idea = _idea(improvement, change_idea)
    current.save()
    record(
        CycleReplanned(**fact_keys(improvement), cycle_key=str(current.pk), number=current.number), by=by
    )
    return current


@transaction.atomic
def learn_from_cycle(
    *,
    cycle: Cycle,
    result: str,
    learning: str,
    verdict: str,
    ends_on: datetime.date | None,
    version: int,
    by: Actor,
) -> Cycle:
    """Write down what happened, what was learned and what is done with the idea. It may be put right later."""
    improvement = running(cycle.improvement, by=by)
    current = locked(cycle, version=version, by=by)
    current.result, current.learning, current.verdict = result, learning, Cycle.Verdict(verdict)
    current.ends_on = ends_on
    current.save()
    record(
        CycleLearned(
            **fact_keys(improvement),
            cycle_key=str(current.pk),
            number=current.number,
            learning=learning,
            verdict=verdict,
        ),
        by=by,
    )
    return current


@transaction.atomic
def remark_on_cycle(*, cycle: Cycle, words: str, part: str, by: Actor) -> CycleRemark:
    """Say something about a test, as one of the team."""
    improvement = running(cycle.improvement, by=by)
    remark = CycleRemark.objects.create(cycle=cycle, account=by.account, part=part, words=words)
    record(
        CycleRemarked(
            **fact_keys(improvement),
            cycle_key=str(cycle.pk),
            number=cycle.number,
            part=str(remark.part),
        ),
        by=by,
    )
    return remark


def _idea(improvement: Improvement, idea: ChangeIdea | None) -> ChangeIdea | None:
    if idea is None:
        return None
    current = ChangeIdea.objects.filter(improvement=improvement, pk=idea.pk).first()
    if current is None:
        raise ChangedMeanwhile(None)
    return current
