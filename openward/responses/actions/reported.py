"""Answers that readers report: a person who did not write them looks, and leaves them or takes them away."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openward.ledger.actions import record, refuse_second_sending
from openward.notifications.actions import tell
from openward.people.access import Actor
from openward.people.queries import accounts_with_role
from openward.responses.access import JUDGING, PUBLISHED
from openward.responses.actions.answers import NotReady, answer_keys
from openward.responses.actions.changes import put_back_what_stood_before
from openward.responses.events import AnswerLeft, AnswerReported, AnswerTakenAway
from openward.responses.models import AnswerReport, Response
from openward.safety.actions.nameless import answer_reports, keep_report, nameless


@transaction.atomic
def report_answer(*, response: Response, reason: AnswerReport.Reason, words: str = "", by: Actor) -> str:
    """Take in a report of a shown answer and tell those who look at it. Returns the five words behind which its
    outcome stands. Nothing says who reported: neither the row nor the ledger.

    Raises NotReady for an answer that is not shown any more, and ValueError for "something else" without words.
    """
    refuse_second_sending(by)
    current = _locked(response)
    unknown = nameless(by)
    report = AnswerReport(response=current, reason=AnswerReport.Reason(reason), words=words)
    code = keep_report(report, by=by)
    record(AnswerReported(**answer_keys(current), reason=report.reason), by=unknown)
    for account in accounts_with_role(current.engagement.organisation, *JUDGING):
        if account.pk not in current.writers:
            tell(
                account=account,
                kind="answer_reported",
                about=f"response:{current.pk}",
                # However many report it on one day, one message: the list says how many.
                once_key=f"answer_reported:{current.pk}:{account.pk}:{timezone.localdate().isoformat()}",
                by=unknown,
            )
    return code


@transaction.atomic
def leave_answer(*, response: Response, by: Actor) -> int:
    """A person looked, and the answer stays. Returns how many reports that answers."""
    current = _locked(response)
    _refuse_writers(current, by)
    answered = _decide(current, AnswerReport.Outcome.STAYS, by=by)
    if answered:
        record(AnswerLeft(**answer_keys(current)), by=by)
    return answered


@transaction.atomic
def take_answer_away(*, response: Response, reason: str, by: Actor) -> Response:
    """A person looked and takes the answer away: a draft again, with the reason for whoever wrote it. What stood
    before it stands again. A newer wording goes the usual way, read by a colleague first."""
    if not reason.strip():
        raise NotReady(_("Say why it goes back."))
    current = _locked(response)
    _refuse_writers(current, by)
    was_standing, shown_at = current.state == Response.State.SHOWN, current.shown_at
    current.state, current.sent_back_because = Response.State.DRAFT, reason.strip()
    current.shown_at = current.changeable_until = current.read_by = current.read_at = None
    current.save()
    if was_standing:
        put_back_what_stood_before(current, shown_at)
    _decide(current, AnswerReport.Outcome.TAKEN_AWAY, by=by)
    record(AnswerTakenAway(**answer_keys(current), reason=reason.strip()), by=by)
    tell(
        account=current.reworded_by or current.written_by,
        kind="reply_sent_back",
        about=f"response:{current.pk}",
        values={"key": str(current.pk)},
        once_key=f"answer_taken_away:{current.pk}:{timezone.now().isoformat()}",
        by=by,
    )
    return current


def _locked(response: Response) -> Response:
    current = Response.objects.select_for_update(of=("self",)).select_related("engagement__organisation")
    found = current.get(pk=response.pk)
    if found.state not in PUBLISHED:
        raise NotReady(_("Somebody has changed this answer in the meantime. Please look at it again."))
    return found


def _refuse_writers(response: Response, by: Actor) -> None:
    if by.account is None or by.account.pk in response.writers:
        raise NotReady(_("Whoever wrote an answer does not decide about it."))


def _decide(response: Response, outcome: AnswerReport.Outcome, *, by: Actor) -> int:
    return answer_reports(AnswerReport.objects.filter(response=response), outcome, by=by)
