"""Somebody's words with their marks."""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from openward.contributions.models import Revision
from openward.contributions.models.contributions import Part
from openward.methods.identifiers import Certainty, find_identifiers
from openward.safety.forms.readings import part_label


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of somebody's words; `mark` is its number when it may point to a person."""

    text: str
    mark: int = 0
    is_sure: bool = False
    is_masked: bool = False
    """Whether readers see a mask here."""


@dataclasses.dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of the words. `start` is where it begins in the whole text, for marking passages."""

    label: str
    start: int
    pieces: tuple[Piece, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """Why a stretch of the words is marked."""

    number: int
    text: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class ShownWords:
    parts: tuple[ShownPart, ...]
    marks: tuple[Mark, ...]


def shown_words(revision: Revision) -> ShownWords:
    """The words part by part, with what may point to a person marked and explained."""
    parts: list[ShownPart] = []
    marks: list[Mark] = []
    start = 0
    for name, text in revision.parts:
        if not text:
            continue
        spans: list[_Span] = []
        for found in find_identifiers(text):
            number = len(marks) + 1
            marks.append(Mark(number, text[found.start : found.end], _why(found.why_key)))
            spans.append(_Span(found.start, found.end, number, is_sure=found.certainty == Certainty.SURE))
        for first, last in _masked_in(revision, start, start + len(text)):
            number = len(marks) + 1
            marks.append(Mark(number, text[first:last], _("Readers see “[hidden word]” here.")))
            spans.append(_Span(first, last, number, is_masked=True))
        label = "" if name == Part.WORDS else part_label(name)
        parts.append(ShownPart(label, start, tuple(_pieces(text, spans))))
        start += len(text) + 2
    return ShownWords(tuple(parts), tuple(marks))


@dataclasses.dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    number: int
    is_sure: bool = False
    is_masked: bool = False


def _masked_in(revision: Revision, start: int, end: int) -> list[tuple[int, int]]:
    """What readers see covered between two places of the whole text, counted from the first."""
    inside = [(max(first, start), min(last, end)) for first, last, _instead in revision.masks]
    return [(first - start, last - start) for first, last in inside if first < last]


def _pieces(text: str, spans: Sequence[_Span]) -> Iterator[Piece]:
    """The text cut where a mark begins or ends; where two lie on each other, the one of a mask explains itself."""
    edges = sorted({0, len(text), *(edge for one in spans for edge in (one.start, one.end))})
    for first, last in itertools.pairwise(edges):
        here = [one for one in spans if one.start <= first and last <= one.end]
        if not here:
            yield Piece(text[first:last])
            continue
        is_masked = any(one.is_masked for one in here)
        yield Piece(text[first:last], here[-1].number, any(one.is_sure for one in here), is_masked)


def _why(key: str) -> str:
    return {
        "email_reaches_you": _("An e-mail address: strangers could write to it."),
        "phone_reaches_you": _("A phone number: strangers could ring it."),
        "nhs_number_names_you": _("It has the form of an NHS number, which belongs to one person."),
        "hospital_number_names_you": _("A hospital number: staff could find the record."),
        "postcode_finds_home": _("A postcode: it leads to a few houses."),
        "exact_date_finds_record": _("A full date: with the service it can lead to one person."),
        "day_and_month_find_record": _("A day and a month: with the service they can lead to one person."),
        "part_of_date_narrows": _("Part of a date: with the service it can lead to one person."),
        "link_leads_to_you": _("A link: it may lead to a page about one person."),
        "handle_is_your_account": _("A name on a social network: it leads to one person's page."),
        "health_number_names_you": _("It has the form of a health or insurance number, which belongs to one person."),
        "national_number_names_you": _("It has the form of an official number, which belongs to one person."),
        "bank_number_is_yours": _("It has the form of a bank or card number: strangers could misuse it."),
        "network_address_is_yours": _("An internet address: it may lead to one home."),
        "address_finds_home": _("A street or an address: it may lead to one home."),
        "great_age_is_rare": _("An age over 89: few people are that old."),
        "ward_narrows": _("A ward or a bed: with the date it can lead to one person."),
        "vehicle_has_owner": _("A number plate: it leads to one owner."),
        "staff_name_names_them": _("The name of somebody who works there, it seems."),
        "name_names_you": _("A name, it seems: people who know this person will recognise them."),
        "together_they_narrow": _("This role, place and date together may fit one person only."),
    }.get(key, _("This may point to a person."))
