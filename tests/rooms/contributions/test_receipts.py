"""What an author does behind the receipt code."""

from collections.abc import Callable

import pytest
from django.test import Client

from openward.contributions.actions.reviews import accept_edit, hold, move_review, propose_edit
from openward.contributions.actions.stories import Sent, change_consents, erase
from openward.contributions.models import Contribution, Hold, Lifecycle, Receipt, Review
from openward.contributions.queries.receipts import own_words
from openward.kit.models import RateWindow
from openward.ledger.models import RecordedFact
from openward.people.access import VISITOR, persona_actor
from openward.people.actions.personas import envelope_for_delivery, has_address
from openward.people.models import Persona, Purpose
from tests.factories.riverbend import Riverbend, approved, sent_story

PAGES = ("sent", "consents", "words", "take-back", "erase")


@pytest.fixture
def sent(riverbend: Riverbend) -> Sent:
    return sent_story(riverbend)


def at(sent: Sent, page: str) -> str:
    return f"/receipt/{sent.code}/{page}/"


def suggested(riverbend: Riverbend, sent: Sent) -> int:
    """Suggest another wording of a story, as a moderator does; returns its number."""
    moderator = riverbend.actor("moderator")
    revision = sent.contribution.revisions.get()
    move_review(revision=revision, to=Review.IN_REVIEW, by=moderator)
    revision.refresh_from_db()
    parts = [["happened", "I waited two hours."]]
    return propose_edit(revision=revision, sha256=revision.sha256, parts=parts, reason="names", by=moderator).number


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_with_the_code_and_with_no_other(client: Client, sent: Sent, page: str) -> None:
    answer = client.get(at(sent, page))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    assert client.get(f"/receipt/lemon-lemon-lemon-lemon-lemon/{page}/").status_code == 404


@pytest.mark.parametrize("part", ["visitor", "lead", "moderator", "data_protection", "administrator", "outsider"])
@pytest.mark.parametrize("page", PAGES)
def test_a_role_opens_nothing_the_code_opens_everything(
    client_of: Callable[[str], Client], sent: Sent, part: str, page: str
) -> None:
    assert client_of(part).get(at(sent, page)).status_code == 200
    assert client_of(part).get(f"/receipt/{sent.contribution.pk}/{page}/").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_looking_writes_nothing(client: Client, sent: Sent, page: str) -> None:
    facts = RecordedFact.objects.count()
    client.get(at(sent, page), {"is_sure": "on", "publish": "no", "happened": "Other."})
    assert RecordedFact.objects.count() == facts


def test_the_code_is_forgiving(client: Client, sent: Sent) -> None:
    for written in (sent.code.upper(), sent.code.replace("-", " "), sent.code.replace("-", "_")):
        assert client.get(f"/receipt/{written}/sent/").status_code == 200


def test_tries_are_limited(client: Client, sent: Sent) -> None:
    assert client.get(at(sent, "sent")).status_code == 200
    RateWindow.objects.update(tries=120)
    answer = client.get(at(sent, "sent"))
    assert answer.status_code == 429
    assert "Please wait a little" in answer.content.decode()


def test_what_is_done_is_recorded_as_the_authors_own_whoever_is_signed_in(
    client_of: Callable[[str], Client], sent: Sent
) -> None:
    client_of("advisory").post(at(sent, "take-back"), {"submission_key": "t" * 22})
    fact = RecordedFact.objects.get(kind="contributions.ContributionWithdrawn")
    assert (fact.author_kind, fact.author_key) == ("persona", str(sent.contribution.author_id))


# --- What is allowed ----------------------------------------------------------------------------------------------


def test_changing_what_is_allowed_counts_at_once(client: Client, riverbend: Riverbend, sent: Sent) -> None:
    approved(riverbend, sent.contribution)
    assert Contribution.objects.readable(VISITOR).exists()
    client.post(at(sent, "consents"), {"publish": "no", "quote": "on", "contact": "no"})
    story = Contribution.objects.get()
    assert [story.may_publish, story.may_quote, story.may_teach, story.may_research] == [False, True, False, False]
    assert not Contribution.objects.readable(VISITOR).exists()


def test_the_form_begins_with_what_is_allowed_now(client: Client, sent: Sent) -> None:
    page = client.get(at(sent, "consents")).content.decode()
    assert page.count("checked") == 5  # publish yes, three boxes, contact yes


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ("old@example.org", {"contact": "yes", "email": ""}, "old@example.org"),
        ("old@example.org", {"contact": "yes", "email": "new@example.org"}, "new@example.org"),
        ("old@example.org", {"contact": "no", "email": ""}, None),
        ("old@example.org", {"contact": "no", "email": "new@example.org"}, None),
        ("", {"contact": "yes", "email": "new@example.org"}, "new@example.org"),
    ],
)
def test_an_address_is_kept_changed_or_forgotten(
    client: Client, riverbend: Riverbend, before: str, said: dict[str, str], after: str | None
) -> None:
    sent = sent_story(riverbend, email=before)
    answer = client.post(at(sent, "consents"), {"publish": "yes", **said})
    assert answer.status_code == 302
    envelope = envelope_for_delivery(persona_id=sent.contribution.author_id)
    assert (envelope.address if envelope else None) == after
    if envelope:
        assert envelope.receipt_code == sent.code
    assert Contribution.objects.get().may_contact == (after is not None)
    assert "example.org" not in str([(fact.payload, fact.shreddable) for fact in RecordedFact.objects.all()])


def test_nobody_is_written_to_without_an_address(client: Client, sent: Sent) -> None:
    page = client.post(at(sent, "consents"), {"publish": "yes", "contact": "yes"}).content.decode()
    assert "Write the e-mail address" in page


def test_forgetting_the_address_leaves_the_other_answers(sent: Sent) -> None:
    by = persona_actor(sent.contribution.author_id)
    change_consents(
        contribution=sent.contribution, given=[Purpose.TEACH], email="x@example.org", code="a", language="en-gb", by=by
    )
    assert not has_address(persona_id=sent.contribution.author_id)
    assert sent.contribution.may_teach


# --- Other words --------------------------------------------------------------------------------------------------


def test_other_words_wait_while_the_old_ones_stay(client: Client, riverbend: Riverbend, sent: Sent) -> None:
    approved(riverbend, sent.contribution)
    page = client.get(at(sent, "words")).content.decode()
    assert "I waited two hours and nobody said why." in page
    client.post(at(sent, "words"), {"happened": "I waited long.", "good": "", "better": ""})
    story = Contribution.objects.get()
    assert story.shown_revision is not None
    assert "nobody said why" in story.shown_revision.text
    newest = story.revisions.last()
    assert newest is not None
    assert (newest.text, newest.review) == ("I waited long.", Review.PENDING)


def test_other_words_are_looked_at_once(client: Client, sent: Sent) -> None:
    words = {"happened": "Ring 07700 900123.", "good": "", "better": ""}
    page = client.post(at(sent, "words"), words).content.decode()
    assert "You may want to change this" in page
    assert sent.contribution.revisions.count() == 1
    client.post(at(sent, "words"), {**words, "looked_again": "yes"})
    assert sent.contribution.revisions.count() == 2


def test_empty_words_are_refused_kindly(client: Client, sent: Sent) -> None:
    page = client.post(at(sent, "words"), {"happened": " ", "good": "Tea."}).content.decode()
    assert "Write a few words about what happened." in page
    assert "Tea." in page
    assert sent.contribution.revisions.count() == 1


def test_a_lost_cookie_costs_no_other_words(sent: Sent) -> None:
    page = Client(enforce_csrf_checks=True).post(at(sent, "words"), {"happened": "Other words."}).content.decode()
    assert "Nothing is lost" in page
    assert "Other words." in page
    assert sent.contribution.revisions.count() == 1


@pytest.mark.parametrize("page", ["consents", "take-back", "erase"])
def test_other_forms_refuse_a_missing_token(sent: Sent, page: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(at(sent, page), {"publish": "no", "is_sure": "on"})
    assert answer.status_code == 403
    assert Contribution.objects.get().lifecycle == Lifecycle.SUBMITTED


# --- Suggestions --------------------------------------------------------------------------------------------------


def test_agreeing_shows_the_suggested_words(client: Client, riverbend: Riverbend, sent: Sent) -> None:
    number = suggested(riverbend, sent)
    assert client.get(at(sent, "suggestion/agree")).status_code == 405
    client.post(at(sent, "suggestion/agree"), {"number": number})
    story = Contribution.objects.get()
    assert story.lifecycle == Lifecycle.PUBLISHED
    assert story.shown_revision is not None
    assert story.shown_revision.text == "I waited two hours."
    assert own_words(story).newest == story.shown_revision


def test_keeping_the_own_words_sends_them_back_to_be_read(client: Client, riverbend: Riverbend, sent: Sent) -> None:
    number = suggested(riverbend, sent)
    client.post(at(sent, "suggestion/keep-mine"), {"number": number})
    assert [one.review for one in sent.contribution.revisions.all()] == [Review.PENDING, Review.REJECTED]
    assert Contribution.objects.get().lifecycle == Lifecycle.SUBMITTED


@pytest.mark.parametrize("number", ["1", "3", "", "x"])
def test_an_answer_to_another_suggestion_changes_nothing(
    client: Client, riverbend: Riverbend, sent: Sent, number: str
) -> None:
    suggested(riverbend, sent)
    answer = client.post(at(sent, "suggestion/agree"), {"number": number})
    assert answer.status_code == 302
    assert Contribution.objects.get().lifecycle == Lifecycle.SUBMITTED


def test_agreeing_twice_is_agreeing_once(client: Client, riverbend: Riverbend, sent: Sent) -> None:
    number = suggested(riverbend, sent)
    for _time in range(2):
        assert client.post(at(sent, "suggestion/agree"), {"number": number}).status_code == 302
    assert RecordedFact.objects.filter(kind="contributions.EditAccepted").count() == 1


def test_the_newest_words_are_the_authors_until_they_agree(riverbend: Riverbend, sent: Sent) -> None:
    suggested(riverbend, sent)
    words = own_words(sent.contribution)
    assert words.newest is not None
    assert "nobody said why" in words.newest.text
    proposal = sent.contribution.revisions.last()
    assert proposal is not None
    accept_edit(proposal=proposal, by=persona_actor(sent.contribution.author_id))
    sent.contribution.refresh_from_db()
    assert own_words(sent.contribution).newest == proposal


# --- Leaving ------------------------------------------------------------------------------------------------------


def test_taking_back_is_asked_first_and_done_once(client: Client, riverbend: Riverbend, sent: Sent) -> None:
    approved(riverbend, sent.contribution)
    assert "Nobody will read your words" in client.get(at(sent, "take-back")).content.decode()
    for _time in range(2):
        assert client.post(at(sent, "take-back")).status_code == 302
    assert Contribution.objects.get().lifecycle == Lifecycle.WITHDRAWN
    assert RecordedFact.objects.filter(kind="contributions.ContributionWithdrawn").count() == 1
    assert not Contribution.objects.readable(riverbend.actor("responder")).exists()


def test_erasing_needs_a_tick_and_says_what_cannot_be_called_back(client: Client, sent: Sent) -> None:
    assert "What cannot be called back" in client.get(at(sent, "erase")).content.decode()
    assert "Tick the box if you are sure." in client.post(at(sent, "erase")).content.decode()
    assert Contribution.objects.get().lifecycle == Lifecycle.SUBMITTED
    client.post(at(sent, "erase"), {"is_sure": "on"})
    story = Contribution.objects.get()
    assert story.lifecycle == Lifecycle.ERASED
    assert not story.revisions.exists()
    assert Receipt.objects.filter(contribution=story).exists()
    assert client.post(at(sent, "erase"), {"is_sure": "on"}).status_code == 302


def test_words_under_a_hold_are_not_erased_and_the_author_is_told(
    client: Client, riverbend: Riverbend, sent: Sent
) -> None:
    hold(contribution=sent.contribution, kind=Hold.LEGAL, by=riverbend.actor("moderator"))
    page = client.post(at(sent, "erase"), {"is_sure": "on"}, follow=True).content.decode()
    assert "held for a safety or legal reason" in page
    assert Contribution.objects.get().revisions.exists()


@pytest.mark.parametrize("page", ["consents", "words", "take-back"])
def test_nothing_comes_back_from_erased_words(client: Client, sent: Sent, page: str) -> None:
    erase(contribution=sent.contribution, by=persona_actor(sent.contribution.author_id))
    client.post(at(sent, page), {"publish": "yes", "happened": "New.", "contact": "yes", "email": "a@example.org"})
    story = Contribution.objects.get()
    assert story.lifecycle == Lifecycle.ERASED
    assert not story.revisions.exists()
    assert not has_address(persona_id=story.author_id)


def test_erasing_forgets_the_chosen_name(riverbend: Riverbend) -> None:
    sent = sent_story(riverbend, handle="Quokka")
    erase(contribution=sent.contribution, by=persona_actor(sent.contribution.author_id))
    assert not Persona.objects.filter(handle="Quokka").exists()


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("consents", {"publish": "no"}),
        ("words", {"happened": "Other words."}),
        ("take-back", {}),
        ("erase", {"is_sure": "on"}),
    ],
)
def test_a_form_sent_twice_is_done_once_and_leads_back(
    client: Client, sent: Sent, page: str, form: dict[str, str]
) -> None:
    twice = {"submission_key": "d" * 22, **form}
    first = client.post(at(sent, page), twice)
    facts = RecordedFact.objects.count()
    second = client.post(at(sent, page), twice)
    assert first["Location"] == second["Location"] == f"/receipt/{sent.code}/"
    assert RecordedFact.objects.count() == facts
