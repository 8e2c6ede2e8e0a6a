"""Keys that name things to the outside.

Public keys are random (version 4): a sequential or time-ordered key would tell a stranger when somebody wrote.
"""

import secrets
import uuid


def new_key() -> uuid.UUID:
    """A random public key."""
    return uuid.uuid4()


def new_submission_key() -> str:
    """A random key for one form as shown once, so that sending it twice writes once (128 bits, 22 letters)."""
    return secrets.token_urlsafe(16)


def new_shuffle() -> int:
    """A random 31-bit number that orders things of one day without telling which came first."""
    return secrets.randbits(31)
