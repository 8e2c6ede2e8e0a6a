"""`openward methods`: each measuring instrument alone, for researchers. Needs no database."""

import importlib

import click

INSTRUMENTS = {
    "opinion-map": "opinion_map",
    "spc": "spc",
    "coordination": "coordination",
    "near-duplicates": "near_duplicates",
    "identifiers": "identifiers",
    "themes": "themes",
    "representation": "representation",
    "disclosure": "disclosure",
    "agreement": "agreement",
    "readability": "readability",
}
"""Command name -> the module here that holds a command `instrument`."""


class LoadedWhenAsked(click.Group):
    """Imports an instrument only when it is used: each stands on libraries that take a while to load."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(INSTRUMENTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = INSTRUMENTS.get(cmd_name)
        if module is None:
            return None
        command = importlib.import_module(f"{__name__}.{module}").instrument
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LoadedWhenAsked)
def methods() -> None:
    """Use a measuring instrument alone, on your own files.

    Each reads CSV or JSON lines, needs no database and sends nothing anywhere. docs/methods/ has a card for each:
    what it answers, how, and when not to trust it. Input that cannot be read ends with one sentence and status 2.
    """
