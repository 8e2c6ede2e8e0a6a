"""Practice as pages print it: the cases, and what to think about after each."""

import dataclasses
from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from openward.design.shapes import Tag
from openward.safety.models import HARD_TO_READ
from openward.safety.presenters.care import fold_words
from openward.safety.presenters.cases import severity_tag
from openward.safety.queries.practice import CASES, Choice, PracticeCase


@dataclasses.dataclass(frozen=True, slots=True)
class PracticeRow:
    """One case in the list."""

    href: str
    title: str
    category: str
    severity: Tag
    is_done: bool


def practice_rows(answers: Mapping[str, str]) -> list[PracticeRow]:
    """All cases; which of them the reader has decided."""
    return [
        PracticeRow(
            reverse("practice_show", args=[case.key]),
            str(case.title),
            str(case.category),
            severity_tag(case.severity),
            case.key in answers,
        )
        for case in CASES
    ]


def choices() -> list[tuple[str, str]]:
    """What can be decided, in words."""
    return [(choice.value, str(choice.label)) for choice in Choice]


@dataclasses.dataclass(frozen=True, slots=True)
class Feedback:
    """What to think about after a decision. `is_best`: as the case was meant; `is_sound`: another good way."""

    is_best: bool
    is_sound: bool
    title: str
    yours: str
    best: str
    why: str
    slip_why: str


def feedback_on(case: PracticeCase, chosen: str) -> Feedback:
    """What a decision about an invented case would do, and what is best, with the reasons."""
    is_best = chosen == case.best
    is_sound = is_best or chosen in case.also
    title = _("Just so") if is_best else (_("That works too") if is_sound else _("Look at it once more"))
    return Feedback(
        is_best=is_best,
        is_sound=is_sound,
        title=title,
        yours=str(Choice(chosen).label),
        best=str(case.best.label),
        why=str(case.why),
        slip_why=str(case.slip_why) if chosen == case.slip else "",
    )


@dataclasses.dataclass(frozen=True, slots=True)
class PracticeDesk:
    """One invented case."""

    title: str
    words: str
    reported: str
    category: str
    severity: Tag
    is_folded: bool
    fold_words: str


def practice_desk(case: PracticeCase) -> PracticeDesk:
    """One invented case as its page prints it."""
    return PracticeDesk(
        title=str(case.title),
        words=str(case.words),
        reported=str(case.reported),
        category=str(case.category),
        severity=severity_tag(case.severity),
        is_folded=case.severity == 0 or not HARD_TO_READ.isdisjoint(case.topics),
        fold_words=fold_words(str(case.severity.label), case.topics),
    )
