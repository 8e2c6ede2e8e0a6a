"""The console command `openward`."""

import sys
from typing import Any

import click

from openward import __version__
from openward.config.commands.backup import backup, restore
from openward.config.commands.check import check
from openward.config.commands.demo import demo
from openward.config.commands.funnel import funnel
from openward.config.commands.imports import import_
from openward.config.commands.manage import manage
from openward.config.commands.methods import methods
from openward.config.commands.safety import safety
from openward.config.commands.serve import serve, work
from openward.config.trouble import trouble_behind


class InOrder(click.Group):
    """Lists the commands in the order in which somebody new meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="openward")
def openward() -> None:
    """Openward: where a health service and the people it serves improve care together.

    \b
    OPENWARD_INSTANCE  the folder with secrets, files and the embedded database (default: instance/)
    DATABASE_URL       a PostgreSQL server to use instead of the embedded one
    OPENWARD_PORT      the port of the web server (default: 8000)
    OPENWARD_ADDRESS   the public address, such as https://openward.example.org

    docs/running/ explains all settings.
    """


for command in (demo, serve, work, check, backup, restore, import_, funnel, methods, safety, manage):
    openward.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command. Trouble that a person can do something about is one sentence, not a traceback."""
    try:
        openward.main(args=arguments, prog_name="openward", standalone_mode=True)
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
    except Exception as error:
        trouble = trouble_behind(error)
        if trouble is None:
            raise
        fail(trouble.sentence, trouble.advice)


def fail(sentence: str, advice: str) -> Any:
    """Say what is wrong and what to do, and end with status 1."""
    click.echo(click.style(sentence, bold=True), err=True)
    if advice:
        click.echo(advice, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
