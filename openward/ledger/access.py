"""Who may read the history of what. The rooms' own doors let a reader to a subject; this adds who sees whose name."""

from openward.ledger.events import Author


def can_read_authors(reader: Author) -> bool:
    """Names of colleagues are shown to people who are signed in; everyone else reads roles."""
    return reader.kind == "account"
