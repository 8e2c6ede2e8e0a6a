"""The funnel against figures counted by hand, and the dead ends against things left undone."""

import datetime

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openward.contributions.actions.setting_aside import let_words_count_again, set_words_aside
from openward.contributions.actions.stories import erase
from openward.contributions.events import WordsCountAgain, WordsSetAside
from openward.contributions.models import Receipt
from openward.engagements.models import Asking
from openward.evaluation import handlers
from openward.evaluation.queries import Funnel, dead_ends, funnel, funnel_of_organisation, kept_funnel
from openward.improvements.models import Improvement
from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM, persona_actor
from openward.responses.actions import reopen_telling, tell_contributors
from openward.responses.models import Telling
from tests.factories.loops import coded_story, measured, shown, theme_of
from tests.factories.riverbend import Riverbend, published_story, sent_story


def test_the_funnel_counts_each_contribution_once_at_each_step(
    riverbend: Riverbend, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Asking.objects.create(engagement=riverbend.engagement, how="letter", people=40, asked_on=timezone.localdate())
    Asking.objects.create(engagement=riverbend.engagement, how="poster", people=10, asked_on=timezone.localdate())
    waiting, food = theme_of(riverbend, stories=3), theme_of(riverbend, stories=2, name="Food")
    measured(riverbend, waiting)
    both = coded_story(riverbend, waiting)
    both_code = food.codes.get()
    excerpt = both.excerpts.get()
    excerpt.codings.create(code=both_code, contribution=both)
    sent_story(riverbend)
    tell_contributors(response=shown(riverbend, theme=waiting, status="did"), by=SYSTEM)
    tell_contributors(response=shown(riverbend, theme=food, status="heard"), by=SYSTEM)
    with django_assert_num_queries(1):
        found = funnel(riverbend.engagement)
    assert found == Funnel("listening-to-outpatients", asked=50, said=7, themed=6, acted=4, changed=4, told=6)
    assert funnel_of_organisation(riverbend.cast.organisation) == Funnel(
        "riverbend", asked=50, said=7, themed=6, acted=4, changed=4, told=6
    )


def test_the_funnel_that_is_kept_is_counted_anew_when_something_is_set_aside(riverbend: Riverbend) -> None:
    organisation, space = riverbend.cast.organisation, riverbend.space
    story = published_story(riverbend)
    published_story(riverbend)
    assert kept_funnel(organisation).said == 2
    set_words_aside(space=space, keys=[story.pk], by=SYSTEM)
    _hear(WordsSetAside)
    assert kept_funnel(organisation).said == 1
    let_words_count_again(space=space, keys=[story.pk], by=SYSTEM)
    _hear(WordsCountAgain)
    assert kept_funnel(organisation).said == 2


def _hear(kind: type[WordsSetAside] | type[WordsCountAgain]) -> None:
    row = RecordedFact.objects.filter(kind=f"contributions.{kind.__name__}").latest("pk")
    handlers.on_words_set_aside(kind(**row.payload), fact_id=row.pk)


def test_nobody_asked_is_not_known_rather_than_none(riverbend: Riverbend) -> None:
    assert funnel(riverbend.engagement) == Funnel("listening-to-outpatients", None, 0, 0, 0, 0, 0)


def test_a_claim_that_nobody_checked_changes_nothing(riverbend: Riverbend) -> None:
    from openward.responses.actions import ask_for_check
    from tests.factories.loops import drafted

    response = drafted(riverbend, theme=theme_of(riverbend), status="did")
    ask_for_check(response=response, by=riverbend.actor("responder"))
    assert funnel(riverbend.engagement).changed == 0


def test_a_single_story_with_a_checked_change_counts_when_it_is_part_of_a_theme(riverbend: Riverbend) -> None:
    story = coded_story(riverbend, theme_of(riverbend))
    shown(riverbend, contribution=story, status="did")
    assert funnel(riverbend.engagement).changed == 1


def test_an_erased_story_was_still_said(riverbend: Riverbend) -> None:
    story = coded_story(riverbend, theme_of(riverbend, stories=0))
    erase(contribution=story, by=persona_actor(story.author_id))
    found = funnel(riverbend.engagement)
    assert (found.said, found.themed) == (1, 0)


def test_dead_ends_name_what_was_left_undone(riverbend: Riverbend) -> None:
    today = timezone.localdate()
    uncoded = published_story(riverbend)
    unanswered = theme_of(riverbend, name="Parking")
    promised = theme_of(riverbend)
    late = shown(riverbend, theme=promised, status="will_do", promised_by_on=today - datetime.timedelta(days=1))
    tell_contributors(response=late, by=SYSTEM)
    telling = Telling.objects.select_related("contribution").get()
    reopen_telling(telling=telling, by=persona_actor(telling.contribution.author_id))
    Receipt.objects.filter(contribution=uncoded).update(answer_expected_on=today - datetime.timedelta(days=1))
    quiet = measured(riverbend, unanswered).improvement
    Improvement.objects.update(started_on=today - datetime.timedelta(days=400))
    quiet.measures.get().readings.filter(on__gte=today - datetime.timedelta(days=60)).delete()
    found = dead_ends(riverbend.engagement)
    assert list(found.not_themed) == [uncoded]
    assert list(found.told_nothing_in_time) == [uncoded]
    assert list(found.themes_without_answer) == [unanswered]
    assert list(found.overdue_promises) == [late]
    assert list(found.unsettled_points) == [telling]
    assert list(found.improvements_without_readings) == [quiet]
    assert list(found.improvements_without_answer) == []
    Improvement.objects.update(state="stopped", why_stopped="No staff.")
    assert list(dead_ends(riverbend.engagement).improvements_without_answer) == [quiet]


def test_a_finished_loop_leaves_no_dead_end(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=2)
    measured(riverbend, theme)
    tell_contributors(response=shown(riverbend, theme=theme, status="did"), by=SYSTEM)
    found = dead_ends(riverbend.engagement)
    for name in found.__dataclass_fields__:
        assert not getattr(found, name).exists(), name
