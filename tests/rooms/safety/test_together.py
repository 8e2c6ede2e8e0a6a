"""Acting together: what is set aside, what is left alone, and one decision that puts everything back."""

import datetime
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from openward.contributions.models import Contribution
from openward.kit.state_graphs import IllegalMove
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications.models import Message
from openward.people.access import SYSTEM, Actor
from openward.people.models import HeldRole, Role
from openward.safety.actions.measures import lift_place_measure
from openward.safety.actions.reports import receive_report
from openward.safety.actions.together import NeedsReason, confirm_alert, end_unlooked, look_at_space, put_back
from openward.safety.models import Case, PlaceMeasure, Report, TogetherAlert
from openward.safety.queries.screening import needs_reading
from openward.safety.tasks.together import look_together
from openward.spaces.access import NotNow, brakes_on, check_joining
from openward.spaces.actions.duty import plan_shifts
from openward.spaces.models import ModerationMode, PlaceBrake, Space
from tests.factories.riverbend import Riverbend, published_story, sent_story
from tests.rooms.safety import raiders
from tests.rooms.safety.raiders import (
    COPIED,
    NOW,
    PETITION,
    a_week,
    fifty_people,
    own_words,
    people,
    report,
    say,
    spread,
)

MINUTE = datetime.timedelta(minutes=1)
State = TogetherAlert.State


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def space(riverbend: Riverbend) -> Space:
    fifty_people(riverbend.space)
    cache.clear()
    return riverbend.space


def work_off() -> None:
    """Everything that follows from what was recorded, as the worker does it."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, args from procrastinate_jobs"
                " where status = 'todo' and task_name = 'ledger.hear' order by id"
            )
            waiting = cursor.fetchall()
            cursor.execute("update procrastinate_jobs set status = 'succeeded' where task_name = 'ledger.hear'")
        if not waiting:
            return
        for _key, args in waiting:
            hear.func(**json.loads(args))


def look(at: datetime.datetime) -> None:
    """What the clock does every two minutes."""
    with time_machine.travel(at, tick=False):
        look_together(0)
        work_off()


def raid(space: Space, kind: str) -> list[datetime.datetime]:
    """Five hundred new accounts within half an hour, in one way or another; when each of them acted."""
    order = random.Random(9)
    who = people(space, 500)
    moments = spread(NOW, 30 * MINUTE, 500)
    stories = list(Contribution.objects.filter(space=space, root__isnull=True).order_by("pk"))
    match kind:
        case "copied words":
            say(space, who, moments, [COPIED] * 500)
        case "own words":
            say(space, who, moments, [own_words(order) for _ in who])
        case "waiting":
            say(space, who, moments, [COPIED] * 500, is_shown=False)
        case "replies":
            say(space, who, moments, [own_words(order) for _ in who], thread=stories[0])
        case "reports of one":
            report(who, moments, stories[:1])
        case "reports of many":
            report(who, moments, stories[:60], Report.Category.IDENTIFIES)
    return moments


RAIDS = ("copied words", "own words", "waiting", "replies", "reports of one", "reports of many")


def figures(space: Space) -> dict[str, Any]:
    """Every number that anybody can read about a space, from the tables and queries that pages print."""
    from openward.contributions.access import readable_in
    from openward.evaluation.queries.funnels import funnel
    from openward.people.access import VISITOR
    from openward.themes.models import EngagementCount, EngagementMonth

    counts = EngagementCount.objects.filter(engagement=space.engagement).values_list("contributions", flat=True)
    return {
        "funnel": funnel(space.engagement),
        "readable": readable_in(VISITOR, space).count(),
        "for staff": Contribution.objects.filter(space=space, is_for_staff=True).count(),
        "comments": sorted(Contribution.objects.filter(space=space).values_list("comment_count", flat=True))[-160:],
        "months": list(
            EngagementMonth.objects.filter(engagement=space.engagement).order_by("month").values("month", "people")
        ),
        "all": list(counts),
        "hidden": Contribution.objects.filter(space=space, restriction="hidden").count(),
    }


# --- The proof ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RAIDS)
def test_a_raid_of_five_hundred_is_found_within_five_minutes_and_moves_no_count(space: Space, kind: str) -> None:
    from openward.themes.actions.counts import count_engagement

    count_engagement(engagement_id=space.engagement_id)
    before = figures(space)
    moments = raid(space, kind)
    # The clock comes round every two minutes; what lies in its future is not there for it.
    found_at = None
    at = NOW
    while at < moments[-1] + 4 * MINUTE:
        at += 2 * MINUTE
        look(at)
        if found_at is None and TogetherAlert.objects.filter(space=space, state=State.OPEN).exists():
            found_at = at
    assert found_at is not None
    assert found_at - moments[0] <= 5 * MINUTE
    # One alert for one raid, and it has grown to all of it.
    alert = TogetherAlert.objects.get(space=space)
    assert (alert.explanation["people"], alert.explanation["acts"], len(alert.personas)) == (500, 500, 500)
    cache.clear()
    assert {**figures(space), "comments": None} == {**before, "comments": None}
    assert max(figures(space)["comments"]) == max(before["comments"])


def test_a_campaign_of_two_hundred_patients_over_a_week_is_left_alone(space: Space) -> None:
    order = random.Random(4)
    who = people(space, 200)
    texts = []
    for place in range(200):
        own = own_words(order)
        texts.append(PETITION if place % 10 == 0 else f"{PETITION} {own}" if place % 4 == 0 else own)
    begins = NOW - datetime.timedelta(days=2)
    moments = a_week(begins, 200)
    say(space, who, moments, texts)
    at = begins
    while at < moments[-1] + datetime.timedelta(hours=3):
        at += datetime.timedelta(hours=2)
        look(at)
    assert list(TogetherAlert.objects.all()) == []
    assert not Contribution.objects.filter(is_set_aside=True).exists()


@pytest.mark.parametrize("text", ["own words", "the same words"])
def test_a_ward_group_of_twelve_that_meets_for_an_hour_is_left_alone(space: Space, text: str) -> None:
    order = random.Random(5)
    texts = [own_words(order) if text == "own words" else PETITION for _ in range(12)]
    moments = spread(NOW, datetime.timedelta(hours=1), 12)
    say(space, people(space, 12), moments, texts, thread=Contribution.objects.filter(space=space).first())
    for minutes in range(0, 80, 10):
        look(NOW + minutes * MINUTE)
    assert list(TogetherAlert.objects.all()) == []


def test_a_raid_that_behaves_like_a_petition_is_missed(space: Space) -> None:
    """Five hundred new accounts over two weeks, each in words of its own: nothing here tells them from patients."""
    order = random.Random(6)
    moments = spread(NOW, datetime.timedelta(days=14), 500)
    say(space, people(space, 500), moments, [own_words(order) for _ in range(500)])
    for days in range(1, 15):
        look(NOW + datetime.timedelta(days=days))
    assert list(TogetherAlert.objects.all()) == []


# --- One alert ----------------------------------------------------------------------------------------------------


def raided(space: Space, kind: str = "copied words") -> TogetherAlert:
    look(raid(space, kind)[-1] + MINUTE)
    return TogetherAlert.objects.get(space=space)


def test_looking_again_changes_nothing(space: Space) -> None:
    alert = raided(space)
    facts = RecordedFact.objects.count()
    with time_machine.travel(alert.ended_at + 3 * MINUTE, tick=False):
        assert look_at_space(space=space, now=alert.ended_at + 3 * MINUTE, by=SYSTEM) == []
    assert RecordedFact.objects.count() == facts
    assert TogetherAlert.objects.get().explanation == alert.explanation


def test_an_alert_explains_itself_in_figures_and_keys_and_without_words(space: Space) -> None:
    alert = raided(space)
    (words,) = alert.explanation["evidence"]
    assert (words["reason"], words["people"], words["window_s"]) == ("words", 500, 3600)
    assert words["usual"]["busiest"] <= 3
    assert words["usual"]["chance"] < 1e-9
    assert "ward" not in json.dumps(alert.explanation)
    kinds = set(RecordedFact.objects.filter(about__contains=[f"together:{alert.pk}"]).values_list("kind", flat=True))
    assert kinds == {"safety.TogetherSetAside"}


def test_those_who_moderate_are_asked_to_look_once_and_the_letter_has_no_word_of_anybody(
    space: Space, riverbend: Riverbend
) -> None:
    alert = raided(space)
    message = Message.objects.get(kind="together_found")
    assert message.account == riverbend.account("moderator")
    assert message.values == {"key": str(alert.pk)}


def test_a_senior_moderator_alone_is_asked_to_look(space: Space, riverbend: Riverbend) -> None:
    HeldRole.objects.filter(account=riverbend.account("moderator")).update(role=Role.SENIOR_MODERATOR)
    raided(space)
    assert Message.objects.get(kind="together_found").account == riverbend.account("moderator")


def test_people_who_were_here_before_lose_nothing(space: Space) -> None:
    regular = Contribution.objects.filter(space=space).first()
    assert regular is not None
    (own,) = say(space, [regular.author], [NOW + 5 * MINUTE], [COPIED])
    raided(space)
    own.refresh_from_db()
    assert own.is_for_everyone


def test_friction_and_no_bans(space: Space, riverbend: Riverbend) -> None:
    alert = raided(space)
    at = alert.ended_at + 5 * MINUTE
    with time_machine.travel(at, tick=False):
        measure = PlaceMeasure.objects.get(space=space)
        assert measure.kind == PlaceMeasure.Kind.CHECKING
        assert measure.ends_at is not None
        with pytest.raises(NotNow):
            check_joining(space)
        space.refresh_from_db()
        assert {brake.kind for brake in brakes_on(space)} == {PlaceBrake.Kind.CHECKING, PlaceBrake.Kind.SET_ASIDE}
        space.moderation_mode = ModerationMode.AFTER
        space.save()
        plan_shifts(
            space=space,
            account=riverbend.account("moderator"),
            weekdays=[0],
            starts_at=datetime.time(9),
            ends_at=datetime.time(20),
            by=riverbend.actor("lead"),
        )
        space.refresh_from_db()
        story = sent_story(riverbend).contribution
        work_off()
        assert needs_reading(Contribution.objects.get(pk=story.pk), at).why == "together"
        lift_place_measure(measure=measure, by=riverbend.actor("moderator"))
        assert not needs_reading(Contribution.objects.get(pk=story.pk), at).is_needed
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from spaces_personbrake")
        assert cursor.fetchone() == (0,)


def test_what_waits_to_be_read_leaves_the_queue_to_everybody_else(space: Space, riverbend: Riverbend) -> None:
    from openward.safety.queries.readings import waiting_count

    sent_story(riverbend)
    raid(space, "waiting")
    assert waiting_count(riverbend.actor("moderator")) == 501
    look(NOW + 31 * MINUTE)
    assert waiting_count(riverbend.actor("moderator")) == 1
    put_back(alert=TogetherAlert.objects.get(), reason="They are real.", by=riverbend.actor("moderator"))
    assert waiting_count(riverbend.actor("moderator")) == 501


# --- Put back, confirmed, ended -----------------------------------------------------------------------------------


def everything(space: Space) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {**model_to_dict(one), "readable": (one.is_for_everyone, one.is_for_members, one.is_for_staff)}
        for one in Contribution.objects.filter(space=space).order_by("pk")
    ]
    return rows + [model_to_dict(one) for one in Report.objects.filter(contribution__space=space).order_by("pk")]


@pytest.mark.parametrize("kind", RAIDS)
def test_one_decision_puts_everything_back_exactly(space: Space, riverbend: Riverbend, kind: str) -> None:
    raid(space, kind)
    before = everything(space)
    look(NOW + 31 * MINUTE)
    assert everything(space) != before
    alert = put_back(
        alert=TogetherAlert.objects.get(), reason="A real campaign.", by=riverbend.actor("moderator")
    )
    work_off()
    assert everything(space) == before
    assert (alert.state, alert.reason) == (State.UNDONE, "A real campaign.")
    space.refresh_from_db()
    assert not space.has_brakes
    assert not PlaceMeasure.objects.filter(lifted_at__isnull=True).exists()
    # And the clock does not set it aside again.
    look(NOW + 35 * MINUTE)
    assert everything(space) == before
    assert TogetherAlert.objects.count() == 1


def test_what_was_decided_about_one_of_them_meanwhile_holds_afterwards(space: Space, riverbend: Riverbend) -> None:
    from openward.contributions.actions.stories import withdraw
    from openward.people.access import persona_actor

    alert = raided(space)
    mine = Contribution.objects.filter(is_set_aside=True).first()
    assert mine is not None
    withdraw(contribution=mine, by=persona_actor(mine.author_id))
    put_back(alert=alert, reason="Fine.", by=riverbend.actor("moderator"))
    mine.refresh_from_db()
    assert (mine.lifecycle, mine.is_for_everyone, mine.is_set_aside) == ("withdrawn", False, False)


def test_confirmed_it_stays_set_aside_and_can_still_be_put_back(space: Space, riverbend: Riverbend) -> None:
    moderator = riverbend.actor("moderator")
    alert = confirm_alert(alert=raided(space), reason="A forum called for it.", by=moderator)
    assert alert.ends_at is None
    assert Contribution.objects.filter(is_set_aside=True).count() == 500
    assert not end_unlooked(alert=alert, now=NOW + datetime.timedelta(days=60), by=SYSTEM)
    with pytest.raises(IllegalMove):
        confirm_alert(alert=alert, reason="Again.", by=moderator)
    put_back(alert=alert, reason="We were wrong.", by=moderator)
    assert not Contribution.objects.filter(is_set_aside=True).exists()
    confirm_alert(alert=alert, reason="We were right.", by=moderator)
    assert Contribution.objects.filter(is_set_aside=True).count() == 500
    kinds = RecordedFact.objects.filter(about__contains=[f"together:{alert.pk}"]).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "safety.TogetherSetAside", "safety.TogetherConfirmed", "safety.TogetherPutBack", "safety.TogetherConfirmed",
    ]


def test_a_decision_needs_a_reason(space: Space, riverbend: Riverbend) -> None:
    alert = raided(space)
    with pytest.raises(NeedsReason):
        put_back(alert=alert, reason="  ", by=riverbend.actor("moderator"))
    assert TogetherAlert.objects.get().state == State.OPEN


def test_what_nobody_looked_at_counts_again_after_seven_days(space: Space) -> None:
    alert = raided(space)
    assert alert.ends_at is not None
    look(alert.ends_at - MINUTE)
    assert Contribution.objects.filter(is_set_aside=True).count() == 500
    look(alert.ends_at)
    assert not Contribution.objects.filter(is_set_aside=True).exists()
    alert.refresh_from_db()
    assert (alert.state, alert.looked_by) == (State.UNDONE, None)


# --- Reports used as a weapon -------------------------------------------------------------------------------------


def bombed(space: Space, story: Contribution, by: Callable[[], Actor]) -> None:
    for place in range(12):
        with time_machine.travel(NOW + place * MINUTE / 4, tick=False):
            receive_report(contribution=story, category=Report.Category.ABUSE, by=by())


def test_words_hidden_by_a_crowd_of_reports_are_shown_again_and_a_person_still_looks(
    space: Space, riverbend: Riverbend
) -> None:
    story = published_story(riverbend)
    space.house_rules.create(version=1, number=2, key="be-kind", text="Be kind.", how_to_fix="Say it kindly.")
    bombed(space, story, lambda: riverbend.actor("visitor"))
    story.refresh_from_db()
    assert not story.is_for_everyone
    look(NOW + 4 * MINUTE)
    story.refresh_from_db()
    assert story.is_for_everyone
    assert Report.objects.filter(is_set_aside=True).count() == 12
    assert Case.objects.get(contribution=story).state == Case.State.OPEN
    put_back(alert=TogetherAlert.objects.get(), reason="They were right.", by=riverbend.actor("moderator"))
    story.refresh_from_db()
    assert not story.is_for_everyone
    assert story.restriction == "hidden"


def test_a_report_that_somebody_is_in_danger_is_never_set_aside(space: Space) -> None:
    story = Contribution.objects.filter(space=space).first()
    assert story is not None
    moments = spread(NOW, 10 * MINUTE, 30)
    report(people(space, 30), moments, [story], Report.Category.DANGER)
    look(NOW + 11 * MINUTE)
    assert not Report.objects.filter(is_set_aside=True).exists()


# --- The cheap look on arrival ------------------------------------------------------------------------------------


def test_when_very_much_arrives_somebody_looks_at_once(space: Space, riverbend: Riverbend) -> None:
    moments = spread(NOW, 5 * MINUTE, 60)
    say(space, people(space, 60), moments, [COPIED] * 60)
    with time_machine.travel(NOW + 5 * MINUTE, tick=False):
        sent_story(riverbend, happened=COPIED)
        work_off()
    assert TogetherAlert.objects.get().state == State.OPEN


def test_the_same_words_in_a_space_without_a_past_are_only_to_be_looked_at(riverbend: Riverbend) -> None:
    say(riverbend.space, people(riverbend.space, 30), spread(NOW, 10 * MINUTE, 30), [PETITION] * 30)
    look(NOW + 11 * MINUTE)
    alert = TogetherAlert.objects.get()
    assert alert.state == State.NOTICED
    assert not Contribution.objects.filter(is_set_aside=True).exists()
    assert not PlaceMeasure.objects.exists()
    confirm_alert(alert=alert, reason="Adverts.", by=riverbend.actor("moderator"))
    assert Contribution.objects.filter(is_set_aside=True).count() == 30


# --- Pages --------------------------------------------------------------------------------------------------------


def test_readers_are_told_and_nobody_is_accused(space: Space, client_of: Callable[[str], Client]) -> None:
    address = reverse("space_show", args=[space.slug])
    assert "set some activity aside" not in client_of("visitor").get(address).content.decode()
    alert = raided(space)
    with time_machine.travel(alert.ended_at + MINUTE, tick=False):
        page = client_of("visitor").get(address).content.decode()
    assert "We have set some activity aside while we check it." in page
    assert "500 people" not in page


def test_moderators_read_the_evidence_and_decide(space: Space, client_of: Callable[[str], Client]) -> None:
    alert = raided(space)
    moderator = client_of("moderator")
    listed = moderator.get(reverse("together_list")).content.decode()
    assert "500 people acted together" in listed
    address = reverse("together_show", args=[alert.pk])
    page = moderator.get(address).content.decode()
    assert "500 people sent nearly the same words within an hour." in page
    assert "Person 1" in page
    assert "Person 25" in page
    assert "Person 26" not in page
    assert COPIED in page
    assert "Person 26" in moderator.get(address, {"page": "2"}).content.decode()
    for persona in alert.personas[:30]:
        assert str(persona) not in page
    decide = reverse("together_decide", args=[alert.pk])
    assert "Say in a few words why." in moderator.post(decide, {"decision": "back"}).content.decode()
    moderator.post(decide, {"decision": "keep", "reason": "Called for elsewhere."})
    alert.refresh_from_db()
    assert alert.state == State.CONFIRMED
    moderator.post(decide, {"decision": "back", "reason": "Real people."})
    alert.refresh_from_db()
    assert alert.state == State.UNDONE
    assert not Contribution.objects.filter(is_set_aside=True).exists()


@pytest.mark.parametrize("part", ["visitor", "lead", "coder", "responder", "administrator", "outsider"])
def test_only_moderators_of_the_space_find_an_alert(
    space: Space, client_of: Callable[[str], Client], part: str
) -> None:
    alert = raided(space)
    response = client_of(part).get(reverse("together_show", args=[alert.pk]))
    assert response.status_code == 404 or "/account/login" in response["Location"]


def test_who_acted_does_not_decide(space: Space, riverbend: Riverbend, client_of: Callable[[str], Client]) -> None:
    from openward.people.actions.personas import persona_of_account

    own = persona_of_account(account=riverbend.account("moderator"), scope_key=space.pk, badge="patient", handle="")
    say(space, [own], [NOW + 2 * MINUTE], [COPIED])
    alert = raided(space)
    assert own.pk in alert.personas
    assert client_of("moderator").get(reverse("together_show", args=[alert.pk])).status_code == 404


def test_the_list_asks_as_much_for_three_as_for_one(
    space: Space, client_of: Callable[[str], Client], django_assert_max_num_queries: Any
) -> None:
    raided(space)
    moderator = client_of("moderator")
    with django_assert_max_num_queries(12):
        moderator.get(reverse("together_list"))
    one = TogetherAlert.objects.get()
    for _more in range(2):
        one.pk = None
        one.id = raiders.uuid.uuid4()
        one._state.adding = True
        one.save()
    with django_assert_max_num_queries(12):
        moderator.get(reverse("together_list"))


def test_an_author_reads_that_a_busy_moment_is_checked(space: Space, riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    Contribution.objects.filter(pk=story.pk).update(is_set_aside=True)
    story.refresh_from_db()
    from openward.web.presenters.receipts import _read

    assert "busy moment" in _read(story).title
