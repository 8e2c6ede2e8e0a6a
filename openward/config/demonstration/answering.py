# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""What Riverbend answers, who is told, and what they say to it."""

from typing import Any

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.improving import Improved
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.understanding import DELAYS, LETTERS, PARKING, Understood
from openward.config.demonstration.voices_heard import Heard
from openward.improvements.models import Improvement, Measure
from openward.people.access import persona_actor
from openward.responses.actions import (
    Claim,
    answer_telling,
    ask_for_check,
    check_claim,
    draft_response,
    reopen_telling,
    reword_response,
    send_back_claim,
)
from openward.responses.models import Area, Response, Telling

SIGNED: dict[str, Any] = {"signed_name": "Daniel Cho", "signed_role": "Service manager, outpatients"}
EVERY_AREA = tuple(Area.values)

DID_WORDS = (
    "I run the outpatient clinics. The researcher who reads your stories for us showed me yours, together with "
    "what others wrote about waiting.\n\n"
    "Thank you for writing it down. I am sorry that you sat there not knowing. You told us that the worst of a wait is "
    "not being told, and you were right.\n\n"
    "Every clinic now has a board that the nurses change themselves. If you cannot see it, the desk comes and tells "
    "you. It still goes wrong sometimes: please tell us when it does.\n\n"
    "If a wait ever made you ill or cost you treatment, the patient advice service will help: ask at any desk."
)

# What the first people who were told said to it, in the order in which they had written.
VERDICTS = (
    ("yes", ""),
    ("yes", "I was there last week and it was just as you say."),
    ("partly", "The board is good. There is still no corner for people who get frightened."),
    ("yes", ""),
    ("no", "Clinic F had no board on Tuesday. I asked and nobody knew of one."),
    ("yes", "My daughter read it out to me. Thank you."),
    ("partly", ""),
    ("yes", ""),
)


def answer(riverbend: Riverbend, timeline: Timeline, told: list[Heard], understood: Understood, improved: Improved) -> None:
    """Put the answers, and what people say to them, on the timeline."""
    held: dict[str, Response] = {}
    timeline.on(42, 11, lambda: _claim(riverbend, timeline, understood, improved, held))
    timeline.on(41, 9, lambda: send_back_claim(
        response=_now(held, DELAYS),
        reason="Since when exactly, and in all clinics? Please say both.",
        by=riverbend.actor("director"),
    ))  # fmt: skip
    timeline.on(40, 14, lambda: _reword(riverbend, timeline, improved, held))
    timeline.on(39, 10, lambda: check_claim(response=_now(held, DELAYS), by=riverbend.actor("director")))
    for number in range(len(VERDICTS)):
        timeline.on(38 - 3 * number, 20, lambda number=number: _say(held, number))  # type: ignore[misc]
    timeline.on(24, 21, lambda: _reopen(held))
    timeline.on(10, 12, lambda: _promise(riverbend, timeline, understood))
    timeline.on(8, 12, lambda: _refuse(riverbend, understood))
    timeline.on(2, 15, lambda: _answer_one(riverbend, told))
    timeline.on(1, 16, lambda: _draft(riverbend, told))


def _read_and_shown(riverbend: Riverbend, response: Response) -> None:
    """A colleague reads the answer first, as always until somebody has shown ten."""
    ask_for_check(response=response, by=riverbend.actor("responder"))
    check_claim(response=response, by=riverbend.actor("director"))


def _now(held: dict[str, Response], key: str) -> Response:
    return Response.objects.get(pk=held[key].pk)


def _claim_of(timeline: Timeline, improved: Improved, *, is_exact: bool) -> Claim:
    assert improved.board is not None
    assert improved.told is not None
    return Claim(
        what_changed="All seven outpatient clinics have a board with the wait on it, changed at least every half hour."
        if is_exact
        else "Outpatients has boards with the wait on them.",
        since_on=timeline.day(190),
        how_we_know="Each month 100 people are asked when they leave. Before the boards a third had been told how long "
        "they would wait; since then three in four.",
        improvement=Improvement.objects.get(pk=improved.board.pk),
        measure=Measure.objects.get(pk=improved.told.pk),
    )


def _claim(
    riverbend: Riverbend, timeline: Timeline, understood: Understood, improved: Improved, held: dict[str, Response]
) -> None:
    responder = riverbend.actor("responder")
    held[DELAYS] = draft_response(
        theme=understood.theme(DELAYS),
        status="did",
        words=DID_WORDS,
        areas_covered=EVERY_AREA,
        claim=_claim_of(timeline, improved, is_exact=False),
        by=responder,
        **SIGNED,
    )
    ask_for_check(response=_now(held, DELAYS), by=responder)


def _reword(riverbend: Riverbend, timeline: Timeline, improved: Improved, held: dict[str, Response]) -> None:
    responder = riverbend.actor("responder")
    reword_response(
        response=_now(held, DELAYS),
        status="did",
        words=DID_WORDS,
        areas_covered=EVERY_AREA,
        claim=_claim_of(timeline, improved, is_exact=True),
        by=responder,
        **SIGNED,
    )
    ask_for_check(response=_now(held, DELAYS), by=responder)


def _tellings(held: dict[str, Response]) -> list[Telling]:
    found = Telling.objects.filter(response=held[DELAYS].pk).select_related("contribution")
    return list(found.order_by("contribution__submitted_at", "pk"))


def _say(held: dict[str, Response], number: int) -> None:
    verdict, words = VERDICTS[number]
    telling = _tellings(held)[number]
    answer_telling(telling=telling, verdict=verdict, words=words, by=persona_actor(telling.contribution.author_id))


def _reopen(held: dict[str, Response]) -> None:
    number = next(number for number, (verdict, _words) in enumerate(VERDICTS) if verdict == "no")
    telling = _tellings(held)[number]
    reopen_telling(telling=telling, words=VERDICTS[number][1], by=persona_actor(telling.contribution.author_id))


def _promise(riverbend: Riverbend, timeline: Timeline, understood: Understood) -> None:
    responder = riverbend.actor("responder")
    response = draft_response(
        theme=understood.theme(LETTERS),
        status="will_do",
        words="I answer for the letters too. You told us that they come late, twice, or to an old address, and that "
        "the telephone does not help. I am sorry: nobody should miss an appointment because of a letter.\n\n"
        "Three clinics already send their letters every day instead of on Fridays. All clinics will, by the date below. "
        "Until then, if a letter and a text say different things, the text counts.",
        promised_by_on=timeline.day(-60),
        areas_covered=EVERY_AREA,
        by=responder,
        **SIGNED,
    )
    _read_and_shown(riverbend, response)


def _refuse(riverbend: Riverbend, understood: Understood) -> None:
    responder = riverbend.actor("responder")
    response = draft_response(
        theme=understood.theme(PARKING),
        status="no_because",
        words="You told us what parking costs you, and that it is hardest for those who come often. I read every one of "
        "these stories, and I took them to the board of the hospital.",
        because="Another company owns the car park until 2031 and sets the price. The hospital has no money to pay it "
        "for everybody. What there is: people who come more than twice a month pay £2 a day. Ask at any desk for the card.",
        areas_covered=EVERY_AREA,
        by=responder,
        **SIGNED,
    )
    _read_and_shown(riverbend, response)


def _answer_one(riverbend: Riverbend, told: list[Heard]) -> None:
    responder = riverbend.actor("responder")
    story = next(heard for heard in told if "dialysis" in heard.voice.happened)
    response = draft_response(
        contribution=story.known(),
        status="heard",
        words="Thank you for telling us. Three times a week at nine pounds is more than anybody should pay for dialysis. "
        "The desk on Cedar ward has a card for you that makes it £2 a day; they know that you may come.",
        areas_covered=EVERY_AREA,
        by=responder,
        **SIGNED,
    )
    _read_and_shown(riverbend, response)


def _draft(riverbend: Riverbend, told: list[Heard]) -> None:
    story = next(heard for heard in told if "somebody else’s results" in heard.voice.happened)
    draft_response(
        contribution=story.known(),
        status="deciding",
        words="Thank you for bringing them back the same day. We are finding out how they came into your envelope.",
        areas_covered=(Area.THANKS_AND_APOLOGY,),
        by=riverbend.actor("responder"),
        **SIGNED,
    )
