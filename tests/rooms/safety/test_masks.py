"""Masked words: covered wherever readers read, whole for authors and moderators, and undone whole."""

import random
import threading
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openward.contributions.actions.comments import submit_comment
from openward.contributions.actions.masks import settle_word
from openward.contributions.actions.reviews import accept_edit, suggest_edit
from openward.contributions.actions.stories import erase, locked, revise
from openward.contributions.actions.surveys import SurveyComment, receive_survey_comments
from openward.contributions.actions.uncovering import put_mask_back, take_mask_away
from openward.contributions.models import Contribution, Mask, Revision
from openward.contributions.models.contributions import text_hash
from openward.contributions.presenters import reasons_of
from openward.contributions.queries.nudges import nudges_for
from openward.ledger.models import RecordedFact
from openward.methods.screening import VERSION
from openward.people.access import SYSTEM, VISITOR
from openward.safety.access.appeals import decisions_to_read
from openward.safety.actions.screening import screen_revision
from openward.safety.actions.watched import add_phrases, arm_phrase, put_off_phrase, try_phrase
from openward.safety.events.watched import PhrasePutOff
from openward.safety.handlers.watched import on_masked_word_changed
from openward.safety.models import WatchedPhrase
from openward.safety.queries.statements import statement_of
from tests.factories.loops import coded_story, theme_of
from tests.factories.riverbend import Riverbend, approved, found_riverbend, published_story, sent_story
from tests.rooms.safety.appealing import decided_about

ClientOf = Callable[[str], Client]
WHY = "It hurts the people who work here."
READERS = ("visitor", "advisory", "lead", "coder", "improver", "responder", "outsider")


def masked_word(riverbend: Riverbend, phrase: str = "gargoyle") -> WatchedPhrase:
    rows = [(phrase, "mask", WHY)]
    (row,) = add_phrases(organisation=riverbend.cast.organisation, rows=rows, by=riverbend.actor("moderator"))
    try_phrase(phrase=row, days=30, by=riverbend.actor("moderator"))
    arm_phrase(phrase=row, by=riverbend.actor("moderator"))
    row.refresh_from_db()
    return row


def switched(row: WatchedPhrase) -> None:
    """What the worker does after a word was armed or put off."""
    fact = PhrasePutOff(key=str(row.organisation_id), organisation_key=str(row.organisation_id), phrase=row.phrase)
    on_masked_word_changed(fact, fact_id=0)


def kinds(contribution: Contribution) -> list[str]:
    found = RecordedFact.objects.filter(about__contains=[f"contribution:{contribution.pk}"]).order_by("pk")
    return [kind for kind in found.values_list("kind", flat=True) if "Mask" in kind]


def fresh(contribution: Contribution) -> Contribution:
    return Contribution.objects.with_words().get(pk=contribution.pk)


def body(response: HttpResponseBase) -> str:
    given = getattr(response, "content", b"")
    return bytes(given).decode()


def test_readers_see_a_mask_and_the_words_stay_as_they_were_written(riverbend: Riverbend) -> None:
    masked_word(riverbend)
    words = "That gargoyle at the desk sighed. A GARGOYLE!"
    story = fresh(published_story(riverbend, happened=words))
    shown = story.shown_revision
    assert shown is not None
    assert story.words_for_readers.startswith("That [hidden word] at the desk sighed. A [hidden word]!")
    assert shown.parts_for_readers[0][1] == "That [hidden word] at the desk sighed. A [hidden word]!"
    assert shown.parts_for_readers[1:] == shown.parts[1:]
    assert shown.text.startswith(words)
    assert shown.sha256 == text_hash(shown.text)
    (mask,) = Mask.objects.all()
    assert mask.passages == [[5, 13], [36, 44]]
    assert (mask.pipeline_version, mask.why) == (VERSION, WHY)
    assert kinds(story) == ["contributions.WordsMasked"]
    screening = screen_revision(revision=shown, by=SYSTEM)
    assert screening.outcome == "clean"
    assert [one["rule"] for one in screening.signals] == ["watched:mask:gargoyle"] * 2


def test_words_that_wait_are_covered_when_a_word_is_armed_and_shown_ones_stay(riverbend: Riverbend) -> None:
    shown = published_story(riverbend, happened="That gargoyle at the desk sighed.")
    waiting = sent_story(riverbend, happened="Another gargoyle, another day.").contribution
    row = masked_word(riverbend)
    switched(row)
    switched(row)
    assert "gargoyle" in fresh(shown).words_for_readers
    assert fresh(approved(riverbend, waiting)).words_for_readers.startswith("Another [hidden word], another day.")
    (mask,) = Mask.objects.filter(revision__contribution=waiting)
    take_mask_away(mask=mask, by=riverbend.actor("moderator"))
    switched(row)
    assert "gargoyle" in fresh(waiting).words_for_readers


@pytest.mark.parametrize(
    ("phrase", "words", "seen"),
    [
        ("dump", "What a du\u0301mp\u0301!", "What a [hidden word]!"),
        ("dump", "What a du\u200bmp.", "What a [hidden word]."),
        ("白痴", "那个医生是白痴吗？", "那个医生是[hidden word]吗？"),
        ("bed blocker", "Called a bed  blocker again.", "Called a [hidden word] again."),
    ],
)
def test_accents_unseen_signs_and_chinese(riverbend: Riverbend, phrase: str, words: str, seen: str) -> None:
    masked_word(riverbend, phrase)
    story = fresh(published_story(riverbend, happened=words))
    assert story.shown_revision is not None
    assert story.shown_revision.parts_for_readers[0][1] == seen


def test_the_mask_speaks_the_language_of_the_words(riverbend: Riverbend) -> None:
    masked_word(riverbend, "白痴")
    story = fresh(published_story(riverbend, happened="他是白痴。", language="zh-hans"))
    assert story.words_for_readers.startswith("他是［隐去的词］。")


OUTLETS = {
    "page": lambda told: reverse("contribution_show", args=[told.story.pk]),
    "space": lambda told: reverse("space_show", args=[told.story.space.slug]),
    "staff view": lambda told: reverse("space_show", args=[told.story.space.slug]) + "?view=staff",
    "narrowed": lambda told: reverse("space_show", args=[told.story.space.slug]) + "?q=reception",
    "feed": lambda told: reverse("space_feed", args=[told.story.space.slug]),
    "search": lambda told: reverse("search_show", args=["riverbend"]) + "?q=reception",
    "reply": lambda told: reverse("comment_new", args=[told.story.pk]),
    "reply to reply": lambda told: reverse("comment_new", args=[told.comment.pk]),
    "report": lambda told: reverse("report_new", args=[told.story.pk]),
    "theme": lambda told: reverse("theme_show", args=[told.theme.pk]),
    "organisation": lambda told: reverse("organisation_show", args=["riverbend"]),
    "coding": lambda told: reverse("coding_show", args=[told.story.pk]),
    "to code": lambda told: reverse("coding_list", args=[told.story.space.engagement.slug]),
    "answer": lambda told: reverse("response_new") + f"?contribution={told.story.pk}",
    "funnel": lambda told: reverse("funnel_show", args=[told.story.space.engagement.slug]),
    "history": lambda told: reverse("history_show", args=["contribution", told.story.pk]),
    "start": lambda told: reverse("start_show"),
}


class Told:
    """A story, a reply and a theme's passage, each with a covered word."""

    def __init__(self, riverbend: Riverbend, secret: str, rest: str) -> None:
        words = f"{secret} {rest}"
        self.theme = theme_of(riverbend, stories=0)
        self.story = coded_story(riverbend, self.theme, happened=words)
        self.uncoded = published_story(riverbend, happened=words)
        by = riverbend.actor("visitor")
        self.comment = submit_comment(parent=self.story, words=words, badge="patient", by=by).contribution
        approved(riverbend, self.comment)


SECRETS = ["gargoyle", "du\u0301mplin", "ogre", "大木头人"]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_outlet_shows_or_finds_a_covered_word(riverbend: Riverbend, client_of: ClientOf, secret: str) -> None:
    row = masked_word(riverbend, secret)
    chance = random.Random(secret)
    filler = ["reception", "was", "slow.", "等待", "we", "asked", "twice,", "nobody", "came", secret + "!", "\n\n"]
    rest = "reception " + " ".join(chance.choices(filler, k=40))
    told = Told(riverbend, secret, rest)
    seen = set()
    for part in READERS:
        client = client_of(part)
        for name, address in OUTLETS.items():
            answer = client.get(address(told))
            if answer.status_code == 200:
                seen.add(name)
                said = body(answer)
                assert secret not in said, (part, name)
                assert secret not in said.replace("\u0301", ""), (part, name)
        for page in (reverse("space_show", args=[told.story.space.slug]), reverse("search_show", args=["riverbend"])):
            found = body(client.get(f"{page}?q={quote(secret)}"))
            assert str(told.story.pk) not in found, (part, page)
            assert str(told.comment.pk) not in found, (part, page)
    assert seen == set(OUTLETS)
    put_off_phrase(phrase=row, by=riverbend.actor("moderator"))
    switched(row)
    visitor = client_of("visitor")
    for name in ("page", "space", "feed", "theme", "reply", "report"):
        assert secret in body(visitor.get(OUTLETS[name](told))), name
    found = body(visitor.get(f"{reverse('space_show', args=[told.story.space.slug])}?q={quote(secret)}"))
    assert str(told.story.pk) in found


def test_switching_off_shows_every_word_again_and_arming_covers_them_again(riverbend: Riverbend) -> None:
    row = masked_word(riverbend)
    one, other = (published_story(riverbend, happened=f"A gargoyle {word}.") for word in ("sighed", "slept"))
    (mask,) = Mask.objects.filter(revision__contribution=one)
    assert take_mask_away(mask=mask, by=riverbend.actor("moderator")) is True
    put_off_phrase(phrase=row, by=riverbend.actor("moderator"))
    switched(row)
    for story in (one, other):
        shown = fresh(story).shown_revision
        assert shown is not None
        assert (shown.masks, shown.masked_text, shown.words_for_readers) == ([], None, shown.text)
    arm_phrase(phrase=row, by=riverbend.actor("moderator"))
    switched(row)
    switched(row)
    assert "gargoyle" in fresh(one).words_for_readers
    assert "gargoyle" not in fresh(other).words_for_readers
    settled = RecordedFact.objects.filter(kind="safety.PhraseSettled")
    assert [fact.payload["found"] for fact in settled] == [2, 2, 2]


def test_a_moderator_takes_one_mask_away_and_puts_it_back(riverbend: Riverbend, client_of: ClientOf) -> None:
    masked_word(riverbend)
    masked_word(riverbend, "ogre")
    story = published_story(riverbend, happened="A gargoyle and an ogre.")
    moderator = client_of("moderator")
    desk = body(moderator.get(reverse("case_show", args=[story.pk])))
    assert WHY in desk
    assert 'sf-mark--masked" aria-describedby="mark-1">gargoyle</mark>' in desk
    mask = next(one for one in Mask.objects.all() if one.passages == [[2, 10]])
    away, back = reverse("mask_take_away", args=[mask.pk]), reverse("mask_put_back", args=[mask.pk])
    moderator.post(away)
    moderator.post(away)
    assert fresh(story).words_for_readers.startswith("A gargoyle and an [hidden word].")
    visitor = client_of("visitor")
    find = f"{reverse('space_show', args=[riverbend.space.slug])}?q=gargoyle"
    assert str(story.pk) in body(visitor.get(find))
    assert "Cover it again" in body(moderator.get(reverse("case_show", args=[story.pk])))
    moderator.post(back)
    assert fresh(story).words_for_readers.startswith("A [hidden word] and an [hidden word].")
    assert str(story.pk) not in body(visitor.get(find))
    assert kinds(story) == [
        "contributions.WordsMasked",
        "contributions.MaskTakenAway",
        "contributions.MaskPutBack",
    ]
    assert put_mask_back(mask=mask, by=riverbend.actor("moderator")) is False


@pytest.mark.parametrize("part", ["visitor", "lead", "coder", "outsider"])
def test_nobody_but_moderators_takes_a_mask_away(riverbend: Riverbend, client_of: ClientOf, part: str) -> None:
    masked_word(riverbend)
    story = published_story(riverbend, happened="A gargoyle.")
    answer = client_of(part).post(reverse("mask_take_away", args=[Mask.objects.get().pk]))
    assert answer.status_code in {302, 404}
    assert fresh(story).words_for_readers.startswith("A [hidden word].")


def test_the_author_is_told_before_and_after_sending(riverbend: Riverbend, client_of: ClientOf) -> None:
    masked_word(riverbend)
    (reason,) = reasons_of([["happened", "A gargoyle."]], nudges_for(riverbend.cast.organisation.pk))
    assert reason == f"{WHY} Readers will see “[hidden word]” in its place."
    sent = sent_story(riverbend, happened="A gargoyle sighed.")
    page = reverse("receipt_show", args=[sent.code])
    private = body(client_of("visitor").get(page))
    assert "<p>A <mark>gargoyle</mark> sighed.</p>" in private
    assert "Readers do not see one of your words" in private
    assert WHY in private
    approved(riverbend, sent.contribution)
    shown = body(client_of("visitor").get(reverse("contribution_show", args=[sent.contribution.pk])))
    assert "Words are hidden here" in shown
    assert "Read them, and why" not in shown
    assert "Read them, and why" in body(
        client_of("moderator").get(reverse("contribution_show", args=[sent.contribution.pk]))
    )
    revise(contribution=sent.contribution, parts=[["happened", "A colleague sighed."]], by=VISITOR)
    assert "Readers do not see" not in body(client_of("visitor").get(page))


def test_suggested_words_and_survey_comments_are_covered_too(riverbend: Riverbend) -> None:
    masked_word(riverbend)
    story = published_story(riverbend, happened="A person sighed.")
    parts = [["happened", "A gargoyle sighed."]]
    by = riverbend.actor("moderator")
    proposal = suggest_edit(contribution=story, parts=parts, reason="Clearer.", by=by)
    accept_edit(proposal=proposal, by=VISITOR)
    assert fresh(story).words_for_readers == "A [hidden word] sighed."
    rows = [
        SurveyComment(identity=(str(number),), words=words, answered_on=riverbend.engagement.opened_at.date())
        for number, words in enumerate(["A gargoyle.", "All fine.", "Gargoyle, gargoyle"])
    ]
    received = receive_survey_comments(space=riverbend.space, rows=rows, file_name="a.csv", by=SYSTEM)
    found = [fresh(Contribution(pk=one.contribution_id)).words_for_readers for one in received.added]
    assert found == ["A [hidden word].", "All fine.", "[hidden word], [hidden word]"]
    indexed = Contribution.objects.filter(kind="survey_comment").extra(where=["search::text like '%%gargoyl%%'"])
    assert not indexed.exists()


def test_masks_of_survey_comments_have_facts_of_their_own(riverbend: Riverbend) -> None:
    masked_word(riverbend)
    rows = [
        SurveyComment(identity=(str(number),), words=words, answered_on=riverbend.engagement.opened_at.date())
        for number, words in enumerate(["A gargoyle.", "All fine.", "Gargoyle, gargoyle"])
    ]
    for _time in range(2):
        receive_survey_comments(space=riverbend.space, rows=rows, file_name="a.csv", by=SYSTEM)
    facts = RecordedFact.objects.filter(kind="contributions.WordsMasked").order_by("pk")
    assert [(fact.payload["revision_number"], fact.payload["covered"]) for fact in facts] == [(1, 1), (1, 2)]
    comments = Contribution.objects.filter(kind="survey_comment").with_words()
    masked = [comment for comment in comments if "hidden" in comment.words_for_readers]
    assert [kinds(comment) for comment in masked] == [["contributions.WordsMasked"]] * 2
    assert len(comments) == 3


def test_erased_words_take_their_masks_along(riverbend: Riverbend) -> None:
    masked_word(riverbend)
    story = published_story(riverbend, happened="A gargoyle.")
    erase(contribution=story, by=VISITOR)
    assert not Mask.objects.exists()
    assert not Revision.objects.exists()


def test_masks_cost_no_query_on_pages_of_many(riverbend: Riverbend, client_of: ClientOf) -> None:
    row = masked_word(riverbend)
    published_story(riverbend, happened="A gargoyle.")
    moderator, visitor = client_of("moderator"), client_of("visitor")
    space, covered = reverse("space_show", args=[riverbend.space.slug]), reverse("watched_covered", args=[row.pk])

    def queries() -> list[int]:
        counts = []
        for client, page in ((visitor, space), (moderator, covered)):
            client.get(page)
            with CaptureQueriesContext(connection) as caught:
                client.get(page)
            counts.append(len(caught))
        return counts

    few = queries()
    for number in range(3):
        published_story(riverbend, happened=f"A gargoyle, {number}.")
    assert queries() == few
    assert max(few) <= 12


def test_keepers_see_where_a_word_is_covered(riverbend: Riverbend, client_of: ClientOf) -> None:
    row = masked_word(riverbend)
    page = reverse("watched_covered", args=[row.pk])
    assert "Nothing that is shown" in body(client_of("moderator").get(page))
    story = published_story(riverbend, happened="A gargoyle sighed.")
    shown = body(client_of("moderator").get(page))
    assert "A [hidden word] sighed." in shown
    assert reverse("case_show", args=[story.pk]) in shown
    as_lead = body(client_of("lead").get(page))
    assert reverse("contribution_show", args=[story.pk]) in as_lead
    assert reverse("case_show", args=[story.pk]) not in as_lead
    assert client_of("coder").get(page).status_code == 404


def test_the_test_box_and_the_list_know_masks(riverbend: Riverbend, client_of: ClientOf) -> None:
    moderator = client_of("moderator")
    slug = riverbend.cast.organisation.slug
    page = reverse("watched_list", args=[slug])
    moderator.post(page, {"phrase": "gargoyle", "effect": "mask", "why": WHY})
    published_story(riverbend, happened="A gargoyle.")
    row = WatchedPhrase.objects.get()
    tried = try_phrase(phrase=row, days=7, by=riverbend.actor("moderator"))
    assert (row.effect, tried.tried_found) == ("mask", 1)
    tested = body(moderator.post(reverse("watched_test", args=[slug]), {"text": "A gargoyle & more."}))
    assert "A <mark>gargoyle</mark> &amp; more." in tested
    assert "A [hidden word] &amp; more." in tested
    assert "gargoyle,mask" in body(moderator.get(reverse("watched_export", args=[slug])))


def test_the_list_says_what_arming_a_mask_does(riverbend: Riverbend, client_of: ClientOf) -> None:
    page = body(client_of("moderator").get(reverse("watched_list", args=[riverbend.cast.organisation.slug])))
    assert page.count("Arming a mask covers the word in new words, in words that readers have not seen yet") == 1
    assert "where readers have seen it already, it stays." in page


def test_what_was_seen_is_told_outside_without_covered_words(riverbend: Riverbend) -> None:
    masked_word(riverbend, "gargoyle")
    masked_word(riverbend, "waste of space")
    story = published_story(riverbend, happened="That Gargoyle, that waste  of space.")
    decision = decided_about(riverbend, story=story, facts="It calls a nurse a gárgoyle and a Waste of space, twice.")
    told = statement_of(decisions_to_read().get(pk=decision.pk))
    assert told.decision_facts == "It calls a nurse a […] and a […], twice."


@pytest.mark.django_db(transaction=True)
def test_settling_waits_for_whoever_decides_before_it_locks_a_wording() -> None:
    """Both lock the words and then their wording: the other way round, each would wait for the other."""
    riverbend = found_riverbend()
    row = masked_word(riverbend)
    story = published_story(riverbend, happened="A gargoyle.")
    settling = threading.Thread(target=lambda: (settle_word(row.pk), connection.close()))
    with transaction.atomic():
        locked(story)
        settling.start()
        # Until it waits for the words, or has locked a wording before them.
        while not _somebody_waits() and settling.is_alive():
            time.sleep(0.02)
        assert Revision.objects.select_for_update(nowait=True).get(contribution=story)
    settling.join(timeout=30)
    assert not settling.is_alive()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_armed_before", [True, False])
def test_words_on_their_way_while_a_word_is_switched_are_settled_too(is_armed_before: bool) -> None:
    """They were written by the list as it was, and nobody sees them before they are there."""
    riverbend = found_riverbend()
    row = masked_word(riverbend)
    if not is_armed_before:
        put_off_phrase(phrase=row, by=riverbend.actor("moderator"))
    keys: list[object] = []
    is_written, may_end = threading.Event(), threading.Event()

    def send() -> None:
        with transaction.atomic():
            keys.append(sent_story(riverbend, happened="Another gargoyle.").contribution.pk)
            is_written.set()
            may_end.wait(timeout=30)
        connection.close()

    sending = threading.Thread(target=send)
    sending.start()
    assert is_written.wait(timeout=30)
    (put_off_phrase if is_armed_before else arm_phrase)(phrase=row, by=riverbend.actor("moderator"))
    settling = threading.Thread(target=lambda: (switched(row), connection.close()))
    settling.start()
    while not _somebody_waits() and settling.is_alive():
        time.sleep(0.02)
    may_end.set()
    for one in (sending, settling):
        one.join(timeout=30)
        assert not one.is_alive()
    (key,) = keys
    revision = Revision.objects.get(contribution=key)
    assert ("[hidden word]" in revision.words_for_readers) is not is_armed_before


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted")
        return bool(cursor.fetchone()[0])
