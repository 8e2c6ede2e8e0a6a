# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""Asking somebody else to look again, and decisions made a second time: some upheld, some overturned, one that waits."""

import dataclasses
import hashlib
from typing import Any

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.voices_heard import Heard
from openward.contributions.actions.comments import submit_comment
from openward.contributions.models import Contribution
from openward.people.access import VISITOR, persona_actor
from openward.safety.actions.appeals import appeal_decision, decide_appeal, take_appeal
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.actions.second_readings import read_second_time, set_share
from openward.safety.models import Appeal, Decision
from openward.safety.queries.second_readings import outcomes_for, waiting_readings
from openward.spaces.queries import rules_in_force

SECOND = "second-moderator"
Cause = Appeal.Cause
SHARE = 80
"""In its first year Riverbend has more decisions made a second time than the usual five in a hundred."""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A reply that was not shown, what its author said to that, and what somebody else found."""

    days: int
    words: str
    rule: str
    told: str
    appeal: str
    answered_after: int
    outcome: Appeal.State
    cause: str
    reason: str


ASKED = (
    Asked(168, "The woman at desk two is the only one who ever looks up. She deserves a medal.", "no-names", "Please leave out who it was.", "I praised somebody and named nobody. Two people sit there every day.", 1, Appeal.State.OVERTURNED, Cause.WRONG_RULE, "You are right: this is praise, nobody can be told from it, and it is shown now. Sorry for the two days."),
    Asked(131, "Buy the cushions from the shop across the road, tell them I sent you, I get a bit back.", "no-adverts", "We do not show adverts.", "It is a good shop.", 2, Appeal.State.UPHELD, "", "I read it again. You get something for it, so it stays an advert. You can tell us that the chairs hurt, and we show that gladly."),
    Asked(97, "Same here. Nobody came for two hours, then three came at once.", "own-experience", "Please tell us what you lived through yourself.", "It is about me. I was there.", 1, Appeal.State.OVERTURNED, Cause.CONTEXT, "It is your own day that you tell of. The first reader took it for somebody else’s. It is shown now."),
    Asked(63, "That doctor with the beard in clinic C on Mondays should not be let near people.", "no-names", "Please leave out who it was about.", "I gave no name.", 3, Appeal.State.UPHELD, "", "There is no name in it, and still everybody in clinic C knows who it is. Tell us what happened without the beard and the Monday, and we show it."),
    Asked(34, "I shouted too, I am not proud of it. Four hours with a broken wrist.", "be-kind", "Please write kindly about others.", "I wrote about myself, not about others.", 1, Appeal.State.OVERTURNED, Cause.WRONG_RULE, "You wrote about yourself, and honestly. That breaks no rule, and it is shown now."),
)  # fmt: skip
WAITING = "I am angry, that is true. But nobody there told me anything for five hours. Which rule is that against?"


def appeal(riverbend: Riverbend, timeline: Timeline, told: list[Heard]) -> None:
    """Put appeals and second readings on the timeline."""
    timeline.on(350, 10, lambda: set_share(organisation=riverbend.cast.organisation, percent=SHARE, by=riverbend.actor("lead")))
    published = [heard for heard in told if heard.voice.fate == "published"]
    for asked in ASKED:
        under = max((heard for heard in published if heard.voice.days > asked.days + 3), key=lambda heard: -heard.voice.days)
        _asked(riverbend, timeline, under, asked)
    declined = next(heard for heard in told if heard.voice.fate == "declined")
    timeline.on(2, 18.3, lambda: _ask(declined.known(), WAITING))
    for days in range(190, 3, -6):
        timeline.on(days, 17.2, lambda: _read_again(riverbend))


def _asked(riverbend: Riverbend, timeline: Timeline, under: Heard, asked: Asked) -> None:
    sent: list[Any] = []

    def known() -> Contribution:
        return Contribution.objects.select_related("space", "author").get(pk=sent[0])

    def send() -> None:
        sent.append(submit_comment(parent=under.known(), words=asked.words, badge="patient", by=VISITOR).contribution.pk)

    timeline.on(asked.days, 12.6, send)
    timeline.on(asked.days, 15.8, lambda: _decline(riverbend, known(), asked))
    timeline.on(asked.days - 1, 19.1, lambda: _ask(known(), asked.appeal))
    timeline.on(asked.days - 1 - asked.answered_after, 11.3, lambda: _answer(riverbend, known(), asked))


def _decline(riverbend: Riverbend, reply: Contribution, asked: Asked) -> None:
    moderator = riverbend.actor("moderator")
    case = claim_case(contribution=reply, by=moderator)
    decide_case(
        case=case,
        outcome=Decision.Outcome.DECLINE,
        revision_sha256=reply.revisions.latest("number").sha256,
        rule=next(rule for rule in rules_in_force(riverbend.open_space()) if rule.key == asked.rule),
        words_to_author=asked.told,
        version=case.version,
        by=moderator,
    )


def _ask(contribution: Contribution, words: str) -> None:
    decision = Decision.objects.filter(case__contribution=contribution).latest("decided_at")
    appeal_decision(decision=decision, words=words, by=persona_actor(contribution.author_id))


def _answer(riverbend: Riverbend, reply: Contribution, asked: Asked) -> None:
    second = riverbend.actor(SECOND)
    taken = take_appeal(appeal=Appeal.objects.get(contribution=reply), by=second)
    decide_appeal(appeal=taken, outcome=asked.outcome, reason=asked.reason, cause=asked.cause, version=taken.version, by=second)


def _read_again(riverbend: Riverbend) -> None:
    """The second moderator makes what was drawn again. Mostly they see it as the first did, now and then they do not."""
    second = riverbend.actor(SECOND)
    for one in waiting_readings(second, limit=50):
        choices = outcomes_for(one.reading.decision)
        drawn = hashlib.sha256(one.reading.decision.revision_sha256.encode()).digest()
        first = Decision.Outcome(one.reading.decision.outcome)
        outcome = choices[drawn[1] % len(choices)] if drawn[0] % 9 == 0 else first
        read_second_time(reading=one.reading, outcome=outcome, by=second)
