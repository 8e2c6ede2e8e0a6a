"""What a script writes is marked as such, so that whoever reads a change meets what people wrote."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = (
    "openward/methods/crisis_language/weights.tsv",
    "openward/methods/crisis_language/encoder_files/encoder.npz",
    "openward/locale/en_GB/LC_MESSAGES/django.po",
    "requirements.lock",
)
"""By scripts/crisis_weights.py, crisis_encoder.py and catalogues.py, and by the tool that settles versions."""
BY_PEOPLE = (
    "openward/locale/zh_Hans/LC_MESSAGES/django.po",
    "openward/methods/crisis_language/concepts.txt",
    "tests/methods/examples/crisis_learning.tsv",
    "openward/safety/migrations/0001_initial.py",
)


def attributes(path: str) -> dict[str, str]:
    asked = ["git", "-C", str(ROOT), "check-attr", "diff", "linguist-generated", "--", path]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return dict(line.rsplit(": ", 2)[1:] for line in told.splitlines())


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="no git, or no history")
@pytest.mark.parametrize("path", [*WRITTEN, *BY_PEOPLE])
def test_what_a_script_writes_is_marked_and_what_people_write_is_not(path: str) -> None:
    assert (ROOT / path).exists()
    is_written = path in WRITTEN
    assert attributes(path) == {
        "diff": "unset" if is_written else "unspecified",
        "linguist-generated": "set" if is_written else "unspecified",
    }
