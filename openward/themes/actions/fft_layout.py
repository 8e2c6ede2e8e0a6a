"""The layout of comments from the NHS Friends and Family Test, hand-coded with the v6 framework (pxtextmining).

One row is one answer. Eleven columns say whence it comes and what was said; every other column is a label that is "1"
where the comment was given it. The header is flat: it shows no grouping of labels, and none is made up here.
"""

import dataclasses
import datetime
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from openward.contributions.actions.surveys import SurveyComment

COMMENT_ID = "Comment ID"
TRUST = "Trust"
RESPONDENT = "Respondent ID"
DATE = "Date"
SERVICE = "Service type 1"
SERVICE_DETAIL = "Service type 2"
SCORE = "FFT categorical answer"
QUESTION = "FFT question"
WORDS = "FFT answer"
IDENTIFIABLE = "Person identifiable info?"
SENTIMENT = "Comment sentiment"
KNOWN_COLUMNS = frozenset(
    {COMMENT_ID, TRUST, RESPONDENT, DATE, SERVICE, SERVICE_DETAIL, SCORE, QUESTION, WORDS, IDENTIFIABLE, SENTIMENT}
)
REQUIRED_COLUMNS = (COMMENT_ID, DATE, WORDS)

LONGEST_WORDS = 20_000
LONGEST_CELL = 1_000
MOST_LABELS = 300
LONGEST_LABEL = 160
FIRST_YEAR = 1948

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 00:00(?::00)?)?$")
_NO = frozenset({"", "0", "0.0", "na", "nan", "none", "false", "no"})
_YES = frozenset({"1", "1.0", "true", "yes", "x"})


class NotThisLayout(ValueError):
    """The file is not what it was said to be; nothing was imported. The message says why."""


class BadRow(ValueError):
    """One row cannot be taken in; the message says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class CodedComment:
    """A comment with the places (in `FftLayout.labels`) of the labels it was given."""

    comment: SurveyComment
    labels: tuple[int, ...]


class FftLayout:
    """Reads rows of one file, whose header says where everything is."""

    def __init__(self, header: Sequence[str]) -> None:
        names = [_one_line(name) for name in header]
        missing = [name for name in REQUIRED_COLUMNS if name not in names]
        if missing:
            raise NotThisLayout(_("The first line has no column “{name}”.").format(name=missing[0]))
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice or "" in names:
            name = twice[0] if twice else ""
            raise NotThisLayout(_("The column “{name}” is there twice, or has no name.").format(name=name))
        self._places = {name: place for place, name in enumerate(names) if name in KNOWN_COLUMNS}
        labelled = [(name, place) for place, name in enumerate(names) if name not in KNOWN_COLUMNS]
        if len(labelled) > MOST_LABELS or any(len(name) > LONGEST_LABEL for name, _place in labelled):
            raise NotThisLayout(_("The first line has more or longer labels than any framework."))
        self.labels = tuple(name for name, _place in labelled)
        self._label_places = tuple(place for _name, place in labelled)

    def comment_id(self, cells: Sequence[str]) -> str:
        """What the file calls the row, for the list of rows that were not taken in."""
        return self._cell(cells, COMMENT_ID)[:80]

    def read(self, cells: Sequence[str], *, today: datetime.date) -> CodedComment:
        """The comment in a row. Raises BadRow."""
        words = cells[self._places[WORDS]].replace("\r\n", "\n").replace("\r", "\n").strip()
        if not words:
            raise BadRow(_("There are no words in “{column}”.").format(column=WORDS))
        if len(words) > LONGEST_WORDS or max(map(len, cells)) > LONGEST_WORDS:
            raise BadRow(_("A cell is longer than {limit} characters.").format(limit=LONGEST_WORDS))
        comment_id = self._cell(cells, COMMENT_ID)
        if not comment_id:
            raise BadRow(_("There is no “{column}”, so the row could be taken in twice.").format(column=COMMENT_ID))
        if self._cell(cells, IDENTIFIABLE).lower() not in _NO:
            raise BadRow(_("The file says that the words show who somebody is. Take that out first."))
        trust = self._cell(cells, TRUST)
        respondent = self._cell(cells, RESPONDENT)
        question = self._cell(cells, QUESTION)
        service_name = self._service_name(cells)
        kept = {
            "trust": trust,
            "question": question,
            "score": self._score(cells),
            "sentiment": self._sentiment(cells),
            "service": service_name,
            "service_detail": self._cell(cells, SERVICE_DETAIL),
        }
        comment = SurveyComment(
            # The words are part of it: where a file gives one number to two comments, both are taken in.
            identity=(trust, comment_id, question, words),
            words=words,
            answered_on=_date(self._cell(cells, DATE), today=today),
            service_name=service_name,
            respondent=(trust, respondent) if respondent else (),
            survey={name: value for name, value in kept.items() if value not in ("", None)},
        )
        return CodedComment(comment, self._labels_of(cells))

    def _cell(self, cells: Sequence[str], column: str) -> str:
        place = self._places.get(column)
        return _one_line(cells[place])[:LONGEST_CELL] if place is not None else ""

    def _service_name(self, cells: Sequence[str]) -> str:
        name = self._cell(cells, SERVICE) or self._cell(cells, SERVICE_DETAIL)
        return "" if name.casefold() == "unknown" else name[:200]

    def _score(self, cells: Sequence[str]) -> int | str:
        """The answer to the question itself: a number, or in words ("Very good") where the survey keeps words."""
        text = self._cell(cells, SCORE).removesuffix(".0")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else text[:80]

    def _sentiment(self, cells: Sequence[str]) -> int | None:
        """From 1, very positive, to 5, very negative."""
        text = self._cell(cells, SENTIMENT).removesuffix(".0")
        if text.lower() in {"", "na", "nan", "none"}:
            return None
        if text not in {"1", "2", "3", "4", "5"}:
            raise BadRow(_("“{column}” is no number from 1 to 5.").format(column=SENTIMENT))
        return int(text)

    def _labels_of(self, cells: Sequence[str]) -> tuple[int, ...]:
        found = []
        for label, place in enumerate(self._label_places):
            if not cells[place]:
                continue
            cell = cells[place].strip().lower()
            if cell in _YES:
                found.append(label)
            elif cell not in _NO:
                raise BadRow(_("The label “{name}” is neither 1 nor empty.").format(name=self.labels[label]))
        return tuple(found)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _date(text: str, *, today: datetime.date) -> datetime.date:
    """Day/month/year, or the year first. Month/day/year only where it cannot be day first: spreadsheets that were
    opened in another country leave such dates among the others."""
    if not text:
        raise BadRow(_("There is no date."))
    found = _possible_date(text)
    if found is None:
        raise BadRow(_("“{date}” is no date.").format(date=text[:40]))
    if found > today:
        raise BadRow(_("“{date}” lies in the future.").format(date=text[:40]))
    if found.year < FIRST_YEAR:
        raise BadRow(_("“{date}” is too long ago to be right.").format(date=text[:40]))
    return found


def _possible_date(text: str) -> datetime.date | None:
    matched = _DATE.fullmatch(text)
    if not matched:
        try:
            return datetime.date.fromisoformat(text.removesuffix(" 00:00:00")) if len(text) >= 10 else None
        except ValueError:
            return None
    first, second, year = (int(part) for part in matched.groups())
    for day, month in ((first, second), (second, first)):
        try:
            return datetime.date(year, month, day)
        except ValueError:
            continue
    return None
