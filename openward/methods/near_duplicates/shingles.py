"""What of a text is compared: the set of its words, whatever the script, as numbers.

A text is folded first: compatibility forms are unified, capitals, accents, apostrophes, punctuation and invisible
characters do not count. Where words are parted by spaces a shingle is one word. Chinese characters and emoji are a
shingle each; kana and Thai, Lao, Burmese and Khmer letters make overlapping pairs, because their alphabets are small
and one letter says little. A text of at most `SHORT` different words has a second set, its
overlapping threes of characters: with so few words, one changed word would hide any likeness.

A shingle is kept as 52 bits of a polynomial hash over its characters. Two different words get the same number with
a chance of about 2 in 10^16. Everything is done on whole blocks of texts at once; only characters that have not been
met before are looked up one by one. Sources: Unicode Standard Annex 15 (normalisation); A. Z. Broder, "On the
resemblance and containment of documents", 1997, for shingles.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

SHORT = 8
"""Texts of at most so many different words are compared by characters: below nine, one changed word in n leaves a
likeness of (n - 1) / (n + 1), less than 0.8."""

HASH_BITS = 52
"""Bits of a shingle's number: what is left of 64 beside the number of a text in its block."""

BLOCK_TEXTS = 1 << (64 - HASH_BITS)
BLOCK_CHARACTERS = 1 << 17
"""Small enough for a block to stay in a processor's cache."""

_CODE_POINTS = 0x110000
_APART, _WORD, _EMOJI, _CHINESE, _UNSPACED = range(5)
_UNKNOWN = 255
_WINDOWS = {_EMOJI: 1, _CHINESE: 1, _UNSPACED: 2}
_CHARACTERS = 3
# Japanese kana, Thai and Lao, Burmese, Khmer.
_UNSPACED_LETTERS = ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_BASE = 0x9E3779B97F4A7C55
_INVERSE = pow(_BASE, -1, 1 << 64)


class UnusableTextsError(ValueError):
    """What was given is not a sequence of texts."""


@dataclass(frozen=True)
class Sets:
    """One set of shingles per text: those of text i are `shingles[offsets[i]:offsets[i + 1]]`, sorted, each once."""

    shingles: Hashes
    offsets: Integers

    @property
    def sizes(self) -> Integers:
        """How many shingles each text has."""
        return np.diff(self.offsets)

    def of(self, texts: Integers) -> "Sets":
        """The sets of these texts, in this order."""
        places, sizes = spread(self.offsets[texts], self.sizes[texts])
        return Sets(self.shingles[places], offsets_of(sizes))

    def where(self, wanted: NDArray[np.bool_]) -> "Sets":
        """The sets of the texts for which `wanted` is true, with less memory than `of`."""
        if wanted.all():
            return self
        return Sets(self.shingles[np.repeat(wanted, self.sizes)], offsets_of(self.sizes[wanted]))


@dataclass(frozen=True)
class Shingled:
    """The sets of all texts: by words, and by characters for the short ones (empty for the others).

    `mark` is the same number for texts that have the same set: of characters for the short, of words for the others.
    """

    words: Sets
    characters: Sets
    is_short: NDArray[np.bool_]
    mark: Hashes


def shingled(texts: Sequence[str], *, seed: int) -> Shingled:
    """The shingles of `texts`, hashed under `seed`.

    Returns a `Shingled` whose arrays are as long as `texts`. Time and memory grow with the number of characters: about
    8 bytes for each different word of each text. Raises `UnusableTextsError` when something is not a str. Source:
    the module docstring.

    >>> both = shingled(["The nurse was kind", "the NURSE, was: kind!", "护士很好"], seed=1)
    >>> both.words.sizes.tolist(), both.is_short.tolist()
    ([4, 4, 4], [True, True, False])
    """
    alphabet = _Alphabet(seed)
    words, characters = _Collected(), _Collected()
    short: list[NDArray[np.bool_]] = [np.zeros(0, np.bool_)]
    marks: list[Hashes] = [np.zeros(0, np.uint64)]
    for block in _blocks(texts):
        row = _row(block, alphabet)
        numbers, sizes, is_short = _word_sets(row, alphabet)
        threes = _character_sets(row, is_short, alphabet)
        words.add(numbers, sizes)
        characters.add(*threes)
        short.append(is_short)
        marks.append(np.where(is_short, ~_marks(*threes), _marks(numbers, sizes)))
    return Shingled(words.sets(), characters.sets(), np.concatenate(short), np.concatenate(marks))


def offsets_of(sizes: Integers) -> Integers:
    """Where each of some stretches begins, and last where all end, when they are laid end to end.

    >>> offsets_of(np.array([2, 3])).tolist()
    [0, 2, 5]
    """
    offsets = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets


def spread(starts: Integers, sizes: Integers) -> tuple[Integers, Integers]:
    """The positions of many stretches, each `starts[i]` to `starts[i] + sizes[i] - 1`, one after another; and `sizes`.

    >>> spread(np.array([10, 3]), np.array([2, 3]))[0].tolist()
    [10, 11, 3, 4, 5]
    """
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(starts - ends + sizes, sizes), sizes


def scrambled(numbers: Hashes) -> Hashes:
    """Each number well mixed (the finaliser of SplitMix64: G. Steele and others 2014), so that nearby ones differ.

    >>> scrambled(np.array([0, 1], np.uint64)).tolist()
    [0, 6238072747940578789]
    """
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


class _Alphabet:
    """What each character met so far is folded to: its kind, its number, or several characters."""

    def __init__(self, seed: int) -> None:
        self.kind = np.full(_CODE_POINTS, _UNKNOWN, np.uint8)
        self.value = np.zeros(_CODE_POINTS, np.uint64)
        self.length = np.ones(_CODE_POINTS, np.int64)
        self.place = np.zeros(_CODE_POINTS, np.int64)
        self.longer: list[int] = []
        self.changes_lengths = False
        self.kinds_met: set[int] = set()
        self.start = np.uint64((seed * 2 + 1) % (1 << 64))
        self.powers = self.inverses = np.zeros(0, np.uint64)

    def kinds_of(self, codes: Integers) -> NDArray[np.uint8]:
        """The kind of each character; those not met before are looked up."""
        kinds = self.kind.take(codes)
        if kinds.max() == _UNKNOWN:
            for code in np.unique(codes[kinds == _UNKNOWN]).tolist():
                self._learn(code)
            kinds = self.kind.take(codes)
        return kinds

    def reach(self, characters: int) -> None:
        """Powers of the base, and of its inverse modulo 2^64, for rows of so many characters."""
        if characters > len(self.powers):
            self.powers, self.inverses = _powers(_BASE, characters), _powers(_INVERSE, characters)

    def _learn(self, code: int) -> None:
        folded = _folded(code)
        if len(folded) == 1:
            self._set(code, folded[0])
            return
        self.changes_lengths = True
        self.kind[code] = _APART
        self.length[code] = len(folded)
        self.place[code] = len(self.longer)
        self.longer += folded
        for part in folded:
            self._set(part, part)

    def _set(self, code: int, folded: int) -> None:
        self.kind[code] = _kind(folded)
        self.kinds_met.add(_kind(folded))
        number = np.array([folded + 1], np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        self.value[code] = scrambled(number + self.start)[0]


def _powers(base: int, upto: int) -> Hashes:
    factors = np.full(upto, base, np.uint64)
    factors[:1] = 1
    return np.multiply.accumulate(factors)


def _folded(code: int) -> list[int]:
    """The characters that stand for this one; none when it does not count."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
    kept = "".join(part for part in parts if not _does_not_count(part))
    # Korean syllables and voiced kana stay one character.
    return [ord(part) for part in unicodedata.normalize("NFC", kept)]


def _does_not_count(character: str) -> bool:
    code = ord(character)
    return (
        0x300 <= code <= 0x36F  # accents
        or 0xFE00 <= code <= 0xFE0F  # how an emoji is drawn
        or 0x1F3FB <= code <= 0x1F3FF  # its colour of skin
        or character in "'’‘ʼ`´"
        or unicodedata.category(character) == "Cf"
    )


def _kind(code: int) -> int:
    category = unicodedata.category(chr(code))
    if category == "So":
        return _EMOJI
    if category[0] not in "LNM":
        return _APART
    if 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF or code == 0x3007:
        return _CHINESE
    return _UNSPACED if any(first <= code <= last for first, last in _UNSPACED_LETTERS) else _WORD


@dataclass(frozen=True)
class _Row:
    """A block of texts as one row of folded characters; text i stands at bounds[i] to bounds[i + 1] - 1."""

    kinds: NDArray[np.uint8]
    values: Hashes
    bounds: Integers

    def text_of(self, places: Integers) -> Integers:
        """The text in which each place stands; the places ascend."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(np.searchsorted(places, self.bounds)))


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Stretches of the texts: never more than `BLOCK_TEXTS`, nor more characters than `BLOCK_CHARACTERS` but by one."""
    try:
        ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    except TypeError as error:
        raise UnusableTextsError(f"every text must be a str: {error}") from error
    first = 0
    while first < len(texts):
        before = int(ends[first - 1]) if first else 0
        last = int(np.searchsorted(ends, before + BLOCK_CHARACTERS, side="right"))
        last = min(max(last, first + 1), first + BLOCK_TEXTS, len(texts))
        yield texts[first:last]
        first = last


def _row(block: Sequence[str], alphabet: _Alphabet) -> _Row:
    try:
        joined = "\n".join(block) + "\n"
    except TypeError as error:
        raise UnusableTextsError(f"every text must be a str: {error}") from error
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    bounds = offsets_of(np.fromiter(map(len, block), np.int64, len(block)) + 1)
    kinds = alphabet.kinds_of(codes)
    if alphabet.changes_lengths:
        lengths = alphabet.length.take(codes)
        several = lengths > 1
        unfolded = codes
        codes = np.repeat(codes, lengths)
        if several.any():
            places, _ = spread(alphabet.place[unfolded[several]], lengths[several])
            codes[np.repeat(several, lengths)] = np.array(alphabet.longer)[places]
        bounds = offsets_of(lengths)[bounds]
        kinds = alphabet.kind.take(codes)
    alphabet.reach(len(codes))
    return _Row(kinds, alphabet.value.take(codes), bounds)


def _word_sets(row: _Row, alphabet: _Alphabet) -> tuple[Hashes, Integers, NDArray[np.bool_]]:
    """The texts' sets of words (numbers and sizes), and whether each is a short one in a spaced script."""
    texts = len(row.bounds) - 1
    sums = _running_sums(row.values, alphabet)
    own = []
    has_unspaced = np.zeros(texts, np.bool_)
    for kind in sorted(alphabet.kinds_met - {_APART}):
        begins, ends = _runs(row.kinds == kind)
        if kind in _WINDOWS:
            begins, ends = _windows(begins, ends, _WINDOWS[kind])
        text = row.text_of(begins)
        own.append(_keyed(_hashed(sums, begins, ends, alphabet), text))
        if kind >= _CHINESE:
            has_unspaced[text] = True
    numbers, sizes = _as_sets(own, texts)
    return numbers, sizes, (sizes > 0) & (sizes <= SHORT) & ~has_unspaced


def _character_sets(row: _Row, is_short: NDArray[np.bool_], alphabet: _Alphabet) -> tuple[Hashes, Integers]:
    """The short texts' sets of overlapping threes of characters; gaps between words count as one character."""
    texts = len(row.bounds) - 1
    if not is_short.any():
        return np.zeros(0, np.uint64), np.zeros(texts, np.int64)
    is_gap = row.kinds == _APART
    keep = np.repeat(is_short, np.diff(row.bounds))
    # Of a gap only its first character stays, and none before the first word of a text.
    keep[1:] &= ~(is_gap[1:] & is_gap[:-1])
    keep[row.bounds[:-1]] &= ~is_gap[row.bounds[:-1]]
    places = np.flatnonzero(keep)
    gap = scrambled(np.array([_BASE], np.uint64) + alphabet.start)[0]
    sums = _running_sums(np.where(is_gap[places], gap, row.values[places]), alphabet)
    bounds = np.searchsorted(places, row.bounds)[:-1][is_short], np.searchsorted(places, row.bounds)[1:][is_short]
    begins, ends = _windows(*bounds, _CHARACTERS)
    text = np.repeat(np.flatnonzero(is_short), _windows_in(bounds[1] - bounds[0], _CHARACTERS))
    return _as_sets([_keyed(_hashed(sums, begins, ends, alphabet), text)], texts)


def _runs(inside: NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Where the unbroken stretches of True begin and end. The last entry is never inside: it is a gap."""
    changes = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside[0]:
        changes = np.concatenate([[0], changes])
    return changes[::2], changes[1::2]


def _windows(begins: Integers, ends: Integers, length: int) -> tuple[Integers, Integers]:
    """The overlapping windows of `length` characters in each stretch; a shorter stretch is one window."""
    starts, _ = spread(begins, _windows_in(ends - begins, length))
    return starts, np.minimum(starts + length, np.repeat(ends, _windows_in(ends - begins, length)))


def _windows_in(lengths: Integers, length: int) -> Integers:
    return np.maximum(lengths - length + 1, 1)


def _running_sums(values: Hashes, alphabet: _Alphabet) -> Hashes:
    sums = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values * alphabet.powers[: len(values)], out=sums[1:])
    return sums


def _hashed(sums: Hashes, begins: Integers, ends: Integers, alphabet: _Alphabet) -> Hashes:
    return scrambled((sums[ends] - sums[begins]) * alphabet.inverses[begins])


def _keyed(hashes: Hashes, text: Integers) -> Hashes:
    return (text.astype(np.uint64) << np.uint64(HASH_BITS)) | (hashes >> np.uint64(64 - HASH_BITS))


def _as_sets(keyed: list[Hashes], texts: int) -> tuple[Hashes, Integers]:
    """Sorted within each text and each once: the numbers of all, and how many belong to each text."""
    keys = np.sort(np.concatenate(keyed)) if keyed else np.zeros(0, np.uint64)
    if len(keys):
        keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    text_bounds = np.arange(texts + 1, dtype=np.uint64) << np.uint64(HASH_BITS)
    # The bound after text 4095 would be 2^64: there is nothing beyond it.
    sizes = np.diff(np.append(np.searchsorted(keys, text_bounds[:-1]), len(keys)))
    return keys & np.uint64((1 << HASH_BITS) - 1), sizes


def _marks(numbers: Hashes, sizes: Integers) -> Hashes:
    """The sum of each set's mixed numbers, mixed again: 64 bits in which two unlike sets hardly ever agree."""
    sums = np.zeros(len(numbers) + 1, np.uint64)
    np.cumsum(scrambled(numbers + np.uint64(1)), out=sums[1:])
    ends = np.cumsum(sizes)
    return scrambled(sums[ends] - sums[ends - sizes] + sizes.astype(np.uint64))


class _Collected:
    """The sets of block after block in one array that grows in place: many small ones would leave holes in memory."""

    def __init__(self) -> None:
        self.numbers = np.empty(1 << 16, np.uint64)
        self.length = 0
        self.sizes: list[Integers] = [np.zeros(0, np.int64)]

    def add(self, numbers: Hashes, sizes: Integers) -> None:
        end = self.length + len(numbers)
        if end > len(self.numbers):
            self.numbers.resize(max(end, len(self.numbers) * 3 // 2), refcheck=False)
        self.numbers[self.length : end] = numbers
        self.length = end
        self.sizes.append(sizes)

    def sets(self) -> Sets:
        self.numbers.resize(self.length, refcheck=False)
        return Sets(self.numbers, offsets_of(np.concatenate(self.sizes)))
