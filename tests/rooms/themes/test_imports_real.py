"""The real Friends and Family file, checked against counts that Polars makes without this project."""

from pathlib import Path

import polars
import pytest

from openward.contributions.models import Contribution, Lifecycle, Review
from openward.engagements.models import Asking
from openward.people.access import SYSTEM, VISITOR
from openward.people.models import Persona
from openward.themes.actions.fft_layout import KNOWN_COLUMNS
from openward.themes.actions.imports import import_survey
from openward.themes.models import Codebook, Coding, Theme
from openward.themes.queries import month_counts, theme_counts, theme_months, theme_quotes
from tests.factories.riverbend import Riverbend

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "nhs-fft" / "comments.csv"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real survey file is not on this machine")


@pytest.fixture(scope="module")
def frame() -> polars.DataFrame:
    """The usable rows with their month: words that are not only blanks, and a date that can be read."""
    day_first = polars.col("Date").str.to_date("%d/%m/%Y", strict=False)
    month_first = polars.col("Date").str.to_date("%m/%d/%Y", strict=False)
    return (
        polars.read_csv(REAL, infer_schema_length=0)
        .with_columns(month=polars.coalesce(day_first, month_first).dt.truncate("1mo"))
        .filter(polars.col("FFT answer").str.strip_chars() != "", polars.col("month").is_not_null())
    )


def test_every_theme_has_the_counts_that_polars_finds(riverbend: Riverbend, frame: polars.DataFrame) -> None:
    result = import_survey(path=REAL, space=riverbend.space, by=SYSTEM)
    whole = polars.read_csv(REAL, infer_schema_length=0)
    assert result.read == whole.height
    assert result.imported == frame.height
    assert result.rejected == whole.height - frame.height
    labels = [name for name in frame.columns if name not in KNOWN_COLUMNS and name != "month"]
    assert len(labels) == 50
    assert Theme.objects.count() == len(labels)
    lead = riverbend.actor("lead")
    all_months = dict(frame.group_by("month").len().iter_rows())
    all_people = dict(frame.group_by("month").agg(polars.col("Respondent ID").n_unique()).iter_rows())
    for theme in Theme.objects.all():
        labelled = frame.filter(polars.col(theme.name) == "1")
        theirs = dict(labelled.group_by("month").len().iter_rows())
        people = dict(labelled.group_by("month").agg(polars.col("Respondent ID").n_unique()).iter_rows())
        assert theme_months(theme) == [
            (month, theirs.get(month, 0), all_months[month]) for month in sorted(all_months)
        ], theme.name
        assert [(row.people, row.of_people) for row in month_counts(theme)] == [
            (people.get(month, 0), all_people[month]) for month in sorted(all_months)
        ], theme.name
        assert theme_counts(theme, lead).contributions == labelled.height

    again = import_survey(path=REAL, space=riverbend.space, by=SYSTEM)
    assert (again.imported, again.skipped, again.rejected) == (0, frame.height, result.rejected)
    assert Contribution.objects.count() == frame.height
    assert Persona.objects.count() == frame["Respondent ID"].n_unique()
    assert Asking.objects.get().people == whole.height


def test_what_the_file_says_is_kept_for_staff_only(riverbend: Riverbend, frame: polars.DataFrame) -> None:
    import_survey(path=REAL, space=riverbend.space, by=SYSTEM)
    assert not Contribution.objects.readable(VISITOR).exists()
    assert Contribution.objects.readable(riverbend.actor("coder")).count() == frame.height
    assert Codebook.objects.get().codes.count() == 50
    given = sum(frame[name].is_not_null().sum() for name in Codebook.objects.get().codes.values_list("name", flat=True))
    assert Coding.objects.filter(origin=Coding.Origin.IMPORT, coder=None).count() == given
    words = "Cue waiting time by an hour."
    one = Contribution.objects.get(shown_revision__text=words)
    assert (one.kind, one.provenance, one.lifecycle) == ("survey_comment", "survey", Lifecycle.SUBMITTED)
    assert (one.shown_review, one.may_publish, one.may_quote) == (Review.NOT_REQUIRED, False, False)
    assert one.service is not None
    assert one.service.name == "PTS - Patient Transport"
    assert str(one.happened_on) == "2021-09-30"
    assert one.survey == {
        "trust": "NEAS",
        "question": "FFT Why?",
        "score": 2,
        "sentiment": 3,
        "service": "PTS - Patient Transport",
    }
    assert Contribution.objects.filter(search="wait").exists()
    theme = Theme.objects.get(name="Timeliness of care")
    theme.is_public = True
    theme.save()
    assert theme_quotes(theme, VISITOR) == []
    assert len(theme_quotes(theme, riverbend.actor("coder"))) == 10
