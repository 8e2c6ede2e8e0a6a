"""Who may read, change and sign a plan: every role against every state."""

from collections.abc import Callable

import pytest
from django.http import Http404

from openward.engagements.access import (
    engagement_for_planning,
    engagement_for_reading,
    engagement_for_signing,
    engagements_for_reading,
    organisation_for_planning,
    risk_for_settling,
)
from openward.engagements.models import Engagement
from openward.engagements.queries import advisers_of
from openward.people.access import SYSTEM, Actor, actor_for_account
from openward.people.actions.organisations import give_role, invite_account
from openward.people.models import Role
from openward.spaces.models import Space
from tests.factories.plans import begun_plan, prepared_space
from tests.factories.riverbend import Riverbend

ROLES = (
    "visitor",
    "lead",
    "moderator",
    "coder",
    "improver",
    "responder",
    "advisory",
    "data_protection",
    "administrator",
    "outsider",
)
STATES = tuple(Engagement.State.values)
INSIDE = set(ROLES) - {"visitor", "outsider"}
PLANNERS = {"lead", "administrator"}

MATRIX: dict[str, tuple[Callable[..., object], Callable[[str], set[str]]]] = {
    "read": (engagement_for_reading, lambda state: INSIDE),
    "plan": (engagement_for_planning, lambda state: PLANNERS if state != "closed" else set()),
    "sign": (engagement_for_signing, lambda state: {"advisory"} if state != "closed" else set()),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("door", MATRIX)
def test_the_doors_of_a_plan(riverbend: Riverbend, door: str, state: str) -> None:
    engagement = prepared_space(riverbend).engagement
    Engagement.objects.filter(pk=engagement.pk).update(state=state)
    enter, allowed = MATRIX[door]
    let_in = set()
    for role in ROLES:
        try:
            enter(riverbend.actor(role), engagement.slug)
        except Http404:
            continue
        let_in.add(role)
    assert let_in == allowed(state)


@pytest.mark.parametrize("role", ROLES)
def test_an_absent_plan_looks_like_a_hidden_one(riverbend: Riverbend, role: str) -> None:
    for enter, _allowed in MATRIX.values():
        with pytest.raises(Http404):
            enter(riverbend.actor(role), "no-such-plan")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_begin_a_plan(riverbend: Riverbend, role: str) -> None:
    actor = riverbend.actor(role)
    if role in PLANNERS:
        assert organisation_for_planning(actor) == riverbend.cast.organisation
        assert organisation_for_planning(actor, "riverbend") == riverbend.cast.organisation
    elif role != "outsider":
        with pytest.raises(Http404):
            organisation_for_planning(actor)
    with pytest.raises(Http404):
        organisation_for_planning(actor, "hillside" if role != "outsider" else "riverbend")


@pytest.mark.parametrize("role", ROLES)
def test_the_list_holds_the_plans_of_ones_own_organisation(riverbend: Riverbend, role: str) -> None:
    actor = riverbend.actor(role)
    if role == "visitor":
        with pytest.raises(Http404):
            engagements_for_reading(actor)
        return
    found = set(engagements_for_reading(actor))
    assert found == (set() if role == "outsider" else {riverbend.engagement})


def test_a_risk_is_reached_through_its_own_plan_only(riverbend: Riverbend) -> None:
    engagement = prepared_space(riverbend).engagement
    risk = engagement.risks.all()[0]
    assert risk_for_settling(riverbend.actor("lead"), engagement.slug, risk.pk) == risk
    with pytest.raises(Http404):
        risk_for_settling(riverbend.actor("lead"), riverbend.engagement.slug, risk.pk)
    with pytest.raises(Http404):
        risk_for_settling(riverbend.actor("moderator"), engagement.slug, risk.pk)


def test_a_plan_without_a_way_of_working_cannot_be_signed(riverbend: Riverbend) -> None:
    Engagement.objects.filter(pk=riverbend.engagement.pk).update(model_of_use="", state="planned")
    with pytest.raises(Http404):
        engagement_for_signing(riverbend.actor("advisory"), riverbend.engagement.slug)


def ward_actor(riverbend: Riverbend, role: Role, space: Space) -> Actor:
    """Somebody who holds one role, in one space."""
    account = invite_account(
        organisation=riverbend.cast.organisation, email="ward@riverbend.example", name="Ward sister", by=SYSTEM
    )
    give_role(account=account, organisation=riverbend.cast.organisation, role=role, space_key=space.pk, by=SYSTEM)
    return actor_for_account(account)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_in_one_space_opens_the_plan_of_that_space_and_no_other(riverbend: Riverbend, role: Role) -> None:
    space = prepared_space(riverbend)
    other = begun_plan(riverbend, title="Another plan")
    actor = ward_actor(riverbend, role, space)
    slug = space.engagement.slug
    assert engagement_for_reading(actor, slug) == space.engagement
    assert list(engagements_for_reading(actor)) == [space.engagement]
    for enter, allowed in ((engagement_for_planning, PLANNERS), (engagement_for_signing, {"advisory"})):
        if role in allowed:
            assert enter(actor, slug) == space.engagement
        else:
            with pytest.raises(Http404):
                enter(actor, slug)
    for enter in (engagement_for_reading, engagement_for_planning, engagement_for_signing):
        with pytest.raises(Http404):
            enter(actor, other.slug)
    with pytest.raises(Http404):
        organisation_for_planning(actor)


def test_an_adviser_of_one_space_is_counted_for_its_plan(riverbend: Riverbend) -> None:
    space = prepared_space(riverbend)
    actor = ward_actor(riverbend, Role.ADVISORY, space)
    space.engagement.refresh_from_db()
    assert actor.account in advisers_of(space.engagement)
    assert actor.account not in advisers_of(begun_plan(riverbend, title="Another plan"))
