"""Moderators are people: breaks told by acts, topics left to others, folding, buddies, talks."""

import datetime
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications.models import Message
from openward.people.access import SYSTEM, Actor, actor_for_account, persona_actor
from openward.people.actions.organisations import give_role
from openward.people.models import Role
from openward.safety.actions.appeals import appeal_decision, take_appeal
from openward.safety.actions.care import (
    BuddyCannot,
    ask_debrief,
    call_buddy,
    choose_care,
    hand_over,
    offer_debrief,
    settle_debrief,
)
from openward.safety.actions.cases import SeniorNeeded, pass_case_on, take_case
from openward.safety.actions.decisions import decide_report_case
from openward.safety.actions.readings import claim_case, claim_next
from openward.safety.actions.reports import receive_report
from openward.safety.actions.shifts import NotNow, SeenEnough, begin_break, keep_act, tidy_shifts
from openward.safety.actions.topics import mark_topics, sort_by_topic
from openward.safety.models import (
    Case,
    CrisisCase,
    Debrief,
    Decision,
    ModeratorCare,
    OnCall,
    Report,
    SecondReading,
    Shift,
    Topic,
    TopicMark,
)
from openward.safety.queries.appeals import appeal_queue
from openward.safety.queries.care import care_of, topics_without_anybody
from openward.safety.queries.cases import case_count, case_queue
from openward.safety.queries.crisis import rota_of, watchers_of
from openward.safety.queries.readings import queue, unread_afterwards
from openward.safety.queries.second_readings import waiting_readings
from tests.factories.riverbend import Riverbend, published_story, sent_story
from tests.rooms.safety.moderators import another_moderator

ClientOf = Callable[[str], Client]
Category = Report.Category
NOON = datetime.datetime(2026, 11, 18, 12, 0, tzinfo=datetime.UTC)


def at(minutes: float) -> datetime.datetime:
    return NOON + datetime.timedelta(minutes=minutes)


def moderator(riverbend: Riverbend) -> Actor:
    return riverbend.actor("moderator")


def work(actor: Actor, *, until: int, since: int = 0) -> None:
    """An act every five minutes, the last one at `until`."""
    for minute in range(since, until + 1, 5):
        with time_machine.travel(at(minute), tick=False):
            keep_act(by=actor)


def report_of(riverbend: Riverbend, category: Category = Category.SPAM, **values: object) -> Case:
    story = published_story(riverbend, **values)
    return receive_report(contribution=story, category=category, by=riverbend.actor("visitor")).report.case


def choose(actor: Actor, **values: object) -> None:
    given = {"leaves": [], "folds_severe": True, "severe_most": 8, "buddy": None, **values}
    choose_care(by=actor, **given)  # type: ignore[arg-type]


def hear_everything() -> None:
    """Bring about what follows from the facts of care, as the worker would."""
    handlers = {
        "DebriefOffered": "on_debrief_offered",
        "DebriefWanted": "on_debrief_wanted",
        "BuddyCalled": "on_buddy_called",
        "CaseHandedOver": "on_case_handed_over",
        "CasePassedOn": "on_case_passed_on",
        "TopicWithoutAnybody": "on_topic_without_anybody",
        "CaseDecided": "on_grave_case_decided",
    }
    for kind, handler in handlers.items():
        for row in RecordedFact.objects.filter(kind=f"safety.{kind}"):
            hear(fact_id=row.pk, handler=f"safety.{handler}")


# --- Breaks, told by acts -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_break_is_suggested_at_fifty_minutes_and_a_pause_comes_at_a_hundred_and_twenty(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    work(actor, until=45)
    assert not care_of_at(actor, 49).is_due_a_break(at(49))
    work(actor, since=50, until=50)
    assert care_of_at(actor, 50).is_due_a_break(at(50))
    assert care_of_at(actor, 50).paused_until(at(50)) is None
    work(actor, since=55, until=115)
    assert care_of_at(actor, 119).paused_until(at(119)) is None
    work(actor, since=120, until=120)
    assert care_of_at(actor, 120).paused_until(at(120)) == at(130)


def care_of_at(actor: Actor, minute: float):  # type: ignore[no-untyped-def]
    with time_machine.travel(at(minute), tick=False):
        return care_of(actor)


@pytest.mark.django_db
def test_ten_minutes_without_an_act_are_a_break_and_nine_are_work(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    work(actor, until=50)
    with time_machine.travel(at(59), tick=False):
        keep_act(by=actor)
    assert care_of_at(actor, 59).worked_at(at(59)) == datetime.timedelta(minutes=59)
    with time_machine.travel(at(69), tick=False):
        assert care_of(actor).worked_at(at(69)) == datetime.timedelta(0)
        keep_act(by=actor)
    assert Shift.objects.get().worked_s == 0


@pytest.mark.django_db
def test_a_break_cut_short_is_neither_work_nor_rest(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    work(actor, until=60)
    with time_machine.travel(at(60), tick=False):
        begin_break(by=actor)
    assert care_of_at(actor, 66).on_break_until(at(66)) == at(70)
    with time_machine.travel(at(66), tick=False):
        keep_act(by=actor)
    assert care_of_at(actor, 66).worked_at(at(66)) == datetime.timedelta(minutes=60)
    assert care_of_at(actor, 66).on_break_until(at(66)) is None


@pytest.mark.django_db
def test_the_pause_gives_out_nothing_new_and_ends_ten_minutes_after_the_last_act(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    case = report_of(riverbend)
    waiting = sent_story(riverbend).contribution
    work(actor, until=120)
    with time_machine.travel(at(121), tick=False):
        with pytest.raises(NotNow):
            take_case(case=case, by=actor)
        with pytest.raises(NotNow):
            claim_case(contribution=waiting, by=actor)
        with pytest.raises(NotNow):
            claim_next(by=actor)
        assert case_queue(actor) == []
        assert queue(actor) == []
        keep_act(by=actor)
    with time_machine.travel(at(130), tick=False):
        assert care_of(actor).paused_until(timezone.now()) == at(131)
    with time_machine.travel(at(131), tick=False):
        assert take_case(case=case, by=actor).claimed_by == actor.account


@pytest.mark.django_db
def test_the_pause_keeps_nobody_from_a_crisis(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    case = report_of(riverbend, Category.DANGER)
    ticked = sent_story(riverbend, may_be_in_danger=True).contribution
    work(actor, until=120)
    with time_machine.travel(at(121), tick=False):
        assert [item.case for item in case_queue(actor)] == [case]
        assert [item.contribution for item in queue(actor)] == [ticked]
        assert take_case(case=case, by=actor).claimed_by == actor.account
        assert claim_case(contribution=ticked, by=actor).claimed_by == actor.account


@pytest.mark.django_db
def test_half_written_words_survive_the_pause(riverbend: Riverbend, client_of: ClientOf) -> None:
    """Taken before the pause, looked at and sent in it: nothing of the words is lost; then the pause is shown."""
    client, case = client_of("moderator"), report_of(riverbend, Category.IDENTIFIES)
    report_of(riverbend)
    with time_machine.travel(at(0), tick=False):
        client.post(f"/cases/{case.pk}/take/")
    work(moderator(riverbend), since=5, until=120)
    with time_machine.travel(at(121), tick=False):
        page = client.get(f"/cases/{case.pk}/decide/hide/").content.decode()
        values = {**fields_of(page), "words_to_author": "Half of a kind sentence.", "facts": "A place and a name."}
        looked = client.post(f"/cases/{case.pk}/decide/hide/", {**values, "step_to": "look"}).content.decode()
        assert "Half of a kind sentence." in looked
        sent = client.post(f"/cases/{case.pk}/decide/hide/", {**values, "step_to": "send"})
        assert sent["Location"] == "/care/pause/"
        pause = client.get(sent["Location"]).content.decode()
    assert "Nothing new is given to you until" in pause
    decision = Decision.objects.get(is_automatic=False)
    assert decision.words_to_author == "Half of a kind sentence."


def fields_of(page: str) -> dict[str, str]:
    """What the decision form holds as it is offered."""
    form = page[page.index('id="against"') :]
    found = dict(re.findall(r'<input type="hidden" name="(revision_sha256|version)"[^>]*value="([^"]+)"', form))
    found |= dict(re.findall(r'name="(rule)"[^>]*value="([^"]+)"', form))
    return found


@pytest.mark.django_db
def test_the_pause_says_who_else_is_alerted(riverbend: Riverbend, client_of: ClientOf) -> None:
    OnCall.objects.create(organisation=riverbend.cast.organisation, account=riverbend.account("lead"), place=1)
    receive_report(
        contribution=published_story(riverbend), category=Category.DANGER, by=riverbend.actor("visitor")
    )
    hear_danger()
    work(moderator(riverbend), until=120)
    with time_machine.travel(at(121), tick=False):
        page = client_of("moderator").get("/care/pause/").content.decode()
    assert "Amara Okafor" in page
    assert "Nobody has it yet" in page


def hear_danger() -> None:
    for row in RecordedFact.objects.filter(kind="safety.ReportReceived"):
        hear(fact_id=row.pk, handler="safety.on_danger_reported")


@pytest.mark.django_db
def test_shifts_end_by_themselves_and_are_forgotten_after_a_month(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    work(actor, until=10)
    assert tidy_shifts(now=at(10 + 239), by=SYSTEM) == 0
    assert Shift.objects.get().ended_at is None
    tidy_shifts(now=at(10 + 240), by=SYSTEM)
    assert Shift.objects.get().ended_at is not None
    assert tidy_shifts(now=at(0) + datetime.timedelta(days=31), by=SYSTEM) == 1


@pytest.mark.django_db
def test_a_shift_leaves_no_fact(riverbend: Riverbend) -> None:
    before = RecordedFact.objects.count()
    work(moderator(riverbend), until=60)
    begin_break(by=moderator(riverbend))
    choose(moderator(riverbend), leaves=[Topic.HATE])
    tidy_shifts(now=at(1_000), by=SYSTEM)
    assert set(RecordedFact.objects.values_list("kind", flat=True)[before:]) <= {"safety.TopicWithoutAnybody"}


# --- Enough that is hard to read ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_after_enough_that_is_hard_the_rest_goes_to_others_but_for_danger(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    choose(actor, severe_most=1)
    hard = [report_of(riverbend) for _number in range(2)]
    for case in hard:
        mark_topics(contribution=case.contribution, topics=[Topic.DEATH], by=another_moderator(riverbend))
        case.refresh_from_db()
    easy, danger = report_of(riverbend), report_of(riverbend, Category.DANGER)
    take_case(case=hard[0], by=actor)
    with pytest.raises(SeenEnough):
        take_case(case=hard[1], by=actor)
    assert {item.case for item in case_queue(actor)} == {hard[0], easy, danger}
    assert {item.case for item in case_queue(another_moderator(riverbend))} >= {hard[1], easy}
    assert take_case(case=danger, by=actor).claimed_by == actor.account


@pytest.mark.django_db
def test_taking_ones_own_again_counts_once_and_a_new_shift_counts_anew(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    case = report_of(riverbend, Category.DANGER)
    with time_machine.travel(at(0), tick=False):
        take_case(case=case, by=actor)
        take_case(case=case, by=actor)
        assert care_of(actor).severe_seen == 1
    with time_machine.travel(at(241), tick=False):
        assert care_of(actor).severe_seen == 0


# --- Topics left to others ----------------------------------------------------------------------------------------


def about(riverbend: Riverbend, words: str, **values: object) -> Contribution:
    story = sent_story(riverbend, happened=words, **values).contribution
    sort_by_topic(contribution=story, text=words, by=SYSTEM)
    return story


@pytest.mark.django_db
def test_no_queue_offers_what_somebody_leaves_to_others(riverbend: Riverbend) -> None:
    actor, colleague = moderator(riverbend), another_moderator(riverbend)
    words = "Our baby was stillborn, and the midwife stayed with us."
    reading = about(riverbend, words)
    other = sent_story(riverbend).contribution
    reported = published_story(riverbend, happened=words)
    sort_by_topic(contribution=reported, text=words, by=SYSTEM)
    case = receive_report(contribution=reported, category=Category.OFF_TOPIC, by=riverbend.actor("visitor")).report.case
    choose(actor, leaves=[Topic.BIRTH])
    assert [item.contribution for item in queue(actor)] == [other]
    assert {item.contribution for item in queue(colleague)} == {reading, other}
    assert case_queue(actor) == []
    assert [item.case for item in case_queue(colleague)] == [case]
    counted = case_count(actor, spaces=[riverbend.space], care=care_of(actor))
    assert (counted.waiting, counted.left_to_others) == (1, 1)
    taken = claim_next(by=actor)
    assert taken is not None
    assert taken.contribution == other


@pytest.mark.django_db
def test_words_that_the_checks_have_not_reached_yet_are_not_offered_either(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    choose(actor, leaves=[Topic.DEATH])
    sent_story(riverbend, happened="My father died on the ward, and nobody rang us.")
    assert TopicMark.objects.count() == 0
    assert queue(actor) == []


@pytest.mark.django_db
def test_what_was_shown_at_once_is_left_to_others_too(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    Contribution.objects.filter(pk=story.pk).update(shown_review="not_required")
    actor = moderator(riverbend)
    assert unread_afterwards(actor, spaces=[riverbend.space])[1] == 1
    mark_topics(contribution=story, topics=[Topic.SEX], by=actor)
    choose(actor, leaves=[Topic.SEX])
    assert unread_afterwards(actor, spaces=[riverbend.space]) == ([], 0)


@pytest.mark.django_db
def test_who_leaves_self_harm_to_others_is_alerted_last_and_a_life_still_reaches_somebody(
    riverbend: Riverbend,
) -> None:
    actor = moderator(riverbend)
    for place, account in enumerate([riverbend.account("moderator"), riverbend.account("lead")], start=1):
        OnCall.objects.create(organisation=riverbend.cast.organisation, account=account, place=place)
    crisis = CrisisCase.objects.create(contribution=sent_story(riverbend).contribution, source="author")
    first = [[one.account for one in group] for group in rota_of(crisis)]
    assert first == [[riverbend.account("moderator")], [riverbend.account("lead")]]
    choose(actor, leaves=[Topic.SELF_HARM])
    groups = [[one.account for one in group] for group in rota_of(crisis)]
    assert groups == [[riverbend.account("lead")], [riverbend.account("moderator")]]
    assert riverbend.account("moderator") not in watchers_of(crisis)
    OnCall.objects.filter(account=riverbend.account("lead")).delete()
    assert [[one.account for one in group] for group in rota_of(crisis)] == [[riverbend.account("moderator")]]


@pytest.mark.django_db
def test_the_leads_are_told_when_nobody_is_left_for_a_topic_and_not_by_whom(riverbend: Riverbend) -> None:
    colleague = another_moderator(riverbend)
    choose(moderator(riverbend), leaves=[Topic.HATE])
    assert topics_without_anybody(riverbend.space, [Topic.HATE]) == []
    choose(colleague, leaves=[Topic.HATE, Topic.SEX])
    assert topics_without_anybody(riverbend.space, [Topic.HATE, Topic.SEX]) == ["hate"]
    hear_everything()
    told = Message.objects.get(kind="topic_without_anybody")
    assert told.account == riverbend.account("lead")
    assert told.values == {}


@pytest.mark.django_db
def test_new_words_about_a_topic_that_nobody_reads_tell_the_leads_once_a_day(riverbend: Riverbend) -> None:
    ModeratorCare.objects.create(account=riverbend.account("moderator"), leaves_to_others=[Topic.DEATH])
    about(riverbend, "My mother died in May.")
    about(riverbend, "My father died in June.")
    hear_everything()
    assert Message.objects.filter(kind="topic_without_anybody").count() == 1


@pytest.mark.django_db
def test_a_person_says_what_words_are_about_and_the_open_case_follows(riverbend: Riverbend) -> None:
    case = report_of(riverbend, Category.HATE)
    assert case.topics == ["hate"]
    mark_topics(contribution=case.contribution, topics=[Topic.CHILDREN], by=moderator(riverbend))
    case.refresh_from_db()
    assert case.topics == ["children"]
    fact = RecordedFact.objects.filter(kind="safety.TopicsSorted").latest("pk")
    assert "children" not in str(fact.payload)


# --- Senior colleagues --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_passed_on_goes_to_a_senior_colleague_where_there_is_one(riverbend: Riverbend) -> None:
    actor, colleague = moderator(riverbend), another_moderator(riverbend)
    case = take_case(case=report_of(riverbend), by=actor)
    pass_case_on(case=case, note="I know the author.", by=actor)
    assert [item.case for item in case_queue(colleague)] == [case]
    senior_account = riverbend.account("coder")
    give_role(
        account=senior_account, organisation=riverbend.cast.organisation, role=Role.SENIOR_MODERATOR, by=SYSTEM
    )
    senior = actor_for_account(senior_account)
    assert case_queue(colleague) == []
    with pytest.raises(SeniorNeeded):
        take_case(case=case, by=colleague)
    assert [item.case for item in case_queue(senior)] == [case]
    hear_everything()
    assert Message.objects.get(kind="case_passed_on").account == senior_account
    assert take_case(case=case, by=senior).claimed_by == senior_account


# --- Buddies ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_buddy_is_called_and_takes_a_case_over(riverbend: Riverbend) -> None:
    actor, buddy = moderator(riverbend), another_moderator(riverbend)
    choose(actor, buddy=buddy.account)
    assert call_buddy(by=actor) == buddy.account
    case = take_case(case=report_of(riverbend), by=actor)
    hand_over(case=case, by=actor)
    case.refresh_from_db()
    assert (case.state, case.claimed_by) == (Case.State.CLAIMED, buddy.account)
    hear_everything()
    assert {row.kind for row in Message.objects.filter(account=buddy.account)} == {"buddy_called", "case_handed_over"}


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["none chosen", "leaves it to others", "rests"])
def test_who_cannot_is_not_given_it_and_nobody_learns_why(riverbend: Riverbend, client_of: ClientOf, why: str) -> None:
    actor, buddy = moderator(riverbend), another_moderator(riverbend)
    if why != "none chosen":
        choose(actor, buddy=buddy.account)
    if why == "leaves it to others":
        choose(buddy, leaves=[Topic.HATE])
    case = take_case(case=report_of(riverbend, Category.HATE), by=actor)
    if why == "rests":
        begin_break(by=buddy)
    with pytest.raises(BuddyCannot):
        hand_over(case=case, by=actor)
    client = client_of("moderator")
    client.post(f"/cases/{case.pk}/hand-over/")
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "Your buddy cannot take this one now." in page
    case.refresh_from_db()
    assert case.claimed_by == actor.account


@pytest.mark.django_db
def test_nobody_from_elsewhere_becomes_a_buddy(riverbend: Riverbend) -> None:
    with pytest.raises(ValueError, match="same organisation"):
        choose(moderator(riverbend), buddy=riverbend.outsider)


# --- Talks --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_talk_is_offered_once_asked_for_and_held(riverbend: Riverbend) -> None:
    actor, lead = moderator(riverbend), riverbend.actor("lead")
    offered = offer_debrief(moderator=riverbend.account("moderator"), about="crisis:one", by=SYSTEM)
    assert offer_debrief(moderator=riverbend.account("moderator"), about="crisis:one", by=SYSTEM) == offered
    asked = ask_debrief(with_account=riverbend.account("lead"), debrief=offered, by=actor)
    assert asked.state == Debrief.State.ASKED
    hear_everything()
    assert Message.objects.get(kind="debrief_offered").account == riverbend.account("moderator")
    assert Message.objects.get(kind="debrief_wanted").account == riverbend.account("lead")
    settle_debrief(debrief=asked, state=Debrief.State.HELD, by=lead)
    kinds = [row.kind for row in RecordedFact.objects.filter(kind__contains="Debrief").order_by("pk")]
    assert kinds == ["safety.DebriefOffered", "safety.DebriefWanted", "safety.DebriefSettled"]


@pytest.mark.django_db
def test_whoever_decides_about_danger_to_life_is_offered_a_talk(riverbend: Riverbend) -> None:
    actor = moderator(riverbend)
    for category in (Category.DANGER, Category.SPAM):
        case = take_case(case=report_of(riverbend, category), by=actor)
        revision = case.contribution.shown_revision
        assert revision is not None
        decide_report_case(
            case=case, outcome=Decision.Outcome.KEEP, revision_sha256=revision.sha256, version=case.version, by=actor
        )
    hear_everything()
    hear_everything()
    debrief = Debrief.objects.get()
    assert (debrief.account, debrief.state) == (riverbend.account("moderator"), Debrief.State.OFFERED)
    assert debrief.about.startswith("case:")


@pytest.mark.django_db
def test_a_talk_is_between_two(riverbend: Riverbend, client_of: ClientOf) -> None:
    debrief = ask_debrief(with_account=riverbend.account("lead"), by=moderator(riverbend))
    assert client_of("lead").get(f"/care/talks/{debrief.pk}/").status_code == 200
    assert client_of("data_protection").get(f"/care/talks/{debrief.pk}/").status_code == 404
    with pytest.raises(ValueError, match="those whose talk it is"):
        settle_debrief(debrief=debrief, state=Debrief.State.DECLINED, by=riverbend.actor("lead"))


# --- The pages ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_somebody_chooses_is_kept_and_only_theirs(riverbend: Riverbend, client_of: ClientOf) -> None:
    client = client_of("moderator")
    sent = {"leaves": ["birth", "hate"], "severe_most": "3", "folds_severe": "on"}
    assert client.post("/care/", sent)["Location"] == "/care/"
    row = ModeratorCare.objects.get(account=riverbend.account("moderator"))
    assert (row.leaves_to_others, row.severe_most, row.folds_severe) == (["birth", "hate"], 3, True)
    page = client.get("/care/").content.decode()
    assert "Nobody else is left for: Birth and losing a baby, Hate and racism." in page
    assert client.post("/care/", {"severe_most": "0"}).status_code == 200
    assert ModeratorCare.objects.get(account=riverbend.account("moderator")).severe_most == 3


@pytest.mark.django_db
def test_hard_words_are_folded_behind_their_severity_and_the_choice_is_remembered(
    riverbend: Riverbend, client_of: ClientOf
) -> None:
    client = client_of("moderator")
    case = report_of(riverbend, Category.DANGER, happened="The unmistakable words of this story.")
    client.post(f"/cases/{case.pk}/take/")
    listed = client.get("/cases/").content.decode()
    assert "Danger to life. It is about: Suicide and self-harm." in listed
    assert "unmistakable" not in listed
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert re.search(r"<details[^>]*data-folded>", page)
    assert 'data-key="k"' not in page
    client.post("/care/folding/", {"back": f"/cases/{case.pk}/"})
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert re.search(r"<details[^>]*data-folded open>", page)
    assert 'data-key="k"' in page
    assert client.post("/care/folding/", {"back": "https://elsewhere.example/"})["Location"] == "/care/"


@pytest.mark.django_db
def test_the_queue_says_when_a_break_would_be_good(riverbend: Riverbend, client_of: ClientOf) -> None:
    client = client_of("moderator")
    work(moderator(riverbend), until=50)
    with time_machine.travel(at(51), tick=False):
        for address in ("/queue/", "/cases/", "/queue/afterwards/"):
            assert "A break would be good now" in client.get(address).content.decode(), address
        assert client.post("/care/break/")["Location"] == "/care/pause/"
        assert "You are on a break" in client.get("/care/pause/").content.decode()


@pytest.mark.django_db
def test_the_desk_of_a_moderator_keeps_their_acts(riverbend: Riverbend, client_of: ClientOf) -> None:
    client, case = client_of("moderator"), report_of(riverbend)
    client.get("/cases/")
    assert not Shift.objects.exists()
    client.post(f"/cases/{case.pk}/take/")
    assert Shift.objects.get().account == riverbend.account("moderator")


@pytest.mark.django_db
def test_the_leads_see_which_topics_nobody_reads_and_no_name(riverbend: Riverbend, client_of: ClientOf) -> None:
    choose(moderator(riverbend), leaves=[Topic.HATE])
    page = client_of("lead").get("/care/missing/").content.decode()
    assert "nobody is left for Hate and racism" in page
    assert "Tom Whitfield" not in page


@pytest.mark.django_db
def test_appeals_and_second_readings_about_a_topic_go_to_others_too(riverbend: Riverbend) -> None:
    actor, colleague = moderator(riverbend), another_moderator(riverbend)
    case = take_case(case=report_of(riverbend), by=actor)
    story = case.contribution
    assert story.shown_revision is not None
    decision = decide_report_case(
        case=case,
        outcome=Decision.Outcome.LIMIT,
        revision_sha256=story.shown_revision.sha256,
        rule=riverbend.space.house_rules.get(),
        facts="It is an advert.",
        words_to_author="Thank you. It is an advert.",
        version=case.version,
        by=actor,
    )
    appeal = appeal_decision(decision=decision, words="It is none.", by=persona_actor(story.author_id))
    SecondReading.objects.create(decision=decision, first_decider=actor.account)
    assert [one.appeal for one in appeal_queue(colleague)] == [appeal]
    assert len(waiting_readings(colleague)) == 1
    mark_topics(contribution=story, topics=[Topic.BIRTH], by=actor)
    choose(colleague, leaves=[Topic.BIRTH])
    assert appeal_queue(colleague) == []
    assert waiting_readings(colleague) == []
    choose(colleague, leaves=[])
    work(colleague, until=120)
    with time_machine.travel(at(121), tick=False), pytest.raises(NotNow):
        take_appeal(appeal=appeal, by=colleague)
