"""Watched words: put on the list, tried on past words, armed, put off. Nothing is armed that was not tried."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.masks import mask_unshown, settle_word, wait_for_older_lists
from openward.contributions.actions.nudges import nudge_at, nudge_no_more
from openward.ledger.actions import record
from openward.methods.screening import Effect, Watched, WatchedWords
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.safety.events.watched import PhraseAdded, PhraseArmed, PhrasePutOff, PhraseSettled, PhraseTried
from openward.safety.models import WatchedPhrase
from openward.safety.queries.watched import past_texts

State = WatchedPhrase.State


class NotTried(Exception):
    """The phrase was not tried on past words yet; nothing was changed."""


@transaction.atomic
def add_phrases(*, organisation: Organisation, rows: Iterable[tuple[str, str, str]], by: Actor) -> list[WatchedPhrase]:
    """Put (phrase, effect, why) on the list, each on trial. What is on the list already stays as it is.

    Raises UnusablePhraseError for a phrase that cannot be looked for; nothing is added then.
    """
    added = []
    for phrase, effect, why in rows:
        WatchedWords([Watched(phrase, Effect(effect), why)])
        row, is_new = WatchedPhrase.objects.get_or_create(
            organisation=organisation,
            phrase=phrase,
            defaults={"effect": effect, "why": why, "written_by": by.account},
        )
        if is_new:
            record(PhraseAdded(**_keys(row)), by=by)
            added.append(row)
    return added


@transaction.atomic
def try_phrase(*, phrase: WatchedPhrase, days: int, by: Actor) -> WatchedPhrase:
    """Count in how many texts of the last days the phrase stands, and keep that. It changes nothing for anybody."""
    now = timezone.now()
    current = WatchedPhrase.objects.select_for_update().get(pk=phrase.pk)
    looked_for = WatchedWords([Watched(current.phrase, Effect(current.effect), current.why)])
    texts = past_texts(current.organisation, now - datetime.timedelta(days=days))
    current.tried_days, current.tried_on, current.tried_at = days, len(texts), now
    current.tried_found = sum(bool(looked_for.find(text)) for text in texts)
    current.save(update_fields=["tried_days", "tried_on", "tried_found", "tried_at"])
    record(PhraseTried(**_keys(current), day_count=days, text_count=len(texts), found=current.tried_found), by=by)
    return current


@transaction.atomic
def arm_phrase(*, phrase: WatchedPhrase, by: Actor) -> None:
    """Let the phrase count from now on. Raises NotTried before a trial."""
    current = WatchedPhrase.objects.select_for_update().get(pk=phrase.pk)
    if current.tried_at is None:
        raise NotTried
    if current.state == State.ARMED:
        return
    current.state, current.armed_by, current.armed_at = State.ARMED, by.account, timezone.now()
    current.save(update_fields=["state", "armed_by", "armed_at"])
    is_masked = current.effect == WatchedPhrase.Effect.MASK
    if is_masked or current.effect == WatchedPhrase.Effect.NUDGE:
        nudge_at(
            key=current.pk,
            organisation=current.organisation,
            phrase=current.phrase,
            why=current.why,
            is_masked=is_masked,
        )
    record(PhraseArmed(**_keys(current)), by=by)


@transaction.atomic
def put_off_phrase(*, phrase: WatchedPhrase, by: Actor) -> None:
    """Stop watching for a phrase; it stays on the list, with its trial."""
    changed = WatchedPhrase.objects.filter(pk=phrase.pk).exclude(state=State.OFF).update(state=State.OFF)
    if changed:
        nudge_no_more(key=phrase.pk)
        record(PhrasePutOff(**_keys(phrase)), by=by)


@transaction.atomic
def settle_phrase(*, phrase: WatchedPhrase, by: Actor) -> None:
    """Cover a phrase that is armed, in every text that was never shown and in those in which it was covered
    before; show one that is put off. Nothing of what a moderator decided about single texts is lost."""
    wait_for_older_lists(phrase.organisation_id)
    if phrase.state == WatchedPhrase.State.ARMED:
        mask_unshown(phrase.organisation_id)
    found = settle_word(phrase.pk)
    if found:
        record(PhraseSettled(**_keys(phrase), found=found), by=by)


def _keys(phrase: WatchedPhrase) -> dict[str, str]:
    key = str(phrase.organisation_id)
    return {"key": key, "organisation_key": key, "phrase": phrase.phrase}
