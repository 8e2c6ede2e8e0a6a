"""What a moderator fills in."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Revision
from openward.contributions.models.contributions import Part
from openward.kit.text import tidy
from openward.methods.sentences import sentence_spans
from openward.methods.text_passages import UnusablePassageError, locate
from openward.spaces.models import HouseRule

LONGEST_WORDS = 2_000
_SPAN = re.compile(r"([0-9]{1,7})-([0-9]{1,7})")


def span_value(start: int, end: int) -> str:
    """A passage as a form sends it."""
    return f"{start}-{end}"


class ScreenForm(forms.Form):
    """What was on the screen when the moderator decided: the wording by its hash, the case by its version."""

    revision_sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note to your colleagues"),
        help_text=_("The author never sees this."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StayForm(forms.Form):
    """What was on the screen when somebody said that shown words can stay."""

    revision_sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class NoteForm(forms.Form):
    words = forms.CharField(
        label=_("Note to your colleagues"),
        help_text=_("The author never sees this."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )


class RuleChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class AgainstForm(ScreenForm):
    """A decision against words as they are: the rule, and kind words to the author."""

    rule = RuleChoice(
        label=_("Which rule is it about?"),
        queryset=HouseRule.objects.none(),
        error_messages={"required": _("Choose the rule that it is about.")},
    )
    words_to_author = forms.CharField(
        label=_("Your words to the author"),
        help_text=_("Leave this empty and we fill in the words that belong to the rule. You see them before they go."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *arguments: Any, rules: list[HouseRule], revision: Revision, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.revision = revision
        field = self.fields["rule"]
        assert isinstance(field, RuleChoice)
        field.queryset = HouseRule.objects.filter(pk__in=[rule.pk for rule in rules])
        field.empty_label = None
        self.order_fields(["rule"])

    def clean_words_to_author(self) -> str:
        return tidy(self.cleaned_data["words_to_author"])


class PassagesField(forms.MultipleChoiceField):
    """Passages of a wording: its sentences to tick, and any other stretch that was marked with the pointer."""

    widget = forms.CheckboxSelectMultiple
    text = ""

    def clean(self, value: Any) -> list[tuple[int, int]]:
        found = []
        for item in self.to_python(value):
            match = _SPAN.fullmatch(item)
            try:
                passage = locate(self.text, int(match[1]), int(match[2])) if match else None
            except UnusablePassageError:
                passage = None
            if passage is None:
                raise ValidationError(_("One of the marked passages is not in these words. Mark it again."))
            found.append((passage.start, passage.end))
        return sorted(set(found))


class DeclineForm(AgainstForm):
    passages = PassagesField(
        label=_("Which words is it about?"),
        help_text=_("Tick the sentences. The author sees them marked."),
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["passages"]
        assert isinstance(field, PassagesField)
        field.text = self.revision.text
        field.choices = [
            (span_value(start, end), field.text[start:end]) for start, end in sentence_spans(field.text)
        ]
        self.order_fields(["passages", "rule", "words_to_author", "note"])

    @property
    def sentence_values(self) -> set[str]:
        return {span_value(start, end) for start, end in sentence_spans(self.revision.text)}


class SuggestForm(AgainstForm):
    """The same parts with other words in them."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for place, (name, text) in enumerate(self.revision.parts):
            self.fields[f"part_{place}"] = forms.CharField(
                label=part_label(name),
                initial=text,
                required=False,
                widget=forms.Textarea(attrs={"rows": min(12, 3 + len(text) // 80)}),
            )
        self.order_fields([*self.part_names, "rule", "words_to_author", "note"])

    @property
    def part_names(self) -> list[str]:
        return [f"part_{place}" for place in range(len(self.revision.parts))]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = [name for name, _text in self.revision.parts]
        texts = [tidy(cleaned.get(field, "")) for field in self.part_names]
        before = [tidy(text) for _name, text in self.revision.parts]
        if texts == before:
            self.add_error("part_0", _("Nothing is changed yet. Change the words that you would like to see changed."))
        if not any(texts):
            self.add_error("part_0", _("Some words have to stay. To show none of them, choose “Not like this”."))
        # A part that nobody touched keeps its exact wording.
        cleaned["parts"] = [
            [name, own[1] if text == kept else text]
            for name, text, kept, own in zip(names, texts, before, self.revision.parts, strict=True)
        ]
        return cleaned


def part_label(name: str) -> str:
    """The heading of a part of somebody's words."""
    return str(Part(name).label) if name in Part.values else name
