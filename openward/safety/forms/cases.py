"""What a moderator fills in who works on a report case."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Revision
from openward.kit.text import tidy
from openward.methods.sentences import sentence_spans
from openward.safety.forms.readings import (
    LONGEST_WORDS,
    PassagesField,
    RuleChoice,
    ScreenForm,
    part_label,
    span_value,
)
from openward.safety.models import Decision, Step
from openward.spaces.models import HouseRule

Outcome = Decision.Outcome
LASTING = (Outcome.LABEL, Outcome.CORRECT, Outcome.LIMIT, Outcome.COMMUNITY_ONLY, Outcome.HIDE)
"""What can end by itself; what is removed stays removed unless it is undone."""
ENDLESS = "0"
LASTS: list[tuple[str, Any]] = [
    (ENDLESS, _("Until somebody lifts it")),
    ("1", _("1 day")),
    ("7", _("7 days")),
    ("30", _("30 days")),
]
STEPS: list[tuple[str, Any]] = [
    (Step.OK, _("None: this is about the words alone")),
    (Step.WARNED, _("A warning")),
    (Step.RATE_LIMITED, _("One message an hour, for the time below")),
    (Step.PRE_MODERATED, _("A person reads everything first, for the time below")),
    (Step.READ_ONLY, _("Reading, not sending, for the time below")),
    (Step.SUSPENDED, _("Not taking part, for the time below")),
    (Step.REMOVED, _("Not taking part any more")),
]
STEP_LASTS: list[tuple[str, Any]] = [("1", _("1 day")), ("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days"))]
ENDLESS_STEPS = frozenset({Step.WARNED, Step.REMOVED})


class NoteOnForm(forms.Form):
    """A note that goes with handing something on: why, or what is asked."""

    words = forms.CharField(
        label=_("Your note"),
        help_text=_("Only moderators read this."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words first.")},
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, required=False)

    def clean_words(self) -> str:
        return tidy(self.cleaned_data["words"])


class DecisionForm(ScreenForm):
    """A decision against words that readers have seen: which words, which rule or law, what was seen, what the author
    is told, how long, and a step on the ladder if the words are not enough."""

    passages = PassagesField(
        label=_("Which words is it about?"),
        help_text=_("Tick the sentences. The author sees them marked on their private page."),
        required=False,
    )
    rule = RuleChoice(
        label=_("Which rule is it about?"), queryset=HouseRule.objects.none(), required=False
    )
    legal_ground = forms.CharField(
        label=_("Or which law, and why"),
        help_text=_("Only where the law forbids the words, whatever the rules say."),
        max_length=500,
        required=False,
    )
    facts = forms.CharField(
        label=_("What you saw"),
        help_text=_("For the record: no names, and not the words themselves."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a sentence what you saw.")},
    )
    words_to_author = forms.CharField(
        label=_("Your words to the author"),
        help_text=_("Kind and plain. They also read how to ask somebody else to look again."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Tell the author why, in kind words.")},
    )
    lasts = forms.ChoiceField(
        label=_("For how long?"), choices=LASTS, initial=ENDLESS, required=False, widget=forms.RadioSelect
    )
    step = forms.ChoiceField(
        label=_("A step for the person"),
        help_text=_(
            "Only if the words are not enough. It holds in this space, for people who sign in: somebody without an "
            "account can write again as somebody new."
        ),
        choices=STEPS,
        initial=Step.OK,
        required=False,
        widget=forms.RadioSelect,
    )
    step_lasts = forms.ChoiceField(label=_("The step lasts"), choices=STEP_LASTS, required=False, initial="7")
    pinned_note = forms.CharField(max_length=LONGEST_WORDS, required=False)
    pinned_source = forms.URLField(max_length=500, required=False, assume_scheme="https")

    def __init__(
        self, *arguments: Any, outcome: Decision.Outcome, rules: list[HouseRule], revision: Revision, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.outcome = outcome
        self.revision = revision
        rule = self.fields["rule"]
        assert isinstance(rule, RuleChoice)
        rule.queryset = HouseRule.objects.filter(pk__in=[one.pk for one in rules])
        rule.empty_label = None
        passages = self.fields["passages"]
        assert isinstance(passages, PassagesField)
        passages.text = revision.text
        passages.choices = [
            (span_value(start, end), revision.text[start:end]) for start, end in sentence_spans(revision.text)
        ]
        if outcome not in LASTING:
            del self.fields["lasts"]
        self._pinned()
        self._parts()

    def _pinned(self) -> None:
        if self.outcome not in {Outcome.LABEL, Outcome.CORRECT}:
            del self.fields["pinned_note"], self.fields["pinned_source"]
            return
        is_correction = self.outcome == Outcome.CORRECT
        self.fields["pinned_note"] = forms.CharField(
            label=_("The correction that readers see") if is_correction else _("The note that readers see"),
            help_text=_("It stands under the words. The words themselves stay as they are."),
            max_length=LONGEST_WORDS,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": _("Write what readers should see.")},
        )
        self.fields["pinned_source"] = forms.URLField(
            label=_("Where it can be read up"),
            help_text=_("A web address, for example of a page of the health service."),
            max_length=500,
            required=is_correction,
            assume_scheme="https",
            error_messages={
                "required": _("A correction needs a source that people can read."),
                "invalid": _("This is not a whole web address."),
            },
        )

    def _parts(self) -> None:
        if self.outcome != Outcome.PROPOSE_EDIT:
            return
        for place, (name, text) in enumerate(self.revision.parts):
            self.fields[f"part_{place}"] = forms.CharField(
                label=part_label(name),
                initial=text,
                required=False,
                widget=forms.Textarea(attrs={"rows": min(12, 3 + len(text) // 80)}),
            )

    @property
    def part_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("part_")]

    @property
    def sentence_values(self) -> set[str]:
        return {span_value(start, end) for start, end in sentence_spans(self.revision.text)}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("words_to_author", "facts", "pinned_note"):
            if name in cleaned:
                cleaned[name] = tidy(cleaned[name])
        if not cleaned.get("rule") and not cleaned.get("legal_ground", "").strip() and "rule" not in self.errors:
            self.add_error("rule", _("Choose the rule that it is about, or name the law."))
        if self.part_names:
            self._clean_parts(cleaned)
        return cleaned

    # The same parts with other words in them, kept exactly where nobody touched them.
    def _clean_parts(self, cleaned: dict[str, Any]) -> None:
        texts = [tidy(cleaned.get(field, "")) for field in self.part_names]
        before = [tidy(text) for _name, text in self.revision.parts]
        if texts == before:
            self.add_error("part_0", _("Nothing is changed yet. Change the words that you would like to see changed."))
        if not any(texts):
            self.add_error("part_0", _("Some words have to stay. To show none of them, hide or remove them."))
        cleaned["parts"] = [
            [name, own[1] if text == kept else text]
            for (name, _text), text, kept, own in zip(
                self.revision.parts, texts, before, self.revision.parts, strict=True
            )
        ]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        now = timezone.now()
        names = (
            "revision_sha256",
            "version",
            "note",
            "rule",
            "legal_ground",
            "facts",
            "passages",
            "words_to_author",
            "pinned_note",
            "pinned_source",
            "parts",
        )
        found = {name: given[name] for name in names if name in given}
        if given.get("lasts") and given["lasts"] != ENDLESS:
            found["ends_at"] = now + datetime.timedelta(days=int(given["lasts"]))
        if given.get("step") and given["step"] != Step.OK:
            step = Step(given["step"])
            found["step"] = step
            if step not in ENDLESS_STEPS:
                found["step_until"] = now + datetime.timedelta(days=int(given.get("step_lasts") or 7))
        return found
