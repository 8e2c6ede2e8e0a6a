"""Who reads, writes and checks an answer: role by state."""

import pytest
from django.http import Http404

from openward.people.access import SYSTEM, actor_for_account
from openward.people.actions.organisations import give_role, invite_account
from openward.people.models import Role
from openward.responses.access import (
    can_answer,
    response_for_checking,
    response_for_reading,
    response_for_rewording,
    theme_for_answering,
)
from openward.responses.actions import ask_for_check
from openward.responses.models import Response
from openward.responses.queries import awaiting_check, drafts, promises, standing_answers
from tests.factories.loops import drafted, shown, theme_of
from tests.factories.riverbend import Riverbend, published_story, sent_story

PARTS = (
    "visitor", "lead", "moderator", "coder", "improver", "responder", "director", "advisory", "data_protection",
    "administrator", "outsider",
)  # fmt: skip
COLLEAGUES = {
    "lead", "moderator", "coder", "improver", "responder", "director", "data_protection", "administrator",
}  # fmt: skip
ANSWERERS = {"lead", "responder", "director"}


def _let_in(door: object, riverbend: Riverbend, key: object) -> set[str]:
    through = set()
    for part in PARTS:
        try:
            door(riverbend.actor(part), key)  # type: ignore[operator]
        except Http404:
            continue
        through.add(part)
    return through


@pytest.mark.parametrize("is_public", [True, False])
def test_answers_are_read_by_everybody_when_shown_with_a_public_theme(riverbend: Riverbend, is_public: bool) -> None:
    theme = theme_of(riverbend, is_public=is_public)
    draft = drafted(riverbend, theme=theme)
    assert _let_in(response_for_reading, riverbend, draft.pk) == COLLEAGUES
    answer = shown(riverbend, theme=theme)
    assert _let_in(response_for_reading, riverbend, answer.pk) == (set(PARTS) if is_public else COLLEAGUES)


@pytest.mark.parametrize("is_public", [True, False])
def test_a_themes_page_shows_an_answer_to_those_who_can_open_it(riverbend: Riverbend, is_public: bool) -> None:
    theme = theme_of(riverbend, is_public=is_public)
    answer = shown(riverbend, theme=theme)
    seen = {part for part in PARTS if standing_answers(theme, riverbend.actor(part)) == [answer]}
    assert seen == _let_in(response_for_reading, riverbend, answer.pk)
    Response.objects.filter(pk=answer.pk).update(state=Response.State.REPLACED)
    assert not any(standing_answers(theme, riverbend.actor(part)) for part in PARTS)


def test_an_answer_to_a_story_is_as_public_as_the_story(riverbend: Riverbend) -> None:
    public = shown(riverbend, contribution=published_story(riverbend))
    assert _let_in(response_for_reading, riverbend, public.pk) == set(PARTS)
    private = shown(riverbend, contribution=sent_story(riverbend).contribution)
    assert _let_in(response_for_reading, riverbend, private.pk) == COLLEAGUES


def test_drafts_are_changed_by_those_who_answer(riverbend: Riverbend) -> None:
    draft = drafted(riverbend, theme=theme_of(riverbend))
    assert _let_in(response_for_rewording, riverbend, draft.pk) == ANSWERERS


def test_what_is_shown_or_being_checked_is_changed_by_nobody(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    answer = shown(riverbend, theme=theme)
    claim = drafted(riverbend, theme=theme, status="did")
    ask_for_check(response=claim, by=riverbend.actor("responder"))
    assert _let_in(response_for_rewording, riverbend, answer.pk) == set()
    assert _let_in(response_for_rewording, riverbend, claim.pk) == set()


def test_a_claim_is_checked_by_another_answerer_and_only_while_it_waits(riverbend: Riverbend) -> None:
    claim = drafted(riverbend, theme=theme_of(riverbend), status="did")
    assert _let_in(response_for_checking, riverbend, claim.pk) == set()
    ask_for_check(response=claim, by=riverbend.actor("responder"))
    assert _let_in(response_for_checking, riverbend, claim.pk) == ANSWERERS - {"responder"}
    for part in PARTS:
        expected = part in ANSWERERS - {"responder"}
        assert awaiting_check(riverbend.actor(part)).exists() == expected, part


def test_a_theme_is_answered_by_answerers_of_its_organisation(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    assert _let_in(theme_for_answering, riverbend, theme.pk) == ANSWERERS


def test_a_role_in_one_space_reaches_its_engagement_and_no_other(riverbend: Riverbend) -> None:
    organisation = riverbend.cast.organisation
    account = invite_account(organisation=organisation, email="ward@riverbend.example", name="Ann Wu", by=SYSTEM)
    give_role(
        account=account, organisation=organisation, role=Role.RESPONDER, space_key=riverbend.space.pk, by=SYSTEM
    )
    actor = actor_for_account(account)
    draft = drafted(riverbend, theme=theme_of(riverbend))
    assert can_answer(actor, riverbend.engagement)
    assert list(drafts(actor)) == [draft]
    other = type(riverbend.engagement).objects.create(
        organisation=organisation, slug="elsewhere", title="Elsewhere", aim="", stage="understand"
    )
    Response.objects.filter(pk=draft.pk).update(engagement=other)
    assert not can_answer(actor, other)
    assert not drafts(actor).exists()


def test_the_record_keeps_a_promised_date_that_was_moved(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    first = shown(riverbend, theme=theme, status="will_do")
    second = shown(riverbend, theme=theme, status="heard")
    (line,) = promises(riverbend.cast.organisation, riverbend.actor("visitor"))
    assert line.response == second
    assert line.promised == (first.promised_by_on,)
