"""Letters about signing in."""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from openward.people.access import SYSTEM, invitation_token
from openward.people.actions.colleagues import forget_old_invitations
from openward.people.models import Account, Invitation

logger = logging.getLogger(__name__)


@app.task(name="people.send_new_password_letter", queue="notify", retry=5)
def send_new_password_letter(*, account_key: str) -> None:
    """Send the link for a new password. A key of no account is what asking for an unknown address enqueues."""
    account = Account.objects.filter(pk=account_key, is_active=True).first()
    if account is None:
        return
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)},
    )
    values = {"name": account.name, "address": settings.ADDRESS, "link": settings.ADDRESS + path}
    words = render_to_string("people/letters/new_password.txt", values, using="jinja2")
    EmailMessage(_("A new password for Openward"), words.strip() + "\n", None, [account.email]).send()
    logger.info("new_password_letter_sent")


@app.task(
    name="people.send_invitation_letter",
    queue="notify",
    # Two seconds, four, eight and so on: a mail server that is away for an hour is waited for.
    retry=RetryStrategy(max_attempts=12, exponential_wait=2),
)
def send_invitation_letter(*, invitation_key: str, letter_number: int) -> None:
    """Send the newest letter of an invitation that is still open, once."""
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("organisation")
            .filter(pk=invitation_key, letter_number=letter_number, letter_sent_at__isnull=True)
            .first()
        )
        if invitation is None or not invitation.is_open(timezone.now()):
            return
        with translation.override(invitation.language):
            letter = _invitation_letter(invitation)
        letter.send()
        invitation.letter_sent_at = timezone.now()
        invitation.save(update_fields=["letter_sent_at"])
    logger.info("invitation_letter_sent")


def _invitation_letter(invitation: Invitation) -> EmailMessage:
    path = reverse("invitation_accept", args=[invitation.pk, invitation_token(invitation)])
    values = {
        "name": invitation.name,
        "organisation": invitation.organisation.name,
        "address": settings.ADDRESS,
        "link": settings.ADDRESS + path,
        "last_day": timezone.localdate(invitation.expires_at),
    }
    words = render_to_string("people/letters/invitation.txt", values, using="jinja2")
    return EmailMessage(_("An invitation to work on Openward"), words.strip() + "\n", None, [invitation.email])


@app.periodic(cron="23 4 * * *")
@app.task(name="people.forget_old_invitations", queue="bulk", queueing_lock="people.forget_old_invitations")
def forget_invitations(timestamp: int) -> None:
    """Forget addresses of people who never came."""
    forget_old_invitations(by=SYSTEM)
