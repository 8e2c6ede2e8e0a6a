"""Words that were shown without a person: the list in which they are read afterwards, and the word that they stay."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openward.contributions.actions.reviews import hold, restrict
from openward.contributions.actions.stories import revise, withdraw
from openward.contributions.models import Contribution, Hold, Kind, Lifecycle, Restriction, Review
from openward.ledger.models import RecordedFact
from openward.people.access import SYSTEM, VISITOR, persona_actor
from openward.people.actions.personas import persona_of_account
from openward.safety.access.readings import case_for_deciding, moderated_spaces
from openward.safety.actions.cases import NothingWaits
from openward.safety.actions.readings import WordsChanged, read_afterwards
from openward.safety.actions.reports import receive_report
from openward.safety.actions.screening import screen_revision
from openward.safety.models import Case, Decision, Report
from openward.safety.queries.readings import unread_afterwards
from openward.spaces.models import ModerationMode, PlaceBrake
from openward.spaces.queries.duty import reading_now
from tests.factories.riverbend import Riverbend, covered_at_every_hour, published_story, sent_story

ClientOf = Callable[[str], Client]
LIST = "/queue/afterwards/"


def shown_at_once(riverbend: Riverbend, **values: object) -> Contribution:
    """A story that the checks found nothing in, in a space that is read afterwards."""
    riverbend.space.moderation_mode = ModerationMode.AFTER
    riverbend.space.save()
    covered_at_every_hour(riverbend)
    contribution = sent_story(riverbend, **values).contribution
    return screened(contribution)


def screened(contribution: Contribution) -> Contribution:
    revision = contribution.revisions.last()
    assert revision is not None
    screen_revision(revision=revision, by=SYSTEM)
    contribution.refresh_from_db()
    assert contribution.shown_review == Review.NOT_REQUIRED
    return contribution


def hash_of(contribution: Contribution) -> str:
    assert contribution.shown_revision is not None
    return contribution.shown_revision.sha256


def listed(riverbend: Riverbend) -> list[Contribution]:
    actor = riverbend.actor("moderator")
    items, count = unread_afterwards(actor, spaces=list(moderated_spaces(actor)))
    assert len(items) == count
    return [item.contribution for item in items]


def facts() -> int:
    return RecordedFact.objects.filter(kind="safety.ReadAfterwards").count()


def test_whoever_has_read_says_once_that_the_words_can_stay(riverbend: Riverbend) -> None:
    story = shown_at_once(riverbend)
    by = riverbend.actor("moderator")
    assert listed(riverbend) == [story]
    assert read_afterwards(contribution=story, revision_sha256=hash_of(story), by=by)
    assert not read_afterwards(contribution=story, revision_sha256=hash_of(story), by=by)
    story.refresh_from_db()
    assert (story.lifecycle, story.shown_review) == (Lifecycle.PUBLISHED, Review.APPROVED)
    assert story.revisions.get().review == Review.APPROVED
    assert Contribution.objects.readable(VISITOR).get() == story
    assert listed(riverbend) == []
    assert facts() == 1
    fact = RecordedFact.objects.get(kind="safety.ReadAfterwards")
    assert hash_of(story) in str(fact.payload)
    assert not Case.objects.exists()


def test_other_words_than_those_on_the_screen_are_not_marked_as_read(riverbend: Riverbend) -> None:
    story = shown_at_once(riverbend)
    seen = hash_of(story)
    revise(contribution=story, parts=[["happened", "They told me at once."]], by=persona_actor(story.author_id))
    screened(story)
    assert hash_of(story) != seen
    with pytest.raises(WordsChanged):
        read_afterwards(contribution=story, revision_sha256=seen, by=riverbend.actor("moderator"))
    story.refresh_from_db()
    assert (story.shown_review, facts()) == (Review.NOT_REQUIRED, 0)
    assert listed(riverbend) == [story]


def test_a_machine_and_a_visitor_never_say_that_words_stay(riverbend: Riverbend) -> None:
    story = shown_at_once(riverbend)
    for nobody in (SYSTEM, VISITOR):
        with pytest.raises(ValueError):
            read_afterwards(contribution=story, revision_sha256=hash_of(story), by=nobody)
    assert facts() == 0


@pytest.mark.parametrize("end", ["reported", "held", "hidden", "taken back", "decided"])
def test_what_lies_in_another_list_is_not_in_this_one(riverbend: Riverbend, end: str) -> None:
    story = shown_at_once(riverbend)
    by = riverbend.actor("moderator")
    if end == "reported":
        receive_report(contribution=story, category=Report.Category.SPAM, by=riverbend.actor("visitor"))
    elif end == "held":
        hold(contribution=story, kind=Hold.LEGAL, by=by)
    elif end == "hidden":
        restrict(contribution=story, restriction=Restriction.HIDDEN, reason="Names somebody.", by=by)
    elif end == "taken back":
        withdraw(contribution=story, by=persona_actor(story.author_id))
    else:
        case = Case.objects.create(
            contribution=story, kind=Case.Kind.REPORT, state=Case.State.DECIDED, decided_at=timezone.now()
        )
        Decision.objects.create(
            case=case,
            revision=story.shown_revision,
            revision_sha256=hash_of(story),
            outcome=Decision.Outcome.KEEP,
            decided_by=riverbend.account("moderator"),
        )
    assert listed(riverbend) == []
    with pytest.raises(NothingWaits):
        read_afterwards(contribution=story, revision_sha256=hash_of(story), by=by)
    assert facts() == 0


def test_what_a_person_read_first_and_what_surveys_brought_is_not_listed(riverbend: Riverbend) -> None:
    published_story(riverbend)
    survey = shown_at_once(riverbend, happened="The tea was cold.")
    Contribution.objects.filter(pk=survey.pk).update(kind=Kind.SURVEY_COMMENT)
    assert listed(riverbend) == []


def test_the_oldest_comes_first_also_after_the_space_changed_its_mode(riverbend: Riverbend) -> None:
    first, second = shown_at_once(riverbend), shown_at_once(riverbend, happened="The tea was cold.")
    riverbend.space.moderation_mode = ModerationMode.BEFORE
    riverbend.space.save()
    assert listed(riverbend) == [first, second]


def test_what_only_the_service_sees_is_read_too(riverbend: Riverbend, client_of: ClientOf) -> None:
    story = shown_at_once(riverbend, consents=["teach"])
    assert story.lifecycle == Lifecycle.SUBMITTED
    assert listed(riverbend) == [story]
    assert "Only the service sees it" in page_of(client_of("moderator"))


def test_nobody_is_offered_their_own_words_and_no_door_opens_to_them(
    riverbend: Riverbend, client_of: ClientOf
) -> None:
    story = shown_at_once(riverbend)
    own = persona_of_account(
        account=riverbend.account("moderator"), scope_key=riverbend.space.pk, badge="carer", handle=""
    )
    Contribution.objects.filter(pk=story.pk).update(author=own)
    assert listed(riverbend) == []
    with pytest.raises(Http404):
        case_for_deciding(riverbend.actor("moderator"), story.pk)
    answer = client_of("moderator").post(stay(story), {"revision_sha256": hash_of(story)})
    assert (answer.status_code, facts()) == (404, 0)


# --- The page -----------------------------------------------------------------------------------------------------


def stay(story: Contribution) -> str:
    return f"/queue/{story.pk}/stay/"


def page_of(client: Client) -> str:
    answer = client.get(LIST)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_the_words_whole_and_both_ways_on(riverbend: Riverbend, client_of: ClientOf) -> None:
    story = shown_at_once(riverbend, happened="We waited. " * 90 + "Nobody came.")
    moderator = client_of("moderator")
    page = page_of(moderator)
    assert "1 text was shown at once and nobody has read it yet." in page
    assert "Nobody came." in page
    assert f'href="/c/{story.pk}/report/"' in page
    assert moderator.get(f"/c/{story.pk}/report/").status_code == 200
    (tab,) = re.findall(r'<a href="([^"]+)" aria-current="page">Read afterwards', page)
    assert tab == LIST
    for other in ("/queue/", "/cases/"):
        assert f'<a href="{LIST}">Read afterwards' in moderator.get(other).content.decode()
    (seen,) = re.findall(r'name="revision_sha256" value="([0-9a-f]{64})"', page)
    for _time in range(2):
        done = moderator.post(stay(story), {"revision_sha256": seen}, follow=True).content.decode()
        assert "Everything that was shown at once has been read." in done
    assert facts() == 1


@pytest.mark.parametrize("sent", ["", "0" * 64])
def test_a_stale_page_says_so_and_marks_nothing(riverbend: Riverbend, client_of: ClientOf, sent: str) -> None:
    story = shown_at_once(riverbend)
    page = client_of("moderator").post(stay(story), {"revision_sha256": sent}, follow=True).content.decode()
    assert "Other words are shown by now" in page
    assert facts() == 0


@pytest.mark.parametrize("part", ["visitor", "lead", "coder", "responder", "outsider"])
def test_only_moderators_of_the_space_say_that_words_stay(
    riverbend: Riverbend, client_of: ClientOf, part: str
) -> None:
    story = shown_at_once(riverbend)
    answer = client_of(part).post(stay(story), {"revision_sha256": hash_of(story)})
    assert answer.status_code == 404 or "/account/login/" in answer["Location"]
    assert facts() == 0
    if part == "outsider":
        assert "waited" not in page_of(client_of(part))


def test_the_list_asks_as_much_for_many_as_for_one(riverbend: Riverbend, client_of: ClientOf) -> None:
    moderator = client_of("moderator")
    shown_at_once(riverbend)
    page_of(moderator)
    counts = []
    for more in ((), ("The tea was cold.", "My letter never came.", "Parking costs more than my lunch.")):
        for happened in more:
            shown_at_once(riverbend, happened=happened)
        with CaptureQueriesContext(connection) as asked:
            page_of(moderator)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, [query["sql"][:80] for query in asked.captured_queries]


# --- What others are told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("before", "A person reads everything before it is shown."),
        ("newcomers", "A person reads the first words of everybody new. Words that our checks mark wait for a person"),
        ("after", "Words are shown at once and read afterwards. Words that our checks mark wait for a person first."),
    ],
)
def test_the_reply_page_says_when_a_person_reads(
    riverbend: Riverbend, client_of: ClientOf, mode: str, words: str
) -> None:
    story = published_story(riverbend)
    riverbend.space.moderation_mode = mode
    riverbend.space.save()
    covered_at_every_hour(riverbend)
    page = client_of("visitor").get(f"/c/{story.pk}/reply/").content.decode()
    assert words in page
    assert ("before it is shown" in page) == (mode == "before")


def test_while_extra_care_is_on_the_reply_page_promises_reading_first(riverbend: Riverbend) -> None:
    riverbend.space.moderation_mode = ModerationMode.AFTER
    careful = PlaceBrake(space=riverbend.space, kind=PlaceBrake.Kind.RAID, reads_first=True)
    covered_at_every_hour(riverbend)
    assert "shown at once" in reading_now(riverbend.space).when
    assert reading_now(riverbend.space, brakes=[careful]).when == "A person reads everything before it is shown."
