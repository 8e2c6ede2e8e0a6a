"""Who sees, prepares and hangs posters for a space: every role against every state."""

import pytest
from django.http import Http404

from openward.spaces.access import space_for_preparing, space_for_reading, space_for_staff
from openward.spaces.models import Space
from tests.factories.riverbend import Riverbend

STAFF = {"lead", "moderator", "coder", "improver", "responder", "data_protection", "administrator"}
PREPARING = {"lead", "administrator", "advisory", "data_protection"}
ROLES = ("visitor", *sorted(STAFF), "advisory", "outsider")


def readers(state: str, visibility: str) -> set[str]:
    if state == "planned":
        return PREPARING
    return {
        "public": set(ROLES),
        "registered": set(ROLES) - {"visitor"},
        "invited": STAFF,
        "staff": STAFF,
    }[visibility]


@pytest.mark.parametrize("visibility", ["public", "registered", "invited", "staff"])
@pytest.mark.parametrize("state", Space.State.values)
def test_the_doors_of_a_space(riverbend: Riverbend, state: str, visibility: str) -> None:
    Space.objects.filter(pk=riverbend.space.pk).update(state=state, visibility=visibility)
    for enter, allowed in (
        (space_for_reading, readers(state, visibility)),
        (space_for_preparing, {"lead", "administrator"}),
        (space_for_staff, STAFF),
    ):
        let_in = set()
        for role in ROLES:
            try:
                enter(riverbend.actor(role), "friends-and-family")
            except Http404:
                continue
            let_in.add(role)
        assert let_in == allowed, enter.__name__


@pytest.mark.parametrize("role", ROLES)
def test_an_absent_space_looks_like_a_hidden_one(riverbend: Riverbend, role: str) -> None:
    for enter in (space_for_reading, space_for_preparing, space_for_staff):
        with pytest.raises(Http404):
            enter(riverbend.actor(role), "no-such-place")
