"""The identifiers instrument: how much it finds, how often it is wrong, and how fast it is.

Three sorts of text: real patient comments (speed; they hold hardly a name), invented stories whose identifiers are
known (`identifier_stories`), and presidio-research's synthetic sentences, read from the file that the environment
variable OPENWARD_PRESIDIO_RESEARCH names (data/synth_dataset_v2.json of microsoft/presidio-research, MIT; not part of
this project). The rival is Presidio with its default English recognisers and no trained model: patterns only.

Speeds are of processor time, so that they hold also while others use the machine.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bench.methods.identifier_stories import NAMES, STRUCTURED, stories
from bench.methods.processes import OPENWARD, SHARED, Finished, rival, run
from bench.methods.table import Figure
from openward.methods.identifiers import Identifier, find_identifiers

METHOD = "identifiers"
COMMENTS = SHARED / "nhs-fft" / "comments.csv"
RESEARCH = os.environ.get("OPENWARD_PRESIDIO_RESEARCH", "")
NAME_KINDS = frozenset({"name", "staff_name"})

STRUCTURED_KINDS = {
    "phone": {"phone"},
    "chinese_phone": {"phone"},
    "email": {"email"},
    "nhs": {"nhs_number", "hospital_number"},
    "record": {"hospital_number"},
    "date": {"date"},
    "month_year": {"partial_date"},
    "postcode": {"postcode", "address"},
    "eircode": {"postcode"},
    "address": {"address"},
    "plate": {"vehicle"},
    "link": {"link"},
    "handle": {"handle"},
    "medicare": {"health_number"},
    "nhi": {"health_number"},
    "nino": {"national_number"},
    "ssn": {"national_number"},
    "sin": {"national_number"},
    "pps": {"national_number"},
    "chinese_id": {"national_number"},
    "age": {"age"},
}
"""A slot of the invented stories -> the kinds that find it."""

RESEARCH_KINDS = {
    "PHONE_NUMBER": {"phone", "national_number"},
    "EMAIL_ADDRESS": {"email"},
    "CREDIT_CARD": {"bank_number"},
    "IBAN_CODE": {"bank_number"},
    "US_SSN": {"national_number"},
    "US_DRIVER_LICENSE": {"national_number"},
    "DOMAIN_NAME": {"link"},
    "IP_ADDRESS": {"network_address"},
    "ZIP_CODE": {"postcode", "address"},
    "DATE_TIME": {"date", "partial_date"},
}
"""What the sentences mark and has a form of its own. Years and days of the week alone identify nobody: left out."""

AWKWARD = {
    "figures": "0 ",
    "one long figure": "0",
    "phones": "07700 900123 ",
    "figures and dots": "1.1",
    "brackets": "(0",
    "at signs": "a@",
    "e-mail addresses without end": "a.a@a.",
    "dates": "12/03/",
    "months": "March May ",
    "capitals": "Sarah ",
    "capitals with hyphens": "Sarah-",
    "initials": "J. ",
    "titles": "Dr Mr ",
    "relations": "my son, ",
    "names said again": "my son Jack, Jack ",
    "streets": "12 Road Street ",
    "postcodes": "SW1A 1A",
    "records": "hospital number is ",
    "links": "www.a",
    "Chinese": "王医生路1号",
    "lines": "\n",
}
"""Texts made to be awkward: one piece over and over."""

RIVAL_SCRIPT = """
import json, sys, time
import tldextract
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
tldextract.tldextract.TLD_EXTRACTOR = tldextract.extract
from presidio_analyzer import RecognizerRegistry
registry = RecognizerRegistry()
registry.load_predefined_recognizers(languages=["en"])
texts = json.load(open(sys.argv[1]))
usable = []
for one in registry.recognizers:
    try:
        one.analyze("a", one.supported_entities, None)
        usable.append(one)
    except Exception:
        pass
began = time.process_time()
found = [
    [(r.start, r.end, r.entity_type) for one in usable for r in (one.analyze(text, one.supported_entities, None) or [])]
    for text in texts
]
print(json.dumps({"seconds": time.process_time() - began, "found": found}))
"""


@dataclass(frozen=True)
class Marked:
    """A text and its marks: first character, one past the last, sort, and the kinds that count as finding it."""

    text: str
    marks: tuple[tuple[int, int, str, frozenset[str]], ...]


@dataclass(frozen=True)
class Spans:
    """What one program found in each text: first character, one past the last, kind."""

    found: list[list[tuple[int, int, str]]]
    megabytes_a_second: float


def figures() -> Iterator[Figure]:
    """Every target of the instrument, measured."""
    find_identifiers("The word lists are loaded before the clock starts.")
    yield from _on_comments()
    invented = _invented()
    yield from _found("invented stories", invented)
    yield from _speed("invented stories, an identifier every 90 letters", [story.text for story in invented])
    yield from _on_research()
    yield from _awkward()
    yield from _whole_command(invented)


def _on_comments() -> Iterator[Figure]:
    if not COMMENTS.exists():
        print(f"  {COMMENTS} is not there: no figure on real comments", file=sys.stderr)
        return
    cells = pl.read_csv(COMMENTS, infer_schema=False)["FFT answer"].drop_nulls().to_list()
    yield from _speed("real comments (NHS Friends and Family Test)", cells, with_rival=True)
    whole = [" ".join(cells[start : start + 20]) for start in range(0, len(cells), 20)]
    yield from _speed("the same, 20 to a story", whole)


def _speed(workload: str, texts: Sequence[str], *, with_rival: bool = False) -> Iterator[Figure]:
    ours = _searched(texts, rounds=5)
    theirs = _presidio(texts) if with_rival else None
    yield Figure(
        method=METHOD,
        workload=f"{workload}, {_size(texts) / 1e6:.2f} MB",
        unit="MB/s of one core",
        ours=ours.megabytes_a_second,
        rival_name="Presidio, patterns only" if isinstance(theirs, Spans) else theirs or "",
        rival=theirs.megabytes_a_second if isinstance(theirs, Spans) else None,
        at_least=5,
    )


def _found(workload: str, marked: Sequence[Marked]) -> Iterator[Figure]:
    """Recall of what has a form, recall and precision of names, beside the rival's."""
    texts = [one.text for one in marked]
    ours, theirs = _searched(texts), _presidio(texts)
    name = "Presidio, patterns only" if isinstance(theirs, Spans) else theirs
    for sort, unit, target in (("structured", "recall", 0.97), ("name", "recall", 0.85)):
        yield Figure(
            method=METHOD,
            workload=f"{workload}: {'names' if sort == 'name' else 'what has a form of its own'}",
            unit=unit,
            ours=_recall(marked, ours, sort, any_kind=False),
            rival_name=str(name),
            rival=_recall(marked, theirs, sort, any_kind=True) if isinstance(theirs, Spans) else None,
            at_least=target,
            note=f"{sum(_sort(mark) == sort for one in marked for mark in one.marks)} marks",
        )
    yield Figure(
        method=METHOD, workload=f"{workload}: names", unit="precision", ours=_precision(marked, ours), at_least=0.85
    )


def _on_research() -> Iterator[Figure]:
    if not RESEARCH or not Path(RESEARCH).exists():
        print(
            "  OPENWARD_PRESIDIO_RESEARCH names no file: NOTHING is measured on presidio-research's sentences.\n"
            "  Set it to data/synth_dataset_v2.json of a copy of microsoft/presidio-research.",
            file=sys.stderr,
        )
        return
    marked = []
    for sentence in json.loads(Path(RESEARCH).read_text(encoding="utf-8")):
        marks = []
        for span in sentence["spans"]:
            start, end, entity = span["start_position"], span["end_position"], span["entity_type"]
            if entity == "PERSON":
                marks.append((start, end, "name", NAME_KINDS))
            elif entity in RESEARCH_KINDS and not (
                entity == "DATE_TIME" and sentence["full_text"][start:end].isalnum()
            ):
                marks.append((start, end, entity, frozenset(RESEARCH_KINDS[entity])))
        marked.append(Marked(sentence["full_text"], tuple(marks)))
    yield from _found("presidio-research", marked)
    yield from _speed(
        "presidio-research, an identifier every 50 letters", [one.text for one in marked], with_rival=True
    )


def _invented() -> list[Marked]:
    marked = []
    for story in stories(1500):
        marks = [
            (
                start,
                end,
                "name" if slot in NAMES else slot,
                NAME_KINDS if slot in NAMES else frozenset(STRUCTURED_KINDS[slot]),
            )
            for start, end, slot in story.marks
        ]
        marked.append(Marked(story.text, tuple(marks)))
    assert set(STRUCTURED_KINDS) == set(STRUCTURED)
    return marked


def _awkward() -> Iterator[Figure]:
    """The slowest of the awkward texts, and how much longer it takes over twice the text."""
    slowest, growth = ("", float("inf")), ("", 0.0)
    for name, piece in AWKWARD.items():
        text = (piece * 50_000)[:50_000]
        once, twice = _seconds(text), _seconds(text * 2)
        speed = len(text.encode()) / 1e6 / once
        print(f"    {name}: {speed:.2f} MB/s, twice the text {twice / once:.2f} times the time", file=sys.stderr)
        slowest = min(slowest, (name, speed), key=lambda pair: pair[1])
        growth = max(growth, (name, twice / once), key=lambda pair: pair[1])
    yield Figure(
        method=METHOD,
        workload=f"the slowest of {len(AWKWARD)} awkward texts of 0.05 MB",
        unit="MB/s of one core",
        ours=slowest[1],
        note=slowest[0],
    )
    yield Figure(
        method=METHOD,
        workload="twice an awkward text of 0.05 MB",
        unit="times the time",
        ours=growth[1],
        at_most=2.6,
        note=growth[0],
    )


def _whole_command(marked: Sequence[Marked]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stories.jsonl"
        lines = [json.dumps({"id": number, "text": one.text}) for number, one in enumerate([*marked] * 6)]
        path.write_text("\n".join(lines), encoding="utf-8")
        size = 6 * _size([one.text for one in marked]) / 1e6
        for processes in (1, 2):
            done: Finished = run([*OPENWARD, "identifiers", path, "--json", "--processes", str(processes)])
            yield Figure(
                method=METHOD,
                workload=f"openward methods identifiers, {size:.1f} MB of invented stories, {processes} process(es)",
                unit="MB/s of wall time",
                ours=size / done.seconds,
                note=f"load {os.getloadavg()[0]:.1f}, {done.peak_mb:.0f} MB",
            )


def _size(texts: Sequence[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        find_identifiers(text)
        best = min(best, time.process_time() - began)
    return best


def _searched(texts: Sequence[str], rounds: int = 1) -> Spans:
    best, found = float("inf"), []
    search: Callable[[str], tuple[Identifier, ...]] = find_identifiers
    for _ in range(rounds):
        began = time.process_time()
        found = [search(text) for text in texts]
        best = min(best, time.process_time() - began)
    spans = [[(one.start, one.end, one.kind.value) for one in each] for each in found]
    return Spans(spans, _size(texts) / 1e6 / best)


def _presidio(texts: Sequence[str]) -> Spans | str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(list(texts)), encoding="utf-8")
        finished = rival(RIVAL_SCRIPT, path, timeout_s=600)
    if isinstance(finished, str):
        return finished
    document = finished.document
    return Spans(document["found"], _size(texts) / 1e6 / document["seconds"])


def _sort(mark: tuple[int, int, str, frozenset[str]]) -> str:
    return "name" if mark[2] == "name" else "structured"


def _recall(marked: Sequence[Marked], spans: Spans, sort: str, *, any_kind: bool) -> float:
    """The share of marks that are covered: four fifths of a number, half of a name. The rival may use any kind."""
    least = 0.5 if sort == "name" else 0.8
    found = total = 0
    for one, each in zip(marked, spans.found, strict=True):
        for mark in one.marks:
            if _sort(mark) != sort:
                continue
            start, end, _, kinds = mark
            covered: set[int] = set()
            for first, last, kind in each:
                if kind in kinds or (any_kind and (sort != "name" or kind == "PERSON")):
                    covered.update(range(max(first, start), min(last, end)))
            total += 1
            found += len(covered) >= least * (end - start)
    return found / total


def _precision(marked: Sequence[Marked], spans: Spans) -> float:
    """The share of passages called a name that overlap a name."""
    right = total = 0
    for one, each in zip(marked, spans.found, strict=True):
        names = [mark for mark in one.marks if _sort(mark) == "name"]
        for first, last, kind in each:
            if kind in NAME_KINDS:
                total += 1
                right += any(min(last, end) > max(first, start) for start, end, _, _ in names)
    return right / total
