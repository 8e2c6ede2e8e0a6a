"""What a measured figure is, and how a table of them is printed."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One thing measured, beside its rival in the same run, and the target it is held to.

    `ours` and `rival` are in `unit`; `rival` is None where the rival is not installed or did not finish, and
    `rival_name` then says so. `at_most` or `at_least` is the target in the same unit.
    """

    method: str
    workload: str
    unit: str
    ours: float
    rival_name: str = ""
    rival: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def target(self) -> str:
        """The target in words, "" where there is none."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}"

    @property
    def verdict(self) -> str:
        """Met, MISSED, or "" without a target."""
        if self.at_most is not None:
            return "met" if self.ours <= self.at_most else "MISSED"
        if self.at_least is not None:
            return "met" if self.ours >= self.at_least else "MISSED"
        return ""

    @property
    def ratio(self) -> str:
        """Ours as a multiple of the rival's."""
        return f"{self.ours / self.rival:.3g}" if self.rival else ""


COLUMNS = ("method", "workload", "unit", "ours", "rival", "ratio", "target", "")


def cells(figure: Figure) -> tuple[str, ...]:
    """A figure's row."""
    rival = figure.rival_name if figure.rival is None else f"{figure.rival:.4g} ({figure.rival_name})"
    workload = figure.workload + (f" · {figure.note}" if figure.note else "")
    ours = f"{figure.ours:.4g}" if abs(figure.ours) < 1e5 else f"{figure.ours:,.0f}"
    return (figure.method, workload, figure.unit, ours, rival, figure.ratio, figure.target, figure.verdict)


def in_markdown(figures: Iterable[Figure]) -> str:
    """The table as Markdown."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    lines += ["| " + " | ".join(cells(figure)) + " |" for figure in figures]
    return "\n".join(lines)


def say(figure: Figure) -> None:
    """Print a figure as soon as it is known."""
    print("  " + "   ".join(cell for cell in cells(figure) if cell), file=sys.stderr, flush=True)
