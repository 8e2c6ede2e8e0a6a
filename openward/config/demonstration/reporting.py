# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""Reporting words and deciding about them: cases in every state, a note, a correction, and two that wait now."""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.voices_heard import Heard
from openward.contributions.actions.comments import submit_comment
from openward.contributions.models import Contribution
from openward.people.access import VISITOR, persona_actor
from openward.safety.actions.cases import take_case
from openward.safety.actions.decisions import decide_report_case
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.actions.report_appeals import appeal_as_reporter
from openward.safety.actions.reports import receive_report
from openward.safety.models import Case, Decision, Report
from openward.spaces.models import HouseRule
from openward.spaces.queries import rules_in_force

Category = Report.Category
Outcome = Decision.Outcome
MEDICINES = "https://www.nhs.uk/medicines/"


@dataclasses.dataclass(slots=True)
class Said:
    """A comment that somebody reports, once it is in the database."""

    words: str
    badge: str = "patient"
    key: Any = None

    def known(self) -> Contribution:
        return Contribution.objects.select_related("space", "author", "shown_revision").get(pk=self.key)


def report(riverbend: Riverbend, timeline: Timeline, told: list[Heard]) -> None:
    """Put reports and what came of them on the timeline."""
    _about_stories(riverbend, timeline, told)
    open_to_talk = [heard for heard in told if heard.voice.fate == "published" and 6 <= heard.voice.days <= 60]
    under = open_to_talk[-4:]
    advice = Said("I just stopped my blood thinner three days before the appointment, and nothing happened. You can all do that.", "carer")
    comment(riverbend, timeline, under[0], advice, days=6)
    reported(timeline, advice, [(Category.FALSE_HEALTH, "This is dangerous. My father had a stroke after that.")], days=5)
    decided(
        riverbend, timeline, advice, Outcome.CORRECT, days=4, rule="no-advice",
        facts="The comment tells others to stop a medicine by themselves.",
        words="Thank you for telling others how it went for you. Your words stay. Stopping this medicine can harm somebody else, so a correction with its source stands under them.",
        pinned_note="Please do not stop a blood thinner by yourself, not even for a few days: it can lead to a stroke. Ask the clinic or your pharmacist first.",
        pinned_source=MEDICINES,
    )  # fmt: skip
    disliked = Said("To be honest, I found the new screen more confusing than the old one.", "family")
    comment(riverbend, timeline, under[1], disliked, days=5)
    reported(timeline, disliked, [(Category.OFF_TOPIC, "")], days=4)
    decided(riverbend, timeline, disliked, Outcome.KEEP, days=3)
    timeline.on(2, 9.5, lambda: _ask_again(disliked, "The story is about a cold waiting room. Now everybody under it talks about the screen."))
    advert = Said("Long wait? My friend sells seat cushions for waiting rooms, ask me for the address.", "unsaid")
    comment(riverbend, timeline, under[2], advert, days=2)
    reported(timeline, advert, [(Category.SPAM, ""), (Category.SPAM, "The same person wrote it last week.")], minutes=190)
    rude = Said("Whoever wrote this story is just moaning. People like that should go somewhere else.", "patient")
    comment(riverbend, timeline, under[3], rude, days=1.5)
    reported(timeline, rude, [(Category.ABUSE, "She told us about the worst day of her life."), (Category.ABUSE, "")], minutes=75)
    named = Said("I know that clinic. The lady with the red scooter from Mill Lane waits there every Tuesday for her heart.", "family")
    comment(riverbend, timeline, under[0], named, days=1)
    reported(timeline, named, [(Category.IDENTIFIES, "Everybody in our street knows who that is.")], minutes=35)


def _about_stories(riverbend: Riverbend, timeline: Timeline, told: list[Heard]) -> None:
    for heard in told:
        days = max(heard.voice.days - 2, 0)
        if heard.voice.fate == "labelled":
            story = _story(heard)
            reported(timeline, story, [(Category.OTHER, "My results were in that letter. I have them back.")], days=days, hour=11)
            decided(
                riverbend, timeline, story, Outcome.LABEL, days=days, rule="own-experience",
                facts="What happened afterwards is known and matters to readers.",
                words="Thank you for handing the results in. They were found and given back the same day, and we would like readers to know that.",
                pinned_note="The results were found and given back the same day.",
            )  # fmt: skip
        elif heard.voice.fate == "hidden":
            story = _story(heard)
            reported(timeline, story, [(Category.ABUSE, "That is a grave thing to say about somebody.")], days=days, hour=11)
            decided(
                riverbend, timeline, story, Outcome.HIDE, days=days, rule="own-experience",
                facts="It accuses somebody of a crime that the author did not see.",
                words="Thank you for telling us. It is being looked into. What you write is a grave thing to say of somebody, and you did not see it yourself, so it is hidden for now. You can tell us what you saw or heard yourself.",
            )  # fmt: skip


def _story(heard: Heard) -> Callable[[], Contribution]:
    return heard.known


def _known(said: Said | Callable[[], Contribution]) -> Contribution:
    return said.known() if isinstance(said, Said) else said()


def comment(riverbend: Riverbend, timeline: Timeline, under: Heard, said: Said, *, days: float) -> None:
    """Somebody says something under a story, and a moderator has it shown the same day."""
    def send() -> None:
        parent = Contribution.objects.select_related("space", "root").get(pk=under.known().pk)
        said.key = submit_comment(parent=parent, words=said.words, badge=said.badge, by=VISITOR).contribution.pk

    def approve() -> None:
        moderator = riverbend.actor("moderator")
        case = claim_case(contribution=said.known(), by=moderator)
        revision = said.known().revisions.latest("number")
        decide_case(case=case, outcome=Outcome.APPROVE, revision_sha256=revision.sha256, version=case.version, by=moderator)

    timeline.on(int(days) + 1, 12.2, send)
    timeline.on(int(days) + 1, 15.4, approve)


def reported(
    timeline: Timeline,
    said: Said | Callable[[], Contribution],
    reports: list[tuple[Category, str]],
    *,
    days: int = 0,
    hour: float = 10,
    minutes: int = 0,
) -> None:
    """People report what was said, one after the other; `minutes` ago when it still waits."""
    for number, (category, words) in enumerate(reports):

        def send(category: Category = category, words: str = words) -> None:
            receive_report(contribution=_known(said), category=category, words=words, by=VISITOR)

        if minutes:
            timeline.just_now(minutes - 20 * number, send)
        else:
            timeline.on(days, hour + number / 4, send)


def decided(
    riverbend: Riverbend,
    timeline: Timeline,
    said: Said | Callable[[], Contribution],
    outcome: Decision.Outcome,
    *,
    days: int,
    rule: str = "",
    facts: str = "",
    words: str = "",
    **values: Any,
) -> None:
    def decide() -> None:
        moderator = riverbend.actor("moderator")
        contribution = Contribution.objects.select_related("shown_revision").get(pk=_known(said).pk)
        case = take_case(case=Case.objects.get(contribution=contribution, kind=Case.Kind.REPORT), by=moderator)
        assert contribution.shown_revision is not None
        ends_at = timezone.now() + datetime.timedelta(days=90) if outcome == Outcome.HIDE else None
        decide_report_case(
            case=case,
            outcome=outcome,
            revision_sha256=contribution.shown_revision.sha256,
            rule=_rule(riverbend, rule) if rule else None,
            facts=facts,
            words_to_author=words,
            ends_at=ends_at,
            version=case.version,
            by=moderator,
            **values,
        )

    timeline.on(days, 16.5, decide)


def _ask_again(said: Said, words: str) -> None:
    """Whoever reported it asks somebody else to look; nobody has yet."""
    report = Report.objects.select_related("contribution").get(contribution=said.known())
    appeal_as_reporter(report=report, words=words, by=persona_actor(report.reporter_id))


def _rule(riverbend: Riverbend, key: str) -> HouseRule:
    return next(rule for rule in rules_in_force(riverbend.open_space()) if rule.key == key)
