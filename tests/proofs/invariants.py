"""The sixteen promises of moderation, I1 to I16, and one more about a crisis: functions over what the tables hold.

Every machine of this folder checks all of them after every step. They are written from what is promised and share no
rule with the code that keeps it. `tests/proofs/test_invariants_notice.py` breaks each promise once and sees it noticed.
"""

import datetime
import re
from collections.abc import Callable, Iterable

from django.db import connection

from openward.contributions.access import visible
from openward.contributions.models.axes import DISTRIBUTION, Distribution
from openward.contributions.models.contributions import text_hash
from openward.ledger.actions import seal_facts
from openward.ledger.models import Link, RecordedFact
from openward.ledger.queries import check_chain
from openward.safety.models import Decision
from openward.spaces.access import standing_in
from tests.proofs.fold import as_json
from tests.proofs.public_pages import fed, is_large, people_behind, public_counts, quoted
from tests.proofs.sight import Sight

FINE = {"approved", "not_required"}
OUT_OF_SIGHT = {"hidden", "removed"}
SETS = {
    "label": "labelled",
    "correct": "labelled",
    "limit": "interaction_limited",
    "community_only": "community_only",
    "hide": "hidden",
    "remove": "removed",
}
"""The restriction that each decision sets."""
AGAINST = {*SETS, "decline", "propose_edit"}
LADDER = ["ok", "nudged", "warned", "rate_limited", "pre_moderated", "read_only", "suspended", "removed"]
ONE_DAY = datetime.timedelta(hours=24)
WAITING_CRISIS = {"detected", "alerted", "acknowledged", "assessed"}


def i1_nothing_is_visible_that_nobody_approved(sight: Sight) -> None:
    """I1, and the two ways to ask say the same: the function for one thing, SQL for lists."""
    for name, actor in sight.readers.items():
        standings = {space.pk: standing_in(actor, space) for space in sight.spaces.values()}
        for one in sight.contributions:
            is_read = one.pk in sight.readable[name]
            assert is_read == visible(one.standpoint, standings[one.space_id]), (name, one.standpoint)
            if not is_read:
                continue
            sight.diary.done[f"read by {name}"] += 1
            shown = one.shown_revision
            assert shown is not None
            assert shown.review in FINE
            assert one.shown_review == shown.review
            assert one.hold == "none"
            assert one.restriction not in OUT_OF_SIGHT
            if name == "visitor":
                assert one.lifecycle == "published"
                assert one.may_publish
                assert one.restriction != "community_only"


def i2_no_restriction_without_decision_reason_and_notice(sight: Sight) -> None:
    """I2. A notice is a message, or the job that writes it and was kept together with the decision."""
    for one in sight.contributions:
        if one.restriction == "none":
            assert one.restriction_reason == ""
            assert one.restriction_ends_at is None
            continue
        sight.diary.done["restricted"] += 1
        causes = [
            decision
            for decision in sight.decisions_on[one.pk]
            if SETS.get(decision.outcome) == one.restriction and _stands(decision)
        ]
        assert causes, f"{one.restriction} rests on no decision"
        assert one.restriction_reason.strip()
    for decision in sight.decisions:
        if decision.outcome not in AGAINST:
            continue
        assert decision.rule_id is not None or decision.legal_ground.strip(), "no rule and no law"
        assert decision.facts.strip() or decision.case.kind == "reading", "what was seen is not said"
        is_erased = decision.case.contribution.lifecycle == "erased"
        assert decision.is_automatic or decision.words_to_author.strip() or is_erased
        assert sight.is_told(decision), f"nobody was told of {decision.outcome}, and nobody will be"
    for sanction in sight.sanctions:
        assert sanction.reason.strip() or sanction.step == "ok"
        if LADDER.index(sanction.step) > LADDER.index("pre_moderated"):
            assert sanction.decision is not None
            assert sanction.decision.overturned_at is None


def i3_what_a_machine_does_ends_or_is_confirmed(sight: Sight) -> None:
    """I3. What is over is over as soon as the clock has struck."""
    for decision in sight.decisions:
        assert decision.is_automatic == (decision.decided_by_id is None)
        if decision.is_automatic:
            sight.diary.done["hidden by reports"] += 1
            assert decision.outcome == "hide"
            assert decision.ends_at is not None
            assert decision.ends_at <= decision.decided_at + ONE_DAY
    for one in sight.contributions:
        decisions = [decision for decision in sight.decisions_on[one.pk] if _stands(decision)]
        by_people = [decision for decision in decisions if SETS.get(decision.outcome) and not decision.is_automatic]
        if one.restriction != "none" and not by_people:
            assert one.restriction_ends_at is not None
        if one.restriction_ends_at is not None:
            assert one.restriction_ends_at > sight.diary.struck_at
    for screening in sight.screenings:
        if screening.outcome in {"hold", "nudge"}:
            assert screening.expires_at or screening.confirmed_at or screening.ended_at
            assert screening.expires_at is None or screening.expires_at > sight.diary.struck_at
    for sanction in sight.sanctions:
        assert sanction.until is None or sanction.until > sight.diary.struck_at


def i4_an_approval_is_bound_to_a_wording(sight: Sight) -> None:
    """I4. Words never change under an approval, and every approved wording is one that somebody approved."""
    for revision in sight.revisions:
        assert revision.sha256 == text_hash(revision.text)
        if revision.review == "approved":
            sight.diary.done["approved"] += 1
            assert revision.sha256 in sight.diary.fold.words[str(revision.contribution_id)].approved
    for decision in sight.decisions:
        if decision.revision is not None:
            assert decision.revision_sha256 == decision.revision.sha256


def i5_nobody_decides_about_themselves(sight: Sight) -> None:
    """I5. Not about own words, not about what one reported, and an appeal is decided by somebody else."""
    for decision in sight.decisions:
        own = sight.personas.get(decision.decided_by_id, set())
        assert decision.case.contribution.author_id not in own
        if decision.case.kind == "report":
            involved = {report.reporter_id for report in sight.reports if report.case_id == decision.case_id}
            assert not involved & own
    for appeal in sight.appeals:
        first = appeal.decision.decided_by_id if appeal.decision is not None else None
        replaced_by = appeal.replacement.decided_by_id if appeal.replacement is not None else None
        for who in {appeal.assigned_to_id, appeal.decided_by_id, replaced_by} - {None}:
            assert who != first
            assert appeal.appellant_id not in sight.personas.get(who, set())
        if appeal.outcome:
            sight.diary.done[f"appeal {appeal.outcome}"] += 1
            assert appeal.decided_by_id is not None
            assert appeal.reason.strip()


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


def i8_what_leaves_is_public_and_allowed(sight: Sight) -> None:
    """I8. What other servers have or are about to get, what readers elsewhere fetch as a feed, and what is quoted in
    public: all of it is read by everybody here, by the wish of its author."""
    public = sight.readable["visitor"]
    for one in sight.contributions:
        before = sight.diary.distributions.get(one.pk, "local")
        assert one.distribution in {before, *DISTRIBUTION.moves[Distribution(before)]}, (before, one.distribution)
        if one.distribution in {"queued", "federated"}:
            sight.diary.done[one.distribution] += 1
            assert one.pk in public
            assert one.may_publish
    wishes = {one.pk: one for one in sight.contributions}
    for key in fed(sight):
        assert key in public
        assert wishes[key].may_publish
    for key in quoted(sight):
        sight.diary.done["quoted"] += 1
        assert key in public
        assert wishes[key].may_quote


def i9_an_overturn_leaves_what_would_be_without_the_decision(sight: Sight) -> None:
    """I9. Words are as visible, and their author as free, as if what was overturned had never been decided; what was
    decided before and after it stays."""
    for one in sight.contributions:
        if one.lifecycle == "erased":
            assert one.restriction == "none"
            continue
        standing = [
            decision
            for decision in sight.decisions_on[one.pk]
            if decision.outcome in SETS and _stands(decision) and not _is_over(decision, sight.diary.struck_at)
        ]
        newest = max(standing, key=lambda decision: decision.decided_at, default=None)
        assert one.restriction == (SETS[newest.outcome] if newest else "none")
    for strike in sight.strikes:
        if strike.decision.overturned_at is not None:
            sight.diary.done["strike cancelled"] += 1
            assert strike.cancelled_at is not None
    found = {sanction.persona_id: sanction.step for sanction in sight.sanctions if sanction.step != "ok"}
    assert found == sight.steps_that_stand()


def i10_erased_words_are_nowhere(sight: Sight) -> None:
    """I10. The words at once; what moderators noted about them once the worker has heard of it. Whatever was erased
    since the last look is sought everywhere, and whatever was erased before in every table that was written since."""
    gone = set(sight.diary.erased)
    if not sight.waiting_facts:
        gone |= sight.diary.noted_about_erased
    known: set[str] = sight.memory.kept_as((), "erased", set)
    written = sight.memory.written_since("erased words were sought")
    assert not (held := tables_with(gone - known, set(sight.memory.writes))), held
    assert not (held := tables_with(gone & known, written)), held
    known |= gone


def i11_a_report_never_reveals_its_reporter(sight: Sight) -> None:
    """I11. Not in the ledger, not in a letter, not on the author's page."""
    marks_about: dict[object, set[str]] = {}
    for report in sight.reports:
        marks = {str(report.reporter_id), str(report.pk), *sight.diary.marks_of_report.get(report.pk, ())}
        marks_about.setdefault(report.contribution_id, set()).update(marks)
        author = report.contribution.author_id
        for message in sight.told[author] if author != report.reporter_id else ():
            told = f"{message.about} {message.values} {message.once_key}"
            assert not [mark for mark in marks if mark in told]
    signed_in = {str(key): accounts for key, accounts in sight.diary.signed_in_reporters.items()}
    for row in sight.facts_of("safety.ReportReceived") if signed_in else ():
        assert row.author_kind == "persona"
        accounts = signed_in.get(row.payload["report_key"], set())
        assert not [one for one in accounts if one in str((row.payload, row.shreddable, row.about))]
    for one in sight.contributions:
        if one.pk in marks_about:
            page = sight.page_of(one)
            assert not [mark for mark in marks_about[one.pk] if mark in page]


def i12_a_crisis_never_brings_a_strike(sight: Sight) -> None:
    """I12. Nor a step on the ladder, from the moment in which somebody thought of danger."""
    first = {}
    for crisis in sight.crises:
        if crisis.contribution_id is not None:
            sight.diary.done["crisis"] += 1
            key = crisis.contribution_id
            first[key] = min(first.get(key, crisis.opened_at), crisis.opened_at)
    for strike in sight.strikes:
        since = first.get(strike.decision.case.contribution_id)
        assert since is None or strike.given_at < since
    for decision in sight.decisions:
        since = first.get(decision.case.contribution_id)
        if since is not None and decision.decided_at >= since:
            assert not [effect for effect in decision.effects if effect["what"] in {"strike", "step"}]


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
    "closed": {"queued"},
    "invalidated": {"queued"},
}
"""What a report may be after one step of a machine: one move, or two within one action."""


def i14_counts_shown_are_large_or_hidden(sight: Sight) -> None:
    """I14. Every number that public pages print about people is none or large and rounded. Once the worker has counted
    again, people behind a theme are as many as there are, or are withheld because there are too few: everywhere."""
    shown = public_counts(sight)
    for name, value in shown:
        assert value is None or is_large(value), (name, value)
        sight.diary.done["public count"] += value is not None
        sight.diary.done["count withheld"] += value is None
    if not sight.waiting_facts:
        behind = people_behind(sight)
        for name, value in shown:
            page, _colon, key = name.partition(":")
            if page in {"list", "page"}:
                assert value == behind[key], (name, value, behind)
    for story in sight.contributions:
        if story.root_id is None:
            comments = [one for one in sight.contributions if one.root_id == story.pk and one.is_for_everyone]
            assert story.comment_count == len(comments)


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


def i16_the_vault_is_read_under_break_glass_alone(sight: Sight) -> None:
    """I16. Each reading rests on a row that two people had opened and nobody had closed."""
    by_key = {str(row.pk): row for row in sight.break_glass}
    readings = sight.facts_of("people.IdentityRead")
    for fact in readings:
        row = by_key[fact.about[0].partition(":")[2]]
        assert row.opened_at is not None
        assert row.opened_at <= fact.recorded_at < row.expires_at
        assert row.closed_at is None or fact.recorded_at <= row.closed_at
        assert row.approver_id is not None
        assert row.approver_id != row.requester_id
        assert fact.author_key in {str(row.requester_id), str(row.approver_id)}
    assert sight.diary.vault.opened_for_people <= len(readings)
    assert not sight.diary.vault.opened_by - KEEPERS_OF_THE_VAULT


KEEPERS_OF_THE_VAULT = {"envelope_for_delivery", "keep_email", "lead_letters_to", "identity_under_break_glass"}
"""Who may unseal: the mail carrier, whoever seals an address anew, and break-glass."""


def words_in_a_crisis_wait(sight: Sight) -> None:
    """C5: words in which somebody may be in danger are read by nobody else until a person has judged them, and the
    author of words that were judged harmless before is not silenced twice for the same wording."""
    harmless = {
        crisis.contribution_id for crisis in sight.crises if crisis.state == "closed" and crisis.act == "nothing"
    }
    for crisis in sight.crises:
        if crisis.state in WAITING_CRISIS and crisis.contribution_id not in harmless and crisis.contribution_id:
            assert crisis.contribution_id not in sight.readable["visitor"]
            assert crisis.contribution_id not in sight.readable["responder"]


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
)


def _stands(decision: Decision) -> bool:
    return decision.overturned_at is None and decision.reopened_at is None


def _is_over(decision: Decision, at: datetime.datetime) -> bool:
    return decision.ends_at is not None and decision.ends_at <= at


def tables_with(marks: Iterable[str], tables: Iterable[str]) -> list[str]:
    """The tables in which one of some marks stands anywhere: in words, indexes of search, jobs, sessions or keys."""
    wanted, names = [re.escape(mark) for mark in sorted(marks)], sorted(tables)
    if not wanted or not names:
        return []
    with connection.cursor() as cursor:
        one = "select '{0}' where exists (select 1 from \"{0}\" t where t::text ~* %(marks)s)"
        cursor.execute(" union all ".join(one.format(name) for name in names), {"marks": "|".join(wanted)})
        return [row[0] for row in cursor.fetchall()]
