"""The working page of an engagement and the pages on which its space is prepared."""

import dataclasses
import datetime
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import (
    Action,
    NavLink,
    SummaryRow,
    TableView,
    Tag,
    TaskItem,
    Tone,
    WayState,
)
from openward.design.wording import day, listed, number
from openward.engagements.models import AffectedGroup, Engagement, Phase
from openward.engagements.queries import Requirement
from openward.engagements.queries.plans import HoursFit
from openward.methods.models_of_use import Enough
from openward.spaces.models import Space
from openward.spaces.queries import SETTINGS, Setting, setting_names


@dataclasses.dataclass(frozen=True, slots=True)
class PhaseStep:
    """A phase on the line of phases."""

    label: str
    starts_on: datetime.date
    ends_on: datetime.date
    state: WayState


@dataclasses.dataclass(frozen=True, slots=True)
class NextThing:
    """The one thing worth doing now."""

    title: str
    text: str
    href: str
    button: str
    tone: Tone


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """How many of the things that must be there are there."""

    done: int
    all: int
    sentence: str

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.all) if self.all else 0


@dataclasses.dataclass(frozen=True, slots=True)
class Caution:
    """Something that does not keep a space from opening but ought to be known; it cites what it rests on."""

    title: str
    text: str
    finding_id: str
    href: str
    link: str


@dataclasses.dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as the settings page shows it."""

    name: str
    value: str
    usual: str
    reason: str
    href: str


def phase_line(phases: Iterable[Phase], today: datetime.date, *, is_closed: bool = False) -> tuple[PhaseStep, ...]:
    """The phases in order, with where things stand today; in a closed plan nothing goes on now."""
    return tuple(
        PhaseStep(one.get_kind_display(), one.starts_on, one.ends_on, _stands(one, today, is_closed=is_closed))
        for one in phases
    )


def tasks(found: Sequence[Requirement], *, may_edit: bool) -> tuple[TaskItem, ...]:
    """What must be there before it opens, met or not."""
    return tuple(
        TaskItem(
            one.title,
            one.is_met,
            reverse(one.address_name, args=[one.slug]) if may_edit or one.key in {"sign_off", "risks"} else None,
            one.sentence,
        )
        for one in found
    )


def progress(found: Sequence[Requirement]) -> Progress:
    """How far the preparation has come."""
    done = sum(one.is_met for one in found)
    words = ngettext("%(done)s of %(all)s thing is there", "%(done)s of %(all)s things are there", len(found))
    return Progress(done, len(found), words % {"done": done, "all": len(found)})


def next_thing(engagement: Engagement, space: Space | None, found: Sequence[Requirement]) -> NextThing | None:
    """What the lead does next: the first thing missing, then opening, then asking."""
    lacking = [one for one in found if not one.is_met]
    if engagement.state == Engagement.State.CLOSED or space is None:
        return None
    if space.state == Space.State.PLANNED and lacking:
        first = lacking[0]
        address = reverse(first.address_name, args=[first.slug])
        return NextThing(first.title, first.sentence, address, _("Do this next"), "now")
    if space.state == Space.State.PLANNED:
        address = reverse("space_open", args=[space.slug])
        return NextThing(_("Everything is there"), _("You can open it to people."), address, _("Open it"), "good")
    if lacking:
        first = lacking[0]
        address = reverse(first.address_name, args=[first.slug])
        return NextThing(first.title, first.sentence, address, _("Put this right"), "attention")
    return NextThing(
        _("It is open"),
        _("Ask people to take part, and hang the poster where they wait."),
        reverse("link_list", args=[space.slug]),
        _("Links and posters"),
        "good",
    )


def cautions(engagement: Engagement, fit: HoursFit, lonely: Sequence[AffectedGroup]) -> tuple[Caution, ...]:
    """Hours that do not fit, and groups for whom this would be the only way to be heard."""
    found = []
    if lonely:
        names = listed(group.name for group in lonely)
        text = _("%(names)s: plan a visit, a call or paper as well.") % {"names": names}
        found.append(
            Caution(
                _("Some people have no other way to be heard"),
                text,
                "REC-02",
                reverse("groups_edit", args=[engagement.slug]),
                _("Plan another way"),
            )
        )
    if fit.enough != Enough.YES:
        title = _("The hours are tight") if fit.enough == Enough.TIGHT else _("The hours do not fit")
        address = reverse("volume_edit", args=[engagement.slug])
        found.append(Caution(title, fit.sentence, "BAR-09", address, _("Look at the hours")))
    return tuple(found)


def groups_table(groups: Iterable[AffectedGroup]) -> TableView:
    """Who must be heard, with figures; what nobody knows says so."""
    rows = tuple(
        (
            group.name,
            _("nobody knows") if group.population is None else number(group.population),
            _("not set") if group.hoped_for is None else number(group.hoped_for),
            group.other_route or _("none planned"),
        )
        for group in groups
    )
    columns = (_("Group"), _("How many they are"), _("Hoped for"), _("Other way to be heard"))
    return TableView(_("Who must be heard"), columns, rows, numeric=(1, 2), caption_is_hidden=True)


def plan_rows(engagement: Engagement, model: str) -> list[SummaryRow]:
    """The plan's main answers."""
    return [
        SummaryRow(_("What it is for"), engagement.aim),
        SummaryRow(_("Service"), engagement.service.name if engagement.service else _("The whole organisation")),
        SummaryRow(_("Way of working"), model or _("not chosen yet")),
        SummaryRow(_("Stage of improvement"), engagement.get_stage_display()),
    ]


def statement_rows(statement: dict[str, str | datetime.date | None], href: str = "") -> list[SummaryRow]:
    """The public statement, part by part."""
    names = {
        "why_we_ask": _("Why we ask"),
        "can_change": _("What can change"),
        "cannot_change": _("What cannot change"),
        "who_decides": _("Who decides"),
        "decided_by_on": _("By when"),
    }
    rows = []
    for key, name in names.items():
        given = statement[key]
        words = day(given) if isinstance(given, datetime.date) else given
        action = Action(_("Change"), href, hidden_text=name) if href else None
        rows.append(SummaryRow(name, words or _("Not written yet"), action))
    return rows


def setting_rows(space: Space, settings: Iterable[Setting]) -> tuple[SettingRow, ...]:
    """The settings with the usual ones beside those that differ."""
    names = setting_names()
    return tuple(
        SettingRow(
            names[one.key],
            _label(one.key, one.value),
            _label(one.key, one.preset) if one.differs else "",
            one.reason,
            reverse("setting_edit", args=[space.slug, one.key]),
        )
        for one in settings
    )


def usual_label(setting: Setting) -> str:
    """The usual value of a setting, in words."""
    return _label(setting.key, setting.preset) if setting.preset else ""


def tabs(space: Space, current: str, *, may_invite: bool = False) -> tuple[NavLink, ...]:
    """The pages on which a space is prepared, beside each other."""
    people = (("member_list", _("People"), space.slug),) if may_invite else ()
    pages = (
        ("engagement_show", _("Overview"), space.engagement.slug),
        ("space_settings", _("Settings"), space.slug),
        ("rules_edit", _("House rules"), space.slug),
        ("duty_edit", _("On duty"), space.slug),
        ("link_list", _("Links and posters"), space.slug),
        *people,
        ("space_open", _("Opening"), space.slug),
    )
    return tuple(NavLink(words, reverse(name, args=[slug]), name == current) for name, words, slug in pages)


def space_tag(space: Space) -> Tag:
    """The state of a space, in words and a tone."""
    tones: dict[str, Tone] = {"planned": "attention", "open": "good", "closed": "quiet"}
    return Tag(space.get_state_display(), tones[space.state])


def _label(key: str, value: str) -> str:
    return str(dict(SETTINGS[key].choices).get(value, value))


def _stands(phase: Phase, today: datetime.date, *, is_closed: bool) -> WayState:
    if phase.is_running(today):
        return "done" if is_closed else "now"
    return "done" if phase.ends_on < today else "ahead"
