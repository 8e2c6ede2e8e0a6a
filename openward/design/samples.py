"""Invented data for the /design page: ordinary, empty, long and right-to-left."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms

from openward.design.shapes import (
    Action,
    Cell,
    ChartNote,
    ChartPoint,
    ChartSegment,
    ChartView,
    Crumb,
    Door,
    DriverDiagram,
    DriverNode,
    FunnelStage,
    FunnelView,
    HistoryEntry,
    NavLink,
    Page,
    PdsaCard,
    PdsaRow,
    PointKind,
    Quote,
    SignedResponse,
    Step,
    StoryCard,
    SummaryRow,
    TableView,
    Tag,
    TaskItem,
    WayLine,
    way_of,
    way_step,
)
from openward.design.widgets import DayMonthYear, MonthField

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def way_lines() -> dict[str, WayLine]:
    said = way_step("said", "done", date(2026, 3, 3), "A carer told us about a night on Maple ward.", "#said")
    safe = way_step("kept_safe", "done", date(2026, 3, 4), "Read by a moderator and published as it was sent.", "#safe")
    understood = way_step("understood", "done", date(2026, 3, 19), "One of 41 stories about noise at night.", "#theme")
    acted = way_step("acted_on", "done", date(2026, 5, 6), "Soft-close bins and a quiet hour were tried.", "#aim")
    told = way_step("told", "done", date(2026, 7, 2), "All 41 people were told what changed.", "#response")
    now = way_step("understood", "now", date(2026, 3, 19), "Researchers are reading this with 40 other stories.")
    why = "No change: single rooms need a new building. The board looks at it again in 2028."
    stopped = way_step("acted_on", "stopped", date(2026, 6, 1), why, "#decision")
    return {
        "whole": way_of([said, safe, understood, acted, told]),
        "begun": way_of([said, safe, now]),
        "stopped": way_of([said, safe, understood, stopped]),
        "new": way_of([way_step("said", "now", date(2026, 7, 8), "Your words have reached us.")]),
        "long": way_of([said, way_step("kept_safe", "now", date(2026, 3, 4), f"Waiting since {LONG}.")]),
    }


def responses() -> dict[str, SignedResponse]:
    return {
        "change": SignedResponse(
            text=(
                "I am sorry that your mother could not sleep. You were right about the bins, and forty other people "
                "told us the same.\n\nWe tried three things with patients and night staff. Two of them worked, and "
                "we have kept them."
            ),
            name="Grace Adeyemi",
            role="Ward manager, Maple ward",
            organisation="Riverbend Health",
            on=date(2026, 7, 2),
            status=Tag("We did it", "good"),
            changed="Bins close softly, and the lights in the corridor are dimmed from 11 at night.",
            since=date(2026, 5, 6),
            known_by="People who slept well rose from 41% to 63%, and stayed there for nine weeks.",
            checked_by="Tom Okafor, patient and member of the advisory group",
        ),
        "no": SignedResponse(
            text="We looked hard at single rooms for everyone. We cannot build them before the new wing.",
            name="Ruth Silver",
            role="Director of estates",
            on=date(2026, 6, 1),
            status=Tag("No, because", "concern"),
        ),
    }


def stories() -> dict[str, StoryCard]:
    ways, answers = way_lines(), responses()
    return {
        "told": StoryCard(
            title="The bins slammed all night",
            text=(
                "My mum was on Maple ward for eleven nights after her hip. The nurses were kind, every one of them. "
                "But the bins have metal lids and somebody dropped one every half hour.\n\nShe stopped eating because "
                "she was so tired. I do not want anyone told off. I would like somebody to try sleeping there."
            ),
            href="#story",
            who="A carer",
            where="Maple ward, Riverbend General",
            month=date(2026, 3, 1),
            way=ways["whole"],
            response=answers["change"],
            comments=12,
            tags=(Tag("noise at night"), Tag("rest")),
            actions=(Action("Thank them", "#thank"), Action("Reply", "#reply"), Action("Report", "#report")),
            heading_level=3,
        ),
        "cut": StoryCard(
            title="Nobody told us that the clinic had moved",
            text="We drove forty minutes with my son in pain, and the door was locked. A porter walked us over…",
            href="#story",
            who="A parent",
            where="Children's outpatients",
            month=date(2026, 6, 1),
            way=ways["begun"],
            is_cut=True,
            heading_level=3,
        ),
        "bare": StoryCard(
            text="Thank you to the night nurse who held my hand.", href="#story", who="A patient", way=ways["new"]
        ),
        "long": StoryCard(
            title=f"{LONG} and what came of it",
            text=f"{LONG} " * 3,
            href="#story",
            who=f"A member of the {LONG}",
            way=ways["long"],
            heading_level=3,
        ),
        "arabic": StoryCard(
            title="انتظرنا طويلا في قسم الطوارئ",
            text="وصلنا في المساء وانتظرنا ست ساعات. كانت الممرضة لطيفة جدا وشرحت لنا كل شيء بهدوء.",
            href="#story",
            who="أب",
            month=date(2026, 4, 1),
            way=ways["begun"],
            heading_level=3,
        ),
    }


_SLEPT = (41, 44, 38, 42, 40, 45, 39, 43, 41, 37, 42, 44, 52, 58, 61, 63, 60, 66, 62, 64, 63, 61)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def charts() -> dict[str, ChartView]:
    labels = [f"{_MONTHS[place % 12]} {2024 + place // 12}" for place in range(len(_SLEPT))]

    def kind(place: int) -> PointKind:
        return "improvement" if place in (13, 14, 15, 16, 17, 18, 19, 20, 21) else "common"

    slept = enumerate(zip(labels, _SLEPT, strict=True))
    points = tuple(ChartPoint(label, value, kind(place)) for place, (label, value) in slept)
    rows = tuple((point.label, f"{point.value}%") for point in points)
    clear = (52, 61, 49, 55, 67, 58)
    waits = (212, 230, 221, 218, 240, 225, 214, 228, 233, 219, 290, 226, 231, None, 208, 216)
    return {
        "improved": ChartView(
            title="People on Maple ward who slept well",
            finding="More people sleep well since May 2025, and it has lasted.",
            description="The share of people who said that they slept well, by month.",
            points=points,
            unit="%",
            segments=(ChartSegment(0, 11, 41.3, 32.0, 50.6), ChartSegment(12, 21, 61.0, 51.9, 70.1)),
            target=75,
            notes=(ChartNote(12, "Soft-close bins"), ChartNote(14, "Lights dimmed from 11 at night on every bay")),
            table=TableView("People who slept well", ("Month", "Slept well"), rows, (1,), caption_is_hidden=True),
            csv_href="#csv",
            lowest=0,
            highest=100,
            key="slept",
            heading_level=3,
        ),
        "ordinary": ChartView(
            title="Minutes from the door to a doctor",
            finding="One very long week in March; otherwise this is ordinary variation.",
            description="The median wait in minutes, by week.",
            points=tuple(
                ChartPoint(f"week {place + 1}", value, "concern" if value == 290 else "common")
                for place, value in enumerate(waits)
            ),
            unit=" min",
            segments=(ChartSegment(0, 15, 227.4, 176.0, 278.8),),
            notes=(ChartNote(10, "Snow, and the lift out of order"),),
            key="waits",
            heading_level=3,
        ),
        "trial": ChartView(
            title="Letters that people could understand",
            finding="Too early to say: six readings so far.",
            description="The share of letters marked as clear by a reader.",
            points=tuple(ChartPoint(f"{_MONTHS[place]} 2026", value) for place, value in enumerate(clear)),
            unit="%",
            segments=(ChartSegment(0, 5, 57.0, 30.9, 83.1),),
            trial=True,
            key="letters",
            heading_level=3,
        ),
        "empty": ChartView("Falls on Maple ward", "", "", (), key="falls", heading_level=3),
    }


def funnel() -> FunnelView:
    return FunnelView(
        title="From asked to told, January to June 2026",
        finding="214 people spoke, and 96 of them know what came of it.",
        stages=(
            FunnelStage("asked", "Asked", 1_830, None, "people were invited"),
            FunnelStage("said", "Said", 214, 1_830, "asked", 214 / 1_830),
            FunnelStage("themed", "Themed", 188, 214, "who spoke", 188 / 214),
            FunnelStage("acted", "Acted on", 131, 188, "in a theme", 131 / 188),
            FunnelStage("changed", "Changed", 96, 131, "acted on", 96 / 131),
            FunnelStage("told", "Told", 96, 96, "changed", 1.0),
        ),
        heading_level=3,
    )


def driver_diagram() -> DriverDiagram:
    return DriverDiagram(
        "By December, three people in four on Maple ward say that they slept well",
        (
            DriverNode("Less noise", "Driver", (
                DriverNode("Soft-close bins", "Idea", tag=Tag("kept", "good")),
                DriverNode("Trolley wheels oiled every Monday", "Idea", tag=Tag("being tried", "now")),
            )),
            DriverNode("Less light", "Driver", (DriverNode("Corridor dimmed from 11 at night", "Idea"),)),
            DriverNode("Fewer wakings that are not needed", "Driver", (
                DriverNode("Night checks by need, not by the clock", "Idea", tag=Tag("dropped", "quiet")),
            )),
        ),
    )  # fmt: skip


def pdsa() -> PdsaRow:
    return PdsaRow((
        PdsaCard(
            1, "Soft-close bins in one bay", "done", date(2026, 4, 13), date(2026, 4, 26),
            plan="Six new bins in bay 2, the old ones in bay 3.",
            prediction="At least 5 more people in 10 sleep well.",
            result="12 of 20 slept well, against 8 of 20 in bay 3.",
            learning="Quieter, and staff like them. The lids need a foot pedal.",
            decision=Tag("Adopt", "good"),
        ),
        PdsaCard(
            2, "Lights dimmed from 11 at night", "study", date(2026, 5, 6), None,
            plan="All of the corridor, with a torch for each nurse.",
            prediction="Nobody falls, and sleep improves again.",
        ),
        PdsaCard(3, "Night checks by need", "plan", None, None, plan="Agree with the night team who can sleep on."),
    ))  # fmt: skip


def table() -> TableView:
    return TableView(
        "What people tell us about, by ward",
        ("Theme", "Stories", "Share"),
        (
            (Cell("Noise at night", "#theme"), "41", "19%"),
            (Cell("Being told what happens next", "#theme", Tag("rising", "attention")), "33", "15%"),
            (Cell("Food that arrives cold", "#theme"), "fewer than 5", "–"),
        ),
        numeric=(1, 2),
        note="Small numbers are hidden, so that nobody can be recognised.",
    )


class EveryField(forms.Form):
    title = forms.CharField(label="What should we call it?", max_length=80, help_text="A few words are enough.")
    story = forms.CharField(
        label="What happened?",
        help_text="Write as you would tell a friend. Leave out names.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2_000,
    )
    email = forms.EmailField(label="Your e-mail address", required=False, help_text="To tell you what came of it.")
    service = forms.ChoiceField(label="Which service?", choices=[("", "Choose one"), ("maple", "Maple"), ("ae", "A&E")])
    who = forms.ChoiceField(
        label="Who are you in this story?",
        choices=[("patient", "A patient"), ("carer", "A carer"), ("other", "Somebody else")],
        widget=forms.RadioSelect,
    )
    consent = forms.MultipleChoiceField(
        label="What may we do with your words?",
        choices=[("publish", "Publish them here"), ("quote", "Quote them in reports"), ("teach", "Teach with them")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="You can change this at any time.",
    )
    read = forms.BooleanField(label="I have read who will see this")
    month = MonthField(label="Which month?", help_text="For example 3 2026", required=False)
    born = forms.DateField(label="A date", widget=DayMonthYear, required=False)
    ends = forms.DateField(label="Closes on", required=False)
    hours = forms.IntegerField(label="Hours a week", required=False)
    readings = forms.FileField(label="A spreadsheet of readings", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, initial="kept")


class Narrowing(forms.Form):
    theme = forms.ChoiceField(label="About what?", choices=[("", "Everything"), ("noise", "Noise at night")])
    answered = forms.BooleanField(label="Only those with an answer", required=False)


def everything() -> dict[str, Any]:
    return {
        "ways": way_lines(),
        "stories": stories(),
        "answers": responses(),
        "quotes": [
            Quote("Somebody dropped one every half hour.", "A carer", "Maple ward", date(2026, 3, 1), "#story"),
            Quote("Ring me on 0161 496 0000 and I will tell you.", "A patient", marked=((11, 24),)),
        ],
        "charts": charts(),
        "funnel": funnel(),
        "drivers": driver_diagram(),
        "pdsa": pdsa(),
        "table": table(),
        "no_rows": TableView("Nothing yet", ("Theme", "Stories"), ()),
        "form": EveryField(initial={"who": "carer", "month": date(2026, 3, 1), "consent": ["publish"]}),
        "doors": [
            Door("Tell your story", "Ten minutes, no account. Somebody reads it by Thursday.", "#"),
            Door("Join a conversation", "Three wards are asking something now.", "#"),
            Door("See what changed", "What we heard, what we decided, and what we did.", "#"),
        ],
        "narrowing": Narrowing(auto_id="narrow_%s"),
        "wrong_form": EveryField(
            {"title": "A" * 90, "email": "not an address", "month_month": "13", "month_year": "2026"},
            auto_id="wrong_%s",
        ),
        "crumbs": [Crumb("Riverbend Health", "#"), Crumb("Maple ward at night", "#"), Crumb("The bins slammed")],
        "tabs": [NavLink("Stories", "#", True, 41), NavLink("Themes", "#", False, 7), NavLink("What changed", "#")],
        "pages": Page(4, "#", "#", 151, 200, 1_234, (
            NavLink("1", "#"), None, NavLink("3", "#"), NavLink("4", "#", True), NavLink("5", "#"), None,
            NavLink("25", "#"),
        )),
        "steps": [
            Step("A moderator reads it", "By Thursday 5 March. They look for names and phone numbers only.", "now"),
            Step("It is read with the others", "Within four weeks."),
            Step("Somebody answers", "By name, by Friday 1 May."),
        ],
        "tasks": [
            TaskItem("Who must be heard", True, "#"),
            TaskItem("What can change, and what cannot", False, "#", "Three sentences that anybody can read."),
            TaskItem("Signed off by the advisory group", False),
        ],
        "rows": [
            SummaryRow("Service", "Maple ward", Action("Change", "#", hidden_text="the service")),
            SummaryRow("Month", "March 2026", Action("Change", "#", hidden_text="the month")),
            SummaryRow("Receipt", "amber-river-otter-47"),
        ],
        "history": [
            HistoryEntry("Published after being read.", datetime(2026, 3, 4, 9, 12, tzinfo=UTC), "Sam", "moderator"),
            HistoryEntry("A carer told a story.", datetime(2026, 3, 3, 21, 40, tzinfo=UTC)),
        ],
        "sparkline": _SLEPT,
        "long": LONG,
    }  # fmt: skip
