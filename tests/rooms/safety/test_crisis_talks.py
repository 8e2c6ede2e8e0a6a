"""A talk after a crisis is one talk, whether it was offered or asked for, and stands in one list."""

from collections.abc import Callable

import pytest
from django.test import Client

from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM
from openward.safety.actions import crisis as path
from openward.safety.actions.care import offer_debrief, settle_debrief
from openward.safety.models import CrisisCase, Debrief
from tests.factories.riverbend import Riverbend, sent_story

ClientOf = Callable[[str], Client]
State = Debrief.State


@pytest.fixture
def crisis(riverbend: Riverbend) -> CrisisCase:
    story = sent_story(riverbend, may_be_in_danger=True).contribution
    opened = path.open_crisis(contribution=story, source=CrisisCase.Source.AUTHOR, by=SYSTEM)
    path.acknowledge(crisis=opened, by=riverbend.actor("moderator"))
    return opened


def asked(riverbend: Riverbend, crisis: CrisisCase) -> bool:
    return path.ask_for_debrief(crisis=crisis, by=riverbend.actor("moderator"))


def asked_facts() -> int:
    return RecordedFact.objects.filter(kind="safety.DebriefAsked").count()


def test_asking_on_the_page_of_a_crisis_takes_up_the_talk_that_was_offered(
    riverbend: Riverbend, crisis: CrisisCase
) -> None:
    offered = offer_debrief(moderator=riverbend.account("moderator"), about=f"crisis:{crisis.pk}", by=SYSTEM)
    assert asked(riverbend, crisis)
    talk = Debrief.objects.get()
    assert (talk.pk, talk.state) == (offered.pk, State.ASKED)
    assert talk.with_account not in {None, riverbend.account("moderator")}
    assert asked_facts() == 1


def test_an_offer_after_asking_makes_no_second_talk(riverbend: Riverbend, crisis: CrisisCase) -> None:
    assert asked(riverbend, crisis)
    assert not asked(riverbend, crisis)
    offer_debrief(moderator=riverbend.account("moderator"), about=f"crisis:{crisis.pk}", by=SYSTEM)
    assert Debrief.objects.get().state == State.ASKED
    assert asked_facts() == 1
    assert not RecordedFact.objects.filter(kind="safety.DebriefOffered").exists()


def test_somebody_who_did_not_want_it_can_want_it_later(riverbend: Riverbend, crisis: CrisisCase) -> None:
    asked(riverbend, crisis)
    talk = Debrief.objects.get()
    settle_debrief(debrief=talk, state=State.DECLINED, by=riverbend.actor("moderator"))
    assert asked(riverbend, crisis)
    talk.refresh_from_db()
    assert (talk.state, talk.settled_at, asked_facts()) == (State.ASKED, None, 2)
    settle_debrief(debrief=talk, state=State.HELD, by=riverbend.actor("moderator"))
    assert not asked(riverbend, crisis)


def test_both_find_it_in_their_talks_and_nobody_else_does(
    riverbend: Riverbend, client_of: ClientOf, crisis: CrisisCase
) -> None:
    moderator = client_of("moderator")
    sent = moderator.post(f"/crisis/{crisis.pk}/debrief/", follow=True).content.decode()
    assert "The leads are told now" in sent
    assert "/care/talks/" in sent
    again = moderator.post(f"/crisis/{crisis.pk}/debrief/", follow=True).content.decode()
    assert "You have asked for this talk before." in again
    talk = Debrief.objects.get()
    assert talk.with_account is not None
    listener = next(part for part in ("lead", "data_protection") if riverbend.account(part) == talk.with_account)
    name = riverbend.account("moderator").name
    assert f"{name} would like to talk something through with you." in (
        client_of(listener).get("/care/talks/").content.decode()
    )
    assert client_of("coder").get(f"/care/talks/{talk.pk}/").status_code == 404
