"""What safety does when something happened: the author is told, and what was erased is erased here too."""

from openward.contributions.events import ContributionErased, ContributionWithdrawn
from openward.contributions.models import Contribution
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.safety.actions.readings import close_case, erase_reasons
from openward.safety.actions.reports import close_cases_without_words
from openward.safety.events.readings import EditSuggested, ReadingApproved, ReadingDeclined, ReadingReopened


def on_reading_approved(fact: ReadingApproved, *, fact_id: int) -> None:
    _tell_author(fact.key, "reading_approved", fact_id)


def on_edit_suggested(fact: EditSuggested, *, fact_id: int) -> None:
    _tell_author(fact.key, "edit_suggested", fact_id)


def on_reading_declined(fact: ReadingDeclined, *, fact_id: int) -> None:
    _tell_author(fact.key, "reading_declined", fact_id)


def on_reading_reopened(fact: ReadingReopened, *, fact_id: int) -> None:
    _tell_author(fact.key, "reading_reopened", fact_id)


def on_contribution_withdrawn(fact: ContributionWithdrawn, *, fact_id: int) -> None:
    contribution = Contribution.objects.get(pk=fact.key)
    close_case(contribution=contribution, by=SYSTEM)
    close_cases_without_words(contribution=contribution, by=SYSTEM)


def on_contribution_erased(fact: ContributionErased, *, fact_id: int) -> None:
    contribution = Contribution.objects.get(pk=fact.key)
    close_case(contribution=contribution, by=SYSTEM)
    close_cases_without_words(contribution=contribution, by=SYSTEM)
    erase_reasons(contribution=contribution, by=SYSTEM)


def _tell_author(key: str, kind: str, fact_id: int) -> None:
    contribution = Contribution.objects.select_related("author").get(pk=key)
    tell(
        persona=contribution.author,
        kind=kind,
        about=f"contribution:{key}",
        once_key=f"{kind}:{fact_id}",
        language=contribution.language,
        by=SYSTEM,
    )
