import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.text_passages import Anchor, UnusablePassageError, anchor, from_utf16, locate, reanchor

STORY = "The nurse was kind. The wait was long. The nurse was kind. Nobody told us why."

# Few letters, so that quotes occur several times; a combining mark, an emoji and a joiner can be cut.
texts = st.text("ab .\n\u0301\u200d😀", max_size=40)
neighbours = st.one_of(st.just(""), texts.map(lambda text: f".{text}."))


@st.composite
def passages(draw):
    """A text and a passage in it whose edges are letters, so that it can always be located."""
    before, after = draw(neighbours), draw(neighbours)
    quote = draw(st.one_of(st.sampled_from(["a", "ab", "b a"]), texts.map(lambda text: f"a{text}b")))
    text = before + quote + after
    return text, locate(text, len(before), len(before) + len(quote))


@given(texts, st.integers(-5, 70), st.integers(-5, 70))
def test_a_passage_is_what_the_text_says_there_or_is_refused(text, start, end):
    try:
        passage = locate(text, start, end)
    except UnusablePassageError:
        return
    assert start <= passage.start < passage.end <= end
    assert passage.quote == text[passage.start : passage.end] == text[start:end].strip()
    assert locate(text, passage.start, passage.end) == passage


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 99), (5, 5), (6, 3), (2, 4)])
def test_positions_that_name_nothing_are_refused(start, end):
    with pytest.raises(UnusablePassageError):
        locate("ab  cd", start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("cafe\u0301 au lait", 0, 4),
        ("👩\u200d⚕️ thanks", 0, 1),
        ("👩\u200d⚕️ thanks", 1, 9),
        ("\ud83d\ude00 x", 1, 4),
    ],
)
def test_a_character_is_never_cut_in_two(text, start, end):
    with pytest.raises(UnusablePassageError, match="cuts a character"):
        locate(text, start, end)


@given(passages())
def test_browser_positions_name_the_same_passage(case):
    text, passage = case
    before = len(text[: passage.start].encode("utf-16-le")) // 2
    inside = len(passage.quote.encode("utf-16-le")) // 2
    assert from_utf16(text, before, before + inside) == passage


@pytest.mark.parametrize(("start", "end"), [(1, 4), (0, 1), (0, 99), (-1, 2)])
def test_browser_positions_inside_a_pair_or_outside_are_refused(start, end):
    with pytest.raises(UnusablePassageError):
        from_utf16("😀 thanks", start, end)


@given(passages())
def test_in_the_unchanged_text_every_passage_is_found_where_it_was(case):
    text, passage = case
    assert reanchor(text, anchor(text, passage.start, passage.end)) == passage


@given(passages(), texts, texts)
def test_what_is_found_in_a_revised_text_is_always_the_same_quote(case, new_beginning, new_end):
    text, passage = case
    kept = anchor(text, passage.start, passage.end)
    revised = new_beginning + text + new_end
    found = reanchor(revised, kept)
    if found is not None:
        assert found.quote == passage.quote == revised[found.start : found.end]
        assert locate(revised, found.start, found.end) == found
    if passage.quote not in new_beginning + new_end:
        assert reanchor(new_beginning + new_end, kept) is None


@given(st.text("xyz", max_size=200), st.text("xyz", max_size=200))
def test_words_added_before_and_after_move_the_passage_along(before, after):
    kept = anchor(STORY, 20, 38)
    found = reanchor(before + STORY + after, kept)
    assert (found.start, found.quote) == (20 + len(before), "The wait was long.")


def test_of_two_equal_quotes_the_surroundings_tell_which():
    second = anchor(STORY, 39, 58)
    assert second.quote == anchor(STORY, 0, 19).quote
    revised = "It was night. " + STORY.replace("The wait was long.", "We waited for long.")
    assert reanchor(revised, second).start == revised.rindex("The nurse was kind.")
    assert reanchor(revised, anchor(STORY, 0, 19)).start == revised.index("The nurse was kind.")


def test_a_reworded_passage_is_lost():
    assert reanchor(STORY.replace("was long", "was very long"), anchor(STORY, 20, 38)) is None
    assert reanchor("", anchor(STORY, 20, 38)) is None


def test_the_nearer_of_two_equally_good_places_is_taken_and_a_tie_is_a_loss():
    kept = Anchor(quote="no", before="", after="", start=4)
    assert reanchor("no 45 no", kept).start == 6
    assert reanchor("no- -no -", kept).start == 5
    assert reanchor("--no--no-", Anchor(quote="no", before="", after="", start=4)) is None
