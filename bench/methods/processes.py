"""A program as a whole process: how long it took and the most memory it held."""

import functools
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
OPENWARD = (sys.executable, "-m", "openward.config.command", "methods")
# The kernel gives a new process the peak of the one that started it, so a small one stands between: it starts the
# command, and leaves in a file how long it took, the peak of that process alone (in KiB) and how it ended.
_LAUNCHER = """
import json, os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - began
with open(sys.argv[1], "w") as told:
    json.dump([seconds, usage.ru_maxrss, os.waitstatus_to_exitcode(status)], told)
"""
SHARED = ROOT.parent / "shared" / "data"


@dataclass(frozen=True)
class Finished:
    """What a process left: wall seconds, peak resident memory in MB of 10^6 bytes, and what it printed."""

    seconds: float
    peak_mb: float
    output: str

    @functools.cached_property
    def document(self) -> Any:
        """The JSON document on the last line."""
        return json.loads(self.output.strip().splitlines()[-1])


def run(command: Sequence[str | Path], *, timeout_s: float = 1800) -> Finished:
    """Run it and wait; raises `RuntimeError` with its error output when it fails."""
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        tempfile.NamedTemporaryFile("r") as told,
    ):
        launcher = subprocess.Popen(
            [sys.executable, "-S", "-c", _LAUNCHER, told.name, *map(str, command)],
            stdout=out,
            stderr=err,
            cwd=ROOT,
            start_new_session=True,
        )
        try:
            launcher.wait(timeout_s)
        except subprocess.TimeoutExpired:
            os.killpg(launcher.pid, signal.SIGKILL)
            launcher.wait()
            raise RuntimeError(f"not finished after {timeout_s:.0f} s") from None
        out.seek(0)
        err.seek(0)
        seconds, peak_kib, code = json.load(told)
        if code:
            raise RuntimeError(err.read().decode(errors="replace")[-2000:] or f"ended with {code}")
        return Finished(seconds, peak_kib * 1024 / 1e6, out.read().decode())


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
