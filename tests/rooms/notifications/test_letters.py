"""Letters over real SMTP to a server on this machine: once each, to the right address, giving nothing away."""

import email
import email.policy
import re
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openward.contributions.actions.stories import keep_consents
from openward.ledger.models import RecordedFact
from openward.notifications import tasks
from openward.notifications.actions import MOST_TRIES, tell
from openward.notifications.events import MessageWritten
from openward.notifications.handlers import on_message_written
from openward.notifications.kinds import KINDS, For
from openward.notifications.models import Message
from openward.notifications.queries import messages_due
from openward.people.access import SYSTEM, persona_actor
from tests.factories.riverbend import ALL_CONSENTS, Riverbend, found_riverbend, sent_story

ADDRESS = "canary.petrel@example.org"


class Postbox:
    """A mail server that keeps what it is handed, or answers with an error while `answer` is one."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.answer = "250 OK"
        self.lock = threading.Lock()

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            with self.lock:
                found = email.message_from_bytes(envelope.content, policy=email.policy.default)
                self.letters.append((envelope.rcpt_tos, found))
        return self.answer


class OnAnyPort(Controller):
    """Knocks at the port that the system chose, not at the 0 that asked it to choose."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    controller = OnAnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_USE_TLS = False
    yield box
    controller.stop()


def told(riverbend: Riverbend, kind: str = "reading_approved", **values: object) -> Message:
    sent = sent_story(riverbend, email=ADDRESS, **values)
    return tell(
        persona=sent.contribution.author,
        kind=kind,
        about=f"contribution:{sent.contribution.pk}",
        once_key=f"{kind}:{sent.contribution.pk}",
        by=SYSTEM,
    )


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_letter_arrives_once_with_the_link_to_the_private_page(riverbend: Riverbend, postbox: Postbox) -> None:
    sent = sent_story(riverbend, email=ADDRESS)
    message = tell(
        persona=sent.contribution.author,
        kind="reading_approved",
        about=f"contribution:{sent.contribution.pk}",
        once_key="one",
        by=SYSTEM,
    )
    on_message_written(MessageWritten(key=str(message.pk), message_kind=message.kind), fact_id=1)
    on_message_written(MessageWritten(key=str(message.pk), message_kind=message.kind), fact_id=1)
    [(recipients, found)] = postbox.letters
    assert recipients == [ADDRESS]
    assert f"/receipt/{sent.code}/" in found.get_content()
    assert found["Message-ID"] == f"<{message.pk}@127.0.0.1>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Subject"] == "About what you sent us"
    assert state_of(message) == Message.State.SENT
    assert message.sent_at is not None
    assert RecordedFact.objects.filter(kind="notifications.MessageSent").count() == 1


def test_two_carriers_at_once_send_one_letter(transactional_db: None, postbox: Postbox) -> None:
    riverbend = found_riverbend()
    for _round in range(4):
        message = told(riverbend)
        barrier = threading.Barrier(3)

        def run(message: Message = message, barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            tasks.carry(message.pk)
            connection.close()

        threads = [threading.Thread(target=run) for _carrier in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        ids = [found["Message-ID"] for _to, found in postbox.letters]
        assert ids.count(f"<{message.pk}@127.0.0.1>") == 1
        assert state_of(message) == Message.State.SENT


def test_a_carrier_that_dies_after_sending_sends_again_under_the_same_name(
    transactional_db: None, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = told(found_riverbend())

    def die(**_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "keep_as_sent", die)
        with pytest.raises(KeyboardInterrupt):
            tasks.carry(message.pk)
    assert state_of(message) == Message.State.WAITING
    tasks.carry_due(0)
    assert state_of(message) == Message.State.SENT
    first, second = (found["Message-ID"] for _to, found in postbox.letters)
    assert first == second


def test_a_refusing_server_is_tried_eight_times_and_ever_more_rarely(riverbend: Riverbend, postbox: Postbox) -> None:
    message = told(riverbend)
    postbox.answer = "451 try later"
    waits = []
    for number in range(1, MOST_TRIES + 1):
        tasks.carry(message.pk)
        message.refresh_from_db()
        assert message.failures == number
        if message.next_try_at:
            waits.append(message.next_try_at - timezone.now())
            assert not messages_due(timezone.now()).exists()
            assert messages_due(message.next_try_at).exists()
    assert waits == sorted(waits)
    assert len(waits) == MOST_TRIES - 1
    assert message.state == Message.State.FAILED
    postbox.answer = "250 OK"
    tasks.carry(message.pk)
    tasks.carry_due(0)
    assert postbox.letters == []
    assert RecordedFact.objects.get(kind="notifications.MessageFailed").payload["failures"] == MOST_TRIES


def test_a_server_that_is_away_counts_as_a_failure_and_the_sweep_delivers_later(
    riverbend: Riverbend, postbox: Postbox, settings: Any
) -> None:
    message = told(riverbend)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    tasks.carry(message.pk)
    assert (state_of(message), message.failures) == (Message.State.WAITING, 1)
    settings.EMAIL_PORT = port
    Message.objects.update(next_try_at=timezone.now())
    tasks.carry_due(0)
    assert state_of(message) == Message.State.SENT
    assert len(postbox.letters) == 1


def test_nobody_is_written_to_who_did_not_allow_it(riverbend: Riverbend, postbox: Postbox) -> None:
    sent = sent_story(riverbend, email=ADDRESS)
    story = sent.contribution
    given = [purpose for purpose in ALL_CONSENTS if purpose != "contact"]
    keep_consents(contribution=story, given=given, language="en-gb", by=persona_actor(story.author_id))
    message = tell(
        persona=story.author, kind="response_shown", about=f"contribution:{story.pk}", once_key="one", by=SYSTEM
    )
    tasks.carry(message.pk)
    assert state_of(message) == Message.State.NOT_WANTED
    assert postbox.letters == []


def test_an_answer_about_another_thing_asks_for_the_newest_wish(riverbend: Riverbend, postbox: Postbox) -> None:
    sent = sent_story(riverbend, email=ADDRESS)
    message = tell(
        persona=sent.contribution.author, kind="response_shown", about="response:x", once_key="one", by=SYSTEM
    )
    tasks.carry(message.pk)
    assert state_of(message) == Message.State.SENT


def test_without_an_address_the_message_is_read_on_the_page_alone(riverbend: Riverbend, postbox: Postbox) -> None:
    sent = sent_story(riverbend)
    message = tell(
        persona=sent.contribution.author,
        kind="reading_declined",
        about=f"contribution:{sent.contribution.pk}",
        once_key="one",
        by=SYSTEM,
    )
    tasks.carry(message.pk)
    assert state_of(message) == Message.State.NO_ADDRESS
    assert postbox.letters == []


def test_staff_get_theirs_at_their_own_address(riverbend: Riverbend, postbox: Postbox) -> None:
    lead = riverbend.account("lead")
    message = tell(account=lead, kind="check_wanted", about="response:x", once_key="one", by=SYSTEM)
    tasks.carry(message.pk)
    [(recipients, found)] = postbox.letters
    assert recipients == [lead.email]
    assert "/responses/to-check/" in found.get_content()
    assert "private page" not in found.get_content()


def test_a_letter_to_staff_opens_its_page_also_for_whoever_has_to_sign_in_first(
    riverbend: Riverbend, client_of: Callable[[str], Client], postbox: Postbox
) -> None:
    account = riverbend.account("lead")
    message = tell(account=account, kind="reply_to_read", about="response:1", once_key="x", by=SYSTEM)
    tasks.carry(message.pk)
    words = postbox.letters[0][1].get_content()
    address = re.search(r"https?://[^/\s]+(/\S+)", words)
    assert address is not None
    page = reverse("response_check_list")
    # Signed out, the page itself is "not found": a letter must not lead there.
    assert client_of("visitor").get(page).status_code == 404
    assert client_of("visitor").get(address[1]).status_code == 200
    assert client_of("lead").get(address[1]).headers["Location"] == page


def test_a_letter_is_written_in_the_language_of_its_reader(riverbend: Riverbend, postbox: Postbox) -> None:
    message = told(riverbend)
    Message.objects.update(language="zh-hans")
    tasks.carry(message.pk)
    assert postbox.letters[0][1]["Subject"]


CANARIES = {
    "happened": "The zanzibar leg ulcer bled.",
    "handle": "PetrelPerson",
    "helper": "my son Zebedee",
}


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS if kind.is_for is For.AUTHOR])
def test_a_letter_gives_nothing_away(
    riverbend: Riverbend, postbox: Postbox, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    service = riverbend.cast.services["Outpatients"]
    service.name = "Genitourinary clinic"
    service.save()
    with transaction.atomic():
        message = told(riverbend, kind, service=service, **CANARIES)
    canaries = [
        "zanzibar", "ulcer", "PetrelPerson", "Zebedee", "Genitourinary", riverbend.cast.organisation.name,
        riverbend.space.name, riverbend.account("moderator").name,
    ]  # fmt: skip
    story = message.persona.contributions.get()  # type: ignore[union-attr]
    everything_kept = str([story.revisions.get().text, story.author.handle, story.helper, service.name])
    assert all(word in everything_kept for word in canaries[:5]), "there must be something that could leak"
    envelope = tasks.envelope_for_delivery(persona_id=message.persona_id)  # type: ignore[arg-type]
    assert envelope is not None
    written = tasks.letter(message, envelope).message()
    headers = {name: str(value) for name, value in written.items() if name != "To"}
    seen = f"{headers} {written.get_payload(decode=True).decode()}"  # type: ignore[union-attr]
    for canary in [*canaries, ADDRESS]:
        assert canary.lower() not in seen.lower(), canary
    tasks.carry(message.pk)
    rows = str(list(RecordedFact.objects.values_list("payload", "about", "shreddable")))
    jobs = _jobs()
    kept = str(list(Message.objects.values()))
    for canary in [*canaries[:5], ADDRESS]:
        assert canary.lower() not in (rows + jobs + kept + caplog.text).lower(), canary


def test_an_address_never_reaches_the_log(
    riverbend: Riverbend, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    postbox.answer = f"550 <{ADDRESS}> unknown"
    message = told(riverbend)
    with caplog.at_level("DEBUG"):
        tasks.carry(message.pk)
    assert "letter_not_delivered" in caplog.text
    # The server that this test starts speaks of its guests under "mail"; everything else is ours.
    ours = [vars(entry) for entry in caplog.records if not entry.name.startswith("mail")]
    assert any(entry["name"].startswith("openward.notifications") for entry in ours)
    assert ADDRESS not in str(ours)


def _jobs() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select args::text from procrastinate_jobs")
        return str(cursor.fetchall())


def test_the_backend_of_the_tests_is_the_real_one(postbox: Postbox) -> None:
    assert isinstance(mail.get_connection(), EmailBackend)
