"""One item with everything that lies beside it."""

import dataclasses
import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from openward.contributions.models import Contribution, Feeling, Revision
from openward.design.shapes import Tag
from openward.design.wording import listed
from openward.kit.text import with_numbers_to_call
from openward.people.models import Account
from openward.safety.models import Case, Decision, Note
from openward.safety.presenters.care import fold_words
from openward.safety.presenters.criticality import HowGrave, how_grave
from openward.safety.presenters.decisions import PastDecision, ShownNote, past_decision, shown_notes
from openward.safety.presenters.queue import (
    kind_in_words,
    promise_in_words,
    severity_in_words,
    tags_of,
    waited_for,
    where_and_when,
)
from openward.safety.presenters.screening import Checked
from openward.safety.presenters.words import ShownWords, shown_words
from openward.safety.queries.care import severe_reading
from openward.safety.queries.readings import AuthorHistory, promised_on
from openward.spaces.models import HouseRule, Space


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """One item with everything that lies beside it.

    `is_mine`: in the reader's hands; `is_elsewhere`: in a colleague's; neither: free, or nothing waits (no `revision`).
    """

    contribution: Contribution
    revision: Revision | None
    kept: Revision | None
    """The wording on the desk, also when nothing about it waits."""
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
    is_open: bool
    """Folded words that open by themselves, because the moderator chose so."""
    fold_words: str
    rules: list[HouseRule]
    history: str
    notes: list[ShownNote]
    decisions: list[PastDecision]
    record: str = ""
    is_decided: bool = False
    checked: Checked | None = None

    @property
    def space(self) -> Space:
        return self.contribution.space

    @property
    def lead(self) -> Account | None:
        return self.space.safeguarding_lead

    @property
    def grave(self) -> HowGrave:
        return how_grave(self.contribution)

    @property
    def numbers_to_call(self) -> Markup:
        return with_numbers_to_call(self.space.organisation.emergency_text)

    @property
    def rule_href(self) -> str:
        """Where a rule leads that the words break, without its number; empty for those who do not decide now."""
        return f"{reverse('case_decline', args=[self.contribution.pk])}?rule=" if self.is_mine else ""

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
    topics: Sequence[str] = (),
    folds: bool = True,
    is_in_crisis: bool = False,
) -> Desk:
    """The desk of one moderator for one contribution."""
    now = timezone.now()
    kept = revision or newest
    is_mine = case is not None and case.state == Case.State.CLAIMED and case.claimed_by_id == reader.pk
    is_leased = case is not None and case.is_leased(now)
    due = promised_on(timezone.localdate(revision.created_at), contribution.space.reading_days) if revision else None
    is_late = due is not None and due < timezone.localdate() and not is_in_crisis
    return Desk(
        contribution=contribution,
        revision=revision,
        kept=kept,
        words=shown_words(kept) if kept else None,
        version=case.version if case else 0,
        is_mine=is_mine and revision is not None,
        is_elsewhere=is_leased and not is_mine,
        until=case.claimed_until if case and is_leased else None,
        title=kind_in_words(contribution),
        about=where_and_when(contribution),
        waited=waited_for(revision.created_at, now) if revision else "",
        promised=promise_in_words(due, is_in_crisis=is_in_crisis) if due else "",
        tags=tuple(tags_of(contribution, is_late=is_late)) if revision else (),
        is_folded=severe_reading(contribution, topics),
        is_open=not folds,
        fold_words=fold_words(severity_in_words(contribution.urgency), topics),
        rules=rules,
        history=history_in_words(history),
        notes=shown_notes(notes, reader),
        decisions=[past_decision(item, contribution, reader) for item in decisions],
    )


def history_in_words(history: AuthorHistory) -> str:
    """What else the author sent in this space, in a sentence or two."""
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
