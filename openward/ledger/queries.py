"""Reading the ledger: a thing's history in sentences, and whether the chain is whole."""

import dataclasses
import datetime
import functools
from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from openward.design.wording import day
from openward.kit.prepared import Prepared, named, usual_length
from openward.ledger.events import fact_class, facts_of_the_way
from openward.ledger.models import GENESIS, Link, RecordedFact, commitment, next_hash


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One fact told as a sentence. `author_key` names an account; rooms above turn it into a name where allowed."""

    fact_id: int
    at: datetime.datetime
    sentence: str
    author_kind: str
    author_key: str
    authority: str
    is_sealed: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking the chain found. `broken_at` is the sequence of the first link that does not hold."""

    links: int
    unsealed: int
    broken_at: int | None
    reason: str

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


class _Forgotten(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(row: RecordedFact) -> str:
    """The fact as a sentence; shredded values read "…"."""
    kind = fact_class(row.kind)
    if kind is None:
        return _("Something was recorded ({kind}).").format(kind=row.kind)
    values = _Forgotten(row.payload)
    values.update({field: value for field, (_salt, value) in row.shreddable.items()})
    for field, labels in kind.labels.items():
        values[field] = labels.get(str(values.get(field)), values[field])
    for field in kind.days:
        values[field] = _day(values.get(field))
    template: str | Promise = kind.sentence
    return str(template).format_map(values)


def _day(value: object) -> str:
    """A day kept as ISO text, as people write it; anything else as it is."""
    try:
        return day(datetime.date.fromisoformat(str(value)[:10]))
    except ValueError:
        return str(value or "…")


def history(subject: str, key: object, *, limit: int = 200) -> list[HistoryEntry]:
    """The facts about a thing, newest first."""
    rows = RecordedFact.objects.filter(about__contains=[f"{subject}:{key}"]).order_by("-pk")[:limit]
    return [
        HistoryEntry(
            row.pk, row.recorded_at, sentence(row), row.author_kind, row.author_key, row.authority, row.is_sealed
        )
        for row in rows
    ]


def first_fact(subject: str, key: object, *kinds: str) -> RecordedFact | None:
    """The first fact of the given kinds about a thing."""
    return (
        RecordedFact.objects.filter(about__contains=[f"{subject}:{key}"], kind__in=kinds).order_by("pk").first()
    )


@dataclasses.dataclass(frozen=True, slots=True)
class WayFact:
    """The fact behind one step of the way line."""

    step: str
    at: datetime.datetime
    sentence: str
    subject: str
    key: str


@functools.cache
def _way_rows(length: int) -> Prepared[RecordedFact]:
    return Prepared(
        lambda **about: RecordedFact.objects.filter(
            about__overlap=list(about.values()), kind__in=list(facts_of_the_way())
        ).order_by("pk"),
        **{f"about{place}": f"nothing:{place}" for place in range(length)},
    )


def way_facts(about: Iterable[str]) -> dict[str, dict[str, WayFact]]:
    """For each "subject:key", the first fact of every step of the way line that it has reached, in one query.

    A step that was taken back is one that was not reached, unless something else has brought the thing there.
    """
    wanted = set(about)
    kinds = facts_of_the_way()
    reached: dict[str, list[WayFact]] = {name: [] for name in wanted}
    for row in _way_rows(usual_length(len(wanted)))(**named("about", sorted(wanted))) if wanted else ():
        subject, key = row.about[0].split(":", 1)
        kind = kinds[row.kind]
        for name in wanted.intersection(row.about):
            if kind.way_step:
                reached[name].append(WayFact(kind.way_step, row.recorded_at, sentence(row), subject, key))
            elif name != row.about[0]:
                undone = (kind.way_undone, subject, key)
                reached[name] = [one for one in reached[name] if (one.step, one.subject, one.key) != undone]
    return {name: {fact.step: fact for fact in reversed(facts)} for name, facts in reached.items()}


def check_chain() -> ChainReport:
    """Walk the whole chain, recomputing every digest from its fact."""
    previous, expected = GENESIS, 0
    for link in _links():
        expected += 1
        if link.sequence != expected:
            return _broken(expected, f"link {expected} is missing")
        if link.fact.digest() != link.digest:
            return _broken(expected, f"fact {link.fact_id} was changed after it was sealed")
        for field, (salt, value) in link.fact.shreddable.items():
            if commitment(salt, value) != link.fact.commitments.get(field):
                return _broken(expected, f"the value “{field}” of fact {link.fact_id} was changed")
        previous = next_hash(previous, link.digest)
        if previous != link.hash:
            return _broken(expected, f"link {expected} does not follow from the one before it")
    sealed = RecordedFact.objects.filter(is_sealed=True).count()
    if sealed != expected:
        return _broken(expected, f"{sealed} facts are marked as sealed but the chain has {expected} links")
    return ChainReport(expected, RecordedFact.objects.filter(is_sealed=False).count(), None, "")


def _links() -> Iterator[Link]:
    return Link.objects.select_related("fact").order_by("sequence").iterator(chunk_size=2_000)


def _broken(sequence: int, reason: str) -> ChainReport:
    return ChainReport(Link.objects.count(), RecordedFact.objects.filter(is_sealed=False).count(), sequence, reason)
