"""What people on call fill in."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from openward.people.models import Account, BreakGlass
from openward.safety.models import CrisisCase, OnCall

Act = CrisisCase.Act
PLACES_SHOWN = 6
LONGEST = 4_000


class _OfVersion(forms.Form):
    """A form about a crisis as it stood on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Several of these stand on one page: each needs ids of its own.
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)


class LevelForm(_OfVersion):
    """How great the danger is, with a note for colleagues."""

    level = forms.ChoiceField(
        label=_("How great is the danger?"),
        choices=CrisisCase.Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one. If you are unsure, choose the graver one.")},
    )
    words = forms.CharField(
        label=_("Why do you think so?"),
        help_text=_("For your colleagues. Leave out names."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ActForm(_OfVersion):
    """What is done, in words: to the author for a signpost or a message, a note of what was done otherwise."""

    act = forms.ChoiceField(
        label=_("What do you do?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what you do.")}
    )
    words = forms.CharField(
        label=_("Your words"),
        help_text=_(
            "To the author, when you write or signpost. Otherwise a note for your colleagues: what you did, and when."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write to the author, or write down what you did.")},
    )

    def __init__(self, *args: Any, acts: tuple[Act, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["act"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(one.value, one.label) for one in acts]


class WordsForm(_OfVersion):
    """One note: to the author, or what was found or learnt."""

    words = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words.")},
    )


class MessageForm(WordsForm):
    """One more message to the author."""


class FollowForm(WordsForm):
    """What somebody found when they looked again."""


class ReviewForm(WordsForm):
    """What the team learnt."""


class ThreadForm(forms.Form):
    """Words for the others in the conversation, and whether it slows down, closes for a while, or is remembered."""

    SLOW, LOCK, MEMORIAL = "slow", "lock", "memorial"
    words = forms.CharField(
        label=_("What the others read above the conversation"),
        help_text=_("Kind and short, without saying what was written or by whom."),
        initial=_(
            "Some words here may have been hard to read. The team is looking after it. If you are struggling yourself, "
            "please talk to somebody: the numbers are at the top of every page for words."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words to the others.")},
    )
    how = forms.ChoiceField(
        label=_("And the conversation"),
        choices=[
            (SLOW, _("goes on slowly: a pause between two replies of one person")),
            (LOCK, _("closes to new words for now")),
            (MEMORIAL, _("becomes a memorial: it stays to be read, and closes")),
        ],
        initial=LOCK,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens to the conversation.")},
    )


class FlagForm(forms.Form):
    """A moderator's sign, with a note if there is one."""

    words = forms.CharField(
        label=_("What made you think so?"),
        help_text=_("For the people on call. You can leave it empty."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class IdentityForm(forms.Form):
    """Asking to know who somebody is: a reason, a legal basis, and as little as will do."""

    reason = forms.CharField(
        label=_("Why must you know who it is?"),
        help_text=_("What else did you try? A second person reads this and decides."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason.")},
    )
    legal_basis = forms.ChoiceField(
        label=_("What allows it?"),
        choices=BreakGlass.Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what allows it.")},
    )
    fields_wanted = forms.MultipleChoiceField(
        label=_("What do you need to know?"),
        help_text=_("Choose as little as will do. Nothing else is shown."),
        choices=BreakGlass.Field.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what you need to know.")},
    )


class OnCallForm(forms.Form):
    """The list: for each colleague a place, or none, and the text address of their phone."""

    def __init__(self, *args: Any, colleagues: list[Account], listed: list[OnCall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = colleagues
        now = {one.account_id: one for one in listed}
        numbers: list[tuple[str, Any]] = [("", _("Not on the list"))]
        numbers += [(str(number), str(number)) for number in range(1, PLACES_SHOWN + 1)]
        for one in colleagues:
            kept = now.get(one.pk)
            self.fields[f"place_{one.pk}"] = forms.ChoiceField(
                label=_("Place of %(name)s") % {"name": one.name},
                choices=numbers,
                required=False,
                initial=str(kept.place) if kept else "",
            )
            self.fields[f"text_{one.pk}"] = forms.EmailField(
                label=_("Text address of %(name)s") % {"name": one.name},
                required=False,
                initial=kept.text_address if kept else "",
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(f"place_{one.pk}") for one in self.colleagues):
            self.add_error(None, _("Put somebody on the list: an alert has to reach somebody."))
        return given

    def chosen(self) -> list[tuple[Account, int, str]]:
        """Account, place and text address of everybody on the list."""
        found = [
            (one, self.cleaned_data[f"place_{one.pk}"], self.cleaned_data.get(f"text_{one.pk}") or "")
            for one in self.colleagues
        ]
        return [(account, int(place), text) for account, place, text in found if place]


class TemplateForm(forms.Form):
    """A message that helps to write to somebody."""

    title = forms.CharField(
        label=_("Its name in the list"), max_length=80, error_messages={"required": _("Give it a name.")}
    )
    words = forms.CharField(
        label=_("The words"),
        help_text=_("Whoever uses them changes them to fit. Ask people who have been there to read them with you."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write the message.")},
    )

    def key(self) -> str:
        """The key of a new message, from its name."""
        return slugify(self.cleaned_data["title"])[:40].strip("-") or "message"
