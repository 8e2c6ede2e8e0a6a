"""Facts about spaces: made, set up, opened, closed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.engagements.events import MODELS
from openward.ledger.events import Fact

_SETTINGS: dict[str, str | Promise] = {
    "direction": _("Which way words travel"),
    "visibility": _("Who can read"),
    "identity_rule": _("How people are known"),
    "moderation_mode": _("When a person reads"),
    "stage": _("Stage of improvement"),
}
# No two settings share a value.
_VALUES: dict[str, str | Promise] = {
    "inward": _("You tell us"),
    "outward": _("We tell you"),
    "two_way": _("You tell us and we answer"),
    "many_way": _("Everybody talks with everybody"),
    "public": _("Anybody can read"),
    "registered": _("People who are signed in can read"),
    "invited": _("People who are invited can read"),
    "staff": _("Staff of the service can read"),
    "anonymous": _("No names: readers see a role, such as patient or carer"),
    "pseudonym": _("A name you choose, with your role"),
    "first_name": _("A first name or a name you choose"),
    "real_name": _("Real name and role"),
    "hidden": _("Authors are never shown"),
    "before": _("A person reads everything before it is shown"),
    "newcomers": _("A person reads the first words of everybody new"),
    "after": _("Words are shown at once and read afterwards"),
    "reported": _("Words are shown at once and read when somebody reports them"),
    "set_agenda": _("Set the agenda"),
    "understand": _("Understand"),
    "design_and_test": _("Design and test"),
    "implement": _("Implement"),
    "sustain": _("Sustain and spread"),
}


@dataclass(frozen=True, kw_only=True)
class _SpaceFact(Fact):
    subject = "space"
    also = {"engagement": "engagement_key"}
    engagement_key: str


@dataclass(frozen=True, kw_only=True)
class SpaceMade(_SpaceFact):
    sentence = _("The place “{name}” was made with the settings that go with its way of working: {model}.")
    labels = {"model": MODELS}
    name: str
    model: str


@dataclass(frozen=True, kw_only=True)
class SpacePreset(_SpaceFact):
    sentence = _("The place was set up again for another way of working: {model}.")
    labels = {"model": MODELS}
    model: str


@dataclass(frozen=True, kw_only=True)
class SettingChanged(_SpaceFact):
    sentence = _("The setting “{setting}” went from “{before}” to “{after}”. {reason}")
    labels = {"setting": _SETTINGS, "before": _VALUES, "after": _VALUES}
    setting: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DutyArranged(_SpaceFact):
    sentence = _("It was settled who is on duty, when, and whom they call.")
    safeguarding_lead_key: str


@dataclass(frozen=True, kw_only=True)
class ShiftPlanned(_SpaceFact):
    sentence = _("Somebody was put on the duty rota.")
    account_key: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ShiftEnded(_SpaceFact):
    sentence = _("A shift was taken off the duty rota.")
    account_key: str


@dataclass(frozen=True, kw_only=True)
class AbsenceNoted(_SpaceFact):
    sentence = _("Days without duty were written into the rota: {first_on} to {last_on}.")
    days = ("first_on", "last_on")
    first_on: str
    last_on: str
    account_key: str


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(_SpaceFact):
    sentence = _("Days without duty were taken out of the rota.")
    account_key: str


@dataclass(frozen=True, kw_only=True)
class CoverLost(_SpaceFact):
    sentence = _("The duty rota covers fewer hours than before.")
    cause_key: str = ""
    """The fact that it follows from, where it was not a change of the rota."""


@dataclass(frozen=True, kw_only=True)
class ClocksChosen(_SpaceFact):
    sentence = _("It was settled which clocks the duty rota means.")
    time_zone: str


@dataclass(frozen=True, kw_only=True)
class EscalationAgreed(_SpaceFact):
    sentence = _("The escalation form was filled in: it is agreed whom to contact when somebody may be in danger.")
    count: int


@dataclass(frozen=True, kw_only=True)
class RulesWritten(_SpaceFact):
    sentence = _("The house rules were written; this is version {version}.")
    version: int


@dataclass(frozen=True, kw_only=True)
class RuleProposed(_SpaceFact):
    sentence = _("Somebody proposed a change to the house rules.")
    proposal_key: str


@dataclass(frozen=True, kw_only=True)
class ProposalShown(_SpaceFact):
    sentence = _("A proposal about the house rules was read and can be talked about.")
    proposal_key: str


@dataclass(frozen=True, kw_only=True)
class ProposalNotShown(_SpaceFact):
    sentence = _("A proposal about the house rules was read and is not shown.")
    proposal_key: str


@dataclass(frozen=True, kw_only=True)
class ProposalAdopted(_SpaceFact):
    sentence = _("A proposal was taken up into version {version} of the house rules.")
    proposal_key: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ProposalDeclined(_SpaceFact):
    sentence = _("A proposal about the house rules was not taken up; its answer says why.")
    proposal_key: str


@dataclass(frozen=True, kw_only=True)
class ProposalWithdrawn(_SpaceFact):
    sentence = _("Somebody took back what they proposed about the house rules.")
    proposal_key: str


@dataclass(frozen=True, kw_only=True)
class RuleRemarkMade(_SpaceFact):
    sentence = _("Somebody said something about a proposal for the house rules.")
    proposal_key: str


@dataclass(frozen=True, kw_only=True)
class RuleRemarkRead(_SpaceFact):
    sentence = _("What somebody said about a proposal was read.")
    proposal_key: str


@dataclass(frozen=True, kw_only=True)
class RuleRemarkWithdrawn(_SpaceFact):
    sentence = _("Somebody took back what they said about a proposal.")
    proposal_key: str


@dataclass(frozen=True, kw_only=True)
class RuleWordsTakenAway(_SpaceFact):
    sentence = _("Words about the house rules were reported and taken away. Their author reads why.")
    proposal_key: str
    remark_key: str = ""
    """Empty when it is the proposal itself."""


@dataclass(frozen=True, kw_only=True)
class RuleWordsPutBack(_SpaceFact):
    sentence = _("Words about the house rules that had been taken away are shown again.")
    proposal_key: str
    remark_key: str = ""


@dataclass(frozen=True, kw_only=True)
class LinkMade(_SpaceFact):
    sentence = _("A short link was made: {code}.")
    code: str
    service_key: str


@dataclass(frozen=True, kw_only=True)
class GuestsInvited(_SpaceFact):
    sentence = _("People were invited by letter; how many: {count}.")
    count: int
    invitation_keys: tuple[str, ...]
    language: str = "en-gb"


@dataclass(frozen=True, kw_only=True)
class CodesPrinted(_SpaceFact):
    sentence = _("Codes for people without e-mail were made; how many: {count}.")
    count: int


@dataclass(frozen=True, kw_only=True)
class GuestInvitationWithdrawn(_SpaceFact):
    sentence = _("An invitation was taken back.")


@dataclass(frozen=True, kw_only=True)
class GuestJoined(_SpaceFact):
    sentence = _("Somebody joined by an invitation.")


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(_SpaceFact):
    sentence = _("Somebody’s place was ended; they were told why.")
    member_number: int


@dataclass(frozen=True, kw_only=True)
class MemberLeft(_SpaceFact):
    sentence = _("Somebody left by themselves.")


@dataclass(frozen=True, kw_only=True)
class SpaceOpened(_SpaceFact):
    sentence = _("The place was opened: people can speak.")


@dataclass(frozen=True, kw_only=True)
class SpaceClosedByDate(_SpaceFact):
    sentence = _("The place closed by itself after its last day, {last_on}: what was said stays to be read.")
    days = ("last_on",)
    last_on: str


@dataclass(frozen=True, kw_only=True)
class SpaceReopened(_SpaceFact):
    sentence = _("The place is open again, because its last phase was extended.")


@dataclass(frozen=True, kw_only=True)
class SpaceClosed(_SpaceFact):
    sentence = _("The place was closed: what was said stays to be read.")
