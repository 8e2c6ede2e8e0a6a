"""`openward backup` and `openward restore`."""

from pathlib import Path
from typing import Any

import click


def _say(words: str) -> None:
    click.echo(words, err=True)


def _told(manifest: dict[str, Any]) -> str:
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return f"{len(manifest['tables'])} tables with {rows:,} rows and {len(manifest['files'])} files"


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Make a complete copy of this installation: database, files and keys.

    TARGET is a new folder, or a file ending in .tar.gz. The copy is read back and every hash compared before the
    command says that it is done. It can be made while Openward is running.

    The copy holds the keys of the identity vault: keep it as safe as the installation itself.
    """
    from openward.config.copies import make_copy

    manifest = make_copy(target, say=_say)
    click.echo(f"Copied and proved: {_told(manifest)}, in {target}")


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace the installation that is here. What it holds is lost.")
@click.option("--rehearse", is_flag=True, help="Only try: restore into a database of its own, compare, drop it again.")
def restore(source: Path, replace: bool, rehearse: bool) -> None:
    """Restore a copy that "openward backup" made, and compare every hash with the copy's own list.

    Restores into the instance folder and database that the environment names. They must be empty, unless --replace is
    given. Stop Openward first. Try it out every month with --rehearse: a copy that was never restored is a hope.
    """
    from openward.config import copies

    if rehearse:
        manifest = copies.rehearse(source, say=_say)
        click.echo(f"The rehearsal went well: {_told(manifest)} came back as they were copied.")
        return
    manifest = copies.restore_copy(source, replace=replace, say=_say)
    click.echo(f"Restored and proved: {_told(manifest)} are as they were copied on {manifest['made_at'][:10]}.")
