"""Sentences of a file of wordings: each with its ways to be said, "(one|or another)", and shared choices, "$SOON"."""

import random
import re
from pathlib import Path

CHOICE = re.compile(r"\(([^()]*)\)")
NAME = re.compile(r"\$[A-Z]+")


def sentences(path: Path, *, most: int) -> list[tuple[str, str]]:
    """(label, sentence), up to `most` different ones of each wording, always the same ones."""
    choices: dict[str, str] = {}
    label, found = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if " = " in line:
            name, said = line.split(" = ", 1)
            choices[name] = said
        elif line.startswith("@"):
            label = line[1:]
        elif line and not line.startswith("#"):
            chance = random.Random(line)  # noqa: S311
            ways = {_said(line, choices, chance) for _ in range(most)}
            found += [(label, said) for said in sorted(ways)]
    return found


def _said(wording: str, choices: dict[str, str], chance: random.Random) -> str:
    # Choices inside of choices are settled first.
    while name := NAME.search(wording):
        wording = wording[: name.start()] + chance.choice(choices[name.group()].split("|")) + wording[name.end() :]
    while choice := CHOICE.search(wording):
        wording = wording[: choice.start()] + chance.choice(choice.group(1).split("|")) + wording[choice.end() :]
    return " ".join(wording.split())
