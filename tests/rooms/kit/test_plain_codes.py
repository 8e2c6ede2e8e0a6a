"""Receipt codes: words that a person can write down, read aloud and type on a phone."""

import re

import pytest

from openward.kit.plain_codes import WORDS_IN_CODE, mended_code, plain_code, word_list

# Words that sound like another word: whoever hears one cannot know how to write it.
SOUND_ALIKE = """
ate eight bare bear be bee beach beech beat beet blew blue board bored bough bow boar bore brake break bury berry buy by
bye ceiling sealing cell sell cent scent sent cereal serial check cheque coarse course cord chord creak creek dear deer
dew due die dye fair fare feat feet fir fur flea flee flour flower for four gate gait grate great groan grown hair hare
hall haul heal heel hear here heard herd hi high him hymn hole whole hour our idle idol key quay knead need knew new
knight night knit nit knot not know no lead led leak leek loan lone made maid mail male main mane maize maze meat meet
medal meddle mist missed moan mown moor more morning mourning muscle mussel nose knows oar ore one won pail pale pain
pane pair pear pause paws pea pee peace piece peak peek peal peel peer pier plain plane pole poll pour pore pray prey
prize prise rain reign read reed red right write ring wring road rode rode role roll root route rose rows sail sale
sauce source sea see seam seem sew so sow shore sure side sighed site sight sole soul some sum son sun stair stare
stake steak stalk storey story straight strait suite sweet tail tale tea tee tear tier their there threw through throne
thrown tide tied time thyme to too two toe tow vain vein wail whale waist waste wait weight war wore ware wear way weigh
weak week weather whether which witch wood would yoke yolk
""".split()


def test_the_list_has_1024_short_plain_words() -> None:
    words = word_list()
    assert len(words) == len(set(words)) == 1024
    assert list(words) == sorted(words)
    assert all(re.fullmatch(r"[a-z]{3,7}", word) for word in words)


def test_the_first_four_letters_tell_every_word() -> None:
    assert len({word[:4] for word in word_list()}) == 1024


def test_no_word_is_one_letter_away_from_another() -> None:
    seen: dict[str, str] = {}
    for word in word_list():
        shapes = {word[:place] + "?" + word[place + 1 :] for place in range(len(word))}
        shapes |= {word[:place] + "?" + word[place:] for place in range(len(word) + 1)}
        for shape in shapes:
            assert shape not in seen, (word, seen[shape])
        seen.update(dict.fromkeys(shapes, word))


def test_no_word_sounds_like_another_word() -> None:
    assert set(word_list()).isdisjoint(SOUND_ALIKE)


def test_one_form_always_gives_the_same_code_and_another_form_another() -> None:
    key = b"k" * 32
    assert plain_code("first", key=key) == plain_code("first", key=key)
    assert plain_code("first", key=key) != plain_code("second", key=key)
    assert plain_code("first", key=key) != plain_code("first", key=b"l" * 32)
    assert len(plain_code("first", key=key).split("-")) == WORDS_IN_CODE


def test_without_a_form_a_code_cannot_be_guessed() -> None:
    assert len({plain_code("", key=b"k" * 32) for _time in range(200)}) == 200


@pytest.mark.parametrize("place", range(WORDS_IN_CODE))
def test_every_place_of_a_code_uses_the_whole_list(place: int) -> None:
    drawn = {plain_code(str(seed), key=b"k" * 32).split("-")[place] for seed in range(3_000)}
    # Of 1,024 words about 1,024 * (1 - e ** -2.9) = 970 are expected; fewer than 930 would mean a narrowed list.
    assert len(drawn) > 930


@pytest.mark.parametrize(
    "written",
    ["{}-{}-{}", "{} {} {}", " {},{} / {}. ", "{}s-{}-{}", "{}–{}—{}"],  # the last: dashes of a word processor
)
def test_a_code_is_understood_as_people_write_it(written: str) -> None:
    words = ("caravan", "lemon", "walnut")
    assert all(word in word_list() for word in words)
    assert mended_code(written.format(*words)) == "caravan-lemon-walnut"
    assert mended_code(written.format(*words).upper()) == "caravan-lemon-walnut"


def test_a_word_that_is_not_in_the_list_stays_as_it_is() -> None:
    assert mended_code("qqq lemon") == "qqq-lemon"
    assert mended_code("¿¡") == ""
