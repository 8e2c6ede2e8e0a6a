"""Care for moderators as pages print it: a break in time, who else is there, talks."""

import dataclasses
import datetime
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import Tag, Tone
from openward.design.wording import listed
from openward.people.models import Account
from openward.safety.models import Case, CrisisAlert, CrisisCase, Debrief, Severity, Topic
from openward.safety.queries.care import Care
from openward.spaces.models import Space


@dataclasses.dataclass(frozen=True, slots=True)
class CareLine:
    """What stands above a moderator's work. `kind`: "prompt" suggests a break, "pause" gives out nothing new, "break"
    is one that they began; "enough" tells that hard words go to others for now."""

    kind: str
    title: str
    text: str
    until: str = ""


def care_line(care: Care, now: datetime.datetime | None = None) -> CareLine | None:
    """What to say to a moderator now; None when all is well."""
    now = now or timezone.now()
    paused, resting = care.paused_until(now), care.on_break_until(now)
    if paused:
        until = _clock(paused)
        text = _("You have worked for two hours. Nothing new is given to you until %(time)s. Finish what you have.")
        return CareLine("pause", _("Time for a pause"), text % {"time": until}, until)
    if resting:
        until = _clock(resting)
        text = _("Ten minutes away from the screen end at %(time)s. Everything is kept, and colleagues carry on.")
        return CareLine("break", _("You are on a break"), text % {"time": until}, until)
    if care.is_due_a_break(now):
        minutes = int(care.worked_at(now).total_seconds() // 60)
        text = ngettext(
            "You have worked for %(n)s minute without a break.", "You have worked for %(n)s minutes without a break.",
            minutes,
        ) % {"n": minutes}  # fmt: skip
        more = _("Ten minutes away from the screen do you good, and the people who wait too.")
        return CareLine("prompt", _("A break would be good now"), f"{text} {more}")
    if care.has_seen_enough:
        text = _("You have read enough for one shift of what is hard to read. The rest of it goes to your colleagues.")
        return CareLine("enough", _("Enough for today"), text)
    return None


def _clock(moment: datetime.datetime) -> str:
    return time_format(timezone.localtime(moment), "H:i")


def topics_in_words(topics: Iterable[str]) -> str:
    """Topics as a list in a sentence: "Death and dying and Harm to children"."""
    return listed(str(Topic(one).label) for one in topics)


def fold_words(severity: str, topics: Sequence[str]) -> str:
    """What stands on folded words: how grave it is and what it is about, before a word is read."""
    about = topics_in_words(topics)
    said = _("%(severity)s. It is about: %(topics)s.") if about else _("%(severity)s.")
    return said % {"severity": severity, "topics": about} + " " + _("Open the words when you are ready.")


@dataclasses.dataclass(frozen=True, slots=True)
class AlertedRow:
    """An open crisis on the page of somebody who rests: who else is alerted to it."""

    href: str
    place: str
    who: str
    is_taken: bool


def alerted_rows(crises: Iterable[CrisisCase], alerts: Iterable[CrisisAlert], reader: Account) -> list[AlertedRow]:
    """Open crises with who else is alerted, so that whoever rests knows that somebody looks."""
    names: dict[object, dict[object, str]] = {}
    for alert in alerts:
        if alert.account_id != reader.pk:
            names.setdefault(alert.crisis_id, {})[alert.account_id] = alert.account.name
    return [_alerted(crisis, list(names.get(crisis.pk, {}).values()), reader) for crisis in crises]


def _alerted(crisis: CrisisCase, others: list[str], reader: Account) -> AlertedRow:
    taken = crisis.acknowledged_by
    if taken is not None and taken.pk == reader.pk:
        who = _("You have it. You can go on with it in spite of the pause.")
    elif taken is not None:
        who = _("%(name)s has it.") % {"name": taken.name}
    elif others:
        who = _("Alerted besides you: %(names)s. You can take it all the same.") % {"names": listed(others)}
    else:
        who = _("Nobody else is alerted yet. Please take it, or call somebody.")
    return AlertedRow(reverse("crisis_show", args=[crisis.pk]), crisis.space.name, who, taken is not None)


@dataclasses.dataclass(frozen=True, slots=True)
class InHand:
    """An item that somebody took and has not decided."""

    href: str
    title: str


def in_hand_rows(cases: Iterable[Case]) -> list[InHand]:
    """What is in somebody's hands, to finish before a pause."""
    return [
        InHand(
            reverse("report_case_show", args=[case.pk])
            if case.kind == Case.Kind.REPORT
            else reverse("case_show", args=[case.contribution_id]),
            _("A report: %(severity)s") % {"severity": Severity(case.severity).label}
            if case.kind == Case.Kind.REPORT
            else _("Words that wait to be read"),
        )
        for case in cases
    ]


DEBRIEF_TONES: dict[str, Tone] = {"offered": "now", "asked": "attention", "held": "good", "declined": "quiet"}


@dataclasses.dataclass(frozen=True, slots=True)
class DebriefRow:
    """One talk: whose, with whom, and how it stands."""

    number: int
    href: str
    sentence: str
    tag: Tag
    when: datetime.datetime
    is_own: bool
    is_offered: bool
    is_asked: bool
    can_ask_again: bool


def debrief_row(debrief: Debrief, reader: Account) -> DebriefRow:
    """A talk as one of the two reads it."""
    is_own = debrief.account_id == reader.pk
    other = debrief.with_account if is_own else debrief.account
    if debrief.state == Debrief.State.OFFERED:
        sentence = _("You helped with something hard. Would you like to talk it through?")
    elif is_own and other is None and debrief.state == Debrief.State.ASKED:
        sentence = _("You would like to talk something through, and nobody is there yet to listen.")
    elif is_own:
        sentence = _("A talk with %(name)s") % {"name": other.name if other else _("somebody who has left")}
    else:
        sentence = _("%(name)s would like to talk something through with you.") % {"name": debrief.account.name}
    return DebriefRow(
        number=debrief.pk,
        href=reverse("debrief_show", args=[debrief.pk]),
        sentence=sentence,
        tag=Tag(debrief.get_state_display(), DEBRIEF_TONES[debrief.state]),
        when=debrief.asked_at,
        is_own=is_own,
        is_offered=debrief.state == Debrief.State.OFFERED,
        is_asked=debrief.state == Debrief.State.ASKED,
        can_ask_again=is_own and debrief.state in {Debrief.State.OFFERED, Debrief.State.DECLINED},
    )


def missing_sentence(missing: Sequence[tuple[Space, str]]) -> str:
    """For which topics nobody is left, as whoever has just chosen reads it; empty when somebody is."""
    if not missing:
        return ""
    topics = topics_in_words(dict.fromkeys(topic for _space, topic in missing))
    return _(
        "Nobody else is left for: %(topics)s. What is about it waits, and the leads are told that somebody is missing, "
        "not who chose what."
    ) % {"topics": topics}


def gap_sentences(gaps: Iterable[tuple[Space, list[str]]]) -> list[str]:
    """For each space, the topics that nobody reads."""
    return [
        _("%(space)s: nobody is left for %(topics)s.") % {"space": space.name, "topics": topics_in_words(topics)}
        for space, topics in gaps
        if topics
    ]
