"""The product as it is served, on this machine, for a benchmark: Granian with one worker, and a client."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil

from openward.config import instance

PORT = 8765
START_S = 60
STANDS_AFTER_S = 5
"""A moment after its start the server loads what the checks of new words read, and for a second its pages take up to a
quarter of a second. The figures are those of a server that stands."""


@contextmanager
def serving() -> Iterator[int]:
    """Start the web server and yield its process id; stop it at the end."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings", "OPENWARD_PORT": str(PORT)}
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "openward.config.wsgi:application",
    ]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait()
        time.sleep(STANDS_AFTER_S)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait() -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the web server did not start within {START_S} s")


def ask(connection: http.client.HTTPConnection, address: str, cookie: str = "") -> int:
    """One request over a kept connection; returns the bytes received and fails on anything but 200."""
    connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address} answered {answer.status}")
    return len(body)


def _cpu_s(processes: list[psutil.Process]) -> float:
    spent = 0.0
    for process in processes:
        # A process that ended in between takes its seconds with it.
        with suppress(psutil.NoSuchProcess):
            spent += sum(process.cpu_times()[:2])
    return spent


def _web(pid: int) -> list[psutil.Process]:
    main = psutil.Process(pid)
    return [main, *main.children(recursive=True)]


def _database() -> list[psutil.Process]:
    """The processes of the bench's own embedded database; none when DATABASE_URL names a server."""
    kept = instance.folder() / "postgres" / "postmaster.pid"
    if not kept.exists():
        return []
    main = psutil.Process(int(kept.read_text().split()[0]))
    return [main, *main.children(recursive=True)]


def cpu_ms(pid: int, address: str, *, cookie: str = "", requests: int = 300) -> tuple[float, float]:
    """CPU milliseconds per request: of the web processes, and of the database's processes that serve them."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    for _warm in range(30):
        ask(connection, address, cookie)
    web, database = _web(pid), _database()
    before = _cpu_s(web), _cpu_s(database)
    for _request in range(requests):
        ask(connection, address, cookie)
    after = _cpu_s(web), _cpu_s(database)
    connection.close()
    return (after[0] - before[0]) / requests * 1000, (after[1] - before[1]) / requests * 1000


def latencies_ms(addresses: list[str], *, cookie: str = "", connections: int = 4, each: int = 60) -> list[float]:
    """Milliseconds of every request when `connections` clients ask for the addresses in turn."""
    found: list[float] = []
    lock = threading.Lock()

    def client(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        own = []
        for number in range(each):
            began = time.perf_counter()
            ask(connection, addresses[(first + number) % len(addresses)], cookie)
            own.append((time.perf_counter() - began) * 1000)
        connection.close()
        with lock:
            found.extend(own)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(connections)]
    _run(threads)
    return sorted(found)


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def percentile(ordered: list[float], share: float) -> float:
    """The value below which `share` of the ordered values lie."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median_of(measure: Callable[[], float], *, times: int = 3) -> float:
    """The median of a few runs: single runs on a shared machine mislead."""
    return statistics.median(measure() for _run_number in range(times))
