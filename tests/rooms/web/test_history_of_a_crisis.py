"""Who reads what happened in a crisis: whoever answers alerts or was called for this one; nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from openward.contributions.models import Contribution
from openward.people.access import SYSTEM, actor_for_account
from openward.people.actions.organisations import give_role, invite_account
from openward.people.actions.personas import persona_of_account
from openward.people.models import Role
from openward.safety.actions.crisis import acknowledge, assess, flag_by_moderator, give_second_opinion
from openward.safety.actions.on_call import OnCallPlace, set_on_call
from openward.safety.models import CrisisCase
from tests.factories.riverbend import Riverbend, published_story, sent_story
from tests.rooms.safety.moderators import another_moderator

SignIn = Callable[[str], Client]
Level = CrisisCase.Level
ALWAYS = {"moderator", "data_protection"}
"""A moderator of the space, and whoever is first on the list of people on call."""
EVERYBODY = (
    *("visitor", "outsider", "lead", "moderator", "coder", "improver", "responder", "advisory"),
    *("data_protection", "administrator", "director"),
)


@pytest.fixture
def waiting(riverbend: Riverbend) -> Contribution:
    """Words that nobody but moderators can read; one colleague is on call."""
    places = [OnCallPlace(riverbend.account("data_protection"), 1, "")]
    set_on_call(organisation=riverbend.cast.organisation, places=places, by=riverbend.actor("lead"))
    return sent_story(riverbend, happened="I cannot see a way on.").contribution


def judged(riverbend: Riverbend, words: Contribution, level: str) -> CrisisCase:
    crisis = flag_by_moderator(contribution=words, by=riverbend.actor("moderator"))
    acknowledge(crisis=crisis, by=riverbend.actor("moderator"))
    if level:
        assess(crisis=crisis, level=Level(level), by=riverbend.actor("moderator"))
    crisis.refresh_from_db()
    return crisis


def histories(client: Client, crisis: CrisisCase) -> list[int]:
    """The answers of the two pages: what happened in the crisis, and what happened to its words."""
    assert crisis.contribution is not None
    pages = (("crisis", crisis.pk), ("contribution", crisis.contribution.pk))
    return [client.get(reverse("history_show", args=[subject, str(key)])).status_code for subject, key in pages]


@pytest.mark.parametrize("level", ["", "low", "medium", "high"])
@pytest.mark.parametrize("part", EVERYBODY)
def test_only_those_who_were_called_read_it(
    riverbend: Riverbend, client_of: SignIn, waiting: Contribution, part: str, level: str
) -> None:
    crisis = judged(riverbend, waiting, level)
    may = part in ALWAYS or (part == "lead" and level == "high")
    assert histories(client_of(part), crisis) == ([200, 200] if may else [404, 404])


@pytest.mark.parametrize("part", EVERYBODY)
def test_words_that_everybody_reads_tell_of_danger_to_the_called_alone(
    riverbend: Riverbend, client_of: SignIn, waiting: Contribution, part: str
) -> None:
    story = published_story(riverbend)
    crisis = judged(riverbend, story, "high")
    Contribution.objects.filter(pk=story.pk).update(hold="none")
    page = client_of(part).get(reverse("history_show", args=["contribution", str(story.pk)]))
    assert page.status_code == 200
    is_told = part in {*ALWAYS, "lead"}
    assert ("Somebody may need help" in page.content.decode()) == is_told
    assert histories(client_of(part), crisis)[0] == (200 if is_told else 404)


def test_the_page_of_the_called_tells_what_was_done_and_leads_back(
    riverbend: Riverbend, client_of: SignIn, waiting: Contribution
) -> None:
    crisis = judged(riverbend, waiting, "high")
    lead = client_of("lead")
    desk = lead.get(reverse("crisis_show", args=[crisis.pk])).content.decode()
    for subject, key in (("crisis", crisis.pk), ("contribution", waiting.pk)):
        address = reverse("history_show", args=[subject, str(key)])
        assert f'href="{address}"' in desk
        page = lead.get(address).content.decode()
        assert reverse("crisis_show", args=[crisis.pk]) in page
        assert "I cannot see a way on." not in page
    assert "Somebody may need help" in page


def test_a_danger_that_turned_out_smaller_takes_nothing_from_whoever_helped(
    riverbend: Riverbend, client_of: SignIn, waiting: Contribution
) -> None:
    crisis = judged(riverbend, waiting, "high")
    give_second_opinion(crisis=crisis, level=Level.HIGH, by=riverbend.actor("lead"))
    another = invite_account(
        organisation=riverbend.cast.organisation, email="lead.two@riverbend.example", name="Ola Berg", by=SYSTEM
    )
    give_role(account=another, organisation=riverbend.cast.organisation, role=Role.LEAD, by=SYSTEM)
    second = Client()
    second.force_login(another, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert histories(second, crisis) == [200, 200]
    CrisisCase.objects.filter(pk=crisis.pk).update(level=Level.LOW)
    assert histories(client_of("lead"), crisis) == [200, 200]
    assert histories(second, crisis) == [404, 404]
    riverbend.account("lead").held_roles.all().delete()
    assert histories(client_of("lead"), crisis) == [404, 404]


def test_being_called_for_one_crisis_opens_no_other(
    riverbend: Riverbend, client_of: SignIn, waiting: Contribution
) -> None:
    judged(riverbend, waiting, "high")
    other = judged(riverbend, sent_story(riverbend, happened="Another day.").contribution, "medium")
    assert histories(client_of("lead"), other) == [404, 404]


def test_whoever_was_alerted_reads_it(riverbend: Riverbend, client_of: SignIn, waiting: Contribution) -> None:
    crisis = judged(riverbend, waiting, "")
    assert histories(client_of("responder"), crisis) == [404, 404]
    crisis.alerts.create(account=riverbend.account("responder"), channel="screen")
    assert histories(client_of("responder"), crisis) == [200, 200]


def test_a_colleague_who_wrote_the_words_learns_nothing(
    riverbend: Riverbend, client_of: SignIn, waiting: Contribution
) -> None:
    iris = another_moderator(riverbend)
    crisis = flag_by_moderator(contribution=waiting, by=actor_for_account(riverbend.account("moderator")))
    assert iris.account is not None
    waiting.author = persona_of_account(account=iris.account, scope_key=riverbend.space.pk, badge="staff", handle="")
    waiting.save()
    browser = Client()
    browser.force_login(iris.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(reverse("history_show", args=["crisis", str(crisis.pk)])).status_code == 404
    page = browser.get(reverse("history_show", args=["contribution", str(waiting.pk)]))
    # Above every page stands the alert that they got before it was known whose words these are.
    told = page.content.decode().partition("<h1>")[2]
    assert "Somebody may need help" not in told
