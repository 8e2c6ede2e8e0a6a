"""Find or provide the browser for the journeys, and print its path on the last line.

One that is installed is taken first. Without one, root on Debian or Ubuntu gets the system's chromium; everybody else
gets the one that Playwright brings.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _starts(path: str) -> bool:
    """Whether a browser really starts: Ubuntu's chromium-browser may be a script that asks for snap."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def installed() -> str | None:
    """A browser of this machine that starts."""
    wanted = os.environ.get("OPENWARD_BROWSER")
    candidates = [wanted] if wanted else [shutil.which(name) for name in NAMES]
    return next((path for path in candidates if path and _starts(path)), None)


def from_debian() -> str | None:
    """Debian's chromium, installed by root."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    quiet = {"stdout": sys.stderr, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "check": False}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]  # noqa: S607
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **quiet)  # type: ignore[call-overload]  # noqa: S607
    return installed()


def from_playwright() -> str | None:
    """The browser that Playwright brings."""
    # Root can add the system's libraries too; anybody else is told by the browser's own words which are missing.
    libraries = ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
    command = [sys.executable, "-m", "playwright", "install", *libraries, "chromium"]
    subprocess.run(command, stdout=sys.stderr, check=False)  # noqa: S603
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> None:
    """Print the path, or say what to do and end with status 1."""
    path = installed() or from_debian() or from_playwright()
    if path is None:
        sys.exit("No browser was found for the tests.\nInstall chromium, or name one: OPENWARD_BROWSER=/path/to/it")
    print(path)


if __name__ == "__main__":
    main()
