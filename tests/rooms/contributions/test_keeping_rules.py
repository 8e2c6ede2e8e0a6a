"""The house rules stand beside every box, and everybody agrees to each version with their first words under it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from openward.contributions.actions.comments import submit_comment
from openward.contributions.models import Contribution, Kind
from openward.people.access import SYSTEM
from openward.people.actions.personas import personas_of
from openward.spaces.actions import RuleWords, write_rules
from openward.spaces.actions.members import join_space, print_codes
from openward.spaces.models import HouseRule, RulesAcceptance, Space, Visibility
from openward.spaces.queries import guest_in
from tests.factories.riverbend import Riverbend, published_story, sent_story
from tests.rooms.contributions.test_comments import filled as reply
from tests.rooms.contributions.test_comments import reply_to
from tests.rooms.contributions.test_telling import PREVIEW, SEND, TELL, carried, filled, send

ClientOf = Callable[[str], Client]
RULE = "Leave out names and anything that shows who somebody is."
TICK = "Read the house rules, and tick that you keep to them."
CHANGED = "The rules changed while you were writing."


def second_version(riverbend: Riverbend) -> None:
    rules = [RuleWords("Be brief.", "Write fewer words.")]
    assert write_rules(space=riverbend.space, rules=rules, by=riverbend.actor("lead")) == 2


def accepted() -> list[tuple[int, bool]]:
    """The versions agreed to, each with whether the persona leads to anybody."""
    found = RulesAcceptance.objects.order_by("pk")
    return [(one.version, hasattr(one.persona, "vault_entry")) for one in found]


@pytest.mark.parametrize("box", ["story", "reply", "edit"])
def test_the_rules_stand_beside_every_box(riverbend: Riverbend, client: Client, box: str) -> None:
    story, sent = published_story(riverbend), sent_story(riverbend)
    address = {"story": TELL, "reply": reply_to(story), "edit": f"/receipt/{sent.code}/words/"}[box]
    page = client.get(address).content.decode()
    assert page.index(RULE) < page.index("<textarea")
    assert "/s/friends-and-family/house-rules/" in page


def test_a_story_needs_the_tick_and_keeps_it_without_saying_who(riverbend: Riverbend, client: Client) -> None:
    page = client.post(PREVIEW, filled(keeps_rules=None)).content.decode()
    assert TICK in page
    assert not RulesAcceptance.objects.exists()
    send(client)
    assert accepted() == [(1, False)]
    story = Contribution.objects.get()
    assert RulesAcceptance.objects.get().persona_id == story.author_id


def test_without_the_tick_nothing_is_sent(riverbend: Riverbend, client: Client) -> None:
    answer = client.post(SEND, filled(keeps_rules=None))
    assert answer.status_code == 200
    assert TICK in answer.content.decode()
    assert not Contribution.objects.exists()


def test_rules_that_change_between_looking_and_sending_are_read_again(riverbend: Riverbend, client: Client) -> None:
    page = client.post(PREVIEW, filled()).content.decode()
    second_version(riverbend)
    again = client.post(SEND, carried(page)).content.decode()
    assert CHANGED in again
    assert "Be brief." in again
    assert not Contribution.objects.exists()
    box = re.search(r'<input[^>]*name="keeps_rules"[^>]*>', again)
    assert box is not None
    assert "checked" not in box[0]
    assert re.search(r'name="rules_version"[^>]*value="2"', again)
    send(client, rules_version="2")
    assert accepted() == [(2, False)]


def test_a_space_without_rules_asks_for_no_tick(riverbend: Riverbend, client: Client) -> None:
    HouseRule.objects.all().delete()
    assert "keeps_rules" not in client.get(TELL).content.decode()
    send(client, keeps_rules=None, rules_version=None)
    assert not RulesAcceptance.objects.exists()


def test_somebody_signed_in_agrees_once_to_each_version(riverbend: Riverbend, client_of: ClientOf) -> None:
    story, adviser = published_story(riverbend), client_of("advisory")
    RulesAcceptance.objects.all().delete()
    assert "keeps_rules" in adviser.get(reply_to(story)).content.decode()
    assert adviser.post(reply_to(story), reply(submission_key="a" * 22)).status_code == 302
    assert "keeps_rules" not in adviser.get(reply_to(story)).content.decode()
    unticked = reply(submission_key="b" * 22, keeps_rules=None, rules_version=None)
    assert adviser.post(reply_to(story), unticked).status_code == 302
    assert accepted() == [(1, True)]
    second_version(riverbend)
    refused = adviser.post(reply_to(story), reply(submission_key="c" * 22, keeps_rules=None, rules_version=None))
    assert TICK in refused.content.decode()
    third = reply(submission_key="c" * 22, rules_version="2")
    assert adviser.post(reply_to(story), third).status_code == 302
    assert accepted() == [(1, True), (2, True)]
    mine = personas_of(account=riverbend.account("advisory"), scope_keys=[riverbend.space.pk])
    assert set(RulesAcceptance.objects.values_list("persona_id", flat=True)) == mine


def test_a_guest_agrees_once_too(riverbend: Riverbend, client: Client) -> None:
    Space.objects.update(visibility=Visibility.INVITED)
    space = Space.objects.get(pk=riverbend.space.pk)
    story = published_story(riverbend)
    (invitation,) = print_codes(space=space, count=1, by=SYSTEM)
    place = join_space(invitation=invitation, handle="Heron", badge="carer", wants_letters=False, by=SYSTEM)
    client.post(f"/place/{place.code}/in/")
    RulesAcceptance.objects.all().delete()
    assert client.post(reply_to(story), reply(submission_key="d" * 22)).status_code == 302
    assert RulesAcceptance.objects.get().persona == place.member.persona
    unticked = reply(submission_key="e" * 22, keeps_rules=None, rules_version=None)
    assert client.post(reply_to(story), unticked).status_code == 302
    assert Contribution.objects.filter(kind=Kind.COMMENT).count() == 2


def test_visitors_agree_with_each_reply(riverbend: Riverbend, client: Client) -> None:
    story = published_story(riverbend)
    RulesAcceptance.objects.all().delete()
    for key in ("f" * 22, "g" * 22):
        assert client.post(reply_to(story), reply(submission_key=key)).status_code == 302
    assert accepted() == [(1, False), (1, False)]
    assert TICK in client.post(reply_to(story), reply(submission_key="h" * 22, keeps_rules=None)).content.decode()


def test_new_words_under_new_rules_need_the_tick_once(riverbend: Riverbend, client: Client) -> None:
    sent = sent_story(riverbend)
    address = f"/receipt/{sent.code}/words/"
    assert "keeps_rules" not in client.get(address).content.decode()
    assert client.post(address, {"happened": "Other words.", "looked_again": "yes"}).status_code == 302
    second_version(riverbend)
    assert TICK in client.post(address, {"happened": "Third words.", "looked_again": "yes"}).content.decode()
    ticked = {"happened": "Third words.", "looked_again": "yes", "keeps_rules": "on", "rules_version": "2"}
    assert client.post(address, ticked).status_code == 302
    assert accepted() == [(1, False), (2, False)]
    assert sent.contribution.revisions.count() == 3


def test_the_tick_says_no_time_of_day(riverbend: Riverbend) -> None:
    assert not {field.name for field in RulesAcceptance._meta.get_fields()} & {"created_at", "accepted_at"}


def test_an_action_without_a_tick_keeps_none(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    RulesAcceptance.objects.all().delete()
    submit_comment(parent=story, words="From paper.", badge="carer", by=riverbend.actor("visitor"))
    assert not RulesAcceptance.objects.exists()
    assert guest_in(riverbend.actor("visitor"), riverbend.space) is None
