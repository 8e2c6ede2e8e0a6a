"""What those who answer fill in, and what contributors say about an answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openward.design.widgets import DayMonthYear
from openward.improvements.models import Improvement, Measure
from openward.kit.reason_form import ReasonForm, reason_field
from openward.kit.words_field import WordsField
from openward.people.access import Actor
from openward.responses.actions import Claim
from openward.responses.models import AnswerReport, Area, Response, Telling

LONGEST_ANSWER = 4_000
LONGEST_REASON = 1_000


class ResponseForm(forms.Form):
    """An answer. What is asked besides the words depends on the status."""

    status = forms.ChoiceField(label=_("What is your answer?"), choices=Response.Status, widget=forms.RadioSelect)
    because = WordsField(longest=LONGEST_REASON, label=_("Why not?"), required=False)
    promised_by_on = forms.DateField(label=_("By when?"), widget=DayMonthYear, required=False)
    what_changed = WordsField(longest=LONGEST_REASON, label=_("What changed?"), required=False)
    since_on = forms.DateField(label=_("Since when?"), widget=DayMonthYear, required=False)
    how_we_know = WordsField(longest=LONGEST_REASON, label=_("How do you know?"), required=False)
    shown_by = forms.ChoiceField(label=_("Which measure shows it?"), required=False)
    words = WordsField(longest=LONGEST_ANSWER, label=_("Your answer"))
    areas_covered = forms.MultipleChoiceField(
        label=_("What my answer has"), choices=Area, widget=forms.CheckboxSelectMultiple, required=False
    )
    signed_name = forms.CharField(label=_("Your name, as everybody will see it"), max_length=120)
    signed_role = forms.CharField(label=_("Your role"), max_length=120)

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        measures: Iterable[Measure] = (),
        improvements: Iterable[Improvement] = (),
        response: Response | None = None,
        **kwargs: Any,
    ) -> None:
        account = actor.account
        own = {"signed_name": account.name, "signed_role": account.job_title} if account else {}
        kwargs["initial"] = _values_of(response) if response else own
        super().__init__(*args, **kwargs)
        self.measures = list(measures)
        self._measures = {f"measure-{measure.pk}": measure for measure in self.measures}
        self._improvements = {f"improvement-{improvement.pk}": improvement for improvement in improvements}
        choices: list[tuple[str, Any]] = [("", _("None: I say in words how we know"))]
        choices += [(key, f"{measure.improvement.title}: {measure.name}") for key, measure in self._measures.items()]
        choices += [
            (key, _("%(title)s (no measure)") % {"title": improvement.title})
            for key, improvement in self._improvements.items()
        ]
        shown_by = self.fields["shown_by"]
        assert isinstance(shown_by, forms.ChoiceField)
        shown_by.choices = choices

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        needed = {
            Response.Status.WILL_DO: {"promised_by_on": _("Say by when. A promise without a date cannot be kept.")},
            Response.Status.NO_BECAUSE: {"because": _("Say why not. People can live with a no that has a reason.")},
            Response.Status.DID: {
                "what_changed": _("Say what is different now."),
                "since_on": _("Say since when it has been different."),
                "how_we_know": _("Say how you know that it happened."),
            },
        }.get(values.get("status", ""), {})
        for field, message in needed.items():
            if not values.get(field) and field not in self.errors:
                self.add_error(field, message)
        since_on, today = values.get("since_on"), timezone.localdate()
        if values.get("status") == Response.Status.DID and since_on and since_on > today:
            self.add_error("since_on", _("This day has not come yet: “We did it” is for what has happened."))
        promised_by_on = values.get("promised_by_on")
        if values.get("status") == Response.Status.WILL_DO and promised_by_on and promised_by_on < today:
            self.add_error("promised_by_on", _("This day has passed. A promise is for a day to come."))
        return values

    def answer(self) -> dict[str, Any]:
        """The clean values as the actions take them; what belongs to another status is left behind."""
        values = self.cleaned_data
        status = values["status"]
        return {
            "status": status,
            "words": values["words"],
            "because": values["because"] if status == Response.Status.NO_BECAUSE else "",
            "promised_by_on": values["promised_by_on"] if status == Response.Status.WILL_DO else None,
            "areas_covered": values["areas_covered"],
            "signed_name": values["signed_name"],
            "signed_role": values["signed_role"],
            "claim": self._claim() if status == Response.Status.DID else None,
        }

    def _claim(self) -> Claim:
        values = self.cleaned_data
        measure = self._measures.get(values["shown_by"])
        return Claim(
            what_changed=values["what_changed"],
            since_on=values["since_on"],
            how_we_know=values["how_we_know"],
            improvement=measure.improvement if measure else self._improvements.get(values["shown_by"]),
            measure=measure,
        )


def _values_of(response: Response) -> dict[str, Any]:
    names = ("status", "because", "promised_by_on", "words", "areas_covered", "signed_name", "signed_role")
    values = {name: getattr(response, name) for name in names}
    claim = getattr(response, "claim", None)
    if claim:
        shown_by = f"improvement-{claim.improvement_id}" if claim.improvement_id else ""
        values |= {
            "what_changed": claim.what_changed,
            "since_on": claim.since_on,
            "how_we_know": claim.how_we_know,
            "shown_by": f"measure-{claim.measure_id}" if claim.measure_id else shown_by,
        }
    return values


class SendBackForm(forms.Form):
    reason = WordsField(longest=LONGEST_REASON, label=_("What are you not sure of?"))


class AnswerReportForm(ReasonForm):
    """What is wrong with a shown answer."""

    reason = reason_field(AnswerReport.Reason.choices)


class TakeAwayForm(forms.Form):
    reason = WordsField(longest=LONGEST_REASON, label=_("Why is it taken away?"))


class TellingForm(forms.Form):
    """What a contributor thinks of the answer they were given."""

    verdict = forms.ChoiceField(
        label=_("Does this answer meet your point?"), choices=Telling.Verdict, widget=forms.RadioSelect
    )
    words = WordsField(longest=LONGEST_REASON, label=_("Anything you want to say to us about it"), required=False)
    look_again = forms.BooleanField(label=_("Please look at my point again"), required=False)
