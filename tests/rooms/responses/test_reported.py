"""Answers that readers report: looked at by somebody who did not write them, left or taken away."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from openward.contributions.actions.stories import erase
from openward.contributions.events import ContributionErased
from openward.ledger.models import RecordedFact
from openward.notifications.models import Message
from openward.people.access import VISITOR, persona_actor
from openward.responses.actions import NotReady, leave_answer, report_answer, reword_response, take_answer_away
from openward.responses.handlers import on_contribution_erased
from openward.responses.models import AnswerReport, Response
from tests.factories.loops import WORDS, shown, theme_of
from tests.factories.riverbend import Riverbend, published_story

SignIn = Callable[[str], Client]
Reason = AnswerReport.Reason


def reported(riverbend: Riverbend, response: Response, part: str = "visitor") -> str:
    by = VISITOR if part == "visitor" else riverbend.actor(part)
    return report_answer(response=response, reason=Reason.IDENTIFIES, words="That is my neighbour.", by=by)


def test_a_visitor_reports_an_answer_and_it_is_taken_away(riverbend: Riverbend, client_of: SignIn) -> None:
    response = shown(riverbend, theme=theme_of(riverbend))
    visitor, address = client_of("visitor"), reverse("response_report", args=[response.pk])
    assert address in visitor.get(reverse("response_show", args=[response.pk])).content.decode()
    assert address in visitor.get(reverse("theme_show", args=[response.theme_id])).content.decode()
    values = {"reason": "identifies", "words": "That is my neighbour.", "submission_key": "0123456789abcdefgh"}
    sent, again = visitor.post(address, values), visitor.post(address, values)
    assert sent.url == again.url  # type: ignore[attr-defined]
    assert AnswerReport.objects.count() == 1
    assert "It waits for a person" in visitor.get(sent.url).content.decode()  # type: ignore[attr-defined]
    lead = client_of("lead")
    assert "That is my neighbour." in lead.get(reverse("reported_list")).content.decode()
    assert lead.post(reverse("answer_take_away", args=[response.pk]), {"reason": " "}).status_code == 422
    lead.post(reverse("answer_take_away", args=[response.pk]), {"reason": "It names a patient."})
    late = client_of("moderator").post(reverse("answer_leave", args=[response.pk]), follow=True)
    assert "Somebody has changed this answer" in late.content.decode()
    assert visitor.get(reverse("response_show", args=[response.pk])).status_code == 404
    assert WORDS not in visitor.get(reverse("theme_show", args=[response.theme_id])).content.decode()
    assert "took the answer away" in visitor.get(sent.url).content.decode()  # type: ignore[attr-defined]
    writer = client_of("responder").get(reverse("response_show", args=[response.pk])).content.decode()
    assert "It names a patient." in writer
    assert Message.objects.get(kind="reply_sent_back").account == riverbend.account("responder")


def test_a_report_lacks_a_reason_or_words_for_something_else(riverbend: Riverbend, client_of: SignIn) -> None:
    response = shown(riverbend, theme=theme_of(riverbend))
    address = reverse("response_report", args=[response.pk])
    wrong: tuple[dict[str, str], ...] = (
        {},
        {"reason": "other", "words": " "},
        {"reason": "ugly"},
        {"reason": "blame", "words": "a" * 20_000},
    )
    for values in wrong:
        assert client_of("visitor").post(address, values).status_code == 422
    with pytest.raises(ValueError, match="needs words"):
        report_answer(response=response, reason=Reason.OTHER, by=VISITOR)
    assert not AnswerReport.objects.exists()


def test_nothing_says_who_reported_and_only_others_than_the_writer_are_told(riverbend: Riverbend) -> None:
    response = shown(riverbend, theme=theme_of(riverbend))
    reported(riverbend, response, "coder")
    coder = str(riverbend.account("coder").pk)
    assert coder not in f"{AnswerReport.objects.values().get()}"
    fact = RecordedFact.objects.get(kind="responses.AnswerReported")
    assert coder not in f"{fact.__dict__}"
    told = set(Message.objects.filter(kind="answer_reported").values_list("account", flat=True))
    assert told == {riverbend.account(part).pk for part in ("lead", "moderator", "data_protection")}
    reported(riverbend, response)
    assert Message.objects.filter(kind="answer_reported").count() == len(told)


def test_whoever_wrote_an_answer_does_not_decide_about_it(riverbend: Riverbend) -> None:
    response = shown(riverbend, theme=theme_of(riverbend))
    reported(riverbend, response)
    for part in ("responder", "visitor"):
        with pytest.raises(NotReady):
            leave_answer(response=response, by=riverbend.actor(part))
        with pytest.raises(NotReady):
            take_answer_away(response=response, reason="Mine.", by=riverbend.actor(part))
    response.refresh_from_db()
    assert response.state == Response.State.SHOWN
    assert leave_answer(response=response, by=riverbend.actor("moderator")) == 1
    assert leave_answer(response=response, by=riverbend.actor("moderator")) == 0
    assert AnswerReport.objects.get().outcome == AnswerReport.Outcome.STAYS
    assert RecordedFact.objects.filter(kind="responses.AnswerLeft").count() == 1


def test_an_older_answer_is_taken_away_too_and_the_newer_one_stays(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    older, newer = shown(riverbend, theme=theme), shown(riverbend, theme=theme)
    older.refresh_from_db()
    assert older.state == Response.State.REPLACED
    reported(riverbend, older)
    take_answer_away(response=older, reason="It names a patient.", by=riverbend.actor("lead"))
    for one, state in ((older, Response.State.DRAFT), (newer, Response.State.SHOWN)):
        one.refresh_from_db()
        assert one.state == state


def test_what_stood_before_stands_again(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    older, newer = shown(riverbend, theme=theme), shown(riverbend, theme=theme)
    take_answer_away(response=newer, reason="It names a patient.", by=riverbend.actor("lead"))
    older.refresh_from_db()
    assert older.state == Response.State.SHOWN
    with pytest.raises(NotReady):
        take_answer_away(response=newer, reason="Once more.", by=riverbend.actor("lead"))
    values = {"status": newer.status, "words": "Other words.", "signed_name": "D", "signed_role": "M"}
    reword_response(response=newer, **values, by=riverbend.actor("responder"))  # type: ignore[arg-type]


def test_what_was_written_in_a_report_goes_with_the_words_that_were_answered(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    response = shown(riverbend, contribution=story)
    reported(riverbend, response)
    erase(contribution=story, by=persona_actor(story.author_id))
    row = RecordedFact.objects.get(kind="contributions.ContributionErased")
    on_contribution_erased(ContributionErased(**row.payload), fact_id=row.pk)
    assert "neighbour" not in AnswerReport.objects.get().words


def test_the_list_asks_as_often_for_one_as_for_three(
    riverbend: Riverbend, client_of: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of("lead")
    for number in range(3):
        reported(riverbend, shown(riverbend, theme=theme_of(riverbend, name=f"Theme {number}")))
        if number in {0, 2}:
            with django_assert_max_num_queries(12):
                client.get(reverse("reported_list"))


def test_no_two_fields_of_the_list_share_a_name_for_their_label(riverbend: Riverbend, client_of: SignIn) -> None:
    client = client_of("lead")
    for number in range(2):
        reported(riverbend, shown(riverbend, theme=theme_of(riverbend, name=f"Theme {number}")))
    keys = list(AnswerReport.objects.values_list("response_id", flat=True))
    for page in (client.get(reverse("reported_list")), client.post(reverse("answer_take_away", args=[keys[0]]), {})):
        ids = re.findall(r'\sid="([^"]+)"', page.content.decode())
        assert len(ids) == len(set(ids))
        assert all(f"id_{key}_reason" in ids for key in keys)
