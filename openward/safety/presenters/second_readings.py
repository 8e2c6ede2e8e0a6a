"""Second readings as pages print them, and how far moderators agree."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import Tag
from openward.design.wording import number, percent
from openward.kit.text import beginning
from openward.safety.models import Case, SecondReading
from openward.safety.presenters.queue import kind_in_words, where_and_when
from openward.safety.presenters.words import shown_words
from openward.safety.queries.care import severe
from openward.safety.queries.second_readings import FEWEST_FOR_KAPPA, Agreement, WaitingReading
from openward.spaces.models import HouseRule

AIM = 0.6
"""What two readers of the same words should reach (Landis and Koch call it the edge of "substantial")."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReadingRow:
    href: str
    title: str
    space: str
    about: str
    tags: tuple[Tag, ...] = ()


def reading_rows(items: Sequence[WaitingReading]) -> list[ReadingRow]:
    """What waits, without a word of what was decided first."""
    return [
        ReadingRow(
            href=reverse("second_reading_show", args=[one.reading.pk]),
            title=_title(one.reading),
            space=one.reading.decision.case.contribution.space.name,
            about=_("It had been reported") if one.is_about_shown else _("Read before showing"),
            tags=tuple(_tags(one)),
        )
        for one in items
    ]


def _tags(one: WaitingReading) -> list[Tag]:
    tags = [Tag(_("Passed on to a senior colleague"), "attention")] if one.is_passed_on else []
    return [*tags, Tag(_("You put this back"), "quiet")] if one.was_put_back else tags


def _title(reading: SecondReading) -> str:
    contribution = reading.decision.case.contribution
    where = where_and_when(contribution)
    return f"{kind_in_words(contribution)} – {where}" if where else kind_in_words(contribution)


def reading_page(reading: SecondReading, rules: list[HouseRule]) -> dict[str, Any]:
    """The words, what they answer, and the rules: all that somebody needs who decides as if for the first time."""
    contribution = reading.decision.case.contribution
    root = contribution.root
    answered = root.shown_revision.text if root is not None and root.shown_revision is not None else ""
    revision = reading.decision.revision
    return {
        "reading": reading,
        "note": reading.handed_on_with,
        "title": _title(reading),
        "space": contribution.space,
        "words": shown_words(revision) if revision else None,
        "is_folded": severe(reading.decision.case),
        "answers": beginning(answered, length=400)[0],
        "is_about_shown": reading.decision.case.kind == Case.Kind.REPORT,
        "rules": rules,
    }


def waiting_sentence(count: int) -> str:
    if not count:
        return _("Nothing waits to be decided a second time.")
    return ngettext(
        "%(n)s decision waits to be made a second time.", "%(n)s decisions wait to be made a second time.", count
    ) % {"n": number(count)}


@dataclasses.dataclass(frozen=True, slots=True)
class ShownAgreement:
    """How far two moderators agree about one kind of case; `figure` is empty while there are too few."""

    title: str
    figure: str
    interval: str
    meaning: str
    count: str


def shown_agreements(found: Sequence[Agreement]) -> list[ShownAgreement]:
    return [_shown(one) for one in found]


def _shown(one: Agreement) -> ShownAgreement:
    title = _("Words read before showing") if one.kind == Case.Kind.READING else _("Words that were reported")
    count = ngettext(
        "%(n)s decision was made twice in the last year.",
        "%(n)s decisions were made twice in the last year.",
        one.count,
    ) % {"n": number(one.count)}
    if one.kappa is None:
        fewest = {"n": number(FEWEST_FOR_KAPPA)}
        few = _("From %(n)s on we tell how far they agree. From fewer, anything could come by chance.") % fewest
        return ShownAgreement(title, "", "", few, count)
    same = _("The second person decided the same in %(share)s of them.") % {"share": percent(one.same / one.count)}
    count = f"{count} {same}"
    if one.kappa.kappa is None:
        always = _("Everybody always chose the same, so how far they agree beyond chance cannot be told.")
        return ShownAgreement(title, "", "", always, count)
    interval = ""
    if one.kappa.low is not None and one.kappa.high is not None:
        low, high = number(one.kappa.low, 2), number(one.kappa.high, 2)
        values = {"low": low, "high": high, "share": percent(one.kappa.confidence)}
        interval = _("Most likely between %(low)s and %(high)s (%(share)s interval).") % values
    return ShownAgreement(title, number(one.kappa.kappa, 2), interval, _meaning(one.kappa.kappa, one.kappa.low), count)


def _meaning(kappa: float, low: float | None) -> str:
    if kappa < 0:
        return _("Less than chance would give: talk about the rules together before you go on.")
    if low is not None and low >= AIM:
        return _("You agree well: our aim of 0.6 is reached, also at the lower end.")
    if kappa >= AIM:
        return _("You agree well, as far as can be told: our aim is 0.6. The lower end of the interval lies below it.")
    return _("Below our aim of 0.6: look at the rules on which you part, and word them more clearly.")
