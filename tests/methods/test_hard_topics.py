"""Words are sorted by the topics that some people leave to others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.hard_topics import TOPICS, hard_topics

SPOKEN = [
    ("My husband died on Cedar ward in March.", "death"),
    ("She passed away before the letter came.", "death"),
    ("We sat with him through his last hours in the hospice.", "death"),
    ("We lost our dad that night.", "death"),
    ("我父亲在病房里去世了。", "death"),
    ("Our baby was stillborn.", "birth"),
    ("I had two miscarriages and nobody asked how I was.", "birth"),
    ("There was no heartbeat at the scan.", "birth"),
    ("My labour pains were not believed.", "birth"),
    ("我怀孕五个月时流产了。", "birth"),
    ("The receptionist made a racist joke about my name.", "hate"),
    ("They should send them back to their own country.", "hate"),
    ("保安对我说滚回你的国家。", "hate"),
    ("I was raped last year and the clinic knew.", "sex"),
    ("He touched me inappropriately during the scan.", "sex"),
    ("我在检查时被性骚扰。", "sex"),
    ("The child was slapped in the waiting room.", "children"),
    ("Somebody shook and hurt the baby.", "children"),
    ("I want to kill myself.", "self_harm"),
    ("My husband hits me and I am afraid to go home.", "abuse"),
]
ORDINARY = [
    "I was dying for a coffee while we waited.",
    "My phone died, so I could not ring you.",
    "The nurse passed on my thanks to the team.",
    "It was dead easy to find the clinic.",
    "We waited two hours and nobody said why.",
    "The parking machine took my card twice.",
    "候诊时间太长了，没有人告诉我们原因。",
]


@pytest.mark.parametrize(("words", "topic"), SPOKEN)
def test_what_words_speak_of_is_found(words: str, topic: str) -> None:
    assert topic in hard_topics(words)


@pytest.mark.parametrize("words", ORDINARY)
def test_ordinary_words_speak_of_none(words: str) -> None:
    assert hard_topics(words) == frozenset()


@given(st.text(max_size=400))
def test_any_text_is_sorted_into_known_topics(words: str) -> None:
    assert hard_topics(words) <= set(TOPICS)


@given(st.sampled_from(SPOKEN), st.sampled_from(ORDINARY))
def test_ordinary_words_beside_it_hide_nothing(spoken: tuple[str, str], ordinary: str) -> None:
    assert spoken[1] in hard_topics(f"{ordinary} {spoken[0]} {ordinary}")
