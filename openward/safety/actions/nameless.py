"""Taking in reports that keep nothing of who sent them, and answering them."""

import dataclasses
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from openward.contributions.access import receipt_hash
from openward.contributions.actions.stories import code_for_submission
from openward.kit.reason_form import OTHER
from openward.people.access import VISITOR, Actor
from openward.safety.models import NamelessReport

ERASED = "–"
"""Stands where the words of a report were once its subject is gone, for they may have quoted it. A report of "something
else" keeps that it said something, and not what."""


def nameless(by: Actor) -> Actor:
    """Whoever sends a report, as the ledger knows them: the form that was sent, and nothing of who they are."""
    return dataclasses.replace(VISITOR, submission=by.submission)


def keep_report(report: NamelessReport, *, by: Actor) -> str:
    """Store a new report and return the five words behind which its outcome stands. Part of an action, never one by
    itself. Raises ValueError for "something else" without words."""
    report.words = report.words.strip()
    if report.reason == OTHER and not report.words:
        raise ValueError("something else needs words")
    code = code_for_submission(nameless(by))
    report.code_hash = receipt_hash(code)
    report.save(force_insert=True)
    return code


def answer_reports(waiting: QuerySet[Any], outcome: str, *, by: Actor) -> int:
    """Answer what waits with one outcome; returns how many reports that answers. Part of an action."""
    still = waiting.filter(outcome="")
    return still.update(outcome=outcome, decided_at=timezone.now(), decided_by=by.account)


def erase_what_reports_say(reports: QuerySet[Any]) -> int:
    """Erase the words of reports whose subject is gone. Part of an action."""
    return reports.exclude(words="").update(words=ERASED)
