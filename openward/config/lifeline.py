"""A child of the supervisor ends with it, however the supervisor ends."""

import os
import signal
import threading
import time

VARIABLE = "OPENWARD_LIFELINE"
LOOK_EVERY_S = 1.0


def follow_parent() -> None:
    """End this process when its parent is gone, if the supervisor asked for that in the environment.

    A supervisor that is killed cannot tell its children. Orphans would keep the port, and the next start would fail.
    """
    if os.environ.get(VARIABLE) != "1":
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_S)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
