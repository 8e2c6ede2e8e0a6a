"""Two ways of safety in a browser, one after the other about one story: words that are declined, mended and shown; and
shown words that a reader reports, with what the reporter and the author learn of it. With scripts and an eye on
barriers, and without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Crowd, Person, chromium
from tests.journeys.product import Product

pytestmark = pytest.mark.journey
SPACE = "friends-and-family"
DECLINED = "Nurse Bramwell Otterby shouted at me across the ward."
MENDED = "A nurse shouted at me across the ward, and nobody said sorry."

OF_CODE = """
from openward.contributions.access import receipt_for_author
print(receipt_for_author("{code}").contribution_id)
"""
CASE_OF = """
from openward.safety.models import Case
print(Case.objects.get(contribution="{key}", kind="report").pk)
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def running(installation: Product) -> Iterator[Product]:
    installation.start()
    yield installation
    installation.stop()


def asked(running: Product, question: str) -> str:
    return running.run("manage", "shell", "--no-imports", "-c", question).strip().splitlines()[-1]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_declined_and_mended_then_reported_and_decided(browser: Browser, running: Product, scripts: bool) -> None:
    crowd = Crowd(browser, running.address, scripts=scripts, scans=scripts)
    author, code = told(crowd)
    key = asked(running, OF_CODE.format(code=code))
    declined(crowd, key)
    mended(author, code)
    shown(crowd, key)
    reporter, report = reported(crowd, key)
    decided(crowd, asked(running, CASE_OF.format(key=key)))
    learned(crowd, reporter, report, author, code, key)


def told(crowd: Crowd) -> tuple[Person, str]:
    author = crowd.visitor()
    author.go(f"/s/{SPACE}/tell/")
    author.write("happened", DECLINED)
    author.choose("badge", "patient")
    author.choose("publish", "yes")
    author.choose("contact", "no")
    if author.page.locator('main [name="keeps_rules"]').count():
        author.tick("keeps_rules")
    author.press("Look at it once more")
    author.activate(author.page.locator("main form[action$='/send/'] button[type=submit]").first)
    return author, author.page.url.split("/receipt/")[1].split("/")[0]


def declined(crowd: Crowd, key: str) -> None:
    """A moderator marks the sentence, cites the rule, looks at what the author will read, and sends it."""
    moderator = crowd.staff("moderator")
    moderator.go(f"/queue/{key}/")
    moderator.press("Read this one")
    moderator.follow("Not like this")
    moderator.press("See what the author will read")
    moderator.expects_mistakes()
    moderator.tick("passages")
    moderator.choose("rule", first_value(moderator, "rule"))
    moderator.write("words_to_author", "Thank you for telling us. Please leave the name out, and we will show it.")
    moderator.press("See what the author will read")
    moderator.expects("This is what the author will read", "Please leave the name out")
    moderator.press("Send this to the author")


def mended(author: Person, code: str) -> None:
    """The author reads why on their private page, with the passage, and sends other words from there."""
    author.go(f"/receipt/{code}/")
    author.expects("Your words are not shown", "Please leave the name out", "The rule:")
    assert "Otterby" in author.page.locator("main mark").first.inner_text()
    author.activate(author.page.locator(f"main a[href$='/receipt/{code}/words/']").first)
    author.write("happened", MENDED)
    if author.page.locator('main [name="keeps_rules"]').count():
        author.tick("keeps_rules")
    author.press("Send")
    author.go(f"/receipt/{code}/")
    author.expects("wait to be read")


def shown(crowd: Crowd, key: str) -> None:
    moderator = crowd.staff("moderator")
    moderator.go(f"/queue/{key}/")
    moderator.press("Read this one")
    moderator.press("Show these words")
    reader = crowd.visitor()
    reader.go(f"/c/{key}/")
    reader.expects(MENDED)
    assert not reader.reads("Otterby")


def reported(crowd: Crowd, key: str) -> tuple[Person, str]:
    """A reader without an account reports the words in one step and is given five words."""
    reporter = crowd.visitor()
    reporter.go(f"/c/{key}/")
    reporter.activate(reporter.page.locator(f"a[href='/c/{key}/report/']").first)
    reporter.press("Send the report")
    reporter.expects_mistakes()
    reporter.choose("category", "abuse")
    reporter.write("words", "This sounds like somebody whom everybody here knows.")
    reporter.press("Send the report")
    found = re.search(r"/report/([a-z]+(?:-[a-z]+){4})/sent/", reporter.page.url)
    assert found, reporter.page.url
    reporter.go(f"/report/{found[1]}/")
    reporter.expects("It waits for a moderator")
    return reporter, found[1]


def decided(crowd: Crowd, case: str) -> None:
    """The words are hidden for a week; the moderator sees before what the author will read."""
    moderator = crowd.staff("moderator")
    moderator.go(f"/cases/{case}/")
    moderator.press("Take this one")
    moderator.expects("everybody here knows")
    moderator.follow("Hide it for now")
    moderator.choose("rule", first_value(moderator, "rule"))
    moderator.write("facts", "The first sentence can be known again by who works there.")
    moderator.write("words_to_author", "We hide this for a week and ask the ward. You have done nothing wrong.")
    moderator.choose("lasts", "7")
    # The page shows at once what the author would read; after changes it is looked at again.
    moderator.press("Look again after changes")
    moderator.expects("We hide this for a week")
    moderator.press("Decide and tell the author")


def learned(crowd: Crowd, reporter: Person, report: str, author: Person, code: str, key: str) -> None:
    """Readers find nothing; the reporter learns the class of the outcome, the author the reason and where to go; and
    neither learns anything of the other."""
    assert crowd.visitor().page.request.get(f"{crowd.base}/c/{key}/").status == 404
    reporter.go(f"/report/{report}/")
    reporter.expects("A person looked, agreed, and did something about it")
    assert not reporter.reads("hide this for a week")
    author.go(f"/receipt/{code}/")
    author.expects("Your words are not shown at the moment", "We hide this for a week")
    assert not author.reads("everybody here knows")
    assert author.page.locator(f"main a[href*='/receipt/{code}/decision/']").count() >= 1


def first_value(person: Person, field: str) -> str:
    value = person.page.locator(f'main [name="{field}"]').first.get_attribute("value")
    assert value
    return value
