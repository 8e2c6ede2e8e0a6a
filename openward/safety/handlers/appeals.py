"""What follows from an appeal: those who can decide hear of it, whoever asked is told, and so are the reporters."""

import uuid

from openward.contributions.events import ContributionErased, ContributionWithdrawn
from openward.contributions.models import Contribution, Lifecycle
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.people.models import Role
from openward.people.queries import accounts_with_role, administrators
from openward.safety.actions.appeals import close_appeals_without_words, close_told_appeal
from openward.safety.events.appeals import (
    AppealClosed,
    AppealDecided,
    AppealGivenToPool,
    AppealHelpAgreed,
    AppealOpened,
    AppealOverdue,
)
from openward.safety.models import Appeal, AppealHelp, Case
from openward.safety.queries.appeals import deciders, deciders_elsewhere


def on_appeal_opened(fact: AppealOpened, *, fact_id: int) -> None:
    """The author has it in writing; those who can decide hear that something waits, and nothing else. Whoever reported
    reads it on the page of their report."""
    appeal = _appeal(fact.key)
    if appeal.side == Appeal.Side.AUTHOR:
        _tell_appellant(appeal, "appeal_received", f"appeal_received:{appeal.pk}")
    _tell_deciders(appeal)


def on_appeal_given_to_pool(fact: AppealGivenToPool, *, fact_id: int) -> None:
    """Those who help hear of it; where nobody helps, administrators hear that somebody is needed."""
    appeal = _appeal(fact.key)
    _tell_deciders(appeal)
    if deciders_elsewhere(appeal):
        return
    for account in administrators(appeal.space.organisation):
        tell(
            account=account,
            kind="appeal_needs_help",
            about=f"appeal:{appeal.pk}",
            values={"slug": appeal.space.organisation.slug},
            once_key=f"appeal_needs_help:{appeal.pk}:{account.pk}",
            by=SYSTEM,
        )


def on_appeal_decided(fact: AppealDecided, *, fact_id: int) -> None:
    """Whoever asked is told; so is whoever reported, when the words are back: that, and never who asked.

    Where somebody who reported asked, the author hears of a new decision by that decision (`on_case_decided`), and of
    one that stands not at all.
    """
    appeal = _appeal(fact.key)
    if appeal.side == Appeal.Side.REPORTER:
        _tell_reporter_who_asked(appeal)
    else:
        _tell_appellant(appeal, "appeal_decided", f"appeal_decided:{appeal.pk}")
        is_changed = fact.outcome != Appeal.State.UPHELD and appeal.about == Appeal.About.DECISION
        if is_changed and appeal.decision is not None and appeal.decision.case.kind == Case.Kind.REPORT:
            _tell_reporters(appeal)
    close_told_appeal(appeal=appeal, by=SYSTEM)


def on_appeal_closed(fact: AppealClosed, *, fact_id: int) -> None:
    """Over before anybody decided about it: whoever asked for a letter gets that one, and their address is forgotten
    with it, as they were promised."""
    appeal = _appeal(fact.key)
    if appeal.side != Appeal.Side.REPORTER or appeal.outcome:
        return
    is_gone = appeal.contribution.lifecycle in {Lifecycle.WITHDRAWN, Lifecycle.ERASED}
    _write_to_reporter(appeal, "report_words_gone" if is_gone else "report_looked_again")


def on_appeal_overdue(fact: AppealOverdue, *, fact_id: int) -> None:
    appeal = _appeal(fact.key)
    for account in accounts_with_role(appeal.space.organisation, Role.LEAD, space_key=appeal.space_id):
        tell(
            account=account,
            kind="appeal_overdue",
            about=f"appeal:{appeal.pk}",
            once_key=f"appeal_overdue:{appeal.pk}:{account.pk}",
            by=SYSTEM,
        )


def on_appeal_help_agreed(fact: AppealHelpAgreed, *, fact_id: int) -> None:
    """One side said yes: the administrators of the other hear of it. When both have, waiting appeals are told of."""
    found = AppealHelp.objects.select_related("organisation", "helper").filter(
        organisation=uuid.UUID(fact.key), helper=uuid.UUID(fact.helper_key), ended_at__isnull=True
    ).first()  # fmt: skip
    if found is None:
        return
    if found.holds:
        waiting = Appeal.objects.filter(space__organisation=found.organisation, state="open", is_in_pool=True)
        for appeal in waiting.select_related("space__organisation", "contribution", "decision__case"):
            _tell_deciders(appeal)
        return
    asked = found.organisation if found.offered_at is not None else found.helper
    for account in administrators(asked):
        tell(
            account=account,
            kind="appeal_help_asked",
            about=f"organisation:{asked.pk}",
            values={"slug": asked.slug},
            once_key=f"appeal_help_asked:{found.pk}:{account.pk}",
            by=SYSTEM,
        )


def on_words_taken_back(fact: ContributionWithdrawn, *, fact_id: int) -> None:
    contribution = Contribution.objects.get(pk=fact.key)
    close_appeals_without_words(contribution=contribution, by=SYSTEM)


def on_words_erased(fact: ContributionErased, *, fact_id: int) -> None:
    contribution = Contribution.objects.get(pk=fact.key)
    close_appeals_without_words(contribution=contribution, erase=True, by=SYSTEM)


def _appeal(key: str) -> Appeal:
    return Appeal.objects.select_related(
        "contribution__author", "space__organisation", "decision__case", "appellant", "report", "letter_to"
    ).get(pk=key)


def _tell_appellant(appeal: Appeal, kind: str, once_key: str) -> None:
    tell(
        persona=appeal.appellant,
        kind=kind,
        about=f"contribution:{appeal.contribution_id}",
        once_key=once_key,
        language=appeal.contribution.language,
        by=SYSTEM,
    )


def _tell_deciders(appeal: Appeal) -> None:
    for account in deciders(appeal):
        tell(
            account=account,
            kind="appeal_waits",
            about=f"appeal:{appeal.pk}",
            values={"key": str(appeal.pk)},
            once_key=f"appeal_waits:{appeal.pk}:{account.pk}",
            by=SYSTEM,
        )


def _tell_reporters(appeal: Appeal) -> None:
    assert appeal.decision is not None
    for report in appeal.decision.case.reports.exclude(state="invalidated").select_related("reporter"):
        tell(
            persona=report.reporter,
            kind="report_reconsidered",
            about=f"report:{report.pk}",
            once_key=f"report_reconsidered:{report.pk}:{appeal.pk}",
            by=SYSTEM,
        )


def _tell_reporter_who_asked(appeal: Appeal) -> None:
    """On the page of their report, and by one letter where they asked for one."""
    assert appeal.report is not None
    tell(
        persona=appeal.appellant,
        kind="report_reconsidered",
        about=f"report:{appeal.report_id}",
        once_key=f"report_reconsidered:{appeal.report_id}:{appeal.pk}",
        by=SYSTEM,
    )
    _write_to_reporter(appeal, "report_looked_again")


def _write_to_reporter(appeal: Appeal, kind: str) -> None:
    """The one letter about an appeal, where somebody asked for it."""
    if appeal.letter_to is not None and appeal.report is not None:
        tell(
            persona=appeal.letter_to,
            kind=kind,
            about=f"report:{appeal.report_id}",
            once_key=f"report_looked_again:{appeal.pk}",
            language=appeal.report.language,
            by=SYSTEM,
        )
