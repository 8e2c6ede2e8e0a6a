"""The record and the funnel as their pages print them. Nothing here asks the database."""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from openward.design.charts import draw_sparkline
from openward.design.shapes import FunnelStage, FunnelView, Page, Tag
from openward.design.wording import day, number, percent
from openward.evaluation.queries import Funnel, Stopped
from openward.evaluation.queries.records import LINES_PER_PAGE, RecordLine, SmallChart
from openward.kit.text import beginning
from openward.methods.small_numbers import PUBLIC_THRESHOLD, PublicCount, proportion, suppress
from openward.responses.models import Response
from openward.responses.queries import Promise, PromiseCounts, status_tag

WORDS_SHOWN = 260


def count_in_words(count: PublicCount) -> str:
    """A count of people as it may be shown to everybody, in words that fit after "from"."""
    if count.value is None:
        return _("fewer than %(threshold)s people") % {"threshold": count.threshold}
    return _("about %(count)s people") % {"count": number(count.value)}


# --- The funnel ---------------------------------------------------------------------------------------------------


def funnel_view(found: Funnel, *, is_exact: bool, heading_level: int = 2) -> FunnelView:
    """The six figures, each with what it is out of; small ones are withheld unless the reader is staff."""
    said = found.said
    stages = [_asked(found, is_exact=is_exact), _said(found, is_exact=is_exact)]
    labels = (
        ("themed", _("Understood"), found.themed, _("were read closely and are part of a theme")),
        ("acted", _("Acted on"), found.acted, _("are in a theme that an improvement works on")),
        ("changed", _("Changed"), found.changed, _("are behind a change that a second person checked")),
        ("told", _("Told"), found.told, _("have an author who was told what came of it")),
    )
    stages += [
        _stage(key, label, count, is_exact=is_exact, of=said, of_label=words) for key, label, count, words in labels
    ]
    note = (
        ""
        if is_exact
        else _("Rounded to five. Fewer than %(least)s are not shown, so that nobody can be recognised.")
        % {"least": PUBLIC_THRESHOLD}
    )
    return FunnelView(_("From asked to told"), _finding(found, is_exact=is_exact), tuple(stages), note, heading_level)


def _asked(found: Funnel, *, is_exact: bool) -> FunnelStage:
    if found.asked is None:
        nobody_counted = _("nobody wrote down how many people were asked")
        return FunnelStage("asked", _("Asked"), 0, of_label=nobody_counted, shown=_("not known"))
    by_askers = _("people, as recorded by those who asked")
    return _stage("asked", _("Asked"), found.asked, is_exact=is_exact, of_label=by_askers)


def _said(found: Funnel, *, is_exact: bool) -> FunnelStage:
    # Stories and comments can outnumber the people asked: a poster asks more people than anybody counted.
    if found.asked and found.asked >= found.said:
        words = _("people asked sent us their words")
        return _stage("said", _("Said"), found.said, is_exact=is_exact, of=found.asked, of_label=words)
    words = _("stories and comments came in")
    return _stage("said", _("Said"), found.said, is_exact=is_exact, of_label=words)


def _stage(
    key: str, label: str, count: int, *, is_exact: bool, of: int | None = None, of_label: str = ""
) -> FunnelStage:
    if is_exact:
        share = count / of if of else None
        return FunnelStage(key, label, count, of, of_label, share)
    shown = suppress(count)
    if shown.value is None:
        return FunnelStage(key, label, 0, of_label=of_label, shown=_("fewer than %(k)s") % {"k": shown.threshold})
    whole = suppress(of) if of else None
    part = proportion(min(count, of), of) if of else None
    share = part.percent / 100 if part and part.percent is not None else None
    return FunnelStage(key, label, shown.value, whole.value if whole else None, of_label, share)


def _finding(found: Funnel, *, is_exact: bool) -> str:
    if not found.said:
        return _("Nobody has said anything yet.")
    told = found.told / found.said if is_exact else None
    if not is_exact:
        part = proportion(min(found.told, found.said), found.said).percent
        told = part / 100 if part is not None else None
    if told is None:
        return _("How far people’s words have come")
    return _("%(share)s of those who spoke have been told what came of it") % {"share": percent(told)}


# --- The record ---------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the head of the record."""

    count: int
    label: str
    status: str
    tone: str


def figures(counts: PromiseCounts) -> list[Figure]:
    """How the promises stand: kept and not kept side by side, none of them smaller."""
    status = Response.Status
    return [
        Figure(counts.kept, ngettext("promise kept", "promises kept", counts.kept), status.DID, "good"),
        Figure(counts.promised, _("still to keep"), status.WILL_DO, "now"),
        Figure(counts.overdue, _("overdue"), status.WILL_DO, "concern"),
        Figure(counts.refused, _("no, with a reason"), status.NO_BECAUSE, "plain"),
        Figure(counts.deciding + counts.heard, _("not decided yet"), status.DECIDING, "plain"),
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of the record: what was heard, what was decided, what was done."""

    key: str
    title: str
    title_href: str
    people: str
    answer: str
    is_cut: bool
    signed: str
    shown_on: datetime.date | None
    href: str
    status: Tag
    done: str
    done_note: str
    checked_by: str
    promised: tuple[datetime.date, ...]
    met: str
    improvements: tuple[tuple[str, str], ...]
    sparkline: Markup | None
    chart_title: str
    chart_finding: str
    chart_href: str


def lines(found: list[RecordLine], *, is_exact: bool) -> list[Line]:
    """The lines as they are read, all with the same dignity."""
    return [_line(one.promise, one.chart, is_exact=is_exact) for one in found]


def _line(promise: Promise, chart: SmallChart | None, *, is_exact: bool) -> Line:
    response = promise.response
    theme = response.theme
    text, is_cut = beginning(response.words, length=WORDS_SHOWN)
    done, note = _done(promise)
    claim = getattr(response, "claim", None) if response.status == Response.Status.DID else None
    return Line(
        key=str(response.pk),
        title=(theme.sentence or theme.name) if theme else _("One person’s story"),
        title_href=reverse("theme_show", args=[theme.pk])
        if theme
        else reverse("contribution_show", args=[response.contribution_id]),
        people=_people(promise, is_exact=is_exact),
        answer=text,
        is_cut=is_cut,
        signed=", ".join(part for part in (response.signed_name, response.signed_role) if part),
        shown_on=timezone.localdate(response.shown_at) if response.shown_at else None,
        href=reverse("response_show", args=[response.pk]),
        status=status_tag(response),
        done=done,
        done_note=note,
        checked_by=claim.checked_by.name if claim and claim.checked_by else "",
        promised=promise.promised,
        met=_met(promise, is_exact=is_exact),
        improvements=tuple(
            (one.title, reverse("improvement_show", args=[one.slug])) for one in promise.improvements
        ),
        sparkline=draw_sparkline(chart.values, _course(chart)) if chart else None,
        chart_title=chart.measure.name if chart else "",
        chart_finding=chart.finding if chart else "",
        chart_href=reverse("measure_show", args=[chart.measure.pk]) if chart else "",
    )


def _people(promise: Promise, *, is_exact: bool) -> str:
    count = promise.count
    if promise.response.theme is None:
        return ""
    if count is None or not count.contributions:
        return ""
    if is_exact:
        words = ngettext("from %(count)s person", "from %(count)s people", count.people)
        return words % {"count": number(count.people)}
    return _("from %(people)s") % {
        "people": count_in_words(suppress(count.people, share=count.most_of_one / count.contributions))
    }


def _done(promise: Promise) -> tuple[str, str]:
    response = promise.response
    if response.status == Response.Status.DID:
        claim = response.claim
        return claim.what_changed, _("Since %(day)s.") % {"day": day(claim.since_on)}
    if response.status == Response.Status.NO_BECAUSE:
        return response.because, _("Nothing changes here, and this is why.")
    if promise.is_overdue:
        return _("Not done."), _("The day we promised has passed.")
    if response.status == Response.Status.WILL_DO:
        return _("Not done yet."), _("We have until %(day)s.") % {"day": day(response.promised_by_on)}
    if response.status == Response.Status.DECIDING:
        return _("Nothing yet."), _("It is being decided.")
    return _("Nothing yet."), _("Nobody has taken it up.")


def _met(promise: Promise, *, is_exact: bool) -> str:
    if is_exact and promise.answered:
        return _("%(met)s of %(answered)s who rated the answer say that it met their point.") % {
            "met": number(promise.met_point),
            "answered": number(promise.answered),
        }
    part = proportion(promise.met_point, promise.answered) if promise.answered else None
    if part is None or part.percent is None:
        return ""
    return _("%(share)s%% of those who rated the answer say that it met their point.") % {"share": part.percent}


def _course(chart: SmallChart) -> str:
    first, last = number(chart.values[0]), number(chart.values[-1])
    return _("%(name)s: from %(first)s to %(last)s %(unit)s in %(count)s readings") % {
        "name": chart.measure.name,
        "first": first,
        "last": last,
        "unit": chart.measure.unit,
        "count": len(chart.values),
    }


def page_of(number_: int, counts: PromiseCounts, status: str) -> Page:
    """Where the record stands."""
    by_status = {
        Response.Status.DID: counts.kept,
        Response.Status.WILL_DO: counts.promised + counts.overdue,
        Response.Status.NO_BECAUSE: counts.refused,
        Response.Status.DECIDING: counts.deciding,
        Response.Status.HEARD: counts.heard,
    }
    total = by_status.get(status, 0) if status else counts.total  # type: ignore[call-overload]
    chosen = f"&status={status}" if status else ""
    last = min(number_ * LINES_PER_PAGE, total)
    return Page(
        number=number_,
        previous_href=f"?page={number_ - 1}{chosen}" if number_ > 1 else None,
        next_href=f"?page={number_ + 1}{chosen}" if last < total else None,
        first=(number_ - 1) * LINES_PER_PAGE + 1,
        last=last,
        total=total,
    )


# --- Dead ends ----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Stop:
    """One kind of dead end with the first of its things, each with a page where somebody goes on."""

    title: str
    what_to_do: str
    count: int
    things: tuple[tuple[str, str, str], ...]


# What only some of those who read the figures may go on with.
NEEDS_ANSWERING = frozenset({"told_nothing_in_time", "themes_without_answer", "unsettled_points"})
NEEDS_CODING = frozenset({"not_themed"})


def stops(found: dict[str, Stopped], *, shut: frozenset[str] = frozenset()) -> list[Stop]:
    """The dead ends that have something in them, as work. Those in `shut` are told without a link to go on."""
    kinds = {
        "told_nothing_in_time": (
            _("Promised an answer, and not told anything"), _("Answer their theme, or answer them alone."),
        ),
        "not_themed": (_("Nobody has said what these are about"), _("Read them and give them a code.")),
        "themes_without_answer": (
            _("Themes without an answer"), _("Say what you heard, even before anything is decided."),
        ),
        "overdue_promises": (_("Promises overdue"), _("Say what happened: done, not yet and why, or no.")),
        "unsettled_points": (_("People who asked again"), _("Read what they say and answer once more.")),
        "improvements_without_readings": (
            _("Improvements that went quiet"), _("Enter readings, or stop the work and say why."),
        ),
        "improvements_without_answer": (
            _("Improvements that ended without an answer"), _("Tell people what came of it."),
        ),
    }  # fmt: skip
    return [
        Stop(title, todo, found[name].count, tuple(_thing(name, one, name not in shut) for one in found[name].first))
        for name, (title, todo) in kinds.items()
        if found[name].count
    ]


def _thing(name: str, one: Any, is_open: bool) -> tuple[str, str, str]:
    """(words, address or nothing, small print) of one dead end."""
    made: dict[str, Callable[[Any], tuple[str, str, str]]] = {
        "told_nothing_in_time": _story_untold,
        "not_themed": _story_uncoded,
        "themes_without_answer": lambda theme: (
            theme.name, f"{reverse('response_new')}?theme={theme.pk}", theme.sentence,
        ),
        "overdue_promises": lambda response: (
            response.theme.name if response.theme else _("One story"),
            reverse("response_show", args=[response.pk]),
            _("promised by %(day)s") % {"day": day(response.promised_by_on)},
        ),
        "unsettled_points": lambda telling: (
            telling.words or _("They said no more than that."),
            reverse("reopened_list"),
            day(timezone.localdate(telling.reopened_at)),
        ),
        "improvements_without_readings": lambda work: (
            work.title, reverse("improvement_show", args=[work.slug]), work.aim,
        ),
        "improvements_without_answer": lambda work: (
            work.title, reverse("improvement_show", args=[work.slug]), work.get_state_display(),
        ),
    }  # fmt: skip
    words, address, note = made[name](one)
    return words, address if is_open else "", note


def _story_untold(story: Any) -> tuple[str, str, str]:
    words, _is_cut = beginning(story.words_for_readers, length=120)
    by = story.receipt.answer_expected_on
    return words, f"{reverse('response_new')}?contribution={story.pk}", _("expected by %(day)s") % {"day": day(by)}


def _story_uncoded(story: Any) -> tuple[str, str, str]:
    words, _is_cut = beginning(story.words_for_readers, length=120)
    return words, reverse("coding_show", args=[story.pk]), ""
