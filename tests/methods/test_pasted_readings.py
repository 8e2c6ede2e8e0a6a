"""Pasted readings: what people's spreadsheets put on the clipboard is understood, or set aside with its line."""

import datetime
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods import pasted_readings
from openward.methods.pasted_readings import LARGEST, MOST_LINES, PROBLEM_KEYS, is_blank, read_pasted

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


def one(text: str, **options: object) -> tuple[str, float] | str | None:
    """The single reading of a text as (date, value), its problem's key, or None for a line without a value."""
    found = read_pasted(text, **options)  # type: ignore[arg-type]
    if found.problems:
        return found.problems[0].key
    return (found.readings[0].on.isoformat(), found.readings[0].value) if found.readings else None


def test_the_example_in_its_docstring_holds() -> None:
    assert doctest.testmod(pasted_readings).failed == 0


@pytest.mark.parametrize(
    ("written", "on"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026/1/31", "2026-01-31"),
        ("20260131", "2026-01-31"),
        ("31/01/2026", "2026-01-31"),
        ("31.1.26", "2026-01-31"),
        ("31-Jan-2026", "2026-01-31"),
        ("31 January 2026", "2026-01-31"),
        ("31st Jan 2026", "2026-01-31"),
        ("Jan 31, 2026", "2026-01-31"),
        ("Saturday 31 January 2026", "2026-01-31"),
        ("w/c 05/01/2026", "2026-01-05"),
        ("2026-01-31 00:00:00", "2026-01-31"),
        ("2026-01-31T09:30:00Z", "2026-01-31"),
        ("Jan 2026", "2026-01-01"),
        ("January 2026", "2026-01-01"),
        ("Jan-26", "2026-01-01"),
        ("Sept '26", "2026-09-01"),
        ("01/2026", "2026-01-01"),
        ("2026-01", "2026-01-01"),
        ("2026 Jan", "2026-01-01"),
        ("Q3 2026", "2026-07-01"),
        ("2026 Q3", "2026-07-01"),
        ("2026年1月", "2026-01-01"),
        ("2026年1月31日", "2026-01-31"),
        ("03/04/2026", "2026-04-03"),
        ("29/02/2024", "2024-02-29"),
        ("１/２/２０２６", "2026-02-01"),
    ],
)
@pytest.mark.parametrize("mark", ["\t", ";", "  "])
def test_a_date_is_read_in_many_ways(written: str, on: str, mark: str) -> None:
    assert one(f"{written}{mark}5") == (on, 5.0)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1234", 1234), ("1,234", 1234), ('"1,234"', 1234), ("1,234.5", 1234.5), ("1.234,5", 1234.5),
        ("1 234,5", 1234.5), ("1\u00a0234", 1234), ("1'234", 1234), ("12,5", 12.5), ("0,500", 0.5), ("-3", -3),
        ("−3.5", -3.5), ("(7)", -7), ("+4", 4), (".5", 0.5), ("0", 0), ("12 minutes", 12), ("'12", 12), ("007", 7),
    ],
)  # fmt: skip
def test_a_number_is_read_in_many_ways(written: str, value: float) -> None:
    assert one(f"2026-01-31\t{written}", unit="minutes") == ("2026-01-31", value)


@pytest.mark.parametrize(
    ("written", "value", "units"),
    [
        ("45%", 45, ("%", "per cent", "Percent", "% of visits", "百分比", "")), ("12.5 %", 12.5, ("%", "")),
        ("45", 45, ("%", "minutes", "£", "")), ("45 % of visits", 45, ("% of visits",)),
        ("45％", 45, ("%",)), ("£1,200", 1200, ("£", "pounds", "GBP a month", "")), ("£-4", -4, ("£", "")),
        ("-£4", -4, ("£", "")), ("¥30", 30, ("元", "yen")), ("€2,50", 2.5, ("euros",)),
    ],
)  # fmt: skip
def test_a_sign_goes_with_the_unit_it_belongs_to(written: str, value: float, units: tuple[str, ...]) -> None:
    for unit in units:
        assert one(f"2026-01-31\t{written}", unit=unit) == ("2026-01-31", value), unit


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("45%", "minutes"), ("45 %", "people"), ("£45", "minutes"), ("£45", "%"), ("€45", "£"), ("£45%", "£"),
        ("45 hours", "minutes"), ("45 min", "minutes"), ("12k", "people"), ("(45%)", "minutes"), ("-45%", "minutes"),
        ("45 minutes%", "minutes"), ("45 minutes", "%"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("heading", ["Month\tWaits\n", ""])
def test_a_sign_of_another_unit_is_refused_and_never_passed_over(written: str, unit: str, heading: str) -> None:
    found = read_pasted(f"{heading}2026-01-31\t{written}", unit=unit)
    assert found.readings == ()
    assert [(problem.key, problem.words) for problem in found.problems] == [("other_unit", written)]


def test_a_first_line_without_a_date_but_with_another_unit_is_no_heading() -> None:
    found = read_pasted("Week 1\t45%\n2026-01-31\t5", unit="minutes")
    assert found.header is None
    assert [problem.key for problem in found.problems] == ["no_date"]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("2026-01-31\t=SUM(A1:A9)", "formula"),
        ("2026-01-31\t@SUM(A1)", "formula"),
        ("2026-01-31\t-cmd|' /C calc'!A0", "formula"),
        ('=HYPERLINK("x")\t5', "formula"),
        ("2026-01-31\t#DIV/0!", "spreadsheet_error"),
        ("31/02/2026\t5", "impossible_date"),
        ("2026-13\t5", "impossible_date"),
        ("1830-01-01\t5", "too_old"),
        ("2026-W05\t5", "no_date"),
        ("Ward 4\t5", "no_date"),
        ("2026-01-31\t12k", "no_number"),
        ("2026-01-31\t1e5", "no_number"),
        ("2026-01-31\tinf", "no_number"),
        ("2026-01-31\tnan", "no_number"),
        ("2026-01-31\t--5", "no_number"),
        ("2026-01-31\t1,23", None),
        ("2026-01-31\t9999999999999999999", "too_large"),
        ("2026-01-31", "no_value_column"),
        ("2026-01-31\t1\t2", "too_many_columns"),
        ("2026-01-31,1,234", "too_many_columns"),
        ("2026-02-01\t5", "in_the_future"),
        ("2026-01-31\t" + "9" * 600, "line_too_long"),
    ],
)
def test_what_is_not_understood_says_why(line: str, key: str | None) -> None:
    found = read_pasted(f"Date\tValue\n\n{line}", latest=datetime.date(2026, 1, 31))
    assert found.header == 1
    assert [(problem.line, problem.key) for problem in found.problems] == ([(3, key)] if key else [])
    assert len(found.readings) == (0 if key else 1)


@pytest.mark.parametrize("nothing", ["", "-", "n/a", "#N/A", "..", "No data"])
def test_an_empty_cell_is_no_reading_and_no_mistake(nothing: str) -> None:
    found = read_pasted(f"Jan 2026\t{nothing}\nFeb 2026\t3")
    assert (found.problems, found.without_value, len(found.readings)) == ((), (1,), 1)


def test_american_dates_are_read_as_such_when_all_lines_fit() -> None:
    assert [one.on.month for one in read_pasted("01/31/2026,1\n02/03/2026,2").readings] == [1, 2]
    mixed = read_pasted("01/31/2026,1\n31/01/2026,2")
    assert mixed.is_day_first
    assert [problem.line for problem in mixed.problems] == [1]


def test_a_date_twice_with_two_values_names_both_lines() -> None:
    found = read_pasted("Jan 2026\t1\n01/2026\t1\n2026-01-01\t2")
    assert [(one.line, one.value) for one in found.readings] == [(1, 1.0)]
    assert [(problem.line, problem.key, problem.other_line) for problem in found.problems] == [(3, "twice", 1)]


def test_only_the_first_line_can_be_a_heading() -> None:
    found = read_pasted("Jan 2026\t1\nMonth\tValue")
    assert (found.header, [problem.line for problem in found.problems]) == (None, [2])


def test_a_very_long_paste_stops_at_its_limit() -> None:
    start = datetime.date(1990, 1, 1)
    text = "\n".join(f"{start + datetime.timedelta(days=day)}\t{day}" for day in range(MOST_LINES + 3))
    found = read_pasted(text)
    assert len(found.readings) == MOST_LINES
    assert [(problem.line, problem.key) for problem in found.problems] == [(MOST_LINES + 1, "too_many_lines")]


DATES = st.dates(datetime.date(1970, 1, 1), datetime.date(2069, 12, 31))
WRITE_DATE = (
    lambda on: on.isoformat(),
    lambda on: f"{on.day:02}/{on.month:02}/{on.year}",
    lambda on: f"{on.day}.{on.month}.{on.year % 100:02}",
    lambda on: f"{on.day} {MONTHS[on.month - 1]} {on.year}",
    lambda on: f"{on.day}-{MONTHS[on.month - 1][:3]}-{on.year % 100:02}",
    lambda on: f"{MONTHS[on.month - 1][:3]} {on.day}, {on.year}",
)
WRITE_VALUE = (
    lambda value: f"{value:.2f}",
    lambda value: f"{value:,.2f}",
    lambda value: f"{value:.2f}%",
    lambda value: f"{value:.2f}".replace(".", ","),
    lambda value: f"{value:,.2f}".replace(",", "\u202f"),
    lambda value: f"({-value:,.2f})" if value < 0 else f"£{value:,.2f}",
)


@given(
    st.dictionaries(DATES, st.integers(-10**9, 10**9).map(lambda cents: cents / 100), min_size=1, max_size=12),
    st.sampled_from(WRITE_DATE),
    st.sampled_from(WRITE_VALUE),
    st.sampled_from(["\t", ";"]),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    st.booleans(),
)
def test_what_is_written_is_what_is_read(kept, write_date, write_value, mark, end, with_header) -> None:  # type: ignore[no-untyped-def]
    rows = [f"{write_date(on)}{mark}{write_value(value)}" for on, value in kept.items()]
    found = read_pasted(end.join([*([f"Week{mark}Waits"] if with_header else []), *rows]))
    assert found.problems == ()
    assert {one.on: one.value for one in found.readings} == kept
    step = 2 if end == "\n\n" else 1
    first = 1 + step if with_header else 1
    assert [one.line for one in found.readings] == [first + step * place for place in range(len(kept))]
    assert found.header == (1 if with_header else None)


PIECES = st.sampled_from(
    ["2026-01-31", "31/02/2026", "Jan 2026", "01/31/2026", "1,234", "12.5%", "=SUM(A1)", "@x", "-", '"', "\t", ";",
     ",", " ", "\n", "\r", "\x00", "\u2028", "½", "٣", "年", "(", "#DIV/0!", "9" * 400, "'", "q1 2026", "£"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join)))
def test_nothing_that_is_pasted_breaks_it_and_every_line_is_accounted_for(text: str) -> None:
    found = read_pasted(text, unit="%", latest=datetime.date(2026, 11, 22))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for reading in found.readings:
        assert abs(reading.value) <= LARGEST
        assert reading.on <= datetime.date(2026, 11, 22)
        assert lines[reading.line - 1].strip()
    assert len({reading.on for reading in found.readings}) == len(found.readings)
    for problem in found.problems:
        assert problem.key in PROBLEM_KEYS
        assert len(problem.words) <= 60
        assert problem.words.isprintable()
        assert problem.other_line is None or problem.other_line < problem.line
    told = [one.line for one in (*found.readings, *found.problems)] + list(found.without_value)
    assert len(told) == len(set(told))
    assert set(told) <= {number for number, line in enumerate(lines, start=1) if not is_blank(line)}
