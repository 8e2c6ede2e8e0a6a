"""A story's own page: the words, the answer, the thread."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.reviews import hold, restrict
from openward.contributions.actions.stories import keep_consents, withdraw
from openward.contributions.models import Contribution, Hold, Restriction
from openward.contributions.queries.threads import COMMENTS_ON_PAGE
from openward.people.access import VISITOR, persona_actor
from openward.responses.models import Response
from openward.spaces.models import Space
from tests.factories.riverbend import Riverbend, approved, published_story, sent_story


@pytest.fixture
def story(riverbend: Riverbend) -> Contribution:
    return published_story(riverbend, happened="I waited. <i>Nobody</i> came.")


def comment(riverbend: Riverbend, parent: Contribution, words: str, **values: object) -> Contribution:
    sent = submit_comment(parent=parent, words=words, badge="carer", by=VISITOR, **values)  # type: ignore[arg-type]
    return approved(riverbend, sent.contribution)


def replies(page: str) -> list[str]:
    return re.findall(r'class="read-comment__who">.*?</p><p>([^<]*)</p>', page)


def shown(client: Client, contribution: Contribution, query: str = "") -> str:
    answer = client.get(f"/c/{contribution.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_words_come_first_with_role_place_and_month(client: Client, story: Contribution) -> None:
    page = shown(client, story)
    assert re.search(r"<h1[^>]*>I waited\.</h1>", page)
    assert "&lt;i&gt;Nobody&lt;/i&gt; came." in page
    assert page.index("What was good") < page.index("The nurse was kind.") < page.index("Tell us about delays.")
    for words in ("Patient", "Outpatients", "October 2026", "There is no answer yet."):
        assert words in page


@pytest.mark.parametrize("part", ["visitor", "lead", "moderator", "coder", "responder", "advisory", "outsider"])
@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("published", {"visitor", "lead", "moderator", "coder", "responder", "advisory", "outsider"}),
        ("waiting", {"moderator"}),
        ("staff only", {"lead", "moderator", "coder", "responder"}),
        ("held", {"moderator"}),
        ("hidden", {"moderator"}),
        ("members", {"lead", "moderator", "coder", "responder"}),
        ("withdrawn", set()),
        ("planned", {"lead", "moderator", "coder", "responder", "advisory"}),
    ],
)
def test_who_opens_it(
    client_of: Callable[[str], Client], riverbend: Riverbend, state: str, readers: set[str], part: str
) -> None:
    moderator = riverbend.actor("moderator")
    story = sent_story(riverbend).contribution if state == "waiting" else published_story(riverbend)
    author = persona_actor(story.author_id)
    if state == "staff only":
        keep_consents(contribution=story, given=[], language="en-gb", by=author)
    elif state == "held":
        hold(contribution=story, kind=Hold.SAFEGUARDING, by=moderator)
    elif state in {"hidden", "members"}:
        kind = Restriction.HIDDEN if state == "hidden" else Restriction.COMMUNITY_ONLY
        restrict(contribution=story, restriction=kind, reason="said", by=moderator)
    elif state == "withdrawn":
        withdraw(contribution=story, by=author)
    elif state == "planned":
        Space.objects.update(state=Space.State.PLANNED)
    answer = client_of(part).get(f"/c/{story.pk}/")
    assert answer.status_code == (200 if part in readers else 404)
    if answer.status_code == 200 and part == "responder":
        assert ("Only staff read this" in answer.content.decode()) == (state == "staff only")


def test_only_staff_are_led_to_the_history(client_of: Callable[[str], Client], story: Contribution) -> None:
    link = f"/history/contribution/{story.pk}/"
    assert link in shown(client_of("responder"), story)
    assert link not in shown(client_of("advisory"), story)
    assert link not in shown(client_of("visitor"), story)


def test_an_answer_stands_beside_the_story(client: Client, riverbend: Riverbend, story: Contribution) -> None:
    Response.objects.create(
        engagement=riverbend.engagement,
        contribution=story,
        status=Response.Status.NO_BECAUSE,
        words="I am sorry.",
        because="The building has no second lift.",
        signed_name="Daniel Cho",
        signed_role="Service manager",
        written_by=riverbend.account("responder"),
        state=Response.State.SHOWN,
        shown_at=timezone.now(),
    )
    page = shown(client, story)
    assert "There is no answer yet." not in page
    for words in ("I am sorry.", "Daniel Cho", "Service manager", "No change: The building has no second lift."):
        assert words in page


def test_a_draft_answer_is_nobodys_business(client: Client, riverbend: Riverbend, story: Contribution) -> None:
    Response.objects.create(
        engagement=riverbend.engagement,
        contribution=story,
        status=Response.Status.HEARD,
        words="A draft.",
        signed_name="Daniel Cho",
        signed_role="Service manager",
        written_by=riverbend.account("responder"),
    )
    page = shown(client, story)
    assert "A draft." not in page
    assert "There is no answer yet." in page


# --- The thread ---------------------------------------------------------------------------------------------------


def test_replies_stand_in_reading_order_under_what_they_answer(
    client: Client, riverbend: Riverbend, story: Contribution
) -> None:
    first = comment(riverbend, story, "First.")
    comment(riverbend, story, "Second.")
    comment(riverbend, first, "To the first.")
    page = shown(client, story)
    assert replies(page) == ["First.", "To the first.", "Second."]
    assert re.findall(r"read-comment--(\d)", page) == ["0", "1", "0"]


def test_a_hidden_reply_leaves_no_trace(client: Client, riverbend: Riverbend, story: Contribution) -> None:
    first = comment(riverbend, story, "First.")
    second = comment(riverbend, first, "To the first.")
    submit_comment(parent=story, words="Nobody read this yet.", badge="carer", by=VISITOR)
    restrict(contribution=first, restriction=Restriction.REMOVED, reason="said", by=riverbend.actor("moderator"))
    page = shown(client, story)
    assert replies(page) == ["To the first."]
    assert re.findall(r"read-comment--(\d)", page) == ["0"]
    assert str(first.pk) not in page
    assert client.get(f"/c/{first.pk}/").status_code == 404
    assert client.get(f"/c/{second.pk}/").status_code == 302


def test_staff_see_which_replies_others_do_not(
    client_of: Callable[[str], Client], riverbend: Riverbend, story: Contribution
) -> None:
    quiet = submit_comment(parent=story, words="For you.", badge="carer", consents=[], by=VISITOR).contribution
    approved(riverbend, quiet)
    assert "Not shown to everybody" in shown(client_of("responder"), story)
    assert "For you." not in shown(client_of("visitor"), story)


def test_a_reply_of_staff_is_known_by_its_badge(
    client_of: Callable[[str], Client], riverbend: Riverbend, story: Contribution
) -> None:
    sent = submit_comment(parent=story, words="Thank you.", badge="staff", by=riverbend.actor("responder"))
    approved(riverbend, sent.contribution)
    page = shown(client_of("visitor"), story)
    assert "read-comment--staff" in page
    assert "<strong>Member of staff</strong>" in page
    assert "Daniel Cho" not in page


def test_markup_in_replies_is_text(client: Client, riverbend: Riverbend, story: Contribution) -> None:
    Space.objects.update(identity_rule="pseudonym")
    attack = '"><script>alert(1)</script>'
    comment(riverbend, story, f"Words {attack}", handle=f"Wren{attack}")
    page = shown(client, story)
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 2


def test_more_than_fifty_replies_go_on_another_page(client: Client, riverbend: Riverbend, story: Contribution) -> None:
    made = [comment(riverbend, story, f"Reply {number}.") for number in range(COMMENTS_ON_PAGE + 2)]
    first = shown(client, story)
    assert len(replies(first)) == COMMENTS_ON_PAGE
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = client.get(following[1]).content.decode()
    assert replies(second) == [f"Reply {number}." for number in (COMMENTS_ON_PAGE, COMMENTS_ON_PAGE + 1)]
    back = re.search(r'rel="prev" href="([^"]+)"', second)
    assert back is not None
    assert replies(client.get(back[1]).content.decode()) == replies(first)
    # A reply's own address leads to the page that holds it.
    for one in (made[0], made[-1]):
        answer = client.get(f"/c/{one.pk}/")
        assert answer["Location"].endswith(f"#c-{one.pk}")
        assert f'id="c-{one.pk}"' in client.get(answer["Location"].partition("#")[0]).content.decode()


@pytest.mark.parametrize("query", ["?after=x", "?before=x", "?after=", "?after=%00", "?after=" + "A" * 500])
def test_a_broken_address_is_the_first_page(
    client: Client, riverbend: Riverbend, story: Contribution, query: str
) -> None:
    comment(riverbend, story, "First.")
    assert replies(shown(client, story, query)) == ["First."]


def test_the_reply_link_is_there_only_while_replies_are_taken(
    client: Client, riverbend: Riverbend, story: Contribution
) -> None:
    assert f"/c/{story.pk}/reply/" in shown(client, story)
    Space.objects.update(state=Space.State.CLOSED)
    assert "/reply/" not in shown(client, story)


def test_the_way_shows_no_day_of_the_author(client: Client, story: Contribution) -> None:
    page = shown(client, story)
    way = page[page.index('class="ow-way') : page.index('id="comments"')]
    assert "<time" not in way
    assert f"{timezone.localdate():%B %Y}" in way


@pytest.mark.parametrize(("part", "most"), [("visitor", 5), ("responder", 9)])
def test_the_page_asks_as_much_for_fifty_replies_as_for_one(
    client_of: Callable[[str], Client], riverbend: Riverbend, story: Contribution, part: str, most: int
) -> None:
    client = client_of(part)

    def asked() -> int:
        shown(client, story)
        with CaptureQueriesContext(connection) as queries:
            shown(client, story)
        return len(queries)

    comment(riverbend, story, "One.")
    first = asked()
    for number in range(12):
        comment(riverbend, story, f"Another {number}.")
    assert asked() == first
    assert first <= most


def test_looking_writes_nothing_and_asks_for_no_session(client: Client, story: Contribution) -> None:
    before = Contribution.objects.values_list("pk", "created_at").get()
    answer = client.get(f"/c/{story.pk}/")
    assert Contribution.objects.values_list("pk", "created_at").get() == before
    assert "session" not in answer.cookies
    assert client.post(f"/c/{story.pk}/").status_code == 405
    assert datetime.date.today().isoformat() not in answer.content.decode()
