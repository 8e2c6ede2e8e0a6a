"""Decisions: what an author will read, and what moderators read of the past."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.contributions.models import Contribution, Lifecycle, Review, Revision
from openward.design import shapes
from openward.design.shapes import Tag, Tone
from openward.methods.wordings import word_changes
from openward.people.models import Account
from openward.safety.models import UNDO, Decision, Note
from openward.safety.presenters.queue import kind_in_words, where_and_when
from openward.safety.queries.readings import DecisionForAuthor
from openward.spaces.models import HouseRule, Space


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
