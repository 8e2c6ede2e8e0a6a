"""Reading age: the formulas' published examples, counts by hand, marks that point at the right words."""

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.readability import CaveatKey, MarkKind, NoWordsError, Script, readability
from openward.methods.readability.chinese import is_common
from openward.methods.readability.plain_words import plain_words, plainer
from openward.methods.readability.reading import read_sentences
from openward.methods.readability.syllables import syllables
from tests.methods.syllable_counts import counted

PLAIN = "The nurse came at once and she was kind to my mother. We had a cup of tea and a talk."
HEAVY = (
    "Following a comprehensive multidisciplinary assessment, the practitioner will subsequently communicate the "
    "outcome of the investigation to the referring organisation, in accordance with the statutory requirements."
)
TEXT_OF_130 = " ".join([PLAIN] * 6)


def test_syllables_counted_by_hand():
    words = counted()
    wrong = [(word, count, syllables(word)) for word, count in words if syllables(word) != count]
    assert len(words) > 400
    assert len(wrong) <= len(words) * 0.01, wrong


@given(st.text(max_size=30))
def test_every_word_has_a_syllable(word):
    assert syllables(word) >= 1


COUNTED = dict(counted())


@given(
    st.lists(
        st.lists(st.sampled_from(sorted(word for word in COUNTED if word.isalpha())), min_size=1, max_size=30),
        min_size=12,
        max_size=20,
    )
)
def test_counts_and_formulas_equal_those_by_hand(sentences):
    text = " ".join(" ".join(words) + "." for words in sentences) + " It was the care that I had." * 40
    words = [word for sentence in sentences for word in sentence] + "It was the care that I had".split() * 40
    by_hand = [COUNTED.get(word, 1) for word in words]
    found = readability(text)
    assert (found.words, found.sentences) == (len(words), len(sentences) + 40)
    assert found.syllables == sum(by_hand)
    assert found.long_words == sum(count >= 3 for count in by_hand)
    assert found.letters == sum(map(len, words))
    assert found.age is not None
    per_sentence, per_word = len(words) / found.sentences, sum(by_hand) / len(words)
    letters = 100 * sum(map(len, words)) / len(words)
    expected = {
        "flesch_kincaid": 0.39 * per_sentence + 11.8 * per_word - 15.59,
        "smog": 1.043 * (30 * sum(count >= 3 for count in by_hand) / found.sentences) ** 0.5 + 3.1291,
        "coleman_liau": 0.0588 * letters - 0.296 * 100 / per_sentence - 15.8,
        "automated_readability_index": 4.71 * letters / 100 + 0.5 * per_sentence - 21.43,
    }
    assert {formula.name: formula.grade for formula in found.formulas} == pytest.approx(expected)
    assert found.ease == pytest.approx(206.835 - 1.015 * per_sentence - 84.6 * per_word)
    assert found.youngest <= found.age <= found.oldest
    assert found.youngest >= 5


@given(st.text(alphabet=st.sampled_from("aAe .,\n!?Dr护。；齉'’-1é\u0301ż"), max_size=60))
def test_marks_stay_inside_any_text(text):
    try:
        found = readability(text)
    except NoWordsError:
        assert not re.search(r"[^\W_]", text)
        return
    assert (found.age is None) == (not found.formulas)
    starts = [mark.start for mark in found.marks]
    assert starts == sorted(starts)
    for mark in found.marks:
        assert 0 <= mark.start < mark.end <= len(text)
        assert text[mark.start : mark.end].strip() == text[mark.start : mark.end]


@pytest.mark.parametrize("width", [30, 50, 72])
def test_lines_may_be_wrapped(width):
    wrapped = readability("\n".join(textwrap.wrap(TEXT_OF_130.lower(), width)))
    plain = readability(TEXT_OF_130.lower())
    assert (wrapped.sentences, wrapped.age, wrapped.formulas) == (plain.sentences, plain.age, plain.formulas)


def test_twice_the_text_is_as_hard():
    once, twice = readability(TEXT_OF_130), readability(TEXT_OF_130 + " " + TEXT_OF_130)
    assert twice.words == 2 * once.words
    for formula, again in zip(once.formulas, twice.formulas, strict=True):
        assert again.grade == pytest.approx(formula.grade)


def test_a_heavy_text_is_for_older_readers():
    plain, heavy = readability(TEXT_OF_130), readability(" ".join([HEAVY, PLAIN, PLAIN] * 3))
    assert plain.age < 8
    assert heavy.age > plain.age + 2
    assert heavy.ease < plain.ease


def test_below_a_hundred_words_there_are_marks_but_no_age():
    found = readability(HEAVY)
    assert (found.age, found.youngest, found.oldest, found.ease, found.formulas) == (None, None, None, None, ())
    assert [caveat.key for caveat in found.caveats] == [CaveatKey.TOO_SHORT]
    marked = {HEAVY[mark.start : mark.end]: mark.suggestions for mark in found.marks if mark.suggestions}
    assert marked["subsequently"] == ("later",)
    assert marked["in accordance with"] == ("by", "under")
    hard = {HEAVY[mark.start : mark.end] for mark in found.marks if mark.kind is MarkKind.HARD_WORD}
    assert hard == {"organisation"}
    words = "We were so glad of the care. ".split()
    assert readability(" ".join((words * 20)[:99])).age is None
    assert readability(" ".join((words * 20)[:100])).age is not None


def test_without_full_stops_there_is_no_absurd_age():
    found = readability("and then we waited for the nurse who was kind " * 13)
    assert found.age is None
    assert [caveat.key for caveat in found.caveats] == [CaveatKey.HARDLY_ANY_STOPS]
    assert [mark.kind for mark in found.marks] == [MarkKind.LONG_SENTENCE]


def test_long_sentences_are_marked():
    long = "We waited and " + "waited and " * 12 + "then a nurse came."
    text = "Short. " + long + " Short again."
    (mark,) = [mark for mark in readability(text).marks if mark.kind is MarkKind.LONG_SENTENCE]
    assert text[mark.start : mark.end] == long
    assert mark.why == "31 words in one sentence. Could it be two?"
    assert not readability("We waited. " * 40).marks


def test_names_are_not_called_hard():
    text = "Then Alexander Papadopoulou told me about haemodialysis. Haemodialysis is long."
    assert {text[mark.start : mark.end] for mark in readability(text).marks} == {"haemodialysis", "Haemodialysis"}


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dr. Ahmed saw me. Mrs. Lee did not.", 2),
        ("I came at 5 p.m. The ward was full.", 2),
        ("I came at 5 p.m. and waited.", 1),
        ("It was 3.5 mg, e.g. too much.", 1),
        ("One line\nand the same sentence.\n\nAnother one", 2),
        ("A heading\nA sentence.", 2),
        ("- first thing\n- second thing", 2),
        ("What?! No… Yes.", 3),
        ("*** !!! one", 1),
    ],
)
def test_sentences_as_a_reader_meets_them(text, sentences):
    assert len(read_sentences(text)) == sentences


def test_other_languages_have_no_age():
    french = "Nous avons attendu pendant trois heures et puis une infirmière est venue. " * 12
    found = readability(french)
    assert found.script is Script.LATIN
    assert found.age is None
    assert CaveatKey.NOT_ENGLISH in {caveat.key for caveat in found.caveats}
    assert not found.marks
    greek = readability("Η νοσοκόμα ήταν πολύ καλή μαζί μας. " * 30)
    assert (greek.script, greek.age, greek.caveats[0].key) == (Script.OTHER, None, CaveatKey.NO_MEASURE)


def test_chinese_is_measured_by_sentences_and_characters():
    text = "护士很好，医生也很耐心。我们等了三个小时；没有人来。饕餮很忙。"
    found = readability(text)
    assert found.script is Script.CHINESE
    assert found.age is None
    assert found.sentences == 4
    assert found.characters_per_sentence == pytest.approx(26 / 4)
    assert found.uncommon_share == pytest.approx(2 / 26)
    assert [text[mark.start : mark.end] for mark in found.marks] == ["饕", "餮"]
    assert [caveat.key for caveat in found.caveats] == [CaveatKey.TOO_SHORT, CaveatKey.OWN_MEASURE]
    long = "我们" * 30 + "。"
    assert [mark.kind for mark in readability(long).marks] == [MarkKind.LONG_SENTENCE]
    assert readability(long * 3).caveats[0].key is CaveatKey.OWN_MEASURE
    assert all(map(is_common, "護士很好醫生也有耐心的一是了我"))


def test_the_list_of_plain_words():
    words = plain_words()
    assert len(words) >= 250
    for hard, plain in words.items():
        assert hard == hard.lower().strip()
        assert plain, hard
        assert all(suggestion.strip() and suggestion != hard for suggestion in plain), hard
        # What is suggested must not itself be on the list of hard words.
        assert not [one for one in plain if tuple(one.lower().split()) in plainer()], hard
    assert plainer()["hospitalized",] == "hospitalise"
    assert plainer()["withdrew",] == "withdraw"
    assert plainer()["carcinomas",] == "carcinoma"


def test_no_words_are_refused():
    for text in ("", " \n", "...", "—!"):
        with pytest.raises(NoWordsError, match="the text holds no word"):
            readability(text)
