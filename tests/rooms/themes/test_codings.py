"""Giving codes to passages, taking them back, and what becomes of them when the words change."""

import pytest

from openward.contributions.actions.reviews import hold, release_hold
from openward.contributions.actions.stories import erase, keep_consents, revise, withdraw
from openward.contributions.models import Contribution, Hold, Restriction
from openward.ledger.models import RecordedFact
from openward.ledger.queries import way_facts
from openward.methods.text_passages import UnusablePassageError
from openward.people.access import SYSTEM, VISITOR, persona_actor
from openward.spaces.models import Visibility
from openward.themes import handlers
from openward.themes.actions.codebooks import NameTaken, change_code, define_code, make_codebook, retire_code
from openward.themes.actions.codings import WordsChanged, code_passage, code_passages, uncode_passage
from openward.themes.actions.themes import change_theme, name_theme, show_theme
from openward.themes.models import Code, Coding, Excerpt, Theme
from openward.themes.queries import (
    codings_left_behind,
    codings_on,
    theme_counts,
    theme_months,
    theme_quotes,
    themes_of_contributions,
)
from tests.factories.loops import coded_story, theme_of
from tests.factories.riverbend import Riverbend, approved, published_story


def facts(kind: str) -> list[RecordedFact]:
    return list(RecordedFact.objects.filter(kind=f"themes.{kind}").order_by("pk"))


def hear(riverbend: Riverbend, story: Contribution, kind: str) -> None:
    """What the worker does when it hears the latest fact of a kind about a story."""
    row = RecordedFact.objects.filter(about__contains=[f"contribution:{story.pk}"], kind=kind).latest("pk")
    handler = {
        "people.ConsentSaid": handlers.on_consent_said,
        "contributions.ReviewMoved": handlers.on_review_moved,
        "contributions.ContributionErased": handlers.on_contribution_erased,
    }.get(kind, handlers.on_contribution_changed)
    from openward.ledger.events import fact_class

    made = fact_class(kind)
    assert made is not None
    handler(made(**row.payload), fact_id=row.pk)  # type: ignore[arg-type,operator]


def exact(theme: Theme, riverbend: Riverbend) -> int | None:
    return theme_counts(Theme.objects.get(pk=theme.pk), riverbend.actor("coder")).contributions


def test_coding_leaves_a_fact_about_words_and_theme_and_counts(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    story = Contribution.objects.get()
    (fact,) = facts("PassageCoded")
    assert set(fact.about) >= {f"contribution:{story.pk}", f"theme:{theme.pk}"}
    assert "understood" in way_facts([f"contribution:{story.pk}"])[f"contribution:{story.pk}"]
    assert "understood" in way_facts([f"theme:{theme.pk}"])[f"theme:{theme.pk}"]
    assert "waited" not in str(fact.payload)
    assert exact(theme, riverbend) == 1
    assert [row[1:] for row in theme_months(theme)] == [(1, 1)]


def test_the_same_code_on_the_same_words_is_given_once(riverbend: Riverbend) -> None:
    theme_of(riverbend)
    story, code = Contribution.objects.get(), Code.objects.get()
    assert story.shown_revision is not None
    again = code_passage(
        contribution=story, revision=story.shown_revision, start=0, end=9, codes=[code], by=riverbend.actor("coder")
    )
    assert again == []
    other = code_passage(
        contribution=story, revision=story.shown_revision, start=0, end=8, codes=[code], by=riverbend.actor("lead")
    )
    assert len(other) == 1
    assert Excerpt.objects.count() == 1
    assert len(facts("PassageCoded")) == 2


def test_taking_a_code_back_takes_the_empty_passage_along(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    uncode_passage(coding=Coding.objects.get(), by=riverbend.actor("coder"))
    assert not Excerpt.objects.exists()
    assert exact(theme, riverbend) == 0
    assert f"theme:{theme.pk}" in facts("PassageUncoded")[0].about


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 2), (0, 9_999), (-1, 3)])
def test_places_outside_the_words_are_refused(riverbend: Riverbend, start: int, end: int) -> None:
    theme_of(riverbend)
    story, code = Contribution.objects.get(), Code.objects.get()
    assert story.shown_revision is not None
    with pytest.raises(UnusablePassageError):
        code_passage(
            contribution=story, revision=story.shown_revision, start=start, end=end, codes=[code], by=SYSTEM
        )


def test_codes_of_others_and_retired_ones_are_refused(riverbend: Riverbend) -> None:
    theme_of(riverbend)
    story, code = Contribution.objects.get(), Code.objects.get()
    assert story.shown_revision is not None
    retire_code(code=code, by=SYSTEM)
    with pytest.raises(ValueError, match="retired"):
        code_passage(contribution=story, revision=story.shown_revision, start=0, end=5, codes=[code], by=SYSTEM)


def test_browsers_count_an_emoji_as_two(riverbend: Riverbend) -> None:
    theme_of(riverbend, stories=0)
    story = published_story(riverbend, happened="😀 I waited. Nobody came.")
    assert story.shown_revision is not None
    code_passages(
        contribution=story,
        revision_id=story.shown_revision.pk,
        passages=[(3, 12)],
        is_utf16=True,
        codes=[Code.objects.get()],
        by=riverbend.actor("coder"),
    )
    excerpt = Excerpt.objects.get()
    assert story.shown_revision.text[excerpt.start : excerpt.end] == "I waited."


def test_words_changed_meanwhile_are_not_coded(riverbend: Riverbend) -> None:
    theme_of(riverbend)
    story = Contribution.objects.get()
    assert story.shown_revision is not None
    old = story.shown_revision.pk
    revise(contribution=story, parts=[["happened", "Something else."]], by=persona_actor(story.author_id))
    approved(riverbend, story)
    story.refresh_from_db()
    with pytest.raises(WordsChanged):
        code_passages(
            contribution=story,
            revision_id=old,
            passages=[(0, 5)],
            is_utf16=False,
            codes=[Code.objects.get()],
            by=SYSTEM,
        )


def test_a_passage_moves_with_its_words(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    story = Contribution.objects.get()
    before = theme_quotes(theme, VISITOR)[0].words
    revise(
        contribution=story,
        parts=[["happened", f"It was a Tuesday. {before} two hours."]],
        by=persona_actor(story.author_id),
    )
    approved(riverbend, story)
    assert theme_quotes(theme, VISITOR) == []
    hear(riverbend, story, "contributions.ReviewMoved")
    (quote,) = theme_quotes(theme, VISITOR)
    assert quote.words == before
    story.refresh_from_db()
    assert [coding.excerpt.start for coding in codings_on(story)] == [18]
    assert exact(theme, riverbend) == 1
    assert facts("PassagesMoved")[0].payload["kept"] == 1
    hear(riverbend, story, "contributions.ReviewMoved")
    assert Coding.objects.count() == 1


def test_a_passage_whose_words_are_gone_is_neither_quoted_nor_counted_but_remembered(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    story = Contribution.objects.get()
    revise(contribution=story, parts=[["happened", "The room was cold."]], by=persona_actor(story.author_id))
    approved(riverbend, story)
    hear(riverbend, story, "contributions.ReviewMoved")
    story.refresh_from_db()
    assert theme_quotes(theme, VISITOR) == theme_quotes(theme, riverbend.actor("coder")) == []
    assert exact(theme, riverbend) == 0
    assert codings_on(story) == []
    assert len(codings_left_behind(story)) == 1
    assert themes_of_contributions([story.pk]) == {story.pk: []}


def test_quotes_ask_for_consent_each_time(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    story = Contribution.objects.get()
    author = persona_actor(story.author_id)
    assert len(theme_quotes(theme, VISITOR)) == 1
    keep_consents(contribution=story, given=["publish"], language="en-gb", by=author)
    assert theme_quotes(theme, VISITOR) == []
    (for_staff,) = theme_quotes(theme, riverbend.actor("responder"))
    assert not for_staff.may_quote
    assert theme_quotes(theme, riverbend.actor("responder"), "quote") == []
    keep_consents(contribution=story, given=["quote", "teach"], language="en-gb", by=author)
    assert theme_quotes(theme, VISITOR) == [], "what is not shown here is not quoted here"
    assert len(theme_quotes(theme, riverbend.actor("responder"), "teach")) == 1
    assert theme_quotes(theme, riverbend.actor("responder"), "research") == []


@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize("restriction", Restriction.values)
def test_quotes_are_what_lists_of_contributions_would_show(
    riverbend: Riverbend, visibility: str, restriction: str
) -> None:
    theme = theme_of(riverbend, stories=1)
    riverbend.space.visibility = visibility
    riverbend.space.save()
    Contribution.objects.update(restriction=restriction, restriction_reason="kept short")
    for part in ("visitor", "coder", "lead", "moderator", "advisory", "outsider"):
        actor = riverbend.actor(part)
        listed = Contribution.objects.readable(actor).filter(excerpts__codings__code__theme=theme)
        assert {quote.contribution_id for quote in theme_quotes(theme, actor)} == {one.pk for one in listed}, part


def test_words_that_may_be_quoted_from_now_on_are(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=0)
    story = coded_story(riverbend, theme, consents=["publish"])
    assert theme_quotes(theme, VISITOR) == []
    author = persona_actor(story.author_id)
    keep_consents(contribution=story, given=["publish", "quote"], language="en-gb", by=author)
    hear(riverbend, story, "people.ConsentSaid")
    assert len(theme_quotes(theme, VISITOR)) == 1


@pytest.mark.parametrize("end", [withdraw, erase])
def test_words_taken_back_are_gone_from_quotes_at_once_and_from_counts_when_heard(
    riverbend: Riverbend, end: object
) -> None:
    theme = theme_of(riverbend, stories=3)
    story = Contribution.objects.order_by("pk").first()
    assert story is not None
    end(contribution=story, by=persona_actor(story.author_id))  # type: ignore[operator]
    for part in ("visitor", "coder", "lead", "moderator"):
        assert len(theme_quotes(theme, riverbend.actor(part))) == 2
    hear(riverbend, story, "contributions.Contribution" + ("Withdrawn" if end is withdraw else "Erased"))
    assert exact(theme, riverbend) == 2
    assert sum(row[2] for row in theme_months(theme)) == 2


def test_held_words_are_neither_quoted_nor_counted_until_they_are_released(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend)
    story = Contribution.objects.get()
    hold(contribution=story, kind=Hold.SAFEGUARDING, by=riverbend.actor("moderator"))
    hear(riverbend, story, "contributions.HoldPlaced")
    assert theme_quotes(theme, riverbend.actor("coder")) == []
    assert exact(theme, riverbend) == 0
    release_hold(contribution=story, by=riverbend.actor("moderator"))
    hear(riverbend, story, "contributions.HoldReleased")
    assert exact(theme, riverbend) == 1
    assert len(theme_quotes(theme, VISITOR)) == 1


def test_regrouping_counts_both_themes_again(riverbend: Riverbend) -> None:
    theme = theme_of(riverbend, stories=2)
    code = Code.objects.get()
    other = name_theme(engagement=riverbend.engagement, name="Other", codes=[code], by=riverbend.actor("coder"))
    assert (exact(theme, riverbend), exact(other, riverbend)) == (0, 2)
    change_theme(theme=theme, name="Waiting", sentence="New.", codes=[code], by=riverbend.actor("coder"))
    assert (exact(theme, riverbend), exact(other, riverbend)) == (2, 0)
    code.refresh_from_db()
    change_code(code=code, name="Renamed", definition="x", theme=None, by=riverbend.actor("coder"))
    assert exact(theme, riverbend) == 0
    assert [row.kind for row in facts("CodeGrouped")] == ["themes.CodeGrouped"]


def test_names_are_there_once(riverbend: Riverbend) -> None:
    book = make_codebook(engagement=riverbend.engagement, name="One", by=SYSTEM)
    with pytest.raises(NameTaken):
        make_codebook(engagement=riverbend.engagement, name="One", by=SYSTEM)
    code = define_code(codebook=book, name="A", definition="x", by=SYSTEM)
    define_code(codebook=book, name="B", definition="x", by=SYSTEM)
    with pytest.raises(NameTaken):
        define_code(codebook=book, name="A", definition="x", by=SYSTEM)
    with pytest.raises(NameTaken):
        change_code(code=code, name="B", definition="x", theme=None, by=SYSTEM)
    first = name_theme(engagement=riverbend.engagement, name="Same", by=SYSTEM)
    assert name_theme(engagement=riverbend.engagement, name="Same", by=SYSTEM).slug != first.slug


def test_themes_of_contributions_in_one_query(
    riverbend: Riverbend, django_assert_num_queries: object
) -> None:
    theme = theme_of(riverbend, stories=2, is_public=False)
    coded_story(riverbend, theme)
    keys = list(Contribution.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert themes_of_contributions(keys) == {key: [theme] for key in keys}
    assert themes_of_contributions(keys, shown_only=True) == {key: [] for key in keys}
    show_theme(theme=theme, by=riverbend.actor("lead"))
    assert themes_of_contributions(keys, shown_only=True) == {key: [theme] for key in keys}
