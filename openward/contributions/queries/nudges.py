"""The words at which authors are asked to look again."""

import functools
import uuid

from openward.contributions.models import Nudge
from openward.methods.screening import Effect, Watched, WatchedWords, default_watched_words


def nudges_for(organisation_id: uuid.UUID) -> WatchedWords:
    """An organisation's own phrases with the few that come with Openward; these have no reason of their own."""
    own = Nudge.objects.filter(organisation=organisation_id).order_by("key")
    return _prepared(tuple(own.values_list("phrase", "why", "is_masked")))


@functools.lru_cache(maxsize=64)
def _prepared(rows: tuple[tuple[str, str, bool], ...]) -> WatchedWords:
    usual = (Watched(one.phrase, one.effect, "") for one in default_watched_words().listed)
    own = (Watched(phrase, Effect.MASK if is_masked else Effect.NUDGE, why) for phrase, why, is_masked in rows)
    return WatchedWords([*usual, *own])
