"""`visible()` on every combination of the five axes, against a restatement of the rule as plain tables, and against
its twin in SQL."""

import itertools
import uuid
from collections.abc import Callable

import pytest

from openward.contributions.access import readable_in, visible
from openward.contributions.models import (
    Contribution,
    Distribution,
    Hold,
    Kind,
    Lifecycle,
    Restriction,
    Review,
    Revision,
    Standpoint,
)
from openward.contributions.models.contributions import text_hash
from openward.people.access import SYSTEM, Actor, actor_for_account
from openward.people.actions.organisations import give_role, invite_account
from openward.people.actions.personas import make_persona
from openward.people.models import Role
from openward.spaces.access import Standing, standing_in
from openward.spaces.models import Space, SpaceMember, Visibility
from tests.factories.riverbend import Riverbend

AXES = (Lifecycle.values, Review.values, Restriction.values, Hold.values, Distribution.values)
COMBINATIONS = list(itertools.product(*AXES))
STANDINGS = [Standing(*flags) for flags in itertools.product([False, True], repeat=4)]

# The rule once more, as rows that may be read: (lifecycle, review, restriction, hold). Written from safety.md 8.1 and
# sharing nothing with access.py, so that one slip cannot hide in both.
_FINE = ("approved", "not_required")
_IN_SIGHT = ("none", "labelled", "interaction_limited")
ROWS_FOR_EVERYBODY = set(itertools.product(["published"], _FINE, _IN_SIGHT, ["none"]))
ROWS_FOR_MEMBERS = set(itertools.product(["published"], _FINE, (*_IN_SIGHT, "community_only"), ["none"]))
ROWS_FOR_STAFF = set(
    itertools.product(["submitted", "published", "archived"], _FINE, (*_IN_SIGHT, "community_only"), ["none"])
)
_ANY_REVIEW = (
    "not_required", "pending", "in_review", "changes_requested", "approved", "rejected", "escalated",
)  # fmt: skip
_ANY_RESTRICTION = (*_IN_SIGHT, "community_only", "hidden", "removed")
_HELD = ("screening_error", "safeguarding", "legal", "provider_preview", "dispute")
ROWS_FOR_MODERATORS = {
    *itertools.product(["submitted", "published", "archived"], _ANY_REVIEW, _ANY_RESTRICTION, ("none", *_HELD)),
    *itertools.product(["withdrawn"], _ANY_REVIEW, _ANY_RESTRICTION, _HELD),
}
ROWS_FOR_AUTHORS = set(
    itertools.product(
        ["draft", "submitted", "published", "archived", "withdrawn"], _ANY_REVIEW, _ANY_RESTRICTION, ("none", *_HELD)
    )
)


def by_the_tables(row: tuple[str, ...], may_publish: bool, standing: Standing, is_author: bool) -> bool:
    """Who may read a row, looked up and not worked out. The fifth axis, distribution, changes nothing here."""
    place = row[:4]
    return (
        (is_author and place in ROWS_FOR_AUTHORS)
        or (standing.is_moderator and place in ROWS_FOR_MODERATORS)
        or (standing.is_staff_reader and place in ROWS_FOR_STAFF)
        or (may_publish and standing.reads_space and place in ROWS_FOR_EVERYBODY)
        or (may_publish and standing.reads_space and standing.is_member and place in ROWS_FOR_MEMBERS)
    )


def test_there_are_7560_combinations() -> None:
    assert len(COMBINATIONS) == 6 * 7 * 6 * 6 * 5 == 7_560


@pytest.mark.parametrize("is_author", [False, True])
def test_every_combination_for_every_standing(is_author: bool) -> None:
    wrong = []
    readable = 0
    for row in COMBINATIONS:
        for may_publish in (False, True):
            standpoint = Standpoint(*row, may_publish=may_publish)
            for standing in STANDINGS:
                answer = visible(standpoint, standing, is_author=is_author)
                readable += answer
                if answer != by_the_tables(row, may_publish, standing, is_author):
                    wrong.append((row, may_publish, standing))
    assert not wrong
    # A rule that always says no would pass a comparison with itself: some must be readable, and most must not be.
    assert 0 < readable < len(COMBINATIONS) * 2 * len(STANDINGS)


@pytest.mark.parametrize("place", range(4))
def test_what_no_axis_knows_is_not_readable_by_readers(place: int) -> None:
    row = ["published", "approved", "none", "none", "local"]
    row[place] = "something-new"
    standpoint = Standpoint(*row, may_publish=True)
    assert not visible(standpoint, Standing(True, True, False, False))
    assert not visible(standpoint, Standing(True, True, True, False))


def test_distribution_changes_nothing() -> None:
    for row in itertools.product(*AXES[:4]):
        answers = {
            visible(Standpoint(*row, distribution=one, may_publish=True), Standing(True, False, False, False))
            for one in Distribution.values
        }
        assert len(answers) == 1


@pytest.fixture
def every_combination(riverbend: Riverbend) -> dict[uuid.UUID, Standpoint]:
    """One contribution for each combination the tables allow, with and without the wish to be shown."""
    persona = make_persona(scope_key=riverbend.space.pk, badge="patient", by=SYSTEM)
    first = Contribution.objects.create(space=riverbend.space, author=persona, kind=Kind.STORY)
    words = Revision.objects.create(
        contribution=first, number=1, parts=[["words", "x"]], text="x", sha256=text_hash("x"), review=Review.APPROVED
    )
    rows = [
        Contribution(
            space=riverbend.space,
            author=persona,
            kind=Kind.STORY,
            lifecycle=lifecycle,
            shown_review=review,
            restriction=restriction,
            restriction_reason="" if restriction == Restriction.NONE else "said",
            hold=hold,
            distribution=distribution,
            may_publish=may_publish,
            shown_revision=None if lifecycle == Lifecycle.ERASED else words,
        )
        for lifecycle, review, restriction, hold, distribution in COMBINATIONS
        for may_publish in (False, True)
    ]
    Contribution.objects.bulk_create(rows, batch_size=2_000)
    Contribution.objects.filter(pk=first.pk).update(lifecycle=Lifecycle.WITHDRAWN)
    return {row.pk: row.standpoint for row in rows}


SPACES = [
    (Visibility.PUBLIC, Space.State.OPEN),
    (Visibility.PUBLIC, Space.State.CLOSED),
    (Visibility.PUBLIC, Space.State.PLANNED),
    (Visibility.REGISTERED, Space.State.OPEN),
    (Visibility.INVITED, Space.State.OPEN),
    (Visibility.STAFF, Space.State.OPEN),
]
READERS = ("visitor", "responder", "moderator", "advisory", "coder", "outsider", "member", "one_space")


def _actor(riverbend: Riverbend, reader: str) -> Actor:
    if reader not in {"member", "one_space"}:
        return riverbend.actor(reader)
    account = invite_account(
        organisation=riverbend.cast.organisation, email=f"{reader}@riverbend.example", name=reader, by=SYSTEM
    )
    if reader == "member":
        SpaceMember.objects.create(space=riverbend.space, account=account)
    else:
        give_role(
            account=account,
            organisation=riverbend.cast.organisation,
            role=Role.RESPONDER,
            space_key=riverbend.space.pk,
            by=SYSTEM,
        )
    return actor_for_account(account)


def test_sql_says_the_same_as_the_function(
    riverbend: Riverbend, every_combination: dict[uuid.UUID, Standpoint]
) -> None:
    actors = {reader: _actor(riverbend, reader) for reader in READERS}
    assert len(every_combination) == 2 * len(COMBINATIONS)
    expected_of: Callable[[Standing], set[uuid.UUID]] = _remembered(every_combination)
    seen: dict[str, int] = {}
    for visibility, state in SPACES:
        Space.objects.filter(pk=riverbend.space.pk).update(visibility=visibility, state=state)
        space = Space.objects.get(pk=riverbend.space.pk)
        for reader, actor in actors.items():
            standing = standing_in(actor, space)
            # Lists show a moderator what other staff see; what waits is reached by the queue.
            expected = expected_of(Standing(standing.reads_space, standing.is_member, standing.is_staff_reader, False))
            found = set(Contribution.objects.readable(actor).values_list("pk", flat=True))
            assert found == expected, (reader, visibility, state)
            in_space = set(readable_in(actor, space).values_list("pk", flat=True))
            assert in_space == expected, (reader, visibility, state)
            seen[reader] = seen.get(reader, 0) + len(found)
    assert seen["visitor"] > 0
    assert seen["responder"] > seen["member"] > seen["visitor"]
    assert seen["outsider"] < seen["member"]


def _remembered(rows: dict[uuid.UUID, Standpoint]) -> Callable[[Standing], set[uuid.UUID]]:
    known: dict[Standing, set[uuid.UUID]] = {}

    def expected(standing: Standing) -> set[uuid.UUID]:
        if standing not in known:
            known[standing] = {pk for pk, standpoint in rows.items() if visible(standpoint, standing)}
        return known[standing]

    return expected
