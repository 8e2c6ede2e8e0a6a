"""A space closes by itself when its last phase ends, and opens again when the phase is extended."""

import datetime

from django.test import Client
from django.utils import timezone

from openward.engagements.actions import date_phases
from openward.engagements.events import PhasesDated
from openward.engagements.models import Engagement, Phase
from openward.ledger.models import RecordedFact
from openward.ledger.queries import history
from openward.notifications.models import Message
from openward.people.access import SYSTEM
from openward.people.actions.organisations import give_role
from openward.people.models import Role
from openward.spaces.actions import close_space
from openward.spaces.events import SpaceClosedByDate
from openward.spaces.handlers import on_phases_dated, on_space_closed_by_date
from openward.spaces.models import Space
from openward.spaces.tasks import keep_dates
from tests.factories.riverbend import Riverbend

DAY = datetime.timedelta(days=1)


def ends(riverbend: Riverbend, days: int) -> None:
    today = timezone.localdate()
    Phase.objects.filter(engagement=riverbend.engagement).update(
        starts_on=today - 90 * DAY, ends_on=today + days * DAY
    )


def state(riverbend: Riverbend) -> str:
    return Space.objects.get(pk=riverbend.space.pk).state


def extend(riverbend: Riverbend, days: int) -> None:
    today = timezone.localdate()
    dates = {"listen": (today - 90 * DAY, today + days * DAY), "tell": (today + days * DAY, today + days * DAY)}
    date_phases(engagement=riverbend.engagement, dates=dates, by=riverbend.actor("lead"))
    row = RecordedFact.objects.filter(kind="engagements.PhasesDated").latest("pk")
    on_phases_dated(PhasesDated(**row.payload), fact_id=row.pk)


def kinds(account: object) -> list[str]:
    return list(Message.objects.filter(account=account).order_by("created_at").values_list("kind", flat=True))


def test_it_stays_open_on_its_last_day_and_closes_on_the_next(riverbend: Riverbend) -> None:
    ends(riverbend, 0)
    keep_dates(0)
    assert state(riverbend) == Space.State.OPEN
    ends(riverbend, -1)
    keep_dates(0)
    assert state(riverbend) == Space.State.CLOSED
    assert Engagement.objects.get(pk=riverbend.engagement.pk).state == Engagement.State.OPEN
    assert Client().get("/s/friends-and-family/").status_code == 200
    led = Client().get("/s/friends-and-family/tell/")
    assert (led.status_code, led["Location"]) == (302, "/s/friends-and-family/")
    keep_dates(0)
    assert RecordedFact.objects.filter(kind=SpaceClosedByDate.kind()).count() == 1


def test_the_last_of_all_phases_counts(riverbend: Riverbend) -> None:
    ends(riverbend, -10)
    today = timezone.localdate()
    Phase.objects.create(
        engagement=riverbend.engagement, kind=Phase.Kind.EVALUATE, starts_on=today - DAY, ends_on=today + 60 * DAY
    )
    keep_dates(0)
    assert state(riverbend) == Space.State.OPEN


def test_the_lead_is_told_a_week_before_once_and_when_it_has_closed(riverbend: Riverbend) -> None:
    account = riverbend.account("coder")
    give_role(
        account=account, organisation=riverbend.cast.organisation, role=Role.LEAD, space_key=riverbend.space.pk,
        by=SYSTEM,
    )  # fmt: skip
    ends(riverbend, 8)
    keep_dates(0)
    assert kinds(riverbend.account("lead")) == []
    ends(riverbend, 7)
    for _hour in range(2):
        keep_dates(0)
    assert kinds(riverbend.account("lead")) == kinds(account) == ["space_closing"]
    assert kinds(riverbend.account("moderator")) == []
    ends(riverbend, -1)
    keep_dates(0)
    row = RecordedFact.objects.get(kind=SpaceClosedByDate.kind())
    for _heard_twice in range(2):
        on_space_closed_by_date(SpaceClosedByDate(**row.payload), fact_id=row.pk)
    assert kinds(riverbend.account("lead")) == ["space_closing", "space_closed"]


def test_extending_the_phase_opens_it_again(riverbend: Riverbend) -> None:
    ends(riverbend, -1)
    keep_dates(0)
    extend(riverbend, 30)
    assert state(riverbend) == Space.State.OPEN
    sentences = [entry.sentence for entry in history("space", riverbend.space.pk)]
    assert sentences[0] == "The place is open again, because its last phase was extended."
    yesterday = timezone.localdate() - DAY
    assert f"after its last day, {yesterday.day} {yesterday:%B %Y}" in sentences[1]


def test_dates_that_are_over_already_open_nothing(riverbend: Riverbend) -> None:
    ends(riverbend, -10)
    keep_dates(0)
    extend(riverbend, -2)
    assert state(riverbend) == Space.State.CLOSED


def test_what_was_closed_by_hand_stays_closed(riverbend: Riverbend) -> None:
    close_space(space=riverbend.space, by=riverbend.actor("lead"))
    extend(riverbend, 30)
    assert state(riverbend) == Space.State.CLOSED
    ends(riverbend, -1)
    Space.objects.update(state=Space.State.OPEN)
    keep_dates(0)
    riverbend.space.refresh_from_db()
    assert riverbend.space.is_closed_by_date
    Space.objects.update(state=Space.State.OPEN)
    close_space(space=riverbend.space, by=riverbend.actor("lead"))
    riverbend.space.refresh_from_db()
    assert not riverbend.space.is_closed_by_date
