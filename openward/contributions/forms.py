"""What people fill in: a story, a reply, another wording, what they allow."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from openward.contributions.models import Feeling, Provenance
from openward.contributions.models.contributions import Contribution
from openward.design.wording import month as month_in_words
from openward.kit.text import tidy
from openward.people.models import Badge, Purpose, Service
from openward.spaces.models import HouseRule, IdentityRule, Space
from openward.spaces.queries import rules_in_force

LONGEST_STORY = 6_000
LONGEST_PART = 3_000
LONGEST_COMMENT = 3_000
MONTHS_BACK = 24

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
BADGES = [
    (Badge.PATIENT.value, _("A patient")),
    (Badge.CARER.value, _("A carer")),
    (Badge.FAMILY.value, _("A family member or friend")),
    (Badge.ADVOCATE.value, _("An advocate: I speak for somebody")),
    (Badge.STAFF.value, _("A member of staff")),
    (Badge.UNSAID.value, _("I would rather not say")),
]
OWN, HELPED, FOR_OTHER = "own", "helped", "for_other"
WRITING = [
    (OWN, _("I am writing this myself")),
    (HELPED, _("Somebody is helping me to write")),
    (FOR_OTHER, _("I am writing down what somebody else tells me")),
]
NAMED_RULES = {IdentityRule.PSEUDONYM, IdentityRule.FIRST_NAME, IdentityRule.REAL_NAME}


class WordsField(forms.CharField):
    """A box for words, tidied of what nobody types on purpose."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        longest = options.get("max_length", LONGEST_PART)
        too_long = format_lazy(_("Please keep this to {longest} characters."), longest=f"{longest:,}")
        options.setdefault("error_messages", {}).setdefault("max_length", too_long)
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class KeepsRules(forms.Form):
    """A form beside which the house rules stand. Whoever has not agreed to this version of them yet does so here."""

    rules: Sequence[HouseRule] = ()

    def ask_about_rules(self, rules: Sequence[HouseRule], *, has_accepted: bool) -> None:
        """Show the rules beside the box, and ask for a tick unless somebody gave it before."""
        self.rules = rules
        if not rules or has_accepted:
            return
        self.fields["keeps_rules"] = forms.BooleanField(
            label=_("I have read the house rules, and I keep to them"),
            error_messages={"required": _("Read the house rules, and tick that you keep to them.")},
        )
        self.fields["rules_version"] = forms.CharField(
            required=False, initial=str(rules[0].version), widget=forms.HiddenInput
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("keeps_rules") and found.get("rules_version") != str(self.rules[0].version):
            changed = _("The rules changed while you were writing. Read them again, and tick this.")
            self.add_error("keeps_rules", changed)
            # Shown again, the page asks about the version that holds now.
            again: Any = self.data.copy()  # type: ignore[attr-defined]
            again.pop("keeps_rules", None)
            again["rules_version"] = str(self.rules[0].version)
            self.data = again
        return found

    @property
    def accepted_rules(self) -> int:
        """The version that was ticked here; 0 where none was asked for."""
        return self.rules[0].version if self.cleaned_data.get("keeps_rules") else 0


class PurposesForm(forms.Form):
    """The five choices, each its own yes or no. Showing and writing are asked; the other three are given."""

    publish = forms.ChoiceField(
        choices=YES_NO,
        widget=forms.RadioSelect,
        label=_("May we show your words on this website?"),
        error_messages={"required": _("Say yes or no: may we show your words on this website?")},
    )
    quote = forms.BooleanField(required=False, label=_("Quote my words in reports and on posters"))
    teach = forms.BooleanField(required=False, label=_("Use my words to teach staff"))
    research = forms.BooleanField(required=False, label=_("Use my words in research"))
    contact = forms.ChoiceField(
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
        initial="no",
        label=_("May we write to you about what you said?"),
    )
    email = forms.EmailField(
        required=False,
        max_length=254,
        label=_("Your e-mail address"),
        error_messages={"invalid": _("Check the e-mail address: it looks like name@example.org.")},
    )
    keeps_address = False
    """Whether an address is kept already, so that an empty box leaves it as it is."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("contact") != "yes":
            # Somebody who says no after typing an address gives no address: it is not kept.
            found["email"] = ""
            self.errors.pop("email", None)
        elif not found.get("email") and "email" not in self.errors and not self.keeps_address:
            self.add_error("email", _("Write the e-mail address that we may use, or choose “No” above."))
        found["purposes"] = [
            purpose for purpose in Purpose.values if found.get(purpose) is True or found.get(purpose) == "yes"
        ]
        return found


class ConsentsForm(PurposesForm):
    """Changing what was allowed, from the private page."""

    def __init__(self, *args: Any, contribution: Contribution, keeps_address: bool, **options: Any) -> None:
        said = {
            purpose: getattr(contribution, f"may_{purpose}")
            for purpose in (Purpose.QUOTE.value, Purpose.TEACH.value, Purpose.RESEARCH.value)
        }
        asked = {
            purpose: "yes" if getattr(contribution, f"may_{purpose}") else "no"
            for purpose in (Purpose.PUBLISH.value, Purpose.CONTACT.value)
        }
        super().__init__(*args, **{**options, "initial": {**said, **asked}})
        self.keeps_address = keeps_address

    def values(self, *, code: str, language: str) -> dict[str, Any]:
        """What `change_consents` takes, besides the contribution and who says it."""
        said = self.cleaned_data
        return {"given": said["purposes"], "email": said["email"], "code": code, "language": language}


class StoryWordsForm(KeepsRules):
    """The guided story: one box must be filled, the others help."""

    happened = WordsField(
        max_length=LONGEST_STORY,
        label=_("What happened?"),
        error_messages={"required": _("Write a few words about what happened.")},
    )
    good = WordsField(max_length=LONGEST_PART, required=False, label=_("What was good?"))
    better = WordsField(max_length=LONGEST_PART, required=False, label=_("What could be better?"))

    def parts(self) -> list[list[str]]:
        """The words as a revision keeps them, without empty parts."""
        return [[name, self.cleaned_data[name]] for name in ("happened", "good", "better") if self.cleaned_data[name]]


class StoryForm(StoryWordsForm, PurposesForm):
    """Telling a story."""

    # As on the page, so that the list of what needs another look follows it.
    field_order = [
        "happened", "good", "better", "feelings", "service", "month", "badge", "handle", "writing", "helper",
        "publish", "quote", "teach", "research", "contact", "email", "danger", "draft",
    ]  # fmt: skip
    feelings = forms.MultipleChoiceField(
        choices=Feeling.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("How did it feel?"),
        help_text=_("Choose all that fit, or none."),
    )
    service = forms.ModelChoiceField(
        queryset=Service.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("I am not sure, or would rather not say"),
        label=_("Where was it?"),
    )
    month = forms.ChoiceField(
        required=False,
        label=_("When was it?"),
        help_text=_("The month is enough. A full date could show who you are."),
    )
    badge = forms.ChoiceField(
        choices=BADGES,
        widget=forms.RadioSelect,
        label=_("Who are you?"),
        help_text=_("Readers see this instead of a name."),
        error_messages={"required": _("Choose who you are. You can choose “I would rather not say”.")},
    )
    handle = forms.CharField(max_length=60, required=False, label=_("A name to show with your words"))
    writing = forms.ChoiceField(
        choices=WRITING, widget=forms.RadioSelect, required=False, initial=OWN, label=_("Is anybody helping?")
    )
    helper = forms.CharField(
        max_length=120,
        required=False,
        label=_("Who is helping, or for whom are you writing?"),
        help_text=_("For example “my daughter” or “a ward volunteer”. No names, please."),
    )
    danger = forms.BooleanField(required=False, label=_("I or somebody else may be in danger"))
    draft = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    """The code of the draft that was opened, so that it is this one that is kept again or sent."""

    def __init__(self, *args: Any, space: Space, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service"].queryset = space.organisation.services.filter(is_open=True)  # type: ignore[attr-defined]
        self.fields["month"].choices = month_choices(timezone.localdate())  # type: ignore[attr-defined]
        ask_for_name(self, space)
        # A story leads to nobody, so nobody can have agreed before.
        self.ask_about_rules(rules_in_force(space), has_accepted=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        found["helper"] = tidy(found.get("helper", ""))
        if found.get("writing") in {HELPED, FOR_OTHER}:
            if not found["helper"]:
                self.add_error("helper", _("Say who, for example “my daughter”."))
        else:
            found["helper"] = ""
        return found

    def can_be_kept(self) -> bool:
        """Whether there are words to keep for later that fit the boxes; what else is missing may be missing."""
        found = [self.data.get(name, "").strip() for name in ("happened", "good", "better")]
        self.full_clean()
        if not any(found):
            return False
        if not found[0]:
            self.errors.pop("happened", None)
        return not {"happened", "good", "better"} & set(self.errors)

    def values(self) -> dict[str, Any]:
        """What `submit_story` takes, besides the space, the language and who sends."""
        said = self.cleaned_data
        return {
            "parts": self.parts(),
            "badge": said["badge"],
            "consents": said["purposes"],
            "service": said["service"],
            "happened_on": datetime.date.fromisoformat(said["month"]) if said["month"] else None,
            "feelings": said["feelings"],
            "helper": said["helper"],
            "email": said["email"],
            "handle": tidy(said.get("handle", "")),
            "may_be_in_danger": said["danger"],
            "provenance": Provenance.HELPER if said["writing"] == FOR_OTHER else Provenance.WEB,
            "accepted_rules": self.accepted_rules,
        }


class CommentForm(KeepsRules):
    """Replying to a story or to another reply."""

    words = WordsField(
        max_length=LONGEST_COMMENT,
        label=_("Your reply"),
        error_messages={"required": _("Write your reply first.")},
    )
    badge = forms.ChoiceField(
        choices=BADGES,
        widget=forms.RadioSelect,
        label=_("Who are you?"),
        help_text=_("Readers see this instead of a name."),
        error_messages={"required": _("Choose who you are. You can choose “I would rather not say”.")},
    )
    handle = forms.CharField(max_length=60, required=False, label=_("A name to show with your words"))
    publish = forms.BooleanField(
        label=_("Yes, show my reply on this website"),
        error_messages={"required": _("A reply is there to be read. Tick the box if we may show it.")},
    )
    looked_again = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, space: Space, as_staff: bool, real_name: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        ask_for_name(self, space)
        if as_staff:
            # Who somebody is to the service is known, not chosen; a real name too, where the space asks for one.
            del self.fields["badge"]
            if space.identity_rule == IdentityRule.REAL_NAME:
                self.fields.pop("handle")
        self.real_name = real_name if as_staff and space.identity_rule == IdentityRule.REAL_NAME else ""

    def values(self) -> dict[str, Any]:
        """What `submit_comment` takes, besides what is replied to and who sends."""
        said = self.cleaned_data
        return {
            "words": said["words"],
            "badge": said.get("badge", Badge.STAFF),
            "handle": self.real_name or tidy(said.get("handle", "")),
            "accepted_rules": self.accepted_rules,
        }


class CommentWordsForm(KeepsRules):
    """Another wording of a reply or a survey comment."""

    words = WordsField(
        max_length=LONGEST_STORY,
        label=_("Your words"),
        error_messages={"required": _("Write something, or take your words back instead.")},
    )

    def parts(self) -> list[list[str]]:
        return [["words", self.cleaned_data["words"]]]


class EraseForm(forms.Form):
    """Erasing asks once more."""

    is_sure = forms.BooleanField(
        label=_("Yes, erase my words. I know that this cannot be undone."),
        error_messages={"required": _("Tick the box if you are sure.")},
    )


def ask_for_name(form: forms.Form, space: Space) -> None:
    """Ask for a name only where the space shows names, and say which name is meant."""
    if space.identity_rule not in NAMED_RULES:
        del form.fields["handle"]
        return
    field = form.fields["handle"]
    if space.identity_rule == IdentityRule.REAL_NAME:
        field.required = True
        field.label = _("Your name")
        field.help_text = _("This conversation shows real names. Everybody who reads it will see yours.")
        field.error_messages["required"] = _("Write your name: this conversation shows real names.")
    else:
        field.help_text = _("Make one up, or use a first name. Leave it empty to be shown by your role only.")


def month_choices(today: datetime.date) -> list[tuple[str, Any]]:
    """The months of the last two years, newest first, after the choice not to say."""
    found: list[tuple[str, Any]] = [("", _("Longer ago, or I am not sure"))]
    year, number = today.year, today.month
    for _month in range(MONTHS_BACK):
        first = datetime.date(year, number, 1)
        found.append((first.isoformat(), month_in_words(first)))
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    return found
