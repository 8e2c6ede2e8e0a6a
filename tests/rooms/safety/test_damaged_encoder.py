"""A file of the checks is damaged: people go on writing, nothing is shown unchecked, and staff are told why."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from openward.config.commands.check import Finding, all_findings
from openward.contributions.models import Contribution, Hold, Lifecycle
from openward.contributions.presenters import may_need_help
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.methods.crisis_language import crisis_signals, signals_at_hand
from openward.methods.crisis_language.shipped import ChangedFileError
from openward.methods.screening import Outcome, screen, unfinished_checks
from openward.safety.models import CrisisCase, Screening
from openward.safety.queries.care import is_fresh_and_about
from openward.safety.tasks.screening import check_again
from openward.spaces.models import ModerationMode
from tests.factories.damaged import LEARNT, damaged_file
from tests.factories.riverbend import Riverbend, covered_at_every_hour
from tests.rooms.contributions.test_telling import PREVIEW, SEND, carried, filled

HINTED, SAID = "I keep looking at the bridge on my way home.", "Most days I want to die."
NUMBERS = "It sounds as if somebody may be in danger"


@pytest.fixture(params=LEARNT)
def damaged(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    with damaged_file(tmp_path, request.param):
        yield


def sent(client: Client, words: str) -> Contribution:
    """Through the pages, as a visitor sends it, and then through the worker's hands."""
    preview = client.post(PREVIEW, filled(happened=words))
    assert preview.status_code == 200
    before = set(Contribution.objects.values_list("pk", flat=True))
    assert client.post(SEND, carried(preview.content.decode())).status_code == 302
    story = Contribution.objects.exclude(pk__in=before).get()
    fact = RecordedFact.objects.get(kind="contributions.StorySubmitted", about__contains=[f"contribution:{story.pk}"])
    for handler in ("on_words_to_look_at", "on_words_sent"):
        hear(fact_id=fact.pk, handler=f"safety.{handler}")
    story.refresh_from_db()
    return story


def findings() -> list[Finding]:
    return [one for one in all_findings() if one.about == "checks"]


@pytest.fixture
def shown_at_once(riverbend: Riverbend) -> None:
    riverbend.space.moderation_mode = ModerationMode.AFTER
    riverbend.space.save()
    covered_at_every_hour(riverbend)


def test_people_go_on_writing_and_what_they_send_is_held_until_it_was_checked(
    riverbend: Riverbend, shown_at_once: None, tmp_path: Path
) -> None:
    client = Client()
    with damaged_file(tmp_path):
        story = sent(client, HINTED)
        assert (story.hold, story.lifecycle) == (Hold.SCREENING_ERROR, Lifecycle.SUBMITTED)
        assert Screening.objects.get().outcome == Screening.Outcome.ERROR
    check_again(0)
    story.refresh_from_db()
    assert (story.hold, story.is_for_everyone) == (Hold.SAFEGUARDING, False)
    assert CrisisCase.objects.get().contribution == story


def test_what_is_said_outright_still_alerts_people(riverbend: Riverbend, shown_at_once: None, damaged: None) -> None:
    preview = Client().post(PREVIEW, filled(happened=SAID))
    assert NUMBERS in preview.content.decode()
    story = sent(Client(), SAID)
    assert story.hold == Hold.SAFEGUARDING
    assert CrisisCase.objects.get().contribution == story
    assert may_need_help([["happened", "The tea was warm."]]) is False


def test_staff_see_why_on_the_health_page_and_by_the_command(
    riverbend: Riverbend, shown_at_once: None, tmp_path: Path
) -> None:
    client = Client()
    assert client.get("/health/").json()["checks"] == {"unfinished": [], "held": 0}
    assert [one.is_sound for one in findings()] == [True]
    with damaged_file(tmp_path):
        sent(client, HINTED)
        assert client.get("/health/").json()["checks"] == {"unfinished": ["crisis"], "held": 1}
        broken, waiting = findings()
        assert (broken.is_sound, waiting.is_sound) == (False, False)
        assert "does not finish (crisis)" in broken.sentence
        assert "Install Openward again" in broken.advice
        assert waiting.sentence == "1 text waits because a check did not finish with it."
    check_again(0)
    assert client.get("/health/").json()["checks"] == {"unfinished": [], "held": 0}


def test_a_moderator_who_leaves_topics_to_others_can_still_read(damaged: None) -> None:
    now = timezone.now()
    assert is_fresh_and_about(HINTED, now, ["self_harm"])
    assert not is_fresh_and_about(HINTED, now, [])


def test_the_method_says_what_it_could_not_look_at(damaged: None) -> None:
    with pytest.raises(ChangedFileError):
        crisis_signals(HINTED)
    hinted, said = signals_at_hand(HINTED), signals_at_hand(f"{HINTED} {SAID}")
    assert (hinted.signals, hinted.is_whole) == ((), False)
    assert ([one.danger for one in said.signals], said.is_whole) == (["self_harm"], False)
    assert screen(HINTED).outcome == Outcome.ERROR
    assert screen(f"{HINTED} {SAID}").outcome == Outcome.CRISIS
    assert unfinished_checks() == ("crisis",)
