"""The sixteen promises of moderation, I1 to I16, one more about a crisis and two about people who report: functions
over what the tables hold.

Every machine of this folder checks all of them after every step. They are written from what is promised and share no
rule with the code that keeps it. `tests/proofs/test_invariants_notice.py` breaks each promise once and sees it noticed.
"""

from collections.abc import Callable

from tests.proofs.invariants.decisions import (
    i2_no_restriction_without_decision_reason_and_notice,
    i3_what_a_machine_does_ends_or_is_confirmed,
    i5_nobody_decides_about_themselves,
    i9_an_overturn_leaves_what_would_be_without_the_decision,
    i12_a_crisis_never_brings_a_strike,
)
from tests.proofs.invariants.hidden import (
    i14_counts_shown_are_large_or_hidden,
    i16_the_vault_is_read_under_break_glass_alone,
)
from tests.proofs.invariants.records import (
    i6_the_state_follows_from_the_facts,
    i7_the_chain_is_whole,
    i13_no_illegal_move_was_made,
    i15_every_acknowledged_write_is_there_once,
)
from tests.proofs.invariants.reporters import (
    i11_a_report_never_reveals_its_reporter,
    whoever_reported_asks_unseen,
    whoever_reported_is_answered,
)
from tests.proofs.invariants.words import (
    i1_nothing_is_visible_that_nobody_approved,
    i4_an_approval_is_bound_to_a_wording,
    i8_what_leaves_is_public_and_allowed,
    i10_erased_words_are_nowhere,
    words_in_a_crisis_wait,
)
from tests.proofs.sight import Sight

__all__ = [
    "INVARIANTS",
    "i1_nothing_is_visible_that_nobody_approved",
    "i2_no_restriction_without_decision_reason_and_notice",
    "i3_what_a_machine_does_ends_or_is_confirmed",
    "i4_an_approval_is_bound_to_a_wording",
    "i5_nobody_decides_about_themselves",
    "i6_the_state_follows_from_the_facts",
    "i7_the_chain_is_whole",
    "i8_what_leaves_is_public_and_allowed",
    "i9_an_overturn_leaves_what_would_be_without_the_decision",
    "i10_erased_words_are_nowhere",
    "i11_a_report_never_reveals_its_reporter",
    "i12_a_crisis_never_brings_a_strike",
    "i13_no_illegal_move_was_made",
    "i14_counts_shown_are_large_or_hidden",
    "i15_every_acknowledged_write_is_there_once",
    "i16_the_vault_is_read_under_break_glass_alone",
    "whoever_reported_asks_unseen",
    "whoever_reported_is_answered",
    "words_in_a_crisis_wait",
]

INVARIANTS: tuple[Callable[[Sight], None], ...] = (
    i1_nothing_is_visible_that_nobody_approved,
    i2_no_restriction_without_decision_reason_and_notice,
    i3_what_a_machine_does_ends_or_is_confirmed,
    i4_an_approval_is_bound_to_a_wording,
    i5_nobody_decides_about_themselves,
    i6_the_state_follows_from_the_facts,
    i7_the_chain_is_whole,
    i8_what_leaves_is_public_and_allowed,
    i9_an_overturn_leaves_what_would_be_without_the_decision,
    i10_erased_words_are_nowhere,
    i11_a_report_never_reveals_its_reporter,
    i12_a_crisis_never_brings_a_strike,
    i13_no_illegal_move_was_made,
    i14_counts_shown_are_large_or_hidden,
    i15_every_acknowledged_write_is_there_once,
    i16_the_vault_is_read_under_break_glass_alone,
    words_in_a_crisis_wait,
    whoever_reported_asks_unseen,
    whoever_reported_is_answered,
)
