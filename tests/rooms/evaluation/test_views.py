"""The record of promises as everybody reads it, and the funnel as staff do."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openward.responses.models import Response
from tests.factories.loops import drafted, measured, shown, theme_of
from tests.factories.riverbend import Riverbend

SignIn = Callable[[str], Client]
RECORD = ["riverbend"]


def test_every_kind_of_answer_stands_on_the_record(riverbend: Riverbend, client_of: SignIn) -> None:
    done = theme_of(riverbend, name="Waiting")
    measure = measured(riverbend, done)
    from tests.factories.loops import a_claim

    shown(riverbend, theme=done, status="did", claim=a_claim(measure))
    shown(riverbend, theme=theme_of(riverbend, name="Parking"), status="no_because")
    late = shown(riverbend, theme=theme_of(riverbend, name="Food"), status="will_do")
    Response.objects.filter(pk=late.pk).update(promised_by_on=timezone.localdate() - datetime.timedelta(days=9))
    page = client_of("visitor").get(reverse("promises_show", args=RECORD)).content.decode()
    assert "A nurse tells everybody in the room" in page
    assert measure.name in page
    assert "ow-sparkline" in page
    assert "There is no room for a second waiting area." in page
    assert "overdue" in page
    assert "Helen Marsh" in page
    assert re.search(r"<dd>1</dd>", page)


def test_the_public_sees_no_small_number_and_staff_see_exact_ones(riverbend: Riverbend, client_of: SignIn) -> None:
    shown(riverbend, theme=theme_of(riverbend, stories=3))
    address = reverse("promises_show", args=RECORD)
    public, exact = client_of("visitor").get(address).content.decode(), client_of("coder").get(address).content.decode()
    assert "fewer than 10 people" in public
    assert "from 3 people" not in public
    assert "ow-funnel__count--words" in public
    assert "from 3 people" in exact
    for outsider in ("outsider", "advisory"):
        assert "from 3 people" not in client_of(outsider).get(address).content.decode()


def test_drafts_and_hidden_themes_are_not_on_the_public_record(riverbend: Riverbend, client_of: SignIn) -> None:
    drafted(riverbend, theme=theme_of(riverbend), words="A draft about the quokka.")
    shown(riverbend, theme=theme_of(riverbend, is_public=False), words="An answer about the quokka.")
    for part, sees in (("visitor", False), ("outsider", False), ("advisory", False), ("moderator", True)):
        page = client_of(part).get(reverse("promises_show", args=RECORD)).content.decode()
        assert ("An answer about the quokka." in page) == sees, part
        assert "A draft about the quokka." not in page


def test_an_empty_record_says_so(riverbend: Riverbend, client_of: SignIn) -> None:
    page = client_of("visitor").get(reverse("promises_show", args=RECORD)).content.decode()
    assert "Nothing has been answered yet." in page
    assert client_of("visitor").get(reverse("promises_show", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("asked", ["?page=0", "?page=x", "?page=99999999999999999999", "?status=zzz", "?page=²"])
def test_a_strange_address_is_answered(riverbend: Riverbend, client_of: SignIn, asked: str) -> None:
    shown(riverbend, theme=theme_of(riverbend))
    assert client_of("visitor").get(reverse("promises_show", args=RECORD) + asked).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_costs_the_same_however_long(
    riverbend: Riverbend, client_of: SignIn, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from tests.factories.loops import a_claim

    for number in range(count):
        theme = theme_of(riverbend, name=f"Theme {number}")
        shown(riverbend, theme=theme, status="did", claim=a_claim(measured(riverbend, theme)))
    visitor, staff = client_of("visitor"), client_of("coder")
    address = reverse("promises_show", args=RECORD)
    visitor.get(address)
    with django_assert_num_queries(8):
        page = visitor.get(address).content.decode()
    assert len(re.findall('class="ev-line"', page)) == count
    with django_assert_num_queries(12):
        staff.get(address)


def test_the_funnel_of_an_engagement_is_for_its_staff(riverbend: Riverbend, client_of: SignIn) -> None:
    theme_of(riverbend, name="Parking")
    address = reverse("funnel_show", args=[riverbend.engagement.slug])
    for part, status in (("visitor", 404), ("outsider", 404), ("advisory", 404), ("coder", 200), ("lead", 200)):
        assert client_of(part).get(address).status_code == status, part
    for part, may_answer in (("lead", True), ("responder", True), ("coder", False), ("moderator", False)):
        page = client_of(part).get(address).content.decode()
        assert "Themes without an answer" in page
        assert "Parking" in page
        assert (reverse("response_new") in page) is may_answer, f"{part}: a link leads on only where its door opens"


def test_only_those_who_may_read_the_funnel_are_led_to_it(riverbend: Riverbend, client_of: SignIn) -> None:
    address = reverse("funnel_show", args=[riverbend.engagement.slug])
    page = reverse("engagement_show", args=[riverbend.engagement.slug])
    for part, is_led in (("lead", True), ("coder", True), ("advisory", False)):
        answer = client_of(part).get(page)
        assert answer.status_code == 200
        assert (f'href="{address}"' in answer.content.decode()) is is_led, part
