"""Which of many phrases does a text hold, and where?

The ground of everything that looks for wordings: an organisation's watched words, language of crisis, claims that
could harm. All phrases are looked for in one pass: a word of the text is looked up once, whatever the number of
phrases, so a thousand phrases cost about what ten do. Time grows in step with the length of the text.

A phrase is written as words with blanks between them; case, accents, apostrophes and stretched letters do not matter.

- `kill|hurt`   either word
- `suicid*`     any word that begins so
- `all?`        the word may be missing; so may all of `a|the?`
- `..3`         up to three words between, never across the end of a sentence
- `<self>`      any word of a class that is given by name
- `自杀`         Chinese: the characters one after the other, no blanks needed

Source: dictionary look-up of phrases by their first word; the rest is matched as by a small nondeterministic
automaton whose states are (part of the phrase, word of the text), so no phrase can take exponential time.
Assumptions: texts in scripts that part words by blanks, or Chinese, Japanese and Korean characters one by one.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_PARTS = 24
MOST_VARIANTS = 64
MOST_BETWEEN = 8

_CHARACTER = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
# Accents that stand as signs of their own, joiners and signs nobody sees: within a word they do not part it.
_WITHIN = (
    "\u00ad\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200d\u2060"
    "\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
)
_LETTERS = rf"[^\W_{_CHARACTER}]+(?:[{_WITHIN}]+[^\W_{_CHARACTER}]*)*"
_WORD = re.compile(rf"[{_CHARACTER}]|{_LETTERS}(?:['’ʼ`´]{_LETTERS})*|[.!?;:。！？；\n]")
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_ENDS = frozenset(".!?;:。！？；\n")
_STRETCHED = re.compile(r"(.)\1{2,}")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")


class UnusablePhraseError(ValueError):
    """A phrase cannot be looked for; the message says why in plain words."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its plain form and where it stands. The end of a sentence has the form ""."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that was found: its key, and its place as characters from 0 and as words from 0."""

    key: str
    start: int
    end: int
    first_word: int
    last_word: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One place of a phrase: exact forms, beginnings, how many words may come before it, and whether it must be."""

    forms: frozenset[str]
    beginnings: tuple[str, ...]
    gap: int
    is_optional: bool

    def fits(self, form: str) -> bool:
        return form in self.forms or (bool(self.beginnings) and form.startswith(self.beginnings))


@functools.lru_cache(maxsize=1 << 16)
def plain_form(word: str) -> str:
    """The word without case, accents, apostrophes, unseen signs and stretched letters; full-width letters become plain
    ones.

    >>> plain_form("Don’t"), plain_form("SOOOO"), plain_form("suïcide")
    ('dont', 'soo', 'suicide')
    """
    letters = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES)).casefold()
    bare = "".join(letter for letter in letters if unicodedata.category(letter) not in _UNSEEN)
    return _STRETCHED.sub(r"\1\1", bare)


def words_of(text: str) -> list[Word]:
    """The words of a text in order, with "" where a sentence ends. Never raises.

    >>> [word.form for word in words_of("Help me. 救命")]
    ['help', 'me', '', '救', '命']
    """
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        found.append(Word("" if word in _ENDS else plain_form(word), match.start(), match.end()))
    return found


class Phrases:
    """Many phrases, made ready to be looked for at once.

    `phrases` are (key, phrase) pairs; several phrases may share a key. `classes` gives the words behind `<name>`.
    Raises UnusablePhraseError for a phrase that is empty, too long, holds no fixed word, or names an unknown class.

    >>> looked_for = Phrases([("harm", "hurt|harm ..1 <self>")], classes={"self": ["myself", "herself"]})
    >>> [(found.key, found.start, found.end) for found in looked_for.find("She hurt just herself.")]
    [('harm', 4, 21)]
    """

    def __init__(
        self, phrases: Iterable[tuple[str, str]], *, classes: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._by_form: dict[str, list[tuple[str, tuple[_Part, ...]]]] = {}
        self._by_beginning: dict[str, list[tuple[str, tuple[_Part, ...]]]] = {}
        self._forms: set[str] = set()
        for key, phrase in phrases:
            for parts in _parts_of(phrase, classes or {}):
                self._add(key, parts)
        self._lengths = sorted({len(beginning) for beginning in self._by_beginning})

    @property
    def forms(self) -> frozenset[str]:
        """All whole words that any phrase holds, in their plain form.

        >>> sorted(Phrases([("harm", "hurt|harm badly?")]).forms)
        ['badly', 'harm', 'hurt']
        """
        return frozenset(self._forms)

    def _add(self, key: str, parts: tuple[_Part, ...]) -> None:
        self._forms.update(form for part in parts for form in part.forms)
        # A phrase that begins with parts that may be missing can be entered at each of them.
        for first, part in enumerate(parts):
            for form in part.forms:
                self._by_form.setdefault(form, []).append((key, parts[first:]))
            for beginning in part.beginnings:
                self._by_beginning.setdefault(beginning, []).append((key, parts[first:]))
            if not part.is_optional:
                break

    def find(self, text: str) -> list[Match]:
        """Every phrase found in the text, in order; of one key at one place the longest match."""
        return self.find_in(words_of(text))

    def find_in(self, words: Sequence[Word]) -> list[Match]:
        """The same for words that were parted already by `words_of`."""
        longest: dict[tuple[str, int], int] = {}
        for first, word in enumerate(words):
            if not word.form:
                continue
            for key, parts in self._entered_by(word.form):
                last = _last_word(parts, words, first)
                if last is not None and last > longest.get((key, first), -1):
                    longest[key, first] = last
        return [
            Match(key, words[first].start, words[last].end, first, last)
            for (key, first), last in sorted(longest.items(), key=lambda found: (found[0][1], found[0][0]))
        ]

    def _entered_by(self, form: str) -> Iterable[tuple[str, tuple[_Part, ...]]]:
        yield from self._by_form.get(form, ())
        for length in self._lengths:
            if length > len(form):
                break
            yield from self._by_beginning.get(form[:length], ())


def _last_word(parts: Sequence[_Part], words: Sequence[Word], first: int) -> int | None:
    """The last word of the longest match that begins at word `first`; None when there is none."""
    reached = {first}
    ended: set[int] = set()
    for number, part in enumerate(parts[1:], start=1):
        following: set[int] = set()
        for place in reached:
            for candidate in range(place + 1, min(place + 2 + part.gap, len(words))):
                form = words[candidate].form
                if not form:
                    break
                if part.fits(form):
                    following.add(candidate)
        # What may be missing is passed over: the places before it stay good.
        reached = following | reached if part.is_optional else following
        if not reached:
            return None
        if all(later.is_optional for later in parts[number + 1 :]):
            ended |= reached
    return max(ended | (reached if len(parts) == 1 else set()), default=None)


def _parts_of(phrase: str, classes: Mapping[str, Sequence[str]]) -> list[tuple[_Part, ...]]:
    """The phrase's parts; more than one list when an alternative is itself several words: `了结 自己|生命`."""
    variants: list[tuple[_Part, ...]] = [()]
    gap = 0
    for written in phrase.split():
        if re.fullmatch(r"\.\.\d", written):
            gap = min(int(written[2:]), MOST_BETWEEN)
            continue
        ways = _ways(written, phrase, classes)
        variants = [
            (*variant, _Part(forms, beginnings, gap, "?" in written), *rest)
            for variant in variants
            for forms, beginnings, rest in ways
        ]
        gap = 0
    if any(all(part.is_optional for part in variant) for variant in variants):
        raise UnusablePhraseError(f"“{phrase}” holds no word that must be there")
    if any(len(variant) > MOST_PARTS for variant in variants) or len(variants) > MOST_VARIANTS:
        raise UnusablePhraseError(f"“{phrase}” is too long")
    return variants


def _ways(
    written: str, phrase: str, classes: Mapping[str, Sequence[str]]
) -> list[tuple[frozenset[str], tuple[str, ...], tuple[_Part, ...]]]:
    """What may stand at one place: all single words together, and each run of several words by itself."""
    forms: set[str] = set()
    beginnings: set[str] = set()
    runs = []
    for choice in written.replace("?", "").split("|"):
        named = re.fullmatch(r"<(\w+)>", choice)
        if named and named[1] not in classes:
            raise UnusablePhraseError(f"“{phrase}” names the class “{named[1]}”, which there is not")
        for word in classes[named[1]] if named else [choice]:
            found = [part.form for part in words_of(word.removesuffix("*"))]
            if not found or not all(found):
                raise UnusablePhraseError(f"“{phrase}” holds “{word}”, which is not a word")
            if len(found) > 1:
                rest = tuple(_Part(frozenset({form}), (), 0, "?" in written) for form in found[1:])
                runs.append((frozenset(found[:1]), (), rest))
            elif word.endswith("*"):
                beginnings.add(found[0])
            else:
                forms.add(found[0])
    single = [(frozenset(forms), tuple(sorted(beginnings)), ())] if forms or beginnings else []
    return [*single, *runs]
