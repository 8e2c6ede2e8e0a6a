"""Names of people: after titles, roles and relations, in signatures, said once more, or on their own."""

from openward.methods.identifiers.addresses import foreign_street_at
from openward.methods.identifiers.lexicon import (
    CANDIDATE,
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
    places,
)
from openward.methods.identifiers.name_ends import NameEnds
from openward.methods.identifiers.passages import Identifier, Kind
from openward.methods.identifiers.tokens import Words
from openward.methods.identifiers.vocabulary import (
    ADDRESSED_RELATIONS,
    INTRODUCERS,
    PARTICLES,
    PEOPLE,
    PERSON_VERBS,
    POSSESSIVES,
    RELATIONS,
    SIGNATURES,
    STAFF,
    TITLES,
)

SOMEONE = "someone"

_MEDICAL_TITLES = frozenset({"dr", "doctor", "prof", "professor"})
_TITLE_LIKE = frozenset({"nurse", "sister", "matron", "midwife"})
_CALLED = frozenset({"called", "named"})
_TITLE_GAPS = frozenset({" ", ". ", ".", ", ", ": ", ":", " - "})
_RELATION_GAPS = frozenset({" ", ", ", " - ", ",", " (", ": "})
_NAME_GAPS = frozenset({" ", ": ", ":", " '", ' "', " - "})


class Names(NameEnds):
    """The search for names in one text: `at` looks at a word, `again` finds the same names said once more."""

    def __init__(self, read: Words, roles: list[int]) -> None:
        super().__init__(read, roles)
        self.done = 0
        self.found: list[Identifier] = []
        self.known: dict[str, str] = {}

    def at(self, index: int) -> None:
        """Look for a name that begins at word `index`, or that the word there announces."""
        if index < self.done:
            return
        role = self.roles[index]
        if role & TRIGGER and self._announced(index, self.lower[index]):
            return
        if role & (GIVEN | SURNAME | UNKNOWN | INITIAL) or (role & (PLACE | KNOWN) and role & CAPITAL):
            self._on_its_own(index, role)

    def again(self) -> None:
        """Every further mention of a name that was found with some confidence: "Jack" after "my son Jack"."""
        if not self.known:
            return
        spans = sorted((one.start, one.end) for one in self.found)
        at = 0
        for place in [place for place, word in enumerate(self.words) if word in self.known]:
            start = self.read.starts[place]
            while at < len(spans) and spans[at][1] <= start:
                at += 1
            if (at < len(spans) and spans[at][0] <= start) or not self._is_said_again(place):
                continue
            end, suggestion = self.read.end(place), self.known[self.words[place]]
            self.found.append(Identifier(Kind.NAME, start, end, "name_names_you", 0.7, suggestion))

    def _is_said_again(self, place: int) -> bool:
        role = self.roles[place]
        if role & (PLACE | MONTH | STREET | INSTITUTION) or (role & COMMON and self.starts_sentence(place)):
            return False
        if self.is_medicine(place):
            return False
        return not self.is_institution(place, place, self.run(place)) and not self.is_saintly(place, place)

    def _on_its_own(self, index: int, role: int) -> None:
        if not role & CAPITAL:
            if role & GIVEN and role & CANDIDATE and not role & (TRIGGER | RULE):
                end = self.lower_case(index)
                if end is not None:
                    self._keep(Kind.NAME, index, end, 0.65 if end == index else 0.75, SOMEONE, name_from=index)
            return
        if not self.can_begin(index):
            return
        last = self.run(index)
        self.done = last + 1
        trimmed = self.trimmed(index, last)
        if trimmed is None:
            return
        has_number = self.roles[last + 1] & DIGITS
        street = foreign_street_at(self.read, self.roles, index, last) if has_number else None
        first, last = trimmed
        if street is not None and not (self.is_clear_given(first) and street.start == self.read.starts[first]):
            self.found.append(street)
            return
        confidence = self.confidence(first, last)
        if confidence and not self.is_called_something_else(index, first, last):
            suggestion = self._fitting(first, self.known.get(self.words[first], SOMEONE))
            self._keep(Kind.NAME, first, last, confidence, suggestion, name_from=first)
            if confidence >= 0.75:
                self._and_another(last, Kind.NAME)

    # What announces a name

    def _announced(self, index: int, word: str) -> bool:
        if word in STAFF or word in TITLES:
            return self._after_title(index, word)
        if word in RELATIONS:
            return self._after_relation(index, word)
        if word in INTRODUCERS:
            return self._after_introducer(index, word)
        return word in SIGNATURES and self._signature(index)

    def _after_title(self, index: int, word: str) -> bool:
        """Dr Patel, nurse sarah, Sister Mary Jones; consultant, Mr Khan; midwives Ann and Bola."""
        first = index + 1
        gap = self.gaps[first]
        if gap not in _TITLE_GAPS or first >= self.count:
            return False
        if gap == " " and self.lower[first] in _CALLED:
            return self._after_introducer(first, "called")
        is_title = word in TITLES or word in _MEDICAL_TITLES
        if gap in (", ", " - ", ": ", ":") and not self._is_apposition(first, gap):
            return False
        next_word = self.lower[first]
        is_titled_twice = (next_word in TITLES or next_word in STAFF) and self.gaps[first + 1] in (" ", ". ", ".")
        last = None
        if is_titled_twice:
            last = self.name_after(first + 1, is_title=True)
        if last is None:
            is_titled_twice = False
            last = self.name_after(first, is_title=is_title or word in _TITLE_LIKE)
        if last is None:
            return False
        name_from = first + is_titled_twice
        if word in STAFF:
            suggestion = STAFF[word] if self._has_article(index) else self._fitting(index, f"the {STAFF[word]}")
            self._keep(Kind.STAFF_NAME, index, last, 0.9, suggestion, name_from=name_from)
            self._and_another(last, Kind.STAFF_NAME)
        else:
            is_staff = is_titled_twice and next_word in STAFF
            suggestion = self._fitting(index, f"the {STAFF[next_word]}" if is_staff else TITLES[word])
            self._keep(Kind.NAME, index, last, 0.95, suggestion, name_from=name_from)
            self._and_another(last, Kind.NAME)
        return True

    def _is_apposition(self, first: int, gap: str) -> bool:
        """The consultant, Sarah, was; not "the consultant, Leeds"."""
        if self.lower[first] in TITLES or self.lower[first] in _MEDICAL_TITLES:
            return gap == ", "
        role = self.roles[first]
        if not role & CAPITAL or role & (COMMON | OTHER | KNOWN | MONTH | UPPER) or role & (PLACE | GIVEN) == PLACE:
            return False
        if not self.is_clear_given(first) and self.gaps[self.run(first) + 1][:1] != ",":
            return False
        return gap != ", " or self.gaps[self.run(first) + 1][:1] in (",", " ", ".", "")

    def _has_article(self, index: int) -> bool:
        """My consultant, the lovely nurse: "my" or "the" stands before the role."""
        if index == 0 or self.gaps[index] != " ":
            return False
        if self.lower[index - 1] in POSSESSIVES or (self.lower[index - 1] == "s" and self.gaps[index - 1] == "'"):
            return True
        return bool(self.roles[index - 1] & (COMMON | TRIGGER | RULE)) and self.has_owner_before(index)

    def _fitting(self, index: int, suggestion: str) -> str:
        """With a capital where a sentence begins."""
        is_capital = self.starts_sentence(index) and self.roles[index] & CAPITAL
        return suggestion[0].upper() + suggestion[1:] if is_capital else suggestion

    def _after_relation(self, index: int, word: str) -> bool:
        """My son Jack; our daughter, Aoife, was; auntie jean."""
        first = index + 1
        gap = self.gaps[first]
        if gap not in _RELATION_GAPS or first >= self.count:
            return False
        if gap == " " and self.lower[first] in _CALLED:
            return self._after_introducer(first, "called")
        has_owner = index > 0 and self.lower[index - 1] in POSSESSIVES and self.gaps[index] == " "
        if not has_owner and word not in ADDRESSED_RELATIONS and not self.has_owner_before(index):
            return False
        last = self.name_after(first, is_title=False) if gap == " " else self._set_off(first)
        if last is None or (self.written(first, last).lower() in places() and not self.roles[first] & GIVEN):
            return False
        begin = index - has_owner
        suggestion = self.written(begin, index)
        if not has_owner and word in ADDRESSED_RELATIONS and not self.has_owner_before(index):
            suggestion = self._fitting(index, "my " + word)
        self._keep(Kind.NAME, begin, last, 0.88, suggestion, name_from=first, comma=gap.startswith(","))
        self._and_another(last, Kind.NAME)
        return True

    def _set_off(self, first: int) -> int | None:
        """The name between commas or brackets after a relation."""
        role = self.roles[first]
        if not role & CAPITAL or role & (OTHER | FUNCTION | COMMON | UPPER) or role & (PLACE | GIVEN) == PLACE:
            return None
        last = self.run(first)
        return last if self.gaps[last + 1][:1] in (",", ".", " ", "-", ")", "!", "\n", "") else None

    def _after_introducer(self, index: int, word: str) -> bool:
        """A nurse called Sarah; my name is priya; I'm Tom."""
        first = index + 1
        is_name_of = word in ("name", "names", "surname")
        if (
            word in ("call", "calls", "called")
            and self.gaps[first] == " "
            and self.lower[first] in ("me", "him", "her")
        ):
            first += 1
            word = "called"
        elif word in ("call", "calls"):
            return False
        if word in ("am", "im", "m") and not self._follows_i(index):
            return False
        if is_name_of and self.gaps[first] == " " and self.lower[first] in ("is", "was", "are"):
            first += 1
        if first >= self.count or not (self.gaps[first] in _NAME_GAPS or self._is_form_gap(first, is_name_of)):
            return False
        if is_name_of and first == index + 1 and self.gaps[first] == " " and not self.roles[first] & CAPITAL:
            return False
        if (self.lower[first] in STAFF or self.lower[first] in TITLES) and self.gaps[first + 1] in (" ", ". "):
            return self._after_title(first, self.lower[first])
        role = self.roles[first]
        if not role & CAPITAL:
            is_known = role & (GIVEN | SURNAME) or (is_name_of and role & UNKNOWN)
            if word in ("am", "im", "m") or role & COMMON or not is_known:
                return False
        elif word in ("am", "im", "m") and role & (COMMON | OTHER | PLACE | UPPER) and not role & GIVEN:
            return False
        last = self.name_after(first, is_title=False, is_named=True)
        if last is None:
            return False
        begin, suggestion, kind = self._named_noun(index, first) if word in _CALLED else (first, SOMEONE, Kind.NAME)
        self._keep(kind, begin, last, 0.9 if role & CAPITAL else 0.75, suggestion, name_from=first)
        return True

    def _is_form_gap(self, first: int, is_name_of: bool) -> bool:
        """Name:     Jo Smith; What is your name? Jo Smith."""
        return is_name_of and self.gaps[first].strip(' \t"') in (":", "?")

    def _named_noun(self, index: int, first: int) -> tuple[int, str, Kind]:
        """A nurse called Sarah -> a nurse."""
        noun = self.lower[index - 1] if index and self.gaps[index] == " " else ""
        if noun in STAFF or noun in RELATIONS or noun in PEOPLE:
            return index - 1, self.words[index - 1], Kind.STAFF_NAME if noun in STAFF else Kind.NAME
        return first, SOMEONE, Kind.NAME

    def _follows_i(self, index: int) -> bool:
        if self.lower[index] == "im":
            return True
        return index > 0 and self.lower[index - 1] == "i" and self.gaps[index] in (" ", "'")

    def _signature(self, index: int) -> bool:
        """Regards, Jo Smith: at the end of a text or a line."""
        first = index + 1
        gap = self.gaps[first]
        if first >= self.count or not gap or gap.strip(" ,.-!–—:\n"):
            return False
        if self.lower[first] in STAFF or self.lower[first] in TITLES:
            return self._after_title(first, self.lower[first])
        role = self.roles[first]
        if role & (DIGITS | OTHER) or not role & (GIVEN | SURNAME | UNKNOWN | INITIAL):
            return False
        if role & (COMMON | PLACE | FUNCTION) and (not role & GIVEN or (role & PLACE and gap == " ")):
            return False
        if gap == " " and not (role & CAPITAL and role & GIVEN) and self.lower[index] not in ("regards", "sincerely"):
            return False
        last = self.run(first)
        after = self.gaps[last + 1]
        if last + 1 < self.count and "\n" not in after and not self.roles[last + 1] & DIGITS:
            return False
        if not role & CAPITAL and not (role & GIVEN and "\n" in gap + after):
            return False
        if self.is_institution(first, last, last) or (role & UNKNOWN and role & UPPER):
            return False
        self._keep(Kind.NAME, first, last, 0.85, "a patient", name_from=first)
        return True

    def _and_another(self, last: int, kind: Kind) -> None:
        """Nurses Ann and Bola; my sons Jack & Tom: the name after "and"."""
        for _ in range(4):
            first = last + 1
            if self.gaps[first] == " " and self.lower[first] == "and":
                first += 1
            if first >= self.count or self.gaps[first] not in (" ", ", ", " & ", "/"):
                return
            if first == last + 1 and self.gaps[first] == " ":
                return
            role = self.roles[first]
            if (
                not role & CAPITAL
                or not role & (GIVEN | UNKNOWN)
                or role & (OTHER | FUNCTION | TRIGGER | RULE | UPPER | PLACE | KNOWN)
            ):
                return
            last = self.run(first)
            if (role & COMMON and not self.is_next(last, PERSON_VERBS)) or self.is_institution(first, last, last):
                return
            self._keep(kind, first, last, 0.8, SOMEONE, name_from=first)

    # What was found

    def _keep(
        self,
        kind: Kind,
        first: int,
        last: int,
        confidence: float,
        suggestion: str,
        *,
        name_from: int,
        comma: bool = False,
    ) -> None:
        end = self.read.end(last) + (comma and self.gaps[last + 1][:1] == ",")
        why_key = "staff_name_names_them" if kind is Kind.STAFF_NAME else "name_names_you"
        self.found.append(Identifier(kind, self.read.starts[first], end, why_key, confidence, suggestion))
        if last >= self.done:
            self.done = last + 1
        if confidence < 0.7:
            return
        said_again = suggestion[0].lower() + suggestion[1:] if kind is Kind.NAME else SOMEONE
        for place in range(name_from, last + 1):
            word = self.words[place]
            if len(word) > 2 and not self.roles[place] & FUNCTION and self.lower[place] not in PARTICLES:
                self.known.setdefault(word.capitalize(), said_again)
