"""What happened to a thing: everything for colleagues, the way and no day for everybody else."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openward.config.addresses import PAGES, address_of
from openward.contributions.actions.reviews import hold, release_hold
from openward.contributions.models import Hold
from openward.design.wording import day
from openward.ledger.actions import seal_facts
from openward.people.access import SYSTEM, persona_actor
from openward.responses.actions import answer_telling, tell_contributors
from openward.responses.models import Telling
from openward.safety.actions.crisis import acknowledge, act, assess, flag_by_moderator
from openward.safety.handlers.cases import tell_author
from openward.safety.models import CrisisCase
from openward.themes.models import Codebook
from openward.web.access import DOORS
from tests.factories.loops import coded_story, measured, shown, theme_of
from tests.factories.riverbend import Riverbend, published_story, sent_story

SignIn = Callable[[str], Client]


def _history(client: Client, subject: str, key: object) -> str:
    return str(client.get(reverse("history_show", args=[subject, str(key)])).content.decode())


def test_colleagues_read_names_and_nobody_else_does(riverbend: Riverbend, client_of: SignIn) -> None:
    response = shown(riverbend, theme=theme_of(riverbend), status="did")
    staff = _history(client_of("coder"), "response", response.pk)
    assert "Helen Marsh" in staff
    assert "An answer was drafted." in staff
    for part in ("visitor", "outsider"):
        page = _history(client_of(part), "response", response.pk)
        assert "The service gave its answer." in page, part
        assert "An answer was drafted." not in page, part
        assert "Helen Marsh" not in page, part


def test_the_day_on_which_somebody_wrote_is_for_colleagues(riverbend: Riverbend, client_of: SignIn) -> None:
    story = published_story(riverbend)
    today = day(timezone.localdate())
    assert today in _history(client_of("moderator"), "contribution", story.pk)
    assert today not in _history(client_of("visitor"), "contribution", story.pk)


def test_how_many_rated_an_answer_cannot_be_counted(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = theme_of(riverbend, stories=3)
    response = shown(riverbend, theme=theme)
    tell_contributors(response=response, by=SYSTEM)
    for telling in Telling.objects.select_related("contribution"):
        answer_telling(telling=telling, verdict="no", by=persona_actor(telling.contribution.author_id))
    for subject, key in (("response", response.pk), ("theme", theme.pk)):
        page = _history(client_of("visitor"), subject, key)
        assert "The author" not in page
        assert "read the words closely" not in page


def test_what_cannot_be_read_has_no_history(riverbend: Riverbend, client_of: SignIn) -> None:
    hidden = theme_of(riverbend, is_public=False)
    waiting = sent_story(riverbend).contribution
    codebook = Codebook.objects.get()
    for subject, key in (
        ("theme", hidden.pk),
        ("contribution", waiting.pk),
        ("codebook", codebook.pk),
        ("engagement", riverbend.engagement.pk),
        ("theme", uuid.uuid4()),
        ("space", uuid.uuid4()),
        ("account", riverbend.account("lead").pk),
        ("persona", waiting.author_id),
        ("theme", "not-a-key"),
    ):
        for part in ("visitor", "outsider"):
            address = reverse("history_show", args=[subject, str(key)])
            assert client_of(part).get(address).status_code == 404, (subject, part)
    assert "A story was sent." not in _history(client_of("visitor"), "space", riverbend.space.pk)


def in_high_danger(riverbend: Riverbend) -> CrisisCase:
    """A crisis to which leads are called."""
    crisis = flag_by_moderator(contribution=sent_story(riverbend).contribution, by=riverbend.actor("moderator"))
    acknowledge(crisis=crisis, by=riverbend.actor("moderator"))
    return assess(crisis=crisis, level=CrisisCase.Level.HIGH, by=riverbend.actor("moderator"))


def test_every_subject_with_a_door_has_a_page_and_a_history(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = theme_of(riverbend)
    story = coded_story(riverbend, theme)
    keys = {
        "contribution": story.pk,
        "theme": theme.pk,
        "improvement": measured(riverbend, theme).improvement.pk,
        "response": shown(riverbend, theme=theme).pk,
        "engagement": riverbend.engagement.pk,
        "space": riverbend.space.pk,
        "codebook": Codebook.objects.get().pk,
        "account": riverbend.account("coder").pk,
        "organisation": riverbend.cast.organisation.pk,
        "crisis": in_high_danger(riverbend).pk,
    }
    assert set(keys) == set(DOORS)
    assert set(DOORS) <= set(PAGES)
    for subject, key in keys.items():
        reader = client_of("administrator" if subject in {"account", "organisation"} else "lead")
        assert reader.get(reverse("history_show", args=[subject, str(key)])).status_code == 200, subject
        address = address_of(subject, str(key))
        assert address is not None
        assert reader.get(address).status_code == 200, subject
    assert address_of("persona", str(story.author_id)) is None


def test_a_sealed_line_says_so(riverbend: Riverbend, client_of: SignIn) -> None:
    response = shown(riverbend, theme=theme_of(riverbend))
    assert "jn-seal--done" not in _history(client_of("lead"), "response", response.pk)
    seal_facts()
    assert "jn-seal--done" in _history(client_of("lead"), "response", response.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_costs_the_same_however_long(
    riverbend: Riverbend, client_of: SignIn, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    theme = theme_of(riverbend)
    for _number in range(count):
        shown(riverbend, theme=theme)
    lead = client_of("lead")
    address = reverse("history_show", args=["theme", str(theme.pk)])
    lead.get(address)
    with django_assert_num_queries(7):
        lead.get(address)


def test_that_an_author_may_be_in_danger_is_told_to_those_who_answer_alerts_alone(
    riverbend: Riverbend, client_of: SignIn
) -> None:
    story = published_story(riverbend)
    crisis = flag_by_moderator(contribution=story, by=riverbend.actor("moderator"))
    moderator = riverbend.actor("moderator")
    acknowledge(crisis=crisis, by=moderator)
    assess(crisis=crisis, level=CrisisCase.Level.LOW, by=moderator)
    act(crisis=crisis, act=CrisisCase.Act.NOTHING, words="It was a song.", by=moderator)
    hold(contribution=story, kind=Hold.LEGAL, by=moderator)
    release_hold(contribution=story, by=moderator)
    tell_author(story, "crisis_held", "once")
    answering = _history(client_of("moderator"), "contribution", story.pk)
    assert "Somebody may need help" in answering
    assert answering.count("The words are no longer held.") == 2
    assert "looking at your words with care" in answering
    for part in ("coder", "lead", "responder"):
        page = _history(client_of(part), "contribution", story.pk)
        assert "Somebody may need help" not in page, part
        assert "looking at your words with care" not in page, part
        assert "Legal question" in page, part
        assert page.count("The words are no longer held.") == 1, part
