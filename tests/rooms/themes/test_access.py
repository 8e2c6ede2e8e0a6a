"""Who may read and do what: every role at every door, in every state of the thing behind it."""

import uuid
from collections.abc import Callable

import pytest
from django.http import Http404

from openward.contributions.actions.reviews import hold
from openward.contributions.actions.stories import withdraw
from openward.contributions.models import Contribution, Hold
from openward.engagements.models import Engagement
from openward.people.access import SYSTEM, Actor, actor_for_account, persona_actor
from openward.people.actions.organisations import give_role, invite_account
from openward.people.models import Role
from openward.spaces.models import Space
from openward.themes.access import (
    code_for_coding,
    codebook_for_coding,
    codebook_for_reading,
    coding_for_removing,
    contribution_for_coding,
    engagement_for_coding,
    reader_of_codebooks,
    theme_for_coding,
    theme_for_reading,
    theme_for_showing,
    themes_for_reading,
)
from openward.themes.models import Code, Codebook, Coding, Theme
from tests.factories.loops import theme_of
from tests.factories.riverbend import Riverbend, sent_story

PARTS = (
    "visitor", "lead", "moderator", "coder", "improver", "responder", "advisory", "data_protection", "administrator",
    "outsider",
)  # fmt: skip
STAFF = {"lead", "moderator", "coder", "improver", "responder", "data_protection", "administrator"}
CODERS = {"lead", "coder", "improver"}


def let_in(riverbend: Riverbend, door: Callable[[Actor], object]) -> set[str]:
    found = set()
    for part in PARTS:
        try:
            door(riverbend.actor(part))
        except Http404:
            continue
        found.add(part)
    return found


@pytest.mark.parametrize(
    ("is_public", "state", "readers"),
    [
        (True, Engagement.State.OPEN, set(PARTS)),
        (True, Engagement.State.CLOSED, set(PARTS)),
        (True, Engagement.State.PLANNED, STAFF),
        (False, Engagement.State.OPEN, STAFF),
        (False, Engagement.State.PLANNED, STAFF),
    ],
)
def test_themes(riverbend: Riverbend, is_public: bool, state: str, readers: set[str]) -> None:
    theme = theme_of(riverbend, is_public=is_public)
    Engagement.objects.filter(pk=riverbend.engagement.pk).update(state=state)
    assert let_in(riverbend, lambda actor: theme_for_reading(actor, theme.pk)) == readers
    listed = {
        part
        for part in PARTS
        if themes_for_reading(riverbend.actor(part), riverbend.cast.organisation).filter(pk=theme.pk).exists()
    }
    assert listed == readers
    assert let_in(riverbend, lambda actor: theme_for_coding(actor, theme.pk)) == CODERS
    assert let_in(riverbend, lambda actor: theme_for_showing(actor, theme.pk)) == {"lead"}


def test_codebooks_and_codes(riverbend: Riverbend) -> None:
    theme_of(riverbend)
    codebook, code = Codebook.objects.get(), Code.objects.get()
    assert let_in(riverbend, reader_of_codebooks) == STAFF | {"outsider"}, "who has codebooks of their own elsewhere"
    assert let_in(riverbend, lambda actor: codebook_for_reading(actor, codebook.pk)) == STAFF
    assert let_in(riverbend, lambda actor: codebook_for_coding(actor, codebook.pk)) == CODERS
    assert let_in(riverbend, lambda actor: code_for_coding(actor, code.pk)) == CODERS
    assert let_in(riverbend, lambda actor: engagement_for_coding(actor, riverbend.engagement.slug)) == CODERS


def _shown(riverbend: Riverbend) -> Contribution:
    theme_of(riverbend)
    return Contribution.objects.get()


def _unread(riverbend: Riverbend) -> Contribution:
    return sent_story(riverbend).contribution


def _withdrawn(riverbend: Riverbend) -> Contribution:
    story = _shown(riverbend)
    withdraw(contribution=story, by=persona_actor(story.author_id))
    return story


def _held(riverbend: Riverbend) -> Contribution:
    story = _shown(riverbend)
    hold(contribution=story, kind=Hold.LEGAL, by=riverbend.actor("moderator"))
    return story


@pytest.mark.parametrize(
    ("make", "coders"), [(_shown, CODERS), (_unread, set()), (_withdrawn, set()), (_held, set())]
)
def test_words_to_code(
    riverbend: Riverbend, make: Callable[[Riverbend], Contribution], coders: set[str]
) -> None:
    story = make(riverbend)
    assert let_in(riverbend, lambda actor: contribution_for_coding(actor, story.pk)) == coders


def test_only_who_gave_a_code_takes_it_back(riverbend: Riverbend) -> None:
    theme_of(riverbend)
    coding = Coding.objects.get()
    assert let_in(riverbend, lambda actor: coding_for_removing(actor, coding.pk)) == {"coder"}
    Coding.objects.update(coder=None, origin=Coding.Origin.IMPORT)
    assert let_in(riverbend, lambda actor: coding_for_removing(actor, coding.pk)) == set()


def test_what_is_not_there_is_not_found(riverbend: Riverbend) -> None:
    nothing = uuid.uuid4()
    for door in (theme_for_reading, theme_for_coding, codebook_for_reading, code_for_coding, contribution_for_coding):
        assert let_in(riverbend, lambda actor, door=door: door(actor, nothing)) == set()  # type: ignore[misc]


def test_a_coder_of_one_space_codes_there_only(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, is_public=False)
    story = Contribution.objects.get()
    account = invite_account(
        organisation=riverbend.cast.organisation, email="one@riverbend.example", name="One", by=SYSTEM
    )
    other = Space.objects.get(pk=riverbend.space.pk)
    other.pk, other.slug = uuid.uuid4(), "other"
    other._state.adding = True
    other.save()
    give_role(
        account=account, organisation=riverbend.cast.organisation, role=Role.CODER, space_key=other.pk, by=SYSTEM
    )
    actor = actor_for_account(account)
    assert theme_for_reading(actor, theme.pk) == theme
    assert list(themes_for_reading(actor, riverbend.cast.organisation)) == [theme]
    with pytest.raises(Http404):
        contribution_for_coding(actor, story.pk)
    Contribution.objects.filter(pk=story.pk).update(space=other)
    assert contribution_for_coding(actor, story.pk) == story
    assert Theme.objects.count() == 1
