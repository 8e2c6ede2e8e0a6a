"""What an author's private page prints."""

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from openward.contributions.models import Contribution, Hold, Kind, Lifecycle, Part, Restriction, Review, Revision
from openward.contributions.queries.receipts import OwnWords
from openward.design.shapes import SignedResponse, SummaryRow, Tone, WayLine
from openward.design.wording import moment, paragraphs, weekday
from openward.kit.text import marked, with_numbers_to_call
from openward.methods.wordings import Change, Stretch
from openward.people.models import Purpose
from openward.responses.models import Telling
from openward.responses.queries import signed_response
from openward.safety.models import Decision, Sanction
from openward.safety.queries.readings import DecisionForAuthor
from openward.spaces.models import ModerationMode
from openward.web.presenters.ways import how_kept_safe, own_way
from openward.web.queries.receipts import ReceiptPage


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Where the words stand, in words: one sentence that is so, one that says what follows."""

    title: str
    text: str
    tone: Tone


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """A decision in kind words. `before` and `after` are the two wordings of an open suggestion, marked."""

    title: str
    day: datetime.date
    words: str
    rule: str
    rules_version: int
    how_to_fix: str
    passages: tuple[str, ...]
    before: Markup | None
    after: Markup | None
    number: int | None
    key: str = ""
    law: str = ""
    is_about_shown: bool = False
    ends: str = ""
    """When it ends or ended by itself, or that it does not hold any more; empty where nothing ends."""
    pinned_note: str = ""
    pinned_source: str = ""
    step: str = ""
    can_be_appealed: bool = False
    appeal: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """An answer the author was told of, and what they said about it so far."""

    number: int
    response: SignedResponse
    verdict: str
    words: str
    is_reopened: bool


def receipt_in_full(contribution: Contribution, page: ReceiptPage) -> dict[str, Any]:
    """What the private page prints besides the answers and their forms."""
    return {
        "contribution": contribution,
        "name": name_of(contribution),
        "standing": standing(contribution, page),
        "way": way(contribution, page),
        "decisions": decisions(page.decisions),
        "messages": [(one.taken_at, one.words) for one in page.messages],
        "measure": measure_in_words(page.sanction),
        "parts": own_parts(page.words.newest),
        "covered": covered(page),
        "covered_count": len(page.words.newest.masks) if page.words.newest else 0,
        "shown_parts": shown_parts(page.words.shown) if page.words.shows_other_words else [],
        "allowed": allowed(contribution, page.words),
        "emergency": with_numbers_to_call(contribution.space.organisation.emergency_text),
    }


def standing(contribution: Contribution, page: ReceiptPage) -> Standing:
    """Where the author's words stand."""
    words, newest = page.words, page.words.newest
    by = weekday(page.read_by)
    if contribution.lifecycle == Lifecycle.ERASED:
        return Standing(_("Your words are erased"), _("Nothing of what you wrote is left here."), "quiet")
    if contribution.lifecycle == Lifecycle.WITHDRAWN:
        return Standing(_("You took your words back"), _("Nobody can read them here any more."), "quiet")
    if contribution.hold != Hold.NONE:
        return Standing(
            _("Somebody is looking at your words with care"),
            _("They are not shown for now. If somebody may be in danger, please call the numbers below."),
            "attention",
        )
    if contribution.restriction in {Restriction.HIDDEN, Restriction.REMOVED}:
        return Standing(_("Your words are not shown at the moment"), _not_shown(contribution), "concern")
    if newest is not None and newest.review == Review.CHANGES_REQUESTED:
        return Standing(
            _("We suggest a small change"),
            _("Nothing is shown until you say yes. You find the suggestion below."),
            "attention",
        )
    if words.is_waiting and contribution.is_for_everyone:
        return Standing(
            _("Your new words wait to be read"),
            _reads_by(contribution, by) + " " + _("Until then your earlier words stay shown."),
            "now",
        )
    if words.is_waiting:
        return Standing(
            _("Your words wait to be read"),
            _reads_by(contribution, by),
            "now",
        )
    if newest is not None and newest.review == Review.REJECTED and contribution.shown_revision_id != newest.pk:
        return Standing(
            _("Your words are not shown"),
            _("A person read them and could not show them as they are. The reason, and how to put it right, is below."),
            "concern",
        )
    return _read(contribution)


def _reads_by(contribution: Contribution, day: str) -> str:
    """By when a person reads words that wait; where not everything is read, only if it must be."""
    if contribution.space.moderation_mode == ModerationMode.BEFORE:
        return _("A person reads them by {day}, before anybody else.").format(day=day)
    return _("Our checks look at them. If a person must read them first, that happens by {day}.").format(day=day)


def _not_shown(contribution: Contribution) -> str:
    """The rule it is about, and that what follows from it stands below."""
    below = _("What was decided and what you can do now stands below.")
    reason = contribution.restriction_reason
    return _("The rule: %(rule)s") % {"rule": reason} + " " + below if reason else below


def _read(contribution: Contribution) -> Standing:
    if contribution.lifecycle == Lifecycle.ARCHIVED:
        return Standing(
            _("Your words are put away"), _("They are kept by the service and no longer shown to readers."), "quiet"
        )
    if contribution.is_set_aside:
        return Standing(
            _("We are checking a busy moment"),
            _(
                "Very many messages came at about the same time as yours, so we set them all aside until a person has "
                "looked. It says nothing about you, and you need do nothing."
            ),
            "now",
        )
    if contribution.is_for_members:
        if contribution.shown_review == Review.NOT_REQUIRED:
            how = how_kept_safe(contribution, contribution.space)
            return Standing(_("Your words are shown"), how + " " + _("Readers see your words now."), "good")
        return Standing(_("Your words are shown"), _("A person has read them, and readers see them now."), "good")
    return Standing(
        _("Your words are with us") if contribution.shown_review == Review.NOT_REQUIRED else _("Your words are read"),
        _("They are with the people who can act on them. They are not shown on the website, as you asked."),
        "good",
    )


def way(contribution: Contribution, page: ReceiptPage) -> WayLine:
    """The author's own way line, with days."""
    newest = page.words.newest
    sent_on = timezone.localdate(contribution.submitted_at) if contribution.submitted_at else None
    is_declined = newest is not None and newest.review == Review.REJECTED
    return own_way(
        page.way,
        contribution,
        sent_on=sent_on,
        # What its author took back waits for nobody.
        is_waiting=page.words.is_waiting and contribution.lifecycle not in {Lifecycle.WITHDRAWN, Lifecycle.ERASED},
        is_declined=is_declined,
        is_asked=newest is not None and newest.review == Review.CHANGES_REQUESTED,
        read_by=weekday(page.read_by),
    )


def decisions(found: Iterable[DecisionForAuthor]) -> list[Decided]:
    """What moderators decided, newest first, as the author reads it; a plain approval needs no words of its own."""
    shown = []
    for one in found:
        if one.outcome == Decision.Outcome.APPROVE and not one.words:
            continue
        is_open = one.open_proposal is not None
        shown.append(
            Decided(
                title=decision_title(one),
                day=timezone.localdate(one.decided_at),
                words=one.words,
                rule=one.rule,
                rules_version=one.rules_version,
                how_to_fix="" if one.is_agreed else one.how_to_fix,
                passages=one.passages,
                before=side(one.changes, Change.TAKEN_OUT) if is_open else None,
                after=side(one.changes, Change.PUT_IN) if is_open else None,
                number=one.open_proposal.number if one.open_proposal else None,
                key=str(one.key),
                law=one.law,
                is_about_shown=one.is_about_shown,
                ends=_ends(one),
                pinned_note=one.pinned_note,
                pinned_source=one.pinned_source,
                step=_step(one.step, one.step_until),
                can_be_appealed=one.can_be_appealed,
                appeal=_appeal(one.appeal),
            )
        )
    return shown


def _appeal(state: str) -> str:
    """Where an appeal stands, in a sentence."""
    return {
        "waits": _("You asked somebody else to look again. You have an answer within seven days."),
        "upheld": _("Somebody else looked again, and it stays as it was."),
        "overturned": _("Somebody else looked again and undid it. Nothing of it counts against you."),
        "varied": _("Somebody else looked again, and it is milder now."),
    }.get(state, "")


def decision_title(one: DecisionForAuthor) -> str:
    """What was decided, to the author, in a few words."""
    if one.is_interim:
        return _("Your words are hidden until a person has looked")
    return {
        Decision.Outcome.APPROVE: _("A person read your words and approved them"),
        Decision.Outcome.PROPOSE_EDIT: _("A person suggested a change"),
        Decision.Outcome.DECLINE: _("A person could not show your words as they are"),
        Decision.Outcome.LABEL: _("A note for readers stands under your words"),
        Decision.Outcome.CORRECT: _("A correction stands under your words"),
        Decision.Outcome.LIMIT: _("Nobody can reply to your words for now"),
        Decision.Outcome.COMMUNITY_ONLY: _("Your words are shown to members only"),
        Decision.Outcome.HIDE: _("Your words are hidden from readers"),
        Decision.Outcome.REMOVE: _("Readers cannot see your words any more"),
        Decision.Outcome.KEEP: _("Your words stay as they are"),
    }[Decision.Outcome(one.outcome)]


def _ends(one: DecisionForAuthor) -> str:
    if one.is_over:
        return _("This is over: it does not hold any more.")
    if one.ends_at is None:
        return ""
    if one.is_interim:
        return _(
            "Somebody reported them, and nobody has judged them yet. It ends by itself at the latest: %(when)s."
        ) % {"when": moment(one.ends_at)}
    return _("It ends by itself: %(when)s.") % {"when": moment(one.ends_at)}


def _step(step: str, until: datetime.datetime | None) -> str:
    if not step:
        return ""
    return _("%(step)s. It ends: %(when)s.") % {"step": step, "when": moment(until)} if until else f"{step}."


def measure_in_words(sanction: Sanction | None) -> list[str]:
    """What the author can do here for now, why and until when; nothing where nothing holds them back."""
    if sanction is None:
        return []
    return [_step(str(sanction.get_step_display()), sanction.until), sanction.reason]


def side(changes: Iterable[Stretch], own: Change) -> Markup:
    """One side of a comparison, with what only that side has marked."""
    mark = Markup("<del>{}</del>") if own == Change.TAKEN_OUT else Markup("<ins>{}</ins>")
    shown = [one for one in changes if one.change in {own, Change.SAME}]
    parts = [mark.format(one.text) if one.change == own else escape(one.text) for one in shown]
    return Markup("").join(parts).replace("\n", Markup("<br>"))


def answers(tellings: Iterable[Telling]) -> list[Answer]:
    """The answers an author was told of, each with what was said about it so far."""
    return [
        Answer(
            telling.pk,
            signed_response(telling.response),
            telling.verdict,
            telling.words,
            telling.reopened_at is not None and telling.settled_at is None,
        )
        for telling in tellings
    ]


def own_parts(revision: Revision | None) -> list[tuple[str, Markup]]:
    """A wording as its author wrote it, with the headings of its parts; what readers see covered is marked."""
    if revision is None:
        return []
    found, start = [], 0
    for name, text in revision.parts:
        inside = [(first - start, last - start) for first, last, _instead in revision.masks]
        inside = [(first, last) for first, last in inside if last > 0 and first < len(text)]
        html = Markup("<p>{}</p>").format(marked(text, inside)) if inside else paragraphs(text)
        found.append((_part_title(name), html))
        start += len(text) + 2 if text else 0
    return found


def shown_parts(revision: Revision | None) -> list[tuple[str, Markup]]:
    """A wording as readers see it, with the headings of its parts."""
    parts = revision.parts_for_readers if revision else []
    return [(_part_title(name), paragraphs(text)) for name, text in parts]


def _part_title(name: str) -> str:
    return "" if name == Part.WORDS or name not in Part.values else str(Part(name).label)


def covered(page: ReceiptPage) -> list[tuple[str, str]]:
    """(word, why) of what readers see covered in the newest words."""
    newest = page.words.newest
    if newest is None:
        return []
    return [
        (", ".join(dict.fromkeys(newest.text[start:end] for start, end in one.passages)), one.why)
        for one in page.masks
        if one.taken_away_at is None
    ]


def allowed(contribution: Contribution, words: OwnWords) -> list[SummaryRow]:
    """The five answers as they stand, and whether an address is kept."""
    yes, no = _("Yes"), _("No")
    rows = [
        SummaryRow(str(purpose.label), yes if getattr(contribution, f"may_{purpose.value}") else no)
        for purpose in Purpose
    ]
    kept = _("We have one, locked away") if words.has_address else _("We have none")
    return [*rows, SummaryRow(_("E-mail address"), kept)]


def name_of(contribution: Contribution) -> str:
    """What the words are, for headings."""
    return _("Your reply") if contribution.kind == Kind.COMMENT else _("Your story")
