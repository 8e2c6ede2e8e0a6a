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
from tests.factories.plans import prepared_space
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
