"""What the environment gives: read once, and refused in one sentence where nothing can be made of it."""

import os
import re
import zoneinfo

from openward.config.trouble import Trouble

_ADDRESS = re.compile(r"https?://(\[[0-9a-f:]+\]|[^\s/:?#@]+)(:\d{1,5})?/?", re.IGNORECASE)


def address(name: str, otherwise: str) -> str:
    """A web address without a path and without its last slash."""
    given = os.environ.get(name) or otherwise
    if not _ADDRESS.fullmatch(given):
        raise Trouble(f"{name} is no web address: “{given}”.", "Write it like https://openward.example.org")
    return given.rstrip("/")


def whole_number(name: str, otherwise: int) -> int:
    given = os.environ.get(name) or str(otherwise)
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise Trouble(f"{name} is no whole number: “{given}”.", f"Write it like {otherwise}, or leave it out.")
    return int(given)


def time_zone(name: str, otherwise: str) -> str:
    given = os.environ.get(name) or otherwise
    try:
        zoneinfo.ZoneInfo(given)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
        raise Trouble(
            f"{name} is no time zone that this machine knows: “{given}”.", f"Write it like {otherwise}."
        ) from error
    return given
