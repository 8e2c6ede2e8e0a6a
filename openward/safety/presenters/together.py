"""Activity that was set aside, as moderators read it: who by number, on what, when, and how unusual it was."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import Cell, HistoryEntry, NavLink, TableView, Tag, Tone
from openward.design.wording import moment
from openward.ledger import queries as ledger
from openward.methods.raids import Reason
from openward.methods.wordings import Stretch, word_changes
from openward.safety.models import TogetherAlert
from openward.safety.presenters.cases import queue_tabs
from openward.safety.queries.together import ActsOfAlert

State = TogetherAlert.State
TONES: dict[str, Tone] = {
    State.NOTICED: "attention",
    State.OPEN: "concern",
    State.CONFIRMED: "quiet",
    State.UNDONE: "good",
}
HOUR_S, DAY_S, YEAR_DAYS = 3_600, 86_400, 365
MOST_YEARS = 10_000
SMALLEST_MEAN = 0.1


@dataclasses.dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert in the list."""

    href: str
    title: str
    space: str
    tag: Tag
    when: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class WhyRow:
    """One reason: a sentence, and what is usual here in another."""

    sentence: str
    usual: str
    href: str
    is_unusual: bool


@dataclasses.dataclass(frozen=True, slots=True)
class SharedWords:
    """Nearly the same words: the first wording, and others with what differs from it marked."""

    first: str
    others: tuple[tuple[Stretch, ...], ...]


def listed(alerts: Sequence[TogetherAlert]) -> dict[str, Any]:
    """The list: what waits for somebody to look, and what was decided."""
    waiting = [one for one in alerts if one.state in (State.OPEN, State.NOTICED)]
    return {
        "tabs": queue_tabs(count=len(waiting), here="together_list"),
        "waiting": [_row(one) for one in waiting],
        "decided": [_row(one) for one in alerts if one.state not in (State.OPEN, State.NOTICED)],
        "sentence": ngettext(
            "%(n)s alert waits for somebody to look.", "%(n)s alerts wait for somebody to look.", len(waiting)
        )
        % {"n": len(waiting)}
        if waiting
        else _("Nothing waits. We look every two minutes, and at once when very much arrives."),
    }


def _row(alert: TogetherAlert) -> AlertRow:
    return AlertRow(
        href=reverse("together_show", args=[alert.pk]),
        title=_title(alert),
        space=alert.space.name,
        tag=_tag(alert),
        when=moment(alert.began_at),
        why=_sentence(alert.explanation["evidence"][0]),
    )


def alert_in_full(
    alert: TogetherAlert,
    acts: ActsOfAlert,
    words: dict[str, list[str]],
    story: tuple[Sequence[ledger.HistoryEntry], dict[str, str]],
) -> dict[str, Any]:
    """One alert with everything that a moderator needs to check it."""
    evidence = alert.explanation["evidence"]
    return {
        "alert": alert,
        "title": _title(alert),
        "tag": _tag(alert),
        "now": _now(alert),
        "when": _span(alert.began_at, alert.ended_at),
        "counts": _counts(acts.counts),
        "why": [_why(one) for one in evidence],
        "figures": _figures(evidence),
        "shared": [_shared(texts) for texts in words.values()],
        "acts": _table(acts),
        "pages": _pages(alert, acts),
        "story": _story(*story),
        "can_put_back": alert.state != State.UNDONE,
        "can_keep": alert.state != State.CONFIRMED,
        "keep_words": _("Set it aside") if alert.state in (State.NOTICED, State.UNDONE) else _("It stays set aside"),
        "back_words": _("Leave it as it is") if alert.state == State.NOTICED else _("Put everything back"),
    }


def said(alert: TogetherAlert) -> str:
    """What a decision did, to whoever took it."""
    if alert.state == State.UNDONE:
        return _("Done. Everything counts again, exactly as it would have.")
    return _("Done. It stays set aside, and readers are told so.")


def _title(alert: TogetherAlert) -> str:
    people = alert.explanation["people"]
    return ngettext("%(n)s person acted together", "%(n)s people acted together", people) % {"n": number_format(people)}


def _tag(alert: TogetherAlert) -> Tag:
    words = {
        State.NOTICED: _("Noticed, counts as before"),
        State.OPEN: _("Set aside, please look"),
        State.CONFIRMED: _("Stays set aside"),
        State.UNDONE: _("Counts again"),
    }
    return Tag(words[State(alert.state)], TONES[alert.state])


def _now(alert: TogetherAlert) -> str:
    """What holds now, and who decided it."""
    if alert.state == State.OPEN:
        return _(
            "It is shown and counted nowhere until somebody has looked. When nobody does, it counts again from "
            "%(when)s."
        ) % {"when": moment(alert.ends_at)}
    if alert.state == State.NOTICED:
        return _("Nothing was set aside: it is not far enough from what is usual here, or there is no past to compare.")
    when = {"when": moment(alert.looked_at), "who": alert.looked_by.name if alert.looked_by else ""}
    if alert.state == State.UNDONE and alert.looked_by is None:
        return _("Nobody looked in time. Everything counts again since %(when)s.") % when
    if alert.state == State.UNDONE:
        return _("%(who)s looked, and everything counts since %(when)s.") % when
    return _("%(who)s looked, and it stays set aside since %(when)s.") % when


def _counts(counts: dict[str, int]) -> str:
    parts = []
    if stories := counts.get("story", 0):
        parts.append(ngettext("%(n)s story", "%(n)s stories", stories) % {"n": number_format(stories)})
    if replies := counts.get("comment", 0):
        parts.append(ngettext("%(n)s reply", "%(n)s replies", replies) % {"n": number_format(replies)})
    if reports := counts.get("report", 0):
        parts.append(ngettext("%(n)s report", "%(n)s reports", reports) % {"n": number_format(reports)})
    return " · ".join(parts)


def _sentence(one: dict[str, Any]) -> str:
    within = _("an hour") if one["window_s"] <= HOUR_S else _("a day")
    values = {"n": number_format(one["people"]), "within": within, "times": number_format(one["occasions"])}
    sentences = {
        Reason.WORDS: _("%(n)s people sent nearly the same words within %(within)s."),
        Reason.REPORTED: _("%(n)s new people reported the same contribution within %(within)s."),
        Reason.THREAD: _("%(n)s new people replied in the same thread within %(within)s."),
        Reason.AGAIN: _("%(n)s people acted on the same things within a minute, %(times)s times."),
        Reason.REPORTS: _("%(n)s new people reported something within %(within)s."),
        Reason.NEWCOMERS: _("%(n)s new people wrote here within %(within)s."),
    }
    return sentences[Reason(one["reason"])] % values


def _why(one: dict[str, Any]) -> WhyRow:
    href = reverse("contribution_show", args=[one["target"]]) if one["target"] else ""
    return WhyRow(_sentence(one), _usual(one), href, one["is_unusual"])


def _usual(one: dict[str, Any]) -> str:
    usual = one["usual"]
    if one["reason"] == Reason.AGAIN:
        return _("Chance alone hardly ever brings the same people together so often.")
    if usual is None:
        return _("This space has too short a past to compare with; we compared with everybody who ever took part.")
    values = {
        "days": number_format(max(1, round(usual["stretches"] * one["window_s"] / DAY_S))),
        "expected": _mean(usual["expected"]),
        "busiest": number_format(usual["busiest"]),
    }
    if one["window_s"] <= HOUR_S:
        told = _("Usual here in the %(days)s days before: %(expected)s people an hour, and %(busiest)s in the busiest.")
    else:
        told = _("Usual here in the %(days)s days before: %(expected)s people a day, and %(busiest)s in the busiest.")
    return f"{told % values} {_chance(one)}"


def _chance(one: dict[str, Any]) -> str:
    """How long one would wait for as many by chance, where what was seen before is usual."""
    years = one["window_s"] / DAY_S / YEAR_DAYS / max(one["usual"]["chance"], 1e-12)
    if years >= 1:
        return _("By chance alone: less than once in %(n)s years.") % {
            "n": number_format(min(int(years), MOST_YEARS), use_l10n=True, force_grouping=True)
        }
    return _("By chance alone: about once in %(n)s days.") % {"n": number_format(max(1, round(years * YEAR_DAYS)))}


def _figures(evidence: list[dict[str, Any]]) -> TableView:
    rows = []
    for one in evidence:
        usual = one["usual"]
        rows.append((
            _label(one["reason"]),
            _("an hour") if one["window_s"] <= HOUR_S else _("a day"),
            number_format(one["people"]),
            _mean(usual["expected"]) if usual else "–",
            number_format(usual["busiest"]) if usual else "–",
            number_format(round(one["people"] / max(usual["busiest"], 1))) if usual else "–",
        ))
    return TableView(
        caption=_("Compared with what is usual here"),
        columns=(_("What"), _("Within"), _("People now"), _("Usual"), _("Busiest before"), _("Times the busiest")),
        rows=tuple(rows),
        numeric=(2, 3, 4, 5),
    )


def _label(reason: str) -> str:
    return {
        Reason.WORDS: _("The same words"),
        Reason.REPORTED: _("Reports of one thing"),
        Reason.THREAD: _("Replies in one thread"),
        Reason.AGAIN: _("The same people again"),
        Reason.REPORTS: _("Reports"),
        Reason.NEWCOMERS: _("New people"),
    }[Reason(reason)]


def _mean(expected: float) -> str:
    """A mean of few people, which is not nothing even where it is small."""
    return number_format(expected, 1) if expected >= SMALLEST_MEAN else _("under 0.1")


def _shared(texts: list[str]) -> SharedWords:
    first, *others = texts
    return SharedWords(first, tuple(tuple(word_changes(first, other)) for other in others))


def _table(acts: ActsOfAlert) -> TableView:
    kinds = {"story": _("a story"), "comment": _("a reply"), "report": _("a report"), "survey_comment": _("a comment")}
    rows = tuple(
        (
            _("Person %(n)s") % {"n": one.number},
            moment(one.at),
            Cell(kinds[one.kind], reverse("contribution_show", args=[one.page])),
        )
        for one in acts.rows
    )
    return TableView(caption=_("Who did what, by time"), columns=(_("Who"), _("When"), _("What")), rows=rows)


def _pages(alert: TogetherAlert, acts: ActsOfAlert) -> list[NavLink]:
    if acts.pages == 1:
        return []
    here = reverse("together_show", args=[alert.pk])
    links = []
    if acts.page > 1:
        links.append(NavLink(_("Earlier"), f"{here}?page={acts.page - 1}#acts", False, None))
    if acts.page < acts.pages:
        links.append(NavLink(_("Later"), f"{here}?page={acts.page + 1}#acts", False, None))
    return links


def _story(entries: Sequence[ledger.HistoryEntry], names: dict[str, str]) -> list[HistoryEntry]:
    """What happened, with the colleague who decided, or that it was done by itself."""
    return [
        HistoryEntry(
            entry.sentence,
            entry.at,
            names.get(entry.author_key) or (_("Done by itself") if entry.author_kind == "system" else ""),
        )
        for entry in entries
    ]


def _span(first: datetime.datetime, last: datetime.datetime) -> str:
    minutes = max(1, round((last - first).total_seconds() / 60))
    if minutes < 120:
        length = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    else:
        hours = round(minutes / 60)
        length = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return _("From %(when)s, for %(length)s") % {"when": moment(first), "length": length}
