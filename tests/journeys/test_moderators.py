"""A moderator's day in a browser: three keys for an item, a break, a pause, topics left to others, practice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import DESKTOP, Crowd, Person, chromium
from tests.journeys.product import Product

pytestmark = pytest.mark.journey
MOST_KEYS = 3


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def running(installation: Product) -> Iterator[Product]:
    installation.start()
    yield installation
    installation.stop()


class Keys:
    """Presses keys and counts them. Without scripts it is the access key of the same button: a browser without a
    window takes none from a test, so going to what carries it and pressing Enter stands for the one key."""

    def __init__(self, page: Page, *, scripts: bool = True) -> None:
        self.page, self.scripts, self.pressed = page, scripts, 0

    def press(self, letter: str) -> None:
        self.pressed += 1
        if not self.scripts:
            self.page.locator(f'main [accesskey="{letter}"]').first.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press(letter if self.scripts else "Enter")
        self.page.wait_for_load_state()

    def press_here(self, letter: str) -> None:
        """A key after which the page stays."""
        self.pressed += 1
        self.page.keyboard.press(letter)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_item_takes_three_keys_at_most_from_the_queue_to_the_next_one(
    browser: Browser, running: Product, scripts: bool
) -> None:
    """Single letters with scripts; without them the browser's own access keys on the same buttons."""
    crowd = Crowd(browser, running.address, scripts=scripts, scans=False)
    person = crowd.staff("moderator")
    for address, letters in (("/queue/", "ra"), ("/queue/", "r1s"), ("/cases/", "rk")):
        person.go(address)
        keys = Keys(person.page, scripts=scripts)
        keys.press(letters[0])
        first = person.page.url
        if person.page.locator("details[data-folded]:not([open])").count():
            assert letters[1] not in "ak" or person.page.locator(f'[data-key="{letters[1]}"]').count() == 0
            letters = "rp"
        for letter in letters[1:]:
            keys.press(letter)
        assert keys.pressed == len(letters) <= MOST_KEYS, (address, letters)
        # What was decided or skipped is done, and the next item is open, or the queue when nothing is left.
        assert person.page.url != first
        assert re.search(r"/(queue|cases)/([0-9a-f-]{36}/)?(\?.*)?(#.*)?$", person.page.url), person.page.url


def test_words_behind_their_severity_are_opened_first_and_it_still_takes_three_keys(
    browser: Browser, running: Product
) -> None:
    case = running.run("manage", "shell", "-c", GRAVE).strip().splitlines()[-1]
    person = Crowd(browser, running.address, scans=False).staff("moderator")
    person.go(f"/cases/{case}/")
    keys = Keys(person.page)
    keys.press("r")
    assert person.page.locator('[data-key="k"]').count() == 0
    keys.press_here("w")
    person.page.locator('[data-key="k"]').wait_for()
    keys.press("k")
    assert keys.pressed == MOST_KEYS
    assert case not in person.page.url


GRAVE = """
from openward.contributions.models import Contribution
from openward.people.access import VISITOR
from openward.safety.actions.reports import receive_report
from openward.safety.actions.topics import mark_topics
from openward.people.access import SYSTEM
# The same each time, for keys are random; and one that nobody has in hand.
for story in Contribution.objects.filter(
    shown_revision__isnull=False, lifecycle="published", reports__isnull=True
).order_by("created_at"):
    case = receive_report(contribution=story, category="off_topic", by=VISITOR).report.case
    if case.state == case.State.OPEN:
        break
mark_topics(contribution=story, topics=["death"], by=SYSTEM)
print(case.pk)
"""
WORKED = """
from django.utils import timezone
from openward.people.models import Account
from openward.safety.models import Shift
account = Account.objects.get(email="moderator@riverbend.example")
Shift.objects.filter(account=account).delete()
shift = Shift.objects.create(account=account, worked_s={seconds})
"""


def test_a_break_a_pause_a_topic_left_to_others_and_practice(browser: Browser, running: Product) -> None:
    crowd = Crowd(browser, running.address)
    person = crowd.staff("moderator")
    break_is_suggested(person, running)
    pause_gives_out_nothing_new(person, running)
    running.run("manage", "shell", "-c", WORKED.format(seconds=0))
    leaves_a_topic_to_others(person)
    practises(person)
    for address in ("/queue/", "/cases/", "/care/", "/care/talks/", "/practice/"):
        person.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        person.go(address)


def break_is_suggested(person: Person, running: Product) -> None:
    running.run("manage", "shell", "-c", WORKED.format(seconds=51 * 60))
    person.go("/queue/")
    person.expects("A break would be good now", "You have worked for 51 minutes without a break.")
    person.press("Take a break now")
    person.expects("You are on a break", "When somebody may be in danger")


def pause_gives_out_nothing_new(person: Person, running: Product) -> None:
    running.run("manage", "shell", "-c", WORKED.format(seconds=0))
    person.go("/cases/")
    if person.page.get_by_role("button", name="Take this one").count():
        person.press("Take this one")
    else:
        # An earlier journey left one in these hands.
        person.follow("Go on with it")
    mine = person.page.url
    person.page.locator("main a", has_text="Hide it for now").first.click()
    person.write("words_to_author", "Half of a sentence that must not be lost.")
    running.run("manage", "shell", "-c", WORKED.format(seconds=121 * 60))
    person.page.locator('main button[name="step_to"][value="look"]').last.click()
    person.look()
    assert "Half of a sentence that must not be lost." in person.page.locator('[name="words_to_author"]').input_value()
    person.go("/cases/")
    person.expects("Time for a pause", "Nothing new is given to you until")
    person.follow("What you can finish")
    person.expects("Still in your hands", "When somebody may be in danger")
    person.go(mine)
    person.press("Skip it")
    person.expects("Time for a pause")


def leaves_a_topic_to_others(person: Person) -> None:
    person.go("/care/")
    person.choose("leaves", "birth")
    person.press("Keep this")
    person.expects("Kept. It holds from now on.")
    person.page.locator('main [name="leaves"][value="birth"]').uncheck()
    person.press("Keep this")


def practises(person: Person) -> None:
    person.go("/practice/")
    person.follow("Begin")
    person.press("Decide")
    person.expects_mistakes()
    person.choose("outcome", "hide")
    person.press("Decide")
    person.expects("Look at it once more", "What we would do: Alert the people on call.")
    person.follow("The next case")
    person.choose("outcome", "show")
    person.press("Decide")
    person.expects("Just so")
