"""Screening in its room: what follows from each outcome, when nobody needs to read first, what ends by itself."""

import datetime
from collections.abc import Iterator

import pytest
from django.utils import timezone

from openward.contributions.actions.stories import revise
from openward.contributions.models import Contribution, Hold, Lifecycle, Review
from openward.ledger.models import RecordedFact
from openward.methods import screening as method
from openward.people.access import SYSTEM
from openward.safety.actions.crisis import acknowledge, act, assess, flag_by_moderator
from openward.safety.actions.readings import claim_case, decide_case
from openward.safety.actions.screening import (
    HOLD_LASTS,
    confirm_hold,
    end_screening,
    expire_hold,
    screen_revision,
)
from openward.safety.events.readings import ReadingApproved
from openward.safety.handlers.screening import on_reading_done, on_words_sent, on_words_to_look_at
from openward.safety.models import CrisisCase, Decision, Sanction, Screening, Step, WatchedPhrase
from openward.safety.queries.screening import (
    WHY_READ_FIRST,
    history_of,
    holds_over,
    needs_reading,
    recent_texts,
    watched_words_of,
)
from openward.safety.tasks.screening import check_again, end_screenings
from openward.spaces.models import ModerationMode
from tests.factories.riverbend import Riverbend, covered_at_every_hour, published_story, sent_story

CALM = "I waited two hours and nobody said why."


def story_with(riverbend: Riverbend, happened: str = CALM, **values: object) -> Contribution:
    return sent_story(riverbend, happened=happened, **values).contribution


def screened(contribution: Contribution) -> Screening:
    revision = contribution.revisions.last()
    assert revision is not None
    made = screen_revision(revision=revision, by=SYSTEM)
    contribution.refresh_from_db()
    return made


def read_afterwards(riverbend: Riverbend, mode: ModerationMode = ModerationMode.AFTER) -> None:
    riverbend.space.moderation_mode = mode
    riverbend.space.save()
    covered_at_every_hour(riverbend)


def why(contribution: Contribution) -> str:
    contribution = Contribution.objects.select_related("space").get(pk=contribution.pk)
    need = needs_reading(contribution, timezone.now())
    assert need.is_needed == bool(need.why)
    assert need.why in {"", *WHY_READ_FIRST}
    return need.why


def facts(kind: str) -> int:
    return RecordedFact.objects.filter(kind=f"safety.{kind}").count()


def test_where_everything_is_read_first_a_clean_story_still_waits(riverbend: Riverbend) -> None:
    story = story_with(riverbend)
    made = screened(story)
    assert (made.outcome, made.signals, made.expires_at) == ("clean", [], None)
    assert made.pipeline_version == method.VERSION
    assert (story.lifecycle, story.revisions.get().review) == (Lifecycle.SUBMITTED, Review.PENDING)
    assert why(story) == "mode_before"
    assert facts("WordsScreened") == 1


def test_where_words_are_read_afterwards_a_clean_story_is_shown(riverbend: Riverbend) -> None:
    read_afterwards(riverbend)
    story = story_with(riverbend)
    assert why(story) == "not_checked"
    screened(story)
    assert (story.lifecycle, story.revisions.get().review) == (Lifecycle.PUBLISHED, Review.NOT_REQUIRED)
    assert why(story) == ""


def test_what_was_marked_waits_with_its_reasons_and_then_ends_by_itself(riverbend: Riverbend) -> None:
    read_afterwards(riverbend)
    story = story_with(riverbend, "You can ring me on 07700 900123.")
    made = screened(story)
    assert made.outcome == Screening.Outcome.HOLD
    (signal,) = made.signals
    assert story.revisions.get().text[signal["start"] : signal["end"]] == "07700 900123"
    assert (signal["kind"], signal["rule"]) == ("identifier", "identifier:phone")
    assert "07700" not in str(made.signals)
    assert (story.lifecycle, why(story)) == (Lifecycle.SUBMITTED, "marked")
    assert made.expires_at is not None
    before, after = made.expires_at - HOLD_LASTS / 2, made.expires_at
    assert not expire_hold(screening=made, now=before, by=SYSTEM)
    assert holds_over(after) == [made]
    assert expire_hold(screening=made, now=after, by=SYSTEM)
    assert not expire_hold(screening=made, now=after, by=SYSTEM)
    story.refresh_from_db()
    assert story.lifecycle == Lifecycle.PUBLISHED
    assert facts("ScreeningEnded") == 1


def test_what_a_person_confirmed_does_not_end_by_itself(riverbend: Riverbend) -> None:
    made = screened(story_with(riverbend, "You can ring me on 07700 900123."))
    assert confirm_hold(screening=made, by=riverbend.actor("moderator"))
    assert not confirm_hold(screening=made, by=riverbend.actor("moderator"))
    made.refresh_from_db()
    assert (made.confirmed_by, made.expires_at) == (riverbend.account("moderator"), None)
    assert not expire_hold(screening=made, now=timezone.now() + 2 * HOLD_LASTS, by=SYSTEM)
    assert facts("ScreeningConfirmed") == 1


def test_a_cry_for_help_is_held_kindly_and_people_are_alerted(riverbend: Riverbend) -> None:
    read_afterwards(riverbend)
    story = story_with(riverbend, "Most days I want to die.")
    made = screened(story)
    assert (made.outcome, made.expires_at) == ("crisis", None)
    assert (story.hold, story.lifecycle) == (Hold.SAFEGUARDING, Lifecycle.SUBMITTED)
    crisis = CrisisCase.objects.get(contribution=story)
    assert crisis.source == CrisisCase.Source.LANGUAGE
    assert crisis.signals == [["self_harm", made.signals[0]["start"], made.signals[0]["end"]]]
    assert why(story) == "held"
    # What is told about the words in their history never says that somebody was in danger.
    told = RecordedFact.objects.filter(kind="safety.WordsScreened").get()
    assert set(told.payload) <= {"key", "organisation_key", "space_key", "revision_number", "pipeline_version"}


def test_a_check_that_fails_holds_the_words_until_it_works(
    riverbend: Riverbend, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_afterwards(riverbend)
    story = story_with(riverbend)

    def broken(reading: object) -> None:
        raise RuntimeError

    stages = (method.Stage("broken", broken),)
    with monkeypatch.context() as patched:
        patched.setattr(
            "openward.safety.actions.screening.screen", lambda text, **_: method.screen(text, stages=stages)
        )
        assert screened(story).outcome == Screening.Outcome.ERROR
        assert (story.hold, story.lifecycle, why(story)) == (Hold.SCREENING_ERROR, Lifecycle.SUBMITTED, "held")
        check_again(0)
    story.refresh_from_db()
    assert story.hold == Hold.SCREENING_ERROR
    check_again(0)
    story.refresh_from_db()
    assert (story.hold, story.lifecycle) == (Hold.NONE, Lifecycle.PUBLISHED)
    assert Screening.objects.get().outcome == Screening.Outcome.CLEAN


@pytest.fixture
def checks_fail(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The checks do not finish until what is yielded is undone."""

    def broken(reading: object) -> None:
        raise RuntimeError

    stages = (method.Stage("broken", broken),)
    with monkeypatch.context() as patched:
        patched.setattr(
            "openward.safety.actions.screening.screen", lambda text, **_: method.screen(text, stages=stages)
        )
        yield patched


def in_danger(riverbend: Riverbend, story: Contribution) -> CrisisCase:
    """Somebody reads held words and calls for help."""
    return flag_by_moderator(contribution=story, by=riverbend.actor("moderator"))


def let_go(riverbend: Riverbend, crisis: CrisisCase) -> None:
    moderator = riverbend.actor("moderator")
    acknowledge(crisis=crisis, by=moderator)
    assess(crisis=crisis, level=CrisisCase.Level.LOW, by=moderator)
    act(crisis=crisis, act=CrisisCase.Act.NOTHING, words="A figure of speech.", by=moderator)


@pytest.mark.parametrize("is_failing_first", [True, False])
def test_a_check_that_finishes_does_not_end_the_hold_of_a_crisis(
    riverbend: Riverbend, checks_fail: pytest.MonkeyPatch, is_failing_first: bool
) -> None:
    read_afterwards(riverbend)
    story = story_with(riverbend)
    if is_failing_first:
        assert screened(story).outcome == Screening.Outcome.ERROR
        crisis = in_danger(riverbend, story)
    else:
        crisis = in_danger(riverbend, story)
        assert screened(story).outcome == Screening.Outcome.ERROR
    checks_fail.undo()
    check_again(0)
    story.refresh_from_db()
    assert Screening.objects.get().outcome == Screening.Outcome.CLEAN
    assert (story.hold, story.lifecycle) == (Hold.SAFEGUARDING, Lifecycle.SUBMITTED)
    end_screening(contribution=story, by=riverbend.actor("moderator"))
    end_screenings(0)
    story.refresh_from_db()
    assert (story.hold, story.is_for_everyone) == (Hold.SAFEGUARDING, False)
    let_go(riverbend, crisis)
    story.refresh_from_db()
    assert story.hold == Hold.NONE


@pytest.mark.parametrize("is_failing_first", [True, False])
def test_when_the_crisis_ends_a_check_that_has_not_finished_still_holds(
    riverbend: Riverbend, checks_fail: pytest.MonkeyPatch, is_failing_first: bool
) -> None:
    read_afterwards(riverbend)
    story = story_with(riverbend)
    if is_failing_first:
        screened(story)
    crisis = in_danger(riverbend, story)
    screened(story)
    assert story.hold == Hold.SAFEGUARDING
    let_go(riverbend, crisis)
    story.refresh_from_db()
    assert (story.hold, story.lifecycle) == (Hold.SCREENING_ERROR, Lifecycle.SUBMITTED)
    checks_fail.undo()
    check_again(0)
    story.refresh_from_db()
    assert (story.hold, story.lifecycle) == (Hold.NONE, Lifecycle.PUBLISHED)


def test_a_wording_is_checked_once_and_only_the_newest_counts(riverbend: Riverbend) -> None:
    read_afterwards(riverbend)
    story = story_with(riverbend)
    first = story.revisions.get()
    revise(contribution=story, parts=[["happened", "The nurse was kind."]], by=SYSTEM)
    assert screen_revision(revision=first, by=SYSTEM) == screen_revision(revision=first, by=SYSTEM)
    story.refresh_from_db()
    assert story.lifecycle == Lifecycle.SUBMITTED
    screened(story)
    assert story.lifecycle == Lifecycle.PUBLISHED
    assert facts("WordsScreened") == 2


def test_sending_and_changing_words_is_heard(riverbend: Riverbend) -> None:
    story = story_with(riverbend)
    revise(contribution=story, parts=[["happened", "The nurse was kind."]], by=SYSTEM)
    from openward.ledger.tasks import hear

    for fact in RecordedFact.objects.filter(
        kind__in=["contributions.StorySubmitted", "contributions.ContributionRevised"]
    ):
        hear(fact_id=fact.pk, handler=f"safety.{on_words_sent.__name__}")
        hear(fact_id=fact.pk, handler=f"safety.{on_words_sent.__name__}")
    assert Screening.objects.count() == 2


def test_danger_is_found_ahead_of_the_checks_of_everything_else(riverbend: Riverbend) -> None:
    from openward.ledger.tasks import hear

    calm = story_with(riverbend)
    cry = story_with(riverbend, "I have saved up my tablets and I am going to kill myself tonight.")
    for fact in RecordedFact.objects.filter(kind="contributions.StorySubmitted"):
        hear(fact_id=fact.pk, handler=f"safety.{on_words_to_look_at.__name__}")
    assert list(CrisisCase.objects.values_list("contribution", flat=True)) == [cry.pk]
    assert Screening.objects.get().revision.contribution == cry
    for fact in RecordedFact.objects.filter(kind="contributions.StorySubmitted"):
        hear(fact_id=fact.pk, handler=f"safety.{on_words_sent.__name__}")
    assert {one.revision.contribution for one in Screening.objects.all()} == {calm, cry}
    assert CrisisCase.objects.count() == 1


def test_newcomers_are_read_first_and_others_are_not(riverbend: Riverbend) -> None:
    read_afterwards(riverbend, ModerationMode.NEWCOMERS)
    story = story_with(riverbend)
    screened(story)
    assert why(story) == "newcomer"
    known = published_story(riverbend)
    Contribution.objects.filter(pk=story.pk).update(author=known.author)
    assert why(story) == ""
    # What nobody has read says nothing about its author.
    Contribution.objects.filter(pk=known.pk).update(shown_review=Review.NOT_REQUIRED)
    assert why(story) == "newcomer"


@pytest.mark.parametrize(("step", "reason"), [(Step.WARNED, ""), (Step.PRE_MODERATED, "sanction")])
def test_a_step_on_the_ladder_from_read_first_on_counts(riverbend: Riverbend, step: Step, reason: str) -> None:
    read_afterwards(riverbend)
    story = story_with(riverbend)
    screened(story)
    Sanction.objects.create(persona=story.author, space=story.space, step=step, reason="told")
    assert why(story) == reason


def test_three_in_ten_declined_within_seven_days(riverbend: Riverbend) -> None:
    read_afterwards(riverbend)
    story = story_with(riverbend)
    screened(story)
    moderator = riverbend.actor("moderator")
    for number in range(2):
        other = story_with(riverbend, f"Another thing, number {number}, and some words.")
        Contribution.objects.filter(pk=other.pk).update(author=story.author)
        case = claim_case(contribution=other, by=moderator)
        decide_case(
            case=case,
            outcome=Decision.Outcome.DECLINE,
            revision_sha256=other.revisions.get().sha256,
            rule=riverbend.space.house_rules.get(),
            words_to_author="Please leave the name out.",
            version=case.version,
            by=moderator,
        )
    now = timezone.now()
    assert history_of(story.author_id, riverbend.space, now).declined == 2
    assert why(story) == "often_declined"
    later = needs_reading(story, now + datetime.timedelta(days=8))
    assert later.why == ""


def test_copies_of_other_peoples_words_wait(riverbend: Riverbend) -> None:
    read_afterwards(riverbend)
    story_with(riverbend)
    copy = story_with(riverbend)
    assert len(recent_texts(copy, timezone.now())) == 1
    assert [one["kind"] for one in screened(copy).signals] == ["near_duplicate"]


def test_only_armed_phrases_of_the_own_organisation_count(riverbend: Riverbend) -> None:
    here = riverbend.cast.organisation
    now = timezone.now()
    for phrase, state in [("blue form", "armed"), ("green form", "trial"), ("red form", "off")]:
        WatchedPhrase.objects.create(
            organisation=here, phrase=phrase, effect="route", why="told", state=state, tried_at=now
        )
    words = watched_words_of(here.pk)
    assert [one.phrase for *_place, one in words.find("A blue form, a green form, a red form.")] == ["blue form"]
    elsewhere = watched_words_of(riverbend.outsider.pk)
    assert elsewhere.find("A blue form.") == []
    story = story_with(riverbend, "They lost the blue form.")
    assert screened(story).outcome == Screening.Outcome.HOLD
    assert story.urgency == 3


def test_approval_by_a_person_ends_what_was_marked(riverbend: Riverbend) -> None:
    story = story_with(riverbend, "You can ring me on 07700 900123.")
    made = screened(story)
    keys = {"key": str(story.pk), "organisation_key": "", "space_key": "", "case_key": ""}
    for _again in range(2):
        on_reading_done(ReadingApproved(**keys, decision_key="", revision_hash=""), fact_id=1)
    made.refresh_from_db()
    assert made.ended_at is not None
    assert facts("ScreeningEnded") == 1
    assert not end_screening(contribution=story, by=SYSTEM)


def test_what_a_person_has_read_already_is_not_held_by_a_machine(riverbend: Riverbend) -> None:
    story = published_story(riverbend, happened="Years ago I wanted to die, and this ward saved me.")
    made = screened(story)
    assert made.outcome == Screening.Outcome.CRISIS
    assert (story.hold, story.lifecycle) == (Hold.NONE, Lifecycle.PUBLISHED)
    assert not CrisisCase.objects.exists()


def test_the_task_ends_what_is_over(riverbend: Riverbend) -> None:
    made = screened(story_with(riverbend, "You can ring me on 07700 900123."))
    end_screenings(0)
    Screening.objects.filter(pk=made.pk).update(expires_at=timezone.now() - HOLD_LASTS)
    end_screenings(0)
    made.refresh_from_db()
    assert made.ended_at is not None
