"""Reporting, the case pages, and what everybody reads afterwards, walked without JavaScript."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.reviews import hold
from openward.contributions.models import Contribution, Hold
from openward.ledger.models import RecordedFact
from openward.ledger.tasks import hear
from openward.notifications.models import Message
from openward.people.access import SYSTEM
from openward.safety.actions.cases import take_case
from openward.safety.actions.measures import RAID_PAUSE_S, set_place_measure, take_step
from openward.safety.actions.reports import receive_report
from openward.safety.handlers.cases import on_case_decided
from openward.safety.models import Case, Decision, ModeratorCare, PlaceMeasure, Report, Sanction, Step, Topic
from openward.safety.tasks.cases import close_cases, end_measures, watch_clocks
from openward.spaces.access import NotNow
from openward.spaces.actions.members import NotInvited, join_space, print_codes
from openward.spaces.models import PersonBrake, PlaceBrake, Space, Visibility
from tests.factories.riverbend import Riverbend, approved, published_story, sent_story
from tests.rooms.safety.moderators import another_moderator

ClientOf = Callable[[str], Client]
Category = Report.Category

KEEPS_RULES = {"keeps_rules": "on", "rules_version": "1"}


@pytest.fixture
def story(riverbend: Riverbend) -> Contribution:
    return published_story(riverbend)


@pytest.fixture
def moderator(client_of: ClientOf) -> Client:
    return client_of("moderator")


def reported(riverbend: Riverbend, story: Contribution, category: Category = Category.ABUSE) -> Case:
    return receive_report(contribution=story, category=category, by=riverbend.actor("visitor")).report.case


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response
    return response.content.decode()


def form_of(page: str) -> dict[str, str]:
    """The hash and version of the words on the screen."""
    found = dict(re.findall(r'name="(revision_sha256|version)"[^>]*value="([^"]+)"', page))
    found |= {name: value for value, name in re.findall(r'value="([^"]+)"[^>]*name="(revision_sha256|version)"', page)}
    assert set(found) == {"revision_sha256", "version"}
    return found


def hear_all(riverbend: Riverbend) -> None:
    """Every consequence of every decision, as the worker would bring it about."""
    for row in RecordedFact.objects.filter(kind="safety.CaseDecided"):
        hear(fact_id=row.pk, handler=f"safety.{on_case_decided.__name__}")


def test_a_visitor_reports_in_one_step_and_reads_what_came_of_it(
    client_of: ClientOf, riverbend: Riverbend, story: Contribution
) -> None:
    visitor = client_of("visitor")
    assert f"/c/{story.pk}/report/" in page_of(visitor, f"/c/{story.pk}/")
    page = page_of(visitor, f"/c/{story.pk}/report/")
    assert "It attacks or threatens somebody" in page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    sent = visitor.post(
        f"/c/{story.pk}/report/", {"category": "abuse", "csrfmiddlewaretoken": token[1], "submission_key": "k" * 20}
    )
    address = sent["Location"]
    assert re.fullmatch(r"/report/[a-z]+(-[a-z]+){4}/sent/", address)
    assert "Thank you for telling us" in page_of(visitor, address)
    again = visitor.post(
        f"/c/{story.pk}/report/", {"category": "abuse", "csrfmiddlewaretoken": token[1], "submission_key": "k" * 20}
    )
    assert again["Location"] == address
    assert Report.objects.count() == 1
    outcome = address.removesuffix("sent/")
    assert "It waits for a moderator" in page_of(visitor, outcome)
    assert visitor.get("/report/one-two-three-four-five/").status_code == 404
    assert visitor.post("/receipt/", {"code": outcome.split("/")[2]})["Location"] == outcome


def test_something_else_needs_words_and_a_second_report_is_told_kindly(
    client_of: ClientOf, riverbend: Riverbend, story: Contribution
) -> None:
    coder = client_of("coder")
    empty = coder.post(f"/c/{story.pk}/report/", {"category": "other"}).content.decode()
    assert "Say in a few words what it is." in empty
    coder.post(f"/c/{story.pk}/report/", {"category": "spam"})
    assert Report.objects.count() == 1
    assert "told us about this already" in coder.post(f"/c/{story.pk}/report/", {"category": "hate"}).content.decode()


def test_what_cannot_be_read_cannot_be_reported(client_of: ClientOf, riverbend: Riverbend) -> None:
    waiting = sent_story(riverbend).contribution
    assert client_of("visitor").get(f"/c/{waiting.pk}/report/").status_code == 404


def test_reports_from_one_address_have_a_limit(client_of: ClientOf, riverbend: Riverbend, story: Contribution) -> None:
    visitor = client_of("visitor")
    for _number in range(20):
        assert visitor.post(f"/c/{story.pk}/report/", {"category": "spam"}).status_code == 302
    assert "try again later" in visitor.post(f"/c/{story.pk}/report/", {"category": "spam"}).content.decode()
    assert Report.objects.count() == 20


def test_the_queue_shows_the_gravest_first_and_one_item_takes_two_keys(
    moderator: Client, riverbend: Riverbend, story: Contribution
) -> None:
    reported(riverbend, story, Category.SPAM)
    graver = published_story(riverbend)
    reported(riverbend, graver, Category.ABUSE)
    page = page_of(moderator, "/cases/")
    assert page.index("S2 · Against the rules") < page.index("S3 · Out of place")
    assert "2 cases wait for a decision. None is late." in page
    assert "Decide within 23 hours" in page
    case = Case.objects.get(contribution=graver)
    shown = moderator.post(f"/cases/{case.pk}/take/", follow=True).content.decode()
    assert "These are the very words that were reported." in shown
    kept = moderator.post(f"/cases/{case.pk}/keep/", form_of(shown))
    assert kept["Location"] == f"/cases/{Case.objects.get(contribution=story).pk}/"
    assert Decision.objects.get().outcome == "keep"


def test_the_queue_leaves_out_what_is_not_for_this_moderator(
    moderator: Client, riverbend: Riverbend, story: Contribution
) -> None:
    case = reported(riverbend, story, Category.HATE)
    assert "S2" in page_of(moderator, "/cases/")
    ModeratorCare.objects.create(account=riverbend.account("moderator"), leaves_to_others=[Topic.HATE])
    page = page_of(moderator, "/cases/")
    assert "S2" not in page
    assert "1 is about something that you leave to others." in page
    ModeratorCare.objects.all().delete()
    take_case(case=case, by=another_moderator(riverbend))
    assert "Colleagues" not in page_of(moderator, "/cases/")
    assert "A colleague has 1." in page_of(moderator, "/cases/")
    assert "A colleague has this until" in page_of(moderator, f"/cases/{case.pk}/")
    assert moderator.post(f"/cases/{case.pk}/take/")["Location"] == "/cases/?said=taken"
    own = published_story(riverbend)
    mine = receive_report(contribution=own, category=Category.ABUSE, by=riverbend.actor("moderator")).report.case
    assert moderator.get(f"/cases/{mine.pk}/").status_code == 404


@pytest.mark.parametrize("part", ["visitor", "lead", "coder", "responder", "outsider"])
def test_only_moderators_of_the_space_see_a_case(
    client_of: ClientOf, riverbend: Riverbend, story: Contribution, part: str
) -> None:
    case = reported(riverbend, story)
    response = client_of(part).get(f"/cases/{case.pk}/")
    assert response.status_code == 404 or "/account/login/" in response["Location"]


def test_the_pages_ask_no_more_for_more_cases(moderator: Client, riverbend: Riverbend) -> None:
    counts = []
    for more in (1, 5):
        for _number in range(more):
            reported(riverbend, published_story(riverbend))
        with CaptureQueriesContext(connection) as asked:
            page_of(moderator, "/cases/")
        counts.append(len(asked))
    assert counts[0] >= counts[1]
    assert max(counts) <= 12, [query["sql"][:80] for query in asked.captured_queries if query["sql"]]


def decide(moderator: Client, case: Case, outcome: str, **values: str) -> str:
    """Take a case, fill the form in as it is offered, look, and send."""
    moderator.post(f"/cases/{case.pk}/take/")
    address = f"/cases/{case.pk}/decide/{outcome}/"
    page = page_of(moderator, address)
    rule = re.search(r'name="rule"[^>]*value="(\d+)"', page)
    assert rule is not None
    given = {
        **form_of(page),
        "rule": rule[1],
        "facts": "A nurse is named.",
        "words_to_author": "Please leave the name out.",
        **values,
    }
    looked = moderator.post(address, {**given, "step_to": "look"}).content.decode()
    assert "This is what the author will read" in looked, re.findall(r'error-message">(.*?)<', looked)
    assert Decision.objects.filter(case=case, is_automatic=False).count() == 0
    moderator.post(address, {**given, "step_to": "send"})
    return looked


def test_the_author_and_the_reporters_are_told_and_the_case_is_closed(
    client_of: ClientOf, moderator: Client, riverbend: Riverbend
) -> None:
    sent = sent_story(riverbend, email="jo@example.org")
    story = approved(riverbend, sent.contribution)
    given = receive_report(contribution=story, category=Category.ABUSE, by=riverbend.actor("visitor"))
    preview = decide(moderator, given.report.case, "hide", passages="0-8", lasts="7", step="read_only", step_lasts="7")
    assert "ask somebody else to look again" in preview
    hear_all(riverbend)
    hear_all(riverbend)
    case = Case.objects.get()
    assert case.state == Case.State.NOTIFIED
    assert Report.objects.get().state == Report.State.CLOSED
    assert sorted(Message.objects.exclude(kind="reading_approved").values_list("kind", flat=True)) == [
        "decision_made",
        "report_decided",
    ]
    visitor = client_of("visitor")
    assert "agreed, and did something about it" in page_of(visitor, f"/report/{given.code}/")
    own = page_of(visitor, f"/receipt/{sent.code}/")
    assert "Your words are hidden from readers" in own
    assert "Please leave the name out." in own
    assert "<mark>I waited</mark>" in own
    assert "Can read but not send, for a time" in own
    assert "Tom Whitfield" not in own
    close_cases(0)
    assert Case.objects.get().state == Case.State.NOTIFIED
    Message.objects.update(state=Message.State.FAILED)
    close_cases(0)
    assert Case.objects.get().state == Case.State.CLOSED


def test_a_correction_stands_under_the_words_and_the_card_is_marked(
    client_of: ClientOf, moderator: Client, riverbend: Riverbend, story: Contribution
) -> None:
    case = reported(riverbend, story, Category.FALSE_HEALTH)
    values = {"pinned_note": "Ask before you stop a medicine.", "pinned_source": "https://www.nhs.uk/medicines/"}
    decide(moderator, case, "correct", **values)
    visitor = client_of("visitor")
    page = page_of(visitor, f"/c/{story.pk}/")
    assert "Correction from the moderators" in page
    assert "Ask before you stop a medicine." in page
    assert 'href="https://www.nhs.uk/medicines/"' in page
    assert "I waited two hours" in page
    assert "With a note from the moderators" in page_of(visitor, f"/s/{riverbend.space.slug}/")
    assert "With a note from the moderators" in page_of(visitor, f"/s/{riverbend.space.slug}/feed.atom")


def test_another_wording_is_suggested_and_the_words_stay(
    moderator: Client, riverbend: Riverbend, story: Contribution
) -> None:
    case = reported(riverbend, story)
    texts = {f"part_{place}": text for place, (_name, text) in enumerate(story.shown_revision.parts)}  # type: ignore[union-attr]
    looked = decide(moderator, case, "propose_edit", **{**texts, "part_0": "I waited for a long time."})
    assert "Our suggestion" in looked
    story.refresh_from_db()
    assert story.is_for_everyone
    assert Decision.objects.get().proposal is not None


def test_a_decision_against_words_needs_a_rule_or_a_law(
    moderator: Client, riverbend: Riverbend, story: Contribution
) -> None:
    case = reported(riverbend, story)
    moderator.post(f"/cases/{case.pk}/take/")
    address = f"/cases/{case.pk}/decide/remove/"
    given = {**form_of(page_of(moderator, address)), "facts": "It threatens.", "words_to_author": "No threats, please."}
    refused = moderator.post(address, {**given, "step_to": "send"}).content.decode()
    assert "Choose the rule that it is about, or name the law." in refused
    moderator.post(address, {**given, "legal_ground": "A threat (Offences against the Person Act).", "step_to": "send"})
    assert Decision.objects.get().ground == Decision.Ground.LAW


def test_a_second_opinion_is_asked_and_given_and_the_case_is_passed_on(
    moderator: Client, riverbend: Riverbend, story: Contribution
) -> None:
    case = reported(riverbend, story)
    moderator.post(f"/cases/{case.pk}/take/")
    moderator.post(f"/cases/{case.pk}/ask/", {"words": "Is this a name?"})
    assert "Is this a name?" in page_of(moderator, f"/cases/{case.pk}/")
    second = Client()
    account = another_moderator(riverbend).account
    assert account is not None
    second.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "A colleague asks what you think" in page_of(second, "/cases/")
    page = page_of(second, f"/cases/{case.pk}/")
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    second.post(f"/cases/{case.pk}/answer/", {"words": "I think so.", "version": version[1]})
    assert "I think so." in page_of(moderator, f"/cases/{case.pk}/")
    moderator.post(f"/cases/{case.pk}/pass/", {"words": "I know the author."})
    case.refresh_from_db()
    assert case.state == Case.State.ESCALATED
    assert "Passed on to a senior colleague" in page_of(second, "/cases/")


def test_reports_used_as_a_weapon_are_set_aside_and_brought_back(
    moderator: Client, riverbend: Riverbend, story: Contribution
) -> None:
    case = reported(riverbend, story, Category.SPAM)
    reported(riverbend, story, Category.SPAM)
    moderator.post(f"/cases/{case.pk}/take/")
    keys = [str(key) for key in Report.objects.values_list("pk", flat=True)]
    moderator.post(f"/cases/{case.pk}/set-aside/", {"keys": keys, "reason": "Sent within a minute."})
    assert set(Report.objects.values_list("state", flat=True)) == {Report.State.INVALIDATED}
    moderator.post(f"/cases/{case.pk}/restore/")
    assert set(Report.objects.values_list("state", flat=True)) == {Report.State.QUEUED}


def test_clocks_mark_what_is_late_once_and_end_what_is_over(
    client_of: ClientOf, riverbend: Riverbend, story: Contribution
) -> None:
    case = reported(riverbend, story, Category.IDENTIFIES)
    interim = Decision.objects.get(is_automatic=True)
    Case.objects.update(due_at=timezone.now() - datetime.timedelta(hours=1))
    Contribution.objects.filter(pk=story.pk).update(restriction_ends_at=timezone.now())
    watch_clocks(0)
    watch_clocks(0)
    assert RecordedFact.objects.filter(kind="safety.CaseOverdue").count() == 1
    end_measures(0)
    story.refresh_from_db()
    assert story.is_for_everyone
    case.refresh_from_db()
    assert case.is_overdue
    assert interim.decided_by is None
    assert "Late by 1 hour" in page_of(client_of("moderator"), "/cases/")


# --- Measures ------------------------------------------------------------------------------------------------------


def comment(riverbend: Riverbend, story: Contribution, part: str = "coder") -> Contribution:
    return submit_comment(parent=story, words="Me too.", badge="patient", by=riverbend.actor(part)).contribution


def test_a_lock_is_set_from_the_page_told_to_readers_and_keeps_their_words(
    client_of: ClientOf, moderator: Client, riverbend: Riverbend, story: Contribution
) -> None:
    address = f"/c/{story.pk}/measures/"
    moderator.post(address, {"kind": "lock", "hours": "4", "pause_s": "300", "reason": "We all need a breath."})
    visitor = client_of("visitor")
    page = page_of(visitor, f"/c/{story.pk}/")
    assert "We all need a breath." in page
    assert f"/c/{story.pk}/reply/" not in page
    page = page_of(visitor, f"/c/{story.pk}/reply/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page_of(visitor, f"/c/{story.pk}/report/"))
    assert token is not None
    given = {"words": "These are my words.", "badge": "patient", "publish": "yes", **KEEPS_RULES}
    given["csrfmiddlewaretoken"] = token[1]
    refused = visitor.post(f"/c/{story.pk}/reply/", given).content.decode()
    assert "Nothing was sent yet, and your words are still here." in refused
    assert "These are my words." in refused
    assert Contribution.objects.filter(root=story).count() == 0
    moderator.post(f"/measures/{PlaceMeasure.objects.get().pk}/lift/")
    assert not PlaceBrake.objects.exists()
    assert not Space.objects.get(pk=riverbend.space.pk).has_brakes
    assert comment(riverbend, story).root == story


def test_a_lock_on_the_space_stops_stories_and_a_cool_down_ends(
    client_of: ClientOf, riverbend: Riverbend, story: Contribution
) -> None:
    soon = timezone.now() + datetime.timedelta(hours=1)
    set_place_measure(
        space=riverbend.space,
        kind=PlaceMeasure.Kind.COOL_DOWN,
        reason="A pause",
        ends_at=soon,
        by=riverbend.actor("moderator"),
    )
    with pytest.raises(NotNow):
        sent_story(riverbend)
    assert "A pause" in page_of(client_of("visitor"), f"/s/{riverbend.space.slug}/")
    PlaceMeasure.objects.update(ends_at=timezone.now())
    PlaceBrake.objects.update(ends_at=timezone.now())
    assert sent_story(riverbend).contribution
    end_measures(0)
    assert not PlaceBrake.objects.exists()


def test_slow_mode_holds_one_person_and_not_the_others(riverbend: Riverbend, story: Contribution) -> None:
    by = riverbend.actor("moderator")
    set_place_measure(space=riverbend.space, kind=PlaceMeasure.Kind.SLOW_MODE, pause_s=60, reason="Busy", by=by)
    comment(riverbend, story)
    with pytest.raises(NotNow) as refused:
        comment(riverbend, story)
    assert refused.value.kind == "pause"
    comment(riverbend, story, "improver")
    Contribution.objects.filter(root=story).update(submitted_at=timezone.now() - datetime.timedelta(minutes=2))
    comment(riverbend, story)


def test_what_closes_at_a_set_time_stays_closed(riverbend: Riverbend, story: Contribution) -> None:
    by = riverbend.actor("moderator")
    soon = timezone.now() + datetime.timedelta(hours=1)
    Kind = PlaceMeasure.Kind  # noqa: N806
    closing = {"kind": Kind.SCHEDULED_CLOSE, "reason": "Done", "ends_at": soon}
    set_place_measure(space=riverbend.space, thread=story, by=by, **closing)  # type: ignore[arg-type]
    comment(riverbend, story)
    PlaceBrake.objects.update(closes_at=timezone.now())
    PlaceMeasure.objects.update(ends_at=timezone.now())
    end_measures(0)
    with pytest.raises(NotNow):
        comment(riverbend, story)


def test_raid_mode_reads_everything_slows_and_lets_nobody_new_in(
    client_of: ClientOf, moderator: Client, riverbend: Riverbend
) -> None:
    Space.objects.filter(pk=riverbend.space.pk).update(visibility=Visibility.INVITED)
    space = Space.objects.get(pk=riverbend.space.pk)
    invitation = print_codes(space=space, count=1, by=riverbend.actor("lead"))[0]
    address = f"/s/{space.slug}/measures/raid/"
    assert "Start raid mode" in page_of(moderator, address)
    assert not PlaceMeasure.objects.exists()
    moderator.post(address, {"reason": "Many messages at once."})
    brake = PlaceBrake.objects.get()
    assert (brake.reads_first, brake.takes_nobody_new, brake.pause_s) == (True, True, RAID_PAUSE_S)
    with pytest.raises(NotNow):
        join_space(invitation=invitation, handle="Heron", badge="carer", wants_letters=False, by=SYSTEM)
    with pytest.raises((NotNow, NotInvited)):
        print_codes(space=space, count=1, by=riverbend.actor("lead"))
    moderator.post(f"/measures/{PlaceMeasure.objects.get().pk}/lift/")
    assert join_space(invitation=invitation, handle="Heron", badge="carer", wants_letters=False, by=SYSTEM).member


def test_a_step_on_the_ladder_stops_the_person_and_ends(
    client_of: ClientOf, moderator: Client, riverbend: Riverbend, story: Contribution
) -> None:
    words = approved(riverbend, comment(riverbend, story))
    case = reported(riverbend, words)
    decide(moderator, case, "hide", step="suspended", step_lasts="7")
    assert PersonBrake.objects.get().kind == "suspended"
    with pytest.raises(NotNow) as refused:
        comment(riverbend, story)
    assert refused.value.reason == "Please leave the name out."
    page = client_of("coder").post(
        f"/c/{story.pk}/reply/", {"words": "Again.", "badge": "patient", "publish": "yes", **KEEPS_RULES}
    ).content.decode()
    assert "You cannot take part here for a time." in page or "waited too long" in page
    Sanction.objects.update(until=timezone.now())
    end_measures(0)
    assert not Sanction.objects.exists()
    assert not PersonBrake.objects.exists()
    assert comment(riverbend, story)


def test_an_hourly_limit_and_a_milder_step_are_kept_apart(riverbend: Riverbend, story: Contribution) -> None:
    first = comment(riverbend, story)
    take_step(persona=first.author, space=riverbend.space, step=Step.RATE_LIMITED, reason="Slower, please", by=SYSTEM)
    with pytest.raises(NotNow) as refused:
        comment(riverbend, story)
    assert refused.value.kind == "rate_limited"
    take_step(persona=first.author, space=riverbend.space, step=Step.PRE_MODERATED, reason="Read first", by=SYSTEM)
    assert not PersonBrake.objects.exists()
    comment(riverbend, story)


def test_words_that_are_held_are_not_said_to_be_read(
    riverbend: Riverbend, story: Contribution, moderator: Client
) -> None:
    case = reported(riverbend, story)
    assert "Readers see these words now." in page_of(moderator, f"/cases/{case.pk}/")
    hold(contribution=story, kind=Hold.SAFEGUARDING, by=SYSTEM)
    page = page_of(moderator, f"/cases/{case.pk}/")
    assert "Readers see these words now." not in page
    assert "Readers do not see these words now." in page


def test_an_empty_note_is_told_at_the_head_of_the_page(
    riverbend: Riverbend, story: Contribution, moderator: Client
) -> None:
    case = reported(riverbend, story)
    for address in (f"/cases/{case.pk}/note/", f"/queue/{story.pk}/note/"):
        answer = moderator.post(address, {"words": " "})
        assert answer.status_code == 400
        assert "nhsuk-error-summary" in answer.content.decode()
