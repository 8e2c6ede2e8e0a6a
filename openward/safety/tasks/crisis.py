"""Alerts leave, go out again, and are followed up. Their queue is served before all others, by hands of its own."""

import logging
import uuid
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from procrastinate.contrib.django import app

from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.safety.actions.crisis import alert_again, keep_delivery, send_alerts
from openward.safety.models import CrisisAlert, CrisisCase, OnCall
from openward.safety.queries.crisis import (
    alerts_to_deliver,
    crises_to_alert_again,
    crises_without_alert,
    follow_ups_due,
    reviews_due,
    rota_of,
)

logger = logging.getLogger(__name__)

# What a mail server, a name server or the file system can answer with. Anything else is a mistake of ours and shows.
UNDELIVERED = (OSError,)


def deliver(alert_id: int) -> None:
    """Try once to send an alert. One that somebody's acknowledgement overtook stays where it is."""
    with transaction.atomic():
        alert = (
            CrisisAlert.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("account", "crisis")
            .filter(pk=alert_id, delivered_at__isnull=True)
            .exclude(channel=CrisisAlert.Channel.SCREEN)
            .first()
        )
        if alert is None:
            return
        address = _address(alert)
        try:
            if address:
                letter(alert, address).send()
        except UNDELIVERED as problem:
            logger.warning("crisis_alert_not_delivered", extra={"alert": alert.pk, "problem": type(problem).__name__})
            keep_delivery(alert=alert, is_delivered=False, by=SYSTEM)
            return
        keep_delivery(alert=alert, is_delivered=bool(address), by=SYSTEM)


def deliver_round(crisis_key: uuid.UUID, number: int) -> None:
    """Send what a round wrote."""
    waiting = CrisisAlert.objects.filter(crisis_id=crisis_key, round=number, delivered_at__isnull=True)
    for alert_id in list(waiting.order_by("pk").values_list("pk", flat=True)):
        deliver(alert_id)


def letter(alert: CrisisAlert, address: str) -> EmailMessage:
    """An alert: no word of anybody's, no name, no place. A lock screen is a public place."""
    body = engines["jinja2"].get_template("safety/alert.txt").render({
        "link": settings.ADDRESS + reverse("crisis_show", args=[alert.crisis_id]),
        "is_drill": alert.crisis.is_drill,
        "is_text": alert.channel == CrisisAlert.Channel.TEXT,
    })
    subject = pgettext("subject of an alert", "Please sign in now")
    return EmailMessage(
        subject=pgettext("subject of an alert", "Drill: please sign in now") if alert.crisis.is_drill else subject,
        body=body,
        to=[address],
        headers={
            "Message-ID": f"<crisis-{alert.pk}@{urlsplit(settings.ADDRESS).hostname}>",
            "Date": format_datetime(alert.written_at),
            "Auto-Submitted": "auto-generated",
            "X-Priority": "1",
            "Importance": "high",
        },
    )


@app.periodic(cron="* * * * *")
@app.task(name="safety.watch_crises", queue="crisis", queueing_lock="safety.watch_crises")
def watch_crises(timestamp: int) -> None:
    """Write the alerts that are due and send what waits, tries that failed before among them."""
    now = timezone.now()
    written = sum(send_alerts(crisis=crisis, by=SYSTEM) for crisis in crises_without_alert())
    written += sum(alert_again(crisis=crisis, now=now, by=SYSTEM) for crisis in crises_to_alert_again(now))
    if written:
        logger.warning("crisis_alerts_written", extra={"count": written})
    unheard = CrisisCase.objects.filter(state=CrisisCase.State.DETECTED).count()
    if unheard:
        logger.error("crisis_without_anybody_to_alert", extra={"count": unheard})
    for alert_id in list(alerts_to_deliver().values_list("pk", flat=True)[:200]):
        deliver(alert_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="safety.remind_of_crises", queue="notify", queueing_lock="safety.remind_of_crises")
def remind_of_crises(timestamp: int) -> None:
    """Remind whoever took it on a day later, and after three months to look back. Each reminder is told once."""
    now = timezone.now()
    for kind, due, when in (
        ("crisis_follow_up", follow_ups_due(now), "follow_up_at"),
        ("crisis_review", reviews_due(now), "review_at"),
    ):
        for crisis in due:
            _remind(crisis, kind, f"{kind}:{crisis.pk}:{getattr(crisis, when).isoformat()}")


def _remind(crisis: CrisisCase, kind: str, once_key: str) -> None:
    first = [one.account for group in rota_of(crisis)[:1] for one in group]
    people = {one.pk: one for one in (*first, crisis.acknowledged_by, crisis.assessed_by) if one is not None}
    for account in people.values():
        values = {"key": str(crisis.pk)}
        key = f"{once_key}:{account.pk}"
        tell(account=account, kind=kind, about=f"crisis:{crisis.pk}", values=values, once_key=key, by=SYSTEM)


def _address(alert: CrisisAlert) -> str:
    """Where an alert goes; nowhere once somebody has left or taken their number off the list."""
    if not alert.account.is_active:
        return ""
    if alert.channel == CrisisAlert.Channel.EMAIL:
        return alert.account.email
    organisation = alert.crisis.space.organisation_id
    listed = OnCall.objects.filter(organisation=organisation, account=alert.account)
    return listed.values_list("text_address", flat=True).first() or ""
