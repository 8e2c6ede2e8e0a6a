"""The pages: two clicks from theme to improvement, pasting, bad input, sending twice, two people at once."""

import csv
import datetime
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from openward.improvements.actions.changes import ChangedMeanwhile
from openward.improvements.actions.cycles import learn_from_cycle, remark_on_cycle, start_cycle
from openward.improvements.actions.drivers import add_change_idea, add_driver, change_driver
from openward.improvements.actions.improvements import (
    change_aim,
    finish_improvement,
    show_improvement,
    stop_improvement,
)
from openward.improvements.actions.measures import change_reading
from openward.improvements.models import ChangeIdea, Cycle, Improvement, Measure, Reading
from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.improvements.ground import (
    WAITS,
    code_passage,
    make_improvement,
    make_measure,
    make_theme,
    month,
    patient_of,
)

Sign = Callable[[str], Client]


def words(response: Any) -> str:
    """The text of a page as people read it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def key_of(response: HttpResponse) -> str:
    found = re.search(r'name="submission_key" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def hidden(response: Any, name: str) -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}"[^>]* value="([^"]*)"', response.content.decode())
    assert found
    return found[1]


def signed_in(account: Any) -> Client:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


# --- From theme to improvement ------------------------------------------------------------------------------------


def test_two_clicks_lead_from_a_theme_to_its_improvement(riverbend: Riverbend, client_of: Sign) -> None:
    theme = make_theme(riverbend)
    code_passage(theme, published_story(riverbend))
    client = client_of("improver")
    address = f"{reverse('improvement_new')}?theme={theme.pk}"
    page = client.get(address)
    form = page.content.decode()
    assert theme.name in form
    assert "People wait and nobody says for how long" in form
    assert "I waited tw" in words(page)
    assert re.search(r'<option value="[^"]+" selected>Outpatients', form)
    sent = {"submission_key": key_of(page)}
    for name in ("title", "aim"):
        sent[name] = {"title": theme.name, "aim": "Nobody waits without a word."}[name]
    answer = client.post(address, {**sent, "follows_theme": "on"})
    improvement = Improvement.objects.get()
    assert answer["Location"] == f"/improvements/{improvement.slug}/"
    assert improvement.measures.get().source_theme == theme
    shown = client.get(answer["Location"])
    assert "Nobody waits without a word." in words(shown)
    assert f"/themes/{theme.pk}/" in shown.content.decode()


def test_starting_twice_with_one_form_leads_to_the_one_that_was_started(riverbend: Riverbend, client_of: Sign) -> None:
    theme, client = make_theme(riverbend), client_of("improver")
    address = f"{reverse('improvement_new')}?theme={theme.pk}"
    sent = {"title": "Once", "aim": "Once.", "submission_key": key_of(client.get(address))}
    client.post(address, sent)
    again = client.post(address, sent)
    assert Improvement.objects.count() == 1
    assert again["Location"] == f"/improvements/{Improvement.objects.get().pk}/"
    assert client.get(again["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Please fill in"),
        ({"title": "x" * 161, "aim": "a"}, "Please keep this to 160 characters"),
        ({"title": "x", "aim": "a", "due_on": "2020-01-01"}, "This day is over"),
        ({"title": "x", "aim": "a", "due_on": "soon"}, "Write the date as day"),
        ({"title": "x", "aim": "a", "service": "00000000-0000-4000-8000-000000000000"}, "valid choice"),
        ({"title": "x\x00", "aim": "a"}, "Null characters"),
    ],
)
def test_what_is_wrong_with_a_start_is_said_and_nothing_is_made(
    riverbend: Riverbend, client_of: Sign, sent: dict[str, str], said: str
) -> None:
    theme = make_theme(riverbend)
    answer = client_of("improver").post(f"{reverse('improvement_new')}?theme={theme.pk}", sent)
    assert answer.status_code == 200
    assert said in words(answer)
    assert not Improvement.objects.exists()


@pytest.mark.parametrize("theme", ["", "?theme=", "?theme=nonsense", "?theme=00000000-0000-4000-8000-000000000000"])
def test_starting_asks_for_a_theme_of_ones_own(riverbend: Riverbend, client_of: Sign, theme: str) -> None:
    make_theme(riverbend)
    status = 404 if "=" in theme and not theme.endswith("=") else 200
    answer = client_of("improver").get(reverse("improvement_new") + theme)
    assert answer.status_code == status
    assert client_of("outsider").get(reverse("improvement_new")).content.count(b"Nobody says") == 0
    assert client_of("moderator").get(reverse("improvement_new")).status_code == 404


# --- The page -----------------------------------------------------------------------------------------------------


@pytest.fixture
def whole(riverbend: Riverbend) -> Improvement:
    """An improvement with everything a page can show, seen by everybody."""
    by = riverbend.actor("improver")
    improvement = make_improvement(riverbend, make_theme(riverbend, is_public=True))
    make_measure(riverbend, improvement)
    driver = add_driver(improvement=improvement, text="People are told", by=by)
    add_driver(improvement=improvement, text="Delays are seen", parent=driver, by=by)
    add_change_idea(improvement=improvement, text="A board", driver=driver, from_part="patient", by=by)
    cycle = start_cycle(
        improvement=improvement, title="A board in one clinic", plan="One clinic", prediction="Half as many ask",
        starts_on=datetime.date(2025, 11, 3), ends_on=datetime.date(2025, 12, 1), by=by,
    )  # fmt: skip
    learn_from_cycle(
        cycle=cycle, result="A third", learning="It works", verdict="adopt", ends_on=cycle.ends_on, version=1, by=by
    )
    remark_on_cycle(cycle=cycle, words="The board was too high for my chair.", part="patient", by=by)
    patient_of(riverbend, improvement)
    patient_of(riverbend, improvement, "carer")
    show_improvement(improvement=improvement, by=by)
    return improvement


def test_everybody_reads_the_improvement_but_no_names_remarks_or_history(whole: Improvement, client_of: Sign) -> None:
    page = client_of("visitor").get(f"/improvements/{whole.slug}/")
    read = words(page)
    for expected in (whole.aim, "1 patient, 1 carer, 1 member of staff", "A board in one clinic", "People are told",
                     "Half as many ask", "real change for the better", "Nobody says how long"):  # fmt: skip
        assert expected in read, expected
    for kept in ("Jo the patient", "Siân", "Decide", "Plan a test", "Enter readings", "step by step"):
        assert kept not in read, kept
    test_page = words(client_of("visitor").get(f"/tests/{Cycle.objects.get().pk}/"))
    assert "too high for my chair" not in test_page
    assert "too high for my chair" in words(client_of("moderator").get(f"/tests/{Cycle.objects.get().pk}/"))
    assert "Jo the patient" in words(client_of("improver").get(f"/improvements/{whole.slug}/"))


def test_the_page_asks_as_much_of_the_database_for_one_thing_as_for_three(
    riverbend: Riverbend, whole: Improvement, client_of: Sign, django_assert_num_queries: Any
) -> None:
    client, address = client_of("visitor"), f"/improvements/{whole.slug}/"
    client.get(address)
    with django_assert_num_queries(QUERIES_OF_PAGE):
        client.get(address)
    by = riverbend.actor("improver")
    for number in range(2):
        make_measure(riverbend, whole, name=f"More {number}")
        add_driver(improvement=whole, text=f"More {number}", by=by)
        add_change_idea(improvement=whole, text=f"More {number}", by=by)
        start_cycle(improvement=whole, title="More", plan="p", prediction="q", starts_on=month(3), by=by)
    with django_assert_num_queries(QUERIES_OF_PAGE):
        client.get(address)


QUERIES_OF_PAGE = 11


def test_the_library_is_searched_and_narrowed(riverbend: Riverbend, whole: Improvement, client_of: Sign) -> None:
    theme, by = whole.themes.get(), riverbend.actor("improver")
    done = make_improvement(riverbend, theme, title="Chairs", aim="Everybody sits.")
    finish_improvement(improvement=done, what_changed="Twelve more chairs.", by=by)
    show_improvement(improvement=done, by=riverbend.actor("improver"))
    ended = make_improvement(riverbend, theme, title="A second receptionist", aim="No line.")
    stop_improvement(improvement=ended, why="There is no money.", by=riverbend.actor("improver"))
    make_improvement(riverbend, theme, title="Hidden work", aim="Later.")
    visitor, address = client_of("visitor"), "/at/riverbend/improvements/"
    whole_list = words(visitor.get(address))
    assert "Say how long" in whole_list
    assert "Twelve more chairs." in whole_list
    for kept in ("Hidden work", "A second receptionist"):
        assert kept not in whole_list
        assert kept in words(client_of("moderator").get(address))
    assert "Say how long" not in words(visitor.get(address, {"state": "finished"}))
    for query, found in (("twelve CHAIRS", True), ("board", False), ("%", False), ("x" * 5000, False)):
        assert ("Everybody sits." in words(visitor.get(address, {"q": query}))) == found, query[:20]
    assert "Say how long" in words(visitor.get(address, {"q": "board"}))
    assert visitor.get(address, {"page": "999", "state": "nonsense"}).status_code == 200
    assert visitor.get("/at/nowhere/improvements/").status_code == 404


def test_the_library_needs_as_many_queries_for_one_as_for_three(
    riverbend: Riverbend, whole: Improvement, client_of: Sign, django_assert_max_num_queries: Any
) -> None:
    client = client_of("visitor")
    with django_assert_max_num_queries(12) as one:
        client.get("/at/riverbend/improvements/")
    for number in range(2):
        more = make_improvement(riverbend, whole.themes.get(), title=f"More {number}")
        make_measure(riverbend, more)
        show_improvement(improvement=more, by=SYSTEM)
    with django_assert_max_num_queries(12) as three:
        client.get("/at/riverbend/improvements/")
    assert len(one) == len(three)


# --- Two people at once -------------------------------------------------------------------------------------------


def test_whoever_is_second_keeps_their_words_and_learns_of_the_first(riverbend: Riverbend, client_of: Sign) -> None:
    improvement, client = make_improvement(riverbend), client_of("improver")
    address = f"/improvements/{improvement.slug}/edit/"
    page = client.get(address)
    change_aim(
        improvement=improvement, title="T", aim="The first aim.", service=None, due_on=None, version=1,
        by=riverbend.actor("lead"),
    )  # fmt: skip
    sent = {"title": "T", "aim": "The second aim.", "version": "1", "submission_key": key_of(page)}
    refused = client.post(address, sent)
    assert "Somebody changed this while you were writing" in words(refused)
    assert "The second aim." in refused.content.decode()
    assert Improvement.objects.get().aim == "The first aim."
    version = hidden(refused, "version")
    assert client.post(address, {**sent, "version": version, "submission_key": key_of(refused)}).status_code == 302
    assert Improvement.objects.get().aim == "The second aim."


def test_a_form_sent_twice_is_not_taken_for_somebody_else(riverbend: Riverbend, client_of: Sign) -> None:
    improvement, client = make_improvement(riverbend), client_of("improver")
    address = f"/improvements/{improvement.slug}/edit/"
    sent = {"title": "T", "aim": "Again.", "version": "1", "submission_key": key_of(client.get(address))}
    assert client.post(address, sent).status_code == 302
    again = client.post(address, sent)
    assert again.status_code == 302
    assert RecordedFact.objects.filter(kind="improvements.AimChanged").count() == 1
    assert "sent once" in words(client.get(again["Location"]))


def test_what_was_removed_meanwhile_is_not_written_to(riverbend: Riverbend, client_of: Sign) -> None:
    improvement, by = make_improvement(riverbend), riverbend.actor("improver")
    driver = add_driver(improvement=improvement, text="One", by=by)
    other = add_driver(improvement=improvement, text="Other", by=by)
    client = client_of("improver")
    address = f"/improvements/{improvement.slug}/drivers/{driver.pk}/"
    change_driver(driver=driver, text="Changed", parent=None, version=1, by=by)
    answer = client.post(f"{address}remove/", {"version": "1"}, follow=True)
    assert "Nothing was removed" in words(answer)
    assert client.post(f"{address}remove/", {"version": "2"}).status_code == 302
    assert client.post(address, {"text": "x", "version": "2"}).status_code == 404
    with pytest.raises(ChangedMeanwhile):
        change_driver(driver=other, text="x", parent=driver, version=1, by=by)


def test_one_reading_corrected_by_two(riverbend: Riverbend, client_of: Sign) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 2)
    reading, client = measure.readings.all()[0], client_of("improver")
    address = f"/measures/{measure.pk}/readings/{reading.pk}/"
    change_reading(reading=reading, value=5.5, was=41.0, by=SYSTEM)
    refused = client.post(address, {"value": "7", "was": "41.0"})
    assert "Somebody changed this reading" in words(refused)
    assert hidden(refused, "was") == "5.5"
    assert client.post(address, {"value": "7", "was": "5.5"}).status_code == 302
    assert "Nothing was removed" in words(client.post(f"{address}remove/", {"was": "5.5"}, follow=True))
    assert client.post(f"{address}remove/", {"was": "7.0"}).status_code == 302
    assert not Reading.objects.filter(pk=reading.pk).exists()


# --- Pasting ------------------------------------------------------------------------------------------------------


def test_readings_are_previewed_with_their_lines_before_anything_is_kept(riverbend: Riverbend, client_of: Sign) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 2, unit="%")
    client, address = client_of("improver"), f"/measures/{measure.pk}/readings/"
    pasted = "Month\tShare\nJan 2025\t41\n01/02/2025\t12.5%\nMar 2025\tn/a\n2025-04-01\t=1+1\nJun 2025\t1,234\nsoon\t3"
    page = client.post(address, {"pasted": pasted, "look": "yes"})
    read = words(page)
    for expected in (
        "2 lines were not understood", "Line 5: “=1+1” is a formula. Paste its value instead.",
        "Line 7: “soon” is no date we know.", "No value on line 4", "1 February 2025", "12.5%", "was 44%",
        "there already", "1,234%", "Save 3 readings",
    ):  # fmt: skip
        assert expected in read, expected
    assert measure.readings.count() == 2
    kept = re.search(r'<textarea name="pasted" hidden>\n(.*?)</textarea>', page.content.decode(), re.DOTALL)
    assert kept
    assert kept[1] == pasted
    answer = client.post(address, {"pasted": pasted, "save": "yes", "submission_key": key_of(page)}, follow=True)
    assert "Saved: 1 new, 1 changed, 1 as they were." in words(answer)
    assert dict(measure.readings.values_list("on", "value")) == {
        month(0): 41.0, month(1): 12.5, datetime.date(2025, 6, 1): 1234.0
    }  # fmt: skip


def test_a_sign_that_does_not_fit_the_unit_is_refused_with_what_to_write(
    riverbend: Riverbend, client_of: Sign
) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 0, unit="minutes")
    client, address = client_of("improver"), f"/measures/{measure.pk}/readings/"
    pasted = "Jan 2025\t45%\nFeb 2025\t£45\nMar 2025\t45 hours\nApr 2025\t45 minutes\nMay 2025\t45"
    read = words(client.post(address, {"pasted": pasted, "look": "yes"}))
    for line, written in enumerate(("45%", "£45", "45 hours"), start=1):
        refused = f"“{written}” does not fit, because this measure is in minutes."
        assert f"Line {line}: {refused} Write the value in minutes, as a number alone." in read
    client.post(address, {"pasted": pasted, "save": "yes"})
    assert sorted(measure.readings.values_list("on", "value")) == [
        (datetime.date(2025, 4, 1), 45.0), (datetime.date(2025, 5, 1), 45.0)
    ]  # fmt: skip


def test_a_measure_in_per_cent_takes_a_number_with_its_sign_or_without(riverbend: Riverbend, client_of: Sign) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 0, unit="%")
    pasted = "Jan 2025\t45%\nFeb 2025\t45\nMar 2025\t45 minutes"
    read = words(client_of("improver").post(f"/measures/{measure.pk}/readings/", {"pasted": pasted, "save": "yes"}))
    assert list(measure.readings.values_list("value", flat=True)) == [45.0, 45.0]
    assert "45 minutes" not in read


@pytest.mark.parametrize(
    ("unit", "written", "kept"),
    [
        ("%", "45%", 45.0), ("%", "45", 45.0), ("%", "45.5 %", 45.5), ("minutes", "1,234.5", 1234.5),
        ("minutes", "45 minutes", 45.0), ("", "45", 45.0), ("minutes", "-3", -3.0),
    ],
)  # fmt: skip
def test_one_reading_is_put_right_in_the_unit_of_its_measure(
    riverbend: Riverbend, client_of: Sign, unit: str, written: str, kept: float
) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 1, unit=unit)
    reading, client = measure.readings.get(), client_of("improver")
    address = f"/measures/{measure.pk}/readings/{reading.pk}/"
    assert client.post(address, {"value": written, "was": "41.0"}).status_code == 302
    reading.refresh_from_db()
    assert reading.value == kept
    shown = client.get(address).content.decode()
    assert f'value="{kept:g}"' in shown
    assert (f"In {unit}, as a number." in shown) == bool(unit)


@pytest.mark.parametrize(
    ("unit", "written", "said"),
    [
        ("minutes", "45%", "“45%” does not fit, because this measure is in minutes."),
        ("%", "£45", "“£45” does not fit, because this measure is in %."),
        ("minutes", "45 hours", "“45 hours” does not fit, because this measure is in minutes."),
        ("minutes", "soon", "Write a number, such as 12 or 12.5."),
        ("minutes", "n/a", "Write a number, such as 12 or 12.5."),
        ("minutes", "=1+1", "Write a number, such as 12 or 12.5."),
        ("minutes", "9" * 17, "This number is too large."),
    ],
)
def test_one_reading_that_does_not_fit_is_refused_and_kept_in_the_form(
    riverbend: Riverbend, client_of: Sign, unit: str, written: str, said: str
) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 1, unit=unit)
    reading, client = measure.readings.get(), client_of("improver")
    answer = client.post(f"/measures/{measure.pk}/readings/{reading.pk}/", {"value": written, "was": "41.0"})
    assert said in words(answer)
    assert f'value="{written}"' in answer.content.decode()
    reading.refresh_from_db()
    assert reading.value == 41.0


@pytest.mark.parametrize("pasted", ["", "   ", "nothing here", "=A1\t=B1", "\x00", "9" * 250_000, "Jan 2199\t4"])
def test_a_paste_without_readings_keeps_nothing(riverbend: Riverbend, client_of: Sign, pasted: str) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 0)
    answer = client_of("improver").post(f"/measures/{measure.pk}/readings/", {"pasted": pasted, "save": "yes"})
    assert answer.status_code == 200
    assert not measure.readings.exists()
    assert not RecordedFact.objects.filter(kind="improvements.ReadingsEntered").exists()


def test_pasting_the_same_again_changes_nothing(riverbend: Riverbend, client_of: Sign) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), 0)
    client, address = client_of("improver"), f"/measures/{measure.pk}/readings/"
    pasted = "\n".join(f"{month(place):%d/%m/%Y},{value}" for place, value in enumerate(WAITS))
    client.post(address, {"pasted": pasted, "save": "yes"})
    answer = client.post(address, {"pasted": pasted, "save": "yes"}, follow=True)
    assert "Saved: 0 new, 0 changed, 19 as they were." in words(answer)
    assert measure.readings.count() == 19


def test_the_file_can_be_taken_away_and_pasted_back_and_runs_nothing(riverbend: Riverbend, client_of: Sign) -> None:
    measure = make_measure(riverbend, make_improvement(riverbend), name="=HYPERLINK(1)")
    file = client_of("improver").get(f"/measures/{measure.pk}/readings.csv")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["date", "'=HYPERLINK(1)"]
    assert [(row[0], float(row[1])) for row in rows[1:]] == [
        (month(place).isoformat(), float(value)) for place, value in enumerate(WAITS)
    ]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    two_columns = "\n".join("\t".join(row[:2]) for row in rows)
    again = client_of("improver").post(
        f"/measures/{measure.pk}/readings/", {"pasted": two_columns, "save": "yes"}, follow=True
    )
    assert "19 as they were" in words(again)


# --- Everything else ----------------------------------------------------------------------------------------------


def test_limits_are_set_with_a_reason_that_everybody_can_read(riverbend: Riverbend, client_of: Sign) -> None:
    improvement = make_improvement(riverbend)
    measure = make_measure(riverbend, improvement)
    show_improvement(improvement=improvement, by=SYSTEM)
    client, base = client_of("improver"), f"/measures/{measure.pk}/"
    assert "Please fill in" in words(client.post(f"{base}limits/rebase/", {"on": "2026-01-01", "version": "1"}))
    early = {"on": "2025-02-01", "reason": "r", "version": "1"}
    assert "at least five readings" in words(client.post(f"{base}limits/rebase/", early))
    good = {"on": "2026-01-01", "reason": "The board is kept.", "version": "1"}
    assert client.post(f"{base}limits/rebase/", good).status_code == 302
    page = words(client_of("visitor").get(base))
    assert "from 1 January 2026: The board is kept." in page
    assert "Better since January 2026" in page
    assert hidden(client.get(f"{base}limits/rejoin/?on=2026-01-01"), "on") == "2026-01-01"
    back = {"on": "2026-01-01", "reason": "Too early.", "version": "2"}
    assert client.post(f"{base}limits/rejoin/", back).status_code == 302
    freeze = {"on": "2025-12-01", "reason": "Before the board.", "version": "3"}
    assert client.post(f"{base}limits/freeze/", freeze).status_code == 302
    assert client.post(f"{base}limits/release/", {"reason": "No need.", "version": "4"}).status_code == 302
    assert Measure.objects.get().rebase_on == []


def test_a_patient_suggests_and_speaks_and_changes_nothing(riverbend: Riverbend, client_of: Sign) -> None:
    improvement = make_improvement(riverbend)
    measure = make_measure(riverbend, improvement)
    cycle = start_cycle(
        improvement=improvement, title="t", plan="p", prediction="q", starts_on=month(3), by=riverbend.actor("improver")
    )
    client = signed_in(patient_of(riverbend, improvement))
    page = words(client.get(f"/improvements/{improvement.slug}/"))
    assert "Suggest an idea" in page
    assert "Plan a test" not in page
    assert client.post(f"/improvements/{improvement.slug}/ideas/new/", {"text": "Pagers"}).status_code == 302
    assert ChangeIdea.objects.get().from_part == "patient"
    assert client.post(f"/tests/{cycle.pk}/remarks/", {"words": "It was loud."}).status_code == 302
    assert "Please fill in" in words(client.post(f"/tests/{cycle.pk}/remarks/", {"words": " "}))
    for address in (
        f"/improvements/{improvement.slug}/edit/", f"/improvements/{improvement.slug}/drivers/",
        f"/improvements/{improvement.slug}/tests/new/", f"/improvements/{improvement.slug}/team/",
        f"/improvements/{improvement.slug}/end/", f"/improvements/{improvement.slug}/measures/new/",
        f"/tests/{cycle.pk}/learn/", f"/measures/{measure.pk}/readings/", f"/measures/{measure.pk}/limits/freeze/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert client.get("/queue/").status_code == 404


def test_a_test_is_planned_locked_and_learned_from_on_its_pages(riverbend: Riverbend, client_of: Sign) -> None:
    improvement, client = make_improvement(riverbend), client_of("improver")
    new = f"/improvements/{improvement.slug}/tests/new/"
    plan = {"title": "T", "plan": "P", "prediction": "Half", "starts_on": "2025-03-01", "ends_on": "2025-02-01"}
    assert "comes before the first" in words(client.post(new, plan))
    assert client.post(new, {**plan, "ends_on": "2025-04-01"}).status_code == 302
    cycle = Cycle.objects.get()
    edit = {**plan, "ends_on": "2025-05-01", "prediction": "All along", "version": "1"}
    assert client.post(f"/tests/{cycle.pk}/edit/", edit).status_code == 302
    cycle.refresh_from_db()
    assert (cycle.prediction, cycle.ends_on) == ("Half", datetime.date(2025, 5, 1))
    assert "after the test had begun" in words(client.get(f"/tests/{cycle.pk}/"))
    learned = {"result": "R", "learning": "L", "verdict": "adopt", "ends_on": "2025-02-01", "version": "2"}
    assert "comes before the first" in words(client.post(f"/tests/{cycle.pk}/learn/", learned))
    assert "valid choice" in words(client.post(f"/tests/{cycle.pk}/learn/", {**learned, "verdict": "win"}))
    assert client.post(f"/tests/{cycle.pk}/learn/", {**learned, "ends_on": "2025-04-02"}).status_code == 302
    assert "Keep it" in words(client.get(f"/tests/{cycle.pk}/"))


def test_the_diagram_is_changed_without_script(riverbend: Riverbend, client_of: Sign) -> None:
    improvement, client = make_improvement(riverbend), client_of("improver")
    base = f"/improvements/{improvement.slug}/"
    client.post(f"{base}drivers/", {"text": "One"})
    client.post(f"{base}drivers/", {"text": "Two", "parent": str(improvement.drivers.get(text="One").pk)})
    two = improvement.drivers.get(text="Two")
    assert two.parent is not None
    three = client.post(f"{base}drivers/", {"text": "Three", "parent": str(two.pk)})
    assert "valid choice" in words(three)
    client.post(f"{base}drivers/{two.pk}/", {"text": "Two, moved", "parent": "", "version": "1"})
    two.refresh_from_db()
    assert (two.text, two.parent) == ("Two, moved", None)
    client.post(f"{base}ideas/new/", {"text": "Idea", "driver": str(two.pk)})
    idea = improvement.change_ideas.get()
    client.post(f"{base}ideas/{idea.pk}/", {"text": "Idea, moved", "driver": "", "version": "1"})
    idea.refresh_from_db()
    assert (idea.text, idea.driver) == ("Idea, moved", None)
    client.post(f"{base}ideas/{idea.pk}/remove/", {"version": "2"})
    client.post(f"{base}drivers/{two.pk}/remove/", {"version": "2"})
    assert (improvement.change_ideas.count(), improvement.drivers.count()) == (0, 1)


def test_the_team_is_chosen(riverbend: Riverbend, client_of: Sign) -> None:
    improvement, client = make_improvement(riverbend), client_of("improver")
    base = f"/improvements/{improvement.slug}/team/"
    page = words(client.get(base))
    assert "Daniel Cho" in page
    assert "Ruth Adeyemi" not in page
    responder = riverbend.account("responder")
    assert client.post(base, {"account": str(responder.pk), "part": "staff"}).status_code == 302
    assert "valid choice" in words(client.post(base, {"account": str(riverbend.outsider.pk), "part": "staff"}))
    invite = {"invite-name": "Jo", "invite-email": "jo@home.example", "invite-part": "patient"}
    assert client.post(f"{base}invite/", invite).status_code == 302
    assert "on the team already" in words(client.post(f"{base}invite/", invite))
    assert "valid choice" in words(client.post(f"{base}invite/", {**invite, "invite-part": "leader"}))
    member = improvement.team.get(name="Jo")
    assert client.post(f"{base}{member.pk}/remove/").status_code == 302
    assert client.get(f"/improvements/{improvement.slug}/team/{member.pk}/remove/").status_code == 405
    assert improvement.team.count() == 2


def test_it_is_shown_hidden_linked_ended_and_taken_up_again(riverbend: Riverbend, client_of: Sign) -> None:
    improvement, client = make_improvement(riverbend), client_of("improver")
    other = make_theme(riverbend, "Chairs")
    base = f"/improvements/{improvement.slug}/"
    client.post(f"{base}reveal/", {"is_public": "yes"})
    assert client_of("visitor").get(base).status_code == 200
    client.post(f"{base}reveal/", {"is_public": "no"})
    assert client_of("visitor").get(base).status_code == 404
    assert "No theme was linked" in words(client.post(f"{base}themes/", {"theme": "x"}, follow=True))
    client.post(f"{base}themes/", {"theme": str(other.pk)})
    unlink = f"{base}themes/{other.pk}/unlink/"
    assert unlink in client.get(base).content.decode()
    assert client.post(unlink, {"because": ""}).status_code == 200
    assert other.improvements.exists()
    client.post(unlink, {"because": "The chairs are new."})
    assert not other.improvements.exists()
    client.post(f"{base}themes/", {"theme": str(other.pk)})
    assert improvement.themes.count() == 2
    assert client.post(f"{base}measures/theme/", {"theme": str(other.pk)}).status_code == 302
    assert improvement.measures.get().source_theme == other
    assert "Please fill in" in words(client.post(f"{base}end/", {"how": "stopped", "words": ""}))
    assert client.post(f"{base}end/", {"how": "stopped", "words": "The clinic moves."}).status_code == 302
    page = words(client.get(base))
    assert "No change: The clinic moves." in page
    assert "Change the aim" not in page
    assert "has ended meanwhile" in words(client.post(f"{base}end/", {"how": "finished", "words": "x"}))
    client.post(f"{base}resume/")
    assert client.post(f"{base}end/", {"how": "finished", "words": "A board."}).status_code == 302
    assert "A board." in words(client.get(base))


def test_measures_are_added_changed_and_removed(riverbend: Riverbend, client_of: Sign) -> None:
    improvement, client = make_improvement(riverbend), client_of("improver")
    new = f"/improvements/{improvement.slug}/measures/new/"
    sent = {"name": "Waits", "kind": "outcome", "better": "decrease", "unit": "minutes", "target": "20"}
    for wrong in ({"kind": "x"}, {"better": ""}, {"target": "many"}, {"target": "nan"}, {"target": "1e400"}):
        assert client.post(new, {**sent, **wrong}).status_code == 200, wrong
    assert client.post(new, sent).status_code == 302
    measure = Measure.objects.get()
    edit = f"/measures/{measure.pk}/edit/"
    assert client.post(edit, {**sent, "name": "Waiting", "version": "1"}).status_code == 302
    assert "Somebody changed this" in words(client.post(edit, {**sent, "name": "Queues", "version": "1"}))
    assert "This measure stays" in words(client.post(f"/measures/{measure.pk}/remove/", {"version": "1"}, follow=True))
    assert client.post(f"/measures/{measure.pk}/remove/", {"version": "2"}).status_code == 302
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["reveal/", "themes/", "resume/", "measures/theme/", "ideas/1/remove/", "drivers/1/remove/", "team/1/remove/"],
)
def test_nothing_is_written_by_looking(riverbend: Riverbend, client_of: Sign, address: str) -> None:
    improvement = make_improvement(riverbend)
    count = RecordedFact.objects.count()
    assert client_of("improver").get(f"/improvements/{improvement.slug}/{address}").status_code == 405
    assert RecordedFact.objects.count() == count


def test_a_visitor_is_told_nothing_of_what_is_hidden(riverbend: Riverbend, client_of: Sign) -> None:
    improvement = make_improvement(riverbend)
    measure = make_measure(riverbend, improvement)
    visitor = client_of("visitor")
    improvements = (f"/improvements/{improvement.slug}/", f"/improvements/{improvement.pk}/")
    for address in (*improvements, f"/measures/{measure.pk}/", f"/measures/{measure.pk}/readings.csv"):
        assert visitor.get(address).status_code == 404
