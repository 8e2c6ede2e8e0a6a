"""What is filled in about words on the house rules: a report, a decision, and another look."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openward.kit.reason_form import ReasonForm, reason_field
from openward.kit.words_field import WordsField
from openward.safety.models import Report
from openward.spaces.models import HouseRule

LONGEST = 1_000


class RuleReportForm(ReasonForm):
    """What is wrong with a proposal about the rules, or with a remark on it."""

    reason = reason_field(Report.Category.choices)


class TakeRuleWordsAwayForm(forms.Form):
    """Why words are taken away, in words to their author, and the rule that they break."""

    rule = forms.ChoiceField(label=_("Which rule does it break?"), required=False)
    because = WordsField(
        longest=LONGEST,
        label=_("Why is it taken away?"),
        help_text=_("Whoever wrote it reads this: say kindly what is wrong, and how it could be said instead."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell them why.")},
    )

    def __init__(self, *arguments: Any, rules: Iterable[HouseRule], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._rules = {str(rule.pk): rule for rule in rules}
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        none = _("None of them: I say in words what is wrong")
        field.choices = [("", none), *((key, str(rule)) for key, rule in self._rules.items())]

    @property
    def decided(self) -> dict[str, Any]:
        """The clean values as the action takes them."""
        return {"because": self.cleaned_data["because"], "rule": self._rules.get(self.cleaned_data["rule"])}


class AskAgainForm(forms.Form):
    """Why taking words away was a mistake, as their author sees it."""

    words = WordsField(
        longest=LONGEST,
        label=_("What should they know?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words why it should be looked at again.")},
    )


class LookAgainForm(forms.Form):
    """What comes of another look, in words to the author."""

    answer = WordsField(
        longest=LONGEST,
        label=_("Your answer"),
        help_text=_("Whoever wrote it reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tell them why.")},
    )
