"""Where sentences begin and end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("One sentence", ["One sentence"]),
        ("One. Two? Three! Four…", ["One.", "Two?", "Three!", "Four…"]),
        ("I paid 3.50 at 10.30. Then home.", ["I paid 3.50 at 10.30.", "Then home."]),
        ("He said “wait.” I did.", ["He said “wait.”", "I did."]),
        ("A line\nand another\n\nand a third", ["A line", "and another", "and a third"]),
        ("我等了两个小时。没人说为什么！谢谢", ["我等了两个小时。", "没人说为什么！", "谢谢"]),
        ("What?! Really...", ["What?!", "Really..."]),
        ("انتظرت ساعتين. لماذا؟ شكرا", ["انتظرت ساعتين.", "لماذا؟", "شكرا"]),
    ],
)
def test_sentences_as_people_read_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab .!?\n\t。”…", max_size=60))
def test_everything_but_space_lies_in_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    assert {place for place, sign in enumerate(text) if not sign.isspace()} <= covered
    for start, end in spans:
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
