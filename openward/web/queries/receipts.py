"""What an author's private page joins: the words, what was decided, the way, and the answers."""

import dataclasses
import datetime

from django.utils import timezone

from openward.contributions.models import Contribution, Mask
from openward.contributions.queries.masks import masks_on
from openward.contributions.queries.receipts import OwnWords, own_words
from openward.responses.models import Telling
from openward.responses.queries import tellings_of
from openward.safety.models import CrisisStep, Sanction
from openward.safety.queries.crisis import messages_to_author
from openward.safety.queries.measures import sanction_on
from openward.safety.queries.readings import DecisionForAuthor, decisions_for_author, promised_on
from openward.web.queries.ways import Way, ways_of


@dataclasses.dataclass(frozen=True, slots=True)
class ReceiptPage:
    words: OwnWords
    decisions: list[DecisionForAuthor]
    tellings: list[Telling]
    way: Way
    read_by: datetime.date | None
    """The day by which a person reads the newest words, while they wait."""
    sanction: Sanction | None
    """What holds the author back in this space, if anything."""
    messages: list[CrisisStep]
    """What the team wrote to the author because somebody may be in danger, newest first."""
    masks: list[Mask]
    """The watched words in the newest wording: what readers see covered, and why."""


def receipt_page(contribution: Contribution) -> ReceiptPage:
    """Everything an author sees, in at most twelve queries."""
    words = own_words(contribution)
    read_by = None
    if words.newest is not None and words.is_waiting:
        read_by = promised_on(timezone.localdate(words.newest.created_at), contribution.space.reading_days)
    return ReceiptPage(
        words,
        decisions_for_author(contribution),
        list(tellings_of(contribution)),
        ways_of([contribution.pk], with_work=True)[contribution.pk],
        read_by,
        sanction_on(contribution.author_id),
        messages_to_author(contribution),
        masks_on(words.newest if words.newest and words.newest.masks else None),
    )
