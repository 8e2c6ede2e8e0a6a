# ruff: noqa: S603, S607 -- npm and node are found on the path; nothing given from outside reaches them
"""Renew what Openward keeps a copy of: nhsuk-frontend, htmx and the typeface.

    python scripts/renew_vendored_assets.py            fetch, check, build, replace
    python scripts/renew_vendored_assets.py --check    the same, but only say whether anything differs

Needs Node and npm (any current release); running or testing Openward needs neither. Packages come through npm as it
is set up on this machine, each is checked against the hash below, and the result depends on nothing else, so the same
versions always give the same files. To move to a new version change the version and its hash here (`npm view
NAME@VERSION dist.integrity`), keep `nhsuk-frontend-jinja` in pyproject.toml in step, and look at /design.

nhsuk-frontend's style sheet is compiled from its own Sass with Openward's colours and typeface and without the parts
that Openward does not use (scripts/nhsuk_openward.scss): no address of a typeface or picture elsewhere is left in it.
"""

from __future__ import annotations

import argparse
import base64
import filecmp
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "openward" / "design" / "static" / "design" / "vendor"
SCSS = Path(__file__).resolve().parent / "nhsuk_openward.scss"

SASS = "1.108.2"
PACKAGES = {
    "nhsuk-frontend": (
        "10.6.1",
        "sha512-PZorqQZjZx/A26yJoskCL9z0ib6AtkAyF0o4K/RHr8zRrJyXrUOCnMbjy0VNXsGO4tfTNMwqlkwATKs4a0xayw==",
    ),
    "htmx.org": (
        "2.0.11",
        "sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
    ),
    "@fontsource-variable/atkinson-hyperlegible-next": (
        "5.3.0",
        "sha512-UnLzNUy1RWoLDfydAatP4NaRm99X/WbQEph7q/PymJnCFIOOwKOx3pBmp5ys8trO0dM+CKGuJgeZP9fAR4mQpA==",
    ),
}

# Copied as they are: package, path inside it, place under vendor/.
COPIES = (
    ("nhsuk-frontend", "dist/nhsuk/nhsuk-frontend.min.js", "nhsuk/nhsuk.js"),
    ("htmx.org", "dist/htmx.min.js", "htmx/htmx.js"),
    ("htmx.org", "LICENSE", "htmx/LICENSE"),
    (
        "@fontsource-variable/atkinson-hyperlegible-next",
        "files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
        "atkinson/atkinson-hyperlegible-next.woff2",
    ),
    ("@fontsource-variable/atkinson-hyperlegible-next", "LICENSE", "atkinson/LICENSE"),
)

# The package says "MIT" in package.json and README but carries no licence file: this is the one of its repository.
NHSUK_LICENCE = """\
MIT License

Copyright (c) 2019 NHS.UK

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def npm(*arguments: str, inside: Path) -> str:
    done = subprocess.run(["npm", *arguments], cwd=inside, check=True, capture_output=True, text=True)
    return done.stdout


def unpack(name: str, version: str, integrity: str, inside: Path) -> Path:
    """The folder of a package, after its bytes have been compared with the hash."""
    packed = json.loads(npm("pack", "--json", f"{name}@{version}", inside=inside))
    described = packed[0] if isinstance(packed, list) else next(iter(packed.values()))
    archive = inside / described["filename"]
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != integrity:
        raise SystemExit(f"{name} {version} is not what it was: {found}")
    folder = inside / name.replace("/", "+")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    return folder / "package"


def compile_css(nhsuk: Path, inside: Path) -> str:
    npm("install", "--silent", "--no-audit", "--no-fund", f"sass@{SASS}", inside=inside)
    sass = inside / "node_modules" / "sass" / "sass.js"
    done = subprocess.run(
        ["node", str(sass), "--style=compressed", "--no-source-map", "--no-charset", "--quiet-deps",
         f"--load-path={nhsuk / 'dist'}", str(SCSS)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    css = done.stdout.lstrip("\ufeff")
    for foreign in ("http:", "https:", "Frutiger", "/assets/"):
        if foreign in css:
            raise SystemExit(f"The compiled style sheet still mentions {foreign}")
    return f"/* nhsuk-frontend {PACKAGES['nhsuk-frontend'][0]}, MIT: see LICENSE. Compiled: do not edit. */\n{css}"


def build(into: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        inside = Path(name)
        folders = {one: unpack(one, *facts, inside=inside) for one, facts in PACKAGES.items()}
        for package, source, target in COPIES:
            place = into / target
            place.parent.mkdir(parents=True, exist_ok=True)
            text = (folders[package] / source).read_bytes()
            if place.suffix == ".js":
                # Source maps are not copied, and a page that asks for a missing one is noise in every log.
                text = re.sub(rb"//# sourceMappingURL=\S+", b"", text)
            place.write_bytes(text)
        css = compile_css(folders["nhsuk-frontend"], inside)
        (into / "nhsuk" / "nhsuk.css").write_text(css, encoding="utf-8")
        (into / "nhsuk" / "LICENSE").write_text(NHSUK_LICENCE, encoding="utf-8")
        images = folders["nhsuk-frontend"] / "dist" / "nhsuk" / "assets" / "images"
        for image in sorted(images.glob("*.svg")):
            if f"images/{image.name}" in css:
                (into / "nhsuk" / "images").mkdir(exist_ok=True)
                shutil.copyfile(image, into / "nhsuk" / "images" / image.name)
    versions = {name: version for name, (version, _hash) in PACKAGES.items()}
    (into / "versions.json").write_text(json.dumps({**versions, "built with sass": SASS}, indent=2) + "\n")


def differences(one: Path, other: Path) -> list[str]:
    names = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*") if path.is_file()}
    return sorted(
        str(name)
        for name in names
        if not ((one / name).is_file() and (other / name).is_file() and filecmp.cmp(one / name, other / name, False))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Renew the copies of nhsuk-frontend, htmx and the typeface.")
    parser.add_argument("--check", action="store_true", help="only say what would change")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / "vendor"
        made.mkdir()
        build(made)
        changed = differences(made, VENDOR)
        if given.check:
            print("\n".join(changed) or "Nothing differs.")
            sys.exit(1 if changed else 0)
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(made, VENDOR)
        print(f"Renewed {VENDOR.relative_to(ROOT)}: {len(changed)} files changed.")


if __name__ == "__main__":
    main()
