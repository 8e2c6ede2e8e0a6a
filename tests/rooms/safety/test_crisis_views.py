"""The pages of the crisis path: every step by its form, with nothing but a browser that sends forms."""

import pytest
from django.test import Client

from openward.contributions.models import Hold
from openward.people.access import SYSTEM
from openward.safety.actions import crisis as path
from openward.safety.models import CrisisCase, CrisisStep, MessageTemplate, OnCall
from tests.factories.riverbend import Riverbend, sent_story
from tests.rooms.safety.moderators import another_moderator

WORDS = "I have the tablets here and I do not want to wake up."


@pytest.fixture
def crisis(riverbend: Riverbend) -> CrisisCase:
    story = sent_story(riverbend, happened=WORDS, may_be_in_danger=True).contribution
    return path.open_crisis(contribution=story, source=CrisisCase.Source.AUTHOR, by=SYSTEM)


def signed_in(account: object) -> Client:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return client


def test_a_crisis_goes_its_whole_way_by_forms(riverbend: Riverbend, crisis: CrisisCase) -> None:
    second = another_moderator(riverbend).account
    tom, iris = signed_in(riverbend.account("moderator")), signed_in(second)
    address = f"/crisis/{crisis.pk}/"
    assert "alerts go out" not in tom.get(address).content.decode()

    def send(client: Client, step: str, **values: object) -> str:
        crisis.refresh_from_db()
        given = {"version": crisis.version, **values}
        return client.post(f"{address}{step}/", given, follow=True).content.decode()

    assert "You have it" in send(tom, "acknowledge")
    assert "faster" in send(iris, "acknowledge")
    assert "Choose one" in send(tom, "assess")
    send(tom, "assess", level="medium", words="No plan.")
    assert "A second person" in send(tom, "act", act="message", words="Hello.")
    send(iris, "second", level="medium")
    template = MessageTemplate.objects.create(
        organisation=riverbend.cast.organisation, key="first", title="First words", words="We read what you wrote."
    )
    assert "We read what you wrote." in tom.get(f"{address}?template={template.pk}").content.decode()
    send(tom, "act", act="message", words="We read what you wrote. You are not alone.")
    send(tom, "message", words="Here is a number.")
    send(tom, "thread", words="We are with you.", how="lock")
    assert "Open the conversation again" in tom.get(address).content.decode()
    send(tom, "thread/open")
    send(tom, "thread", words="We remember them.", how="memorial")
    send(tom, "debrief")
    send(tom, "follow", words="They answered.")
    send(tom, "release")
    crisis.contribution.refresh_from_db()  # type: ignore[union-attr]
    assert crisis.contribution.hold == Hold.NONE  # type: ignore[union-attr]
    send(tom, "review", words="Quick.")
    send(tom, "close")
    crisis.refresh_from_db()
    assert crisis.state == CrisisCase.State.CLOSED
    kinds = list(crisis.steps.values_list("kind", flat=True))
    assert kinds == [
        "acknowledged", "assessed_medium", "opinion_medium", "message", "message", "thread_locked", "thread_opened",
        "memorial", "debrief", "followed_up", "released", "reviewed", "closed",
    ]


def test_in_high_danger_the_page_says_whom_to_ask(riverbend: Riverbend, crisis: CrisisCase) -> None:
    tom, iris = riverbend.actor("moderator"), another_moderator(riverbend)
    path.acknowledge(crisis=crisis, by=tom)
    path.assess(crisis=crisis, level=CrisisCase.Level.HIGH, by=tom)
    path.give_second_opinion(crisis=crisis, level=CrisisCase.Level.HIGH, by=iris)
    client = signed_in(riverbend.account("moderator"))
    page = client.get(f"/crisis/{crisis.pk}/").content.decode()
    assert "A senior colleague chooses now" in page
    assert riverbend.account("data_protection").name in page
    crisis.refresh_from_db()
    given = {"version": crisis.version, "act": "service", "words": "Rang."}
    address = f"/crisis/{crisis.pk}/act/"
    assert "You need not carry it alone" in client.post(address, given, follow=True).content.decode()
    chooses = signed_in(riverbend.account("data_protection"))
    assert "Written down" in chooses.post(address, given, follow=True).content.decode()


def test_a_stale_form_changes_nothing_and_says_so(riverbend: Riverbend, crisis: CrisisCase) -> None:
    tom = signed_in(riverbend.account("moderator"))
    path.acknowledge(crisis=crisis, by=riverbend.actor("moderator"))
    page = tom.post(f"/crisis/{crisis.pk}/assess/", {"version": 1, "level": "low"}, follow=True)
    assert "faster" in page.content.decode()
    crisis.refresh_from_db()
    assert crisis.level == ""


def test_every_page_of_those_alerted_says_so_until_somebody_has_it(riverbend: Riverbend, crisis: CrisisCase) -> None:
    tom, coder = signed_in(riverbend.account("moderator")), signed_in(riverbend.account("coder"))
    banner = "Somebody may need help now"
    assert banner in tom.get("/").content.decode()
    assert banner not in coder.get("/").content.decode()
    path.acknowledge(crisis=crisis, by=riverbend.actor("data_protection"))
    assert banner not in tom.get("/").content.decode()


def test_the_list_holds_no_words_and_asks_as_much_for_one_as_for_many(
    riverbend: Riverbend, crisis: CrisisCase, django_assert_max_num_queries: object
) -> None:
    tom = signed_in(riverbend.account("moderator"))
    tom.get("/crisis/")
    with django_assert_max_num_queries(12) as one:  # type: ignore[operator]
        page = tom.get("/crisis/").content.decode()
    assert "tablets" not in page
    for _number in range(3):
        path.drill(space=riverbend.space, by=riverbend.actor("moderator"))
    with django_assert_max_num_queries(len(one)):  # type: ignore[operator]
        tom.get("/crisis/")


def test_a_moderator_flags_words(riverbend: Riverbend) -> None:
    story = sent_story(riverbend).contribution
    tom = signed_in(riverbend.account("moderator"))
    assert tom.get(f"/c/{story.pk}/crisis/").status_code == 200
    tom.post(f"/c/{story.pk}/crisis/", {"words": "The last line."})
    assert CrisisStep.objects.get().words == "The last line."


def test_the_list_of_people_is_kept_by_those_who_lead(riverbend: Riverbend) -> None:
    amara = signed_in(riverbend.account("lead"))
    tom = riverbend.account("moderator")
    assert "Nobody is on the list" in amara.get("/crisis/on-call/riverbend/").content.decode()
    assert "has to reach somebody" in amara.post("/crisis/on-call/riverbend/", {}).content.decode()
    amara.post("/crisis/on-call/riverbend/", {f"place_{tom.pk}": "1", f"text_{tom.pk}": "1@text.riverbend.example"})
    assert OnCall.objects.values_list("account", "place", "text_address").get() == (
        tom.pk, 1, "1@text.riverbend.example",
    )


def test_messages_are_written_and_changed(riverbend: Riverbend) -> None:
    amara = signed_in(riverbend.account("lead"))
    amara.post("/crisis/messages/riverbend/", {"title": "First words", "words": "We read this."})
    kept = MessageTemplate.objects.get()
    amara.post(f"/crisis/messages/riverbend/{kept.pk}/", {"title": "First words", "words": "We read what you wrote."})
    kept.refresh_from_db()
    assert kept.words == "We read what you wrote."


def test_a_drill_starts_by_one_press(riverbend: Riverbend) -> None:
    page = signed_in(riverbend.account("moderator")).post(f"/s/{riverbend.space.slug}/drill/", follow=True)
    assert "A drill: nobody is in danger" in page.content.decode()
    assert CrisisCase.objects.get().is_drill
