"""Openward: the open platform on which a health service and the people it serves improve care together."""

__version__ = "0.1.0"
