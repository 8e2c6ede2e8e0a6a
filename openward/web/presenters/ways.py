"""The way line of a contribution: for everybody, and with its days for the author alone."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openward.contributions.models import Contribution, Hold, Kind, Review
from openward.design.shapes import WayLine, WayStep, way_of, way_step
from openward.design.wording import month
from openward.improvements.models import Improvement
from openward.responses.models import Response
from openward.spaces.models import ModerationMode, Space
from openward.web.queries.ways import Way


def public_way(way: Way, contribution: Contribution, space: Space) -> WayLine:
    """The line as every reader sees it. The day of telling and of reading stays hidden: the month is enough, and a
    day would tell who was on the ward."""
    said = way.facts.get("said")
    told_in = _("Told in {month}.").format(month=month(timezone.localdate(said.at))) if said else ""
    steps = [
        way_step("said", "done", sentence=told_in),
        way_step("kept_safe", "done", sentence=how_kept_safe(contribution, space)),
        *_later_steps(way, with_days=False),
    ]
    return way_of(steps)


def how_kept_safe(contribution: Contribution, space: Space) -> str:
    """Whether a person has read what is shown: a reader is told no more than happened."""
    if contribution.shown_review != Review.NOT_REQUIRED:
        return _("A person read it.")
    if contribution.kind == Kind.SURVEY_COMMENT:
        return _("It came with a survey.")
    if space.moderation_mode == ModerationMode.REPORTED:
        return _("Our checks let it through.")
    return _("Our checks let it through; a person reads it afterwards.")


def own_way(
    way: Way,
    contribution: Contribution,
    *,
    sent_on: datetime.date | None,
    is_waiting: bool,
    is_declined: bool,
    is_asked: bool,
    read_by: str,
) -> WayLine:
    """The line as its author sees it, with days, and with what stands in the way."""
    said = way.facts.get("said")
    kept = way.facts.get("kept_safe")
    day = timezone.localdate(said.at) if said else sent_on
    steps = [way_step("said", "done", day, _("Your words reached us."))]
    if kept is None and is_declined:
        steps.append(way_step("kept_safe", "stopped", sentence=_("Not shown: you find the reason below.")))
    elif kept is None and is_waiting:
        by = _("A person reads it by {day}.")
        if contribution.space.moderation_mode != ModerationMode.BEFORE:
            by = _("Our checks look at it. If a person must read it first, that happens by {day}.")
        if is_asked:
            by = _("A person suggests a small change. It waits for your yes or no.")
        if contribution.hold == Hold.SAFEGUARDING:
            by = _("Somebody is looking at your words with care.")
        steps.append(way_step("kept_safe", "now", sentence=by.format(day=read_by)))
    elif kept is not None:
        how = how_kept_safe(contribution, contribution.space)
        steps.append(way_step("kept_safe", "done", timezone.localdate(kept.at), how))
    return way_of([*steps, *_later_steps(way, with_days=True)])


def _later_steps(way: Way, *, with_days: bool) -> list[WayStep]:
    found = []
    understood = way.facts.get("understood")
    if understood is not None or way.themes:
        found.append(_understood(way, timezone.localdate(understood.at) if understood and with_days else None))
    acted = _acted_on(way)
    if acted:
        found.append(acted)
    told = way.facts.get("told")
    outcome = way.outcome
    if outcome is not None:
        sentence = _("{name}, {role}, gave an answer.").format(name=outcome.signed_name, role=outcome.signed_role)
        found.append(way_step("told", "done", outcome.shown_on, sentence, reverse("response_show", args=[outcome.key])))
    elif told is not None:
        found.append(way_step("told", "done", timezone.localdate(told.at), _("The service gave its answer.")))
    return found


def _understood(way: Way, on: datetime.date | None) -> WayStep:
    shown = next((theme for theme in way.themes if theme.is_shown), None)
    if shown is None:
        return way_step("understood", "done", on, _("Somebody read it closely and noted what it is about."))
    sentence = _("Part of what many people say: “{theme}”.").format(theme=shown.name)
    return way_step("understood", "done", on, sentence, reverse("theme_show", args=[shown.key]))


def _acted_on(way: Way) -> WayStep | None:
    for improvement in way.work:
        href = reverse("improvement_show", args=[improvement.slug])
        if improvement.state == Improvement.State.STOPPED:
            why = _("No change: {why}").format(why=improvement.why_stopped)
            return way_step("acted_on", "stopped", improvement.ended_on, why, href)
        sentence = improvement.what_changed or _("A team is working on it: {title}.").format(title=improvement.title)
        return way_step("acted_on", "done", improvement.ended_on or improvement.started_on, sentence, href)
    if "acted_on" in way.facts:
        on = timezone.localdate(way.facts["acted_on"].at)
        return way_step("acted_on", "done", on, _("A team is working on it."))
    outcome = way.outcome
    if outcome is not None and outcome.status == Response.Status.NO_BECAUSE:
        why = _("No change: {why}").format(why=outcome.because)
        return way_step("acted_on", "stopped", outcome.shown_on, why, reverse("response_show", args=[outcome.key]))
    return None
