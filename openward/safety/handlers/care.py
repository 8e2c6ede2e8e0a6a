"""What follows for those who moderate: words are sorted by topic, talks are offered and asked for, leads are told."""

import uuid

from django.utils import timezone

from openward.contributions.events import CommentSubmitted, ContributionErased, ContributionRevised, StorySubmitted
from openward.contributions.models import Contribution, Revision
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.people.models import Account, Role
from openward.people.queries import accounts_with_role
from openward.safety.actions.care import offer_debrief
from openward.safety.actions.topics import forget_topics, sort_by_topic
from openward.safety.events.care import BuddyCalled, CaseHandedOver, DebriefOffered, DebriefWanted, TopicWithoutAnybody
from openward.safety.events.cases import CasePassedOn
from openward.safety.events.decisions import CaseDecided
from openward.safety.models import Case, Debrief, Severity
from openward.safety.queries.care import seniors_of
from openward.spaces.models import Space


def on_words_to_sort(fact: StorySubmitted | CommentSubmitted | ContributionRevised, *, fact_id: int) -> None:
    """Sort exactly the wording that was sent; nothing is left to sort when it was erased meanwhile."""
    revision = (
        Revision.objects.filter(
            contribution=uuid.UUID(fact.key), sha256=fact.revision_hash, written_by=Revision.WrittenBy.AUTHOR
        )
        .select_related("contribution__space__organisation")
        .last()
    )
    if revision is not None:
        sort_by_topic(contribution=revision.contribution, text=revision.text, by=SYSTEM)


def on_words_forgotten(fact: ContributionErased, *, fact_id: int) -> None:
    forget_topics(contribution=Contribution.objects.get(pk=fact.key), by=SYSTEM)


def on_topic_without_anybody(fact: TopicWithoutAnybody, *, fact_id: int) -> None:
    """Tell the leads once a day that somebody is missing; which topic it is stands on no letter."""
    space = Space.objects.select_related("organisation").get(pk=fact.key)
    for account in accounts_with_role(space.organisation, Role.LEAD, space_key=space.pk):
        tell(
            account=account,
            kind="topic_without_anybody",
            about=f"space:{space.pk}",
            once_key=f"topic_without_anybody:{space.pk}:{fact.topic}:{timezone.localdate()}:{account.pk}",
            by=SYSTEM,
        )


def on_grave_case_decided(fact: CaseDecided, *, fact_id: int) -> None:
    """Whoever decided about danger to life is offered a talk."""
    case = Case.objects.filter(pk=fact.case_key, severity=Severity.DANGER).first()
    decision = case.decisions.select_related("decided_by").filter(pk=fact.decision_key).first() if case else None
    if case is not None and decision is not None and decision.decided_by is not None:
        offer_debrief(moderator=decision.decided_by, about=f"case:{case.pk}", by=SYSTEM)


def on_debrief_offered(fact: DebriefOffered, *, fact_id: int) -> None:
    debrief = Debrief.objects.select_related("account").get(pk=fact.key)
    _tell(debrief.account, "debrief_offered", fact_id)


def on_debrief_wanted(fact: DebriefWanted, *, fact_id: int) -> None:
    debrief = Debrief.objects.select_related("with_account").get(pk=fact.key)
    if debrief.with_account is not None:
        tell(
            account=debrief.with_account,
            kind="debrief_wanted",
            about=f"debrief:{debrief.pk}",
            values={"number": str(debrief.pk)},
            once_key=f"debrief_wanted:{fact_id}",
            by=SYSTEM,
        )


def on_buddy_called(fact: BuddyCalled, *, fact_id: int) -> None:
    _tell(Account.objects.get(pk=fact.key), "buddy_called", fact_id)


def on_case_handed_over(fact: CaseHandedOver, *, fact_id: int) -> None:
    """Whoever has it in their hands now is told."""
    case = Case.objects.select_related("claimed_by").get(pk=fact.case_key)
    if case.claimed_by is not None:
        _tell_of_case(case, case.claimed_by, "case_handed_over", fact_id)


def on_case_passed_on(fact: CasePassedOn, *, fact_id: int) -> None:
    case = Case.objects.select_related("contribution__space__organisation").get(pk=fact.case_key)
    for account in seniors_of(case.contribution.space):
        if account.pk not in case.passed_back_by:
            _tell_of_case(case, account, "case_passed_on", fact_id)


def _tell_of_case(case: Case, account: Account, kind: str, fact_id: int) -> None:
    tell(
        account=account,
        kind=kind,
        about=f"case:{case.pk}",
        values={"key": str(case.pk)},
        once_key=f"{kind}:{fact_id}:{account.pk}",
        by=SYSTEM,
    )


def _tell(account: Account, kind: str, fact_id: int) -> None:
    tell(account=account, kind=kind, about=f"account:{account.pk}", once_key=f"{kind}:{fact_id}", by=SYSTEM)
