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


def whoever_reported_asks_unseen(sight: Sight) -> None:
    """The ledger knows a persona, and no fact about it stands where the author of the words reads; the persona that is
    kept for one letter is nobody else's. What reaches the author is looked through with I11."""
    asked = {str(appeal.pk): appeal for appeal in sight.appeals if appeal.side == "reporter"}
    for fact in sight.facts if asked else ():
        appeal = asked.get(fact.about[0].partition(":")[2]) if fact.kind.startswith("safety.Appeal") else None
        if appeal is None:
            continue
        assert not [one for one in fact.about if one.startswith(("contribution:", "persona:"))]
        if fact.kind == "safety.AppealOpened":
            sight.diary.done["a reporter asked unseen"] += 1
            assert (fact.author_kind, fact.author_key) == ("persona", str(appeal.appellant_id))
            accounts = sight.diary.signed_in_reporters.get(appeal.report_id, set()) if appeal.report_id else set()
            assert not [one for one in accounts if one in str((fact.payload, fact.shreddable, fact.about))]
    kept = [appeal.letter_to_id for appeal in asked.values() if appeal.letter_to_id is not None]
    assert len(kept) == len(set(kept))
    speaking = {one.author_id for one in sight.contributions} | {report.reporter_id for report in sight.reports}
    assert not speaking & set(kept)


def whoever_reported_is_answered(sight: Sight) -> None:
    """Behind their five words with the reason, and by one letter where they asked for one: written, or in a job that
    was kept together with the answer. One that is over without an answer has its letter too."""
    closings: dict[str, set[int]] = {}
    for fact in sight.facts_of("safety.AppealClosed"):
        closings.setdefault(fact.about[0].partition(":")[2], set()).add(fact.pk)
    for appeal in sight.appeals:
        is_over = appeal.outcome or appeal.state == "closed"
        if appeal.side != "reporter" or not is_over:
            continue
        key = str(appeal.pk)
        if (sight.diary.fold.told[key] | closings.get(key, set())) & sight.waiting_facts:
            continue
        if appeal.outcome:
            sight.diary.done[f"a reporter was answered: {appeal.outcome}"] += 1
            once = f"report_reconsidered:{appeal.report_id}:{appeal.pk}"
            assert [one for one in sight.told[appeal.appellant_id] if one.once_key == once], "nobody told whoever asked"
            assert (appeal.pk, appeal.reason) in sight.answers_to(appeal)
        if appeal.letter_to_id is not None:
            letters = [one for one in sight.told[appeal.letter_to_id] if one.once_key == f"report_looked_again:{key}"]
            assert len(letters) == 1, "no letter, though one was promised"
