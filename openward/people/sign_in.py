"""How sign-in is fitted to Openward: accounts are given, not taken."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# What is said after something was done. Where the page itself says it, nothing more is said.
WORDS = {
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_changed.txt": _("Your password was changed."),
    "account/messages/password_set.txt": _("Your password was set."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is turned off."),
    "mfa/messages/webauthn_added.txt": _("Your passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("Your passkey was removed."),
}


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves: an administrator gives accounts, and people who tell a story need none."""

    # The same for an address without an account and for a wrong password: a page must not tell who works here.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not belong together. Check both of them."),
        "incorrect_password": _("This is not your password. Type it once more."),
        "too_many_login_attempts": _("Too many tries went wrong. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_args: Any, **_values: Any
    ) -> None:
        words = WORDS.get(message_template or "")
        if words:
            messages.success(request, str(words))
