"""What evaluation does when counts change at once."""

from openward.contributions.events import WordsCountAgain, WordsSetAside
from openward.evaluation.queries.funnels import forget_kept_funnel
from openward.spaces.models import Space


def on_words_set_aside(fact: WordsSetAside | WordsCountAgain, *, fact_id: int) -> None:
    """What many did together leaves the funnel that everybody reads, or comes back into it."""
    organisation_id = Space.objects.values_list("organisation_id", flat=True).filter(pk=fact.key).first()
    if organisation_id is not None:
        forget_kept_funnel(organisation_id)
