"""The moderator sees which words were marked, by which rule, and until when it counts; nobody else does."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from openward.people.access import SYSTEM
from openward.safety.actions.screening import end_screening, screen_revision
from openward.safety.models import Screening
from openward.safety.presenters.screening import checked
from tests.factories.riverbend import Riverbend, sent_story

ClientOf = Callable[[str], Client]


def test_the_case_page_says_what_was_marked_and_why(riverbend: Riverbend, client_of: ClientOf) -> None:
    story = sent_story(riverbend, happened="What a dump. You can ring me on 07700 900123.").contribution
    page = reverse("case_show", args=[story.pk])
    assert "The checks have not run yet." in client_of("moderator").get(page).content.decode()
    made = screen_revision(revision=story.revisions.get(), by=SYSTEM)
    shown = client_of("moderator").get(page).content.decode()
    assert "What the checks say" in shown
    assert "A phone number" in shown
    assert "Check: what could identify somebody" in shown
    assert "identifier:" not in shown
    assert "It ends by itself" in shown
    confirm = reverse("case_confirm", args=[story.pk])
    assert "It waits until somebody decides" in client_of("moderator").post(confirm, follow=True).content.decode()
    assert "Nothing was changed" in client_of("moderator").post(confirm, follow=True).content.decode()
    made.refresh_from_db()
    assert made.confirmed_by == riverbend.account("moderator")
    assert client_of("lead").post(confirm).status_code == 404
    assert "A person has confirmed it." in client_of("moderator").get(page).content.decode()
    assert client_of("lead").get(page).status_code == 404


@pytest.mark.parametrize("outcome", Screening.Outcome)
def test_every_outcome_has_its_sentence(riverbend: Riverbend, outcome: Screening.Outcome) -> None:
    revision = sent_story(riverbend).contribution.revisions.get()
    signals = [{"kind": "history", "start": 0, "end": len(revision.text), "why": "", "rule": "history:burst"}]
    made = Screening.objects.create(
        revision=revision, pipeline_version="1", outcome=outcome, took_ms=1, signals=signals
    )
    found = checked(revision, made)
    assert len(found.sentence) > 20
    assert [(one.words, one.check) for one in found.marks] == [("", "what its author sent before")]


def test_what_was_ended_says_so(riverbend: Riverbend) -> None:
    story = sent_story(riverbend, happened="You can ring me on 07700 900123.").contribution
    made = screen_revision(revision=story.revisions.get(), by=SYSTEM)
    end_screening(contribution=story, by=SYSTEM)
    made.refresh_from_db()
    assert checked(made.revision, made).until == "It does not count any more."


def test_a_mark_says_in_which_part_of_a_story_it_stands(riverbend: Riverbend) -> None:
    parts = [["happened", "It took long."], ["good", ""], ["better", "Ring me on 07700 900123."]]
    revision = sent_story(riverbend, parts=parts).contribution.revisions.get()
    found = checked(revision, screen_revision(revision=revision, by=SYSTEM))
    assert [(one.words, one.part, one.why) for one in found.marks] == [
        ("07700 900123", "What could be better", "A phone number")
    ]
