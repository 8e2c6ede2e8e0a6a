"""The pages of appeals, walked without JavaScript: behind five words, signed in, as the second moderator."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from openward.contributions.actions.comments import submit_comment
from openward.people.models import HeldRole
from openward.safety.actions.measures import take_step
from openward.safety.models import Appeal, AppealHelp, Case, Decision, Sanction, Step, Topic
from tests.factories.riverbend import Riverbend, published_story
from tests.rooms.safety.appealing import answered, appealed, decided_about, declined_reply, with_measure
from tests.rooms.safety.moderators import another_moderator

ClientOf = Callable[[str], Client]


@pytest.fixture
def second(riverbend: Riverbend) -> Client:
    """The browser of a second moderator."""
    account = another_moderator(riverbend).account
    assert account is not None
    browser = Client()
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response
    return response.content.decode()


def sent_from(client: Client, address: str, **values: str) -> str:
    """Fill in the form of a page and send it, with the token and key that came with the page."""
    page = text_of(client, address)
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|submission_key)" value="([^"]+)"', page))
    response = client.post(address, {**hidden, **values}, follow=True)
    return str(response.content.decode())


def test_from_a_declined_reply_to_shown_words(riverbend: Riverbend, client_of: ClientOf, second: Client) -> None:
    sent, decision = declined_reply(riverbend)
    visitor = client_of("visitor")
    private = f"/receipt/{sent.code}/"
    here = f"{private}decision/{decision.pk}/"
    assert here in text_of(visitor, private)
    page = text_of(visitor, here)
    assert "What did we get wrong?" in page
    assert "waiting room" in page  # the marked passage, to its author
    empty = visitor.post(here, {"words": " "})
    assert empty.status_code == 400
    assert "Tell us in a few words" in empty.content.decode()
    overflowing = visitor.post(here, {"words": "y" * 20_000}).content.decode()
    assert "Please keep this to 2,000 characters. It has 20,000." in overflowing
    answer = sent_from(visitor, here, words="I named nobody.")
    assert "It waits for somebody else to look" in answer
    assert "at the latest" in answer
    appeal = Appeal.objects.get()
    again = sent_from(visitor, here, words="I named nobody.")
    assert "once is enough" in again
    assert Appeal.objects.count() == 1
    assert "I named nobody." in text_of(second, "/appeals/")
    second.post(f"/appeals/{appeal.pk}/take/")
    desk = text_of(second, f"/appeals/{appeal.pk}/")
    listed = ("I named nobody.", "so cold that I left", "Please leave out who it was about.", "What was decided")
    assert [words for words in listed if words not in desk] == []
    assert riverbend.account("moderator").name not in desk
    version = re.search(r'name="version" value="(\d+)"', desk)
    assert version is not None
    given = {"outcome": "overturned", "reason": "You were right.", "version": version[1]}
    assert second.post(f"/appeals/{appeal.pk}/decide/", given).status_code == 400
    done = second.post(f"/appeals/{appeal.pk}/decide/", {**given, "cause": "wrong_rule"})
    assert done["Location"] == "/appeals/"
    told = text_of(visitor, here)
    assert "You were right, and we are sorry" in told
    assert "You were right." in told
    assert "Iris Novak" not in told
    sent.contribution.refresh_from_db()
    assert sent.contribution.is_for_everyone
    assert "undid it" in text_of(visitor, private)


def test_what_was_sent_twice_is_there_once(riverbend: Riverbend, client_of: ClientOf) -> None:
    sent, decision = declined_reply(riverbend)
    visitor, here = client_of("visitor"), f"/receipt/{sent.code}/decision/{decision.pk}/"
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|submission_key)" value="([^"]+)"', text_of(visitor, here)))
    for _twice in range(2):
        assert visitor.post(here, {**hidden, "words": "No name."}).status_code == 302
    assert Appeal.objects.count() == 1


def test_whoever_is_signed_in_appeals_without_the_code(riverbend: Riverbend, client_of: ClientOf) -> None:
    story = published_story(riverbend)
    reply = submit_comment(
        parent=story, words="Dr Harding knows.", badge="staff", by=riverbend.actor("coder")
    ).contribution
    from tests.factories.riverbend import approved

    decision = decided_about(riverbend, story=approved(riverbend, reply))
    coder = client_of("coder")
    listed = text_of(coder, "/decisions/mine/")
    assert f"/decisions/mine/{decision.pk}/" in listed
    assert "It waits for somebody else" in sent_from(coder, f"/decisions/mine/{decision.pk}/", words="He agreed.")
    assert Appeal.objects.get().words == "He agreed."
    assert client_of("lead").get(f"/decisions/mine/{decision.pk}/").status_code == 404
    assert "Nothing was decided" in text_of(client_of("lead"), "/decisions/mine/")


def test_a_measure_is_appealed_from_the_private_page(riverbend: Riverbend, client_of: ClientOf) -> None:
    sent, _decision = declined_reply(riverbend)
    author = sent.contribution.author
    moderator = riverbend.actor("moderator")
    take_step(persona=author, space=riverbend.space, step=Step.WARNED, reason="Be kind.", by=moderator)
    visitor = client_of("visitor")
    here = f"/receipt/{sent.code}/measure/"
    assert here in text_of(visitor, f"/receipt/{sent.code}/")
    assert "It waits for somebody else" in sent_from(visitor, here, words="I was kind.")
    assert Appeal.objects.get().about == Appeal.About.MEASURE
    Sanction.objects.all().delete()
    assert visitor.get(here).status_code == 404


def test_a_second_time_is_refused_kindly_unless_there_is_something_new(
    riverbend: Riverbend, client_of: ClientOf
) -> None:
    sent, decision = declined_reply(riverbend)
    answered(appealed(decision), Appeal.State.UPHELD, by=another_moderator(riverbend))
    visitor, here = client_of("visitor"), f"/receipt/{sent.code}/decision/{decision.pk}/"
    page = text_of(visitor, here)
    assert "Two people have looked at this by now" in page
    refused = visitor.post(here, {"words": "Please."})
    assert refused.status_code == 400
    assert "the answer you have stays" in refused.content.decode()
    sent_from(visitor, here, words="Please.", new_facts="My sister was there.")
    assert Appeal.objects.get(number=2).new_facts == "My sister was there."


def test_whoever_decided_first_finds_nothing(riverbend: Riverbend, client_of: ClientOf) -> None:
    appeal = appealed(decided_about(riverbend))
    moderator = client_of("moderator")
    assert moderator.get(f"/appeals/{appeal.pk}/").status_code == 404
    assert moderator.post(f"/appeals/{appeal.pk}/take/").status_code == 404
    assert "a colleague looks at it" in text_of(moderator, "/appeals/")


def test_administrators_of_both_sides_agree_and_either_ends_it(riverbend: Riverbend, client_of: ClientOf) -> None:
    hillside = HeldRole.objects.filter(account=riverbend.outsider).first().organisation  # type: ignore[union-attr]
    ours, theirs = client_of("administrator"), client_of("outsider")
    here = f"/o/{riverbend.cast.organisation.slug}/appeals/"
    assert "one moderator or none" in text_of(ours, here)
    ours.post(here, {"other": str(hillside.pk), "way": "theirs"})
    assert not AppealHelp.objects.get().holds
    there = f"/o/{hillside.slug}/appeals/"
    assert "Waits for you" in text_of(theirs, there)
    theirs.post(there, {"other": str(riverbend.cast.organisation.pk), "way": "ours"})
    assert AppealHelp.objects.get().holds
    assert "Agreed by both" in text_of(ours, here)
    theirs.post(f"/appeals/help/{AppealHelp.objects.get().pk}/end/")
    assert not AppealHelp.objects.get().holds


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_however_many_wait(
    riverbend: Riverbend, second: Client, count: int, django_assert_max_num_queries: object
) -> None:
    for _number in range(count):
        appealed(decided_about(riverbend))
    second.get("/appeals/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = text_of(second, "/appeals/")
    assert page.count("I said nothing about any person") == 1
    assert Decision.objects.count() == count


def test_what_is_hard_to_read_is_folded(riverbend: Riverbend, second: Client) -> None:
    decision = decided_about(riverbend)
    appeal = appealed(decision)
    assert "Hard to read" not in text_of(second, f"/appeals/{appeal.pk}/")
    Case.objects.filter(pk=decision.case_id).update(topics=[Topic.SELF_HARM])
    page = text_of(second, f"/appeals/{appeal.pk}/")
    assert "Hard to read. Open it when you are ready." in page
    assert page.index("Hard to read") < page.index("I waited two hours")


def test_a_measure_on_the_desk(riverbend: Riverbend, second: Client) -> None:
    from openward.safety.actions.appeals import appeal_measure
    from tests.rooms.safety.appealing import author_of

    decision = with_measure(riverbend)
    appeal = appeal_measure(
        sanction=Sanction.objects.get(), contribution=decision.case.contribution, words="Long.", by=author_of(decision)
    )
    second.post(f"/appeals/{appeal.pk}/take/")
    page = text_of(second, f"/appeals/{appeal.pk}/")
    assert "It was wrong: the measure ends" in page
    assert "Can read but not send, for a time, until" in page
