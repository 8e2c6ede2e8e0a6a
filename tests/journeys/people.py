"""People in a real browser: at phone width, with or without scripts, with a finger or the keyboard alone."""

import dataclasses
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from openward.config.demonstration.cast import PASSWORD

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that `make test` found or installed."""
    named = os.environ.get("OPENWARD_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclasses.dataclass(slots=True)
class Person:
    """One person at one screen. Every page they come to is looked at for barriers."""

    page: Page
    base: str
    by_keyboard: bool
    scans: bool
    seen: list[str]
    scanned: set[tuple[object, ...]]

    def go(self, address: str) -> None:
        self.page.goto(address if address.startswith("http") else self.base + address)
        self.look()

    def look(self) -> None:
        """No barrier that axe can find, no sideways scrolling, nothing broken."""
        self.page.wait_for_load_state()
        address = self.page.url.removeprefix(self.base)
        self.seen.append(address)
        assert "something broke" not in self.page.title(), address
        state = (
            re.sub(r"[0-9a-f-]{36}|[0-9]+", "*", address.split("?")[0]),
            self.page.title(),
            self.page.locator(".nhsuk-error-summary").count(),
            self.page.viewport_size["width"],  # type: ignore[index]
        )
        if self.scans and state not in self.scanned:
            # Each page in each of its states is looked at once by everybody together.
            self.scanned.add(state)
            assert_no_barriers(self.page)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"{address} scrolls sideways"  # type: ignore[index]

    def press(self, name: str, *, within: str = "main") -> None:
        """Press a button by its words."""
        self.activate(self.page.locator(within).get_by_role("button", name=name).first)

    def follow(self, name: str, *, within: str = "main") -> None:
        """Follow a link by its words."""
        # Links that look like buttons say that they are one.
        self.activate(self.page.locator(within).locator("a").filter(has_text=name).first)

    def activate(self, target: Locator) -> None:
        if self.by_keyboard:
            target.focus()
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            target.click()
        self.look()

    def write(self, field: str, words: str) -> None:
        self.page.locator(f'main [name="{field}"]').first.fill(words)

    def write_date(self, field: str, year: int, month: int, day: int) -> None:
        """A date in one box or in three."""
        one = self.page.locator(f'main [name="{field}"]')
        if one.count():
            one.fill(f"{year}-{month:02d}-{day:02d}")
        else:
            for part, value in (("day", day), ("month", month), ("year", year)):
                self.write(f"{field}_{part}", str(value))

    def choose(self, field: str, value: str) -> None:
        """A radio button or tick-box by its value."""
        box = self.page.locator(f'main [name="{field}"][value="{value}"]')
        if self.by_keyboard:
            box.focus()
            self.page.keyboard.press("Space")
            assert box.is_checked()
        else:
            box.check()

    def tick(self, field: str, number: int = 0) -> None:
        self.page.locator(f'main [name="{field}"]').nth(number).check()

    def select(self, field: str, words: str) -> None:
        self.page.locator(f'main [name="{field}"]').select_option(label=words)

    def reads(self, words: str) -> bool:
        return words in self.page.locator("body").inner_text()

    def expects(self, *words: str) -> None:
        text = self.page.locator("body").inner_text()
        for sentence in words:
            assert sentence in text, f"{self.page.url} does not say {sentence!r}:\n{text[:3000]}"

    def expects_mistakes(self) -> None:
        assert self.page.locator(".nhsuk-error-summary").count() == 1, self.page.url


def assert_no_barriers(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


class Crowd:
    """Everybody of one journey, each in a browser of their own."""

    def __init__(
        self, browser: Browser, base: str, *, scripts: bool = True, by_keyboard: bool = False, scans: bool = True
    ) -> None:
        self.browser = browser
        self.base = base
        self.scripts = scripts
        self.by_keyboard = by_keyboard
        self.scans = scans
        self.seen: list[str] = []
        self.scanned: set[tuple[object, ...]] = set()
        self._known: dict[str, Person] = {}

    def visitor(self, *, width: dict[str, int] | None = None, locale: str = "en-GB") -> Person:
        context = self.browser.new_context(
            viewport=width or PHONE, java_script_enabled=self.scripts, locale=locale  # type: ignore[arg-type]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return Person(page, self.base, self.by_keyboard, self.scans, self.seen, self.scanned)

    def staff(self, key: str) -> Person:
        """A member of the cast, signed in through the sign-in page."""
        if key not in self._known:
            person = self.visitor()
            person.go("/account/login/")
            person.write("login", f"{key}@riverbend.example")
            person.write("password", PASSWORD)
            person.activate(person.page.locator("main form button[type=submit]").first)
            assert "/start/" in person.page.url, person.page.url
            self._known[key] = person
        return self._known[key]
