"""The promises of the look that can be measured: contrast, weight, nothing from elsewhere, nothing inline."""

import re
from pathlib import Path

import brotli
import pytest
from django.test import Client

import openward.design

STATIC = Path(openward.design.__file__).parent / "static" / "design"
TEMPLATES = Path(openward.design.__file__).parent / "jinja2"
OWN = (STATIC / "openward.css").read_text()
COMPONENTS = (STATIC / "components.css").read_text()
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", OWN))


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = ((c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4) for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("words", "ground", "least"),
    [
        ("ink", "paper", 7), ("ink", "surface", 7), ("ink", "shade", 7), ("ink", "harbour-pale", 7),
        ("ink-soft", "paper", 4.5), ("ink-soft", "surface", 4.5), ("ink-soft", "harbour-pale", 4.5),
        ("harbour", "paper", 4.5), ("harbour", "surface", 4.5), ("harbour", "harbour-pale", 4.5),
        ("deep", "harbour-pale", 4.5), ("surface", "harbour", 4.5), ("paper", "deep", 7), ("marigold", "deep", 4.5),
        ("marigold-ink", "marigold-pale", 4.5), ("marigold-ink", "surface", 4.5), ("clay-ink", "clay-pale", 4.5),
        ("clay", "surface", 4.5), ("surface", "clay", 4.5), ("leaf", "surface", 4.5), ("leaf", "leaf-pale", 4.5),
        ("line-firm", "surface", 3), ("line-firm", "paper", 3), ("ink", "focus", 7),
    ],
)  # fmt: skip
def test_contrast_of_words_and_ground(words: str, ground: str, least: float) -> None:
    assert contrast(TOKENS[words], TOKENS[ground]) >= least


def test_every_address_in_the_style_sheets_is_a_file_of_ours() -> None:
    sheets = sorted(STATIC.rglob("*.css"))
    assert len(sheets) >= 3
    addresses = 0
    for sheet in sheets:
        for address in re.findall(r"url\(\"?([^)\"]+)\"?\)", sheet.read_text()):
            addresses += 1
            assert (sheet.parent / address).is_file(), f"{sheet.name}: {address}"
    assert addresses >= 2


def test_nothing_comes_from_elsewhere() -> None:
    for path in [*STATIC.rglob("*.css"), *(STATIC / "js").glob("*.js"), *TEMPLATES.rglob("*.html")]:
        found = re.findall(r"https?://[^\s\"')]+", path.read_text())
        assert [address for address in found if "www.w3.org" not in address] == [], path
    for folder in ("nhsuk", "htmx", "atkinson"):
        assert (STATIC / "vendor" / folder / "LICENSE").stat().st_size > 300


def test_no_template_writes_style_or_script_into_the_page() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|\|\s*safe\b", source), path
        for script in re.findall(r"<script[^>]*>", source):
            assert "src=" in script


@pytest.mark.parametrize("sheet", [OWN, COMPONENTS])
def test_directions_are_logical(sheet: str) -> None:
    physical = re.findall(
        r"(?:margin|padding|border)-(?:left|right)[\w-]*:|\b(?:left|right):|text-align: (?:left|right)", sheet
    )
    assert physical == []


def compressed(*names: str) -> int:
    return sum(len(brotli.compress((STATIC / name).read_bytes(), quality=11)) for name in names)


@pytest.mark.django_db
class TestTheDesignPage:
    def test_is_drawn_in_both_directions(self, client: Client) -> None:
        page = client.get("/design").content.decode()
        assert '<html lang="en-gb" dir="ltr">' in page
        assert '<html lang="en-gb" dir="rtl">' in client.get("/design?direction=rtl").content.decode()
        assert 'href="#main"' in page
        assert page.count("<main") == 1
        assert page.count("<h1") == 1

    def test_the_language_switch_works(self, client: Client) -> None:
        page = client.get("/design").content.decode()
        assert re.search(r'<button[^>]+name="language" value="zh-hans" lang="zh-hans">简体中文</button>', page)
        answer = client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/design"})
        assert answer.status_code == 302
        assert '<html lang="zh-hans"' in client.get("/design").content.decode()

    def test_weighs_less_than_a_first_page_may(self, client: Client) -> None:
        page = client.get("/design").content
        files = compressed("vendor/nhsuk/nhsuk.css", "openward.css", "components.css", "js/openward.js", "js/keys.js")
        forms = compressed("vendor/nhsuk/nhsuk.js")
        font = compressed("vendor/atkinson/atkinson-hyperlegible-next.woff2")
        pictures = compressed("favicon.svg", "vendor/nhsuk/images/nhsuk-icon-cross.svg")
        assert files + forms + font + pictures + len(brotli.compress(page)) <= 100_000
