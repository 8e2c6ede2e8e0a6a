# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""Riverbend's two improvements: one that is finished and lasts, one under way with few points yet."""

import dataclasses
import datetime

from openward.config.demonstration.engagements import Riverbend, months_before
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.understanding import DELAYS, LETTERS, Understood
from openward.improvements.actions.cycles import learn_from_cycle, remark_on_cycle, start_cycle
from openward.improvements.actions.drivers import add_change_idea, add_driver
from openward.improvements.actions.improvements import finish_improvement, show_improvement, start_improvement
from openward.improvements.actions.measures import add_measure, enter_readings, freeze_limits
from openward.improvements.actions.team import add_member
from openward.improvements.models import ChangeIdea, Cycle, Improvement, Measure

# Out of 100 people who fill in a card when they leave, how many were told how long they would wait; month by month.
TOLD = (34, 38, 31, 36, 40, 35, 33, 37, 32, 39, 36, 34, 38, 35, 39, 61, 66, 72, 70, 75, 73, 78, 76, 79)
BOARD_CHANGED = (58, 71, 77, 83, 88, 86, 91, 90, 92)
MINUTES_AT_BOARD = (14, 13, 11, 12, 10, 11, 10, 9, 10)
# The month in which the board came to the first clinics, counted from the oldest reading.
CHANGE_MONTH = 15
STARTED_DAYS_AGO = 300
LETTERS_IN_TIME = (52, 55, 49, 51, 58, 66, 71, 69, 74)
LETTERS_A_DAY = (0, 0, 0, 0, 61, 64, 66, 63, 68)


@dataclasses.dataclass(slots=True)
class Improved:
    """What the answers later point to."""

    board: Improvement | None = None
    told: Measure | None = None
    letters: Improvement | None = None


def improve(riverbend: Riverbend, timeline: Timeline, understood: Understood) -> Improved:
    """Put both improvements on the timeline."""
    made = Improved()
    timeline.on(STARTED_DAYS_AGO, 13, lambda: _start_board(riverbend, timeline, understood, made))
    months = months_before(timeline.today, len(TOLD))
    for number, month in enumerate(months):
        days = known_days_ago(timeline.today, month)
        if days < STARTED_DAYS_AGO:
            timeline.on(days, 16, lambda number=number: _enter_month(riverbend, made, months, number))  # type: ignore[misc]
    _cycles_of_board(riverbend, timeline, made)
    timeline.on(44, 15, lambda: finish_improvement(
        improvement=_board(made),
        what_changed="Every outpatient clinic has a board that the nurses change themselves, at least every half hour. "
        "Where somebody cannot see it, the desk comes and tells them.",
        by=riverbend.actor("improver"),
    ))  # fmt: skip
    timeline.on(75, 10, lambda: _start_letters(riverbend, timeline, understood, made))
    for week in range(len(LETTERS_IN_TIME)):
        timeline.on(max(66 - 7 * week, 1), 16.5, lambda week=week: _enter_week(riverbend, timeline, made, week))  # type: ignore[misc]
    return made


def known_days_ago(today: datetime.date, month: datetime.date) -> int:
    """How many days ago a month's reading was known: the day after the month, today at the latest."""
    following = (month + datetime.timedelta(days=32)).replace(day=1)
    return max((today - following).days - 1, 0)


def _board(made: Improved) -> Improvement:
    assert made.board is not None
    return Improvement.objects.get(pk=made.board.pk)


def _start_board(riverbend: Riverbend, timeline: Timeline, understood: Understood, made: Improved) -> None:
    improver = riverbend.actor("improver")
    board = made.board = start_improvement(
        themes=[understood.theme(DELAYS)],
        title="Say how long the wait is",
        aim="By the end of the year, three of four people who wait in outpatients are told how long it will be.",
        service=riverbend.cast.services["Outpatients"],
        due_on=timeline.day(20),
        by=improver,
    )
    add_member(improvement=board, account=riverbend.account("advisory"), part="carer", by=improver)
    add_member(improvement=board, account=riverbend.account("responder"), part="staff", by=improver)
    know = add_driver(improvement=board, text="The clinic knows that it runs late", by=improver)
    say = add_driver(improvement=board, text="Everybody in the room can see or hear it", by=improver)
    trust = add_driver(improvement=board, text="What is said is true now", by=improver)
    add_driver(improvement=board, text="The doctor tells the nurse at once", parent=know, by=improver)
    lunch = add_driver(improvement=board, text="Somebody owns the board at every hour", parent=trust, by=improver)
    add_change_idea(improvement=board, text="A paper sign at one desk", driver=say, by=improver)
    add_change_idea(improvement=board, text="A whiteboard that nurses change themselves", driver=say, from_part="staff", by=improver)
    add_change_idea(improvement=board, text="A text message to those who went for a walk", driver=say, from_part="patient", by=improver)
    add_change_idea(improvement=board, text="The desk changes the board from 12 to 2", driver=lunch, from_part="carer", by=improver)
    made.told = add_measure(
        improvement=board, name="People who were told how long they would wait", kind="outcome", better="increase",
        unit="%", target=75, by=improver,
    )  # fmt: skip
    add_measure(
        improvement=board, name="Boards changed within the last half hour, when looked at", kind="process",
        better="increase", unit="%", target=90, by=improver,
    )  # fmt: skip
    add_measure(
        improvement=board, name="Nurses’ minutes at the board in a clinic", kind="balancing", better="decrease",
        unit="minutes", by=improver,
    )  # fmt: skip
    months = months_before(timeline.today, len(TOLD))
    known = {
        month: float(value)
        for month, value in zip(months, TOLD, strict=True)
        if known_days_ago(timeline.today, month) >= STARTED_DAYS_AGO
    }
    enter_readings(measure=made.told, readings=known, by=improver)
    show_improvement(improvement=_board(made), by=improver)


def _enter_month(riverbend: Riverbend, made: Improved, months: list[datetime.date], number: int) -> None:
    improver = riverbend.actor("improver")
    assert made.told is not None
    told = Measure.objects.get(pk=made.told.pk)
    enter_readings(measure=told, readings={months[number]: float(TOLD[number])}, by=improver)
    since = number - (len(TOLD) - len(BOARD_CHANGED))
    if since >= 0:
        boards = Measure.objects.get(improvement=made.board, kind=Measure.Kind.PROCESS)
        minutes = Measure.objects.get(improvement=made.board, kind=Measure.Kind.BALANCING)
        enter_readings(measure=boards, readings={months[number]: float(BOARD_CHANGED[since])}, by=improver)
        enter_readings(measure=minutes, readings={months[number]: float(MINUTES_AT_BOARD[since])}, by=improver)
    if number == CHANGE_MONTH:
        current = Measure.objects.get(pk=told.pk)
        freeze_limits(
            measure=current,
            on=months[CHANGE_MONTH - 1],
            reason="The months before the first board show what it was like without one.",
            version=current.version,
            by=improver,
        )


def _cycles_of_board(riverbend: Riverbend, timeline: Timeline, made: Improved) -> None:
    for first, last, title, plan, prediction, idea, result, learning, verdict in (
        (296, 282, "A paper sign at one desk", "The desk of clinic A writes the wait on paper each hour, for two weeks.",
         "Half of those asked will have seen it.", "paper sign",
         "11 of 40 people had seen it. It was right 6 times of 10.", "Paper is too small and nobody’s job. Nurses know the wait first.", "adapt"),
        (276, 255, "A whiteboard in clinics A and B", "Nurses change a big whiteboard by the door every half hour.",
         "Two of three people will say that they were told.", "whiteboard",
         "31 of 44 people said that they were told. Nurses needed 12 minutes in a clinic.", "It works when the nurse who knows is the one who writes.", "adopt"),
        (250, 236, "A text message to those who went for a walk", "The desk sends a text a quarter of an hour before.",
         "Nobody who went for a walk will miss their turn.", "text message",
         "Two of nine texts came too late. Three people had no phone with them.", "Too much for the desk, and not for everybody.", "abandon"),
        (228, 190, "The board in every clinic", "All seven clinics get a board and a name beside it for each hour.",
         "Three of four people in all clinics will say that they were told.", "whiteboard",
         "68 of 100 in the second month. Lunchtime is the gap.", "A board needs an owner at every hour.", "adapt"),
        (160, 120, "The desk changes the board from 12 to 2", "The desk owns the board while nurses eat.",
         "Boards will be right at one o’clock as often as at ten.", "12 to 2",
         "Right in 9 of 10 looks, at one as at ten.", "Keep it, and put it on the rota.", "adopt"),
    ):  # fmt: skip
        def begin(first: int = first, title: str = title, plan: str = plan, prediction: str = prediction, idea: str = idea) -> None:
            start_cycle(
                improvement=_board(made),
                title=title,
                plan=plan,
                prediction=prediction,
                starts_on=timeline.day(first),
                change_idea=ChangeIdea.objects.get(improvement=_board(made), text__icontains=idea),
                by=riverbend.actor("improver"),
            )

        def learn(
            last: int = last, title: str = title, result: str = result, learning: str = learning, verdict: str = verdict
        ) -> None:
            cycle = Cycle.objects.get(improvement=_board(made), title=title)
            learn_from_cycle(
                cycle=cycle,
                result=result,
                learning=learning,
                verdict=verdict,
                ends_on=timeline.day(last),
                version=cycle.version,
                by=riverbend.actor("improver"),
            )

        timeline.on(first, 8.5, begin)
        timeline.on(last, 17, learn)
    timeline.on(189, 20, lambda: remark_on_cycle(
        cycle=Cycle.objects.get(improvement=_board(made), title="The board in every clinic"),
        words="I sat there at half past twelve with my mother and the board still said ten o’clock. Who has it over lunch?",
        part="carer",
        by=riverbend.actor("advisory"),
    ))  # fmt: skip


def _start_letters(riverbend: Riverbend, timeline: Timeline, understood: Understood, made: Improved) -> None:
    improver = riverbend.actor("improver")
    letters = made.letters = start_improvement(
        themes=[understood.theme(LETTERS)],
        title="Letters that arrive in time",
        aim="By spring, nine of ten letters arrive at least two weeks before the appointment.",
        service=riverbend.cast.services["Outpatients"],
        due_on=timeline.day(-120),
        follows_theme=True,
        by=improver,
    )
    driver = add_driver(improvement=letters, text="Letters leave on the day they are written", by=improver)
    add_driver(improvement=letters, text="The newest address is used", by=improver)
    idea = add_change_idea(improvement=letters, text="Send every day instead of on Fridays", driver=driver, from_part="staff", by=improver)
    add_measure(
        improvement=letters, name="Letters that arrive two weeks before", kind="outcome", better="increase", unit="%",
        target=90, by=improver,
    )  # fmt: skip
    add_measure(
        improvement=letters, name="Letters sent on the day they were written", kind="process", better="increase",
        unit="%", by=improver,
    )  # fmt: skip
    show_improvement(improvement=Improvement.objects.get(pk=letters.pk), by=improver)
    timeline_start = timeline.day(38)
    start_cycle(
        improvement=Improvement.objects.get(pk=letters.pk),
        title="Send letters every day",
        plan="Clinics A to C send their letters each afternoon for eight weeks.",
        prediction="Three of four letters will arrive two weeks before.",
        starts_on=timeline_start,
        change_idea=idea,
        by=improver,
    )


def _enter_week(riverbend: Riverbend, timeline: Timeline, made: Improved, week: int) -> None:
    assert made.letters is not None
    improver = riverbend.actor("improver")
    on = timeline.day(67 - 7 * week)
    in_time = Measure.objects.get(improvement=made.letters, name="Letters that arrive two weeks before")
    a_day = Measure.objects.get(improvement=made.letters, name="Letters sent on the day they were written")
    enter_readings(measure=in_time, readings={on: float(LETTERS_IN_TIME[week])}, by=improver)
    enter_readings(measure=a_day, readings={on: float(LETTERS_A_DAY[week])}, by=improver)
