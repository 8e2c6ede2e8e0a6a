"""Words that Riverbend Health watches for: three that count, and one on trial."""

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.timeline import Timeline
from openward.safety.actions.watched import add_phrases, arm_phrase, try_phrase

PHRASES = (
    ("blue badge|badges ..3 sell|selling|buy", "hold", "Blue badges are not for sale."),
    ("dump|tip|pigsty", "nudge", "The people who work here read this. What was wrong with the place?"),
    ("muppet|muppets|clown|clowns", "mask", "It hurts the people who work here. You can say what they did."),
    ("switchboard", "route", "The telephone team would like to hear of it quickly."),
)
"""The last one is on trial."""


def watch_words(riverbend: Riverbend, timeline: Timeline) -> None:
    """Put the list, its trials and the arming on the timeline."""
    timeline.on(40, 11, lambda: _begin(riverbend))


def _begin(riverbend: Riverbend) -> None:
    moderator = riverbend.actor("moderator")
    listed = add_phrases(organisation=riverbend.cast.organisation, rows=PHRASES, by=moderator)
    for phrase in listed:
        try_phrase(phrase=phrase, days=30, by=moderator)
    for phrase in listed[:-1]:
        arm_phrase(phrase=phrase, by=moderator)
