"""What a search found, as its page prints it."""

import dataclasses
import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from openward.contributions.models import Contribution, Kind
from openward.design.shapes import NavLink, Tag, Tone
from openward.improvements.models import Improvement
from openward.kit.text import beginning
from openward.people.models import Badge
from openward.responses.models import Response
from openward.responses.queries import status_tag
from openward.themes.models import Theme
from openward.web.forms.searching import GROUPS
from openward.web.presenters.spaces import found_marks, opening
from openward.web.queries.searching import Found

LONGEST_TEXT = 280
STATE_TONES: dict[str, Tone] = {"running": "now", "finished": "good", "stopped": "quiet"}


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, with what was typed marked where it stands."""

    title: Markup
    href: str
    html: Markup
    note: str
    month: datetime.date | None = None
    tag: Tag | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    hits: tuple[Hit, ...]
    has_more: bool
    more_href: str


def groups(found: Found, words: str, address: str) -> list[Group]:
    """The groups that hold something: what changed first, people's own words last and longest."""
    made = [
        ("answers", _("Answers"), tuple(_answer(one, words) for one in found.answers)),
        ("improvements", _("Improvements"), tuple(_improvement(one, words) for one in found.improvements)),
        ("themes", _("Themes"), tuple(_theme(one, words) for one in found.themes)),
        ("stories", _("Stories and comments"), tuple(_story(one) for one in found.stories.items)),
    ]
    return [
        Group(key, title, hits, key in found.more, f"{address}?{urlencode({'q': words, 'only': key})}")
        for key, title, hits in made
        if hits
    ]


def tabs(words: str, only: str, address: str) -> list[NavLink]:
    """Everything, or one group."""
    return [
        NavLink(str(text), f"{address}?{urlencode({'q': words, **({'only': key} if key else {})})}", key == only)
        for key, text in GROUPS
    ]


def with_marks(text: str, words: str) -> Markup:
    """Text with every word that was typed marked, whatever its case."""
    lowered = text.casefold()
    if len(lowered) != len(text):
        return escape(text)
    spans: list[tuple[int, int]] = []
    for word in {word.casefold() for word in words.split() if len(word) > 1}:
        at = lowered.find(word)
        while at != -1:
            spans.append((at, at + len(word)))
            at = lowered.find(word, at + len(word))
    parts, place = [], 0
    for start, end in sorted(spans):
        if start >= place:
            parts += [escape(text[place:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            place = end
    return Markup("").join([*parts, escape(text[place:])])


def _story(story: Contribution) -> Hit:
    text = story.words_for_readers
    excerpt = getattr(story, "excerpt", "")
    title, rest = opening(text)
    shown = found_marks(excerpt) if excerpt else escape(beginning(rest, length=LONGEST_TEXT)[0])
    role = str(Badge(story.badge).label) if story.badge in Badge.values else ""
    where = story.service.name if story.service else ""
    kind = _("Comment") if story.kind == Kind.COMMENT else ""
    return Hit(
        title=escape(title),
        href=reverse("contribution_show", args=[story.pk]),
        html=shown,
        note=" · ".join(part for part in (kind, role, where) if part),
        month=story.happened_on,
    )


def _theme(theme: Theme, words: str) -> Hit:
    return Hit(
        title=with_marks(theme.name, words),
        href=reverse("theme_show", args=[theme.pk]),
        html=with_marks(theme.sentence, words),
        note="",
    )


def _improvement(improvement: Improvement, words: str) -> Hit:
    return Hit(
        title=with_marks(improvement.title, words),
        href=reverse("improvement_show", args=[improvement.slug]),
        html=with_marks(improvement.what_changed or improvement.aim, words),
        note=improvement.service.name if improvement.service else "",
        tag=Tag(str(improvement.get_state_display()), STATE_TONES[improvement.state]),
    )


def _answer(response: Response, words: str) -> Hit:
    claim = getattr(response, "claim", None)
    text = claim.what_changed if claim and claim.what_changed else response.because or response.words
    signed = ", ".join(part for part in (response.signed_name, response.signed_role) if part)
    return Hit(
        title=with_marks(response.theme.name if response.theme else _("An answer to one story"), words),
        href=reverse("response_show", args=[response.pk]),
        html=with_marks(beginning(text, length=LONGEST_TEXT)[0], words),
        note=signed,
        month=timezone.localdate(response.shown_at) if response.shown_at else None,
        tag=status_tag(response),
    )
