"""Decisions against words, as appeals need them: a declined reply, a hidden story, a measure on its author."""

import datetime
from typing import Any

from django.utils import timezone

from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.stories import Sent
from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.people.access import Actor, actor_for_account
from openward.people.models import Account
from openward.safety.actions.appeals import appeal_decision, decide_appeal, take_appeal
from openward.safety.actions.cases import take_case
from openward.safety.actions.decisions import decide_report_case
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.actions.reports import receive_report
from openward.safety.models import Appeal, Case, Decision, Report, Step
from tests.factories.riverbend import Riverbend, published_story

WHY = "I said nothing about any person, only about the waiting room."
ANSWER = "I read it again. There is no name in it, and nobody can be recognised."


def declined_reply(
    riverbend: Riverbend, *, words: str = "The waiting room was so cold that I left."
) -> tuple[Sent, Decision]:
    """A reply that a moderator did not show, with its receipt."""
    story = published_story(riverbend)
    sent = submit_comment(parent=story, words=words, badge="patient", by=riverbend.actor("visitor"))
    moderator = riverbend.actor("moderator")
    case = claim_case(contribution=sent.contribution, by=moderator)
    revision = sent.contribution.revisions.get()
    decision = decide_case(
        case=case,
        outcome=Decision.Outcome.DECLINE,
        revision_sha256=revision.sha256,
        rule=riverbend.space.house_rules.get(),
        passages=[(4, 16)],
        words_to_author="Please leave out who it was about.",
        version=case.version,
        by=moderator,
    )
    return sent, decision


def decided_about(
    riverbend: Riverbend,
    outcome: Decision.Outcome = Decision.Outcome.HIDE,
    *,
    story: Contribution | None = None,
    by: Actor | None = None,
    **values: Any,
) -> Decision:
    """What a moderator decided about a story that a visitor reported."""
    story = story or published_story(riverbend)
    actor = by or riverbend.actor("moderator")
    receive_report(contribution=story, category=Report.Category.ABUSE, by=riverbend.actor("visitor"))
    case = take_case(case=Case.objects.get(contribution=story, kind="report", state__in=["open"]), by=actor)
    is_kept = outcome == Decision.Outcome.KEEP
    return decide_report_case(
        **{
            "case": case,
            "outcome": outcome,
            "revision_sha256": story.shown_revision.sha256,  # type: ignore[union-attr]
            "rule": None if is_kept else riverbend.space.house_rules.get(),
            "facts": "" if is_kept else "The second sentence names a nurse.",
            "words_to_author": "" if is_kept else "Please leave the name out.",
            "pinned_note": "This is about 2019." if outcome in {"label", "correct"} else "",
            "pinned_source": "https://www.nhs.uk/" if outcome == "correct" else "",
            "version": case.version,
            "by": actor,
            **values,
        }
    )


def with_measure(riverbend: Riverbend, step: Step = Step.READ_ONLY) -> Decision:
    until = timezone.now() + datetime.timedelta(days=7)
    return decided_about(riverbend, step=step, step_until=until)


def appealed(decision: Decision, *, words: str = WHY, **values: Any) -> Appeal:
    """An appeal of the author, known by their persona."""
    return appeal_decision(decision=decision, words=words, by=author_of(decision), **values)


def author_of(decision: Decision) -> Actor:
    from openward.people.access import persona_actor

    return persona_actor(decision.case.contribution.author_id)


def answered(appeal: Appeal, outcome: Appeal.State, *, by: Actor, **values: Any) -> Appeal:
    """What a second moderator decided about it."""
    taken = take_appeal(appeal=appeal, by=by)
    cause = "" if outcome == Appeal.State.UPHELD else Appeal.Cause.CONTEXT
    given: dict[str, Any] = {"reason": ANSWER, "cause": cause, "version": taken.version, **values}
    return decide_appeal(appeal=taken, outcome=outcome, by=by, **given)


def hear_everything(*kinds: str) -> None:
    """Every consequence of the facts of these kinds, as the worker would bring it about."""
    from openward.config import wiring
    from openward.ledger.actions import handler_name, handlers_of
    from openward.ledger.events import fact_class

    wiring.connect()
    for row in RecordedFact.objects.filter(kind__in=[f"safety.{kind}" for kind in kinds]).order_by("pk"):
        kind = fact_class(row.kind)
        assert kind is not None
        for handler in handlers_of(kind):
            hear(fact_id=row.pk, handler=handler_name(handler))


def fresh(account: Account) -> Actor:
    """The actor that an account is now, with the roles given since."""
    return actor_for_account(account)
