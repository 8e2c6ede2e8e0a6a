"""What people fill in to make sense of words: codebooks, codes, themes, and passages with their codes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Contribution, Kind
from openward.engagements.models import Engagement
from openward.kit.opened_forms import OpenedForm
from openward.kit.text import tidy
from openward.people.models import Service
from openward.spaces.models import Space
from openward.themes.models import Code, Codebook, Theme
from openward.themes.queries import CodingFilter

LONGEST_TEXT = 2_000


class LineField(forms.CharField):
    """One line of words."""

    def to_python(self, value: Any) -> str:
        return " ".join(tidy(super().to_python(value) or "").split())


class TextField(forms.CharField):
    """A few lines of words."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class CodebookForm(forms.Form):
    engagement = forms.ModelChoiceField(Engagement.objects.none(), label=_("For which conversation?"), empty_label=None)
    name = LineField(max_length=160, label=_("Name of the codebook"))

    def __init__(self, *args: Any, engagements: QuerySet[Engagement], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["engagement"].queryset = engagements  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """A code is a label that two people would give to the same words: hence definition, example, counter-example."""

    name = LineField(
        max_length=160,
        label=_("Code"),
        help_text=_("Two or three words."),
        error_messages={"required": _("Write the code in two or three words.")},
    )
    definition = TextField(
        max_length=LONGEST_TEXT,
        label=_("Definition"),
        help_text=_("When is this code given? Write it so that a colleague would give it to the same words."),
        error_messages={"required": _("Write when the code is given.")},
    )
    example = TextField(
        max_length=LONGEST_TEXT,
        required=False,
        label=_("A passage that fits"),
        help_text=_("Make one up, or put one into other words: never what somebody wrote to you."),
    )
    counter_example = TextField(
        max_length=LONGEST_TEXT,
        required=False,
        label=_("A passage that comes close but does not fit"),
        help_text=_("Made up as well."),
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(), required=False, label=_("Part of the theme"), empty_label=_("None yet")
    )

    def __init__(self, *args: Any, codebook: Codebook, **options: Any) -> None:
        super().__init__(*args, **options)
        themes = Theme.objects.filter(engagement=codebook.engagement)
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]


class CodeChangeForm(CodeForm, OpenedForm):
    """The same for a code that is there."""


class ThemeForm(forms.Form):
    name = LineField(
        max_length=160,
        label=_("Name"),
        help_text=_("Short, as it stands in a list: “Waiting without being told why”."),
        error_messages={"required": _("Give the theme a short name.")},
    )
    sentence = TextField(
        max_length=300,
        required=False,
        label=_("What are people telling us, in one sentence?"),
        help_text=_("Write it as they would say it: “We can wait, but tell us how long and why.”"),
    )
    codes = forms.ModelMultipleChoiceField(
        Code.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Codes that belong to it"),
        help_text=_("A code belongs to one theme. Ticking it here takes it out of its theme so far."),
    )

    def __init__(self, *args: Any, engagement: Engagement, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = Code.objects.filter(codebook__engagement=engagement).select_related("theme").order_by("name")
        self.fields["codes"].queryset = codes  # type: ignore[attr-defined]


class ThemeChangeForm(ThemeForm, OpenedForm):
    """The same for a theme that is there."""


class CodingFilterForm(forms.Form):
    space = forms.ModelChoiceField(Space.objects.none(), required=False, label=_("Space"), empty_label=_("All"))
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, label=_("Service"), empty_label=_("All")
    )
    kind = forms.ChoiceField(choices=[("", _("All")), *Kind.choices], required=False, label=_("Kind"))

    def __init__(self, *args: Any, engagement: Engagement, spaces: QuerySet[Space], **options: Any) -> None:
        super().__init__(*args, **options)
        services = Service.objects.filter(organisation=engagement.organisation_id)
        self.fields["space"].queryset = spaces  # type: ignore[attr-defined]
        self.fields["service"].queryset = services  # type: ignore[attr-defined]

    def chosen(self) -> CodingFilter:
        """What is worked through; whatever makes no sense narrows nothing."""
        self.full_clean()
        found = getattr(self, "cleaned_data", {})
        space, service = found.get("space"), found.get("service")
        return CodingFilter(space and space.pk, service and service.pk, found.get("kind", ""))


class PassageForm(forms.Form):
    """Which words, and which codes.

    A browser with scripts sends the place that was marked, counted as browsers count; without scripts people tick
    sentences. `revision` is the wording that was on the screen.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    sentences = forms.TypedMultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, coerce=int, label=_("Which sentences?")
    )
    codes = forms.ModelMultipleChoiceField(
        Code.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=_("What are these words about?"),
        help_text=_("Tick every code that fits."),
        error_messages={"required": _("Choose at least one code.")},
    )

    def __init__(self, *args: Any, places: Sequence[tuple[int, int]], codes: QuerySet[Code], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = places
        self.all_codes = list(codes)
        self.fields["sentences"].choices = [(index, "") for index in range(len(places))]  # type: ignore[attr-defined]
        self.fields["codes"].queryset = codes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        is_marked = found.get("start") is not None and found.get("end") is not None
        if not is_marked and not found.get("sentences"):
            self.add_error("sentences", _("Choose the words first: mark them, or tick their sentences."))
        return found

    def chosen(self) -> dict[str, Any]:
        """The wording, the passages and the codes, as `code_passages` takes them."""
        found = self.cleaned_data
        is_marked = found["start"] is not None and found["end"] is not None
        return {
            "revision_id": found["revision"],
            "passages": [(found["start"], found["end"])] if is_marked else self._ticked(),
            "is_utf16": is_marked,
            "codes": list(found["codes"]),
        }

    def _ticked(self) -> list[tuple[int, int]]:
        """The sentences that were ticked; neighbours are one passage."""
        passages: list[tuple[int, int]] = []
        previous = None
        for index in sorted(set(self.cleaned_data["sentences"])):
            start, end = self.places[index]
            if previous is not None and index == previous + 1:
                passages[-1] = (passages[-1][0], end)
            else:
                passages.append((start, end))
            previous = index
        return passages


def first_values(contribution: Contribution) -> dict[str, object]:
    """What a passage form begins with."""
    return {"revision": contribution.shown_revision_id}
