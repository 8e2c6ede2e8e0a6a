"""Importing survey files: what goes in, what is refused and why, and what a stop half-way leaves."""

import csv
import os
import signal
import subprocess
import sys
import textwrap
import time
import uuid
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from openward.contributions.actions.stories import erase
from openward.contributions.events import SurveyCommentsReceived
from openward.contributions.models import Contribution, Lifecycle
from openward.engagements.models import Asking, Engagement
from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM
from openward.people.models import Persona, Service
from openward.spaces.models import Space
from openward.themes.actions import imports
from openward.themes.actions.imports import ImportResult, NotThisLayout, import_survey
from openward.themes.models import Code, Coding, Theme, ThemeCount
from openward.themes.queries import theme_months
from tests.factories.riverbend import Riverbend
from tests.rooms.themes.survey_files import HEADER, good_rows, line, row, survey_file

pytestmark = pytest.mark.django_db


def rejected(result: ImportResult) -> dict[int, str]:
    if result.rejects_path is None:
        return {}
    with result.rejects_path.open(newline="", encoding="utf-8") as file:
        return {int(cells["Line"]): cells["Why it was not taken in"] for cells in csv.DictReader(file)}


def brought_in(riverbend: Riverbend, path: Path) -> ImportResult:
    return import_survey(path=path, space=riverbend.space, by=SYSTEM)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(row(2, words="")), "no words"),
        (line(row(2, words=" \u00a0 ")), "no words"),
        (line(row(2, Date="31/02/2026")), "no date"),
        (line(row(2, Date="13/13/2026")), "no date"),
        (line(row(2, Date="yesterday")), "no date"),
        (line(row(2, Date="")), "There is no date"),
        (line(row(2, Date="05/03/2199")), "future"),
        (line(row(2, Date="05/03/0026")), "long ago"),
        (line(row(2)[:-1]), "cells"),
        (line([*row(2), "more"]), "cells"),
        (line(row(2)).replace(b"kind", b"k\xffnd"), "UTF-8"),
        (line(row(2)).replace(b"kind", b"k\0nd"), "NUL"),
        (line(row(2, words="x" * 2_000_000)), "too long"),
        (line(row(2, words="many\nlines\n" * 200_000)), "too long"),
        (line(row(2, words="x" * 30_000)), "longer than"),
        (line(row(2)).replace(b"They were", b'"They were'), "not closed"),
        (line(row(2)).replace(b"They were", b'"They" were'), "stands where none"),
        (line(row(2, **{"Person identifiable info?": "1"})), "who somebody is"),
        (line(row(2, **{"Comment ID": ""})), "Comment ID"),
        (line(row(2, **{"Comment sentiment": "very"})), "no number"),
        (line(row(2, Parking="perhaps")), "neither 1 nor empty"),
    ],
)
def test_a_bad_row_is_listed_and_the_rest_goes_in(
    riverbend: Riverbend, tmp_path: Path, bad: bytes, reason: str
) -> None:
    path = survey_file(tmp_path, good_rows(1), bad, good_rows(3, first=10))
    result = brought_in(riverbend, path)
    assert (result.read, result.imported, result.skipped, result.rejected) == (5, 4, 0, 1)
    found = rejected(result)
    assert list(found) == [3]
    assert reason in found[3]
    assert Contribution.objects.count() == 4


def test_a_mark_that_never_closes_at_the_end_costs_one_row(riverbend: Riverbend, tmp_path: Path) -> None:
    bad = line(row(2)).replace(b"They were", b'"They were')
    result = brought_in(riverbend, survey_file(tmp_path, good_rows(1), bad))
    assert (result.imported, result.rejected) == (1, 1)


def test_two_marks_that_never_close_cost_two_rows(riverbend: Riverbend, tmp_path: Path) -> None:
    bad = line(row(2)).replace(b"They were", b'"They were')
    path = survey_file(tmp_path, good_rows(1), bad, good_rows(795, first=10), bad, good_rows(5, first=900))
    result = brought_in(riverbend, path)
    assert (result.imported, result.rejected) == (801, 2)
    assert list(rejected(result)) == [3, 799]


def test_odd_but_good_rows_go_in(riverbend: Riverbend, tmp_path: Path) -> None:
    path = survey_file(
        tmp_path,
        line(row(1, words='She said "sorry".\nTwice.', Date="2026-03-05")),
        line(row(2, words="Ein Höhlenforscher 𝒳 👩‍👩‍👧", Date="5/31/2026", **{"Comment sentiment": "3.0"})),
        line(row(3)).replace(b"They were kind.", b'The 5" pipe dripped.').replace(b"\n", b"\r\n"),
        b"\n",
        line(row(4, Parking="TRUE", **{"Service type 1": "Unknown", "Respondent ID": ""})),
    )
    result = brought_in(riverbend, path)
    assert (result.read, result.imported) == (4, 4), rejected(result)
    words = Contribution.objects.order_by("happened_on").values_list("shown_revision__text", "happened_on__month")
    assert Counter(words) == {
        ('She said "sorry".\nTwice.', 3): 1,
        ('The 5" pipe dripped.', 3): 1,
        ("They were kind.", 3): 1,
        ("Ein Höhlenforscher 𝒳 👩‍👩‍👧", 5): 1,
    }
    assert Contribution.objects.filter(service=None).count() == 1
    assert theme_months(Theme.objects.get(name="Parking"))[0][1:] == (1, 3)


def test_formulas_are_harmless(riverbend: Riverbend, tmp_path: Path) -> None:
    bomb = '=HYPERLINK("http://example.org","click")'
    path = survey_file(tmp_path, line(row(1, words=bomb)), line(row(2, words="", **{"Comment ID": bomb})))
    result = brought_in(riverbend, path)
    assert Contribution.objects.get().shown_revision.text == bomb  # type: ignore[union-attr]
    assert result.rejects_path is not None
    with result.rejects_path.open(newline="", encoding="utf-8") as file:
        cells = [cell for cells in csv.reader(file) for cell in cells]
    assert f"'{bomb}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert result.rejects_path.stat().st_mode & 0o077 == 0


def test_the_list_of_rejects_holds_no_words(riverbend: Riverbend, tmp_path: Path) -> None:
    bad = line(row(2, words="The quetzal sang.", Date="never"))
    result = brought_in(riverbend, survey_file(tmp_path, good_rows(1), bad))
    assert result.rejects_path is not None
    assert "quetzal" not in result.rejects_path.read_text()


@pytest.mark.parametrize(
    "first_line",
    [
        b"",
        b"a,b,c\n",
        b"Comment ID,Date\n",
        line([*HEADER, "Parking"]),
        line([*HEADER, ""]),
        line([*HEADER, "x" * 200]),
        line([*HEADER, *map(str, range(400))]),
        b"x" * 3_000_000,
        "\ufeffComment".encode("utf-16"),
    ],
)
def test_another_layout_is_refused_whole(riverbend: Riverbend, tmp_path: Path, first_line: bytes) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(first_line + good_rows(2))
    with pytest.raises(NotThisLayout):
        brought_in(riverbend, path)
    assert not Contribution.objects.exists()
    assert not Code.objects.exists()


def test_a_byte_order_mark_is_no_part_of_the_first_name(riverbend: Riverbend, tmp_path: Path) -> None:
    path = survey_file(tmp_path, good_rows(2))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert brought_in(riverbend, path).imported == 2


def test_again_adds_nothing_and_a_longer_file_only_what_is_new(riverbend: Riverbend, tmp_path: Path) -> None:
    first = brought_in(riverbend, survey_file(tmp_path, good_rows(5)))
    again = brought_in(riverbend, survey_file(tmp_path, good_rows(5)))
    longer = brought_in(riverbend, survey_file(tmp_path, good_rows(8), good_rows(2)))
    assert [(each.imported, each.skipped) for each in (first, again, longer)] == [(5, 0), (0, 5), (3, 7)]
    assert sum(Asking.objects.values_list("people", flat=True)) == 8
    assert Service.objects.filter(organisation=riverbend.cast.organisation).count() == 4


def test_what_was_erased_stays_erased(riverbend: Riverbend, tmp_path: Path) -> None:
    path = survey_file(tmp_path, good_rows(3))
    brought_in(riverbend, path)
    one = Contribution.objects.order_by("pk").first()
    assert one is not None
    erase(contribution=one, by=SYSTEM)
    assert brought_in(riverbend, path).imported == 0
    one.refresh_from_db()
    assert one.lifecycle == Lifecycle.ERASED
    assert Coding.objects.count() == 2


def test_several_comments_of_one_person_are_one_person(riverbend: Riverbend, tmp_path: Path) -> None:
    rows = [line(row(number, **{"Respondent ID": "R1"})) for number in range(3)]
    brought_in(riverbend, survey_file(tmp_path, *rows))
    count = ThemeCount.objects.get(theme__name="Staff manner")
    assert (count.contributions, count.people, count.most_of_one) == (3, 1, 3)
    assert Persona.objects.filter(scope_key=riverbend.space.pk).count() == 1
    assert "R1" not in str(list(Persona.objects.values()) + list(Contribution.objects.values()))


def test_codes_regrouped_by_people_stay_as_they_are(riverbend: Riverbend, tmp_path: Path) -> None:
    path = survey_file(tmp_path, good_rows(2))
    brought_in(riverbend, path)
    Code.objects.filter(name="Parking").update(theme=Theme.objects.get(name="Staff manner"))
    brought_in(riverbend, path)
    assert Code.objects.get(name="Parking").theme == Theme.objects.get(name="Staff manner")
    assert Code.objects.count() == Theme.objects.count() == 3


def test_every_batch_leaves_one_fact(
    riverbend: Riverbend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 4)
    seen: list[tuple[int, int]] = []
    path = survey_file(tmp_path, good_rows(10))
    import_survey(path=path, space=riverbend.space, by=SYSTEM, on_progress=lambda done, of: seen.append((done, of)))
    facts = RecordedFact.objects.filter(kind=SurveyCommentsReceived.kind())
    assert [fact.payload["count"] for fact in facts.order_by("pk")] == [4, 4, 2]
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert [done for done, _of in seen] == sorted(done for done, _of in seen)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process from /proc")
def test_memory_stays_small_whatever_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv"
    with path.open("wb") as file:
        file.write(line(HEADER))
        file.write(b'"' + b"x" * 60_000_000 + b"\n")
        file.write(b'a,"b\n' * 500_000)
        file.write(b"," * 30_000_000 + b"\n")
        file.write(good_rows(20_000))
    script = r"""
        import re, sys
        from pathlib import Path
        from openward.kit.csv_rows import CsvRows, Row
        with open(sys.argv[1], "rb") as file:
            good = sum(isinstance(row, Row) for row in CsvRows(file))
        most = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
        print(good, int(most[1]) // 1024)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(path)], capture_output=True, text=True, check=True
    )
    good, megabytes = map(int, done.stdout.split())
    assert good == 20_000
    assert megabytes < 100


@pytest.mark.django_db(transaction=True)
def test_killed_half_way_and_run_again_is_the_same_as_one_clean_run(riverbend: Riverbend, tmp_path: Path) -> None:
    clean, killed = riverbend.space, _another_space(riverbend)
    path = survey_file(tmp_path, good_rows(2_500), line(row(2, words="")), good_rows(4_000, first=2_501))
    whole = import_survey(path=path, space=clean, by=SYSTEM)
    _kill_while_importing(path, killed)
    before = Contribution.objects.filter(space=killed).count()
    assert 0 < before < whole.imported
    rest = import_survey(path=path, space=killed, by=SYSTEM)
    assert rest.skipped == before
    assert rest.imported == whole.imported - before
    assert _state(clean) == _state(killed)


def _another_space(riverbend: Riverbend) -> Space:
    engagement = Engagement.objects.get(pk=riverbend.engagement.pk)
    engagement.pk, engagement.slug = None, "another"  # type: ignore[assignment]
    engagement._state.adding = True
    engagement.id = uuid.uuid4()
    engagement.save()
    space = Space.objects.get(pk=riverbend.space.pk)
    space.id, space.slug, space.engagement = uuid.uuid4(), "another", engagement
    space._state.adding = True
    space.save()
    return space


def _kill_while_importing(path: Path, space: Space) -> None:
    database = connection.settings_dict
    address = " ".join(
        f"{name}={value}"
        for name, value in {
            "dbname": database["NAME"],
            "user": database["USER"],
            "password": database["PASSWORD"],
            "host": database["HOST"],
            "port": database["PORT"],
        }.items()
        if value
    )
    script = """
        import sys
        from pathlib import Path
        import django
        django.setup()
        from openward.people.access import SYSTEM
        from openward.spaces.models import Space
        from openward.themes.actions.imports import import_survey
        import_survey(path=Path(sys.argv[1]), space=Space.objects.get(slug=sys.argv[2]), by=SYSTEM)
    """
    started = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(path), space.slug],
        env={
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "openward.config.settings",
        },
        cwd=settings.BASE_DIR,
    )
    try:
        for _wait in range(6_000):
            if Contribution.objects.filter(space=space).count() or started.poll() is not None:
                break
            time.sleep(0.005)
    finally:
        started.send_signal(signal.SIGKILL)
    assert started.wait() == -signal.SIGKILL


def _state(space: Space) -> dict[str, object]:
    contributions = Contribution.objects.filter(space=space)
    facts = RecordedFact.objects.filter(about__contains=[f"space:{space.pk}"])
    return {
        "words": Counter(contributions.values_list("shown_revision__text", "happened_on", "revisions__number")),
        "codings": Counter(
            Coding.objects.filter(contribution__space=space).values_list("code__name", "excerpt__end", "origin")
        ),
        "people": Persona.objects.filter(scope_key=space.pk).count(),
        "themes": {
            theme.name: (theme_months(theme), theme.count.people, theme.count.contributions)
            for theme in Theme.objects.filter(engagement=space.engagement).select_related("count")
        },
        "facts": Counter((fact.kind, fact.payload.get("count")) for fact in facts),
        "asked": list(Asking.objects.filter(engagement=space.engagement).values_list("people", flat=True)),
        "searchable": contributions.filter(search="kind").count(),
    }
