"""Invited spaces: coming in by letter or paper, without an account; who sees whom; leaving."""

import datetime
import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from openward.contributions.models import Contribution
from openward.ledger.actions import SentTwice
from openward.ledger.models import RecordedFact
from openward.ledger.queries import history
from openward.notifications.models import Message
from openward.notifications.tasks import carry
from openward.people.access import SYSTEM, VISITOR, actor_for_account
from openward.people.actions.colleagues import suspend_colleague
from openward.people.actions.organisations import give_role
from openward.people.models import Belonging, Persona, Role, VaultEntry
from openward.spaces.access import invitation_code, place_code, readable_spaces, standing_in
from openward.spaces.actions.members import (
    InvitationUsed,
    Joined,
    NotInvited,
    end_membership,
    forget_old_invitations,
    invite_by_letter,
    join_space,
    leave_space,
    print_codes,
    withdraw_invitation,
)
from openward.spaces.events import GuestsInvited, MembershipEnded
from openward.spaces.handlers import on_guests_invited, on_membership_ended
from openward.spaces.models import Space, SpaceInvitation, SpaceMember, Visibility
from tests.factories.riverbend import Riverbend, published_story

ClientOf = Callable[[str], Client]
CANARY = "quetzal@people.example"
PEOPLE = "/s/friends-and-family/people/"
JOINS = {"handle": "Heron", "badge": "carer"}


@pytest.fixture(autouse=True)
def _mail() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield


@pytest.fixture
def circle(riverbend: Riverbend) -> Space:
    """The space, for invited people only."""
    riverbend.space.visibility = Visibility.INVITED
    riverbend.space.save()
    return riverbend.space


def by_letter(riverbend: Riverbend, address: str = CANARY) -> SpaceInvitation:
    invite_by_letter(space=riverbend.space, addresses=[address], by=riverbend.actor("lead"))
    return SpaceInvitation.objects.filter(way=SpaceInvitation.Way.LETTER).latest("made_at")


def on_paper(riverbend: Riverbend) -> SpaceInvitation:
    return print_codes(space=riverbend.space, count=1, by=riverbend.actor("lead"))[0]


def joined(riverbend: Riverbend, invitation: SpaceInvitation | None = None, **values: object) -> Joined:
    return join_space(
        **{  # type: ignore[arg-type]
            "invitation": invitation or on_paper(riverbend),
            "handle": "Heron",
            "badge": "carer",
            "wants_letters": False,
            "by": riverbend.actor("visitor"),
            **values,
        }
    )


def heard(kind: type[GuestsInvited] | type[MembershipEnded], handler: Callable[..., None]) -> None:
    """What the worker does with the newest fact of a kind."""
    row = RecordedFact.objects.filter(kind=kind.kind()).latest("pk")
    handler(kind(**row.payload), fact_id=row.pk)
    for message in Message.objects.filter(state=Message.State.WAITING):
        carry(message.pk)


def everything_stored() -> str:
    tables = ("spaces_spaceinvitation", "spaces_spacemember", "ledger_recordedfact", "notifications_message",
              "people_persona", "people_vaultentry")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(f"select t::text from {table} t" for table in tables))
        return " ".join(row[0] for row in cursor.fetchall())


def test_an_outsider_finds_nothing_and_a_guest_comes_in(riverbend: Riverbend, circle: Space) -> None:
    story = published_story(riverbend)
    guest = Client()
    for address in ("/s/friends-and-family/", "/s/friends-and-family/tell/", f"/c/{story.pk}/"):
        assert guest.get(address).status_code == 404
    code = invitation_code(on_paper(riverbend))
    answer = guest.post(f"/join/{code}/", JOINS)
    place = answer["Location"]
    assert code not in place
    assert guest.get(place).status_code == 200
    for address in ("/s/friends-and-family/", "/s/friends-and-family/tell/", f"/c/{story.pk}/"):
        assert guest.get(address).status_code == 200
        assert Client().get(address).status_code == 404


def test_the_five_words_let_in_on_another_device(riverbend: Riverbend, circle: Space) -> None:
    place = Client().post(f"/join/{invitation_code(on_paper(riverbend))}/", JOINS)["Location"]
    other = Client()
    words = place.split("/")[2].replace("-", " ").upper()
    assert other.post("/join/", {"code": words})["Location"] == place
    assert other.get("/s/friends-and-family/").status_code == 404
    assert other.post(place + "in/")["Location"] == "/s/friends-and-family/"
    assert other.get("/s/friends-and-family/").status_code == 200
    assert other.session.get_expire_at_browser_close()
    other.post(place + "in/", {"is_own_device": "on"})
    assert other.session.get_expiry_age() == 30 * 24 * 3600


def test_a_code_works_once(riverbend: Riverbend, circle: Space) -> None:
    invitation = on_paper(riverbend)
    joined(riverbend, invitation)
    with pytest.raises(InvitationUsed), transaction.atomic():
        joined(riverbend, invitation)
    late = Client()
    assert late.get(f"/join/{invitation_code(invitation)}/").status_code == 410
    late.post(f"/join/{invitation_code(invitation)}/", JOINS)
    assert SpaceMember.objects.count() == 1
    assert late.get("/s/friends-and-family/").status_code == 404


def test_joining_sent_twice_leads_to_the_same_place(riverbend: Riverbend, circle: Space) -> None:
    invitation = on_paper(riverbend)
    guest, form = Client(), {**JOINS, "submission_key": "one-and-the-same"}
    first, second = (guest.post(f"/join/{invitation_code(invitation)}/", form) for _ in range(2))
    assert first["Location"] == second["Location"] == f"/place/{place_code(invitation)}/"
    assert SpaceMember.objects.count() == 1


def test_a_code_works_for_a_month(riverbend: Riverbend, circle: Space) -> None:
    invitation = on_paper(riverbend)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=30, minutes=1), tick=False):
        with pytest.raises(InvitationUsed), transaction.atomic():
            joined(riverbend, invitation)
        assert Client().get(f"/join/{invitation_code(invitation)}/").status_code == 410


def test_a_letter_goes_where_nobody_can_read_it(riverbend: Riverbend, circle: Space) -> None:
    invitation = by_letter(riverbend)
    heard(GuestsInvited, on_guests_invited)
    heard(GuestsInvited, on_guests_invited)
    assert [letter.to for letter in mail.outbox] == [[CANARY]]
    link = re.search(r"http://\S+(/join/\S+)", mail.outbox[0].body)
    assert link is not None
    assert link[1] == f"/join/{invitation_code(invitation)}/"
    assert "Friends and family" not in mail.outbox[0].subject + mail.outbox[0].body
    stored = everything_stored()
    assert "quetzal" not in stored
    assert CANARY.encode().hex() not in stored
    assert invitation_code(invitation) not in stored


def test_the_address_is_forgotten_on_joining_unless_letters_are_wanted(riverbend: Riverbend, circle: Space) -> None:
    joined(riverbend, by_letter(riverbend))
    assert not VaultEntry.objects.exists()
    member = joined(riverbend, by_letter(riverbend), wants_letters=True).member
    assert VaultEntry.objects.get().persona == member.persona


def test_an_address_is_forgotten_with_its_invitation(riverbend: Riverbend, circle: Space) -> None:
    withdraw_invitation(invitation=by_letter(riverbend), by=riverbend.actor("lead"))
    assert not VaultEntry.objects.exists()
    with pytest.raises(InvitationUsed), transaction.atomic():
        joined(riverbend, SpaceInvitation.objects.get())
    by_letter(riverbend)
    assert forget_old_invitations(by=SYSTEM) == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
        assert forget_old_invitations(by=SYSTEM) == 1
    assert not VaultEntry.objects.exists()


def test_only_invited_spaces_that_are_not_closed_take_people(riverbend: Riverbend) -> None:
    with pytest.raises(NotInvited):
        print_codes(space=riverbend.space, count=1, by=riverbend.actor("lead"))
    Space.objects.update(visibility=Visibility.INVITED)
    invitation = on_paper(riverbend)
    Space.objects.update(state=Space.State.CLOSED)
    with pytest.raises(NotInvited):
        on_paper(riverbend)
    with pytest.raises(InvitationUsed), transaction.atomic():
        joined(riverbend, invitation)


def test_the_lead_reads_chosen_names_and_nothing_else(
    riverbend: Riverbend, circle: Space, client_of: ClientOf
) -> None:
    invitation = by_letter(riverbend)
    joined(riverbend, invitation, wants_letters=True)
    by_letter(riverbend, "second-quetzal@people.example")
    page = client_of("lead").get(PEOPLE).content.decode()
    assert "Heron" in page
    assert "quetzal" not in page
    assert "carer" not in page.lower().split("</h1>")[1].split("by-letter")[0]
    assert place_code(invitation) not in page


def test_ending_a_place_shuts_out_at_once_and_says_why(
    riverbend: Riverbend, circle: Space, client_of: ClientOf
) -> None:
    guest = Client()
    place = guest.post(f"/join/{invitation_code(on_paper(riverbend))}/", JOINS)["Location"]
    assert guest.get("/s/friends-and-family/").status_code == 200
    member = SpaceMember.objects.get()
    lead = client_of("lead")
    assert "Tell them why" in lead.post(f"{PEOPLE}{member.pk}/end/", {"because": " "}).content.decode()
    lead.post(f"{PEOPLE}{member.pk}/end/", {"because": "You wrote down other people's names."})
    assert guest.get("/s/friends-and-family/").status_code == 404
    assert "You wrote down other people&#39;s names." in guest.get(place).content.decode()
    assert guest.post(place + "in/").status_code == 404
    assert "Heron" not in lead.get(PEOPLE).content.decode()
    assert [entry.sentence for entry in history("space", circle.pk)][:2] == [
        "Somebody’s place was ended; they were told why.",
        "Somebody joined by an invitation.",
    ]


def test_a_letter_says_that_a_place_ended(riverbend: Riverbend, circle: Space) -> None:
    place = joined(riverbend, by_letter(riverbend), wants_letters=True)
    end_membership(member=place.member, because="We have finished.", by=riverbend.actor("lead"))
    heard(MembershipEnded, on_membership_ended)
    assert mail.outbox[-1].to == [CANARY]
    assert f"/place/{place.code}/" in mail.outbox[-1].body
    assert "finished" not in mail.outbox[-1].body


def test_a_member_with_an_account_is_told_where_to_read_why(
    riverbend: Riverbend, circle: Space, client_of: ClientOf
) -> None:
    member = SpaceMember.objects.create(space=circle, account=riverbend.account("advisory"))
    end_membership(member=member, because="We have finished.", by=riverbend.actor("lead"))
    heard(MembershipEnded, on_membership_ended)
    assert f"/my-place/{member.pk}/" in mail.outbox[-1].body
    assert "We have finished." in client_of("advisory").get(f"/my-place/{member.pk}/").content.decode()
    assert client_of("coder").get(f"/my-place/{member.pk}/").status_code == 404
    assert client_of("advisory").get("/s/friends-and-family/").status_code == 404


def test_leaving_cuts_what_leads_to_the_person(riverbend: Riverbend, circle: Space) -> None:
    guest = Client()
    place = guest.post(f"/join/{invitation_code(by_letter(riverbend))}/", {**JOINS, "wants_letters": "on"})["Location"]
    assert guest.get(place + "leave/").status_code == 200
    assert SpaceMember.objects.get().ended_at is None
    guest.post(place + "leave/")
    assert guest.get("/s/friends-and-family/").status_code == 404
    assert not VaultEntry.objects.exists()
    assert Persona.objects.get().handle == ""
    assert "You left" in guest.get(place).content.decode()


def test_what_a_guest_reads_is_the_same_by_list_and_by_door(riverbend: Riverbend, circle: Space) -> None:
    story = published_story(riverbend)
    member = joined(riverbend).member
    guest = VISITOR.__class__(kind="visitor", places=frozenset({member.pk}))
    assert standing_in(guest, circle).reads_space
    assert Space.objects.filter(readable_spaces(guest), pk=circle.pk).exists()
    assert Contribution.objects.readable(guest).filter(pk=story.pk).exists()
    for stranger in (VISITOR, VISITOR.__class__(kind="visitor", places=frozenset({member.pk + 1}))):
        assert not standing_in(stranger, circle).reads_space
        assert not Space.objects.filter(readable_spaces(stranger), pk=circle.pk).exists()
        assert not Contribution.objects.readable(stranger).exists()
    leave_space(member=member, by=riverbend.actor("visitor"))
    ended = VISITOR.__class__(kind="visitor", places=frozenset({member.pk}))
    assert not standing_in(ended, circle).reads_space
    assert not Contribution.objects.readable(ended).exists()


def test_a_place_in_one_space_opens_no_other(riverbend: Riverbend, circle: Space) -> None:
    member = joined(riverbend).member
    other = Space.objects.get(pk=circle.pk)
    other.pk, other.slug = None, "another-circle"
    other._state.adding = True
    other.save()
    guest = VISITOR.__class__(kind="visitor", places=frozenset({member.pk}))
    assert not standing_in(guest, other).reads_space


def test_a_suspended_colleague_loses_their_place_with_the_rest(riverbend: Riverbend, circle: Space) -> None:
    account = riverbend.outsider
    give_role(account=account, organisation=riverbend.cast.organisation, role=Role.ADVISORY, by=SYSTEM)
    SpaceMember.objects.create(space=circle, account=account)
    assert standing_in(actor_for_account(account), circle).reads_space
    belonging = Belonging.objects.get(account=account, organisation=riverbend.cast.organisation)
    suspend_colleague(belonging=belonging, because="Left.", by=riverbend.actor("administrator"))
    assert not standing_in(actor_for_account(account), circle).reads_space


def test_a_guest_is_known_by_their_name_when_they_write(riverbend: Riverbend, circle: Space) -> None:
    Space.objects.update(identity_rule="pseudonym")
    guest = Client()
    guest.post(f"/join/{invitation_code(on_paper(riverbend))}/", JOINS)
    assert 'value="Heron"' in guest.get("/s/friends-and-family/tell/").content.decode()


def test_the_lead_sends_letters_and_prints_codes_from_the_page(
    riverbend: Riverbend, circle: Space, client_of: ClientOf
) -> None:
    lead = client_of("lead")
    wrong = lead.post(PEOPLE + "letters/", {"addresses": "one@people.example\nnot an address"}).content.decode()
    assert "not an address" in wrong
    assert not SpaceInvitation.objects.exists()
    lead.post(PEOPLE + "letters/", {"addresses": "one@people.example\n two@people.example\none@people.example"})
    assert SpaceInvitation.objects.count() == 2
    assert lead.post(PEOPLE + "codes/", {"count": "3"})["Location"] == PEOPLE + "codes/"
    sheet = lead.get(PEOPLE + "codes/").content.decode()
    papers = SpaceInvitation.objects.filter(way=SpaceInvitation.Way.PAPER)
    assert all(invitation_code(one).replace("-", " ") in sheet for one in papers)
    used = papers[0]
    joined(riverbend, used)
    assert invitation_code(used).replace("-", " ") not in lead.get(PEOPLE + "codes/").content.decode()
    assert lead.post(PEOPLE + "codes/", {"count": "1000"}).status_code == 200
    letter = SpaceInvitation.objects.filter(way=SpaceInvitation.Way.LETTER)[0]
    lead.post(f"{PEOPLE}invited/{letter.pk}/end/")
    letter.refresh_from_db()
    assert letter.withdrawn_at is not None


def test_only_the_lead_sees_who_is_there(riverbend: Riverbend, circle: Space, client_of: ClientOf) -> None:
    for part in ("administrator", "moderator", "coder", "responder", "advisory", "data_protection", "outsider"):
        assert client_of(part).get(PEOPLE).status_code == 404, part
    Space.objects.update(visibility=Visibility.PUBLIC)
    assert client_of("lead").get(PEOPLE).status_code == 404


def test_letters_sent_twice_go_once(riverbend: Riverbend, circle: Space) -> None:
    by = riverbend.actor("lead")
    invite_by_letter(space=circle, addresses=[CANARY], by=by)
    assert by.submission is not None
    by.submission.is_spent = False
    with pytest.raises(SentTwice), transaction.atomic():
        invite_by_letter(space=circle, addresses=[CANARY], by=by)
    assert SpaceInvitation.objects.count() == 1
