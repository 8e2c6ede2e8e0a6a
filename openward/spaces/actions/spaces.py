"""Making a space with the presets of its model of use, and changing them with a reason."""

from django.db import transaction

from openward.engagements.actions import choose_model, keep_place, keep_space
from openward.engagements.models import Engagement
from openward.kit.keys import new_key
from openward.kit.text import address_part
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.models import Account
from openward.spaces.actions.links import short_link
from openward.spaces.actions.locks import fact_keys, locked
from openward.spaces.actions.rules import add_rules, default_rules
from openward.spaces.events import DutyArranged, SettingChanged, SpaceMade, SpacePreset
from openward.spaces.models import Direction, IdentityRule, Space, Visibility
from openward.spaces.queries import SETTINGS, place_digest, presets_for

# From what others learn least from to what they learn most from.
_OPENER: dict[str, list[str]] = {
    "visibility": [Visibility.STAFF, Visibility.INVITED, Visibility.REGISTERED, Visibility.PUBLIC],
    "identity_rule": [
        IdentityRule.HIDDEN,
        IdentityRule.ANONYMOUS,
        IdentityRule.PSEUDONYM,
        IdentityRule.FIRST_NAME,
        IdentityRule.REAL_NAME,
    ],
}


class ReasonMissing(ValueError):
    """A setting that differs from its preset says why."""


class PromiseKept(ValueError):
    """People spoke under a promise of who reads them and how they are known: it can be tightened, not loosened."""


@transaction.atomic
def prepare_space(*, engagement: Engagement, model_id: str, name: str = "", by: Actor) -> Space:
    """Choose the way of working of a plan, and make its space or set it up again. Raises AlreadyOpen."""
    choose_model(engagement=engagement, model_id=model_id, by=by)
    space = Space.objects.select_for_update().filter(engagement=engagement).first()
    if space is None:
        return make_space(engagement=engagement, name=name, by=by)
    space.engagement = engagement
    _apply_presets(space)
    space.preset_reasons = {}
    space.save()
    keep_place(engagement=engagement, place_digest=place_digest(engagement))
    record(SpacePreset(**fact_keys(space), model=engagement.model_of_use), by=by)
    return space


@transaction.atomic
def make_space(*, engagement: Engagement, name: str = "", slug: str = "", by: Actor) -> Space:
    """Make the space of an engagement whose model of use is chosen: its settings, six rules and a short link.

    Raises ValueError before a model is chosen.
    """
    if not presets_for(engagement):
        raise ValueError("choose a model of use first")
    space = Space(
        organisation=engagement.organisation,
        engagement=engagement,
        slug=slug or free_slug(name or engagement.title),
        name=name or engagement.title,
    )
    _apply_presets(space)
    space.save()
    add_rules(space=space, rules=default_rules(), version=1, by=by)
    keep_place(engagement=engagement, place_digest=place_digest(engagement))
    keep_space(engagement=engagement, space_key=space.pk)
    record(SpaceMade(**fact_keys(space), name=space.name, model=engagement.model_of_use), by=by)
    short_link(space=space, service=engagement.service, by=by)
    return space


@transaction.atomic
def change_setting(*, space: Space, setting: str, value: str, reason: str = "", by: Actor) -> None:
    """Change one preset setting. The reason is kept and shown for as long as the setting differs from its preset.

    Raises ReasonMissing without one, and PromiseKept when the space has opened and more people would read what was
    said, or learn more of who said it.
    """
    if setting not in SETTINGS or value not in SETTINGS[setting].values:
        raise ValueError(f"{setting} cannot be {value!r}")
    current = locked(space)
    before = getattr(current, setting)
    differs = value != presets_for(current.engagement).get(setting, "")
    if differs and not reason.strip():
        raise ReasonMissing
    if current.opened_at is not None and _loosens(setting, before, value):
        raise PromiseKept
    kept_reason = reason.strip() if differs else ""
    if value == before and kept_reason == current.preset_reasons.get(setting, ""):
        return
    setattr(current, setting, value)
    if setting == "direction":
        _follow_direction(current)
    reasons = {key: kept for key, kept in current.preset_reasons.items() if key != setting}
    current.preset_reasons = {**reasons, setting: kept_reason} if differs else reasons
    current.save()
    keep_place(engagement=current.engagement, place_digest=place_digest(current.engagement))
    record(
        SettingChanged(
            **fact_keys(current),
            setting=setting,
            before=str(before),
            after=str(value),
            reason=kept_reason,
        ),
        by=by,
    )
    space.refresh_from_db()


@transaction.atomic
def arrange_duty(
    *,
    space: Space,
    safeguarding_lead: Account,
    staffed_hours: str,
    escalation_contact: str,
    reading_days: int,
    answer_days: int,
    by: Actor,
) -> None:
    """Settle who is on duty, when, whom they call, and how soon people are read and answered.

    Raises ValueError when one of the words is empty: a space with nobody on duty must not take words.
    """
    if not staffed_hours.strip() or not escalation_contact.strip() or reading_days < 1 or answer_days < 1:
        raise ValueError("somebody is on duty, at stated hours, with somebody to call")
    current = locked(space)
    current.safeguarding_lead = safeguarding_lead
    current.staffed_hours = staffed_hours.strip()
    current.escalation_contact = escalation_contact.strip()
    current.reading_days, current.answer_days = reading_days, answer_days
    current.save()
    keep_place(engagement=current.engagement, place_digest=place_digest(current.engagement))
    record(DutyArranged(**fact_keys(current), safeguarding_lead_key=str(safeguarding_lead.pk)), by=by)
    space.refresh_from_db()


def free_slug(name: str) -> str:
    """An address made of the name that no other space has."""
    stem = address_part(name, longest=40, instead="space")
    taken = set(Space.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    for candidate in (stem, *(f"{stem}-{number}" for number in range(2, 100))):
        if candidate not in taken:
            return candidate
    return f"{stem}-{new_key().hex[:8]}"


def _apply_presets(space: Space) -> None:
    for key, value in presets_for(space.engagement).items():
        setattr(space, key, value)
    _follow_direction(space)


def _follow_direction(space: Space) -> None:
    space.takes_stories = space.direction != Direction.OUTWARD
    space.takes_comments = space.direction in {Direction.TWO_WAY, Direction.MANY_WAY}


def _loosens(setting: str, before: str, after: str) -> bool:
    order = _OPENER.get(setting)
    return order is not None and order.index(after) > order.index(before)
