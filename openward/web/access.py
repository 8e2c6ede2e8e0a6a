"""Which organisation's pages are read, and whose history: each subject asks the door of its own room."""

import dataclasses
import uuid
from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from openward.contributions.access import contribution_for_reading
from openward.contributions.models import Contribution, Hold
from openward.engagements.access import engagement_for_reading
from openward.engagements.models import Engagement
from openward.improvements.access import improvement_for_reading
from openward.people.access import Actor, can_administer
from openward.people.models import Belonging, Organisation, Role
from openward.responses.access import response_for_reading
from openward.safety.access.crisis import crisis_called_for, crisis_for_history, knows_of_danger
from openward.spaces.access import space_for_reading
from openward.spaces.models import Space
from openward.themes.access import codebook_for_reading, theme_for_reading

KEEPING_HOLDS = (Hold.SAFEGUARDING, Hold.LEGAL, Hold.DISPUTE)


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """Something with a history: what it is called, where it is seen, whose it is."""

    title: str
    href: str
    organisation: Organisation
    is_within: bool = False
    """Whether only what happened within the organisation is told: an account may work for others too."""
    tells_danger: bool = False
    """Whether the reader answers alerts there or was called: nobody else learns that an author may have been in
    danger."""


def organisation_for_visiting(slug: str) -> Organisation:
    """The organisation; its pages are for everybody, and what they show asks the doors of the rooms."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Http404
    return organisation


def held_for_protecting(actor: Actor) -> QuerySet[Contribution]:
    """What a hold keeps from being erased, for data protection alone; without the words."""
    mine = actor.organisation_ids({Role.DATA_PROTECTION})
    if not mine:
        raise Http404
    held = Contribution.objects.filter(space__organisation__in=mine, hold__in=KEEPING_HOLDS)
    return held.select_related("space").defer("search", "survey").order_by("submitted_at")


def is_colleague(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor works with the organisation, and so reads the names of colleagues."""
    return actor.account is not None and organisation.pk in actor.organisation_ids()


def subject_for_reading(actor: Actor, subject: str, key: str) -> Subject:
    """What a history tells of, if the actor may read it; "not found" for anything else."""
    door = DOORS.get(subject)
    if door is None:
        raise Http404
    try:
        return door(actor, uuid.UUID(key))
    except ValueError:
        raise Http404 from None


def _contribution(actor: Actor, key: uuid.UUID) -> Subject:
    try:
        found = contribution_for_reading(actor, key)
    except Http404:
        # Held words are read by few; whoever was called for their crisis reads at least what happened to them.
        return _called_for(actor, key)
    href = reverse("contribution_show", args=[key])
    is_told = knows_of_danger(actor, found)
    return Subject(_("A story"), href, found.space.organisation, tells_danger=is_told)


def _called_for(actor: Actor, contribution_key: uuid.UUID) -> Subject:
    crisis = crisis_called_for(actor, contribution_key)
    if crisis is None:
        raise Http404
    href = reverse("crisis_show", args=[crisis.pk])
    return Subject(_("Words that may speak of danger"), href, crisis.space.organisation, tells_danger=True)


def _crisis(actor: Actor, key: uuid.UUID) -> Subject:
    found = crisis_for_history(actor, key)
    title = _("A drill") if found.is_drill else _("Somebody may be in danger")
    return Subject(title, reverse("crisis_show", args=[key]), found.space.organisation, tells_danger=True)


def _theme(actor: Actor, key: uuid.UUID) -> Subject:
    found = theme_for_reading(actor, key)
    return Subject(found.name, reverse("theme_show", args=[key]), found.engagement.organisation)


def _improvement(actor: Actor, key: uuid.UUID) -> Subject:
    found = improvement_for_reading(actor, str(key))
    return Subject(found.title, reverse("improvement_show", args=[found.slug]), found.engagement.organisation)


def _response(actor: Actor, key: uuid.UUID) -> Subject:
    found = response_for_reading(actor, key)
    about = found.theme.name if found.theme else _("One story")
    title = _("The answer: %(about)s") % {"about": about}
    return Subject(title, reverse("response_show", args=[key]), found.engagement.organisation)


def _engagement(actor: Actor, key: uuid.UUID) -> Subject:
    slug = Engagement.objects.filter(pk=key).values_list("slug", flat=True).first()
    found = engagement_for_reading(actor, slug or "")
    return Subject(found.title, reverse("engagement_show", args=[found.slug]), found.organisation)


def _space(actor: Actor, key: uuid.UUID) -> Subject:
    slug = Space.objects.filter(pk=key).values_list("slug", flat=True).first()
    found = space_for_reading(actor, slug or "")
    return Subject(found.name, reverse("space_show", args=[found.slug]), found.organisation)


def _codebook(actor: Actor, key: uuid.UUID) -> Subject:
    found = codebook_for_reading(actor, key)
    return Subject(found.name, reverse("codebook_show", args=[key]), found.engagement.organisation)


def _account(actor: Actor, key: uuid.UUID) -> Subject:
    mine = actor.organisation_ids({Role.ADMINISTRATOR})
    found = Belonging.objects.select_related("account", "organisation").filter(account=key, organisation__in=mine)
    belonging = next((one for one in found if can_administer(actor, one.organisation_id)), None)
    if belonging is None:
        raise Http404
    href = reverse("colleague_show", args=[belonging.organisation.slug, key])
    return Subject(belonging.account.name, href, belonging.organisation, is_within=True)


def _organisation(actor: Actor, key: uuid.UUID) -> Subject:
    found = Organisation.objects.filter(pk=key).first()
    if found is None or not can_administer(actor, found.pk):
        raise Http404
    return Subject(_("People and roles"), reverse("colleague_list", args=[found.slug]), found, is_within=True)


DOORS: dict[str, Callable[[Actor, uuid.UUID], Subject]] = {
    "contribution": _contribution,
    "crisis": _crisis,
    "theme": _theme,
    "improvement": _improvement,
    "response": _response,
    "engagement": _engagement,
    "space": _space,
    "codebook": _codebook,
    "account": _account,
    "organisation": _organisation,
}
