"""Answers as the components of a page draw them."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openward.design.shapes import SignedResponse, Tag, Tone, WayKey, WayLine, WayState, WayStep, way_of, way_step
from openward.design.wording import day
from openward.ledger.queries import WayFact, way_facts
from openward.responses.models import Response

TONES: dict[str, Tone] = {
    Response.Status.HEARD: "plain",
    Response.Status.DECIDING: "now",
    Response.Status.WILL_DO: "now",
    Response.Status.DID: "good",
    Response.Status.NO_BECAUSE: "quiet",
}


def is_overdue(response: Response) -> bool:
    """Whether the promised date has passed while the promise stands."""
    return (
        response.state == Response.State.SHOWN
        and response.status == Response.Status.WILL_DO
        and response.promised_by_on is not None
        and response.promised_by_on < timezone.localdate()
    )


def status_tag(response: Response) -> Tag:
    """The status in words; a promise says by when, an overdue one that it is."""
    if response.status != Response.Status.WILL_DO:
        return Tag(response.get_status_display(), TONES[response.status])
    if is_overdue(response):
        return Tag(_("Promised by %(day)s: overdue") % {"day": day(response.promised_by_on)}, "concern")
    return Tag(_("We will, by %(day)s") % {"day": day(response.promised_by_on)}, TONES[response.status])


def signed_response(response: Response, *, is_linked: bool = True) -> SignedResponse:
    """The answer with its signature and, for a change, its claim. Needs `with_claim`. Whoever reads it linked can
    report it from there in one step."""
    claim = getattr(response, "claim", None) if response.status == Response.Status.DID else None
    text = response.words
    if response.because:
        text += "\n\n" + _("Why not: %(because)s") % {"because": response.because}
    checker = claim.checked_by if claim else None
    return SignedResponse(
        text=text,
        name=response.signed_name,
        role=response.signed_role,
        organisation=response.engagement.organisation.name,
        on=timezone.localdate(response.shown_at) if response.shown_at else None,
        status=status_tag(response),
        href=reverse("response_show", args=[response.pk]) if is_linked else None,
        report_href=reverse("response_report", args=[response.pk]) if is_linked else None,
        changed=claim.what_changed if claim else "",
        since=claim.since_on if claim else None,
        known_by=claim.how_we_know if claim else "",
        checked_by=", ".join(part for part in (checker.name, checker.job_title) if part) if checker else "",
    )


def ways_of(responses: Sequence[Response]) -> dict[object, WayLine]:
    """The way line of what each answer speaks to, by the answer's key, in one query."""
    subjects = {response.pk: _subject(response) for response in responses}
    facts = way_facts(subjects.values()) if subjects else {}
    return {response.pk: _way(response, facts[subjects[response.pk]]) for response in responses}


def _subject(response: Response) -> str:
    return f"theme:{response.theme_id}" if response.theme_id else f"contribution:{response.contribution_id}"


def _way(response: Response, facts: dict[str, WayFact]) -> WayLine:
    # People spoke, and a person read it, before there could be a theme; and the day on which one person wrote would
    # tell who was on the ward. So these two bear no day.
    steps: dict[WayKey, WayStep] = {key: way_step(key, "done") for key in ("said", "kept_safe")}
    if response.theme_id or "understood" in facts:
        steps["understood"] = _step("understood", "done", facts.get("understood") if response.theme_id else None)
    is_refused = response.status == Response.Status.NO_BECAUSE
    if is_refused:
        steps["acted_on"] = way_step(
            "acted_on", "stopped", sentence=_("No change: %(why)s") % {"why": response.because}
        )
    elif "acted_on" in facts:
        steps["acted_on"] = _step("acted_on", "done", facts["acted_on"])
    else:
        steps["acted_on"] = way_step("acted_on", "ahead" if response.status != Response.Status.DID else "done")
    if response.shown_at:
        steps["told"] = way_step(
            "told",
            "done",
            timezone.localdate(response.shown_at),
            _("The answer was shown, and the people behind it were told."),
            reverse("response_show", args=[response.pk]),
        )
    summary = _("People were told: %(status)s.") % {"status": status_tag(response).text}
    return way_of(list(steps.values()), "" if not response.shown_at else summary)


def _step(key: WayKey, state: WayState, fact: WayFact | None) -> WayStep:
    return way_step(key, state, timezone.localdate(fact.at), fact.sentence) if fact else way_step(key, state)
