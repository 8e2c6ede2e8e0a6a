"""Reads about spaces: what they are for, how they are set up, their links and their people."""

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Mapping

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.engagements.models import Engagement, Phase, PublicStatement, Stage
from openward.engagements.queries import model_of_use
from openward.people.access import Actor
from openward.people.models import Persona, Service
from openward.spaces.access import code_hash, last_phases, memberships_of
from openward.spaces.models import (
    Direction,
    IdentityRule,
    ModerationMode,
    ShortLink,
    Space,
    SpaceInvitation,
    SpaceMember,
    Visibility,
)
from openward.spaces.queries.rules import rules_in_force

SETTINGS = {
    "direction": Direction,
    "visibility": Visibility,
    "identity_rule": IdentityRule,
    "moderation_mode": ModerationMode,
    "stage": Stage,
}


@dataclasses.dataclass(frozen=True, slots=True)
class SpaceAbout:
    """What everybody should know before they speak here, as plain words: for any page that shows a space."""

    name: str
    slug: str
    organisation_name: str
    organisation_slug: str
    is_open: bool
    is_closed: bool
    closed_on: datetime.date | None
    why_we_ask: str
    can_change: str
    cannot_change: str
    who_decides: str
    decided_by_on: datetime.date | None
    closes_on: datetime.date | None
    """The last day of the last phase: the space takes words until then, and closes by itself afterwards."""
    rules: tuple[str, ...]
    direction: str
    visibility: str
    identity_rule: str
    moderation_mode: str
    reading: str
    """When a person reads, in words that are true at every hour in the space's mode."""
    reading_days: int
    answer_days: int
    staffed_hours: str
    emergency_text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a space: what it is, what its model presets, and why it differs."""

    key: str
    value: str
    preset: str
    reason: str

    @property
    def differs(self) -> bool:
        return bool(self.preset) and self.value != self.preset


def about_space(space: Space) -> SpaceAbout:
    """What a space is for. Three queries when organisation is loaded with the space, one through the readers' door."""
    if Space.engagement.is_cached(space):
        statement = getattr(space.engagement, "public_statement", None)
    else:
        statement = PublicStatement.objects.filter(engagement_id=space.engagement_id).first()
    statement = statement or PublicStatement(engagement_id=space.engagement_id)
    if hasattr(space, "ends_on"):
        ends_on = space.ends_on
    else:
        ends_on = last_phases(space.engagement_id).values_list("ends_on", flat=True).first()
    is_open = space.state == Space.State.OPEN
    closes_on = ends_on if ends_on and is_open and ends_on >= timezone.localdate() else None
    return SpaceAbout(
        name=space.name,
        slug=space.slug,
        organisation_name=space.organisation.name,
        organisation_slug=space.organisation.slug,
        is_open=is_open,
        is_closed=space.state == Space.State.CLOSED,
        closed_on=timezone.localdate(space.closed_at) if space.closed_at else None,
        why_we_ask=statement.why_we_ask,
        can_change=statement.can_change,
        cannot_change=statement.cannot_change,
        who_decides=statement.who_decides,
        decided_by_on=statement.decided_by_on,
        closes_on=closes_on,
        rules=tuple(rule.text for rule in rules_in_force(space)),
        direction=space.get_direction_display(),
        visibility=space.get_visibility_display(),
        identity_rule=space.get_identity_rule_display(),
        moderation_mode=space.get_moderation_mode_display(),
        reading=reading_in_words(space),
        reading_days=space.reading_days,
        answer_days=space.answer_days,
        staffed_hours=space.staffed_hours,
        emergency_text=space.organisation.emergency_text,
    )


def reading_in_words(space: Space) -> str:
    """When a person reads what is sent to a space: within its days, or only what somebody or a check points out."""
    if space.moderation_mode == ModerationMode.REPORTED:
        return (
            _("A person reads what our checks or other people point out.")
            + " "
            + _("While nobody is on duty, everything waits for a person.")
        )
    return ngettext(
        "A person reads what you send within %(num)s working day.",
        "A person reads what you send within %(num)s working days.",
        space.reading_days,
    ) % {"num": space.reading_days}


def setting_names() -> dict[str, str]:
    """The five settings that a model of use presets, in words."""
    return {
        "direction": _("Which way words travel"),
        "visibility": _("Who can read"),
        "identity_rule": _("How people are known"),
        "moderation_mode": _("When a person reads"),
        "stage": _("Stage of improvement"),
    }


def settings_of(space: Space) -> list[Setting]:
    """The settings that a model of use presets, each beside its preset and the reason where they differ."""
    presets = presets_for(space.engagement)
    return [
        Setting(key, getattr(space, key), presets.get(key, ""), space.preset_reasons.get(key, "")) for key in SETTINGS
    ]


def presets_for(engagement: Engagement) -> Mapping[str, str]:
    """The settings that go with the engagement's model of use; nothing before one is chosen.

    The stage is the plan's own: the model only says where such a space usually stands.
    """
    model = model_of_use(engagement.model_of_use)
    return {**model.presets, "stage": engagement.stage} if model else {}


def spaces_of(engagement: Engagement) -> list[Space]:
    """The spaces of an engagement, by name."""
    return list(Space.objects.select_related("organisation", "engagement").filter(engagement=engagement))


def links_of(space: Space) -> list[ShortLink]:
    """The short links of a space: the one for all services first, then by service."""
    found = ShortLink.objects.filter(space=space).select_related("service")
    return sorted(found, key=lambda link: link.service.name if link.service else "")


def services_with_links(space: Space) -> list[Service]:
    """The services that a poster can be for: those that are open."""
    return list(Service.objects.filter(organisation_id=space.organisation_id, is_open=True))


def other_ways_in(space: Space) -> tuple[str, ...]:
    """Other ways in which people can be heard, as the plan names them."""
    routes = space.engagement.groups.exclude(other_route="").values_list("other_route", flat=True)
    return tuple(dict.fromkeys(routes))


def link_by_code(code: str) -> ShortLink | None:
    """The link that somebody typed; capitals and spaces do not matter."""
    return (
        ShortLink.objects.select_related("space__organisation", "space__engagement", "service")
        .filter(code=code.strip().lower())
        .first()
    )


def place_digest(engagement: Engagement) -> str:
    """A hash of the settings and rules of all spaces of an engagement: the part of the plan that lies here."""
    places = [
        [
            str(space.pk),
            space.name,
            *(getattr(space, key) for key in SETTINGS),
            space.takes_stories,
            space.takes_comments,
            space.reading_days,
            space.answer_days,
            [[rule.text, rule.how_to_fix] for rule in rules_in_force(space)],
        ]
        for space in sorted(spaces_of(engagement), key=lambda one: str(one.pk))
    ]
    return hashlib.sha256(json.dumps(places, ensure_ascii=False).encode()).hexdigest()


def members_of(space: Space) -> list[SpaceMember]:
    """Everybody who has a place in an invited space now, the newest first; one query."""
    found = SpaceMember.objects.filter(space=space, ended_at__isnull=True).select_related("persona", "account")
    return list(found.order_by("-joined_at", "-pk"))


def waiting_invitations(space: Space, way: SpaceInvitation.Way) -> list[SpaceInvitation]:
    """Invitations of one kind that would let somebody in now; one query."""
    found = SpaceInvitation.objects.filter(space=space, way=way, used_at__isnull=True, withdrawn_at__isnull=True)
    return list(found.filter(expires_at__gt=timezone.now()))


def guest_in(actor: Actor, space: Space) -> Persona | None:
    """Who the actor is in an invited space that they joined without an account."""
    if not actor.places:
        return None
    found = memberships_of(actor).filter(space=space, persona__isnull=False).select_related("persona")
    member = found.first()
    return member.persona if member else None


def door_of_code(code: str) -> str:
    """The name of the page that five words open: "place_join", "place_show", or nothing."""
    wanted = code_hash(code)
    if SpaceMember.objects.filter(code_hash=wanted).exists():
        return "place_show"
    return "place_join" if SpaceInvitation.objects.filter(code_hash=wanted).exists() else ""


def last_day(space: Space) -> datetime.date | None:
    """The last day of the last phase of a space's engagement; None where no phase has dates."""
    found: datetime.date | None = Phase.objects.filter(engagement_id=space.engagement_id).aggregate(
        last=Max("ends_on")
    )["last"]
    return found


def spaces_ending(*, until: datetime.date) -> list[tuple[Space, datetime.date]]:
    """Open spaces whose last phase ends by the given day, with that day; those that are over among them."""
    found = (
        Space.objects.filter(state=Space.State.OPEN)
        .annotate(last_on=Max("engagement__phases__ends_on"))
        .filter(last_on__lte=until)
        .select_related("engagement", "organisation")
    )
    return [(space, space.last_on) for space in found]
