"""What became of something while a moderator worked on it, and the words that they had written by then."""

import dataclasses

from django.http import QueryDict
from django.utils.translation import gettext as _

from openward.safety.queries.fates import Fate


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What happened, in a few words and in a sentence or two."""

    title: str
    text: str

    @property
    def sentence(self) -> str:
        """Both in one, for a message above a page."""
        return f"{self.title}. {self.text}"


@dataclasses.dataclass(frozen=True, slots=True)
class KeptWords:
    """What somebody had written into one field of a form that came too late."""

    name: str
    label: str
    words: str

    @property
    def rows(self) -> int:
        return min(14, 2 + self.words.count("\n") + len(self.words) // 60)


def told(said: str) -> Told | None:
    """What a list or a page says, by the word in its address; None for a word that says nothing."""
    return {**_fates(), **_refusals(), **_in_a_crisis()}.get(said)


def _fates() -> dict[str, Told]:
    return {
        Fate.TAKEN: Told(
            _("A colleague has it now"),
            _("Your 15 minutes were over, or a colleague was faster. Nothing was sent or changed by you."),
        ),
        Fate.DECIDED: Told(
            _("It is decided"),
            _("A colleague has decided it meanwhile. Nothing was sent or changed by you."),
        ),
        Fate.DECIDED_BY_YOU: Told(
            _("You have decided it already"),
            _("It counts once. What you sent the second time changed nothing."),
        ),
        Fate.SENIOR: Told(
            _("A senior colleague takes this one"),
            _("It was passed on with a note, and there is somebody for it."),
        ),
        Fate.ASKED: Told(
            _("It waits for a second opinion"),
            _("A colleague was asked what they think. Nothing was sent or changed by you."),
        ),
        Fate.WAITS: Told(
            _("It is in nobody's hands now"),
            _("It waits in the queue. Take it first, and then decide. Nothing was sent or changed by you."),
        ),
        Fate.STALE: Told(
            _("Your page was old"),
            _("It is still in your hands, but something changed since you opened the page. Nothing was sent."),
        ),
        Fate.GONE: Told(
            _("The words are not there any more"),
            _("Their author took them back or had them erased. Nothing is left to decide, and nothing was sent."),
        ),
    }


def _refusals() -> dict[str, Told]:
    return {
        "moved": Told(
            _("A colleague was faster"),
            _("Somebody else has taken or decided it, or your page was old. Nothing was changed by you."),
        ),
        "nothing": Told(
            _("There is nothing left to decide"),
            _("The words were read already, or their author took them back."),
        ),
        "enough": Told(
            _("You have read enough for one shift"),
            _("This one is hard to read, and a colleague takes it. Nothing is wrong with that."),
        ),
        "changed": Told(
            _("The author changed the words"),
            _("Nothing was decided. Please read the new words first."),
        ),
    }


def _in_a_crisis() -> dict[str, Told]:
    return {
        "crisis_moved": Told(
            _("A colleague was faster"), _("Nothing was sent or changed by you: see how it stands now.")
        ),
        "senior_needed": Told(
            _("In high danger a senior colleague chooses"), _("You need not carry it alone: ask one now.")
        ),
        "second_needed": Told(
            _("A second person has to look before anything is chosen"), _("Ask a colleague now.")
        ),
    }


def kept_words(sent: QueryDict) -> tuple[KeptWords, ...]:
    """What was written by hand into a form, field by field in the order of the form; empty for a press of a button."""
    labels = {
        "words_to_author": _("Your words to the author"),
        "words": _("Your words"),
        "note": _("Note to your colleagues"),
        "facts": _("What you saw"),
        "legal_ground": _("Or which law, and why"),
        "pinned_note": _("What readers should see below the words"),
        "pinned_source": _("Where it can be read up"),
        "reason": _("Your reason"),
    }
    found = []
    for name in sent:
        written = sent.get(name)
        words = written.strip() if isinstance(written, str) else ""
        label = labels.get(name) or (_("Your wording, part %(n)s") % {"n": _number(name)} if _number(name) else "")
        if words and label:
            found.append(KeptWords(name, label, words))
    return tuple(found)


def _number(name: str) -> int:
    """The number of a part of a suggested wording, from one; 0 for any other field."""
    place = name.removeprefix("part_")
    return int(place) + 1 if place != name and place.isascii() and place.isdigit() else 0
