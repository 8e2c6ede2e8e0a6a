"""What a moderator fills in to slow or close a space or a thread."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openward.safety.models import PlaceMeasure

Kind = PlaceMeasure.Kind
PAUSES: list[tuple[str, Any]] = [
    ("60", _("1 minute")),
    ("300", _("5 minutes")),
    ("900", _("15 minutes")),
    ("3600", _("1 hour")),
]
ENDLESS = "0"
HOURS: list[tuple[str, Any]] = [
    ("1", _("1 hour")),
    ("4", _("4 hours")),
    ("24", _("1 day")),
    ("72", _("3 days")),
    ("168", _("7 days")),
    (ENDLESS, _("Until somebody lifts it")),
]
TIMED = frozenset({Kind.COOL_DOWN, Kind.SCHEDULED_CLOSE})


class PlaceMeasureForm(forms.Form):
    """One measure for everybody here, with the reason that readers see."""

    kind = forms.ChoiceField(
        label=_("What should happen?"),
        choices=[
            (Kind.SLOW_MODE, _("Slow mode: a pause between two messages of one person")),
            (Kind.COOL_DOWN, _("Cool-down: nobody writes for a while")),
            (Kind.LOCK, _("Close it to new words")),
            (Kind.SCHEDULED_CLOSE, _("Announce that it closes, after the time below")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what should happen.")},
    )
    pause_s = forms.ChoiceField(label=_("The pause, in slow mode"), choices=PAUSES, initial="300", required=False)
    hours = forms.ChoiceField(label=_("For how long, or until it closes"), choices=HOURS, initial="4", required=False)
    reason = forms.CharField(
        label=_("The reason that readers see"),
        help_text=_("Kind and short, without a name: “We all need a breath. We open again tomorrow.”"),
        max_length=300,
        error_messages={"required": _("Tell readers why.")},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") in TIMED and given.get("hours") in {None, "", ENDLESS}:
            self.add_error("hours", _("This needs a time."))
        return given

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        kind = PlaceMeasure.Kind(given["kind"])
        hours = int(given.get("hours") or ENDLESS)
        return {
            "kind": kind,
            "reason": given["reason"].strip(),
            "pause_s": int(given.get("pause_s") or 300) if kind == Kind.SLOW_MODE else 0,
            "ends_at": timezone.now() + datetime.timedelta(hours=hours) if hours else None,
        }


class RaidForm(forms.Form):
    """Raid mode is one click and one confirmation; the reason is written already and can be changed."""

    reason = forms.CharField(
        label=_("The reason that readers see"),
        initial=_("Many messages came at once that do not look like your own stories. We are looking into it."),
        max_length=300,
        error_messages={"required": _("Tell readers why.")},
    )
