# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""Telling the stories, reading them, replying, and everything that authors and moderators do with them."""

import dataclasses
import hashlib
from collections.abc import Callable
from typing import Any

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.stories_earlier import EARLIER
from openward.config.demonstration.stories_lately import LATELY
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.voices import Voice
from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.reviews import accept_edit, hold
from openward.contributions.actions.stories import code_for_submission, erase, revise, submit_story, withdraw
from openward.contributions.models import Contribution, Hold
from openward.ledger.events import SubmissionKey
from openward.people.access import VISITOR, persona_actor
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.models import Decision
from openward.spaces.models import HouseRule
from openward.spaces.queries import rules_in_force

VOICES = (*EARLIER, *LATELY)
# The form of the first story: whoever tries the demonstration is told the code that opens its private page.
FIRST_FORM = "demonstration-first-story"
REPLY_BADGES = frozenset({"patient", "carer", "family", "advocate", "staff"})


@dataclasses.dataclass(slots=True)
class Heard:
    """One voice with what it became in the database."""

    voice: Voice
    contribution: Contribution | None = None

    def known(self) -> Contribution:
        assert self.contribution is not None
        return Contribution.objects.select_related("space", "author").get(pk=self.contribution.pk)


def tell(riverbend: Riverbend, timeline: Timeline) -> list[Heard]:
    """Put every story and what becomes of it on the timeline."""
    told = []
    for number, voice in enumerate(VOICES):
        heard = Heard(voice)
        told.append(heard)
        _send(riverbend, timeline, heard, number)
        if voice.fate != "waiting":
            _read(riverbend, timeline, heard)
        _reply(riverbend, timeline, heard)
    return told


def _hour(voice: Voice) -> float:
    """People write at all hours of the day, and more in the evening."""
    drawn = hashlib.sha256(voice.happened.encode()).digest()[0] / 256
    return 7.5 + 14 * float(drawn**0.7)


def _send(riverbend: Riverbend, timeline: Timeline, heard: Heard, number: int) -> None:
    voice = heard.voice

    def send() -> None:
        visitor = dataclasses.replace(VISITOR, submission=SubmissionKey(FIRST_FORM)) if number == 0 else VISITOR
        heard.contribution = submit_story(
            space=riverbend.open_space(),
            parts=voice.parts(),
            badge=voice.badge,
            consents=voice.consents,
            service=riverbend.cast.services[voice.service],
            happened_on=timeline.day(voice.days + 6),
            feelings=voice.feelings,
            helper=voice.helper,
            email=f"somebody-{number}@people.example" if voice.email else "",
            may_be_in_danger=voice.fate == "held",
            by=visitor,
        ).contribution

    if voice.days == 0:
        timeline.just_now(90 - number % 7, send)
    else:
        timeline.on(voice.days, _hour(voice), send)


def _read(riverbend: Riverbend, timeline: Timeline, heard: Heard) -> None:
    voice = heard.voice
    if voice.fate == "being_read":
        timeline.just_now(
            2, lambda: claim_case(contribution=heard.known(), by=riverbend.actor("moderator"))
        )
        return
    timeline.on(max(voice.days - 1, 0), 9.2, lambda: _decide(riverbend, heard))
    afterwards: dict[str, Callable[[], object]] = {
        "change_accepted": lambda: _accept(heard),
        "changed_by_author": lambda: _revise(heard),
        "withdrawn": lambda: withdraw(contribution=heard.known(), by=persona_actor(heard.known().author_id)),
        "erased": lambda: erase(contribution=heard.known(), by=persona_actor(heard.known().author_id)),
    }
    if voice.fate in afterwards:
        timeline.on(max(voice.days - 2, 0), 19.5, afterwards[voice.fate])


def _decide(riverbend: Riverbend, heard: Heard) -> None:
    fate = heard.voice.fate
    moderator = riverbend.actor("moderator")
    contribution = heard.known()
    if fate == "held":
        hold(contribution=contribution, kind=Hold.SAFEGUARDING, by=moderator)
        return
    case = claim_case(contribution=contribution, by=moderator)
    revision = contribution.revisions.latest("number")
    common: dict[str, Any] = {"case": case, "revision_sha256": revision.sha256, "version": case.version, "by": moderator}
    if fate in {"change_suggested", "change_accepted"}:
        before, after = (
            ("Dr Harding in room four", "A doctor")
            if fate == "change_suggested"
            else ("Sister Malone rang my brother at his work on 01632 960144", "A ward sister rang my brother at his work")
        )
        start = revision.text.index(before)
        decide_case(
            **common,
            outcome=Decision.Outcome.PROPOSE_EDIT,
            rule=_rule(riverbend, "no-names"),
            passages=[(start, start + len(before))],
            parts=[[name, words.replace(before, after)] for name, words in revision.parts],
            words_to_author="Thank you for telling us. Names make people easy to find, so we suggest to leave this one out.",
        )
    elif fate == "declined":
        decide_case(
            **common,
            outcome=Decision.Outcome.DECLINE,
            rule=_rule(riverbend, "be-kind"),
            passages=[(0, len(revision.text))],
            words_to_author="You sound angry, and perhaps you have every reason to be. Tell us what happened, and we will show it.",
        )
    else:
        decide_case(**common, outcome=Decision.Outcome.APPROVE)


def _rule(riverbend: Riverbend, key: str) -> HouseRule:
    return next(rule for rule in rules_in_force(riverbend.open_space()) if rule.key == key)


def _accept(heard: Heard) -> None:
    contribution = heard.known()
    accept_edit(proposal=contribution.revisions.latest("number"), by=persona_actor(contribution.author_id))


def _revise(heard: Heard) -> None:
    contribution = heard.known()
    parts = [[name, words] for name, words in heard.voice.parts()]
    parts[0][1] += " I looked again today: clinic D has one too."
    revise(contribution=contribution, parts=parts, by=persona_actor(contribution.author_id))


def _reply(riverbend: Riverbend, timeline: Timeline, heard: Heard) -> None:
    for number, (who, words) in enumerate(heard.voice.replies):
        comment = Heard(heard.voice)
        days = max(heard.voice.days - 2 - number, 1)

        def send(who: str = who, words: str = words, comment: Heard = comment) -> None:
            is_visitor = who in REPLY_BADGES
            comment.contribution = submit_comment(
                parent=heard.known(),
                words=words,
                badge=who if is_visitor else "staff",
                by=VISITOR if is_visitor else riverbend.actor(who),
            ).contribution

        def approve(comment: Heard = comment) -> None:
            moderator = riverbend.actor("moderator")
            case = claim_case(contribution=comment.known(), by=moderator)
            revision = comment.known().revisions.latest("number")
            decide_case(
                case=case,
                outcome=Decision.Outcome.APPROVE,
                revision_sha256=revision.sha256,
                version=case.version,
                by=moderator,
            )

        timeline.on(days, 12 + number, send)
        timeline.on(days, 15 + number, approve)


def first_receipt_code() -> str:
    """The code that opens the private page of the first story."""
    return code_for_submission(dataclasses.replace(VISITOR, submission=SubmissionKey(FIRST_FORM)))
