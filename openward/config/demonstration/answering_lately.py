# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""Answers to single stories: a grave one that a lead reads first, small ones that a colleague reads, and the first
that goes out at once, because whoever writes it has shown ten."""

from openward.config.demonstration.answering import EVERY_AREA, SIGNED
from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.voices_heard import Heard
from openward.responses.actions import ask_for_check, check_claim, draft_response, show_response
from openward.responses.models import Response
from openward.safety.actions.criticality import set_criticality
from openward.safety.models import Level

GRAVE = "red wristband"
GRAVE_WORDS = (
    "I am sorry. Your mother wore the band so that this could not happen, and it did.\n\n"
    "Our chief pharmacist and the nurse in charge of the ward are finding out how it came about. They ring you this week, "
    "unless you tell the desk that you would rather not. What they find is told to you first, and then here.\n\n"
    "If her skin flares up again, call the ward at any hour. The patient advice service can stand by you: ask at any desk."
)
SMALL = (
    (19, "Everything was as it should be", Level.PRAISE, "Thank you for saying so. I read it out to the whole team in the morning, and it made their day. We hear less of what goes well than you would think."),
    (17, "The porter asked about my grandchildren", Level.PRAISE, "Thank you. The head porter knows who it was from the day you came, and gave him your words. He says hello to the grandchildren."),
    (15, "nine days", Level.PRAISE, "Thank you for telling us, and all the best to your father. Your words hang in the staff room, where the night shift reads them."),
    (11, "two people were before me", Level.SMALL, "Thank you. It was a patient who asked for that line on the board. It is good to hear that it helps."),
    (7, "The young man who cleans the ward" , Level.PRAISE, "Thank you. He has your words now. He asks that your gran tells him a joke the next time."),
)  # fmt: skip
AT_ONCE = (1, "I nearly framed it", Level.SMALL, "Thank you for telling us. So it can be done, and I showed your words to the people who send the letters. Should the next one come late, please tell us that as well.")  # fmt: skip


def answer_lately(riverbend: Riverbend, timeline: Timeline, told: list[Heard]) -> None:
    """Put the answers on the timeline."""
    _grave(riverbend, timeline, _about(told, GRAVE))
    for days, said, level, words in SMALL:
        heard = _about(told, said)
        days = min(days, heard.voice.days - 2)
        _rated(riverbend, timeline, heard, level, days)
        timeline.on(days, 14.2, lambda heard=heard, words=words: _read_first(riverbend, heard, words))  # type: ignore[misc]
    days, said, level, words = AT_ONCE
    heard = _about(told, said)
    _rated(riverbend, timeline, heard, level, days)
    timeline.on(days, 14.2, lambda: show_response(
        response=_written(riverbend, heard, words), by=riverbend.actor("responder")
    ))  # fmt: skip


def _about(told: list[Heard], said: str) -> Heard:
    return next(heard for heard in told if said in heard.voice.happened)


def _rated(riverbend: Riverbend, timeline: Timeline, heard: Heard, level: Level, days: int) -> None:
    """A moderator says how grave the words are."""
    timeline.on(
        days, 10.5, lambda: set_criticality(contribution=heard.known(), level=level, by=riverbend.actor("moderator"))
    )


def _grave(riverbend: Riverbend, timeline: Timeline, heard: Heard) -> None:
    held: list[Response] = []

    def ask() -> None:
        held.append(_written(riverbend, heard, GRAVE_WORDS, status="deciding"))
        ask_for_check(response=held[0], by=riverbend.actor("responder"))

    _rated(riverbend, timeline, heard, Level.HARM, heard.voice.days - 1)
    timeline.on(heard.voice.days - 2, 9.3, ask)
    timeline.on(heard.voice.days - 2, 11.6, lambda: check_claim(response=held[0], by=riverbend.actor("lead")))


def _read_first(riverbend: Riverbend, heard: Heard, words: str) -> None:
    response = _written(riverbend, heard, words)
    ask_for_check(response=response, by=riverbend.actor("responder"))
    check_claim(response=response, by=riverbend.actor("director"))


def _written(riverbend: Riverbend, heard: Heard, words: str, *, status: str = "heard") -> Response:
    return draft_response(
        contribution=heard.known(),
        status=status,
        words=words,
        areas_covered=EVERY_AREA,
        by=riverbend.actor("responder"),
        **SIGNED,
    )
