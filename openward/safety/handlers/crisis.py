"""The crisis path hears of danger, sends its alerts, and tells the author kindly."""

import datetime
import uuid
from collections.abc import Iterable

from openward.contributions.events import CommentSubmitted, ContributionErased, StorySubmitted
from openward.contributions.models import Contribution
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.people.events import IdentityAgreed, IdentityAsked, IdentityRead
from openward.people.models import Account, BreakGlass, Role
from openward.people.queries import accounts_with_role
from openward.safety.actions.care import offer_debrief
from openward.safety.actions.crisis import NEEDS_SECOND_OPINION, erase_crisis_words, open_crisis
from openward.safety.events.crisis import (
    CrisisActedOn,
    CrisisAlerted,
    CrisisAssessed,
    CrisisMessageWritten,
    CrisisOpened,
    CrisisSecondOpinionGiven,
    DebriefAsked,
)
from openward.safety.events.reports import ReportReceived
from openward.safety.handlers.cases import tell_author
from openward.safety.models import CrisisCase, Report
from openward.safety.queries.crisis import crisis_with_place, rota_of, seniors_of, watchers_of
from openward.safety.tasks.crisis import deliver_round

IN_DANGER = 5


def on_danger_ticked(fact: StorySubmitted | CommentSubmitted, *, fact_id: int) -> None:
    """The author ticked "I or someone else may be in danger"."""
    contribution = Contribution.objects.get(pk=fact.key)
    if contribution.urgency == IN_DANGER:
        _open_once(contribution, CrisisCase.Source.AUTHOR, contribution.submitted_at or contribution.created_at)


def on_danger_reported(fact: ReportReceived, *, fact_id: int) -> None:
    """A reader reported that somebody may be in danger."""
    if fact.category != Report.Category.DANGER:
        return
    report = Report.objects.select_related("contribution").get(pk=fact.report_key)
    _open_once(report.contribution, CrisisCase.Source.REPORT, report.received_at)


def on_crisis_opened(fact: CrisisOpened, *, fact_id: int) -> None:
    """The author learns that a person looks at their words with care; the page behind the letter has the numbers."""
    crisis = crisis_with_place(uuid.UUID(fact.key))
    if crisis is not None and crisis.contribution is not None:
        tell_author(crisis.contribution, "crisis_held", f"crisis_held:{fact.key}")


def on_crisis_alerted(fact: CrisisAlerted, *, fact_id: int) -> None:
    deliver_round(uuid.UUID(fact.key), fact.round)


def on_crisis_message_written(fact: CrisisMessageWritten, *, fact_id: int) -> None:
    crisis = crisis_with_place(uuid.UUID(fact.key))
    if crisis is not None and crisis.contribution is not None:
        tell_author(crisis.contribution, "crisis_message", f"crisis_message:{fact.step_key}")


def on_crisis_assessed(fact: CrisisAssessed, *, fact_id: int) -> None:
    """Whoever judged the danger as medium or high does not have to go and look for the second person."""
    crisis = crisis_with_place(uuid.UUID(fact.key))
    if crisis is None or not _waits(crisis) or crisis.second_opinion_by_id is not None:
        return
    on_call = [one.account for group in rota_of(crisis) for one in group]
    _call(crisis, [*on_call, *watchers_of(crisis)], but=crisis.assessed_by_id, fact_id=fact_id)


def on_crisis_second_opinion(fact: CrisisSecondOpinionGiven, *, fact_id: int) -> None:
    """Whoever judged first learns that it can go on; in high danger those who choose what is done are called."""
    crisis = crisis_with_place(uuid.UUID(fact.key))
    if crisis is None or not _waits(crisis) or crisis.second_opinion_by_id is None:
        return
    first = [crisis.assessed_by] if crisis.assessed_by is not None else []
    seniors = seniors_of(crisis) if crisis.level == CrisisCase.Level.HIGH else []
    _call(crisis, [*first, *seniors], but=crisis.second_opinion_by_id, fact_id=fact_id)


def _waits(crisis: CrisisCase) -> bool:
    return crisis.state == CrisisCase.State.ASSESSED and crisis.level in NEEDS_SECOND_OPINION


def _call(crisis: CrisisCase, accounts: Iterable[Account], *, but: uuid.UUID | None, fact_id: int) -> None:
    for account in {one.pk: one for one in accounts if one.pk != but}.values():
        tell(
            account=account,
            kind="crisis_needs_you",
            about=f"crisis:{crisis.pk}",
            values={"key": str(crisis.pk)},
            once_key=f"crisis_needs_you:{fact_id}:{account.pk}",
            by=SYSTEM,
        )


def on_debrief_asked(fact: DebriefAsked, *, fact_id: int) -> None:
    """Tell the safeguarding lead and the leads, but not whoever asked."""
    crisis = crisis_with_place(uuid.UUID(fact.key))
    if crisis is None:
        return
    leads = accounts_with_role(crisis.space.organisation, Role.LEAD, space_key=crisis.space.pk)
    lead = crisis.space.safeguarding_lead
    people = {one.pk: one for one in (*([lead] if lead else []), *leads) if str(one.pk) != fact.account_key}
    for account in people.values():
        tell(
            account=account,
            kind="crisis_debrief",
            about=f"crisis:{fact.key}",
            values={"key": fact.key},
            once_key=f"crisis_debrief:{fact_id}:{account.pk}",
            by=SYSTEM,
        )


def on_crisis_acted_on(fact: CrisisActedOn, *, fact_id: int) -> None:
    """Whoever read it and decided is offered a talk; they need not ask for it. A drill is hard on nobody."""
    crisis = crisis_with_place(uuid.UUID(fact.key))
    if crisis is None or crisis.is_drill:
        return
    helpers = {one.pk: one for one in (crisis.acknowledged_by, crisis.assessed_by, crisis.second_opinion_by) if one}
    for helper in helpers.values():
        offer_debrief(moderator=helper, about=f"crisis:{fact.key}", by=SYSTEM)


def on_identity_asked(fact: IdentityAsked, *, fact_id: int) -> None:
    """Those who can be the second person are told; data protection learns of it in every case."""
    asked = BreakGlass.objects.select_related("organisation").get(pk=fact.key)
    _tell_second_people(asked, "identity_asked", fact_id)


def on_identity_opened(fact: IdentityAgreed | IdentityRead, *, fact_id: int) -> None:
    """Data protection has notice whenever the vault is opened or read."""
    asked = BreakGlass.objects.select_related("organisation").get(pk=fact.key)
    _tell_second_people(asked, "identity_opened", fact_id)


def _tell_second_people(asked: BreakGlass, kind: str, fact_id: int) -> None:
    roles = [Role.DATA_PROTECTION]
    if kind == "identity_asked" and asked.requester_side == BreakGlass.Side.DATA_PROTECTION:
        roles.append(Role.ADMINISTRATOR)
    for account in accounts_with_role(asked.organisation, *roles):
        tell(
            account=account,
            kind=kind,
            about=f"break_glass:{asked.pk}",
            values={"key": str(asked.pk)},
            once_key=f"{kind}:{fact_id}:{account.pk}",
            by=SYSTEM,
        )


def on_danger_erased(fact: ContributionErased, *, fact_id: int) -> None:
    erase_crisis_words(contribution=Contribution.objects.get(pk=fact.key), by=SYSTEM)


def _open_once(contribution: Contribution, source: CrisisCase.Source, since: datetime.datetime) -> None:
    """Open a crisis for a sign, unless this sign has opened or joined one: a handler may be called again."""
    crises = CrisisCase.objects.filter(contribution=contribution)
    opened = crises.filter(source=source, opened_at__gte=since)
    joined = crises.filter(steps__kind=f"heard_{source}", steps__taken_at__gte=since)
    if not opened.exists() and not joined.exists():
        open_crisis(contribution=contribution, source=source, by=SYSTEM)
