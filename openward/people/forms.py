"""The forms of signing in, in Openward's words."""

import uuid
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openward.people.models import Account, Invitation
from openward.people.tasks import send_new_password_letter

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("The password you have now"),
    "password1": _("New password"),
    "password2": _("The new password once more"),
    "code": _("Code"),
    "name": _("A name for it, so that you know it again"),
    "passwordless": _("Let me in with it without a password"),
}


class InPlainWords(forms.Form):
    """Labels instead of placeholders, which vanish while somebody is typing; no hints in the jargon of the trade."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            field.label = LABELS.get(name, field.label)
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update(autocomplete="one-time-code", inputmode="text")


class Login(InPlainWords, account.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""


class ResetPassword(InPlainWords, account.ResetPasswordForm):  # type: ignore[misc]
    """Asks for a letter. What is done is the same, and takes as long, whether or not there is such an account."""

    def save(self, request: HttpRequest, **_values: Any) -> str:
        email: str = self.cleaned_data["email"]
        account_key = Account.objects.filter(email__iexact=email, is_active=True).values_list("pk", flat=True).first()
        send_new_password_letter.defer(account_key=str(account_key or uuid.uuid4()))
        return email


class ResetPasswordKey(InPlainWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by the link of a letter."""


class ChangePassword(InPlainWords, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password instead of the old one."""


class SetPassword(InPlainWords, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class JoinForm(forms.Form):
    """A password of one's own, typed twice."""

    password1 = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": _("Choose a password.")},
    )
    password2 = forms.CharField(
        label=_("The same password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": _("Write the password once more.")},
    )

    def __init__(self, *args: Any, invitation: Invitation, **values: Any) -> None:
        super().__init__(*args, **values)
        self._account = Account(email=invitation.email, name=invitation.name)

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, user=self._account)
        return password

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("password1") and said.get("password2") and said["password1"] != said["password2"]:
            self.add_error("password2", _("The two passwords are not the same."))
        return said


class Reauthenticate(InPlainWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class Authenticate(InPlainWords, mfa.AuthenticateForm):  # type: ignore[misc]
    """The code of an app, or a recovery code."""


class ReauthenticateByCode(InPlainWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The code of an app once more."""


class ActivateApp(InPlainWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""


class AddPasskey(InPlainWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and its name."""


class EditPasskey(InPlainWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""
