"""The public figures of a quarter as pages print them. Everything was protected before it was stored."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from openward.design.shapes import ChartPoint, ChartView, NavLink, TableView
from openward.design.wording import day, listed, number
from openward.safety.models import Decision, PlaceMeasure, PublishedFigures, Report
from openward.safety.models.quarters import Quarter, quarter_of
from openward.safety.queries.figures import DecisionFigures, added
from openward.safety.queries.openness import CARE, LAW, OTHER_RULE

OUTCOMES: dict[str, str | Promise] = {
    "approve": gettext_lazy("Shown as they were"),
    "keep": gettext_lazy("Reported, and left as they were"),
    "propose_edit": gettext_lazy("Another wording suggested"),
    "decline": gettext_lazy("Not shown"),
    "label": gettext_lazy("Shown with a note"),
    "correct": gettext_lazy("Shown with a correction"),
    "limit": gettext_lazy("Replies closed"),
    "community_only": gettext_lazy("For members only"),
    "hide": gettext_lazy("Hidden"),
    "remove": gettext_lazy("Removed"),
}
AS_THEY_WERE = (Decision.Outcome.APPROVE, Decision.Outcome.KEEP)
ORIGINS: dict[str, str | Promise] = {
    "reading": gettext_lazy("Read before it was shown"),
    "report": gettext_lazy("Somebody reported it"),
    "screening": gettext_lazy("A check of the words marked it, and a person decided"),
    "own": gettext_lazy("A moderator came upon it"),
    "appeal": gettext_lazy("Somebody appealed"),
    "automatic": gettext_lazy("Hidden by itself after a report, for a day at most, until a person looked"),
}
STEPS: dict[str, str | Promise] = {
    "nudged": gettext_lazy("Reminded of the rules"),
    "warned": gettext_lazy("Warned"),
    "rate_limited": gettext_lazy("One message an hour, for a time"),
    "pre_moderated": gettext_lazy("Read before anything is shown"),
    "read_only": gettext_lazy("Reading, not sending, for a time"),
    "suspended": gettext_lazy("Not taking part, for a time"),
    "removed": gettext_lazy("Not taking part any more"),
}
APPEALS: dict[str, str | Promise] = {
    "upheld": gettext_lazy("The decision stood"),
    "varied": gettext_lazy("Another one took its place"),
    "overturned": gettext_lazy("It was undone"),
}
ASKED_BY: dict[str, str | Promise] = {
    "author": gettext_lazy("The author of the words"),
    "reporter": gettext_lazy("Somebody who had reported them"),
    "measure": gettext_lazy("Somebody whom a measure held back"),
}
TIMES: dict[str, str | Promise] = {
    "to_show": gettext_lazy("From sending words to seeing them shown"),
    "first_decision": gettext_lazy("From a report to the first decision"),
    "appeal": gettext_lazy("From an appeal to its answer"),
    "hold": gettext_lazy("Stopped by a check until a person had looked"),
    "interim": gettext_lazy("Hidden after a report until a person had looked"),
}
NOT_SHOWN = pgettext_lazy("a figure in a table", "not shown")


@dataclasses.dataclass(frozen=True, slots=True)
class Headline:
    """One large figure, and what it is of."""

    label: str
    value: str
    is_withheld: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class QuarterView:
    """One quarter as its page prints it."""

    name: str
    slug: str
    released_on: datetime.date
    headlines: tuple[Headline, ...]
    tables: Mapping[str, TableView | None]
    """None for one in which nothing is shown."""
    empty: str
    """What the others would have been of."""
    overturned: str
    agreement: str
    automatic: str
    chain: str


def quarter_in_words(quarter: Quarter) -> str:
    """A quarter as people say it: "July to September 2026"."""
    names = {
        1: _("January to March %(year)s"),
        2: _("April to June %(year)s"),
        3: _("July to September %(year)s"),
        4: _("October to December %(year)s"),
    }
    return names[quarter.number] % {"year": quarter.year}


def minutes_in_words(minutes: int | None) -> str:
    """A rounded time in the unit that one would say it in."""
    if minutes is None:
        return str(NOT_SHOWN)
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 3 * 24 * 60:
        hours = round(minutes / 60)
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(minutes / (24 * 60))
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def quarter_view(released: PublishedFigures) -> QuarterView:
    """What was released for one quarter."""
    figures, quarter = released.figures, quarter_of(released.starts_on)
    tables = _tables(figures)
    return QuarterView(
        name=quarter_in_words(quarter),
        slug=quarter.slug,
        released_on=quarter.released_on,
        headlines=_headlines(figures),
        tables={key: table if _says_something(table) else None for key, table in tables.items()},
        empty="; ".join(table.caption for table in tables.values() if not _says_something(table)),
        overturned=_overturned(figures),
        agreement=_agreement(figures),
        automatic=_automatic(figures),
        chain=_("%(links)s links, ending in %(hash)s")
        % {"links": number(released.chain_links), "hash": released.chain_hash[:16] or "–"},
    )


def quarter_links(all_released: Sequence[PublishedFigures], shown: PublishedFigures) -> list[NavLink]:
    """The quarters to choose from, newest first."""
    found = []
    for one in all_released:
        quarter = quarter_of(one.starts_on)
        href = reverse("safety_quarter", args=[shown.organisation.slug, quarter.slug])
        found.append(NavLink(quarter_in_words(quarter), href, is_current=one.pk == shown.pk))
    return found


def time_chart(all_released: Sequence[PublishedFigures]) -> ChartView | None:
    """How long it took from sending to showing, quarter by quarter, in hours; None before there are two."""
    rows = sorted(all_released, key=lambda one: one.starts_on)
    values = [(quarter_of(one.starts_on), one.figures["times"]["to_show"]) for one in rows]
    known = [(quarter, minutes) for quarter, minutes in values if minutes is not None]
    if len(known) < 2:
        return None
    first, last = known[0], known[-1]
    words = {
        "now": minutes_in_words(last[1]),
        "then": minutes_in_words(first[1]),
        "quarter": quarter_in_words(first[0]),
    }
    rows_in_words = tuple((quarter_in_words(quarter), minutes_in_words(minutes)) for quarter, minutes in values)
    return ChartView(
        title=_("Hours from sending words to seeing them shown, for the person in the middle"),
        finding=_("Half of all people waited less than %(now)s; it was %(then)s in %(quarter)s.") % words,
        description=listed(f"{name}: {value}" for name, value in rows_in_words),
        points=tuple(
            ChartPoint(f"{quarter.number}/{quarter.year}", None if minutes is None else minutes / 60)
            for quarter, minutes in values
        ),
        unit=_(" h"),
        lowest=0,
        decimals=0,
        table=TableView(_("Quarter by quarter"), (_("Quarter"), _("Time")), rows_in_words, numeric=(1,)),
        key="time-to-show",
        heading_level=3,
    )


def _headlines(figures: Mapping[str, Any]) -> tuple[Headline, ...]:
    decisions, times = DecisionFigures(figures), figures["times"]
    to_show = times["to_show"]
    return (
        _headline(_("texts a person read and left as they were"), decisions.fine()),
        _headline(_("decisions against the words"), decisions.against()),
        Headline(
            _("from sending to being shown, for the person in the middle"), minutes_in_words(to_show), to_show is None
        ),
        _headline(_("appeals answered"), figures["appeals"]["total"]),
    )


def _headline(label: str, value: int | None) -> Headline:
    return Headline(label, _about(value), value is None)


def _about(value: int | None) -> str:
    return str(NOT_SHOWN) if value is None else number(value)


def _tables(figures: Mapping[str, Any]) -> dict[str, TableView]:
    return {
        "outcomes": _outcomes(DecisionFigures(figures)),
        "rules": _rules(figures),
        "origins": _origins(DecisionFigures(figures)),
        "times": _plain(
            _("How long it took, for the person in the middle"),
            _("What people waited for"),
            _("Time"),
            [(str(label), minutes_in_words(figures["times"][key])) for key, label in TIMES.items()],
        ),
        "reports": _counts(_("What was reported"), _("Reason"), dict(Report.Category.choices), figures["reports"]),
        "appeals": _counts(_("What came of appeals"), _("Outcome"), APPEALS, figures["appeals"]),
        "askers": _plain(
            _("Who asked for another look"),
            _("Who"),
            _("How many"),
            [(str(label), _about(_asked_by(side, figures))) for side, label in ASKED_BY.items()],
        ),
        "steps": _counts(_("Measures on people"), _("Measure"), STEPS, figures["steps"]),
        "places": _counts(
            _("Measures on conversations"), _("Measure"), dict(PlaceMeasure.Kind.choices), figures["places"]
        ),
        "holds": _counts(
            _("What a check stopped until a person had looked"),
            _("Why"),
            {
                "hold": _("A check marked something"),
                "crisis": _("Somebody may be in danger"),
                "error": _("The check did not finish"),
            },
            figures["holds"],
        ),
    }


def _asked_by(side: str, figures: Mapping[str, Any]) -> int | None:
    """The answers that people of one side got, where every one of them may be shown."""
    cells = figures["complaints"]["cells"]
    return added(cells.get(f"{side}:{outcome}") for outcome in APPEALS)


def _says_something(table: TableView) -> bool:
    return any(cell not in {str(NOT_SHOWN), "0"} for row in table.rows for cell in row[1:])


def _outcomes(decisions: DecisionFigures) -> TableView:
    rows = [
        (str(label), _about(decisions.fine(key) if key in AS_THEY_WERE else decisions.against(outcome=key)))
        for key, label in OUTCOMES.items()
    ]
    total = (_("Together"), _about(decisions.all()))
    table = _plain(_("What was decided"), _("What became of the words"), _("Decisions"), rows, total=total)
    return dataclasses.replace(table, caption_is_hidden=True)


def _rules(figures: Mapping[str, Any]) -> TableView:
    """Rules in rows, outcomes in columns; only what was decided against words."""
    decisions = DecisionFigures(figures)
    names = {
        **figures["rules"],
        LAW: _("The law"),
        CARE: _("No rule: out of care for the author and for readers"),
        OTHER_RULE: _("A rule of a conversation that is not for everybody"),
    }
    seen = [key for key in OUTCOMES if key not in AS_THEY_WERE and decisions.against(outcome=key)]
    rows = [
        (
            str(name),
            *(_about(decisions.against(rule, outcome)) for outcome in seen),
            _about(decisions.against(rule)),
        )
        for rule, name in names.items()
    ]
    columns = (_("Rule"), *(str(OUTCOMES[key]) for key in seen), _("Together"))
    shown, note = _folded(rows)
    return TableView(
        _("Decisions against words, by rule"),
        columns,
        shown,
        numeric=tuple(range(1, len(columns))),
        note=note,
        caption_is_hidden=True,
    )


def _origins(decisions: DecisionFigures) -> TableView:
    rows = [(str(label), _about(decisions.all(key))) for key, label in ORIGINS.items()]
    return _plain(_("What made somebody look"), _("What it was"), _("Decisions"), rows)


def _counts(caption: str, head: str, labels: Mapping[str, Any], counts: Mapping[str, Any]) -> TableView:
    rows = [(str(label), _about(counts["cells"].get(key))) for key, label in labels.items()]
    return _plain(caption, head, _("How many"), rows, total=(_("Together"), _about(counts["total"])))


def _plain(
    caption: str, head: str, second: str, rows: Sequence[tuple[str, str]], *, total: tuple[str, str] | None = None
) -> TableView:
    shown, note = _folded(rows)
    return TableView(caption, (head, second), (*shown, total) if total else shown, numeric=(1,), note=note)


def _folded(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[tuple[str, ...], ...], str]:
    """The rows that have a figure, and a line naming those in which all is kept back, or nothing ever was."""
    lines = {str(NOT_SHOWN): _("Kept back, so that nobody is given away: %(names)s."), "0": _("None: %(names)s.")}
    alike = {value: [name for name, *cells in rows if set(cells) == {value}] for value in lines}
    folded = {value: names for value, names in alike.items() if len(names) > 1}
    shown = tuple(row for row in rows if not any(row[0] in names for names in folded.values()))
    # Rules end with a full stop, which is none in the middle of a list.
    listed_names = {value: "; ".join(name.rstrip(".。") for name in names) for value, names in folded.items()}
    return shown, " ".join(lines[value] % {"names": names} for value, names in listed_names.items())


def _overturned(figures: Mapping[str, Any]) -> str:
    share = figures["overturned"]
    if share is None:
        return _("Too few people appealed to say which share was put right.")
    return _("About %(share)s in 100 people who appealed were right: the decision was undone or changed.") % {
        "share": share
    }


def _agreement(figures: Mapping[str, Any]) -> str:
    found = figures["agreement"]
    if found is None or found["kappa"] is None:
        return _("Too few decisions were made twice to say how far moderators agree.")
    return _(
        "A colleague made about %(count)s decisions again without seeing the first. They agreed with a kappa of "
        "%(kappa)s: 0 is chance, 1 is always. We want 0.6 or more."
    ) % {"count": number(found["decisions"]), "kappa": number(found["kappa"], 1)}


def _automatic(figures: Mapping[str, Any]) -> str:
    alone = DecisionFigures(figures).against(origin="automatic")
    never = _("A machine never removes words. It can hide them for a day at most, until a person has looked.")
    if alone is None:
        more = _("How often it did is not shown: the number is small, or would give a small one away.")
    elif alone == 0:
        more = _("In these three months it did not: a person decided everything.")
    else:
        more = _("In these three months it did so about %(count)s times; a person decided everything else.") % {
            "count": number(alone)
        }
    return f"{never} {more}"


def next_in_words(quarter: Quarter) -> str:
    """When the next figures come."""
    return _("The figures of %(quarter)s come on %(day)s.") % {
        "quarter": quarter_in_words(quarter),
        "day": day(quarter.released_on),
    }
