"""Two people with the same form open: whoever sends last is told, instead of undoing the other unseen.

For things without a version of their own: the form carries a hash of what stood there when it was opened.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class ChangedMeanwhile(Exception):
    """Somebody else changed it since the form was opened; nothing was written."""


def hash_of(standing: Mapping[str, Any]) -> str:
    """The hash of what stands, under the names of the form's fields: text, days, things, or lists of things."""
    plain = {
        name: sorted(map(_plain, value)) if isinstance(value, list) else _plain(value)
        for name, value in standing.items()
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> str:
    return "" if value is None else str(getattr(value, "pk", value))


class OpenedForm(forms.Form):
    """A form that remembers what stood there when it was opened. Without that memory it counts as outdated."""

    opened = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    stands_now: tuple[tuple[str, Any], ...] = ()
    """(label, what stands now) of each field that somebody else filled in differently, for `stands_now.html`."""

    def say_changed(self, standing: Mapping[str, Any]) -> None:
        """Tell that somebody else was faster, and what stands now. The words stay in the form; sending them again
        replaces the other's."""
        mine = self.cleaned_data
        self.stands_now = tuple(
            (str(self.fields[name].label), ", ".join(map(str, value)) if isinstance(value, list) else value)
            for name, value in standing.items()
            if name in self.fields and hash_of({name: value}) != hash_of({name: _listed(mine.get(name), value)})
        )
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["opened"] = hash_of(standing)  # type: ignore[index]
        self.add_error(
            None,
            _(
                "Somebody changed this while you were writing, so yours is not saved yet. This page shows what stands "
                "now, and your words are still in the form. If you save now, yours take the place of theirs."
            ),
        )


def _listed(mine: Any, theirs: Any) -> Any:
    return list(mine or ()) if isinstance(theirs, list) else mine
