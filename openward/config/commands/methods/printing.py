"""How an instrument answers: a progress bar while it works, words for people, one JSON document last."""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON document, last.")


class Meter:
    """How long an instrument has worked, and the most memory the process has held."""

    def __init__(self) -> None:
        self.began = time.perf_counter()

    def reading(self) -> dict[str, float]:
        """`seconds` since the meter was made and `peak_mb`, the process's largest size so far (MB of 10^6 bytes)."""
        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        return {"seconds": round(time.perf_counter() - self.began, 4), "peak_mb": round(peak / 1e6, 1)}


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, on a terminal only, from the second second on; yields what moves it on by n steps."""
    began = time.perf_counter()
    bar: Any = None
    done = 0

    def move(steps: int) -> None:
        nonlocal bar, done
        done += steps
        if bar is None and sys.stderr.isatty() and time.perf_counter() - began > 1:
            bar = click.progressbar(length=max(length, 1), label=label, file=sys.stderr)
            bar.__enter__()
            bar.update(done)
        elif bar is not None:
            bar.update(steps)

    try:
        yield move
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)


def print_document(document: Mapping[str, Any]) -> None:
    """One JSON document on one line. A number that is not finite would not be JSON: it is refused."""
    click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
