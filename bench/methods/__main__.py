"""Every instrument beside its rival: `make bench-methods`, or `python -m bench.methods spc coordination`.

Prints one table: method, workload, ours, rival, ratio, target, met or missed. With `--write` it also goes to
docs/methods/benchmarks.md with date, machine and commit. Nothing is asserted: a miss is printed as one.
"""

import importlib
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime

from bench.methods.processes import ROOT
from bench.methods.table import Figure, in_markdown, say

BENCHES = (
    "spc",
    "opinion_map",
    "coordination",
    "near_duplicates",
    "identifiers",
    "themes",
    "representation",
    "agreement",
)


def main() -> None:
    """Run what was asked for, or everything."""
    wanted = [name for name in sys.argv[1:] if name in BENCHES] or list(BENCHES)
    figures: list[Figure] = []
    for name in wanted:
        print(name, file=sys.stderr, flush=True)
        for figure in importlib.import_module(f"bench.methods.{name}").figures():
            say(figure)
            figures.append(figure)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    where = (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · commit {commit.stdout.strip() or 'unknown'} · "
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB · Python {platform.python_version()}"
    )
    print(f"\n{where}\n\n{in_markdown(figures)}")
    if "--write" in sys.argv:
        page = ROOT / "docs" / "methods" / "benchmarks.md"
        page.write_text(
            "# The instruments, measured\n\nWritten by `make bench-methods`. Ratio = ours / rival; a rival that is not"
            f" installed says so.\n\n{where}\n\n{in_markdown(figures)}\n"
        )


if __name__ == "__main__":
    main()
