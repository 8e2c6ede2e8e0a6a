"""The kinds of message there are: who gets them, whether they may go by e-mail, and where they lead.

To add one: a line in the module of its noun and a letter `jinja2/notifications/mail/<key>.txt`. A message of a kind
that is not here cannot be written. Titles and subjects are neutral on purpose: a lock screen and a shared inbox are
public places, so they name no condition, no service, no organisation and nothing of what was said.
"""

from collections.abc import Mapping

from openward.notifications.kinds.appeals import APPEALS
from openward.notifications.kinds.cases import CASES
from openward.notifications.kinds.crises import CRISES
from openward.notifications.kinds.decisions import DECISIONS
from openward.notifications.kinds.kind import For, Kind, UnknownKind
from openward.notifications.kinds.responses import RESPONSES
from openward.notifications.kinds.rule_words import RULE_WORDS
from openward.notifications.kinds.spaces import SPACES

__all__ = ["KINDS", "For", "Kind", "UnknownKind", "check_values", "kind_of"]

_LONGEST_VALUE = 80

KINDS: tuple[Kind, ...] = (
    *DECISIONS,
    *APPEALS,
    *CASES,
    *RULE_WORDS,
    *CRISES,
    *RESPONSES,
    *SPACES,
)
_BY_KEY = {kind.key: kind for kind in KINDS}


def kind_of(key: str) -> Kind:
    """The kind with this key. Raises UnknownKind for any other."""
    try:
        return _BY_KEY[key]
    except KeyError:
        raise UnknownKind(key) from None


def check_values(kind: Kind, values: Mapping[str, str]) -> None:
    """Raise ValueError for a value that the kind does not know, lacks, or that is too long to be a key or a slug."""
    if set(values) != set(kind.page_values):
        raise ValueError(f"{kind.key} takes the values {kind.page_values}, not {tuple(values)}")
    for name, value in values.items():
        if len(str(value)) > _LONGEST_VALUE or any(character.isspace() for character in str(value)):
            raise ValueError(f"{name} of {kind.key} is not a key")
