"""Words about the house rules in a browser: a reader reports a proposal, it is taken away, and after another look it is
shown again. With scripts and an eye on barriers, and without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Crowd, Person, chromium
from tests.journeys.product import Product

pytestmark = pytest.mark.journey
RULES = "/s/friends-and-family/house-rules/"
PROPOSED = "Say what was good too, when there was something."
LIST = "/about-rules/reported/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def running(installation: Product) -> Iterator[Product]:
    installation.start()
    yield installation
    installation.stop()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_reported_taken_away_and_shown_again(browser: Browser, running: Product, scripts: bool) -> None:
    crowd = Crowd(browser, running.address, scripts=scripts, scans=scripts)
    reporter, outcome, key = reported(crowd)
    taken_away(crowd, key)
    reporter.go(outcome)
    reporter.expects("agreed with you")
    assert crowd.visitor().page.request.get(f"{crowd.base}/about-rules/{key}/report/").status == 404
    asked_again(crowd, key)
    put_back(crowd, key)
    reader = crowd.visitor()
    reader.go(RULES)
    reader.expects(PROPOSED)
    reporter.go(outcome)
    reporter.expects("A second person looked, and changed the decision")


def reported(crowd: Crowd) -> tuple[Person, str, str]:
    """A reader without an account reports the proposal in one step and is given five words."""
    reporter = crowd.visitor()
    reporter.go(RULES)
    reporter.follow(PROPOSED)
    reporter.activate(reporter.page.locator("main a[href*='/about-rules/']").first)
    key = reporter.page.url.split("/")[-3]
    reporter.press("Send the report")
    reporter.expects_mistakes()
    reporter.choose("reason", "identifies")
    reporter.write("words", "That is how my neighbour speaks.")
    reporter.press("Send the report")
    reporter.expects("It waits for a person who did not write the words")
    assert re.search(r"/about-rules/report/[a-z]+(?:-[a-z]+){4}/", reporter.page.url), reporter.page.url
    return reporter, reporter.page.url, key


def taken_away(crowd: Crowd, key: str) -> None:
    moderator, article = crowd.staff("moderator"), f"article[aria-labelledby='what-{key}']"
    moderator.go("/cases/")
    moderator.follow("Words about house rules")
    moderator.expects(PROPOSED, "That is how my neighbour speaks.")
    moderator.page.locator(f"{article} summary").click()
    moderator.page.locator(f"{article} [name=because]").fill("People know who that is. Say it in other words, please.")
    moderator.activate(moderator.page.locator(f"{article} form[action$='/away/'] button[type=submit]"))
    assert moderator.page.locator(article).count() == 0


def asked_again(crowd: Crowd, key: str) -> None:
    author = crowd.staff("advisory")
    author.go(RULES)
    author.follow(PROPOSED)
    author.follow("What you can do now")
    author.expects("People know who that is.")
    author.write("words", "It is my own sentence.")
    author.press("Ask for another look")
    author.expects("Somebody else looks again, as you asked")
    first = crowd.staff("moderator")
    first.go(LIST)
    assert not first.reads("It is my own sentence.")


def put_back(crowd: Crowd, key: str) -> None:
    lead, article = crowd.staff("lead"), f"article[aria-labelledby='what-{key}']"
    lead.go(LIST)
    lead.expects("It is my own sentence.")
    lead.page.locator(f"{article} [name=answer]").fill("You are right, and we are sorry.")
    lead.press("Show it again", within=article)
    author = crowd.staff("advisory")
    author.go(f"/about-rules/{key}/mine/")
    author.expects("Your words are shown again", "You are right, and we are sorry.")
