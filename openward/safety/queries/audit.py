"""Every decision for an auditor: no words, nobody's identity, and how to tell that nothing was left out.

People, cases and wordings bear numbers drawn by lot for this one export: the same number is the same person within it,
and leads to nobody in another. The place in the ledger's chain says that the list is whole.
"""

import csv
import dataclasses
import datetime
import hashlib
import io
import json
import secrets
import uuid
import zipfile
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from openward.kit.csv_cells import write_rows
from openward.ledger.models import Link, RecordedFact
from openward.ledger.queries import check_chain
from openward.people.models import Organisation
from openward.safety.models import Appeal, Decision
from openward.safety.models.decisions import LAWS
from openward.safety.queries.openness import DECIDING, Sealed, audited_decisions, sealed_decisions

LAYOUT = 1
DECISIONS, ABOUT, HOW_TO = "decisions.csv", "about.json", "HOW-TO-CHECK.txt"
COLUMNS = (
    "decision", "case", "author", "wording", "decided by",
    "kind", "severity", "made somebody look", "outcome", "ground", "rule", "rule version", "rule number", "law",
    "found automatically", "decided automatically", "case opened at", "decided at", "minutes to decision",
    "ends at", "taken back at", "undone at",
    "appeals", "appeal sides", "appeal outcomes", "appeals opened at", "appeals decided at", "second reading",
    "ledger link", "ledger digest", "ledger hash", "remark",
)  # fmt: skip
NOT_IN_LEDGER = "no fact in the ledger"
ROW_IS_GONE = "fact without a decision"
LINK, DIGEST, HASH, REMARK = (COLUMNS.index(name) for name in ("ledger link", "ledger digest", "ledger hash", "remark"))


class _Numbers:
    """Numbers drawn by lot, one for each thing, so that a number tells nothing of when or who."""

    def __init__(self) -> None:
        self._given: dict[Hashable, int] = {}
        self._used: set[int] = set()

    def __call__(self, thing: Hashable) -> int | str:
        if thing is None:
            return ""
        if thing not in self._given:
            number = secrets.randbelow(900_000_000) + 100_000_000
            while number in self._used:
                number = secrets.randbelow(900_000_000) + 100_000_000
            self._used.add(number)
            self._given[thing] = number
        return self._given[thing]


def decision_rows(organisation: Organisation, *, until: int) -> Iterator[list[Any]]:
    """The rows of the list: every decision, oldest first, and at the end facts whose decision is not there any more."""
    sealed = sealed_decisions(organisation, until=until)
    case, author, wording, decider = _Numbers(), _Numbers(), _Numbers(), _Numbers()
    number = 0
    for decision in audited_decisions(organisation):
        place = sealed.pop(str(decision.pk), None)
        if place is None and _is_not_sealed_yet(decision, until):
            continue
        number += 1
        yield [
            number,
            case(decision.case_id),
            author(decision.case.contribution.author_id),
            wording(decision.revision_id),
            decider(decision.decided_by_id),
            *_what(decision),
            *_when(decision),
            *_appeals(list(decision.appeals.all())),
            _second(decision),
            *_chained(place),
            "" if place else NOT_IN_LEDGER,
        ]
    for place in sorted(sealed.values(), key=lambda one: one.sequence):
        number += 1
        blank = [""] * (LINK - 1)
        yield [number, *blank, *_chained(place), ROW_IS_GONE]


def _is_not_sealed_yet(decision: Decision, until: int) -> bool:
    """Its fact is there and comes later in the chain: it belongs to the next export."""
    facts = RecordedFact.objects.filter(kind__in=DECIDING, payload__decision_key=str(decision.pk))
    return facts.exclude(link__sequence__lte=until).exists()


def _what(decision: Decision) -> list[Any]:
    rule = decision.rule
    return [
        decision.case.kind,
        f"S{decision.case.severity}",
        decision.source,
        decision.outcome,
        decision.ground if rule or decision.legal_ground else "",
        rule.text if rule else "",
        rule.version if rule else "",
        rule.number if rule else "",
        # A law in somebody's own words may speak of the case: only the key of a known one leaves.
        (decision.legal_ground if decision.legal_ground in LAWS else "in words") if decision.legal_ground else "",
        _yes(decision.is_found_automatically),
        _yes(decision.is_automatic),
    ]


def _when(decision: Decision) -> list[Any]:
    opened = decision.case.opened_at
    moments = (decision.ends_at, decision.reopened_at, decision.overturned_at)
    minutes = max(0, int((decision.decided_at - opened).total_seconds() // 60))
    return [_at(opened), _at(decision.decided_at), minutes, *map(_at, moments)]


def _appeals(appeals: list[Appeal]) -> list[Any]:
    def each(value: Callable[[Appeal], str]) -> str:
        return "; ".join(value(one) for one in appeals)

    return [
        len(appeals),
        each(lambda one: one.side),
        each(lambda one: one.outcome or "open"),
        each(lambda one: _at(one.opened_at)),
        each(lambda one: _at(one.decided_at) or "open"),
    ]


def _second(decision: Decision) -> str:
    reading = getattr(decision, "second_reading", None)
    if reading is None or not reading.outcome:
        return ""
    return "same" if reading.outcome == decision.outcome else reading.outcome


def _chained(place: Sealed | None) -> list[Any]:
    return [place.sequence, place.digest, place.hash] if place else ["", "", ""]


def _at(moment: datetime.datetime | None) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ") if moment else ""


def _yes(value: bool) -> str:
    return "yes" if value else "no"


@dataclasses.dataclass(frozen=True, slots=True)
class AuditFile:
    """One export as it leaves: the archive, and what the ledger keeps of it."""

    key: str
    content: bytes
    decision_count: int
    chain_links: int
    file_hash: str


def audit_file(organisation: Organisation, *, links: int, chain_hash: str, at: datetime.datetime) -> AuditFile:
    """The archive: the list, what it is of, and how to check it."""
    key = str(uuid.uuid4())
    written = io.StringIO(newline="")
    rows = list(decision_rows(organisation, until=links))
    write_rows(written, [COLUMNS, *rows])
    listed = written.getvalue().encode()
    file_hash = hashlib.sha256(listed).hexdigest()
    about = {
        "layout": LAYOUT,
        "export": key,
        "organisation": organisation.slug,
        "made_at": _at(at),
        "decisions": len(rows),
        "chain_links": links,
        "chain_hash": chain_hash,
        f"sha256 of {DECISIONS}": file_hash,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            (DECISIONS, listed),
            (ABOUT, json.dumps(about, indent=2).encode()),
            (HOW_TO, HOW_TO_CHECK.encode()),
        ):
            archive.writestr(zipfile.ZipInfo(name, at.astimezone(datetime.UTC).timetuple()[:6]), content)
    return AuditFile(key, packed.getvalue(), len(rows), links, file_hash)


HOW_TO_CHECK = """\
Every decision that moderators made in one organisation, without words and without anybody's identity.

Numbers in the columns case, author, wording and decided by were drawn by lot for this export: the same number is the
same person or thing here, and nothing anywhere else. Times are UTC, to the minute.

1.  The SHA-256 of decisions.csv is in about.json. The same hash stands in the organisation's ledger, in the fact that
    was recorded when this file was made.
2.  On the server:   openward safety verify-export FILE.zip
    It walks the chain of the ledger, looks up every link that is named here, and compares both ways: a decision in the
    ledger that is not in the file, and a line in the file that is not in the ledger, are both named.
3.  The chain itself: the hash of its last link was shown to everybody with each quarter's figures. The ledger must
    still hold that hash in that place; if it does not, the chain was written anew.
4.  A line "no fact in the ledger" is a decision that was never recorded. A line "fact without a decision" is one whose
    row was deleted since, for instance when its time of keeping was over. Ask about either.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What checking an export found; no problems, when it is whole and true."""

    decisions: int
    chain_links: int
    problems: tuple[str, ...]


def verify_export(packed: bytes) -> Verdict:
    """Check an export against the ledger here, both ways. Raises ValueError for another kind of file."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            listed, about = archive.read(DECISIONS), json.loads(archive.read(ABOUT))
        header, *rows = csv.reader(io.StringIO(listed.decode(), newline=""))
        links, slug, key = int(about["chain_links"]), str(about["organisation"]), str(about["export"])
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise ValueError("This is no export of decisions.") from error
    if tuple(header) != COLUMNS or about.get("layout") != LAYOUT:
        raise ValueError("This export was made by another version of Openward.")
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise ValueError(f"There is no organisation “{slug}” here.")
    problems = [
        *_file_problems(hashlib.sha256(listed).hexdigest(), about, key),
        *_chain_problems(links, about),
        *_row_problems(organisation, rows, links),
    ]
    return Verdict(len(rows), links, tuple(problems))


def _file_problems(found: str, about: dict[str, Any], key: str) -> Iterator[str]:
    if found != about.get(f"sha256 of {DECISIONS}"):
        yield f"{DECISIONS} was changed after it was made."
    facts = RecordedFact.objects.filter(kind="safety.DecisionsExported", payload__export_key=key)
    recorded = facts.values_list("payload__file_hash", flat=True).first()
    if recorded is None:
        yield "The ledger knows of no such export."
    elif recorded != found:
        yield f"The ledger keeps another hash of {DECISIONS}."


def _chain_problems(links: int, about: dict[str, Any]) -> Iterator[str]:
    report = check_chain()
    if not report.is_whole:
        yield f"The chain of the ledger is broken at link {report.broken_at}: {report.reason}."
    last = Link.objects.filter(sequence=links).values_list("hash", flat=True).first() or ""
    if last != about.get("chain_hash"):
        yield f"Link {links} of the ledger has another hash than when the export was made."


def _row_problems(organisation: Organisation, rows: list[list[str]], links: int) -> Iterator[str]:
    sealed = {one.sequence: one for one in sealed_decisions(organisation, until=links).values()}
    seen: set[int] = set()
    for line, row in enumerate(rows, 2):
        if row[REMARK] == NOT_IN_LEDGER:
            yield f"Line {line}: a decision that the ledger does not know."
            continue
        place = sealed.get(int(row[LINK])) if row[LINK].isdecimal() else None
        if place is None:
            yield f"Line {line}: link {row[LINK] or '–'} of the ledger is no decision of this organisation."
        elif (row[DIGEST], row[HASH]) != (place.digest, place.hash):
            yield f"Line {line}: link {place.sequence} of the ledger has another hash."
        elif place.sequence in seen:
            yield f"Line {line}: link {place.sequence} stands here twice."
        else:
            seen.add(place.sequence)
        if row[REMARK] == ROW_IS_GONE:
            yield f"Line {line}: the decision of link {row[LINK]} was deleted before the export was made."
    for sequence in sorted(set(sealed) - seen):
        yield f"Link {sequence} of the ledger is a decision that is missing from the export."
