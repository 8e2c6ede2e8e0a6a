"""Keeping the processes of one installation alive: started in order, restarted when they fall, stopped in order."""

import dataclasses
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from openward.config import lifeline
from openward.config.trouble import Trouble

LONGEST_REST_S = 30.0
STOP_TIMEOUT_S = 20.0
LOG_LIMIT_BYTES = 10 * 1024 * 1024
# A child that falls this often before it ever stood for a while will not stand by being started again.
TRIES = 5
STANDS_AFTER_S = 20.0


@dataclasses.dataclass(slots=True)
class Child:
    """One process to keep alive. Its output goes to `log`."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    falls: int = 0
    resting_until: float = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.old"))
        self.started_at = time.monotonic()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                # Ctrl-C reaches the supervisor alone, which stops everything in order.
                start_new_session=True,
                env={**os.environ, lifeline.VARIABLE: str(os.getpid())},
            )

    def has_fallen(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            # Its own children are in its session: none is left holding the port.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Starts children in order, watches them, and stops them in order."""

    def __init__(
        self, children: Sequence[Child], *, say: Callable[[str], None], look_after: Callable[[], None]
    ) -> None:
        self.children = children
        self.say = say
        self.look_after = look_after
        """Called every few seconds: restarts what is no child, the database."""
        self.is_stopping = False

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def start(self) -> None:
        """Listen for being asked to stop, and start the first child."""
        for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wanted, self._ask_to_stop)
        self.children[0].start()

    def start_others(self) -> None:
        """Start the others once the first stands: all at once they would take the processors from it."""
        for child in self.children[1:]:
            child.start()

    def wait_until(self, is_ready: Callable[[], bool], *, timeout_s: float) -> bool:
        """Wait for something while a child starts; False when asked to stop meanwhile. Raises Trouble in vain."""
        deadline = time.monotonic() + timeout_s
        while not self.is_stopping:
            if is_ready():
                return True
            self._tend()
            if time.monotonic() > deadline:
                raise Trouble(f"Nothing answered for {timeout_s:.0f} seconds.", f"See {self.children[0].log}.")
            time.sleep(0.05)
        return False

    def watch(self) -> None:
        """Keep everything alive until asked to stop."""
        looked_at = time.monotonic()
        while not self.is_stopping:
            self._tend()
            if time.monotonic() - looked_at > 2:
                looked_at = time.monotonic()
                self.look_after()
            time.sleep(0.2)

    def stop(self) -> None:
        for child in self.children:
            child.stop()

    def _tend(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.resting_until:
                if now >= child.resting_until:
                    child.resting_until = 0.0
                    child.start()
                continue
            if not child.has_fallen():
                continue
            stood_s = now - child.started_at
            child.falls = 1 if stood_s > STANDS_AFTER_S else child.falls + 1
            if child.falls >= TRIES:
                raise Trouble(
                    f"The {child.name} ended {child.falls} times shortly after it was started.",
                    f"Its last words are at the end of {child.log}.",
                )
            rest_s = min(0.5 * 2 ** (child.falls - 1), LONGEST_REST_S)
            self.say(f"The {child.name} ended unexpectedly; starting it again.")
            child.resting_until = now + rest_s
