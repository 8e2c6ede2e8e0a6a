"""Report cases as rows of the queue: which, how grave, how soon, and how many in all."""

import dataclasses
import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import NavLink, Tag, Tone
from openward.design.wording import number
from openward.kit.text import beginning
from openward.safety.models import Case, Severity
from openward.safety.presenters.care import fold_words
from openward.safety.presenters.queue import kind_in_words, left_to_others_in_words, where_and_when
from openward.safety.presenters.reports import categories_in_words
from openward.safety.queries.care import severe
from openward.safety.queries.cases import CaseCount, Reported

LARGE, SMALL = 420, 110
TONES: dict[int, Tone] = {
    Severity.DANGER: "concern",
    Severity.SERIOUS: "concern",
    Severity.BREACH: "attention",
    Severity.QUALITY: "quiet",
}


@dataclasses.dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the queue."""

    key: str
    href: str
    title: str
    space: str
    beginning: str
    severity: Tag
    clock: str
    reasons: str
    tags: tuple[Tag, ...]
    is_folded: bool
    fold_words: str
    is_mine: bool


def case_rows(items: Sequence[Reported], *, first_is_large: bool = True) -> list[CaseRow]:
    """Rows of the queue; the first one is shown large and says more."""
    now = timezone.now()
    return [_row(item, now, LARGE if first_is_large and place == 0 else SMALL) for place, item in enumerate(items)]


def _row(item: Reported, now: datetime.datetime, length: int) -> CaseRow:
    case, contribution = item.case, item.contribution
    text = contribution.shown_revision.text if contribution.shown_revision else ""
    is_folded = severe(case)
    where = where_and_when(contribution)
    title = kind_in_words(contribution)
    return CaseRow(
        key=str(case.pk),
        href=reverse("report_case_show", args=[case.pk]),
        title=f"{title} – {where}" if where else title,
        space=contribution.space.name,
        beginning="" if is_folded else beginning(text, length=length)[0],
        severity=severity_tag(case.severity),
        clock=clock_in_words(case, now),
        reasons=categories_in_words(item.categories),
        tags=tuple(_tags(item)),
        is_folded=is_folded,
        fold_words=fold_words(str(Severity(case.severity).label), case.topics),
        is_mine=item.is_mine,
    )


def severity_tag(severity: int) -> Tag:
    """S0 to S3 with its words."""
    return Tag(f"S{severity} · {Severity(severity).label}", TONES[severity])


def _tags(item: Reported) -> list[Tag]:
    tags = []
    if item.is_mine:
        tags.append(Tag(_("In your hands"), "now"))
    if item.asks_me:
        tags.append(Tag(_("A colleague asks what you think"), "now"))
    if item.case.state == Case.State.ESCALATED:
        tags.append(Tag(_("Passed on to a senior colleague"), "attention"))
    if item.was_passed_back:
        tags.append(Tag(_("You put this back"), "quiet"))
    return tags


def clock_in_words(case: Case, now: datetime.datetime) -> str:
    """How long is left, or for how long it has been late."""
    if case.due_at is None:
        return ""
    left = int((case.due_at - now).total_seconds() // 60)
    if left >= 0:
        return _("Decide within %(time)s") % {"time": _time(max(left, 1))}
    return _("Late by %(time)s") % {"time": _time(-left)}


def _time(minutes: int) -> str:
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def case_sentence(count: CaseCount) -> str:
    """How many cases wait, how many late, how many in other hands, in one breath."""
    if not count.waiting:
        return _("Nothing that was reported waits for a decision.")
    sentences = [
        ngettext("%(n)s case waits for a decision.", "%(n)s cases wait for a decision.", count.waiting)
        % {"n": count.waiting}
        if not count.is_more
        else _("More than %(n)s cases wait for a decision. The figures are about the most urgent ones.")
        % {"n": number(count.waiting)}
    ]
    if count.late:
        sentences.append(
            ngettext("%(n)s of them is late.", "%(n)s of them are late.", count.late) % {"n": count.late}
        )
    else:
        sentences.append(_("None is late."))
    if count.with_colleagues:
        sentences.append(
            ngettext("A colleague has %(n)s.", "Colleagues have %(n)s.", count.with_colleagues)
            % {"n": count.with_colleagues}
        )
    return " ".join([*sentences, *left_to_others_in_words(count.left_to_others)])


def queue_tabs(*, count: int, here: str) -> tuple[NavLink, ...]:
    """The parts of a moderator's work, and how much waits in the one that is open, `here`. The others are counted
    when they are opened: counting all would cost queries on the page that moderators open most."""
    tabs = (
        ("queue_show", _("Before showing")),
        ("queue_afterwards", _("Read afterwards")),
        ("case_list", _("Reported")),
        ("appeal_list", _("Looking again")),
        ("second_reading_list", _("A second time")),
        ("together_list", _("Acting together")),
    )
    return tuple(NavLink(text, reverse(name), name == here, count if name == here else None) for name, text in tabs)
