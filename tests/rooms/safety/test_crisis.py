"""The crisis path: opened by every sign, alerted until somebody answers, judged by two, held against nobody."""

import datetime
import itertools
import json

import pytest
import time_machine
from django.core import mail
from django.http import Http404

from openward.config.wiring import HANDLERS, QUEUE_OF
from openward.config.working import priority_of
from openward.contributions.models import Contribution, Hold, Restriction
from openward.engagements.actions import StillNeeded, close_engagement
from openward.kit.state_graphs import IllegalMove
from openward.ledger.actions import handler_name
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications.models import Message
from openward.people.access import SYSTEM, Actor, actor_for_account
from openward.people.actions.organisations import give_role
from openward.people.actions.personas import persona_of_account
from openward.people.models import Role
from openward.safety.access.crisis import crisis_for_working
from openward.safety.actions import crisis as path
from openward.safety.actions.cases import CaseMoved, ask_second_opinion, pass_case_on, put_case_back, take_case
from openward.safety.actions.decisions import undo
from openward.safety.actions.measures import set_place_measure
from openward.safety.actions.on_call import OnCallPlace, keep_message_template, set_on_call
from openward.safety.actions.reports import receive_report
from openward.safety.events.crisis import CrisisAssessed, CrisisSecondOpinionGiven
from openward.safety.models import (
    CRISIS,
    Case,
    CrisisAlert,
    CrisisCase,
    CrisisStep,
    Debrief,
    Decision,
    MessageTemplate,
    OnCall,
    PlaceMeasure,
    Report,
    Sanction,
    Strike,
)
from openward.safety.queries.crisis import alerts_of, open_alerts_for, open_crises, seniors_of
from openward.safety.tasks.crisis import deliver, remind_of_crises, watch_crises
from openward.spaces.actions import close_space
from openward.spaces.models import Space
from tests.factories.riverbend import Riverbend, published_story, sent_story
from tests.rooms.safety.moderators import another_moderator

State, Level, Act, Source = CrisisCase.State, CrisisCase.Level, CrisisCase.Act, CrisisCase.Source
Channel = CrisisAlert.Channel
SECRET_WORDS = "I have the tablets here and I do not want to wake up, says Gwendolyn of Cedar ward."
START = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def on_call(riverbend: Riverbend) -> Riverbend:
    """Priya first with a phone, then Amara, then Owen."""
    people = ["data_protection", "lead", "administrator"]
    texts = ["0163296000@text.riverbend.example", "", ""]
    places = [
        OnCallPlace(riverbend.account(part), number, text)
        for number, (part, text) in enumerate(zip(people, texts, strict=True), start=1)
    ]
    set_on_call(organisation=riverbend.cast.organisation, places=places, by=riverbend.actor("lead"))
    return riverbend


@pytest.fixture
def story(on_call: Riverbend) -> Contribution:
    return sent_story(on_call, happened=SECRET_WORDS, may_be_in_danger=True).contribution


def opened(contribution: Contribution, source: Source = Source.AUTHOR) -> CrisisCase:
    return path.open_crisis(contribution=contribution, source=source, by=SYSTEM)


def at_state(contribution: Contribution, state: State, riverbend: Riverbend) -> CrisisCase:
    """A crisis that was led to a state by the actions alone."""
    crisis = opened(contribution)
    first, second = riverbend.actor("moderator"), another_moderator(riverbend)
    if state == State.DETECTED:
        CrisisCase.objects.filter(pk=crisis.pk).update(state=State.DETECTED)
    moves = [
        (State.ACKNOWLEDGED, lambda: path.acknowledge(crisis=crisis, by=first)),
        (State.ASSESSED, lambda: _assess_by_two(crisis, first, second)),
        (State.ACTING, lambda: path.act(crisis=crisis, act=Act.MESSAGE, words="We read this.", by=first)),
        (State.FOLLOW_UP, lambda: path.follow_up(crisis=crisis, words="She has answered.", by=first)),
        (State.REVIEWED, lambda: path.review(crisis=crisis, words="We were quick.", by=first)),
        (State.CLOSED, lambda: path.close_crisis(crisis=crisis, by=first)),
    ]
    order = list(State)
    for reached, move in moves:
        if order.index(reached) <= order.index(state):
            move()
    crisis.refresh_from_db()
    assert crisis.state == state
    return crisis


def _assess_by_two(crisis: CrisisCase, first: Actor, second: Actor) -> None:
    path.assess(crisis=crisis, level=Level.MEDIUM, by=first)
    path.give_second_opinion(crisis=crisis, level=Level.MEDIUM, by=second)


def run_handlers(kind: str) -> None:
    """Hear a kind of fact the way the worker does."""
    for row in RecordedFact.objects.filter(kind=kind):
        for fact, handlers in HANDLERS.items():
            if fact.kind() == kind:
                for handler in handlers:
                    hear.func(fact_id=row.pk, handler=handler_name(handler))


def facts(crisis: CrisisCase) -> list[str]:
    found = RecordedFact.objects.filter(about__contains=[f"crisis:{crisis.pk}"])
    return [kind.rsplit(".", 1)[-1] for kind in found.order_by("pk").values_list("kind", flat=True)]


# Opening


def test_the_authors_tick_opens_one_crisis_and_holds_the_words(story: Contribution) -> None:
    kind = RecordedFact.objects.get(kind__endswith="StorySubmitted").kind
    run_handlers(kind)
    run_handlers(kind)
    crisis = CrisisCase.objects.get()
    story.refresh_from_db()
    assert (crisis.source, crisis.state, story.hold) == (Source.AUTHOR, State.ALERTED, Hold.SAFEGUARDING)
    assert not CrisisStep.objects.filter(kind="heard_author").exists()


def test_a_story_without_the_tick_opens_none(on_call: Riverbend) -> None:
    sent_story(on_call)
    run_handlers(RecordedFact.objects.get(kind__endswith="StorySubmitted").kind)
    assert not CrisisCase.objects.exists()


@pytest.mark.parametrize(("category", "count"), [(Report.Category.DANGER, 1), (Report.Category.ABUSE, 0)])
def test_a_report_of_danger_opens_one_and_any_other_none(
    on_call: Riverbend, category: Report.Category, count: int
) -> None:
    story = published_story(on_call)
    receive_report(contribution=story, category=category, by=on_call.actor("visitor"))
    kind = RecordedFact.objects.get(kind__endswith="ReportReceived").kind
    run_handlers(kind)
    run_handlers(kind)
    story.refresh_from_db()
    assert CrisisCase.objects.count() == count
    assert story.is_for_everyone == (count == 0)


def test_a_moderators_flag_opens_one_with_their_note(on_call: Riverbend) -> None:
    story = published_story(on_call)
    crisis = path.flag_by_moderator(contribution=story, words="The last line.", by=on_call.actor("moderator"))
    assert crisis.source == Source.MODERATOR
    assert crisis.steps.get().words == "The last line."


def test_another_sign_joins_the_open_crisis(story: Contribution) -> None:
    first = opened(story)
    again = path.open_crisis(
        contribution=story, source=Source.LANGUAGE, signals=[["self_harm", 3, 9]], by=SYSTEM
    )
    assert again.pk == first.pk
    assert again.signals == [["self_harm", 3, 9]]
    assert again.steps.get().kind == "heard_language"
    assert facts(first).count("CrisisOpened") == 1


def test_another_sign_alerts_again_what_somebody_took_on_a_while_ago(story: Contribution, on_call: Riverbend) -> None:
    with time_machine.travel(START, tick=False) as clock:
        crisis = opened(story)
        path.acknowledge(crisis=crisis, by=on_call.actor("lead"))
        clock.move_to(START + datetime.timedelta(minutes=5))
        opened(story, Source.REPORT)
        assert set(crisis.alerts.values_list("round", flat=True)) == {0}
        clock.move_to(START + datetime.timedelta(hours=2))
        opened(story, Source.REPORT)
    again = crisis.alerts.filter(round=1, channel=Channel.EMAIL)
    assert {one.account for one in again} == {on_call.account("data_protection"), on_call.account("lead")}


def test_words_that_were_looked_at_and_let_go_are_not_held_once_more(on_call: Riverbend) -> None:
    story = published_story(on_call)
    crisis = opened(story, Source.REPORT)
    moderator = on_call.actor("moderator")
    path.acknowledge(crisis=crisis, by=moderator)
    path.assess(crisis=crisis, level=Level.LOW, by=moderator)
    path.act(crisis=crisis, act=Act.NOTHING, words="A figure of speech.", by=moderator)
    second = opened(story, Source.REPORT)
    story.refresh_from_db()
    assert second.pk != crisis.pk
    assert second.state == State.ALERTED
    assert story.hold == Hold.NONE


def test_a_hold_by_law_is_neither_replaced_nor_released(story: Contribution, on_call: Riverbend) -> None:
    Contribution.objects.filter(pk=story.pk).update(hold=Hold.LEGAL)
    at_state(story, State.CLOSED, on_call)
    story.refresh_from_db()
    assert story.hold == Hold.LEGAL


def test_the_author_is_told_kindly_once(story: Contribution) -> None:
    opened(story)
    kind = RecordedFact.objects.get(kind__endswith="CrisisOpened").kind
    run_handlers(kind)
    run_handlers(kind)
    message = Message.objects.get(kind="crisis_held")
    assert message.persona_id == story.author_id


# Alerts


def test_the_first_on_the_list_is_alerted_by_three_channels_and_those_near_it_on_the_screen(
    story: Contribution, on_call: Riverbend
) -> None:
    crisis = opened(story)
    priya, tom = on_call.account("data_protection"), on_call.account("moderator")
    found = set(crisis.alerts.values_list("account", "channel", "round"))
    assert found == {
        (priya.pk, Channel.EMAIL, 0),
        (priya.pk, Channel.TEXT, 0),
        (priya.pk, Channel.SCREEN, 0),
        (tom.pk, Channel.SCREEN, 0),
    }
    assert path.send_alerts(crisis=crisis, by=SYSTEM) == 0
    assert crisis.alerts.count() == 4


def test_nobody_answers_so_the_next_is_alerted_at_five_ten_and_fifteen_minutes(
    story: Contribution, on_call: Riverbend
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        crisis = opened(story)
        reached: dict[int, set[str]] = {}
        for minute in range(1, 25):
            clock.move_to(START + datetime.timedelta(minutes=minute))
            watch_crises.func(timestamp=0)
            number = crisis.alerts.order_by("-round").values_list("round", flat=True)[0]
            names = crisis.alerts.filter(round=number, channel=Channel.EMAIL).values_list("account__name", flat=True)
            reached.setdefault(number, set(names))
            assert number == sum(minute >= due for due in (5, 10, 15))
    assert reached == {
        0: {"Priya Nair"},
        1: {"Amara Okafor"},
        2: {"Owen Clarke"},
        3: {"Priya Nair", "Amara Okafor", "Owen Clarke"},
    }


def test_everybody_is_alerted_again_each_half_hour_until_somebody_has_it(
    story: Contribution, on_call: Riverbend
) -> None:
    def rounds() -> list[int]:
        return sorted(set(crisis.alerts.values_list("round", flat=True)))

    with time_machine.travel(START, tick=False) as clock:
        crisis = opened(story)
        for minute in range(0, 80, 5):
            clock.move_to(START + datetime.timedelta(minutes=minute))
            watch_crises.func(timestamp=0)
        assert rounds() == [0, 1, 2, 3, 4, 5]
        last = crisis.alerts.filter(round=5, channel=Channel.EMAIL)
        assert set(last.values_list("account__name", flat=True)) == {"Priya Nair", "Amara Okafor", "Owen Clarke"}
        # A worker that stood still for the night says once what it should have said often.
        clock.move_to(START + datetime.timedelta(hours=8))
        watch_crises.func(timestamp=0)
        assert len(rounds()) == 7
        assert len({one.round for one in alerts_of(crisis)}) == 5
        path.acknowledge(crisis=crisis, by=on_call.actor("administrator"))
        clock.move_to(START + datetime.timedelta(hours=9))
        watch_crises.func(timestamp=0)
        assert len(rounds()) == 7


def test_after_a_day_without_an_answer_letters_end_and_pages_go_on(story: Contribution, on_call: Riverbend) -> None:
    with time_machine.travel(START, tick=False) as clock:
        crisis = opened(story)
        clock.move_to(START + datetime.timedelta(hours=25))
        watch_crises.func(timestamp=0)
        before = crisis.alerts.count()
        clock.move_to(START + datetime.timedelta(hours=30))
        watch_crises.func(timestamp=0)
    assert crisis.alerts.count() == before
    assert open_alerts_for(on_call.account("moderator")) == [crisis]


def test_a_worker_that_stood_still_makes_up_for_the_rounds_it_missed(story: Contribution) -> None:
    with time_machine.travel(START, tick=False) as clock:
        crisis = opened(story)
        clock.move_to(START + datetime.timedelta(minutes=40))
        watch_crises.func(timestamp=0)
        watch_crises.func(timestamp=0)
    assert sorted(set(crisis.alerts.values_list("round", flat=True))) == [0, 1, 2, 3]
    assert facts(crisis).count("CrisisAlerted") == 4


def test_alerts_stop_when_somebody_has_it(story: Contribution, on_call: Riverbend) -> None:
    with time_machine.travel(START, tick=False) as clock:
        crisis = opened(story)
        path.acknowledge(crisis=crisis, by=on_call.actor("administrator"))
        before = crisis.alerts.count()
        clock.move_to(START + datetime.timedelta(minutes=30))
        watch_crises.func(timestamp=0)
    assert crisis.alerts.count() == before
    assert mail.outbox == []
    assert open_alerts_for(on_call.account("moderator")) == []


def test_an_alert_holds_no_word_and_no_name(story: Contribution) -> None:
    crisis = opened(story)
    run_handlers(RecordedFact.objects.get(kind__endswith="CrisisAlerted").kind)
    sent = [f"{one.subject} {one.body} {dict(one.extra_headers)}" for one in mail.outbox]
    assert [one.to for one in mail.outbox] == [
        ["data-protection@riverbend.example"], ["0163296000@text.riverbend.example"],
    ]
    told = " ".join(sent).casefold()
    assert str(crisis.pk) in told
    places = ["riverbend", "friends and family", "priya", "outpatients"]
    for secret in ["tablets", "wake up", "gwendolyn", "cedar", *places]:
        assert secret not in told, secret
    assert not crisis.alerts.filter(delivered_at__isnull=True).exists()


def test_an_alert_that_could_not_leave_is_tried_again_every_minute(
    story: Contribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    crisis = opened(story)
    alert = crisis.alerts.get(channel=Channel.EMAIL)

    def refuse(_message: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        deliver(alert.pk)
    alert.refresh_from_db()
    assert alert.failed_at is not None
    assert alert.delivered_at is None
    watch_crises.func(timestamp=0)
    alert.refresh_from_db()
    assert alert.delivered_at is not None
    deliver(alert.pk)
    assert [one.to for one in mail.outbox].count(["data-protection@riverbend.example"]) == 1


def test_the_jobs_of_an_alert_are_served_first(story: Contribution) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    opened(story)
    jobs = ProcrastinateJob.objects.filter(task_name="ledger.hear")
    queues = {job.args["handler"]: (job.queue_name, job.priority) for job in jobs}
    first = {name: found for name, found in queues.items() if name in QUEUE_OF}
    assert first == {name: (QUEUE_OF[name], priority_of(QUEUE_OF[name])) for name in first}
    assert {queue for queue, _priority in first.values()} == {"crisis", "look", "checks"}
    assert queues["safety.on_crisis_opened"][0] == "default"
    assert {"safety.on_danger_ticked", "safety.on_crisis_alerted"} <= set(queues)


def test_without_a_list_the_alert_still_finds_somebody(riverbend: Riverbend) -> None:
    crisis = opened(sent_story(riverbend).contribution)
    assert crisis.state == State.ALERTED
    alerted = {one.account for one in crisis.alerts.filter(channel=Channel.EMAIL)}
    assert alerted == {riverbend.account("data_protection")}


def test_whoever_wrote_the_words_is_not_alerted_to_them(on_call: Riverbend) -> None:
    story = sent_story(on_call).contribution
    priya = on_call.account("data_protection")
    story.author = persona_of_account(account=priya, scope_key=on_call.space.pk, badge="staff", handle="")
    story.save()
    crisis = opened(story)
    assert priya not in {one.account for one in crisis.alerts.all()}
    assert crisis.alerts.filter(account=on_call.account("lead"), channel=Channel.EMAIL).exists()


# From answering to closing


def test_only_one_person_takes_it_on(story: Contribution, on_call: Riverbend) -> None:
    crisis = opened(story)
    path.acknowledge(crisis=crisis, by=on_call.actor("moderator"))
    path.acknowledge(crisis=crisis, by=on_call.actor("moderator"))
    with pytest.raises(path.CrisisMoved):
        path.acknowledge(crisis=crisis, by=on_call.actor("lead"))
    assert crisis.steps.filter(kind="acknowledged").count() == 1


@pytest.mark.parametrize("level", [Level.MEDIUM, Level.HIGH])
def test_medium_and_high_wait_for_another_persons_opinion(
    story: Contribution, on_call: Riverbend, level: Level
) -> None:
    crisis = opened(story)
    first, second = on_call.actor("moderator"), another_moderator(on_call)
    path.acknowledge(crisis=crisis, by=first)
    path.assess(crisis=crisis, level=level, by=first)
    for attempt in (
        lambda: path.act(crisis=crisis, act=Act.MESSAGE, words="Hello.", by=first),
        lambda: path.act(crisis=crisis, act=Act.MESSAGE, words="Hello.", by=second),
        lambda: path.give_second_opinion(crisis=crisis, level=level, by=first),
    ):
        with pytest.raises(path.SecondPersonNeeded):
            attempt()
    path.give_second_opinion(crisis=crisis, level=Level.LOW, by=second)
    crisis.refresh_from_db()
    assert crisis.level == level
    chooses = on_call.actor("data_protection") if level == Level.HIGH else first
    assert path.act(crisis=crisis, act=Act.MESSAGE, words="Hello.", by=chooses).state == State.ACTING


@pytest.mark.parametrize(
    ("part", "may_choose"), [("moderator", False), ("administrator", False), ("lead", True), ("data_protection", True)]
)
def test_in_high_danger_a_senior_chooses(
    story: Contribution, on_call: Riverbend, part: str, may_choose: bool
) -> None:
    """The lead of the service and the safeguarding lead, who is the data protection officer here; and whoever is a
    senior moderator."""
    crisis = opened(story)
    first, second = on_call.actor("moderator"), another_moderator(on_call)
    path.acknowledge(crisis=crisis, by=first)
    path.assess(crisis=crisis, level=Level.HIGH, by=first)
    path.give_second_opinion(crisis=crisis, level=Level.HIGH, by=second)
    if may_choose:
        assert path.act(crisis=crisis, act=Act.SERVICE, words="Rang.", by=on_call.actor(part)).state == State.ACTING
        return
    with pytest.raises(path.SeniorDecisionNeeded):
        path.act(crisis=crisis, act=Act.SERVICE, words="Rang.", by=on_call.actor(part))
    give_role(
        account=on_call.account(part), organisation=on_call.cast.organisation, role=Role.SENIOR_MODERATOR, by=SYSTEM
    )
    promoted = actor_for_account(on_call.account(part))
    assert path.act(crisis=crisis, act=Act.SERVICE, words="Rang.", by=promoted).state == State.ACTING


def test_shown_to_members_only_is_a_decision_with_reasons_and_without_weight(on_call: Riverbend) -> None:
    story = published_story(on_call)
    crisis = path.flag_by_moderator(contribution=story, by=on_call.actor("moderator"))
    first = on_call.actor("moderator")
    path.acknowledge(crisis=crisis, by=first)
    path.assess(crisis=crisis, level=Level.LOW, by=first)
    path.act(crisis=crisis, act=Act.COMMUNITY, words="We keep it among us.", by=first)
    story.refresh_from_db()
    decision = Decision.objects.get()
    assert (story.restriction, story.hold) == (Restriction.COMMUNITY_ONLY, Hold.NONE)
    assert (decision.ground, decision.outcome) == (Decision.Ground.CARE, Decision.Outcome.COMMUNITY_ONLY)
    assert story.restriction_reason == decision.law
    assert decision.words_to_author == "We keep it among us."
    assert not Strike.objects.exists()
    assert not Sanction.objects.exists()
    run_handlers(RecordedFact.objects.get(kind__endswith="CaseDecided").kind)
    assert Message.objects.filter(kind="decision_made").count() == 1
    assert crisis.steps.filter(kind="message", words="We keep it among us.").exists()
    undo(decision=decision, by=first)
    story.refresh_from_db()
    assert story.restriction == Restriction.NONE


@pytest.mark.parametrize("stands", ["open", "taken", "passed on", "asked about"])
def test_a_report_case_in_other_hands_does_not_hold_up_a_crisis(on_call: Riverbend, stands: str) -> None:
    story, colleague, first = published_story(on_call), another_moderator(on_call), on_call.actor("moderator")
    given = receive_report(contribution=story, category=Report.Category.DANGER, by=on_call.actor("visitor"))
    case = given.report.case
    if stands != "open":
        case = take_case(case=case, by=colleague)
    if stands == "passed on":
        case = pass_case_on(case=case, note="Too hard for me.", by=colleague)
    if stands == "asked about":
        case = ask_second_opinion(case=case, note="What do you think?", by=colleague)
    crisis = path.flag_by_moderator(contribution=story, by=first)
    path.acknowledge(crisis=crisis, by=first)
    path.assess(crisis=crisis, level=Level.LOW, by=first)
    path.act(crisis=crisis, act=Act.COMMUNITY, words="We keep it among us.", by=first)
    story.refresh_from_db()
    assert story.restriction == Restriction.COMMUNITY_ONLY
    assert Case.objects.get(pk=case.pk).state == Case.State.DECIDED
    given.report.refresh_from_db()
    assert (given.report.state, given.report.was_agreed_with) == (Report.State.DECIDED, True)
    # The colleague's screen is stale, and nothing of theirs counts any more.
    with pytest.raises(CaseMoved):
        put_case_back(case=case, by=colleague)


def needed() -> set[str]:
    return set(Message.objects.filter(kind="crisis_needs_you").values_list("account__name", flat=True))


def test_in_high_danger_nobody_has_to_go_and_look_for_the_second_person_or_for_who_chooses(
    story: Contribution, on_call: Riverbend
) -> None:
    crisis, first, second = opened(story), on_call.actor("moderator"), another_moderator(on_call)
    path.acknowledge(crisis=crisis, by=first)
    path.assess(crisis=crisis, level=Level.HIGH, by=first)
    for _again in range(2):
        run_handlers(CrisisAssessed.kind())
    assert second.account is not None
    assert needed() == {"Priya Nair", "Amara Okafor", "Owen Clarke", second.account.name}
    Message.objects.all().delete()
    path.give_second_opinion(crisis=crisis, level=Level.HIGH, by=second)
    run_handlers(CrisisSecondOpinionGiven.kind())
    assert needed() == {"Tom Whitfield", "Priya Nair", "Amara Okafor"}


def test_low_danger_calls_nobody_and_medium_tells_whoever_judged_first(story: Contribution, on_call: Riverbend) -> None:
    crisis, first = opened(story), on_call.actor("moderator")
    path.acknowledge(crisis=crisis, by=first)
    path.assess(crisis=crisis, level=Level.LOW, by=first)
    run_handlers(CrisisAssessed.kind())
    assert needed() == set()
    path.assess(crisis=crisis, level=Level.MEDIUM, by=first)
    run_handlers(CrisisAssessed.kind())
    Message.objects.all().delete()
    path.give_second_opinion(crisis=crisis, level=Level.MEDIUM, by=another_moderator(on_call))
    run_handlers(CrisisSecondOpinionGiven.kind())
    assert needed() == {"Tom Whitfield"}


def test_whoever_is_alerted_or_chooses_in_high_danger_can_open_it(riverbend: Riverbend) -> None:
    story = sent_story(riverbend, may_be_in_danger=True).contribution
    lead = riverbend.actor("lead")
    with time_machine.travel(START, tick=False) as clock:
        crisis = opened(story)
        with pytest.raises(Http404):
            crisis_for_working(lead, crisis.pk)
        # Nobody is on the list, so the leads are alerted after the safeguarding lead.
        clock.move_to(START + datetime.timedelta(minutes=6))
        watch_crises.func(timestamp=0)
        assert crisis_for_working(lead, crisis.pk) == crisis
    crisis.alerts.all().delete()
    with pytest.raises(Http404):
        crisis_for_working(lead, crisis.pk)
    path.acknowledge(crisis=crisis, by=riverbend.actor("moderator"))
    path.assess(crisis=crisis, level=Level.HIGH, by=riverbend.actor("moderator"))
    assert lead.account in seniors_of(crisis)
    assert crisis_for_working(lead, crisis.pk) == crisis
    with pytest.raises(Http404):
        crisis_for_working(riverbend.actor("coder"), crisis.pk)


def test_whoever_helped_is_offered_a_talk_without_asking(story: Contribution, on_call: Riverbend) -> None:
    crisis = at_state(story, State.ACTING, on_call)
    for _again in range(2):
        run_handlers(RecordedFact.objects.get(kind__endswith="CrisisActedOn").kind)
    offered = Debrief.objects.filter(about=f"crisis:{crisis.pk}", state=Debrief.State.OFFERED)
    assert {one.account_id for one in offered} == {crisis.assessed_by_id, crisis.second_opinion_by_id}


def test_a_place_does_not_close_while_a_crisis_is_open(on_call: Riverbend) -> None:
    lead, story = on_call.actor("lead"), published_story(on_call)
    crisis = path.flag_by_moderator(contribution=story, by=on_call.actor("moderator"))
    with pytest.raises(StillNeeded):
        close_space(space=on_call.space, by=lead)
    with pytest.raises(StillNeeded):
        close_engagement(engagement=on_call.engagement, by=lead)
    on_call.space.refresh_from_db()
    assert on_call.space.state == Space.State.OPEN
    path.acknowledge(crisis=crisis, by=lead)
    path.assess(crisis=crisis, level=Level.LOW, by=lead)
    path.act(crisis=crisis, act=Act.NOTHING, words="It was a song.", by=lead)
    close_space(space=on_call.space, by=lead)
    close_engagement(engagement=on_call.engagement, by=lead)
    on_call.space.refresh_from_db()
    assert on_call.space.state == Space.State.CLOSED


def test_a_drill_keeps_no_place_open(on_call: Riverbend) -> None:
    path.drill(space=on_call.space, by=on_call.actor("lead"))
    close_space(space=on_call.space, by=on_call.actor("lead"))
    on_call.space.refresh_from_db()
    assert on_call.space.state == Space.State.CLOSED


def test_a_memorial_stays_closed_and_can_be_opened_again(on_call: Riverbend) -> None:
    story, by = published_story(on_call), on_call.actor("moderator")
    crisis = path.flag_by_moderator(contribution=story, by=by)
    path.care_for_thread(crisis=crisis, words="We look after it.", is_locked=False, by=by)
    path.remember(crisis=crisis, words="We remember them.", by=by)
    standing = PlaceMeasure.objects.get(lifted_at__isnull=True)
    assert (standing.kind, standing.reason, standing.ends_at) == (PlaceMeasure.Kind.LOCK, "We remember them.", None)
    assert path.open_thread_again(crisis=crisis, by=by)
    assert not PlaceMeasure.objects.filter(lifted_at__isnull=True).exists()
    assert not path.open_thread_again(crisis=crisis, by=by)


def test_what_others_closed_is_not_opened_by_the_crisis_path(on_call: Riverbend) -> None:
    story, by = published_story(on_call), on_call.actor("moderator")
    crisis = path.flag_by_moderator(contribution=story, by=by)
    lock = PlaceMeasure.Kind.LOCK
    set_place_measure(space=on_call.space, thread=story, kind=lock, reason="It is settled.", by=by)
    assert not path.open_thread_again(crisis=crisis, by=by)
    assert PlaceMeasure.objects.get().lifted_at is None


def test_a_graver_second_opinion_holds_and_a_new_assessment_asks_for_a_new_one(
    story: Contribution, on_call: Riverbend
) -> None:
    crisis = opened(story)
    first, second = on_call.actor("moderator"), another_moderator(on_call)
    path.acknowledge(crisis=crisis, by=first)
    path.assess(crisis=crisis, level=Level.MEDIUM, by=first)
    assert path.give_second_opinion(crisis=crisis, level=Level.HIGH, by=second).level == Level.HIGH
    again = path.assess(crisis=crisis, level=Level.MEDIUM, by=second)
    assert again.second_opinion_by is None
    with pytest.raises(path.SecondPersonNeeded):
        path.act(crisis=crisis, act=Act.SERVICE, words="Rang the ward.", by=first)


@pytest.mark.parametrize(("level", "act"), list(itertools.product(Level, Act)))
def test_each_level_has_its_own_ways_to_act(
    story: Contribution, on_call: Riverbend, level: Level, act: Act
) -> None:
    crisis = opened(story)
    first, senior = on_call.actor("moderator"), on_call.actor("data_protection")
    path.acknowledge(crisis=crisis, by=first)
    path.assess(crisis=crisis, level=level, by=first)
    path.give_second_opinion(crisis=crisis, level=level, by=another_moderator(on_call))
    if act in path.ACTS[level]:
        with pytest.raises(path.WordsNeeded):
            path.act(crisis=crisis, act=act, words=" ", by=senior)
        done = path.act(crisis=crisis, act=act, words="Done.", by=senior)
        assert done.state == (State.CLOSED if act == Act.NOTHING else State.ACTING)
    else:
        with pytest.raises(ValueError, match="does not belong"):
            path.act(crisis=crisis, act=act, words="Done.", by=senior)


def test_a_message_reaches_the_author_through_their_own_page(story: Contribution, on_call: Riverbend) -> None:
    crisis = at_state(story, State.ACTING, on_call)
    run_handlers(RecordedFact.objects.get(kind__endswith="CrisisMessageWritten").kind)
    assert Message.objects.get(kind="crisis_message").persona_id == story.author_id
    assert crisis.steps.get(kind="message").words == "We read this."
    kept = json.dumps(list(RecordedFact.objects.values_list("payload", flat=True)))
    assert "We read this" not in kept
    assert "tablets" not in kept


def test_somebody_is_reminded_after_a_day_once(story: Contribution, on_call: Riverbend) -> None:
    with time_machine.travel(START, tick=False) as clock:
        crisis = at_state(story, State.ACTING, on_call)
        clock.move_to(START + datetime.timedelta(hours=23))
        remind_of_crises.func(timestamp=0)
        assert not Message.objects.filter(kind="crisis_follow_up").exists()
        clock.move_to(START + datetime.timedelta(hours=24))
        remind_of_crises.func(timestamp=0)
        remind_of_crises.func(timestamp=0)
        told = Message.objects.filter(kind="crisis_follow_up")
        assert {one.account for one in told} == {on_call.account("moderator"), on_call.account("data_protection")}
        assert told.count() == 2
        path.follow_up(crisis=crisis, words="She has answered.", by=on_call.actor("lead"))
        clock.move_to(START + datetime.timedelta(days=92))
        remind_of_crises.func(timestamp=0)
    assert Message.objects.filter(kind="crisis_follow_up").count() == 2
    assert Message.objects.filter(kind="crisis_review").count() == 2


def test_closing_releases_the_words_and_reading_goes_on(story: Contribution, on_call: Riverbend) -> None:
    at_state(story, State.CLOSED, on_call)
    story.refresh_from_db()
    revision = story.revisions.get()
    assert (story.hold, revision.review) == (Hold.NONE, "pending")
    assert not story.is_for_everyone


def test_closing_an_older_crisis_leaves_the_hold_to_the_newer_one(story: Contribution, on_call: Riverbend) -> None:
    older = at_state(story, State.REVIEWED, on_call)
    newer = opened(story, Source.REPORT)
    moderator = on_call.actor("moderator")
    with pytest.raises(path.CrisisMoved):
        path.release_words(crisis=older, by=moderator)
    path.close_crisis(crisis=older, by=moderator)
    older.refresh_from_db()
    story.refresh_from_db()
    assert (older.state, story.hold) == (State.CLOSED, Hold.SAFEGUARDING)
    assert "CrisisWordsReleased" not in facts(older)
    assert at_state(story, State.CLOSED, on_call) == newer
    story.refresh_from_db()
    assert (story.hold, facts(newer).count("CrisisWordsReleased")) == (Hold.NONE, 1)


def test_a_newer_crisis_keeps_its_hold_until_it_is_closed_itself(story: Contribution, on_call: Riverbend) -> None:
    older = at_state(story, State.REVIEWED, on_call)
    newer = at_state(story, State.REVIEWED, on_call)
    assert newer != older
    path.close_crisis(crisis=older, by=on_call.actor("moderator"))
    story.refresh_from_db()
    assert story.hold == Hold.SAFEGUARDING
    path.close_crisis(crisis=newer, by=on_call.actor("moderator"))
    story.refresh_from_db()
    assert story.hold == Hold.NONE


def test_the_others_in_the_thread_are_cared_for(on_call: Riverbend) -> None:
    story = published_story(on_call)
    crisis = at_state(story, State.ACTING, on_call)
    words = "Some words here were hard to read. We are with you. We open again tomorrow."
    path.care_for_thread(crisis=crisis, words=words, is_locked=True, by=on_call.actor("moderator"))
    measure = PlaceMeasure.objects.get()
    assert (measure.thread, measure.kind, measure.reason) == (story, PlaceMeasure.Kind.LOCK, words)


def test_a_debrief_is_asked_for_once_and_the_leads_are_told(story: Contribution, on_call: Riverbend) -> None:
    crisis = at_state(story, State.ACTING, on_call)
    assert path.ask_for_debrief(crisis=crisis, by=on_call.actor("moderator"))
    assert not path.ask_for_debrief(crisis=crisis, by=on_call.actor("moderator"))
    run_handlers(RecordedFact.objects.get(kind__endswith="DebriefAsked").kind)
    told = {one.account for one in Message.objects.filter(kind="crisis_debrief")}
    assert told == {on_call.account("lead"), on_call.account("data_protection")}


def test_a_stale_screen_changes_nothing(story: Contribution, on_call: Riverbend) -> None:
    crisis = at_state(story, State.ACKNOWLEDGED, on_call)
    seen = crisis.version
    path.assess(crisis=crisis, level=Level.LOW, version=seen, by=on_call.actor("moderator"))
    with pytest.raises(path.CrisisMoved):
        path.assess(crisis=crisis, level=Level.HIGH, version=seen, by=on_call.actor("lead"))


def test_a_drill_goes_the_whole_way_and_touches_nobody(on_call: Riverbend) -> None:
    crisis = path.drill(space=on_call.space, by=on_call.actor("lead"))
    assert (crisis.state, crisis.contribution) == (State.ALERTED, None)
    watch_crises.func(timestamp=0)
    assert all("DRILL" in one.body for one in mail.outbox)
    assert len(mail.outbox) == 2
    moderator = on_call.actor("moderator")
    path.acknowledge(crisis=crisis, by=moderator)
    path.assess(crisis=crisis, level=Level.LOW, by=moderator)
    path.act(crisis=crisis, act=Act.NOTHING, words="A drill.", by=moderator)
    crisis.refresh_from_db()
    assert crisis.state == State.CLOSED
    assert not Contribution.objects.exclude(hold=Hold.NONE).exists()


def test_what_was_noted_is_erased_with_the_words(story: Contribution, on_call: Riverbend) -> None:
    crisis = at_state(story, State.FOLLOW_UP, on_call)
    CrisisCase.objects.update(signals=[["self_harm", 0, 5]])
    path.erase_crisis_words(contribution=story, by=SYSTEM)
    crisis.refresh_from_db()
    assert crisis.signals == []
    assert set(crisis.steps.values_list("words", flat=True)) == {""}


# The graph


MOVES = {
    State.ALERTED: lambda crisis, by: path.send_alerts(crisis=crisis, by=by) or _refused(),
    State.ACKNOWLEDGED: lambda crisis, by: path.acknowledge(crisis=crisis, by=by),
    State.ASSESSED: lambda crisis, by: path.assess(crisis=crisis, level=Level.LOW, by=by),
    State.ACTING: lambda crisis, by: path.act(crisis=crisis, act=Act.MESSAGE, words="Hello.", by=by),
    State.FOLLOW_UP: lambda crisis, by: path.follow_up(crisis=crisis, words="Well.", by=by),
    State.REVIEWED: lambda crisis, by: path.review(crisis=crisis, words="Well.", by=by),
    State.CLOSED: lambda crisis, by: path.close_crisis(crisis=crisis, by=by),
}


def _refused() -> None:
    raise path.CrisisMoved


@pytest.mark.parametrize(("now", "then"), list(itertools.product(State, MOVES)))
def test_actions_move_a_crisis_along_its_graph_and_no_other_way(
    story: Contribution, on_call: Riverbend, now: State, then: State
) -> None:
    crisis = at_state(story, now, on_call)
    before = CrisisCase.objects.filter(pk=crisis.pk).values().get()
    # Closing what was only assessed is what "nothing is needed" does; a person who presses "close" looks back first.
    allowed = then in CRISIS.moves[now] and (now, then) != (State.ASSESSED, State.CLOSED)
    if allowed:
        MOVES[then](crisis, on_call.actor("lead"))
        crisis.refresh_from_db()
        assert crisis.state == then
    else:
        with pytest.raises((IllegalMove, path.CrisisMoved)):
            MOVES[then](crisis, on_call.actor("lead"))
        assert CrisisCase.objects.filter(pk=crisis.pk).values().get() == before


@pytest.mark.parametrize("state", list(State))
def test_a_crisis_never_yields_a_strike_a_step_or_a_decision(
    story: Contribution, on_call: Riverbend, state: State
) -> None:
    at_state(story, state, on_call)
    assert not Strike.objects.exists()
    assert not Sanction.objects.exists()
    assert not Decision.objects.exists()


# The lists


def test_the_list_shows_the_unanswered_and_the_gravest_first(on_call: Riverbend) -> None:
    moderator = on_call.actor("moderator")
    cases = [opened(sent_story(on_call).contribution) for _number in range(4)]
    for crisis, level in zip(cases, [Level.LOW, Level.MEDIUM, Level.HIGH], strict=False):
        path.acknowledge(crisis=crisis, by=moderator)
        path.assess(crisis=crisis, level=level, by=moderator)
    assert [one.pk for one in open_crises(moderator)] == [cases[number].pk for number in (3, 2, 1, 0)]
    assert open_crises(actor_for_account(on_call.outsider)) == []


def test_the_list_of_people_and_the_messages_are_kept(on_call: Riverbend) -> None:
    organisation, lead = on_call.cast.organisation, on_call.actor("lead")
    tom = OnCallPlace(on_call.account("moderator"), 1)
    set_on_call(organisation=organisation, places=[tom], by=lead)
    assert [one.account for one in OnCall.objects.all()] == [on_call.account("moderator")]
    for wrong in ([], [tom, tom]):
        with pytest.raises(ValueError, match="once"):
            set_on_call(organisation=organisation, places=wrong, by=lead)
    for words in ("We read this.", "We read what you wrote."):
        keep_message_template(organisation=organisation, key="first", title="First words", words=words, by=lead)
    assert MessageTemplate.objects.get().words == "We read what you wrote."
