"""A child of the supervisor ends with it, however the supervisor ends."""

import os
import signal
import threading
import time

from openward.config import postgres

# Holds the process id of the parent to follow, so that a child whose parent dies while it starts notices too.
VARIABLE = "OPENWARD_LIFELINE"
LOOK_EVERY_S = 0.5
LAST_WORDS_S = 2.0


def is_held() -> bool:
    """Whether this process belongs to a supervisor."""
    return VARIABLE in os.environ


def follow_parent() -> None:
    """End this process when its parent is gone, if the supervisor asked for that in the environment.

    A supervisor that is killed cannot tell its children. Orphans would keep the port, and the next start would fail.
    The children of this process will follow it in turn.
    """
    if not is_held():
        return
    parent = int(os.environ[VARIABLE])
    os.environ[VARIABLE] = str(os.getpid())

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_S)
        os.kill(os.getpid(), signal.SIGTERM)
        # Whoever does not stop when asked would keep the port from the one that takes its place.
        time.sleep(LAST_WORDS_S)
        # What runs at an ordinary end does not run now, and the last one out still has to stop the database.
        postgres.leave_all()
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
