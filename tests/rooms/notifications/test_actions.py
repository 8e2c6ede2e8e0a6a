"""Telling people once, and what a message may hold."""

import uuid

import pytest
from django.template import engines
from django.utils import translation

from openward.ledger.models import RecordedFact
from openward.notifications.actions import mark_read, tell
from openward.notifications.kinds import KINDS, For, UnknownKind
from openward.notifications.models import Message
from openward.notifications.queries import messages_about, messages_of, unread_count
from openward.people.access import SYSTEM
from openward.people.models import Persona
from tests.factories.riverbend import Riverbend, sent_story


@pytest.fixture
def author(riverbend: Riverbend) -> Persona:
    return sent_story(riverbend).contribution.author


def test_telling_twice_tells_once(riverbend: Riverbend, author: Persona) -> None:
    first = tell(persona=author, kind="reading_approved", about="contribution:x", once_key="one", by=SYSTEM)
    again = tell(persona=author, kind="reading_approved", about="contribution:x", once_key="one", by=SYSTEM)
    assert first == again
    assert Message.objects.count() == 1
    assert RecordedFact.objects.filter(kind="notifications.MessageWritten").count() == 1
    assert list(messages_about(author.pk, "contribution:x")) == [first]
    assert not messages_about(author.pk, "contribution:y").exists()


def test_an_unknown_kind_is_refused_loudly(author: Persona) -> None:
    with pytest.raises(UnknownKind):
        tell(persona=author, kind="reading_aproved", about="contribution:x", once_key="one", by=SYSTEM)


def test_a_message_goes_to_one_recipient_of_its_sort(riverbend: Riverbend, author: Persona) -> None:
    lead = riverbend.account("lead")
    for given in ({}, {"account": lead}, {"account": lead, "persona": author}):
        with pytest.raises(ValueError, match="author"):
            tell(**given, kind="reading_approved", about="contribution:x", once_key="one", by=SYSTEM)
    with pytest.raises(ValueError, match="staff"):
        tell(persona=author, kind="check_wanted", about="response:x", once_key="one", by=SYSTEM)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "values",
    [{}, {"slug": "ward", "words": "hello"}, {"words": "hello"}, {"slug": "I waited two hours"}, {"slug": "x" * 81}],
)
def test_words_have_no_way_into_a_message(riverbend: Riverbend, values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="slug"):
        tell(
            account=riverbend.account("lead"),
            kind="space_ready",
            about="space:x",
            values=values,
            once_key="one",
            by=SYSTEM,
        )


def test_messages_are_counted_until_they_are_opened(riverbend: Riverbend) -> None:
    lead, other = riverbend.account("lead"), riverbend.account("responder")
    for number in range(3):
        tell(account=lead, kind="check_wanted", about=f"response:{number}", once_key=str(number), by=SYSTEM)
    assert (unread_count(lead), unread_count(other)) == (3, 0)
    newest = messages_of(lead)[0]
    assert mark_read(account=other, key=newest.pk, by=riverbend.actor("responder")) == 0
    assert mark_read(account=lead, key=newest.pk, by=riverbend.actor("lead")) == 1
    assert mark_read(account=lead, key=newest.pk, by=riverbend.actor("lead")) == 0
    assert unread_count(lead) == 2
    assert mark_read(account=lead, by=riverbend.actor("lead")) == 2
    assert unread_count(lead) == 0
    assert RecordedFact.objects.filter(kind="notifications.MessagesRead").count() == 2


def test_a_kind_that_stays_inside_is_never_sent(riverbend: Riverbend) -> None:
    message = tell(
        account=riverbend.account("lead"),
        kind="space_ready",
        about=f"space:{uuid.uuid4()}",
        values={"slug": "friends-and-family"},
        once_key="one",
        by=SYSTEM,
    )
    assert message.state == Message.State.KEPT


NEUTRAL = {
    "About what you sent us",
    "About what you told us",
    "You have an answer",
    "Something is waiting for you",
    "Please sign in now",
    "You are invited to a conversation",
    "About your place in a conversation",
}


def test_every_kind_has_its_letter_and_a_neutral_subject() -> None:
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        text = engines["jinja2"].get_template(f"notifications/mail/{kind.key}.txt").render(
            {"link": "https://x.example/y", "is_for_author": kind.is_for is For.AUTHOR}
        )
        assert "https://x.example/y" in text
        with translation.override("en-gb"):
            assert str(kind.subject) in NEUTRAL
