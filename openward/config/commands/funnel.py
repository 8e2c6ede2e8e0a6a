"""`openward funnel`: what came of what people said, in figures."""

import dataclasses
import json

import click

from openward.config.trouble import Trouble

STEPS = ("asked", "said", "themed", "acted", "changed", "told")


@click.command()
@click.argument("engagement", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per engagement, one per line.")
def funnel(engagement: str | None, as_json: bool) -> None:
    """Print how many were asked, said something, and what came of it.

    ENGAGEMENT is the short name in its address; without it every engagement is printed.

    \b
    asked    people asked, as recorded
    said     contributions received
    themed   of these, understood as part of a theme
    acted    of these, in a theme that an improvement works on
    changed  of these, behind an answer whose claim of change a second person checked
    told     contributions whose author was told what came of it
    """
    from openward.config.preparing import set_up_django

    set_up_django()
    from openward.engagements.models import Engagement
    from openward.evaluation import queries

    found = Engagement.objects.filter(slug=engagement) if engagement else Engagement.objects.order_by("created_at")
    if engagement and not found:
        known = ", ".join(Engagement.objects.values_list("slug", flat=True)) or "none yet"
        raise Trouble(f"There is no engagement “{engagement}”.", f"There are: {known}.")
    for one in found:
        figures = dataclasses.asdict(queries.funnel(one))
        if as_json:
            click.echo(json.dumps({"engagement": one.slug, **{step: figures[step] for step in STEPS}}))
            continue
        click.echo(click.style(f"{one.title} ({one.slug})", bold=True))
        for step in STEPS:
            told = "not recorded" if figures[step] is None else f"{figures[step]:,}"
            click.echo(f"  {step:<8}{told:>14}")
