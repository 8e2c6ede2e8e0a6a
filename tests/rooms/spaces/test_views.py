"""Settings, rules, duty, opening, links and posters through the pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client

from openward.spaces.actions import open_space, short_link
from openward.spaces.models import ShortLink, Space, Visibility
from openward.spaces.queries import about_space, rules_in_force
from tests.factories.plans import prepared_space, ready_space
from tests.factories.riverbend import Riverbend

SignIn = Callable[[str], Client]


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_setting_is_changed_with_a_reason_that_shows(client_of: SignIn, riverbend: Riverbend) -> None:
    prepared_space(riverbend)
    lead = client_of("lead")
    address = "/s/kinder-waits/settings/moderation_mode/"
    assert "A person reads everything before it is shown" in text(lead.get(address))
    assert "Say why you choose another setting" in text(lead.post(address, {"value": "after", "reason": ""}))
    assert lead.post(address, {"value": "fast", "reason": "x"}).status_code == 200
    assert lead.post(address, {"value": "after", "reason": "Only staff write."}).url == "/s/kinder-waits/settings/"
    for page in ("/s/kinder-waits/settings/", "/engagements/kinder-waits/", "/engagements/kinder-waits/agree/"):
        assert "Only staff write." in text(lead.get(page))
    assert lead.get("/s/kinder-waits/settings/colour/").status_code == 404


def test_a_promise_is_not_loosened_on_the_page(client_of: SignIn, riverbend: Riverbend) -> None:
    space = ready_space(riverbend)
    open_space(space=space, by=riverbend.actor("lead"))
    response = client_of("lead").post(f"/s/{space.slug}/settings/identity_rule/", {"value": "real_name", "reason": "x"})
    assert "People spoke under this promise" in text(response)


def test_rules_are_edited_added_and_left_out(client_of: SignIn, riverbend: Riverbend) -> None:
    space = prepared_space(riverbend)
    lead = client_of("lead")
    page = text(lead.get("/s/kinder-waits/rules/"))
    assert page.count('class="sp-rule"') == 8
    sent = {"rules-TOTAL_FORMS": "8", "rules-INITIAL_FORMS": "8"}
    for place, rule in enumerate(rules_in_force(space)):
        sent |= {
            f"rules-{place}-key": rule.key,
            f"rules-{place}-text": rule.text,
            f"rules-{place}-how_to_fix": rule.how_to_fix,
        }
    wrong = text(lead.post("/s/kinder-waits/rules/", {**sent, "rules-0-how_to_fix": ""}))
    assert "Say what somebody can do." in wrong
    assert [rule.version for rule in rules_in_force(space)] == [1] * 6
    changed = {**sent, "rules-0-text": "Be gentle.", "rules-5-text": "", "rules-5-how_to_fix": ""}
    changed |= {"rules-6-text": "One more.", "rules-6-how_to_fix": "Do it."}
    assert lead.post("/s/kinder-waits/rules/", changed).status_code == 302
    now = rules_in_force(space)
    assert now[0].text == "Be gentle."
    assert now[0].key == "be-kind"
    assert now[-1].text == "One more."
    assert len(now) == 6
    nothing = {"rules-TOTAL_FORMS": "1", "rules-INITIAL_FORMS": "0", "rules-0-text": "", "rules-0-how_to_fix": ""}
    assert "Write at least one rule." in text(lead.post("/s/kinder-waits/rules/", nothing))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"safeguarding_lead": ""}, "Choose the safeguarding lead."),
        ({"staffed_hours": " "}, "Say when somebody reads"),
        ({"escalation_contact": ""}, "answered at any hour"),
        ({"reading_days": "0"}, "Write 1 or more."),
        ({"answer_days": "soon"}, "Write a whole number."),
    ],
)
def test_duty_says_what_is_wrong(client_of: SignIn, riverbend: Riverbend, wrong: dict[str, str], said: str) -> None:
    prepared_space(riverbend)
    sent = {
        "safeguarding_lead": str(riverbend.account("lead").pk),
        "staffed_hours": "Weekdays",
        "escalation_contact": "Site manager",
        "reading_days": "1",
        "answer_days": "20",
    }
    assert said in text(client_of("lead").post("/s/kinder-waits/duty/", {**sent, **wrong}))
    assert client_of("lead").post("/s/kinder-waits/duty/", sent).status_code == 302


def test_a_safeguarding_lead_is_one_of_us(client_of: SignIn, riverbend: Riverbend) -> None:
    prepared_space(riverbend)
    assert riverbend.outsider.name not in text(client_of("lead").get("/s/kinder-waits/duty/"))


def test_opening_twice_opens_once(client_of: SignIn, riverbend: Riverbend) -> None:
    space = ready_space(riverbend)
    lead = client_of("lead")
    page = text(lead.get(f"/s/{space.slug}/open/"))
    assert "Everything is there" in page
    assert "What people read before they speak" in page
    assert "Waiting is what people write about most." in page
    for _time in range(2):
        assert lead.post(f"/s/{space.slug}/open/", {"submission_key": "open-form-0000000001"}).status_code == 302
    space.refresh_from_db()
    assert space.state == Space.State.OPEN
    assert lead.get(f"/s/{space.slug}/close/").status_code == 405
    assert lead.post(f"/s/{space.slug}/close/").status_code == 302
    space.refresh_from_db()
    assert space.state == Space.State.CLOSED


def test_links_are_made_by_post_and_printed(client_of: SignIn, riverbend: Riverbend) -> None:
    lead, moderator = client_of("lead"), client_of("moderator")
    poster = "/s/friends-and-family/poster/?service=cedar-ward"
    assert lead.get(poster).url == "/s/friends-and-family/links/"
    assert not ShortLink.objects.exists()
    lead.post("/s/friends-and-family/links/", {"service": "cedar-ward"})
    lead.post("/s/friends-and-family/links/", {"service": "cedar-ward"})
    link = ShortLink.objects.get()
    assert moderator.post("/s/friends-and-family/links/", {"service": ""}).status_code == 404
    assert lead.post("/s/friends-and-family/links/", {"service": "no-such-ward"}).status_code == 200
    page = text(moderator.get(poster))
    address = f"{settings.ADDRESS.split('://')[1]}/t/{link.code}"
    assert address in page
    assert " ".join(link.code) in page
    assert "Cedar ward" in page
    assert '<svg role="img"' in page
    assert "style=" not in page
    assert "call 999" in page


def test_the_square_holds_the_address(riverbend: Riverbend) -> None:
    import segno

    from openward.spaces.presenters.posters import full_address, qr_picture

    link = short_link(space=riverbend.space, service=None, by=riverbend.actor("lead"))
    drawn = str(qr_picture(full_address(link), "Cedar ward"))
    matrix = segno.make(full_address(link), error="q", micro=False, boost_error=False)
    assert matrix.error == "Q"
    assert f'viewBox="0 0 {matrix.symbol_size(border=4)[0]} ' in drawn
    assert qr_picture(full_address(link), "A & <b>").count("&lt;b&gt;") == 1
    assert str(qr_picture(full_address(link) + "x", "Cedar ward")) != drawn


@pytest.mark.parametrize("written", ["{code}", "{upper}"])
def test_a_short_link_leads_to_telling_with_the_service(client: Client, riverbend: Riverbend, written: str) -> None:
    ward = riverbend.cast.services["Cedar ward"]
    link = short_link(space=riverbend.space, service=ward, by=riverbend.actor("lead"))
    whole = short_link(space=riverbend.space, service=None, by=riverbend.actor("lead"))
    code = written.format(code=link.code, upper=link.code.upper())
    assert client.get(f"/t/{code}/").url == "/s/friends-and-family/tell/?service=cedar-ward"
    assert client.get(f"/t/{whole.code}/").url == "/s/friends-and-family/tell/"
    assert client.get("/t/nosuch/").status_code == 404


def test_the_link_of_a_closed_place_leads_to_what_was_said_and_of_a_planned_one_nowhere(
    client: Client, riverbend: Riverbend
) -> None:
    link = short_link(space=riverbend.space, service=None, by=riverbend.actor("lead"))
    Space.objects.filter(pk=riverbend.space.pk).update(state="closed")
    assert client.get(f"/t/{link.code}/").url == "/s/friends-and-family/"
    Space.objects.filter(pk=riverbend.space.pk).update(state="planned")
    assert client.get(f"/t/{link.code}/").status_code == 404


def page_for(client: Client, code: str) -> str:
    """The page after a link that leads nowhere, without what differs between any two pages: its code and its tokens."""
    answer = client.get(f"/t/{code}/")
    assert answer.status_code == 404
    page = answer.content.decode()
    return re.sub(r'nonce-[\w-]+|next=[^"]*|value="\w{64}"', "", page.replace(code, "…"))


def test_a_mistyped_link_says_so_and_offers_to_type_it_again(client: Client, riverbend: Riverbend) -> None:
    link = short_link(space=riverbend.space, service=None, by=riverbend.actor("lead"))
    wrong = link.code[:-1] + ("3" if link.code[-1] != "3" else "4")
    page = client.get(f"/t/{wrong}/").content.decode()
    assert "Perhaps one letter is mistyped." in page
    assert f'value="{wrong}"' in page
    assert 'action="/t/"' in page
    assert client.get("/t/", {"code": wrong}).url == f"/t/{wrong}/"
    assert client.get(client.get("/t/", {"code": link.code}).url).url == "/s/friends-and-family/tell/"


@pytest.mark.parametrize("part", ["visitor", "outsider"])
def test_a_link_to_a_hidden_place_and_one_that_never_was_look_alike(
    client_of: SignIn, riverbend: Riverbend, part: str
) -> None:
    link = short_link(space=riverbend.space, service=None, by=riverbend.actor("lead"))
    Space.objects.filter(pk=riverbend.space.pk).update(visibility=Visibility.INVITED)
    client = client_of(part)
    hidden, absent = page_for(client, link.code), page_for(client, "wwwwww")
    assert hidden == absent
    assert riverbend.space.name not in hidden
    Space.objects.filter(pk=riverbend.space.pk).update(visibility=Visibility.PUBLIC, state="planned")
    assert page_for(client_of("visitor"), link.code) == page_for(client_of("visitor"), "wwwwww")


@pytest.mark.parametrize(
    "typed",
    ["{code}", " {code} ", "{upper}", "{parted}", "/t/{code}/", "care.example.org/t/{code}", "https://a.example/t/{code}/"],
)
def test_a_short_link_is_typed_in_as_people_type(client: Client, riverbend: Riverbend, typed: str) -> None:
    link = short_link(space=riverbend.space, service=None, by=riverbend.actor("lead"))
    parted = f"{link.code[:3]} {link.code[3:]}"
    written = typed.format(code=link.code, upper=link.code.upper(), parted=parted)
    assert client.get("/t/", {"code": written}).url == f"/t/{link.code}/"


@pytest.mark.parametrize("typed", ["", "   ", "/", "a?b", "é" * 6, "x" * 13, "w" * 500, "../..", "//evil.example/%2f"])
def test_what_is_no_short_link_is_asked_for_again(client: Client, riverbend: Riverbend, typed: str) -> None:
    answer = client.get("/t/", {"code": typed})
    assert answer.status_code == 400
    assert "nhsuk-form-group--error" in answer.content.decode()


def test_where_links_are_typed_in_is_open_to_everybody(client: Client, riverbend: Riverbend) -> None:
    page = client.get("/t/").content.decode()
    assert "Type in a short link" in page
    assert "leads nowhere" not in page
    assert "3 4 6 7 c f g h j k p r t w x y" in page


@pytest.mark.parametrize("page", ["settings", "settings/visibility", "rules", "duty", "open", "links", "poster"])
def test_the_pages_that_prepare_a_space_are_for_those_who_prepare_it(
    client_of: SignIn, riverbend: Riverbend, page: str
) -> None:
    short_link(space=riverbend.space, service=None, by=riverbend.actor("lead"))
    staff = {"moderator", "coder", "improver", "responder", "data_protection"} if page in {"links", "poster"} else set()
    for role in ("visitor", "lead", "administrator", "moderator", "responder", "coder", "advisory", "outsider"):
        status = client_of(role).get(f"/s/friends-and-family/{page}/").status_code
        assert status == (200 if role in {"lead", "administrator"} | staff else 404), role


@pytest.mark.parametrize("page", ["settings/visibility", "rules", "duty", "open", "close", "links"])
def test_only_those_who_prepare_it_change_a_space(client_of: SignIn, riverbend: Riverbend, page: str) -> None:
    for role in ("visitor", "moderator", "advisory", "outsider"):
        response = client_of(role).post(
            f"/s/friends-and-family/{page}/", {"value": "staff", "reason": "x", "service": ""}
        )
        assert response.status_code == 404, role
    riverbend.space.refresh_from_db()
    assert riverbend.space.state == Space.State.OPEN
    assert riverbend.space.visibility == "public"
    assert not ShortLink.objects.exists()


def test_what_a_space_is_for_costs_three_queries_and_prints_everything(
    riverbend: Riverbend, django_assert_num_queries: Any
) -> None:
    space = Space.objects.select_related("organisation").get(pk=riverbend.space.pk)
    with django_assert_num_queries(3):
        about = about_space(space)
    source = "{% from 'spaces/_about.html' import about_space with context %}{{ about_space(about) }}"
    page = engines["jinja2"].from_string(source).render({"about": about})
    for words in (
        "Waiting is the thing",
        "How clinics are run",
        "number of consultants",
        "The outpatient board",
        "Leave out names",
    ):
        assert words in page
    assert about.is_open
    assert about.closes_on is not None


def test_the_short_address_is_short() -> None:
    from openward.spaces.actions.links import new_code

    assert len(f"/t/{new_code()}/") == 10
