"""Improvements as their pages print them. Nothing here asks the database."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from openward.design.shapes import (
    DriverDiagram,
    DriverNode,
    HistoryEntry,
    PdsaCard,
    PdsaRow,
    Quote,
    Tag,
    Tone,
    WayLine,
    way_of,
    way_step,
)
from openward.design.wording import listed
from openward.improvements.models import LIVED, ChangeIdea, Cycle, Driver, Improvement, Measure, TeamMember
from openward.ledger import queries as ledger
from openward.ledger.queries import WayFact
from openward.people.models import Badge
from openward.themes.models import Theme
from openward.themes.queries import ThemeQuote

STATE_TONES: dict[str, Tone] = {"running": "now", "finished": "good", "stopped": "quiet"}
VERDICT_TONES: dict[str, Tone] = {"adopt": "good", "adapt": "attention", "abandon": "concern"}


def values_of(row: object, *names: str) -> dict[str, object]:
    """A thing's values as a form is first shown with them."""
    return {name: getattr(row, name) for name in names}


def state_tag(improvement: Improvement) -> Tag:
    return Tag(str(improvement.get_state_display()), STATE_TONES[improvement.state])


def kind_in_short(measure: Measure) -> str:
    """What a measure is for, in one word."""
    return {
        Measure.Kind.OUTCOME.value: pgettext("kind of measure", "Outcome"),
        Measure.Kind.PROCESS.value: pgettext("kind of measure", "Process"),
        Measure.Kind.BALANCING.value: pgettext("kind of measure", "Balancing"),
    }[measure.kind]


def team_line(team: Iterable[TeamMember]) -> str:
    """Who is on the team, by parts: 2 patients, 1 carer, 3 staff. No names."""
    parts = Counter(member.part for member in team)
    staff = sum(parts[part] for part in (TeamMember.Part.LEADER, TeamMember.Part.STAFF, TeamMember.Part.ADVISER))
    said = [
        words % {"count": count}
        for count, words in (
            (parts["patient"], ngettext("%(count)s patient", "%(count)s patients", parts["patient"])),
            (parts["carer"], ngettext("%(count)s carer", "%(count)s carers", parts["carer"])),
            (staff, ngettext("%(count)s member of staff", "%(count)s members of staff", staff)),
        )
        if count
    ]
    return listed(said)


def way(improvement: Improvement, facts: Mapping[str, Mapping[str, WayFact]]) -> WayLine:
    """The five steps of an improvement: those of the themes it works on, and its own."""
    own = facts.get(f"improvement:{improvement.pk}", {})
    of_themes = [steps for about, steps in facts.items() if about.startswith("theme:")]
    steps = [
        way_step("said", "done", sentence=_("People told us about this.")),
        way_step("kept_safe", "done", sentence=_("Their words were read and kept safe.")),
    ]
    understood = _first(of_themes, "understood")
    read_on = timezone.localdate(understood.at) if understood else None
    steps.append(way_step("understood", "done", read_on, _("We looked for what they share.")))
    started = own.get("acted_on")
    on = timezone.localdate(started.at) if started else improvement.started_on
    if improvement.state == Improvement.State.STOPPED:
        why = _("No change: %(why)s") % {"why": improvement.why_stopped}
        steps.append(way_step("acted_on", "stopped", improvement.ended_on, why))
    else:
        is_running = improvement.is_running
        what = _("A team is working on it.") if is_running else improvement.what_changed
        steps.append(
            way_step("acted_on", "now" if is_running else "done", on if is_running else improvement.ended_on, what)
        )
    told = _first(of_themes, "told")
    if told is not None:
        steps.append(way_step("told", "done", timezone.localdate(told.at), _("The people who told us have an answer.")))
    return way_of(steps)


def _first(of_themes: Iterable[Mapping[str, WayFact]], step: str) -> WayFact | None:
    return min((steps[step] for steps in of_themes if step in steps), key=lambda fact: fact.at, default=None)


def pdsa_row(cycles: Iterable[Cycle], today: datetime.date) -> PdsaRow:
    """The tests of change as cards in their order."""
    return PdsaRow(tuple(pdsa_card(cycle, today) for cycle in cycles))


def pdsa_card(cycle: Cycle, today: datetime.date) -> PdsaCard:
    """One test as a card that leads to its page."""
    if cycle.verdict:
        stage = "done"
    elif cycle.result:
        stage = "act"
    elif cycle.ends_on is not None and cycle.ends_on < today:
        stage = "study"
    else:
        stage = "do" if cycle.starts_on <= today else "plan"
    verdict = Tag(str(cycle.get_verdict_display()), VERDICT_TONES[cycle.verdict]) if cycle.verdict else None
    return PdsaCard(
        number=cycle.number,
        title=cycle.title,
        stage=stage,  # type: ignore[arg-type]
        started_on=cycle.starts_on,
        ended_on=cycle.ends_on,
        plan=cycle.plan,
        prediction=cycle.prediction,
        result=cycle.result,
        learning=cycle.learning,
        decision=verdict,
        href=reverse("cycle_show", args=[cycle.pk]),
    )


def driver_diagram(
    improvement: Improvement, drivers: Sequence[Driver], ideas: Sequence[ChangeIdea], *, is_edited: bool = False
) -> DriverDiagram:
    """The aim, what drives it, and the ideas; with `is_edited` every box leads to where it is changed."""

    def idea_node(idea: ChangeIdea) -> DriverNode:
        href = reverse("idea_edit", args=[improvement.slug, idea.pk]) if is_edited else None
        credit = Tag(str(idea.get_from_part_display()), "good") if idea.from_part in LIVED else None
        return DriverNode(idea.text, _("Idea for change"), href=href, tag=credit)

    def node(driver: Driver) -> DriverNode:
        below = [node(child) for child in drivers if child.parent_id == driver.pk]
        below += [idea_node(idea) for idea in ideas if idea.driver_id == driver.pk]
        kind = _("Secondary driver") if driver.parent_id else _("Primary driver")
        href = reverse("driver_edit", args=[improvement.slug, driver.pk]) if is_edited else None
        return DriverNode(driver.text, kind, tuple(below), href)

    nodes = [node(driver) for driver in drivers if driver.parent_id is None]
    nodes += [idea_node(idea) for idea in ideas if idea.driver_id is None]
    return DriverDiagram(improvement.aim, tuple(nodes))


def history_entries(entries: Iterable[ledger.HistoryEntry], team: Iterable[TeamMember]) -> tuple[HistoryEntry, ...]:
    """What was done, by whom. Names are those of the team; everybody else is known by their role."""
    names = {str(member.account_id): member.name for member in team}
    return tuple(
        HistoryEntry(entry.sentence, entry.at, names.get(entry.author_key, ""), entry.authority) for entry in entries
    )


def quotes_of(quotes: Iterable[ThemeQuote]) -> tuple[Quote, ...]:
    """Passages that the reader may read."""
    return tuple(
        Quote(
            quote.words,
            str(Badge(quote.badge).label),
            quote.service_name,
            quote.happened_on,
            reverse("contribution_show", args=[quote.contribution_id]),
        )
        for quote in quotes
    )


def aim_to_begin_with(theme: Theme) -> str:
    """The shell of an aim: what is said, turned into what should be said less."""
    saying = theme.sentence.strip().rstrip(".") or theme.name
    return _("Fewer people tell us: “%(saying)s”. By when, and how many fewer?") % {"saying": saying}
