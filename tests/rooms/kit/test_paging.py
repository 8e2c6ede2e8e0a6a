"""Paging by key: nothing skipped, nothing twice, and no day in the address."""

import datetime

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from openward.contributions.models import Contribution, Kind
from openward.kit.paging import Slice, keyset_slice
from openward.people.access import SYSTEM
from openward.people.actions.personas import make_persona
from openward.web.presenters.paging import page_of
from tests.factories.riverbend import Riverbend

KEY = b"p" * 32
ORDER = ("-published_on", "shuffle", "id")


@pytest.fixture
def rows(riverbend: Riverbend) -> list[Contribution]:
    """Forty rows on four days, some with the same random number."""
    persona = make_persona(scope_key=riverbend.space.pk, badge="patient", by=SYSTEM)
    days = [datetime.date(2026, 10, day) for day in (1, 2, 2, 9)]
    made = [
        Contribution(space=riverbend.space, author=persona, kind=Kind.STORY, published_on=days[n % 4], shuffle=n // 6)
        for n in range(40)
    ]
    Contribution.objects.bulk_create(made)
    return sorted(made, key=lambda row: (-row.published_on.toordinal(), row.shuffle, row.pk))  # type: ignore[union-attr]


def _page(place: dict[str, str], size: int = 7) -> Slice[Contribution]:
    return keyset_slice(Contribution.objects.all(), order=ORDER, size=size, place=place, key=KEY)


def test_walking_on_meets_everything_once_and_in_order(rows: list[Contribution]) -> None:
    met, place = [], {}  # type: ignore[var-annotated]
    for _page_number in range(6):
        page = _page(place)
        met += page.items
        place = {"after": page.after}
    assert met == rows
    assert not page.after


def test_walking_back_meets_the_same_pages(rows: list[Contribution]) -> None:
    first = _page({})
    second = _page({"after": first.after})
    third = _page({"after": second.after})
    assert _page({"before": third.before}).items == second.items
    back = _page({"before": second.before})
    assert back.items == first.items == rows[:7]
    assert (first.before, back.before) == ("", "")
    assert back.after


def test_a_page_neither_skips_nor_repeats_when_something_new_comes_in(rows: list[Contribution]) -> None:
    first = _page({})
    newest = rows[0]
    Contribution.objects.create(
        space=newest.space, author=newest.author, kind=Kind.STORY, published_on=datetime.date(2026, 11, 1)
    )
    assert _page({"after": first.after}).items == rows[7:14]


def test_the_address_tells_no_day(rows: list[Contribution]) -> None:
    one, again = _page({}).after, _page({}).after
    assert "2026" not in one
    assert one != again  # sealed anew each time: equal places cannot even be recognised
    page = page_of(_page({}), address="/s/x/", kept={"q": "wait & see"})
    assert page.next_href is not None
    assert page.next_href.startswith("/s/x/?q=wait+%26+see&after=")
    assert page.previous_href is None


@pytest.mark.parametrize("place", ["", "x", "....", "é", "A" * 399, "A" * 5_000, "null"])
def test_a_place_that_we_did_not_seal_is_the_first_page(rows: list[Contribution], place: str) -> None:
    assert _page({"after": place}).items == rows[:7]
    assert _page({"before": place}).items == rows[:7]


def test_a_place_sealed_with_another_key_is_the_first_page(rows: list[Contribution]) -> None:
    other = keyset_slice(Contribution.objects.all(), order=ORDER, size=7, place={}, key=b"q" * 32)
    assert _page({"after": other.after}).items == rows[:7]


@given(st.text(max_size=60))
def test_the_links_survive_any_parameter(value: str) -> None:
    encodable = value.encode("utf-8", "replace").decode()
    page = page_of(Slice([], "abc", ""), address="/x/", kept={"q": encodable})
    assert page.next_href is not None
    assert QueryDict(page.next_href.partition("?")[2])["q"] == encodable
