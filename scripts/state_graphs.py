"""Draws every state machine into docs/state-machines.md: `python -m scripts.state_graphs`, or `… check`."""

import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "state-machines.md"
HEADER = """# State machines

Drawn from the code by `python -m scripts.state_graphs`; `make check` notices when they differ. Each lies beside its
model, and the room's actions refuse every move that is not drawn here.
"""


def main() -> None:
    """Write the page, or with "check" tell whether it is in step."""
    from openward.config.preparing import set_up_django

    set_up_django()
    page = drawn()
    if "check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text() != page:
            sys.exit("docs/state-machines.md is not in step; run: python -m scripts.state_graphs")
        return
    PAGE.write_text(page)


def drawn() -> str:
    """The page: a Mermaid diagram for each machine. Django must be set up."""
    from openward.contributions.models import axes
    from openward.safety import models as safety
    from openward.spaces import models as spaces

    graphs = [axes.LIFECYCLE, axes.REVIEW, axes.DISTRIBUTION, safety.CASE, safety.REPORT, safety.APPEAL]
    graphs += [spaces.PROPOSAL, spaces.REMARK]
    graphs += [safety.CRISIS, safety.DEBRIEF, safety.TOGETHER]
    parts = [HEADER]
    for graph in graphs:
        lines = [f"    [*] --> {graph.start}"]
        lines += [f"    {now} --> {then}" for now, after in graph.moves.items() for then in sorted(after)]
        lines += [f"    {end} --> [*]" for end in graph.ends]
        names = "\n".join(f"- `{state}`: {state.label}" for state in graph.moves)
        name = graph.name.capitalize()
        parts.append(f"## {name}\n\n```mermaid\nstateDiagram-v2\n" + "\n".join(lines) + f"\n```\n\n{names}\n")
    ladder = "\n".join(f"{number}. `{step}`: {step.label}" for number, step in enumerate(safety.Step))
    parts.append(
        "## The ladder of measures on a person in one space\n\nEach step up needs a decision; a machine goes no "
        f"further than `pre_moderated`. Steps down happen when a measure ends or is overturned.\n\n{ladder}\n"
    )
    return "\n".join(parts)


if __name__ == "__main__":
    main()
