"""Asking for another look as somebody who reported, without JavaScript: by five words, signed in, and deciding."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openward.contributions.models import Contribution
from openward.people.access import Actor
from openward.safety.actions.cases import take_case
from openward.safety.actions.decisions import decide_report_case
from openward.safety.actions.report_appeals import appeal_as_reporter
from openward.safety.actions.reports import Reported, receive_report
from openward.safety.models import Appeal, Case, Decision, Report
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.safety.moderators import another_moderator
from tests.rooms.safety.test_appeal_views import sent_from, text_of

ClientOf = Callable[[str], Client]
WHY = "It still says which bed she lay in."


@pytest.fixture
def second(riverbend: Riverbend) -> Client:
    """The browser of a second moderator."""
    account = another_moderator(riverbend).account
    assert account is not None
    browser = Client()
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def left_as_it_is(riverbend: Riverbend, by: Actor) -> Reported:
    """A story that was reported and left as it is, with the five words of whoever reported it."""
    story = published_story(riverbend)
    given = receive_report(contribution=story, category=Report.Category.ABUSE, by=by)
    moderator = riverbend.actor("moderator")
    case = take_case(case=Case.objects.get(contribution=story, kind="report"), by=moderator)
    assert story.shown_revision is not None
    decide_report_case(
        case=case,
        outcome=Decision.Outcome.KEEP,
        revision_sha256=story.shown_revision.sha256,
        version=case.version,
        by=moderator,
    )
    return given


def test_from_five_words_to_a_new_decision(riverbend: Riverbend, client_of: ClientOf, second: Client) -> None:
    given = left_as_it_is(riverbend, riverbend.actor("visitor"))
    visitor, here = client_of("visitor"), f"/report/{given.code}/again/"
    assert here in text_of(visitor, f"/report/{given.code}/")
    empty = visitor.post(here, {"words": " "})
    assert empty.status_code == 400
    assert "Tell us in a few words" in empty.content.decode()
    answer = sent_from(visitor, here, words=WHY)
    assert "It waits for somebody else to look" in answer
    assert Appeal.objects.get().report == given.report
    assert "once is enough" in sent_from_nothing(visitor, here)
    assert Appeal.objects.count() == 1

    queue = text_of(second, "/appeals/")
    assert "Somebody who reported asks" in queue
    key = Appeal.objects.get().pk
    second.post(f"/appeals/{key}/take/")
    desk = text_of(second, f"/appeals/{key}/")
    assert WHY in desk
    assert "What they say was not enough" in desk
    for further in ("label", "hide", "remove"):
        assert f"/appeals/{key}/anew/{further}/" in desk
    assert str(given.report.reporter_id) not in desk
    page = text_of(second, f"/appeals/{key}/anew/hide/")
    fields = dict(re.findall(r'name="(revision_sha256|version)" value="([^"]+)"', page))
    rule = riverbend.space.house_rules.get()
    filled = {
        **fields, "rule": str(rule.pk), "facts": "A bed is named.", "words_to_author": "Please leave the bed out.",
        "lasts": "0", "step": "ok", "step_lasts": "7", "cause": "context", "reason": "The bed tells who it was.",
    }  # fmt: skip
    lacking = second.post(f"/appeals/{key}/anew/hide/", {**filled, "reason": ""})
    assert "Tell them why, in kind words." in lacking.content.decode()
    preview = second.post(f"/appeals/{key}/anew/hide/", filled).content.decode()
    assert "This is what the author will read" in preview
    assert "Please leave the bed out." in preview
    assert "The bed tells who it was." not in preview.split('class="sf-letter"')[1].split("sf-change-it")[0]
    assert Contribution.objects.get().restriction == "none"
    done = second.post(f"/appeals/{key}/anew/hide/", {**filled, "step_to": "send"}, follow=True).content.decode()
    assert "Done. It now is: Hidden." in done
    assert Contribution.objects.get().restriction == "hidden"
    outcome = text_of(visitor, f"/report/{given.code}/")
    assert "You were right" in outcome
    assert "The bed tells who it was." in outcome
    assert here not in outcome


def sent_from_nothing(client: Client, address: str) -> str:
    """What stands there after a second sending without a form."""
    return str(client.post(address, {"words": WHY}, follow=True).content.decode())


def test_a_forged_form_keeps_what_was_written(riverbend: Riverbend) -> None:
    given = left_as_it_is(riverbend, riverbend.actor("visitor"))
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/report/{given.code}/again/", {"words": WHY}).content.decode()
    assert "Please send it once more" in answer
    assert WHY in answer
    assert not Appeal.objects.exists()


def test_signed_in_without_five_words(riverbend: Riverbend, client_of: ClientOf) -> None:
    given = left_as_it_is(riverbend, riverbend.actor("coder"))
    coder = client_of("coder")
    here = f"/reports/mine/{given.report.pk}/"
    assert here in text_of(coder, "/reports/mine/")
    page = text_of(coder, here)
    # A letter leads to five words, and nobody has them here.
    assert 'name="email"' not in page
    answer = sent_from(coder, here, words=WHY)
    assert "It waits for somebody else to look" in answer
    assert client_of("lead").get(here).status_code == 404
    assert client_of("visitor").get(here).status_code == 302


def test_it_stays_and_the_answer_is_read_behind_the_five_words(
    riverbend: Riverbend, client_of: ClientOf, second: Client
) -> None:
    given = left_as_it_is(riverbend, riverbend.actor("visitor"))
    appeal = appeal_as_reporter(report=given.report, words=WHY, by=_reporter(given))
    second.post(f"/appeals/{appeal.pk}/take/")
    appeal.refresh_from_db()
    answer = second.post(
        f"/appeals/{appeal.pk}/decide/", {"outcome": "upheld", "reason": "No bed is named.", "version": appeal.version},
        follow=True,
    )  # fmt: skip
    assert "The decision stands" in answer.content.decode()
    page = text_of(client_of("visitor"), f"/report/{given.code}/")
    assert "it stays as it was" in page
    assert "No bed is named." in page
    assert "There is something new" in page


def _reporter(given: Reported) -> Actor:
    from openward.people.access import persona_actor

    return persona_actor(given.report.reporter_id)


def test_a_screen_without_taking_it_first_decides_nothing(riverbend: Riverbend, second: Client) -> None:
    given = left_as_it_is(riverbend, riverbend.actor("visitor"))
    appeal = appeal_as_reporter(report=given.report, words=WHY, by=_reporter(given))
    answer = second.get(f"/appeals/{appeal.pk}/anew/hide/", follow=True).content.decode()
    assert "It is in nobody" in answer


def test_the_same_queries_for_one_report_and_for_three(riverbend: Riverbend, client_of: ClientOf) -> None:
    coder, counts = client_of("coder"), []
    for _number in range(3):
        left_as_it_is(riverbend, riverbend.actor("coder"))
        with CaptureQueriesContext(connection) as seen:
            text_of(coder, "/reports/mine/")
        counts.append(len(seen))
    assert counts[0] == counts[2] <= 12
