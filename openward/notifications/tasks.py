"""The mail carrier. Addresses are looked up here, at the moment of sending, and nowhere else."""

import logging
import uuid
from email.utils import format_datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import engines
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from openward.notifications.actions import count_failure, keep_as_sent, keep_as_unsent
from openward.notifications.kinds import For, Kind, kind_of
from openward.notifications.models import Message
from openward.notifications.queries import messages_due, wants_letters
from openward.people.access import SYSTEM
from openward.people.actions.personas import Envelope, envelope_for_delivery, keep_email

logger = logging.getLogger(__name__)

# What a mail server, a name server or the file system can answer with. Anything else is a mistake of ours and shows.
UNDELIVERED = (OSError,)


def carry(message_id: uuid.UUID) -> None:
    """Try once to deliver a message.

    The row stays locked from before the letter leaves until that is written down, so that two carriers never send
    it twice; a carrier that dies in between sends it again under the same Message-ID, by which mailboxes know it.
    """
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("account")
            .filter(pk=message_id, state=Message.State.WAITING)
            .first()
        )
        if message is None:
            return
        envelope = _envelope(message)
        if isinstance(envelope, str):
            keep_as_unsent(message=message, state=Message.State(envelope), by=SYSTEM)
            return
        try:
            letter(message, envelope).send()
        except UNDELIVERED as problem:
            count_failure(message=message, by=SYSTEM)
            _forget_where(message)
            # The server's own words often quote the address, so only the kind of problem is logged.
            logger.warning(
                "letter_not_delivered",
                extra={"message_key": str(message.pk), "problem": type(problem).__name__, "failures": message.failures},
            )
            return
        keep_as_sent(message=message, by=SYSTEM)
        _forget_where(message)


def _forget_where(message: Message) -> None:
    """Whoever reported is written to once: nothing is kept of where, once the letter left or was given up."""
    is_done = message.state in {Message.State.SENT, Message.State.FAILED}
    if is_done and kind_of(message.kind).is_for is For.REPORTER and message.persona is not None:
        keep_email(persona=message.persona, email="", receipt_code="", by=SYSTEM)


def _envelope(message: Message) -> Envelope | str:
    """Where the letter goes, or the state of a message that goes nowhere."""
    if message.account is not None:
        return Envelope(message.account.email, "") if message.account.is_active else Message.State.NO_ADDRESS
    if kind_of(message.kind).is_for is For.AUTHOR and not wants_letters(message):
        return Message.State.NOT_WANTED
    assert message.persona_id is not None
    return envelope_for_delivery(persona_id=message.persona_id) or Message.State.NO_ADDRESS


def letter(message: Message, envelope: Envelope) -> EmailMessage:
    """The letter as it is sent: plain text in the person's own language, with one link."""
    kind = kind_of(message.kind)
    with translation.override(message.language):
        body = engines["jinja2"].get_template(f"notifications/mail/{kind.key}.txt").render({
            "link": settings.ADDRESS + _leads_to(kind, message, envelope),
            "is_for_author": kind.is_for is For.AUTHOR,
        })
        subject = str(kind.subject)
    return EmailMessage(
        subject=subject,
        body=body,
        to=[envelope.address],
        headers={
            "Message-ID": f"<{message.pk}@{urlsplit(settings.ADDRESS).hostname}>",
            "Date": format_datetime(message.created_at),
            # Out-of-office replies to a letter from nobody would only come back.
            "Auto-Submitted": "auto-generated",
        },
    )


def _leads_to(kind: Kind, message: Message, envelope: Envelope) -> str:
    if kind.is_for is For.AUTHOR:
        return reverse("receipt_show", args=[envelope.receipt_code])
    if kind.is_for in {For.GUEST, For.REPORTER}:
        return reverse(kind.page, args=[envelope.receipt_code])
    page = reverse(kind.page, args=[message.values[name] for name in kind.page_values])
    sign_in = reverse("account_login")
    # A page that is not for everybody is "not found" for whoever is not signed in, as most are who read a letter on
    # their phone: sign in first. Whoever is signed in goes straight through.
    return page if page == sign_in else f"{sign_in}?{urlencode({'next': page}, safe='/')}"


@app.periodic(cron="* * * * *")
@app.task(name="notifications.carry_due", queue="notify", queueing_lock="notifications.carry_due")
def carry_due(timestamp: int) -> None:
    """Deliver what waits: tries that failed before, and whatever a stopped worker left behind."""
    for message_id in list(messages_due(timezone.now()).order_by("created_at").values_list("pk", flat=True)[:500]):
        carry(message_id)
