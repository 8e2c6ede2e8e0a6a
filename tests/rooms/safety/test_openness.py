"""Moderation in the open: figures are counted from rows, protected, frozen; the files say no more than the page."""

import csv
import datetime
import io
import zipfile
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.methods.disclosure import protect
from openward.people.access import SYSTEM
from openward.safety.actions.openness import NotYet, release_figures, release_figures_due
from openward.safety.models import Appeal, Case, Decision, PublishedFigures, Screening, SecondReading
from openward.safety.models.quarters import Quarter, next_release, quarter_named, quarter_of, quarters_due
from openward.safety.presenters.eu_report import archive_of
from openward.safety.presenters.openness import minutes_in_words
from openward.safety.queries import figures as figures_of_quarters
from openward.safety.queries.figures import DecisionFigures, public_figures
from openward.spaces.models import HouseRule, Visibility
from tests.factories.riverbend import Riverbend, sent_story

ClientOf = Callable[[str], Client]
QUARTER = Quarter(2026, 2)
DAY = datetime.datetime(2026, 5, 12, 9, tzinfo=datetime.UTC)
AFTER = datetime.date(2026, 7, 15)


LOT_OF_THE_QUARTER = figures_of_quarters._lot


@pytest.fixture(autouse=True)
def _no_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """One figure in fifty is withheld by lot; here what is withheld has a reason."""
    monkeypatch.setattr("openward.safety.queries.figures._lot", lambda organisation, quarter: None)


def decided(
    riverbend: Riverbend,
    outcome: str = "approve",
    *,
    contribution: Contribution | None = None,
    rule: HouseRule | None = None,
    kind: str = "reading",
    source: str = "reading",
    hours: float = 4,
    at: datetime.datetime = DAY,
    **values: object,
) -> Decision:
    """A decision `hours` after the words were sent, on a day of the quarter."""
    words = contribution or sent_story(riverbend).contribution
    case = Case.objects.create(contribution=words, kind=kind, state=Case.State.DECIDED, decided_at=at)
    began = at - datetime.timedelta(hours=hours)
    Case.objects.filter(pk=case.pk).update(opened_at=began)
    revision = words.revisions.get()
    words.revisions.update(created_at=began)
    fine = outcome in {"approve", "keep"}
    decision = Decision.objects.create(
        **{
            "case": case,
            "revision": revision,
            "revision_sha256": revision.sha256,
            "outcome": outcome,
            "source": source,
            "rule": None if fine else rule or riverbend.space.house_rules.get(),
            "decided_by": riverbend.account("moderator"),
            **values,
        }
    )
    Decision.objects.filter(pk=decision.pk).update(decided_at=at)
    return decision


def many(riverbend: Riverbend, count: int, outcome: str = "approve", **values: object) -> list[Decision]:
    return [decided(riverbend, outcome, **values) for _ in range(count)]  # type: ignore[arg-type]


def released(riverbend: Riverbend, quarter: Quarter = QUARTER) -> PublishedFigures:
    organisation = riverbend.cast.organisation
    release_figures(organisation=organisation, quarter=quarter, today=quarter.released_on, by=SYSTEM)
    return PublishedFigures.objects.get(organisation=organisation, starts_on=quarter.starts_on)


def figures(riverbend: Riverbend) -> dict[str, object]:
    return public_figures(riverbend.cast.organisation, QUARTER)


def test_quarters_are_fixed_and_shown_on_a_fixed_day() -> None:
    assert (QUARTER.starts_on, QUARTER.ends_on) == (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    assert QUARTER.released_on == datetime.date(2026, 7, 15)
    assert (Quarter(2026, 1).before, Quarter(2026, 4).next) == (Quarter(2025, 4), Quarter(2027, 1))
    assert quarter_of(datetime.date(2026, 12, 31)) == Quarter(2026, 4)
    assert quarter_named("2026-q2") == QUARTER
    assert [quarter_named(slug) for slug in ("2026-q5", "2026q2", "26-q1", "")] == [None] * 4
    since = datetime.date(2026, 2, 1)
    assert quarters_due(datetime.date(2026, 7, 14), since=since) == [Quarter(2026, 1)]
    assert quarters_due(datetime.date(2026, 7, 15), since=since) == [Quarter(2026, 1), QUARTER]
    assert next_release(datetime.date(2026, 7, 14)) == QUARTER
    assert next_release(datetime.date(2026, 7, 15)) == Quarter(2026, 3)


def test_what_is_withheld_by_lot_in_one_quarter_is_shown_in_others(riverbend: Riverbend) -> None:
    organisation = riverbend.cast.organisation
    quarters = [Quarter(year, number) for year in range(2020, 2070) for number in (1, 2, 3, 4)]
    lots = [LOT_OF_THE_QUARTER(organisation, quarter) for quarter in quarters]
    assert lots == [LOT_OF_THE_QUARTER(organisation, quarter) for quarter in quarters]
    behind = {("approve", "reading"): 40, ("approve", "report"): 40}
    totals = [protect(["outcome", "origin"], behind, key=lot).figures[None, None].value for lot in lots]
    assert set(totals) == {80, None}
    assert totals.count(None) < 40


def test_figures_are_counted_from_the_decisions_of_the_quarter_alone(riverbend: Riverbend) -> None:
    many(riverbend, 30)
    many(riverbend, 12, "decline")
    many(riverbend, 3, at=DAY - datetime.timedelta(days=90))
    found = DecisionFigures(figures(riverbend))
    assert (found.all(), found.fine(), found.against()) == (40, 30, 10)
    assert (found.fine("approve", "reading"), found.fine("approve", "report")) == (30, 0)
    # What happened to nobody is not shown either: a nought would speak of everybody.
    assert (found.fine("keep"), found.against(outcome="remove"), found.against("law")) == (None, None, None)
    assert found.against(riverbend.space.house_rules.get().key, "decline", "reading") == 10


def test_nine_people_are_not_shown_and_cannot_be_worked_out(riverbend: Riverbend) -> None:
    many(riverbend, 40, "hide")
    many(riverbend, 15, "decline")
    many(riverbend, 9, "remove")
    found = DecisionFigures(figures(riverbend))
    shown = {outcome: found.against(outcome=outcome) for outcome in ("hide", "decline", "remove")}
    assert shown["remove"] is None
    # Beside a shown total never exactly one is missing.
    assert found.against() is None or list(shown.values()).count(None) > 1
    assert all(value >= 10 and value % 5 == 0 for value in shown.values() if value is not None)


def test_many_decisions_about_one_person_are_one_person(riverbend: Riverbend) -> None:
    author = sent_story(riverbend).contribution
    for _time in range(20):
        again = sent_story(riverbend).contribution
        Contribution.objects.filter(pk=again.pk).update(author=author.author)
        decided(riverbend, "decline", contribution=Contribution.objects.get(pk=again.pk))
    assert DecisionFigures(figures(riverbend)).against() is None


def test_somebody_behind_more_than_half_is_not_shown(riverbend: Riverbend) -> None:
    many(riverbend, 11, "decline")
    author = sent_story(riverbend).contribution
    for _time in range(14):
        again = sent_story(riverbend).contribution
        Contribution.objects.filter(pk=again.pk).update(author=author.author)
        decided(riverbend, "decline", contribution=Contribution.objects.get(pk=again.pk))
    assert DecisionFigures(figures(riverbend)).against() is None


def test_times_are_medians_of_at_least_ten_people_and_rounded(riverbend: Riverbend) -> None:
    many(riverbend, 9, hours=3)
    assert figures(riverbend)["times"]["to_show"] is None  # type: ignore[index]
    decided(riverbend, hours=30)
    assert figures(riverbend)["times"]["to_show"] == 180  # type: ignore[index]
    many(riverbend, 10, "keep", kind="report", source="report", hours=26.2)
    assert figures(riverbend)["times"]["first_decision"] == 26 * 60  # type: ignore[index]
    assert [minutes_in_words(one) for one in (None, 45, 120, 26 * 60, 5 * 24 * 60)] == [
        "not shown",
        "45 minutes",
        "2 hours",
        "26 hours",
        "5 days",
    ]


def test_appeals_overturns_holds_and_second_readings_are_read_from_their_rows(riverbend: Riverbend) -> None:
    decisions = many(riverbend, 40, "decline")
    for place, decision in enumerate(decisions):
        outcome = Appeal.State.OVERTURNED if place < 12 else Appeal.State.UPHELD
        words = decision.case.contribution
        appeal = Appeal.objects.create(
            decision=decision,
            contribution=words,
            space=words.space,
            appellant=words.author,
            words="Please look again.",
            reason="A colleague has looked.",
            cause="facts" if outcome == Appeal.State.OVERTURNED else "",
            decided_by=riverbend.account("lead"),
            state=Appeal.State.CLOSED,
            outcome=outcome,
            due_at=DAY,
            decided_at=DAY + datetime.timedelta(days=2),
        )
        Appeal.objects.filter(pk=appeal.pk).update(opened_at=DAY)
        SecondReading.objects.create(
            decision=decision, reader=riverbend.account("lead"), read_at=DAY,
            outcome="decline" if place % 8 else "approve",
        )  # fmt: skip
    for decision in decisions[:11]:
        screening = Screening.objects.create(
            revision=decision.revision, pipeline_version="1", outcome="hold", took_ms=2, ended_at=DAY
        )
        Screening.objects.filter(pk=screening.pk).update(screened_at=DAY - datetime.timedelta(hours=7))
    found = figures(riverbend)
    appeals = found["appeals"]
    assert isinstance(appeals, dict)
    # Nobody's was varied: of three outcomes and their sum never exactly one is missing.
    assert appeals["cells"]["varied"] is None
    assert [appeals["cells"]["upheld"], appeals["cells"]["overturned"], appeals["total"]].count(None) == 1
    assert found["overturned"] == 25
    assert found["times"]["appeal"] == 48 * 60  # type: ignore[index]
    assert found["times"]["hold"] == 7 * 60  # type: ignore[index]
    assert found["agreement"] == {"kappa": 0.0, "decisions": 40}


def test_what_was_shown_is_never_changed_and_never_shown_early(riverbend: Riverbend) -> None:
    organisation = riverbend.cast.organisation
    many(riverbend, 12)
    with pytest.raises(NotYet):
        release_figures(organisation=organisation, quarter=QUARTER, today=datetime.date(2026, 7, 14), by=SYSTEM)
    assert release_figures_due(organisation=organisation, today=AFTER, by=SYSTEM) == 1
    before = PublishedFigures.objects.get().figures
    many(riverbend, 20)
    assert release_figures_due(organisation=organisation, today=AFTER, by=SYSTEM) == 0
    assert not release_figures(organisation=organisation, quarter=QUARTER, today=AFTER, by=SYSTEM)
    assert PublishedFigures.objects.get().figures == before
    facts = RecordedFact.objects.filter(kind="safety.FiguresReleased")
    assert [fact.payload["quarter"] for fact in facts] == ["2026-q2"]


def test_the_page_without_figures_says_when_they_come(riverbend: Riverbend, client_of: ClientOf) -> None:
    page = client_of("visitor").get(reverse("safety_show", args=["riverbend"]))
    words = page.content.decode()
    assert page.status_code == 200
    assert "No figures yet." in words
    assert riverbend.space.house_rules.get().text in words
    assert "version 1" in words


def test_the_page_shows_the_rules_of_public_conversations_only(riverbend: Riverbend, client_of: ClientOf) -> None:
    rule = riverbend.space.house_rules.get()
    riverbend.space.visibility = Visibility.INVITED
    riverbend.space.save()
    many(riverbend, 30, "decline")
    released(riverbend)
    words = client_of("visitor").get(reverse("safety_show", args=["riverbend"])).content.decode()
    assert rule.text not in words
    assert riverbend.space.name not in words
    assert "A rule of a conversation that is not for everybody" in words


def test_the_page_asks_as_much_for_one_quarter_as_for_six(riverbend: Riverbend, client_of: ClientOf) -> None:
    many(riverbend, 12)
    counts = []
    client = client_of("visitor")
    for quarters in (1, 6):
        for back in range(quarters):
            released(riverbend, [QUARTER, QUARTER.before, *(Quarter(2025, n) for n in (4, 3, 2, 1))][back])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse("safety_quarter", args=["riverbend", QUARTER.slug])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_the_start_of_an_organisation_and_its_rules_lead_to_the_page(riverbend: Riverbend, client_of: ClientOf) -> None:
    href = reverse("safety_show", args=["riverbend"])
    for name, args in (("organisation_show", ["riverbend"]), ("space_show", [riverbend.space.slug])):
        assert href in client_of("visitor").get(reverse(name, args=args)).content.decode()


def _parts(riverbend: Riverbend) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(archive_of(released(riverbend), None))) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))
            for name in archive.namelist()
        }


def test_the_union_layout_has_its_parts_columns_and_suppressed_values(riverbend: Riverbend) -> None:
    many(riverbend, 40)
    many(riverbend, 20, "decline")
    many(riverbend, 4, "remove", source="own")
    parts = _parts(riverbend)
    assert [name.split("_", 1)[0] for name in parts] == [str(number) for number in range(1, 12)]
    for name, (header, *rows) in parts.items():
        assert rows, name
        assert {len(row) for row in rows} == {len(header)}, name
        assert header[:2] == ["Applicability", "Service"] or name.startswith("2_")
    header, total, *categories = parts["6_own_initiative_TC.csv"]
    assert len(header) == 37
    assert total[3] == "TOTAL"
    assert len(categories) == 15
    column = header.index("Number of measures taken at the provider's own initiative ")
    reasons = header.index("Contextual Information on Number of measures taken at the provider's own initiative ")
    # Four removals may not be known, so neither may the sum that they are part of.
    assert (total[column], bool(total[reasons])) == ("", True)
    indicators = {row[4] for row in parts["7_appeals_and_recidivism.csv"][1:]}
    assert "Number of complaints submitted to the internal-complaints mechanism" in indicators
    assert parts["1_report_identification.csv"][4][2:] == ["Starting date of reporting period", "2026-04-01"]


def test_every_number_in_the_files_is_at_least_ten_or_none(riverbend: Riverbend) -> None:
    many(riverbend, 40)
    many(riverbend, 20, "decline")
    many(riverbend, 13, "hide", kind="report", source="report")
    many(riverbend, 4, "remove", source="own")
    for name, (_header, *rows) in _parts(riverbend).items():
        numbers = [int(cell) for row in rows for cell in row if cell.isdecimal()]
        assert all(number == 0 or (number >= 10 and number % 5 == 0) for number in numbers), name


def test_no_cell_of_the_files_is_run_by_a_spreadsheet(riverbend: Riverbend) -> None:
    rule = riverbend.space.house_rules.get()
    HouseRule.objects.filter(pk=rule.pk).update(text="=HYPERLINK(1)")
    organisation = riverbend.cast.organisation
    organisation.name = "@Riverbend"
    organisation.save()
    many(riverbend, 20, "decline")
    cells = [cell for rows in _parts(riverbend).values() for row in rows for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert "'@Riverbend" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]


def test_the_archive_is_the_same_whenever_it_is_asked_for(riverbend: Riverbend, client_of: ClientOf) -> None:
    many(riverbend, 20)
    released(riverbend)
    address = reverse("safety_report", args=["riverbend", QUARTER.slug])
    first, second = (client_of("visitor").get(address).content for _time in range(2))
    assert first == second


def test_today_is_never_in_a_figure(riverbend: Riverbend) -> None:
    many(riverbend, 12, at=timezone.now())
    assert release_figures_due(organisation=riverbend.cast.organisation, today=timezone.localdate(), by=SYSTEM) == 0
