"""What a plan still needs before anybody may speak, and what the advisory group said of it."""

import dataclasses
import datetime
import hashlib
import json

from django.db.models import OuterRef, Subquery, Sum, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.wording import listed, number
from openward.engagements.access import held_engagements
from openward.engagements.models import (
    AffectedGroup,
    Asking,
    Engagement,
    Phase,
    PublicStatement,
    SignOff,
)
from openward.engagements.queries.models_of_use import model_of_use
from openward.methods.models_of_use import Enough, HoursEstimate, Range, moderation_hours
from openward.people.access import Actor
from openward.people.models import Account, Role
from openward.people.queries import accounts_with_role

NEEDED_PHASES = (Phase.Kind.LISTEN, Phase.Kind.TELL)


@dataclasses.dataclass(frozen=True, slots=True)
class Requirement:
    """Something that must be there before a space opens. `sentence` says what is missing, or what is there.

    `address_name` and `slug` name the page where it is put right.
    """

    key: str
    title: str
    sentence: str
    is_met: bool
    address_name: str
    slug: str


@dataclasses.dataclass(frozen=True, slots=True)
class Missing:
    """A requirement that is not met."""

    key: str
    sentence: str
    address_name: str
    slug: str


@dataclasses.dataclass(frozen=True, slots=True)
class PlanSignature:
    """What one advisory member last said, and whether it is about the plan as it now stands."""

    member_name: str
    verdict: str
    words: str
    said_at: datetime.datetime
    is_current: bool

    @property
    def agrees(self) -> bool:
        return self.verdict == SignOff.Verdict.AGREES


@dataclasses.dataclass(frozen=True, slots=True)
class HoursFit:
    """The hours that a plan takes beside the hours that it has, and what that means in a sentence."""

    estimate: HoursEstimate
    available: float
    enough: Enough
    sentence: str


def missing(engagement: Engagement) -> list[Missing]:
    """What the plan still lacks, in the order in which it is worth doing."""
    return missing_of(requirements(engagement))


def missing_of(found: list[Requirement]) -> list[Missing]:
    """The requirements that are not met."""
    return [Missing(one.key, one.sentence, one.address_name, one.slug) for one in found if not one.is_met]


def requirements(engagement: Engagement) -> list[Requirement]:
    """Everything a plan needs before it may open, met or not."""
    return [
        _one(engagement, "aim", _("What you want to reach"), _aim(engagement), "plan_edit"),
        _one(engagement, "model", _("How you will work"), _model(engagement), "model_choose"),
        *_groups(engagement),
        _one(engagement, "phases", _("Dates"), _phases(engagement), "phases_edit"),
        *_statement(engagement),
        _one(engagement, "risks", _("Risks"), _risks(engagement), "risk_list"),
        _one(engagement, "sign_off", _("The advisory group agrees"), _sign_off(engagement), "sign_off"),
    ]


def plan_digest(engagement: Engagement) -> str:
    """A hash of everything that the advisory group agrees to. Any change gives another one."""
    return _digest(engagement, _statement_of(engagement))


def _digest(engagement: Engagement, statement: PublicStatement) -> str:
    plan = {
        "title": engagement.title,
        "aim": engagement.aim,
        "service": str(engagement.service_id or ""),
        "model": engagement.model_of_use,
        "stage": engagement.stage,
        "place": engagement.place_digest,
        "hours": f"{engagement.hours_per_week:.1f}",
        "groups": [
            [group.name, group.population, group.source, group.hoped_for, group.other_route]
            for group in engagement.groups.all()
        ],
        "phases": [[phase.kind, str(phase.starts_on), str(phase.ends_on)] for phase in engagement.phases.all()],
        "risks": [[risk.text, str(risk.owner_id or ""), risk.control] for risk in engagement.risks.all()],
        "statement": [
            statement.why_we_ask,
            statement.can_change,
            statement.cannot_change,
            statement.who_decides,
            str(statement.decided_by_on or ""),
        ],
    }
    return hashlib.sha256(json.dumps(plan, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def advisers_of(engagement: Engagement) -> list[Account]:
    """The advisory members of the engagement's organisation, and of its spaces."""
    return accounts_with_role(engagement.organisation, Role.ADVISORY, space_keys=engagement.space_keys)


def changed_since_signed(actor: Actor) -> list[Engagement]:
    """Plans that are another one now than the actor, as an advisory member, last said something about. Seven
    queries, however many plans there are."""
    said = SignOff.objects.filter(engagement=OuterRef("pk"), member=actor.account).order_by("-said_at", "-pk")
    plans = (
        Engagement.objects.filter(held_engagements(actor, Role.ADVISORY))
        .exclude(state=Engagement.State.CLOSED)
        .annotate(digest_read=Subquery(said.values("plan_digest")[:1]))
        .filter(digest_read__isnull=False)
        .select_related("public_statement")
        .prefetch_related("groups", "phases", "risks")
    )
    return [
        plan
        for plan in plans
        if plan.digest_read != _digest(plan, getattr(plan, "public_statement", None) or PublicStatement())
    ]


def signatures(engagement: Engagement) -> list[PlanSignature]:
    """The newest word of each advisory member who has said something, newest first."""
    digest = plan_digest(engagement)
    return [
        PlanSignature(one.member.name, one.verdict, one.words, one.said_at, one.plan_digest == digest)
        for one in _newest(engagement)
    ]


def gathered(engagement: Engagement) -> Engagement:
    """The engagement with groups, phases and risks loaded, for a page that shows them all. For reading only: what is
    written afterwards does not show on it."""
    prefetch_related_objects([engagement], "groups", "phases", "risks__owner")
    return engagement


def expected_hours(engagement: Engagement, *, mode: str = "", is_answered: bool | None = None) -> HoursFit:
    """Hours a week that reading and answering will take, beside those there are.

    `mode` is when a person reads; `is_answered` whether each is answered; the model's own when not given.
    """
    model = model_of_use(engagement.model_of_use)
    presets = model.presets if model else {}
    if is_answered is None:
        is_answered = presets.get("direction", "two_way") == "two_way"
    count, available = float(engagement.expected_per_week), float(engagement.hours_per_week)
    estimate = moderation_hours(
        Range(count, count),
        mode=mode or presets.get("moderation_mode", "before"),
        answered_share=Range(0.5, 1.0) if is_answered else None,
    )
    enough = estimate.cover(available)
    sentence = {
        Enough.YES: _("You have %(have)s hours a week. Reading and answering take %(low)s to %(high)s."),
        Enough.TIGHT: _("You have %(have)s hours a week. In a busy week reading and answering take up to %(high)s."),
        Enough.NO: _("You have %(have)s hours a week. It takes at least %(low)s: start smaller, or find help."),
    }[enough]
    words = {"have": number(available), "low": number(estimate.low), "high": number(estimate.high)}
    return HoursFit(estimate, available, enough, sentence % words)


def statement_of(engagement: Engagement) -> dict[str, str | datetime.date | None]:
    """The public statement's parts; empty where nothing is written yet."""
    statement = _statement_of(engagement)
    return {
        "why_we_ask": statement.why_we_ask,
        "can_change": statement.can_change,
        "cannot_change": statement.cannot_change,
        "who_decides": statement.who_decides,
        "decided_by_on": statement.decided_by_on,
    }


def statement_standing(engagement: Engagement) -> dict[str, object]:
    """The statement as a form is opened with it, and whether it is a promise already."""
    return {**statement_of(engagement), "is_public": engagement.state != Engagement.State.PLANNED}


def groups_without_other_route(engagement: Engagement) -> list[AffectedGroup]:
    """Groups for whom this would be the only way to be heard (REC-02, REC-12)."""
    return [group for group in engagement.groups.all() if not group.other_route.strip()]


def people_asked(engagement: Engagement) -> int:
    """How many people were asked to take part, as recorded."""
    found: int | None = Asking.objects.filter(engagement=engagement).aggregate(n=Sum("people"))["n"]
    return found or 0


def _one(engagement: Engagement, key: str, title: str, answer: tuple[bool, str], address_name: str) -> Requirement:
    is_met, sentence = answer
    return Requirement(key, title, sentence, is_met, address_name, engagement.slug)


def _aim(engagement: Engagement) -> tuple[bool, str]:
    if not engagement.aim.strip():
        return False, _("Say in one sentence what you want to reach.")
    return True, engagement.aim


def _model(engagement: Engagement) -> tuple[bool, str]:
    model = model_of_use(engagement.model_of_use)
    return (False, _("Choose one of the nine models of use.")) if model is None else (True, _(model.name))


def _groups(engagement: Engagement) -> list[Requirement]:
    groups = list(engagement.groups.all())
    named = ngettext("%(count)s group is named.", "%(count)s groups are named.", len(groups)) % {"count": len(groups)}
    without = [group.name for group in groups if group.hoped_for is None]
    if not groups:
        targets = _("Name the groups first, then say how many of each you hope to hear.")
    elif without:
        targets = _("Say how many you hope to hear from: %(names)s.") % {"names": listed(without)}
    else:
        targets = _("Each group has a number to reach for.")
    return [
        _one(
            engagement,
            "groups",
            _("Who must be heard"),
            (bool(groups), named if groups else _("Name at least one group that must be heard.")),
            "groups_edit",
        ),
        _one(
            engagement,
            "targets",
            _("How many of each you hope to hear"),
            (bool(groups) and not without, targets),
            "groups_edit",
        ),
    ]


def _phases(engagement: Engagement) -> tuple[bool, str]:
    kinds = {phase.kind for phase in engagement.phases.all()}
    lacking = [str(kind.label) for kind in NEEDED_PHASES if kind not in kinds]
    if lacking:
        return False, _("Set dates for: %(names)s.") % {"names": listed(lacking)}
    return True, _("The phases are dated.")


def _statement(engagement: Engagement) -> list[Requirement]:
    statement = _statement_of(engagement)
    asked = (
        ("why_we_ask", _("Why you ask"), _("Say why you ask."), statement.why_we_ask),
        ("can_change", _("What can change"), _("Say what can change."), statement.can_change),
        ("cannot_change", _("What cannot change"), _("Say what cannot change."), statement.cannot_change),
        ("who_decides", _("Who decides"), _("Say who decides."), statement.who_decides),
        ("decided_by", _("By when"), _("Say by when it is decided."), str(statement.decided_by_on or "")),
    )
    return [
        _one(
            engagement,
            key,
            title,
            (bool(given.strip()), _("Written.") if given.strip() else lacking),
            "statement_edit",
        )
        for key, title, lacking, given in asked
    ]


def _risks(engagement: Engagement) -> tuple[bool, str]:
    risks = list(engagement.risks.all())
    if not risks:
        return False, _("Write down at least one risk, with an owner and a control.")
    left = sum(not risk.is_settled for risk in risks)
    if left:
        return False, ngettext(
            "%(left)s of %(all)s risks still needs an owner and a control.",
            "%(left)s of %(all)s risks still need an owner and a control.",
            left,
        ) % {"left": left, "all": len(risks)}
    return True, _("Every risk has an owner and a control.")


def _sign_off(engagement: Engagement) -> tuple[bool, str]:
    advisers = {adviser.pk: adviser for adviser in advisers_of(engagement)}
    if not advisers:
        return False, _("Nobody is an advisory member yet: an administrator gives that role.")
    digest = plan_digest(engagement)
    newest = [one for one in _newest(engagement) if one.member_id in advisers]
    asking = [one for one in newest if one.verdict == SignOff.Verdict.ASKS_CHANGE]
    if asking:
        return False, _("%(name)s asked for a change and has not agreed since.") % {"name": asking[0].member.name}
    if any(one.plan_digest == digest for one in newest):
        return True, _("An advisory member has agreed to the plan as it stands.")
    if newest:
        return False, _("The plan has changed since it was agreed: ask the advisory group again.")
    return False, _("Ask an advisory member to read the plan and agree.")


def _newest(engagement: Engagement) -> list[SignOff]:
    seen: set[object] = set()
    found = []
    for one in engagement.sign_offs.select_related("member"):
        if one.member_id not in seen:
            seen.add(one.member_id)
            found.append(one)
    return found


def _statement_of(engagement: Engagement) -> PublicStatement:
    found: PublicStatement | None = PublicStatement.objects.filter(engagement=engagement).first()
    return found or PublicStatement(engagement=engagement)
