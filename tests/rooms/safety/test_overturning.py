"""Whatever was decided about words, one after the other: overturned in any order, nothing of it is left."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openward.contributions.models import Contribution
from openward.safety.actions.overturning import overturn
from openward.safety.models import Decision, Sanction, Step, Strike
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.safety.appealing import decided_about

Outcome = Decision.Outcome
HISTORY = st.lists(
    st.tuples(
        st.sampled_from([Outcome.LABEL, Outcome.LIMIT, Outcome.COMMUNITY_ONLY, Outcome.HIDE, Outcome.REMOVE]),
        st.sampled_from([None, Step.WARNED, Step.READ_ONLY, Step.SUSPENDED]),
    ),
    min_size=1,
    max_size=4,
)


def look(story: Contribution) -> tuple[object, ...]:
    """All that readers and the author meet of what was decided."""
    found = Contribution.objects.get(pk=story.pk)
    sanction = Sanction.objects.filter(persona=story.author).values_list("step", "reason", "decision").first()
    strikes = Strike.objects.filter(persona=story.author, cancelled_at__isnull=True).count()
    words = (found.standpoint, found.restriction_reason, found.restriction_ends_at, found.is_for_everyone)
    return (*words, sanction, strikes)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORY, order=st.randoms(use_true_random=False))
def test_overturned_in_any_order_nothing_is_left(riverbend: Riverbend, history: list, order: object) -> None:  # type: ignore[type-arg]
    with transaction.atomic():
        story = published_story(riverbend)
        before = look(story)
        seen, decisions = [before], []
        for outcome, step in history:
            until = timezone.now() + datetime.timedelta(days=7)
            steps = {"step": step, "step_until": None if step == Step.WARNED else until} if step else {}
            story.refresh_from_db()
            decisions.append(decided_about(riverbend, outcome, story=story, **steps))
            seen.append(look(story))
        # The newest first, everything is as it was before each of them.
        point = transaction.savepoint()
        for decision, was in zip(reversed(decisions), reversed(seen[:-1]), strict=True):
            overturn(decision=Decision.objects.get(pk=decision.pk), by=riverbend.actor("administrator"))
            assert look(story) == was
        transaction.savepoint_rollback(point)
        # In any other order, the last one leaves nothing.
        shuffled = list(decisions)
        order.shuffle(shuffled)  # type: ignore[attr-defined]
        for decision in shuffled:
            overturn(decision=Decision.objects.get(pk=decision.pk), by=riverbend.actor("administrator"))
        assert look(story) == before
        transaction.set_rollback(True)
