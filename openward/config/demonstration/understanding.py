# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""What the researcher makes of the stories: a codebook, marked passages, themes."""

import dataclasses
from collections.abc import Sequence

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.voices_heard import Heard
from openward.contributions.models import Lifecycle
from openward.themes.actions.codebooks import define_code, group_code, make_codebook
from openward.themes.actions.codings import code_passage
from openward.themes.actions.themes import name_theme, show_theme
from openward.themes.models import Code, Theme

# Key, name, definition, example: never a contributor's own words.
CODES = (
    ("DELAY", "Not told about a delay", "People wait and nobody says that it will be longer, how long, or why.", "“Nobody told us what was going on.”"),
    ("WAIT", "A long wait", "How long people waited, whether or not they were told.", "“We were there for two hours.”"),
    ("INFORMED", "Told about a delay", "Somebody, or a board, says how long it will be, or why.", "“The nurse told us it would be an hour.”"),
    ("KIND", "Kindness", "Somebody did more than they had to, or did it warmly.", "“He sat with her until she slept.”"),
    ("LETTER", "Letter late, wrong or missing", "The letter came too late, said something wrong, or did not come.", "“The letter came the day after.”"),
    ("PHONE", "Hard to reach by telephone", "Nobody answers, or only after a long time.", "“I gave up after half an hour.”"),
    ("PARK", "Parking", "What parking costs, and trouble with the machines.", "“The ticket cost more than lunch.”"),
    ("ROOM", "The waiting room", "Chairs, space, noise, toys, tea.", "“The chairs are too low.”"),
    ("ACCESS", "Access and language", "Interpreters, large print, hearing, sight.", "“There was no interpreter.”"),
)  # fmt: skip

DELAYS = "delays"
LETTERS = "letters"
PARKING = "parking"
KINDNESS = "kindness"


@dataclasses.dataclass(slots=True)
class Understood:
    """Codes and themes by their key here."""

    codes: dict[str, Code] = dataclasses.field(default_factory=dict)
    themes: dict[str, Theme] = dataclasses.field(default_factory=dict)

    def theme(self, key: str) -> Theme:
        return Theme.objects.select_related("engagement__organisation").get(pk=self.themes[key].pk)


def understand(riverbend: Riverbend, timeline: Timeline, told: Sequence[Heard]) -> Understood:
    """Put codebook, codings and themes on the timeline."""
    found = Understood()
    timeline.on(350, 10, lambda: _write_codebook(riverbend, found))
    for heard in told:
        if heard.voice.passages():
            days = min(max(heard.voice.days - 3, 0), 349)
            timeline.on(days, 14.5, lambda heard=heard: _code(riverbend, found, heard))  # type: ignore[misc]
    for days, key, name, sentence, codes in (
        (309, DELAYS, "Nobody says how long it will be", "People can bear a wait. What they cannot bear is not being told.", ("DELAY", "WAIT")),
        (88, LETTERS, "Letters come late, or say the wrong thing", "People miss appointments, or come twice, because of the letter.", ("LETTER", "PHONE")),
        (18, KINDNESS, "Kindness is noticed", "People write down small things that somebody did, and remember them for years.", ("KIND", "INFORMED")),
        (17, PARKING, "Parking costs too much", "For people who come often, parking is a price on being ill.", ("PARK",)),
    ):  # fmt: skip
        timeline.on(
            days, 11, lambda k=key, n=name, s=sentence, c=codes: _name_theme(riverbend, found, k, n, s, c)  # type: ignore[misc]
        )
    return found


def _write_codebook(riverbend: Riverbend, found: Understood) -> None:
    coder = riverbend.actor("coder")
    codebook = make_codebook(engagement=riverbend.open_engagement(), name="Waiting in outpatients", by=coder)
    for key, name, definition, example in CODES:
        found.codes[key] = define_code(
            codebook=codebook, name=name, definition=definition, example=example, by=coder
        )


def _name_theme(riverbend: Riverbend, found: Understood, key: str, name: str, sentence: str, codes: Sequence[str]) -> None:
    coder = riverbend.actor("coder")
    theme = name_theme(engagement=riverbend.open_engagement(), name=name, sentence=sentence, by=coder)
    for code in codes:
        group_code(code=Code.objects.get(pk=found.codes[code].pk), theme=theme, by=coder)
    show_theme(theme=theme, by=riverbend.actor("lead"))
    found.themes[key] = theme


def _code(riverbend: Riverbend, found: Understood, heard: Heard) -> None:
    contribution = heard.known()
    revision = contribution.shown_revision
    if revision is None or contribution.lifecycle not in {Lifecycle.SUBMITTED, Lifecycle.PUBLISHED}:
        return
    for key, words in heard.voice.passages():
        start = revision.text.find(words)
        if start >= 0:
            code = Code.objects.select_related("codebook").get(pk=found.codes[key].pk)
            code_passage(
                contribution=contribution,
                revision=revision,
                start=start,
                end=start + len(words),
                codes=[code],
                by=riverbend.actor("coder"),
            )
