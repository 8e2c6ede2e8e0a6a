"""The access matrix: for every address and every state of what it shows, who gets in.

`get` and `post` name the roles that get in; None means that the method does nothing there. Written from what each
page is for, not from what the code does: when the two disagree, ask which one is wrong.
"""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from openward.people.access import invitation_token
from openward.spaces.access import invitation_code, place_code
from tests.house.world import ROLES, World

EVERYBODY = frozenset(ROLES)
NOBODY: frozenset[str] = frozenset()
SIGNED_IN = EVERYBODY - {"visitor"}
STAFF = frozenset({"lead", "moderator", "coder", "improver", "responder", "data_protection", "administrator"})
WITH_A_ROLE = STAFF | {"advisory"}
PLANNING = frozenset({"lead", "administrator"})
PREPARING = PLANNING | {"advisory", "data_protection"}
ADMINISTERING = frozenset({"administrator"})
MODERATING = frozenset({"moderator"})
CODING = frozenset({"coder", "improver", "lead"})
IMPROVING = frozenset({"improver", "lead"})
ANSWERING = frozenset({"responder", "lead"})
JUDGING_ANSWERS = frozenset({"lead", "moderator", "data_protection"})
ELSEWHERE = frozenset({"outsider"})
"""Holds every role in another organisation: sees their own empty lists, and nothing of Riverbend's."""

OUTSIDE_THE_MATRIX = (
    # Sign-in pages guard themselves and are allauth's, tested in tests/rooms/people.
    "account_",
    "mfa_",
    # Fetches a file or sets a cookie; knows no object.
    "set_language",
)

Where = Callable[[World], dict[str, Any]]


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One address in one state of its object."""

    name: str
    state: str
    where: Where
    get: Iterable[str] | None
    post: Iterable[str] | None
    query: Callable[[World], str] | None = None


def nowhere(_world: World) -> dict[str, Any]:
    return {}


def plain(name: str, get: Iterable[str] | None, post: Iterable[str] | None = None) -> Row:
    """An address that names no object."""
    return Row(name, "", nowhere, get, post)


def of_organisation(name: str, get: Iterable[str] | None, post: Iterable[str] | None = None) -> Row:
    return Row(name, "", lambda world: {"slug": world.riverbend.cast.organisation.slug}, get, post)


def of_space(name: str, get: dict[str, Iterable[str]], *, writes: bool = False, reads: bool = True) -> list[Row]:
    """A row for every state of a space, who gets in by state; `writes` when a POST is let in like a GET."""

    def where(state: str) -> Where:
        return lambda world: {"slug": world.spaces[state].slug}

    return [
        Row(name, state, where(state), allowed if reads else None, allowed if writes else None)
        for state, allowed in get.items()
    ]


def of_contribution(name: str, get: dict[str, Iterable[str]], *, writes: bool = False, reads: bool = True) -> list[Row]:
    def where(state: str) -> Where:
        return lambda world: {"key": world.contributions[state].pk}

    return [
        Row(name, state, where(state), allowed if reads else None, allowed if writes else None)
        for state, allowed in get.items()
    ]


def of_receipt(name: str, states: Iterable[str], *, get: bool, post: bool) -> list[Row]:
    """Behind a receipt code: whoever holds the code is the author, whatever role they hold besides."""

    def where(state: str) -> Where:
        return lambda world: {"code": world.codes[state]}

    known = [
        Row(name, state, where(state), EVERYBODY if get else None, EVERYBODY if post else None) for state in states
    ]
    wrong = Row(name, "wrong code", lambda _world: {"code": "one-two-three-four-five"}, NOBODY, NOBODY)
    return [*known, wrong]


def of_engagement(
    name: str, get: dict[str, Iterable[str]], *, writes: bool = False, reads: bool = True, **more: Any
) -> list[Row]:
    def where(state: str) -> Where:
        def found(world: World) -> dict[str, Any]:
            return {"slug": world.engagements[state].slug, **{key: value(world, state) for key, value in more.items()}}

        return found

    return [
        Row(name, state, where(state), allowed if reads else None, allowed if writes else None)
        for state, allowed in get.items()
    ]


def of_improvement(name: str, public: Iterable[str], hidden: Iterable[str], **options: Any) -> list[Row]:
    """Options: `by` the kind of key ("slug", "key" of the measure or cycle …), `reads`, `writes`."""
    reads, writes = options.get("reads", True), options.get("writes", True)
    where = options.get("where", lambda world, state: {"slug": world.improvements[state].slug})

    def at(state: str) -> Where:
        return lambda world: where(world, state)

    return [
        Row(name, state, at(state), allowed if reads else None, allowed if writes else None)
        for state, allowed in (("public", public), ("hidden", hidden))
    ]


def of_measure(name: str, public: Iterable[str], hidden: Iterable[str], **options: Any) -> list[Row]:
    return of_improvement(
        name, public, hidden, where=lambda world, state: {"key": world.measures[state].pk}, **options
    )


def of_cycle(name: str, public: Iterable[str], hidden: Iterable[str], **options: Any) -> list[Row]:
    return of_improvement(name, public, hidden, where=lambda world, state: {"key": world.cycles[state].pk}, **options)


def part_of_improvement(name: str, part: str, allowed: Iterable[str], **options: Any) -> list[Row]:
    def where(world: World, state: str) -> dict[str, Any]:
        return {"slug": world.improvements[state].slug, "number": getattr(world, part)[state].pk}

    return of_improvement(name, allowed, allowed, where=where, **options)


def reading_of_measure(name: str, allowed: Iterable[str], **options: Any) -> list[Row]:
    def where(world: World, state: str) -> dict[str, Any]:
        return {"key": world.measures[state].pk, "number": world.readings[state].pk}

    return of_improvement(name, allowed, allowed, where=where, **options)


def of_response(name: str, get: dict[str, Iterable[str]], *, reads: bool = True, writes: bool = True) -> list[Row]:
    def where(state: str) -> Where:
        return lambda world: {"key": world.responses[state].pk}

    return [
        Row(name, state, where(state), allowed if reads else None, allowed if writes else None)
        for state, allowed in get.items()
    ]


def of_theme(name: str, public: Iterable[str], hidden: Iterable[str], **options: Any) -> list[Row]:
    return of_improvement(name, public, hidden, where=lambda world, state: {"key": world.themes[state].pk}, **options)


def one(name: str, where: Where, get: Iterable[str] | None, post: Iterable[str] | None = None, **more: Any) -> Row:
    """A single row."""
    return Row(name, more.get("state", ""), where, get, post, more.get("query"))


READS_SPACE = {
    "open": EVERYBODY,
    "planned": PREPARING,
    "closed": EVERYBODY,
    "registered": SIGNED_IN,
    "invited": WITH_A_ROLE,
    "staff": STAFF,
}
TELLS_IN_SPACE = {**READS_SPACE, "planned": NOBODY}
PROPOSES_IN_SPACE = {**READS_SPACE, "open": SIGNED_IN, "closed": NOBODY}
READING_PROPOSALS = frozenset({"lead", "moderator"})
PREPARES_SPACE = dict.fromkeys(READS_SPACE, PLANNING)
READS_CONTRIBUTION = {
    "pending": MODERATING,
    "in_review": MODERATING,
    "suggested": MODERATING,
    "rejected": MODERATING,
    "published": EVERYBODY,
    "private": STAFF,
    "hidden": MODERATING,
    "community_only": STAFF,
    "held": MODERATING,
    "withdrawn": NOBODY,
    "erased": NOBODY,
    "in_registered": SIGNED_IN,
    "in_invited": WITH_A_ROLE,
    "in_staff": STAFF,
}
REPLIES_TO = {
    **dict.fromkeys(READS_CONTRIBUTION, NOBODY),
    **{state: READS_CONTRIBUTION[state] for state in ("published", "community_only")},
    **{state: READS_CONTRIBUTION[state] for state in ("in_registered", "in_invited", "in_staff")},
}
DECIDES = {"pending": MODERATING, "published": MODERATING, "held": MODERATING, "withdrawn": NOBODY, "erased": NOBODY}
CASE_WRITES = (
    "case_claim",
    "case_renew",
    "case_release",
    "case_decide",
    "case_note",
    "case_confirm",
    "criticality_set",
    "words_stay",
)
LIMITS = ("limits_freeze", "limits_rebase", "limits_release", "limits_rejoin")
BEHIND_RECEIPT = ("pending", "in_review", "suggested", "rejected", "published", "hidden", "held", "withdrawn", "erased")
OF_PLAN = {"open": PLANNING, "planned": PLANNING}
READS_PLAN = {"open": WITH_A_ROLE, "planned": WITH_A_ROLE}



def telling_in(name: str) -> list[Row]:
    """Whoever comes to tell in a closed place is led to its page; nothing can be sent there."""
    rows = of_space(name, TELLS_IN_SPACE, writes=True)
    return [dataclasses.replace(row, post=NOBODY) if row.state == "closed" else row for row in rows]


def with_code(code: Callable[[World], str]) -> Where:
    return lambda world: {"code": code(world)}


def of_colleague(world: World) -> dict[str, Any]:
    return {"slug": "riverbend", "key": world.riverbend.account("coder").pk}


def history_of_contribution(state: str) -> Where:
    return lambda world: {"subject": "contribution", "key": world.contributions[state].pk}


ENGAGEMENTS = [
    plain("evidence_list", EVERYBODY),
    one("finding_show", lambda _world: {"finding_id": "BEN-01"}, EVERYBODY),
    plain("plan_new", PLANNING | ELSEWHERE, PLANNING | ELSEWHERE),
    plain("engagement_list", WITH_A_ROLE | ELSEWHERE),
    *of_engagement("plan_edit", OF_PLAN, writes=True),
    *of_engagement("model_choose", READS_PLAN),
    *of_engagement("groups_edit", OF_PLAN, writes=True),
    *of_engagement("phases_edit", OF_PLAN, writes=True),
    *of_engagement("statement_edit", OF_PLAN, writes=True),
    *of_engagement("volume_edit", OF_PLAN, writes=True),
    *of_engagement("asking_new", OF_PLAN, writes=True),
    *of_engagement("engagement_close", {"open": PLANNING}, writes=True, reads=False),
    one("risk_list", lambda world: {"slug": world.engagements["open"].slug}, WITH_A_ROLE, PLANNING),
    one(
        "risk_settle",
        lambda world: {"slug": world.engagements["open"].slug, "number": world.risk.pk},
        PLANNING,
        PLANNING,
    ),
]
def of_rota(what: str, slug: str = "open") -> Where:
    return lambda world: {"slug": world.space_slug(slug), "number": getattr(world, f"duty_{what}").pk}


def of_proposal(
    name: str, allowed: dict[str, Iterable[str]], *, reads: bool = True, writes: bool = True
) -> list[Row]:
    def where(state: str) -> Where:
        return lambda world: {"slug": world.space_slug("open"), "key": world.proposals[state].pk}

    return [
        Row(name, state, where(state), who if reads else None, who if writes else None)
        for state, who in allowed.items()
    ]


def of_remark(world: World) -> dict[str, Any]:
    return {"slug": world.space_slug("open"), "key": world.remark.pk}


def of_rule_words(name: str, allowed: dict[str, Iterable[str]], *, reads: bool = True) -> list[Row]:
    def where(state: str) -> Where:
        return lambda world: {"key": world.rule_words[state].pk}

    return [Row(name, state, where(state), who if reads else None, who) for state, who in allowed.items()]


SPACES = [
    *of_engagement("engagement_show", READS_PLAN),
    one("sign_off", lambda world: {"slug": world.engagements["open"].slug}, WITH_A_ROLE, {"advisory"}),
    *of_engagement("space_prepare", OF_PLAN, writes=True, reads=False),
    *of_space("space_settings", PREPARES_SPACE),
    *of_space("rules_edit", PREPARES_SPACE, writes=True),
    *of_space("duty_edit", PREPARES_SPACE, writes=True),
    *of_space("rota_edit", PREPARES_SPACE, writes=True),
    *of_space("absence_note", PREPARES_SPACE, writes=True, reads=False),
    *of_space("clocks_choose", PREPARES_SPACE, writes=True, reads=False),
    *of_space("escalation_edit", PREPARES_SPACE, writes=True),
    *of_space("numbers_edit", PREPARES_SPACE, writes=True),
    one("shift_end", of_rota("shift"), None, PLANNING),
    one("shift_end", of_rota("shift", slug="registered"), None, NOBODY, state="of another space"),
    one("absence_end", of_rota("absence"), None, PLANNING),
    one("absence_end", of_rota("absence", slug="registered"), None, NOBODY, state="of another space"),
    plain("duty_list", SIGNED_IN),
    *of_space("rules_show", READS_SPACE),
    *of_space("rules_history", READS_SPACE),
    *of_space("rule_propose", PROPOSES_IN_SPACE, writes=True),
    # The outsider proposed the one that waits, the advisory member the one that is talked about.
    *of_proposal("proposal_show", {"open": EVERYBODY, "waiting": READING_PROPOSALS | ELSEWHERE}, writes=False),
    *of_proposal("remark_say", {"open": SIGNED_IN, "waiting": READING_PROPOSALS | ELSEWHERE}, reads=False),
    *of_proposal("proposal_read", {"open": READING_PROPOSALS, "waiting": READING_PROPOSALS}, reads=False),
    *of_proposal("proposal_decide", {"open": PLANNING, "waiting": {"lead"}}),
    *of_proposal("proposal_withdraw", {"open": {"advisory"}, "waiting": ELSEWHERE}, reads=False),
    one("remark_read", of_remark, None, READING_PROPOSALS),
    one("remark_withdraw", of_remark, None, {"advisory"}),
    *of_space("space_open", PREPARES_SPACE, writes=True),
    *of_space("space_close", {"open": PLANNING}, writes=True, reads=False),
    *of_space("poster_show", dict.fromkeys(READS_SPACE, STAFF)),
    one("setting_edit", lambda world: {"slug": world.space_slug("open"), "key": "visibility"}, PLANNING, PLANNING),
    one("link_list", lambda world: {"slug": world.space_slug("open")}, STAFF, PLANNING),
    one("link_follow", lambda world: {"code": world.link.code}, EVERYBODY),
    one("link_follow", lambda _world: {"code": "nowhere"}, NOBODY, state="no such link"),
    plain("link_type", EVERYBODY),
]
GUESTS = [
    *of_space("member_list", {**dict.fromkeys(READS_SPACE, NOBODY), "invited": {"lead"}}),
    *of_space("letters_send", {"open": NOBODY, "invited": {"lead"}}, writes=True, reads=False),
    *of_space("codes_show", {"open": NOBODY, "invited": {"lead"}}, writes=True),
    one(
        "membership_end",
        lambda world: {"slug": world.space_slug("invited"), "number": world.memberships["guest"].pk},
        {"lead"},
        {"lead"},
    ),
    one(
        "membership_end",
        lambda world: {"slug": world.space_slug("open"), "number": world.memberships["guest"].pk},
        NOBODY,
        NOBODY,
        state="of another space",
    ),
    one(
        "guest_withdraw",
        lambda world: {"slug": world.space_slug("invited"), "key": world.guest_invitations["waiting"].pk},
        None,
        {"lead"},
    ),
    plain("place_find", EVERYBODY, EVERYBODY),
    one("place_join", with_code(lambda world: invitation_code(world.guest_invitations["waiting"])), EVERYBODY,
        EVERYBODY),
    # Whoever holds a used code reads that it was used.
    one("place_join", with_code(lambda world: invitation_code(world.guest_invitations["used"])), NOBODY, NOBODY,
        state="used"),
    one("place_join", with_code(lambda _world: "one-two-three-four-five"), NOBODY, NOBODY, state="wrong code"),
    *[
        one(name, with_code(lambda world: place_code(world.guest_invitations["used"])), get, post)
        for name, get, post in (
            ("place_show", EVERYBODY, None), ("place_enter", None, EVERYBODY), ("place_leave", EVERYBODY, EVERYBODY),
        )
    ],
    *[
        one(name, with_code(lambda _world: "one-two-three-four-five"), get, post, state="wrong code")
        for name, get, post in (
            ("place_show", NOBODY, None), ("place_enter", None, NOBODY), ("place_leave", NOBODY, NOBODY),
        )
    ],
    one("membership_show", lambda world: {"number": world.memberships["advisory"].pk}, {"advisory"}),
    one("membership_show", lambda world: {"number": world.memberships["guest"].pk}, NOBODY, state="a guest's"),
]  # fmt: skip
CONTRIBUTIONS = [
    *telling_in("story_new"),
    *telling_in("story_preview"),
    *telling_in("story_send"),
    *telling_in("story_keep"),
    # Words that were sent have a page of their own, to which these lead.
    *of_receipt("draft_show", ("draft", "pending"), get=True, post=False),
    *of_receipt("draft_words", ("draft", "pending"), get=True, post=False),
    *of_receipt("receipt_show", ("draft",), get=True, post=False)[:1],
    *of_contribution("contribution_show", {"draft": NOBODY}),
    *of_contribution("case_show", {"draft": NOBODY}, writes=True),
    *of_contribution("comment_new", REPLIES_TO, writes=True),
    *of_receipt("story_sent", BEHIND_RECEIPT, get=True, post=False),
    *of_receipt("consents_edit", ("pending", "published", "rejected", "held"), get=True, post=True),
    *of_receipt("story_edit", ("pending", "published", "rejected"), get=True, post=True),
    *of_receipt("story_withdraw", ("pending", "published", "rejected"), get=True, post=True),
    *of_receipt("story_erase", ("pending", "published", "withdrawn"), get=True, post=True),
    *of_receipt("edit_accept", ("suggested", "published"), get=False, post=True),
    *of_receipt("edit_decline", ("suggested", "published"), get=False, post=True),
]
CASE_PAGES = ("report_case_show", "report_case_pass", "report_case_ask", "reports_invalidate")
CASE_STEPS = (
    "report_case_take",
    "report_case_renew",
    "report_case_back",
    "report_case_answer",
    "report_case_note",
    "report_case_keep",
    "reports_restore",
)
MEASURED = {"open": MODERATING, "closed": MODERATING, "staff": MODERATING, "planned": NOBODY}
UNSHOWN = ("pending", "in_review", "suggested", "rejected", "draft")
"""Nothing is shown yet that could be reported."""
REPORTS_ON = {**READS_CONTRIBUTION, **dict.fromkeys(UNSHOWN, NOBODY)}
REPORTS = [
    *of_contribution("report_new", REPORTS_ON, writes=True),
    *[
        one(name, with_code(lambda world: world.report_code), EVERYBODY)
        for name in ("report_show", "report_sent")
    ],
    one("report_appeal", with_code(lambda world: world.report_code), EVERYBODY, EVERYBODY),
    one("report_appeal", with_code(lambda _world: "one-two-three-four-five"), NOBODY, NOBODY, state="wrong code"),
    plain("own_report_list", SIGNED_IN),
    one("own_report_show", lambda world: {"key": world.own_report.pk}, {"coder"}, {"coder"}),
    *[
        one(name, with_code(lambda _world: "one-two-three-four-five"), NOBODY, state="wrong code")
        for name in ("report_show", "report_sent")
    ],
    *of_rule_words("rule_words_report", {"proposal": EVERYBODY, "remark": EVERYBODY, "away": NOBODY}),
    one("rule_report_show", with_code(lambda world: world.rule_report_code), EVERYBODY),
    one("rule_report_show", with_code(lambda _world: "one-two-three-four-five"), NOBODY, state="wrong code"),
    plain("rule_report_list", READING_PROPOSALS | ELSEWHERE),
    # Whoever wrote the words does not decide about them, and whoever took them away does not look again.
    *of_rule_words("rule_words_leave", {"proposal": READING_PROPOSALS, "fair": MODERATING}, reads=False),
    *of_rule_words("rule_words_take_away", {"remark": READING_PROPOSALS, "fair": MODERATING}, reads=False),
    *of_rule_words("rule_words_look_again", {"away": {"lead"}}, reads=False),
    *of_rule_words("rule_look", {"away": {"advisory"}, "proposal": NOBODY}),
    plain("case_list", MODERATING | ELSEWHERE),
    plain("report_case_next", None, MODERATING | ELSEWHERE),
    one("report_case_show", lambda world: {"key": world.case.pk}, MODERATING),
    *[one(name, lambda world: {"key": world.case.pk}, MODERATING, MODERATING) for name in CASE_PAGES[1:]],
    *[one(name, lambda world: {"key": world.case.pk}, None, MODERATING) for name in CASE_STEPS],
    one("report_case_decide", lambda world: {"key": world.case.pk, "outcome": "hide"}, MODERATING, MODERATING),
    one("report_case_decide", lambda world: {"key": world.case.pk, "outcome": "keep"}, NOBODY, NOBODY, state="kept"),
    *of_space("measure_list", MEASURED, writes=True),
    *of_space("raid_start", MEASURED, writes=True),
    *of_contribution("thread_measures", {"published": MODERATING, "withdrawn": NOBODY}, writes=True),
    one("measure_lift", lambda world: {"key": world.place_measure.pk}, None, MODERATING),
    plain("together_list", MODERATING | ELSEWHERE),
    one("together_show", lambda world: {"key": world.together.pk}, MODERATING),
    one("together_decide", lambda world: {"key": world.together.pk}, None, MODERATING),
]
HELPS = {"moderator", "lead", "data_protection"}
"""Moderates or answers alerts of Riverbend."""
CARE = [
    plain("care_show", MODERATING | ELSEWHERE, MODERATING | ELSEWHERE),
    *[plain(name, None, MODERATING | ELSEWHERE) for name in ("break_begin", "folding_choose", "buddy_call")],
    plain("pause_show", MODERATING | ELSEWHERE),
    plain("debrief_list", HELPS | ELSEWHERE, HELPS | ELSEWHERE),
    one("debrief_show", lambda world: {"number": world.debrief.pk}, {"moderator"}, {"moderator"}),
    plain("topic_gap_list", {"lead"} | ELSEWHERE),
    one("case_hand_over", lambda world: {"key": world.case.pk}, None, MODERATING),
    *of_contribution("topics_mark", DECIDES, writes=True),
    plain("practice_list", MODERATING | ELSEWHERE),
    plain("practice_forget", None, MODERATING | ELSEWHERE),
    one("practice_show", lambda _world: {"slug": "cushions"}, MODERATING | ELSEWHERE, MODERATING | ELSEWHERE),
    one("practice_show", lambda _world: {"slug": "no-such-case"}, NOBODY, NOBODY, state="unknown"),
]
KEEPING_WORDS = {"moderator", "lead"}
WATCHED = [
    of_organisation("watched_list", KEEPING_WORDS, KEEPING_WORDS),
    of_organisation("watched_test", None, KEEPING_WORDS),
    of_organisation("watched_import", None, KEEPING_WORDS),
    of_organisation("watched_export", KEEPING_WORDS),
    *[
        one(name, lambda world: {"key": world.watched.pk}, None, KEEPING_WORDS)
        for name in ("watched_try", "watched_arm", "watched_off")
    ],
    one("watched_covered", lambda world: {"key": world.watched.pk}, KEEPING_WORDS),
    *[
        one(name, lambda world: {"key": world.mask.pk}, None, MODERATING)
        for name in ("mask_take_away", "mask_put_back")
    ],
]
AUDITING = frozenset({"data_protection", "administrator"})


def in_quarter(quarter: str) -> Where:
    return lambda world: {"slug": world.riverbend.cast.organisation.slug, "quarter": quarter}


def released(world: World) -> dict[str, Any]:
    return in_quarter(world.quarter)(world)


OPENNESS = [
    of_organisation("safety_show", EVERYBODY),
    of_organisation("audit_export", AUDITING, AUDITING),
    one("safety_quarter", released, EVERYBODY),
    one("safety_report", released, EVERYBODY),
    *[
        one(name, in_quarter("2031-q4"), NOBODY, state="not released")
        for name in ("safety_quarter", "safety_report")
    ],
]
APPEAL_STEPS = ("appeal_take", "appeal_renew", "appeal_back", "appeal_decide")
AGREEING = {"lead", "moderator", "administrator"}
APPEALS = [
    *[
        one("appeal_ask", lambda world, code=code: {"code": world.codes[code], "key": world.decision.pk}, who, who,
            state=code)
        for code, who in (("rejected", EVERYBODY), ("pending", NOBODY))
    ],
    *[
        one("measure_appeal", lambda world, code=code: {"code": world.codes[code]}, who, who, state=code)
        for code, who in (("hidden", EVERYBODY), ("pending", NOBODY))
    ],
    plain("own_decision_list", SIGNED_IN),
    one("own_appeal_ask", lambda world: {"key": world.decision.pk}, NOBODY, NOBODY),
    one("statement_show", lambda world: {"key": world.decision.pk}, {"lead", "moderator", "data_protection"}),
    plain("appeal_list", MODERATING | ELSEWHERE),
    *[
        one("appeal_show", lambda world, state=state: {"key": world.appeals[state].pk}, who, state=state)
        # The moderator decided the first one: nobody else at Riverbend is left, and Hillside's help is not agreed.
        for state, who in (("own", NOBODY), ("a colleague's", MODERATING))
    ],
    *[
        one(name, lambda world, state=state: {"key": world.appeals[state].pk}, None, who, state=state)
        for name in APPEAL_STEPS
        for state, who in (("own", NOBODY), ("a colleague's", MODERATING))
    ],
    one("appeal_anew", lambda world: {"key": world.report_appeal.pk, "outcome": "hide"}, MODERATING, MODERATING),
    one("appeal_anew", lambda world: {"key": world.report_appeal.pk, "outcome": "keep"}, NOBODY, NOBODY,
        state="no further"),
    one("appeal_anew", lambda world: {"key": world.appeals["a colleague's"].pk, "outcome": "hide"}, NOBODY, NOBODY,
        state="of an author"),
    of_organisation("appeal_help_list", ADMINISTERING, ADMINISTERING),
    one("appeal_help_end", lambda world: {"key": world.appeal_help.pk}, None, ADMINISTERING | ELSEWHERE),
    plain("second_reading_list", MODERATING | ELSEWHERE),
    *[
        one("second_reading_show", lambda world, state=state: {"number": world.second_readings[state].pk}, who, who,
            state=state)
        for state, who in (("own", NOBODY), ("a colleague's", MODERATING))
    ],
    *[
        one("second_reading_back", lambda world, state=state: {"number": world.second_readings[state].pk}, None, who,
            state=state)
        for state, who in (("own", NOBODY), ("a colleague's", MODERATING))
    ],
    *[
        one("second_reading_pass", lambda world, state=state: {"number": world.second_readings[state].pk}, who, who,
            state=state)
        for state, who in (("own", NOBODY), ("a colleague's", MODERATING))
    ],
    of_organisation("agreement_show", AGREEING, AGREEING),
]  # fmt: skip
SAFETY = [
    *CARE,
    *OPENNESS,
    *REPORTS,
    *APPEALS,
    *WATCHED,
    plain("queue_show", MODERATING | ELSEWHERE),
    plain("queue_next", None, MODERATING | ELSEWHERE),
    plain("queue_afterwards", MODERATING | ELSEWHERE),
    plain("decision_list", MODERATING | ELSEWHERE),
    one("decision_reopen", lambda world: {"key": world.decision.pk}, None, MODERATING),
    *of_contribution("case_show", DECIDES),
    *of_contribution("case_suggest", DECIDES, writes=True),
    *of_contribution("case_decline", DECIDES, writes=True),
    *[
        row
        for name in CASE_WRITES
        for row in of_contribution(name, DECIDES, writes=True, reads=False)
    ],
]
ANSWERING_ALERTS = frozenset({"moderator", "data_protection"})
"""The moderator of the space and its safeguarding lead, who is Riverbend's data protection officer."""
CRISIS_STEPS = (
    *("acknowledge", "assess", "second", "act", "message", "follow", "review", "close"),
    *("release", "thread", "thread_open"),
)
CRISIS = [
    plain("crisis_list", {"lead"} | ANSWERING_ALERTS | ELSEWHERE),
    one("crisis_show", lambda world: {"key": world.crisis.pk}, ANSWERING_ALERTS),
    *[
        one(f"crisis_{step}", lambda world: {"key": world.crisis.pk}, None, ANSWERING_ALERTS)
        for step in (*CRISIS_STEPS, "debrief")
    ],
    one("identity_ask", lambda world: {"key": world.crisis.pk}, {"data_protection"}, {"data_protection"}),
    one("break_glass_show", lambda world: {"key": world.break_glass.pk}, {"administrator", "data_protection"}),
    *[
        one(name, lambda world: {"key": world.break_glass.pk}, None, {"administrator", "data_protection"})
        for name in ("break_glass_agree", "break_glass_read", "break_glass_close")
    ],
    *of_contribution("crisis_flag", DECIDES, writes=True),
    of_organisation("on_call_edit", {"lead", "data_protection"}, {"lead", "data_protection"}),
    of_organisation("template_list", {"lead", "data_protection"}, {"lead", "data_protection"}),
    one(
        "template_edit",
        lambda world: {"slug": "riverbend", "number": world.template.pk},
        {"lead", "data_protection"},
        {"lead", "data_protection"},
    ),
    one("on_call_edit", lambda _world: {"slug": "hillside"}, ELSEWHERE, ELSEWHERE, state="of another organisation"),
    one("drill_start", lambda world: {"slug": world.spaces["open"].slug}, None, {"lead"} | ANSWERING_ALERTS),
]
NOTIFICATIONS = [
    plain("message_list", SIGNED_IN),
    plain("messages_read", None, SIGNED_IN),
    one("message_open", lambda world: {"key": world.message.pk}, None, {"lead"}),
    plain("mailbox_show", NOBODY),
]
THEMES = [
    of_organisation("theme_list", EVERYBODY),
    *of_theme("theme_show", EVERYBODY, STAFF, writes=False),
    *of_theme("theme_chart_csv", EVERYBODY, STAFF, writes=False),
    *of_theme("theme_edit", CODING, CODING),
    *of_theme("theme_reveal", {"lead"}, {"lead"}, reads=False),
    plain("codebook_list", STAFF | ELSEWHERE),
    plain("codebook_new", CODING, CODING),
    one("codebook_show", lambda world: {"key": world.codebook.pk}, STAFF),
    one("code_new", lambda world: {"key": world.codebook.pk}, CODING, CODING),
    one("code_edit", lambda world: {"key": world.code.pk}, CODING, CODING),
    one("code_retire", lambda world: {"key": world.code.pk}, None, CODING),
    *of_contribution("coding_show", {"pending": NOBODY, "published": CODING, "private": CODING, "held": NOBODY},
        writes=True),
    one("coding_remove", lambda world: {"number": world.coding.pk}, None, {"coder"}),
    *of_engagement("coding_list", {"open": CODING}),
    *of_engagement("theme_new", {"open": CODING}, writes=True),
]  # fmt: skip
IMPROVEMENTS = [
    of_organisation("improvement_list", EVERYBODY),
    one(
        "improvement_new",
        nowhere,
        IMPROVING,
        IMPROVING,
        query=lambda world: f"?theme={world.themes['public'].pk}",
    ),
    *of_improvement("improvement_show", EVERYBODY, WITH_A_ROLE, writes=False),
    *of_improvement("improvement_edit", IMPROVING, IMPROVING),
    *of_improvement("improvement_reveal", IMPROVING, IMPROVING, reads=False),
    *of_improvement("improvement_end", IMPROVING, IMPROVING),
    *of_improvement("improvement_resume", IMPROVING, IMPROVING, reads=False),
    *of_improvement("theme_link", IMPROVING, IMPROVING, reads=False),
    *of_improvement(
        "theme_unlink",
        IMPROVING,
        IMPROVING,
        where=lambda world, state: {"slug": world.improvements[state].slug, "key": world.themes[state].pk},
    ),
    one(
        "theme_unlink",
        lambda world: {"slug": world.improvements["public"].slug, "key": world.themes["hidden"].pk},
        NOBODY,
        NOBODY,
        state="not linked",
    ),
    *of_improvement("drivers_edit", IMPROVING, IMPROVING),
    *of_improvement("idea_new", IMPROVING | {"advisory"}, IMPROVING | {"advisory"}),
    *of_improvement("team_edit", IMPROVING, IMPROVING),
    *of_improvement("member_invite", IMPROVING, IMPROVING, reads=False),
    *of_improvement("cycle_new", IMPROVING, IMPROVING),
    *of_improvement("measure_new", IMPROVING, IMPROVING),
    *of_improvement("theme_follow", IMPROVING, IMPROVING, reads=False),
    *part_of_improvement("driver_edit", "drivers", IMPROVING),
    *part_of_improvement("driver_remove", "drivers", IMPROVING, reads=False),
    *part_of_improvement("idea_edit", "ideas", IMPROVING),
    *part_of_improvement("idea_remove", "ideas", IMPROVING, reads=False),
    *part_of_improvement("member_remove", "members", IMPROVING, reads=False),
    *of_cycle("cycle_show", EVERYBODY, WITH_A_ROLE, writes=False),
    *of_cycle("cycle_edit", IMPROVING, IMPROVING),
    *of_cycle("cycle_learn", IMPROVING, IMPROVING),
    *of_cycle("remark_new", IMPROVING | {"advisory"}, IMPROVING | {"advisory"}, reads=False),
    *of_measure("measure_show", EVERYBODY, WITH_A_ROLE, writes=False),
    *of_measure("measure_csv", EVERYBODY, WITH_A_ROLE, writes=False),
    *of_measure("measure_edit", IMPROVING, IMPROVING),
    *of_measure("measure_remove", IMPROVING, IMPROVING, reads=False),
    *of_measure("readings_paste", IMPROVING, IMPROVING),
    *[row for name in LIMITS for row in of_measure(name, IMPROVING, IMPROVING)],
    *reading_of_measure("reading_edit", IMPROVING),
    *reading_of_measure("reading_remove", IMPROVING, reads=False),
]
RESPONSES = [
    of_organisation("response_list", EVERYBODY),
    of_organisation("promises_show", EVERYBODY),
    *[
        plain(name, ANSWERING | ELSEWHERE)
        for name in ("response_work_list", "reopened_list", "overdue_list")
    ],
    # Moderators read answers before they are shown, and write none.
    plain("response_check_list", ANSWERING | MODERATING | ELSEWHERE),
    plain("grave_list", {"lead", "data_protection"} | ELSEWHERE),
    one("response_new", nowhere, ANSWERING, ANSWERING, query=lambda world: f"?theme={world.themes['public'].pk}"),
    *of_response(
        "response_show",
        {"shown": EVERYBODY, "to_story": EVERYBODY, "draft": STAFF, "awaiting_check": STAFF, "hidden_theme": STAFF},
        writes=False,
    ),
    *of_response(
        "response_edit",
        {"draft": ANSWERING, "shown": NOBODY, "awaiting_check": NOBODY, "changeable": {"responder"}},
    ),
    *of_response(
        "response_take_back", {"changeable": {"responder"}, "shown": NOBODY, "draft": NOBODY}, reads=False
    ),
    *of_response("response_publish", {"draft": ANSWERING, "shown": NOBODY, "awaiting_check": NOBODY}, reads=False),
    *of_response("check_ask", {"draft": ANSWERING, "shown": NOBODY}, reads=False),
    # Written by the responder: only somebody else may check it.
    *of_response("claim_check", {"awaiting_check": {"lead"}, "draft": NOBODY, "shown": NOBODY}),
    *of_response("claim_send_back", {"awaiting_check": {"lead"}, "draft": NOBODY, "shown": NOBODY}, reads=False),
    *of_response(
        "response_report", {"shown": EVERYBODY, "to_story": EVERYBODY, "draft": NOBODY, "hidden_theme": STAFF}
    ),
    # Written by the responder: only somebody else decides about what was reported.
    plain("reported_list", JUDGING_ANSWERS | ELSEWHERE),
    *of_response("answer_leave", {"shown": JUDGING_ANSWERS, "draft": JUDGING_ANSWERS}, reads=False),
    *of_response("answer_take_away", {"to_story": JUDGING_ANSWERS, "draft": JUDGING_ANSWERS}, reads=False),
    one("answer_report_show", with_code(lambda world: world.answer_report_code), EVERYBODY),
    one("answer_report_show", with_code(lambda _world: "one-two-three-four-five"), NOBODY, state="wrong code"),
    one(
        "telling_answer",
        lambda world: {"code": world.codes["published"], "number": world.telling.pk},
        EVERYBODY,
        EVERYBODY,
    ),
    one(
        "telling_answer",
        lambda world: {"code": world.codes["pending"], "number": world.telling.pk},
        NOBODY,
        NOBODY,
        state="somebody else's answer",
    ),
]
EVALUATION = [*of_engagement("funnel_show", {"open": STAFF})]
WEB = [
    plain("home_show", EVERYBODY),
    of_organisation("organisation_show", EVERYBODY),
    of_organisation("search_show", EVERYBODY),
    plain("start_show", SIGNED_IN),
    plain("held_list", {"data_protection"} | ELSEWHERE),
    *[
        # Somebody may be in danger behind the pending words: whoever was called for that reads what happened to them.
        Row(
            "history_show",
            f"contribution {state}",
            history_of_contribution(state),
            allowed | ANSWERING_ALERTS if state == "pending" else allowed,
            None,
        )
        for state, allowed in READS_CONTRIBUTION.items()
    ],
    one("history_show", lambda world: {"subject": "crisis", "key": world.crisis.pk}, ANSWERING_ALERTS, state="crisis"),
    one("history_show", lambda _world: {"subject": "persona", "key": "1"}, NOBODY, state="no such page"),
    *of_space("space_show", READS_SPACE),
    # Readers of feeds do not sign in: only what everybody can read has one.
    *of_space("space_feed", {state: EVERYBODY if state in ("open", "closed") else NOBODY for state in READS_SPACE}),
    *of_contribution("contribution_show", READS_CONTRIBUTION),
    plain("receipt_find", EVERYBODY, EVERYBODY),
    *of_receipt("receipt_show", BEHIND_RECEIPT, get=True, post=False),
]
PEOPLE = [
    of_organisation("colleague_list", ADMINISTERING),
    of_organisation("colleague_invite", ADMINISTERING, ADMINISTERING),
    one("colleague_show", of_colleague, ADMINISTERING),
    one("role_give", of_colleague, ADMINISTERING, ADMINISTERING),
    one("colleague_suspend", of_colleague, ADMINISTERING, ADMINISTERING),
    one("colleague_restore", of_colleague, None, ADMINISTERING),
    one(
        "role_take",
        lambda world: {"slug": "riverbend", "number": world.riverbend.account("coder").held_roles.get().pk},
        ADMINISTERING,
        ADMINISTERING,
    ),
    one("colleague_show", lambda world: {"slug": "riverbend", "key": world.riverbend.outsider.pk}, NOBODY,
        state="of another organisation"),
    one("colleague_list", lambda _world: {"slug": "hillside"}, ELSEWHERE, state="of another organisation"),
    *[
        one(name, lambda world: {"slug": "riverbend", "key": world.invitation.pk}, None, ADMINISTERING)
        for name in ("invitation_resend", "invitation_withdraw")
    ],
    one(
        "invitation_accept",
        lambda world: {"key": world.invitation.pk, "token": invitation_token(world.invitation)},
        EVERYBODY,
        EVERYBODY,
    ),
    one("invitation_accept", lambda world: {"key": world.invitation.pk, "token": "0" * 64}, NOBODY, NOBODY,
        state="wrong link"),
    one("history_show", lambda world: {"subject": "account", "key": world.riverbend.account("coder").pk},
        ADMINISTERING, state="account"),
    one("history_show", lambda world: {"subject": "organisation", "key": world.riverbend.cast.organisation.pk},
        ADMINISTERING, state="organisation"),
]  # fmt: skip
HOUSE = [plain("design", EVERYBODY), plain("health_show", EVERYBODY), plain("favicon_show", EVERYBODY)]

ROWS: list[Row] = [
    *ENGAGEMENTS,
    *SPACES,
    *GUESTS,
    *CONTRIBUTIONS,
    *SAFETY,
    *CRISIS,
    *NOTIFICATIONS,
    *THEMES,
    *IMPROVEMENTS,
    *RESPONSES,
    *EVALUATION,
    *WEB,
    *PEOPLE,
    *HOUSE,
]
