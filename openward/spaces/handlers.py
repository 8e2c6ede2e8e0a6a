"""What spaces do when another room announces something."""

import uuid

from django.utils import timezone

from openward.engagements.events import EngagementClosed, PhasesDated
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.spaces.actions import close_space, reopen_by_date
from openward.spaces.events import GuestsInvited, MembershipEnded, SpaceClosedByDate
from openward.spaces.models import Space, SpaceInvitation, SpaceMember
from openward.spaces.tasks import tell_leads


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
