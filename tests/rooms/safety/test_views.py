"""The moderator's pages, walked without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openward.contributions.actions.stories import revise
from openward.contributions.models import Contribution, Review
from openward.people.access import VISITOR, persona_actor
from openward.safety.actions.readings import claim_case, claim_next
from openward.safety.models import Case, Decision, Note
from openward.spaces.models import HouseRule
from tests.factories.riverbend import Riverbend, sent_story
from tests.rooms.safety.moderators import another_moderator

ClientOf = Callable[[str], Client]


@pytest.fixture
def story(riverbend: Riverbend) -> Contribution:
    return sent_story(
        riverbend, happened="I waited two hours. Ring me on 07700 900123. Nobody said why.", email="jo@example.org"
    ).contribution


@pytest.fixture
def moderator(client_of: ClientOf) -> Client:
    return client_of("moderator")


def at(story: Contribution, step: str = "") -> str:
    return f"/queue/{story.pk}/{step}"


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the last form on a page that carries the wording's hash."""
    found = dict(re.findall(r'name="(revision_sha256|version)"[^>]*value="([^"]+)"', page))
    found |= {name: value for value, name in re.findall(r'value="([^"]+)"[^>]*name="(revision_sha256|version)"', page)}
    assert set(found) == {"revision_sha256", "version"}
    return found


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response
    return response.content.decode()


def test_the_queue_says_who_waits_and_shows_one_large(moderator: Client, story: Contribution) -> None:
    page = text_of(moderator, "/queue/")
    assert "1 person is waiting to be read. Nobody has waited longer than we promised." in page
    assert "I waited two hours." in page
    assert "jo@example.org" not in page


def test_an_empty_queue_says_what_to_do_next(moderator: Client) -> None:
    assert "Nothing waits for you" in text_of(moderator, "/queue/")


def test_looking_writes_nothing(moderator: Client, story: Contribution) -> None:
    text_of(moderator, "/queue/")
    page = text_of(moderator, at(story))
    assert "Read this one" in page
    assert "Show these words" not in page
    assert not Case.objects.exists()


def test_taking_reading_and_approving_leads_to_the_next(
    moderator: Client, story: Contribution, riverbend: Riverbend
) -> None:
    following = sent_story(riverbend).contribution
    taken = moderator.post(at(story, "claim/"), follow=True)
    page = taken.content.decode()
    assert '<mark class="sf-mark sf-mark--sure" aria-describedby="mark-1">07700 900123</mark>' in page
    assert "A phone number: strangers could ring it." in page
    assert "Leave out names" in page
    assert "Priya Nair" in page
    assert "116 123" in page
    assert "first thing the author sent" in page
    assert "jo@example.org" not in page
    done = moderator.post(at(story, "decide/"), hidden(page))
    assert done.status_code == 302
    assert done["Location"] == at(following)
    assert Contribution.objects.readable(VISITOR).get() == story
    assert "Take it back" in text_of(moderator, at(following))


def test_the_last_one_leads_back_to_the_queue(moderator: Client, story: Contribution) -> None:
    page = moderator.post(at(story, "claim/"), follow=True).content.decode()
    assert moderator.post(at(story, "decide/"), hidden(page))["Location"] == "/queue/"


def test_words_changed_meanwhile_are_read_again(moderator: Client, story: Contribution) -> None:
    page = moderator.post(at(story, "claim/"), follow=True).content.decode()
    revise(contribution=story, parts=[["happened", "Other words."]], by=persona_actor(story.author_id))
    refused = moderator.post(at(story, "decide/"), hidden(page), follow=True).content.decode()
    assert "The author changed the words" in refused
    assert "Other words." in refused
    assert not Contribution.objects.readable(VISITOR).exists()
    moderator.post(at(story, "decide/"), hidden(refused))
    assert Contribution.objects.readable(VISITOR).exists()


def test_what_a_colleague_holds_cannot_be_taken_or_decided(
    moderator: Client, story: Contribution, riverbend: Riverbend
) -> None:
    page = moderator.post(at(story, "claim/"), follow=True).content.decode()
    Case.objects.update(claimed_until=timezone.now())
    claim_case(contribution=story, by=another_moderator(riverbend))
    assert "A colleague is reading this" in text_of(moderator, at(story))
    for step in ("claim/", "decide/", "release/"):
        refused = moderator.post(at(story, step), hidden(page))
        assert refused["Location"] == "/queue/?said=taken"
    for step in ("decline/", "suggest/"):
        refused = moderator.get(at(story, step))
        assert refused.status_code == 409
        assert "A colleague has it now" in refused.content.decode()
    assert "A colleague has it now" in text_of(moderator, "/queue/?said=taken")
    assert not Decision.objects.exists()


def test_a_form_sent_twice_decides_once(moderator: Client, story: Contribution) -> None:
    page = moderator.post(at(story, "claim/"), follow=True).content.decode()
    sent = {**hidden(page), "submission_key": "once"}
    moderator.post(at(story, "decide/"), sent)
    again = moderator.post(at(story, "decide/"), sent)
    assert again.status_code == 302
    assert Decision.objects.count() == 1


def decline_with(story: Contribution, moderator: Client, **values: object) -> tuple[dict[str, object], str]:
    moderator.post(at(story, "claim/"))
    page = text_of(moderator, at(story, "decline/"))
    revision = story.revisions.get()
    start = revision.text.index("Ring me")
    sent = {
        **hidden(page),
        "rule": str(revision.contribution.space.house_rules.get().pk),
        "passages": [f"{start}-{start + len('Ring me on 07700 900123.')}"],
        "words_to_author": "",
        "note": "",
        **values,
    }
    return sent, page


def test_declining_shows_the_letter_before_it_goes(moderator: Client, story: Contribution) -> None:
    sent, page = decline_with(story, moderator)
    assert "Ring me on 07700 900123." in page
    look = moderator.post(at(story, "decline/"), {**sent, "step": "look"}).content.decode()
    assert "This is what the author will read" in look
    assert "From the moderators of Riverbend Health" in look
    assert "Take the name out" in look
    assert not Decision.objects.exists()
    moderator.post(at(story, "decline/"), {**sent, "step": "send"})
    decision = Decision.objects.get()
    assert decision.outcome == Decision.Outcome.DECLINE
    assert "Take the name out" in decision.words_to_author
    assert story.revisions.get().review == Review.REJECTED


def test_any_passage_can_be_marked_but_none_outside_the_words(moderator: Client, story: Contribution) -> None:
    sent, _page = decline_with(story, moderator, passages=["2-8", "12-20", "13-19"])
    assert moderator.post(at(story, "decline/"), {**sent, "step": "send"}).status_code == 302
    assert Decision.objects.get().passages == [[2, 8], [13, 19]]


@pytest.mark.parametrize("passage", ["0-9999", "9-3", "x", "1-", "-1-4", "3-3"])
def test_a_passage_that_is_none_is_refused(moderator: Client, story: Contribution, passage: str) -> None:
    sent, _page = decline_with(story, moderator, passages=[passage])
    page = moderator.post(at(story, "decline/"), {**sent, "step": "send"})
    assert page.status_code == 200
    assert "is not in these words" in page.content.decode()
    assert not Decision.objects.exists()


def test_declining_needs_a_rule_of_this_space(moderator: Client, story: Contribution, riverbend: Riverbend) -> None:
    HouseRule.objects.create(
        space=riverbend.space, version=2, number=1, key="be-kind", text="Be kind.", how_to_fix="Say it kindly."
    )
    old = riverbend.space.house_rules.get(version=1)
    moderator.post(at(story, "claim/"))
    page = text_of(moderator, at(story, "decline/"))
    for rule in ("", str(old.pk), "0"):
        answer = moderator.post(at(story, "decline/"), {**hidden(page), "rule": rule, "step": "send"})
        assert answer.status_code == 200
    assert not Decision.objects.exists()


def test_suggesting_another_wording_shows_both_sides(moderator: Client, story: Contribution) -> None:
    moderator.post(at(story, "claim/"))
    page = text_of(moderator, at(story, "suggest/"))
    sent = {
        **hidden(page),
        "part_0": "I waited two hours. Nobody said why.",
        "part_1": "The nurse was kind.",
        "part_2": "Tell us about delays.",
        "rule": str(story.space.house_rules.get().pk),
        "words_to_author": "Without the number nobody can ring you.",
    }
    look = moderator.post(at(story, "suggest/"), {**sent, "step": "look"}).content.decode()
    assert re.search(r"<del[^>]*>.*Ring me on 07700 900123\. .*</del>", look)
    moderator.post(at(story, "suggest/"), {**sent, "step": "send"})
    decision = Decision.objects.get()
    assert decision.proposal is not None
    assert decision.proposal.parts[1:] == story.revisions.first().parts[1:]  # type: ignore[union-attr]
    assert "07700" not in decision.proposal.text


def test_a_suggestion_without_a_change_is_no_suggestion(moderator: Client, story: Contribution) -> None:
    moderator.post(at(story, "claim/"))
    page = text_of(moderator, at(story, "suggest/"))
    parts = {f"part_{place}": text for place, (_name, text) in enumerate(story.revisions.get().parts)}
    answer = moderator.post(at(story, "suggest/"), {**hidden(page), **parts, "step": "send"}).content.decode()
    assert "Nothing is changed yet" in answer
    assert not Decision.objects.exists()


def test_taking_a_decision_back_puts_the_words_on_the_desk(moderator: Client, story: Contribution) -> None:
    page = moderator.post(at(story, "claim/"), follow=True).content.decode()
    moderator.post(at(story, "decide/"), hidden(page))
    key = Decision.objects.get().pk
    back = moderator.post(f"/queue/decided/{key}/reopen/", follow=True).content.decode()
    assert "Show these words" in back
    assert "Approved, then taken back" in back
    assert not Contribution.objects.readable(VISITOR).exists()


def test_notes_are_signed_you_and_a_colleague(
    moderator: Client, story: Contribution, riverbend: Riverbend
) -> None:
    moderator.post(at(story, "note/"), {"words": "Please read this twice."})
    Note.objects.create(contribution=story, words="I did.", written_by=another_moderator(riverbend).account)
    page = text_of(moderator, at(story))
    assert "Please read this twice." in page
    assert "A colleague" in page
    assert "Iris Novak" not in page
    assert moderator.post(at(story, "note/"), {"words": " "}).status_code == 400


def test_words_of_somebody_in_danger_are_folded(moderator: Client, riverbend: Riverbend) -> None:
    story = sent_story(riverbend, happened="I cannot go on.", may_be_in_danger=True).contribution
    assert "I cannot go on." not in text_of(moderator, "/queue/")
    page = text_of(moderator, at(story))
    folded = page[page.index("<details") : page.index("</details>")]
    assert "I cannot go on." in folded
    assert page.index("Worried about somebody?") < page.index("<details")
    assert page.count("Worried about somebody?") == 1
    taken = moderator.post(at(story, "claim/"), follow=True).content.decode()
    assert 'data-key="a"' not in taken
    assert 'data-key="d"' in taken


def test_only_what_is_held_can_be_renewed(moderator: Client, story: Contribution) -> None:
    assert moderator.post(at(story, "renew/"))["Location"] == "/queue/?said=moved"
    moderator.post(at(story, "claim/"))
    assert moderator.post(at(story, "renew/")).status_code == 204


def test_the_next_one_is_never_what_was_just_put_back(riverbend: Riverbend, moderator: Client) -> None:
    story = sent_story(riverbend).contribution
    moderator.post(at(story, "claim/"))
    moderator.post(at(story, "release/"))
    assert claim_next(by=riverbend.actor("moderator")) is None
    assert moderator.post("/queue/next/")["Location"] == "/queue/"
    other = sent_story(riverbend).contribution
    assert moderator.post("/queue/next/")["Location"] == at(other)


@pytest.mark.parametrize(
    "part", ["lead", "coder", "improver", "responder", "advisory", "data_protection", "administrator"]
)
def test_the_pages_are_not_found_by_others(client_of: ClientOf, story: Contribution, part: str) -> None:
    client = client_of(part)
    for address in ("/queue/", "/queue/decided/", at(story), at(story, "decline/"), at(story, "suggest/")):
        assert client.get(address).status_code == 404, address
    for step in ("claim/", "renew/", "release/", "decide/", "note/"):
        assert client.post(at(story, step)).status_code == 404, step


def test_a_visitor_is_asked_to_sign_in(client_of: ClientOf, story: Contribution) -> None:
    for address in ("/queue/", at(story)):
        assert "/account/login/" in client_of("visitor").get(address)["Location"]


def test_an_outsider_sees_none_of_it(client_of: ClientOf, story: Contribution) -> None:
    assert "I waited" not in text_of(client_of("outsider"), "/queue/")
    assert client_of("outsider").get(at(story)).status_code == 404


@pytest.mark.parametrize(("address", "most"), [("/queue/", 12), ("/queue/decided/", 12)])
def test_lists_ask_as_much_for_three_as_for_one(
    moderator: Client,
    riverbend: Riverbend,
    address: str,
    most: int,
) -> None:
    counts = []
    for _round in range(2):
        for _story in range(1 + _round):
            story = sent_story(riverbend).contribution
            page = moderator.post(at(story, "claim/"), follow=True).content.decode()
            moderator.post(at(story, "decide/"), hidden(page))
            sent_story(riverbend)
        with CaptureQueriesContext(connection) as asked:
            text_of(moderator, address)
        counts.append(len(asked))
    sql = "\n".join(str(query["sql"])[:300] for query in asked.captured_queries)
    assert counts[0] == counts[1] <= most, sql
