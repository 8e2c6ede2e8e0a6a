"""The queue as templates print it."""

import dataclasses
import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.contributions.models import Contribution, Kind, Lifecycle
from openward.design.shapes import Tag
from openward.design.wording import month, weekday
from openward.kit.text import beginning
from openward.safety.presenters.care import fold_words
from openward.safety.queries.care import severe_reading
from openward.safety.queries.readings import QueueCount, Unread, Waiting

IN_DANGER = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One item of the queue."""

    key: str
    href: str
    title: str
    space: str
    beginning: str
    is_cut: bool
    waited: str
    promised: str
    tags: tuple[Tag, ...]
    is_folded: bool
    fold_words: str


def waited_for(since: datetime.datetime, now: datetime.datetime) -> str:
    """How long somebody has been waiting, in words."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("Waiting for %(n)s minute", "Waiting for %(n)s minutes", max(1, minutes)) % {
            "n": max(1, minutes)
        }
    hours = minutes // 60
    if hours < 48:
        return ngettext("Waiting for %(n)s hour", "Waiting for %(n)s hours", hours) % {"n": hours}
    return ngettext("Waiting for %(n)s day", "Waiting for %(n)s days", hours // 24) % {"n": hours // 24}


def kind_in_words(contribution: Contribution) -> str:
    """What somebody sent and who they are to the service: "A story from a carer"."""
    badge = contribution.get_badge_display().lower()
    if contribution.kind == Kind.COMMENT:
        return _("A comment (%(badge)s)") % {"badge": badge}
    return _("A story (%(badge)s)") % {"badge": badge}


def where_and_when(contribution: Contribution) -> str:
    """Service and month, as far as they were said."""
    service = contribution.service.name if contribution.service else ""
    return ", ".join(part for part in (service, month(contribution.happened_on)) if part)


LARGE, SMALL = 420, 110


def queue_rows(items: Sequence[Waiting], *, first_is_large: bool = True) -> list[Row]:
    """Rows of the queue; the first one is shown large and says more."""
    now = timezone.now()
    return [
        _row(item, now, LARGE if first_is_large and place == 0 else SMALL) for place, item in enumerate(items)
    ]


def _row(item: Waiting, now: datetime.datetime, length: int) -> Row:
    contribution = item.contribution
    is_folded = severe_reading(contribution, item.topics)
    text, is_cut = beginning(item.revision.text, length=length)
    where = where_and_when(contribution)
    return Row(
        key=str(contribution.pk),
        href=reverse("case_show", args=[contribution.pk]),
        title=f"{kind_in_words(contribution)} – {where}" if where else kind_in_words(contribution),
        space=contribution.space.name,
        beginning="" if is_folded else text,
        is_cut=is_cut,
        waited=waited_for(item.since, now),
        promised=promise_in_words(item.promised_on, is_in_crisis=item.is_in_crisis),
        tags=tuple(_tags(item)),
        is_folded=is_folded,
        fold_words=fold_words(severity_in_words(contribution.urgency), item.topics),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class UnreadRow:
    """Words that were shown without a person, whole: who says that they can stay has read all of them."""

    key: str
    title: str
    space: str
    words: str
    sha256: str
    waited: str
    promised: str
    tags: tuple[Tag, ...]
    is_folded: bool
    fold_words: str


def unread_rows(items: Sequence[Unread]) -> list[UnreadRow]:
    """Rows of what is read afterwards."""
    now = timezone.now()
    return [_unread_row(item, now) for item in items]


def _unread_row(item: Unread, now: datetime.datetime) -> UnreadRow:
    contribution = item.contribution
    where = where_and_when(contribution)
    tags = [Tag(_("Longer than we promised"), "attention")] if item.is_late else []
    if contribution.lifecycle != Lifecycle.PUBLISHED:
        tags.append(Tag(_("Only the service sees it"), "quiet"))
    return UnreadRow(
        key=str(contribution.pk),
        title=f"{kind_in_words(contribution)} – {where}" if where else kind_in_words(contribution),
        space=contribution.space.name,
        words=item.revision.text,
        sha256=item.revision.sha256,
        waited=waited_for(item.revision.created_at, now),
        promised=promise_in_words(item.promised_on),
        tags=tuple(tags),
        is_folded=severe_reading(contribution, item.topics),
        fold_words=fold_words(severity_in_words(contribution.urgency), item.topics),
    )


def unread_sentence(count: int, shown: int) -> str:
    """How much was shown and is not read yet, in one breath."""
    if not count:
        return _("Everything that was shown at once has been read.")
    sentence = ngettext(
        "%(n)s text was shown at once and nobody has read it yet.",
        "%(n)s texts were shown at once and nobody has read them yet.",
        count,
    ) % {"n": count}
    return sentence if shown >= count else sentence + " " + _("These are the oldest %(n)s.") % {"n": shown}


def severity_in_words(urgency: int) -> str:
    """How grave words are that nobody has judged yet, by what their author ticked and the checks found."""
    return _("Somebody may be in danger") if urgency >= IN_DANGER else _("Hard to read")


def _tags(item: Waiting) -> list[Tag]:
    tags = tags_of(item.contribution, is_late=item.is_late)
    if item.is_mine:
        tags.append(Tag(_("In your hands"), "now"))
    if item.was_passed_back:
        tags.append(Tag(_("You put this back"), "quiet"))
    return tags


def tags_of(contribution: Contribution, *, is_late: bool) -> list[Tag]:
    """What a moderator should know before reading: danger, urgency, a promise that ran out."""
    tags = []
    if contribution.urgency >= IN_DANGER:
        tags.append(Tag(_("Somebody may be in danger"), "concern"))
    elif contribution.urgency:
        tags.append(Tag(_("Urgent"), "attention"))
    if is_late:
        tags.append(Tag(_("Longer than we promised"), "attention"))
    if contribution.lifecycle == Lifecycle.PUBLISHED:
        tags.append(Tag(_("New words for something shown"), "quiet"))
    return tags


def promise_in_words(due: datetime.date, *, is_in_crisis: bool = False) -> str:
    """Until when we promised to read something; while a crisis holds it, who looks after it."""
    if is_in_crisis:
        return _("The people on call look after it now: the clock of the crisis counts, not that of reading.")
    return _("We promised to read it by the end of %(day)s.") % {"day": weekday(due)}


def count_sentence(count: QueueCount) -> str:
    """How many wait, how many too long, how many are being read, in one breath."""
    if not count.waiting:
        return _("Nobody is waiting to be read.")
    sentences = [
        ngettext("%(n)s person is waiting to be read.", "%(n)s people are waiting to be read.", count.waiting)
        % {"n": count.waiting}
    ]
    if count.late:
        sentences.append(
            ngettext(
                "%(n)s of them has waited longer than we promised.",
                "%(n)s of them have waited longer than we promised.",
                count.late,
            )
            % {"n": count.late}
        )
    elif count.waiting:
        sentences.append(_("Nobody has waited longer than we promised."))
    if count.with_colleagues:
        sentences.append(
            ngettext("A colleague is reading %(n)s.", "Colleagues are reading %(n)s.", count.with_colleagues)
            % {"n": count.with_colleagues}
        )
    return " ".join([*sentences, *left_to_others_in_words(count.left_to_others)])


def left_to_others_in_words(how_many: int) -> list[str]:
    """What of a list a moderator does not get because they asked for it; nothing when it is none."""
    if not how_many:
        return []
    told = ngettext(
        "%(n)s is about something that you leave to others.",
        "%(n)s are about things that you leave to others.",
        how_many,
    )
    return [told % {"n": how_many}]
