"""Sending a story and what its author may do with it afterwards."""

import pytest

from openward.contributions.access import receipt_for_author
from openward.contributions.actions.stories import erase, keep_consents, revise, withdraw
from openward.contributions.models import Contribution, Lifecycle, Review
from openward.ledger.models import RecordedFact
from openward.people.access import VISITOR, persona_actor
from tests.factories.riverbend import Riverbend, published_story, sent_story


def test_a_story_waits_for_a_person_and_leaves_a_fact(riverbend: Riverbend) -> None:
    sent = sent_story(riverbend)
    assert sent.contribution.lifecycle == Lifecycle.SUBMITTED
    assert sent.contribution.revisions.get().review == Review.PENDING
    assert not Contribution.objects.readable(VISITOR).exists()
    assert receipt_for_author(sent.code).contribution == sent.contribution
    fact = RecordedFact.objects.get(kind="contributions.StorySubmitted")
    assert fact.about[0] == f"contribution:{sent.contribution.pk}"
    assert "waited" not in str(fact.payload)


def test_a_published_story_disappears_when_consent_is_withdrawn_and_returns_when_given(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    assert list(Contribution.objects.readable(VISITOR)) == [story]
    author = persona_actor(story.author_id)
    keep_consents(contribution=story, given=["quote"], language="en-gb", by=author)
    assert not Contribution.objects.readable(VISITOR).exists()
    assert Contribution.objects.readable(riverbend.actor("responder")).exists()
    keep_consents(contribution=story, given=["publish"], language="en-gb", by=author)
    assert Contribution.objects.readable(VISITOR).exists()


def test_a_changed_story_keeps_showing_the_wording_that_was_read(riverbend: Riverbend) -> None:
    story = published_story(riverbend)
    revise(contribution=story, parts=[["happened", "Something else."]], by=persona_actor(story.author_id))
    story.refresh_from_db()
    assert story.shown_revision is not None
    assert "two hours" in story.shown_revision.text
    assert story.is_for_everyone


@pytest.mark.parametrize("end", [withdraw, erase])
def test_nobody_reads_what_was_taken_back(riverbend: Riverbend, end: object) -> None:
    story = published_story(riverbend)
    end(contribution=story, by=persona_actor(story.author_id))  # type: ignore[operator]
    for part in ("visitor", "lead", "responder", "coder"):
        assert not Contribution.objects.readable(riverbend.actor(part)).exists()


def test_erasing_leaves_no_word_anywhere(riverbend: Riverbend) -> None:
    from django.db import connection

    story = published_story(riverbend, happened="The quetzal sang in the corridor.", email="quetzal@example.org")
    erase(contribution=story, by=persona_actor(story.author_id))
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables"
            " where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'select count(*) from "{table}" t where t::text ilike %s', ["%quetzal%"])
            assert cursor.fetchone()[0] == 0, table
