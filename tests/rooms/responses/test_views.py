"""The pages of those who answer, of those who check, and of those who were answered."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openward.people.access import SYSTEM
from openward.responses.actions import ask_for_check, tell_contributors
from openward.responses.models import Response, Telling
from tests.factories.loops import WORDS, drafted, measured, shown, theme_of
from tests.factories.riverbend import Riverbend, approved, published_story, sent_story

SignIn = Callable[[str], Client]


def _answer(**values: object) -> dict[str, object]:
    return {"status": "heard", "words": WORDS, "signed_name": "Daniel Cho", "signed_role": "Service manager"} | values


def test_an_answer_is_drafted_looked_at_and_shown(riverbend: Riverbend, client_of: SignIn) -> None:
    client, theme = client_of("responder"), theme_of(riverbend)
    address = f"{reverse('response_new')}?theme={theme.pk}"
    page = client.get(address).content.decode()
    assert "Daniel Cho" in page
    assert "Service manager, outpatients" in page
    assert "ENB-20" in page
    sent = client.post(address, _answer())
    response = Response.objects.get()
    assert sent.url == reverse("response_show", args=[response.pk])  # type: ignore[attr-defined]
    assert client_of("visitor").get(sent.url).status_code == 404  # type: ignore[attr-defined]
    assert "Fewer than 5 contributions are" in client.get(sent.url).content.decode()  # type: ignore[attr-defined]
    # A first answer is read by a colleague before anybody outside sees it.
    client.post(reverse("response_publish", args=[response.pk]))
    assert client_of("visitor").get(sent.url).status_code == 404  # type: ignore[attr-defined]
    client.post(reverse("check_ask", args=[response.pk]))
    client_of("director").post(reverse("claim_check", args=[response.pk]))
    assert WORDS in client_of("visitor").get(sent.url).content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"status": "will_do"}, "promised_by_on"),
        ({"status": "no_because"}, "because"),
        ({"status": "did"}, "what_changed"),
        ({"words": " "}, "words"),
        ({"signed_name": ""}, "signed_name"),
        ({"status": "promised"}, "status"),
    ],
)
def test_an_answer_that_lacks_something_is_not_kept(
    riverbend: Riverbend, client_of: SignIn, values: dict[str, object], missing: str
) -> None:
    theme = theme_of(riverbend)
    page = client_of("responder").post(f"{reverse('response_new')}?theme={theme.pk}", _answer(**values))
    assert page.status_code == 422
    assert f"id_{missing}" in page.content.decode()
    assert not Response.objects.exists()


def test_sending_the_form_twice_makes_one_answer(riverbend: Riverbend, client_of: SignIn) -> None:
    client, theme = client_of("responder"), theme_of(riverbend)
    address = f"{reverse('response_new')}?theme={theme.pk}"
    values = _answer(submission_key="0123456789abcdefgh")
    first, second = client.post(address, values), client.post(address, values)
    assert Response.objects.count() == 1
    assert first.url == second.url  # type: ignore[attr-defined]


def test_no_post_of_one_person_shows_a_claim_of_change(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = theme_of(riverbend)
    measure = measured(riverbend, theme)
    client = client_of("responder")
    claim = _answer(
        status="did", what_changed="A nurse says why.", since_on_0="4", since_on_1="5", since_on_2="2026",
        since_on_day="4", since_on_month="5", since_on_year="2026", how_we_know="We time it.",
        shown_by=f"measure-{measure.pk}",
    )  # fmt: skip
    client.post(f"{reverse('response_new')}?theme={theme.pk}", claim)
    response = Response.objects.get()
    assert response.claim.measure == measure
    key = [response.pk]
    for name in ("response_publish", "claim_check", "check_ask", "response_publish", "claim_check", "claim_send_back"):
        client.post(reverse(name, args=key), {"reason": "x"})
        response.refresh_from_db()
        assert response.state in {Response.State.DRAFT, Response.State.AWAITING_CHECK}, name
    assert client_of("visitor").get(reverse("response_show", args=key)).status_code == 404
    assert client_of("moderator").post(reverse("claim_check", args=key)).status_code == 404
    side_by_side = client_of("director").get(reverse("claim_check", args=key)).content.decode()
    assert "A nurse says why." in side_by_side
    assert measure.name in side_by_side
    client_of("director").post(reverse("claim_check", args=key))
    public = client_of("visitor").get(reverse("response_show", args=key)).content.decode()
    assert "Helen Marsh" in public
    assert measure.name in public


def test_get_never_writes(riverbend: Riverbend, client_of: SignIn) -> None:
    response = drafted(riverbend, theme=theme_of(riverbend), status="did")
    for name in ("response_publish", "check_ask", "claim_send_back"):
        assert client_of("responder").get(reverse(name, args=[response.pk])).status_code == 405
    ask_for_check(response=response, by=riverbend.actor("responder"))
    client_of("director").get(reverse("claim_check", args=[response.pk]))
    response.refresh_from_db()
    assert response.state == Response.State.AWAITING_CHECK


def test_a_claim_goes_back_with_a_reason_that_its_writer_reads(riverbend: Riverbend, client_of: SignIn) -> None:
    response = drafted(riverbend, theme=theme_of(riverbend), status="did")
    ask_for_check(response=response, by=riverbend.actor("responder"))
    director, address = client_of("director"), reverse("claim_send_back", args=[response.pk])
    assert director.post(address, {"reason": ""}).status_code == 422
    director.post(address, {"reason": "The ward says it stopped."})
    page = client_of("responder").get(reverse("response_edit", args=[response.pk])).content.decode()
    assert "The ward says it stopped." in page


def test_the_coach_marks_and_a_colleague_decides(riverbend: Riverbend, client_of: SignIn) -> None:
    words = "We are sorry if you were upset. Ring 07700 900123."
    response = drafted(riverbend, theme=theme_of(riverbend), words=words)
    client, address = client_of("responder"), reverse("response_show", args=[response.pk])
    page = client.get(address).content.decode()
    assert "<mark>sorry if</mark>" in page
    assert "<mark>07700 900123</mark>" in page
    client.post(reverse("check_ask", args=[response.pk]))
    client_of("director").post(reverse("claim_check", args=[response.pk]))
    assert words in client_of("visitor").get(address).content.decode()


def test_the_author_rates_the_answer_behind_the_receipt(riverbend: Riverbend, client_of: SignIn) -> None:
    sent = sent_story(riverbend)
    story = approved(riverbend, sent.contribution)
    tell_contributors(response=shown(riverbend, contribution=story), by=SYSTEM)
    telling = Telling.objects.get()
    visitor = client_of("visitor")
    address = reverse("telling_answer", args=[sent.code.replace(" ", "-"), telling.pk])
    assert WORDS in visitor.get(address).content.decode()
    assert visitor.post(address, {}).status_code == 422
    visitor.post(address, {"verdict": "no", "words": "Not for me.", "look_again": "on"})
    telling.refresh_from_db()
    assert (telling.verdict, telling.words, telling.reopened_at is not None) == ("no", "Not for me.", True)
    listed = client_of("responder").get(reverse("reopened_list")).content.decode()
    assert "Not for me." in listed
    for part in ("visitor", "moderator", "outsider"):
        assert "Not for me." not in client_of(part).get(reverse("reopened_list")).content.decode()


def test_another_authors_receipt_opens_no_telling(riverbend: Riverbend, client_of: SignIn) -> None:
    tell_contributors(response=shown(riverbend, contribution=published_story(riverbend)), by=SYSTEM)
    code = sent_story(riverbend).code.replace(" ", "-")
    address = reverse("telling_answer", args=[code, Telling.objects.get().pk])
    assert client_of("visitor").get(address).status_code == 404
    assert client_of("visitor").post(address, {"verdict": "no"}).status_code == 404
    assert Telling.objects.get().verdict == ""


@pytest.mark.parametrize("name", ["response_work_list", "response_check_list", "reopened_list", "overdue_list"])
def test_lists_of_those_who_answer_are_theirs(riverbend: Riverbend, client_of: SignIn, name: str) -> None:
    for part, status in (("visitor", 404), ("coder", 404), ("responder", 200), ("lead", 200)):
        assert client_of(part).get(reverse(name)).status_code == status, part


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(
    riverbend: Riverbend, client_of: SignIn, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        shown(riverbend, theme=theme_of(riverbend, name=f"Theme {number}"))
        drafted(riverbend, theme=theme_of(riverbend, name=f"Other {number}"))
    visitor, responder = client_of("visitor"), client_of("responder")
    with django_assert_num_queries(4):
        page = visitor.get(reverse("response_list", args=["riverbend"])).content.decode()
    assert len(re.findall("rs-line", page)) == count
    with django_assert_num_queries(11):
        responder.get(reverse("response_work_list"))
