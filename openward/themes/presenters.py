"""What the pages of making sense print. Nothing here asks the database."""

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from openward.contributions.models import Contribution
from openward.design.wording import number
from openward.engagements.models import Engagement
from openward.kit.text import beginning
from openward.methods.small_numbers import PublicCount
from openward.people.models import Account
from openward.themes.models import Code, Coding, Theme
from openward.themes.queries import CodingFilter, CodingPage, ThemeRow

_SENTENCE = re.compile(r"\s*(\S.*?(?:[.!?…。！？]+[\"'”’)\]]*(?=\s|$)|(?=\n)|$))", re.DOTALL)


def sentence_places(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends; a line end ends one too. Together they hold all the words."""
    return [
        match.span(1) for line in re.finditer(r"[^\n]+", text) for match in _SENTENCE.finditer(text, *line.span())
    ]


def people_in_words(count: PublicCount) -> str:
    """How many people, as it may be said."""
    if count.text_key == "fewer_than":
        return _("Fewer than {threshold} people").format(threshold=count.threshold)
    if count.value is None:
        return _("Only a few people, most of it by one of them")
    return _("About {count} people").format(count=number(count.value))


@dataclasses.dataclass(frozen=True, slots=True)
class ThemeCard:
    """A theme in the list."""

    theme: Theme
    href: str
    people: str
    shares: tuple[float, ...]
    trend: str


@dataclasses.dataclass(frozen=True, slots=True)
class ThemeGroup:
    """The themes of one engagement."""

    engagement: Engagement
    cards: tuple[ThemeCard, ...]


def theme_groups(rows: Iterable[ThemeRow]) -> list[ThemeGroup]:
    """The themes under their engagements, the newest engagement first."""
    held: dict[Engagement, list[ThemeCard]] = {}
    for row in rows:
        trend = ""
        if row.shares:
            trend = _("From {first}% to {last}% of everything people told us, in {months} months").format(
                first=number(100 * row.shares[0], 0), last=number(100 * row.shares[-1], 0), months=len(row.shares)
            )
        card = ThemeCard(
            row.theme,
            reverse("theme_show", args=[row.theme.pk]),
            people_in_words(row.people),
            tuple(100 * share for share in row.shares),
            trend,
        )
        held.setdefault(row.theme.engagement, []).append(card)
    newest = sorted(held, key=lambda engagement: engagement.created_at, reverse=True)
    return [ThemeGroup(engagement, tuple(held[engagement])) for engagement in newest]


# --- Coding -------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class GivenCode:
    """A code on a passage, and who gave it."""

    name: str
    theme: str
    who: str
    remove_href: str


@dataclasses.dataclass(frozen=True, slots=True)
class CodedPassage:
    """A passage with its codes."""

    words: str
    codes: tuple[GivenCode, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class SentenceChoice:
    """A sentence to tick."""

    index: int
    words: str
    is_ticked: bool


def coded_passages(text: str, codings: Iterable[Coding], reader: Account | None) -> list[CodedPassage]:
    """The coded passages in reading order; only the reader's own codes can be taken back."""
    held: dict[tuple[int, int], list[GivenCode]] = {}
    for coding in codings:
        is_own = reader is not None and coding.coder_id == reader.pk
        who = coding.coder.name if coding.coder else _("From the survey file")
        given = GivenCode(
            coding.code.name,
            coding.code.theme.name if coding.code.theme else "",
            _("You") if is_own else who,
            reverse("coding_remove", args=[coding.pk]) if is_own else "",
        )
        held.setdefault((coding.excerpt.start, coding.excerpt.end), []).append(given)
    return [CodedPassage(text[start:end], tuple(codes)) for (start, end), codes in held.items()]


def marked_text(text: str, codings: Iterable[Coding]) -> Markup:
    """The whole text, each sign where it is in the wording, with coded stretches marked: darker where more codes
    lie on each other."""
    places = [(coding.excerpt.start, coding.excerpt.end) for coding in codings]
    edges = sorted({0, len(text), *(edge for place in places for edge in place)})
    parts = []
    for start, end in itertools.pairwise(edges):
        depth = sum(1 for first, last in places if first <= start and end <= last)
        part = escape(text[start:end])
        mark = Markup('<mark class="code-mark code-mark--{}">{}</mark>')
        parts.append(mark.format(min(depth, 3), part) if depth else part)
    return Markup("").join(parts)


class PassageChoice(Protocol):
    """What a coding page prints of its form."""

    @property
    def places(self) -> Sequence[tuple[int, int]]: ...

    @property
    def all_codes(self) -> Sequence[Code]: ...

    def __getitem__(self, name: str) -> Any: ...


def coding_context(
    contribution: Contribution, found: CodingPage, form: PassageChoice, chosen: CodingFilter, reader: Account | None
) -> dict[str, Any]:
    """All that a coding page prints."""
    shown = contribution.shown_revision
    text = shown.words_for_marking if shown else ""
    return {
        "contribution": contribution,
        "engagement": contribution.space.engagement,
        "form": form,
        "text": marked_text(text, found.codings),
        "passages": coded_passages(text, found.codings, reader),
        "left_behind": [
            (one.code.name, one.excerpt.revision.passage_for_readers(one.excerpt.start, one.excerpt.end))
            for one in found.left_behind
        ],
        "sentences": sentence_choices(text, form.places, map(str, form["sentences"].value() or ())),
        "groups": code_groups(form.all_codes),
        "given": set(map(str, form["codes"].value() or ())),
        "survey": contribution.survey or {},
        "next_href": coding_address(found.following, chosen) if found.following else "",
        "list_href": f"{reverse('coding_list', args=[contribution.space.engagement.slug])}{kept_query(chosen)}",
    }


def sentence_choices(text: str, places: Sequence[tuple[int, int]], ticked: Iterable[str]) -> list[SentenceChoice]:
    """The sentences as boxes to tick."""
    chosen = set(ticked)
    return [
        SentenceChoice(index, text[start:end], str(index) in chosen) for index, (start, end) in enumerate(places)
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class CodeChoice:
    """A code to tick."""

    key: str
    name: str
    about: str


@dataclasses.dataclass(frozen=True, slots=True)
class CodeGroup:
    """The codes of one theme, to choose from."""

    title: str
    codes: tuple[CodeChoice, ...]


def code_groups(codes: Sequence[Code]) -> list[CodeGroup]:
    """The codes under their themes. Where each code has a theme of its own name, headings would only repeat it; so
    would a definition that several codes share, as those of a survey file do."""
    times = Counter(code.definition for code in codes)
    held: dict[str, list[CodeChoice]] = {}
    for code in codes:
        title = code.theme.name if code.theme and code.theme.name != code.name else ""
        about = code.definition if times[code.definition] == 1 else ""
        held.setdefault(title, []).append(CodeChoice(str(code.pk), code.name, about))
    return [CodeGroup(title, tuple(held[title])) for title in sorted(held, key=lambda title: (not title, title))]


@dataclasses.dataclass(frozen=True, slots=True)
class ToCode:
    """A contribution in the list of those to code."""

    contribution: Contribution
    href: str
    words: str


def to_code(contributions: Iterable[Contribution], chosen: CodingFilter) -> list[ToCode]:
    """What waits to be coded, with its beginning."""
    return [
        ToCode(one, coding_address(one, chosen), beginning(one.words_for_readers, length=180)[0])
        for one in contributions
        if one.shown_revision is not None
    ]


def coding_address(contribution: Contribution, chosen: CodingFilter) -> str:
    """A contribution's coding page, which keeps what is worked through."""
    return f"{reverse('coding_show', args=[contribution.pk])}{kept_query(chosen)}"


def kept_query(chosen: CodingFilter) -> str:
    """What is worked through, as the end of an address."""
    kept = {name: str(value) for name, value in dataclasses.asdict(chosen).items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def times_given(count: int) -> str:
    return ngettext("given {count} time", "given {count} times", count).format(count=number(count))
