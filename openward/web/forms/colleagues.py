"""What an administrator fills in about the people of an organisation."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.people.models import Role

EVERYWHERE = ""
IN_ONE_SPACE = tuple(role for role in Role if role not in {Role.ADMINISTRATOR, Role.DATA_PROTECTION})
"""Roles that make sense in one space; the other two are about the organisation."""


class InviteColleagueForm(forms.Form):
    """Asking somebody to work here."""

    name = forms.CharField(
        max_length=120, label=_("Their name"), error_messages={"required": _("Write the name of the person.")}
    )
    email = forms.EmailField(
        label=_("Their e-mail address at work"),
        help_text=_("The letter goes there. They choose their own password: nobody else ever sees it."),
        error_messages={"required": _("Write the address that the letter goes to.")},
    )
    job_title = forms.CharField(
        max_length=120, required=False, label=_("What they do"), help_text=_("For example “Ward sister, Cedar ward”.")
    )
    roles = forms.MultipleChoiceField(
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Roles in the whole organisation"),
        help_text=_("Give what they need and no more. Roles in a single space are given once they have joined."),
    )


class RoleForm(forms.Form):
    """One role, in the whole organisation or in one of its spaces. Read from the address too, to be confirmed."""

    role = forms.ChoiceField(
        choices=[("", _("Choose a role")), *Role.choices],
        label=_("Role"),
        error_messages={"required": _("Choose a role.")},
    )
    place = forms.ChoiceField(required=False, label=_("Where"))

    def __init__(self, *args: Any, places: Mapping[uuid.UUID, str], **values: Any) -> None:
        super().__init__(*args, **values)
        self.places = places
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (EVERYWHERE, _("In the whole organisation")),
            *((str(key), name) for key, name in places.items()),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("place") and said.get("role") and said["role"] not in IN_ONE_SPACE:
            self.add_error("place", _("This role is held in the whole organisation."))
        return said

    def values(self) -> dict[str, Any]:
        """What `give_role` takes, besides the person and who gives it."""
        key = uuid.UUID(self.cleaned_data["place"]) if self.cleaned_data["place"] else None
        place = self.places[key] if key else ""
        return {"role": Role(self.cleaned_data["role"]), "space_key": key, "place": place}


class OwnRoleForm(forms.Form):
    """Giving up one's own administrator role asks once more."""

    is_sure = forms.BooleanField(
        label=_("Yes, take my own administrator role. I know that I cannot give it back to myself."),
        error_messages={"required": _("Tick the box if you are sure.")},
    )


class SuspendForm(forms.Form):
    """Why somebody is shut out, for those who come to this page later."""

    because = forms.CharField(
        max_length=300,
        label=_("Why?"),
        help_text=_("Other administrators read this in the history. Keep it short and fair."),
        error_messages={"required": _("Write why, in a few words.")},
    )
