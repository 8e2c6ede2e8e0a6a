"""Names that nothing announces: Sarah, Will Smith, J. Okafor, Kowalczyk.

A word on its own says little: Will, Mark, May, Rose, Chester and Smith may be anything. So every decision rests on
what stands around it, and the less there is around it, the lower the confidence.
"""

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
    RARELY,
    RULE,
    STREET,
    SURNAME,
    TRIGGER,
    UNKNOWN,
    UPPER,
)
from openward.methods.identifiers.surroundings import Surroundings
from openward.methods.identifiers.vocabulary import ACTS, MONTH_BEFORE, PARTICLES, PERSON_BEFORE, PERSON_VERBS

_NOT_A_NAME_ENDING = (
    *("ing", "ed", "ly", "tion", "tions", "ment", "ness", "able", "ible", "ive", "ful", "ous", "ology", "itis", "day"),
    *("gasse", "strasse", "straße", "gata", "gatan", "gade", "tie", "katu", "weg", "laan", "straat", "vägen", "vej"),
)
_WHERE = frozenset({"in", "at", "near"})
"""Before a given name they make it a village or a ward: at Stanley."""
_DEFINERS = frozenset({"a", "an", "the", "called", "based", "located", "in"})
_FOLLOW_A_CALL = frozenset("can could please thank thanks you i have what how remember we if when do did are".split())


class LoneNames(Surroundings):
    """Judges a run of capitals, or a given name in lower case, that nothing announces."""

    def trimmed(self, first: int, last: int) -> tuple[int, int] | None:
        """The run without words that cannot begin or end a name; None where nothing is left."""
        while first <= last and not self.can_begin(first):
            first += 1
        while last > first and not self.can_end(last):
            last -= 1
        return None if first > last else (first, last)

    def confidence(self, first: int, last: int) -> float:
        """How sure it is that the run is a person; 0 where it is taken for none."""
        if self.is_cut_off(last):
            return 0
        return self._alone(first) if first == last else self._together(first, last)

    def lower_case(self, index: int) -> int | None:
        """The last word of a name in lower case that begins at word `index`: "sarah", "olga krylova"."""
        if self.is_part_of_word(index) or self.is_cut_off(index) or self.is_medicine(index):
            return None
        if self.comes_after_article(index) and not self.is_next(index, PERSON_VERBS):
            return None
        if self.gaps[index + 1] != " ":
            return index
        role = self.roles[index + 1]
        if role & SURNAME and not role & (COMMON | PLACE | OTHER | FUNCTION | CAPITAL | TRIGGER | RULE):
            return index + 1
        if (
            role == UNKNOWN
            and len(self.lower[index + 1]) > 3
            and not self.lower[index + 1].endswith(_NOT_A_NAME_ENDING)
        ):
            return index + 1
        return None if role & (INSTITUTION | STREET) else index

    def _together(self, first: int, last: int) -> float:
        """Two words or more."""
        opening, closing = self.roles[first], self.roles[last]
        if self._is_all_capitals(first, last):
            return 0.75 if opening & GIVEN and closing & (SURNAME | GIVEN) and not opening & COMMON else 0
        if opening & INITIAL:
            return self._initials_first(first, last)
        if opening & GIVEN:
            return self._given_first(first, last)
        if closing & COMMON and not closing & (GIVEN | SURNAME):
            return 0
        if opening & PLACE or closing & PLACE:
            return 0.55 if self.acts_like_a_person(first, last) and not self.comes_after_place_word(first) else 0
        has_initial = any(self.roles[place] & INITIAL for place in range(first, last))
        if (self.comes_after_article(first) and not has_initial) or self.works_for(first):
            return 0
        if self.comes_after_place_word(first) and not has_initial and not self.has_possessive(last):
            return 0
        if first and self.roles[first - 1] & DIGITS and self.gaps[first] == " ":
            return 0
        if self.gaps[first + 1] == "-" and last == first + 1:
            return self._alone(first) and 0.55
        if closing & COMMON:
            return 0.55 if opening & UNKNOWN and not self.roles[last] & OTHER else 0
        return 0.75 if closing & (SURNAME | GIVEN) or has_initial else 0.6

    def _given_first(self, first: int, last: int) -> float:
        opening, closing = self.roles[first], self.roles[last]
        is_doubtful = bool(opening & (COMMON | PLACE | MONTH))
        if closing & INITIAL:
            return 0.5 if is_doubtful else 0.8
        if is_doubtful and self.comes_after_place_word(first) and opening & PLACE:
            return 0
        if closing & COMMON and not closing & GIVEN:
            if is_doubtful:
                return 0.65 if not self.starts_sentence(first) or self.is_next(last, ACTS) else 0
            return 0.8
        if is_doubtful:
            return 0.8 if closing & (SURNAME | GIVEN) else 0.65
        return 0.95

    def _is_all_capitals(self, first: int, last: int) -> bool:
        return all(
            self.roles[place] & UPPER and not self.roles[place] & INITIAL
            for place in range(first, last + 1)
            if self.lower[place] not in PARTICLES
        )

    def _initials_first(self, first: int, last: int) -> float:
        """J. Smith, J P Okafor; not "E coli", "A Level", "B Positive"."""
        closing = self.roles[last]
        if closing & (INITIAL | OTHER | FUNCTION | MONTH):
            return 0
        if closing & (SURNAME | GIVEN) and not closing & (COMMON | PLACE):
            return 0.8
        if closing & SURNAME and "." in self.gaps[first + 1]:
            return 0.75
        return 0.6 if closing & UNKNOWN and not self.comes_after_article(first) else 0

    def _alone(self, index: int) -> float:
        """One word."""
        role = self.roles[index]
        if role & INITIAL or (role & UPPER and (not role & GIVEN or len(self.lower[index]) < 4)):
            return 0
        if len(self.lower[index]) < 3 and not self.acts_like_a_person(index, index):
            return 0
        starts = self.starts_sentence(index)
        if role & MONTH:
            return self._month_or_name(index, starts)
        if role & (TRIGGER | RULE) or self.works_for(index):
            return 0
        if not role & GIVEN:
            return 0 if role & (COMMON | PLACE | OTHER | FUNCTION | KNOWN) else self._surname_or_unknown(index, starts)
        if not role & (COMMON | PLACE | OTHER):
            if starts and role & RARELY and not self._acts_or_is_called(index):
                return 0
            if self.word_before(index) in _WHERE or (self.roles[index + 1] & DIGITS and self.gaps[index + 1] == " "):
                return 0
            if self.comes_after_article(index):
                return 0.55
            return 0.75 if starts else 0.8
        if role & UPPER or self.comes_after_article(index):
            return 0
        return self._place_or_name(index, starts) if role & PLACE else self._word_or_name(index, starts)

    def _month_or_name(self, index: int, starts: bool) -> float:
        """April, May, June: a month after "in" or before a year, a person before "said" or after "with"."""
        if not self.roles[index] & GIVEN or self.roles[index] & UPPER or self.has_figures_beside(index):
            return 0
        before = self.word_before(index)
        if before in MONTH_BEFORE or self.comes_after_article(index):
            return 0
        if self.is_next(index, ACTS):
            return 0.65
        if starts:
            return 0
        if self.lower[index] == "may" and before in ("i", "we", "you", "it", "they"):
            return 0
        return 0.6 if before in PERSON_BEFORE or self.is_next(index, PERSON_VERBS) else 0

    def _place_or_name(self, index: int, starts: bool) -> float:
        """Florence, Chester, Jordan: a place after "in" or a comma, a person before "said" or after "with"."""
        if self.comes_after_place_word(index) or self.has_figures_beside(index):
            return 0
        if self.acts_like_a_person(index, index):
            return 0.6
        is_free = not starts and self.gaps[index] == " " and not self.has_capital_before(index)
        return 0.5 if is_free and self.gaps[index + 1][:1] in (",", ".", "?", "!", "'") else 0

    def _word_or_name(self, index: int, starts: bool) -> float:
        """Mark, Grace, Hope, Will, Rose, Bill: a word of the dictionary that is a given name too."""
        if self.has_capital_before(index):
            return 0
        if starts:
            if self.roles[index] & FUNCTION:
                return 0
            is_speaker = self.gaps[index + 1][:1] == ":" and "\n" in self.gaps[index]
            return 0.6 if self.is_next(index, ACTS) or self.has_possessive(index) or is_speaker else 0
        if self.roles[index] & FUNCTION and self.word_before(index) not in PERSON_BEFORE:
            return 0
        return 0.65

    def _acts_or_is_called(self, index: int) -> bool:
        """Mark was; Mark's; Mark, Sue and Bill; not "Mark my words" or "Frank advice"."""
        after = self.gaps[index + 1]
        return after != " " or self.is_next(index, PERSON_VERBS) or bool(self.roles[index + 1] & CAPITAL)

    def _surname_or_unknown(self, index: int, starts: bool) -> float:
        role, word = self.roles[index], self.lower[index]
        if role & UNKNOWN and (word.endswith(_NOT_A_NAME_ENDING) or len(word) < 3):
            return 0
        if starts:
            return self._at_the_start(index)
        if self.comes_after_article(index) or self.comes_after_place_word(index) or self.has_capital_before(index):
            return 0
        if self.has_figures_beside(index):
            return 0
        if self.acts_like_a_person(index, index):
            return 0.6
        return 0.5 if role & SURNAME and self.gaps[index] != "-" else 0

    def _at_the_start(self, index: int) -> float:
        """Kowalczyk said; Kowalczyk, can you; thanks to: Kowalczyk, Brabec and Doyle."""
        gap = self.gaps[index + 1]
        if gap == " " and self.lower[index + 1] == "is" and self.lower[index + 2] in _DEFINERS:
            return 0
        if self.is_next(index, PERSON_VERBS) or self.has_possessive(index):
            return 0.55
        if gap == ", ":
            if self.lower[index + 1] in _FOLLOW_A_CALL:
                return 0.5
            return 0.5 if ":" in self.gaps[index] and self.roles[index + 1] & CAPITAL else 0
        if gap == " " and self.lower[index + 1] == "and":
            following = self.roles[index + 2]
            return (
                0.5 if following & CAPITAL and following & (GIVEN | SURNAME | UNKNOWN) and not following & OTHER else 0
            )
        return 0.5 if gap[:1] == ":" and (index == 0 or "\n" in self.gaps[index]) else 0

    def works_for(self, index: int) -> bool:
        """Works for Verdafero, employed by Datamyne."""
        if self.word_before(index) not in ("for", "by") or index < 2:
            return False
        return self.lower[index - 2] in (
            "work",
            "works",
            "worked",
            "working",
            "employed",
            "owned",
            "run",
            "made",
            "published",
        )
