"""One line per figure."""


def row(
    what: str, figure: float, unit: str, *, target: float | None = None, rival: tuple[str, float] | None = None
) -> None:
    """Print a figure, whether it meets its target (at most), and how it stands to its rival."""
    line = f"  {what:<58} {figure:>9.2f} {unit}"
    if target is not None:
        line += f"   target {'≤' if unit != 'rows/s' else '≥'} {target:g}: "
        line += "met" if (figure <= target if unit != "rows/s" else figure >= target) else "MISSED"
    if rival is not None:
        name, value = rival
        line += f"   {figure / value:.2f} x {name} ({value:.2f})"
    print(line, flush=True)
