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
from openward.safety.models import UNDO, Case, Decision, Note
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


def kind_words_about_shown(rule: HouseRule | None, outcome: str) -> str:
    """The message about words that readers have seen, as it begins; the moderator can change every word of it."""
    openings = {
        Decision.Outcome.LABEL: _("We left your words as they are, and put a short note under them for readers."),
        Decision.Outcome.CORRECT: _(
            "We left your words as they are. One thing in them is not right and could harm somebody, so a correction "
            "with its source stands under them."
        ),
        Decision.Outcome.PROPOSE_EDIT: _(
            "Your words are still shown. We would like to change a small part of them, and only do so if you agree."
        ),
        Decision.Outcome.LIMIT: _("Your words are still shown, and nobody can reply to them for now."),
        Decision.Outcome.COMMUNITY_ONLY: _("Your words are now shown to members of this conversation only."),
        Decision.Outcome.HIDE: _("Your words are hidden from readers for now."),
        Decision.Outcome.REMOVE: _("Readers cannot see your words any more. They are still here for you."),
    }
    thanks = _("Thank you for being part of this. Somebody asked us to look at your words, and a person has read them.")
    fix = rule.how_to_fix if rule else ""
    return " ".join(part for part in (thanks, str(openings[Decision.Outcome(outcome)])) if part) + (
        f"\n\n{fix}" if fix else ""
    )


def kind_words_by_rule(rules: Sequence[HouseRule], outcome: str) -> dict[str, str]:
    """The messages that the rules begin with, by the key of each, for words that readers have seen."""
    return {str(rule.pk): kind_words_about_shown(rule, outcome) for rule in rules}


def preview_for_author(
    *,
    outcome: Decision.Outcome,
    revision: Revision,
    space: Space,
    rule: HouseRule | None,
    words: str,
    passages: Sequence[tuple[int, int]] = (),
    suggested: str = "",
    **more: Any,
) -> DecisionForAuthor:
    """What the author will read, before anything is sent."""
    return DecisionForAuthor(
        key=revision.contribution_id,
        outcome=outcome,
        decided_at=timezone.now(),
        organisation_name=space.organisation.name,
        rule=rule.text if rule else "",
        how_to_fix=rule.how_to_fix if rule else "",
        passages=tuple(revision.text[start:end] for start, end in passages),
        words=words,
        open_proposal=None,
        changes=word_changes(revision.text, suggested) if suggested else (),
        **more,
    )


OUTCOME_TONES: dict[str, Tone] = {
    Decision.Outcome.APPROVE: "good",
    Decision.Outcome.PROPOSE_EDIT: "attention",
    Decision.Outcome.DECLINE: "concern",
    Decision.Outcome.KEEP: "good",
    Decision.Outcome.LABEL: "attention",
    Decision.Outcome.CORRECT: "attention",
    Decision.Outcome.LIMIT: "attention",
    Decision.Outcome.COMMUNITY_ONLY: "attention",
    Decision.Outcome.HIDE: "concern",
    Decision.Outcome.REMOVE: "concern",
}


def outcome_in_words(outcome: str) -> str:
    """What was decided, as moderators read it."""
    return {
        Decision.Outcome.APPROVE: _("Approved"),
        Decision.Outcome.PROPOSE_EDIT: _("Another wording suggested"),
        Decision.Outcome.DECLINE: _("Not shown as it was"),
        Decision.Outcome.KEEP: _("Left as it is"),
        Decision.Outcome.LABEL: _("Shown with a note"),
        Decision.Outcome.CORRECT: _("A correction pinned below it"),
        Decision.Outcome.LIMIT: _("Replies closed"),
        Decision.Outcome.COMMUNITY_ONLY: _("Members only"),
        Decision.Outcome.HIDE: _("Hidden"),
        Decision.Outcome.REMOVE: _("Removed"),
    }[Decision.Outcome(outcome)]


def past_decision(decision: Decision, contribution: Contribution, reader: Account) -> PastDecision:
    """A decision as the moderators' pages tell it. `reopen_key` is set while the reader may take it back."""
    is_own = decision.decided_by_id == reader.pk
    is_answered = decision.proposal is not None and decision.proposal.review != Review.CHANGES_REQUESTED
    is_in_time = not is_own or timezone.now() <= decision.decided_at + UNDO
    is_reading = decision.case.kind == Case.Kind.READING
    is_open = decision.is_newest and decision.reopened_at is None  # type: ignore[attr-defined]
    is_reopenable = is_reading and is_open and is_in_time and not is_answered
    outcome = outcome_in_words(decision.outcome)
    tag = Tag(outcome, OUTCOME_TONES[decision.outcome])
    if decision.reopened_at is not None:
        tag = Tag(_("%(what)s, then taken back") % {"what": outcome}, "quiet")
    elif decision.overturned_at is not None:
        tag = Tag(_("%(what)s, then undone") % {"what": outcome}, "quiet")
    can_open = contribution.lifecycle not in {Lifecycle.WITHDRAWN, Lifecycle.ERASED}
    where = where_and_when(contribution)
    return PastDecision(
        when=decision.decided_at,
        who=_who(decision, is_own=is_own),
        outcome=tag,
        rule=str(decision.rule) if decision.rule else decision.law,
        words=decision.words_to_author,
        note=decision.note_to_colleagues,
        title=f"{kind_in_words(contribution)} – {where}" if where else kind_in_words(contribution),
        href=_address(decision, contribution) if can_open else "",
        reopen_key=str(decision.pk) if is_reopenable and can_open else "",
    )


def _who(decision: Decision, *, is_own: bool) -> str:
    if decision.is_automatic:
        return _("By itself, until a person has looked")
    return _("You") if is_own else _("A colleague")


def _address(decision: Decision, contribution: Contribution) -> str:
    if decision.case.kind == Case.Kind.REPORT:
        return reverse("report_case_show", args=[decision.case_id])
    return reverse("case_show", args=[contribution.pk])


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
        Decision.Outcome.KEEP: _("Done. The words stay as they are, and everybody who reported them can read that."),
    }.get(outcome) or _("Done. The author is told why and what they can do, and everybody who reported can read it.")


def suggested_sentence() -> str:
    """What a suggestion about shown words did."""
    return _("Sent. The words stay as they are unless the author agrees to your wording.")


@dataclasses.dataclass(frozen=True, slots=True)
class UndoOffer:
    """What the reader decided a moment ago and can still take back."""

    sentence: str
    key: str


def undo_offer(decision: Decision | None) -> UndoOffer | None:
    """An offer to take back the reader's newest decision, for as long as that is possible."""
    if decision is None or timezone.now() > decision.decided_at + UNDO:
        return None
    if decision.case.kind != Case.Kind.READING:
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
