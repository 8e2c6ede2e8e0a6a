"""Answering, checking a claim of change, telling everybody behind it, and hearing back."""

import pytest

from openward.contributions.actions.stories import erase, withdraw
from openward.ledger.models import RecordedFact
from openward.notifications.models import Message
from openward.people.access import SYSTEM, persona_actor
from openward.responses.actions import (
    NotReady,
    answer_telling,
    ask_for_check,
    check_claim,
    reopen_telling,
    reword_response,
    send_back_claim,
    show_response,
    tell_contributors,
)
from openward.responses.handlers import on_contribution_erased, on_response_shown
from openward.responses.models import ChangeClaim, Response, Telling
from tests.factories.loops import WORDS, a_claim, coded_story, drafted, shown, theme_of
from tests.factories.riverbend import Riverbend, published_story


def test_a_claim_of_change_is_not_shown_by_one_person_alone(riverbend: Riverbend) -> None:
    response = drafted(riverbend, theme=theme_of(riverbend), status="did")
    with pytest.raises(NotReady):
        show_response(response=response, by=riverbend.actor("responder"))
    ask_for_check(response=response, by=riverbend.actor("responder"))
    with pytest.raises(NotReady):
        check_claim(response=response, by=riverbend.actor("responder"))
    response.refresh_from_db()
    assert response.state == Response.State.AWAITING_CHECK
    check_claim(response=response, by=riverbend.actor("director"))
    response.refresh_from_db()
    assert response.state == Response.State.SHOWN
    assert response.claim.checked_by == riverbend.account("director")


def test_whoever_reworded_a_claim_does_not_check_it_either(riverbend: Riverbend) -> None:
    response = drafted(riverbend, theme=theme_of(riverbend), status="did")
    reword_response(
        response=response,
        status="did",
        words=WORDS,
        signed_name="Daniel Cho",
        signed_role="Service manager",
        claim=a_claim(),
        by=riverbend.actor("director"),
    )
    ask_for_check(response=response, by=riverbend.actor("responder"))
    for part in ("responder", "director"):
        with pytest.raises(NotReady):
            check_claim(response=response, by=riverbend.actor(part))
    check_claim(response=response, by=riverbend.actor("lead"))
    response.refresh_from_db()
    assert response.state == Response.State.SHOWN


def test_a_claim_says_what_changed_before_it_is_checked(riverbend: Riverbend) -> None:
    response = drafted(riverbend, theme=theme_of(riverbend), status="did", claim=None)
    with pytest.raises(NotReady):
        ask_for_check(response=response, by=riverbend.actor("responder"))


def test_a_claim_that_goes_back_is_a_draft_with_its_reason_and_its_writer_is_told(riverbend: Riverbend) -> None:
    response = drafted(riverbend, theme=theme_of(riverbend), status="did")
    ask_for_check(response=response, by=riverbend.actor("responder"))
    assert set(Message.objects.filter(kind="check_wanted").values_list("account", flat=True)) == {
        riverbend.account("lead").pk,
        riverbend.account("director").pk,
    }
    with pytest.raises(NotReady):
        send_back_claim(response=response, reason=" ", by=riverbend.actor("director"))
    send_back_claim(response=response, reason="Ward staff say it stopped in May.", by=riverbend.actor("director"))
    response.refresh_from_db()
    assert response.state == Response.State.DRAFT
    assert response.claim.sent_back_reason == "Ward staff say it stopped in May."
    assert Message.objects.get(kind="check_sent_back").account == riverbend.account("responder")


def test_a_draft_that_stops_claiming_a_change_keeps_no_claim(riverbend: Riverbend) -> None:
    response = drafted(riverbend, theme=theme_of(riverbend), status="did")
    reword_response(
        response=response,
        status="heard",
        words=WORDS,
        signed_name="D",
        signed_role="M",
        by=riverbend.actor("responder"),
    )
    assert not ChangeClaim.objects.exists()


def test_everybody_behind_a_theme_is_told_once(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=3)
    stays_quiet = coded_story(riverbend, theme, consents=["publish"])
    taken_back = coded_story(riverbend, theme)
    withdraw(contribution=taken_back, by=persona_actor(taken_back.author_id))
    response = shown(riverbend, theme=theme)
    assert tell_contributors(response=response, by=SYSTEM, batch=2) == 4
    assert tell_contributors(response=response, by=SYSTEM) == 0
    assert Telling.objects.filter(response=response).count() == 4
    assert not Telling.objects.filter(contribution=taken_back).exists()
    assert RecordedFact.objects.filter(kind="responses.ContributorTold").count() == 4
    letters = Message.objects.filter(kind="response_shown")
    assert letters.count() == 3
    assert not letters.filter(persona=stays_quiet.author).exists()


def test_showing_an_answer_leads_to_telling(riverbend: Riverbend) -> None:
    from openward.config.wiring import HANDLERS
    from openward.responses.events import ResponseShown

    assert on_response_shown in HANDLERS[ResponseShown]
    response = shown(riverbend, theme=theme_of(riverbend))
    row = RecordedFact.objects.get(kind="responses.ResponseShown")
    on_response_shown(ResponseShown(**row.payload), fact_id=row.pk)
    assert Telling.objects.filter(response=response).count() == 1


def test_latecomers_are_told_and_a_replaced_answer_tells_nobody(riverbend: Riverbend) -> None:
    from openward.responses.tasks import tell_latecomers

    theme = theme_of(riverbend)
    first = shown(riverbend, theme=theme)
    tell_contributors(response=first, by=SYSTEM)
    second = shown(riverbend, theme=theme, status="will_do")
    first.refresh_from_db()
    assert first.state == Response.State.REPLACED
    coded_story(riverbend, theme)
    tell_latecomers(0)
    assert Telling.objects.filter(response=first).count() == 1
    assert Telling.objects.filter(response=second).count() == 2


def test_the_author_says_whether_it_met_their_point_and_asks_again(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    response = shown(riverbend, theme=theme)
    tell_contributors(response=response, by=SYSTEM)
    telling = Telling.objects.get()
    author = persona_actor(telling.contribution.author_id)
    answer_telling(telling=telling, verdict="partly", words="The screen is too high.", by=author)
    reopen_telling(telling=telling, by=author)
    reopen_telling(telling=telling, by=author)
    telling.refresh_from_db()
    assert (telling.verdict, telling.words) == ("partly", "The screen is too high.")
    assert telling.reopened_at is not None
    assert RecordedFact.objects.filter(kind="responses.PointReopened").count() == 1
    assert Message.objects.get(kind="telling_reopened").account == riverbend.account("responder")
    assert "screen" not in str(list(RecordedFact.objects.values_list("payload", "shreddable")))
    shown(riverbend, theme=theme, status="will_do")
    telling.refresh_from_db()
    assert telling.settled_at is not None


def test_an_answer_of_ones_own_settles_a_point_reopened_about_a_theme(riverbend: Riverbend) -> None:
    response = shown(riverbend, theme=theme_of(riverbend))
    tell_contributors(response=response, by=SYSTEM)
    telling = Telling.objects.select_related("contribution").get()
    reopen_telling(telling=telling, by=persona_actor(telling.contribution.author_id))
    shown(riverbend, contribution=telling.contribution)
    telling.refresh_from_db()
    assert telling.settled_at is not None
    response.refresh_from_db()
    assert response.state == Response.State.SHOWN


def test_erasing_a_story_erases_what_its_author_said_of_the_answer(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    response = shown(riverbend, contribution=story, status="no_because", words="About the zebra you saw: thank you.")
    tell_contributors(response=response, by=SYSTEM)
    answer_telling(
        telling=Telling.objects.get(), verdict="no", words="The zebra was mine.", by=persona_actor(story.author_id)
    )
    erase(contribution=story, by=persona_actor(story.author_id))
    from openward.contributions.events import ContributionErased

    row = RecordedFact.objects.get(kind="contributions.ContributionErased")
    on_contribution_erased(ContributionErased(**row.payload), fact_id=row.pk)
    on_contribution_erased(ContributionErased(**row.payload), fact_id=row.pk)
    response.refresh_from_db()
    assert (response.state, response.words, response.because) == ("erased", "", "")
    assert Telling.objects.get().words == ""
    assert RecordedFact.objects.filter(kind="responses.AnswerErased").count() == 1


def test_a_promise_needs_a_date_and_a_no_needs_its_because(riverbend: Riverbend) -> None:
    from django.db import IntegrityError, transaction

    theme = theme_of(riverbend)
    for values in ({"status": "will_do", "promised_by_on": None}, {"status": "no_because", "because": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            drafted(riverbend, theme=theme, **values)
    with pytest.raises(ValueError):
        drafted(riverbend)
    assert not Response.objects.exists()
