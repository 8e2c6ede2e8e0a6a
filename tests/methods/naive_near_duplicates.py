"""The slow, plain twin of `openward.methods.near_duplicates`: one text after another, all pairs, Python's own sets."""

import re
import unicodedata
from fractions import Fraction
from itertools import combinations

DROPPED = re.compile("[\u0300-\u036f\ufe00-\ufe0f\U0001f3fb-\U0001f3ff'’‘ʼ`´]")
CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff\u3007]")
UNSPACED = re.compile("[\u3040-\u30ff\u31f0-\u31ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def folded(text):
    """The text as it is compared: only what belongs to words, in small letters, the rest a space."""
    out = []
    for character in text:
        character = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
        character = DROPPED.sub("", character)
        character = "".join(part for part in character if unicodedata.category(part) != "Cf")
        for part in unicodedata.normalize("NFC", character):
            category = unicodedata.category(part)
            out.append(part if category[0] in "LNM" or category == "So" else " ")
    return "".join(out)


def windows(run, length):
    return [run[place : place + length] for place in range(max(len(run) - length + 1, 1))]


def words(text):
    """(the set of words, whether a script without spaces is among them)"""
    found, unspaced, run, spaced = set(), False, "", []
    for character in folded(text) + " ":
        # ฿ stands among the Thai letters and is none.
        if UNSPACED.match(character) and unicodedata.category(character)[0] in "LNM":
            run += character
            spaced.append(" ")
            continue
        if run:
            found.update(windows(run, 2))
            unspaced, run = True, ""
        is_emoji = unicodedata.category(character) == "So"
        if is_emoji or CHINESE.match(character):
            found.add(character)
            unspaced = unspaced or not is_emoji
            character = " "
        spaced.append(character)
    found.update("".join(spaced).split())
    return frozenset(found), unspaced


def characters(text):
    """Overlapping threes, with one space for each gap after a word."""
    text = re.sub(" +", " ", folded(text) + " ").removeprefix(" ")
    return frozenset(windows(text, 3))


def near_duplicates(texts, threshold):
    """{(first, second): exact Jaccard index} of all pairs that reach the threshold."""
    described = []
    for text in texts:
        own, unspaced = words(text)
        short = 0 < len(own) <= 8 and not unspaced
        described.append((own, characters(text) if short else None))
    found = {}
    for first, second in combinations(range(len(texts)), 2):
        (own, own_threes), (other, other_threes) = described[first], described[second]
        if not own or not other:
            continue
        if own_threes is not None and other_threes is not None:
            own, other = own_threes, other_threes
        similarity = Fraction(len(own & other), len(own | other))
        if float(similarity) >= threshold:
            found[first, second] = float(similarity)
    return found


def groups(texts, pairs):
    """The sets of texts tied by pairs, two or more each."""
    group = {text: {text} for text in range(texts)}
    for first, second in pairs:
        if group[first] is not group[second]:
            group[first] |= group[second]
            for text in group[second]:
                group[text] = group[first]
    return {frozenset(members) for members in group.values() if len(members) > 1}
