"""Facts about engagements: planned, settled, signed, opened, closed, and who was asked."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.ledger.events import Fact

MODELS: dict[str, str | Promise] = {
    "MOD-01": _("Listening to public posts and ratings"),
    "MOD-02": _("Inviting feedback and stories, and replying"),
    "MOD-03": _("Open consultation and idea-gathering"),
    "MOD-04": _("Outreach, sharing and recruitment"),
    "MOD-05": _("Community-led campaigns"),
    "MOD-06": _("Policy debate and live chats"),
    "MOD-07": _("Networks of colleagues"),
    "MOD-08": _("Co-design rooms and online panels"),
    "MOD-09": _("Workspace of an improvement team"),
}
"""The nine models of use by key, as facts name them."""


@dataclass(frozen=True, kw_only=True)
class _EngagementFact(Fact):
    subject = "engagement"


@dataclass(frozen=True, kw_only=True)
class EngagementPlanned(_EngagementFact):
    sentence = _("A plan was begun: “{title}”.")
    title: str


@dataclass(frozen=True, kw_only=True)
class PlanAnswered(_EngagementFact):
    sentence = _("The answers to the planner's questions were changed.")


@dataclass(frozen=True, kw_only=True)
class ModelChosen(_EngagementFact):
    sentence = _("The way of working was chosen: {model}.")
    labels = {"model": MODELS}
    model: str


@dataclass(frozen=True, kw_only=True)
class GroupsNamed(_EngagementFact):
    sentence = _("The groups that must be heard were written down; there are {count}.")
    count: int


@dataclass(frozen=True, kw_only=True)
class PhasesDated(_EngagementFact):
    sentence = _("People can contribute from {listen_from} to {listen_to}.")
    days = ("listen_from", "listen_to")
    listen_from: str
    listen_to: str


@dataclass(frozen=True, kw_only=True)
class VolumeExpected(_EngagementFact):
    sentence = _("The plan counts on {expected_per_week} contributions and {hours_per_week} hours of work a week.")
    expected_per_week: int
    hours_per_week: str


@dataclass(frozen=True, kw_only=True)
class RiskAdded(_EngagementFact):
    sentence = _("The team added a risk.")
    also = {"risk": "risk_key"}
    risk_key: str


@dataclass(frozen=True, kw_only=True)
class RiskSettled(_EngagementFact):
    sentence = _("A risk was given an owner and a control.")
    also = {"risk": "risk_key"}
    risk_key: str
    finding: str
    owner_key: str


@dataclass(frozen=True, kw_only=True)
class StatementWorded(_EngagementFact):
    sentence = _("The public statement was worded.")


@dataclass(frozen=True, kw_only=True)
class PlanAgreed(_EngagementFact):
    sentence = _("An advisory member agreed that it may open.")
    plan_digest: str


@dataclass(frozen=True, kw_only=True)
class PlanQuestioned(_EngagementFact):
    sentence = _("An advisory member asked for a change before it opens.")
    plan_digest: str


@dataclass(frozen=True, kw_only=True)
class PeopleAsked(_EngagementFact):
    sentence = _("{people} people were asked to take part: {how}.")
    people: int
    how: str
    asked_on: str


@dataclass(frozen=True, kw_only=True)
class EngagementOpened(_EngagementFact):
    sentence = _("The engagement was opened.")


@dataclass(frozen=True, kw_only=True)
class EngagementClosed(_EngagementFact):
    sentence = _("The engagement was closed.")
