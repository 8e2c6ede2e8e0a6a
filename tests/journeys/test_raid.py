"""A raid, walked in a browser: many newcomers send the same words, readers are told that something is checked, a
moderator reads why, keeps it set aside, puts everything back with one decision, and changes their mind again."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import DESKTOP, PHONE, Crowd, Person, chromium
from tests.journeys.product import Product
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

SPACE = "/s/friends-and-family/"
RAIDERS = 24
WORDS = "Close the eye clinic now because nobody in this whole town ever needs it and we all know that very well"
FOUND_WITHIN_S = 300
NOTE = "We have set some activity aside while we check it."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def running(installation: Product) -> Iterator[Product]:
    installation.start()
    raid(installation)
    yield installation
    # The next journey finds the place as it was, without what slows it while it is checked.
    installation.run("manage", "shell", "--no-imports", "-c", PUT_BACK)
    installation.stop()


PUT_BACK = """
from openward.people.access import actor_for_account
from openward.people.models import Account
from openward.safety.actions.together import put_back
from openward.safety.models import TogetherAlert

moderator = actor_for_account(Account.objects.get(email="moderator@riverbend.example"))
for alert in TogetherAlert.objects.exclude(state=TogetherAlert.State.UNDONE):
    put_back(alert=alert, reason="The journey is over.", by=moderator)
"""


def raid(product: Product) -> None:
    """Each from an address of their own, as raids come."""
    for number in range(RAIDERS):
        walker = Walker(product.address, source=f"127.0.1.{1 + number}")
        walker.get(f"{SPACE}tell/")
        given = {"happened": WORDS, "publish": "yes", "contact": "no", "badge": "patient", "writing": "own"}
        walker.send(walker.form_with("happened"), keeps_rules="on", **given)
        walker.send(walker.form_to("/send/"))
        assert walker.url.endswith("/sent/"), walker.url


def waits_for(person: Person, address: str, words: str) -> None:
    until = time.monotonic() + FOUND_WITHIN_S
    while time.monotonic() < until:
        person.go(address)
        if person.reads(words):
            return
        time.sleep(3)
    raise AssertionError(f"{address} does not say {words!r} within {FOUND_WITHIN_S} s")


def signed_in(crowd: Crowd, width: dict[str, int]) -> Person:
    person = crowd.visitor(width=width)
    person.go("/account/login/")
    person.write("login", "moderator@riverbend.example")
    person.write("password", "riverbend-demonstration")
    person.activate(person.page.locator("main form button[type=submit]").first)
    return person


@pytest.mark.parametrize(
    ("scripts", "by_keyboard", "width"),
    [(True, False, DESKTOP), (False, False, PHONE), (True, True, DESKTOP)],
    ids=["with scripts", "without scripts on a phone", "by keyboard"],
)
def test_a_raid_is_seen_read_set_aside_and_put_back_whole(
    browser: Browser, running: Product, scripts: bool, by_keyboard: bool, width: dict[str, int]
) -> None:
    crowd = Crowd(browser, running.address, scripts=scripts, by_keyboard=by_keyboard, scans=scripts)
    reader = crowd.visitor()
    waits_for(reader, SPACE, NOTE)
    assert not reader.reads("acted together")
    moderator = signed_in(crowd, width)
    moderator.go("/cases/")
    moderator.follow("Acting together")
    moderator.follow(f"{RAIDERS} people acted together")
    moderator.expects(f"{RAIDERS} people sent nearly the same words within an hour.", "Usual here", "Person 1")
    assert not moderator.reads("riverbend.example")
    # A decision says why; whoever walked here before has left it confirmed.
    moderator.press("Put everything back")
    moderator.expects_mistakes()
    moderator.write("reason", "The eye patients’ club rang us. They are real.")
    moderator.press("Put everything back")
    moderator.expects("Everything counts again", "The eye patients’ club rang us.", "What happened so far")
    reader.go(SPACE)
    assert not reader.reads(NOTE)
    moderator.write("reason", "The club knows nothing of it after all.")
    moderator.press("Set it aside")
    moderator.expects("It stays set aside, and readers are told so.")
    reader.go(SPACE)
    reader.expects(NOTE)
