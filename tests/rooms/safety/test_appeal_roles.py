"""Whoever looks again holds the role of whoever decided first, or a higher one: by door, action, queue and letter."""

import importlib

import pytest
from django.apps import apps
from django.http import Http404
from django.urls import reverse

from openward.people.access import SYSTEM, Actor, actor_for_account
from openward.people.actions.organisations import give_role, invite_account
from openward.people.models import Account, HeldRole, Role
from openward.safety.access.appeals import appeal_for_deciding, is_within_reach
from openward.safety.actions.appeal_help import agree_to_help
from openward.safety.actions.appeals import decide_appeal, take_appeal
from openward.safety.actions.cases import SeniorNeeded
from openward.safety.models import APPEAL_AIM, Appeal
from openward.safety.queries.appeals import appeal_count, appeal_queue, deciders, pool_of
from tests.factories.riverbend import Riverbend
from tests.rooms.safety.appealing import ANSWER, answered, appealed, decided_about
from tests.rooms.safety.moderators import another_moderator
from tests.rooms.safety.test_appeal_views import ClientOf, text_of

State = Appeal.State


def senior(riverbend: Riverbend, email: str = "senior@riverbend.example") -> Actor:
    organisation = riverbend.cast.organisation
    account = Account.objects.filter(email=email).first() or invite_account(
        organisation=organisation, email=email, name="Noor Haddad", by=SYSTEM
    )
    give_role(account=account, organisation=organisation, role=Role.SENIOR_MODERATOR, by=SYSTEM)
    return actor_for_account(account)


def test_what_a_senior_moderator_decided_is_looked_at_by_another_senior_one(riverbend: Riverbend) -> None:
    second, other = another_moderator(riverbend), senior(riverbend, "other.senior@riverbend.example")
    appeal = appealed(decided_about(riverbend, by=senior(riverbend)))
    assert appeal.least_role == Role.SENIOR_MODERATOR
    for moderator in (second, riverbend.actor("moderator")):
        with pytest.raises(Http404):
            appeal_for_deciding(moderator, appeal.pk)
        with pytest.raises(SeniorNeeded):
            take_appeal(appeal=appeal, by=moderator)
        assert appeal_queue(moderator) == []
        count = appeal_count(moderator, aim=APPEAL_AIM)
        assert (count.waiting, count.for_colleagues, count.for_seniors) == (0, 0, 1)
    assert deciders(appeal) == [other.account]
    assert [item.appeal for item in appeal_queue(other)] == [appeal]
    assert answered(appeal_for_deciding(other, appeal.pk), State.UPHELD, by=other).outcome == State.UPHELD


def test_a_senior_moderator_looks_at_what_a_moderator_decided(riverbend: Riverbend) -> None:
    above = senior(riverbend)
    appeal = appealed(decided_about(riverbend))
    assert appeal.least_role == Role.MODERATOR
    assert deciders(appeal) == [above.account]
    assert answered(appeal_for_deciding(above, appeal.pk), State.UPHELD, by=above).outcome == State.UPHELD


def test_whoever_loses_the_role_meanwhile_decides_no_more(riverbend: Riverbend) -> None:
    other = senior(riverbend, "other.senior@riverbend.example")
    assert other.account is not None
    taken = take_appeal(appeal=appealed(decided_about(riverbend, by=senior(riverbend))), by=other)
    HeldRole.objects.filter(account=other.account).update(role=Role.MODERATOR)
    now = actor_for_account(other.account)
    with pytest.raises(SeniorNeeded):
        decide_appeal(appeal=taken, outcome=State.UPHELD, reason=ANSWER, version=taken.version, by=now)


def test_somebody_without_any_role_there_is_refused_by_the_action_too(riverbend: Riverbend) -> None:
    appeal = appealed(decided_about(riverbend))
    for part in ("coder", "outsider"):
        assert not is_within_reach(riverbend.actor(part), appeal)
        with pytest.raises(SeniorNeeded):
            take_appeal(appeal=appeal, by=riverbend.actor(part))


def _help_from_hillside(riverbend: Riverbend) -> None:
    hillside = HeldRole.objects.filter(account=riverbend.outsider).first().organisation  # type: ignore[union-attr]
    here = riverbend.cast.organisation
    agree_to_help(organisation=here, helper=hillside, side=hillside, by=riverbend.actor("outsider"))
    agree_to_help(organisation=here, helper=hillside, side=here, by=riverbend.actor("administrator"))


def test_with_one_senior_moderator_those_who_help_look_with_their_senior_one(riverbend: Riverbend) -> None:
    _help_from_hillside(riverbend)
    held = HeldRole.objects.filter(account=riverbend.outsider)
    held.filter(role=Role.SENIOR_MODERATOR).delete()
    another_moderator(riverbend)
    appeal = appealed(decided_about(riverbend, by=senior(riverbend)))
    # The moderators here are below, and so is whoever moderates there.
    assert appeal.is_in_pool
    assert deciders(appeal) == []
    outsider = riverbend.actor("outsider")
    assert appeal_queue(outsider) == []
    with pytest.raises(Http404):
        appeal_for_deciding(outsider, appeal.pk)
    first = held.filter(role=Role.MODERATOR).first() or held.first()
    assert first is not None
    give_role(account=riverbend.outsider, organisation=first.organisation, role=Role.SENIOR_MODERATOR, by=SYSTEM)
    outsider = riverbend.actor("outsider")
    assert deciders(appeal) == [riverbend.outsider]
    assert answered(appeal_for_deciding(outsider, appeal.pk), State.OVERTURNED, by=outsider).outcome == State.OVERTURNED


def test_a_helper_of_a_lower_role_cannot_look_at_what_a_senior_helper_decided(riverbend: Riverbend) -> None:
    """Whoever decided for another organisation is known by the role at home."""
    from openward.safety.access.appeals import role_of_decider

    _help_from_hillside(riverbend)
    assert HeldRole.objects.filter(account=riverbend.outsider, role=Role.SENIOR_MODERATOR).exists()
    assert role_of_decider(riverbend.outsider, riverbend.space) == Role.SENIOR_MODERATOR
    HeldRole.objects.filter(account=riverbend.outsider, role=Role.SENIOR_MODERATOR).delete()
    assert role_of_decider(riverbend.outsider, riverbend.space) == Role.MODERATOR
    assert role_of_decider(None, riverbend.space) == Role.MODERATOR


def test_the_pages_say_which_role_is_needed(riverbend: Riverbend, client_of: ClientOf) -> None:
    _help_from_hillside(riverbend)
    appealed(decided_about(riverbend, by=senior(riverbend)))
    here = riverbend.cast.organisation
    assert (pool_of(here).waiting, pool_of(here).for_seniors) == (1, 1)
    page = text_of(client_of("administrator"), reverse("appeal_help_list", args=[here.slug]))
    assert "needs a senior moderator, because one decided first" in page
    assert "Can also look again at what a senior moderator decided." in page
    assert "You have one senior moderator" in page
    assert "1 more is about what a senior moderator decided" in text_of(client_of("moderator"), reverse("appeal_list"))
    assert "For a senior moderator" in text_of(client_of("outsider"), reverse("appeal_list"))


def test_appeals_that_waited_before_the_update_wait_for_the_same_role(riverbend: Riverbend) -> None:
    """They were sent before an appeal kept the role that it needs."""
    by_moderator, by_senior = (
        appealed(decided_about(riverbend, by=actor)) for actor in (riverbend.actor("moderator"), senior(riverbend))
    )
    Appeal.objects.update(least_role="moderator")
    update = importlib.import_module("openward.safety.migrations.0015_least_role_of_waiting")
    update.raise_least_role(apps, None)
    roles = dict(Appeal.objects.values_list("pk", "least_role"))
    assert roles == {by_moderator.pk: "moderator", by_senior.pk: "senior_moderator"}
