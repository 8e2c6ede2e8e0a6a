"""An organisation's watched words, and the words they are tried on."""

import datetime

from django.db.models import Exists, OuterRef

from openward.contributions.models import Contribution, Mask, Revision
from openward.methods.screening import Effect, Watched, WatchedWords
from openward.people.models import Organisation
from openward.safety.models import WatchedPhrase

MOST_TRIED = 20_000
"""A trial looks at so many texts at most, the newest."""


def phrases_of(organisation: Organisation) -> list[WatchedPhrase]:
    """The organisation's list, whatever the state."""
    return list(WatchedPhrase.objects.filter(organisation=organisation))


def past_texts(organisation: Organisation, since: datetime.datetime) -> list[str]:
    """What people sent in the organisation's spaces since then, newest first."""
    found = Revision.objects.filter(
        contribution__space__organisation=organisation,
        written_by=Revision.WrittenBy.AUTHOR,
        created_at__gte=since,
    )
    return list(found.order_by("-created_at").values_list("text", flat=True)[:MOST_TRIED])


MOST_COVERED = 50


def texts_covering(phrase: WatchedPhrase) -> list[Contribution]:
    """The newest shown texts in which readers see a mask in the place of a phrase now."""
    if phrase.state != WatchedPhrase.State.ARMED:
        return []
    standing = Mask.objects.filter(
        revision=OuterRef("shown_revision"), word_key=phrase.pk, taken_away_at__isnull=True
    )
    found = Contribution.objects.with_words().filter(
        Exists(standing), space__organisation=phrase.organisation_id, is_for_staff=True
    )
    return list(found.order_by("-submitted_at")[:MOST_COVERED])


def found_in(phrases: list[WatchedPhrase], text: str) -> list[tuple[int, int, Effect]]:
    """(start, end, effect) of each phrase in a text, on trial or armed: for the test box."""
    listed = WatchedWords(Watched(one.phrase, Effect(one.effect), one.why) for one in phrases)
    return [(start, end, one.effect) for start, end, one in listed.find(text)]
