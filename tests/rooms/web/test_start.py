"""What needs me now, for each role."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openward.contributions.models import Contribution, Receipt
from openward.engagements.actions import expect_volume
from openward.engagements.models import Engagement, Phase
from openward.engagements.queries import changed_since_signed
from openward.improvements.actions.team import invite_member
from openward.people.access import SYSTEM, actor_for_account, persona_actor
from openward.people.actions.organisations import give_role, invite_account, take_role
from openward.people.models import Belonging, HeldRole, Role
from openward.responses.actions import ask_for_check, reopen_telling, tell_contributors
from openward.responses.models import Response, Telling
from openward.web.queries.tasks import Task, Urgency, tasks_for
from tests.factories.loops import drafted, measured, shown, theme_of
from tests.factories.plans import agree, begun_plan, prepared_space, settled_space
from tests.factories.riverbend import Riverbend, published_story, sent_story

SignIn = Callable[[str], Client]


def _said(riverbend: Riverbend, part: str) -> list[str]:
    return [task.sentence for task in tasks_for(riverbend.actor(part))]


def test_a_moderator_sees_what_waits_and_what_is_late(riverbend: Riverbend) -> None:
    sent_story(riverbend)
    late = sent_story(riverbend).contribution
    long_ago = timezone.now() - datetime.timedelta(days=20)
    Contribution.objects.filter(pk=late.pk).update(submitted_at=long_ago)
    late.revisions.update(created_at=long_ago)
    assert _said(riverbend, "moderator") == [
        "1 story has waited longer than promised",
        "1 story waits to be read",
    ]


def test_a_responder_sees_every_kind_of_work(riverbend: Riverbend) -> None:
    theme_of(riverbend, name="Unanswered")
    drafted(riverbend, theme=theme_of(riverbend, name="Begun"))
    answered = shown(riverbend, theme=theme_of(riverbend, name="Promised"), status="will_do")
    Response.objects.filter(pk=answered.pk).update(promised_by_on=datetime.date(2026, 1, 1))
    tell_contributors(response=answered, by=SYSTEM)
    telling = Telling.objects.select_related("contribution").get()
    reopen_telling(telling=telling, by=persona_actor(telling.contribution.author_id))
    claim = drafted(riverbend, theme=theme_of(riverbend, name="Claimed"), status="did", part="director")
    ask_for_check(response=claim, by=riverbend.actor("director"))
    assert _said(riverbend, "responder") == [
        "1 promise is overdue",
        "1 person asks you to look at their point again",
        "1 claim of change waits for a second person",
        "1 theme has no answer",
        "1 answer is begun",
    ]


def test_a_lead_sees_plans_dead_ends_and_what_closes(riverbend: Riverbend) -> None:
    today = timezone.localdate()
    story = published_story(riverbend)
    Receipt.objects.filter(contribution=story).update(answer_expected_on=today - datetime.timedelta(days=1))
    Phase.objects.update(ends_on=today + datetime.timedelta(days=3))
    Engagement.objects.create(
        organisation=riverbend.cast.organisation, slug="maternity", title="Maternity", aim="", stage="understand"
    )
    said = _said(riverbend, "lead")
    assert "1 person was promised an answer and told nothing: Listening to outpatients" in said
    assert "Not open yet, see what is missing: Maternity" in said
    assert any(one.startswith("Closes by itself after ") for one in said)
    assert _said(riverbend, "advisory") == []
    Engagement.objects.filter(slug="maternity").update(model_of_use="MOD-02")
    assert _said(riverbend, "advisory") == ["A plan waits for what you think: Maternity"]


def test_a_coder_an_improver_data_protection_and_an_administrator_see_theirs(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    assert _said(riverbend, "coder") == ["1 contribution has no code yet: Listening to outpatients"]
    measure = measured(riverbend, theme_of(riverbend))
    measure.readings.filter(on__gte=datetime.date(2026, 6, 1)).delete()
    assert any(measure.name in one for one in _said(riverbend, "improver"))
    assert _said(riverbend, "data_protection") == []
    Contribution.objects.filter(pk=story.pk).update(hold="legal")
    assert _said(riverbend, "data_protection") == ["1 contribution is held and cannot be erased"]
    assert not any("roles" in one for one in _said(riverbend, "administrator"))
    take_role(held=HeldRole.objects.get(organisation=riverbend.cast.organisation, role="moderator"), by=SYSTEM)
    assert any("Moderator" in one for one in _said(riverbend, "administrator"))
    with override_settings(EMAIL_HOST="mail.example", DEMO=False):
        assert not any("mail server" in one for one in _said(riverbend, "administrator"))


def test_a_senior_moderator_alone_leaves_no_place_empty(riverbend: Riverbend) -> None:
    HeldRole.objects.filter(account=riverbend.account("moderator")).update(role=Role.SENIOR_MODERATOR)
    assert not any("Nobody holds" in one for one in _said(riverbend, "administrator"))


def test_what_is_urgent_comes_first(riverbend: Riverbend) -> None:
    theme_of(riverbend)
    answered = shown(riverbend, theme=theme_of(riverbend), status="will_do")
    Response.objects.filter(pk=answered.pk).update(promised_by_on=datetime.date(2026, 1, 1))
    tasks = tasks_for(riverbend.actor("lead"))
    assert [task.urgency for task in tasks] == sorted(task.urgency for task in tasks)
    assert tasks[0] == Task("1 promise is overdue", 1, reverse("overdue_list"), Urgency.NOW)


def test_nobody_sees_work_of_another_organisation(riverbend: Riverbend) -> None:
    theme_of(riverbend)
    sent_story(riverbend)
    shown(riverbend, theme=theme_of(riverbend), status="will_do")
    Response.objects.update(promised_by_on=datetime.date(2026, 1, 1))
    with override_settings(EMAIL_HOST="mail.example"):
        assert _said(riverbend, "outsider") == []


@pytest.mark.parametrize("part", ["lead", "moderator", "coder", "improver", "responder", "advisory", "data_protection"])
def test_every_task_leads_to_a_page_that_opens(riverbend: Riverbend, client_of: SignIn, part: str) -> None:
    sent_story(riverbend)
    story = published_story(riverbend)
    Contribution.objects.filter(pk=story.pk).update(hold="legal")
    drafted(riverbend, theme=theme_of(riverbend))
    measured(riverbend, theme_of(riverbend)).readings.all().delete()
    client = client_of(part)
    for task in tasks_for(riverbend.actor(part)):
        assert client.get(task.address).status_code == 200, task


def test_a_start_page_is_for_somebody_who_signed_in(riverbend: Riverbend, client_of: SignIn) -> None:
    visitor = client_of("visitor").get(reverse("start_show"))
    assert visitor.status_code == 302
    assert reverse("account_login") in visitor.url  # type: ignore[attr-defined]
    calm = client_of("advisory").get(reverse("start_show")).content.decode()
    assert "Nothing waits for you." in calm
    account = invite_account(
        organisation=riverbend.cast.organisation, email="new@riverbend.example", name="Ann Wu", by=SYSTEM
    )
    assert tasks_for(actor_for_account(account)) == []


def test_messages_stand_beside_the_work(riverbend: Riverbend, client_of: SignIn) -> None:
    claim = drafted(riverbend, theme=theme_of(riverbend), status="did")
    ask_for_check(response=claim, by=riverbend.actor("responder"))
    page = client_of("director").get(reverse("start_show")).content.decode()
    assert "A colleague asks you to check what changed." in page
    assert "1 new" in page


def test_what_is_held_is_listed_without_its_words(riverbend: Riverbend, client_of: SignIn) -> None:
    story = published_story(riverbend, happened="The heron stood in the ward.")
    Contribution.objects.filter(pk=story.pk).update(hold="legal")
    page = client_of("data_protection").get(reverse("held_list")).content.decode()
    assert "Legal question" in page
    assert "heron" not in page
    for part in ("visitor", "lead", "moderator"):
        assert client_of(part).get(reverse("held_list")).status_code == 404
    assert "Legal question" not in client_of("outsider").get(reverse("held_list")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_start_page_costs_the_same_however_much_waits(
    riverbend: Riverbend, client_of: SignIn, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        sent_story(riverbend)
        drafted(riverbend, theme=theme_of(riverbend, name=f"Theme {number}"))
        theme_of(riverbend, name=f"Other {number}")
    # Beside reports and stories, moderators are told of alerts, appeals, words that were shown at once, and their hours
    # on duty; they and leads of what people say about the rules and of what is reported of it; leads of places without
    # a rota. Each of these is asked for once, for all spaces; and everybody may be on a team.
    for part, queries in (("lead", 23), ("moderator", 21), ("responder", 13)):
        client = client_of(part)
        client.get(reverse("start_show"))
        with django_assert_num_queries(queries):
            client.get(reverse("start_show"))


def test_an_advisory_member_reads_that_the_plan_changed_since_they_signed(riverbend: Riverbend) -> None:
    engagement = settled_space(riverbend).engagement
    agree(riverbend, engagement)
    assert "The plan changed since you signed: Kinder waits" not in _said(riverbend, "advisory")
    expect_volume(engagement=engagement, expected_per_week=90, hours_per_week=7, by=riverbend.actor("lead"))
    assert "The plan changed since you signed: Kinder waits" in _said(riverbend, "advisory")
    agree(riverbend, engagement)
    assert "The plan changed since you signed: Kinder waits" not in _said(riverbend, "advisory")


@pytest.mark.parametrize("plans", [1, 3])
def test_more_signed_plans_cost_no_more_queries(
    riverbend: Riverbend, plans: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(plans):
        agree(riverbend, settled_space(riverbend).engagement)
    actor = riverbend.actor("advisory")
    with django_assert_num_queries(4):
        assert changed_since_signed(actor) == []


def test_a_role_in_one_space_tells_of_that_space_alone(riverbend: Riverbend) -> None:
    space = prepared_space(riverbend)
    begun_plan(riverbend, title="Other plan")
    account = invite_account(
        organisation=riverbend.cast.organisation, email="ward@riverbend.example", name="Ward lead", by=SYSTEM
    )
    give_role(
        account=account, organisation=riverbend.cast.organisation, role=Role.LEAD, space_key=space.pk, by=SYSTEM
    )
    said = [task.sentence for task in tasks_for(actor_for_account(account))]
    assert said == ["Not open yet, see what is missing: Kinder waits"]


def test_a_patient_on_a_team_is_led_to_its_work_and_not_told_to_wait_for_a_role(
    riverbend: Riverbend, client_of: SignIn
) -> None:
    improvement = measured(riverbend, theme=theme_of(riverbend, name="Parking")).improvement
    member = invite_member(
        improvement=improvement, email="jo@home.example", name="Jo", part="patient", by=riverbend.actor("improver")
    )
    client = Client()
    client.force_login(member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("start_show")).content.decode()
    address = reverse("improvement_show", args=[improvement.slug])
    assert f'href="{address}"' in page
    assert "You have no role here yet." not in page
    assert client.get(address).status_code == 200
    Belonging.objects.filter(account=member.account).update(suspended_at=timezone.now())
    assert address not in client.get(reverse("start_show")).content.decode()
