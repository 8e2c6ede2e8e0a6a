"""What readers see of words, and what is left of them: I1, I4, I8, I10, and words in a crisis."""

import re
from collections.abc import Iterable

from django.db import connection

from openward.contributions.access import visible
from openward.contributions.models.axes import DISTRIBUTION, Distribution
from openward.contributions.models.contributions import text_hash
from openward.spaces.access import standing_in
from tests.proofs.public_pages import fed, quoted
from tests.proofs.sight import Sight

FINE = {"approved", "not_required"}
OUT_OF_SIGHT = {"hidden", "removed"}
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


def tables_with(marks: Iterable[str], tables: Iterable[str]) -> list[str]:
    """The tables in which one of some marks stands anywhere: in words, indexes of search, jobs, sessions or keys."""
    wanted, names = [re.escape(mark) for mark in sorted(marks)], sorted(tables)
    if not wanted or not names:
        return []
    with connection.cursor() as cursor:
        one = "select '{0}' where exists (select 1 from \"{0}\" t where t::text ~* %(marks)s)"
        cursor.execute(" union all ".join(one.format(name) for name in names), {"marks": "|".join(wanted)})
        return [row[0] for row in cursor.fetchall()]


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
