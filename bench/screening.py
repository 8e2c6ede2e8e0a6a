"""Screening one contribution: its slow end, and what a thousand watched words cost beside ten."""

import random
import statistics
import time
from collections.abc import Sequence

from bench.report import row
from openward.methods.crisis_language import newest
from openward.methods.screening import Effect, History, Watched, WatchedWords, screen

STORIES = 1_000
RECENT = 50

_SENTENCES = (
    "I came to the clinic with my mother on a wet morning and we were sent to three desks one after the other.",
    "The nurse on the ward was kind and told us what would happen next, which nobody had done before.",
    "We waited for four hours and the doctor who came in the end had not been given the letter from our surgery.",
    "My appointment was moved twice and I only heard of it when I stood at the desk.",
    "You can ring me on 07700 900123 if you would like to know more about it.",
    "The parking machine took my card twice and there was no one to ask.",
    "I was scared to death of the scan but the two people who did it talked to me all the time.",
    "My husband has dementia and Nurse Sarah Jones found a quiet room for us.",
    "It would help to have one number that is answered, also in the evening and at the weekend.",
    "Thank you for reading this and please tell the cleaner with the red hair that she made me laugh.",
)


def run() -> None:
    """Print the p99 of one screening, and the ratio of a thousand watched words to ten, in the same run."""
    stories = _stories()
    ten, thousand = _watched(10), _watched(1_000)
    screen(stories[0], watched=ten)
    recent = stories[:RECENT]
    times = _times(stories, thousand, recent)
    row("screening, p50", 1_000 * statistics.median(times), "ms")
    row("screening, p99", 1_000 * statistics.quantiles(times, n=100)[98], "ms", target=20)
    few, many = [], []
    for _ in range(5):
        few.append(sum(_times(stories, ten, recent)))
        many.append(sum(_times(stories, thousand, recent)))
    row("1,000 watched words, whole pipeline", min(many), "s", rival=("10 words", min(few)))
    few = [_finding(stories, ten) for _ in range(5)]
    many = [_finding(stories, thousand) for _ in range(5)]
    row("1,000 watched words, that step alone", min(many), "s", rival=("10 words", min(few)))


def _stories() -> list[str]:
    order = random.Random(1)
    return [" ".join(order.choices(_SENTENCES, k=order.randint(2, 14))) for _ in range(STORIES)]


def _watched(number: int) -> WatchedWords:
    phrases = [f"blue{place} form ..2 lost|missing" for place in range(number - 2)]
    return WatchedWords(
        Watched(phrase, Effect.HOLD, "watched") for phrase in [*phrases, "red hair", "parking ..1 took"]
    )


def _times(stories: Sequence[str], watched: WatchedWords, recent: Sequence[str]) -> list[float]:
    # What was found in a text is remembered: every time but the first would measure that.
    newest.forget()
    times = []
    for story in stories:
        began = time.perf_counter()
        screen(story, watched=watched, recent=recent, history=History(5, 1, 1))
        times.append(time.perf_counter() - began)
    return times


def _finding(stories: Sequence[str], watched: WatchedWords) -> float:
    began = time.perf_counter()
    for story in stories:
        watched.find(story)
    return time.perf_counter() - began
