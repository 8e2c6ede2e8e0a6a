"""What is decided, and about whom: I2, I3, I5, I9, I12."""

import datetime

from openward.safety.models import Decision, Report
from tests.proofs.sight import Sight

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


def i5_nobody_decides_about_themselves(sight: Sight) -> None:
    """I5. Not about own words, not about what one reported, and an appeal is decided by somebody else."""
    for decision in sight.decisions:
        own = sight.personas.get(decision.decided_by_id, set())
        assert decision.case.contribution.author_id not in own
        if decision.case.kind == "report":
            # Whoever decided may report the same words later, and their report join the case for another look.
            before = {one.reporter_id for one in sight.reports_in[decision.case_id] if _was_there(one, decision)}
            assert not before & own
    for appeal in sight.appeals:
        first = appeal.decision.decided_by_id if appeal.decision is not None else None
        replaced_by = appeal.replacement.decided_by_id if appeal.replacement is not None else None
        for who in {appeal.assigned_to_id, appeal.decided_by_id, replaced_by} - {None}:
            assert who != first
            assert appeal.appellant_id not in sight.personas.get(who, set())
            assert appeal.contribution.author_id not in sight.personas.get(who, set())
        if appeal.outcome:
            sight.diary.done[f"appeal {appeal.outcome}"] += 1
            assert appeal.decided_by_id is not None
            assert appeal.reason.strip()


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


def i12_a_crisis_never_brings_a_strike(sight: Sight) -> None:
    """I12. Nor a step on the ladder, from the moment in which somebody thought of danger."""
    first: dict[object, datetime.datetime] = {}
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


def _was_there(report: Report, decision: Decision) -> bool:
    return report.received_at <= decision.decided_at


def _stands(decision: Decision) -> bool:
    return decision.overturned_at is None and decision.reopened_at is None


def _is_over(decision: Decision, at: datetime.datetime) -> bool:
    return decision.ends_at is not None and decision.ends_at <= at
