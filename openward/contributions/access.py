"""What may be read by whom. `visible()` decides; every page, count, search, feed and export asks it or its twin in
SQL, `Contribution.objects.readable(actor)`."""

import dataclasses
import functools
import re
import uuid
from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from openward.contributions.models import (
    Contribution,
    Hold,
    Lifecycle,
    Receipt,
    Restriction,
    Standpoint,
)
from openward.contributions.models.axes import OUT_OF_SIGHT, READ_AND_FINE
from openward.kit.prepared import Prepared
from openward.kit.rate_limit import allow, client_address
from openward.kit.sealing import lookup_hash
from openward.kit.secret_addresses import keep_code_private
from openward.ledger.actions import SentTwice
from openward.people.access import STAFF_ROLES, Actor, persona_actor, submission_from
from openward.spaces.access import Standing, standing_in
from openward.spaces.models import PlaceBrake, Space


def visible(standpoint: Standpoint, standing: Standing, *, is_author: bool = False) -> bool:
    """Whether somebody may read a contribution's words. Pure; anything it does not know is answered with no.

    Authors always read their own until it is erased. Moderators read everything that was sent and not taken back;
    what was taken back only while a hold keeps it. Staff of the service read what is approved. Everybody else reads
    what is approved, published with the author's consent, unrestricted, and in a space they can read. What is set
    aside is read by its author and by moderators alone.
    """
    if standpoint.lifecycle == Lifecycle.ERASED:
        return False
    if is_author:
        return True
    if standpoint.lifecycle == Lifecycle.DRAFT:
        return False
    if standpoint.lifecycle == Lifecycle.WITHDRAWN:
        return standing.is_moderator and standpoint.hold != Hold.NONE
    if standing.is_moderator:
        return True
    is_all_clear = (
        standpoint.review in READ_AND_FINE
        and standpoint.hold == Hold.NONE
        and not standpoint.is_set_aside
        and standpoint.restriction not in OUT_OF_SIGHT
        and standpoint.restriction in Restriction.values
    )
    if not is_all_clear:
        return False
    if standing.is_staff_reader:
        return standpoint.lifecycle in {Lifecycle.SUBMITTED, Lifecycle.PUBLISHED, Lifecycle.ARCHIVED}
    if standpoint.lifecycle != Lifecycle.PUBLISHED or not standpoint.may_publish or not standing.reads_space:
        return False
    return standing.is_member or standpoint.restriction != Restriction.COMMUNITY_ONLY


def can_read(actor: Actor, contribution: Contribution) -> bool:
    """`visible()` for an actor and a contribution with its space loaded."""
    is_author = actor.kind == "persona" and actor.key == str(contribution.author_id)
    return visible(contribution.standpoint, standing_in(actor, contribution.space), is_author=is_author)


_with_words = Prepared(lambda key: Contribution.objects.with_words().filter(pk=key), key=uuid.uuid4())


def contribution_for_reading(actor: Actor, key: uuid.UUID) -> Contribution:
    """The contribution with what its page prints, if the actor may read it; "not found" otherwise."""
    found = _with_words(key=key)
    if not found or not can_read(actor, found[0]):
        raise Http404
    return found[0]


def contribution_for_replying(actor: Actor, key: uuid.UUID) -> Contribution:
    """A readable contribution whose space takes comments now and whose replies are not closed."""
    contribution = contribution_for_reading(actor, key)
    story = contribution if contribution.root_id is None else contribution_for_reading(actor, contribution.root_id)
    if not (can_reply(story) and can_reply(contribution)):
        raise Http404
    return contribution


def contribution_under_reply(actor: Actor, key: uuid.UUID, *, words: str) -> tuple[Contribution, bool]:
    """What somebody replies to, and whether replies can be sent now. Words that were written while they still could
    are never taken out of anybody's hands: who holds some comes as far as the page, if they may still read it."""
    if not words.strip():
        return contribution_for_replying(actor, key), True
    parent = contribution_for_reading(actor, key)
    story = parent if parent.root_id is None else contribution_for_reading(actor, parent.root_id)
    return parent, can_reply(story) and can_reply(parent)


def can_reply(contribution: Contribution) -> bool:
    """Whether comments can be added under a contribution that is shown."""
    space = contribution.space
    return (
        space.state == Space.State.OPEN
        and space.takes_comments
        and contribution.lifecycle == Lifecycle.PUBLISHED
        and contribution.hold == Hold.NONE
        and contribution.takes_replies
    )


def speaks_as_staff(actor: Actor, space: Space) -> bool:
    """Whether the actor's words in a space are the service's: a role there that is not the advisory group's."""
    return not STAFF_ROLES.isdisjoint(actor.roles_in(space.organisation_id, space.pk))


def receipt_hash(code: str) -> str:
    """The keyed hash under which a receipt code is kept; case and what parts the words do not matter."""
    return lookup_hash("receipt", " ".join(_words_of(code)), key=settings.SECRETS.receipt_key)


def _words_of(code: str) -> list[str]:
    return re.findall("[a-z]+", code.lower())


def receipt_for_author(code: str) -> Receipt:
    """The receipt that a code opens; "not found" for any code that opens none."""
    receipt = (
        Receipt.objects.select_related(
            "contribution__space__organisation", "contribution__author", "contribution__service"
        )
        .filter(code_hash=receipt_hash(code))
        .first()
    )
    if receipt is None:
        raise Http404
    return receipt


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """A receipt that its code has opened, and the author as whom things are done behind it."""

    code: str
    receipt: Receipt
    by: Actor

    @property
    def contribution(self) -> Contribution:
        return self.receipt.contribution


SENDINGS = 60
SENDING_WINDOW_S = 3_600
"""Stories and replies from one address in an hour: a busy ward's tablet stays below it, a flood does not."""
LONGEST_PAUSE_S = 24 * 3_600
LOOK_UPS = 120
LOOK_UP_WINDOW_S = 600
"""Tries to open receipts from one address in ten minutes: enough for a ward's shared connection, and with 50 bits in
a code far too few to meet anybody's by chance."""


def behind_receipt(view: Callable[[HttpRequest, Opened], HttpResponse]) -> Callable[..., HttpResponse]:
    """The door of an author's private pages: the code in the address opens them, whoever is signed in."""

    @functools.wraps(view)
    def behind(request: HttpRequest, code: str) -> HttpResponse:
        if not may_look_up(request):
            return render(request, "contributions/too_many_tries.html", status=429)
        code = "-".join(_words_of(code))
        receipt = receipt_for_author(code)
        request.organisation = receipt.contribution.space.organisation  # type: ignore[attr-defined]
        by = persona_actor(receipt.contribution.author_id, submission=submission_from(request))
        try:
            elsewhere = _page_instead(request, receipt.contribution)
            found = redirect(elsewhere, code=code) if elsewhere else view(request, Opened(code, receipt, by))
            return keep_code_private(found)
        except SentTwice:
            # The page of what was changed is here: what readers see of it may not be open to its own author's browser.
            messages.info(request, _("We had this already: it was done once, and nothing was lost."))
            return keep_code_private(redirect("receipt_show", code=code))

    return behind


OF_DRAFTS = frozenset({"draft_show", "draft_words"})
OF_BOTH = frozenset({"story_erase"})


def _page_instead(request: HttpRequest, contribution: Contribution) -> str:
    """The page that fits what a code opens: words that are not sent yet have pages of their own."""
    match = request.resolver_match
    name = match.url_name if match else ""
    if name in OF_BOTH or (contribution.lifecycle == Lifecycle.DRAFT) == (name in OF_DRAFTS):
        return ""
    return "receipt_show" if name in OF_DRAFTS else "draft_show"


def words_behind(code: str) -> Contribution | None:
    """What a code opens, sent or not; nothing for a code that opens nothing or only a tombstone."""
    receipt = Receipt.objects.select_related("contribution__space").filter(code_hash=receipt_hash(code)).first()
    found = receipt.contribution if receipt else None
    return found if found is not None and found.lifecycle != Lifecycle.ERASED else None


def may_look_up(request: HttpRequest) -> bool:
    """Count one try to open a receipt and say whether it is within the limit."""
    return allow(key=f"receipt:{client_address(request)}", limit=LOOK_UPS, window_s=LOOK_UP_WINDOW_S)


def may_send(request: HttpRequest) -> bool:
    """Count one story or reply from where the request comes from and say whether it is within the limit."""
    return allow(key=f"send:{client_address(request)}", limit=SENDINGS, window_s=SENDING_WINDOW_S)


def may_send_again(request: HttpRequest, brakes: Iterable[PlaceBrake]) -> bool:
    """Whether slow mode lets this address send again. Somebody without an account is a new persona each time, so
    where they write from is all that slow mode can go by; what is sent under an account is checked by its persona."""
    slowest = max(brakes, key=lambda brake: brake.pause_s, default=None)
    if slowest is None or not slowest.pause_s:
        return True
    window_s = min(slowest.pause_s, LONGEST_PAUSE_S)
    return allow(key=f"slow:{slowest.key}:{client_address(request)}", limit=1, window_s=window_s)


def readable_in(actor: Actor, space: Space) -> "QuerySet[Contribution]":
    """What the actor may read in one space, cheaper than asking for all spaces at once."""
    flag = readable_flag(actor, space)
    return Contribution.objects.filter(space=space, **{flag: True}) if flag else Contribution.objects.none()


def readable_flag(actor: Actor, space: Space) -> str:
    """The column that says whether the actor may read a contribution of a space; empty when they may read none."""
    standing = standing_in(actor, space)
    if standing.is_staff_reader:
        return "is_for_staff"
    if not standing.reads_space:
        return ""
    return "is_for_members" if standing.is_member else "is_for_everyone"
