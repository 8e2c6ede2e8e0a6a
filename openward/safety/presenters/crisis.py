"""The crisis path as its pages print it."""

import dataclasses
import datetime
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from openward.contributions.models import Hold, Revision
from openward.design.shapes import Tag, Tone
from openward.design.wording import moment
from openward.kit.text import with_numbers_to_call
from openward.people.models import Account
from openward.safety.actions.crisis import ACTS, CARE_STEPS, NEEDS_SECOND_OPINION
from openward.safety.models import ALERT_AGAIN_AFTER, CrisisAlert, CrisisCase, CrisisStep, MessageTemplate
from openward.safety.presenters.words import ShownWords, shown_words
from openward.safety.queries.crisis import UNANSWERED, alert_rounds
from openward.spaces.models import EscalationContact

State = CrisisCase.State


@dataclasses.dataclass(frozen=True, slots=True)
class CrisisRow:
    """One crisis in the list. No word of the contribution is in it."""

    key: str
    title: str
    place: str
    clock: str
    tags: tuple[Tag, ...]
    is_unanswered: bool


@dataclasses.dataclass(frozen=True, slots=True)
class LevelRow:
    """One row of the matrix."""

    level: str
    title: str
    tone: Tone
    signs: str
    what_to_do: str
    is_now: bool


@dataclasses.dataclass(frozen=True, slots=True)
class StepRow:
    title: str
    by: str
    at: datetime.datetime
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Contact:
    """One line of the escalation form."""

    who: str
    number: Markup
    hours: str


@dataclasses.dataclass(frozen=True, slots=True)
class CrisisPage:
    """One crisis, and what its reader can do now."""

    crisis: CrisisCase
    title: str
    clock: str
    tags: tuple[Tag, ...]
    words: ShownWords | None
    matrix: tuple[LevelRow, ...]
    steps: tuple[StepRow, ...]
    alerts: tuple[str, ...]
    numbers: Markup
    contacts: tuple[Contact, ...]
    """Whom the service named in advance, the lines of the author's own ward or clinic first."""
    stage: str
    """What comes next: "acknowledge", "assess", "opinion", "wait", "act", "senior", "follow", "close" or "closed"."""
    is_held: bool
    seniors: str
    """Who may choose in high danger, by name."""
    is_thread_cared_for: bool

    @property
    def can_write(self) -> bool:
        has_author = self.crisis.contribution_id is not None
        return has_author and self.stage in {"act", "senior", "opinion", "follow", "close"}

    @property
    def is_taken(self) -> bool:
        return self.stage not in {"acknowledge", "closed"}


def crisis_rows(crises: Sequence[CrisisCase], now: datetime.datetime) -> list[CrisisRow]:
    return [
        CrisisRow(
            str(one.pk),
            str(one.get_source_display()) if not one.is_drill else _("A drill: nobody is in danger"),
            one.space.name,
            clock_of(one, now),
            tags_of(one),
            one.state in UNANSWERED,
        )
        for one in crises
    ]


def crisis_page(
    crisis: CrisisCase,
    reader: Account,
    *,
    words: Revision | None,
    steps: Sequence[CrisisStep],
    alerts: Sequence[CrisisAlert],
    seniors: Sequence[Account],
    contacts: Sequence[EscalationContact],
) -> CrisisPage:
    """The page of one crisis for one reader; `seniors` are those who choose in high danger."""
    return CrisisPage(
        crisis=crisis,
        title=_("A drill: nobody is in danger") if crisis.is_drill else _("Somebody may be in danger"),
        clock=clock_of(crisis, timezone.now()),
        tags=tags_of(crisis),
        words=shown_words(words) if words else None,
        matrix=matrix(crisis.level),
        steps=tuple(_step_row(one) for one in steps),
        alerts=tuple(_alert_line(one) for one in alerts if one.channel != CrisisAlert.Channel.SCREEN),
        numbers=with_numbers_to_call(crisis.space.organisation.emergency_text),
        contacts=_contacts_for(crisis, contacts),
        stage=stage_of(crisis, reader, is_senior=reader in seniors),
        seniors=", ".join(one.name for one in seniors),
        is_thread_cared_for=_is_thread_cared_for(steps),
        is_held=crisis.contribution is not None and crisis.contribution.hold == Hold.SAFEGUARDING,
    )


def _contacts_for(crisis: CrisisCase, contacts: Iterable[EscalationContact]) -> tuple[Contact, ...]:
    """The lines that hold for these words: of their own ward or clinic, then of the whole space."""
    service = crisis.contribution.service_id if crisis.contribution else None
    lines = [one for one in contacts if one.service_id in {None, service}]
    lines.sort(key=lambda one: one.service_id is None)
    return tuple(Contact(one.who, with_numbers_to_call(one.number), one.hours) for one in lines)


def stage_of(crisis: CrisisCase, reader: Account, *, is_senior: bool) -> str:
    """What comes next for this reader."""
    if crisis.state in UNANSWERED:
        return "acknowledge"
    if crisis.state == State.ASSESSED:
        waits = crisis.level in NEEDS_SECOND_OPINION and crisis.second_opinion_by_id is None
        if waits:
            return "wait" if crisis.assessed_by_id == reader.pk else "opinion"
        return "act" if is_senior or crisis.level != CrisisCase.Level.HIGH else "senior"
    return {
        State.ACKNOWLEDGED: "assess",
        State.ACTING: "follow",
        State.FOLLOW_UP: "follow",
        State.REVIEWED: "close",
        State.CLOSED: "closed",
    }[State(crisis.state)]


def acts_of(crisis: CrisisCase) -> tuple[CrisisCase.Act, ...]:
    """What can be done at the level that was judged."""
    return ACTS.get(crisis.level, ())


def tags_of(crisis: CrisisCase) -> tuple[Tag, ...]:
    found = [Tag(_("Drill"), "quiet")] if crisis.is_drill else []
    if crisis.state in UNANSWERED:
        return (*found, Tag(_("Nobody has it yet"), "concern"))
    if crisis.level:
        found.append(level_tag(crisis.level))
    return (*found, Tag(str(crisis.get_state_display()), "quiet"))


def clock_of(crisis: CrisisCase, now: datetime.datetime) -> str:
    """The clock that matters now, in words."""
    if crisis.state in UNANSWERED:
        minutes = int((now - crisis.opened_at).total_seconds() // 60)
        since = ngettext("Noticed %(n)s minute ago.", "Noticed %(n)s minutes ago.", minutes) % {"n": minutes}
        following = next((at for at in alert_rounds(crisis) if at > now), None)
        if following is None:
            return _("%(since)s Everybody on the list was alerted.") % {"since": since}
        left = int((following - now).total_seconds() // 60) + 1
        if now >= crisis.opened_at + ALERT_AGAIN_AFTER[-1]:
            again = ngettext(
                "Everybody on the list is alerted again in %(n)s minute.",
                "Everybody on the list is alerted again in %(n)s minutes.",
                left,
            )
            return f"{since} {again % {'n': left}}"
        then = ngettext("The next person is alerted in %(n)s minute.", "The next person is alerted in %(n)s minutes.",
                        left) % {"n": left}  # fmt: skip
        return f"{since} {then}"
    if crisis.closed_at is not None:
        return _("Closed %(when)s.") % {"when": moment(crisis.closed_at)}
    if crisis.follow_up_at is not None:
        is_late = crisis.follow_up_at <= now
        sentence = _("Look again now: it was due %(when)s.") if is_late else _("Look again by %(when)s.")
        return sentence % {"when": moment(crisis.follow_up_at)}
    if crisis.review_at is not None:
        return _("Look back together by %(when)s.") % {"when": moment(crisis.review_at)}
    name = crisis.acknowledged_by.name if crisis.acknowledged_by else ""
    return _("%(name)s has it since %(when)s.") % {"name": name, "when": moment(crisis.acknowledged_at or now)}


def matrix(level: str) -> tuple[LevelRow, ...]:
    """Low, medium and high: what speaks for each, and what follows."""
    return (
        LevelRow(
            "low", _("Low"), "good",
            _("It is in the past, or a figure of speech. Nothing says that it is about now."),
            _("Signpost to help, show it to members only, or nothing. One person decides."), level == "low",
        ),
        LevelRow(
            "medium", _("Medium"), "attention",
            _("Thoughts of dying or of harm that are there now. No plan and no time."),
            _("A second person looks. Write to the author, or ring the service. Look again after a day."),
            level == "medium",
        ),
        LevelRow(
            "high", _("High"), "concern",
            _("A plan, a means, a time or a goodbye; a child or somebody dependent at risk; it is happening now."),
            _("If a life is in danger this minute, call first and write it down afterwards. A second person looks "
              "beside you. Then a senior colleague chooses: the author, the service, or the emergency services."),
            level == "high",
        ),
    )  # fmt: skip


def level_tag(level: str) -> Tag:
    return {
        "low": Tag(_("Low"), "good"),
        "medium": Tag(_("Medium"), "attention"),
        "high": Tag(_("High"), "concern"),
    }[level]


def template_choices(templates: Sequence[MessageTemplate], key: str) -> list[tuple[str, str, bool]]:
    """Number, title and whether it is the one chosen."""
    return [(str(one.pk), one.title, str(one.pk) == key) for one in templates]


def _is_thread_cared_for(steps: Sequence[CrisisStep]) -> bool:
    """Whether the words for the others stand above the conversation, as far as the steps tell."""
    about = [one.kind for one in steps if one.kind in {*CARE_STEPS, "thread_opened"}]
    return bool(about) and about[-1] != "thread_opened"


def _step_row(step: CrisisStep) -> StepRow:
    titles = {
        "flagged": _("A moderator flagged it"),
        "drill": _("The drill was started"),
        "acknowledged": _("Took it on"),
        "assessed_low": _("Judged it: low"),
        "assessed_medium": _("Judged it: medium"),
        "assessed_high": _("Judged it: high"),
        "opinion_low": _("Second opinion: low"),
        "opinion_medium": _("Second opinion: medium"),
        "opinion_high": _("Second opinion: high"),
        "message": _("Wrote to the author"),
        "nothing": _("Nothing was needed"),
        "memorial": _("Wrote to the others in memory, and closed the conversation"),
        "thread_opened": _("Opened the conversation again"),
        "did_service": _("Contacted the service"),
        "did_emergency": _("Called the emergency services"),
        "followed_up": _("Looked again"),
        "reviewed": _("Looked back"),
        "released": _("Held the words no longer"),
        "thread_locked": _("Wrote to the others and closed the conversation"),
        "thread_slowed": _("Wrote to the others and slowed the conversation"),
        "debrief": _("Would like to talk it through"),
        "identity": _("Asked to know who it is"),
        "closed": _("Closed it"),
        "heard_author": _("Another sign: the author ticked the box"),
        "heard_report": _("Another sign: somebody reported it"),
        "heard_language": _("Another sign: a check of the words"),
        "heard_moderator": _("Another sign: a moderator flagged it"),
    }
    name = step.taken_by.name if step.taken_by else _("The system")
    return StepRow(titles.get(step.kind, _("A note")), name, step.taken_at, step.words)


def _alert_line(alert: CrisisAlert) -> str:
    values = {"name": alert.account.name, "when": moment(alert.written_at)}
    is_text = alert.channel == CrisisAlert.Channel.TEXT
    if alert.delivered_at is not None:
        return (_("%(name)s, by text, %(when)s") if is_text else _("%(name)s, by e-mail, %(when)s")) % values
    if alert.failed_at is not None:
        return _("%(name)s, %(when)s: could not be delivered, tried again every minute") % values
    return _("%(name)s, %(when)s: on its way") % values
