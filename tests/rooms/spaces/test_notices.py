"""People hear when their hours on duty change, when hours are left without anybody, and when rules are talked about."""

import datetime
import inspect
from collections.abc import Callable, Iterable

import pytest
import time_machine
from django.core import mail
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openward.config.wiring import HANDLERS
from openward.ledger.events import fact_class
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications.events import MessageWritten
from openward.notifications.handlers import on_message_written
from openward.notifications.models import Message
from openward.notifications.tasks import carry_due
from openward.people.access import SYSTEM
from openward.people.actions.consents import say_consent
from openward.people.actions.organisations import take_role
from openward.people.actions.personas import make_persona, persona_of_account
from openward.people.models import Badge, HeldRole, Persona, Role
from openward.spaces import handlers
from openward.spaces.actions import end_absence, end_shift, note_absence, plan_shifts, write_rules
from openward.spaces.actions.duty import choose_clocks, note_lost_cover
from openward.spaces.actions.proposals import (
    Wish,
    adopt_proposal,
    decline_proposal,
    propose_rule,
    read_proposal,
    withdraw_proposal,
)
from openward.spaces.actions.rules import RuleWords
from openward.spaces.forms.duty import ShiftForm
from openward.spaces.models import DutyShift, ModerationMode, RuleProposal, Space, SpaceMember
from openward.spaces.tasks import watch_cover
from openward.web.queries.tasks import tasks_for
from tests.factories.riverbend import Riverbend, covered_at_every_hour

SignIn = Callable[[str], Client]
NINE, FIVE = datetime.time(9), datetime.time(17)
WISH = Wish(RuleProposal.Kind.NEW, "It does people good.", text="Say thank you too.", how_to_fix="Say what was good.")


def heard() -> None:
    """What follows in this room, as the worker brings it about, twice as after a crash."""
    for row in [*RecordedFact.objects.order_by("pk")] * 2:
        kind = fact_class(row.kind)
        for handler in HANDLERS.get(kind, ()) if kind else ():
            if inspect.getmodule(handler) is handlers:
                hear(fact_id=row.pk, handler=f"spaces.{handler.__qualname__}")


def told(*kinds: str) -> list[tuple[str, str]]:
    """(kind, who) of every message of these kinds, in order."""
    found = Message.objects.filter(kind__in=kinds).select_related("account", "persona").order_by("created_at")
    return [(one.kind, one.account.email.split("@")[0] if one.account else "guest") for one in found]


def shift(riverbend: Riverbend, part: str = "moderator", by: str = "lead", weekdays: Iterable[int] = (0,)) -> DutyShift:
    return plan_shifts(
        space=riverbend.space,
        account=riverbend.account(part),
        starts_at=NINE,
        ends_at=FIVE,
        weekdays=weekdays,
        by=riverbend.actor(by),
    )[0]


def letters_leave() -> None:
    """The worker carries what is due; the waiting of letters that bundle is over."""
    Message.objects.filter(state=Message.State.WAITING).update(next_try_at=timezone.now())
    carry_due(0)


def test_many_changes_of_the_rota_are_one_letter_without_a_personal_word(riverbend: Riverbend) -> None:
    one = shift(riverbend)
    shift(riverbend, weekdays=(1, 2))
    end_shift(shift=one, by=riverbend.actor("lead"))
    heard()
    name = riverbend.account("moderator").email.split("@")[0]
    assert told("duty_changed") == [("duty_changed", name)]
    message = Message.objects.get(kind="duty_changed")
    assert message.next_try_at is not None
    fact = MessageWritten(key=str(message.pk), message_kind=message.kind)
    on_message_written(fact, fact_id=0)
    assert mail.outbox == []
    letters_leave()
    (letter,) = [one for one in mail.outbox if reverse("duty_list") in one.body]
    assert riverbend.space.name not in letter.subject + letter.body
    shift(riverbend, weekdays=(4,))
    heard()
    assert len(told("duty_changed")) == 2


def test_whoever_changes_their_own_hours_hears_nothing_of_it(riverbend: Riverbend) -> None:
    HeldRole.objects.create(
        organisation=riverbend.cast.organisation, account=riverbend.account("lead"), role=Role.MODERATOR
    )
    shift(riverbend, part="lead", by="lead")
    heard()
    assert told("duty_changed") == []


def test_days_without_duty_are_told_to_everybody_they_are_about(riverbend: Riverbend) -> None:
    shift(riverbend)
    shift(riverbend, part="responder")
    heard()
    letters_leave()
    today, before = timezone.localdate(), len(told("duty_changed"))
    absence = note_absence(
        space=riverbend.space,
        account=riverbend.account("moderator"),
        first_on=today,
        last_on=today,
        by=riverbend.actor("lead"),
    )
    heard()
    assert told("duty_changed")[before:] == [("duty_changed", "moderator")]
    letters_leave()
    end_absence(absence=absence, by=riverbend.actor("lead"))
    heard()
    assert told("duty_changed")[before + 1 :] == [("duty_changed", "moderator")]
    letters_leave()
    note_absence(space=riverbend.space, account=None, first_on=today, last_on=today, by=riverbend.actor("lead"))
    heard()
    assert {who for _kind, who in told("duty_changed")[before + 2 :]} == {"moderator", "responder"}


def test_hours_left_without_anybody_are_told_to_leads_and_to_the_rota(riverbend: Riverbend) -> None:
    HeldRole.objects.create(
        organisation=riverbend.cast.organisation, account=riverbend.account("responder"), role=Role.MODERATOR
    )
    shift(riverbend, weekdays=(0, 1))
    same, alone = (shift(riverbend, part="responder", weekdays=(day,)) for day in (1, 2))
    heard()
    letters_leave()
    end_shift(shift=same, by=SYSTEM)
    assert not RecordedFact.objects.filter(kind="spaces.CoverLost").exists()
    end_shift(shift=alone, by=SYSTEM)
    heard()
    assert set(told("cover_lost", "cover_thin")) == {("cover_lost", "lead"), ("cover_thin", "moderator")}
    assert told("duty_changed")[-1] == ("duty_changed", "responder")


def test_somebody_who_cannot_moderate_any_more_leaves_hours_that_are_told(riverbend: Riverbend) -> None:
    covered_at_every_hour(riverbend)
    for held in HeldRole.objects.filter(account=riverbend.account("moderator"), role=Role.MODERATOR):
        take_role(held=held, by=riverbend.actor("administrator"))
    heard()
    heard()
    assert RecordedFact.objects.filter(kind="spaces.CoverLost").count() == 1
    assert [kind for kind, _who in told("cover_lost")] == ["cover_lost"]


def test_hours_that_go_on_by_the_clocks_of_the_place_are_not_lost(riverbend: Riverbend) -> None:
    """It is Sunday evening there and Monday on the installation's clocks: the shift of Sunday has not ended."""
    moderator, space = riverbend.account("moderator"), riverbend.space
    choose_clocks(space=space, time_zone="America/Los_Angeles", by=riverbend.actor("lead"))
    here = {"space": space, "account": moderator, "by": SYSTEM}
    sunday = datetime.date(2026, 11, 22)
    with time_machine.travel(datetime.datetime(2026, 11, 23, 4, tzinfo=datetime.UTC), tick=False) as clock:
        plan_shifts(**here, starts_at=NINE, ends_at=datetime.time(22), on_day=sunday)
        assert not note_lost_cover(space=space, account=moderator, cause_key="1", by=SYSTEM)
        plan_shifts(**here, starts_at=datetime.time(22), ends_at=NINE, on_day=sunday)
        clock.move_to(datetime.datetime(2026, 11, 23, 16, tzinfo=datetime.UTC))
        assert not note_lost_cover(space=space, account=moderator, cause_key="1", by=SYSTEM)
        HeldRole.objects.filter(account=moderator).delete()
        assert note_lost_cover(space=space, account=moderator, cause_key="1", by=SYSTEM)


def test_a_shift_on_one_day_is_still_to_come_by_the_clocks_of_the_place(riverbend: Riverbend) -> None:
    space = riverbend.space
    choose_clocks(space=space, time_zone="America/Los_Angeles", by=riverbend.actor("lead"))
    given = {"account": str(riverbend.account("moderator").pk), "how_often": "once", "starts_at": "18:00"}
    asked = QueryDict(mutable=True)
    asked.update({**given, "ends_at": "22:00", "on_day": "2026-11-22"})
    with time_machine.travel(datetime.datetime(2026, 11, 23, 1, tzinfo=datetime.UTC), tick=False) as clock:
        assert "on_day" not in ShiftForm(asked, space=space).errors
        clock.shift(datetime.timedelta(hours=12))
        assert "on_day" in ShiftForm(asked, space=space).errors


def test_a_rota_whose_days_have_run_out_is_told_to_leads_once_a_week(riverbend: Riverbend) -> None:
    Space.objects.filter(pk=riverbend.space.pk).update(moderation_mode=ModerationMode.AFTER)
    riverbend.space.refresh_from_db()
    yesterday = timezone.localdate() - datetime.timedelta(days=3)
    plan_shifts(
        space=riverbend.space,
        account=riverbend.account("moderator"),
        starts_at=NINE,
        ends_at=FIVE,
        on_day=yesterday,
        by=SYSTEM,
    )
    watch_cover(0)
    watch_cover(0)
    assert [kind for kind, _who in told("cover_lost")] == ["cover_lost"]


def members(riverbend: Riverbend, *, writes: bool = True) -> Persona:
    """An invited space with one member by account and one guest."""
    Space.objects.filter(pk=riverbend.space.pk).update(visibility="invited")
    SpaceMember.objects.create(space=riverbend.space, account=riverbend.account("coder"))
    persona = make_persona(scope_key=riverbend.space.pk, badge=Badge.PATIENT, handle="Wren", by=SYSTEM)
    SpaceMember.objects.create(space=riverbend.space, persona=persona, code_hash="one")
    if not writes:
        say_consent(
            persona=persona,
            item_key=riverbend.space.pk,
            given=[],
            language="en-gb",
            organisation_key=str(riverbend.cast.organisation.pk),
            by=SYSTEM,
        )
    return persona


def proposed(riverbend: Riverbend, part: str = "advisory") -> RuleProposal:
    return propose_rule(space=riverbend.space, wish=WISH, badge=Badge.CARER, by=riverbend.actor(part))


def kinds_told() -> list[str]:
    kinds = [f"rules_{what}{guest}" for what in ("proposed", "changed", "kept") for guest in ("", "_guest")]
    return sorted({kind for kind, who in told(*kinds) if who in {"guest", "coder"}})


def test_members_hear_when_a_proposal_opens_and_is_taken_up(riverbend: Riverbend) -> None:
    members(riverbend)
    proposal = proposed(riverbend)
    heard()
    assert kinds_told() == []
    read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("moderator"))
    heard()
    assert kinds_told() == ["rules_proposed", "rules_proposed_guest"]
    moderator = riverbend.account("moderator").email.split("@")[0]
    assert ("rules_proposed", moderator) not in told("rules_proposed")
    Message.objects.all().delete()
    adopt_proposal(proposal=proposal, by=riverbend.actor("lead"))
    heard()
    assert "rules_changed" in kinds_told()
    changed = told("rules_changed", "rules_changed_guest")
    assert len(changed) == len(set(changed))


@pytest.mark.parametrize("how", ["declined", "taken back"])
def test_members_hear_when_an_open_proposal_is_dropped(riverbend: Riverbend, how: str) -> None:
    members(riverbend)
    proposal = proposed(riverbend)
    read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("moderator"))
    if how == "declined":
        decline_proposal(proposal=proposal, answer="We have such a rule.", by=riverbend.actor("lead"))
    else:
        withdraw_proposal(proposal=proposal, by=riverbend.actor("advisory"))
    heard()
    assert {"rules_kept", "rules_kept_guest"} <= set(kinds_told())


def test_what_nobody_ever_saw_is_nobodys_news(riverbend: Riverbend) -> None:
    members(riverbend)
    withdraw_proposal(proposal=proposed(riverbend), by=riverbend.actor("advisory"))
    read_proposal(proposal=proposed(riverbend), is_shown=False, answer="Names somebody.", by=riverbend.actor("lead"))
    heard()
    assert kinds_told() == []


def test_what_staff_propose_opens_at_once_and_many_proposals_are_one_letter(riverbend: Riverbend) -> None:
    members(riverbend)
    for _number in range(3):
        proposed(riverbend, part="moderator")
    heard()
    assert kinds_told() == ["rules_proposed", "rules_proposed_guest"]
    assert len(told("rules_proposed_guest")) == 1


def test_nobody_gets_a_letter_about_what_they_proposed_or_took_back_themselves(riverbend: Riverbend) -> None:
    """In the ledger they are a persona, and the letters go to their account."""
    members(riverbend)
    own = {(kind, "advisory") for kind in ("rules_proposed", "rules_kept")}
    proposal = proposed(riverbend)
    read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("moderator"))
    heard()
    assert "rules_proposed" in kinds_told()
    withdraw_proposal(proposal=proposal, by=riverbend.actor("advisory"))
    heard()
    assert "rules_kept" in kinds_told()
    assert not own & set(told("rules_proposed", "rules_kept"))
    decline_proposal(proposal=proposed(riverbend, part="lead"), answer="No.", by=riverbend.actor("moderator"))
    heard()
    assert ("rules_kept", "lead") in told("rules_kept")


@pytest.mark.parametrize("is_staff", [True, False])
def test_a_proposal_opens_by_what_its_author_is_now(riverbend: Riverbend, is_staff: bool) -> None:
    """Not by what the place knew them as when they first spoke there."""
    members(riverbend)
    part = "coder" if is_staff else "advisory"
    persona = persona_of_account(
        account=riverbend.account(part),
        scope_key=riverbend.space.pk,
        badge=Badge.PATIENT if is_staff else Badge.STAFF,
        handle="",
    )
    proposal = proposed(riverbend, part)
    assert proposal.persona == persona
    heard()
    assert bool(told("rules_proposed")) is is_staff
    assert ("rules_proposed", part) not in told("rules_proposed")


def test_rules_written_by_the_lead_are_told_and_the_very_first_are_not(riverbend: Riverbend) -> None:
    members(riverbend)
    heard()
    assert kinds_told() == []
    write_rules(space=riverbend.space, rules=[RuleWords("Be kind.", "Say it kindly.")], by=riverbend.actor("lead"))
    heard()
    assert kinds_told() == ["rules_changed", "rules_changed_guest"]


def test_a_guest_who_wants_no_letters_gets_none(riverbend: Riverbend) -> None:
    members(riverbend, writes=False)
    proposed(riverbend, part="moderator")
    heard()
    assert kinds_told() == ["rules_proposed"]


def test_a_place_without_a_rota_tells_its_lead_the_two_ways_on(riverbend: Riverbend, client_of: SignIn) -> None:
    space = riverbend.space
    said = f"Everything new waits, because there is no duty rota; two ways on: {space.name}"
    page = reverse("space_show", args=[space.slug])
    for mode, is_said in ((ModerationMode.BEFORE, False), (ModerationMode.AFTER, True)):
        Space.objects.filter(pk=space.pk).update(moderation_mode=mode)
        assert (said in [one.sentence for one in tasks_for(riverbend.actor("lead"))]) is is_said
        assert said not in [one.sentence for one in tasks_for(riverbend.actor("outsider"))]
        shown = client_of("lead").get(page).content.decode()
        assert ('id="no-rota"' in shown) is is_said
        assert (reverse("rota_edit", args=[space.slug]) in shown) is is_said
        for part in ("visitor", "moderator", "coder"):
            assert 'id="no-rota"' not in client_of(part).get(page).content.decode()
    assert client_of("lead").get(reverse("setting_edit", args=[space.slug, "moderation_mode"])).status_code == 200
    covered_at_every_hour(riverbend)
    assert said not in [one.sentence for one in tasks_for(riverbend.actor("lead"))]
    assert 'id="no-rota"' not in client_of("lead").get(page).content.decode()
