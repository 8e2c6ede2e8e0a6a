"""Activity in which many acted together: set aside at once, slowed down, put back whole or confirmed by a person.

A machine removes nothing and bans nobody. It sets aside what newcomers did together beyond anything the space had
seen, tells readers so, and asks a person; when nobody looks within seven days, everything counts again.
"""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from openward.contributions.actions.setting_aside import let_words_count_again, set_words_aside
from openward.ledger.actions import record
from openward.methods.raids import Evidence, Raid, raids
from openward.people.access import Actor
from openward.safety.actions.decisions import end_interim
from openward.safety.actions.measures import lift_place_measure, set_place_measure
from openward.safety.actions.reports import OPEN_STATES, hide_if_many_say_so, many_say_so
from openward.safety.events.together import (
    TogetherConfirmed,
    TogetherEnded,
    TogetherGrew,
    TogetherNoticed,
    TogetherPutBack,
    TogetherSetAside,
)
from openward.safety.models import (
    ENDS_AFTER,
    STANDING,
    TOGETHER,
    Case,
    PlaceMeasure,
    Report,
    SetAside,
    TogetherAlert,
)
from openward.safety.queries.together import (
    RecentActs,
    alerts_with,
    newest_standing,
    past_of,
    recent_acts,
    still_set_aside,
)
from openward.spaces.actions.brakes import put_on_place, take_off_place
from openward.spaces.models import PlaceBrake, Space

BELONGS_WITHIN = datetime.timedelta(hours=24)
SLOW_FOR = datetime.timedelta(hours=24)
PAUSE_S = 60
TOLD_FOR = datetime.timedelta(days=30)
"""How long readers are told of what a moderator confirmed."""
NOT_AGAIN_WITHIN = datetime.timedelta(days=7)
State = TogetherAlert.State


class NeedsReason(ValueError):
    """A decision about what was set aside says why; nothing was changed."""


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A raid in keys: who, what, when, and why we say so."""

    personas: tuple[uuid.UUID, ...]
    posts: tuple[uuid.UUID, ...]
    reports: tuple[uuid.UUID, ...]
    began_at: datetime.datetime
    ended_at: datetime.datetime
    evidence: list[dict[str, Any]]
    is_unusual: bool


def look_at_space(*, space: Space, now: datetime.datetime, by: Actor) -> list[TogetherAlert]:
    """Look for people who acted together lately; returns the alerts that are new or have grown.

    Looking again at the same acts changes nothing. What is looked at is read outside the transaction, so that nobody
    who writes waits for it.
    """
    lately = recent_acts(space, now)
    found = [_in_keys(lately, raid) for raid in raids(lately.acts, past_of(space, now))]
    return [alert for one in found if (alert := _follow(space, one, now, by=by)) is not None]


@transaction.atomic
def _follow(space: Space, found: Found, now: datetime.datetime, *, by: Actor) -> TogetherAlert | None:
    with connection.cursor() as cursor:
        # One looks at a time; whoever comes second sees what the first has set aside.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 5114))", [str(space.pk)])
    if not found.is_unusual:
        known = alerts_with(space, found.personas).filter(ended_at__gt=now - NOT_AGAIN_WITHIN)
        return None if known.exists() else _noticed(space, found, now, by=by)
    alert = newest_standing(space, found.began_at, BELONGS_WITHIN)
    if alert is not None:
        return _grown(alert, found, now, by=by)
    alert = alerts_with(space, found.personas).filter(state=State.NOTICED).first()
    alert = alert or _kept(space, found, now)
    TOGETHER.check(alert.state, State.OPEN)
    _add(alert, found, now)
    alert.state = State.OPEN
    alert.ends_at = now + ENDS_AFTER
    alert.save()
    _set_aside(alert, now, by=by)
    people, acts = alert.explanation["people"], alert.explanation["acts"]
    record(TogetherSetAside(**_keys(alert), people=people, acts=acts), by=by)
    return alert


@transaction.atomic
def confirm_alert(*, alert: TogetherAlert, reason: str, by: Actor) -> TogetherAlert:
    """A moderator looked: it stays set aside, or is set aside now. Raises IllegalMove and NeedsReason."""
    current = _decided(alert, State.CONFIRMED, reason, by=by)
    now = timezone.now()
    _set_aside(current, now, by=by)
    _tell_readers(current, until=now + TOLD_FOR, by=by)
    record(TogetherConfirmed(**_keys(current), reason=current.reason), by=by)
    return current


@transaction.atomic
def put_back(*, alert: TogetherAlert, reason: str, by: Actor) -> TogetherAlert:
    """A moderator looked: everything counts again, as if nothing had been. Raises IllegalMove and NeedsReason."""
    current = _decided(alert, State.UNDONE, reason, by=by)
    _put_back(current, by=by)
    record(TogetherPutBack(**_keys(current), reason=current.reason), by=by)
    return current


@transaction.atomic
def end_unlooked(*, alert: TogetherAlert, now: datetime.datetime, by: Actor) -> bool:
    """Nobody looked in time: a machine's setting aside ends by itself. False when somebody looked meanwhile."""
    current = TogetherAlert.objects.select_for_update(of=("self",)).select_related("space").get(pk=alert.pk)
    if current.state != State.OPEN or current.ends_at is None or current.ends_at > now:
        return False
    current.state = State.UNDONE
    current.looked_at = now
    current.ends_at = None
    current.save()
    _put_back(current, by=by)
    record(TogetherEnded(**_keys(current)), by=by)
    return True


def _decided(alert: TogetherAlert, then: TogetherAlert.State, reason: str, *, by: Actor) -> TogetherAlert:
    if not reason.strip():
        raise NeedsReason
    current = TogetherAlert.objects.select_for_update(of=("self",)).select_related("space").get(pk=alert.pk)
    TOGETHER.check(current.state, then)
    current.state = then
    current.looked_at = timezone.now()
    current.looked_by = by.account
    current.reason = reason.strip()[:300]
    current.ends_at = None
    current.save()
    return current


def _noticed(space: Space, found: Found, now: datetime.datetime, *, by: Actor) -> TogetherAlert:
    alert = _kept(space, found, now)
    _add(alert, found, now)
    record(TogetherNoticed(**_keys(alert), people=alert.explanation["people"]), by=by)
    return alert


def _grown(alert: TogetherAlert, found: Found, now: datetime.datetime, *, by: Actor) -> TogetherAlert | None:
    current = TogetherAlert.objects.select_for_update(of=("self",)).select_related("space").get(pk=alert.pk)
    if not _add(current, found, now):
        return None
    _set_aside(current, now, by=by)
    people, acts = current.explanation["people"], current.explanation["acts"]
    record(TogetherGrew(**_keys(current), people=people, acts=acts), by=by)
    return current


def _kept(space: Space, found: Found, now: datetime.datetime) -> TogetherAlert:
    return TogetherAlert.objects.create(
        space=space,
        behaviour=found.evidence[0]["reason"],
        personas=[],
        explanation={"people": 0, "acts": 0, "people_at_once": 0, "evidence": []},
        began_at=found.began_at,
        ended_at=found.ended_at,
        found_at=now,
        grown_at=now,
    )


def _add(alert: TogetherAlert, found: Found, now: datetime.datetime) -> bool:
    """Take up what belongs to the alert; False when it all did before."""
    before = set(alert.set_aside.values_list("kind", "key"))
    given = [("contribution", key) for key in found.posts] + [("report", key) for key in found.reports]
    new = [SetAside(alert=alert, kind=kind, key=key) for kind, key in given if (kind, key) not in before]
    SetAside.objects.bulk_create(new)
    if not new:
        return False
    alert.personas = [*dict.fromkeys([*alert.personas, *found.personas])]
    evidence = {_which(one): one for one in alert.explanation["evidence"]}
    for one in found.evidence:
        known = evidence.get(_which(one))
        if known is None or known["people"] <= one["people"]:
            evidence[_which(one)] = one
    alert.explanation = {
        "people": len(alert.personas),
        "acts": len(before) + len(new),
        "people_at_once": max(one["people"] for one in evidence.values()),
        "evidence": list(evidence.values()),
    }
    alert.began_at = min(alert.began_at, found.began_at)
    alert.ended_at = max(alert.ended_at, found.ended_at)
    alert.grown_at = now
    alert.save()
    return True


def _set_aside(alert: TogetherAlert, now: datetime.datetime, *, by: Actor) -> None:
    """Let what belongs to the alert count nowhere, slow the space down, and tell readers."""
    posts, reports = _belonging(alert)
    set_words_aside(space=alert.space, keys=posts, by=by)
    Report.objects.filter(pk__in=reports, is_set_aside=False).update(is_set_aside=True)
    _show_again(alert, by=by)
    _slow_down(alert, now, by=by)
    _tell_readers(alert, until=None, by=by)


def _put_back(alert: TogetherAlert, *, by: Actor) -> None:
    posts, reports = _belonging(alert)
    kept = still_set_aside("contribution", posts, but=alert)
    let_words_count_again(space=alert.space, keys=[key for key in posts if key not in kept], by=by)
    kept = still_set_aside("report", reports, but=alert)
    Report.objects.filter(pk__in=[key for key in reports if key not in kept]).update(is_set_aside=False)
    _hide_again(alert)
    take_off_place(key=alert.pk, space=alert.space, by=by)
    if not TogetherAlert.objects.filter(space=alert.space, state__in=STANDING).exists():
        for measure in _slowing(alert.space):
            lift_place_measure(measure=measure, by=by)


def _show_again(alert: TogetherAlert, *, by: Actor) -> None:
    """Words that were hidden because of these reports alone are shown again; their case stays in the queue."""
    for case in _cases_of(alert).filter(decisions__is_automatic=True, decisions__overturned_at__isnull=True).distinct():
        if many_say_so(case):
            continue
        end_interim(case.contribution, case, by=by)
        report_keys = list(case.reports.values_list("pk", flat=True))
        alert.set_aside.filter(kind="report", key__in=report_keys).update(before={"hidden": str(case.pk)})


def _hide_again(alert: TogetherAlert) -> None:
    """The reports count again: what they had hidden is hidden again, unless a person has decided about it."""
    held = alert.set_aside.filter(kind="report", before__has_key="hidden")
    keys = {row["hidden"] for row in held.values_list("before", flat=True)}
    for case in Case.objects.filter(pk__in=keys, state__in=OPEN_STATES).select_related("contribution__space"):
        newest = case.reports.order_by("-received_at").first()
        if newest is not None and not case.decisions.filter(is_automatic=False).exists():
            hide_if_many_say_so(case, Report.Category(newest.category))


def _cases_of(alert: TogetherAlert) -> QuerySet[Case]:
    reports = alert.set_aside.filter(kind="report").values("key")
    cases = Case.objects.filter(reports__in=reports, state__in=OPEN_STATES)
    return cases.select_related("contribution__space").order_by("contribution_id").distinct()


def _slow_down(alert: TogetherAlert, now: datetime.datetime, *, by: Actor) -> None:
    """Friction, not bans: for a day from the last of it. A moderator can lift it at any time."""
    ends_at = max(alert.ended_at, now) + SLOW_FOR
    is_over = alert.ended_at + SLOW_FOR < now
    standing = next(iter(_slowing(alert.space)), None)
    is_long_enough = standing is not None and standing.ends_at is not None and standing.ends_at > now + SLOW_FOR / 2
    if is_over or is_long_enough:
        return
    set_place_measure(
        space=alert.space,
        kind=PlaceMeasure.Kind.CHECKING,
        reason=_("Many new people acted together here."),
        pause_s=PAUSE_S,
        ends_at=ends_at,
        by=by,
    )


def _slowing(space: Space) -> Iterable[PlaceMeasure]:
    return PlaceMeasure.objects.filter(
        space=space, thread__isnull=True, kind=PlaceMeasure.Kind.CHECKING, lifted_at__isnull=True
    ).select_related("space")


def _tell_readers(alert: TogetherAlert, *, until: datetime.datetime | None, by: Actor) -> None:
    put_on_place(
        key=alert.pk, space=alert.space, kind=PlaceBrake.Kind.SET_ASIDE, reason="", ends_at=until, by=by
    )


def _belonging(alert: TogetherAlert) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    rows = list(alert.set_aside.values_list("kind", "key"))
    return (
        [key for kind, key in rows if kind == "contribution"],
        [key for kind, key in rows if kind == "report"],
    )


def _in_keys(lately: RecentActs, raid: Raid) -> Found:
    acts = lately.acts
    rows = raid.rows[acts.seconds[raid.rows].argsort(kind="stable")].tolist()
    return Found(
        personas=tuple(dict.fromkeys(lately.personas[int(acts.people[row])] for row in rows)),
        posts=tuple(lately.keys[row] for row in rows if not acts.is_report[row]),
        reports=tuple(lately.keys[row] for row in rows if acts.is_report[row]),
        began_at=datetime.datetime.fromtimestamp(raid.began_at, datetime.UTC),
        ended_at=datetime.datetime.fromtimestamp(raid.ended_at, datetime.UTC),
        evidence=[_as_kept(lately, one) for one in raid.evidence],
        is_unusual=raid.is_unusual,
    )


def _as_kept(lately: RecentActs, one: Evidence) -> dict[str, Any]:
    usual = one.usual
    first = int(one.rows[lately.acts.seconds[one.rows].argmin()])
    return {
        "reason": str(one.reason),
        "people": one.people,
        "acts": len(one.rows),
        "window_s": one.window_s,
        "at": datetime.datetime.fromtimestamp(one.fullest_at, datetime.UTC).isoformat(),
        "is_unusual": one.is_unusual,
        "usual": usual
        and {
            "expected": usual.expected,
            "busiest": usual.busiest,
            "stretches": usual.stretches,
            "chance": usual.chance,
        },
        "occasions": one.occasions,
        "target": str(lately.targets[one.target]) if one.target >= 0 else "",
        "first": str(lately.keys[first]),
    }


def _which(one: dict[str, Any]) -> tuple[str, str, int, str]:
    return one["reason"], one["target"], one["window_s"], one["first"] if one["reason"] == "words" else ""


def _keys(alert: TogetherAlert) -> dict[str, str]:
    return {
        "key": str(alert.pk),
        "organisation_key": str(alert.space.organisation_id),
        "space_key": str(alert.space_id),
    }
