"""Replying."""

from collections.abc import Callable

import pytest
from django.test import Client

from openward.contributions.actions.comments import DEEPEST_LEVEL, submit_comment
from openward.contributions.actions.reviews import hold, restrict
from openward.contributions.actions.stories import erase, withdraw
from openward.contributions.models import Contribution, Hold, Kind, Restriction
from openward.ledger.models import RecordedFact
from openward.people.access import VISITOR, persona_actor
from openward.people.actions.personas import is_persona_of
from openward.people.models import Badge
from openward.spaces.models import IdentityRule, Space, Visibility
from tests.factories.riverbend import Riverbend, approved, published_story, sent_story


@pytest.fixture
def story(riverbend: Riverbend) -> Contribution:
    return published_story(riverbend)


def reply_to(contribution: Contribution) -> str:
    return f"/c/{contribution.pk}/reply/"


def filled(**changes: object) -> dict[str, object]:
    found = {
        "submission_key": "r" * 22,
        "words": "The same here.",
        "badge": "carer",
        "publish": "on",
        "keeps_rules": "on",
        "rules_version": "1",
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


def test_a_visitor_replies_and_is_read_first(client: Client, story: Contribution) -> None:
    answer = client.post(reply_to(story), filled())
    comment = Contribution.objects.get(kind=Kind.COMMENT)
    assert (comment.root, comment.parent, comment.badge) == (story, story, "carer")
    assert comment.may_publish
    assert not Contribution.objects.readable(VISITOR).filter(pk=comment.pk).exists()
    page = client.get(answer["Location"]).content.decode()
    assert "Your reply is with us" in page


def test_a_reply_sent_twice_is_one_reply(client: Client, story: Contribution) -> None:
    first, second = client.post(reply_to(story), filled()), client.post(reply_to(story), filled())
    assert first["Location"] == second["Location"]
    assert Contribution.objects.filter(kind=Kind.COMMENT).count() == 1


def test_looking_writes_nothing(client: Client, story: Contribution) -> None:
    facts = RecordedFact.objects.count()
    client.get(reply_to(story), filled())
    assert RecordedFact.objects.count() == facts


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": "  "}, "Write your reply first."),
        ({"badge": None}, "Choose who you are."),
        ({"publish": None}, "Tick the box if we may show it."),
        ({"words": "x" * 3_001}, "3,000 characters"),
    ],
)
def test_bad_input_is_named(client: Client, story: Contribution, changes: dict[str, object], said: str) -> None:
    assert said in client.post(reply_to(story), filled(**changes)).content.decode()
    assert not Contribution.objects.filter(kind=Kind.COMMENT).exists()


def test_what_may_point_to_a_person_is_marked_once(client: Client, story: Contribution) -> None:
    words = "Ask for me on 07700 900123."
    page = client.post(reply_to(story), filled(words=words)).content.decode()
    assert "<mark>07700 900123</mark>" in page
    assert not Contribution.objects.filter(kind=Kind.COMMENT).exists()
    client.post(reply_to(story), filled(words=words, looked_again="yes"))
    assert Contribution.objects.get(kind=Kind.COMMENT).revisions.get().text == words


def test_a_lost_cookie_costs_no_words(story: Contribution) -> None:
    page = Client(enforce_csrf_checks=True).post(reply_to(story), filled()).content.decode()
    assert "Nothing was sent yet" in page
    assert "The same here." in page


def test_staff_speak_as_staff(client_of: Callable[[str], Client], riverbend: Riverbend, story: Contribution) -> None:
    client = client_of("responder")
    assert 'name="badge"' not in client.get(reply_to(story)).content.decode()
    client.post(reply_to(story), filled(badge="patient"))
    comment = Contribution.objects.get(kind=Kind.COMMENT)
    assert comment.badge == Badge.STAFF
    fact = RecordedFact.objects.get(kind="contributions.CommentSubmitted")
    assert (fact.author_kind, fact.authority) == ("account", "responder")


def test_a_patient_who_is_signed_in_stays_a_patient(
    client_of: Callable[[str], Client], riverbend: Riverbend, story: Contribution
) -> None:
    client_of("advisory").post(reply_to(story), filled())
    comment = Contribution.objects.get(kind=Kind.COMMENT)
    assert comment.badge == "carer"
    account = riverbend.account("advisory")
    assert is_persona_of(persona_id=comment.author_id, scope_key=riverbend.space.pk, account=account)
    first = RecordedFact.objects.get(kind="contributions.CommentSubmitted")
    for fact in RecordedFact.objects.filter(pk__gte=first.pk):
        assert str(account.pk) not in f"{fact.author_key} {fact.payload} {fact.about} {fact.shreddable}"


def test_a_second_reply_keeps_what_each_was_said_as(riverbend: Riverbend, story: Contribution) -> None:
    by = riverbend.actor("advisory")
    first = submit_comment(parent=story, words="One.", badge="patient", by=by).contribution
    second = submit_comment(parent=story, words="Two.", badge="carer", by=riverbend.actor("advisory")).contribution
    assert first.author == second.author
    assert (first.badge, second.badge) == ("patient", "carer")


def test_erasing_one_of_two_replies_keeps_the_persona_for_the_other(riverbend: Riverbend, story: Contribution) -> None:
    sent = [
        submit_comment(parent=story, words="Words.", badge="patient", handle="Wren", by=riverbend.actor("advisory"))
        for _n in range(2)
    ]
    by = persona_actor(sent[0].contribution.author_id)
    account = riverbend.account("advisory")

    def is_known() -> bool:
        return is_persona_of(persona_id=sent[0].contribution.author_id, scope_key=riverbend.space.pk, account=account)

    erase(contribution=sent[0].contribution, by=by)
    assert is_known()
    erase(contribution=sent[1].contribution, by=by)
    assert not is_known()


@pytest.mark.parametrize("rule", [IdentityRule.ANONYMOUS, IdentityRule.REAL_NAME])
def test_staff_are_named_where_names_are_the_rule(
    client_of: Callable[[str], Client], story: Contribution, rule: str
) -> None:
    Space.objects.update(identity_rule=rule)
    client_of("responder").post(reply_to(story), filled(handle="Somebody else"))
    handle = Contribution.objects.get(kind=Kind.COMMENT).author.handle
    assert handle == ("Daniel Cho" if rule == IdentityRule.REAL_NAME else "")


def test_threads_grow_in_reading_order_and_not_too_deep(riverbend: Riverbend, story: Contribution) -> None:
    first = submit_comment(parent=story, words="1", badge="carer", by=VISITOR).contribution
    submit_comment(parent=story, words="2", badge="carer", by=VISITOR)
    deep = first
    for level in range(DEEPEST_LEVEL + 3):
        deep = submit_comment(parent=deep, words=f"1.{level}", badge="carer", by=VISITOR).contribution
    paths = list(Contribution.objects.filter(root=story).order_by("path").values_list("path", flat=True))
    assert len(set(paths)) == len(paths)
    assert max(len(path) for path in paths) == 6 * DEEPEST_LEVEL
    texts = [one.revisions.get().text for one in Contribution.objects.filter(root=story).order_by("path")]
    assert texts == ["1", *(f"1.{level}" for level in range(DEEPEST_LEVEL + 3)), "2"]


def _close(story: Contribution, riverbend: Riverbend, how: str) -> None:
    moderator = riverbend.actor("moderator")
    if how == "withdrawn":
        withdraw(contribution=story, by=persona_actor(story.author_id))
    elif how == "held":
        hold(contribution=story, kind=Hold.DISPUTE, by=moderator)
    elif how == "closed":
        Space.objects.update(state=Space.State.CLOSED)
    elif how == "no comments":
        Space.objects.update(takes_comments=False)
    elif how == "staff only":
        Space.objects.update(visibility=Visibility.STAFF)
    else:
        restrict(contribution=story, restriction=Restriction(how), reason="said", by=moderator)


@pytest.mark.parametrize(
    "how", ["withdrawn", "held", "closed", "no comments", "staff only", "interaction_limited", "hidden", "removed"]
)
def test_nobody_replies_where_replies_are_closed(
    client: Client, riverbend: Riverbend, story: Contribution, how: str
) -> None:
    comment = approved(riverbend, submit_comment(parent=story, words="x", badge="carer", by=VISITOR).contribution)
    _close(story, riverbend, how)
    for target in (story, comment):
        assert client.get(reply_to(target)).status_code == 404
        answer = client.post(reply_to(target), filled())
        if how in STILL_READABLE:
            # Whoever wrote while it closed is given their words back, and nothing is kept.
            assert answer.status_code == 200
            assert str(filled()["words"]) in answer.content.decode()
        else:
            assert answer.status_code == 404
    assert Contribution.objects.filter(kind=Kind.COMMENT).count() == 1


STILL_READABLE = ("closed", "no comments", "interaction_limited")


def test_words_that_wait_take_no_replies(client: Client, riverbend: Riverbend) -> None:
    assert client.get(reply_to(sent_story(riverbend).contribution)).status_code == 404
