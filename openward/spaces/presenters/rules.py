"""House rules, their history, and what people propose, as pages print them."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import Tag, Tone
from openward.methods.wordings import Stretch, word_changes
from openward.people.models import Badge, Persona
from openward.spaces.models import HouseRule, IdentityRule, RuleProposal, RuleRemark, Space
from openward.spaces.queries.rules import ProposalForReader, RuleChange, VersionOfRules

State = RuleProposal.State
NAMED_RULES = {IdentityRule.PSEUDONYM, IdentityRule.FIRST_NAME, IdentityRule.REAL_NAME}
TONES: dict[str, Tone] = {
    State.WAITING: "attention",
    State.OPEN: "now",
    State.ADOPTED: "good",
    State.DECLINED: "quiet",
    State.NOT_SHOWN: "quiet",
}


@dataclasses.dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal in a list."""

    href: str
    title: str
    text: str
    who: str
    made_at: datetime.datetime
    tag: Tag
    remarks: str
    report_href: str
    """Where a reader says that something is wrong with it; empty for their own, and for what others do not read."""


@dataclasses.dataclass(frozen=True, slots=True)
class ChangeLine:
    """What happened to one rule in a version."""

    what: str
    words: tuple[Stretch, ...]
    fix: tuple[Stretch, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class VersionCard:
    """A version in the history."""

    version: int
    title: str
    holds_now: bool
    made_at: datetime.datetime | None
    why: str
    who: str
    proposal_href: str
    changes: tuple[ChangeLine, ...]
    rules: tuple[HouseRule, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class RemarkLine:
    """Something that was said about a proposal."""

    key: uuid.UUID
    who: str
    words: str
    made_at: datetime.datetime
    note: str
    is_own: bool
    is_shown: bool
    away_because: str
    """Why it was taken away after others had read it."""


def who_says(persona: Persona, space: Space) -> str:
    """How readers know somebody who talks about the rules: "a carer", "Heron, a carer", "a member of staff"."""
    roles = {
        Badge.PATIENT: _("a patient"),
        Badge.CARER: _("a carer"),
        Badge.FAMILY: _("a family member or friend"),
        Badge.ADVOCATE: _("an advocate"),
        Badge.STAFF: _("a member of staff"),
    }
    somebody = _("somebody who takes part")
    if space.identity_rule == IdentityRule.HIDDEN:
        return somebody
    role = roles.get(Badge(persona.badge), somebody)
    if persona.handle and persona.badge != Badge.STAFF and space.identity_rule in NAMED_RULES:
        return _("%(name)s, %(role)s") % {"name": persona.handle, "role": role}
    return role


def proposed_by(persona: Persona, space: Space) -> str:
    """Who a rule came from, kindly."""
    return _("Proposed by %(who)s.") % {"who": who_says(persona, space)}


def title_of(proposal: RuleProposal, rule: HouseRule | None) -> str:
    """What a proposal wants, in a line."""
    about = rule.text if rule else ""
    if proposal.kind == RuleProposal.Kind.NEW:
        return _("A new rule: %(text)s") % {"text": proposal.text}
    if proposal.kind == RuleProposal.Kind.CHANGE:
        return _("Other words for a rule: %(text)s") % {"text": proposal.text}
    return _("Leave a rule out: %(text)s") % {"text": about} if about else _("Leave a rule out")


def cards(found: Iterable[ProposalForReader], space: Space) -> list[ProposalCard]:
    """Proposals as a list shows them."""
    return [
        ProposalCard(
            reverse("proposal_show", args=[space.slug, one.proposal.pk]),
            title_of(one.proposal, one.rule),
            one.proposal.why,
            _("Yours") if one.is_own else proposed_by(one.proposal.persona, space),
            one.proposal.made_at,
            state_tag(one.proposal),
            ngettext("%(n)s remark", "%(n)s remarks", one.remarks) % {"n": one.remarks} if one.remarks else "",
            "" if one.is_own or not one.proposal.is_shown else reverse("rule_words_report", args=[one.proposal.pk]),
        )
        for one in found
    ]


def state_tag(proposal: RuleProposal) -> Tag:
    """Where a proposal stands."""
    if proposal.state == State.ADOPTED:
        return Tag(_("Taken up into version %(number)s") % {"number": proposal.adopted_version}, "good")
    return Tag(proposal.get_state_display(), TONES[proposal.state])


def changes_of(proposal: RuleProposal, rule: HouseRule | None) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """What a proposal would change, in the rule and in what somebody can do."""
    text, fix = (rule.text, rule.how_to_fix) if rule else ("", "")
    return word_changes(text, proposal.text), word_changes(fix, proposal.how_to_fix)


def remark_lines(remarks: Iterable[RuleRemark], space: Space, own: Iterable[uuid.UUID]) -> list[RemarkLine]:
    """What was said, each with who says it and whether others read it yet."""
    mine = set(own)
    notes = {
        RuleRemark.State.WAITING: _("Others see it once a person has read it."),
        RuleRemark.State.NOT_SHOWN: _("Not shown to others."),
    }
    return [
        RemarkLine(
            one.pk,
            who_says(one.persona, space),
            one.words,
            one.made_at,
            str(notes.get(RuleRemark.State(one.state), "")),
            one.persona_id in mine,
            one.is_shown,
            one.away_because,
        )
        for one in remarks
    ]


def version_cards(versions: Iterable[VersionOfRules], space: Space) -> list[VersionCard]:
    """The history of the rules."""
    return [_version(one, space) for one in versions]


def _version(one: VersionOfRules, space: Space) -> VersionCard:
    proposal = one.proposal
    return VersionCard(
        version=one.version,
        title=_("Version %(number)s") % {"number": one.version},
        holds_now=one.holds_now,
        made_at=one.made_at,
        why=one.why,
        who=proposed_by(proposal.persona, space) if proposal else "",
        proposal_href=(
            reverse("proposal_show", args=[space.slug, proposal.pk]) if proposal and proposal.is_shown else ""
        ),
        changes=tuple(_change(change) for change in one.changes),
        rules=one.rules,
    )


def _change(change: RuleChange) -> ChangeLine:
    titles = {
        "added": _("New: rule %(number)s"),
        "changed": _("Other words: rule %(number)s"),
        "left_out": _("Left out: rule %(number)s of the version before"),
        "moved": _("In another place: rule %(number)s"),
    }
    return ChangeLine(titles[change.what] % {"number": change.number}, change.words, change.fix)
