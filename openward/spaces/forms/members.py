"""What people fill in when they invite others, join by an invitation, or come back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from openward.people.models import Badge
from openward.spaces.actions.members import MOST_AT_ONCE
from openward.spaces.models import IdentityRule, SpaceInvitation


class LettersForm(forms.Form):
    """Addresses of people who are invited, one in each line."""

    addresses = forms.CharField(
        label=_("E-mail addresses, one in each line"),
        help_text=_("They are sealed when you send: nobody here can read them again, you included."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": _("Write at least one address.")},
    )

    def clean_addresses(self) -> list[str]:
        found = [line.strip() for line in self.cleaned_data["addresses"].replace(",", "\n").splitlines()]
        found = [line for line in found if line]
        for line in found:
            try:
                validate_email(line)
            except ValidationError:
                raise ValidationError(
                    _("This is not an e-mail address: %(line)s"), params={"line": line[:80]}
                ) from None
        if len(found) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(most)s at once, please."), params={"most": MOST_AT_ONCE})
        return found


class CodesForm(forms.Form):
    """How many codes go on paper."""

    count = forms.IntegerField(
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=10,
        label=_("How many codes?"),
        help_text=_("One for each person. Each works once, for a month."),
    )


class EndMembershipForm(forms.Form):
    """Why somebody's place ends, in words for them."""

    because = forms.CharField(
        label=_("Why? They read these words."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tell them why.")},
    )


GUESTS = [
    (Badge.PATIENT.value, _("A patient")),
    (Badge.CARER.value, _("A carer")),
    (Badge.FAMILY.value, _("A family member or friend")),
    (Badge.ADVOCATE.value, _("An advocate: I speak for somebody")),
    (Badge.UNSAID.value, _("I would rather not say")),
]


class JoinForm(forms.Form):
    """Coming into an invited space without an account."""

    handle = forms.CharField(
        max_length=60,
        label=_("What shall we call you?"),
        help_text=_("A first name, or one you make up. Whoever leads this conversation sees it, and no more of you."),
        error_messages={"required": _("Write a name. It can be one you make up.")},
    )
    badge = forms.ChoiceField(
        choices=GUESTS,
        widget=forms.RadioSelect,
        label=_("Who are you?"),
        error_messages={"required": _("Choose who you are. You can choose “I would rather not say”.")},
    )
    wants_letters = forms.BooleanField(
        required=False,
        label=_("Write to me at the address that my letter came to, if something about my place changes"),
        help_text=_("Otherwise we forget the address now."),
    )
    is_own_device = forms.BooleanField(
        required=False, label=_("This is my own phone or computer: keep me in for a month")
    )

    def __init__(self, *args: Any, invitation: SpaceInvitation, **values: Any) -> None:
        super().__init__(*args, **values)
        if invitation.way == SpaceInvitation.Way.PAPER:
            del self.fields["wants_letters"]
        if invitation.space.identity_rule == IdentityRule.REAL_NAME:
            self.fields["handle"].label = _("Your name")
            self.fields["handle"].help_text = _("This conversation shows real names.")

    def values(self) -> dict[str, Any]:
        """What `join_space` takes, besides the invitation and who joins."""
        said = self.cleaned_data
        wants = said.get("wants_letters", False)
        return {"handle": said["handle"], "badge": said["badge"], "wants_letters": wants}


class EnterForm(forms.Form):
    """Going in again on this device."""

    is_own_device = forms.BooleanField(
        required=False, label=_("This is my own phone or computer: keep me in for a month")
    )


class PlaceCodeForm(forms.Form):
    """Five plain words from a letter, from paper, or written down before."""

    code = forms.CharField(
        max_length=200,
        label=_("Your five words"),
        help_text=_("Capital letters, spaces and dashes do not matter."),
        error_messages={"required": _("Write the five words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
