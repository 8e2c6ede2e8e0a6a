"""Moderation in the open in a browser: a visitor comes from the page of the hospital to how talk is kept safe, looks at
two quarters and takes the figures away; data protection takes every decision away for an auditor, and the command finds
the file whole. With scripts and an eye on barriers on a phone and on a desk, and without scripts."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import DESKTOP, PHONE, Crowd, Person, chromium
from tests.journeys.product import Product

pytestmark = pytest.mark.journey
ORGANISATION = "/at/riverbend/"
REASON = "The yearly audit of the patient council, on behalf of the board."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def running(installation: Product) -> Iterator[Product]:
    installation.start()
    yield installation
    installation.stop()


@pytest.mark.parametrize("width", [PHONE, DESKTOP], ids=["phone", "desk"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_visitor_reads_how_talk_is_kept_safe_and_takes_the_figures_away(
    browser: Browser, running: Product, tmp_path: Path, scripts: bool, width: dict[str, int]
) -> None:
    visitor = Crowd(browser, running.address, scripts=scripts, scans=scripts).visitor(width=width)
    visitor.go(ORGANISATION)
    visitor.follow("How we keep talk safe")
    visitor.expects("Nobody types these figures in", "The rules in force", "Be kind.")
    # Figures stand there, and none of so few people that somebody could be recognised.
    figures = visitor.page.locator(".so-figure:not(.so-figure--withheld) dd").all_inner_texts()
    assert len(figures) >= 3
    assert all(int(figure) >= 10 for figure in figures if figure.isdigit())
    visitor.expects("A colleague made about", "By which rule")
    assert visitor.page.locator("main figure svg").count() >= 1
    quarters = visitor.page.locator("nav[aria-label='Which three months'] a")
    visitor.activate(quarters.nth(1))
    assert quarters.nth(1).get_attribute("aria-current") == "page"
    report = taken(visitor, "Take these figures away", tmp_path / "report.zip")
    with zipfile.ZipFile(report) as archive:
        assert archive.testzip() is None
        assert any(name.endswith(".csv") for name in archive.namelist())
    assert not visitor.reads("Every decision, for an auditor")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_data_protection_takes_every_decision_away_and_the_file_is_whole(
    browser: Browser, running: Product, tmp_path: Path, scripts: bool
) -> None:
    officer = Crowd(browser, running.address, scripts=scripts, scans=scripts).staff("data-protection")
    for width in (PHONE, DESKTOP):
        officer.page.set_viewport_size(width)  # type: ignore[arg-type]
        officer.go(ORGANISATION)
        officer.follow("How we keep talk safe")
        officer.follow("Every decision, for an auditor")
        officer.expects("No words, no names, no addresses", "Give it to the auditor alone")
        officer.press("Take it away")
        officer.expects_mistakes()
    officer.write("reason", REASON)
    export = taken(officer, "Take it away", tmp_path / "decisions.zip")
    assert "whole and unchanged" in running.run("safety", "verify-export", str(export))
    found = json.loads(running.run("safety", "verify-export", str(export), "--json"))
    assert found["problems"] == []
    assert found["decisions"] > 100
    # Nobody but those who answer for data comes to it.
    answer = Crowd(browser, running.address).visitor().page.request.get(f"{running.address}{ORGANISATION}safety/audit/")
    assert answer.status == 404 or "/account/login/" in answer.url


def taken(person: Person, words: str, path: Path) -> Path:
    """Press what gives a file, and keep it."""
    target = person.page.locator("main").locator("a, button").filter(has_text=words).first
    with person.page.expect_download() as given:
        target.click()
    given.value.save_as(path)
    return path
