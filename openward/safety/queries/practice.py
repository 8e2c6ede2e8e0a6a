# ruff: noqa: E501 -- what somebody says in a case is one line, so that it can be read as one
"""Practice: invented cases for moderators. They are words of this file, no contributions, and no count knows them."""

import dataclasses

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openward.people.access import Actor
from openward.safety.models import PracticeAnswer, Severity, Topic


class Choice(TextChoices):
    """What can be decided in practice: every step of the true desk, in seven words."""

    SHOW = "show", _("Show it, or leave it as it is")
    CHANGE = "change", _("Suggest another wording")
    NOTE = "note", _("Leave it, with a note or a correction below")
    HIDE = "hide", _("Not like this: do not show it, or hide it for now")
    REMOVE = "remove", _("Remove it")
    ALERT = "alert", _("Alert the people on call")
    PASS_ON = "pass_on", _("Pass it on, or ask a colleague")


@dataclasses.dataclass(frozen=True, slots=True)
class PracticeCase:
    """One invented case: what is said, what is best and why, what else is sound, and what a common slip would do."""

    key: str
    severity: Severity
    category: Promise
    title: Promise
    words: Promise
    reported: Promise | str
    best: Choice
    why: Promise
    also: tuple[Choice, ...] = ()
    slip: Choice | None = None
    slip_why: Promise | str = ""
    topics: tuple[Topic, ...] = ()


CASES: tuple[PracticeCase, ...] = (
    PracticeCase(
        key="no-way-on",
        severity=Severity.DANGER,
        category=_("Somebody may be in danger"),
        title=_("A story (patient) about a waiting list"),
        words=_("They moved my operation for the fourth time. I have put my papers in order and written to my sister. Nobody will have to wait for me any more after Sunday."),
        reported="",
        best=Choice.ALERT,
        why=_("Papers in order, a farewell and a day: that is a plan, though no word of death is said. Alert first and read on later. It breaks no rule, and it is never declined as if it did."),
        slip=Choice.HIDE,
        slip_why=_("Hidden words stop readers, and nobody looks after the person. The alert holds the words kindly by itself."),
        topics=(Topic.SELF_HARM,),
    ),
    PracticeCase(
        key="dying-for-tea",
        severity=Severity.QUALITY,
        category=_("Somebody may be in danger"),
        title=_("A comment (carer), marked by a check"),
        words=_("By noon we were dying for a cup of tea, and the machine was broken again. Could somebody please look at it?"),
        reported="",
        best=Choice.SHOW,
        why=_("A figure of speech. Checks mark too much on purpose, so that nobody is missed; that is why a person reads."),
        slip=Choice.ALERT,
        slip_why=_("Nobody will blame you for an alert too many, but read the whole sentence first: it is about tea."),
    ),
    PracticeCase(
        key="bruises",
        severity=Severity.DANGER,
        category=_("Abuse and neglect"),
        title=_("A story (family) about a care home visit"),
        words=_("Gran flinches when the evening carer comes in. She has new marks on her arms each week and begs me not to ask, because it gets worse for her then."),
        reported="",
        best=Choice.ALERT,
        why=_("Somebody who cannot protect herself may be hurt now. The people on call know whom to ring; you do not have to find out whether it is true."),
        also=(Choice.PASS_ON,),
        slip=Choice.SHOW,
        slip_why=_("Shown at once, it may warn the very person it is about, and make it worse for her. Alert first."),
        topics=(Topic.ABUSE,),
    ),
    PracticeCase(
        key="red-scooter",
        severity=Severity.SERIOUS,
        category=_("It says who somebody is"),
        title=_("A reported comment (family)"),
        words=_("That must be old Mr P from Quay Street, the one with the red scooter. He comes every Tuesday for his kidneys."),
        reported=_("Everybody in our street knows who that is."),
        best=Choice.HIDE,
        why=_("No full name is there, and still half a town knows whose kidneys these are. It says something about health of a person who did not choose to tell. Hide it and say why."),
        also=(Choice.REMOVE,),
        slip=Choice.CHANGE,
        slip_why=_("A suggestion leaves the words up until the author answers. Hide first, then suggest."),
    ),
    PracticeCase(
        key="thank-you-rosa",
        severity=Severity.QUALITY,
        category=_("It says who somebody is"),
        title=_("A story (patient) that waits to be read"),
        words=_("I was so frightened of the scan. Rosa from radiology held my hand and sang very softly. I would like her manager to know that."),
        reported="",
        best=Choice.SHOW,
        why=_("Praise may name a member of staff by first name. Nothing in it could harm her, and it should reach her."),
        also=(Choice.CHANGE,),
        slip=Choice.HIDE,
        slip_why=_("A rule against names protects people from harm; here it would only keep a thank-you from arriving."),
    ),
    PracticeCase(
        key="named-and-blamed",
        severity=Severity.SERIOUS,
        category=_("It accuses somebody by name"),
        title=_("A story (carer) that waits to be read"),
        words=_("Dr Alan Meredith gave my husband the wrong tablets and then altered the notes. Everybody should know what he did."),
        reported="",
        best=Choice.CHANGE,
        why=_("What happened matters and must be looked into; whose fault it was is not for a public page. Suggest words without the name, tell the author how to complain, and let the lead know today."),
        also=(Choice.PASS_ON, Choice.HIDE),
        slip=Choice.REMOVE,
        slip_why=_("Removed, a grave event would be lost with the name. Keep what happened and take the name out."),
    ),
    PracticeCase(
        key="go-somewhere-else",
        severity=Severity.BREACH,
        category=_("It attacks or threatens somebody"),
        title=_("A reported comment (patient)"),
        words=_("Stop whining. People like you waste everyone's time. Do us all a favour and stay at home next time."),
        reported=_("She told us about the worst day of her life."),
        best=Choice.HIDE,
        why=_("It says nothing about care and is aimed at a person who told her story. Kind and plain words to its author often work: most do not do it again."),
        also=(Choice.CHANGE, Choice.REMOVE),
        slip=Choice.SHOW,
        slip_why=_("One comment like this keeps ten quiet people from telling theirs."),
    ),
    PracticeCase(
        key="know-where-you-park",
        severity=Severity.SERIOUS,
        category=_("It attacks or threatens somebody"),
        title=_("A reported comment (not said)"),
        words=_("The woman at the desk will be sorry. I know where she parks, and I finish at five as well."),
        reported=_("This frightens me. I work there."),
        best=Choice.ALERT,
        why=_("A threat with a place and a time. People have to be warned today, and that is what the people on call are for. The words do not stay up meanwhile."),
        also=(Choice.HIDE, Choice.REMOVE),
        slip=Choice.CHANGE,
        slip_why=_("There is no better wording for a threat, and time is lost."),
        topics=(Topic.ABUSE,),
    ),
    PracticeCase(
        key="those-people",
        severity=Severity.BREACH,
        category=_("It is hateful to a group of people"),
        title=_("A reported comment (family)"),
        words=_("You wait because those foreigners sit in every chair. They should be sent to the back of the queue, or better, home."),
        reported="",
        best=Choice.REMOVE,
        why=_("It blames people for what they are. The wait may be true, and the author can tell of it again without the rest: say so in your words to them."),
        also=(Choice.HIDE,),
        slip=Choice.NOTE,
        slip_why=_("A note under it would still leave it standing for those whom it attacks."),
        topics=(Topic.HATE,),
    ),
    PracticeCase(
        key="stop-the-thinner",
        severity=Severity.BREACH,
        category=_("It says something about health that is wrong and could harm"),
        title=_("A reported comment (carer)"),
        words=_("I just stopped my blood thinner three days before, and nothing happened. You can all do that, they only scare you."),
        reported=_("My father had a stroke after that."),
        best=Choice.NOTE,
        why=_("Somebody else will believe it, so silence does not help: a pinned correction with its source reaches those who have read it. The author is thanked, not blamed."),
        also=(Choice.HIDE,),
        slip=Choice.REMOVE,
        slip_why=_("Removed, it comes back in other places, and nobody has learned why it is wrong."),
    ),
    PracticeCase(
        key="what-helped-me",
        severity=Severity.QUALITY,
        category=_("It says something about health that is wrong and could harm"),
        title=_("A reported comment (patient)"),
        words=_("Walking every morning helped my back more than the tablets did. My doctor was glad about it."),
        reported=_("This is medical advice."),
        best=Choice.SHOW,
        why=_("Somebody tells what helped them, with their doctor, and tells nobody what to do. That is what people come here for."),
        slip=Choice.NOTE,
        slip_why=_("A correction where nothing is wrong teaches people not to tell."),
    ),
    PracticeCase(
        key="cushions",
        severity=Severity.QUALITY,
        category=_("It is an advert, or sent again and again"),
        title=_("A reported comment (not said)"),
        words=_("Long waits? Seat cushions for waiting rooms, 20 % off this week, just ask me for the address!"),
        reported="",
        best=Choice.REMOVE,
        why=_("It sells something and is about nobody's care."),
        also=(Choice.HIDE,),
        slip=Choice.CHANGE,
        slip_why=_("Nothing would be left of it that belongs here."),
    ),
    PracticeCase(
        key="angry-and-fair",
        severity=Severity.QUALITY,
        category=_("Criticism"),
        title=_("A story (carer) that waits to be read"),
        words=_("It was a disgrace. Six hours on a plastic chair with a feverish child, and the man at the desk did not look up once. I am furious, and I want to know what you will do about it."),
        reported="",
        best=Choice.SHOW,
        why=_("Anger is not abuse. It says what happened, to whom and what should change, and names nobody. The hardest stories to read are often the most useful."),
        slip=Choice.CHANGE,
        slip_why=_("Asking somebody to be more polite about six hours with a sick child takes their voice."),
    ),
    PracticeCase(
        key="third-report",
        severity=Severity.QUALITY,
        category=_("Reports as a weapon"),
        title=_("A story (patient), reported twelve times in four minutes"),
        words=_("The new booking screen is worse than the old one. I could not change my time, and the phone line was closed."),
        reported=_("Lies! Take it down."),
        best=Choice.SHOW,
        why=_("Twelve reports in four minutes about words that break no rule: the number of reports is no reason. Leave the words, and set the reports aside together."),
        also=(Choice.PASS_ON,),
        slip=Choice.HIDE,
        slip_why=_("Then the loudest would decide what others may say."),
    ),
    PracticeCase(
        key="first-days",
        severity=Severity.BREACH,
        category=_("Birth and losing a baby"),
        title=_("A story (parent) that waits to be read"),
        words=_("Our daughter lived for two days. A midwife took her footprints and called her by her name. In the next room a party went on. Please have one quiet room."),
        reported="",
        best=Choice.SHOW,
        why=_("Very hard to read, and nothing in it breaks a rule. You may skip such stories without a reason, and leave the topic to others; the parents should not wait for it."),
        also=(Choice.PASS_ON,),
        slip=Choice.HIDE,
        slip_why=_("What hurts to read is not against the rules. Words are folded for moderators, not for their authors' sake."),
        topics=(Topic.BIRTH, Topic.DEATH, Topic.CHILDREN),
    ),
)
_BY_KEY = {case.key: case for case in CASES}


def practice_case(key: str) -> PracticeCase | None:
    """The case with this key, if there is one."""
    return _BY_KEY.get(key)


def next_practice(actor: Actor, after: str) -> PracticeCase | None:
    """The next case in order that the actor has not decided; None when they have decided all."""
    done = set(answers_of(actor))
    place = next((number for number, case in enumerate(CASES) if case.key == after), -1)
    for case in (*CASES[place + 1 :], *CASES[: place + 1]):
        if case.key not in done and case.key != after:
            return case
    return None


def answers_of(actor: Actor) -> dict[str, str]:
    """How the actor decided, by the key of the case. Nobody else's answers are ever read."""
    return dict(PracticeAnswer.objects.filter(account=actor.account).values_list("case_key", "outcome"))
