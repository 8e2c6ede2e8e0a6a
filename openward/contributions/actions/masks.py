"""Covering watched words for readers. The words stay as their author wrote them, and so does their hash.

These are parts of other actions, never actions by themselves: the fact is recorded there.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value
from django.utils.translation import gettext, override

from openward.contributions.models import Contribution, Mask, Nudge, Review, Revision
from openward.contributions.queries.masks import masked_words_of
from openward.methods.masks import masked, masks_of
from openward.methods.screening import VERSION

SEARCH_LANGUAGES = {"en-gb": "english", "en": "english"}
SETTLED_AT_ONCE = 200
_LIST_LOCK = 7_242
SHOWABLE = (Review.APPROVED, Review.NOT_REQUIRED)


def mask_wordings(revisions: Iterable[Revision], *, organisation_id: uuid.UUID) -> list[Revision]:
    """Find what the organisation covers in wordings that are new, and cover it before anybody can read them. Returns
    those in which something was found."""
    _hold_to_the_list(organisation_id)
    words, keys = masked_words_of(organisation_id)
    if not len(words):
        return []
    made, touched = [], []
    for revision in revisions:
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        whys = {}
        for start, end, watched in words.find(revision.text):
            places[watched.phrase].append((start, end))
            whys[watched.phrase] = watched.why
        made += [
            Mask(
                revision=revision,
                word_key=keys[phrase],
                why=whys[phrase],
                passages=found,
                pipeline_version=VERSION,
            )
            for phrase, found in places.items()
        ]
        if places:
            touched.append(revision)
    # What was found in a wording before, and perhaps taken away by a moderator since, stays as it is.
    Mask.objects.bulk_create(made, ignore_conflicts=True)
    settle_masks([revision.pk for revision in touched])
    for revision in touched:
        revision.refresh_from_db(fields=["masks", "masked_text"])
    return touched


def wait_for_older_lists(organisation_id: uuid.UUID) -> None:
    """Come back when every wording that was written by an older list of covered words is there to be seen. Whoever
    works out anew what readers see would miss it otherwise, and nobody would look at it again."""
    with connection.cursor() as cursor:
        # Given back at once: what is written from now on goes by the new list, and waits for nothing else.
        cursor.execute("select pg_advisory_lock(hashtextextended(%s, %s))", [str(organisation_id), _LIST_LOCK])
        cursor.execute("select pg_advisory_unlock(hashtextextended(%s, %s))", [str(organisation_id), _LIST_LOCK])


def _hold_to_the_list(organisation_id: uuid.UUID) -> None:
    """Keep a sign, until the transaction ends, that wordings are written by the list as it is. Many writers hold it
    at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock_shared(hashtextextended(%s, %s))", [str(organisation_id), _LIST_LOCK]
        )


def mask_unshown(organisation_id: uuid.UUID) -> None:
    """Cover watched words also in wordings that were sent before and were never shown: should they be shown later,
    by then everybody expects the word to be covered."""
    unshown = Revision.objects.filter(contribution__space__organisation=organisation_id)
    ids = list(unshown.exclude(review__in=SHOWABLE).order_by("pk").values_list("pk", flat=True))
    for place in range(0, len(ids), SETTLED_AT_ONCE):
        some = Revision.objects.filter(pk__in=ids[place : place + SETTLED_AT_ONCE])
        mask_wordings(some.select_related("contribution"), organisation_id=organisation_id)


@transaction.atomic
def settle_masks(revision_ids: Sequence[int]) -> None:
    """Work out anew what readers see of wordings, and what search finds of those that are shown."""
    # The contribution before its wordings, as all actions lock them: whoever decides about one now never meets this
    # half way, each with the row that the other waits for.
    said = Revision.objects.filter(pk__in=revision_ids).values("contribution")
    list(Contribution.objects.select_for_update(of=("self",)).filter(pk__in=said).order_by("pk").values_list("pk"))
    locked = Revision.objects.select_for_update(of=("self",)).filter(pk__in=revision_ids).order_by("pk")
    standing: dict[int, list[tuple[int, int]]] = defaultdict(list)
    watched_for = Nudge.objects.filter(is_masked=True).values("key")
    masks = Mask.objects.filter(revision__in=revision_ids, taken_away_at__isnull=True, word_key__in=watched_for)
    revisions = list(locked.select_related("contribution"))
    for revision_id, passages in masks.values_list("revision", "passages"):
        standing[revision_id] += [(start, end) for start, end in passages]
    for revision in revisions:
        found = masks_of(revision.text, standing[revision.pk], _instead(revision.contribution.language))
        revision.masks = [list(one) for one in found]
        revision.masked_text = masked(revision.text, found) if found else None
        revision.save(update_fields=["masks", "masked_text"])
        if revision.contribution.shown_revision_id == revision.pk:
            index_words(revision.contribution, revision)


def settle_word(word_key: uuid.UUID) -> int:
    """The same for every wording in which a watched word was found; how many there are."""
    ids = list(Mask.objects.filter(word_key=word_key).order_by("revision").values_list("revision", flat=True))
    for place in range(0, len(ids), SETTLED_AT_ONCE):
        settle_masks(ids[place : place + SETTLED_AT_ONCE])
    return len(ids)


def index_words(contribution: Contribution, revision: Revision) -> None:
    """Let search find a contribution by what readers see of a wording."""
    configuration = SEARCH_LANGUAGES.get(contribution.language, "simple")
    Contribution.objects.filter(pk=contribution.pk).update(
        search=SearchVector(Value(revision.words_for_search), config=configuration)
    )


def _instead(language: str) -> str:
    """What stands in the place of a covered word, in the language of the words around it. Plain words: a screen
    reader says them, and feeds, letters and files can carry them."""
    with override(language):
        return gettext("[hidden word]")
