"""What this room does when something is announced."""

from django.utils import timezone

from openward.contributions.events import ContributionErased
from openward.contributions.models import Contribution
from openward.people.access import SYSTEM
from openward.responses.actions import forget_words_of, tell_contributors
from openward.responses.events import ResponseShown
from openward.responses.models import Response
from openward.responses.tasks import tell_later


def on_response_shown(fact: ResponseShown, *, fact_id: int) -> None:
    """Tell everybody whose words are behind the answer: at once, or when its writer can change it no more."""
    response = Response.objects.filter(pk=fact.key).first()
    if response is None:
        return
    if response.is_changeable(timezone.now()):
        tell_later.configure(schedule_at=response.changeable_until).defer(response_key=str(response.pk))
        return
    tell_contributors(response=response, by=SYSTEM)


def on_contribution_erased(fact: ContributionErased, *, fact_id: int) -> None:
    """What the author said about an answer goes with their words."""
    contribution = Contribution.objects.filter(pk=fact.key).first()
    if contribution is not None:
        forget_words_of(contribution=contribution, by=SYSTEM)
