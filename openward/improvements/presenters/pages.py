"""Whole pages: what each prints, from what the queries found."""

import dataclasses
import datetime
from collections.abc import Mapping
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page as DjangoPage
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from openward.design.shapes import Crumb, HistoryEntry, NavLink, Page, Tag
from openward.improvements.models import Improvement, Measure
from openward.improvements.presenters.improvements import (
    driver_diagram,
    history_entries,
    kind_in_short,
    pdsa_row,
    quotes_of,
    state_tag,
    team_line,
    way,
)
from openward.improvements.presenters.readings import ByDate, preview_table, problem_in_words, readings_table
from openward.improvements.presenters.timeline import timeline
from openward.improvements.queries.charts import charted
from openward.improvements.queries.measures import MeasurePage
from openward.improvements.queries.pages import ImprovementPage
from openward.methods.pasted_readings import Pasted
from openward.people.models import Organisation


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the library."""

    words: str
    state: str
    page: str

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        state = query.get("state", "")
        known = state if state in Improvement.State.values else ""
        return cls(query.get("q", "")[:200].strip(), known, query.get("page", "1"))

    def address(self, base: str, **changed: str) -> str:
        values = {"q": self.words, "state": self.state, **changed}
        kept = {name: value for name, value in values.items() if value}
        return f"{base}?{urlencode(kept)}" if kept else base


@dataclasses.dataclass(frozen=True, slots=True)
class ImprovementCard:
    """One improvement in the library."""

    improvement: Improvement
    state: Tag
    href: str
    team: str
    outcome: str
    finding: str
    values: tuple[float, ...]
    mean: float | None
    chart_name: str


def improvement_card(improvement: Improvement) -> ImprovementCard:
    """The card, with the first measure that people fill in. `measures` and `cycles` are loaded already."""
    found = [charted(measure) for measure in improvement.measures.all() if not measure.is_fed_by_theme]
    measured = [one for one in found if len(one.series.values) > 1]
    best = min(measured, key=lambda one: one.measure.kind != Measure.Kind.OUTCOME, default=None)
    return ImprovementCard(
        improvement=improvement,
        state=state_tag(improvement),
        href=reverse("improvement_show", args=[improvement.slug]),
        team=team_line(improvement.team.all()),
        outcome=improvement.what_changed or improvement.why_stopped,
        finding=best.sentences[0] if best else "",
        values=best.series.values if best else (),
        mean=best.chart.centre[-1] if best and best.chart else None,
        chart_name=best.measure.name if best else "",
    )


def library(
    organisation: Organisation, page: DjangoPage[Improvement], counts: Mapping[str, int], asked: Asked
) -> dict[str, object]:
    """The improvements of an organisation, to look through and to search."""
    base = reverse("improvement_list", args=[organisation.slug])
    tabs = [NavLink(_("All"), asked.address(base, state=""), not asked.state, sum(counts.values()))]
    tabs += [
        NavLink(str(state.label), asked.address(base, state=state), asked.state == state, counts[state])
        for state in Improvement.State
    ]
    return {
        "organisation": organisation,
        "cards": [improvement_card(improvement) for improvement in page.object_list],
        "tabs": tabs,
        "asked": asked,
        "is_empty": not sum(counts.values()),
        "page": Page(
            page.number,
            asked.address(base, page=str(page.number - 1)) if page.has_previous() else None,
            asked.address(base, page=str(page.number + 1)) if page.has_next() else None,
            page.start_index(),
            page.end_index(),
            page.paginator.count,
        ),
    }


def improvement_page(found: ImprovementPage, today: datetime.date) -> dict[str, object]:
    """An improvement's page."""
    improvement = found.improvement
    team = list(improvement.team.all())
    drivers, ideas = list(improvement.drivers.all()), list(improvement.change_ideas.all())
    cycles = list(improvement.cycles.all())
    # The measures come in their order, those with readings first.
    headline = found.measures[0][1] if found.measures and found.measures[0][0].series.values else None
    dates = found.measures[0][0].series.dates if headline else ()
    return {
        "improvement": improvement,
        "found": found,
        "state": state_tag(improvement),
        "crumbs": [
            Crumb(_("Improvements"), reverse("improvement_list", args=[improvement.engagement.organisation.slug])),
            Crumb(improvement.title),
        ],
        "way": way(improvement, found.facts),
        "quotes": quotes_of(found.quotes),
        "headline": headline,
        "timeline": timeline(headline, dates, cycles, today) if headline else "",
        "others": [(one, view) for one, view in found.measures if view is not headline],
        "kind_in_short": kind_in_short,
        "pdsa": pdsa_row(cycles, today),
        "drivers": driver_diagram(improvement, drivers, ideas) if drivers or ideas else None,
        "team": team,
        "team_line": team_line(team),
        "history": history_entries(found.history, team),
        "is_changed": found.is_edited and improvement.is_running,
    }


def measure_page(found: MeasurePage) -> dict[str, object]:
    """A measure's page."""
    measure = found.measure
    improvement = measure.improvement
    return {
        "measure": measure,
        "found": found,
        "improvement": improvement,
        "crumbs": [
            Crumb(_("Improvements"), reverse("improvement_list", args=[improvement.engagement.organisation.slug])),
            Crumb(improvement.title, reverse("improvement_show", args=[improvement.slug])),
            Crumb(measure.name),
        ],
        "kind": kind_in_short(measure),
        "sentences": found.found.sentences,
        "reasons": [HistoryEntry(sentence, at) for at, sentence in found.reasons],
        "history": history_entries(found.history, improvement.team.all()) if found.has_workings else (),
        "readings": readings_table(found.readings, measure, found.found) if found.readings else None,
    }


def paste_page(
    measure: Measure, form: forms.Form, pasted: Pasted | None, there: ByDate
) -> dict[str, object]:
    """The box for readings, and what was understood of those pasted."""
    return {
        "measure": measure,
        "form": form,
        "pasted": pasted,
        "count": len(pasted.readings) if pasted else 0,
        "preview": preview_table(pasted, there, measure.unit) if pasted and pasted.readings else None,
        "problems": [problem_in_words(problem, measure.unit) for problem in pasted.problems] if pasted else [],
        "without_value": ", ".join(str(line) for line in pasted.without_value) if pasted else "",
    }
