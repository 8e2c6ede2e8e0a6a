"""The pages of making sense, without scripts."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openward.themes.models import Code, Codebook, Coding, Theme
from tests.factories.loops import coded_story, theme_of
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.themes.test_counts import counted

SignIn = Callable[[str], Client]


def address(name: str, *args: object) -> str:
    return reverse(name, args=args)


def opened_in(response: Any) -> str:
    """What a page's form remembers of what stood there."""
    found = re.search(r'name="opened"[^>]*value="([0-9a-f]{64})"', response.content.decode())
    assert found is not None
    return found[1]


def test_the_public_finds_themes_with_rounded_numbers_and_quotes(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = theme_of(riverbend, stories=13)
    hidden = theme_of(riverbend, name="Kept to ourselves", is_public=False)
    listed = client_of("visitor").get(address("theme_list", "riverbend")).content.decode()
    assert "Waiting" in listed
    assert "About 15 people" in listed
    assert hidden.name not in listed
    page = client_of("visitor").get(address("theme_show", theme.pk)).content.decode()
    assert "About 15 people told us this." in page
    assert "I waited" in page
    assert "Start an improvement" not in page
    assert re.search(r"\b13\b", re.sub(r"<[^>]+>", " ", page.split("<main")[1])) is None, "the exact count"


def test_few_people_are_not_counted_out_to_the_public(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = theme_of(riverbend, stories=3)
    page = client_of("visitor").get(address("theme_show", theme.pk)).content.decode()
    assert "Fewer than 10 people told us this." in page
    staff = client_of("improver").get(address("theme_show", theme.pk)).content.decode()
    assert "3 of 3 contributions" in staff
    assert f"{address('improvement_new')}?theme={theme.pk}" in staff


def test_the_months_as_a_spreadsheet(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = counted(theme_of(riverbend), [30, 3, 31, 45, 30, 33], [100, 90, 110, 120, 100, 100])
    where = address("theme_chart_csv", theme.pk)
    for part, second in (("coder", "3"), ("visitor", "")):
        rows = list(csv.reader(io.StringIO(client_of(part).get(where).content.decode())))
        assert rows[2][:2] == ["2024-02", second]
    assert client_of("visitor").get(where)["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("part", ["visitor", "coder"])
@pytest.mark.parametrize("page", ["theme_list", "theme_show"])
def test_the_number_of_queries_does_not_grow(
    riverbend: Riverbend, client_of: SignIn, page: str, part: str, django_assert_max_num_queries: object
) -> None:
    theme = theme_of(riverbend)
    where = address("theme_list", "riverbend") if page == "theme_list" else address("theme_show", theme.pk)
    client = client_of(part)
    client.get(where)
    with django_assert_max_num_queries(12) as first:  # type: ignore[operator]
        assert client.get(where).status_code == 200
    for number in range(3):
        theme_of(riverbend, name=f"More {number}")
        coded_story(riverbend, Theme.objects.get(name=f"More {number}"))
    for _story in range(4):
        story = published_story(riverbend)
        Coding.objects.create(
            code=Code.objects.filter(theme=theme)[0],
            contribution=story,
            excerpt=story.excerpts.create(revision=story.shown_revision, start=0, end=5),
        )
    with django_assert_max_num_queries(len(first)):  # type: ignore[operator]
        assert client.get(where).status_code == 200


def test_a_codebook_is_made_used_and_changed_without_scripts(riverbend: Riverbend, client_of: SignIn) -> None:
    coder = client_of("coder")
    made = coder.post(address("codebook_new"), {"engagement": riverbend.engagement.pk, "name": "Autumn"})
    book = Codebook.objects.get()
    assert made.url == address("codebook_show", book.pk)  # type: ignore[attr-defined]
    coder.post(address("code_new", book.pk), {"name": "Not told why", "definition": "Nobody says why."})
    code = Code.objects.get()
    again = coder.post(address("code_new", book.pk), {"name": "Not told why", "definition": "x"})
    assert "already" in again.content.decode()
    coder.post(
        address("theme_new", riverbend.engagement.slug), {"name": "Waiting", "sentence": "Why?", "codes": [code.pk]}
    )
    theme = Theme.objects.get()
    code.refresh_from_db()
    assert code.theme == theme
    said = {"name": "Untold", "definition": "y", "example": "Zz", "theme": theme.pk}
    where = address("code_edit", code.pk)
    coder.post(where, {**said, "opened": opened_in(coder.get(where))})
    page = coder.get(address("codebook_show", book.pk)).content.decode()
    assert "Untold" in page
    assert "Zz" in page
    coder.post(address("code_retire", code.pk), {"is_retired": "yes"})
    code.refresh_from_db()
    assert code.is_retired
    assert client_of("responder").get(address("codebook_show", book.pk)).status_code == 200
    assert client_of("responder").post(address("code_retire", code.pk), {"is_retired": "no"}).status_code == 404
    assert client_of("coder").post(address("theme_reveal", theme.pk), {"is_public": "yes"}).status_code == 404
    lead = client_of("lead")
    opened = opened_in(lead.get(address("theme_show", theme.pk)))
    lead.post(address("theme_reveal", theme.pk), {"is_public": "yes", "opened": opened})
    theme.refresh_from_db()
    assert theme.is_public


def test_whoever_saves_a_theme_last_is_told_and_keeps_their_words(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = theme_of(riverbend, stories=0)
    code, coder, colleague = Code.objects.get(), client_of("coder"), client_of("lead")
    where = address("theme_edit", theme.pk)
    opened = opened_in(coder.get(where))
    assert opened_in(colleague.get(where)) == opened
    coder.post(where, {"name": "Waiting rooms", "sentence": "Cold.", "codes": [code.pk], "opened": opened})
    mine = {"name": "Long waits", "sentence": "Late.", "codes": []}
    told = colleague.post(where, {**mine, "opened": opened})
    page = told.content.decode()
    assert "Somebody changed this" in page
    assert "Waiting rooms" in page.split("What stands now")[1].split("<form")[0]
    assert code.name in page.split("What stands now")[1].split("<form")[0]
    assert "Late." in page
    theme.refresh_from_db()
    assert (theme.name, theme.sentence) == ("Waiting rooms", "Cold.")
    assert theme.codes.get() == code
    assert colleague.post(where, {**mine, "opened": opened_in(told)}).status_code == 302
    theme.refresh_from_db()
    assert (theme.name, theme.codes.count()) == ("Long waits", 0)


def test_a_theme_is_not_shown_in_words_that_nobody_read(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = theme_of(riverbend, stories=0, is_public=False)
    lead = client_of("lead")
    opened = opened_in(lead.get(address("theme_show", theme.pk)))
    where = address("theme_edit", theme.pk)
    coder = client_of("coder")
    coder.post(where, {"name": "Other words", "sentence": "", "opened": opened_in(coder.get(where))})
    told = lead.post(address("theme_reveal", theme.pk), {"is_public": "yes", "opened": opened}, follow=True)
    assert "Somebody changed this theme" in told.content.decode()
    theme.refresh_from_db()
    assert not theme.is_public
    lead.post(address("theme_reveal", theme.pk), {"is_public": "yes", "opened": opened_in(told)})
    theme.refresh_from_db()
    assert theme.is_public


def test_whoever_saves_a_code_last_is_told_and_keeps_their_words(riverbend: Riverbend, client_of: SignIn) -> None:
    theme_of(riverbend, stories=0)
    code, coder, colleague = Code.objects.get(), client_of("coder"), client_of("lead")
    where = address("code_edit", code.pk)
    opened = opened_in(coder.get(where))
    theirs = {"name": "Untold", "definition": "Nobody says why.", "theme": "", "opened": opened}
    assert coder.post(where, theirs).status_code == 302
    mine = {"name": "Silence", "definition": "No word at all.", "theme": code.theme_id}
    told = colleague.post(where, {**mine, "opened": opened})
    page = told.content.decode()
    assert "Untold" in page.split("What stands now")[1].split("<form")[0]
    assert 'value="Silence"' in page
    code.refresh_from_db()
    assert (code.name, code.theme) == ("Untold", None)
    assert "Somebody changed this" in colleague.post(where, mine).content.decode(), "without a memory it is outdated"
    assert colleague.post(where, {**mine, "opened": opened_in(told)}).status_code == 302
    code.refresh_from_db()
    assert code.name == "Silence"


def test_words_are_coded_by_ticking_sentences_and_the_next_ones_follow(
    riverbend: Riverbend, client_of: SignIn
) -> None:
    theme_of(riverbend, stories=0)
    code = Code.objects.get()
    first = published_story(riverbend, happened="I waited. Nobody came! It rained.")
    second = published_story(riverbend, happened="Another one.")
    coder = client_of("coder")
    listed = coder.get(address("coding_list", riverbend.engagement.slug)).content.decode()
    assert listed.index(str(first.pk)) < listed.index(str(second.pk))
    where = address("coding_show", first.pk)
    page = coder.get(where).content.decode()
    assert str(second.pk) in page, "the next one"
    assert "Nobody came!" in page
    revision = first.shown_revision
    assert revision is not None
    empty = coder.post(where, {"revision": revision.pk})
    assert "Choose the words first" in empty.content.decode()
    sent = coder.post(where, {"revision": revision.pk, "sentences": ["0", "1"], "codes": [code.pk]})
    assert sent.status_code == 302
    coding = Coding.objects.get()
    assert revision.text[coding.excerpt.start : coding.excerpt.end] == "I waited. Nobody came!"
    page = coder.get(where).content.decode()
    assert '<mark class="code-mark code-mark--1">I waited. Nobody came!</mark>' in page
    assert str(first.pk) not in coder.get(address("coding_list", riverbend.engagement.slug)).content.decode()
    lead = client_of("lead")
    assert address("coding_remove", coding.pk) not in lead.get(where).content.decode()
    assert lead.post(address("coding_remove", coding.pk)).status_code == 404
    coder.post(address("coding_remove", coding.pk))
    assert not Coding.objects.exists()


def test_words_marked_in_a_browser_are_coded_where_they_were_marked(
    riverbend: Riverbend, client_of: SignIn
) -> None:
    theme_of(riverbend, stories=0)
    story = published_story(riverbend, happened="😀 I waited. <b>Nobody</b> came.")
    revision = story.shown_revision
    assert revision is not None
    page = client_of("coder").get(address("coding_show", story.pk)).content.decode()
    assert "&lt;b&gt;Nobody" in page
    values = {"revision": revision.pk, "start": 3, "end": 12, "codes": [Code.objects.get().pk]}
    client_of("coder").post(address("coding_show", story.pk), values)
    excerpt = Coding.objects.get().excerpt
    assert revision.text[excerpt.start : excerpt.end] == "I waited."
    stale = client_of("coder").post(address("coding_show", story.pk), {**values, "revision": revision.pk + 1})
    assert "changed meanwhile" in stale.content.decode()
    split = client_of("coder").post(address("coding_show", story.pk), {**values, "start": 1, "end": 2})
    assert "cannot be marked" in split.content.decode()


def test_the_list_is_narrowed_and_nonsense_narrows_nothing(riverbend: Riverbend, client_of: SignIn) -> None:
    story = published_story(riverbend)
    where = address("coding_list", riverbend.engagement.slug)
    coder = client_of("coder")
    assert str(story.pk) in coder.get(where, {"service": str(story.service_id)}).content.decode()
    other = riverbend.cast.services["Maternity"].pk
    assert str(story.pk) not in coder.get(where, {"service": str(other)}).content.decode()
    assert coder.get(where, {"kind": "xyz", "space": "'; drop"}).status_code == 200


@pytest.mark.parametrize("value", ["x", "-1", "9" * 40, "١٢", ""])
def test_a_made_up_place_in_the_quotes_is_the_first_page(
    riverbend: Riverbend, client_of: SignIn, value: str
) -> None:
    theme = theme_of(riverbend)
    page = client_of("visitor").get(address("theme_show", theme.pk), {"older": value})
    assert "I waited" in page.content.decode()


def test_older_quotes_are_on_the_next_page(riverbend: Riverbend, client_of: SignIn) -> None:
    theme = theme_of(riverbend, stories=11)
    first = client_of("visitor").get(address("theme_show", theme.pk)).content.decode()
    older = re.search(r"\?older=(\d+)", first)
    assert older is not None
    second = client_of("visitor").get(address("theme_show", theme.pk), {"older": older[1]}).content.decode()
    on_first = set(re.findall(r"/c/([0-9a-f-]{36})/", first))
    on_second = set(re.findall(r"/c/([0-9a-f-]{36})/", second))
    assert (len(on_first), len(on_second)) == (8, 3)
    assert not on_first & on_second
