"""Decisions made a second time: drawn by their key, blind, by somebody else; agreement told only where it can be."""

import re
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openward.ledger.models import RecordedFact
from openward.methods.agreement import cohens_kappa
from openward.people.access import SYSTEM, Actor, actor_for_account
from openward.people.actions.organisations import give_role, invite_account
from openward.people.models import Role
from openward.safety.access.appeals import second_reading_for_reading
from openward.safety.actions.cases import CaseMoved, SeniorNeeded
from openward.safety.actions.crisis import flag_by_moderator
from openward.safety.actions.decisions import DeciderIsInvolved
from openward.safety.actions.second_readings import (
    draw_second_reading,
    pass_reading_on,
    put_reading_back,
    read_second_time,
    set_share,
)
from openward.safety.models import Case, Decision, SecondReading
from openward.safety.presenters.second_readings import shown_agreements
from openward.safety.queries.second_readings import FEWEST_FOR_KAPPA, agreement_in, is_drawn, share_of, waiting_readings
from tests.factories.riverbend import Riverbend
from tests.rooms.safety.appealing import answered, appealed, decided_about, declined_reply, hear_everything
from tests.rooms.safety.moderators import another_moderator

Outcome = Decision.Outcome


@pytest.fixture
def drawn(riverbend: Riverbend) -> SecondReading:
    """A declined reply that was drawn."""
    set_share(organisation=riverbend.cast.organisation, percent=100, by=riverbend.actor("lead"))
    found = draw_second_reading(decision=declined_reply(riverbend)[1], by=SYSTEM)
    assert found is not None
    return found


def test_the_key_alone_draws_one_in_twenty_and_a_greater_share_keeps_the_smaller() -> None:
    keys = [uuid.UUID(int=number) for number in range(20_000)]
    few = {key for key in keys if is_drawn(key, 5)}
    assert abs(len(few) - 1_000) < 150
    assert few == {key for key in keys if is_drawn(key, 5)}
    assert few < {key for key in keys if is_drawn(key, 20)}
    assert all(is_drawn(key, 100) for key in keys[:100])


def test_every_decision_is_drawn_from_by_what_happened(riverbend: Riverbend) -> None:
    set_share(organisation=riverbend.cast.organisation, percent=100, by=riverbend.actor("lead"))
    declined_reply(riverbend)
    decided_about(riverbend)
    hear_everything("ReadingDeclined", "CaseDecided")
    hear_everything("ReadingDeclined", "CaseDecided")
    assert SecondReading.objects.count() == 2
    assert RecordedFact.objects.filter(kind="safety.SecondReadingDrawn").count() == 2


def test_an_answer_to_an_appeal_and_words_of_somebody_in_danger_are_not_drawn(riverbend: Riverbend) -> None:
    set_share(organisation=riverbend.cast.organisation, percent=100, by=riverbend.actor("lead"))
    removed = decided_about(riverbend, Outcome.REMOVE)
    milder = answered(
        appealed(removed), "varied", by=another_moderator(riverbend), milder=Outcome.LIMIT  # type: ignore[arg-type]
    ).replacement
    assert milder is not None
    assert draw_second_reading(decision=milder, by=SYSTEM) is None
    hard = decided_about(riverbend)
    flag_by_moderator(contribution=hard.case.contribution, words="I worry.", by=riverbend.actor("moderator"))
    assert draw_second_reading(decision=hard, by=SYSTEM) is None


def test_done_by_somebody_else_once_and_changes_nothing(riverbend: Riverbend, drawn: SecondReading) -> None:
    first, second = riverbend.actor("moderator"), another_moderator(riverbend)
    assert waiting_readings(first) == []
    with pytest.raises(Http404):
        second_reading_for_reading(first, drawn.pk)
    with pytest.raises(DeciderIsInvolved):
        read_second_time(reading=drawn, outcome=Outcome.APPROVE, by=first)
    with pytest.raises(IntegrityError, match="somebody_else"), transaction.atomic():
        SecondReading.objects.update(reader=first.account)
    with pytest.raises(ValueError, match="first could have been"):
        read_second_time(reading=drawn, outcome=Outcome.REMOVE, by=second)
    before = drawn.decision.case.contribution.standpoint
    done = read_second_time(reading=drawn, outcome=Outcome.APPROVE, by=second)
    assert (done.outcome, done.reader) == (Outcome.APPROVE, second.account)
    drawn.decision.case.contribution.refresh_from_db()
    assert drawn.decision.case.contribution.standpoint == before
    with pytest.raises(CaseMoved):
        read_second_time(reading=drawn, outcome=Outcome.DECLINE, by=second)
    fact = RecordedFact.objects.get(kind="safety.SecondReadingDone")
    assert Outcome.APPROVE not in fact.payload.values()


def test_the_page_tells_nothing_of_the_first_decision(riverbend: Riverbend, drawn: SecondReading) -> None:
    Decision.objects.filter(pk=drawn.decision_id).update(note_to_colleagues="Zanzibar", facts="Quetzal was seen.")
    second = another_moderator(riverbend)
    assert second.account is not None
    browser = Client()
    browser.force_login(second.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = browser.get(f"/second-readings/{drawn.pk}/").content.decode()
    assert "so cold that I left" in page
    first = ("Zanzibar", "Quetzal", "Please leave out who it was about", "Not shown as it was", str(drawn.decision_id))
    assert [words for words in first if words in page] == []
    assert not re.search(r'name="outcome"[^>]*checked', page)
    sent = browser.post(f"/second-readings/{drawn.pk}/", {"outcome": "decline"})
    assert sent["Location"] == "/second-readings/"
    again = browser.get(f"/second-readings/{drawn.pk}/").content.decode()
    assert "You have decided it already" in again
    assert [words for words in first if words in again] == []


def test_no_figure_below_thirty_and_the_methods_own_from_there(riverbend: Riverbend) -> None:
    organisation = riverbend.cast.organisation
    decision = declined_reply(riverbend)[1]
    firsts, seconds = [], []
    for number in range(FEWEST_FOR_KAPPA):
        first = Outcome.APPROVE if number % 3 else Outcome.DECLINE
        second = Outcome.DECLINE if number % 5 == 0 else first
        copy = Decision.objects.get(pk=decision.pk)
        copy.pk = uuid.uuid4()
        copy.outcome = first
        copy._state.adding = True
        copy.save()
        SecondReading.objects.create(decision=copy, outcome=second, read_at=timezone.now())
        firsts.append(float(first == Outcome.APPROVE))
        seconds.append(float(second == Outcome.APPROVE))
        if number < FEWEST_FOR_KAPPA - 1:
            assert agreement_in(organisation)[0].kappa is None
    found = {one.kind: one for one in agreement_in(organisation)}
    reading = found[Case.Kind.READING]
    expected = cohens_kappa(firsts, seconds)
    assert reading.kappa is not None
    assert reading.kappa.kappa == pytest.approx(expected.kappa)
    assert found[Case.Kind.REPORT].kappa is None
    shown = shown_agreements(agreement_in(organisation))
    assert shown[0].figure == f"{expected.kappa:.2f}"
    assert "30 decisions" in shown[0].count
    assert shown[1].figure == ""
    assert "anything could come by chance" in shown[1].meaning


def test_the_share_is_settled_by_the_lead_and_one_in_twenty_otherwise(riverbend: Riverbend, client_of: object) -> None:
    organisation = riverbend.cast.organisation
    assert share_of(organisation.pk) == 5
    address = f"/o/{organisation.slug}/agreement/"
    client_of("moderator").post(address, {"percent": "50"})  # type: ignore[operator]
    assert share_of(organisation.pk) == 5
    assert client_of("lead").post(address, {"percent": "101"}).status_code == 400  # type: ignore[operator]
    assert client_of("lead").post(address, {"percent": "50"}).status_code == 302  # type: ignore[operator]
    assert share_of(organisation.pk) == 50
    with pytest.raises(ValueError, match="between 1 and 100"):
        set_share(organisation=organisation, percent=0, by=riverbend.actor("lead"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_much_waits(
    riverbend: Riverbend, count: int, django_assert_max_num_queries: object
) -> None:
    set_share(organisation=riverbend.cast.organisation, percent=100, by=riverbend.actor("lead"))
    for _number in range(count):
        draw_second_reading(decision=declined_reply(riverbend)[1], by=SYSTEM)
    second = another_moderator(riverbend)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert len(waiting_readings(second)) == count


# --- Leaving one to a colleague -----------------------------------------------------------------------------------


def _another_drawn(riverbend: Riverbend) -> SecondReading:
    found = draw_second_reading(decision=decided_about(riverbend), by=SYSTEM)
    assert found is not None
    return found


def _senior(riverbend: Riverbend) -> Actor:
    organisation = riverbend.cast.organisation
    account = invite_account(organisation=organisation, email="senior@riverbend.example", name="Noor Haddad", by=SYSTEM)
    give_role(account=account, organisation=organisation, role=Role.SENIOR_MODERATOR, by=SYSTEM)
    return actor_for_account(account)


def test_what_somebody_left_to_a_colleague_comes_last_for_them(riverbend: Riverbend, drawn: SecondReading) -> None:
    second = another_moderator(riverbend)
    later = _another_drawn(riverbend)
    assert [one.reading for one in waiting_readings(second)] == [drawn, later]
    for _twice in range(2):
        put_reading_back(reading=drawn, by=second)
    found = waiting_readings(second)
    assert [(one.reading, one.was_put_back) for one in found] == [(later, False), (drawn, True)]
    drawn.refresh_from_db()
    assert drawn.passed_back_by == [second.account.pk if second.account else None]
    assert [one.was_put_back for one in waiting_readings(_senior(riverbend))] == [False, False]
    assert RecordedFact.objects.filter(kind="safety.SecondReadingPutBack").count() == 2


def test_passed_on_with_a_note_it_is_for_a_senior_colleague(riverbend: Riverbend, drawn: SecondReading) -> None:
    second, senior = another_moderator(riverbend), _senior(riverbend)
    with pytest.raises(ValueError, match="with a note"):
        pass_reading_on(reading=drawn, note="  ", by=second)
    pass_reading_on(reading=drawn, note="I know the ward.", by=second)
    assert waiting_readings(second) == []
    assert [(one.reading, one.is_passed_on) for one in waiting_readings(senior)] == [(drawn, True)]
    for again in (put_reading_back, read_second_time):
        with pytest.raises(SeniorNeeded):
            again(reading=drawn, by=second, **({"outcome": Outcome.APPROVE} if again is read_second_time else {}))
    read_second_time(reading=drawn, outcome=Outcome.APPROVE, by=senior)
    facts = str(list(RecordedFact.objects.filter(kind__startswith="safety.SecondReading").values_list("payload")))
    assert "ward" not in facts


def test_without_a_senior_colleague_a_note_shuts_nobody_out(riverbend: Riverbend, drawn: SecondReading) -> None:
    second = another_moderator(riverbend)
    pass_reading_on(reading=drawn, note="I know the ward.", by=second)
    assert [one.is_passed_on for one in waiting_readings(second)] == [True]
    # The only senior moderator decided first: that is as good as none.
    senior = _senior(riverbend)
    SecondReading.objects.update(first_decider=senior.account)
    assert [one.is_passed_on for one in waiting_readings(second)] == [True]
    drawn.refresh_from_db()
    read_second_time(reading=drawn, outcome=Outcome.APPROVE, by=second)


def test_only_who_may_read_it_again_leaves_it_or_passes_it_on(riverbend: Riverbend, drawn: SecondReading) -> None:
    first = riverbend.actor("moderator")
    with pytest.raises(DeciderIsInvolved):
        put_reading_back(reading=drawn, by=first)
    with pytest.raises(DeciderIsInvolved):
        pass_reading_on(reading=drawn, note="No.", by=first)
    second = another_moderator(riverbend)
    read_second_time(reading=drawn, outcome=Outcome.APPROVE, by=second)
    with pytest.raises(CaseMoved):
        put_reading_back(reading=drawn, by=second)


def test_leaving_and_passing_on_by_hand(riverbend: Riverbend, drawn: SecondReading) -> None:
    account, senior = another_moderator(riverbend).account, _senior(riverbend).account
    assert account is not None
    assert senior is not None
    browser, above = Client(), Client()
    for client, who in ((browser, account), (above, senior)):
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    here = f"/second-readings/{drawn.pk}/"
    left = browser.post(f"{here}back/", follow=True).content.decode()
    assert "A colleague can take it" in left
    assert "You put this back" in left
    assert browser.post(f"{here}pass/", {"words": " "}).status_code == 400
    passed = browser.post(f"{here}pass/", {"words": "I know the ward."}, follow=True).content.decode()
    assert "Passed on." in passed
    assert here not in passed
    assert "Passed on to a senior colleague" in above.get("/second-readings/").content.decode()
    page = above.get(here).content.decode()
    assert "I know the ward." in page
    refused = browser.post(here, {"outcome": "approve"}, follow=True).content.decode()
    assert "A senior colleague takes this one" in refused


def test_the_list_asks_the_same_for_one_and_for_three(riverbend: Riverbend, drawn: SecondReading) -> None:
    account = another_moderator(riverbend).account
    assert account is not None
    browser, counts = Client(), []
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    for _number in range(3):
        with CaptureQueriesContext(connection) as seen:
            browser.get("/second-readings/")
        counts.append(len(seen))
        _another_drawn(riverbend)
    assert counts[1] == counts[2] <= 12
