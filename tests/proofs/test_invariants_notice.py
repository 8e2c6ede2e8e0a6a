"""Each promise is broken once, as a mistake in the code would break it, and the check of it must notice.

Without this a promise could hold because its check looks at nothing.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.proofs import breaches, invariants
from tests.proofs.invariants import INVARIANTS
from tests.proofs.stage import Ground, Stage, prepare

BREAKS: dict[str, tuple[breaches.Break, ...]] = {
    "i1_nothing_is_visible_that_nobody_approved": (breaches.unread_words_are_shown, breaches.sql_and_function_differ),
    "i2_no_restriction_without_decision_reason_and_notice": (
        breaches.restricted_without_decision,
        breaches.nobody_is_told,
    ),
    "i3_what_a_machine_does_ends_or_is_confirmed": (breaches.interim_never_ends, breaches.hold_never_ends),
    "i4_an_approval_is_bound_to_a_wording": (breaches.words_change_under_an_approval, breaches.approved_by_nobody),
    "i5_nobody_decides_about_themselves": (
        breaches.decided_by_the_reporter,
        breaches.decided_again_by_whoever_decided_first,
    ),
    "i6_the_state_follows_from_the_facts": (breaches.state_without_a_fact, breaches.fact_without_a_state),
    "i7_the_chain_is_whole": (breaches.a_fact_is_changed,),
    "i8_what_leaves_is_public_and_allowed": (
        breaches.private_words_leave,
        breaches.sent_on_without_having_been_queued,
        breaches.hidden_words_in_the_feed,
        breaches.words_in_the_feed_against_the_wish,
        breaches.quoted_against_the_wish,
    ),
    "i9_an_overturn_leaves_what_would_be_without_the_decision": (
        breaches.overturned_but_hidden,
        breaches.overturned_but_struck,
        breaches.overturned_but_still_warned,
    ),
    "i10_erased_words_are_nowhere": (breaches.erased_words_in_a_job, breaches.noted_words_stay),
    "i11_a_report_never_reveals_its_reporter": (
        breaches.author_is_told_who_reported,
        breaches.ledger_names_the_reporter,
        breaches.author_reads_what_was_reported,
        breaches.author_reads_what_somebody_asked_who_reported,
    ),
    "i12_a_crisis_never_brings_a_strike": (breaches.strike_in_a_crisis,),
    "i13_no_illegal_move_was_made": (breaches.illegal_move, breaches.held_by_nobody),
    "i14_counts_shown_are_large_or_hidden": (
        breaches.small_count_is_shown,
        breaches.comments_are_counted_wrongly,
        breaches.people_are_gone_and_still_counted,
        breaches.record_says_how_few,
        breaches.funnel_says_how_few,
        breaches.released_figures_say_how_few,
    ),
    "i15_every_acknowledged_write_is_there_once": (breaches.a_write_is_lost, breaches.a_write_is_there_twice),
    "i16_the_vault_is_read_under_break_glass_alone": (
        breaches.vault_is_read_without_glass,
        breaches.vault_is_read_by_a_page,
    ),
    "words_in_a_crisis_wait": (breaches.words_in_danger_are_shown,),
    "whoever_reported_asks_unseen": (
        breaches.ledger_names_whoever_asked,
        breaches.words_have_another_look_in_their_history,
        breaches.letter_goes_to_the_author,
    ),
    "whoever_reported_is_answered": (
        breaches.whoever_asked_hears_nothing,
        breaches.whoever_asked_gets_no_letter,
        breaches.whoever_asked_reads_no_answer,
    ),
}


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield prepare()
        transaction.set_rollback(True)


def test_every_promise_is_broken_once() -> None:
    assert set(BREAKS) == {promise.__name__ for promise in INVARIANTS}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("promise", "breach"), [(name, breach) for name, ways in BREAKS.items() for breach in ways],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)  # fmt: skip
def test_a_broken_promise_is_noticed(ground: Ground, promise: str, breach: breaches.Break) -> None:
    Stage.ground = ground
    walk = breaches.Walk()
    try:
        walk.lead()
        walk.everything_that_is_promised_holds()
        # What is broken here on purpose would be found once more at the end of the walk.
        walk.held = False
        breach(walk)
        with pytest.raises(AssertionError):
            getattr(invariants, promise)(breaches.as_seen(walk))
    finally:
        walk.teardown()
