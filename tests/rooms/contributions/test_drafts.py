"""Words kept for later: only when asked, sealed, erased after 30 days, sent under the same code."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from openward.contributions.access import receipt_for_author
from openward.contributions.models import Contribution, Draft, Lifecycle, Receipt
from openward.contributions.tasks import erase_old_drafts
from openward.evaluation.queries import funnel
from openward.ledger.models import RecordedFact
from openward.people.actions.personas import envelope_for_delivery
from openward.safety.queries.readings import queue_count
from openward.spaces.models import Space, Visibility
from tests.factories.riverbend import Riverbend
from tests.rooms.contributions.test_telling import PREVIEW, SEND, TELL, carried, filled

KEEP = TELL + "later/"
CANARY = "quetzal feathers in the waiting room"


def kept(client: Client, **changes: object) -> str:
    """Keep a half-written story and return its code."""
    answer = client.post(KEEP, filled(happened=CANARY, publish=None, badge=None, **changes))
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"].split("/")[2]


def everything_stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select t::text from contributions_contribution t union all select t::text from "
                       "contributions_draft t union all select t::text from ledger_recordedfact t union all "
                       "select t::text from django_session t")  # fmt: skip
        return " ".join(row[0] for row in cursor.fetchall())


def test_a_half_written_story_is_kept_sealed_and_its_code_given_at_once(riverbend: Riverbend) -> None:
    client = Client()
    code = kept(client, email="ann@people.example", contact="yes")
    page = client.get(f"/receipt/{code}/draft/").content.decode()
    for word in code.split("-"):
        assert f"<span>{word}</span>" in page
    stored = everything_stored()
    assert "quetzal" not in stored
    assert CANARY.encode().hex() not in stored
    assert "ann@people" not in stored
    assert Contribution.objects.get().lifecycle == Lifecycle.DRAFT
    assert [row.kind for row in RecordedFact.objects.filter(kind__startswith="contributions.")] == [
        "contributions.DraftKept"
    ]


def test_nothing_is_kept_unless_somebody_asks(riverbend: Riverbend) -> None:
    client = Client()
    client.post(TELL, filled())
    client.post(PREVIEW, filled())
    assert not Draft.objects.exists()


def test_a_draft_is_nobodys_to_read_or_count(riverbend: Riverbend, client_of: object) -> None:
    kept(Client())
    draft = Contribution.objects.get()
    moderator = riverbend.actor("moderator")
    assert not Contribution.objects.readable(moderator).exists()
    assert queue_count(moderator).waiting == 0
    assert funnel(riverbend.engagement).said == 0
    for part in ("moderator", "lead", "data_protection"):
        client = Client()
        client.force_login(riverbend.account(part), backend="allauth.account.auth_backends.AuthenticationBackend")
        for address in (f"/c/{draft.pk}/", f"/queue/{draft.pk}/", f"/history/contribution/{draft.pk}/"):
            assert client.get(address).status_code == 404, (part, address)


def test_coming_back_on_another_device_everything_is_as_it_was(riverbend: Riverbend) -> None:
    code = kept(Client(), feelings=["worried", "ignored"], helper="my daughter", writing="helped")
    other = Client()
    assert other.post("/receipt/", {"code": code.replace("-", " ")})["Location"] == f"/receipt/{code}/"
    assert other.get(f"/receipt/{code}/")["Location"] == f"/receipt/{code}/draft/"
    page = other.get(f"/receipt/{code}/draft/words/").content.decode()
    assert CANARY in page
    assert 'value="my daughter"' in page
    assert page.count(" checked") == 5
    assert f'value="{code}"' in page


def test_keeping_again_changes_the_same_draft(riverbend: Riverbend) -> None:
    client = Client()
    code = kept(client)
    answer = client.post(KEEP, filled(happened="Other words.", draft=code, submission_key="another"))
    assert answer["Location"] == f"/receipt/{code}/draft/"
    assert Draft.objects.count() == Contribution.objects.count() == 1
    assert "Other words." in client.get(f"/receipt/{code}/draft/words/").content.decode()


def test_keeping_twice_by_one_form_keeps_once(riverbend: Riverbend) -> None:
    client = Client()
    assert kept(client) == kept(client)
    assert Contribution.objects.count() == 1


def test_a_draft_is_sent_under_its_code_and_is_a_story_like_any_other(riverbend: Riverbend) -> None:
    client = Client()
    code = kept(client)
    page = client.post(
        PREVIEW, filled(draft=code, submission_key="second", contact="yes", email="ann@people.example")
    ).content.decode()
    answer = client.post(SEND, carried(page))
    assert answer["Location"] == f"/receipt/{code}/sent/"
    story = Contribution.objects.get()
    assert story.lifecycle == Lifecycle.SUBMITTED
    assert story.revisions.get().text.startswith("I waited two hours.")
    assert story.author.badge == "carer"
    assert not Draft.objects.exists()
    assert receipt_for_author(code).contribution == story
    assert Receipt.objects.get().answer_expected_on > timezone.localdate()
    envelope = envelope_for_delivery(persona_id=story.author_id)
    assert envelope is not None
    assert envelope.receipt_code == code
    assert client.post(SEND, carried(page))["Location"] == f"/receipt/{code}/sent/"
    assert Contribution.objects.count() == 1
    assert client.get(f"/receipt/{code}/draft/")["Location"] == f"/receipt/{code}/"
    assert funnel(riverbend.engagement).said == 1


def test_a_draft_open_in_two_places_is_sent_once(riverbend: Riverbend) -> None:
    client = Client()
    code = kept(client)
    client.post(SEND, filled(draft=code, submission_key="here"))
    other = client.post(SEND, filled(draft=code, submission_key="there", happened="Other words now."))
    assert "We have your story already" in other.content.decode()
    assert client.post(KEEP, filled(draft=code, submission_key="later"))["Location"] == f"/receipt/{code}/"
    assert Contribution.objects.count() == 1


def test_after_thirty_days_it_is_erased(riverbend: Riverbend) -> None:
    client = Client()
    code = kept(client)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=30), tick=False):
        erase_old_drafts(0)
        assert Draft.objects.exists()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
        erase_old_drafts(0)
    assert not Draft.objects.exists()
    assert Contribution.objects.get().lifecycle == Lifecycle.ERASED
    assert "Your words are erased" in client.get(f"/receipt/{code}/").content.decode()
    assert funnel(riverbend.engagement).said == 0


def test_its_author_erases_it_at_once(riverbend: Riverbend) -> None:
    client = Client()
    code = kept(client)
    assert client.get(f"/receipt/{code}/erase/").status_code == 200
    client.post(f"/receipt/{code}/erase/", {"is_sure": "on"})
    assert not Draft.objects.exists()


def test_what_is_for_sent_words_is_not_for_drafts(riverbend: Riverbend) -> None:
    client = Client()
    code = kept(client)
    for page in ("", "consents/", "words/", "take-back/", "sent/"):
        assert client.get(f"/receipt/{code}/{page}")["Location"] == f"/receipt/{code}/draft/", page
    client.post(f"/receipt/{code}/take-back/")
    assert Contribution.objects.get().lifecycle == Lifecycle.DRAFT


@pytest.mark.parametrize("happened", ["", "   ", "x" * 6_001])
def test_nothing_and_too_much_are_not_kept(riverbend: Riverbend, happened: str) -> None:
    answer = Client().post(KEEP, filled(happened=happened, good="", better=""))
    assert answer.status_code == 200
    assert not Draft.objects.exists()


def test_a_code_of_another_space_or_of_nothing_keeps_a_draft_of_its_own(riverbend: Riverbend) -> None:
    client = Client()
    other = Space.objects.get(pk=riverbend.space.pk)
    other.pk, other.slug = None, "elsewhere"
    other._state.adding = True
    other.save()
    code = kept(client)
    answer = client.post("/s/elsewhere/tell/later/", filled(draft=code, submission_key="elsewhere"))
    assert answer["Location"] != f"/receipt/{code}/draft/"
    assert kept(client, draft="one-two-three-four-five", submission_key="third") != code
    assert Contribution.objects.count() == 3


def test_where_nothing_can_be_sent_the_draft_waits(riverbend: Riverbend) -> None:
    client = Client()
    code = kept(client)
    Space.objects.update(visibility=Visibility.STAFF)
    assert "Nothing can be sent here at the moment" in client.get(f"/receipt/{code}/draft/").content.decode()
    assert client.get(f"/receipt/{code}/draft/words/").status_code == 302
    assert Client().post(KEEP, filled()).status_code == 404
