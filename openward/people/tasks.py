"""Letters about signing in."""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from openward.people.models import Account

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
