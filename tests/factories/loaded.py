"""One installation with Riverbend Health in it, loaded once for a whole run of the tests; whoever needs it gets a copy.

Loading is a year of a hospital, told action by action; copying is a few megabytes.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "openward.config.command")


def copy_of_loaded(to: Path) -> Path:
    """An instance folder of its own at `to`, in which nothing runs: what stood there before is gone."""
    loaded = _loaded()
    shutil.rmtree(to, ignore_errors=True)
    to.parent.mkdir(parents=True, exist_ok=True)
    # With owners, modes and times: the database belongs to an account of its own where the tests run as root.
    subprocess.run(["cp", "-a", str(loaded), str(to)], check=True, capture_output=True)
    return to


def _loaded() -> Path:
    """The installation that is copied. Of several test processes, one loads it and the others wait."""
    base = Path(os.environ.get("OPENWARD_INSTANCE") or ROOT / "instance").resolve()
    folder = base.with_name(f"{base.name}-loaded")
    base.parent.mkdir(parents=True, exist_ok=True)
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"process {os.getpid()}"
    stamp = folder / "loaded-for"
    with base.with_name(f"{base.name}-loaded.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != run:
            shutil.rmtree(folder, ignore_errors=True)
            _load(folder)
            stamp.write_text(run)
    return folder


def _load(folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    kept = {name: value for name, value in kept.items() if not name.startswith("OPENWARD_")}
    done = subprocess.run(
        [*PROGRAM, "demo", "--load-only"],
        env={**kept, "OPENWARD_INSTANCE": str(folder)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"openward demo --load-only: {done.stdout}{done.stderr}"
