"""Answering, claiming a change and having it checked, telling every contributor, and hearing back from them."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.improvements.models import Improvement, Measure
from openward.ledger.actions import record, refuse_second_sending
from openward.notifications.actions import tell
from openward.people.access import Actor
from openward.people.queries import accounts_with_role
from openward.responses.access import can_check, readers_of
from openward.responses.events import (
    AnswerErased,
    AnswerRated,
    ChangeChecked,
    ChangeSentBack,
    CheckAsked,
    ContributorTold,
    PointReopened,
    ReadingAsked,
    ReplyRead,
    ReplySentBack,
    ResponseDrafted,
    ResponseReworded,
    ResponseShown,
)
from openward.responses.models import CHANGEABLE, AnswerReport, ChangeClaim, Response, Telling
from openward.responses.queries import contributions_behind
from openward.responses.queries.reading import reply_path
from openward.safety.actions.nameless import erase_what_reports_say
from openward.themes.models import Theme


class NotReady(ValueError):
    """The answer cannot be shown yet; the message says what is missing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """What a claim of change must say."""

    what_changed: str
    since_on: datetime.date
    how_we_know: str
    improvement: Improvement | None = None
    measure: Measure | None = None


@transaction.atomic
def draft_response(
    *,
    theme: Theme | None = None,
    contribution: Contribution | None = None,
    status: str,
    words: str,
    signed_name: str,
    signed_role: str,
    because: str = "",
    promised_by_on: datetime.date | None = None,
    areas_covered: Iterable[str] = (),
    claim: Claim | None = None,
    by: Actor,
) -> Response:
    """Draft an answer to a theme or to one contribution. Nobody outside sees it yet."""
    assert by.account is not None
    response = Response.objects.create(
        engagement=_engagement_of(theme, contribution),
        theme=theme,
        contribution=contribution,
        status=status,
        words=words,
        because=because,
        promised_by_on=promised_by_on,
        areas_covered=sorted(areas_covered),
        signed_name=signed_name,
        signed_role=signed_role,
        written_by=by.account,
    )
    _keep_claim(response, claim)
    record(ResponseDrafted(**answer_keys(response), status=status), by=by)
    return response


@transaction.atomic
def reword_response(
    *,
    response: Response,
    status: str,
    words: str,
    signed_name: str,
    signed_role: str,
    because: str = "",
    promised_by_on: datetime.date | None = None,
    areas_covered: Iterable[str] = (),
    claim: Claim | None = None,
    by: Actor,
) -> Response:
    """Change a draft. What was shown once is never rewritten: a newer answer replaces it."""
    current = locked(response, Response.State.DRAFT, by)
    current.status = status
    current.words = words
    current.because = because
    current.promised_by_on = promised_by_on
    current.areas_covered = sorted(areas_covered)
    current.signed_name = signed_name
    current.signed_role = signed_role
    current.reworded_by = by.account
    current.save()
    _keep_claim(current, claim)
    record(ResponseReworded(**answer_keys(current), status=status), by=by)
    return current


@transaction.atomic
def ask_for_check(*, response: Response, by: Actor) -> Response:
    """Hand an answer to a second person, who reads it before anybody outside does; those who may are told."""
    current = locked(response, Response.State.DRAFT, by)
    is_claim = current.status == Response.Status.DID
    if is_claim and not ChangeClaim.objects.filter(response=current).exists():
        raise NotReady(_("Say what changed, since when, and how you know."))
    current.state = Response.State.AWAITING_CHECK
    current.save(update_fields=["state"])
    record((CheckAsked if is_claim else ReadingAsked)(**answer_keys(current)), by=by)
    organisation = current.engagement.organisation
    for account in accounts_with_role(organisation, *readers_of(current)):
        if account.pk not in current.writers:
            tell(
                account=account,
                kind="check_wanted" if is_claim else "reply_to_read",
                about=f"response:{current.pk}",
                # Each asking is a new message: a claim may come back and be sent again.
                once_key=f"check_wanted:{current.pk}:{account.pk}:{timezone.now().isoformat()}",
                by=by,
            )
    return current


@transaction.atomic
def check_claim(*, response: Response, by: Actor) -> Response:
    """A second person has read the answer, and confirms the change where it claims one: it is shown, and everybody
    behind it is told."""
    current = locked(response, Response.State.AWAITING_CHECK, by)
    _refuse_readers(current, by)
    now = timezone.now()
    if current.status == Response.Status.DID:
        claim = current.claim
        claim.checked_by, claim.checked_at, claim.sent_back_reason = by.account, now, ""
        claim.save()
        record(ChangeChecked(**answer_keys(current)), by=by)
    else:
        record(ReplyRead(**answer_keys(current)), by=by)
    current.read_by, current.read_at, current.sent_back_because = by.account, now, ""
    current.save(update_fields=["read_by", "read_at", "sent_back_because"])
    show(current, by=by)
    return current


@transaction.atomic
def send_back_claim(*, response: Response, reason: str, by: Actor) -> Response:
    """A second person is not convinced: the answer is a draft again, with the reason."""
    if not reason.strip():
        raise NotReady(_("Say why it goes back."))
    current = locked(response, Response.State.AWAITING_CHECK, by)
    _refuse_readers(current, by)
    is_claim = current.status == Response.Status.DID
    current.state = Response.State.DRAFT
    current.sent_back_because = reason
    current.save(update_fields=["state", "sent_back_because"])
    ChangeClaim.objects.filter(response=current).update(sent_back_reason=reason, checked_by=None, checked_at=None)
    record((ChangeSentBack if is_claim else ReplySentBack)(**answer_keys(current), reason=reason), by=by)
    tell(
        account=current.reworded_by or current.written_by,
        kind="check_sent_back" if is_claim else "reply_sent_back",
        about=f"response:{current.pk}",
        values={"key": str(current.pk)},
        once_key=f"check_sent_back:{current.pk}:{timezone.now().isoformat()}",
        by=by,
    )
    return current


@transaction.atomic
def show_response(*, response: Response, by: Actor) -> Response:
    """Show an answer at once, on the fast track of somebody trusted; they can change it for half an hour.

    Raises NotReady for a claim of change, and whenever a second person reads it first (`reply_path`).
    """
    current = locked(response, Response.State.DRAFT, by)
    if current.status == Response.Status.DID:
        raise NotReady(_("A second person checks that the change happened before the answer is shown."))
    if not reply_path(current, by=by).is_at_once:
        raise NotReady(_("A colleague reads this answer before it is shown. Ask them to."))
    current.changeable_until = timezone.now() + CHANGEABLE
    current.save(update_fields=["changeable_until"])
    show(current, by=by)
    return current


def tell_contributors(*, response: Response, by: Actor, batch: int = 200) -> int:
    """Tell everybody whose words are behind an answer, once each, and return how many were told now.

    On the receipt page always; by e-mail where an address was given and contact allowed. May be called again at any
    time: whoever was told is not told twice, and whoever was missed by a crash is told then. A comment imported from
    a survey has no receipt and leads to nobody, so nobody is told and the funnel says so.
    """
    told = 0
    while True:
        with transaction.atomic():
            # Two tellers take turns, so that nobody's history says twice that they were told.
            current = Response.objects.select_for_update(of=("self",)).filter(pk=response.pk).first()
            if current is None or current.state != Response.State.SHOWN or current.is_changeable(timezone.now()):
                return told
            waiting = list(
                contributions_behind(response)
                .filter(receipt__isnull=False)
                .exclude(tellings__response=response)
                .select_related("author", "space")
                .order_by("pk")[:batch]
            )
            fresh = Telling.objects.bulk_create(
                [Telling(response=response, contribution=contribution) for contribution in waiting],
                ignore_conflicts=True,
            )
            for contribution in waiting:
                _tell_one(response, contribution, by=by)
            told += len(fresh)
        if len(waiting) < batch:
            return told


@transaction.atomic
def answer_telling(*, telling: Telling, verdict: str, words: str = "", by: Actor) -> Telling:
    """The author says whether the answer met their point; saying it again replaces what was said."""
    current = (
        Telling.objects.select_for_update(of=("self",)).select_related("response__engagement").get(pk=telling.pk)
    )
    current.verdict = Telling.Verdict(verdict)
    current.words = words
    current.answered_at = timezone.now()
    current.save(update_fields=["verdict", "words", "answered_at"])
    record(AnswerRated(**_telling_keys(current), verdict=verdict), by=by)
    return current


@transaction.atomic
def reopen_telling(*, telling: Telling, words: str = "", by: Actor) -> Telling:
    """The author asks for the point to be looked at again; whoever answered is told."""
    current = (
        Telling.objects.select_for_update(of=("self",))
        .select_related("response__written_by", "response__engagement")
        .get(pk=telling.pk)
    )
    if current.reopened_at and not current.settled_at:
        return current
    current.reopened_at = timezone.now()
    current.settled_at = None
    current.words = words or current.words
    current.save(update_fields=["reopened_at", "settled_at", "words"])
    record(PointReopened(**_telling_keys(current)), by=by)
    tell(
        account=current.response.written_by,
        kind="telling_reopened",
        about=f"response:{current.response_id}",
        # However many ask on one day, one message: the list says how many.
        once_key=f"telling_reopened:{current.response_id}:{timezone.localdate().isoformat()}",
        by=by,
    )
    return current


@transaction.atomic
def forget_words_of(*, contribution: Contribution, by: Actor) -> None:
    """Erase what was kept of an author's words outside their contribution, and answers to that contribution alone.

    The rows stay, so that the figures of what was told still add up.
    """
    Telling.objects.filter(contribution=contribution).exclude(words="").update(words="")
    answers = Response.objects.filter(contribution=contribution).exclude(state=Response.State.ERASED)
    for response in answers.select_related("engagement"):
        ChangeClaim.objects.filter(response=response).update(what_changed="", how_we_know="", sent_back_reason="")
        erase_what_reports_say(AnswerReport.objects.filter(response=response))
        Response.objects.filter(pk=response.pk).update(state=Response.State.ERASED, words="", because="")
        record(AnswerErased(**answer_keys(response)), by=by)


def show(response: Response, *, by: Actor) -> None:
    """Let an answer stand in place of what stood before. Part of an action, never one by itself."""
    # Whoever answers the same thing at the same moment waits here, so that one answer stands and not two.
    if response.theme_id:
        Theme.objects.select_for_update().get(pk=response.theme_id)
        same = Response.objects.filter(theme=response.theme_id)
        met = Q(response__theme=response.theme_id)
    else:
        assert response.contribution_id is not None
        Contribution.objects.select_for_update(of=("self",)).get(pk=response.contribution_id)
        same = Response.objects.filter(contribution=response.contribution_id)
        # An answer of one's own also settles a point reopened about an answer to many.
        met = Q(contribution=response.contribution_id)
    now = timezone.now()
    Telling.objects.filter(met, reopened_at__isnull=False, settled_at__isnull=True).update(settled_at=now)
    same.filter(state=Response.State.SHOWN).exclude(pk=response.pk).update(state=Response.State.REPLACED)
    response.state = Response.State.SHOWN
    response.shown_at = now
    response.save(update_fields=["state", "shown_at"])
    record(ResponseShown(**answer_keys(response), status=response.status), by=by)


def _tell_one(response: Response, contribution: Contribution, *, by: Actor) -> None:
    organisation_key = str(contribution.space.organisation_id)
    record(
        ContributorTold(
            key=str(contribution.pk),
            organisation_key=organisation_key,
            space_key=str(contribution.space_id),
            response_key=str(response.pk),
        ),
        by=by,
    )
    if contribution.may_contact:
        tell(
            persona=contribution.author,
            kind="response_shown",
            about=f"contribution:{contribution.pk}",
            once_key=f"response_shown:{response.pk}:{contribution.pk}",
            language=contribution.language,
            by=by,
        )


def _engagement_of(theme: Theme | None, contribution: Contribution | None) -> Engagement:
    if (theme is None) == (contribution is None):
        raise ValueError("an answer speaks to a theme or to one contribution")
    if theme is not None:
        return theme.engagement
    assert contribution is not None
    return contribution.space.engagement


def _keep_claim(response: Response, claim: Claim | None) -> None:
    if claim is None or response.status != Response.Status.DID:
        ChangeClaim.objects.filter(response=response).delete()
        return
    ChangeClaim.objects.update_or_create(
        response=response,
        defaults={
            "what_changed": claim.what_changed,
            "since_on": claim.since_on,
            "how_we_know": claim.how_we_know,
            "improvement": claim.improvement,
            "measure": claim.measure,
        },
    )


def locked(response: Response, state: Response.State, by: Actor) -> Response:
    """The answer, locked, if it stands where the actor saw it; NotReady otherwise. Part of an action."""
    current = Response.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=response.pk)
    if current.state != state:
        # A form sent twice is no quarrel between two people: it leads where the first sending led.
        refuse_second_sending(by)
        raise NotReady(_("Somebody has changed this answer in the meantime. Please look at it again."))
    return current


def _refuse_readers(response: Response, by: Actor) -> None:
    if by.account is None or by.account.pk in response.writers:
        raise NotReady(_("Whoever wrote an answer does not read it for the second time."))
    if not can_check(by, response):
        raise NotReady(_("A lead reads this answer before it is shown."))


def answer_keys(response: Response) -> dict[str, str]:
    """The keys that every fact about an answer carries."""
    return {
        "key": str(response.pk),
        "organisation_key": str(response.engagement.organisation_id),
        "theme_key": str(response.theme_id or ""),
        "contribution_key": str(response.contribution_id or ""),
    }


def _telling_keys(telling: Telling) -> dict[str, str]:
    return {
        "key": str(telling.contribution_id),
        "organisation_key": str(telling.response.engagement.organisation_id),
        "response_key": str(telling.response_id),
    }
