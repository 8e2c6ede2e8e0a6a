"""Importing a survey file: its comments become contributions, its labels codings of a codebook made from its header.

The file is read in one pass and written in batches, each a transaction of its own: whatever stops the import, what was
written is whole, and importing again goes on where it stopped. A row that cannot be used is listed with its line and
the reason; the words of a rejected row are not written there, because nothing would ever erase them.
"""

import dataclasses
import datetime
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openward.contributions.actions.surveys import receive_survey_comments
from openward.contributions.models import Contribution, Provenance
from openward.engagements.actions.openings import record_asking
from openward.kit.bulk_rows import insert_rows, next_ids
from openward.kit.csv_cells import write_rows
from openward.kit.csv_rows import BrokenRow, CsvRows, Fault
from openward.ledger.actions import record
from openward.ledger.models import RecordedFact
from openward.people.access import Actor
from openward.spaces.models import Space
from openward.themes.actions.codebooks import codes_from_labels
from openward.themes.actions.counts import count_engagement
from openward.themes.actions.fft_layout import BadRow, CodedComment, FftLayout, NotThisLayout
from openward.themes.events import SurveyImported
from openward.themes.models import Code, Coding, Excerpt

__all__ = ["ImportResult", "NotThisLayout", "import_survey"]

BATCH = 1_000
CODEBOOK_NAME = gettext_lazy("Friends and Family Test")
DEFINITION = gettext_lazy("A label of the survey file, used as its coders did. No definition came with it.")

FAULTS: dict[Fault, object] = {
    "too_long": gettext_lazy("The row or one of its cells is too long."),
    "not_utf8": gettext_lazy("The row is not written in UTF-8."),
    "nul": gettext_lazy("The row holds a NUL byte."),
    "unclosed_quote": gettext_lazy("A quotation mark is opened and not closed."),
    "stray_quote": gettext_lazy("A quotation mark stands where none can be."),
    "column_count": gettext_lazy("The row has more or fewer cells than the first line."),
}

Progress = Callable[[int, int], None]
"""Told the bytes read and the bytes of the whole file."""


@dataclasses.dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file's rows: read = imported + skipped (were there before) + rejected (listed in a file)."""

    read: int
    imported: int
    skipped: int
    rejected: int
    seconds: float
    rejects_path: Path | None


def import_survey(*, path: Path, space: Space, by: Actor, on_progress: Progress | None = None) -> ImportResult:
    """Read a file in the layout of the NHS Friends and Family Test into a space.

    Raises NotThisLayout when the first line is not that layout's, and OSError when the file cannot be read.
    """
    started = time.monotonic()
    size = path.stat().st_size
    with path.open("rb") as file, _Rejects(path, space) as rejects:
        reading = _Reading(file, rejects)
        codes = codes_from_labels(
            engagement=space.engagement,
            name=str(CODEBOOK_NAME),
            source=_("The first line of the file “{file}”").format(file=path.name[:100]),
            definition=str(DEFINITION),
            labels=reading.layout.labels,
            by=by,
        )
        imported = skipped = 0
        for batch in reading.batches():
            added = _write_batch(batch, space=space, codes=codes, file_name=path.name, by=by)
            imported += added
            skipped += len(batch) - added
            if on_progress:
                on_progress(reading.rows.position, size)
        if on_progress:
            on_progress(size, size)
    _finish(space, reading, file_name=path.name, rejected=rejects.count, codes=codes, by=by)
    return ImportResult(
        read=imported + skipped + rejects.count,
        imported=imported,
        skipped=skipped,
        rejected=rejects.count,
        seconds=round(time.monotonic() - started, 3),
        rejects_path=rejects.path if rejects.count else None,
    )


class _Reading:
    """The usable rows of a file in batches; the others go to the list of rejects."""

    def __init__(self, file: BinaryIO, rejects: "_Rejects") -> None:
        self.rows = CsvRows(file)
        if not self.rows.header:
            raise NotThisLayout(_("The file is empty, or its first line cannot be read."))
        self.layout = FftLayout(self.rows.header)
        self.newest: datetime.date | None = None
        self._rejects = rejects

    def batches(self) -> Iterator[list[CodedComment]]:
        today = timezone.localdate()
        batch: list[CodedComment] = []
        for row in self.rows:
            if isinstance(row, BrokenRow):
                self._rejects.add(row.line, str(FAULTS[row.fault]))
                continue
            try:
                coded = self.layout.read(row.cells, today=today)
            except BadRow as bad:
                self._rejects.add(row.line, str(bad), self.layout.comment_id(row.cells))
                continue
            self.newest = max(self.newest or coded.comment.answered_on, coded.comment.answered_on)
            batch.append(coded)
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


@transaction.atomic
def _write_batch(
    batch: list[CodedComment], *, space: Space, codes: tuple[Code, ...], file_name: str, by: Actor
) -> int:
    received = receive_survey_comments(
        space=space, rows=[coded.comment for coded in batch], file_name=file_name, by=by
    )
    excerpt_ids = next_ids(Excerpt, len(received.added))
    code_keys = [str(code.pk) for code in codes]
    now = timezone.now().isoformat()
    excerpts: list[dict[str, object]] = []
    codings: list[dict[str, object]] = []
    for one, excerpt_id in zip(received.added, excerpt_ids, strict=True):
        coded = batch[one.place]
        if not coded.labels:
            continue
        contribution_id = str(one.contribution_id)
        # The file says what a comment is about, not where it says so: the passage is the whole comment.
        excerpts.append(
            {
                "id": excerpt_id,
                "contribution_id": contribution_id,
                "revision_id": one.revision_id,
                "start": 0,
                "end": len(coded.comment.words),
            }
        )
        codings.extend(
            {
                "excerpt_id": excerpt_id,
                "code_id": code_keys[label],
                "contribution_id": contribution_id,
                "origin": Coding.Origin.IMPORT,
                "created_at": now,
            }
            for label in coded.labels
        )
    insert_rows(Excerpt, excerpts)
    insert_rows(Coding, codings)
    return len(received.added)


@transaction.atomic
def _finish(
    space: Space, reading: _Reading, *, file_name: str, rejected: int, codes: tuple[Code, ...], by: Actor
) -> None:
    """Count the themes, and note whom the survey asked: everybody in the file who is not in one noted before.

    What is there is compared with what earlier imports noted, so that an import that was killed and run again notes
    the same as one that ran through.
    """
    Space.objects.select_for_update().get(pk=space.pk)
    is_there = Contribution.objects.filter(space=space, provenance=Provenance.SURVEY, import_key__isnull=False).count()
    noted = RecordedFact.objects.filter(about__contains=[f"space:{space.pk}"], kind=SurveyImported.kind())
    taken_in = is_there - sum(payload["taken_in"] for payload in noted.values_list("payload", flat=True))
    if taken_in > 0 and reading.newest is not None:
        record(
            SurveyImported(
                key=str(space.pk),
                organisation_key=str(space.organisation_id),
                space_key=str(space.pk),
                codebook_key=str(codes[0].codebook_id) if codes else "",
                file_name=file_name[:100],
                rows=taken_in + rejected,
                taken_in=taken_in,
                rejected=rejected,
            ),
            by=by,
        )
        record_asking(
            engagement=space.engagement,
            how=_("Survey, from the file “{file}”").format(file=file_name[:100]),
            people=taken_in + rejected,
            asked_on=reading.newest,
            by=by,
        )
    count_engagement(engagement_id=space.engagement_id)


class _Rejects:
    """The list of rows that were not taken in: a CSV in the instance folder that only its owner can read.

    It is written beside and put in place at the end, so that the list of one import is never half a list.
    """

    def __init__(self, source: Path, space: Space) -> None:
        name = re.sub(r"[^\w.-]+", "-", f"{space.slug}-{source.stem}")[:120]
        self.path: Path = settings.INSTANCE / "imports" / f"{name}-rejected.csv"
        self.count = 0
        self._draft = self.path.with_name(f".{name}.{os.getpid()}.part")
        self._file: TextIO | None = None

    def __enter__(self) -> "_Rejects":
        return self

    def add(self, line: int, reason: str, comment_id: str = "") -> None:
        if self._file is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
            write_rows(self._file, [(_("Line"), _("Why it was not taken in"), _("Comment ID"))])
        write_rows(self._file, [(line, reason, comment_id)])
        self.count += 1

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if self._file is None:
            return
        self._file.close()
        if kind is None:
            self._draft.replace(self.path)
        else:
            self._draft.unlink(missing_ok=True)
