"""Small survey files in the layout of the Friends and Family Test, good and broken."""

import csv
import io
from pathlib import Path

META = [
    "Comment ID",
    "Trust",
    "Respondent ID",
    "Date",
    "Service type 1",
    "Service type 2",
    "FFT categorical answer",
    "FFT question",
    "FFT answer",
    "Person identifiable info?",
    "Comment sentiment",
]
LABELS = ["Staff manner", "Timeliness of care", "Parking"]
HEADER = [*META, *LABELS]


def row(number: int, words: str = "They were kind.", **cells: str) -> list[str]:
    values = {
        "Comment ID": f"RIV {number}",
        "Trust": "RIV",
        "Respondent ID": f"R{number}",
        "Date": "05/03/2026",
        "Service type 1": "Outpatients",
        "FFT categorical answer": "1",
        "FFT question": "What was good?",
        "FFT answer": words,
        "Comment sentiment": "2",
        "Staff manner": "1",
        **cells,
    }
    return [values.get(name, "") for name in HEADER]


def line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def good_rows(count: int, *, first: int = 1) -> bytes:
    return b"".join(line(row(number)) for number in range(first, first + count))


def survey_file(folder: Path, *parts: bytes, name: str = "survey.csv") -> Path:
    path = folder / name
    path.write_bytes(line(HEADER) + b"".join(parts))
    return path
