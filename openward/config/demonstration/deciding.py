# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""What moderators decided in the last two quarters that are over: enough of it that the public figures may be shown.

Replies to stories and reports about them, each sent, read and decided on its day. Readers wait less in the second
quarter than in the first, because by then somebody reads in the evening.
"""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.reporting import decided, reported
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.voices_heard import Heard
from openward.contributions.actions.comments import submit_comment
from openward.contributions.models import Contribution
from openward.people.access import VISITOR, persona_actor
from openward.safety.actions.appeals import appeal_decision, decide_appeal, take_appeal
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.models import Appeal, Decision, Report
from openward.safety.models.quarters import Quarter, quarters_due
from openward.spaces.queries import rules_in_force

Outcome = Decision.Outcome
Category = Report.Category
SECOND = "second-moderator"
HOURS = (8, 3)
"""From sending a reply to seeing it shown, in the first quarter and in the second."""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What an author said to it that their words were not shown, and what somebody else found."""

    words: str
    outcome: Appeal.State
    reason: str
    cause: str = ""


SHOWN = (
    (
        "The same happened to my sister. She brings a book now, and a sandwich.",
        "I was there that morning too. You put it better than I could.",
        "We asked for a chair with arms and got one straight away. So do ask.",
        "Reading this I feel less alone with it.",
        "In my clinic they come out every half hour. It can be done.",
        "It helps to come with somebody. Two hear more than one.",
        "I had no idea others felt like that. I thought it was me.",
        "The hearing loop works if you ask at the desk to switch it on.",
        "Ten minutes of explaining would have spared me a night without sleep.",
        "Thank you for writing about the interpreters. We waited for one as well.",
    ),
    (
        "The board makes all the difference. I saw it last Tuesday for the first time.",
        "Somebody asked me whether I was all right. It took five seconds.",
        "For us it was the other way round: a long wait, and well explained.",
        "I would not have dared to write this. Thank you.",
        "The garden is open to everybody, by the way. Through the door behind the lift.",
        "They gave my mother a blanket without our asking.",
        "It is the not knowing. You have said it for all of us.",
        "Large print is to be had: ask when you book, not on the day.",
        "My little one was allowed to press the button of the lift. That was her visit.",
        "We got a letter and a text, and for once they said the same.",
    ),
)
NAMED = (
    "Mrs Partridge at desk four was short with us again.",
    "Ask for Doctor Wentworth, the others do not listen.",
    "It was nurse Colette who mixed up the charts that day.",
    "The porter called Barney left my mother in the corridor.",
    "Mister Lovell from our street waited there for his hip as well.",
    "That must have been Doctor Ashby, he is always like that.",
    "Tell Joyce on reception that she could look up now and then.",
    "My neighbour Pauline had her scan the same day and waited longer.",
    "Sister Greenhalgh runs that ward like a barracks.",
    "I know the boy, he is in class 3b with my grandson Alfie.",
    "Doctor Penrose sent me home twice with the same pain.",
)
UNKIND = (
    "If you had come on time you would have nothing to moan about.",
    "Some people only go there for attention.",
    "What a fuss about a letter. Get a life.",
    "You lot would complain about a free lunch.",
    "Typical. They should send you to the back of the queue.",
    "Stay at home then, more room for the rest of us.",
    "Nobody wants to read this drivel.",
    "Old people should not take up the morning appointments.",
    "You are the reason why nurses leave.",
    "Learn to read your letters before you blame others.",
    "Crybaby. I waited twice as long and said nothing.",
)
NAMED_AGAIN = (
    "Give my love to Rosalind in the eye clinic, she knows who I am.",
    "Doctor Okonjo kept looking at his watch the whole time.",
    "It is always Miss Tanner who loses the forms.",
    "My cousin Dermot works there and says it is worse upstairs.",
    "The lady before me was Mrs Iqbal from the bakery, she was furious.",
    "Nurse Fenella hung up on me.",
    "Doctor Blythe, room six, never says good morning.",
    "Old Mister Crabtree from number nine fell asleep waiting.",
    "Philippa from the desk told me the doctor had overslept.",
    "You mean Sister Hawthorne, do you not? We all know her.",
    "My boss Trevor saw me there, now the whole office knows.",
)
NO_NAMES = ("no-names", "Please leave out who it was. Then we gladly show it.")
BE_KIND = ("be-kind", "Please say what you lived through without hurting whoever wrote before you.")
UNFIT = (((NAMED, *NO_NAMES),), ((UNKIND, *BE_KIND), (NAMED_AGAIN, *NO_NAMES)))
"""In each quarter words that were not shown, by which rule, and what their authors were told."""

REPORTED = (
    (Category.OTHER, "Is this the right page for it?"),
    (Category.OFF_TOPIC, ""),
    (Category.OFF_TOPIC, "This is about parking and not about waiting."),
    (Category.ABUSE, "It sounds rude to me."),
    (Category.OTHER, "Was this the same day?"),
    (Category.OFF_TOPIC, "I do not see what this has to do with care."),
    (Category.ABUSE, ""),
    (Category.OTHER, "Somebody should ring them."),
    (Category.OFF_TOPIC, ""),
    (Category.ABUSE, "The staff do their best."),
)
"""Reports of words that broke no rule; each was read, and the words stayed."""

STANDS, UNDONE = Appeal.State.UPHELD, Appeal.State.OVERTURNED
ASKED = (
    Asked("I only said what I think.", STANDS, "You may think it. Whoever wrote before you had a bad day, and reads this."),
    Asked("I meant people like me. I go there too often myself.", UNDONE, "Thank you for saying so. You spoke of yourself, and it is shown now.", Appeal.Cause.CONTEXT),
    Asked("It is a joke.", STANDS, "It does not read like one to somebody who is ill. Tell us in other words, and we show it."),
    Asked("My mother says that about all of us, with a laugh.", UNDONE, "Read as a laugh it breaks no rule. It is shown now; we should have asked.", Appeal.Cause.CONTEXT),
    Asked("So nobody may disagree here?", STANDS, "You may, and many do. Say what you saw, and leave out whom it was that wrote."),
    Asked("Others are allowed to be angry.", STANDS, "You too. Anger about a wait is shown here every week; telling somebody to stay away is not."),
    Asked("I was upset when I wrote this.", STANDS, "We understand that. Your first words stay unseen, and new ones are welcome."),
    Asked("I am a nurse, and I said why we leave.", UNDONE, "You told of your own work. We read it as an attack, and that was wrong.", Appeal.Cause.WRONG_RULE),
)  # fmt: skip


def decide(riverbend: Riverbend, timeline: Timeline, told: list[Heard]) -> None:
    """Put replies, reports and what came of them on the timeline."""
    under = [heard for heard in told if heard.voice.fate == "published" and heard.voice.days > 300]
    for number, quarter in enumerate(quarters_due(timeline.today, since=timeline.day(420))[-2:]):
        _shown(riverbend, timeline, under, quarter, number)
        for unfit, rule, why in UNFIT[number]:
            for place, days in enumerate(_days(timeline, quarter, len(unfit))):
                reply = Reply(unfit[place], under[-1 - place % len(under)])
                _sent(timeline, reply, days)
                _decided(riverbend, timeline, reply, days, HOURS[number], rule, why)
                if unfit is UNKIND and place < len(ASKED):
                    _appealed(riverbend, timeline, reply, ASKED[place], days)
    for (category, words), heard, days in zip(REPORTED, under, _days(timeline, quarter, len(REPORTED)), strict=False):
        reported(timeline, heard.known, [(category, words)], days=days, hour=11)
        decided(riverbend, timeline, heard.known, Outcome.KEEP, days=days)


def _shown(riverbend: Riverbend, timeline: Timeline, under: list[Heard], quarter: Quarter, number: int) -> None:
    for place, days in enumerate(_days(timeline, quarter, len(SHOWN[number]))):
        reply = Reply(SHOWN[number][place], under[place % len(under)])
        _sent(timeline, reply, days)
        _decided(riverbend, timeline, reply, days, HOURS[number])


@dataclasses.dataclass(slots=True)
class Reply:
    """A reply of somebody to a story, once it is in the database."""

    words: str
    under: Heard
    key: Any = None

    def known(self) -> Contribution:
        return Contribution.objects.select_related("space", "author").get(pk=self.key)


def _days(timeline: Timeline, quarter: Quarter, count: int) -> Sequence[int]:
    """That many days of a quarter, evenly over it, each as the number of days ago."""
    first = quarter.starts_on + datetime.timedelta(days=2)
    length = (quarter.ends_on - first).days - 3
    return [(timeline.today - first).days - place * length // count for place in range(count)]


def _sent(timeline: Timeline, reply: Reply, days: int) -> None:
    def send() -> None:
        reply.key = submit_comment(
            parent=reply.under.known(), words=reply.words, badge="patient", by=VISITOR
        ).contribution.pk

    timeline.on(days, 9.4, send)


def _decided(
    riverbend: Riverbend, timeline: Timeline, reply: Reply, days: int, hours: float, rule: str = "", why: str = ""
) -> None:
    timeline.on(days, 9.4 + hours, lambda: _read(riverbend, reply, rule, why))


def _read(riverbend: Riverbend, reply: Reply, rule: str = "", why: str = "") -> None:
    """Show it, or do not because of a rule."""
    moderator = riverbend.actor("moderator")
    contribution = reply.known()
    case = claim_case(contribution=contribution, by=moderator)
    decide_case(
        case=case,
        outcome=Outcome.DECLINE if rule else Outcome.APPROVE,
        revision_sha256=contribution.revisions.latest("number").sha256,
        rule=next((one for one in rules_in_force(riverbend.open_space()) if one.key == rule), None),
        words_to_author=why,
        version=case.version,
        by=moderator,
    )


def _appealed(riverbend: Riverbend, timeline: Timeline, reply: Reply, asked: Asked, days: int) -> None:
    def ask() -> None:
        decision = Decision.objects.filter(case__contribution=reply.key).latest("decided_at")
        appeal_decision(decision=decision, words=asked.words, by=persona_actor(reply.known().author_id))

    def answer() -> None:
        second = riverbend.actor(SECOND)
        taken = take_appeal(appeal=Appeal.objects.get(contribution=reply.key), by=second)
        decide_appeal(
            appeal=taken,
            outcome=asked.outcome,
            reason=asked.reason,
            cause=asked.cause,
            version=taken.version,
            by=second,
        )

    timeline.on(days, 19.2, ask)
    timeline.on(days - 1, 16.3, answer)
