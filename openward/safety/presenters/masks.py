"""Covered words as moderators read them: which word, why, and what they can do."""

import dataclasses
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from openward.contributions.models import Contribution, Mask, Revision
from openward.kit.text import beginning
from openward.people.access import Actor
from openward.safety.access.readings import can_moderate
from openward.safety.presenters.queue import kind_in_words, where_and_when

LONGEST_BEGINNING = 200


@dataclasses.dataclass(frozen=True, slots=True)
class MaskRow:
    """One watched word of a wording. `is_covered`: readers see a mask in its place now."""

    key: str
    words: str
    why: str
    is_covered: bool
    said: str


def mask_rows(revision: Revision | None, masks: Sequence[Mask]) -> list[MaskRow]:
    """The watched words of a wording, each as it stands there."""
    if revision is None:
        return []
    return [
        MaskRow(
            key=str(one.pk),
            words=", ".join(dict.fromkeys(revision.text[start:end] for start, end in one.passages)),
            why=one.why,
            is_covered=one.taken_away_at is None,
            said=_("Readers see a mask.") if one.taken_away_at is None else _("A moderator took the mask away."),
        )
        for one in masks
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class CoveredRow:
    """One text in which a word is covered, as readers see it."""

    title: str
    space: str
    beginning: str
    href: str


def covered_rows(found: Iterable[Contribution], actor: Actor) -> list[CoveredRow]:
    """Texts with a covered word. Who decides about them gets the way to take the mask away."""
    rows = []
    for one in found:
        where = where_and_when(one)
        is_mine = can_moderate(actor, one.space)
        rows.append(
            CoveredRow(
                title=f"{kind_in_words(one)} – {where}" if where else kind_in_words(one),
                space=one.space.name,
                beginning=beginning(one.words_for_readers, length=LONGEST_BEGINNING)[0],
                href=reverse("case_show" if is_mine else "contribution_show", args=[one.pk]),
            )
        )
    return rows
