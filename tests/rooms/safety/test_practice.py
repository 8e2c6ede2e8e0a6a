"""The training space: every case has its reasons, and nothing of it is real."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from openward.ledger.models import RecordedFact
from openward.safety.models import PracticeAnswer, Severity, Topic
from openward.safety.presenters.practice import feedback_on
from openward.safety.queries.practice import CASES, Choice, next_practice, practice_case
from tests.factories.riverbend import Riverbend
from tests.rooms.safety.moderators import another_moderator

ClientOf = Callable[[str], Client]


def test_there_are_cases_of_every_severity_and_kind_and_every_decision_is_best_somewhere() -> None:
    assert len(CASES) >= 12
    assert len({case.key for case in CASES}) == len(CASES)
    assert {case.severity for case in CASES} == set(Severity)
    assert len({str(case.category) for case in CASES}) >= 8
    assert {case.best for case in CASES} >= {Choice.SHOW, Choice.CHANGE, Choice.NOTE, Choice.HIDE, Choice.REMOVE}
    assert Choice.ALERT in {case.best for case in CASES}
    assert {topic for case in CASES for topic in case.topics} <= set(Topic)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
@pytest.mark.parametrize("choice", Choice, ids=str)
def test_every_decision_is_answered_with_reasons(case, choice: Choice) -> None:  # type: ignore[no-untyped-def]
    feedback = feedback_on(case, choice)
    assert feedback.why
    assert feedback.is_best == (choice == case.best)
    assert feedback.is_sound == (choice == case.best or choice in case.also)
    assert bool(feedback.slip_why) == (choice == case.slip)
    assert case.slip != case.best
    assert case.slip not in case.also


@pytest.mark.django_db
def test_practice_touches_nothing_but_the_own_answers(riverbend: Riverbend, client_of: ClientOf) -> None:
    client = client_of("moderator")
    client.get("/practice/")
    before = counts()
    for case in CASES:
        assert client.get(f"/practice/{case.key}/").status_code == 200
        assert client.post(f"/practice/{case.key}/", {"outcome": "show"})["Location"] == f"/practice/{case.key}/?done"
        page = client.get(f"/practice/{case.key}/?done").content.decode()
        assert "Just so" in page or "That works too" in page or "Look at it once more" in page
    after = counts()
    changed = {name for name, count in after.items() if count != before[name]}
    assert changed == {"safety.PracticeAnswer"}
    assert "You have decided every case" in page
    client.post("/practice/anew/")
    assert counts() == before


def counts() -> dict[str, int]:
    """How many rows every table has, sessions apart."""
    models = [model for model in apps.get_models() if model._meta.label != "sessions.Session"]
    return {model._meta.label: model._default_manager.count() for model in models}


@pytest.mark.django_db
def test_nobody_sees_how_somebody_else_decided(riverbend: Riverbend, client_of: ClientOf) -> None:
    colleague = another_moderator(riverbend)
    PracticeAnswer.objects.create(account=colleague.account, case_key="cushions", outcome="remove")
    page = client_of("moderator").get("/practice/").content.decode()
    assert "You have decided 0 cases." in page
    assert "You decided" not in client_of("moderator").get("/practice/cushions/?done").content.decode()


@pytest.mark.django_db
def test_the_next_case_is_one_that_was_not_decided(riverbend: Riverbend) -> None:
    actor = riverbend.actor("moderator")
    last = CASES[-1]
    assert next_practice(actor, last.key) == CASES[0]
    PracticeAnswer.objects.create(account=actor.account, case_key=CASES[0].key, outcome="show")
    assert next_practice(actor, last.key) == CASES[1]
    assert practice_case("no-such-case") is None
    assert not RecordedFact.objects.filter(kind__contains="Practice").exists()
