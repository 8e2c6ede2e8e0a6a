"""What people are told of when a person reads their words is true in every mode of the space."""

import pytest
from django.test import Client

from openward.contributions.actions.stories import Sent
from openward.people.access import SYSTEM
from openward.people.models import Purpose
from openward.safety.actions.screening import screen_revision
from openward.spaces.models import Space
from openward.spaces.queries import about_space
from tests.factories.riverbend import Riverbend, approved, covered_at_every_hour, sent_story

DAYS = "within 1 working day"
REPORTED = "A person reads what our checks or other people point out."


def sent_in(riverbend: Riverbend, mode: str, **values: object) -> Sent:
    Space.objects.update(moderation_mode=mode)
    riverbend.space.refresh_from_db()
    covered_at_every_hour(riverbend)
    return sent_story(riverbend, **values)


def checked(sent: Sent) -> None:
    screen_revision(revision=sent.contribution.revisions.get(), by=SYSTEM)


def page_of(sent: Sent, rest: str = "") -> str:
    answer = Client().get(f"/receipt/{sent.code}/{rest}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("mode", ["before", "newcomers", "after", "reported"])
def test_the_page_of_a_space_promises_days_only_where_everything_is_read(riverbend: Riverbend, mode: str) -> None:
    Space.objects.update(moderation_mode=mode)
    said = about_space(Space.objects.select_related("organisation").get()).reading
    assert (DAYS in said) == (mode != "reported")
    assert (REPORTED in said) == (mode == "reported")
    assert ("While nobody is on duty, everything waits for a person." in said) == (mode == "reported")


@pytest.mark.parametrize(
    ("mode", "told"),
    [("reported", "Our checks let it through."), ("after", "Our checks let it through; a person reads it afterwards.")],
)
def test_what_the_checks_alone_let_through_is_not_said_to_have_been_read(
    riverbend: Riverbend, mode: str, told: str
) -> None:
    sent = sent_in(riverbend, mode)
    waiting = page_of(sent)
    assert "Our checks look at them. If a person must read them first" in waiting
    assert "A person reads them by" not in waiting
    checked(sent)
    page = page_of(sent)
    assert told in page
    assert ("a person reads it afterwards" in page) == (mode == "after")
    assert "A person has read them" not in page
    assert "A person read it." not in page


def test_what_a_person_read_is_said_to_have_been_read(riverbend: Riverbend) -> None:
    sent = sent_in(riverbend, "before")
    assert "A person reads them by" in page_of(sent)
    approved(riverbend, sent.contribution)
    page = page_of(sent)
    assert "A person has read them, and readers see them now." in page
    assert "reads it afterwards" not in page_of(sent, "sent/")


def test_private_words_in_a_space_that_is_read_on_report(riverbend: Riverbend) -> None:
    sent = sent_in(riverbend, "reported", consents=[Purpose.CONTACT])
    after_sending = page_of(sent, "sent/")
    assert "Our checks look at it" in after_sending
    assert "Within one working day" not in after_sending
    checked(sent)
    page = page_of(sent)
    assert "Your words are with us" in page
    assert "Your words are read" not in page


def test_after_sending_nobody_is_promised_reading_that_does_not_happen(riverbend: Riverbend) -> None:
    sent = sent_in(riverbend, "reported")
    checked(sent)
    assert "A person reads it if somebody reports it" in page_of(sent, "sent/")
    # Nobody is on duty any more: what is shown already is still read on report only.
    riverbend.space.duty_shifts.all().delete()
    page = page_of(sent, "sent/")
    assert "A person reads it if somebody reports it" in page
    assert "A person reads it afterwards" not in page
