"""Everybody's own messages, and the mailbox of the demonstration."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openward.notifications import tasks
from openward.notifications.actions import tell
from openward.notifications.mailbox import letters_in
from openward.notifications.models import Message
from openward.notifications.queries import unread_count
from openward.people.access import SYSTEM
from tests.factories.riverbend import Riverbend, sent_story

ClientOf = Callable[[str], Client]


def told(riverbend: Riverbend, part: str = "lead") -> Message:
    return tell(
        account=riverbend.account(part), kind="check_wanted", about="response:x", once_key=str(uuid.uuid4()), by=SYSTEM
    )


def test_people_see_their_own_messages_alone(riverbend: Riverbend, client_of: ClientOf) -> None:
    message = told(riverbend)
    assert "A colleague asks you to check" in client_of("lead").get("/messages/").content.decode()
    assert "You have no messages" in client_of("responder").get("/messages/").content.decode()
    assert client_of("responder").post(f"/messages/{message.pk}/open/").status_code == 404
    assert "/account/login/" in client_of("visitor").get("/messages/")["Location"]
    assert unread_count(riverbend.account("lead")) == 1


def test_opening_marks_as_read_and_leads_to_the_page(riverbend: Riverbend, client_of: ClientOf) -> None:
    message, other = told(riverbend), told(riverbend)
    client = client_of("lead")
    assert client.get(f"/messages/{message.pk}/open/").status_code == 405
    assert unread_count(riverbend.account("lead")) == 2
    assert client.post(f"/messages/{message.pk}/open/")["Location"] == "/responses/to-check/"
    message.refresh_from_db()
    other.refresh_from_db()
    assert message.read_at is not None
    assert other.read_at is None
    client.post("/messages/read/")
    assert unread_count(riverbend.account("lead")) == 0


def test_the_list_asks_as_much_for_three_as_for_one(riverbend: Riverbend, client_of: ClientOf) -> None:
    client = client_of("lead")
    counts = []
    for more in (1, 2):
        for _message in range(more):
            told(riverbend)
        with CaptureQueriesContext(connection) as asked:
            client.get("/messages/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mailbox"
    settings.DEMO = True
    return tmp_path / "mailbox"


def test_there_is_no_mailbox_outside_the_demonstration(mailbox: Path, settings: Any, client_of: ClientOf) -> None:
    settings.DEMO = False
    for part in ("visitor", "administrator"):
        assert client_of(part).get("/mailbox/").status_code == 404


def test_the_mailbox_shows_what_an_author_receives(
    riverbend: Riverbend, mailbox: Path, client_of: ClientOf
) -> None:
    visitor = client_of("visitor")
    assert "The mailbox is empty" in visitor.get("/mailbox/").content.decode()
    for language in ("en-gb", "zh-hans"):
        sent = sent_story(riverbend, email=f"{language}@example.org")
        story = sent.contribution
        message = tell(
            persona=story.author,
            kind="edit_suggested",
            about=f"contribution:{story.pk}",
            once_key=str(story.pk),
            language=language,
            by=SYSTEM,
        )
        tasks.carry(message.pk)
        page = visitor.get("/mailbox/").content.decode()
        assert f"{language}@example.org" in page
        assert f'/receipt/{sent.code}/"' in page
    letters = letters_in(mailbox)
    assert {letter.to for letter in letters} == {"en-gb@example.org", "zh-hans@example.org"}
    older = visitor.get("/mailbox/", {"letter": letters[1].key}).content.decode()
    assert letters[1].words.splitlines()[2] in older.replace("&#39;", "'")
    assert visitor.get("/mailbox/", {"letter": "../../secrets"}).status_code == 404
