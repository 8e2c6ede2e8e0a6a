"""What the automatic checks found, in words for moderators: which words, which rule, and what follows."""

import dataclasses

from django.utils.translation import gettext as _

from openward.contributions.models import Revision
from openward.design.wording import moment
from openward.kit.text import beginning
from openward.safety.models import Screening

LONGEST_PASSAGE = 80


@dataclasses.dataclass(frozen=True, slots=True)
class CheckedMark:
    """One passage that a check marked; no `words` when it is about the whole text."""

    words: str
    why: str
    rule: str


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
    marks = tuple(
        CheckedMark(_words(revision.text, one), why_in_words(one), rule_in_words(one["rule"]))
        for one in screening.signals
    )
    waits = screening.expires_at is not None and screening.ended_at is None and screening.confirmed_at is None
    return Checked(sentence, marks, _until(screening), is_to_confirm=waits)


def _words(text: str, signal: dict[str, object]) -> str:
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


def why_in_words(signal: dict[str, object]) -> str:
    """Why a passage was marked. A watched word's reason is the organisation's own."""
    return {
        "length": _("Very long"),
        "repeat": _("The same over and over"),
        "identifier": _("May point to a person"),
        "link": _("A link"),
        "near_duplicate": _("Nearly the same words as another text of these days"),
        "history": _("What this author sent before"),
        "self_harm": _("May speak of suicide or of hurting oneself"),
        "safeguarding": _("May speak of somebody who is hurt, neglected or afraid of somebody"),
        "threat": _("May threaten somebody"),
        "harmful_claim": _("Could harm somebody who follows it"),
        "accusation": _("Accuses somebody who is named"),
        "unfinished": _("A check did not finish"),
    }.get(str(signal["kind"]), str(signal["why"]))


def rule_in_words(rule: str) -> str:
    """The rule of a check as moderators name it to one another: “watched word: dump”."""
    kind, _colon, rest = rule.partition(":")
    name = rest.split(":", 1)[-1] if kind == "watched" else rest
    titles = {
        "watched": _("watched word: %(name)s"),
        "identifier": _("what could identify somebody: %(name)s"),
        "crisis": _("language of crisis: %(name)s"),
        "claim": _("harmful claims: %(name)s"),
    }
    said = name.replace("_", " ").replace(":", ", ") if kind in titles else rule
    return titles.get(kind, "%(name)s") % {"name": said}
