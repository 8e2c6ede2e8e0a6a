"""A reply is not shown, its author asks somebody else to look again, a second moderator overturns, the words are back.

Walked with scripts and a look at every page for barriers, without scripts, and by keyboard alone.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Crowd, Person, chromium
from tests.journeys.product import Product

pytestmark = pytest.mark.journey
WORDS = "The waiting room was so cold that I went home before anybody called me"
NEWEST = (
    "from openward.contributions.models import Contribution as C; "
    "print(C.objects.filter(kind='comment').latest('submitted_at').pk)"
)
WAYS = {
    "with scripts": {"scripts": True, "by_keyboard": False, "scans": True},
    "without scripts": {"scripts": False, "by_keyboard": False, "scans": False},
    "by keyboard": {"scripts": True, "by_keyboard": True, "scans": False},
}


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
def test_somebody_else_looks_again_and_the_words_are_back(browser: Browser, running: Product, way: str) -> None:
    crowd = Crowd(browser, running.address, **WAYS[way])
    words = f"{WORDS} ({way})."
    author = crowd.visitor()
    code, story = reply(author, words)
    key = running.run("manage", "shell", "-c", NEWEST).strip().splitlines()[-1]
    decline(crowd.staff("moderator"), key)
    ask(author, code)
    look_again(crowd.staff("second-moderator"))
    author.go(f"/receipt/{code}/")
    author.expects("undid it")
    author.follow("Read what came of it")
    author.expects("You were right, and we are sorry", "There is nobody in it.")
    assert not author.reads("Iris Novak")
    reader = crowd.visitor()
    reader.go(story)
    reader.expects(words)


def reply(author: Person, words: str) -> tuple[str, str]:
    """Somebody without an account answers a story; gives their code and the story's page."""
    author.go("/s/friends-and-family/")
    author.activate(author.page.locator("main a[href^='/c/']").first)
    story = author.page.url
    author.activate(author.page.locator("main a[href$='/reply/']").first)
    author.write("words", words)
    author.choose("badge", "patient")
    author.tick("publish")
    author.tick("keeps_rules")
    author.press("Send my reply")
    assert author.page.url.endswith("/sent/"), author.page.url
    return author.page.url.split("/receipt/")[1].split("/")[0], story


def decline(moderator: Person, key: str) -> None:
    """The first moderator does not show it."""
    moderator.go(f"/queue/{key}/")
    moderator.press("Read this one")
    moderator.activate(moderator.page.locator("main a[href$='/decline/']").first)
    moderator.page.locator('main [name="passages"]').first.check()
    moderator.page.locator('main [name="rule"]').first.check()
    moderator.write("words_to_author", "Please leave out who it was about.")
    moderator.press("See what the author will read")
    moderator.press("Send this to the author")


def ask(author: Person, code: str) -> None:
    """The author sees why, asks once, and a second time is refused kindly."""
    author.go(f"/receipt/{code}/")
    author.expects("Please leave out who it was about.")
    author.follow("Ask somebody else to look again")
    author.expects("What was decided, and why")
    author.press("Ask somebody else to look")
    author.expects_mistakes()
    author.write("words", "I named nobody. It is about a room.")
    author.press("Ask somebody else to look")
    author.expects("It waits for somebody else to look", "once is enough", "at the latest")


def look_again(second: Person) -> None:
    """Another moderator takes what waits, reads everything, and undoes the decision."""
    second.go("/appeals/")
    for _other in range(5):
        second.press("Take this one")
        if second.reads("It is about a room."):
            break
        # Older appeals of the demonstration come first: they are answered on the way, each in its form.
        if second.reads("It was too little: decide further"):
            let_it_stay(second)
        else:
            answer(second, "upheld")
        second.go("/appeals/")
    second.expects("Everything that happened", "We promise: half of all appeals within 72 hours")
    second.page.locator("main form[action$='/decide/'] button[type=submit]").first.click()
    second.look()
    second.expects_mistakes()
    answer(second, "overturned")
    second.expects("Everything is undone")


def let_it_stay(second: Person) -> None:
    """What somebody who had reported the words finds too little is enough."""
    second.write("reason", "I read it again, and the first decision was right.")
    second.press("It stays: tell them why")


def answer(second: Person, outcome: str) -> None:
    second.choose("outcome", outcome)
    if outcome == "overturned":
        second.choose("cause", "wrong_rule")
    second.write("reason", "I read it again. There is nobody in it.")
    second.press("Decide and tell them")
