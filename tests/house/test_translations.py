"""Every word of the interface can be said in another language, and is said in Chinese."""

import re
import zoneinfo
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import translation

from openward.contributions.queries.drafts import answers_of
from scripts import catalogues
from scripts.catalogues import LANGUAGES, check, extract, in_step, read, text_of, troubles
from tests.house.access_rows import ROWS
from tests.house.visible_words import (
    all_python,
    all_templates,
    has_words,
    outside_in_python,
    outside_in_template,
    words_of_page,
)
from tests.house.world import World, make_world

ENGLISH, CHINESE = LANGUAGES

# Words of the page that shows the components and of an example to copy: samples, as people would write them.
SAMPLES = frozenset(
    {
        "Somebody dropped one every half hour.",
        "Nobody",
        "wants anyone told off.",
        "0O 1lI 5S 8B",
        "'marigold, on dark only'",
        "Jan 2026 41 Feb 2026 38.5 31/03/2026 1,204",
        # The columns of a list of watched words, named as they stand in the file.
        "包含 phrase、effect 和 why 三列。",
    }
)
# The headings of the files of the NHS Friends and Family Test, as they stand there.
FROM_OUTSIDE = frozenset({"Service type 1", "Service type 2", "Person identifiable info?", "Comment sentiment"})
# Time zones have the names of the tz database everywhere.
TIME_ZONES = frozenset(name.replace("_", " ") for name in zoneinfo.available_timezones())
# Data for machines and auditors, in one language whoever asks: what a statement of reasons and a decision are called
# in the European Union's layout, and what stands in the auditor's export.
IN_ONE_LANGUAGE = frozenset(
    f"openward/safety/{name}.py"
    for name in ("presenters/eu_report", "presenters/eu_layout", "queries/audit", "queries/statements")
)
WALLS = frozenset(
    "models events access queries actions forms presenters handlers tasks views context kinds mailbox "
    "shapes words charts chart_words mistakes forms_drawn widgets ways wording middleware".split()
)


# --- The catalogues -----------------------------------------------------------------------------------------------


def test_the_catalogues_are_in_step_with_the_code() -> None:
    assert check() == []


def a_house(tmp_path: Path, template: str, code: str = "") -> Path:
    (tmp_path / "openward" / "web" / "jinja2").mkdir(parents=True)
    (tmp_path / "openward" / "web" / "jinja2" / "page.html").write_text(template)
    (tmp_path / "openward" / "web" / "views.py").write_text(code)
    return tmp_path


PAGE = "{{ _('Hello') }} {{ _('Dear %(name)s', name=name) }} {{ ngettext('%(num)s day', '%(num)s days', n) }}"
CODE = (
    "from django.utils.translation import gettext as _\n"
    "_('At {place}')\n"
    "_('<b>Now</b>')\n"
    "pgettext('a step', 'told')\n"
)
SAID = {
    "Hello": "您好",
    "Dear %(name)s": "%(name)s，您好",
    "%(num)s day": "%(num)s 天",
    "At {place}": "在{place}",
    "<b>Now</b>": "<b>现在</b>",
    "told": "告知",
}


def said_in_chinese(found: Catalog, said: dict[str, str]) -> Catalog:
    made = in_step(found, Catalog(charset="utf-8"), CHINESE)
    for message in made:
        if message.id:
            words = said.get(catalogues.key_of(message)[1], "")
            message.string = (words,) if message.pluralizable else words
    return made


def test_words_are_found_in_templates_and_in_code(tmp_path: Path) -> None:
    found = extract(a_house(tmp_path, PAGE, CODE))
    assert {catalogues.key_of(message) for message in found if message.id} == {
        *(("", words) for words in SAID if words != "told"),
        ("a step", "told"),
    }
    assert list(troubles(found, said_in_chinese(found, SAID), CHINESE)) == []


@pytest.mark.parametrize(
    ("words", "translated", "trouble"),
    [
        ("Hello", "", "untranslated: “Hello”"),
        ("Dear %(name)s", "%(nmae)s，您好", "placeholders: “Dear %(name)s”"),
        ("At {place}", "在这里", "placeholders: “At {place}”"),
        ("%(num)s day", "一天", "placeholders: “%(num)s day”"),
        ("<b>Now</b>", "<i>现在</i>", "tags: “<b>Now</b>”"),
        ("Hello", "您好 ", "space: “Hello”"),
    ],
)
def test_a_missing_or_broken_translation_is_noticed(tmp_path: Path, words: str, translated: str, trouble: str) -> None:
    found = extract(a_house(tmp_path, PAGE, CODE))
    held = said_in_chinese(found, {**SAID, words: translated})
    told = list(troubles(found, held, CHINESE))
    assert len(told) == 1
    assert told[0].startswith(trouble)


def test_english_is_changed_in_the_code_alone(tmp_path: Path) -> None:
    found = extract(a_house(tmp_path, PAGE, CODE))
    held = in_step(found, Catalog(charset="utf-8"), ENGLISH)
    assert list(troubles(found, held, ENGLISH)) == []
    held.get("Hello").string = "Howdy"
    assert [told.split(":")[0] for told in troubles(found, held, ENGLISH)] == ["changed"]


def test_new_stale_and_doubtful_words_are_noticed(tmp_path: Path) -> None:
    found = extract(a_house(tmp_path, PAGE, CODE))
    held = said_in_chinese(found, SAID)
    later = extract(a_house(tmp_path / "later", PAGE.replace("Hello", "Good day"), CODE))
    assert [told.split(":")[0] for told in troubles(later, held, CHINESE)] == ["stale", "missing"]
    for message in held:
        if message.id == "Hello":
            message.flags.add("fuzzy")
    assert [told.split(":")[0] for told in troubles(found, held, CHINESE)] == ["fuzzy"]


def test_words_that_extraction_cannot_see_are_noticed(tmp_path: Path) -> None:
    code = (
        "from django.utils.translation import gettext_lazy as words\n"
        "from django.utils.translation import ngettext as _\n"
        "_(f'Dear {name}')\n"
        "_('Dear ' + name)\n"
        "_('Dear {}'.format(name))\n"
        "_('Dear {name}').format(name=name)\n"
    )
    told = list(catalogues.unreadable(a_house(tmp_path, "", code)))
    assert [line.split(":")[1] for line in told] == ["1", "2", "3", "4", "5"]


def test_only_named_pages_of_staff_may_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = extract(a_house(tmp_path, PAGE, CODE))
    held = said_in_chinese(found, {})
    monkeypatch.setattr(catalogues, "STAFF_ONLY", ("openward/web/views.py",))
    told = list(troubles(found, held, CHINESE))
    assert len(told) == 3
    assert all("page.html" in line for line in told)


def test_an_update_keeps_what_is_translated_and_changes_nothing_twice(tmp_path: Path) -> None:
    found = extract(a_house(tmp_path, PAGE, CODE))
    held = said_in_chinese(found, SAID)
    later = extract(a_house(tmp_path / "later", PAGE.replace("Hello", "Good day"), CODE))
    place = tmp_path / "django.po"
    place.write_bytes(text_of(in_step(later, held, CHINESE), CHINESE.header))
    again = text_of(in_step(later, read(place), CHINESE), CHINESE.header)
    assert again == place.read_bytes()
    strings = {catalogues.key_of(message)[1]: message.string for message in read(place) if message.id}
    assert strings["Good day"] == ""
    assert strings["Dear %(name)s"] == "%(name)s，您好"
    assert b"Hello" not in again


# --- Words outside the catalogues ---------------------------------------------------------------------------------


def test_no_template_says_words_by_itself() -> None:
    found = [told for name, text in all_templates() for told in outside_in_template(name, text)]
    assert [told for told in found if told.split(": ", 1)[1] not in SAMPLES] == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello</p>",
        "<p>{{ name }} was here</p>",
        "<img alt='A hospital'>",
        "<nav aria-label=\"Main pages\">",
        "{{ ui.button('Send my story') }}",
        "{{ ui.panel(title=x or 'Thank you') }}",
        "{% set words = 'nobody has written yet' %}",
        "<p>{{ n }}s</p>",
        "{% if late %}\n<p>\nToo late</p>{% endif %}",
    ],
)
def test_words_outside_a_translation_are_noticed_in_a_template(template: str) -> None:
    assert len(list(outside_in_template("page.html", template))) == 1


@pytest.mark.parametrize(
    "template",
    [
        "<p class='a quiet note'>{{ _('Hello, all of you') }}</p>{# a note for whoever reads this #}",
        "<img alt='' src='a.png'><script>let words = 'here they are'</script>",
        "{{ ui.button(_('Send my story'), kind='secondary', href=url('story_new')) }}",
        "{{ ngettext('%(num)s long day', '%(num)s long days', n) }} · {{ n }}",
        "<a class=\"brand\">openward</a> Openward",
        "{% block body_class %}ow-page ow-page--narrow{% endblock %}",
        "<p{% if x %} hidden{% endif %}>{{ 'RSK-03' }}</p>",
    ],
)
def test_what_is_translated_or_not_for_reading_is_left_alone(template: str) -> None:
    assert list(outside_in_template("page.html", template)) == []


def test_no_code_says_sentences_by_itself() -> None:
    files = [(name, text) for name, text in all_python(WALLS) if name not in IN_ONE_LANGUAGE]
    found = [told for name, text in files for told in outside_in_python(name, text)]
    assert [told for told in found if told.split(": ", 1)[1] not in FROM_OUTSIDE] == []


def test_a_sentence_outside_a_translation_is_noticed_in_code() -> None:
    code = (
        '"""A docstring with words."""\n'
        "logger.info('A request was answered')\n"
        "raise ValueError('No such thing here')\n"
        "_('Your story is sent.')\n"
        "messages.success(request, 'Your story is sent.')\n"
        "fields = [CharField(label='What happened')]\n"
    )
    assert [told.split(":")[1] for told in outside_in_python("views.py", code)] == ["5", "6"]


# --- Pages as they are sent ---------------------------------------------------------------------------------------


def test_dates_numbers_and_steps_in_chinese() -> None:
    import datetime

    from openward.design.shapes import WAY_KEYS, way_label
    from openward.design.wording import day, day_short, moment, month, number, percent, sentence_time, weekday

    then = datetime.date(2026, 3, 3)
    at = datetime.datetime(2026, 3, 3, 14, 5, tzinfo=datetime.UTC)
    with translation.override("zh-hans"):
        assert (month(then), day(then), day_short(then)) == ("2026年3月", "2026年3月3日", "3月3日")
        assert (weekday(then), sentence_time(then)) == ("3月3日星期二", "3月3日星期二之前")
        assert moment(at) == "2026年3月3日 14:05"
        assert (number(12345), number(0.25), percent(0.4)) == ("12,345", "0.25", "40%")
        assert [way_label(key) for key in WAY_KEYS] == ["说出", "守护", "读懂", "行动", "告知"]
    with translation.override("en-gb"):
        assert (weekday(then), sentence_time(then)) == ("Tuesday 3 March", "by Tuesday 3 March")
        assert moment(at) == "3 March 2026, 14:05"
        assert number(12345) == "12,345"


def test_facts_say_keys_as_forms_and_pages_say_them() -> None:
    from openward.contributions.events import HoldPlaced, RestrictionPlaced, ReviewMoved
    from openward.contributions.models import Hold, Restriction, Review
    from openward.improvements.events import TeamMemberAdded
    from openward.improvements.models import TeamMember
    from openward.people.events import RoleGiven
    from openward.people.models import Role

    for fact, field, choices in (
        (ReviewMoved, "after", Review),
        (RestrictionPlaced, "restriction", Restriction),
        (HoldPlaced, "hold", Hold),
        (TeamMemberAdded, "part", TeamMember.Part),
        (RoleGiven, "role", Role),
    ):
        wanted = {key: str(label) for key, label in choices.choices if key != "none"}
        assert {key: str(label) for key, label in fact.labels[field].items()} == wanted


_ADDRESS = re.compile(r"(?:https?://)?[\w.:-]*(?:/[\w.:=?-]+)+/?|\S+@\S+")


def written_by_people(world: World) -> list[str]:
    """Whatever people wrote and the database holds, longest first: it stays in the language it was written in."""
    codes = [*world.codes.values(), world.report_code, world.answer_report_code, world.rule_report_code]
    held = {word for code in codes for word in (code, *code.split("-"))}
    for model in apps.get_models():
        fields = [
            field
            for field in model._meta.get_fields()
            if isinstance(field, (models.CharField, models.TextField)) and not field.choices
        ]
        if fields and model._meta.app_label != "ledger":
            for row in model._default_manager.values_list(*(field.name for field in fields)):
                held.update(str(words) for words in row if words)
    # A draft is sealed in the database, and opened on its author's page.
    held.update(value for _name, value in answers_of(world.contributions["draft"]))
    parts = {part.strip().rstrip(".!?") for words in held for part in re.split(r"\s*\n\s*", words)}
    return sorted((words for words in parts | held if has_words(words)), key=len, reverse=True)


def _without(text: str, words: str) -> str:
    """The text without these words; a short word in the middle of a longer one is not these words."""
    if words not in text:
        return text
    return re.sub(rf"(?<![A-Za-z]){re.escape(words)}(?![A-Za-z])", " ", text)


def left_in_english(html: str, written: list[str]) -> list[str]:
    """The texts of a Chinese page that neither are Chinese nor were written by somebody."""
    found = []
    for text in words_of_page(html, other_language="en-gb"):
        rest = _ADDRESS.sub(" ", text)
        for words in written:
            rest = _without(rest, " ".join(words.split()))
        # A piece of what somebody wrote: its beginning, or what stands between two links in it.
        piece = text.removesuffix("…").strip()
        if len(piece) >= 10 and any(piece in " ".join(words.split()) for words in written):
            continue
        if has_words(rest) and text not in SAMPLES | TIME_ZONES:
            found.append(text)
    return found


def test_english_left_on_a_page_is_noticed() -> None:
    page = (
        "<html lang='zh-hans'><title>说说您的经历 – Openward</title><p>患者 · Friends and family</p>"
        "<p lang='en-gb'>As it was written.</p><button aria-label='Close this'>关闭</button><p>Tell us more</p>"
        "<a href='/s/here/'>127.0.0.1:8000/s/friends/</a><p>I waited two…</p><p>. For advice call</p></html>"
    )
    written = ["I waited two hours.", "Friends and family", "Ring 999. For advice call 111.", "Open", "ward", "ell"]
    assert left_in_english(page, written) == ["Close this", "Tell us more"]


@pytest.mark.django_db
def test_every_page_is_chinese_for_who_reads_chinese() -> None:
    world = make_world()
    written = written_by_people(world)
    troubled: dict[str, list[str]] = {}
    seen = 0
    for row in ROWS:
        if not row.get or row.name.startswith("design"):
            continue
        address = reverse(row.name, kwargs=row.where(world)) + (row.query(world) if row.query else "")
        client = Client(headers={"accept-language": "zh-CN,zh;q=0.9"}, raise_request_exception=False)
        role = "visitor" if "visitor" in row.get else sorted(row.get)[0]
        if role != "visitor":
            client.force_login(
                world.riverbend.account(role), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        response = client.get(address)
        if response.status_code >= 500:
            troubled[f"{row.name} {row.state} ({role})"] = [f"status {response.status_code}"]
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        seen += 1
        html = response.content.decode()
        assert '<html lang="zh-hans"' in html or "<html" not in html
        found = left_in_english(html, written)
        if found:
            troubled[f"{row.name} {row.state} ({role})"] = found
    assert seen > 20
    told = [f"{page}: {text}" for page, texts in troubled.items() for text in texts]
    assert not told, "\n".join(told)
