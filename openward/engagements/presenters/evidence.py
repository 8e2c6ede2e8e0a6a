"""Findings as the pages print them: always with their certainty in words, always with their source."""

import dataclasses
from collections.abc import Iterable
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from openward.design.shapes import Tag, Tone
from openward.engagements.queries import Finding, ModelOfUse, RestingOn, finding
from openward.engagements.queries.evidence import SIDES, Capability


@dataclasses.dataclass(frozen=True, slots=True)
class FindingCard:
    """One finding in a list or as the reason for something."""

    id: str
    title: str
    words: str
    certainty: Tag
    weight: str
    """How many studies or people it rests on, in words."""
    source: str
    source_href: str
    href: str
    side: str


@dataclasses.dataclass(frozen=True, slots=True)
class ThemeOfFindings:
    """Findings of one theme."""

    name: str
    cards: tuple[FindingCard, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class SideOfFindings:
    """One side of the evidence with its themes."""

    key: str
    name: str
    lead: str
    count: str
    themes: tuple[ThemeOfFindings, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class CapabilityRow:
    """A capability that rests on a finding."""

    id: str
    name: str
    what: str
    state: Tag


def side_names() -> dict[str, str]:
    """The sides of the evidence, in words."""
    return {
        "benefit": _("Benefits"),
        "risk": _("Risks and limits"),
        "barrier": _("Barriers"),
        "enabler": _("What helps"),
        "recommendation": _("Recommendations"),
        "model": _("Models of use"),
    }


def _side_leads() -> dict[str, str]:
    return {
        "benefit": _("What studies found to be better when people talk with a service in this way."),
        "risk": _("What went wrong, and what nobody has shown to work."),
        "barrier": _("What keeps services and people from beginning."),
        "enabler": _("What those who did it well had in place."),
        "recommendation": _("What researchers and their advisory groups ask of practice and of research."),
        "model": _("Openward's nine models of use, after Walsh et al. 2021. They are not the published typology."),
    }


def certainty_names() -> dict[str, str]:
    """The certainties, in words."""
    return {
        "read": _("Read in the source"),
        "heading_only": _("Only its heading was seen"),
        "inferred": _("Our own inference"),
    }


_CERTAINTY_TONES: dict[str, Tone] = {"read": "good", "heading_only": "attention", "inferred": "concern"}


def certainty_tag(certainty: str) -> Tag:
    """How sure we are, in words and a tone."""
    return Tag(certainty_names()[certainty], _CERTAINTY_TONES[certainty])


def finding_card(one: Finding) -> FindingCard:
    """A finding for a list."""
    return FindingCard(
        one.id,
        _(one.title),
        _(one.words),
        certainty_tag(one.certainty),
        _weight(one),
        one.source,
        one.source_href,
        reverse("finding_show", args=[one.id]),
        side_names()[one.side],
    )


def finding_cards(ids: Iterable[str]) -> tuple[FindingCard, ...]:
    """The findings with these ids, in the order given."""
    return tuple(finding_card(one) for one in map(finding, ids) if one is not None)


def sides_of(found: Iterable[Finding]) -> tuple[SideOfFindings, ...]:
    """Findings by side and theme, in the order in which they come."""
    names, leads = side_names(), _side_leads()
    by_side = {side: list(members) for side, members in groupby(found, key=lambda one: one.side)}
    return tuple(
        SideOfFindings(
            side,
            names[side],
            leads[side],
            ngettext("%(count)s finding", "%(count)s findings", len(by_side[side])) % {"count": len(by_side[side])},
            _themes(side, by_side[side]),
        )
        for side in SIDES
        if side in by_side
    )


def capability_rows(resting: RestingOn) -> tuple[CapabilityRow, ...]:
    """What a system must do because of a finding, and whether this release does it."""
    return tuple(CapabilityRow(one.id, _(one.name), _(one.what), _state(one)) for one in resting.capabilities)


def model_names(resting: RestingOn, models: Iterable[ModelOfUse]) -> tuple[str, ...]:
    """Names of the models whose ranking leans on a finding."""
    return tuple(_(model.name) for model in models if model.id in resting.model_ids)


def _themes(side: str, members: list[Finding]) -> tuple[ThemeOfFindings, ...]:
    if side == "model":
        return (ThemeOfFindings("", tuple(finding_card(one) for one in members)),)
    themes: dict[str, list[FindingCard]] = {}
    for one in members:
        themes.setdefault(one.theme, []).append(finding_card(one))
    return tuple(ThemeOfFindings(_(name), tuple(cards)) for name, cards in themes.items())


def _weight(one: Finding) -> str:
    if one.count is None:
        return ""
    count = {"count": one.count}
    if one.count_unit.startswith("participants"):
        return ngettext("%(count)s person taking part", "%(count)s people taking part", one.count) % count
    if one.count_unit.startswith("included studies"):
        words = ngettext("%(count)s study", "%(count)s studies", one.count) % count
        return _("at least %(studies)s") % {"studies": words} if one.count_is_minimum else words
    return f"{one.count} {_(one.count_unit)}" if one.count_unit else str(one.count)


def _state(one: Capability) -> Tag:
    return {
        "built": Tag(pgettext("capability", "in Openward"), "good"),
        "partly": Tag(pgettext("capability", "partly in Openward"), "attention"),
        "later": Tag(pgettext("capability", "still to come"), "quiet"),
    }[one.state]
