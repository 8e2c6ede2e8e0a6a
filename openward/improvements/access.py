"""Who may read an improvement, who may work on it, and who decides about it.

Everybody reads what is shown to everybody. Otherwise an improvement is read by the staff of its organisation and by
its team. Patients and carers on a team read all of it, suggest ideas and say what they think of a test; belonging to
a team opens no contributor's words to anybody: those still ask `contributions.access`.
"""

import uuid
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from openward.engagements.models import Engagement
from openward.improvements.models import (
    LIVED,
    ChangeIdea,
    Cycle,
    Driver,
    Improvement,
    Measure,
    Reading,
    TeamMember,
)
from openward.people.access import Actor, is_suspended_at, suspended_at
from openward.people.models import Organisation, Role
from openward.spaces.access import READING_STAFF
from openward.spaces.models import Space
from openward.themes.access import is_shown
from openward.themes.models import Theme

STARTING = (Role.IMPROVER, Role.LEAD)

Row = TypeVar("Row", bound=Model)


def _holds_in(actor: Actor, engagement: Engagement, roles: tuple[Role, ...]) -> bool:
    """Whether a role is held in the organisation, or in a space of the engagement."""
    organisation_id = engagement.organisation_id
    if actor.holds(*roles, organisation_id=organisation_id):
        return True
    space_keys = {
        holding.space_key
        for holding in actor.holdings
        if holding.organisation_id == organisation_id and holding.space_key and holding.role in roles
    }
    return bool(space_keys) and Space.objects.filter(engagement=engagement, pk__in=space_keys).exists()


def _membership(actor: Actor, improvement: Improvement) -> TeamMember | None:
    if actor.account is None:
        return None
    member = next((member for member in improvement.team.all() if member.account_id == actor.account.pk), None)
    return None if member and is_suspended_at(actor.account, improvement.engagement.organisation_id) else member


def part_of(actor: Actor, improvement: Improvement) -> str:
    """The part the actor has in the team; staff who may work on it without being named count as staff; else ""."""
    member = _membership(actor, improvement)
    if member is not None:
        return member.part
    return TeamMember.Part.STAFF if can_edit_improvement(actor, improvement) else ""


def can_start_improvement(actor: Actor, engagement: Engagement) -> bool:
    """Improvers and leads of the organisation, or of a space of the engagement."""
    return _holds_in(actor, engagement, STARTING)


def can_read_improvement(actor: Actor, improvement: Improvement) -> bool:
    """See the module's first lines."""
    return (
        improvement.is_public
        or can_see_counts(actor, improvement)
        or _membership(actor, improvement) is not None
    )


def can_edit_improvement(actor: Actor, improvement: Improvement) -> bool:
    """Improvers and leads; and those on the team who hold a staff role here, whatever that role is.

    A patient who leads a team decides with it; what is written down for it is written by staff.
    """
    if can_steer_improvement(actor, improvement):
        return True
    member = _membership(actor, improvement)
    return (
        member is not None
        and member.part not in LIVED
        and can_see_counts(actor, improvement)
    )


def can_steer_improvement(actor: Actor, improvement: Improvement) -> bool:
    """Choose the team, show or hide the improvement, link themes, and end it."""
    return _holds_in(actor, improvement.engagement, STARTING)


def can_see_counts(actor: Actor, improvement: Improvement) -> bool:
    """Exact counts of people behind a theme, and the workings of the team: staff of the service. Everybody else,
    patients and carers on the team included, sees what small-number rules let everybody see."""
    return _holds_in(actor, improvement.engagement, READING_STAFF)


def can_read_workings(actor: Actor, improvement: Improvement) -> bool:
    """Remarks, names on the team and the history: its staff and its team, also once it is shown to everybody."""
    return can_see_counts(actor, improvement) or _membership(actor, improvement) is not None


def can_read_measure(actor: Actor, measure: Measure) -> bool:
    """A measure fed by a theme tells of the theme: it is shown to those who can read that."""
    if measure.source_theme is None or can_see_counts(actor, measure.improvement):
        return True
    return is_shown(measure.source_theme)


def can_take_part(actor: Actor, improvement: Improvement) -> bool:
    """Suggest ideas and comment on tests: the whole team, while the work is under way."""
    return improvement.is_running and part_of(actor, improvement) != ""


def readable_improvements(actor: Actor) -> Q:
    """The improvements an actor reads, as a condition; the same rule as `can_read_improvement`."""
    if actor.kind == "system":
        return Q()
    rule = Q(is_public=True)
    if actor.account is not None:
        mine = TeamMember.objects.filter(account=actor.account).values("improvement_id")
        rule |= Q(pk__in=mine) & ~Q(engagement__organisation__in=suspended_at(actor.account))
    for holding in actor.holdings:
        if holding.role in READING_STAFF:
            place = Q(engagement__organisation_id=holding.organisation_id)
            if holding.space_key is not None:
                place &= Q(
                    engagement_id__in=Space.objects.filter(pk=holding.space_key).values("engagement_id")
                )
            rule |= place
    return rule


def _improvements() -> "QuerySet[Improvement]":
    return Improvement.objects.select_related("engagement__organisation", "service").prefetch_related("team")


def _only(found: "QuerySet[Row]", **condition: Any) -> Row:
    row = found.filter(**condition).first()
    if row is None:
        raise Http404
    return row


def improvement_for_reading(actor: Actor, slug: str) -> Improvement:
    """The improvement of that slug or key, if the actor may read it; "not found" otherwise."""
    try:
        condition: dict[str, Any] = {"pk": uuid.UUID(slug)}
    except ValueError:
        condition = {"slug": slug}
    improvement = _only(_improvements(), **condition)
    if not can_read_improvement(actor, improvement):
        raise Http404
    return improvement


def improvement_for_editing(actor: Actor, slug: str) -> Improvement:
    """The improvement, for somebody who may work on it while it is under way."""
    improvement = improvement_for_reading(actor, slug)
    if not can_edit_improvement(actor, improvement) or not improvement.is_running:
        raise Http404
    return improvement


def improvement_for_measuring(actor: Actor, slug: str) -> Improvement:
    """The improvement, for somebody who may keep its measures: also after its end, to see whether change lasts."""
    improvement = improvement_for_reading(actor, slug)
    if not can_edit_improvement(actor, improvement):
        raise Http404
    return improvement


def improvement_for_steering(actor: Actor, slug: str) -> Improvement:
    """The improvement, for somebody who decides about it."""
    improvement = improvement_for_reading(actor, slug)
    if not can_steer_improvement(actor, improvement):
        raise Http404
    return improvement


def improvement_for_taking_part(actor: Actor, slug: str) -> Improvement:
    """The improvement, for anybody on its team."""
    improvement = improvement_for_reading(actor, slug)
    if not can_take_part(actor, improvement):
        raise Http404
    return improvement


def driver_for_editing(actor: Actor, slug: str, number: int) -> Driver:
    """A box of the driver diagram, for somebody who may change it."""
    improvement = improvement_for_editing(actor, slug)
    return _with(improvement, _only(Driver.objects.filter(improvement=improvement), pk=number))


def idea_for_editing(actor: Actor, slug: str, number: int) -> ChangeIdea:
    """A change idea, for somebody who may reword or move it."""
    improvement = improvement_for_editing(actor, slug)
    return _with(improvement, _only(ChangeIdea.objects.filter(improvement=improvement), pk=number))


def theme_for_unlinking(actor: Actor, slug: str, key: uuid.UUID) -> tuple[Improvement, Theme]:
    """An improvement under way and a theme that it works on."""
    improvement = improvement_for_steering(actor, slug)
    return improvement, _only(improvement.themes.all(), pk=key)


def member_for_steering(actor: Actor, slug: str, number: int) -> TeamMember:
    """A member of the team, for somebody who chooses the team."""
    improvement = improvement_for_steering(actor, slug)
    return _with(improvement, _only(TeamMember.objects.filter(improvement=improvement), pk=number))


def cycle_for_reading(actor: Actor, key: uuid.UUID) -> Cycle:
    """A test, for whoever may read its improvement."""
    cycle = _only(Cycle.objects.select_related("change_idea"), pk=key)
    return _with(improvement_for_reading(actor, str(cycle.improvement_id)), cycle)


def cycle_for_editing(actor: Actor, key: uuid.UUID) -> Cycle:
    """A test, for somebody who may plan it and write down what came of it."""
    cycle = cycle_for_reading(actor, key)
    return _with(improvement_for_editing(actor, str(cycle.improvement_id)), cycle)


def cycle_for_remarking(actor: Actor, key: uuid.UUID) -> Cycle:
    """A test, for anybody on the team."""
    cycle = cycle_for_reading(actor, key)
    return _with(improvement_for_taking_part(actor, str(cycle.improvement_id)), cycle)


def measure_for_reading(actor: Actor, key: uuid.UUID) -> Measure:
    """A measure, for whoever may read its improvement."""
    measure = _only(Measure.objects.select_related("source_theme__engagement"), pk=key)
    measure = _with(improvement_for_reading(actor, str(measure.improvement_id)), measure)
    if not can_read_measure(actor, measure):
        raise Http404
    return measure


def measure_for_editing(actor: Actor, key: uuid.UUID) -> Measure:
    """A measure, for somebody who may change it and its limits."""
    measure = measure_for_reading(actor, key)
    if not can_edit_improvement(actor, measure.improvement):
        raise Http404
    return measure


def measure_for_entering(actor: Actor, key: uuid.UUID) -> Measure:
    """A measure that takes readings from people: not one that the feedback itself feeds."""
    measure = measure_for_editing(actor, key)
    if measure.is_fed_by_theme:
        raise Http404
    return measure


def reading_for_editing(actor: Actor, key: uuid.UUID, number: int) -> Reading:
    """One reading, for somebody who may correct it."""
    measure = measure_for_entering(actor, key)
    reading = _only(Reading.objects.filter(measure=measure), pk=number)
    reading.measure = measure
    return reading


def theme_for_acting_on(actor: Actor, key: uuid.UUID) -> Theme:
    """A theme from which the actor may start an improvement."""
    theme = _only(Theme.objects.select_related("engagement__organisation"), pk=key)
    if not can_start_improvement(actor, theme.engagement):
        raise Http404
    return theme


def themes_for_acting_on(actor: Actor) -> "QuerySet[Theme]":
    """Every theme from which the actor may start an improvement."""
    rule = Q() if actor.kind == "system" else Q(pk__in=[])
    for holding in actor.holdings:
        if holding.role in STARTING:
            place = Q(engagement__organisation_id=holding.organisation_id)
            if holding.space_key is not None:
                place &= Q(engagement_id__in=Space.objects.filter(pk=holding.space_key).values("engagement_id"))
            rule |= place
    return Theme.objects.filter(rule).select_related("engagement__organisation")


def actor_who_starts(actor: Actor) -> Actor:
    """The actor, when there is any organisation in which they may start an improvement; "not found" otherwise."""
    if not actor.organisation_ids(STARTING):
        raise Http404
    return actor


def theme_named(actor: Actor, key: str) -> Theme:
    """`theme_for_acting_on` for a key that came in an address."""
    try:
        return theme_for_acting_on(actor, uuid.UUID(key))
    except ValueError:
        raise Http404 from None


def organisation_of_improvements(slug: str) -> Organisation:
    """An organisation whose improvements are listed; the list itself asks `readable_improvements`."""
    return _only(Organisation.objects.all(), slug=slug)


Part = TypeVar("Part", Driver, ChangeIdea, TeamMember, Cycle, Measure)


def _with(improvement: Improvement, row: Part) -> Part:
    # The improvement is loaded with its team and organisation already: the row shares it.
    row.improvement = improvement
    return row
