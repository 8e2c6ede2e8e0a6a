"""What a keeper of watched words fills in: a phrase, a text to try them on, a list as CSV."""

import csv
import io

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openward.methods.phrases import UnusablePhraseError
from openward.methods.screening import Effect, Watched, WatchedWords
from openward.safety.models import WatchedPhrase

COLUMNS = ("phrase", "effect", "why")
EFFECTS = WatchedPhrase.Effect.choices
MOST_ROWS = 2_000
MOST_BYTES = 1 << 20


def check_phrase(phrase: str) -> str:
    """The phrase without blanks around it; a plain sentence when it cannot be looked for."""
    phrase = " ".join(phrase.split())
    try:
        WatchedWords([Watched(phrase, Effect.HOLD, "")])
    except UnusablePhraseError:
        raise forms.ValidationError(
            gettext("We cannot look for “%(phrase)s”. Write a word or a few words.") % {"phrase": phrase}
        ) from None
    return phrase


class PhraseForm(forms.Form):
    """One phrase for the list. It is on trial first."""

    phrase = forms.CharField(
        label=_("The word or phrase"),
        help_text=_("kill|hurt finds either word, suic* every word that begins so, ..2 lets two words stand between."),
        max_length=200,
        error_messages={"required": _("Write the word or phrase.")},
    )
    effect = forms.ChoiceField(
        label=_("What should happen?"),
        choices=EFFECTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what should happen.")},
    )
    why = forms.CharField(
        label=_("Why, in words for the author"),
        max_length=200,
        error_messages={"required": _("Say why: the author and your colleagues read it.")},
    )

    def clean_phrase(self) -> str:
        return check_phrase(self.cleaned_data["phrase"])

    def row(self) -> tuple[str, str, str]:
        """What the action takes."""
        given = self.cleaned_data
        return given["phrase"], given["effect"], given["why"]


class ListForm(forms.Form):
    """A list as CSV with the columns phrase, effect and why."""

    file = forms.FileField(label=_("A list as CSV"), help_text=_("With the columns phrase, effect and why."))

    def clean_file(self) -> list[tuple[str, str, str]]:
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(gettext("This file is too large."))
        try:
            lines = csv.DictReader(io.StringIO(given.read().decode("utf-8-sig"), newline=""))
            rows = list(lines)
        except (UnicodeDecodeError, csv.Error):
            raise forms.ValidationError(gettext("This file cannot be read as CSV.")) from None
        if not rows or len(rows) > MOST_ROWS or any(name not in (lines.fieldnames or ()) for name in COLUMNS):
            raise forms.ValidationError(
                gettext("The file needs the columns phrase, effect and why, and 1 to 2,000 rows.")
            )
        return [self._row(number, row) for number, row in enumerate(rows, start=2)]

    def _row(self, number: int, row: dict[str, str | None]) -> tuple[str, str, str]:
        # Cells that a spreadsheet would run as a formula come with a sign in front, as we write them ourselves.
        phrase, effect, why = ((row[name] or "").strip().removeprefix("'") for name in COLUMNS)
        is_fine = effect in dict(EFFECTS) and 0 < len(why) <= 200 and len(phrase) <= 200
        if not is_fine:
            raise forms.ValidationError(
                gettext("Line %(number)s: the effect is hold, mask, nudge or route, and a reason is needed.")
                % {"number": number}
            )
        return check_phrase(phrase), effect, why


class TestForm(forms.Form):
    """A text to try the whole list on; nothing of it is kept."""

    text = forms.CharField(label=_("Some words"), widget=forms.Textarea, max_length=5_000)


class TrialForm(forms.Form):
    """How many past days a phrase is tried on."""

    days = forms.IntegerField(min_value=1, max_value=366)
