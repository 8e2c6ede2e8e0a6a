"""An organisation's watched words, and the words they are tried on."""

import datetime

from openward.contributions.models import Revision
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


def found_in(phrases: list[WatchedPhrase], text: str) -> list[tuple[int, int, str]]:
    """(start, end, phrase) of each phrase in a text, on trial or armed: for the test box."""
    listed = WatchedWords(Watched(one.phrase, Effect(one.effect), one.why) for one in phrases)
    return [(start, end, one.phrase) for start, end, one in listed.find(text)]
