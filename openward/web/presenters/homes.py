"""A home page as it is printed."""

import dataclasses
import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import Quote
from openward.design.wording import listed, number
from openward.kit.text import beginning
from openward.methods.small_numbers import suppress
from openward.people.models import Badge
from openward.responses.queries import Promise, PromiseCounts
from openward.spaces.models import ModerationMode
from openward.web.queries.homes import AskedNow, HomePage, Loop

LONGEST_QUOTE = 260
LONGEST_WHY = 220


@dataclasses.dataclass(frozen=True, slots=True)
class Door:
    """One of the three ways in."""

    key: str
    title: str
    text: str
    href: str


@dataclasses.dataclass(frozen=True, slots=True)
class AskedCard:
    """An open conversation as its card says it."""

    title: str
    href: str
    why: str
    can_change: str
    closes_on: datetime.date | None
    tell_href: str


def home_context(page: HomePage) -> dict[str, Any]:
    """Everything the page prints."""
    return {
        "doors": doors(page),
        "loop": page.loop,
        "quote": _quote(page.loop),
        "people": _people(page.loop.promise) if page.loop else "",
        "asked": [_card(one) for one in page.asked],
        "standing": _standing(page.counts),
        "reading": _reading(page.asked),
        "all_is_read": all(one.space.moderation_mode != ModerationMode.REPORTED for one in page.asked),
        "answer_days": max((one.space.answer_days for one in page.asked), default=None),
    }


def doors(page: HomePage) -> list[Door]:
    """Tell, join, see. With one conversation open the doors lead straight into it, with several to the choice."""
    choice = "#asked-now"
    telling = [one.space.slug for one in page.asked if one.takes_words]
    found = []
    if telling:
        href = reverse("story_new", args=telling) if len(telling) == 1 else choice
        found.append(
            Door("tell", _("Tell your story"), _("What care was like, in your own words. No account needed."), href)
        )
    if page.asked:
        one = page.asked[0].space.slug
        href = reverse("space_show", args=[one]) if len(page.asked) == 1 else choice
        found.append(
            Door("join", _("Join a conversation"), _("Read what others say about the same thing, and reply."), href)
        )
    found.append(
        Door(
            "see",
            _("See what changed"),
            _("Promises kept and not kept, each with its answer."),
            reverse("promises_show", args=[page.organisation.slug]),
        )
    )
    return found


def _reading(asked: list[AskedNow]) -> str:
    """When a person reads what is said in the conversations that are open, in a sentence that is true of them all."""
    modes = {one.space.moderation_mode for one in asked}
    days = max((one.space.reading_days for one in asked), default=0)
    if not modes <= {ModerationMode.BEFORE}:
        return _(
            "Each conversation says when: before everybody else, or soon after your words are shown. While nobody is "
            "on duty, everything waits for a person."
        )
    if not days:
        return _("Before anybody else does.")
    return ngettext(
        "Within %(days)s working day, and before anybody else does.",
        "Within %(days)s working days, and before anybody else does.",
        days,
    ) % {"days": days}


def _quote(loop: Loop | None) -> Quote | None:
    if loop is None or loop.quote is None:
        return None
    text, _is_cut = beginning(loop.quote.words, length=LONGEST_QUOTE)
    return Quote(
        text=text,
        who=str(Badge(loop.quote.badge).label),
        where=loop.quote.service_name,
        month=loop.quote.happened_on,
        href=reverse("contribution_show", args=[loop.quote.contribution_id]),
    )


def _people(promise: Promise) -> str:
    """How many people said the same, by the rules for small numbers; "" when too few to say."""
    count = promise.count
    if count is None or not count.contributions:
        return ""
    shown = suppress(count.people, share=count.most_of_one / count.contributions)
    return "" if shown.value is None else _("About %(count)s people told us the same.") % {"count": number(shown.value)}


def _card(one: AskedNow) -> AskedCard:
    why, _is_cut = beginning(one.why_we_ask, length=LONGEST_WHY)
    return AskedCard(
        title=one.space.name,
        href=reverse("space_show", args=[one.space.slug]),
        why=why,
        can_change=beginning(one.can_change, length=LONGEST_WHY)[0],
        closes_on=one.closes_on,
        tell_href=reverse("story_new", args=[one.space.slug]) if one.takes_words else "",
    )


def _standing(counts: PromiseCounts) -> str:
    """How the promises stand, in a sentence that hides none of them."""
    if not counts.total:
        return ""
    parts = [
        ngettext("%(count)s promise kept", "%(count)s promises kept", counts.kept) % {"count": number(counts.kept)},
        ngettext("%(count)s still to keep", "%(count)s still to keep", counts.promised)
        % {"count": number(counts.promised)},
        ngettext("%(count)s overdue", "%(count)s overdue", counts.overdue) % {"count": number(counts.overdue)},
        ngettext("%(count)s time the answer was no", "%(count)s times the answer was no", counts.refused)
        % {"count": number(counts.refused)},
    ]
    return _("So far: %(list)s.") % {"list": listed(parts)}
