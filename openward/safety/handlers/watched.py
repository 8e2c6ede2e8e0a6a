"""A masked word was armed or put off: readers see words accordingly."""

import uuid

from openward.people.access import SYSTEM
from openward.safety.actions.watched import settle_phrase
from openward.safety.events.watched import PhraseArmed, PhrasePutOff
from openward.safety.models import WatchedPhrase


def on_masked_word_changed(fact: PhraseArmed | PhrasePutOff, *, fact_id: int) -> None:
    """Work out what readers see now, wherever the word was covered before. It is the same however often it is done."""
    masked = WatchedPhrase.objects.filter(effect=WatchedPhrase.Effect.MASK, organisation=uuid.UUID(fact.key))
    for phrase in masked.filter(phrase=fact.phrase).select_related("organisation"):
        settle_phrase(phrase=phrase, by=SYSTEM)
