"""Where a name ends that a title, a role or a relation announced, and whether a name stands there at all."""

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
    RULE,
    STREET,
    SURNAME,
    TRIGGER,
    UNKNOWN,
    UPPER,
)
from openward.methods.identifiers.lone_names import LoneNames
from openward.methods.identifiers.vocabulary import ILLNESS_AFTER, PARTICLES, PERSON_VERBS, SHORT_TITLES


class NameEnds(LoneNames):
    """The search for the end of a name whose beginning is known."""

    def name_after(self, first: int, *, is_title: bool, is_named: bool = False) -> int | None:
        """The last word of the name that begins at word `first` after a title, a role or a relation; None if none."""
        role, word = self.roles[first], self.lower[first]
        if first >= self.count or role & DIGITS or word == "i":
            return None
        if role & CAPITAL:
            return self._capitals_after(first, role, is_title=is_title, is_named=is_named)
        if (
            word in PARTICLES
            and is_title
            and self.roles[first + 1] & (SURNAME | UNKNOWN)
            and self.gaps[first + 1] == " "
        ):
            return self.run(first + 1)
        if role & (FUNCTION | OTHER | MONTH | INSTITUTION | KNOWN) or (len(word) < 3 and word != "o"):
            return None
        is_after_short_title = is_title and first > 0 and self.lower[first - 1] in SHORT_TITLES
        if role & COMMON:
            if role & GIVEN and not is_title:
                return first if self.is_next(first, PERSON_VERBS) and not word.endswith("s") else None
            is_name = role & (SURNAME | GIVEN) and word not in PERSON_VERBS
            return first if is_name and is_after_short_title else None
        if role & (GIVEN | SURNAME) and not role & PLACE:
            return self._second_in_lower_case(first, is_named=is_named)
        if role & UNKNOWN and is_named:
            return self._second_in_lower_case(first, is_named=True)
        if word == "o" and self.gaps[first + 1] == "'" and len(self.lower[first + 1]) > 3:
            return first + 1
        is_person = is_after_short_title or self.is_next(first, PERSON_VERBS) or self.gaps[first + 1][:1] in ",."
        return first if is_title and role & UNKNOWN and is_person else None

    def _capitals_after(self, first: int, role: int, *, is_title: bool, is_named: bool) -> int | None:
        if self._is_no_name(first, role, is_title=is_title, is_named=is_named):
            return None
        last = self.run(first)
        while last > first and not self.can_end(last):
            last -= 1
        if last > first and self.is_institution(first, last, last):
            return None
        return None if last == first and self.word_after(last) in ILLNESS_AFTER else last

    def _is_no_name(self, first: int, role: int, *, is_title: bool, is_named: bool) -> bool:
        """Whether the capital after a title, a role or a relation is something else: Dr Who, Nurse Specialist."""
        is_name = role & (GIVEN | SURNAME)
        if role & INITIAL:
            return not is_title and self.run(first) == first
        if role & (TRIGGER | RULE | FUNCTION) and not is_name:
            return True
        if role & (OTHER | KNOWN) and self.run(first) == first:
            return not (is_title and first > 0 and self.lower[first - 1] in SHORT_TITLES)
        if role & COMMON and not role & GIVEN and not (is_name and (is_title or is_named)):
            return is_title or is_named or not self._is_a_rare_name(first)
        if role & UPPER and not is_name:
            return not (is_title and role & UNKNOWN and len(self.lower[first]) > 2)
        if role & PLACE and not is_name:
            return not is_title
        return bool(role & MONTH) and not role & GIVEN

    def _is_a_rare_name(self, first: int) -> bool:
        """My brother Blessing took: nobody in the lists is called so, but it is written and acts as a name."""
        role = self.roles[first]
        if role & (UPPER | FUNCTION | TRIGGER | RULE | INSTITUTION | STREET | OTHER) or self.roles[first - 1] & CAPITAL:
            return False
        return self.run(first) == first and (self.is_next(first, PERSON_VERBS) or self.has_possessive(first))

    def _second_in_lower_case(self, first: int, *, is_named: bool) -> int:
        role = self.roles[first + 1]
        if self.gaps[first + 1] in (" ", "-"):
            if role & SURNAME and not role & (COMMON | FUNCTION | OTHER | PLACE | TRIGGER | RULE):
                return first + 1
            if role == UNKNOWN and is_named and len(self.lower[first + 1]) > 3:
                return first + 1
        return first
