"""The auditor's export: every decision, nobody's identity, and a check that notices what is missing or changed."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from openward.config.command import openward
from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.safety.actions.cases import take_case
from openward.safety.actions.decisions import decide_report_case
from openward.safety.actions.openness import export_decisions
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.actions.reports import receive_report
from openward.safety.models import Case, Decision, Report
from openward.safety.queries.audit import COLUMNS, verify_export
from tests.factories.riverbend import Riverbend, published_story, sent_story

ClientOf = Callable[[str], Client]
SECRET = "Heron-on-the-weir told us this."


def read_first(riverbend: Riverbend, outcome: Decision.Outcome, contribution: Contribution | None = None) -> Decision:
    words = contribution or sent_story(riverbend, happened=SECRET).contribution
    moderator = riverbend.actor("moderator")
    case = claim_case(contribution=words, by=moderator)
    against = {"rule": riverbend.space.house_rules.get(), "words_to_author": SECRET, "note": SECRET}
    return decide_case(
        case=case,
        outcome=outcome,
        revision_sha256=words.revisions.latest("number").sha256,
        version=case.version,
        by=riverbend.actor("moderator"),
        **(against if outcome != Decision.Outcome.APPROVE else {}),
    )


def reported(riverbend: Riverbend) -> Decision:
    story = published_story(riverbend, happened=SECRET)
    receive_report(contribution=story, category=Report.Category.OTHER, words=SECRET, by=riverbend.actor("visitor"))
    case = take_case(case=Case.objects.get(contribution=story, kind="report"), by=riverbend.actor("moderator"))
    assert story.shown_revision is not None
    return decide_report_case(
        case=case,
        outcome=Decision.Outcome.HIDE,
        revision_sha256=story.shown_revision.sha256,
        legal_ground="A law that names Heron-on-the-weir.",
        words_to_author=SECRET,
        facts=SECRET,
        version=case.version,
        by=riverbend.actor("moderator"),
    )


def exported(riverbend: Riverbend, reason: str = "The yearly audit.") -> bytes:
    return export_decisions(
        organisation=riverbend.cast.organisation, reason=reason, by=riverbend.actor("data_protection")
    ).content


def rows_of(packed: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read("decisions.csv").decode(), newline="")))


def rewritten(packed: bytes, change: Callable[[list[list[str]]], list[list[str]]]) -> bytes:
    """The same archive with other lines; its own hash is put right, as a forger would."""
    import hashlib

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    rows = list(csv.reader(io.StringIO(files["decisions.csv"].decode(), newline="")))
    written = io.StringIO(newline="")
    csv.writer(written).writerows(change(rows))
    files["decisions.csv"] = written.getvalue().encode()
    about = json.loads(files["about.json"])
    about["sha256 of decisions.csv"] = hashlib.sha256(files["decisions.csv"]).hexdigest()
    files["about.json"] = json.dumps(about).encode()
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return again.getvalue()


def test_every_decision_is_in_it_without_words_or_anybody(riverbend: Riverbend) -> None:
    approved, declined = (read_first(riverbend, Decision.Outcome(one)) for one in ("approve", "decline"))
    hidden = reported(riverbend)
    packed = exported(riverbend)
    rows = rows_of(packed)
    assert [row["outcome"] for row in rows] == ["approve", "decline", "hide"]
    assert [row["law"] for row in rows] == ["", "", "in words"]
    assert all(row["ledger link"].isdecimal() and not row["remark"] for row in rows)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    moderator = riverbend.account("moderator")
    people = [one.case.contribution.author_id for one in (approved, declined, hidden)]
    for secret in (
        "Heron",
        moderator.name,
        moderator.email,
        *map(str, (moderator.pk, *people, hidden.pk, hidden.case_id)),
    ):
        assert secret not in everything


def test_a_number_is_one_person_in_one_export_and_another_in_the_next(riverbend: Riverbend) -> None:
    decisions = [read_first(riverbend, Decision.Outcome.APPROVE) for _time in range(3)]
    one, two, _three = (decision.case.contribution for decision in decisions)
    Contribution.objects.filter(pk=two.pk).update(author=one.author)
    first, second = (rows_of(exported(riverbend)) for _time in range(2))
    for rows in (first, second):
        authors = [row["author"] for row in rows]
        assert authors[0] == authors[1] != authors[2]
        assert len({row["decided by"] for row in rows}) == 1
    assert {row["author"] for row in first}.isdisjoint({row["author"] for row in second})


def test_taking_it_is_a_fact_with_a_reason_and_a_person(riverbend: Riverbend) -> None:
    read_first(riverbend, Decision.Outcome.APPROVE)
    with pytest.raises(ValueError):
        exported(riverbend, "  ")
    exported(riverbend)
    fact = RecordedFact.objects.get(kind="safety.DecisionsExported")
    assert fact.payload["decision_count"] == 1
    assert fact.shreddable["reason"][1] == "The yearly audit."
    assert fact.author_key == str(riverbend.account("data_protection").pk)


def test_an_export_that_is_whole_passes(riverbend: Riverbend) -> None:
    for outcome in ("approve", "decline"):
        read_first(riverbend, Decision.Outcome(outcome))
    packed = exported(riverbend)
    # What is decided afterwards belongs to the next one.
    reported(riverbend)
    verdict = verify_export(packed)
    assert (verdict.decisions, verdict.problems) == (2, ())


def test_a_line_left_out_or_written_anew_is_noticed(riverbend: Riverbend) -> None:
    for _time in range(3):
        read_first(riverbend, Decision.Outcome.APPROVE)
    packed = exported(riverbend)
    left_out = verify_export(rewritten(packed, lambda rows: rows[:-1]))
    assert any("missing from the export" in problem for problem in left_out.problems)
    twice = verify_export(rewritten(packed, lambda rows: [*rows, rows[-1]]))
    assert any("stands here twice" in problem for problem in twice.problems)
    link = COLUMNS.index("ledger hash")
    other = verify_export(
        rewritten(packed, lambda rows: [rows[0], [*rows[1][:link], "0" * 64, *rows[1][link + 1 :]], *rows[2:]])
    )
    assert any("has another hash" in problem for problem in other.problems)
    assert all("another hash of decisions.csv" in " ".join(one.problems) for one in (left_out, twice, other))


def test_a_decision_that_was_never_recorded_or_was_deleted_is_named(riverbend: Riverbend) -> None:
    kept, gone = (read_first(riverbend, Decision.Outcome.APPROVE) for _time in range(2))
    Decision.objects.create(
        case=kept.case, revision=kept.revision, revision_sha256=kept.revision_sha256, outcome="approve",
        decided_by=riverbend.account("moderator"),
    )  # fmt: skip
    gone.delete()
    packed = exported(riverbend)
    assert [row["remark"] for row in rows_of(packed)] == ["", "no fact in the ledger", "fact without a decision"]
    problems = " ".join(verify_export(packed).problems)
    assert "the ledger does not know" in problems
    assert "was deleted" in problems


def test_another_file_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no export"):
        verify_export(b"Not a zip.")


def test_data_protection_takes_it_away_after_saying_why(
    riverbend: Riverbend, client_of: ClientOf, tmp_path: Path
) -> None:
    read_first(riverbend, Decision.Outcome.APPROVE)
    address, client = reverse("audit_export", args=["riverbend"]), client_of("data_protection")
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "Say what you need it for." in refused.content.decode()
    given = client.post(address, {"reason": "The yearly audit."})
    assert given["Content-Type"] == "application/zip"
    assert len(rows_of(given.content)) == 1
    file = tmp_path / "export.zip"
    file.write_bytes(given.content)
    checked = CliRunner().invoke(openward, ["safety", "verify-export", str(file)])
    assert (checked.exit_code, "whole and unchanged" in checked.output) == (0, True), checked.output
    file.write_bytes(rewritten(given.content, lambda rows: rows[:1]))
    again = CliRunner().invoke(openward, ["safety", "verify-export", str(file), "--json"])
    assert again.exit_code == 1
    assert json.loads(again.output)["problems"]
