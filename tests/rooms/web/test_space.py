"""A space's page and its feed."""

import datetime
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.reviews import hold, restrict
from openward.contributions.actions.stories import erase, keep_consents, revise, withdraw
from openward.contributions.models import Contribution, Hold, Restriction
from openward.contributions.queries.feeds import PAGE_SIZE
from openward.people.access import VISITOR, persona_actor
from openward.spaces.models import IdentityRule, Space, SpaceMember, Visibility
from openward.web.presenters.spaces import found_marks, opening, who_is
from tests.factories.riverbend import Riverbend, approved, covered_at_every_hour, published_story, sent_story

SPACE = "/s/friends-and-family/"
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(page: str) -> list[str]:
    return re.findall(r'<h3 class="read-card__title"><a href="[^"]+">([^<]*)</a></h3>', page)


def read(client: Client, query: str = "") -> str:
    answer = client.get(SPACE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_why_what_can_change_who_decides_and_the_rules(client: Client, riverbend: Riverbend) -> None:
    page = read(client)
    for words in (
        "Waiting is the thing people write about most.",
        "How clinics are run",
        "The number of consultants this year.",
        "The outpatient board",
        "Leave out names",
        'href="tel:999"',
        "/s/friends-and-family/tell/",
    ):
        assert words in page


def test_an_empty_space_says_what_to_do(client: Client, riverbend: Riverbend) -> None:
    assert "Nobody has told a story here yet" in read(client)
    published_story(riverbend)
    assert "No story here fits that" in read(client, "?who=advocate")


def test_only_what_may_be_read_is_listed(client_of: Callable[[str], Client], riverbend: Riverbend) -> None:
    published_story(riverbend, happened="Shown to all.")
    sent_story(riverbend, happened="Still waiting.")
    approved(riverbend, sent_story(riverbend, happened="For staff alone.", consents=["quote"]).contribution)
    held = published_story(riverbend, happened="Held back.")
    hold(contribution=held, kind=Hold.LEGAL, by=riverbend.actor("moderator"))
    gone = published_story(riverbend, happened="Taken back.")
    withdraw(contribution=gone, by=persona_actor(gone.author_id))
    for part in ("visitor", "advisory", "outsider", "responder", "moderator"):
        assert titles(read(client_of(part))) == ["Shown to all."]
    for part in ("visitor", "advisory", "outsider"):
        assert titles(read(client_of(part), "?view=staff")) == ["Shown to all."]
        assert "Everything staff may read" not in read(client_of(part))
    for part in ("responder", "moderator", "coder", "lead"):
        assert set(titles(read(client_of(part), "?view=staff"))) == {"Shown to all.", "For staff alone."}


def test_words_disappear_from_page_search_and_feed_with_consent(client: Client, riverbend: Riverbend) -> None:
    story = published_story(riverbend, happened="A quokka in the corridor.")
    places = (SPACE, SPACE + "?q=quokka", SPACE + "feed.atom")
    for place in places:
        assert "quokka in the corridor" in re.sub("</?mark>", "", client.get(place).content.decode())
    keep_consents(contribution=story, given=["quote"], language="en-gb", by=persona_actor(story.author_id))
    for place in places:
        assert "in the corridor" not in client.get(place).content.decode()


def test_an_unread_wording_is_neither_shown_nor_found(client: Client, riverbend: Riverbend) -> None:
    story = published_story(riverbend, happened="The first wording.")
    revise(contribution=story, parts=[["happened", "A numbat instead."]], by=persona_actor(story.author_id))
    assert titles(read(client)) == ["The first wording."]
    assert titles(read(client, "?q=numbat")) == []


@pytest.mark.parametrize(
    ("changes", "readers"),
    [
        ({"visibility": Visibility.PUBLIC}, {"visitor", "advisory", "outsider", "responder"}),
        ({"visibility": Visibility.REGISTERED}, {"advisory", "outsider", "responder"}),
        ({"visibility": Visibility.INVITED}, {"advisory", "responder"}),
        ({"visibility": Visibility.STAFF}, {"responder"}),
        ({"state": Space.State.CLOSED}, {"visitor", "advisory", "outsider", "responder"}),
        ({"state": Space.State.PLANNED}, {"advisory"}),
    ],
)
def test_who_sees_the_space_at_all(
    client_of: Callable[[str], Client], riverbend: Riverbend, changes: dict[str, str], readers: set[str]
) -> None:
    Space.objects.update(**changes)
    if changes.get("visibility") == Visibility.INVITED:
        SpaceMember.objects.create(space=riverbend.space, account=riverbend.account("advisory"))
    for part in ("visitor", "advisory", "outsider", "responder"):
        assert client_of(part).get(SPACE).status_code == (200 if part in readers else 404), part
        # The feed is for everybody or for nobody: readers of feeds are not signed in.
        assert client_of(part).get(SPACE + "feed.atom").status_code == (200 if "visitor" in readers else 404), part


def test_members_read_what_is_for_members(client_of: Callable[[str], Client], riverbend: Riverbend) -> None:
    story = published_story(riverbend, happened="Among ourselves.")
    restrict(contribution=story, restriction=Restriction.COMMUNITY_ONLY, reason="said", by=riverbend.actor("moderator"))
    assert titles(read(client_of("advisory"))) == []
    SpaceMember.objects.create(space=riverbend.space, account=riverbend.account("advisory"))
    assert titles(read(client_of("advisory"))) == ["Among ourselves."]
    assert titles(read(client_of("visitor"))) == []


# --- Narrowing and searching --------------------------------------------------------------------------------------


@pytest.fixture
def three(riverbend: Riverbend) -> None:
    services = riverbend.cast.services
    published_story(riverbend, happened="One waited.", feelings=["angry"], happened_on=datetime.date(2026, 10, 1))
    published_story(
        riverbend,
        happened="Two waited.",
        badge="carer",
        service=services["Maternity"],
        feelings=["grateful", "angry"],
        happened_on=datetime.date(2026, 9, 1),
    )
    published_story(riverbend, happened="Three sang.", badge="carer", service=services["Maternity"], happened_on=None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"One waited.", "Two waited.", "Three sang."}),
        ("?service=maternity", {"Two waited.", "Three sang."}),
        ("?who=carer&service=maternity&feeling=grateful", {"Two waited."}),
        ("?month=2026-10", {"One waited."}),
        ("?feeling=angry", {"One waited.", "Two waited."}),
        ("?q=waiting", {"One waited.", "Two waited."}),
        ("?q=%22two+waited%22", {"Two waited."}),
        ("?q=waited+-two", {"One waited."}),
        ("?q=sang+or+two", {"Three sang.", "Two waited."}),
        ("?q=waiting&who=carer", {"Two waited."}),
        ("?q=+", {"One waited.", "Two waited.", "Three sang."}),
        # What the page does not know is left out: old addresses go on working.
        (
            "?service=nowhere&who=king&month=13&feeling=x&after=zzz&view=no",
            {"One waited.", "Two waited.", "Three sang."},
        ),
        ("?q=%27%22%29%3B--", set()),
        ("?q=%00waited", {"One waited.", "Two waited.", "Three sang."}),
    ],
)
def test_narrowing(client: Client, three: None, query: str, expected: set[str]) -> None:
    found = {re.sub("</?mark>", "", title) for title in titles(read(client, query))}
    assert found == expected


def test_what_was_found_is_marked_and_nothing_else_is_markup(client: Client, riverbend: Riverbend) -> None:
    published_story(riverbend, happened="First. <script>alert(1)</script> I waited & waited.")
    page = read(client, "?q=waiting")
    assert "<mark>waited</mark>" in page
    assert "<script>alert" not in page
    page = read(client)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_words_of_a_script_without_spaces_are_found(client: Client, riverbend: Riverbend) -> None:
    published_story(riverbend, happened="我等了两个小时没有人说话。", language="zh-hans")
    assert titles(read(client, "?q=两个小时")) == ["我等了两个小时没有人说话。"]
    assert titles(read(client, "?q=三个小时")) == []


def test_stray_marks_mark_nothing() -> None:
    assert str(found_marks("a\ue001b\ue000c<")) == "abc&lt;"
    assert str(found_marks("a\ue000b\ue001c")) == "a<mark>b</mark>c"


# --- Pages, days, names -------------------------------------------------------------------------------------------


def test_pages_meet_every_story_once(client: Client, riverbend: Riverbend) -> None:
    for number in range(PAGE_SIZE + 3):
        published_story(riverbend, happened=f"Story {number}.")
    first = read(client)
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&")).content.decode()
    assert len(titles(first)) == PAGE_SIZE
    assert len(titles(second)) == 3
    assert len({*titles(first), *titles(second)}) == PAGE_SIZE + 3
    assert 'rel="prev"' in second


def test_no_day_is_shown(client: Client, riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    today = story.published_on
    assert today is not None
    for address in (SPACE, SPACE + "feed.atom", f"/c/{story.pk}/"):
        page = client.get(address).content.decode()
        assert f"{today.day} {today:%B}" not in re.sub(r"[Oo]pen until.*?</dd>", "", page, flags=re.DOTALL)
        assert f"{today:%Y-%m-%d}" not in page.replace(f"{today:%Y-%m}-01", "")


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        (IdentityRule.ANONYMOUS, "Carer"),
        (IdentityRule.PSEUDONYM, "Wren, Carer"),
        (IdentityRule.FIRST_NAME, "Wren, Carer"),
        (IdentityRule.REAL_NAME, "Wren, Carer"),
        (IdentityRule.HIDDEN, ""),
    ],
)
def test_the_rule_of_the_space_decides_how_people_are_known(
    client: Client, riverbend: Riverbend, rule: str, shown: str
) -> None:
    Space.objects.update(identity_rule=rule)
    story = published_story(riverbend, badge="carer", handle="Wren")
    approved(
        riverbend, submit_comment(parent=story, words="Me too.", badge="carer", handle="Wren", by=VISITOR).contribution
    )
    assert who_is("carer", "Wren", rule) == shown
    for address in (SPACE, f"/c/{story.pk}/", SPACE + "feed.atom"):
        page = client.get(address).content.decode()
        assert ("Wren" in page) == ("Wren" in shown and "atom" not in address)
        is_role_shown = 'ow-byline__who">' in page or "<name>Carer" in page
        assert is_role_shown == (rule != IdentityRule.HIDDEN)


@pytest.mark.parametrize(
    ("text", "head", "rest"),
    [
        ("I waited. Nobody came.", "I waited.", "Nobody came."),
        ("One line\n\nand another", "One line", "and another"),
        ("Short", "Short", ""),
        ("", "", ""),
        ("我等了两个小时。没有人来。", "我等了两个小时。", "没有人来。"),
    ],
)
def test_a_story_opens_with_its_first_sentence(text: str, head: str, rest: str) -> None:
    assert opening(text) == (head, rest)


def test_a_long_first_sentence_is_cut_and_goes_on() -> None:
    text = "word " * 60
    head, rest = opening(text.strip())
    assert len(head) < 120
    assert (head.rstrip("…") + rest.removeprefix("…")).split() == text.split()


# --- The feed -----------------------------------------------------------------------------------------------------


def test_the_feed_is_well_formed_and_says_nothing_of_authors(
    client_of: Callable[[str], Client], riverbend: Riverbend
) -> None:
    story = published_story(riverbend, happened="A <b>bold</b> story & more\x0b.", handle="Wren", helper="my sister")
    approved(riverbend, sent_story(riverbend, happened="For staff alone.", consents=[]).contribution)
    answer = client_of("responder").get(SPACE + "feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{story.pk}"
    assert "A <b>bold</b> story & more." in (entry.findtext(f"{ATOM}content") or "")
    assert (entry.findtext(f"{ATOM}updated") or "").endswith("-01T00:00:00Z")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Patient"
    text = answer.content.decode()
    assert "Wren" not in text
    assert "sister" not in text
    assert str(story.author_id) not in text
    assert feed.findtext(f"{ATOM}title") == "Friends and family – Riverbend Health"


def test_an_erased_story_leaves_the_feed(client: Client, riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    erase(contribution=story, by=persona_actor(story.author_id))
    assert "<entry>" not in client.get(SPACE + "feed.atom").content.decode()


# --- Cost ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["visitor", "responder", "advisory"])
def test_the_page_asks_as_much_for_three_stories_as_for_one(
    client_of: Callable[[str], Client], riverbend: Riverbend, part: str
) -> None:
    client = client_of(part)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    published_story(riverbend)
    first = {address: asked(address) for address in (SPACE, SPACE + "?q=waited", SPACE + "feed.atom")}
    for _n in range(2):
        published_story(riverbend)
    assert {address: asked(address) for address in first} == first
    # An advisory member's membership is looked up too, and whether somebody is in danger is asked on every page.
    assert max(first.values()) <= (13 if part == "advisory" else 12)
    assert Contribution.objects.count() == 3


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("before", "A person reads everything before it is shown."),
        ("newcomers", "A person reads the first words of everybody new."),
        ("after", "Words are shown at once and read afterwards."),
    ],
)
def test_the_page_says_when_a_person_reads(riverbend: Riverbend, mode: str, words: str) -> None:
    Space.objects.update(moderation_mode=mode)
    covered_at_every_hour(riverbend)
    page = Client().get("/s/friends-and-family/").content.decode()
    assert words in page
    assert f"Yours can be the first. {words}" in page.split("read-feed")[1]
    assert ("before it is shown" in page) == (mode == "before")
    assert "Somebody reads here at every hour." in page


def test_with_nobody_on_duty_the_page_says_that_everything_waits(riverbend: Riverbend) -> None:
    Space.objects.update(moderation_mode="after")
    page = Client().get("/s/friends-and-family/").content.decode()
    assert "Nobody is on duty here just now." in page
    assert "shown at once" not in page
