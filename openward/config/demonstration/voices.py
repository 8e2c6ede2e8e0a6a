"""How an invented story is written down here: its words, who tells it, and what becomes of it.

Passages that the researcher marks stand in braces with their code: "{DELAY:Nobody told us why.}"
"""

import dataclasses
import re

_MARK = re.compile(r"\{([A-Z]+):([^}]*)\}")

ALL = ("publish", "quote", "teach", "research", "contact")


@dataclasses.dataclass(frozen=True, slots=True)
class Voice:
    """One story. `days` is how many days ago it was sent; `fate` is what became of it (see `FATES`)."""

    days: int
    badge: str
    happened: str
    good: str = ""
    better: str = ""
    feelings: tuple[str, ...] = ()
    service: str = "Outpatients"
    fate: str = "published"
    email: bool = False
    consents: tuple[str, ...] = ALL
    helper: str = ""
    replies: tuple[tuple[str, str], ...] = ()
    """Comments under it: (badge or the key of a member of the cast, words)."""

    def parts(self) -> list[list[str]]:
        """The words without marks, in the parts of a story."""
        said = (("happened", self.happened), ("good", self.good), ("better", self.better))
        return [[name, plain(words)] for name, words in said if words]

    def passages(self) -> list[tuple[str, str]]:
        """The marked passages as (code, words)."""
        told = (self.happened, self.good, self.better)
        return [(code, words) for part in told for code, words in _MARK.findall(part)]


FATES = (
    "published",
    "waiting",
    "being_read",
    "change_suggested",
    "change_accepted",
    "changed_by_author",
    "declined",
    "not_for_publishing",
    "labelled",
    "hidden",
    "held",
    "withdrawn",
    "erased",
)


def plain(words: str) -> str:
    """The words without marks."""
    return _MARK.sub(r"\2", words)
