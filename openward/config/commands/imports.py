"""`openward import`: bringing in what people said elsewhere."""

import dataclasses
import json
import sys
from pathlib import Path

import click

from openward.config.trouble import Trouble


@click.group("import")
def import_() -> None:
    """Bring in comments from a survey."""


@import_.command("fft")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--space", "slug", required=True, help="The short name in the address of the space that receives them.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON, last.")
def fft(file: Path, slug: str, as_json: bool) -> None:
    """Import comments of the NHS Friends and Family Test from a CSV file.

    Each comment becomes a contribution that came from a survey and is never public by itself. Its labels become
    codings. A row that cannot be read is named in a file of the instance folder with its line number and the reason;
    the others go in. Running the import again adds nothing twice, and an import that was cut short can simply be run
    again.
    """
    from openward.config.preparing import set_up_django

    set_up_django()
    from openward.people.access import SYSTEM
    from openward.spaces.models import Space
    from openward.themes.actions.imports import NotThisLayout, import_survey

    space = Space.objects.filter(slug=slug).first()
    if space is None:
        known = ", ".join(Space.objects.values_list("slug", flat=True)) or "none yet"
        raise Trouble(f"There is no space “{slug}”.", f"There are: {known}.")
    total = max(file.stat().st_size, 1)
    with click.progressbar(length=total, label=f"Importing {file.name}", file=sys.stderr) as bar:

        def on_progress(bytes_read: int, _bytes_of_file: int) -> None:
            bar.update(max(min(bytes_read, total) - bar.pos, 0))

        try:
            result = import_survey(path=file, space=space, by=SYSTEM, on_progress=on_progress)
        except NotThisLayout as error:
            raise Trouble(str(error), "docs/running/surveys.md says which columns it needs.") from error
        on_progress(total, total)
    figures = {
        name: value for name, value in dataclasses.asdict(result).items() if name not in {"rejects_path", "seconds"}
    }
    if result.rejects_path:
        click.echo(f"Rows that could not be read are in {result.rejects_path}", err=True)
    if as_json:
        click.echo(json.dumps({**figures, "seconds": round(result.seconds, 1)}))
    else:
        told = ", ".join(f"{name} {value:,}" for name, value in figures.items())
        click.echo(f"{told[0].upper()}{told[1:]} in {result.seconds:.1f} s.")
