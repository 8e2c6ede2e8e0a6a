"""The private page behind the code."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.reviews import hold, move_review, propose_edit, restrict
from openward.contributions.actions.stories import Sent, erase, keep_consents, revise, withdraw
from openward.contributions.models import Hold, Restriction, Review
from openward.kit.models import RateWindow
from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM, VISITOR, persona_actor
from openward.responses.models import Response, Telling
from openward.safety.models import Case, Decision
from openward.spaces.models import HouseRule
from tests.factories.riverbend import Riverbend, approved, published_story, sent_story


@pytest.fixture
def sent(riverbend: Riverbend) -> Sent:
    return sent_story(riverbend, happened="I saw Nurse Ann. She was kind.")


def private(client: Client, sent: Sent) -> str:
    answer = client.get(f"/receipt/{sent.code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def decided(riverbend: Riverbend, sent: Sent, outcome: str, **values: object) -> Decision:
    """A decision as the safety room keeps it."""
    revision = sent.contribution.revisions.get(number=1)
    case, _is_new = Case.objects.get_or_create(contribution=sent.contribution, state=Case.State.DECIDED)
    return Decision.objects.create(
        case=case,
        revision=revision,
        revision_sha256=revision.sha256,
        outcome=outcome,
        rule=HouseRule.objects.get() if outcome != "approve" else None,
        decided_by=riverbend.account("moderator"),
        **values,
    )


def test_a_code_of_nobody_opens_nothing(client: Client, sent: Sent) -> None:
    assert client.get("/receipt/lemon-lemon-lemon-lemon-lemon/").status_code == 404
    assert client.get(f"/receipt/{sent.contribution.pk}/").status_code == 404
    assert client.post(f"/receipt/{sent.code}/").status_code == 405


def test_the_page_is_private_and_says_where_things_stand(client: Client, sent: Sent) -> None:
    answer = client.get(f"/receipt/{sent.code}/")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "strict-origin"
    page = answer.content.decode()
    for words in ("Your words wait to be read", "You can expect an answer by", "I saw Nurse Ann.", "We have none"):
        assert words in page


def test_looking_writes_nothing(client: Client, sent: Sent) -> None:
    facts = RecordedFact.objects.count()
    private(client, sent)
    client.get("/receipt/", {"code": sent.code})
    assert RecordedFact.objects.count() == facts


def _in_state(riverbend: Riverbend, sent: Sent, state: str) -> None:
    contribution, moderator = sent.contribution, riverbend.actor("moderator")
    author = persona_actor(contribution.author_id)
    if state in {"shown", "kept", "changed", "archived"}:
        approved(riverbend, contribution)
    if state == "kept":
        keep_consents(contribution=contribution, given=[], language="en-gb", by=author)
    elif state == "changed":
        revise(contribution=contribution, parts=[["happened", "Other words."]], by=author)
    elif state == "held":
        hold(contribution=contribution, kind=Hold.SAFEGUARDING, by=moderator)
    elif state == "hidden":
        restrict(contribution=contribution, restriction=Restriction.HIDDEN, reason="A name was in it.", by=moderator)
    elif state == "declined":
        revision = contribution.revisions.get()
        move_review(revision=revision, to=Review.IN_REVIEW, by=moderator)
        revision.refresh_from_db()
        move_review(revision=revision, to=Review.REJECTED, by=moderator)
    elif state == "withdrawn":
        withdraw(contribution=contribution, by=author)
    elif state == "erased":
        erase(contribution=contribution, by=author)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "Your words wait to be read"),
        ("shown", "Your words are shown"),
        ("kept", "They are not shown on the website, as you asked."),
        ("changed", "Until then your earlier words stay shown."),
        ("held", "Somebody is looking at your words with care"),
        ("hidden", "A name was in it."),
        ("declined", "Your words are not shown"),
        ("withdrawn", "You took your words back"),
        ("erased", "Your words are erased"),
    ],
)
def test_the_state_in_words(client: Client, riverbend: Riverbend, sent: Sent, state: str, said: str) -> None:
    _in_state(riverbend, sent, state)
    page = private(client, sent)
    assert said in page
    assert ("Nurse Ann" in page) == (state != "erased")
    assert ("/erase/" in page) == (state != "erased")
    assert ("/take-back/" in page) == (state not in {"erased", "withdrawn"})
    assert not (state in {"erased", "withdrawn"} and "A person reads it by" in page)
    assert ("/words/" in page) == (state not in {"erased", "withdrawn"})
    if state == "declined":
        assert "Not shown: you find the reason below." in page
    if state == "changed":
        assert "Other words." in page
        assert "The words that readers see now" in page


def test_a_decision_is_told_kindly_with_passage_and_rule(client: Client, riverbend: Riverbend, sent: Sent) -> None:
    decided(riverbend, sent, "decline", passages=[[6, 15]], words_to_author="Thank you for your story <3.")
    page = private(client, sent)
    assert "Thank you for your story &lt;3." in page
    assert "<mark>Nurse Ann</mark>" in page
    assert "Leave out names and anything that shows who somebody is." in page
    assert "or write “a nurse”" in page
    assert "Tom Whitfield" not in page


def test_a_suggestion_stands_beside_the_own_words(client: Client, riverbend: Riverbend, sent: Sent) -> None:
    moderator = riverbend.actor("moderator")
    revision = sent.contribution.revisions.get()
    move_review(revision=revision, to=Review.IN_REVIEW, by=moderator)
    revision.refresh_from_db()
    proposal = propose_edit(
        revision=revision,
        sha256=revision.sha256,
        parts=[["happened", "I saw a nurse. She was kind."], *revision.parts[1:]],
        reason="names",
        by=moderator,
    )
    decided(riverbend, sent, "propose_edit", proposal=proposal, words_to_author="One small thing.")
    page = private(client, sent)
    assert re.search(r"<del>Nurse Ann\. ?</del>", page)
    assert re.search(r"<ins>a nurse\. ?</ins>", page)
    assert f'name="number" value="{proposal.number}"' in page
    assert "We suggest a small change" in page
    assert "It waits for your yes or no." in page
    assert "A person reads it by" not in page
    client.post(f"/receipt/{sent.code}/suggestion/agree/", {"number": proposal.number})
    page = private(client, sent)
    assert "Your words are shown" in page
    assert 'name="number"' not in page
    assert "How to put it right" not in page, "they agreed: it is put right"


def test_an_answer_can_be_judged_where_it_is_read(client: Client, riverbend: Riverbend) -> None:
    sent = sent_story(riverbend)
    approved(riverbend, sent.contribution)
    response = Response.objects.create(
        engagement=riverbend.engagement,
        contribution=sent.contribution,
        status=Response.Status.HEARD,
        words="We read this with care.",
        signed_name="Daniel Cho",
        signed_role="Service manager",
        written_by=riverbend.account("responder"),
        state=Response.State.SHOWN,
        shown_at=timezone.now(),
    )
    telling = Telling.objects.create(response=response, contribution=sent.contribution)
    page = private(client, sent)
    assert "We read this with care." in page
    assert f'action="/receipt/{sent.code}/answers/{telling.pk}/"' in page
    assert page.count('name="verdict"') == 3
    assert "You can expect an answer by" not in page
    Telling.objects.update(verdict="no", reopened_at=timezone.now())
    page = private(client, sent)
    assert "You asked for another look." in page
    assert 'name="look_again"' not in page


def test_danger_keeps_the_numbers_in_sight(client: Client, riverbend: Riverbend) -> None:
    in_danger = sent_story(riverbend, may_be_in_danger=True)
    hold(contribution=in_danger.contribution, kind=Hold.SAFEGUARDING, by=SYSTEM)
    page = private(client, in_danger)
    assert "tel:999" in page
    assert "A person reads it by" not in page
    assert "tel:999" not in private(client, sent_story(riverbend))


def test_a_reply_has_a_private_page_too(client: Client, riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    reply = submit_comment(parent=story, words="The same here.", badge="carer", by=VISITOR)
    page = private(client, reply)
    assert "<h1>Your reply</h1>" in page
    assert "The same here." in page


def test_the_page_asks_a_bounded_number_of_questions(client: Client, riverbend: Riverbend, sent: Sent) -> None:
    approved(riverbend, sent.contribution)
    private(client, sent)
    with CaptureQueriesContext(connection) as queries:
        private(client, sent)
    assert len(queries) <= 12


# --- Coming back --------------------------------------------------------------------------------------------------


def test_the_code_is_found_however_it_is_written(client: Client, sent: Sent) -> None:
    words = sent.code.split("-")
    for written in (sent.code, " ".join(words).upper(), ", ".join(words) + ".", "-".join([words[0] + "s", *words[1:]])):
        answer = client.post("/receipt/", {"code": written})
        assert answer["Location"] == f"/receipt/{sent.code}/", written


@pytest.mark.parametrize(
    "written", ["", "   ", "lemon", "lemon-lemon-lemon-lemon-lemon", "<script>", "é" * 200, "x" * 201]
)
def test_a_wrong_code_is_told_kindly(client: Client, sent: Sent, written: str) -> None:
    answer = client.post("/receipt/", {"code": written})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "needs another look" in page
    assert "<script>" not in page.replace("<script type", "")


def test_words_in_another_order_open_nothing(client: Client, sent: Sent) -> None:
    code = "-".join(reversed(sent.code.split("-")))
    assert client.post("/receipt/", {"code": code}).status_code == 200


def test_tries_are_limited_and_the_right_code_waits_too(client: Client, sent: Sent) -> None:
    client.post("/receipt/", {"code": "lemon"})
    RateWindow.objects.update(tries=120)
    assert client.post("/receipt/", {"code": sent.code}).status_code == 429
    assert client.get(f"/receipt/{sent.code}/").status_code == 429


def test_a_forged_form_finds_nothing(sent: Sent) -> None:
    assert Client(enforce_csrf_checks=True).post("/receipt/", {"code": sent.code}).status_code == 403
