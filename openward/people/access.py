"""Who is acting, and which roles they hold. Every action takes an Actor as `by`; every door asks one."""

from __future__ import annotations

import dataclasses
import hmac
import uuid
from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from openward.kit.prepared import Prepared
from openward.kit.sealing import lookup_hash
from openward.ledger.events import SubmissionKey
from openward.people.models import Account, Belonging, BreakGlass, HeldRole, Invitation, Organisation, Role

_Row = TypeVar("_Row", Belonging, HeldRole, Invitation)

PLACES = "places"
OWN_DEVICE_S = 30 * 24 * 60 * 60
STAFF_ROLES = frozenset(Role) - {Role.ADVISORY}


@dataclasses.dataclass(frozen=True, slots=True)
class Holding:
    """One role held: in a whole organisation (`space_key` None) or in one space."""

    role: str
    organisation_id: uuid.UUID
    space_key: uuid.UUID | None


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """Somebody (or the system) about to do something.

    `kind` is "visitor", "account", "persona" (the author behind a receipt) or "system"; `key` names them in the
    ledger without saying who they are; `submission` is the key of the form they sent, if any.
    """

    kind: str
    key: str = ""
    account: Account | None = None
    holdings: frozenset[Holding] = frozenset()
    submission: SubmissionKey | None = None
    places: frozenset[int] = frozenset()
    """Memberships of spaces that somebody without an account was let into, as their browser carries them. The spaces
    say whether each still holds."""
    memberships: dict[uuid.UUID, bool] = dataclasses.field(default_factory=dict, compare=False, repr=False)
    """Whether this is a member of a space, by its key, once asked: an actor lives for one request."""

    @property
    def is_signed_in(self) -> bool:
        return self.account is not None

    def roles_in(self, organisation_id: uuid.UUID, space_key: uuid.UUID | None = None) -> frozenset[str]:
        """Roles that count in an organisation, or in one of its spaces."""
        return frozenset(
            holding.role
            for holding in self.holdings
            if holding.organisation_id == organisation_id
            and (holding.space_key is None or holding.space_key == space_key)
        )

    def holds(self, *roles: str, organisation_id: uuid.UUID, space_key: uuid.UUID | None = None) -> bool:
        """Whether one of the roles is held there. The system holds them all."""
        return self.kind == "system" or not self.roles_in(organisation_id, space_key).isdisjoint(roles)

    def organisation_ids(self, roles: Iterable[str] | None = None) -> frozenset[uuid.UUID]:
        """Organisations in which one of the roles (any role, when None) is held."""
        wanted = None if roles is None else set(roles)
        return frozenset(
            holding.organisation_id for holding in self.holdings if wanted is None or holding.role in wanted
        )

    def authority(self, organisation_key: str, space_key: str) -> str:
        """The roles this was done under, as the ledger keeps them."""
        if self.account is None:
            return self.kind
        found = {
            holding.role
            for holding in self.holdings
            if str(holding.organisation_id) == organisation_key
            and (holding.space_key is None or str(holding.space_key) == space_key)
        }
        return ", ".join(sorted(found)) or "account"


SYSTEM = Actor(kind="system", key="system")
VISITOR = Actor(kind="visitor")


_counting_roles = Prepared(
    lambda account: (
        HeldRole.objects.filter(account=account)
        .exclude(organisation__in=suspended_at(Account(pk=account)))
        .values_list("role", "organisation_id", "space_key")
    ),
    account=uuid.uuid4(),
)


def actor_for_account(account: Account, *, submission: SubmissionKey | None = None) -> Actor:
    """The actor an account is, with the roles it holds now."""
    holdings = frozenset(Holding(*row) for row in _counting_roles(account=account.pk))
    return Actor(kind="account", key=str(account.pk), account=account, holdings=holdings, submission=submission)


def suspended_at(account: Account) -> QuerySet[Belonging, tuple[uuid.UUID]]:
    """Organisations at which an account is suspended, for use inside another query."""
    return Belonging.objects.filter(account=account, suspended_at__isnull=False).values_list("organisation_id")


def is_suspended_at(account: Account, organisation_id: uuid.UUID) -> bool:
    """Whether an account is suspended at one organisation."""
    return Belonging.objects.filter(
        account=account, organisation_id=organisation_id, suspended_at__isnull=False
    ).exists()


def persona_actor(persona_id: uuid.UUID, *, submission: SubmissionKey | None = None) -> Actor:
    """The author of something, known by their receipt and nothing else."""
    return Actor(kind="persona", key=str(persona_id), submission=submission)


def submission_from(request: HttpRequest) -> SubmissionKey | None:
    """The key of the form that this request sends, if it sends one."""
    value = request.POST.get("submission_key", "")[:64] if request.method == "POST" else ""
    return SubmissionKey(value) if value else None


def visitor_from(request: HttpRequest) -> Actor:
    """Whoever sends this request as nobody in particular: a story must not lead to the account of who is signed in."""
    return Actor(kind="visitor", submission=submission_from(request))


def places_carried(request: HttpRequest) -> frozenset[int]:
    """The memberships that this browser was let in with; a browser without a session carries none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return frozenset()
    return frozenset(key for key in request.session.get(PLACES, ()) if isinstance(key, int))


def carry_place(request: HttpRequest, key: int, *, is_own_device: bool) -> None:
    """Let this browser in with a membership: until it is closed, or for a month on somebody's own device. Whoever is
    signed in stays so for as long as signing in allows."""
    kept = sorted(places_carried(request) | {key})
    request.session.cycle_key()
    request.session[PLACES] = kept
    if not request.user.is_authenticated:
        request.session.set_expiry(OWN_DEVICE_S if is_own_device else 0)


def put_down_place(request: HttpRequest, key: int) -> None:
    """Forget one membership in this browser."""
    request.session[PLACES] = sorted(places_carried(request) - {key})


def actor_from(request: HttpRequest) -> Actor:
    """Who sends this request; read once and kept on it."""
    known: Actor | None = getattr(request, "_actor", None)
    if known is None:
        submission = submission_from(request)
        account = request.user if request.user.is_authenticated else None
        known = (
            actor_for_account(account, submission=submission)
            if isinstance(account, Account)
            else Actor(kind="visitor", submission=submission)
        )
        places = places_carried(request)
        known = dataclasses.replace(known, places=places) if places else known
        request._actor = known  # type: ignore[attr-defined]
    return known


def can_administer(actor: Actor, organisation_id: uuid.UUID) -> bool:
    """Only an administrator gives and takes roles."""
    return actor.holds(Role.ADMINISTRATOR, organisation_id=organisation_id)


def organisation_for_administering(actor: Actor, slug: str) -> Organisation:
    """The organisation, for its administrators alone."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None or not can_administer(actor, organisation.pk):
        raise Http404
    return organisation


def belonging_for_administering(actor: Actor, slug: str, key: uuid.UUID) -> Belonging:
    """Somebody's place in the organisation, by the key of their account."""
    organisation = organisation_for_administering(actor, slug)
    found = Belonging.objects.select_related("account", "organisation").filter(organisation=organisation, account=key)
    return _only(found)


def held_role_for_administering(actor: Actor, slug: str, number: int) -> HeldRole:
    """A role that somebody holds in the organisation."""
    organisation = organisation_for_administering(actor, slug)
    held = HeldRole.objects.select_related("account", "organisation").filter(organisation=organisation)
    return _only(held.filter(pk=number))


def invitation_for_administering(actor: Actor, slug: str, key: uuid.UUID) -> Invitation:
    """An invitation that nobody has accepted or taken back yet."""
    organisation = organisation_for_administering(actor, slug)
    waiting = Invitation.objects.filter(organisation=organisation, accepted_at__isnull=True, withdrawn_at__isnull=True)
    return _only(waiting.filter(pk=key))


def invitation_token(invitation: Invitation) -> str:
    """What makes the link of the newest letter: worked out, never stored."""
    parts = ("invitation", str(invitation.pk), str(invitation.letter_number))
    return lookup_hash(*parts, key=settings.SECRETS.lookup_key)


def invitation_for_accepting(key: uuid.UUID, token: str) -> Invitation:
    """The invitation whose letter carries this link, used and old ones too; "not found" for any other."""
    invitation = Invitation.objects.select_related("organisation").filter(pk=key).first()
    if invitation is None or not hmac.compare_digest(invitation_token(invitation).encode(), token.encode()):
        raise Http404
    return invitation


def sides_of(actor: Actor, organisation_id: uuid.UUID) -> frozenset[str]:
    """On which sides of break-glass the actor stands by their roles. The system stands on none."""
    if actor.account is None:
        return frozenset()
    return actor.roles_in(organisation_id) & {Role.ADMINISTRATOR, Role.DATA_PROTECTION}


def break_glass_for_reading(actor: Actor, key: uuid.UUID) -> BreakGlass:
    """A request to know who somebody is, for whoever asked and for data protection and administrators there."""
    found = BreakGlass.objects.select_related("organisation", "requester", "approver").filter(pk=key).first()
    if found is None or actor.account is None:
        raise Http404
    if found.requester_id != actor.account.pk and not sides_of(actor, found.organisation_id):
        raise Http404
    return found


def _only(found: QuerySet[_Row]) -> _Row:
    row = found.first()
    if row is None:
        raise Http404
    return row
