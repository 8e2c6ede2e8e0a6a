"""What the machines found about counts, as walks that anybody can read."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from openward.people.access import VISITOR
from openward.themes.models import Theme
from openward.themes.queries.counts import theme_counts
from tests.proofs.stage import Ground, prepare
from tests.proofs.test_machines import ContributionMachine


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield prepare()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_whoever_is_read_no_more_is_counted_no_more(ground: Ground) -> None:
    """Eleven people are behind the theme. One erases, and the approval of another's words is taken back: nine are too
    few to be told, and ten would have been one too many."""
    ContributionMachine.ground = ground
    walk = ContributionMachine()
    try:
        theme = Theme.objects.get()
        assert theme_counts(theme, VISITOR).people.value == 10
        walk.erases(0)
        walk.worker_works()
        walk.takes_a_decision_back("second", 9)
        assert walk.diary.done["took a decision back"] == 1
        walk.worker_works()
        walk.everything_that_is_promised_holds()
        assert theme_counts(theme, VISITOR).people.value is None
    finally:
        walk.teardown()
