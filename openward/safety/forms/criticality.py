"""How grave the most critical statement is, chosen by written criteria."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.safety.models import Level


class CriticalityForm(forms.Form):
    level = forms.TypedChoiceField(
        choices=Level.choices,
        coerce=int,
        error_messages={"required": _("Choose a line."), "invalid_choice": _("Choose a line.")},
    )
    case = forms.UUIDField(required=False, widget=forms.HiddenInput)
    """The report case from whose page it was sent, to go back there."""

    @property
    def back_to(self) -> uuid.UUID | None:
        values: dict[str, Any] = getattr(self, "cleaned_data", {})
        return values.get("case")
