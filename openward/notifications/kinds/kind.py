"""What a kind of message is, whom it is for, and the neutral subjects of its e-mails."""

import dataclasses
import enum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class UnknownKind(LookupError):
    """No such kind of message."""


class For(enum.Enum):
    """Who a kind of message is for."""

    AUTHOR = "author"
    GUEST = "guest"
    """Somebody invited to a space, with or without having said anything."""
    REPORTER = "reporter"
    """Somebody who reported words and asked for one letter; their address is forgotten with it."""
    SPEAKER = "speaker"
    """Somebody who talked about house rules while signed in, known by their persona: nothing says which account that
    is."""
    STAFF = "staff"


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message.

    `title` is its line in a list of messages; `subject` that of its e-mail. `page` names the address that a message
    to staff or a speaker leads to, with the values in `page_values` filled in; a message to an author always leads to
    the author's private page, and one to a guest or a reporter to the `page` that the code in their envelope opens. No
    other values are accepted, so that words of a contribution have no way in.
    """

    key: str
    is_for: For
    title: Promise
    subject: Promise
    by_mail: bool
    page: str = ""
    page_values: tuple[str, ...] = ()


ABOUT = pgettext_lazy("subject of an e-mail", "About what you sent us")
ANSWER = pgettext_lazy("subject of an e-mail", "You have an answer")
INVITED = pgettext_lazy("subject of an e-mail", "You are invited to a conversation")
NOW = pgettext_lazy("subject of an e-mail", "Please sign in now")
PLACE = pgettext_lazy("subject of an e-mail", "About your place in a conversation")
TASK = pgettext_lazy("subject of an e-mail", "Something is waiting for you")
TOLD_US = pgettext_lazy("subject of an e-mail", "About what you told us")
