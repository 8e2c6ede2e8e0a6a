"""Somebody comes too late with a form: they are told what happened and keep their words; nobody else learns a thing."""

import inspect
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from openward.contributions.actions.stories import revise, withdraw
from openward.contributions.models import Contribution
from openward.people.access import SYSTEM, Actor, persona_actor
from openward.safety.actions.cases import ask_second_opinion, pass_case_on, take_case
from openward.safety.actions.decisions import decide_report_case
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.actions.reports import receive_report
from openward.safety.actions.second_readings import draw_second_reading, read_second_time, set_share
from openward.safety.forms import appeals, cases, crisis, readings, report_appeals, reports, together
from openward.safety.models import Appeal, Case, CrisisCase, Decision, Note, Report
from openward.safety.presenters.fates import kept_words, told
from openward.safety.queries.fates import Fate
from tests.factories.riverbend import Riverbend, published_story, sent_story
from tests.rooms.safety.appealing import answered, appealed, decided_about, declined_reply
from tests.rooms.safety.moderators import another_moderator

ClientOf = Callable[[str], Client]
TYPED = "Thank you for writing. Please leave out the <number>."


@pytest.fixture
def story(riverbend: Riverbend) -> Contribution:
    return sent_story(riverbend, happened="I waited two hours. Ring me on 07700 900123.").contribution


@pytest.fixture
def moderator(client_of: ClientOf) -> Client:
    return client_of("moderator")


@pytest.fixture
def colleague(riverbend: Riverbend) -> Actor:
    return another_moderator(riverbend)


def declining(story: Contribution, **values: object) -> dict[str, object]:
    """The form of a decision against words, filled in."""
    case = Case.objects.get(contribution=story, kind=Case.Kind.READING)
    rule = str(story.space.house_rules.get().pk)
    hashed = story.revisions.get(number=1).sha256
    filled = {"revision_sha256": hashed, "version": case.version, "rule": rule, "words_to_author": TYPED, "note": ""}
    return {**filled, "step": "send", **values}


def runs_out() -> None:
    Case.objects.filter(state=Case.State.CLAIMED).update(claimed_until=timezone.now())


def approved_by(story: Contribution, by: Actor) -> Decision:
    runs_out()
    case = claim_case(contribution=story, by=by)
    hashed = story.revisions.get().sha256
    return decide_case(
        case=case, outcome=Decision.Outcome.APPROVE, revision_sha256=hashed, version=case.version, by=by
    )


def told_too_late(client: Client, address: str, given: dict[str, object] | None = None) -> str:
    answer = client.post(address, given) if given is not None else client.get(address)
    assert answer.status_code == 409, answer
    return answer.content.decode()


def kept_on(page: str) -> dict[str, str]:
    """What stands in the boxes to copy from, by the name of its field."""
    return dict(re.findall(r'<textarea[^>]*id="kept-(\w+)"[^>]*readonly>(.*?)</textarea>', page, re.DOTALL))


def test_a_colleague_has_it_and_what_was_written_can_be_copied(
    moderator: Client, story: Contribution, colleague: Actor
) -> None:
    moderator.post(f"/queue/{story.pk}/claim/")
    given = declining(story, note="Second time this week.")
    runs_out()
    claim_case(contribution=story, by=colleague)
    page = told_too_late(moderator, f"/queue/{story.pk}/decline/", given)
    assert "A colleague has it now" in page
    assert kept_on(page) == {
        "words_to_author": "Thank you for writing. Please leave out the &lt;number&gt;.",
        "note": "Second time this week.",
    }
    assert 'href="/queue/"' in page
    assert f'href="/queue/{story.pk}/"' in page
    assert not Decision.objects.exists()


def test_what_is_decided_says_so_on_its_form_and_when_it_is_sent(
    moderator: Client, story: Contribution, colleague: Actor
) -> None:
    moderator.post(f"/queue/{story.pk}/claim/")
    given = declining(story)
    approved_by(story, colleague)
    assert "A colleague has decided it meanwhile." in told_too_late(moderator, f"/queue/{story.pk}/decline/", given)
    page = told_too_late(moderator, f"/queue/{story.pk}/suggest/")
    assert "A colleague has decided it meanwhile." in page
    assert kept_on(page) == {}
    assert "What you had written" not in page
    assert Decision.objects.count() == 1


def test_a_button_without_words_leads_to_the_list_which_says_what_happened(
    moderator: Client, story: Contribution, colleague: Actor
) -> None:
    claim_case(contribution=story, by=colleague)
    refused = moderator.post(f"/queue/{story.pk}/claim/")
    assert refused["Location"] == "/queue/?said=taken"
    assert "A colleague has it now" in moderator.get(refused["Location"]).content.decode()


def test_ones_own_decision_sent_twice_is_no_faster_colleague(
    moderator: Client, story: Contribution, riverbend: Riverbend
) -> None:
    moderator.post(f"/queue/{story.pk}/claim/")
    given = declining(story)
    assert moderator.post(f"/queue/{story.pk}/decline/", given).status_code == 302
    page = told_too_late(moderator, f"/queue/{story.pk}/decline/", {**given, "words_to_author": "Other words."})
    assert "You have decided it already" in page
    assert kept_on(page) == {"words_to_author": "Other words."}


def test_an_old_page_of_something_still_in_hand_is_no_faster_colleague(moderator: Client, story: Contribution) -> None:
    moderator.post(f"/queue/{story.pk}/claim/")
    page = told_too_late(moderator, f"/queue/{story.pk}/decline/", declining(story, version=7))
    assert "Your page was old" in page
    assert f'href="/queue/{story.pk}/"' in page


def test_words_to_the_author_are_kept_when_the_author_changed_theirs(moderator: Client, story: Contribution) -> None:
    moderator.post(f"/queue/{story.pk}/claim/")
    given = declining(story)
    revise(contribution=story, parts=[["happened", "Other words."]], by=persona_actor(story.author_id))
    page = told_too_late(moderator, f"/queue/{story.pk}/decline/", given)
    assert "The author changed the words" in page
    assert "words_to_author" in kept_on(page)


def test_a_suggested_wording_is_kept_part_by_part(moderator: Client, story: Contribution, colleague: Actor) -> None:
    moderator.post(f"/queue/{story.pk}/claim/")
    given = declining(story, part_0="I waited two hours.", part_1="", part_2="Tell us.")
    approved_by(story, colleague)
    kept = kept_on(told_too_late(moderator, f"/queue/{story.pk}/suggest/", given))
    assert (kept["part_0"], kept["part_2"]) == ("I waited two hours.", "Tell us.")
    assert "part_1" not in kept


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_its_author_took_back_is_told_to_whoever_had_it_and_to_nobody_else(
    moderator: Client, story: Contribution, riverbend: Riverbend, colleague: Actor, client_of: ClientOf, method: str
) -> None:
    moderator.post(f"/queue/{story.pk}/claim/")
    given = declining(story) if method == "post" else None
    withdraw(contribution=story, by=persona_actor(story.author_id))
    page = told_too_late(moderator, f"/queue/{story.pk}/decline/", given)
    assert "The words are not there any more" in page
    assert "07700" not in page
    assert ("words_to_author" in kept_on(page)) == (method == "post")
    other = Client()
    assert colleague.account is not None
    other.force_login(colleague.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert_alike(other, "decline", story.pk, given)
    for part in ("lead", "coder", "outsider"):
        assert_alike(client_of(part), "decline", story.pk, given)


def assert_alike(client: Client, step: str, key: uuid.UUID, given: dict[str, object] | None) -> None:
    """What is hidden answers as what never was: the same status and the same page."""
    pages = []
    for one in (key, uuid.uuid4()):
        address = f"/queue/{one}/{step}/"
        answer = client.post(address, given) if given is not None else client.get(address)
        assert answer.status_code == 404
        pages.append(re.sub(r'value="[^"]*"|nonce-[\w-]+|next=[^"]*', "", answer.content.decode()))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("part", ["visitor", "lead", "coder", "responder", "administrator", "outsider"])
def test_nobody_else_learns_what_became_of_it(
    client_of: ClientOf, story: Contribution, colleague: Actor, part: str
) -> None:
    claim_case(contribution=story, by=colleague)
    given = declining(story)
    client = client_of(part)
    for happens in (lambda: None, lambda: approved_by(story, colleague)):
        happens()
        for step in ("decline", "suggest"):
            answer = client.post(f"/queue/{story.pk}/{step}/", given)
            assert answer.status_code == 404 or "/account/login/" in answer["Location"]
            assert "A colleague" not in answer.content.decode()


# --- Reported words, appeals, second readings, crises, many together --------------------------------------------------


def reported(riverbend: Riverbend) -> Case:
    story = published_story(riverbend)
    return receive_report(
        contribution=story, category=Report.Category.ABUSE, by=riverbend.actor("visitor")
    ).report.case


def hiding(case: Case) -> dict[str, object]:
    revision = case.contribution.shown_revision
    assert revision is not None
    return {
        "revision_sha256": revision.sha256,
        "version": case.version,
        "rule": str(case.contribution.space.house_rules.get().pk),
        "facts": "The second sentence names a nurse.",
        "words_to_author": TYPED,
        "step": "ok",
        "lasts": "0",
        "step_to": "send",
    }


FATES: dict[str, Callable[[Case, Actor], Any]] = {
    "A colleague has it now": lambda case, by: take_case(case=case, by=by),
    "It waits for a second opinion": lambda case, by: ask_second_opinion(
        case=take_case(case=case, by=by), note="Is it?", by=by
    ),
    "A senior colleague takes this one": lambda case, by: pass_case_on(
        case=take_case(case=case, by=by), note="Too near.", by=by
    ),
    "It is decided": lambda case, by: kept_as_it_is(take_case(case=case, by=by), by),
}


def kept_as_it_is(case: Case, by: Actor) -> Decision:
    revision = case.contribution.shown_revision
    assert revision is not None
    return decide_report_case(
        case=case, outcome=Decision.Outcome.KEEP, revision_sha256=revision.sha256, version=case.version, by=by
    )


@pytest.mark.parametrize("said", FATES)
def test_reported_words_say_what_became_of_them(
    moderator: Client, riverbend: Riverbend, colleague: Actor, said: str
) -> None:
    case = reported(riverbend)
    moderator.post(f"/cases/{case.pk}/take/")
    case.refresh_from_db()
    given = hiding(case)
    runs_out()
    FATES[said](case, colleague)
    before = Decision.objects.count()
    page = told_too_late(moderator, f"/cases/{case.pk}/decide/hide/", given)
    assert said in page
    assert set(kept_on(page)) == {"words_to_author", "facts"}
    assert 'href="/cases/"' in page
    page = told_too_late(moderator, f"/cases/{case.pk}/pass/", {"words": "I know the author."})
    assert kept_on(page) == {"words": "I know the author."}
    assert Decision.objects.count() == before


def test_an_opinion_that_comes_after_another_is_kept(riverbend: Riverbend, moderator: Client, colleague: Actor) -> None:
    case = ask_second_opinion(case=take_case(case=reported(riverbend), by=colleague), note="Is it?", by=colleague)
    page = told_too_late(moderator, f"/cases/{case.pk}/answer/", {"words": "It is.", "version": case.version + 3})
    assert kept_on(page) == {"words": "It is."}
    assert not Note.objects.exists()


def test_whoever_reported_the_words_learns_nothing(client_of: ClientOf, riverbend: Riverbend, colleague: Actor) -> None:
    story = published_story(riverbend)
    case = receive_report(
        contribution=story, category=Report.Category.ABUSE, by=riverbend.actor("moderator")
    ).report.case
    kept_as_it_is(take_case(case=case, by=colleague), colleague)
    assert client_of("moderator").get(f"/cases/{case.pk}/decide/hide/").status_code == 404


def test_an_appeal_that_a_colleague_answered_keeps_the_reason(riverbend: Riverbend, client_of: ClientOf) -> None:
    appeal = appealed(decided_about(riverbend, by=another_moderator(riverbend)))
    moderator = client_of("moderator")
    moderator.post(f"/appeals/{appeal.pk}/take/")
    appeal.refresh_from_db()
    given: dict[str, object] = {"outcome": "upheld", "reason": "I read it again.", "version": appeal.version}
    Appeal.objects.update(assigned_until=timezone.now())
    third = third_moderator(riverbend)
    answered(appeal, Appeal.State.UPHELD, by=third)
    page = told_too_late(moderator, f"/appeals/{appeal.pk}/decide/", given)
    assert "It is decided" in page
    assert kept_on(page) == {"reason": "I read it again."}
    assert 'href="/appeals/"' in page


def third_moderator(riverbend: Riverbend) -> Actor:
    from openward.people.access import actor_for_account
    from openward.people.actions.organisations import give_role, invite_account
    from openward.people.models import Role

    organisation = riverbend.cast.organisation
    account = invite_account(organisation=organisation, email="third@riverbend.example", name="Noor Aziz", by=SYSTEM)
    give_role(account=account, organisation=organisation, role=Role.MODERATOR, by=SYSTEM)
    return actor_for_account(account)


def test_a_second_reading_that_was_made_is_no_bare_not_found(
    riverbend: Riverbend, client_of: ClientOf, colleague: Actor
) -> None:
    set_share(organisation=riverbend.cast.organisation, percent=100, by=riverbend.actor("lead"))
    drawn = draw_second_reading(decision=declined_reply(riverbend)[1], by=SYSTEM)
    assert drawn is not None
    read_second_time(reading=drawn, outcome=Decision.Outcome.APPROVE, by=colleague)
    third = Client()
    account = third_moderator(riverbend).account
    assert account is not None
    third.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    here = f"/second-readings/{drawn.pk}/"
    assert "A colleague has decided it meanwhile." in told_too_late(third, here)
    page = told_too_late(third, f"{here}pass/", {"words": "I know the ward."})
    assert kept_on(page) == {"words": "I know the ward."}
    assert str(Decision.Outcome.APPROVE.label) not in page
    # Whoever decided first is told nothing about what a colleague made of it.
    assert client_of("moderator").get(here).status_code == 404
    assert third.get("/second-readings/999999/").status_code == 404


def test_a_message_in_a_crisis_is_not_lost(riverbend: Riverbend, client_of: ClientOf) -> None:
    story = sent_story(riverbend, happened="I cannot go on.", may_be_in_danger=True).contribution
    crisis = CrisisCase.objects.filter(contribution=story).first()
    if crisis is None:
        from openward.safety.actions.crisis import flag_by_moderator

        crisis = flag_by_moderator(contribution=story, by=riverbend.actor("moderator"))
    given: dict[str, object] = {"level": "high", "words": "She names a day.", "version": crisis.version + 5}
    page = told_too_late(client_of("moderator"), f"/crisis/{crisis.pk}/assess/", given)
    assert kept_on(page) == {"words": "She names a day."}
    assert f'href="/crisis/{crisis.pk}/"' in page


# --- The words of the pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fate", Fate)
def test_every_fate_has_words(fate: Fate) -> None:
    found = told(str(fate))
    assert found is not None
    assert len(found.title) > 10
    assert found.text.endswith(".")


def test_an_address_cannot_put_words_of_its_own_on_a_list(moderator: Client) -> None:
    assert told("You won") is None
    assert "You won" not in moderator.get("/queue/?said=You+won").content.decode()


def written_fields() -> set[str]:
    """Every field of a form of these desks in which somebody writes by hand."""
    widgets = (forms.Textarea, forms.TextInput, forms.URLInput)
    found = set()
    for module in (appeals, cases, crisis, readings, report_appeals, reports, together):
        for _name, form in inspect.getmembers(module, inspect.isclass):
            if issubclass(form, forms.Form) and form.__module__ == module.__name__:
                fields: dict[str, forms.Field] = form.base_fields  # type: ignore[attr-defined]
                found |= {name for name, field in fields.items() if isinstance(field.widget, widgets)}
    return found


ELSEWHERE = {"email", "new_facts", "title", "legal_basis"}
"""Of authors and of those who prepare: nobody can take these from anybody's hands."""


def test_no_field_that_is_written_by_hand_is_lost() -> None:
    fields = {name for name in written_fields() if name not in ELSEWHERE}
    assert {"words_to_author", "facts", "reason", "words", "note", "pinned_note"} <= fields
    sent = QueryDict(mutable=True)
    sent.update(dict.fromkeys([*fields, "part_0", "part_11"], "Some words."))
    assert {one.name for one in kept_words(sent)} == {*fields, "part_0", "part_11"}


def test_what_was_only_chosen_or_hidden_is_not_kept() -> None:
    sent = QueryDict("csrfmiddlewaretoken=x&submission_key=y&version=3&rule=7&part_x=a&part_=b&words=+&note=Read")
    assert [one.words for one in kept_words(sent)] == ["Read"]
