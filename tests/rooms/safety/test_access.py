"""Who may decide: every role x every state of the words, and nobody about their own."""

import dataclasses

import pytest
from django.http import Http404

from openward.contributions.actions.reviews import hold
from openward.contributions.actions.stories import erase, withdraw
from openward.contributions.models import Contribution, Hold
from openward.people.access import SYSTEM, VISITOR, Actor, persona_actor
from openward.people.actions.personas import persona_of_account
from openward.safety.access.readings import (
    can_decide,
    case_for_deciding,
    decision_for_reopening,
    moderated_spaces,
    require_moderator,
)
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.models import Decision
from tests.factories.riverbend import Riverbend, published_story, sent_story
from tests.rooms.safety.moderators import another_moderator

ROLES = (
    "visitor", "lead", "moderator", "coder", "improver", "responder", "advisory", "data_protection",
    "administrator", "outsider",
)  # fmt: skip


def story_in(state: str, riverbend: Riverbend) -> Contribution:
    story = published_story(riverbend) if state == "published" else sent_story(riverbend).contribution
    author = persona_actor(story.author_id)
    if state in {"held", "withdrawn and held"}:
        hold(contribution=story, kind=Hold.SAFEGUARDING, by=SYSTEM)
    if state in {"withdrawn", "withdrawn and held"}:
        withdraw(contribution=story, by=author)
    if state == "erased":
        erase(contribution=story, by=author)
    return story


def gets_in(actor: Actor, story: Contribution) -> bool:
    try:
        return case_for_deciding(actor, story.pk) == story
    except Http404:
        return False


@pytest.mark.parametrize("state", ["pending", "published", "held", "withdrawn", "withdrawn and held", "erased"])
def test_only_moderators_of_the_space_reach_what_still_has_words(riverbend: Riverbend, state: str) -> None:
    story = story_in(state, riverbend)
    expected = {"moderator"} if state not in {"withdrawn", "erased"} else set()
    assert {role for role in ROLES if gets_in(riverbend.actor(role), story)} == expected


def test_nothing_is_found_where_there_is_nothing(riverbend: Riverbend) -> None:
    with pytest.raises(Http404):
        case_for_deciding(riverbend.actor("moderator"), riverbend.space.pk)


def test_nobody_decides_about_their_own_words(riverbend: Riverbend) -> None:
    story = sent_story(riverbend).contribution
    account = riverbend.account("moderator")
    story.author = persona_of_account(account=account, scope_key=riverbend.space.pk, badge="patient", handle="")
    story.save()
    assert not gets_in(riverbend.actor("moderator"), story)
    assert gets_in(another_moderator(riverbend), story)
    assert not can_decide(SYSTEM, story)


def test_a_role_in_another_space_does_not_count(riverbend: Riverbend) -> None:
    story = sent_story(riverbend).contribution
    moderator = riverbend.actor("moderator")
    elsewhere = dataclasses.replace(
        moderator, holdings=frozenset(dataclasses.replace(held, space_key=story.pk) for held in moderator.holdings)
    )
    assert not gets_in(elsewhere, story)


def test_past_decisions_follow_the_same_rule(riverbend: Riverbend) -> None:
    story = sent_story(riverbend).contribution
    moderator = riverbend.actor("moderator")
    case = claim_case(contribution=story, by=moderator)
    decision = decide_case(
        case=case,
        outcome=Decision.Outcome.APPROVE,
        revision_sha256=story.revisions.get().sha256,
        version=case.version,
        by=riverbend.actor("moderator"),
    )
    assert decision_for_reopening(riverbend.actor("moderator"), decision.pk) == decision
    for role in set(ROLES) - {"moderator"}:
        with pytest.raises(Http404):
            decision_for_reopening(riverbend.actor(role), decision.pk)


def test_the_pages_are_for_moderators(riverbend: Riverbend) -> None:
    require_moderator(riverbend.actor("moderator"))
    # The outsider holds every role, in another organisation: they have a queue of their own, without Riverbend in it.
    require_moderator(riverbend.actor("outsider"))
    for role in set(ROLES) - {"moderator", "outsider"}:
        with pytest.raises(Http404):
            require_moderator(riverbend.actor(role))
    assert not moderated_spaces(riverbend.actor("outsider")).filter(pk=riverbend.space.pk).exists()
    assert not moderated_spaces(VISITOR).exists()
