"""The queue, the words with their marks, and what an author will read, as templates print them."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from openward.contributions.models import Contribution, Feeling, Kind, Lifecycle, Review, Revision
from openward.contributions.models.contributions import Part
from openward.design import shapes
from openward.design.shapes import Tag, Tone
from openward.design.wording import listed, month, weekday
from openward.kit.text import beginning, with_numbers_to_call
from openward.methods.identifiers import Certainty, find_identifiers
from openward.methods.wordings import word_changes
from openward.people.models import Account
from openward.safety.forms import part_label
from openward.safety.models import UNDO, Case, Decision, Note
from openward.safety.queries import AuthorHistory, DecisionForAuthor, QueueCount, Waiting, promised_on
from openward.spaces.models import HouseRule, Space

IN_DANGER = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One item of the queue."""

    key: str
    href: str
    title: str
    space: str
    beginning: str
    is_cut: bool
    waited: str
    promised: str
    tags: tuple[Tag, ...]
    is_folded: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of somebody's words; `mark` is its number when it may point to a person."""

    text: str
    mark: int = 0
    is_sure: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of the words. `start` is where it begins in the whole text, for marking passages."""

    label: str
    start: int
    pieces: tuple[Piece, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """Why a stretch of the words is marked."""

    number: int
    text: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class ShownWords:
    parts: tuple[ShownPart, ...]
    marks: tuple[Mark, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision as moderators read it: colleagues are "a colleague" here as well."""

    when: datetime.datetime
    who: str
    outcome: Tag
    rule: str
    words: str
    note: str
    title: str
    href: str
    reopen_key: str


@dataclasses.dataclass(frozen=True, slots=True)
class ShownNote:
    words: str
    who: str
    when: datetime.datetime


# --- The queue ----------------------------------------------------------------------------------------------------


def waited_for(since: datetime.datetime, now: datetime.datetime) -> str:
    """How long somebody has been waiting, in words."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("Waiting for %(n)s minute", "Waiting for %(n)s minutes", max(1, minutes)) % {
            "n": max(1, minutes)
        }
    hours = minutes // 60
    if hours < 48:
        return ngettext("Waiting for %(n)s hour", "Waiting for %(n)s hours", hours) % {"n": hours}
    return ngettext("Waiting for %(n)s day", "Waiting for %(n)s days", hours // 24) % {"n": hours // 24}


def kind_in_words(contribution: Contribution) -> str:
    """What somebody sent and who they are to the service: "A story from a carer"."""
    badge = contribution.get_badge_display().lower()
    if contribution.kind == Kind.COMMENT:
        return _("A comment (%(badge)s)") % {"badge": badge}
    return _("A story (%(badge)s)") % {"badge": badge}


def where_and_when(contribution: Contribution) -> str:
    """Service and month, as far as they were said."""
    service = contribution.service.name if contribution.service else ""
    return ", ".join(part for part in (service, month(contribution.happened_on)) if part)


LARGE, SMALL = 420, 110


def queue_rows(items: Sequence[Waiting], *, first_is_large: bool = True) -> list[Row]:
    """Rows of the queue; the first one is shown large and says more."""
    now = timezone.now()
    return [
        _row(item, now, LARGE if first_is_large and place == 0 else SMALL) for place, item in enumerate(items)
    ]


def _row(item: Waiting, now: datetime.datetime, length: int) -> Row:
    contribution = item.contribution
    is_folded = contribution.urgency >= IN_DANGER
    text, is_cut = beginning(item.revision.text, length=length)
    where = where_and_when(contribution)
    return Row(
        key=str(contribution.pk),
        href=reverse("case_show", args=[contribution.pk]),
        title=f"{kind_in_words(contribution)} – {where}" if where else kind_in_words(contribution),
        space=contribution.space.name,
        beginning="" if is_folded else text,
        is_cut=is_cut,
        waited=waited_for(item.since, now),
        promised=_promise(item.promised_on),
        tags=tuple(_tags(item)),
        is_folded=is_folded,
    )


def _tags(item: Waiting) -> list[Tag]:
    tags = _tags_of(item.contribution, is_late=item.is_late)
    if item.is_mine:
        tags.append(Tag(_("In your hands"), "now"))
    if item.was_passed_back:
        tags.append(Tag(_("You put this back"), "quiet"))
    return tags


def _tags_of(contribution: Contribution, *, is_late: bool) -> list[Tag]:
    tags = []
    if contribution.urgency >= IN_DANGER:
        tags.append(Tag(_("Somebody may be in danger"), "concern"))
    elif contribution.urgency:
        tags.append(Tag(_("Urgent"), "attention"))
    if is_late:
        tags.append(Tag(_("Longer than we promised"), "attention"))
    if contribution.lifecycle == Lifecycle.PUBLISHED:
        tags.append(Tag(_("New words for something shown"), "quiet"))
    return tags


def _promise(due: datetime.date) -> str:
    return _("We promised to read it by the end of %(day)s.") % {"day": weekday(due)}


def count_sentence(count: QueueCount) -> str:
    """How many wait, how many too long, how many are being read, in one breath."""
    if not count.waiting:
        return _("Nobody is waiting to be read.")
    sentences = [
        ngettext("%(n)s person is waiting to be read.", "%(n)s people are waiting to be read.", count.waiting)
        % {"n": count.waiting}
    ]
    if count.late:
        sentences.append(
            ngettext(
                "%(n)s of them has waited longer than we promised.",
                "%(n)s of them have waited longer than we promised.",
                count.late,
            )
            % {"n": count.late}
        )
    elif count.waiting:
        sentences.append(_("Nobody has waited longer than we promised."))
    if count.with_colleagues:
        sentences.append(
            ngettext("A colleague is reading %(n)s.", "Colleagues are reading %(n)s.", count.with_colleagues)
            % {"n": count.with_colleagues}
        )
    return " ".join(sentences)


# --- The words ----------------------------------------------------------------------------------------------------


def shown_words(revision: Revision) -> ShownWords:
    """The words part by part, with what may point to a person marked and explained."""
    parts: list[ShownPart] = []
    marks: list[Mark] = []
    start = 0
    for name, text in revision.parts:
        if not text:
            continue
        pieces: list[Piece] = []
        at = 0
        for found in find_identifiers(text):
            number = len(marks) + 1
            marks.append(Mark(number, text[found.start : found.end], _why(found.why_key)))
            pieces.append(Piece(text[at : found.start]))
            pieces.append(Piece(text[found.start : found.end], number, found.certainty == Certainty.SURE))
            at = found.end
        pieces.append(Piece(text[at:]))
        label = "" if name == Part.WORDS else part_label(name)
        parts.append(ShownPart(label, start, tuple(piece for piece in pieces if piece.text)))
        start += len(text) + 2
    return ShownWords(tuple(parts), tuple(marks))


def _why(key: str) -> str:
    return {
        "email_reaches_you": _("An e-mail address: strangers could write to it."),
        "phone_reaches_you": _("A phone number: strangers could ring it."),
        "nhs_number_names_you": _("It has the form of an NHS number, which belongs to one person."),
        "hospital_number_names_you": _("A hospital number: staff could find the record."),
        "postcode_finds_home": _("A postcode: it leads to a few houses."),
        "exact_date_finds_record": _("A full date: with the service it can lead to one person."),
        "day_and_month_find_record": _("A day and a month: with the service they can lead to one person."),
    }.get(key, _("This may point to a person."))


# --- Decisions ----------------------------------------------------------------------------------------------------


def kind_words(rule: HouseRule, outcome: str, reading_days: int) -> str:
    """The message that a rule begins with; the moderator can change every word of it."""
    if outcome == Decision.Outcome.PROPOSE_EDIT:
        return _("Thank you for writing to us. We would like to show what you said, with one small change. %(fix)s") % {
            "fix": rule.how_to_fix
        }
    again = ngettext(
        "If you change your words, a person reads them again within %(n)s working day.",
        "If you change your words, a person reads them again within %(n)s working days.",
        reading_days,
    ) % {"n": reading_days}
    thanks = _("Thank you for writing to us. We would like to show what you said, and cannot show it as it is.")
    return f"{thanks} {rule.how_to_fix}\n\n{again}"


def preview_for_author(
    *,
    outcome: Decision.Outcome,
    revision: Revision,
    space: Space,
    rule: HouseRule,
    words: str,
    passages: Sequence[tuple[int, int]] = (),
    suggested: str = "",
) -> DecisionForAuthor:
    """What the author will read, before anything is sent."""
    return DecisionForAuthor(
        key=revision.contribution_id,
        outcome=outcome,
        decided_at=timezone.now(),
        organisation_name=space.organisation.name,
        rule=rule.text,
        how_to_fix=rule.how_to_fix,
        passages=tuple(revision.text[start:end] for start, end in passages),
        words=words,
        open_proposal=None,
        changes=word_changes(revision.text, suggested) if suggested else (),
    )


OUTCOME_TONES: dict[str, Tone] = {
    Decision.Outcome.APPROVE: "good",
    Decision.Outcome.PROPOSE_EDIT: "attention",
    Decision.Outcome.DECLINE: "concern",
}


def past_decision(decision: Decision, contribution: Contribution, reader: Account) -> PastDecision:
    """A decision as the moderators' pages tell it. `reopen_key` is set while the reader may take it back."""
    is_own = decision.decided_by_id == reader.pk
    is_answered = decision.proposal is not None and decision.proposal.review != Review.CHANGES_REQUESTED
    is_in_time = not is_own or timezone.now() <= decision.decided_at + UNDO
    is_reopenable = decision.is_newest and decision.reopened_at is None and is_in_time and not is_answered  # type: ignore[attr-defined]
    outcome = {
        Decision.Outcome.APPROVE: _("Approved"),
        Decision.Outcome.PROPOSE_EDIT: _("Another wording suggested"),
        Decision.Outcome.DECLINE: _("Not shown as it was"),
    }[Decision.Outcome(decision.outcome)]
    tag = Tag(outcome, OUTCOME_TONES[decision.outcome])
    if decision.reopened_at is not None:
        tag = Tag(_("%(what)s, then taken back") % {"what": outcome}, "quiet")
    can_open = contribution.lifecycle not in {Lifecycle.WITHDRAWN, Lifecycle.ERASED}
    where = where_and_when(contribution)
    return PastDecision(
        when=decision.decided_at,
        who=_("You") if is_own else _("A colleague"),
        outcome=tag,
        rule=str(decision.rule) if decision.rule else "",
        words=decision.words_to_author,
        note=decision.note_to_colleagues,
        title=f"{kind_in_words(contribution)} – {where}" if where else kind_in_words(contribution),
        href=reverse("case_show", args=[contribution.pk]) if can_open else "",
        reopen_key=str(decision.pk) if is_reopenable and can_open else "",
    )


def shown_notes(notes: Sequence[Note], reader: Account) -> list[ShownNote]:
    """Notes as "you" and "a colleague"."""
    return [
        ShownNote(note.words, _("You") if note.written_by_id == reader.pk else _("A colleague"), note.written_at)
        for note in notes
    ]


def done_sentence(outcome: Decision.Outcome) -> str:
    """What a decision did, as the next page begins."""
    return {
        Decision.Outcome.APPROVE: _("Done. The words are shown as their author wished, and the author is told."),
        Decision.Outcome.PROPOSE_EDIT: _("Sent. Nothing is shown unless the author agrees to your wording."),
        Decision.Outcome.DECLINE: _("Sent. The words are not shown. The author is told why, and how to change them."),
    }[outcome]


@dataclasses.dataclass(frozen=True, slots=True)
class UndoOffer:
    """What the reader decided a moment ago and can still take back."""

    sentence: str
    key: str


def undo_offer(decision: Decision | None) -> UndoOffer | None:
    """An offer to take back the reader's newest decision, for as long as that is possible."""
    if decision is None or timezone.now() > decision.decided_at + UNDO:
        return None
    sentence = {
        Decision.Outcome.APPROVE: _("You approved words a moment ago."),
        Decision.Outcome.PROPOSE_EDIT: _("You suggested another wording a moment ago."),
        Decision.Outcome.DECLINE: _("You declined words a moment ago."),
    }[Decision.Outcome(decision.outcome)]
    return UndoOffer(sentence, str(decision.pk))


def decision_page(page: Page[Decision], reader: Account) -> dict[str, Any]:
    """A page of past decisions with its way to the next one."""
    return {
        "decisions": [past_decision(item, item.case.contribution, reader) for item in page],
        "page": shapes.Page(
            number=page.number,
            previous_href=f"?page={page.previous_page_number()}" if page.has_previous() else None,
            next_href=f"?page={page.next_page_number()}" if page.has_next() else None,
            first=page.start_index(),
            last=page.end_index(),
            total=page.paginator.count,
        ),
    }


# --- The desk -----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """One item with everything that lies beside it.

    `is_mine`: in the reader's hands; `is_elsewhere`: in a colleague's; neither: free, or nothing waits (no `revision`).
    """

    contribution: Contribution
    revision: Revision | None
    words: ShownWords | None
    version: int
    is_mine: bool
    is_elsewhere: bool
    until: datetime.datetime | None
    title: str
    about: str
    waited: str
    promised: str
    tags: tuple[Tag, ...]
    is_folded: bool
    rules: list[HouseRule]
    history: str
    notes: list[ShownNote]
    decisions: list[PastDecision]
    lead: Account | None

    @property
    def space(self) -> Space:
        return self.contribution.space

    @property
    def numbers_to_call(self) -> Markup:
        return with_numbers_to_call(self.space.organisation.emergency_text)

    @property
    def feelings(self) -> str:
        return listed(Feeling(one).label for one in self.contribution.feelings)

    @property
    def until_clock(self) -> str:
        return time_format(timezone.localtime(self.until), "H:i") if self.until else ""


def desk_for(
    reader: Account,
    contribution: Contribution,
    *,
    revision: Revision | None,
    newest: Revision | None,
    case: Case | None,
    rules: list[HouseRule],
    history: AuthorHistory,
    notes: list[Note],
    decisions: list[Decision],
) -> Desk:
    """The desk of one moderator for one contribution."""
    now = timezone.now()
    is_mine = case is not None and case.state == Case.State.CLAIMED and case.claimed_by_id == reader.pk
    is_leased = case is not None and case.is_leased(now)
    due = promised_on(timezone.localdate(revision.created_at), contribution.space.reading_days) if revision else None
    is_late = due is not None and due < timezone.localdate()
    kept = revision or newest
    return Desk(
        contribution=contribution,
        revision=revision,
        words=shown_words(kept) if kept else None,
        version=case.version if case else 0,
        is_mine=is_mine and revision is not None,
        is_elsewhere=is_leased and not is_mine,
        until=case.claimed_until if case and is_leased else None,
        title=kind_in_words(contribution),
        about=where_and_when(contribution),
        waited=waited_for(revision.created_at, now) if revision else "",
        promised=_promise(due) if due else "",
        tags=tuple(_tags_of(contribution, is_late=is_late)) if revision else (),
        is_folded=contribution.urgency >= IN_DANGER,
        rules=rules,
        history=_history(history),
        notes=shown_notes(notes, reader),
        decisions=[past_decision(item, contribution, reader) for item in decisions],
        lead=contribution.space.safeguarding_lead,
    )


def _history(history: AuthorHistory) -> str:
    if not history.sent:
        return _("This is the first thing the author sent in this space.")
    sentences = [
        ngettext(
            "The author sent %(n)s other thing in this space.",
            "The author sent %(n)s other things in this space.",
            history.sent,
        )
        % {"n": history.sent},
        ngettext("%(n)s was approved.", "%(n)s were approved.", history.shown) % {"n": history.shown},
    ]
    if history.suggested:
        sentences.append(
            ngettext("We suggested a change once.", "We suggested a change %(n)s times.", history.suggested)
            % {"n": history.suggested}
        )
    if history.declined:
        sentences.append(
            ngettext("We declined once.", "We declined %(n)s times.", history.declined) % {"n": history.declined}
        )
    return " ".join(sentences)
