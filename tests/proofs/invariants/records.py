"""What was recorded, and that everything follows from it: I6, I7, I13, I15."""

from openward.ledger.actions import seal_facts
from openward.ledger.models import Link, RecordedFact
from openward.ledger.queries import check_chain
from tests.proofs.fold import as_json
from tests.proofs.sight import Sight


def i6_the_state_follows_from_the_facts(sight: Sight) -> None:
    """I6, byte for byte."""
    reviews: dict[str, dict[str, str]] = {str(one.pk): {} for one in sight.contributions}
    for revision in sight.revisions:
        reviews[str(revision.contribution_id)][str(revision.number)] = revision.review
    purposes = ("publish", "quote", "teach", "research", "contact")
    found = as_json(
        {
            str(one.pk): {
                "lifecycle": one.lifecycle,
                "restriction": one.restriction,
                "hold": one.hold,
                "given": sorted(purpose for purpose in purposes if getattr(one, f"may_{purpose}")),
                "reviews": reviews[str(one.pk)],
            }
            for one in sight.contributions
        },
        {str(one.pk): one.state for one in sight.cases},
        {str(one.pk): one.state for one in sight.crises},
        {str(one.pk): one.state for one in sight.appeals},
        {str(one.persona_id): one.step for one in sight.sanctions},
    )
    assert found == sight.diary.fold.as_json()


def i7_the_chain_is_whole(sight: Sight) -> None:
    """I7. A chain that was whole is whole while none of its facts and links is touched, and new facts are not in it
    yet; it is walked again whenever one was touched, and with everything new in it every hundred facts."""
    facts, links = (sight.memory.writes[model._meta.db_table] for model in (RecordedFact, Link))
    version = (facts[1:], links, (sight.diary.fold.last - sight.diary.fold_began) // 100)
    if sight.memory.kept_as(version, "chain", lambda: ""):
        return
    seal_facts()
    report = check_chain()
    assert report.is_whole, report.reason
    assert report.unsealed == 0
    # What sealing has written is no reason to look again.
    sight.memory.look()
    facts, links = (sight.memory.writes[model._meta.db_table] for model in (RecordedFact, Link))
    sight.memory.kept_as((facts[1:], links, version[2]), "chain", lambda: "whole")


def i13_no_illegal_move_was_made(sight: Sight) -> None:
    """I13. Every fact fits its graph, and everything is in hands exactly when it was taken."""
    assert sight.diary.fold.illegal == []
    open_cases: set[tuple[object, str]] = set()
    for case in sight.cases:
        assert (case.state == "claimed") == (case.claimed_by_id is not None)
        if case.state in {"open", "claimed", "escalated", "waiting"}:
            assert (case.contribution_id, case.kind) not in open_cases
            open_cases.add((case.contribution_id, case.kind))
        if case.state in {"decided", "notified"}:
            assert [one for one in sight.decisions if one.case_id == case.pk and not one.is_automatic]
    for report in sight.reports:
        before = sight.diary.report_states.get(report.pk, report.state)
        assert before == report.state or report.state in _REPORT_AFTER[before], (before, report.state)
    # A claimed case has no report that still waits for a moderator.
    in_hand = {case.pk for case in sight.cases if case.state == "claimed" and case.kind == "report"}
    over = {case.pk for case in sight.cases if case.state in {"decided", "notified", "closed"}}
    for report in sight.reports:
        assert report.case_id not in over or report.state in {"decided", "closed", "invalidated"}, report.state
        assert report.case_id not in in_hand or report.state != "received"


_REPORT_AFTER = {
    "received": {"queued", "merged"},
    "queued": {"assigned", "decided", "invalidated", "closed"},
    "merged": {"assigned", "decided", "invalidated", "queued", "closed"},
    "assigned": {"queued", "decided", "invalidated", "closed"},
    "decided": {"closed", "queued"},
    "closed": {"queued", "decided"},
    "invalidated": {"queued"},
}
"""What a report may be after one step of a machine: one move, or two within one action, as when a case is opened again
and decided anew."""


def i15_every_acknowledged_write_is_there_once(sight: Sight) -> None:
    """I15."""
    keys = [str(one.pk) for one in sight.contributions]
    assert sorted(keys) == sorted(sight.diary.sent)
    assert {str(one.pk) for one in sight.reports} == sight.diary.reported
    assert {str(one.pk) for one in sight.decisions if not one.is_automatic} >= sight.diary.decided
    assert {str(one.pk) for one in sight.appeals} == sight.diary.appealed
    sent = set(sight.diary.submissions)
    found = [fact.submission_key for fact in sight.facts if fact.submission_key in sent]
    assert sorted(map(str, found)) == sorted(sight.diary.submissions)
