"""Derive the word lists of `openward.methods.identifiers` from the packages they come from.

    python -m scripts.identifier_lexicons NAMES_FOLDER SCOWL_FOLDER

NAMES_FOLDER is the folder `names/` inside the PyPI source package names 0.3.0, which carries the 1990 United States
Census name files; SCOWL_FOLDER is usr/share/dict/scowl of Debian's package scowl. Writes the derived lists beside the
written ones; openward/methods/identifiers/lexicons/README.md says what each is and under which licence.
"""

import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

LEXICONS = Path(__file__).resolve().parent.parent / "openward" / "methods" / "identifiers" / "lexicons"

LEAST_SHARE_OF_A_SURNAME = 0.001
"""Per cent of the people counted: the 18,839 commonest of 88,799."""

SPELLINGS = ("english", "british", "american", "australian", "canadian")
LEVELS = (10, 20, 35, 40, 50)


def census(path: Path, least: float = 0.0) -> set[str]:
    """The names of a census file that at least `least` per cent of people bear, in lower case."""
    rows = (line.split() for line in path.read_text().splitlines())
    return {row[0].lower() for row in rows if float(row[1]) >= least}


def words(folder: Path, sort: str) -> set[str]:
    """SCOWL's words of one sort up to level 50, letters only."""
    found: set[str] = set()
    for spelling in SPELLINGS:
        for level in LEVELS:
            path = folder / f"{spelling}-{sort}.{level}"
            if path.exists():
                found.update(path.read_text(encoding="latin-1").split())
    return {word for word in found if word.isalpha() and len(word) > 1}


def write(name: str, listed: Iterable[str]) -> None:
    """In order, as many to a line as fit."""
    found = sorted(set(listed))
    lines = textwrap.wrap(" ".join(found), 118, break_on_hyphens=False, break_long_words=False)
    (LEXICONS / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(found)}")


def main() -> None:
    """Write the four derived lists."""
    names, scowl = Path(sys.argv[1]), Path(sys.argv[2])
    given = census(names / "dist.female.first") | census(names / "dist.male.first")
    every_surname = census(names / "dist.all.last")
    capitals = words(scowl, "upper") | words(scowl, "proper-names")
    write("census_given_names", given)
    write("census_surnames", census(names / "dist.all.last", LEAST_SHARE_OF_A_SURNAME))
    write("common_words", {word for word in words(scowl, "words") if word.islower()})
    write("capitals", {word for word in capitals if word.istitle() and word.lower() not in given | every_surname})


if __name__ == "__main__":
    main()
