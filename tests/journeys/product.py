"""The product as somebody runs it: its own instance folder, database, web server and worker."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "openward.config.command")
START_S = 90


class Product:
    """One running installation with the demonstration hospital in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "OPENWARD_INSTANCE": str(folder),
            "OPENWARD_PORT": str(self.port),
            "OPENWARD_DEMO": "1",
        }
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> str:
        """One `openward` command to its end; fails on any status but 0."""
        done = subprocess.run(
            [*PROGRAM, *words], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, f"openward {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        self.start_web()
        self.start_worker()

    def start_web(self) -> float:
        """Start the server, wait until it answers, and tell how many seconds that took."""
        began = time.monotonic()
        self.web = self._spawn("web", "serve", "--no-prepare", "--workers", "1", "--port", str(self.port))
        until = time.monotonic() + START_S
        while not self.is_healthy():
            assert time.monotonic() < until, f"the web server did not start: see {self.folder / 'web.log'}"
            time.sleep(0.05)
        return time.monotonic() - began

    def start_worker(self) -> None:
        self.worker = self._spawn("worker", "work")

    def kill_web(self) -> None:
        """SIGKILL to the server and all its processes, as the system does when memory runs out."""
        assert self.web is not None
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    def kill_worker(self) -> None:
        assert self.worker is not None
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()

    def stop(self) -> None:
        for process in (self.web, self.worker):
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(25)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def is_healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _spawn(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [*PROGRAM, *words],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
