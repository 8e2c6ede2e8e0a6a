"""The evidence base: what the studies found, how sure we are of it, and what in Openward rests on it.

Three certainties are shown, always in words: "read" (we read it in the source), "heading_only" (we saw the heading
or the name of a theme, and the gloss is ours) and "inferred" (our reconstruction).
"""

import dataclasses
import functools
import json
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, gettext

SIDES = ("benefit", "risk", "barrier", "enabler", "recommendation", "model")
CERTAINTIES = ("read", "heading_only", "inferred")

_HEADING_ONLY = (False, "theme name only")


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One finding, restated in our own words. `count` is how many studies or people it rests on, where known."""

    id: str
    side: str
    theme: str
    subtheme: str
    words: str
    certainty: str
    source: str
    """DOI of the source, or its address where there is no DOI."""
    source_href: str
    basis: str
    count: int | None
    count_unit: str
    count_is_minimum: bool
    references: tuple[int, ...]
    capability_ids: tuple[str, ...]

    @property
    def title(self) -> str:
        words = self.subtheme.split(": ", 1)[-1] if self.subtheme and self.side != "model" else self.theme
        return words[0].upper() + words[1:]


@dataclasses.dataclass(frozen=True, slots=True)
class Capability:
    """Something that a system must do, with the group it belongs to and whether this release does it."""

    id: str
    group: str
    name: str
    what: str
    basis: str
    state: str


@dataclasses.dataclass(frozen=True, slots=True)
class RestingOn:
    """What in Openward rests on one finding."""

    capabilities: tuple[Capability, ...]
    model_ids: tuple[str, ...]
    risk_texts: tuple[str, ...]
    control_texts: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.capabilities or self.model_ids or self.risk_texts or self.control_texts)


@functools.cache
def document(name: str) -> Any:
    """One of the data files beside the findings, read once."""
    return json.loads(files("openward.engagements").joinpath("evidence", name).read_text(encoding="utf-8"))


@functools.cache
def findings() -> tuple[Finding, ...]:
    """All findings, side by side in the order of `SIDES`, by id within a side."""
    found = [_finding(entry) for entry in document("findings.json")]
    return tuple(sorted(found, key=lambda one: (SIDES.index(one.side), one.id)))


@functools.cache
def _by_id() -> dict[str, Finding]:
    return {one.id: one for one in findings()}


def finding(finding_id: str) -> Finding | None:
    """The finding with this id ("RSK-02"), or None."""
    return _by_id().get(finding_id)


def findings_like(*, words: str = "", side: str = "", certainty: str = "") -> list[Finding]:
    """Findings in which every word is found, on one side and of one certainty where given."""
    wanted = words.casefold().split()
    return [
        one
        for one in findings()
        if (not side or one.side == side)
        and (not certainty or one.certainty == certainty)
        and all(word in _searched(one, get_language()) for word in wanted)
    ]


@functools.cache
def capability(capability_id: str) -> Capability | None:
    """The capability with this id ("C06"), or None."""
    for entry in document("capabilities.json")["capabilities"]:
        if entry["id"] == capability_id:
            return Capability(**entry)
    return None


@functools.cache
def resting_on(finding_id: str) -> RestingOn:
    """The capabilities, models of use, risks and controls that cite a finding."""
    one = finding(finding_id)
    capabilities = [capability(key) for key in one.capability_ids] if one else []
    models = [
        model["id"]
        for model in document("models_of_use.json")["models"]
        if any(finding_id in entry["findings"] for options in model["weights"].values() for entry in options.values())
    ]
    risks = document("risks.json")["risks"]
    return RestingOn(
        tuple(found for found in capabilities if found is not None),
        tuple(models),
        tuple(risk["text"] for risk in risks if risk["finding"] == finding_id),
        tuple(control["text"] for risk in risks for control in risk["controls"] if finding_id in control["findings"]),
    )


def _finding(entry: dict[str, Any]) -> Finding:
    certainty = entry["certainty"]
    if certainty == "read" and entry.get("content_seen") in _HEADING_ONLY:
        certainty = "heading_only"
    doi = entry["source_doi"]
    address = entry.get("source_url") or ""
    return Finding(
        id=entry["id"],
        side=entry["kind"],
        theme=entry["theme"],
        subtheme=entry["subtheme"] or "",
        words=entry["summary"],
        certainty=certainty,
        source=f"doi {doi}" if doi else address,
        source_href=f"https://doi.org/{doi}" if doi else address,
        basis=entry["basis"],
        count=entry["count"],
        count_unit=entry.get("count_unit", ""),
        count_is_minimum=bool(entry.get("count_is_minimum")),
        references=tuple(entry["refs"]),
        capability_ids=tuple(entry["capabilities"]),
    )


@functools.cache
def _searched(one: Finding, _language: str | None) -> str:
    here = " ".join(gettext(words) for words in (one.theme, one.title, one.words))
    return f"{one.id} {one.theme} {one.subtheme} {one.words} {one.source} {here}".casefold()
