"""What making sense does when contributions change: find coded passages again, and count anew.

Quotes need no handler: they are read from the shown wording with its consent each time, so words that are taken back
are gone from every page at once. Counts follow as soon as the worker hears of it.
"""

from openward.contributions.events import (
    ContributionErased,
    ContributionPublished,
    ContributionWithdrawn,
    EditAccepted,
    HoldPlaced,
    HoldReleased,
    RestrictionLifted,
    RestrictionPlaced,
    ReviewMoved,
    WordsCountAgain,
    WordsSetAside,
)
from openward.contributions.models import Contribution, Review
from openward.contributions.models.axes import READ_AND_FINE
from openward.people.access import SYSTEM
from openward.people.events import ConsentSaid
from openward.spaces.models import Space
from openward.themes.actions.codings import move_excerpts
from openward.themes.actions.counts import count_after_change, count_engagement
from openward.themes.models import Coding

Changed = ContributionWithdrawn | HoldPlaced | HoldReleased | RestrictionLifted | RestrictionPlaced


def on_review_moved(fact: ReviewMoved, *, fact_id: int) -> None:
    """A wording was approved: it may be another one than the one that was coded. Or an approval was taken back: then
    nobody reads the words, and a count that still held them could be one person too large to be shown."""
    if fact.after == Review.APPROVED:
        _follow(fact.key)
    elif fact.before in READ_AND_FINE:
        _count(fact.key)


def on_edit_accepted(fact: EditAccepted, *, fact_id: int) -> None:
    """The author agreed to a moderator's wording."""
    _follow(fact.key)


def on_contribution_changed(fact: Changed, *, fact_id: int) -> None:
    """What is read changed, and so do the counts."""
    _count(fact.key)


def on_consent_said(fact: ConsentSaid | ContributionPublished, *, fact_id: int) -> None:
    """Words that were coded may be quoted now, or no longer."""
    if Coding.objects.filter(contribution_id=fact.key).exists():
        _count(fact.key)


def on_contribution_erased(fact: ContributionErased, *, fact_id: int) -> None:
    """Its codings and its month went with the words, so nothing tells what it counted in: count everything."""
    count_engagement(engagement_id=Space.objects.values_list("engagement_id", flat=True).get(pk=fact.space_key))


def on_words_set_aside(fact: WordsSetAside | WordsCountAgain, *, fact_id: int) -> None:
    """Many at once: all counts of the engagement are made anew."""
    count_engagement(engagement_id=Space.objects.values_list("engagement_id", flat=True).get(pk=fact.key))


def _follow(key: str) -> None:
    move_excerpts(contribution=Contribution.objects.get(pk=key), by=SYSTEM)
    _count(key)


def _count(key: str) -> None:
    contribution = Contribution.objects.select_related("space").get(pk=key)
    count_after_change(contribution=contribution, engagement_id=contribution.space.engagement_id)
