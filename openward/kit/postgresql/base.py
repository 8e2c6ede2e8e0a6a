"""The connection to PostgreSQL. Django looks for it in a module of this name."""

import selectors

from django.db.backends.postgresql import base

_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


class DatabaseWrapper(base.DatabaseWrapper):
    """Finds out cheaply, before the first query of a page, whether a kept connection still leads anywhere."""

    def is_usable(self) -> bool:
        """Django asks the database "select 1" each time, which costs a tenth of a page. A server that went away has
        closed its end: that, or anything else it said unasked, can be read, and only then it is asked."""
        if self.connection is None or self.errors_occurred or self._has_something_to_say():
            return bool(super().is_usable())
        return True

    def _has_something_to_say(self) -> bool:
        if self.connection.closed:
            return True
        with _Selector() as selector:
            selector.register(self.connection.fileno(), selectors.EVENT_READ)
            return bool(selector.select(timeout=0))
