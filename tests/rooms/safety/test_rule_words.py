"""Words about the house rules that may speak of danger alert people at once, as other words do."""

import dataclasses
import datetime
import functools

import pytest
from django.utils import timezone

from openward.config.wiring import HANDLERS, QUEUE_OF
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.methods.screening import STAGES, Signal, screen
from openward.notifications.models import Message
from openward.people.models import Account, Badge
from openward.safety.actions.on_call import OnCallPlace, set_on_call
from openward.safety.handlers import rule_words
from openward.safety.tasks.rule_words import rule_words_again
from openward.spaces.actions.proposals import (
    Wish,
    propose_rule,
    read_proposal,
    say_about_proposal,
    withdraw_proposal,
)
from openward.spaces.events import RuleProposed, RuleRemarkMade
from openward.spaces.models import RuleProposal
from tests.factories.riverbend import Riverbend

DANGER = "I want to kill myself tonight."
CALM = Wish(RuleProposal.Kind.NEW, "It does people good.", text="Say thank you too.", how_to_fix="Say what was good.")


def proposed(riverbend: Riverbend, wish: Wish = CALM, part: str = "advisory") -> RuleProposal:
    return propose_rule(space=riverbend.space, wish=wish, badge=Badge.CARER, by=riverbend.actor(part))


def heard() -> None:
    """What follows, as the worker brings it about, twice as after a crash."""
    kinds = [RuleProposed.kind(), RuleRemarkMade.kind()]
    for row in [*RecordedFact.objects.filter(kind__in=kinds).order_by("pk")] * 2:
        hear(fact_id=row.pk, handler="safety.on_rule_words")


def told() -> list[Account | None]:
    return [one.account for one in Message.objects.filter(kind="rule_words_danger").order_by("created_at")]


@pytest.mark.parametrize("part", ["text", "how_to_fix", "why"])
def test_danger_in_any_part_of_a_proposal_alerts_those_on_call_once(riverbend: Riverbend, part: str) -> None:
    place = OnCallPlace(riverbend.account("data_protection"), 1, "")
    set_on_call(organisation=riverbend.cast.organisation, places=[place], by=riverbend.actor("lead"))
    proposal = proposed(riverbend, dataclasses.replace(CALM, **{part: DANGER}))
    heard()
    people = {riverbend.account(one) for one in ("data_protection", "lead", "moderator")}
    assert people <= set(told())
    assert len(told()) == len(set(told()))
    facts = RecordedFact.objects.filter(kind="notifications.MessageWritten", payload__message_kind="rule_words_danger")
    assert facts.count() == len(told())
    kept = f"{list(Message.objects.values())} {list(RecordedFact.objects.values('payload', 'about'))}"
    assert "tonight" not in kept
    assert proposal.state == RuleProposal.State.WAITING


def test_danger_in_a_remark_alerts_and_calm_words_do_not(riverbend: Riverbend) -> None:
    proposal = proposed(riverbend)
    read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("moderator"))
    say_about_proposal(proposal=proposal, words="I would like that.", by=riverbend.actor("advisory"))
    heard()
    assert told() == []
    say_about_proposal(proposal=proposal, words=DANGER, by=riverbend.actor("advisory"))
    heard()
    assert riverbend.account("moderator") in told()
    count = len(told())
    say_about_proposal(proposal=proposal, words="I agree with both.", by=riverbend.actor("advisory"))
    heard()
    assert len(told()) == count


def test_whoever_wrote_it_is_not_the_one_who_is_alerted(riverbend: Riverbend) -> None:
    proposed(riverbend, dataclasses.replace(CALM, why=DANGER), part="moderator")
    heard()
    assert riverbend.account("lead") in told()
    assert riverbend.account("moderator") not in told()


def test_checks_that_do_not_finish_alert_too(riverbend: Riverbend, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(reading: object) -> list[Signal]:
        raise RuntimeError

    unfinished = functools.partial(screen, stages=[dataclasses.replace(STAGES[0], check=broken)])
    monkeypatch.setattr(rule_words, "screen", unfinished)
    proposed(riverbend)
    heard()
    assert riverbend.account("moderator") in told()


def test_nothing_waits_behind_other_work() -> None:
    for fact in (RuleProposed, RuleRemarkMade):
        assert HANDLERS[fact][0] is rule_words.on_rule_words
    assert QUEUE_OF["safety.on_rule_words"] == "checks"


def minutes_pass(minutes: int) -> None:
    """As if the first alerts were so old, and the worker looks again."""
    first = Message.objects.filter(kind="rule_words_danger", once_key__regex="^[^:]+:[^:]+:[^:]+$")
    first.update(created_at=timezone.now() - datetime.timedelta(minutes=minutes))
    rule_words_again(0)
    rule_words_again(0)


def test_nobody_looks_so_everybody_is_told_again_at_five_ten_and_fifteen_minutes(riverbend: Riverbend) -> None:
    proposed(riverbend, dataclasses.replace(CALM, why=DANGER))
    heard()
    once = len(told())
    for minutes, times in ((4, 1), (6, 2), (9, 2), (11, 3), (16, 4), (25, 4), (40, 4)):
        minutes_pass(minutes)
        assert len(told()) == once * times, minutes


@pytest.mark.parametrize("how", ["opened", "read", "taken back"])
def test_when_somebody_looked_the_alerts_end(riverbend: Riverbend, how: str) -> None:
    proposal = proposed(riverbend, dataclasses.replace(CALM, why=DANGER))
    heard()
    once = len(told())
    if how == "opened":
        Message.objects.filter(pk=Message.objects.filter(kind="rule_words_danger")[0].pk).update(read_at=timezone.now())
    elif how == "read":
        read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("moderator"))
    else:
        withdraw_proposal(proposal=proposal, by=riverbend.actor("advisory"))
    minutes_pass(16)
    assert len(told()) == once


def test_what_staff_wrote_is_shown_at_once_and_still_alerts_again(riverbend: Riverbend) -> None:
    proposal = proposed(riverbend, part="moderator")
    say_about_proposal(proposal=proposal, words=DANGER, by=riverbend.actor("moderator"))
    heard()
    once = len(told())
    minutes_pass(6)
    assert len(told()) == 2 * once > 0
