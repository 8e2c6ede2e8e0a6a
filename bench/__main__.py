"""Every figure Openward holds itself to, measured: `make bench`, or `python -m bench pages import funnel`.

Prints a row per figure with its target and its rival in the same run. Nothing is asserted: a miss is printed as one.
"""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCHES = ("pages", "feeds", "funnel", "importing", "screening", "together", "cases", "alerts")


def main() -> None:
    """Prepare the bench's own instance and run what was asked for."""
    os.environ.setdefault("OPENWARD_INSTANCE", str(ROOT / "instance" / "bench"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    from openward.config import instance

    instance.ensure_database()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    wanted = [name for name in sys.argv[1:] if name in BENCHES] or list(BENCHES)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · commit {commit.stdout.strip() or 'unknown'}", end=" · ")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    from bench import population

    size = int(os.environ.get("OPENWARD_BENCH_CONTRIBUTIONS", "200000"))
    population.populate(contributions=size)
    population.refresh_statistics()
    for name in wanted:
        print(f"\n{name}")
        __import__(f"bench.{name}", fromlist=["run"]).run()


if __name__ == "__main__":
    main()
