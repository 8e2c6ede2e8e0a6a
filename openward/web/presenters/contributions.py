"""What a contribution's page prints."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from openward.contributions.models import Contribution, Part
from openward.contributions.models.axes import Standpoint
from openward.contributions.queries.threads import Comment
from openward.design.wording import day_short, paragraphs
from openward.people.models import Badge
from openward.responses.queries import signed_response
from openward.safety.queries.measures import Pinned
from openward.spaces.models import Space
from openward.web.presenters.spaces import opening, who_is
from openward.web.presenters.ways import public_way
from openward.web.queries.contributions import ContributionPage

SHOWN_DEPTH = 3
"""Replies to replies move in by at most this many steps: on a phone more would leave no room for words."""


@dataclasses.dataclass(frozen=True, slots=True)
class WordsPart:
    """One part of a story as printed; the first has its opening in the heading of the page."""

    title: str
    html: Markup


class ThreadRow(NamedTuple):
    """A comment as printed. Every text is escaped here, once: the template prints fifty of these without asking each
    of four hundred values whether it is safe."""

    key: str
    who: Markup
    day: Markup
    html: Markup
    depth: int
    is_staff: bool
    is_hidden_from_others: bool
    note: Markup
    """The note or correction pinned under it, as HTML; empty without one."""


def story_in_full(story: Contribution, found: ContributionPage) -> dict[str, Any]:
    """What the page prints besides its links: the words, who said them, the answers, the way and the thread."""
    head, parts = words_of(story)
    return {
        "story": story,
        "space": story.space,
        "head": head,
        "parts": parts,
        "who": who_is(story.badge, story.author.handle, story.space.identity_rule),
        "answers": [signed_response(answer) for answer in found.answers],
        "way": public_way(found.way, story, story.space),
        "rows": thread(found.comments.items, story.space, found.pinned),
        "note": pinned_html(found.pinned.get(story.pk)),
        "is_masked": bool(story.shown_revision and story.shown_revision.masks),
        "shown_to_whom": shown_to_whom(story.standpoint, is_for_everyone=story.is_for_everyone),
    }


def words_of(contribution: Contribution) -> tuple[str, list[WordsPart]]:
    """The opening of the shown words, and the words with the headings of their parts."""
    revision = contribution.shown_revision
    if revision is None:
        return "", []
    (_first, text), *others = revision.parts_for_readers or [["words", ""]]
    head, rest = opening(text)
    parts = [WordsPart("", paragraphs(rest))]
    parts += [
        WordsPart(str(Part(name).label) if name in Part.values else "", paragraphs(said)) for name, said in others
    ]
    return head, [part for part in parts if part.html]


def pinned_html(pinned: Pinned | None) -> Markup:
    """A note or a correction as readers see it under the words, with the way to its source."""
    if pinned is None:
        return Markup("")
    title = _("Correction from the moderators") if pinned.is_correction else _("Note from the moderators")
    source = Markup("")
    if pinned.source:
        source = Markup('<p><a href="{}" rel="nofollow noopener noreferrer">{}</a></p>').format(
            pinned.source, _("Where this can be read up")
        )
    return Markup('<aside class="read-note"><p class="read-note__title">{}</p>{}{}</aside>').format(
        title, paragraphs(pinned.words), source
    )


def thread(
    comments: Iterable[Comment], space: Space, pinned: Mapping[uuid.UUID, Pinned] | None = None
) -> list[ThreadRow]:
    """The comments of a page, in reading order. A reply to something the reader may not see moves out a step, so
    that nothing shows where it was."""
    rows: list[ThreadRow] = []
    trail: list[str] = []
    rule = space.identity_rule
    notes, no_note = pinned or {}, Markup("")
    names: dict[tuple[str, str], Markup] = {}
    days: dict[datetime.date | None, Markup] = {}
    for comment in comments:
        while trail and not comment.path.startswith(trail[-1]):
            trail.pop()
        depth = min(len(trail), SHOWN_DEPTH)
        trail.append(comment.path)
        name = (comment.badge, comment.handle)
        if name not in names:
            names[name] = escape(who_is(*name, rule))
        if comment.shown_on not in days:
            days[comment.shown_on] = escape(day_short(comment.shown_on))
        rows.append(
            ThreadRow(
                str(comment.pk),
                names[name],
                days[comment.shown_on],
                paragraphs(comment.text),
                depth,
                comment.badge == Badge.STAFF,
                not comment.is_for_everyone,
                pinned_html(notes.get(comment.pk)) if notes else no_note,
            )
        )
    return rows


def shown_to_whom(standpoint: Standpoint, *, is_for_everyone: bool) -> str:
    """For staff: why not everybody sees this; empty when everybody does."""
    if is_for_everyone:
        return ""
    if not standpoint.may_publish:
        return _("Only staff read this: the author did not want it shown.")
    if standpoint.review not in {"approved", "not_required"}:
        return _("Only moderators read this: it has not been approved.")
    if standpoint.is_set_aside:
        return _("Only moderators read this: it is set aside while somebody checks who acted together.")
    if standpoint.hold != "none":
        return _("Only moderators read this: it is held.")
    return _("Not everybody can read this.")


def where_and_when(contribution: Contribution) -> tuple[str, datetime.date | None]:
    """The place and the month, as readers see them."""
    return (contribution.service.name if contribution.service else "", contribution.happened_on)
