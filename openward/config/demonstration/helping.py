# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""When somebody may be in danger: who is alerted, the words that help, a drill, one that is over and one followed up."""

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.voices_heard import Heard
from openward.safety.actions import crisis as path
from openward.safety.actions.on_call import OnCallPlace, keep_message_template, set_on_call
from openward.safety.models import CrisisCase

Level, Act = CrisisCase.Level, CrisisCase.Act

TEMPLATES = (
    ("first-words", "First words to somebody who may be in danger", "Thank you for telling us. A person has read what you wrote, and we are worried about you.\n\nYou do not have to carry this alone. If you may hurt yourself now, please call 999, or go to the nearest emergency department. To talk to somebody at any hour, call Samaritans on 116 123; it is free and they will not judge you.\n\nYou have done nothing wrong, and you need not answer. We look again tomorrow."),
    ("signpost", "Where to find help", "Thank you for telling us. It sounds as if it has been a lot.\n\nYour GP practice can help with this, and so can Samaritans on 116 123 at any hour. If it gets worse, call 111 and choose the mental health option.\n\nYour words stay yours: nothing happens with them that you did not say yes to."),
    ("a-day-later", "A day later", "We thought of you today. You need not answer. If you would like to, write under your own words how you are, or tell somebody near you.\n\nThe numbers are on this page at any hour."),
)  # fmt: skip
SENT_AT = 15.4
"""Just after the story of the long wait alone is sent, by how the demonstration draws hours."""


def help_people(riverbend: Riverbend, timeline: Timeline, told: list[Heard]) -> None:
    """Put the list, the messages, the drill and two crises on the timeline."""
    timeline.on(360, 10, lambda: _prepare(riverbend))
    timeline.on(24, 10.5, lambda: _practise(riverbend))
    tired = next(heard for heard in told if heard.voice.fate == "published" and 45 <= heard.voice.days <= 90)
    _one_that_is_over(riverbend, timeline, tired)
    alone = next(heard for heard in told if heard.voice.fate == "held")
    _one_followed_up(riverbend, timeline, alone)
    for days in range(60, 0, -1):
        for hour in (8.2, 12.2, 16.9, 19.2, 21.9):
            timeline.on(days, hour, lambda: _look_at_the_rest(riverbend))


def _prepare(riverbend: Riverbend) -> None:
    organisation, lead = riverbend.cast.organisation, riverbend.actor("lead")
    listed = (
        ("data_protection", "01632960010@text.riverbend.example"),
        ("lead", "01632960011@text.riverbend.example"),
        ("director", ""),
    )
    places = [OnCallPlace(riverbend.account(key), place, text) for place, (key, text) in enumerate(listed, start=1)]
    set_on_call(organisation=organisation, places=places, by=lead)
    for key, title, words in TEMPLATES:
        keep_message_template(organisation=organisation, key=key, title=title, words=words, by=lead)


def _practise(riverbend: Riverbend) -> None:
    crisis = path.drill(space=riverbend.open_space(), by=riverbend.actor("lead"))
    priya = riverbend.actor("data_protection")
    path.acknowledge(crisis=crisis, by=priya)
    path.assess(crisis=crisis, level=Level.LOW, words="For practice.", by=priya)
    path.act(
        crisis=crisis, act=Act.NOTHING, by=priya,
        words="The e-mail came within a minute. Helen’s phone was not on the list yet: we ask her for it.",
    )  # fmt: skip


def _look_at_the_rest(riverbend: Riverbend) -> None:
    """Checks of the words mark more than is meant: a person looks, and lets it go."""
    priya = riverbend.actor("data_protection")
    for crisis in CrisisCase.objects.filter(state=CrisisCase.State.ALERTED):
        path.acknowledge(crisis=crisis, by=priya)
        path.assess(crisis=crisis, level=Level.LOW, by=priya)
        path.act(crisis=crisis, act=Act.NOTHING, words="Sad, and not about harm. The words can be read.", by=priya)


def _one_that_is_over(riverbend: Riverbend, timeline: Timeline, heard: Heard) -> None:
    days = heard.voice.days - 3
    tom, priya = riverbend.actor("moderator"), riverbend.actor("data_protection")

    def found() -> CrisisCase:
        return CrisisCase.objects.get(contribution=heard.contribution)

    timeline.on(days, 10, lambda: path.flag_by_moderator(
        contribution=heard.known(), words="I may be wrong, but they sound worn out to me.", by=tom))  # fmt: skip
    timeline.on(days, 10.1, lambda: path.acknowledge(crisis=found(), by=priya))
    timeline.on(days, 10.2, lambda: path.assess(
        crisis=found(), level=Level.LOW, words="Tired of how it went, and nothing about harm.", by=priya))  # fmt: skip
    timeline.on(days, 10.4, lambda: path.act(crisis=found(), act=Act.SIGNPOST, words=TEMPLATES[1][2], by=priya))
    timeline.on(days, 10.5, lambda: path.release_words(crisis=found(), by=priya))
    timeline.on(days - 1, 10, lambda: path.follow_up(crisis=found(), words="Nothing new came. The words are shown again.", by=priya))
    timeline.on(days - 14, 14, lambda: path.review(
        crisis=found(), words="Flagging it was right: it took half an hour, and nobody was hurt by it.", by=priya))  # fmt: skip
    timeline.on(days - 14, 14.1, lambda: path.close_crisis(crisis=found(), by=priya))


def _one_followed_up(riverbend: Riverbend, timeline: Timeline, heard: Heard) -> None:
    days = heard.voice.days
    tom, priya = riverbend.actor("moderator"), riverbend.actor("data_protection")

    def found() -> CrisisCase:
        return CrisisCase.objects.get(contribution=heard.contribution)

    timeline.on(days, SENT_AT + 0.05, lambda: path.acknowledge(crisis=found(), by=priya))
    timeline.on(days, SENT_AT + 0.2, lambda: path.assess(
        crisis=found(), level=Level.MEDIUM, words="They thought of it that night. They are all right now, they say, and have told their GP.", by=priya))  # fmt: skip
    timeline.on(days, SENT_AT + 0.3, lambda: path.give_second_opinion(crisis=found(), level=Level.MEDIUM, by=tom))
    timeline.on(days, SENT_AT + 0.6, lambda: path.act(crisis=found(), act=Act.MESSAGE, words=TEMPLATES[0][2], by=priya))
    timeline.on(days - 1, 15, lambda: path.follow_up(
        crisis=found(), words="They opened their page last night. We wrote once more.", by=priya))  # fmt: skip
    timeline.on(days - 1, 15.1, lambda: path.write_to_author(crisis=found(), words=TEMPLATES[2][2], by=priya))
