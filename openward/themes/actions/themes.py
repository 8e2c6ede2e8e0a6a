"""Naming themes, putting them into other words, showing and hiding them."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from openward.engagements.models import Engagement
from openward.kit.text import address_part
from openward.ledger.actions import record, refuse_outdated
from openward.people.access import Actor
from openward.themes.actions.counts import count_themes
from openward.themes.events import ThemeHidden, ThemeNamed, ThemeReworded, ThemeShown
from openward.themes.models import Code, Theme
from openward.themes.queries.standing import theme_as_shown, theme_standing


@transaction.atomic
def name_theme(
    *, engagement: Engagement, name: str, sentence: str = "", codes: Iterable[Code] = (), by: Actor
) -> Theme:
    """Bring codes together under a name, with one sentence that says what people are telling us."""
    theme = Theme.objects.create(
        engagement=engagement, name=name, slug=_free_slug(engagement, name), sentence=sentence
    )
    left = _group(theme, list(codes))
    record(
        ThemeNamed(
            key=str(theme.pk),
            organisation_key=str(engagement.organisation_id),
            engagement_key=str(engagement.pk),
            name=name,
        ),
        by=by,
    )
    if theme.codes.exists():
        count_themes(engagement_id=engagement.pk, themes={theme.pk, *left})
    return theme


@transaction.atomic
def change_theme(
    *, theme: Theme, name: str, sentence: str, codes: Iterable[Code], opened: str | None = None, by: Actor
) -> None:
    """Put a theme into other words and make exactly these codes part of it. Its address stays.

    `opened` is the hash of what stood there when the form was opened: ChangedMeanwhile when that is over.
    """
    chosen = list(codes)
    refuse_outdated(opened, theme_standing(_locked(theme)), by=by)
    theme.name, theme.sentence = name, sentence
    theme.save(update_fields=["name", "sentence"])
    before = {code.pk for code in theme.codes.all()}
    touched: set[uuid.UUID | None] = {theme.pk}
    if before != {code.pk for code in chosen}:
        theme.codes.exclude(pk__in=[code.pk for code in chosen]).update(theme=None)
        touched |= _group(theme, chosen)
    record(
        ThemeReworded(key=str(theme.pk), organisation_key=str(theme.engagement.organisation_id), name=name), by=by
    )
    count_themes(engagement_id=theme.engagement_id, themes=touched)


@transaction.atomic
def show_theme(*, theme: Theme, is_public: bool = True, opened: str | None = None, by: Actor) -> None:
    """Show a theme to everybody, or stop showing it. Its small numbers and its quotes stay guarded either way.

    `opened` is the hash of the words that were read: ChangedMeanwhile when others stand there now.
    """
    refuse_outdated(opened, theme_as_shown(_locked(theme)), by=by)
    theme.is_public = is_public
    theme.save(update_fields=["is_public"])
    fact = ThemeShown if is_public else ThemeHidden
    record(fact(key=str(theme.pk), organisation_key=str(theme.engagement.organisation_id)), by=by)


def _locked(theme: Theme) -> Theme:
    return Theme.objects.select_for_update().get(pk=theme.pk)


def _group(theme: Theme, codes: list[Code]) -> set[uuid.UUID | None]:
    """Make codes part of a theme; returns the themes that they left."""
    own = Code.objects.filter(pk__in=[code.pk for code in codes], codebook__engagement=theme.engagement_id)
    left: set[uuid.UUID | None] = set(own.filter(theme__isnull=False).values_list("theme_id", flat=True))
    if own.update(theme=theme) != len(codes):
        raise ValueError("a theme groups codes of its own engagement only")
    return left


def _free_slug(engagement: Engagement, name: str) -> str:
    plain = address_part(name, longest=70, instead="theme")
    taken = set(Theme.objects.filter(engagement=engagement, slug__startswith=plain).values_list("slug", flat=True))
    number = 1
    slug = plain
    while slug in taken:
        number += 1
        slug = f"{plain}-{number}"
    return slug
