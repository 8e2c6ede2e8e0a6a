"""Somebody ticks that they may be in danger: from the box to the follow-up, through everybody's own pages; and a drill.
Once with scripts, looked at for barriers, and once without."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Crowd, Person, chromium
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

SPACE = "friends-and-family"
SAID = "I have not slept for days and I do not know how to go on. Nobody on the ward has time to listen."
OPEN = ".cr-entry--open a"
WAYS = {"with scripts": {"scripts": True, "scans": True}, "without scripts": {"scripts": False, "scans": False}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def running(installation: Product) -> Iterator[Product]:
    installation.start()
    yield installation
    installation.stop()


@pytest.mark.parametrize("way", WAYS)
def test_from_the_tick_box_to_the_follow_up(browser: Browser, running: Product, way: str) -> None:
    crowd = Crowd(browser, running.address, **WAYS[way])
    first, second = crowd.staff("data-protection"), crowd.staff("moderator")
    first.go("/crisis/")
    before = first.page.locator(OPEN).count()
    code = ask_for_help(crowd)
    address = taken_on(first, before)
    judged_by_two(first, second, address)
    written_to(first, code)
    seen_to_the_end(first, address)


@pytest.mark.parametrize("way", WAYS)
def test_a_drill_is_practised_like_the_real_thing(browser: Browser, running: Product, way: str) -> None:
    crowd = Crowd(browser, running.address, **WAYS[way])
    lead = crowd.staff("data-protection")
    lead.go("/crisis/")
    lead.expects("A drill: nobody is in danger")
    lead.page.locator("main summary").filter(has_text="Start a drill").click()
    lead.activate(lead.page.locator("main form[action$='/drill/'] button[type=submit]").first)
    lead.expects("A drill: nobody is in danger", "Nobody has it yet", "These words are invented")
    lead.press("I have it")
    lead.choose("level", "low")
    lead.press("Write it down")
    lead.choose("act", "nothing")
    lead.write("words", "Four minutes from the alert to the first words.")
    lead.press("Do it")
    lead.expects("Closed")


def ask_for_help(crowd: Crowd) -> str:
    """The author ticks the box; the numbers to call stand there before and after; five words lead back."""
    author = crowd.visitor()
    author.go(f"/s/{SPACE}/tell/")
    author.write("happened", SAID)
    author.choose("badge", "patient")
    author.choose("publish", "yes")
    author.tick("danger")
    if author.page.locator('main [name="keeps_rules"]').count():
        author.tick("keeps_rules")
    author.press("Look at it once more")
    author.expects("somebody may be in danger", "999")
    author.activate(author.page.locator("main form[action$='/send/'] button[type=submit]").first)
    assert author.page.url.endswith("/sent/")
    return author.page.url.split("/receipt/")[1].split("/")[0]


def taken_on(first: Person, before: int) -> str:
    """The alert stands on every page within a minute; one press, and alerts stop."""
    until = time.monotonic() + 60
    found = first.page.locator(OPEN)
    while True:
        first.go("/crisis/")
        if found.count() > before:
            break
        assert time.monotonic() < until, "no alert within a minute"
        time.sleep(1)
    assert SAID not in first.page.locator("body").inner_text()
    first.activate(found.last)
    first.expects("Nobody has it yet", "Low, medium or high?", "Numbers to call")
    first.press("I have it")
    first.expects("No more alerts go out")
    first.expects(SAID[:30])
    return first.page.url


def judged_by_two(first: Person, second: Person, address: str) -> None:
    first.press("Write it down")
    first.expects_mistakes()
    first.choose("level", "medium")
    first.write("words", "Thoughts, and no plan.")
    first.press("Write it down")
    first.expects("A second person looks now")
    second.go(address)
    second.expects("Your opinion, as the second person")
    second.choose("level", "medium")
    second.press("Write it down")


def written_to(first: Person, code: str) -> None:
    """A message from a template, changed to fit; the author reads it on their own page, from the team."""
    first.page.reload()
    first.look()
    words = "We have read every word. You are not alone. May we ring the ward so that somebody sits with you?"
    first.choose("act", "message")
    first.page.locator("main form[action$='/act/'] textarea").fill(words)
    first.press("Do it")
    first.expects("How are things now?", "Look again by")
    author = Crowd(first.page.context.browser, first.base, scripts=True, scans=first.scans).visitor()  # type: ignore[arg-type]
    author.go(f"/receipt/{code}/")
    author.expects("You are not alone")
    assert not re.search(r"Priya|Tom Whitfield", author.page.locator("body").inner_text())


def seen_to_the_end(first: Person, address: str) -> None:
    """The others are cared for, somebody looks again, the words are let go, the team looks back."""
    first.choose("how", "lock")
    first.press("Tell the others")
    first.press("Open the conversation again")
    first.page.locator("main form[action$='/follow/'] textarea").fill("They answered, and their sister is with them.")
    first.activate(first.page.locator("main form[action$='/follow/'] button[type=submit]"))
    first.press("Hold the words no longer")
    first.page.locator("main summary").filter(has_text="Look back together").click()
    first.page.locator("main form[action$='/review/'] textarea").fill("We were quick, and the template helped.")
    first.activate(first.page.locator("main form[action$='/review/'] button[type=submit]"))
    first.press("Close it")
    first.expects("Closed", "Looked back", "Second opinion: medium")
