"""What follows from a decision: the author is told once, and what was erased is erased here too."""

import pytest

from openward.config.wiring import HANDLERS
from openward.contributions.actions.stories import erase, withdraw
from openward.contributions.events import ContributionErased, ContributionWithdrawn
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications.models import Message
from openward.people.access import persona_actor
from openward.safety.actions.readings import claim_case, decide_case, reopen_decision, write_note
from openward.safety.events.readings import EditSuggested, ReadingApproved, ReadingDeclined, ReadingReopened
from openward.safety.handlers import readings as handlers
from openward.safety.models import READING_OUTCOMES, Case, Decision, Note
from tests.factories.riverbend import Riverbend, sent_story

KINDS = {
    Decision.Outcome.APPROVE: ("ReadingApproved", "on_reading_approved", "reading_approved"),
    Decision.Outcome.PROPOSE_EDIT: ("EditSuggested", "on_edit_suggested", "edit_suggested"),
    Decision.Outcome.DECLINE: ("ReadingDeclined", "on_reading_declined", "reading_declined"),
}


def decided(riverbend: Riverbend, outcome: Decision.Outcome) -> Decision:
    story = sent_story(riverbend).contribution
    revision = story.revisions.get()
    case = claim_case(contribution=story, by=riverbend.actor("moderator"))
    return decide_case(
        case=case,
        outcome=outcome,
        revision_sha256=revision.sha256,
        rule=riverbend.space.house_rules.get(),
        words_to_author="Leave the name out.",
        parts=[[name, text + " Thank you."] for name, text in revision.parts],
        version=case.version,
        by=riverbend.actor("moderator"),
    )


def hear_again(fact: RecordedFact, handler: str) -> None:
    for _time in range(2):
        hear(fact_id=fact.pk, handler=f"safety.{handler}")


@pytest.mark.parametrize("outcome", READING_OUTCOMES)
def test_the_author_is_told_once_of_each_decision(riverbend: Riverbend, outcome: Decision.Outcome) -> None:
    decision = decided(riverbend, outcome)
    fact_kind, handler, kind = KINDS[outcome]
    hear_again(RecordedFact.objects.get(kind=f"safety.{fact_kind}"), handler)
    message = Message.objects.get()
    assert message.kind == kind
    assert message.persona == decision.case.contribution.author
    assert message.about == f"contribution:{decision.case.contribution_id}"
    assert message.values == {}


def test_the_author_is_told_that_the_words_are_read_once_more(riverbend: Riverbend) -> None:
    decision = decided(riverbend, Decision.Outcome.APPROVE)
    reopen_decision(decision=decision, by=riverbend.actor("moderator"))
    hear_again(RecordedFact.objects.get(kind="safety.ReadingReopened"), "on_reading_reopened")
    assert Message.objects.get().kind == "reading_reopened"


def test_a_case_closes_when_the_words_are_taken_back(riverbend: Riverbend) -> None:
    story = sent_story(riverbend).contribution
    claim_case(contribution=story, by=riverbend.actor("moderator"))
    withdraw(contribution=story, by=persona_actor(story.author_id))
    hear_again(RecordedFact.objects.get(kind="contributions.ContributionWithdrawn"), "on_contribution_withdrawn")
    assert Case.objects.get().state == Case.State.CLOSED
    assert RecordedFact.objects.filter(kind="safety.ReadingClosed").count() == 1


def test_reasons_are_erased_with_the_words(riverbend: Riverbend) -> None:
    decision = decided(riverbend, Decision.Outcome.DECLINE)
    story = decision.case.contribution
    write_note(contribution=story, words="A note.", by=riverbend.actor("moderator"))
    erase(contribution=story, by=persona_actor(story.author_id))
    hear_again(RecordedFact.objects.get(kind="contributions.ContributionErased"), "on_contribution_erased")
    assert Decision.objects.get().words_to_author == ""
    assert not Note.objects.exists()
    assert RecordedFact.objects.filter(kind="safety.ReasonsErased").count() == 1


@pytest.mark.parametrize(
    ("fact", "handler"),
    [
        (ReadingApproved, handlers.on_reading_approved),
        (EditSuggested, handlers.on_edit_suggested),
        (ReadingDeclined, handlers.on_reading_declined),
        (ReadingReopened, handlers.on_reading_reopened),
        (ContributionWithdrawn, handlers.on_contribution_withdrawn),
        (ContributionErased, handlers.on_contribution_erased),
    ],
)
def test_the_wiring_knows_every_handler(fact: type, handler: object) -> None:
    assert handler in HANDLERS[fact]
