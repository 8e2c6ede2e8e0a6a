"""What stands around a word: the questions that the rules for names ask."""

from openward.methods.identifiers.lexicon import (
    CAPITAL,
    COMMON,
    DIGITS,
    FUNCTION,
    GIVEN,
    INITIAL,
    INSTITUTION,
    KNOWN,
    MONTH,
    OTHER,
    PLACE,
    STREET,
    SURNAME,
    UNKNOWN,
    UPPER,
    institutions,
    places,
)
from openward.methods.identifiers.tokens import Words
from openward.methods.identifiers.vocabulary import (
    DRUG_AFTER,
    DRUG_BEFORE,
    DRUGS_THAT_ARE_NAMES,
    ILLNESS_AFTER,
    MOTIONS,
    PARTICLES,
    PERSON_BEFORE,
    PERSON_VERBS,
    PLACE_BEFORE,
    PLACES_OF,
    POSSESSIVES,
    SAINTS,
)

_MOST_PARTS = 6
_SENTENCE_ENDS = frozenset('.!?\n:;"“”•*|(')
_ARTICLES = frozenset({"the", "a", "an", "this", "these", "those", "our", "your", "every", "each", "no"})
_BEFORE_A_NAME = frozenset({"i", "hi", "hello", "dear", "hey", "and", "thank", "thanks"})
_CUT_OFF = frozenset({"s", "t", "m", "d", "ll", "re", "ve"})
_NOT_AFTER_A_NURSE = frozenset({"nurse", "nurses", "body", "test", "procedure", "operation", "scan", "position"})


class Surroundings:
    """One text's words with their roles, and three roles of 0 after the last word.

    So looking a word or two past the end is allowed, and finds nothing there.
    """

    def __init__(self, read: Words, roles: list[int]) -> None:
        self.read = read
        self.text = read.text
        self.words = read.words
        self.count = len(read.words)
        self.roles = roles
        self.lower = read.lower
        self.gaps = read.gaps

    def written(self, first: int, last: int) -> str:
        """The text from word `first` to word `last` as it stands there."""
        return self.text[self.read.starts[first] : self.read.end(last)]

    def starts_sentence(self, index: int) -> bool:
        """Whether a capital there says nothing, because a sentence or a line begins."""
        return index == 0 or not _SENTENCE_ENDS.isdisjoint(self.gaps[index])

    def word_before(self, index: int) -> str:
        """The word before in the same sentence, "" where there is none."""
        return self.lower[index - 1] if index > 0 and self.gaps[index] in (" ", ", ", " & ", "&") else ""

    def is_next(self, index: int, listed: frozenset[str]) -> bool:
        """Whether the next word, in lower case, is one of those listed."""
        return self.gaps[index + 1] == " " and self.lower[index + 1] in listed and not self.roles[index + 1] & CAPITAL

    def comes_after_place_word(self, index: int) -> bool:
        """In Chester, from Chester, moved to Chester."""
        before = self.word_before(index)
        if before == "to":
            return any(word in MOTIONS for word in self.lower[max(index - 5, 0) : index - 1])
        if before == "of":
            return index > 1 and self.lower[index - 2] in PLACES_OF
        return before in PLACE_BEFORE and self.gaps[index] == " "

    def comes_after_article(self, index: int) -> bool:
        """The Echo, a Ford."""
        return self.gaps[index] == " " and self.word_before(index) in _ARTICLES

    def has_owner_before(self, index: int) -> bool:
        """My late husband, the lovely little nurse: "my" or "the" up to three words before."""
        return any(self.lower[place] in POSSESSIVES for place in range(max(index - 3, 0), index))

    def has_capital_before(self, index: int) -> bool:
        """Whether the word before is a capital too, as in a heading."""
        if index == 0 or self.gaps[index] != " ":
            return False
        return bool(self.roles[index - 1] & CAPITAL) and self.lower[index - 1] not in _BEFORE_A_NAME

    def has_figures_beside(self, index: int) -> bool:
        """12 May, May 2023, 3rd of May."""
        is_before = index > 0 and bool(self.roles[index - 1] & DIGITS) and len(self.gaps[index]) < 3
        is_after = bool(self.roles[index + 1] & DIGITS) and len(self.gaps[index + 1]) < 3
        return is_before or is_after or (index > 1 and self.lower[index - 1] in ("st", "nd", "rd", "th", "of"))

    def is_cut_off(self, index: int) -> bool:
        """Don't, I'll: the word is only the beginning of one."""
        return self.gaps[index + 1] == "'" and self.lower[index + 1] in _CUT_OFF and self.lower[index + 1] != "s"

    def has_possessive(self, index: int) -> bool:
        """Patel's kindness."""
        return self.gaps[index + 1] == "'" and self.lower[index + 1] == "s" and self.gaps[index + 2] == " "

    def word_after(self, index: int) -> str:
        """The next word, past "'s"; "" where a sentence or a comma ends before it."""
        following = index + 1
        if self.gaps[following] == "'" and self.lower[following] == "s":
            following += 1
        return self.lower[following] if self.gaps[following] in (" ", "-") else ""

    def acts_like_a_person(self, first: int, last: int) -> bool:
        """With Patel; Patel was."""
        return self.is_next(last, PERSON_VERBS) or self.word_before(first) in PERSON_BEFORE

    def is_part_of_word(self, index: int) -> bool:
        """Whether the word is glued to others by a stroke, an underscore, a point or an @."""
        before = self.gaps[index][-1:] if index else ""
        after = self.gaps[index + 1]
        return before in ("@", "_", "/", ".", "-") or after[:1] in ("@", "_", "/") or after == "."

    def is_clear_given(self, index: int) -> bool:
        """A given name that is no word, place or month."""
        return self.roles[index] & (GIVEN | COMMON | PLACE | MONTH) == GIVEN

    def run(self, first: int) -> int:
        """The last word of the run of capitals that begins at word `first`: "Mary-Ann van der Berg"."""
        last = first
        while last - first < _MOST_PARTS:
            following = last + 1
            gap = self.gaps[following]
            role = self.roles[following]
            is_after_initial = gap in (". ", ".") and self.roles[last] & INITIAL
            if gap not in (" ", "-", "'") and not is_after_initial:
                break
            if role & CAPITAL:
                is_initial = role & INITIAL and self.gaps[following + 1][:1] == "."
                if role & FUNCTION and not role & (GIVEN | SURNAME) and not is_initial:
                    break
                if gap == "'" and self.lower[following] in _CUT_OFF:
                    break
                last = following
            elif gap == " " and self.lower[following] in PARTICLES and self._capital_follows(following):
                last = following + 1
            else:
                break
        return last

    def _capital_follows(self, particle: int) -> bool:
        following = particle + 1
        if self.lower[following] in PARTICLES and self.gaps[following] == " ":
            following += 1
        role = self.roles[following]
        return self.gaps[particle + 1] in (" ", "'") and bool(role & CAPITAL) and not role & FUNCTION

    def is_called_something_else(self, start: int, first: int, last: int) -> bool:
        """Whether the run from `start`, trimmed to `first` and `last`, is a place, a house, an illness, a medicine."""
        whole = self.written(first, last).lower()
        if self.has_possessive(last) and whole + "'s" in institutions():
            return True
        if self.written(start, self.run(start)).lower() in institutions():
            return True
        if whole in institutions() or (first != last and whole in places()):
            return True
        if self.is_saintly(start, first) or self.is_institution(first, last, self.run(start)):
            return True
        following = self.word_after(last)
        if following in ILLNESS_AFTER and not (self.roles[last] & GIVEN and following in _NOT_AFTER_A_NURSE):
            return True
        return first == last and self.is_medicine(first)

    def is_saintly(self, start: int, first: int) -> bool:
        """St Mary's, Royal Victoria, Queen Elizabeth."""
        if self.lower[start] in SAINTS and start < first:
            return True
        if start > 0 and self.gaps[start] in (" ", ". ") and self.lower[start - 1] in SAINTS:
            return bool(self.roles[start - 1] & CAPITAL)
        return False

    def is_institution(self, first: int, last: int, run_end: int) -> bool:
        """Whether the run names a house or a firm: it ends in Hospital, Road, Ltd, or such a word follows."""
        for place in range(first + 1, run_end + 1):
            role = self.roles[place]
            if role & (INSTITUTION | STREET):
                is_surname = role & SURNAME and place == last == run_end
                return not (is_surname and self._is_borne(first, last, role))
        following = run_end + 1
        gap = self.gaps[following]
        if gap == "'" and self.lower[following] == "s":
            role = self.roles[following + 1]
            return self.gaps[following + 1] == " " and bool(role & INSTITUTION and role & CAPITAL)
        role = self.roles[following]
        if gap in (" ", "-") and role & INSTITUTION and not role & FUNCTION:
            return not (gap == " " and self.is_clear_given(first) and first < last)
        return False

    def _is_borne(self, first: int, last: int, role: int) -> bool:
        """Whether Green, Hill or Ward at the end of a run is a surname: Sarah Green, but not "on Sarah Green"."""
        if self.comes_after_place_word(first) or self.word_before(first) == "on":
            return False
        if role & INSTITUTION:
            return self.is_clear_given(first) and self.is_next(last, PERSON_VERBS)
        return bool(self.roles[first] & (GIVEN | INITIAL)) or self.acts_like_a_person(first, last)

    def is_medicine(self, index: int) -> bool:
        """On Yasmin, Yasmin tablets: a medicine that is also a name."""
        if self.lower[index] not in DRUGS_THAT_ARE_NAMES:
            return False
        if self.gaps[index + 1] == " " and (self.lower[index + 1] in DRUG_AFTER or self.roles[index + 1] & DIGITS):
            return True
        return self.gaps[index] == " " and self.word_before(index) in DRUG_BEFORE

    def can_begin(self, index: int) -> bool:
        """Whether a name can begin with the word."""
        role = self.roles[index]
        if role & GIVEN:
            return True
        if role & UPPER and not role & INITIAL:
            return False
        if role & (OTHER | FUNCTION | COMMON | MONTH):
            return False
        if role & KNOWN:
            return bool(self.roles[index + 1] & (SURNAME | UNKNOWN)) and self.gaps[index + 1] == " "
        return not (role & PLACE and not role & SURNAME)

    def can_end(self, index: int) -> bool:
        """Whether a name of more than one word can end with the word."""
        role = self.roles[index]
        if role & (SURNAME | GIVEN):
            return not role & MONTH or bool(role & SURNAME)
        if role & INITIAL:
            return bool(self.roles[index - 1] & GIVEN) and not role & FUNCTION
        return (
            not (role & UPPER and role & UNKNOWN)
            and not role & (FUNCTION | COMMON | OTHER | MONTH)
            and self.lower[index] not in PARTICLES
        )
