"""Codebooks, what was coded, and what is still to be coded."""

import dataclasses
import uuid

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.people.access import Actor
from openward.themes.access import spaces_for_coding
from openward.themes.models import Code, Codebook, Coding


def codes_of(codebook: Codebook) -> QuerySet[Code]:
    """A codebook's codes with their themes and how often each was given; those no longer given come last."""
    return codebook.codes.select_related("theme").annotate(times_given=Count("codings")).order_by("is_retired", "name")


def codes_for_giving(engagement: Engagement) -> QuerySet[Code]:
    """The codes that can be given in an engagement, by codebook and name."""
    return (
        Code.objects.filter(codebook__engagement=engagement, is_retired=False)
        .select_related("codebook", "theme")
        .order_by("codebook__name", "name")
    )


def codings_on(contribution: Contribution) -> list[Coding]:
    """The codings on the shown wording, in reading order."""
    return list(
        Coding.objects.filter(contribution=contribution, excerpt__revision=contribution.shown_revision_id)
        .select_related("excerpt", "code__theme", "coder")
        .order_by("excerpt__start", "excerpt__end", "code__name", "pk")
    )


def codings_left_behind(contribution: Contribution) -> list[Coding]:
    """Codings on passages that are not in the shown wording any more."""
    return list(
        Coding.objects.filter(contribution=contribution)
        .exclude(excerpt__revision=contribution.shown_revision_id)
        .select_related("excerpt__revision", "code")
        .order_by("pk")
    )


@dataclasses.dataclass(frozen=True, slots=True)
class CodingFilter:
    """Which contributions a coder works through."""

    space: uuid.UUID | None = None
    service: uuid.UUID | None = None
    kind: str = ""


def contributions_for_coding(actor: Actor, engagement: Engagement, chosen: CodingFilter) -> QuerySet[Contribution]:
    """What the actor can code in an engagement, oldest first."""
    spaces = spaces_for_coding(actor, engagement)
    found = Contribution.objects.filter(space__in=spaces, is_for_staff=True)
    if chosen.space:
        found = found.filter(space=chosen.space)
    if chosen.service:
        found = found.filter(service=chosen.service)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    return found.order_by("submitted_at", "pk")


def uncoded_contributions(actor: Actor, engagement: Engagement, chosen: CodingFilter) -> QuerySet[Contribution]:
    """Of these, what nobody has coded yet, with what a list prints."""
    return contributions_for_coding(actor, engagement, chosen).filter(
        ~Exists(Coding.objects.filter(contribution=OuterRef("pk")))
    ).select_related("shown_revision", "service")


def next_for_coding(
    actor: Actor, engagement: Engagement, chosen: CodingFilter, *, after: Contribution | None = None
) -> Contribution | None:
    """The next contribution to code: the first without codes after this one, or from the start when none follows."""
    uncoded = uncoded_contributions(actor, engagement, chosen)
    if after is None or after.submitted_at is None:
        return uncoded.first()
    later = Q(submitted_at__gt=after.submitted_at) | Q(submitted_at=after.submitted_at, pk__gt=after.pk)
    is_before = Case(When(later, then=Value(0)), default=Value(1), output_field=IntegerField())
    return uncoded.exclude(pk=after.pk).order_by(is_before, "submitted_at", "pk").first()


@dataclasses.dataclass(frozen=True, slots=True)
class CodingPage:
    """What a coding page needs: the codings on the shown words, those left behind, and where to go on."""

    codings: list[Coding]
    left_behind: list[Coding]
    following: Contribution | None


def coding_page(actor: Actor, contribution: Contribution, chosen: CodingFilter) -> CodingPage:
    """A contribution with its codings, and the next one without any. Three queries and those of the standing."""
    return CodingPage(
        codings_on(contribution),
        codings_left_behind(contribution),
        next_for_coding(actor, contribution.space.engagement, chosen, after=contribution),
    )
