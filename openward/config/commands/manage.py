"""`openward manage`: Django's own management commands."""

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands, such as "openward manage migrate".

    "openward manage help" lists them.
    """
    from django.core.management import execute_from_command_line

    from openward.config.preparing import set_up_django

    set_up_django()
    execute_from_command_line(["openward manage", *(arguments or ("help",))])
