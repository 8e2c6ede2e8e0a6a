"""Whoever reports something, and whoever asks for another look at it, stays unknown: I11."""

from tests.proofs.sight import Sight


def i11_a_report_never_reveals_its_reporter(sight: Sight) -> None:
    """I11. Not in the ledger, not in a letter, not on the author's page."""
    marks_about: dict[object, set[str]] = {}
    for report in sight.reports:
        marks = {str(report.reporter_id), str(report.pk), *sight.diary.marks_of_report.get(report.pk, ())}
        marks_about.setdefault(report.contribution_id, set()).update(marks)
        author = report.contribution.author_id
        for message in sight.told[author] if author != report.reporter_id else ():
            told = f"{message.about} {message.values} {message.once_key}"
            assert not [mark for mark in marks if mark in told]
    signed_in = {str(key): accounts for key, accounts in sight.diary.signed_in_reporters.items()}
    for row in sight.facts_of("safety.ReportReceived") if signed_in else ():
        assert row.author_kind == "persona"
        accounts = signed_in.get(row.payload["report_key"], set())
        assert not [one for one in accounts if one in str((row.payload, row.shreddable, row.about))]
    for one in sight.contributions:
        if one.pk in marks_about:
            page = sight.page_of(one)
            assert not [mark for mark in marks_about[one.pk] if mark in page]
