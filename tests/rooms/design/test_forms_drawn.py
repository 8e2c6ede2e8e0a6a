"""`field()` draws every kind of field with label, hint and error tied to the control."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.translation import gettext_lazy

from openward.design.forms_drawn import draw_field, new_submission_key, submission_key_of
from openward.design.mistakes import draw_error_summary
from openward.design.widgets import CountField, DayMonthYear, MonthField, MonthInput

Draw = Callable[..., str]


class Kinds(forms.Form):
    text = forms.CharField(label=gettext_lazy("A text"), help_text="A hint", max_length=10)
    words = forms.CharField(
        label="Some words", widget=forms.Textarea(attrs={"rows": 4}), help_text="A hint", max_length=90
    )
    long_words = forms.CharField(label="Many words", widget=forms.Textarea, max_length=20_000)
    email = forms.EmailField(label="Your address", help_text="A hint")
    one = forms.ChoiceField(label="One of", choices=[("a", "Ay"), ("b", "Be")], help_text="A hint")
    grouped = forms.ChoiceField(label="Grouped", choices=[("G", [("a", "Ay")]), ("b", "Be")], help_text="A hint")
    radio = forms.ChoiceField(
        label="Pick", choices=[("a", "Ay"), ("b", "Be")], widget=forms.RadioSelect, help_text="A hint"
    )
    many = forms.MultipleChoiceField(
        label="Any of", choices=[("a", "Ay"), ("b", "Be")], widget=forms.CheckboxSelectMultiple, help_text="A hint"
    )
    box = forms.BooleanField(label="Yes", help_text="A hint")
    day = forms.DateField(label="A day", help_text="A hint")
    parts = forms.DateField(label="In parts", widget=DayMonthYear, help_text="A hint")
    month = MonthField(label="A month", help_text="A hint")
    picked_month = MonthField(label="Picked", widget=MonthInput, help_text="A hint")
    whole = forms.IntegerField(label="How many", help_text="A hint")
    share = forms.DecimalField(label="A share", help_text="A hint")
    upload = forms.FileField(label="A file", help_text="A hint")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput, help_text="A hint")
    hidden = forms.CharField(widget=forms.HiddenInput, initial='"kept"')


VISIBLE = [name for name in Kinds.base_fields if name != "hidden"]
GROUPS = ("radio", "many", "parts", "month")


@pytest.mark.parametrize("name", VISIBLE)
def test_label_and_control_belong_together(name: str) -> None:
    html = draw_field(Kinds()[name])
    targets = re.findall(r'<label[^>]* for="([^"]+)"', html)
    ids = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', html)
    assert targets == ids
    assert len(set(ids)) == len(ids)
    assert str(Kinds()[name].label) in html
    if name in GROUPS:
        assert re.search(r"<legend[^>]*>\s*" + str(Kinds()[name].label), html)


@pytest.mark.parametrize("name", VISIBLE)
def test_hint_and_error_are_read_with_the_control(name: str) -> None:
    form = Kinds(QueryDict())
    html = draw_field(form[name])
    error = re.search(r'id="(id_\w+-error)"', html)
    assert error
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html))
    assert error.group(1) in described.split()
    if form[name].help_text:
        hint = re.search(r'class="nhsuk-hint[^"]*" id="(id_\w+-(?:item-)?hint)"', html)
        assert hint
        assert hint.group(1) in described.split()
    assert "required" not in re.sub(r">[^<]*<", "><", html)


@pytest.mark.parametrize("name", VISIBLE)
def test_error_summary_leads_to_a_control_that_exists(name: str) -> None:
    form = Kinds(QueryDict())
    summary = draw_error_summary(form)
    target = form[name].auto_id
    assert f'href="#{target}"' in summary
    assert f'id="{target}"' in draw_field(form[name])


def test_hidden_fields_carry_their_value_and_no_label() -> None:
    html = draw_field(Kinds()["hidden"])
    assert html == '<input type="hidden" name="hidden" id="id_hidden" value="&#34;kept&#34;">'


def test_what_was_sent_comes_back() -> None:
    sent = QueryDict(mutable=True)
    sent.update({"text": "<b>", "words": "</textarea>x", "one": "b", "radio": "b", "box": "on", "day": "2026-03-03"})
    sent.update({"month_month": "13", "month_year": "2026", "whole": "twelve", "secret": "open sesame", "grouped": "a"})
    sent.setlist("many", ["a", "b"])
    form = Kinds(sent)
    assert 'value="&lt;b&gt;"' in draw_field(form["text"])
    assert "&lt;/textarea&gt;x" in draw_field(form["words"])
    assert re.search(r'value="b"\s+selected', draw_field(form["one"]))
    assert 'value="a" selected' in draw_field(form["grouped"])
    assert re.search(r'value="b" checked', draw_field(form["radio"]))
    assert draw_field(form["many"]).count(" checked") == 2
    assert " checked" in draw_field(form["box"])
    assert 'type="date" value="2026-03-03"' in draw_field(form["day"])
    assert 'name="month_month" type="text" value="13"' in draw_field(form["month"])
    assert 'value="twelve"' in draw_field(form["whole"])
    assert "open sesame" not in draw_field(form["secret"])


def test_what_was_typed_is_not_remembered_for_the_next_person() -> None:
    sent = QueryDict(mutable=True)
    sent["text"] = "a private matter"
    assert "a private matter" in draw_field(Kinds(sent)["text"])
    assert "a private matter" not in draw_field(Kinds()["text"])
    assert draw_field(Kinds()["text"]) == draw_field(Kinds()["text"])


def test_dates_are_shown_for_the_browser_whatever_the_language() -> None:
    form = Kinds(initial={"day": date(2026, 3, 3), "month": date(2026, 3, 1), "picked_month": date(2026, 3, 1)})
    assert 'value="2026-03-03"' in draw_field(form["day"])
    assert 'type="month" value="2026-03"' in draw_field(form["picked_month"])
    assert re.search(r'name="month_month" type="text" value="3"', draw_field(form["month"]))
    assert re.search(r'name="month_year" type="text" value="2026"', draw_field(form["month"]))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"m_month": "3", "m_year": "2026"}, date(2026, 3, 1)),
        ({"m": "2026-03"}, date(2026, 3, 1)),
        ({"m_month": "13", "m_year": "2026"}, None),
        ({"m_month": "", "m_year": "2026"}, None),
        ({"m_month": "March", "m_year": "2026"}, None),
    ],
)
def test_month_field(sent: dict[str, str], expected: date | None) -> None:
    form = type("Form", (forms.Form,), {"m": MonthField(required=False)})(sent)
    assert form.is_valid() is (expected is not None)
    if expected:
        assert form.cleaned_data["m"] == expected
    else:
        assert "number from 1 to 12" in str(form.errors["m"])


def test_a_limit_is_counted_where_it_is_short_or_asked_for() -> None:
    assert 'data-maxlength="90"' in draw_field(Kinds()["words"])
    assert "You can write up to 90 characters." in draw_field(Kinds()["words"])
    assert "data-maxlength" not in draw_field(Kinds()["words"], count=0)
    assert "data-maxlength" not in draw_field(Kinds()["long_words"])
    assert 'data-maxlength="20000"' in draw_field(Kinds()["long_words"], count=20_000)
    assert " maxlength=" not in draw_field(Kinds()["words"])


def test_options_of_a_field() -> None:
    field = Kinds()["radio"]
    assert "Be careful" in draw_field(field, hints={"b": "Be careful"})
    assert 'id="conditional-id_radio-2"' in draw_field(field, conditional={"b": "<p>More</p>"})
    assert "nhsuk-radios--inline" in draw_field(field, inline=True)
    html = draw_field(Kinds()["text"], label="Other", hint="<b>", is_heading=True, autocomplete="off", width="full")
    assert "<h1" in html
    assert "&lt;b&gt;" in html
    assert 'autocomplete="off"' in html
    assert 'dir="auto"' in html


def test_what_need_not_be_filled_in_says_so() -> None:
    form = type("Form", (forms.Form,), {
        "a": forms.CharField(required=False, label="<A>"), "b": forms.BooleanField(required=False, label="B"),
    })()  # fmt: skip
    assert "&lt;A&gt; (optional)" in draw_field(form["a"])
    assert "(optional)" not in draw_field(form["b"])
    assert "(optional)" not in draw_field(form["a"], optional=False)


class Worded(forms.Form):
    own = forms.CharField(label="Where", error_messages={"required": "Tell us where it happened"})
    stock = forms.EmailField(label="Address")

    def clean(self) -> None:
        raise ValidationError("These two do not fit together")


def test_mistakes_stand_alone_in_the_summary_and_keep_our_own_words() -> None:
    summary = re.sub(
        r"\s+", " ", draw_error_summary(None, Worded({"stock": "x"}), Worded({"own": "x"}, prefix="second"))
    )
    assert "These two do not fit together" in summary
    assert "> Tell us where it happened <" in summary
    assert "> Address – Check the e-mail address: it looks like name@example.org. <" in summary
    assert 'href="#id_second-stock"> Please fill in: Address <' in summary
    assert "Some things need another look" in summary
    assert "Please fill this in" in draw_field(Worded({})["stock"])


class Figures(forms.Form):
    count = CountField(label="How many", min_value=1, max_value=5_000)
    hours = forms.DecimalField(label="Hours", decimal_places=1)
    since = forms.DateField(label="Since when", widget=DayMonthYear)
    words = forms.CharField(label="Words", max_length=3_000)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"count": "0"}, "How many – Write 1 or more."),
        ({"count": "9,000"}, "How many – Write 5,000 or less."),
        ({"count": "many"}, "How many – Write a whole number, like 12."),
        ({"hours": "four"}, "Hours – Write a number, like 4 or 4.5."),
        ({"hours": "4.55"}, "Hours – Write it with 1 or fewer digits after the point."),
        ({"since_day": "31", "since_month": "2", "since_year": "2026"}, "Since when – Write the date as day, month"),
        ({"words": "x" * 3_001}, "Words – Please keep this to 3,000 characters. It has 3,001."),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words(sent: dict[str, str], said: str) -> None:
    assert said in re.sub(r"\s+", " ", draw_error_summary(Figures(sent)))


@pytest.mark.parametrize("written", ["1,200", "1 200", "1’200", "1\u202f200", "1200"])
def test_a_count_is_taken_as_people_copy_it(written: str) -> None:
    assert CountField().clean(written) == 1_200


@pytest.mark.parametrize("written", ["1,20", "1,2000", "12,", "1.200,5", "1,,200"])
def test_what_may_be_no_count_is_asked_again(written: str) -> None:
    with pytest.raises(ValidationError):
        CountField().clean(written)


@pytest.mark.parametrize("month", ["3", "March", "mar", " MARCH "])
def test_a_month_may_be_written_in_words(month: str) -> None:
    form = Figures({"since_day": "1", "since_month": month, "since_year": "2026"})
    form.is_valid()
    assert form.cleaned_data["since"] == date(2026, 3, 1)


@pytest.mark.parametrize("month", ["ma", "Marchember", "13"])
def test_a_month_that_is_none_is_asked_again(month: str) -> None:
    assert "since" in Figures({"since_day": "1", "since_month": month, "since_year": "2026"}).errors


def test_no_mistakes_no_summary() -> None:
    assert draw_error_summary(None, Kinds()) == ""


class TestSendingOnce:
    def test_keys_are_new_each_time(self) -> None:
        assert len({new_submission_key() for _ in range(100)}) == 100

    def test_a_form_shown_again_keeps_its_key(self) -> None:
        key = new_submission_key()
        assert submission_key_of(forms.Form(QueryDict(f"submission_key={key}"))) == key

    @pytest.mark.parametrize("sent", ["", "short", "x" * 65, "a b c d e f g h i j k l", '"><script>alert(1)</script>'])
    def test_a_key_that_we_cannot_have_made_is_replaced(self, sent: str) -> None:
        query = QueryDict(mutable=True)
        query["submission_key"] = sent
        key = submission_key_of(forms.Form(query))
        assert key != sent
        assert len(key) == 24

    def test_a_form_by_post_carries_token_and_key_and_one_by_get_neither(self, draw: Draw) -> None:
        request = RequestFactory().get("/")
        html = draw("{{ ui.form_open(request, '/x', multipart=true) }}{{ ui.form_close() }}", request=request)
        assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', html)
        assert re.search(r'name="submission_key" value="[\w-]{24}"', html)
        assert 'enctype="multipart/form-data"' in html
        html = draw("{{ ui.form_open(request, '/x', method='get') }}", request=request)
        assert "token" not in html
        assert "submission_key" not in html
