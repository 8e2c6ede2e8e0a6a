"""What the automatic checks found, in words for moderators: which words, which check, why, and what follows."""

import dataclasses
import itertools
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from openward.contributions.models import Revision
from openward.design.wording import moment
from openward.kit.text import beginning
from openward.safety.forms.readings import part_label
from openward.safety.models import Screening
from openward.safety.presenters.checks import check_in_words, why_in_words

LONGEST_PASSAGE = 80


@dataclasses.dataclass(frozen=True, slots=True)
class CheckedMark:
    """One passage that a check marked; no `words` when it is about the whole text."""

    words: str
    why: str
    check: str
    part: str = ""
    """The heading of the part in which it stands, where the words have several."""


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """What one run of the checks says."""

    sentence: str
    marks: tuple[CheckedMark, ...]
    until: str
    is_to_confirm: bool = False
    """Whether what was marked ends by itself unless a person confirms it."""


def checked(revision: Revision, screening: Screening | None) -> Checked:
    """The newest run over a wording, as a moderator reads it."""
    if screening is None:
        return Checked(_("The checks have not run yet."), (), "")
    sentence = {
        Screening.Outcome.CLEAN: _("They marked nothing. That does not mean that all is well.")
        if not screening.signals
        else _("They found words that readers see covered, and nothing else."),
        Screening.Outcome.NUDGE: _("They marked something small."),
        Screening.Outcome.HOLD: _("They marked something that a person should look at."),
        Screening.Outcome.CRISIS: _("Somebody may be in danger. The people on call were alerted."),
        Screening.Outcome.ERROR: _("They did not finish, so the words are held. They are tried again by themselves."),
    }[Screening.Outcome(screening.outcome)]
    marks = checked_marks(revision, screening.signals)
    waits = screening.expires_at is not None and screening.ended_at is None and screening.confirmed_at is None
    return Checked(sentence, marks, _until(screening), is_to_confirm=waits)


def checked_marks(revision: Revision, signals: Iterable[Mapping[str, object]]) -> tuple[CheckedMark, ...]:
    """What the checks marked in a wording, each passage with its reason and the check that found it."""
    return tuple(_mark(revision, one) for one in signals)


def _mark(revision: Revision, signal: Mapping[str, object]) -> CheckedMark:
    words = _words(revision.text, signal)
    check = check_in_words(str(signal.get("rule", "")))
    part = _part_at(revision, int(str(signal["start"]))) if words else ""
    return CheckedMark(words, why_in_words(signal), check, part)


def _part_at(revision: Revision, place: int) -> str:
    """The heading of the part that holds a place of the whole text; empty for words of one part."""
    filled = [(name, text) for name, text in revision.parts if text]
    ends = itertools.accumulate(len(text) + 2 for _name, text in filled)  # A blank line parts them.
    names = (name for (name, _text), end in zip(filled, ends, strict=True) if place < end)
    return part_label(next(names, "")) if len(filled) > 1 else ""


def _words(text: str, signal: Mapping[str, object]) -> str:
    start, end = int(str(signal["start"])), int(str(signal["end"]))
    if end - start >= len(text):
        return ""
    passage, is_cut = beginning(text[start:end], length=LONGEST_PASSAGE)
    return passage + "…" if is_cut else passage


def _until(screening: Screening) -> str:
    if screening.ended_at:
        return _("It does not count any more.")
    if screening.confirmed_at:
        return _("A person has confirmed it.")
    return _("It ends by itself: %(when)s.") % {"when": moment(screening.expires_at)} if screening.expires_at else ""
