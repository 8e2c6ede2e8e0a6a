"""Structured logs without personal text."""

from typing import Any


def configure(_settings: dict[str, Any]) -> None:
    """Configure logging."""
