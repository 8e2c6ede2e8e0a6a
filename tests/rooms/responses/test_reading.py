"""Answers are read before they are shown; somebody trusted shows them at once and can change them for half an hour."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.notifications.models import Message
from openward.people.access import SYSTEM
from openward.people.models import HeldRole, Role
from openward.responses.actions import (
    NotReady,
    ask_for_check,
    change_shown,
    check_claim,
    reopen_telling,
    send_back_claim,
    show_response,
    take_back,
    tell_contributors,
)
from openward.responses.events import ResponseShown
from openward.responses.handlers import on_response_shown
from openward.responses.models import Response, Telling
from openward.responses.presenters import first_reading
from openward.responses.queries import awaiting_check, experience_of, reply_path
from openward.safety.models import Criticality
from tests.factories.loops import WORDS, drafted, shown, theme_of
from tests.factories.riverbend import Riverbend, published_story

ClientOf = Callable[[str], Client]


def rated(riverbend: Riverbend, level: int = 0) -> Contribution:
    story = published_story(riverbend)
    Criticality.objects.create(contribution=story, level=level, revision_sha256="0" * 64)
    return story


def answered_before(riverbend: Riverbend, count: int = 10, *, level: int = 0, days: int = 20) -> None:
    """Answers of the responder that were shown some days ago."""
    for _time in range(count):
        Response.objects.create(
            engagement=riverbend.engagement,
            contribution=rated(riverbend, level),
            status="heard",
            state=Response.State.SHOWN,
            words=WORDS,
            signed_name="D",
            signed_role="M",
            written_by=riverbend.account("responder"),
            shown_at=timezone.now() - datetime.timedelta(days=days),
        )


def reasons(riverbend: Riverbend, response: Response, part: str = "responder") -> tuple[str, ...]:
    return reply_path(response, by=riverbend.actor(part)).reasons


def at_once(riverbend: Riverbend, **values: object) -> Response:
    answered_before(riverbend)
    draft = drafted(riverbend, **{"contribution": rated(riverbend), **values})  # type: ignore[arg-type]
    return show_response(response=draft, by=riverbend.actor("responder"))


def test_the_first_ten_answers_are_read_by_a_colleague(riverbend: Riverbend) -> None:
    answered_before(riverbend, 9)
    draft = drafted(riverbend, contribution=rated(riverbend))
    assert reasons(riverbend, draft) == ("new",)
    with pytest.raises(NotReady):
        show_response(response=draft, by=riverbend.actor("responder"))
    answered_before(riverbend, 1)
    assert reasons(riverbend, draft) == ()
    response = show_response(response=draft, by=riverbend.actor("responder"))
    assert response.state == Response.State.SHOWN
    assert response.is_changeable(timezone.now())
    assert not response.is_changeable(timezone.now() + datetime.timedelta(minutes=31))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("You should have told the nurse, and I am sorry that you did not.", "blame"),
        ("Our records show that you were on the ward for a week.", "from_records"),
        ("Please ring the ward on 07700 900123 and ask for me.", "identifier"),
        ("We have changed the letters that we send to all of you.", "change"),
        ("谢谢您告诉我们这件事情，我们会改进。", "language"),
    ],
)
def test_some_words_are_read_whoever_wrote_them(riverbend: Riverbend, words: str, reason: str) -> None:
    answered_before(riverbend)
    draft = drafted(riverbend, contribution=rated(riverbend), words=words)
    path = reply_path(draft, by=riverbend.actor("responder"))
    assert reason in path.reasons
    assert first_reading(draft, path).reasons
    with pytest.raises(NotReady):
        show_response(response=draft, by=riverbend.actor("responder"))


def test_stock_phrases_are_marked_and_hold_nothing_up(riverbend: Riverbend) -> None:
    answered_before(riverbend)
    words = "Thank you for your feedback. We take it very seriously."
    draft = drafted(riverbend, contribution=rated(riverbend), words=words)
    assert reasons(riverbend, draft) == ()


def test_the_graver_the_words_the_more_experience(riverbend: Riverbend) -> None:
    answered_before(riverbend)
    draft = drafted(riverbend, contribution=rated(riverbend, 3))
    assert reasons(riverbend, draft) == ("graver",)
    answered_before(riverbend, 3, level=3, days=400)
    assert experience_of(riverbend.account("responder")).level == 0
    answered_before(riverbend, 3, level=3)
    assert experience_of(riverbend.account("responder")).level == 3
    assert reasons(riverbend, draft) == ()


def test_a_story_that_nobody_rated_is_read(riverbend: Riverbend) -> None:
    answered_before(riverbend)
    assert reasons(riverbend, drafted(riverbend, contribution=published_story(riverbend))) == ("unrated",)


def test_a_theme_is_as_grave_as_the_gravest_words_behind_it(riverbend: Riverbend) -> None:
    answered_before(riverbend)
    theme = theme_of(riverbend, stories=2)
    draft = drafted(riverbend, theme=theme)
    assert reasons(riverbend, draft) == ()
    story = Contribution.objects.filter(codings__code__theme=theme).first()
    assert story is not None
    Criticality.objects.create(contribution=story, level=5, revision_sha256="0" * 64)
    path = reply_path(draft, by=riverbend.actor("responder"))
    assert (path.reasons, path.needs_a_lead) == (("grave",), True)


def test_grave_words_are_answered_past_a_lead(riverbend: Riverbend) -> None:
    answered_before(riverbend, 13, level=3)
    draft = drafted(riverbend, contribution=rated(riverbend, 4))
    with pytest.raises(NotReady):
        show_response(response=draft, by=riverbend.actor("responder"))
    ask_for_check(response=draft, by=riverbend.actor("responder"))
    here = HeldRole.objects.filter(organisation=riverbend.cast.organisation)
    leads = set(here.filter(role=Role.LEAD).values_list("account"))
    assert set(Message.objects.filter(kind="reply_to_read").values_list("account")) == leads
    for part in ("responder", "moderator"):
        with pytest.raises(NotReady):
            check_claim(response=draft, by=riverbend.actor(part))
        assert draft not in awaiting_check(riverbend.actor(part))
    assert draft in awaiting_check(riverbend.actor("lead"))
    assert check_claim(response=draft, by=riverbend.actor("lead")).state == Response.State.SHOWN


def test_where_nobody_else_leads_a_moderator_reads_grave_answers(riverbend: Riverbend) -> None:
    draft = drafted(riverbend, contribution=rated(riverbend, 4), part="lead")
    HeldRole.objects.filter(role=Role.LEAD).exclude(account=riverbend.account("lead")).delete()
    ask_for_check(response=draft, by=riverbend.actor("lead"))
    assert draft in awaiting_check(riverbend.actor("moderator"))
    assert draft not in awaiting_check(riverbend.actor("responder"))
    assert check_claim(response=draft, by=riverbend.actor("moderator")).read_by == riverbend.account("moderator")


def test_a_moderator_reads_an_answer_and_sends_it_back_with_a_reason(riverbend: Riverbend) -> None:
    draft = drafted(riverbend, contribution=rated(riverbend))
    ask_for_check(response=draft, by=riverbend.actor("responder"))
    send_back_claim(response=draft, reason="It names the ward sister.", by=riverbend.actor("moderator"))
    draft.refresh_from_db()
    assert (draft.state, draft.sent_back_because) == (Response.State.DRAFT, "It names the ward sister.")
    assert Message.objects.get(kind="reply_sent_back").account == riverbend.account("responder")
    facts = RecordedFact.objects.filter(about__contains=[f"response:{draft.pk}"]).order_by("pk")
    kinds = [fact.kind.removeprefix("responses.") for fact in facts]
    assert kinds == ["ResponseDrafted", "ReadingAsked", "ReplySentBack"]


def test_a_moderator_does_not_check_a_claim_of_change(riverbend: Riverbend) -> None:
    draft = drafted(riverbend, theme=theme_of(riverbend), status="did")
    ask_for_check(response=draft, by=riverbend.actor("responder"))
    assert draft not in awaiting_check(riverbend.actor("moderator"))
    with pytest.raises(NotReady):
        check_claim(response=draft, by=riverbend.actor("moderator"))


def test_nobody_is_told_before_the_half_hour_is_over(riverbend: Riverbend, monkeypatch: pytest.MonkeyPatch) -> None:
    response = at_once(riverbend)
    fact = RecordedFact.objects.filter(kind="responses.ResponseShown").latest("pk")
    on_response_shown(ResponseShown(**fact.payload), fact_id=fact.pk)
    assert tell_contributors(response=response, by=SYSTEM) == 0
    later = timezone.now() + datetime.timedelta(minutes=31)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert tell_contributors(response=response, by=SYSTEM) == 1


def test_half_an_hour_long_its_writer_changes_it(riverbend: Riverbend, monkeypatch: pytest.MonkeyPatch) -> None:
    response = at_once(riverbend)
    by = riverbend.actor("responder")
    changed = change_shown(response=response, words="I am sorry that you waited for so long.", by=by)
    assert changed.words == "I am sorry that you waited for so long."
    for values in ({"words": "You should have told us that you were there."}, {"status": "no_because"}):
        with pytest.raises(NotReady):
            change_shown(response=response, by=by, **values)
    with pytest.raises(NotReady):
        change_shown(response=response, words="Other words.", by=riverbend.actor("lead"))
    later = timezone.now() + datetime.timedelta(minutes=31)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(NotReady):
        change_shown(response=response, words="Too late for this.", by=by)
    with pytest.raises(NotReady):
        take_back(response=response, by=by)


def test_taken_back_whole(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=1)
    first = shown(riverbend, theme=theme)
    tell_contributors(response=first, by=SYSTEM)
    telling = Telling.objects.get(response=first)
    reopen_telling(telling=telling, by=SYSTEM)
    second = at_once(riverbend, theme=theme, contribution=None)
    telling.refresh_from_db()
    assert telling.settled_at is not None
    take_back(response=second, by=riverbend.actor("responder"))
    first.refresh_from_db()
    second.refresh_from_db()
    telling.refresh_from_db()
    assert (first.state, second.state) == (Response.State.SHOWN, Response.State.DRAFT)
    assert telling.settled_at is None
    assert tell_contributors(response=second, by=SYSTEM) == 0


def test_an_answer_that_was_read_first_cannot_be_changed(riverbend: Riverbend) -> None:
    response = shown(riverbend, contribution=rated(riverbend))
    with pytest.raises(NotReady):
        change_shown(response=response, words="Other words.", by=riverbend.actor("responder"))


def test_the_pages_from_draft_to_shown(riverbend: Riverbend, client_of: ClientOf) -> None:
    draft = drafted(riverbend, contribution=rated(riverbend), words="You should have told us, and we would have come.")
    page = client_of("responder").get(reverse("response_show", args=[draft.pk])).content.decode()
    assert "A colleague reads it first" in page
    assert "It could sound like blame." in page
    assert "Show it and tell people" not in page
    client_of("responder").post(reverse("check_ask", args=[draft.pk]))
    listed = client_of("moderator").get(reverse("response_check_list"))
    assert listed.status_code == 200
    assert "You should have told us" in listed.content.decode()
    read = client_of("moderator").get(reverse("claim_check", args=[draft.pk])).content.decode()
    assert "Can this answer be shown?" in read
    assert "<mark" in read
    client_of("moderator").post(reverse("claim_check", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == Response.State.SHOWN


def test_the_page_of_an_answer_shown_at_once(riverbend: Riverbend, client_of: ClientOf) -> None:
    response = at_once(riverbend)
    address = reverse("response_show", args=[response.pk])
    assert "Only you see this" in client_of("responder").get(address).content.decode()
    assert "Only you see this" not in client_of("lead").get(address).content.decode()
    client_of("responder").post(reverse("response_take_back", args=[response.pk]))
    response.refresh_from_db()
    assert response.state == Response.State.DRAFT


def test_grave_words_wait_on_a_list_until_they_are_answered(riverbend: Riverbend, client_of: ClientOf) -> None:
    story = rated(riverbend, 5)
    page = client_of("lead").get(reverse("grave_list")).content.decode()
    assert "5 · Grave harm, or danger now" in page
    assert "nobody said why" not in page
    draft = drafted(riverbend, contribution=story)
    ask_for_check(response=draft, by=riverbend.actor("responder"))
    check_claim(response=draft, by=riverbend.actor("lead"))
    assert "Nothing grave waits." in client_of("lead").get(reverse("grave_list")).content.decode()
