"""Canaries in letters, jobs, facts, log lines and error pages; and whether the crawl hears at all.

Every role fetches every page, feed and export in tests/house/test_access_matrix.py, which listens to each answer. Here
is what no page shows, and the proof that what should be heard is heard, and that a leak is noticed.
"""

import dataclasses
import io
import logging
from collections.abc import Iterable, Iterator
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from openward.config.logs import LineFormatter
from openward.safety.tasks.crisis import watch_crises
from tests.house.access_rows import ROWS, Row
from tests.house.test_access_matrix import client_of
from tests.house.world import ROLES, World, make_world
from tests.proofs.canaries import MATRIX, Cage, Sighting, plant, words_of
from tests.proofs.stage import run_worker

WHERE_CANARIES_SING = {
    *("contribution_show", "receipt_show", "draft_words", "case_show", "report_case_show", "crisis_show"),
    *("break_glass_show", "on_call_edit", "watched_list", "colleague_list", "decision_list", "search_show"),
    *("appeal_show", "appeal_ask", "rule_report_list", "rule_look", "proposal_show", "rules_show"),
}


@dataclasses.dataclass(slots=True)
class House:
    """The world with its canaries, and a browser for each role."""

    world: World
    cage: Cage
    clients: dict[str, Client]
    lines: io.StringIO


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        cage = plant(world)
        with logged() as lines:
            yield House(world, cage, {role: client_of(world, role) for role in ROLES}, lines)
        transaction.set_rollback(True)


class logged:  # noqa: N801
    """Every log line that is written meanwhile, as it is written."""

    def __enter__(self) -> io.StringIO:
        lines = io.StringIO()
        self.handler = logging.StreamHandler(lines)
        self.handler.setFormatter(LineFormatter())
        self.loggers = [logging.getLogger(name) for name in ("", "openward", "django", "procrastinate")]
        self.levels = [logger.level for logger in self.loggers]
        for logger in self.loggers:
            logger.addHandler(self.handler)
            logger.setLevel(logging.INFO)
        return lines

    def __exit__(self, *_error: object) -> None:
        for logger, level in zip(self.loggers, self.levels, strict=True):
            logger.removeHandler(self.handler)
            logger.setLevel(level)


def crawl(house: House, rows: Iterable[Row]) -> set[Sighting]:
    """What every role hears on the pages of some rows, error pages among them."""
    found: set[Sighting] = set()
    for row in rows:
        if row.get is None:
            continue
        address = reverse(row.name, kwargs=row.where(house.world)) + (row.query(house.world) if row.query else "")
        for role, client in house.clients.items():
            with transaction.atomic():
                response = client.get(address)
                transaction.set_rollback(True)
            found |= house.cage.listen(response, role=role, row=row)
    return found


@pytest.fixture(scope="module")
def heard(house: House, django_db_blocker: DjangoDbBlocker) -> set[Sighting]:
    with django_db_blocker.unblock():
        return crawl(house, [row for row in ROWS if row.name in WHERE_CANARIES_SING])


@pytest.mark.django_db
def test_none_of_these_pages_says_more_than_the_matrix_allows(heard: set[Sighting]) -> None:
    leaks = sorted(f"{one.canary} heard by {one.role} on {one.page}" for one in heard if one.is_leak)
    assert not leaks, "\n".join(leaks)


@pytest.mark.django_db
def test_the_canaries_sing_where_they_should(heard: set[Sighting]) -> None:
    """A leak test must contain something that could leak: each canary that has a place is heard there."""
    silent = {"words: erased"}
    expected = {name for name, allowed in MATRIX.items() if allowed.by or allowed.on or allowed.behind_code} - silent
    assert expected - {one.canary for one in heard} == set()


@pytest.mark.django_db
def test_a_leak_is_noticed(house: House) -> None:
    """A crawl that finds nothing might be deaf: here an internal note stands in a story that everybody reads."""
    story = house.world.contributions["published"]
    with transaction.atomic():
        shown = story.shown_revision
        assert shown is not None
        shown.parts = [["happened", f"Somebody pasted {house.cage['internal note'].upper()} here."]]
        shown.masks, shown.masked_text = [], None
        shown.save(update_fields=["parts", "masks", "masked_text"])
        rows = [row for row in ROWS if (row.name, row.state) == ("contribution_show", "published")]
        found = {one for one in crawl(house, rows) if one.is_leak}
        transaction.set_rollback(True)
    assert Sighting("internal note", "visitor", "contribution_show[published]") in found
    assert Sighting("internal note", "moderator", "contribution_show[published]") not in found


@pytest.mark.django_db
def test_a_leak_in_a_header_and_in_a_file_is_noticed(house: House) -> None:
    song = house.cage["e-mail of an author"]
    rows = [row for row in ROWS if row.name == "watched_export"]
    response = house.clients["moderator"].get(reverse(rows[0].name, kwargs=rows[0].where(house.world)))
    response["X-Told"] = song
    assert "e-mail of an author" in house.cage.heard(words_of(response))
    assert "watched word" in house.cage.heard(words_of(response))


@pytest.mark.django_db
def test_letters_say_nothing_and_go_to_nobody_else(house: House) -> None:
    """Every letter that all of this brought about: the address alone names its reader."""
    with transaction.atomic():
        mail.outbox.clear()
        run_worker()
        watch_crises.func(timestamp=0)
        letters = list(mail.outbox)
        transaction.set_rollback(True)
    assert letters, "no letter left: nothing was proved"
    for letter in letters:
        assert house.cage.heard(str(letter.subject)) == set()
        assert house.cage.heard(str(letter.body)) == set()
        assert house.cage.heard(str(letter.extra_headers)) == set()
        assert len(letter.to) == 1
        assert not letter.cc
        assert not letter.bcc
    addressed = {name for letter in letters for name in house.cage.heard(letter.to[0])}
    assert addressed <= {
        *("e-mail of an author", "e-mail of a member", "e-mail of a reporter", "phone of somebody on call"),
    }


@pytest.mark.django_db
def test_jobs_and_the_ledger_carry_keys_and_no_words(house: House) -> None:
    with connection.cursor() as cursor:
        for table in ("procrastinate_jobs", "ledger_recordedfact", "notifications_message"):
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            held = house.cage.heard(cursor.fetchone()[0])
            # The account of somebody who was invited to work here is named in the fact of it, for administrators.
            assert held <= COLLEAGUES if table == "ledger_recordedfact" else held == set(), (table, held)


COLLEAGUES = {"name of a member", "name of a reporter"}


@pytest.mark.django_db
def test_pages_of_trouble_and_logs_say_nothing(house: House, heard: set[Sighting]) -> None:
    """What breaks holds the most private thing there is, and neither the page nor the log repeats it."""
    everything = " ".join(house.cage.songs.values())
    said = []
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    story = house.world.contributions["published"]
    address = reverse("contribution_show", args=[story.pk])
    with patch("openward.web.views.contributions.contribution_for_reading", side_effect=RuntimeError(everything)):
        said.append(strict.get(address))
        assert said[-1].status_code == 500
    said.append(strict.post(reverse("case_note", args=[story.pk]), {"words": everything}))
    assert said[-1].status_code == 403
    said.append(strict.get("/nowhere/", headers={"referer": everything}))
    assert said[-1].status_code == 404
    said.append(strict.get("/", headers={"host": "evil.example"}))
    for response in said:
        assert house.cage.heard(words_of(response)) == set(), response.status_code
    assert house.lines.getvalue().count("\n") > 100, "nothing was logged: nothing was proved"
    assert house.cage.heard(house.lines.getvalue()) == set()
