"""Whoever reported and asked for a letter gets one, with the class of the outcome; the address is then forgotten."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from openward.contributions.actions.stories import withdraw
from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications import tasks
from openward.notifications.models import Message
from openward.people.actions.personas import envelope_for_delivery
from openward.people.models import VaultEntry
from openward.safety.actions.cases import take_case
from openward.safety.actions.decisions import decide_report_case
from openward.safety.actions.reports import invalidate_reports, receive_report, restore_reports
from openward.safety.models import Case, Decision, Report
from tests.factories.riverbend import Riverbend, published_story

ADDRESS = "rowan.brown@mailbox.example"
ClientOf = Callable[[str], Client]
Outcome = Decision.Outcome


@pytest.fixture
def story(riverbend: Riverbend) -> Contribution:
    return published_story(riverbend)


def reported(riverbend: Riverbend, story: Contribution, part: str = "visitor", email: str = ADDRESS) -> Report:
    return receive_report(
        contribution=story, category=Report.Category.ABUSE, email=email, by=riverbend.actor(part)
    ).report


def decided(riverbend: Riverbend, story: Contribution, outcome: Outcome) -> Decision:
    case = take_case(case=Case.objects.get(contribution=story, kind="report"), by=riverbend.actor("moderator"))
    is_kept = outcome == Outcome.KEEP
    return decide_report_case(
        case=case,
        outcome=outcome,
        revision_sha256=story.shown_revision.sha256,  # type: ignore[union-attr]
        rule=None if is_kept else riverbend.space.house_rules.get(),
        facts="" if is_kept else "The second sentence names a nurse.",
        words_to_author="" if is_kept else "Please leave the name out.",
        version=case.version,
        by=riverbend.actor("moderator"),
    )


def heard() -> None:
    """What follows, as the worker brings it about, twice as after a crash; then the carrier comes."""
    kinds = ["safety.CaseDecided", "safety.CaseClosed", "safety.ReportsInvalidated"]
    for row in [*RecordedFact.objects.filter(kind__in=kinds).order_by("pk")] * 2:
        hear(fact_id=row.pk, handler="safety.on_report_outcome")
    tasks.carry_due(0)


@pytest.mark.parametrize(
    ("outcome", "says"),
    [(Outcome.REMOVE, "agreed with you, and did something about it"), (Outcome.KEEP, "left the words as they are")],
)
def test_one_letter_says_the_class_of_the_outcome_and_nothing_else(
    riverbend: Riverbend, story: Contribution, outcome: Outcome, says: str
) -> None:
    report = reported(riverbend, story)
    decided(riverbend, story, outcome)
    heard()
    letter = mail.outbox[0]
    assert [one.to for one in mail.outbox if one.to == [ADDRESS]] == [[ADDRESS]]
    body = " ".join(str(letter.body).split())
    assert says in body
    assert "/report/" in body
    assert str(letter.subject) == "About what you told us"
    for word in (story.shown_revision.text[:20], "nurse", "Riverbend", "name out", "receipt"):  # type: ignore[union-attr]
        assert word not in f"{letter.subject} {body}"
    message = Message.objects.get(about=f"report:{report.pk}", kind__in=["report_acted_on", "report_left"])
    assert RecordedFact.objects.filter(kind="notifications.MessageSent", payload__key=str(message.pk)).count() == 1
    assert not VaultEntry.objects.filter(persona=report.letter_to).exists()


def test_nobody_is_written_to_who_did_not_ask(riverbend: Riverbend, story: Contribution) -> None:
    report = reported(riverbend, story, email="")
    assert report.letter_to is None
    decided(riverbend, story, Outcome.KEEP)
    heard()
    assert not Message.objects.filter(kind="report_left").exists()


def test_words_taken_back_and_reports_set_aside_are_told_once(riverbend: Riverbend, story: Contribution) -> None:
    report = reported(riverbend, story)
    case = Case.objects.get(contribution=story)
    take_case(case=case, by=riverbend.actor("moderator"))
    invalidate_reports(case=case, keys=[report.pk], reason="A campaign.", by=riverbend.actor("moderator"))
    heard()
    restore_reports(case=case, by=riverbend.actor("moderator"))
    decided(riverbend, story, Outcome.KEEP)
    heard()
    letters = Message.objects.filter(about=f"report:{report.pk}").exclude(kind="report_decided")
    assert [one.kind for one in letters] == ["report_set_aside"]
    assert sum(one.to == [ADDRESS] for one in mail.outbox) == 1


def test_words_their_author_took_back(riverbend: Riverbend, story: Contribution) -> None:
    report = reported(riverbend, story)
    withdraw(contribution=story, by=riverbend.actor("visitor"))
    row = RecordedFact.objects.filter(kind="contributions.ContributionWithdrawn").get()
    hear(fact_id=row.pk, handler="safety.on_contribution_withdrawn")
    heard()
    assert Message.objects.get(about=f"report:{report.pk}").kind == "report_words_gone"


def test_somebody_who_signs_in_keeps_their_own_letters_and_is_revealed_to_nobody(
    riverbend: Riverbend, story: Contribution
) -> None:
    report = reported(riverbend, story, "coder")
    assert report.letter_to is not None
    assert report.letter_to != report.reporter
    own = envelope_for_delivery(persona_id=report.reporter_id)
    assert own is not None
    assert own.address == riverbend.account("coder").email
    decided(riverbend, story, Outcome.KEEP)
    heard()
    assert sum(one.to == [ADDRESS] for one in mail.outbox) == 1
    assert envelope_for_delivery(persona_id=report.reporter_id) == own
    with connection.cursor() as cursor:
        cursor.execute("select args::text from procrastinate_jobs")
        jobs = str(cursor.fetchall())
    since = RecordedFact.objects.filter(kind__regex="^(safety|notifications)")
    rows = str(list(since.values_list("payload", "about", "shreddable", "author_key")))
    kept = str(list(Message.objects.values())) + str(list(Report.objects.values()))
    for canary in (ADDRESS, str(riverbend.account("coder").pk)):
        assert canary not in jobs + kept + rows, canary


def test_a_letter_is_asked_for_on_the_form(client_of: ClientOf, riverbend: Riverbend, story: Contribution) -> None:
    visitor = client_of("visitor")
    wrong = visitor.post(f"/c/{story.pk}/report/", {"category": "abuse", "email": "rowan"}).content.decode()
    assert "Check the e-mail address" in wrong
    assert not Report.objects.exists()
    sent = visitor.post(f"/c/{story.pk}/report/", {"category": "abuse", "email": ADDRESS}, follow=True).content.decode()
    assert "we write to you once" in sent
    assert ADDRESS not in sent
    report = Report.objects.get()
    envelope = envelope_for_delivery(persona_id=report.letter_to_id)  # type: ignore[arg-type]
    assert envelope is not None
    assert envelope.address == ADDRESS
