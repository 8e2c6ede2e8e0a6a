"""Starting an improvement from what people said, changing its aim, showing it, and ending it."""

import datetime
import re
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openward.improvements.actions.changes import (
    AlreadyEnded,
    fact_keys,
    locked,
    running,
    theme_keys,
)
from openward.improvements.actions.measures import add_measure
from openward.improvements.events import (
    AimChanged,
    ImprovementFinished,
    ImprovementHidden,
    ImprovementResumed,
    ImprovementShown,
    ImprovementStarted,
    ImprovementStopped,
    ThemeLinked,
    ThemeUnlinked,
)
from openward.improvements.models import Improvement, Measure, TeamMember
from openward.kit.text import address_part
from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import Actor
from openward.people.models import Service
from openward.themes.models import Theme


@transaction.atomic
def start_improvement(
    *,
    themes: Sequence[Theme],
    title: str,
    aim: str,
    service: Service | None = None,
    due_on: datetime.date | None = None,
    follows_theme: bool = False,
    by: Actor,
) -> Improvement:
    """Start an improvement from one or more themes of one engagement. Whoever starts it leads its team.

    With `follows_theme` the first theme's monthly share becomes the first measure.
    """
    if len({theme.engagement_id for theme in themes}) != 1:
        raise ValueError("an improvement begins with themes of one engagement")
    engagement = themes[0].engagement
    refuse_second_sending(by)
    improvement = Improvement.objects.create(
        engagement=engagement,
        service=service,
        slug=_free_slug(title),
        title=title,
        aim=aim,
        due_on=due_on,
        started_on=timezone.localdate(),
    )
    improvement.themes.set(themes)
    if by.account is not None:
        TeamMember.objects.create(
            improvement=improvement, account=by.account, part=TeamMember.Part.LEADER, name=by.account.name
        )
    record(
        ImprovementStarted(
            **fact_keys(improvement),
            title=title,
            engagement_key=str(engagement.pk),
            theme_keys=tuple(str(theme.pk) for theme in themes),
        ),
        by=by,
    )
    if follows_theme:
        follow_theme(improvement=improvement, theme=themes[0], by=by)
    return improvement


@transaction.atomic
def follow_theme(*, improvement: Improvement, theme: Theme, by: Actor) -> Measure:
    """Measure an improvement by how often people still speak of the theme, month by month."""
    return add_measure(
        improvement=improvement,
        name=(_("People still tell us: %(theme)s") % {"theme": theme.name})[:160],
        kind=Measure.Kind.OUTCOME,
        better=Measure.Better.DECREASE,
        unit="%",
        source_theme=theme,
        by=by,
    )


@transaction.atomic
def link_theme(*, improvement: Improvement, theme: Theme, by: Actor) -> None:
    """Let an improvement work on another theme of its engagement; linking it twice changes nothing."""
    improvement = running(improvement, by=by)
    if theme.engagement_id != improvement.engagement_id:
        raise ValueError("an improvement works on themes of its own engagement")
    if improvement.themes.filter(pk=theme.pk).exists():
        return
    improvement.themes.add(theme)
    record(ThemeLinked(**fact_keys(improvement), title=improvement.title, theme_key=str(theme.pk)), by=by)


class LastTheme(Exception):
    """An improvement works on at least one theme: it is what people said."""


@transaction.atomic
def unlink_theme(*, improvement: Improvement, theme: Theme, because: str, by: Actor) -> None:
    """Stop working on a theme. Both pages say so, and the way of what was said there no longer counts this work.

    Raises LastTheme for the only one. A theme that is not linked stays so.
    """
    improvement = running(improvement, by=by)
    if not improvement.themes.filter(pk=theme.pk).exists():
        refuse_second_sending(by)
        return
    if improvement.themes.count() == 1:
        raise LastTheme
    if not because.strip():
        raise ValueError("those who spoke of it can read why")
    improvement.themes.remove(theme)
    keys = {**fact_keys(improvement), "title": improvement.title, "theme_key": str(theme.pk)}
    record(ThemeUnlinked(**keys, because=because.strip()), by=by)


@transaction.atomic
def change_aim(
    *,
    improvement: Improvement,
    title: str,
    aim: str,
    service: Service | None,
    due_on: datetime.date | None,
    version: int,
    by: Actor,
) -> Improvement:
    """Change what the improvement is called, what it aims at, where and by when."""
    current = locked(improvement, version=version, by=by)
    if not current.is_running:
        raise AlreadyEnded
    current.title, current.aim, current.service, current.due_on = title, aim, service, due_on
    current.save()
    record(AimChanged(**fact_keys(current), aim=aim), by=by)
    return current


@transaction.atomic
def show_improvement(*, improvement: Improvement, by: Actor) -> Improvement:
    """Show it to everybody; doing so twice changes nothing."""
    return _set_public(improvement, True, by)


@transaction.atomic
def hide_improvement(*, improvement: Improvement, by: Actor) -> Improvement:
    """Show it to the team and to staff only."""
    return _set_public(improvement, False, by)


def _set_public(improvement: Improvement, is_public: bool, by: Actor) -> Improvement:
    current = Improvement.objects.select_for_update().select_related("engagement").get(pk=improvement.pk)
    if current.is_public == is_public:
        return current
    current.is_public = is_public
    current.save(update_fields=["is_public"])
    fact = ImprovementShown if is_public else ImprovementHidden
    record(fact(**fact_keys(current)), by=by)
    return current


@transaction.atomic
def finish_improvement(*, improvement: Improvement, what_changed: str, by: Actor) -> Improvement:
    """End the work and say what is different now. Its measures go on, to show whether it lasts."""
    current = running(improvement, by=by)
    current.state, current.what_changed = Improvement.State.FINISHED, what_changed
    current.ended_on = timezone.localdate()
    current.version += 1
    current.save()
    record(
        ImprovementFinished(**fact_keys(current), what_changed=what_changed, theme_keys=theme_keys(current)), by=by
    )
    return current


@transaction.atomic
def stop_improvement(*, improvement: Improvement, why: str, by: Actor) -> Improvement:
    """End the work without a change, and say why."""
    current = running(improvement, by=by)
    current.state, current.why_stopped = Improvement.State.STOPPED, why
    current.ended_on = timezone.localdate()
    current.version += 1
    current.save()
    record(ImprovementStopped(**fact_keys(current), why=why, theme_keys=theme_keys(current)), by=by)
    return current


@transaction.atomic
def resume_improvement(*, improvement: Improvement, by: Actor) -> Improvement:
    """Take up again what was ended; why it was ended stays in the ledger."""
    current = Improvement.objects.select_for_update().select_related("engagement").get(pk=improvement.pk)
    if current.is_running:
        return current
    current.state, current.ended_on = Improvement.State.RUNNING, None
    current.version += 1
    current.save()
    record(ImprovementResumed(**fact_keys(current), theme_keys=theme_keys(current)), by=by)
    return current


def _free_slug(title: str) -> str:
    # A title in another script has no letters for an address; "new" is one already, and a key is not a slug.
    stem = address_part(title, longest=60, instead="improvement")
    if stem == "new" or re.fullmatch(r"[0-9a-f-]{32,36}", stem):
        stem = f"improvement-{stem}"
    taken = set(Improvement.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(
        (slug for slug in (f"{stem}-{number}" for number in range(2, 100)) if slug not in taken),
        f"{stem}-{secrets.token_hex(4)}",
    )
