"""Telling a story, page by page, as a browser without scripts does it."""

import datetime
import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from openward.contributions.access import receipt_for_author
from openward.contributions.models import Contribution, Feeling, Provenance
from openward.kit.models import RateWindow
from openward.ledger.models import RecordedFact
from openward.people.actions.personas import envelope_for_delivery
from openward.people.models import Consent, Persona
from openward.spaces.models import Direction, IdentityRule, Space, Visibility
from tests.factories.riverbend import Riverbend

TELL = "/s/friends-and-family/tell/"
PREVIEW, SEND = TELL + "preview/", TELL + "send/"
KEY = "k" * 22


def filled(**changes: object) -> dict[str, object]:
    found: dict[str, object] = {
        "submission_key": KEY,
        "happened": "I waited two hours.\r\n\r\nNobody said why.",
        "good": "The nurse was kind.",
        "better": "",
        "feelings": ["worried", "ignored"],
        "service": "outpatients",
        "month": "",
        "badge": "carer",
        "writing": "own",
        "helper": "",
        "publish": "yes",
        "keeps_rules": "on",
        "rules_version": "1",
        "quote": "on",
        "contact": "no",
        "email": "",
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


def carried(page: str) -> dict[str, list[str]]:
    """What the hidden fields of the look-once-more page would send."""
    form = page[page.index(SEND) :]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(html.unescape(value))
    return found


def send(client: Client, **changes: object) -> str:
    """Send a story through both pages and return the receipt code."""
    page = client.post(PREVIEW, filled(**changes)).content.decode()
    answer = client.post(SEND, carried(page))
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"].split("/")[2]


def test_the_four_lines_come_before_the_box(client: Client, riverbend: Riverbend) -> None:
    page = client.get(TELL).content.decode()
    places = [
        page.index(words) for words in ("Who reads this", "What happens", "How long it takes", "Not for emergencies")
    ]
    assert places == sorted(places)
    assert places[-1] < page.index("<textarea")
    assert 'href="tel:999"' in page
    assert "Monday to Friday, 9am to 5pm" in page
    assert "within one working day" in page
    assert "within 20 days" in page


def test_no_consent_is_given_beforehand(client: Client, riverbend: Riverbend) -> None:
    page = client.get(TELL).content.decode()
    for purpose in ("publish", "quote", "teach", "research"):
        for box in re.findall(rf'<input[^>]*name="{purpose}"[^>]*>', page):
            assert "checked" not in box
    yes, no = re.findall(r'<input[^>]*name="contact"[^>]*>', page)
    assert "checked" not in yes
    assert "checked" in no


@pytest.mark.parametrize(
    ("query", "chosen"), [("?service=maternity", "maternity"), ("?service=nothing", None), ("", None)]
)
def test_a_poster_presets_its_service(client: Client, riverbend: Riverbend, query: str, chosen: str | None) -> None:
    page = client.get(TELL + query).content.decode()
    found = re.findall(r'<option value="([^"]*)" selected', page)
    assert (chosen in found) if chosen else not set(found) & {"maternity", "outpatients"}


def test_a_story_goes_the_whole_way(client: Client, riverbend: Riverbend) -> None:
    code = send(client, email="lin@example.org", contact="yes")
    story = Contribution.objects.get()
    revision = story.revisions.get()
    assert revision.parts == [["happened", "I waited two hours.\n\nNobody said why."], ["good", "The nurse was kind."]]
    assert (story.badge, story.feelings, story.provenance) == ("carer", ["ignored", "worried"], Provenance.WEB)
    assert story.service == riverbend.cast.services["Outpatients"]
    assert (story.may_publish, story.may_quote, story.may_teach, story.may_research, story.may_contact) == (
        True, True, False, False, True,
    )  # fmt: skip
    assert Consent.objects.filter(item_key=story.pk).count() == 5
    envelope = envelope_for_delivery(persona_id=story.author_id)
    assert envelope is not None
    assert (envelope.address, envelope.receipt_code) == ("lin@example.org", code)
    assert receipt_for_author(code).contribution == story
    page = client.get(f"/receipt/{code}/sent/").content.decode()
    for word in code.split("-"):
        assert word in page


def test_looking_once_more_keeps_nothing(client: Client, riverbend: Riverbend) -> None:
    before = RecordedFact.objects.count()
    answer = client.post(PREVIEW, filled())
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert (Contribution.objects.count(), Persona.objects.count()) == (0, 0)
    assert RecordedFact.objects.count() == before


@pytest.mark.parametrize("address", [TELL, PREVIEW, SEND])
def test_get_writes_nothing(client: Client, riverbend: Riverbend, address: str) -> None:
    before = RecordedFact.objects.count()
    client.get(address, filled())
    assert (Contribution.objects.count(), RecordedFact.objects.count()) == (0, before)


def test_the_empty_form_may_be_kept_for_the_way_back_but_not_the_words(client: Client, riverbend: Riverbend) -> None:
    assert client.get(TELL)["Cache-Control"] == "private, no-cache"
    assert "no-store" in client.post(TELL, filled())["Cache-Control"]


def test_change_something_finds_everything_as_it_was(client: Client, riverbend: Riverbend) -> None:
    page = client.post(PREVIEW, filled(danger="on")).content.decode()
    again = client.post(TELL, carried(page)).content.decode()
    assert "I waited two hours." in again
    assert re.search(r'value="ignored"[^>]*checked', again)
    assert re.search(r'name="danger"[^>]*checked', again)
    assert f'value="{KEY}"' in again


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"happened": " \n "}, "Write a few words about what happened."),
        ({"badge": None}, "Choose who you are."),
        ({"badge": "survey"}, "survey"),
        ({"publish": None}, "Say yes or no: may we show your words"),
        ({"contact": "yes"}, "Write the e-mail address that we may use"),
        ({"contact": "yes", "email": "lin@"}, "Check the e-mail address"),
        ({"writing": "for_other"}, "Say who, for example"),
        ({"happened": "x" * 6_001}, "6,000 characters"),
        ({"service": "hillside"}, "Select a valid choice"),
        ({"month": "1999-01-01"}, "1999-01-01"),
        ({"feelings": ["smug"]}, "smug"),
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(
    client: Client, riverbend: Riverbend, changes: dict[str, object], said: str
) -> None:
    for address in (PREVIEW, SEND):
        page = client.post(address, filled(**changes)).content.decode()
        assert said in page
        assert "Some" in page
        assert "needs another look" in page or "need another look" in page
        assert "The nurse was kind." in page
    assert not Contribution.objects.exists()


def test_an_address_that_is_not_to_be_used_is_not_kept(client: Client, riverbend: Riverbend) -> None:
    send(client, contact="no", email="not even an address")
    story = Contribution.objects.get()
    assert envelope_for_delivery(persona_id=story.author_id) is None
    assert not story.may_contact


def test_what_may_point_to_a_person_is_marked_and_may_be_sent(client: Client, riverbend: Riverbend) -> None:
    words = "Ring me on 07700 900123 <b>about</b> 3 March 2026."
    page = client.post(PREVIEW, filled(happened=words)).content.decode()
    assert "You may want to change this" in page
    assert "<mark>07700 900123</mark>" in page
    assert "<mark>3 March 2026</mark>" in page
    assert "<b>about" not in page
    client.post(SEND, carried(page))
    assert words in Contribution.objects.get().revisions.get().text


def test_harmless_words_are_not_warned_about(client: Client, riverbend: Riverbend) -> None:
    assert "You may want to change this" not in client.post(PREVIEW, filled()).content.decode()


def test_danger_shows_the_numbers_and_is_read_first(client: Client, riverbend: Riverbend) -> None:
    page = client.get(TELL).content.decode()
    assert page.index("say-danger__numbers") > page.index('name="danger"')
    page = client.post(PREVIEW, filled(danger="on")).content.decode()
    assert "You said that somebody may be in danger" in page
    answer = client.post(SEND, carried(page))
    assert Contribution.objects.get().urgency == 5
    sent = client.get(answer["Location"]).content.decode()
    assert sent.index('href="tel:999"') < sent.index("Your receipt code")
    # Nobody who may be in danger reads that it takes a working day.
    assert "People who help are told now" in sent
    assert "working day" not in sent
    other = send(client, submission_key="o" * 22)
    assert "People who help are told now" not in client.get(f"/receipt/{other}/sent/").content.decode()


def test_sent_twice_is_one_story_and_one_code(client: Client, riverbend: Riverbend) -> None:
    page = client.post(PREVIEW, filled(email="lin@example.org", contact="yes")).content.decode()
    first, second = client.post(SEND, carried(page)), client.post(SEND, carried(page))
    assert first["Location"] == second["Location"]
    assert client.get(second["Location"]).status_code == 200
    assert Contribution.objects.count() == 1


def test_other_words_under_a_form_that_was_sent_are_offered_as_a_change(client: Client, riverbend: Riverbend) -> None:
    code = send(client)
    page = client.post(SEND, filled(happened="I thought again.")).content.decode()
    assert "We have your story already" in page
    assert "I thought again." in page
    assert f"/receipt/{code}/words/" in page
    assert Contribution.objects.get().revisions.count() == 1


def test_a_lost_cookie_costs_no_words(riverbend: Riverbend) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(PREVIEW, filled()).content.decode()
    answer = strict.post(SEND, carried(page))
    assert answer.status_code == 200
    again = answer.content.decode()
    assert "Nothing was sent yet" in again
    assert "I waited two hours." in again
    assert not Contribution.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', again[again.index(SEND) :])
    assert token is not None
    assert strict.post(SEND, {**carried(again), "csrfmiddlewaretoken": token[1]}).status_code == 302
    assert Contribution.objects.count() == 1


def test_a_flood_from_one_place_is_slowed_and_keeps_its_words(client: Client, riverbend: Riverbend) -> None:
    page = client.post(PREVIEW, filled()).content.decode()
    send(client, submission_key="a" * 22)
    RateWindow.objects.update(tries=60)
    answer = client.post(SEND, carried(page))
    assert "Please wait a little" in answer.content.decode()
    assert "I waited two hours." in answer.content.decode()
    assert Contribution.objects.count() == 1


def test_a_story_leads_to_nobody_who_is_signed_in(client_of: Callable[[str], Client], riverbend: Riverbend) -> None:
    send(client_of("advisory"))
    fact = RecordedFact.objects.get(kind="contributions.StorySubmitted")
    assert (fact.author_kind, fact.author_key) == ("visitor", "")
    account = str(riverbend.account("advisory").pk)
    for row in RecordedFact.objects.filter(pk__gte=fact.pk):
        assert account not in f"{row.author_key} {row.payload} {row.about}"


def test_a_story_written_for_somebody_says_so(client: Client, riverbend: Riverbend) -> None:
    send(client, writing="for_other", helper="my neighbour")
    story = Contribution.objects.get()
    assert (story.provenance, story.helper) == (Provenance.HELPER, "my neighbour")


def test_a_helper_is_forgotten_when_nobody_helps(client: Client, riverbend: Riverbend) -> None:
    send(client, writing="own", helper="my neighbour")
    assert Contribution.objects.get().helper == ""


@pytest.mark.parametrize(
    ("rule", "asks", "must"),
    [
        (IdentityRule.ANONYMOUS, False, False),
        (IdentityRule.HIDDEN, False, False),
        (IdentityRule.PSEUDONYM, True, False),
        (IdentityRule.REAL_NAME, True, True),
    ],
)
def test_a_name_is_asked_only_where_names_are_shown(
    client: Client, riverbend: Riverbend, rule: str, asks: bool, must: bool
) -> None:
    Space.objects.update(identity_rule=rule)
    assert ('name="handle"' in client.get(TELL).content.decode()) == asks
    page = client.post(PREVIEW, filled(handle="")).content.decode()
    assert ("this conversation shows real names" in page) == must


@pytest.mark.parametrize(
    "changes",
    [
        {"state": Space.State.PLANNED},
        {"state": Space.State.CLOSED, "visibility": Visibility.STAFF},
        {"state": Space.State.CLOSED, "takes_stories": False},
        {"takes_stories": False},
        {"direction": Direction.OUTWARD},
        {"visibility": Visibility.STAFF},
    ],
)
@pytest.mark.parametrize("address", [TELL, PREVIEW, SEND])
def test_a_space_that_takes_no_stories_has_no_such_page(
    client: Client, riverbend: Riverbend, changes: dict[str, object], address: str
) -> None:
    Space.objects.update(**changes)
    assert client.get(address).status_code == 404
    assert client.post(address, filled()).status_code == 404
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("address", [TELL, PREVIEW, SEND])
def test_whoever_comes_to_a_closed_place_is_told_when_it_closed_and_where_else_to_tell(
    client: Client, riverbend: Riverbend, address: str
) -> None:
    Space.objects.update(state=Space.State.CLOSED, closed_at=datetime.datetime(2026, 3, 3, 12, tzinfo=datetime.UTC))
    led = client.get(address)
    assert led.status_code == 302
    page = client.get(led["Location"], follow=True).content.decode()
    assert "This conversation closed on 3 March 2026." in page
    assert 'href="/at/riverbend/#asked-now"' in page
    refused = client.post(address, filled())
    assert refused.status_code == 404
    written = refused.content.decode()
    assert "What you wrote" in written
    assert "I waited two hours." in written
    assert not Contribution.objects.exists()


def test_every_feeling_can_be_said(client: Client, riverbend: Riverbend) -> None:
    send(client, feelings=Feeling.values)
    assert Contribution.objects.get().feelings == sorted(Feeling.values)
