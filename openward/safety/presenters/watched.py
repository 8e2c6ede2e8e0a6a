"""Watched words as their page and their CSV print them."""

import csv
import dataclasses
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from openward.design.shapes import Tag
from openward.design.wording import day
from openward.kit.text import marked
from openward.methods.masks import masked, masks_of
from openward.methods.screening import Effect
from openward.safety.forms.watched import COLUMNS
from openward.safety.models import WatchedPhrase

USUAL_DAYS = 30


@dataclasses.dataclass(frozen=True, slots=True)
class PhraseRow:
    """One watched phrase."""

    key: str
    phrase: str
    effect: str
    why: str
    state: Tag
    trial: str
    days: int
    """For how many days back the next trial looks, unless somebody writes another number."""
    can_be_armed: bool
    can_be_put_off: bool
    is_covering: bool
    """Whether readers see a mask in its place now."""


def phrase_rows(phrases: Iterable[WatchedPhrase]) -> list[PhraseRow]:
    """The list, in its order."""
    return [
        PhraseRow(
            key=str(one.pk),
            phrase=one.phrase,
            effect=one.get_effect_display(),
            why=one.why,
            state=Tag(one.get_state_display(), "good" if one.state == WatchedPhrase.State.ARMED else "quiet"),
            trial=_trial(one),
            days=one.tried_days or USUAL_DAYS,
            can_be_armed=one.tried_at is not None and one.state != WatchedPhrase.State.ARMED,
            can_be_put_off=one.state == WatchedPhrase.State.ARMED,
            is_covering=one.state == WatchedPhrase.State.ARMED and one.effect == WatchedPhrase.Effect.MASK,
        )
        for one in phrases
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Tested:
    """Words from the test box: what the list marks in them, and how readers would see them; nothing when as written."""

    html: Markup
    for_readers: str


def tested_words(text: str, found: Sequence[tuple[int, int, Effect]]) -> Tested:
    """What the whole list, on trial or armed, would do with some words."""
    covered = [(start, end) for start, end, effect in found if effect == Effect.MASK]
    masks = masks_of(text, covered, _("[hidden word]"))
    marks = marked(text, [(start, end) for start, end, _effect in found])
    return Tested(marks, masked(text, masks) if masks else "")


def _trial(phrase: WatchedPhrase) -> str:
    if phrase.tried_at is None:
        return _("Not tried yet. Try it on past words, then it can be armed.")
    days = ngettext("of one day", "of %(n)s days", phrase.tried_days or 0) % {"n": phrase.tried_days}
    return _("Tried on %(on)s: it is in %(found)s of %(texts)s texts %(days)s.") % {
        "on": day(phrase.tried_at),
        "found": phrase.tried_found,
        "texts": phrase.tried_on,
        "days": days,
    }


def as_csv(phrases: Iterable[WatchedPhrase]) -> str:
    """The list as CSV. Cells that a spreadsheet would run as a formula get a sign in front."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([*COLUMNS, "state"])
    for one in phrases:
        cells = [one.phrase, one.effect, one.why, one.state]
        lines.writerow(["'" + cell if cell[:1] in set("=+-@\t\r") else cell for cell in cells])
    return written.getvalue()
