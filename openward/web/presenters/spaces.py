"""What a space's page prints."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from openward.contributions.models import Contribution, Kind, Restriction
from openward.contributions.queries.feeds import MARK_ENDS, MARK_STARTS, Narrowing
from openward.design.shapes import NavLink, Tag, WayLine
from openward.kit.text import beginning, with_numbers_to_call
from openward.people.models import Badge
from openward.spaces.models import IdentityRule, Space
from openward.web.presenters.paging import page_of
from openward.web.presenters.ways import public_way
from openward.web.queries.spaces import SpacePage
from openward.web.queries.ways import Way

LONGEST_TITLE = 110
LONGEST_TEXT = 320
NAMED_RULES = frozenset({IdentityRule.PSEUDONYM, IdentityRule.FIRST_NAME, IdentityRule.REAL_NAME})
BADGE_LABELS = {badge.value: badge.label for badge in Badge}


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A story in a list: its opening sentence is its title, as in a newspaper."""

    key: str
    href: str
    title: str
    html: Markup
    is_cut: bool
    who: str
    where: str
    month: datetime.date | None
    comments: int
    way: WayLine
    tags: tuple[Tag, ...] = ()


def who_is(badge: str, handle: str, rule: str) -> str:
    """How readers know somebody, by the space's rule: a role, a name with a role, or nothing at all."""
    if rule == IdentityRule.HIDDEN:
        return ""
    role = str(BADGE_LABELS.get(badge, ""))
    return f"{handle}, {role}" if handle and rule in NAMED_RULES else role


def opening(text: str) -> tuple[str, str]:
    """The opening of a story and the rest: its first sentence where that is short, else as many words as fit."""
    line, _found, _rest = text.partition("\n")
    for mark in (". ", "! ", "? ", "。", "！", "？"):
        head, found, _tail = line.partition(mark)
        if found and len(head) <= LONGEST_TITLE:
            line = head + found.rstrip()
    if len(line) <= LONGEST_TITLE:
        return line, text[len(line) :].strip()
    cut, _is_cut = beginning(line, length=LONGEST_TITLE)
    kept = cut.rstrip("…")
    return cut, "… " + text[len(kept) :].strip()


def space_in_full(
    space: Space, found: SpacePage, chosen: Narrowing, *, everything: bool, is_staff: bool
) -> dict[str, Any]:
    """What the page prints besides the form and what its reader may do."""
    kept = kept_in_address(chosen, everything=everything)
    return {
        "space": space,
        "about": found.about,
        "cards": cards(found.stories.items, found.ways, space, words=chosen.words),
        "page": page_of(found.stories, address=reverse("space_show", args=[space.slug]), kept=kept),
        "narrowed": {name: value for name, value in kept.items() if name != "q"},
        "views": view_links(space.slug, kept, everything=everything) if is_staff else (),
        "emergency": with_numbers_to_call(found.about.emergency_text),
    }


def cards(stories: Iterable[Contribution], ways: dict[uuid.UUID, Way], space: Space, *, words: str = "") -> list[Card]:
    """The stories of a page as cards."""
    return [_card(story, ways[story.pk], space, words) for story in stories]


def _card(story: Contribution, way: Way, space: Space, words: str) -> Card:
    text = story.words_for_readers
    title, rest = opening(text)
    excerpt = getattr(story, "excerpt", "")
    shown, is_cut = beginning(rest, length=LONGEST_TEXT)
    return Card(
        key=f"s-{story.pk}",
        href=reverse("contribution_show", args=[story.pk]),
        title=title,
        html=found_marks(excerpt) if excerpt and words else escape(shown),
        is_cut=is_cut or bool(excerpt and words),
        who=who_is(story.badge, story.author.handle, space.identity_rule),
        where=story.service.name if story.service else "",
        month=story.happened_on,
        comments=story.comment_count,
        way=public_way(way, story, space),
        tags=_tags(story),
    )


def _tags(story: Contribution) -> tuple[Tag, ...]:
    found = []
    if story.kind == Kind.SURVEY_COMMENT:
        found.append(Tag(_("From a survey"), "quiet"))
    if story.restriction == Restriction.LABELLED:
        found.append(Tag(_("With a note from the moderators"), "quiet"))
    if not story.is_for_everyone:
        found.append(Tag(_("Staff only"), "attention"))
    return tuple(found)


def found_marks(excerpt: str) -> Markup:
    """What a search found, marked; everything else escaped. A sign without its partner marks nothing beyond the
    excerpt."""
    parts = []
    for place, piece in enumerate(excerpt.split(MARK_STARTS)):
        inside, found, after = piece.partition(MARK_ENDS)
        if place and found:
            parts += [Markup("<mark>{}</mark>").format(inside), escape(after)]
        else:
            parts.append(escape(inside + after))
    return Markup("").join(parts)


def kept_in_address(chosen: Narrowing, *, everything: bool) -> dict[str, str]:
    """The parameters that the next page, the other view and the search keep."""
    found = {
        "service": chosen.service,
        "who": chosen.badge,
        "month": f"{chosen.month:%Y-%m}" if chosen.month else "",
        "feeling": chosen.feeling,
        "q": chosen.words,
        "view": "staff" if everything else "",
    }
    return {name: value for name, value in found.items() if value}


def address(slug: str, kept: dict[str, str]) -> str:
    """The space's page with the given parameters."""
    return reverse("space_show", args=[slug]) + (f"?{urlencode(kept)}" if kept else "")


def view_links(slug: str, kept: dict[str, str], *, everything: bool) -> tuple[NavLink, ...]:
    """For staff: what everybody reads, and everything that staff may read."""
    others = {name: value for name, value in kept.items() if name != "view"}
    return (
        NavLink(_("Shown to readers"), address(slug, others), is_current=not everything),
        NavLink(_("Everything staff may read"), address(slug, {**others, "view": "staff"}), is_current=everything),
    )
