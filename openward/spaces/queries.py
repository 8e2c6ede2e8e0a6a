"""Reads about spaces: what they are for, their rules, their links, and what they lack before they can open."""

import dataclasses
import datetime
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.wording import listed, moment
from openward.engagements.models import Engagement, Phase, PublicStatement, Stage
from openward.engagements.queries import Missing, Requirement, model_of_use
from openward.engagements.queries import requirements as plan_requirements
from openward.engagements.queries.plans import missing_of
from openward.kit.prepared import Prepared
from openward.people.access import Actor
from openward.people.models import Persona, Role, Service
from openward.people.queries import accounts_with_role
from openward.spaces.access import NotNow, code_hash, listening_phases, memberships_of
from openward.spaces.models import (
    Direction,
    HouseRule,
    IdentityRule,
    ModerationMode,
    PersonBrake,
    PlaceBrake,
    ShortLink,
    Space,
    SpaceInvitation,
    SpaceMember,
    Visibility,
)

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
    why_we_ask: str
    can_change: str
    cannot_change: str
    who_decides: str
    decided_by_on: datetime.date | None
    closes_on: datetime.date | None
    rules: tuple[str, ...]
    direction: str
    visibility: str
    identity_rule: str
    moderation_mode: str
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


_rules = Prepared(lambda space: HouseRule.objects.filter(space=space), space=uuid.uuid4())


def about_space(space: Space) -> SpaceAbout:
    """What a space is for. Three queries when organisation is loaded with the space, one through the readers' door."""
    if Space.engagement.is_cached(space):
        statement = getattr(space.engagement, "public_statement", None)
    else:
        statement = PublicStatement.objects.filter(engagement_id=space.engagement_id).first()
    statement = statement or PublicStatement(engagement_id=space.engagement_id)
    if hasattr(space, "listens_until"):
        ends_on = space.listens_until
    else:
        ends_on = listening_phases(space.engagement_id).values_list("ends_on", flat=True).first()
    is_open = space.state == Space.State.OPEN
    closes_on = ends_on if ends_on and is_open and ends_on >= timezone.localdate() else None
    return SpaceAbout(
        name=space.name,
        slug=space.slug,
        organisation_name=space.organisation.name,
        organisation_slug=space.organisation.slug,
        is_open=is_open,
        is_closed=space.state == Space.State.CLOSED,
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
        reading_days=space.reading_days,
        answer_days=space.answer_days,
        staffed_hours=space.staffed_hours,
        emergency_text=space.organisation.emergency_text,
    )


def rules_in_force(space: Space) -> list[HouseRule]:
    """The newest version of the rules, in order; one query."""
    rules = _rules(space=space.pk)
    return [rule for rule in rules if rule.version == rules[0].version]


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


def requirements_before_opening(space: Space) -> list[Requirement]:
    """Everything that must be there before a space opens, the plan's requirements first."""
    return [*plan_requirements(space.engagement), *_own_requirements(space)]


def missing_before_opening(space: Space) -> list[Missing]:
    """What keeps a space from opening, with the page where each is put right."""
    return missing_of(requirements_before_opening(space))


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


def _own_requirements(space: Space) -> list[Requirement]:
    lead = space.safeguarding_lead
    names = setting_names()
    unexplained = [names[setting.key] for setting in settings_of(space) if setting.differs and not setting.reason]
    organisation = space.organisation
    has_moderator = bool(accounts_with_role(organisation, Role.MODERATOR, space_key=space.pk))
    return [
        _one(
            space,
            "settings",
            _("Settings"),
            not unexplained,
            _("Each setting is the usual one, or says why not."),
            _("Say why these settings differ from the usual ones: %(names)s.") % {"names": listed(unexplained)},
            "space_settings",
        ),
        _one(
            space,
            "rules",
            _("House rules"),
            bool(rules_in_force(space)),
            _("The rules are written."),
            _("Write the house rules."),
            "rules_edit",
        ),
        _one(
            space,
            "moderator",
            _("Somebody reads what comes in"),
            has_moderator,
            _("There is a moderator."),
            _("Nobody is a moderator here yet: an administrator gives that role."),
            "duty_edit",
        ),
        _one(
            space,
            "safeguarding_lead",
            _("Safeguarding lead"),
            lead is not None and lead.is_active,
            lead.name if lead else "",
            _("Name the person who is called when somebody may be in danger."),
            "duty_edit",
        ),
        _one(
            space,
            "staffed_hours",
            _("Hours on duty"),
            bool(space.staffed_hours.strip()),
            space.staffed_hours,
            _("Say on which days and hours somebody reads what comes in."),
            "duty_edit",
        ),
        _one(
            space,
            "escalation_contact",
            _("Whom to call when it cannot wait"),
            bool(space.escalation_contact.strip()),
            space.escalation_contact,
            _("Name a role and a number that is answered at any hour."),
            "duty_edit",
        ),
        _one(
            space,
            "emergency_text",
            _("Emergency numbers"),
            bool(organisation.emergency_text.strip()),
            organisation.emergency_text,
            _("Your organisation has no emergency text yet: an administrator writes it."),
            "duty_edit",
        ),
    ]


def _one(space: Space, key: str, title: str, is_met: bool, there: str, lacking: str, address_name: str) -> Requirement:
    return Requirement(key, title, there if is_met else lacking, is_met, address_name, space.slug)


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


@dataclasses.dataclass(frozen=True, slots=True)
class BrakeLine:
    """A brake as readers are told of it."""

    title: str
    reason: str
    until: datetime.datetime | None
    until_says: str
    """What happens at that time: "closes" or "ends"."""


def brake_lines(brakes: Iterable[PlaceBrake]) -> list[BrakeLine]:
    """What slows or stops new words here, in words for everybody."""
    return [_brake_line(brake, timezone.now()) for brake in brakes]


def _brake_line(brake: PlaceBrake, now: datetime.datetime) -> BrakeLine:
    closes_later = brake.closes_at is not None and not brake.is_closed(now)
    minutes = max(1, round(brake.pause_s / 60))
    pause = ngettext(
        "One message from each person every minute, for now.",
        "One message from each person every %(n)s minutes, for now.",
        minutes,
    ) % {"n": minutes}
    titles = {
        PlaceBrake.Kind.SLOW_MODE: pause,
        PlaceBrake.Kind.COOL_DOWN: _("We pause here for a while. You can read, and write again soon."),
        PlaceBrake.Kind.LOCK: _("This is closed to new words. You can still read everything."),
        PlaceBrake.Kind.SCHEDULED_CLOSE: _("This closes to new words at a set time.")
        if closes_later
        else _("This is closed to new words. You can still read everything."),
        PlaceBrake.Kind.RAID: _(
            "We take extra care here for a while: a person reads everything first, and nobody new joins."
        ),
    }
    until = brake.closes_at if closes_later else brake.ends_at
    return BrakeLine(titles[PlaceBrake.Kind(brake.kind)], brake.reason, until, "closes" if closes_later else "ends")


def not_now_in_words(refused: NotNow) -> str:
    """Why something could not be sent or joined at this moment, to the person, with when it can."""
    sentences = {
        "pause": _("It goes slowly here for now, and your last words are only just in."),
        PlaceBrake.Kind.COOL_DOWN: _("We pause here for a while, so that everybody can breathe."),
        PlaceBrake.Kind.LOCK: _("This was closed to new words."),
        PlaceBrake.Kind.SCHEDULED_CLOSE: _("This was closed to new words, as announced."),
        PlaceBrake.Kind.RAID: _("We take extra care here for a while, and nobody new can join just now."),
        PersonBrake.Kind.RATE_LIMITED: _("You can send one message an hour here for now."),
        PersonBrake.Kind.READ_ONLY: _("You can read here for now, and not send."),
        PersonBrake.Kind.SUSPENDED: _("You cannot take part here for a time."),
        PersonBrake.Kind.REMOVED: _("You cannot take part here any more."),
    }
    parts = [sentences[refused.kind]]
    if refused.reason:
        parts.append(_("The reason: %(reason)s") % {"reason": refused.reason})
    if refused.until is not None:
        parts.append(_("It is possible again from %(when)s.") % {"when": moment(refused.until)})
    return " ".join(parts)
