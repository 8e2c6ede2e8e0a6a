"""The words that an organisation covers, and what is covered in a wording."""

import functools
import uuid

from openward.contributions.models import Mask, Nudge, Revision
from openward.methods.screening import Effect, Watched, WatchedWords


def masked_words_of(organisation_id: uuid.UUID) -> tuple[WatchedWords, dict[str, uuid.UUID]]:
    """The words that an organisation covers for readers, and the key of each by its phrase."""
    rows = Nudge.objects.filter(organisation=organisation_id, is_masked=True).order_by("key")
    return _prepared(tuple(rows.values_list("key", "phrase", "why")))


@functools.lru_cache(maxsize=64)
def _prepared(rows: tuple[tuple[uuid.UUID, str, str], ...]) -> tuple[WatchedWords, dict[str, uuid.UUID]]:
    words = WatchedWords(Watched(phrase, Effect.MASK, why) for _key, phrase, why in rows)
    return words, {phrase: key for key, phrase, _why in rows}


def masks_on(revision: Revision | None) -> list[Mask]:
    """Every watched word that was found in a wording and is watched for now, covered or shown again."""
    if revision is None:
        return []
    watched_for = Nudge.objects.filter(is_masked=True).values("key")
    return list(Mask.objects.filter(revision=revision, word_key__in=watched_for))
