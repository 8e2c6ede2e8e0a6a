"""The planner's answer and the parts of a plan, as the pages print them."""

import dataclasses
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openward.design.shapes import Tag, Tone
from openward.design.wording import number
from openward.engagements.models import Engagement, Risk
from openward.engagements.presenters.evidence import FindingCard, finding_cards
from openward.engagements.queries import Recommendation
from openward.engagements.queries.models_of_use import ReasonGiven
from openward.engagements.queries.plans import HoursFit
from openward.methods.models_of_use import Assumption, Enough


@dataclasses.dataclass(frozen=True, slots=True)
class ReasonLine:
    """One answer that speaks for or against, with the findings behind it."""

    answer: str
    question: str
    strength: str
    findings: tuple[FindingCard, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ModelCard:
    """One of the nine, with its place and its reasons."""

    id: str
    place: int
    name: str
    description: str
    fit: Tag
    score: str
    communication: str
    host: str
    people: str
    stages: str
    reasons_for: tuple[ReasonLine, ...]
    reasons_against: tuple[ReasonLine, ...]
    is_chosen: bool
    certainty: FindingCard


@dataclasses.dataclass(frozen=True, slots=True)
class HoursView:
    """The hours that a plan takes beside the hours that it has."""

    verdict: Tag
    sentence: str
    assumptions: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk of the register."""

    text: str
    origin: str
    finding: FindingCard | None
    owner: str
    control: str
    is_settled: bool
    href: str


@dataclasses.dataclass(frozen=True, slots=True)
class EngagementRow:
    """An engagement in a list."""

    title: str
    aim: str
    state: Tag
    service: str
    model: str
    href: str


def model_cards(ranked: Iterable[Recommendation], chosen: str) -> tuple[ModelCard, ...]:
    """The nine, best fit first."""
    ranked = tuple(ranked)
    best = ranked[0].score if ranked else 0
    return tuple(
        ModelCard(
            one.model.id,
            one.place,
            _(one.model.name),
            _(one.model.description),
            _fit(one, best),
            f"{one.score:+d}".replace("-", "−"),
            _(one.model.communication),
            _(one.model.host),
            _(one.model.people),
            _(one.model.stages),
            tuple(_reason(reason) for reason in one.reasons if reason.is_for),
            tuple(_reason(reason) for reason in one.reasons if not reason.is_for),
            one.model.id == chosen,
            finding_cards([one.model.id])[0],
        )
        for one in ranked
    )


def hours_view(fit: HoursFit) -> HoursView:
    """The hours with everything that they rest on."""
    words: dict[Enough, Tag] = {
        Enough.YES: Tag(_("It fits"), "good"),
        Enough.TIGHT: Tag(_("It is tight"), "attention"),
        Enough.NO: Tag(_("It does not fit"), "concern"),
    }
    return HoursView(words[fit.enough], fit.sentence, tuple(_assumption(one) for one in fit.estimate.assumptions))


def risk_row(risk: Risk, slug: str) -> RiskRow:
    """A risk with what it rests on."""
    cards = finding_cards([risk.finding_id])
    return RiskRow(
        _(risk.text) if risk.finding_id else risk.text,
        risk.get_origin_display(),
        cards[0] if cards else None,
        risk.owner.name if risk.owner else "",
        risk.control,
        risk.is_settled,
        reverse("risk_settle", args=[slug, risk.pk]),
    )


def state_tag(engagement: Engagement) -> Tag:
    """The state of an engagement, in words and a tone."""
    tones: dict[str, Tone] = {"planned": "attention", "open": "good", "closed": "quiet"}
    return Tag(engagement.get_state_display(), tones[engagement.state])


def engagement_row(engagement: Engagement, model: str) -> EngagementRow:
    """An engagement in a list; one without a way of working leads to where it is chosen."""
    address = "engagement_show" if engagement.model_of_use else "model_choose"
    return EngagementRow(
        engagement.title,
        engagement.aim,
        state_tag(engagement),
        engagement.service.name if engagement.service else _("The whole organisation"),
        model,
        reverse(address, args=[engagement.slug]),
    )


def _fit(one: Recommendation, best: int) -> Tag:
    if one.score <= 0:
        return Tag(_("Does not fit"), "quiet")
    if one.place == 1:
        return Tag(_("Fits best"), "good")
    # A score is a sum of judgements: two points apart is no real difference (docs/methods/models_of_use.md).
    return Tag(_("Fits about as well"), "good") if best - one.score <= 2 else Tag(_("Fits in part"), "plain")


def _reason(reason: ReasonGiven) -> ReasonLine:
    strength = {
        1: pgettext("strength of a reason", "a little"),
        2: pgettext("strength of a reason", "clearly"),
        3: pgettext("strength of a reason", "strongly"),
    }[reason.weight]
    return ReasonLine(_(reason.answer), _(reason.question), strength, finding_cards(reason.finding_ids))


def _assumption(one: Assumption) -> tuple[str, str]:
    names = {
        "expected_per_week": _("Contributions in a week"),
        "read_share": _("Share that a person reads"),
        "minutes_per_item": _("Minutes to read one and decide"),
        "difficult_share": _("Share that needs more time"),
        "minutes_per_difficult_item": _("Minutes more for one of those"),
        "answered_share": _("Share that is answered"),
        "minutes_per_answer": _("Minutes to write an answer"),
    }
    scale, sign = (100, "%") if one.unit == "share" else (1, "")
    low, high = number(one.value.low * scale), number(one.value.high * scale)
    value = (
        f"{low}{sign}" if low == high else _("%(low)s to %(high)s") % {"low": f"{low}{sign}", "high": f"{high}{sign}"}
    )
    return names[one.key], value
