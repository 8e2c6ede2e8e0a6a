"""What spaces do when something is announced, here or below."""

import datetime
import uuid
from collections.abc import Iterable

from django.utils import timezone

from openward.engagements.events import EngagementClosed, PhasesDated
from openward.ledger.models import RecordedFact
from openward.notifications.actions import tell
from openward.notifications.queries import is_waiting_to_leave, refuses_letters
from openward.people.access import SYSTEM
from openward.people.actions.personas import personas_of
from openward.people.events import ColleagueSuspended, RoleTaken
from openward.people.models import MODERATING, Account, Role
from openward.people.queries import accounts_with_role
from openward.spaces.actions import close_space, reopen_by_date
from openward.spaces.actions.duty import note_lost_cover
from openward.spaces.events import (
    AbsenceEnded,
    AbsenceNoted,
    ClocksChosen,
    CoverLost,
    GuestsInvited,
    MembershipEnded,
    ProposalAdopted,
    ProposalDeclined,
    ProposalShown,
    ProposalWithdrawn,
    RuleProposed,
    RulesWritten,
    ShiftEnded,
    ShiftPlanned,
    SpaceClosedByDate,
)
from openward.spaces.models import RuleProposal, RulesVersion, Space, SpaceInvitation, SpaceMember
from openward.spaces.tasks import tell_leads

MORE_MAY_FOLLOW = datetime.timedelta(minutes=10)
"""Letters about a rota or about rules wait so long: whoever changes one thing often changes the next, and all of it is
one letter."""


def on_guests_invited(fact: GuestsInvited, *, fact_id: int) -> None:
    """The letters leave, each with its own code. One that was taken back or used meanwhile does not."""
    waiting = SpaceInvitation.objects.filter(pk__in=fact.invitation_keys, used_at__isnull=True)
    for invitation in waiting.filter(persona__isnull=False).select_related("persona"):
        tell(
            persona=invitation.persona,
            kind="space_invited",
            about=f"space:{fact.key}",
            once_key=f"space_invited:{invitation.pk}",
            language=fact.language,
            by=SYSTEM,
        )


def on_membership_ended(fact: MembershipEnded, *, fact_id: int) -> None:
    """Whoever has no place any more is told, by letter where they wanted letters."""
    member = SpaceMember.objects.select_related("persona", "account").filter(pk=fact.member_number).first()
    if member is None:
        return
    once = f"membership_ended:{fact_id}"
    if member.persona is not None:
        tell(persona=member.persona, kind="place_ended", about=f"space:{fact.key}", once_key=once, by=SYSTEM)
    elif member.account is not None:
        values = {"number": str(member.pk)}
        tell(
            account=member.account,
            kind="membership_ended",
            about=f"space:{fact.key}",
            values=values,
            once_key=once,
            by=SYSTEM,
        )


def on_space_closed_by_date(fact: SpaceClosedByDate, *, fact_id: int) -> None:
    """Whoever leads the place is told that it has closed."""
    space = Space.objects.select_related("organisation", "engagement").filter(pk=uuid.UUID(fact.key)).first()
    if space is None:
        return
    tell_leads(space, "space_closed", f"space_closed:{fact_id}")


def on_phases_dated(fact: PhasesDated, *, fact_id: int) -> None:
    """Places that closed by themselves open again when they have more time."""
    for space in Space.objects.filter(engagement_id=uuid.UUID(fact.key), is_closed_by_date=True):
        reopen_by_date(space=space, today=timezone.localdate(), by=SYSTEM)


def on_engagement_closed(fact: EngagementClosed, *, fact_id: int) -> None:
    """The places of a closed engagement close too."""
    for space in Space.objects.filter(engagement_id=uuid.UUID(fact.key)).exclude(state=Space.State.CLOSED):
        close_space(space=space, by=SYSTEM)


def on_duty_changed(
    fact: ShiftPlanned | ShiftEnded | AbsenceNoted | AbsenceEnded | ClocksChosen, *, fact_id: int
) -> None:
    """Whoever is on the rota hears that their hours changed; everybody on it, where it is about nobody alone."""
    space = Space.objects.filter(pk=uuid.UUID(fact.key)).exclude(state=Space.State.CLOSED).first()
    if space is None:
        return
    key = "" if isinstance(fact, ClocksChosen) else fact.account_key
    touched = Account.objects.filter(pk=key, is_active=True) if key else _on_rota(space)
    _tell_accounts(touched, "duty_changed", space, fact_id)


def on_cover_lost(fact: CoverLost, *, fact_id: int) -> None:
    """Whoever leads the place can change the rota, and whoever is on it may take more hours: all of them hear. Those
    whose own hours changed have a letter on its way about it."""
    space = Space.objects.select_related("organisation").get(pk=uuid.UUID(fact.key))
    leads = accounts_with_role(space.organisation, Role.LEAD, space_key=space.pk)
    _tell_accounts(leads, "cover_lost", space, fact_id, {"slug": space.slug})
    known, about = {one.pk for one in leads}, f"space:{space.pk}"
    others = [one for one in _on_rota(space) if one.pk not in known]
    unaware = [one for one in others if not is_waiting_to_leave(about, "duty_changed", account=one)]
    _tell_accounts(unaware, "cover_thin", space, fact_id)


def on_colleague_gone(fact: ColleagueSuspended | RoleTaken, *, fact_id: int) -> None:
    """Hours of somebody who cannot moderate any more do not count: the places find out what that leaves."""
    account = Account.objects.get(pk=fact.key)
    here = Space.objects.filter(organisation=uuid.UUID(fact.organisation_key), duty_shifts__account=account)
    for space in here.distinct():
        note_lost_cover(space=space, account=account, cause_key=str(fact_id), by=SYSTEM)


def on_rules_talk(
    fact: RuleProposed | ProposalShown | ProposalAdopted | ProposalDeclined | ProposalWithdrawn, *, fact_id: int
) -> None:
    """Members hear when a proposal can be talked about, and what came of it. What nobody but its author ever saw is
    nobody's news."""
    proposal = RuleProposal.objects.select_related("space__organisation", "persona").get(
        pk=uuid.UUID(fact.proposal_key)
    )
    if not _was_ever_open(proposal, is_new=isinstance(fact, RuleProposed)):
        return
    kind = {ProposalAdopted: "rules_changed", RuleProposed: "rules_proposed", ProposalShown: "rules_proposed"}
    # Who proposed knows of the proposal; what came of it is news to them too.
    author = str(proposal.persona_id) if isinstance(fact, RuleProposed | ProposalShown) else ""
    _tell_members(proposal.space, kind.get(type(fact), "rules_kept"), fact_id, knows=author)


def on_rules_written(fact: RulesWritten, *, fact_id: int) -> None:
    """Members hear of rules that changed without a proposal. Nobody has read the first ones yet."""
    space = Space.objects.select_related("organisation").get(pk=uuid.UUID(fact.key))
    by_proposal = RulesVersion.objects.filter(space=space, version=fact.version, proposal__isnull=False)
    if space.state == Space.State.OPEN and fact.version > 1 and not by_proposal.exists():
        _tell_members(space, "rules_changed", fact_id)


def _was_ever_open(proposal: RuleProposal, *, is_new: bool) -> bool:
    """What staff propose is open at once; all else once somebody has read it. Staff speak for the service when they
    propose, whatever they were to the place before: the ledger says as whom."""
    about = RecordedFact.objects.filter(about__contains=[f"space:{proposal.space_id}"])
    told = about.filter(payload__proposal_key=str(proposal.pk))
    by_staff = told.filter(kind=RuleProposed.kind(), author_kind="account").exists()
    return by_staff or (not is_new and told.filter(kind=ProposalShown.kind()).exists())


def _on_rota(space: Space) -> Iterable[Account]:
    return Account.objects.filter(pk__in=space.duty_shifts.values("account"), is_active=True).order_by("pk")


def _tell_accounts(
    accounts: Iterable[Account],
    kind: str,
    space: Space,
    fact_id: int,
    values: dict[str, str] | None = None,
    *,
    knows: str = "",
) -> None:
    """One letter each for all that changes within a few minutes; none to whoever changed it."""
    about, known_by = f"space:{space.pk}", _known_by(fact_id, knows)
    for account in accounts:
        if _is_one_of(account, known_by, space) or is_waiting_to_leave(about, kind, account=account):
            continue
        tell(
            account=account,
            kind=kind,
            about=about,
            values=values,
            once_key=f"{kind}:{fact_id}:{account.pk}",
            not_before=timezone.now() + MORE_MAY_FOLLOW,
            by=SYSTEM,
        )


def _tell_members(space: Space, kind: str, fact_id: int, *, knows: str = "") -> None:
    """Everybody who has a place in an invited space, and the people of the service and the advisory group who look
    after it. Who only ever wrote in a public one is a persona without an address here, and finds it on the page."""
    members = SpaceMember.objects.filter(space=space, ended_at__isnull=True).select_related("account", "persona")
    standing = list(members)
    staff = accounts_with_role(space.organisation, Role.LEAD, Role.ADVISORY, *MODERATING, space_key=space.pk)
    joined = [one.account for one in standing if one.account is not None and one.account.is_active]
    accounts = {account.pk: account for account in [*staff, *joined]}
    _tell_accounts(accounts.values(), kind, space, fact_id, {"slug": space.slug}, knows=knows)
    about, known_by, guest_kind = f"space:{space.pk}", _known_by(fact_id, knows), f"{kind}_guest"
    for one in standing:
        persona = one.persona
        if persona is None or str(persona.pk) in known_by or refuses_letters(persona.pk):
            continue
        if not is_waiting_to_leave(about, guest_kind, persona_id=persona.pk):
            tell(
                persona=persona,
                kind=guest_kind,
                about=about,
                once_key=f"{guest_kind}:{fact_id}:{persona.pk}",
                not_before=timezone.now() + MORE_MAY_FOLLOW,
                by=SYSTEM,
            )


def _known_by(fact_id: int, persona_key: str = "") -> set[str]:
    """The keys of whoever did what a fact says, and of a persona who knows it as well: they get no letter about it."""
    author = RecordedFact.objects.filter(pk=fact_id).values_list("author_key", flat=True).first()
    return {author or "", persona_key} - {""}


def _is_one_of(account: Account, keys: set[str], space: Space) -> bool:
    """Whether an account is among them, under its own name or as the persona that the space knows it by."""
    return str(account.pk) in keys or not keys.isdisjoint(
        map(str, personas_of(account=account, scope_keys=[space.pk]))
    )
