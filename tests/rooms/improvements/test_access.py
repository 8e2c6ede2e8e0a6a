"""Who reads, works on and decides about an improvement: every door by role and by the state of the improvement."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404

from openward.contributions.models import Contribution
from openward.improvements.access import (
    can_edit_improvement,
    can_read_measure,
    cycle_for_editing,
    cycle_for_reading,
    cycle_for_remarking,
    driver_for_editing,
    idea_for_editing,
    improvement_for_editing,
    improvement_for_measuring,
    improvement_for_reading,
    improvement_for_steering,
    improvement_for_taking_part,
    measure_for_editing,
    measure_for_entering,
    measure_for_reading,
    member_for_steering,
    readable_improvements,
    reading_for_editing,
    theme_for_acting_on,
    themes_for_acting_on,
)
from openward.improvements.actions.cycles import start_cycle
from openward.improvements.actions.drivers import add_change_idea, add_driver
from openward.improvements.actions.improvements import finish_improvement, follow_theme, show_improvement
from openward.improvements.actions.team import add_member
from openward.improvements.models import Improvement
from openward.improvements.queries import improvements_of_theme, improvements_of_themes
from openward.improvements.queries.pages import improvement_page
from openward.people.access import SYSTEM, Actor
from openward.people.actions.organisations import give_role, invite_account, take_role
from openward.people.models import HeldRole, Role
from tests.factories.riverbend import Riverbend, published_story, sent_story
from tests.rooms.improvements.ground import (
    actor_of,
    code_passage,
    make_improvement,
    make_measure,
    make_theme,
    month,
    patient_of,
)

ROLES = (
    "visitor", "lead", "moderator", "coder", "improver", "responder", "advisory", "data_protection", "administrator",
    "outsider", "patient", "carer", "team_moderator", "space_improver", "other_space_improver",
)  # fmt: skip
STAFF = {
    "lead", "moderator", "coder", "improver", "responder", "data_protection", "administrator", "team_moderator",
    "space_improver",
}  # fmt: skip
EVERYBODY = set(ROLES)
TEAM = {"patient", "carer", "team_moderator"}
STEERING = {"lead", "improver", "space_improver"}
EDITING = STEERING | {"team_moderator"}
NOBODY: set[str] = set()

STATES = ("hidden", "public", "finished")


class Ground:
    """One improvement in one state, with one of everything in it, and an actor for every role."""

    def __init__(self, riverbend: Riverbend, state: str) -> None:
        by = riverbend.actor("improver")
        self.riverbend = riverbend
        self.theme = make_theme(riverbend)
        self.improvement = make_improvement(riverbend, self.theme)
        # Whoever starts it is on the team; here the improver reads by role alone.
        self.improvement.team.all().delete()
        self.measure = make_measure(riverbend, self.improvement)
        self.fed = follow_theme(improvement=self.improvement, theme=self.theme, by=by)
        self.driver = add_driver(improvement=self.improvement, text="d", by=by)
        self.idea = add_change_idea(improvement=self.improvement, text="i", by=by)
        self.cycle = start_cycle(
            improvement=self.improvement, title="t", plan="p", prediction="q", starts_on=month(1), by=by
        )
        self.extra = {part: actor_of(patient_of(riverbend, self.improvement, part)) for part in ("patient", "carer")}
        self.extra["team_moderator"] = self._somebody("team-moderator", Role.MODERATOR)
        add_member(
            improvement=self.improvement, account=self.extra["team_moderator"].account, part="staff", by=by
        )
        self.extra["space_improver"] = self._somebody("here", Role.IMPROVER, riverbend.space.pk)
        self.extra["other_space_improver"] = self._somebody("there", Role.IMPROVER, uuid.uuid4())
        if state == "public":
            show_improvement(improvement=self.improvement, by=by)
        if state == "finished":
            finish_improvement(improvement=self.improvement, what_changed="w", by=by)
        self.member = self.improvement.team.all()[0]

    def _somebody(self, name: str, role: Role, space_key: uuid.UUID | None = None) -> Actor:
        organisation = self.riverbend.cast.organisation
        account = invite_account(organisation=organisation, email=f"{name}@riverbend.example", name=name, by=SYSTEM)
        give_role(account=account, organisation=organisation, role=role, space_key=space_key, by=SYSTEM)
        return actor_of(account)

    def actor(self, role: str) -> Actor:
        return self.extra.get(role) or self.riverbend.actor(role)


Open = Callable[[Ground, Actor], Any]
DOORS: dict[str, tuple[Open, dict[str, set[str]]]] = {
    "reading": (
        lambda ground, actor: improvement_for_reading(actor, ground.improvement.slug),
        {"hidden": STAFF | TEAM, "public": EVERYBODY, "finished": STAFF | TEAM},
    ),
    "reading by key": (
        lambda ground, actor: improvement_for_reading(actor, str(ground.improvement.pk)),
        {"hidden": STAFF | TEAM, "public": EVERYBODY, "finished": STAFF | TEAM},
    ),
    "editing": (
        lambda ground, actor: improvement_for_editing(actor, ground.improvement.slug),
        {"hidden": EDITING, "public": EDITING, "finished": NOBODY},
    ),
    "measuring": (
        lambda ground, actor: improvement_for_measuring(actor, ground.improvement.slug),
        {"hidden": EDITING, "public": EDITING, "finished": EDITING},
    ),
    "steering": (
        lambda ground, actor: improvement_for_steering(actor, ground.improvement.slug),
        {"hidden": STEERING, "public": STEERING, "finished": STEERING},
    ),
    "taking part": (
        lambda ground, actor: improvement_for_taking_part(actor, ground.improvement.slug),
        {"hidden": EDITING | TEAM, "public": EDITING | TEAM, "finished": NOBODY},
    ),
    "a driver": (
        lambda ground, actor: driver_for_editing(actor, ground.improvement.slug, ground.driver.pk),
        {"hidden": EDITING, "public": EDITING, "finished": NOBODY},
    ),
    "an idea": (
        lambda ground, actor: idea_for_editing(actor, ground.improvement.slug, ground.idea.pk),
        {"hidden": EDITING, "public": EDITING, "finished": NOBODY},
    ),
    "a member": (
        lambda ground, actor: member_for_steering(actor, ground.improvement.slug, ground.member.pk),
        {"hidden": STEERING, "public": STEERING, "finished": STEERING},
    ),
    "reading a test": (
        lambda ground, actor: cycle_for_reading(actor, ground.cycle.pk),
        {"hidden": STAFF | TEAM, "public": EVERYBODY, "finished": STAFF | TEAM},
    ),
    "editing a test": (
        lambda ground, actor: cycle_for_editing(actor, ground.cycle.pk),
        {"hidden": EDITING, "public": EDITING, "finished": NOBODY},
    ),
    "speaking of a test": (
        lambda ground, actor: cycle_for_remarking(actor, ground.cycle.pk),
        {"hidden": EDITING | TEAM, "public": EDITING | TEAM, "finished": NOBODY},
    ),
    "reading a measure": (
        lambda ground, actor: measure_for_reading(actor, ground.measure.pk),
        {"hidden": STAFF | TEAM, "public": EVERYBODY, "finished": STAFF | TEAM},
    ),
    "reading a measure of a hidden theme": (
        lambda ground, actor: measure_for_reading(actor, ground.fed.pk),
        {"hidden": STAFF, "public": STAFF, "finished": STAFF},
    ),
    "changing a measure": (
        lambda ground, actor: measure_for_editing(actor, ground.measure.pk),
        {"hidden": EDITING, "public": EDITING, "finished": EDITING},
    ),
    "entering readings": (
        lambda ground, actor: measure_for_entering(actor, ground.measure.pk),
        {"hidden": EDITING, "public": EDITING, "finished": EDITING},
    ),
    "entering what fills itself": (
        lambda ground, actor: measure_for_entering(actor, ground.fed.pk),
        {"hidden": NOBODY, "public": NOBODY, "finished": NOBODY},
    ),
    "a reading": (
        lambda ground, actor: reading_for_editing(actor, ground.measure.pk, ground.measure.readings.all()[0].pk),
        {"hidden": EDITING, "public": EDITING, "finished": EDITING},
    ),
    "a theme to act on": (
        lambda ground, actor: theme_for_acting_on(actor, ground.theme.pk),
        {"hidden": STEERING, "public": STEERING, "finished": STEERING},
    ),
}


def opens(door: Open, ground: Ground, actor: Actor) -> bool:
    try:
        return door(ground, actor) is not None
    except Http404:
        return False


@pytest.mark.parametrize("state", STATES)
def test_every_door_lets_in_whom_it_should_and_nobody_else(riverbend: Riverbend, state: str) -> None:
    ground = Ground(riverbend, state)
    for name, (door, allowed) in DOORS.items():
        found = {role for role in ROLES if opens(door, ground, ground.actor(role))}
        assert found == allowed[state], name


@pytest.mark.parametrize("state", STATES)
def test_lists_show_exactly_what_the_door_opens(riverbend: Riverbend, state: str) -> None:
    ground = Ground(riverbend, state)
    for role in ROLES:
        actor = ground.actor(role)
        listed = Improvement.objects.filter(readable_improvements(actor)).contains(ground.improvement)
        assert listed == opens(DOORS["reading"][0], ground, actor), role
        assert (improvements_of_theme(ground.theme, actor=actor) == [ground.improvement]) == listed, role
        assert themes_for_acting_on(actor).contains(ground.theme) == (role in STEERING), role


def test_without_an_actor_only_what_everybody_sees_is_found(riverbend: Riverbend) -> None:
    ground = Ground(riverbend, "hidden")
    assert improvements_of_themes([ground.theme.pk]) == {}
    assert improvements_of_themes([ground.theme.pk], actor=SYSTEM) == {ground.theme.pk: [ground.improvement]}
    show_improvement(improvement=ground.improvement, by=SYSTEM)
    assert improvements_of_theme(ground.theme) == [ground.improvement]


def test_what_is_absent_is_as_hidden_as_what_is_hidden(riverbend: Riverbend) -> None:
    ground = Ground(riverbend, "hidden")
    other = make_improvement(riverbend, ground.theme)
    actor = riverbend.actor("improver")
    for door in (
        lambda: improvement_for_reading(actor, "nothing-here"),
        lambda: improvement_for_reading(actor, str(uuid.uuid4())),
        lambda: measure_for_reading(actor, uuid.uuid4()),
        lambda: cycle_for_reading(actor, uuid.uuid4()),
        lambda: driver_for_editing(actor, other.slug, ground.driver.pk),
        lambda: idea_for_editing(actor, other.slug, ground.idea.pk),
        lambda: member_for_steering(actor, other.slug, ground.member.pk),
        lambda: reading_for_editing(actor, ground.fed.pk, ground.measure.readings.all()[0].pk),
        lambda: theme_for_acting_on(actor, uuid.uuid4()),
    ):
        with pytest.raises(Http404):
            door()


def test_the_team_opens_nobodys_words(riverbend: Riverbend) -> None:
    story = published_story(riverbend, happened="I waited and a quetzal sang in the corridor.")
    unread = sent_story(riverbend, happened="Another quetzal.").contribution
    ground = Ground(riverbend, "public")
    code_passage(ground.theme, unread)
    patient = ground.actor("patient")
    assert list(Contribution.objects.readable(patient)) == [story]
    page = improvement_page(ground.improvement, patient)
    assert (page.themes, page.quotes) == ((), ())
    ground.theme.is_public = True
    ground.theme.save()
    page = improvement_page(improvement_for_reading(patient, ground.improvement.slug), patient)
    assert page.themes == (ground.theme,)
    assert page.quotes == ()


def test_a_measure_of_a_theme_follows_what_the_reader_may_see_of_it(riverbend: Riverbend) -> None:
    ground = Ground(riverbend, "public")
    assert not can_read_measure(ground.actor("patient"), ground.fed)
    ground.theme.is_public = True
    ground.theme.save()
    ground.fed.refresh_from_db()
    assert can_read_measure(ground.actor("patient"), ground.fed)


def test_a_role_taken_away_takes_the_pen_with_it(riverbend: Riverbend) -> None:
    ground = Ground(riverbend, "hidden")
    account = ground.actor("team_moderator").account
    assert account is not None
    take_role(held=HeldRole.objects.get(account=account), by=SYSTEM)
    actor = actor_of(account)
    improvement = improvement_for_reading(actor, ground.improvement.slug)
    assert not can_edit_improvement(actor, improvement)
