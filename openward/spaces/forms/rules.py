"""What people fill in when they propose house rules, talk about them, or settle them."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openward.people.models import Badge
from openward.spaces.actions.proposals import Wish
from openward.spaces.forms.members import GUESTS
from openward.spaces.models import HouseRule, RuleProposal


class _SpeakerForm(forms.Form):
    """Who speaks: asked only where the space does not know it yet."""

    badge = forms.ChoiceField(
        choices=GUESTS,
        widget=forms.RadioSelect,
        label=_("Who are you?"),
        help_text=_("Readers see this instead of a name."),
        error_messages={"required": _("Choose who you are. You can choose “I would rather not say”.")},
    )

    def __init__(self, data: QueryDict | None = None, *, is_known: bool, **options: Any) -> None:
        super().__init__(data, **options)
        if is_known:
            del self.fields["badge"]

    @property
    def badge_said(self) -> str:
        return str(self.cleaned_data.get("badge", Badge.UNSAID))


class ProposalForm(_SpeakerForm):
    """A new rule, other words for one, or that one is left out; and why."""

    field_order = ["kind", "rule_key", "text", "how_to_fix", "why", "badge"]
    kind = forms.ChoiceField(
        choices=RuleProposal.Kind.choices,
        widget=forms.RadioSelect,
        label=_("What do you propose?"),
        error_messages={"required": _("Choose what you propose.")},
    )
    rule_key = forms.ChoiceField(label=_("Which rule is it about?"), required=False)
    text = forms.CharField(
        label=_("The rule, in your words"),
        help_text=_("One short sentence that everybody understands."),
        max_length=200,
        required=False,
    )
    how_to_fix = forms.CharField(
        label=_("What can somebody do so that their words can be shown?"),
        help_text=_("A rule without a way out is a closed door."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a sentence or two why.")},
    )

    def __init__(
        self, data: QueryDict | None = None, *, rules: list[HouseRule], is_known: bool, rule_key: str = ""
    ) -> None:
        kind = RuleProposal.Kind.CHANGE if rule_key else None
        super().__init__(data, is_known=is_known, initial={"rule_key": rule_key, "kind": kind})
        field: Any = self.fields["rule_key"]
        field.choices = [("", _("Choose a rule")), *((rule.key, str(rule)) for rule in rules)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind")
        if kind in {RuleProposal.Kind.CHANGE, RuleProposal.Kind.LEAVE_OUT} and not given.get("rule_key"):
            self.add_error("rule_key", _("Choose the rule that you mean."))
        if kind in {RuleProposal.Kind.NEW, RuleProposal.Kind.CHANGE}:
            if not given.get("text", "").strip():
                self.add_error("text", _("Write the rule as you would have it."))
            if not given.get("how_to_fix", "").strip():
                self.add_error("how_to_fix", _("Say what somebody can do."))
        return given

    def wish(self) -> Wish:
        """What `propose_rule` takes."""
        said = self.cleaned_data
        kind = RuleProposal.Kind(said["kind"])
        return Wish(kind, said["why"], said["rule_key"], said["text"], said["how_to_fix"])


class RemarkForm(_SpeakerForm):
    """What somebody says about a proposal."""

    field_order = ["words", "badge"]
    words = forms.CharField(
        label=_("What do you think of it?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you think.")},
    )


class WhyForm(forms.Form):
    """Why the rules are written anew."""

    why = forms.CharField(
        label=_("Why the rules change"),
        help_text=_("Everybody reads it beside the new version."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NotShownForm(forms.Form):
    """Why a proposal is not shown, in words to its author."""

    answer = forms.CharField(
        label=_("Why not? Whoever proposed it reads these words."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell them why.")},
    )


ADOPT, DECLINE = "adopt", "decline"


class DecidingForm(forms.Form):
    """Taking a proposal up, in settled words, or not; with an answer that everybody reads."""

    verdict = forms.ChoiceField(
        choices=[(ADOPT, _("Take it up: a new version of the rules begins now")), (DECLINE, _("Do not take it up"))],
        widget=forms.RadioSelect,
        label=_("What is decided?"),
        error_messages={"required": _("Choose what is decided.")},
    )
    text = forms.CharField(label=_("The rule as it will stand"), max_length=200, required=False)
    how_to_fix = forms.CharField(
        label=_("What somebody can do so that their words can be shown"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("Everybody reads it: what spoke for it and against it, and a thank you."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, to whoever proposed it and to everybody.")},
    )

    def __init__(self, data: QueryDict | None = None, *, proposal: RuleProposal) -> None:
        super().__init__(data, initial={"text": proposal.text, "how_to_fix": proposal.how_to_fix})
        if proposal.kind == RuleProposal.Kind.LEAVE_OUT:
            del self.fields["text"], self.fields["how_to_fix"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("verdict") == ADOPT:
            for name in ("text", "how_to_fix"):
                if name in self.fields and not given.get(name, "").strip():
                    self.add_error(name, _("Write both parts of the rule."))
        return given

    def settled(self) -> dict[str, str]:
        """What `adopt_proposal` takes, besides the proposal and who decides."""
        said = self.cleaned_data
        return {"text": said.get("text", ""), "how_to_fix": said.get("how_to_fix", ""), "answer": said["answer"]}
