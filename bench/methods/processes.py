"""A program as a whole process: how long it took and the most memory it held."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
OPENWARD = (sys.executable, "-m", "openward.config.command", "methods")
SHARED = ROOT.parent / "shared" / "data"


@dataclass(frozen=True)
class Finished:
    """What a process left: wall seconds, peak resident memory in MB of 10^6 bytes, and what it printed."""

    seconds: float
    peak_mb: float
    output: str

    @property
    def document(self) -> Any:
        """The JSON document on the last line."""
        return json.loads(self.output.strip().splitlines()[-1])


def run(command: Sequence[str | Path], *, timeout_s: float = 1800) -> Finished:
    """Run it and wait; raises `RuntimeError` with its error output when it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen([*map(str, command)], stdout=out, stderr=err, cwd=ROOT)
        killer = threading.Timer(timeout_s, process.kill)
        killer.start()
        # wait4 gives this child's own peak; getrusage would give the largest of all children so far.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        killer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise RuntimeError(err.read().decode(errors="replace")[-2000:] or f"ended with {process.returncode}")
        return Finished(seconds, usage.ru_maxrss * 1024 / 1e6, out.read().decode())


def rival_python() -> Path | None:
    """The Python of the rivals' own environment (`make rivals`), None where it is not there."""
    python = ROOT / ".venv-rivals" / "bin" / "python"
    return python if python.exists() else None


def rival(script: str, *arguments: str | Path, timeout_s: float = 1800) -> Finished | str:
    """Run a short script among the rivals; what went wrong in words where it cannot be run."""
    python = rival_python()
    if python is None:
        return "not installed (make rivals)"
    try:
        return run([python, "-W", "ignore", "-c", script, *arguments], timeout_s=timeout_s)
    except RuntimeError as error:
        return "did not finish: " + str(error).strip().splitlines()[-1][:80]
