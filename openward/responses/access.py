"""Who may answer for the service, who checks a claim of change, and who reads an answer."""

import dataclasses
import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from openward.contributions.access import can_read
from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.people.access import Actor
from openward.people.models import MODERATING, HeldRole, Organisation, Role
from openward.responses.models import AnswerReport, Response, Telling
from openward.safety.models import TOLD_FROM, Criticality
from openward.spaces.access import READING_STAFF
from openward.spaces.models import Space
from openward.themes.models import Coding, Theme

ANSWERING = (Role.RESPONDER, Role.LEAD)
LEADING = (Role.LEAD,)
MODERATORS = tuple(MODERATING)
READING_REPLIES = (*ANSWERING, *MODERATORS)
SEEING_GRAVE = (Role.LEAD, Role.DATA_PROTECTION)
"""With the safeguarding lead of a space: those who are told of grave words."""
JUDGING = (Role.LEAD, Role.DATA_PROTECTION, *MODERATING)
"""Who looks at a shown answer that was reported, unless they wrote it."""
PUBLISHED = (Response.State.SHOWN, Response.State.REPLACED)


def _holds_in(actor: Actor, engagement: Engagement, roles: Iterable[str]) -> bool:
    """Whether a role is held in the organisation, or in a space of the engagement."""
    if actor.holds(*roles, organisation_id=engagement.organisation_id):
        return True
    keys = {
        holding.space_key
        for holding in actor.holdings
        if holding.organisation_id == engagement.organisation_id and holding.space_key and holding.role in roles
    }
    return bool(keys) and Space.objects.filter(engagement=engagement, pk__in=keys).exists()


def in_reach(actor: Actor, roles: Iterable[str], *, at: str = "engagement") -> Q:
    """The same rule as a condition; `at` is the path that leads to the engagement."""
    if actor.kind == "system":
        return Q()
    rule = Q(pk__in=[])
    for holding in actor.holdings:
        if holding.role in roles:
            place = Q(**{f"{at}__organisation_id": holding.organisation_id})
            if holding.space_key is not None:
                spaces = Space.objects.filter(pk=holding.space_key)
                place &= Q(**{f"{at}_id__in": spaces.values("engagement_id")})
            rule |= place
    return rule


def can_answer(actor: Actor, engagement: Engagement) -> bool:
    """Whether the actor may write an answer to what was said in an engagement."""
    return actor.account is not None and _holds_in(actor, engagement, ANSWERING)


def readers_of(response: Response) -> tuple[Role, ...]:
    """The roles that read an answer before it is shown: those who answer for a claim of change; moderators as well
    for any other; leads alone for grave words. Where nobody leads but the writers, moderators stand in for the leads.
    """
    if needs_a_lead(response):
        return LEADING if _has_another_lead(response) else MODERATORS
    return ANSWERING if response.status == Response.Status.DID else (*ANSWERING, *MODERATORS)


def gravest(response: Response) -> int | None:
    """How grave the words are that an answer speaks to: the gravest of a theme's. None for a story nobody rated."""
    if response.contribution_id:
        rated = Criticality.objects.filter(contribution=response.contribution_id)
        return rated.values_list("level", flat=True).first()
    behind = Coding.objects.filter(code__theme=response.theme_id).values("contribution")
    rated = Criticality.objects.filter(contribution__in=behind).order_by("-level")
    return rated.values_list("level", flat=True).first() or 0


def needs_a_lead(response: Response) -> bool:
    """Whether a lead reads the answer first."""
    return (gravest(response) or 0) >= TOLD_FROM


def _has_another_lead(response: Response) -> bool:
    spaces = Space.objects.filter(engagement=response.engagement_id).values("pk")
    held = HeldRole.objects.filter(organisation=response.engagement.organisation_id, role__in=LEADING)
    return (
        held.filter(Q(space_key__isnull=True) | Q(space_key__in=spaces), account__is_active=True)
        .exclude(account__in=[response.written_by_id, response.reworded_by_id or response.written_by_id])
        .exists()
    )


def can_check(actor: Actor, response: Response) -> bool:
    """An answer is read, and a claim of change checked, by somebody who wrote none of it."""
    return (
        response.state == Response.State.AWAITING_CHECK
        and actor.account is not None
        and actor.account.pk not in response.writers
        and _holds_in(actor, response.engagement, readers_of(response))
    )


def can_change_shown(actor: Actor, response: Response) -> bool:
    """Half an hour long, whoever wrote an answer that was shown at once can change it or take it back."""
    return (
        actor.account is not None
        and actor.account.pk == response.written_by_id
        and response.is_changeable(timezone.now())
        and can_answer(actor, response.engagement)
    )


def can_reword(actor: Actor, response: Response) -> bool:
    """Drafts are changed by whoever may answer. What is shown is replaced by a newer answer and never rewritten, but
    for the half hour after it was shown at once."""
    is_draft = response.state == Response.State.DRAFT and can_answer(actor, response.engagement)
    return is_draft or can_change_shown(actor, response)


def organisation_of_responses(slug: str) -> Organisation:
    """An organisation whose answers are listed; the list itself asks `readable_responses`."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Http404
    return organisation


def check_that_answers(actor: Actor) -> None:
    """Lists of answering staff are "not found" for everybody who answers nowhere."""
    if actor.account is None or not actor.organisation_ids(ANSWERING):
        raise Http404


def check_that_reads_replies(actor: Actor) -> None:
    """The list of answers to read is "not found" for everybody who reads none."""
    if actor.account is None or not actor.organisation_ids(READING_REPLIES):
        raise Http404


def check_that_sees_grave_words(actor: Actor) -> None:
    """The list of grave words is for those who are told of them."""
    leads = actor.account is not None and Space.objects.filter(safeguarding_lead=actor.account).exists()
    if not leads and (actor.account is None or not actor.organisation_ids(SEEING_GRAVE)):
        raise Http404


def theme_for_answering(actor: Actor, key: uuid.UUID) -> Theme:
    """The theme, for somebody who may answer it."""
    theme = Theme.objects.select_related("engagement__organisation").filter(pk=key).first()
    if theme is None or not can_answer(actor, theme.engagement):
        raise Http404
    return theme


def contribution_for_answering(actor: Actor, key: uuid.UUID) -> Contribution:
    """The contribution, for somebody who may answer it and may read it."""
    contribution = (
        Contribution.objects.with_words().select_related("space__engagement__organisation").filter(pk=key).first()
    )
    if (
        contribution is None
        or not can_answer(actor, contribution.space.engagement)
        or not can_read(actor, contribution)
    ):
        raise Http404
    return contribution


@dataclasses.dataclass(frozen=True, slots=True)
class AskedAbout:
    """What an answer speaks to: a theme, or one story."""

    theme: Theme | None
    contribution: Contribution | None

    @property
    def organisation(self) -> Organisation:
        engagement = self.theme.engagement if self.theme else self.contribution.space.engagement  # type: ignore[union-attr]
        return engagement.organisation


def asked_about(actor: Actor, named: Mapping[str, str]) -> AskedAbout:
    """The theme or the story that an address names, for somebody who may answer it."""
    try:
        if "theme" in named:
            return AskedAbout(theme_for_answering(actor, uuid.UUID(named["theme"])), None)
        return AskedAbout(None, contribution_for_answering(actor, uuid.UUID(named.get("contribution", ""))))
    except ValueError:
        raise Http404 from None


def readable_responses(actor: Actor) -> Q:
    """Answers an actor may read: shown ones with a public theme or story; colleagues read all of their own."""
    shown = Q(state__in=PUBLISHED)
    public_theme = Q(theme__is_public=True) & ~Q(engagement__state=Engagement.State.PLANNED)
    public = shown & (public_theme | Q(contribution__in=Contribution.objects.readable(actor)))
    return public | (in_reach(actor, READING_STAFF) & ~Q(state=Response.State.ERASED))


def can_read_theme_answer(actor: Actor, response: Response) -> bool:
    """The same rule for one answer to a theme that stands now."""
    if response.state != Response.State.SHOWN or response.theme is None:
        return False
    is_public = response.theme.is_public and response.engagement.state != Engagement.State.PLANNED
    return is_public or _holds_in(actor, response.engagement, READING_STAFF)


def response_for_reading(actor: Actor, key: uuid.UUID) -> Response:
    """The answer, if the actor may read it."""
    response = (
        Response.objects.select_related(
            "engagement__organisation",
            "theme__engagement__organisation",
            "contribution__space__engagement__organisation",
            "contribution__shown_revision",
            "contribution__service",
            "written_by",
            "claim__improvement",
            "claim__measure__improvement",
            "claim__checked_by",
        )
        .filter(readable_responses(actor), pk=key)
        .first()
    )
    if response is None:
        raise Http404
    return response


def response_for_rewording(actor: Actor, key: uuid.UUID) -> Response:
    """A draft, for somebody who may change it."""
    response = response_for_reading(actor, key)
    if not can_reword(actor, response):
        raise Http404
    return response


def response_for_changing(actor: Actor, key: uuid.UUID) -> Response:
    """An answer that was shown at once, for its writer while the half hour lasts."""
    response = response_for_reading(actor, key)
    if not can_change_shown(actor, response):
        raise Http404
    return response


def response_for_checking(actor: Actor, key: uuid.UUID) -> Response:
    """An answer that waits for a second person, for one who may read it first."""
    response = response_for_reading(actor, key)
    if not can_check(actor, response):
        raise Http404
    return response


def response_for_reporting(actor: Actor, key: uuid.UUID) -> Response:
    """An answer that the actor reads and that was shown: everybody who reads it can report it."""
    response = response_for_reading(actor, key)
    if response.state not in PUBLISHED:
        raise Http404
    return response


def response_for_judging(actor: Actor, key: uuid.UUID) -> Response:
    """An answer, for somebody who looks at what is reported and wrote none of it. Whether it is still shown is for the
    action to say: a colleague may have been faster."""
    response = response_for_reading(actor, key)
    is_writer = actor.account is None or actor.account.pk in response.writers
    if is_writer or not _holds_in(actor, response.engagement, JUDGING):
        raise Http404
    return response


def check_that_judges(actor: Actor) -> None:
    """The list of reported answers is "not found" for everybody who looks at none."""
    if actor.account is None or not actor.organisation_ids(JUDGING):
        raise Http404


def answer_report_behind(code_hash: str) -> AnswerReport:
    """The report of an answer that five words open; "not found" for words that open none."""
    found = AnswerReport.objects.select_related("response__engagement__organisation")
    report = found.filter(code_hash=code_hash).first()
    if report is None:
        raise Http404
    return report


def telling_for_author(contribution: Contribution, pk: int) -> Telling:
    """One telling of the contribution whose receipt was shown."""
    telling = (
        Telling.objects.select_related(
            "response__engagement__organisation", "response__theme", "response__claim__checked_by"
        )
        .filter(contribution=contribution, pk=pk, response__state__in=PUBLISHED)
        .first()
    )
    if telling is None:
        raise Http404
    return telling
