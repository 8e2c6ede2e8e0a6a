"""Five machines walk at random through everything that people, the clock and the worker can do, in any order, with the
real actions and the real database; after every step all promises of tests/proofs/invariants must hold.

By day half a minute for all five, always the same walks. With OPENWARD_TESTS=nightly 100 new walks of fifty steps of
each (tests/proofs/pace.py). A walk that breaks a promise is printed step by step, and shortened by night.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis.stateful import run_state_machine_as_test
from pytest_django.plugin import DjangoDbBlocker

from tests.proofs.asking_back import AskingBack
from tests.proofs.danger import Danger
from tests.proofs.pace import IS_NIGHT, PACE
from tests.proofs.stage import Ground, Stage, prepare
from tests.proofs.words import Words
from tests.proofs.work import Ladder, Reports


class ContributionMachine(Words):
    """Words: told, read, shown, changed, taken back, erased."""


class CaseMachine(Reports):
    """Words that are reported, and everything that is decided about them."""


class AccountMachine(Ladder):
    """People on the ladder of measures, and places that are slowed."""


class AppealMachine(AskingBack):
    """Somebody else looks again, for authors and for those who reported."""


class CrisisMachine(Danger):
    """Somebody may be in danger."""


MACHINES: dict[str, type[Stage]] = {
    "contribution": ContributionMachine,
    "case": CaseMachine,
    "appeal": AppealMachine,
    "account": AccountMachine,
    "crisis": CrisisMachine,
}


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield prepare()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", MACHINES)
def test_promises_hold_whatever_is_done_in_whatever_order(ground: Ground, name: str) -> None:
    machine = MACHINES[name]
    machine.ground = ground
    done = ground.diary.done
    done.clear()
    run_state_machine_as_test(machine, settings=PACE)
    seen = ("read by visitor", "approved", "public count", "count withheld", "quoted")
    missing = [one for one in seen if not done[one]]
    assert not missing, f"never happened: {missing}, but {dict(done)}"
    if IS_NIGHT:
        print(dict(sorted(done.items())))


USUAL_DAYS: dict[str, Callable[[Any], tuple[Callable[[], None], ...]]] = {
    "contribution": lambda walk: (
        lambda: walk.tells("I waited two hours", {"publish"}, is_shown=True),
        lambda: walk.replies(0, "coder"),
        lambda: walk.reads("second", 0, "approve", is_stale=True),
        lambda: walk.reads("second", 0, "approve", is_stale=False),
        lambda: walk.tells("Ring me on 07700 900123", {"publish", "contact"}, is_shown=False),
        lambda: walk.sends_the_same_form_again(0),
        lambda: walk.worker_works(),
        lambda: walk.reads("moderator", 0, "decline", is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.reads_own_page(0),
        lambda: walk.changes_words(0, "The tea was good"),
        lambda: walk.reads("moderator", 0, "propose_edit", is_stale=False),
        lambda: walk.answers_a_suggestion(0, agrees=True),
        lambda: walk.takes_a_decision_back("third", 4),
        lambda: walk.space_is_read("after"),
        lambda: walk.tells("The tea was good", {"publish"}, is_shown=False),
        lambda: walk.worker_works(),
        lambda: walk.reads_afterwards("second", 0),
        lambda: walk.time_passes(25 * 60),
        lambda: walk.changes_mind(0, set()),
        lambda: walk.takes_back(0, 0),
        lambda: walk.erases(1),
        lambda: walk.worker_works(),
    ),
    "case": lambda walk: (
        lambda: walk.reports(0, "hate", "coder"),
        lambda: walk.reports(0, "spam", "visitor"),
        lambda: walk.takes_case("moderator", 1),
        lambda: walk.asks_for_an_opinion("moderator", 1),
        lambda: walk.gives_an_opinion("second", 1),
        lambda: walk.puts_case_back("moderator", 1),
        lambda: walk.takes_case("moderator", 1),
        lambda: walk.passes_case_on("moderator", 1),
        lambda: walk.decides("second", 1, "remove", "read_only", 0, is_stale=True),
        lambda: walk.decides("second", 1, "remove", "read_only", 0, is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.time_passes(6 * 60),
        lambda: walk.a_decision_is_overturned(0),
        lambda: walk.many_report(1, 3),
        lambda: walk.worker_works(),
        lambda: walk.posts_without_asking("second", 1, "report_case_take"),
        lambda: walk.posts_without_asking("second", 1, "report_case_keep"),
        lambda: walk.worker_works(),
        lambda: walk.many_report(2, 3),
        lambda: walk.takes_case("third", 1),
        lambda: walk.sets_reports_aside("third", 1),
        lambda: walk.erases(0),
        lambda: walk.worker_works(),
    ),
    "appeal": lambda walk: (
        lambda: walk.reports(0, "hate", "coder"),
        lambda: walk.decides("moderator", 1, "remove", "suspended", 0, is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.appeals_against_decision(1, has_new_facts=False),
        lambda: walk.appeals_against_decision(1, has_new_facts=False),
        lambda: walk.takes_appeal("moderator", 1),
        lambda: walk.takes_appeal("second", 1),
        lambda: walk.puts_appeal_back("second", 1),
        lambda: walk.decides_appeal("second", 1, "upheld", "", is_stale=True),
        lambda: walk.decides_appeal("second", 1, "upheld", "", is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.appeals_against_decision(0, has_new_facts=True),
        lambda: walk.decides_appeal("third", 1, "overturned", "facts", is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.time_passes(6),
        lambda: walk.reports(1, "hate", "visitor"),
        lambda: walk.decides("second", 1, "remove", "suspended", 0, is_stale=False),
        lambda: walk.appeals_against_measure(0),
        lambda: walk.decides_appeal("third", 1, "overturned", "context", is_stale=False),
        lambda: walk.appeals_against_decision(1, has_new_facts=False),
        lambda: walk.decides_appeal("third", 1, "varied", "too_hard", is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.tells("Ring me on 07700 900123", {"publish"}, is_shown=False),
        lambda: walk.reads("moderator", 0, "decline", is_stale=False),
        lambda: walk.appeals_against_decision(1, has_new_facts=False),
        lambda: walk.decides_appeal("second", 1, "overturned", "wrong_rule", is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.erases(1),
        lambda: walk.worker_works(),
    ),
    "appeal: of those who reported": lambda walk: (
        lambda: walk.reports(0, "hate", "coder"),
        lambda: walk.reports(0, "spam", "visitor"),
        lambda: walk.decides("moderator", 1, "keep", None, 0, is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.somebody_else_asks_about_a_report(1, "visitor"),
        lambda: walk.asks_about_report(1, has_new_facts=False, has_letter=True),
        lambda: walk.asks_about_report(2, has_new_facts=False, has_letter=False),
        lambda: walk.decides_anew("moderator", 1, "hide", None, "context", is_stale=False),
        lambda: walk.decides_anew("second", 1, "hide", None, "context", is_stale=True),
        lambda: walk.decides_anew("second", 1, "hide", "warned", "context", is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.reports(1, "hate", "coder"),
        lambda: walk.decides("second", 1, "label", None, 0, is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.asks_about_report(2, has_new_facts=False, has_letter=False),
        lambda: walk.decides_appeal("third", 1, "upheld", "", is_stale=False),
        lambda: walk.worker_works(),
        lambda: walk.asks_about_report(2, has_new_facts=True, has_letter=True),
        lambda: walk.takes_back(1, 0),
        lambda: walk.worker_works(),
        lambda: walk.erases(1),
        lambda: walk.worker_works(),
    ),
    "account": lambda walk: (
        lambda: walk.replies(0, "coder"),
        lambda: walk.reads("moderator", 0, "approve", is_stale=False),
        lambda: walk.a_machine_takes_a_step(0, "pre_moderated"),
        lambda: walk.a_machine_takes_a_step(0, "suspended"),
        lambda: walk.reports(0, "abuse", "visitor"),
        lambda: walk.decides("moderator", 1, "hide", "suspended", 30, is_stale=False),
        lambda: walk.replies(1, "coder"),
        lambda: walk.takes_a_step("second", 0, "warned"),
        lambda: walk.takes_a_step("second", 0, "removed"),
        lambda: walk.a_decision_is_overturned(0),
        lambda: walk.slows_a_place("moderator", 0, "lock", is_thread=True),
        lambda: walk.replies(1, "lead"),
        lambda: walk.lifts_a_measure("moderator", 0),
        lambda: walk.time_passes(4 * 24 * 60),
        lambda: walk.reports(1, "abuse", "visitor"),
        lambda: walk.decides("second", 1, "hide", "warned", 30, is_stale=False),
        lambda: walk.erases(1),
        lambda: walk.worker_works(),
    ),
    "crisis": lambda walk: (
        lambda: walk.tells_of_danger(0),
        lambda: walk.time_passes(6),
        lambda: walk.acknowledges("moderator", 1),
        lambda: walk.acknowledges("second", 1),
        lambda: walk.assesses("moderator", 1, "medium", has_second=False, other="low"),
        lambda: walk.acts("moderator", 1, "message"),
        lambda: walk.gives_second_opinion("moderator", 1, "low"),
        lambda: walk.gives_second_opinion("second", 1, "low"),
        lambda: walk.reads("third", 0, "approve", is_stale=False),
        lambda: walk.acts("moderator", 1, "message"),
        lambda: walk.worker_works(),
        lambda: walk.asks_who_it_is("data_protection", 1, {"email"}),
        lambda: walk.reads_who_it_is("data_protection", 0),
        lambda: walk.agrees_to_open("data_protection", 0, 1),
        lambda: walk.agrees_to_open("administrator", 0, 1),
        lambda: walk.reads_who_it_is("administrator", 0),
        lambda: walk.closes_the_glass("administrator", 0),
        lambda: walk.reads_who_it_is("administrator", 0),
        lambda: walk.lets_words_go("moderator", 1),
        lambda: walk.reports(0, "hate", "coder"),
        lambda: walk.decides("second", 1, "remove", "warned", 0, is_stale=False),
        lambda: walk.follows_up("moderator", 1),
        lambda: walk.reviews_and_closes("moderator", 1),
        lambda: walk.drills("moderator", 0),
        lambda: walk.erases(0),
        lambda: walk.worker_works(),
    ),
}
HAPPENS: dict[str, set[str]] = {
    "contribution": {
        *("told", "replied", "read: approve", "refused: a stale reading", "read: decline", "read: propose_edit"),
        *("refused: the same form again", "agreed", "took a decision back", "read afterwards", "took back", "erased"),
        *("author read a decision", "changed", "read by visitor", "read by responder", "approved"),
    },
    "case": {
        *("took a case", "asked for an opinion", "gave an opinion", "put a case back", "passed on", "decided: remove"),
        *("refused: decided: remove", "overturned", "strike cancelled", "hidden by reports", "set reports aside"),
        *("posted report_case_keep: 302", "restricted", "erased"),
    },
    "appeal": {
        *("appealed", "refused: appealed", "took an appeal", "refused: took an appeal", "put an appeal back"),
        *("appeal: upheld", "refused: appeal: upheld", "appeal: overturned", "appeal: varied", "appealed a measure"),
        *("appeal upheld", "appeal overturned", "appeal varied", "strike cancelled", "erased"),
    },
    "appeal: of those who reported": {
        *("a reporter asked", "refused: a reporter asked", "refused: somebody else asked", "decided anew: hide"),
        *("refused: decided anew: hide", "appeal: upheld", "a reporter asked unseen", "took back", "erased"),
        *("a reporter was answered: overturned", "a reporter was answered: upheld"),
    },
    "account": {
        *("a machine took a step", "refused: a machine took a step", "took a step", "refused: took a step"),
        *("decided: hide", "refused: replied", "overturned", "erased", "slowed a place", "lifted a measure"),
    },
    "crisis": {
        *("told of danger", "acknowledged", "refused: acknowledged", "assessed", "refused: acted: message"),
        *("refused: second opinion", "second opinion", "acted: message", "asked who it is", "refused: agreed to open"),
        *("agreed to open", "read who it is", "refused: read who it is", "closed the glass", "released"),
        *("decided: remove", "followed up", "reviewed", "closed", "drilled", "crisis", "erased", "read: approve"),
    },
}
"""What each usual day brings about: promises about nothing would hold too."""


@pytest.mark.django_db
@pytest.mark.parametrize("name", USUAL_DAYS)
def test_promises_hold_on_a_usual_day_on_which_everything_happens(ground: Ground, name: str) -> None:
    machine = MACHINES[name.partition(":")[0]]
    machine.ground = ground
    ground.diary.done.clear()
    walk = machine()
    try:
        for step in USUAL_DAYS[name](walk):
            step()
            walk.everything_that_is_promised_holds()
    finally:
        walk.teardown()
    happened = {one for one, count in ground.diary.done.items() if count}
    assert HAPPENS[name] <= happened, (HAPPENS[name] - happened, dict(ground.diary.done))
