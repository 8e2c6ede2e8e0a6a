"""The whole of planning through the pages, with bad input, double sending and every reader."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from openward.engagements.models import Engagement, PublicStatement, SignOff
from openward.engagements.queries import finding
from openward.spaces.models import Space
from tests.factories.plans import ESCALATION_FORM, begun_plan, prepared_space
from tests.factories.riverbend import Riverbend

SignIn = Callable[[str], Client]

ANSWERED: dict[str, Any] = {
    "submission_key": "plan-form-0000000001",
    "title": "Kinder waits",
    "aim_words": "People know how long they will wait, and why.",
    "aim": "gather_experience",
    "service": "",
    "people": ["patients_and_carers"],
    "stage": "understand",
    "host": "organisation",
    "reach": "public",
    "hours_per_week": "6",
    "worries": ["privacy"],
    "groups-TOTAL_FORMS": "2",
    "groups-INITIAL_FORMS": "2",
    "groups-0-name": "People who wait",
    "groups-0-population": "41,200",
    "groups-0-hoped_for": "300",
    "groups-0-source": "",
    "groups-0-other_route": "Paper cards",
    "groups-1-name": "",
    "groups-1-population": "",
}


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def opened_in(response: Any) -> str:
    """What a page's form remembers of what stood there."""
    found = re.search(r'name="opened"[^>]*value="([0-9a-f]{64})"', response.content.decode())
    assert found is not None
    return found[1]


def test_a_lead_goes_from_eight_questions_to_an_open_space(client_of: SignIn, riverbend: Riverbend) -> None:
    lead, adviser = client_of("lead"), client_of("advisory")
    assert text(lead.get("/plan/")).count('class="eg-question"') == 8
    answered = lead.post("/plan/", ANSWERED)
    engagement = Engagement.objects.get(title="Kinder waits")
    assert answered.url == f"/engagements/{engagement.slug}/models/"
    answer = text(lead.get(answered.url))
    assert "Openward's nine models of use, after Walsh et al. 2021" in answer.replace("&#39;", "'")
    assert answer.count("<article") == 9
    page = f"/engagements/{engagement.slug}/"
    assert lead.post(f"{page}prepare/", {"model": "MOD-02"}).url == page
    space = Space.objects.get(engagement=engagement)
    assert "Still missing" in text(lead.get(page))

    refused = lead.post(f"/s/{space.slug}/open/")
    assert refused.status_code == 200
    assert "It cannot open yet" in text(refused)
    assert f"{page}statement/" in text(refused)

    in_spring = timezone.localdate() + datetime.timedelta(days=150)
    statement = {
        "why_we_ask": "Waiting is what people write about.",
        "can_change": "How people are told.",
        "cannot_change": "The number of consultants.",
        "who_decides": "The outpatient board",
        "decided_by_on": in_spring.isoformat(),
    }
    opened = opened_in(lead.get(f"{page}statement/"))
    assert lead.post(f"{page}statement/", {**statement, "opened": opened}).status_code == 302
    for risk in engagement.risks.all():
        sent = {"owner": str(riverbend.account("responder").pk), "control": "We look at it each month."}
        assert lead.post(f"{page}risks/{risk.pk}/", sent).status_code == 302
    duty = {
        "safeguarding_lead": str(riverbend.account("data_protection").pk),
        "staffed_hours": "Weekdays, 9 to 5",
        "escalation_contact": "Site manager, 01632 960000",
        "reading_days": "1",
        "answer_days": "20",
    }
    assert lead.post(f"/s/{space.slug}/duty/", duty).status_code == 302
    assert lead.post(f"/s/{space.slug}/duty/escalation/", ESCALATION_FORM).status_code == 302

    read = text(adviser.get(f"{page}agree/"))
    digest = re.search(r'name="plan_digest"[^>]*value="([0-9a-f]{64})"', read)
    assert digest is not None
    assert adviser.post(f"{page}agree/", {"plan_digest": digest[1], "verdict": "agrees", "words": ""}).url == page
    opened = lead.post(f"/s/{space.slug}/open/")
    assert opened.url == page
    space.refresh_from_db()
    assert space.state == Space.State.OPEN


def test_sending_the_questions_twice_makes_one_plan(client_of: SignIn) -> None:
    lead = client_of("lead")
    first, second = lead.post("/plan/", ANSWERED), lead.post("/plan/", ANSWERED)
    assert first.status_code == second.status_code == 302
    assert Engagement.objects.filter(title="Kinder waits").count() == 1
    assert second.url == "/engagements/kinder-waits/"


def test_a_second_plan_of_the_same_name_is_made_on_purpose_only(client_of: SignIn) -> None:
    lead = client_of("lead")
    lead.post("/plan/", ANSWERED)
    after_back = {**ANSWERED, "submission_key": "plan-form-0000000002"}
    page = text(lead.post("/plan/", after_back))
    assert "There is a plan of this name already" in page
    assert 'href="/engagements/kinder-waits/models/"' in page
    assert 'value="People who wait"' in page
    assert Engagement.objects.filter(title="Kinder waits").count() == 1
    assert lead.post("/plan/", {**after_back, "second": "yes"}).status_code == 302
    assert Engagement.objects.filter(title="Kinder waits").count() == 2


def test_enter_sends_the_form_and_does_not_add_a_group(client_of: SignIn, riverbend: Riverbend) -> None:
    prepared_space(riverbend)
    lead = client_of("lead")
    for address in ("/plan/", "/engagements/kinder-waits/groups/"):
        main = text(lead.get(address)).split("<main", 1)[1]
        first = re.search(r"<button[^>]*>", main)
        assert first is not None
        assert 'name="add"' in main
        assert "name=" not in first[0]


def test_another_group_is_added_without_a_script_and_without_scolding(client_of: SignIn) -> None:
    lead = client_of("lead")
    page = text(lead.post("/plan/", {**ANSWERED, "title": "", "add": "1"}))
    assert 'value="People who wait"' in page
    assert "groups-2-name" in page
    assert "error" not in page.lower().split("<main")[1]
    assert not Engagement.objects.filter(title="Kinder waits").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Give it a short name."),
        ({"aim": "fame"}, "fame"),
        ({"aim": ""}, "Choose what you want to reach."),
        ({"people": []}, "Tick at least one kind of people."),
        ({"hours_per_week": "lots"}, "Write the hours as a number"),
        ({"hours_per_week": "-1"}, "Write 0 or more."),
        ({"groups-0-population": "many"}, "whole number"),
        ({"groups-0-population": ""}, "tick that nobody knows"),
        ({"groups-0-is_unknown": "on"}, "There is a figure"),
        ({"groups-0-name": ""}, "Say who this group is."),
        (
            {"groups-0-name": "", "groups-0-population": "", "groups-0-hoped_for": "", "groups-0-other_route": ""},
            "Name at",
        ),
        ({"groups-TOTAL_FORMS": "x"}, "Eight questions"),
        ({"service": "00000000-0000-0000-0000-000000000000"}, "Which service"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_is_kept(
    client_of: SignIn, wrong: dict[str, Any], said: str
) -> None:
    response = client_of("lead").post("/plan/", {**ANSWERED, **wrong})
    assert response.status_code == 200
    assert said in text(response)
    assert "People know how long they will wait" in text(response)
    assert not Engagement.objects.filter(title="Kinder waits").exists()


def test_a_hundred_thousand_rows_are_not_drawn(client_of: SignIn) -> None:
    lead = client_of("lead")
    assert lead.post("/plan/", {**ANSWERED, "groups-TOTAL_FORMS": "100000"}).status_code == 200
    assert not Engagement.objects.filter(title="Kinder waits").exists()
    page = text(lead.post("/plan/", {**ANSWERED, "groups-TOTAL_FORMS": "100000", "add": "1"}))
    assert page.count('class="eg-group"') == 20


def test_answers_can_be_changed(client_of: SignIn, riverbend: Riverbend) -> None:
    engagement = begun_plan(riverbend)
    lead = client_of("lead")
    page = text(lead.get("/engagements/kinder-waits/plan/"))
    assert 'value="41200"' in page
    assert re.search(r'name="groups-1-is_unknown"[^>]*checked', page)
    changed = lead.post("/engagements/kinder-waits/plan/", {**ANSWERED, "aim": "consult"})
    assert changed.url == "/engagements/kinder-waits/models/"
    engagement.refresh_from_db()
    assert engagement.answers["aim"] == "consult"
    assert engagement.groups.count() == 1


def test_a_model_that_does_not_exist_is_not_chosen(client_of: SignIn, riverbend: Riverbend) -> None:
    begun_plan(riverbend)
    lead = client_of("lead")
    assert (
        lead.post("/engagements/kinder-waits/prepare/", {"model": "MOD-99"}).url == "/engagements/kinder-waits/models/"
    )
    assert lead.get("/engagements/kinder-waits/prepare/").status_code == 405
    assert not Space.objects.filter(engagement__slug="kinder-waits").exists()


@pytest.mark.parametrize(
    ("part", "sent", "said"),
    [
        ("dates", {"listen_starts": "2026-03-01", "listen_ends": "2026-02-01"}, "ends before it starts"),
        ("dates", {"listen_starts": "soon"}, "Write the date"),
        ("dates", {"plan_starts": "2026-03-01"}, "needs a first and a last day"),
        ("dates", {"listen_starts": "2026-03-01", "listen_ends": "2026-04-01"}, "cannot be left out"),
        ("hours", {"expected_per_week": "0", "hours_per_week": "x"}, "Write the hours as a number"),
        ("asked", {"how": "Letter", "people": "0", "asked_on": "2026-01-01"}, "Write 1 or more."),
        ("asked", {"how": "Letter", "people": "5", "asked_on": "2199-01-01"}, "still to come"),
        ("asked", {"how": "", "people": "5", "asked_on": "2026-01-01"}, "Say how they were asked."),
        ("risks", {"text": ""}, "Say what could go wrong."),
        (
            "groups",
            {"groups-TOTAL_FORMS": "1", "groups-INITIAL_FORMS": "0", "groups-0-name": ""},
            "Name at least one group",
        ),
        ("statement", {"decided_by_on": "31 June"}, "Write the date"),
        ("statement", {"decided_by_on": "2020-01-01"}, "This day is over."),
    ],
)
def test_every_part_says_what_is_wrong(
    client_of: SignIn, riverbend: Riverbend, part: str, sent: dict[str, str], said: str
) -> None:
    prepared_space(riverbend)
    response = client_of("lead").post(f"/engagements/kinder-waits/{part}/", sent)
    assert response.status_code == 200
    assert said in text(response).replace("&#39;", "'")


def test_a_risk_is_settled_by_ticking_what_the_evidence_suggests(client_of: SignIn, riverbend: Riverbend) -> None:
    engagement = prepared_space(riverbend).engagement
    risk = engagement.risks.get(finding_id="RSK-02")
    lead = client_of("lead")
    address = f"/engagements/kinder-waits/risks/{risk.pk}/"
    page = text(lead.get(address))
    assert "Ask in other ways as well: in person, by phone, on paper." in page
    assert "/evidence/RSK-02/" in page
    owner = str(riverbend.account("responder").pk)
    assert "what you will do about it" in text(lead.post(address, {"owner": owner}))
    sent = {
        "owner": owner,
        "suggested": ["Ask in other ways as well: in person, by phone, on paper."],
        "control": "Siân visits the walk-in clinic.",
    }
    assert lead.post(address, sent).url == "/engagements/kinder-waits/risks/"
    risk.refresh_from_db()
    assert risk.control == "Ask in other ways as well: in person, by phone, on paper.\nSiân visits the walk-in clinic."
    # Sending the ticks again with the words as they stand adds nothing twice.
    lead.post(address, {**sent, "control": risk.control})
    risk.refresh_from_db()
    assert risk.control.count("other ways as well") == 1
    assert lead.post(address, {"owner": str(riverbend.outsider.pk), "control": "x"}).status_code == 200


def test_people_who_were_asked_show_on_the_working_page(client_of: SignIn, riverbend: Riverbend) -> None:
    prepared_space(riverbend)
    lead = client_of("lead")
    sent = {"how": "Letter with the appointment", "people": "1234", "asked_on": timezone.localdate().isoformat()}
    assert lead.post("/engagements/kinder-waits/asked/", sent).status_code == 302
    assert "1,234" in text(lead.get("/engagements/kinder-waits/"))
    assert "Letter with the appointment" in text(lead.get("/engagements/kinder-waits/asked/"))


def test_a_plan_that_changed_while_it_was_read_is_read_again(client_of: SignIn, riverbend: Riverbend) -> None:
    prepared_space(riverbend)
    adviser = client_of("advisory")
    stale = {"plan_digest": "0" * 64, "verdict": "agrees", "words": ""}
    response = adviser.post("/engagements/kinder-waits/agree/", stale, follow=True)
    assert "The plan changed while you were reading" in text(response)
    assert not SignOff.objects.exists()
    asking = {"plan_digest": "0" * 64, "verdict": "asks_change", "words": ""}
    assert "Say what should change." in text(adviser.post("/engagements/kinder-waits/agree/", asking))


def test_a_promise_made_in_public_cannot_be_emptied_on_the_page(client_of: SignIn, riverbend: Riverbend) -> None:
    response = client_of("lead").post("/engagements/listening-to-outpatients/statement/", {"why_we_ask": ""})
    assert "People have been promised this" in text(response)


def test_whoever_words_a_promise_last_is_told_and_keeps_their_words(client_of: SignIn, riverbend: Riverbend) -> None:
    prepared_space(riverbend)
    lead, colleague = client_of("lead"), client_of("administrator")
    address = "/engagements/kinder-waits/statement/"
    opened = opened_in(lead.get(address))
    in_spring = timezone.localdate() + datetime.timedelta(days=150)
    theirs = {"can_change": "The opening hours.", "decided_by_on": in_spring.isoformat(), "opened": opened}
    assert lead.post(address, theirs).status_code == 302
    mine = {"can_change": "How people are told.", "who_decides": "The board"}
    told = colleague.post(address, {**mine, "opened": opened})
    shown = text(told).split("What stands now")[1].split("<form")[0]
    assert "The opening hours." in shown
    assert str(in_spring.year) in shown
    assert "How people are told." in text(told)
    statement = PublicStatement.objects.get(engagement__slug="kinder-waits")
    assert (statement.can_change, statement.who_decides) == ("The opening hours.", "")
    assert colleague.post(address, {**mine, "opened": opened_in(told)}).status_code == 302
    statement.refresh_from_db()
    assert statement.can_change == "How people are told."


def test_an_engagement_is_closed_by_post_only(client_of: SignIn, riverbend: Riverbend) -> None:
    lead = client_of("lead")
    assert lead.get("/engagements/listening-to-outpatients/close/").status_code == 405
    assert lead.post("/engagements/listening-to-outpatients/close/").status_code == 302
    assert "Closed" in text(lead.get("/engagements/"))
    assert lead.get("/engagements/listening-to-outpatients/plan/").status_code == 404


def test_in_a_closed_plan_nothing_goes_on_now(client_of: SignIn, riverbend: Riverbend) -> None:
    today = timezone.localdate()
    riverbend.engagement.phases.all().delete()
    riverbend.engagement.phases.create(kind="listen", starts_on=today, ends_on=today + datetime.timedelta(days=9))
    lead, page = client_of("lead"), "/engagements/listening-to-outpatients/"
    assert "sp-phases__now" in text(lead.get(page))
    lead.post(f"{page}close/")
    closed = text(lead.get(page))
    assert "People contribute" in closed
    assert "sp-phases__now" not in closed
    assert 'aria-current="step"' not in closed


PAGES = {
    "/plan/": {"lead", "administrator"},
    "/engagements/": "inside",
    "/engagements/kinder-waits/": "inside",
    "/engagements/kinder-waits/models/": "inside",
    "/engagements/kinder-waits/agree/": "inside",
    "/engagements/kinder-waits/risks/": "inside",
    "/engagements/kinder-waits/plan/": {"lead", "administrator"},
    "/engagements/kinder-waits/groups/": {"lead", "administrator"},
    "/engagements/kinder-waits/dates/": {"lead", "administrator"},
    "/engagements/kinder-waits/statement/": {"lead", "administrator"},
    "/engagements/kinder-waits/hours/": {"lead", "administrator"},
    "/engagements/kinder-waits/asked/": {"lead", "administrator"},
    "/evidence/": "everybody",
    "/evidence/RSK-02/": "everybody",
}
ROLES = (
    "visitor",
    "lead",
    "moderator",
    "coder",
    "improver",
    "responder",
    "advisory",
    "data_protection",
    "administrator",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_for_those_it_is_for_and_for_nobody_else(
    client_of: SignIn, riverbend: Riverbend, address: str
) -> None:
    prepared_space(riverbend)
    allowed = PAGES[address]
    for role in ROLES:
        status = client_of(role).get(address).status_code
        is_inside = role != "visitor"
        expected = allowed == "everybody" or (is_inside if allowed == "inside" else role in allowed)
        assert status == (200 if expected else 404), role
    if "kinder-waits" in address:
        assert client_of("outsider").get(address).status_code == 404


@pytest.mark.parametrize(
    "part", ["plan", "groups", "dates", "statement", "hours", "asked", "risks", "prepare", "close"]
)
def test_colleagues_read_a_plan_and_do_not_change_it(client_of: SignIn, riverbend: Riverbend, part: str) -> None:
    engagement = prepared_space(riverbend).engagement
    before = engagement.risks.count()
    for role in ("visitor", "moderator", "responder", "advisory", "outsider"):
        response = client_of(role).post(f"/engagements/kinder-waits/{part}/", {"text": "A risk", "model": "MOD-03"})
        assert response.status_code == 404, role
    engagement.refresh_from_db()
    assert engagement.model_of_use == "MOD-02"
    assert engagement.state == Engagement.State.PLANNED
    assert engagement.risks.count() == before


def test_only_an_adviser_signs(client_of: SignIn, riverbend: Riverbend) -> None:
    prepared_space(riverbend)
    for role in ("visitor", "lead", "administrator", "outsider"):
        sent = {"plan_digest": "0" * 64, "verdict": "agrees"}
        assert client_of(role).post("/engagements/kinder-waits/agree/", sent).status_code == 404
    assert 'name="verdict"' not in text(client_of("lead").get("/engagements/kinder-waits/agree/"))
    assert 'name="verdict"' in text(client_of("advisory").get("/engagements/kinder-waits/agree/"))


def test_the_list_asks_the_same_of_the_database_however_long_it_is(
    client_of: SignIn, riverbend: Riverbend, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    lead = client_of("lead")
    with django_assert_max_num_queries(12) as one:
        lead.get("/engagements/")
    for _time in range(2):
        begun_plan(riverbend)
    with django_assert_num_queries(len(one)):
        assert text(lead.get("/engagements/")).count("eg-list__item") == 3


def test_the_working_page_asks_the_same_however_many_risks_there_are(
    client_of: SignIn, riverbend: Riverbend, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    engagement = prepared_space(riverbend).engagement
    engagement.risks.update(owner=riverbend.account("lead"))
    lead = client_of("lead")
    lead.get("/engagements/kinder-waits/")
    with django_assert_max_num_queries(30) as pinned:
        lead.get("/engagements/kinder-waits/")
    for number in range(20):
        engagement.risks.create(text=f"Risk {number}", owner=riverbend.account("lead"), control="x")
        engagement.groups.create(name=f"Group {number}")
    with django_assert_num_queries(len(pinned)):
        lead.get("/engagements/kinder-waits/")


# --- The evidence -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_evidence_is_open_to_everybody(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(3):
        page = text(client.get("/evidence/"))
    assert page.count('class="eg-card"') == 128
    assert "Openward" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("q=whatsapp", "RSK-08", "RSK-10"),
        ("side=enabler", "ENB-03", "RSK-02"),
        ("certainty=inferred", "BAR-15", "RSK-02"),
        ("q=underused&side=risk&certainty=read", "RSK-02", "BEN-01"),
    ],
)
def test_the_evidence_is_searched_and_narrowed(client: Client, query: str, there: str, absent: str) -> None:
    page = text(client.get(f"/evidence/?{query}"))
    assert f"/evidence/{there}/" in page
    assert f"/evidence/{absent}/" not in page


@pytest.mark.django_db
def test_a_search_that_finds_nothing_says_what_to_do(client: Client) -> None:
    assert "No finding matches" in text(client.get("/evidence/?q=zebra"))
    assert client.get("/evidence/?side=%27%3Bdrop&certainty=x").status_code == 200
    assert "<script>" not in text(client.get("/evidence/?q=<script>alert(1)</script>"))


@pytest.mark.django_db
def test_a_finding_shows_its_certainty_and_what_rests_on_it(client: Client) -> None:
    page = text(client.get("/evidence/REC-02/"))
    assert "Read in the source" in page
    assert "Offline capture" in page
    assert "https://doi.org/10.3390/ijerph192214851" in page
    assert "Ask in other ways as well" in page
    assert "Our own inference" in text(client.get("/evidence/MOD-05/"))
    assert "not the published typology" in text(client.get("/evidence/MOD-05/"))
    assert client.get("/evidence/RSK-99/").status_code == 404


@pytest.mark.django_db
def test_every_finding_has_a_page(client: Client) -> None:
    from openward.engagements.queries import findings

    for one in findings():
        assert client.get(f"/evidence/{one.id}/").status_code == 200, one.id
        assert finding(one.id) is one
