"""Every component draws its ordinary, empty and long case, escapes what people wrote, and says what it shows."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import jinja2
import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django.utils import translation

from openward.design import samples
from openward.design.context import notices_for
from openward.design.shapes import (
    WAY_KEYS,
    Action,
    Cell,
    FunnelStage,
    FunnelView,
    NavLink,
    Page,
    Quote,
    StoryCard,
    SummaryRow,
    TableView,
    Tag,
    TaskItem,
    way_of,
    way_step,
)

Draw = Callable[..., str]
NASTY = '<script>alert(1)</script> & "quoted"'

VOID = {"meta", "link", "input", "br", "img", "rect", "line", "circle", "path", "polygon", "polyline"}


class Nesting(HTMLParser):
    """Finds elements that are not closed in order, and ids used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.styled: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.styled += [tag for name, _ in attrs if name == "style" or name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()


def examine(html: str) -> Nesting:
    found = Nesting()
    found.feed(html)
    found.close()
    return found


def test_the_design_page_shows_every_component_in_sound_html(client: object, templates: jinja2.Environment) -> None:
    request = RequestFactory().get("/design")
    html = templates.get_template("design/design.html").render(request=request, **samples.everything())
    found = examine(html)
    assert found.wrong == []
    assert found.open == []
    assert found.styled == []
    assert sorted(one for one in set(found.ids) if found.ids.count(one) > 1) == []
    listed = templates.loader.get_source(templates, "design/components/all.html")[0]  # type: ignore[union-attr]
    names = set(re.findall(r"{% set (\w+) =", listed))
    shown = templates.loader.get_source(templates, "design/design.html")[0]  # type: ignore[union-attr]
    used_by_others = {"action", "actions", "byline"}
    assert {name for name in names if f"ui.{name}(" not in shown} <= used_by_others


def test_a_component_that_does_not_exist_is_an_error(draw: Draw) -> None:
    with pytest.raises(jinja2.UndefinedError):
        draw("{{ ui.carousel() }}")


def test_a_misspelt_name_is_an_error_in_tests(draw: Draw) -> None:
    with pytest.raises(jinja2.UndefinedError):
        draw("{{ stroy }}")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ ui.story_card(x) }}", {"x": StoryCard(NASTY, "/x", NASTY, NASTY, NASTY, tags=(Tag(NASTY),))}),
        ("{{ ui.quote(x) }}", {"x": Quote(NASTY, NASTY, NASTY, marked=((0, 8),))}),
        ("{{ ui.way_line(x) }}", {"x": way_of([way_step("said", "now", None, NASTY, NASTY)])}),
        ("{{ ui.way_line(x, 'small') }}", {"x": way_of([way_step("said", "now", None, NASTY, NASTY)])}),
        ("{{ ui.data_table(x) }}", {"x": TableView(NASTY, (NASTY,), ((NASTY,), (Cell(NASTY, NASTY, Tag(NASTY)),)))}),
        ("{{ ui.empty_state(x, x, x, x) }}{{ ui.panel(x, body=x) }}{{ ui.warning(x, x) }}", {"x": NASTY}),
        (
            "{{ ui.notice(x, 'concern', x) }}{{ ui.confirm_banner(x, x) }}"
            "{{ ui.inset(x) }}{{ ui.button(x, x, x) }}{{ ui.button_link(x, x) }}",
            {"x": NASTY},
        ),
        ("{{ ui.search_box(x) }}{{ ui.tag(x) }}{{ ui.status(x) }}{{ ui.figure(x, x, x) }}", {"x": NASTY}),
        ("{{ ui.summary_list([x]) }}", {"x": SummaryRow(NASTY, NASTY, Action(NASTY, NASTY))}),
        ("{{ ui.task_list([x]) }}", {"x": TaskItem(NASTY, False, NASTY, NASTY, NASTY)}),
        ("{{ _('Hello %(name)s', name=x) }}", {"x": NASTY}),
    ],
)
def test_what_people_wrote_is_escaped(draw: Draw, source: str, names: dict[str, object]) -> None:
    html = draw(source, **names)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert examine(html).wrong == []


@pytest.mark.parametrize(
    ("level", "tone", "role"),
    [
        (messages.SUCCESS, "good", "status"),
        (messages.ERROR, "concern", "alert"),
        (messages.WARNING, "attention", "status"),
        (messages.INFO, "now", "status"),
    ],
)
def test_what_was_refused_does_not_look_like_what_was_done(draw: Draw, level: int, tone: str, role: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "some"
    request._messages = CookieStorage(request)
    messages.add_message(request, level, "The last administrator stays.")
    (notice,) = notices_for(request)
    assert notice.tone == tone
    html = draw("{{ ui.notice(notice.words, notice.tone) }}", notice=notice)
    assert f"ow-confirm--{tone}" in html
    assert f'role="{role}"' in html
    assert ("Not done:" in html) == (tone == "concern")
    assert examine(html).wrong == []


class TestTheWayLine:
    def test_has_five_steps_whatever_is_given(self) -> None:
        assert tuple(step.key for step in way_of([]).steps) == WAY_KEYS
        assert [step.state for step in way_of([way_step("told", "done")]).steps] == ["ahead"] * 4 + ["done"]

    def test_points_at_the_step_that_is_now_or_stopped_or_done_last(self) -> None:
        ways = samples.way_lines()
        assert ways["begun"].present.key == "understood"
        assert ways["stopped"].present.key == "acted_on"
        assert ways["whole"].present.key == "told"
        assert way_of([]).present.key == "said"

    @pytest.mark.parametrize("size", ["full", "small"])
    def test_says_each_state_in_words(self, draw: Draw, size: str) -> None:
        html = draw("{{ ui.way_line(way, size) }}", way=samples.way_lines()["stopped"], size=size)
        words = re.sub(r"<[^>]+>", " ", html)
        for expected in ("done", "stopped here", "still to come", "No change: single rooms", "1 June"):
            assert expected in words
        assert html.count("<li") == 5
        assert html.count('aria-current="step"') == 1
        assert 'href="#decision"' in html

    def test_summary_is_written_where_none_is_given(self) -> None:
        assert way_of([way_step("kept_safe", "now", sentence="A moderator reads it.")]).summary == (
            "Step 2 of 5: kept safe. A moderator reads it."
        )


class TestStories:
    def test_a_comment_count_agrees_with_its_number(self, draw: Draw) -> None:
        card = StoryCard("x", "/s", "y", comments=1)
        assert "1 comment<" in draw("{{ ui.story_card(x) }}", x=card)
        assert "2 comments<" in draw("{{ ui.story_card(x) }}", x=replace(card, comments=2))

    def test_paragraphs_and_lines_are_kept(self, draw: Draw) -> None:
        html = draw("{{ ui.story_card(x) }}", x=StoryCard("one\ntwo\r\n\r\n\nthree", "/s"))
        assert "<p>one<br>two</p><p>three</p>" in html

    def test_marked_passages_of_a_quote_keep_the_words_in_order(self, draw: Draw) -> None:
        html = draw("{{ ui.quote(x) }}", x=Quote("abcdef", marked=((4, 5), (1, 2))))
        assert "a<mark>b</mark>cd<mark>e</mark>f" in html

    def test_an_action_by_post_is_a_form_with_a_token(self, draw: Draw) -> None:
        card = StoryCard("x", "/s", actions=(Action("Thank them", "/thank", "post"),))
        html = draw("{{ ui.story_card(x, request) }}", x=card, request=RequestFactory().get("/"))
        assert re.search(r'<form method="post" action="/thank"><input[^>]+csrfmiddlewaretoken" value="\w{64}"', html)

    def test_a_claim_of_change_shows_what_since_when_how_and_who_checked(self, draw: Draw) -> None:
        html = draw("{{ ui.signed_response(x) }}", x=samples.responses()["change"])
        for expected in ("What changed", "6 May 2026", "63%", "Tom Okafor", "Grace Adeyemi", "Ward manager"):
            assert expected in html
        assert "What changed" not in draw("{{ ui.signed_response(x) }}", x=samples.responses()["no"])


def test_a_funnel_writes_every_figure_with_its_denominator(draw: Draw) -> None:
    html = draw("{{ ui.funnel(x) }}", x=samples.funnel())
    assert "12% of 1,830 asked" in html
    assert 'width="11.7"' in html


def test_an_empty_funnel_divides_by_nothing(draw: Draw) -> None:
    view = FunnelView("t", "f", (FunnelStage("asked", "Asked", 0), FunnelStage("said", "Said", 0, 0, "asked", None)))
    assert 'width="0"' in draw("{{ ui.funnel(x) }}", x=view).replace('width="0.0"', 'width="0"')


def test_an_empty_table_says_so(draw: Draw) -> None:
    assert "Nothing here yet." in draw("{{ ui.data_table(x) }}", x=TableView("c", ("a", "b"), ()))


def test_pages_show_nothing_when_there_is_one(draw: Draw) -> None:
    assert draw("{{ ui.pagination(x) }}", x=Page(1)).strip() == ""
    html = draw("{{ ui.pagination(x) }}", x=Page(2, "/1", None, 51, 60, 60, (NavLink("1", "/1"), None)))
    assert "51 to 60 of 60" in html
    assert 'rel="next"' not in html


def test_call_blocks_carry_what_is_inside(draw: Draw) -> None:
    html = draw("{% call ui.panel('Why') %}<p>inside</p>{% endcall %}{% call ui.button_row() %}b{% endcall %}")
    assert "<p>inside</p>" in html


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html", "gone.html", "form_expired.html"])
def test_pages_of_trouble_need_no_request(templates: jinja2.Environment, name: str) -> None:
    html = templates.get_template(name).render()
    found = examine(html)
    assert found.wrong == []
    assert html.count("<h1>") == 1
    assert "<title>" in html


def test_texts_take_a_lone_percent_sign_and_follow_the_language(draw: Draw) -> None:
    assert draw("{{ _('41% a day') }}|{{ _('41%% a day') }}") == "41% a day|41% a day"
    assert draw("{{ _('%(n)s of 5%', n=3) }}") == "3 of 5%"
    source = "{{ when|month }} {{ when|weekday }}"
    assert draw(source, when=date(2026, 3, 3)) == "March 2026 Tuesday 3 March"
    with translation.override("zh-hans"):
        assert draw(source, when=date(2026, 3, 3)) == "2026年3月 3月3日星期二"
