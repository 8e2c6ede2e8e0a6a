"""The console command as somebody meets it: in a process of its own, in an instance folder of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.factories.loaded import copy_of_loaded

PROGRAM = (sys.executable, "-m", "openward.config.command")


def environment(instance: Path, **values: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith("OPENWARD_")
    }
    return {**kept, "OPENWARD_INSTANCE": str(instance), **values}


def run(instance: Path, *arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, timeout=120, env=environment(instance, **values)
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str = "/health/") -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


class Running:
    """A demonstration that was started and has said where to go."""

    def __init__(self, instance: Path) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [*PROGRAM, "demo"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(instance, OPENWARD_PORT=str(self.port)),
        )
        assert self.process.stdout is not None
        self.told = []
        for line in self.process.stdout:
            self.told.append(line)
            if "Logs are in" in line:
                break

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def children(self, name: str) -> list[psutil.Process]:
        family = psutil.Process(self.process.pid).children()
        return [one for one in family if is_alive(one) and name in one.cmdline()]

    def stop(self, wanted: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(wanted)
        assert self.process.stdout is not None
        self.told += self.process.stdout.readlines()
        self.process.stdout.close()
        return self.process.wait(30)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = copy_of_loaded(tmp_path_factory.mktemp("command") / "instance")
    yield folder
    assert not postgres_of(folder)


def postgres_of(folder: Path) -> list[psutil.Process]:
    return [
        one for one in psutil.process_iter(["cmdline"]) if str(folder / "postgres") in (one.info["cmdline"] or [])
    ]


def until(condition: object, timeout_s: float = 90) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, f"waited {timeout_s} s in vain"
        time.sleep(0.2)


def test_a_second_start_is_quick_and_says_where_to_go_and_ctrl_c_stops_everything(instance: Path) -> None:
    demo = Running(instance)
    try:
        told = "".join(demo.told)
        ready = re.search(r"ready after ([\d.]+) s", told)
        assert ready is not None
        print(f"A second start was ready after {ready[1]} s.")
        for role in ("lead", "moderator", "coder", "improver", "responder", "advisory"):
            assert f"{role}@riverbend.example" in told
        assert "riverbend-demonstration" in told
        assert f"http://127.0.0.1:{demo.port}/s/friends-and-family/" in told
        status, body = get(demo.port)
        assert status == 200
        assert json.loads(body)["ready"] is True
        until(lambda: json.loads(get(demo.port)[1])["workers"] == 3)
        family = demo.family()
    finally:
        status = demo.stop()
    assert status == 0
    assert not [one for one in family if is_alive(one)]
    assert not postgres_of(instance)


def test_whatever_is_killed_comes_back_and_a_killed_supervisor_hinders_nothing(instance: Path) -> None:
    demo = Running(instance)
    try:
        killed = [demo.children("work")[0], demo.children("serve")[0]]
        for one in killed:
            one.kill()
        until(lambda: not any(is_alive(one) for one in killed))
        until(lambda: demo.children("work") and demo.children("serve"))

        def is_ready() -> bool:
            try:
                return get(demo.port)[0] == 200
            except OSError:
                return False

        until(is_ready)
        database = postgres_of(instance)[0]
        database.kill()
        until(lambda: [one for one in postgres_of(instance) if is_alive(one) and one.pid != database.pid])
        until(is_ready)
    finally:
        family = demo.family()
        demo.stop(signal.SIGKILL)
    until(lambda: not [one for one in family if is_alive(one)])
    until(lambda: not postgres_of(instance))
    again = Running(instance)
    try:
        assert get(again.port)[0] == 200
    finally:
        assert again.stop(signal.SIGTERM) == 0


def test_a_port_in_use_is_one_sentence_and_what_to_do(instance: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run(instance, "demo", OPENWARD_PORT=str(port))
    assert refused.returncode == 1
    assert f"Port {port} on 127.0.0.1 is in use" in refused.stderr
    assert "OPENWARD_PORT=" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_database_that_does_not_answer_is_one_sentence(instance: Path) -> None:
    address = f"postgresql://somebody:canary-password@127.0.0.1:{free_port()}/openward"
    refused = run(instance, "check", DATABASE_URL=address)
    assert refused.returncode == 1
    assert "The database does not answer" in refused.stderr
    assert "DATABASE_URL" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "canary-password" not in refused.stderr


def test_an_instance_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    refused = run(tmp_path / "file" / "instance", "demo", "--load-only")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert str(tmp_path / "file") in refused.stderr
    assert "OPENWARD_INSTANCE" in refused.stderr


def test_check_finds_a_sound_installation_sound_and_names_a_broken_link(instance: Path) -> None:
    demo = Running(instance)
    try:
        # The worker does what the loading left to it, whichever test came before.
        until(lambda: "NO  The oldest job" not in run(instance, "check").stdout)
    finally:
        demo.stop()
    sealed = run(instance, "manage", "shell", "-c", "from openward.ledger.actions import seal_facts; seal_facts()")
    assert sealed.returncode == 0, sealed.stderr
    sound = run(instance, "check")
    assert sound.returncode == 0, sound.stdout
    assert "The ledger's chain is whole" in sound.stdout
    change = (
        "from django.db import connection; c = connection.cursor();"
        "c.execute('alter table ledger_recordedfact disable trigger user');"
        "c.execute('update ledger_recordedfact set authority = %s where id = (select fact_id from ledger_link "
        "where sequence = 7)', ['{}']);"
        "c.execute('alter table ledger_recordedfact enable trigger user')"
    )
    kept = run(
        instance,
        "manage",
        "shell",
        "-c",
        "from openward.ledger.models import Link; print('was', Link.objects.get(sequence=7).fact.authority)",
    )
    assert kept.returncode == 0, kept.stderr
    before = re.search(r"was (.*)", kept.stdout)
    assert before is not None
    assert run(instance, "manage", "shell", "-c", change.format("somebody else")).returncode == 0
    broken = run(instance, "check", "--json")
    assert broken.returncode == 1
    findings = json.loads(broken.stdout)["findings"]
    chain = next(one for one in findings if one["about"] == "ledger" and not one["is_sound"])
    assert "the first link that does not hold is 7" in chain["sentence"]
    assert run(instance, "manage", "shell", "-c", change.format(before[1])).returncode == 0
    assert run(instance, "check").returncode == 0


def test_help_loads_nothing_that_only_a_command_needs() -> None:
    heavy = "{'numpy', 'polars', 'scipy', 'sklearn', 'django', 'psycopg'}"
    asked = f"import sys, openward.config.command; print(sorted({heavy} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_every_command_explains_itself(tmp_path: Path) -> None:
    for name in ("demo", "serve", "work", "check", "backup", "restore", "import", "funnel", "manage"):
        if name == "manage":
            continue
        told = run(tmp_path, name, "--help")
        assert told.returncode == 0
        assert len(told.stdout.splitlines()) > 5, name
    assert not list(tmp_path.iterdir())


def test_the_funnel_of_an_engagement_that_is_not_there(instance: Path) -> None:
    refused = run(instance, "funnel", "no-such-engagement", "--json")
    assert refused.returncode == 1
    assert "There is no engagement “no-such-engagement”" in refused.stderr


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("OPENWARD_ADDRESS", "our-hospital"),
        ("OPENWARD_PORT", "eighty"),
        ("OPENWARD_TIME_ZONE", "Europe/Nowhere"),
        ("OPENWARD_SMTP_PORT", "post"),
    ],
)
def test_a_wrong_setting_is_one_sentence_and_what_to_write(instance: Path, name: str, wrong: str) -> None:
    refused = run(instance, "check", **{name: wrong})
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    sentence, advice = refused.stderr.strip().splitlines()
    assert name in sentence
    assert wrong in sentence
    assert advice.startswith("Write it like ")


@pytest.mark.parametrize(
    "content", [b"", b"a,b,c\n1,2,3\n", bytes(range(256))], ids=["empty", "other columns", "binary"]
)
def test_a_file_in_another_layout_is_one_sentence(instance: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "comments.csv"
    file.write_bytes(content)
    refused = run(instance, "import", "fft", str(file), "--space", "friends-and-family", "--json")
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "Traceback" not in refused.stderr
    assert "surveys.md" in refused.stderr


def test_a_database_without_tables_is_one_sentence_and_what_to_run(tmp_path: Path) -> None:
    for arguments in (("funnel",), ("backup", str(tmp_path / "copy"))):
        refused = run(tmp_path / "new", *arguments)
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
        assert "openward manage migrate" in refused.stderr
    assert not (tmp_path / "copy").exists()
    assert not postgres_of(tmp_path / "new")
