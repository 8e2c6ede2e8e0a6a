"""Rules written together: propose, read first, talk, adopt into a version that says where it came from."""

from collections.abc import Callable

import pytest
from django.test import Client

from openward.kit.state_graphs import IllegalMove
from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM
from openward.people.actions.personas import personas_of
from openward.people.models import Badge, Persona
from openward.spaces.access import NotNow
from openward.spaces.actions import RuleWords, write_rules
from openward.spaces.actions.brakes import put_on_person, put_on_place
from openward.spaces.actions.proposals import (
    MOST_RULES,
    MOST_WAITING,
    NothingSaid,
    RuleGone,
    TooManyRules,
    TooManyWaiting,
    Wish,
    adopt_proposal,
    decline_proposal,
    propose_rule,
    read_proposal,
    read_remark,
    say_about_proposal,
    withdraw_proposal,
    withdraw_remark,
)
from openward.spaces.models import (
    IdentityRule,
    PersonBrake,
    PlaceBrake,
    RuleProposal,
    RuleRemark,
    RulesVersion,
    Space,
)
from openward.spaces.queries import rules_in_force
from openward.spaces.queries.rules import changes_between, versions_of, waiting_rule_words
from tests.factories.riverbend import Riverbend

ClientOf = Callable[[str], Client]
Kind, State = RuleProposal.Kind, RuleProposal.State
NEW = Wish(Kind.NEW, "It does people good.", text="Say thank you too.", how_to_fix="Say what was good.")
CHANGE = Wish(Kind.CHANGE, "Clearer.", rule_key="no-names", text="No names, please.", how_to_fix="Write “a nurse”.")
LEAVE_OUT = Wish(Kind.LEAVE_OUT, "Nobody needs it.", rule_key="no-names")
RULES = "/s/friends-and-family/house-rules/"


def facts(kind: str) -> list[RecordedFact]:
    return list(RecordedFact.objects.filter(kind=f"spaces.{kind}"))


def proposed(riverbend: Riverbend, wish: Wish = NEW, part: str = "advisory") -> RuleProposal:
    return propose_rule(space=riverbend.space, wish=wish, badge=Badge.CARER, by=riverbend.actor(part))


def opened(riverbend: Riverbend, wish: Wish = NEW) -> RuleProposal:
    proposal = proposed(riverbend, wish)
    read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("moderator"))
    return proposal


# --- Proposing -----------------------------------------------------------------------------------------------------


def test_a_member_proposes_and_stays_a_persona_in_the_ledger(riverbend: Riverbend) -> None:
    proposal = proposed(riverbend)
    assert (proposal.state, proposal.rules_version, proposal.text) == (State.WAITING, 1, "Say thank you too.")
    mine = personas_of(account=riverbend.account("advisory"), scope_keys=[riverbend.space.pk])
    assert {proposal.persona_id} == mine
    (fact,) = facts("RuleProposed")
    assert (fact.author_kind, fact.author_key) == ("persona", str(proposal.persona_id))
    assert str(riverbend.account("advisory").pk) not in str(fact.payload)


def test_what_staff_propose_can_be_talked_about_at_once(riverbend: Riverbend) -> None:
    proposal = proposed(riverbend, part="responder")
    assert proposal.state == State.OPEN
    assert (proposal.persona.badge, proposal.persona.handle) == (Badge.STAFF, "")
    assert facts("RuleProposed")[0].author_kind == "account"


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (Wish(Kind.NEW, " ", text="x", how_to_fix="y"), NothingSaid),
        (Wish(Kind.NEW, "Why.", text=" ", how_to_fix="y"), NothingSaid),
        (Wish(Kind.CHANGE, "Why.", rule_key="no-names", text="x"), NothingSaid),
        (Wish(Kind.CHANGE, "Why.", rule_key="gone", text="x", how_to_fix="y"), RuleGone),
        (Wish(Kind.LEAVE_OUT, "Why."), RuleGone),
    ],
)
def test_a_wish_without_what_it_needs_is_refused(riverbend: Riverbend, wish: Wish, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        proposed(riverbend, wish)
    assert not RuleProposal.objects.exists()
    assert facts("RuleProposed") == []


def test_whoever_may_not_send_here_proposes_nothing(riverbend: Riverbend) -> None:
    proposal = proposed(riverbend)
    kind = PersonBrake.Kind.READ_ONLY
    put_on_person(persona=proposal.persona, space=riverbend.space, kind=kind, reason="Why.", by=SYSTEM)
    with pytest.raises(NotNow):
        proposed(riverbend)
    with pytest.raises(PermissionError):
        proposed(riverbend, part="visitor")


def test_what_waits_is_read_before_there_is_more(riverbend: Riverbend) -> None:
    for _number in range(MOST_WAITING):
        proposed(riverbend)
    with pytest.raises(TooManyWaiting):
        proposed(riverbend)
    assert waiting_rule_words([riverbend.space]) == {"friends-and-family": MOST_WAITING}


# --- Read first, talked about --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("visitor", 404, 200),
        ("responder", 404, 200),
        ("moderator", 200, 200),
        ("lead", 200, 200),
        ("advisory", 200, 200),
    ],
)
def test_nobody_reads_a_proposal_before_it_was_read(
    riverbend: Riverbend, client_of: ClientOf, part: str, before: int, after: int
) -> None:
    proposal = proposed(riverbend)
    address = f"{RULES}proposals/{proposal.pk}/"
    client = client_of(part)
    assert client.get(address).status_code == before
    assert ("Say thank you too." in client.get(RULES).content.decode()) == (before == 200)
    read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("moderator"))
    page = client.get(address)
    assert page.status_code == after
    assert "a carer" in page.content.decode()
    assert "Margaret" not in page.content.decode().split("<main")[1]


def test_what_is_not_shown_is_explained_to_its_author_alone(riverbend: Riverbend, client_of: ClientOf) -> None:
    proposal = proposed(riverbend)
    moderator = riverbend.actor("moderator")
    with pytest.raises(NothingSaid):
        read_proposal(proposal=proposal, is_shown=False, by=moderator)
    read_proposal(proposal=proposal, is_shown=False, answer="It names a nurse.", by=moderator)
    address = f"{RULES}proposals/{proposal.pk}/"
    assert "It names a nurse." in client_of("advisory").get(address).content.decode()
    assert client_of("visitor").get(address).status_code == 404
    assert len(facts("ProposalNotShown")) == 1


def test_remarks_wait_too(riverbend: Riverbend, client_of: ClientOf) -> None:
    proposal = opened(riverbend)
    remark = say_about_proposal(proposal=proposal, words="I like it.", by=riverbend.actor("advisory"))
    address = f"{RULES}proposals/{proposal.pk}/"
    visitor = client_of("visitor")
    assert "I like it." not in visitor.get(address).content.decode()
    assert "I like it." in client_of("moderator").get(address).content.decode()
    assert waiting_rule_words([riverbend.space]) == {"friends-and-family": 1}
    read_remark(remark=remark, is_shown=True, by=riverbend.actor("moderator"))
    assert "I like it." in visitor.get(address).content.decode()
    read_remark(remark=remark, is_shown=False, by=riverbend.actor("moderator"))
    assert "I like it." not in visitor.get(address).content.decode()


def test_what_is_taken_back_is_erased(riverbend: Riverbend) -> None:
    proposal = opened(riverbend)
    adviser = riverbend.actor("advisory")
    remark = say_about_proposal(proposal=proposal, words="I like it.", by=adviser)
    withdraw_remark(remark=remark, by=riverbend.actor("advisory"))
    withdraw_proposal(proposal=proposal, by=riverbend.actor("advisory"))
    proposal.refresh_from_db()
    remark.refresh_from_db()
    assert (proposal.text, proposal.how_to_fix, proposal.why, remark.words) == ("", "", "", "")
    assert facts("ProposalWithdrawn")[0].author_kind == "persona"
    with pytest.raises(IllegalMove):
        say_about_proposal(proposal=proposal, words="Why?", by=riverbend.actor("lead"))


# --- Adopting ------------------------------------------------------------------------------------------------------


def test_adopting_makes_a_version_that_says_where_it_came_from(riverbend: Riverbend, client_of: ClientOf) -> None:
    proposal = opened(riverbend)
    version = adopt_proposal(
        proposal=proposal, text="Say thank you, too.", answer="Thank you for this.", by=riverbend.actor("lead")
    )
    assert version == 2
    rules = rules_in_force(riverbend.space)
    assert [(rule.version, rule.number, rule.text) for rule in rules] == [
        (2, 1, "Leave out names and anything that shows who somebody is."),
        (2, 2, "Say thank you, too."),
    ]
    kept = RulesVersion.objects.get(version=2)
    assert (kept.proposal, kept.why, kept.made_by) == (proposal, "Thank you for this.", riverbend.account("lead"))
    assert facts("ProposalAdopted")[0].payload["version"] == 2
    page = client_of("visitor").get(f"{RULES}versions/").content.decode()
    assert "Proposed by a carer." in page
    assert "New: rule 2" in page
    assert page.index("Version 2") < page.index("Version 1")
    with pytest.raises(IllegalMove):
        adopt_proposal(proposal=proposal, by=riverbend.actor("lead"))
    assert len(versions_of(riverbend.space)) == 2


def test_a_change_keeps_its_rule_and_a_decision_goes_on_citing_the_old_words(riverbend: Riverbend) -> None:
    old = rules_in_force(riverbend.space)[0]
    adopt_proposal(proposal=opened(riverbend, CHANGE), by=riverbend.actor("lead"))
    new = rules_in_force(riverbend.space)[0]
    old.refresh_from_db()
    assert (old.key, old.version, new.key, new.version) == ("no-names", 1, "no-names", 2)
    assert old.text.startswith("Leave out names")
    assert new.text == "No names, please."
    (change,) = changes_between([old], [new])
    assert (change.what, change.number) == ("changed", 1)
    assert "".join(one.text for one in change.words if one.change != "taken_out") == new.text


def test_the_last_rule_stays(riverbend: Riverbend) -> None:
    with pytest.raises(NothingSaid):
        adopt_proposal(proposal=opened(riverbend, LEAVE_OUT), by=riverbend.actor("lead"))
    two = [RuleWords("Be kind.", "Be gentle.", "be-kind"), RuleWords("No names.", "Leave them out.", "no-names")]
    write_rules(space=riverbend.space, rules=two, why="We are two now.", by=riverbend.actor("lead"))
    proposal = opened(riverbend, LEAVE_OUT)
    adopt_proposal(proposal=proposal, by=riverbend.actor("lead"))
    assert [rule.key for rule in rules_in_force(riverbend.space)] == ["be-kind"]
    newest, before, _first = versions_of(riverbend.space)
    assert [(one.what, one.number) for one in newest.changes] == [("left_out", 2)]
    assert before.why == "We are two now."


def test_a_rule_that_is_gone_cannot_be_changed(riverbend: Riverbend) -> None:
    proposal = opened(riverbend, CHANGE)
    write_rules(space=riverbend.space, rules=[RuleWords("Be kind.", "Gently.")], by=riverbend.actor("lead"))
    with pytest.raises(RuleGone):
        adopt_proposal(proposal=proposal, by=riverbend.actor("lead"))
    proposal.refresh_from_db()
    assert proposal.state == State.OPEN


def test_nobody_reads_more_than_twelve_rules(riverbend: Riverbend) -> None:
    many = [RuleWords(f"Rule {number}.", "Do it.", f"rule-{number}") for number in range(MOST_RULES)]
    write_rules(space=riverbend.space, rules=many, by=riverbend.actor("lead"))
    with pytest.raises(TooManyRules):
        adopt_proposal(proposal=opened(riverbend), by=riverbend.actor("lead"))


def test_a_no_has_its_reasons(riverbend: Riverbend, client_of: ClientOf) -> None:
    proposal = opened(riverbend)
    with pytest.raises(NothingSaid):
        decline_proposal(proposal=proposal, answer=" ", by=riverbend.actor("lead"))
    decline_proposal(proposal=proposal, answer="Thanks cannot be a duty.", by=riverbend.actor("lead"))
    page = client_of("visitor").get(f"{RULES}proposals/{proposal.pk}/").content.decode()
    assert "Thanks cannot be a duty." in page
    assert rules_in_force(riverbend.space)[0].version == 1


def test_rules_in_another_order_are_told_as_such() -> None:
    from openward.spaces.models import HouseRule

    def rules(*keys: str) -> list[HouseRule]:
        return [HouseRule(key=key, number=number, text=key, how_to_fix="x") for number, key in enumerate(keys, 1)]

    assert changes_between(rules("a", "b"), rules("a", "b")) == []
    found = changes_between(rules("a", "b", "c"), rules("b", "a"))
    assert [(one.what, one.number) for one in found] == [("moved", 1), ("moved", 2), ("left_out", 3)]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (IdentityRule.ANONYMOUS, "Proposed by a carer."),
        (IdentityRule.PSEUDONYM, "Proposed by Heron, a carer."),
        (IdentityRule.HIDDEN, "Proposed by somebody who takes part."),
    ],
)
def test_who_proposed_is_shown_as_the_place_shows_people(
    riverbend: Riverbend, client: Client, rule: IdentityRule, says: str
) -> None:
    Space.objects.update(identity_rule=rule)
    proposal = opened(riverbend)
    Persona.objects.filter(pk=proposal.persona_id).update(handle="Heron", badge=Badge.CARER)
    assert says in client.get(f"{RULES}proposals/{proposal.pk}/").content.decode()


# --- The pages -----------------------------------------------------------------------------------------------------


def test_from_a_proposal_to_a_version_in_the_browser(riverbend: Riverbend, client_of: ClientOf) -> None:
    adviser, moderator, lead = client_of("advisory"), client_of("moderator"), client_of("lead")
    words = {"text": "Say thank you.", "how_to_fix": "Say what was good."}
    sent = {"kind": "new", "rule_key": "", "why": "It helps.", **words}
    refused = adviser.post(f"{RULES}propose/", {**sent, "badge": "carer", "why": ""}).content.decode()
    assert "Say in a sentence or two why." in refused
    address = adviser.post(f"{RULES}propose/", {**sent, "badge": "carer"})["Location"]
    assert "A person reads it first." in adviser.get(address).content.decode()
    assert moderator.post(f"{address}read/", {"show": "yes"})["Location"] == address
    assert adviser.post(f"{address}say/", {"words": "Shall I explain?"}).status_code == 302
    remark = RuleRemark.objects.get()
    assert moderator.post(f"{RULES}remarks/{remark.pk}/read/", {"show": "yes"}).status_code == 302
    page = lead.get(address).content.decode()
    assert "Shall I explain?" in page
    decided = {"verdict": "adopt", "answer": "Well said.", **words}
    assert lead.post(f"{address}decide/", decided).status_code == 302
    assert "Taken up into version 2" in adviser.get(address).content.decode()
    assert "Proposed by a carer." in client_of("visitor").get(RULES).content.decode()
    late = lead.post(f"{address}decide/", decided).content.decode()
    assert "It was decided meanwhile." in late


def test_a_place_that_is_closed_takes_no_proposals(riverbend: Riverbend, client_of: ClientOf) -> None:
    put_on_place(
        key="00000000-0000-7000-8000-000000000002",  # type: ignore[arg-type]
        space=riverbend.space,
        kind=PlaceBrake.Kind.LOCK,
        reason="We pause.",
        closes_at=riverbend.space.opened_at,
        by=SYSTEM,
    )
    sent = {"kind": "leave_out", "rule_key": "no-names", "why": "It is too strict.", "badge": "carer"}
    page = client_of("advisory").post(f"{RULES}propose/", sent).content.decode()
    assert "This was closed to new words." in page
    assert "It is too strict." in page
    Space.objects.update(state=Space.State.CLOSED)
    assert client_of("advisory").get(f"{RULES}propose/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_many_as_for_one(
    riverbend: Riverbend, client: Client, count: int, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _number in range(count):
        opened(riverbend)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert client.get(RULES).status_code == 200
