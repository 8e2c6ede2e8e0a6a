"""Words about the house rules that readers report: left or taken away by somebody else, and looked at again."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openward.kit.rate_limit import allow
from openward.kit.state_graphs import IllegalMove
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications.kinds import kind_of
from openward.notifications.models import Message
from openward.notifications.tasks import letter
from openward.people.access import VISITOR
from openward.people.actions.personas import Envelope
from openward.people.models import Account, Badge
from openward.safety.access.reports import REPORTS
from openward.safety.actions.reports import AlreadyJudged
from openward.safety.actions.rule_reports import (
    DecidedMeanwhile,
    NotForThem,
    agree_with_reports,
    ask_for_another_look,
    leave_rule_words,
    look_again,
    report_rule_words,
)
from openward.safety.models import Report, RuleLook, RuleReport
from openward.safety.queries.rule_reports import reported_count
from openward.safety.tasks.rule_words import rule_words_again
from openward.spaces.actions.members import join_space, print_codes
from openward.spaces.actions.proposals import (
    NothingSaid,
    Wish,
    adopt_proposal,
    decline_proposal,
    propose_rule,
    read_proposal,
    read_remark,
    say_about_proposal,
    withdraw_remark,
)
from openward.spaces.actions.taken_away import put_rule_words_back, take_rule_words_away
from openward.spaces.models import RuleProposal, RuleRemark, Space, Visibility
from openward.spaces.queries import rules_in_force
from openward.web.queries.tasks import tasks_for
from tests.factories.riverbend import Riverbend

SignIn = Callable[[str], Client]
Category = Report.Category
NEW = Wish(RuleProposal.Kind.NEW, "Nurse Joy never does.", text="Say thank you.", how_to_fix="Say what was good.")
BECAUSE = "It names a nurse. Write “a nurse” instead."


def proposed(riverbend: Riverbend, part: str = "advisory") -> RuleProposal:
    """A proposal that everybody reads."""
    proposal = propose_rule(space=riverbend.space, wish=NEW, badge=Badge.CARER, by=riverbend.actor(part))
    if proposal.state == RuleProposal.State.WAITING:
        read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("moderator"))
        proposal.refresh_from_db()
    return proposal


def remarked(riverbend: Riverbend, part: str = "advisory", words: str = "Ask Nurse Joy.") -> RuleRemark:
    """A remark that everybody reads."""
    remark = say_about_proposal(proposal=proposed(riverbend, "responder"), words=words, by=riverbend.actor(part))
    if remark.state == RuleRemark.State.WAITING:
        read_remark(remark=remark, is_shown=True, by=riverbend.actor("moderator"))
        remark.refresh_from_db()
    return remark


def reported(riverbend: Riverbend, said: RuleProposal | RuleRemark, part: str = "visitor") -> str:
    by = VISITOR if part == "visitor" else riverbend.actor(part)
    return report_rule_words(said=said, reason=Category.IDENTIFIES, words="She is my neighbour.", by=by)


def facts(kind: str) -> list[RecordedFact]:
    return list(RecordedFact.objects.filter(kind=kind))


def follow(*handlers: str) -> None:
    """What follows from everything that happened, twice as after a crash."""
    kinds = {
        "safety.on_rule_words_reported": "safety.RuleWordsReported",
        "safety.on_rule_look_asked": "safety.RuleLookAsked",
        "safety.on_rule_look_decided": "safety.RuleLookDecided",
        "safety.on_rule_words_taken_away": "spaces.RuleWordsTakenAway",
        "safety.on_rule_words_withdrawn": "spaces.RuleRemarkWithdrawn",
    }
    for handler in handlers:
        for fact in facts(f"{kinds[handler]}") * 2:
            hear(fact_id=fact.pk, handler=handler)


def told(kind: str) -> list[Account | None]:
    return [one.account for one in Message.objects.filter(kind=kind)]


# --- Reporting -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["proposal", "remark"])
def test_a_visitor_reports_and_the_words_are_taken_away(riverbend: Riverbend, client_of: SignIn, what: str) -> None:
    said = proposed(riverbend) if what == "proposal" else remarked(riverbend)
    proposal = said if isinstance(said, RuleProposal) else said.proposal
    place = reverse("proposal_show", args=[riverbend.space.slug, proposal.pk])
    visitor, address = client_of("visitor"), reverse("rule_words_report", args=[said.pk])
    assert address in visitor.get(place).content.decode()
    assert address not in client_of("advisory").get(place).content.decode()
    assert "Nurse Joy" in visitor.get(address).content.decode()
    values = {"reason": "identifies", "words": "She is my neighbour.", "submission_key": "0123456789abcdefgh"}
    sent, again = visitor.post(address, values), visitor.post(address, values)
    assert sent.url == again.url  # type: ignore[attr-defined]
    assert RuleReport.objects.count() == 1
    outcome = sent.url  # type: ignore[attr-defined]
    assert "It waits for a person" in visitor.get(outcome).content.decode()
    lead = client_of("lead")
    page = lead.get(reverse("rule_report_list")).content.decode()
    assert "She is my neighbour." in page
    assert "Nurse Joy" in page
    away = reverse("rule_words_take_away", args=[said.pk])
    assert lead.post(away, {"because": " "}).status_code == 422
    rule = rules_in_force(riverbend.space)[0]
    lead.post(away, {"because": BECAUSE, "rule": rule.pk})
    late = client_of("moderator").post(reverse("rule_words_leave", args=[said.pk]), follow=True)
    assert "It was decided meanwhile." in late.content.decode()
    shown = visitor.get(place)
    assert shown.status_code == (404 if what == "proposal" else 200)
    assert "Ask Nurse Joy" not in shown.content.decode()
    assert "agreed with you" in visitor.get(outcome).content.decode()
    assert visitor.get(address).status_code == 404
    own = client_of("advisory").get(reverse("rule_look", args=[said.pk])).content.decode()
    assert BECAUSE in own
    assert rule.text in own
    assert rule.how_to_fix in own
    assert reverse("rule_look", args=[said.pk]) in client_of("advisory").get(place).content.decode()
    assert "RuleWordsTakenAway" in facts("spaces.RuleWordsTakenAway")[0].kind
    (agreed,) = facts("safety.RuleReportsAgreedWith")
    assert agreed.payload["count"] == 1
    assert "Joy" not in str(list(RecordedFact.objects.values("payload", "about")))


def test_a_report_lacks_a_reason_or_words_for_something_else(riverbend: Riverbend, client_of: SignIn) -> None:
    said = proposed(riverbend)
    address = reverse("rule_words_report", args=[said.pk])
    wrong: tuple[dict[str, str], ...] = (
        {},
        {"reason": "other", "words": " "},
        {"reason": "ugly"},
        {"reason": "abuse", "words": "a" * 20_000},
    )
    for values in wrong:
        assert client_of("visitor").post(address, values).status_code == 422
    with pytest.raises(ValueError, match="needs words"):
        report_rule_words(said=said, reason=Category.OTHER, by=VISITOR)
    assert not RuleReport.objects.exists()


@pytest.mark.parametrize("part", ["visitor", "coder"])
def test_a_flood_of_reports_is_answered_with_the_words_kept(
    riverbend: Riverbend, client_of: SignIn, part: str
) -> None:
    address = reverse("rule_words_report", args=[proposed(riverbend).pk])
    for _number in range(REPORTS):
        allow(key="report:127.0.0.1", limit=REPORTS, window_s=3_600)
    page = client_of(part).post(address, {"reason": "abuse", "words": "My own words."}).content.decode()
    assert "Very much was reported" in page
    assert "My own words." in page
    assert not RuleReport.objects.exists()


def test_nothing_says_who_reported(riverbend: Riverbend) -> None:
    said = proposed(riverbend)
    reported(riverbend, said, "coder")
    follow("safety.on_rule_words_reported")
    coder = str(riverbend.account("coder").pk)
    kept = f"{RuleReport.objects.values().get()} {facts('safety.RuleWordsReported')[0].__dict__}"
    assert coder not in kept
    assert "neighbour" not in str(facts("safety.RuleWordsReported")[0].__dict__)
    assert set(told("rule_words_reported")) == {riverbend.account(part) for part in ("lead", "moderator")}
    reported(riverbend, said)
    follow("safety.on_rule_words_reported")
    assert len(told("rule_words_reported")) == 2


def test_words_that_nobody_reads_are_not_reported(riverbend: Riverbend, client_of: SignIn) -> None:
    waiting = propose_rule(space=riverbend.space, wish=NEW, badge=Badge.CARER, by=riverbend.actor("advisory"))
    for part in ("visitor", "moderator"):
        assert client_of(part).get(reverse("rule_words_report", args=[waiting.pk])).status_code == 404
    with pytest.raises(IllegalMove):
        reported(riverbend, waiting)


def test_words_that_a_person_left_are_reported_again_for_harm_alone(riverbend: Riverbend, client_of: SignIn) -> None:
    said = proposed(riverbend)
    reported(riverbend, said)
    leave_rule_words(said=said, by=riverbend.actor("moderator"))
    with pytest.raises(AlreadyJudged):
        report_rule_words(said=said, reason=Category.SPAM, by=VISITOR)
    page = client_of("visitor").post(reverse("rule_words_report", args=[said.pk]), {"reason": "spam"})
    assert "A person has already looked at these words" in page.content.decode()
    reported(riverbend, said)
    assert RuleReport.objects.count() == 2


def test_somebody_in_danger_is_everybodys_alarm_until_somebody_decides(riverbend: Riverbend) -> None:
    said = remarked(riverbend)
    report_rule_words(said=said, reason=Category.DANGER, by=VISITOR)
    follow("safety.on_rule_words_reported")
    first = told("rule_words_danger")
    assert {riverbend.account(one) for one in ("data_protection", "lead", "moderator")} <= set(first)
    assert len(first) == len(set(first))
    Message.objects.filter(kind="rule_words_danger").update(created_at=timezone.now() - datetime.timedelta(minutes=6))
    rule_words_again(0)
    assert len(told("rule_words_danger")) == 2 * len(first)
    leave_rule_words(said=said, by=riverbend.actor("moderator"))
    Message.objects.filter(kind="rule_words_danger").update(created_at=timezone.now() - datetime.timedelta(minutes=11))
    rule_words_again(0)
    assert len(told("rule_words_danger")) == 2 * len(first)


# --- Deciding ------------------------------------------------------------------------------------------------------


def test_whoever_wrote_words_does_not_decide_about_them(riverbend: Riverbend, client_of: SignIn) -> None:
    said = remarked(riverbend, "moderator")
    reported(riverbend, said)
    follow("safety.on_rule_words_reported")
    assert told("rule_words_reported") == [riverbend.account("lead")]
    for part in ("moderator", "visitor"):
        with pytest.raises(NotForThem):
            leave_rule_words(said=said, by=riverbend.actor(part))
        with pytest.raises(NotForThem):
            agree_with_reports(said=said, because=BECAUSE, by=riverbend.actor(part))
    assert "Nurse Joy" not in client_of("moderator").get(reverse("rule_report_list")).content.decode()
    assert reported_count(riverbend.actor("moderator")) == 0
    leave_rule_words(said=said, by=riverbend.actor("lead"))
    assert RuleReport.objects.get().outcome == RuleReport.Outcome.STAYS
    assert len(facts("safety.RuleWordsLeft")) == 1


def test_of_two_who_decide_the_second_is_told(riverbend: Riverbend) -> None:
    said = remarked(riverbend)
    reported(riverbend, said)
    with pytest.raises(NothingSaid):
        agree_with_reports(said=said, because=" ", by=riverbend.actor("lead"))
    agree_with_reports(said=said, because=BECAUSE, by=riverbend.actor("lead"))
    for decide in (leave_rule_words, lambda **values: agree_with_reports(because="x", **values)):
        with pytest.raises(DecidedMeanwhile):
            decide(said=said, by=riverbend.actor("moderator"))
    assert RuleReport.objects.get().decided_by == riverbend.account("lead")
    assert len(facts("spaces.RuleWordsTakenAway")) == 1


def test_what_was_taken_away_is_not_talked_about_decided_or_shown_by_a_first_reading(riverbend: Riverbend) -> None:
    said, remark = proposed(riverbend), remarked(riverbend)
    lead = riverbend.actor("lead")
    for one in (said, remark):
        take_rule_words_away(said=one, because=BECAUSE, by=lead)
    moves: tuple[Callable[[], object], ...] = (
        lambda: say_about_proposal(proposal=said, words="Why?", by=lead),
        lambda: adopt_proposal(proposal=said, by=lead),
        lambda: decline_proposal(proposal=said, answer="No.", by=lead),
        lambda: read_proposal(proposal=said, is_shown=True, by=lead),
        lambda: read_remark(remark=remark, is_shown=True, by=lead),
        lambda: take_rule_words_away(said=said, because=BECAUSE, by=lead),
    )
    for move in moves:
        with pytest.raises(IllegalMove):
            move()
    assert len(rules_in_force(riverbend.space)) == 1


@pytest.mark.parametrize("how", ["open", "adopted", "declined"])
def test_a_proposal_is_put_back_as_it_stood(riverbend: Riverbend, client_of: SignIn, how: str) -> None:
    said, lead = proposed(riverbend), riverbend.actor("lead")
    if how == "adopted":
        adopt_proposal(proposal=said, answer="Thank you.", by=lead)
    if how == "declined":
        decline_proposal(proposal=said, answer="Not now.", by=lead)
    before = RuleProposal.objects.values().get()
    take_rule_words_away(said=said, because=BECAUSE, by=lead)
    versions = client_of("visitor").get(reverse("rules_history", args=[riverbend.space.slug])).content.decode()
    assert str(said.pk) not in versions
    put_rule_words_back(said=said, by=lead)
    assert RuleProposal.objects.values().get() == before
    assert len(facts("spaces.RuleWordsPutBack")) == 1
    with pytest.raises(IllegalMove):
        put_rule_words_back(said=said, by=lead)


def test_a_decision_that_is_sent_twice_is_no_colleagues(riverbend: Riverbend, client_of: SignIn) -> None:
    said = proposed(riverbend)
    reported(riverbend, said)
    values = {"because": BECAUSE, "submission_key": "0123456789abcdefgh"}
    for _twice in range(2):
        page = client_of("lead").post(reverse("rule_words_take_away", args=[said.pk]), values, follow=True)
        assert "decided meanwhile" not in page.content.decode()
    assert len(facts("safety.RuleReportsAgreedWith")) == 1


def test_danger_comes_first(riverbend: Riverbend, client_of: SignIn) -> None:
    calm, grave = remarked(riverbend, words="The calm words."), remarked(riverbend, words="The grave words.")
    reported(riverbend, calm)
    report_rule_words(said=grave, reason=Category.DANGER, by=VISITOR)
    page = client_of("lead").get(reverse("rule_report_list")).content.decode()
    assert page.index("The grave words.") < page.index("The calm words.")


# --- Telling the author, and looking again -------------------------------------------------------------------------


def test_the_author_is_told_without_their_account_being_named(riverbend: Riverbend) -> None:
    said = remarked(riverbend)
    reported(riverbend, said)
    agree_with_reports(said=said, because=BECAUSE, by=riverbend.actor("moderator"))
    follow("safety.on_rule_words_taken_away")
    message = Message.objects.get(kind="rule_words_away")
    assert (message.persona_id, message.account) == (said.persona_id, None)
    mail = letter(message, Envelope("margaret@riverbend.example", ""))
    assert reverse("rule_look", args=[said.pk]) in mail.body
    assert "Joy" not in mail.body + mail.subject
    since = facts("spaces.RuleRemarkMade")[-1].pk
    kept = str(list(RecordedFact.objects.filter(pk__gte=since).values()))
    assert str(riverbend.account("moderator").pk) in kept
    assert str(riverbend.account("advisory").pk) not in kept


def test_a_guest_is_led_to_their_place(riverbend: Riverbend) -> None:
    Space.objects.filter(pk=riverbend.space.pk).update(visibility=Visibility.INVITED)
    (invitation,) = print_codes(space=riverbend.space, count=1, by=riverbend.actor("lead"))
    place = join_space(
        invitation=invitation, handle="Heron", badge="carer", wants_letters=False, by=riverbend.actor("visitor")
    )
    said = remarked(riverbend)
    RuleRemark.objects.filter(pk=said.pk).update(persona=place.member.persona)
    reported(riverbend, said)
    agree_with_reports(said=said, because=BECAUSE, by=riverbend.actor("moderator"))
    follow("safety.on_rule_words_taken_away")
    message = Message.objects.get(kind="rule_words_away_guest")
    assert message.persona == place.member.persona
    assert kind_of(message.kind).page == "place_show"
    assert not Message.objects.filter(kind="rule_words_away").exists()


def test_somebody_else_looks_again_and_puts_the_words_back(riverbend: Riverbend, client_of: SignIn) -> None:
    said = remarked(riverbend)
    code = reported(riverbend, said)
    agree_with_reports(said=said, because=BECAUSE, by=riverbend.actor("moderator"))
    author, mine = client_of("advisory"), reverse("rule_look", args=[said.pk])
    assert author.post(mine, {"words": " "}).status_code == 422
    values = {"words": "She asked me to name her.", "submission_key": "abcdefgh0123456789"}
    for _twice in range(2):
        author.post(mine, values)
    assert RuleLook.objects.count() == 1
    assert facts("safety.RuleLookAsked")[0].author_kind == "persona"
    follow("safety.on_rule_look_asked")
    assert told("rule_look_asked") == [riverbend.account("lead")]
    again = reverse("rule_words_look_again", args=[said.pk])
    moderator, lead = client_of("moderator"), client_of("lead")
    assert "She asked me" not in moderator.get(reverse("rule_report_list")).content.decode()
    assert moderator.post(again, {"answer": "No.", "stays": "yes"}).status_code == 404
    with pytest.raises(NotForThem):
        look_again(said=said, puts_back=False, answer="No.", by=riverbend.actor("moderator"))
    assert "She asked me" in lead.get(reverse("rule_report_list")).content.decode()
    assert lead.post(again, {"answer": " "}).status_code == 422
    lead.post(again, {"answer": "We are sorry.", "back": "yes"})
    said.refresh_from_db()
    assert (said.state, said.away_because) == (RuleRemark.State.SHOWN, "")
    place = reverse("proposal_show", args=[riverbend.space.slug, said.proposal_id])
    assert "Ask Nurse Joy." in client_of("visitor").get(place).content.decode()
    page = author.get(mine).content.decode()
    assert "Your words are shown again" in page
    assert "We are sorry." in page
    behind = client_of("visitor").get(reverse("rule_report_show", args=[code])).content.decode()
    assert "A second person looked, and changed the decision" in behind
    follow("safety.on_rule_look_decided")
    assert Message.objects.get(kind="rule_look_decided").persona_id == said.persona_id
    with pytest.raises(AlreadyJudged):
        report_rule_words(said=said, reason=Category.SPAM, by=VISITOR)


def test_what_stays_away_is_asked_about_once(riverbend: Riverbend, client_of: SignIn) -> None:
    said = proposed(riverbend)
    reported(riverbend, said)
    agree_with_reports(said=said, because=BECAUSE, by=riverbend.actor("moderator"))
    with pytest.raises(NothingSaid):
        ask_for_another_look(said=said, words=" ", by=riverbend.actor("advisory"))
    ask_for_another_look(said=said, words="It is no real name.", by=riverbend.actor("advisory"))
    look_again(said=said, puts_back=False, answer="Everybody here knows her.", by=riverbend.actor("lead"))
    with pytest.raises(DecidedMeanwhile):
        look_again(said=said, puts_back=True, answer="Back.", by=riverbend.actor("lead"))
    with pytest.raises(DecidedMeanwhile):
        ask_for_another_look(said=said, words="Please.", by=riverbend.actor("advisory"))
    page = client_of("advisory").get(reverse("rule_look", args=[said.pk])).content.decode()
    assert "Everybody here knows her." in page
    assert "Ask for another look" not in page
    assert facts("safety.RuleLookDecided")[0].payload["outcome"] == "stays_away"


def test_after_six_months_nobody_asks(riverbend: Riverbend) -> None:
    said = proposed(riverbend)
    reported(riverbend, said)
    agree_with_reports(said=said, because=BECAUSE, by=riverbend.actor("moderator"))
    RuleReport.objects.update(decided_at=timezone.now() - datetime.timedelta(days=184))
    with pytest.raises(DecidedMeanwhile):
        ask_for_another_look(said=said, words="Please.", by=riverbend.actor("advisory"))


def test_what_its_author_takes_back_is_erased_in_the_reports_too(riverbend: Riverbend, client_of: SignIn) -> None:
    said = remarked(riverbend)
    code = reported(riverbend, said)
    withdraw_remark(remark=said, by=riverbend.actor("advisory"))
    follow("safety.on_rule_words_withdrawn")
    assert "neighbour" not in RuleReport.objects.get().words
    assert len(facts("safety.RuleReportsEmptied")) == 1
    assert reported_count(riverbend.actor("lead")) == 0
    behind = client_of("visitor").get(reverse("rule_report_show", args=[code])).content.decode()
    assert "Nobody reads these words here any more" in behind


# --- Finding it ----------------------------------------------------------------------------------------------------


def test_it_is_found_from_the_queue_and_the_start_page(riverbend: Riverbend, client_of: SignIn) -> None:
    reported(riverbend, proposed(riverbend))
    assert reverse("rule_report_list") in client_of("moderator").get(reverse("case_list")).content.decode()
    rules = reverse("rules_show", args=[riverbend.space.slug])
    assert reverse("rule_report_list") in client_of("lead").get(rules).content.decode()
    assert reverse("rule_report_list") not in client_of("responder").get(rules).content.decode()
    for part in ("lead", "moderator"):
        assert reverse("rule_report_list") in [task.address for task in tasks_for(riverbend.actor(part))]
    assert reverse("rule_report_list") not in [task.address for task in tasks_for(riverbend.actor("responder"))]


def test_the_list_asks_as_often_for_one_as_for_three(
    riverbend: Riverbend, client_of: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of("lead")
    for number in range(3):
        reported(riverbend, proposed(riverbend))
        said = remarked(riverbend, "responder", f"Words {number}.")
        reported(riverbend, said)
        agree_with_reports(said=said, because=BECAUSE, by=riverbend.actor("moderator"))
        ask_for_another_look(said=said, words="Please look.", by=riverbend.actor("responder"))
        if number in {0, 2}:
            with django_assert_max_num_queries(12):
                client.get(reverse("rule_report_list"))
