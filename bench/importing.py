"""Importing survey comments: rows a second and memory, beside reading the same file with the csv module alone.

Uses a made file in the layout of the Friends and Family Test, so that it runs anywhere.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import row

ROWS = 20_000
LABELS = 50


def _make(path: Path) -> None:
    header = [
        "Comment ID", "Trust", "Respondent ID", "Date", "Service type 1", "Service type 2", "FFT categorical answer",
        "FFT question", "FFT answer", "Person identifiable info?", "Comment sentiment",
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*header, *(f"Label {number}" for number in range(LABELS))])
        for number in range(ROWS):
            text = f"The staff on ward {number % 40} were kind and the wait was {number % 300} minutes. " * 2
            labels = ["1" if (number * 7 + label) % 29 == 0 else "0" for label in range(LABELS)]
            day = f"{1 + number % 28:02d}/{1 + number % 12:02d}/20{20 + number % 3}"
            writer.writerow(
                [f"C{number}", "Made up", f"R{number}", day, "Inpatients", "", "good", "Why?", text, "", "2", *labels]
            )


def run() -> None:
    """Import the file in a process of its own and read its peak memory from the system."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "comments.csv"
        _make(path)
        began = time.perf_counter()
        with path.open(newline="", encoding="utf-8") as file:
            read = sum(1 for _row in csv.reader(file))
        bare = (read - 1) / (time.perf_counter() - began)
        command = [
            sys.executable, "-m", "openward.config.command", "import", "fft", str(path), "--space", "busy", "--json",
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
        assert process.stdout is not None
        printed = process.stdout.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit("the import failed")
        result = json.loads(printed.strip().splitlines()[-1])
    row("import", result["imported"] / result["seconds"], "rows/s", target=1500, rival=("reading with csv alone", bare))
    row("import, peak memory", usage.ru_maxrss / 1024, "MB", target=300)
