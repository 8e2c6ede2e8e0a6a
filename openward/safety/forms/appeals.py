"""What somebody fills in who asks for another look, and what a moderator fills in who takes it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.kit.text import tidy
from openward.people.models import Organisation
from openward.safety.actions.overturning import MILDER
from openward.safety.forms.readings import LONGEST_WORDS
from openward.safety.models import CAUSES, Appeal, Decision

State = Appeal.State
MILDER_LABELS: dict[str, Any] = {
    Decision.Outcome.HIDE: _("It was too hard: hide the words instead"),
    Decision.Outcome.COMMUNITY_ONLY: _("It was too hard: show the words to members only"),
    Decision.Outcome.LIMIT: _("It was too hard: show the words, with replies closed"),
}


class AppealForm(forms.Form):
    """One box. With `is_again` a second one, for what nobody could know the first time."""

    words = forms.CharField(
        label=_("What did we get wrong?"),
        help_text=_("A few words are enough. Write it as you would say it."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Tell us in a few words what we got wrong.")},
    )
    new_facts = forms.CharField(
        label=_("What is new, that we could not know the first time?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tell us what is new. Without it, the answer you have stays.")},
    )

    def __init__(self, *arguments: Any, is_again: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not is_again:
            del self.fields["new_facts"]

    def clean_words(self) -> str:
        return tidy(self.cleaned_data["words"])

    def values(self) -> dict[str, str]:
        return {"words": self.cleaned_data["words"], "new_facts": tidy(self.cleaned_data.get("new_facts", ""))}


class AppealDecisionForm(forms.Form):
    """What a moderator decides about an appeal, and why. A milder decision is offered where there is one."""

    outcome = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    cause = forms.ChoiceField(
        label=_("What went wrong the first time?"),
        help_text=_("Only if you change the decision. It helps those who keep the rules. The author never sees it."),
        choices=[(one.value, one.label) for one in CAUSES[Appeal.Side.AUTHOR]],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Your words to whoever asked"),
        help_text=_("Kind and plain: what you looked at, what you decide and why."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Tell them why, in kind words.")},
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, appeal: Appeal, **options: Any) -> None:
        super().__init__(*arguments, **options)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = outcome_choices(appeal)

    def clean_reason(self) -> str:
        return tidy(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") not in {None, State.UPHELD} and not cleaned.get("cause"):
            self.add_error("cause", _("Choose what went wrong the first time."))
        return cleaned

    def values(self) -> dict[str, Any]:
        outcome, _colon, milder = self.cleaned_data["outcome"].partition(":")
        return {
            "outcome": State(outcome),
            "milder": Decision.Outcome(milder) if milder else None,
            "cause": "" if outcome == State.UPHELD else self.cleaned_data["cause"],
            "reason": self.cleaned_data["reason"],
            "version": self.cleaned_data["version"],
        }


def outcome_choices(appeal: Appeal) -> list[tuple[str, Any]]:
    """What can be decided about an appeal; a milder decision only while the first one holds."""
    if appeal.about == Appeal.About.MEASURE:
        return [(State.UPHELD, _("The measure stands")), (State.OVERTURNED, _("It was wrong: the measure ends"))]
    if appeal.side == Appeal.Side.REPORTER:
        # What was too little is decided anew, on a page of its own.
        return [(State.UPHELD, _("The decision stands"))]
    choices: list[tuple[str, Any]] = [
        (State.UPHELD, _("The decision stands")),
        (State.OVERTURNED, _("It was wrong: undo it, with everything that followed")),
    ]
    decision = appeal.decision
    if decision is not None and decision.overturned_at is None:
        choices += [(f"{State.VARIED}:{one}", MILDER_LABELS[one]) for one in MILDER.get(decision.outcome, ())]
    return choices


class HelpForm(forms.Form):
    """Another organisation, and which way the help goes."""

    other = forms.ModelChoiceField(
        label=_("The other organisation"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose an organisation.")},
    )
    way = forms.ChoiceField(
        label=_("Who helps whom?"),
        choices=[("theirs", _("Their moderators help us")), ("ours", _("Our moderators help them"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who helps whom.")},
    )

    def __init__(self, *arguments: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*arguments, **options)
        other = self.fields["other"]
        assert isinstance(other, forms.ModelChoiceField)
        other.queryset = Organisation.objects.exclude(pk=organisation.pk).order_by("name")
