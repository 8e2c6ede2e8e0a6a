"""Making codebooks, and defining, changing, retiring and grouping their codes."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from openward.engagements.models import Engagement
from openward.ledger.actions import record, refuse_outdated
from openward.people.access import Actor
from openward.themes.actions.counts import count_themes
from openward.themes.actions.themes import name_theme
from openward.themes.events import (
    CodebookMade,
    CodeChanged,
    CodeDefined,
    CodeGrouped,
    CodeRetired,
    CodeRevived,
    CodesDefined,
)
from openward.themes.models import Code, Codebook, Theme
from openward.themes.queries.standing import code_standing


class NameTaken(ValueError):
    """Another one of this name is there already."""


@transaction.atomic
def make_codebook(*, engagement: Engagement, name: str, source: str = "", by: Actor) -> Codebook:
    """Begin a codebook. Raises NameTaken."""
    codebook, is_new = Codebook.objects.get_or_create(engagement=engagement, name=name, defaults={"source": source})
    if not is_new:
        raise NameTaken
    record(CodebookMade(key=str(codebook.pk), organisation_key=str(engagement.organisation_id), name=name), by=by)
    return codebook


@transaction.atomic
def define_code(
    *,
    codebook: Codebook,
    name: str,
    definition: str,
    example: str = "",
    counter_example: str = "",
    theme: Theme | None = None,
    by: Actor,
) -> Code:
    """Add a code with its definition. Raises NameTaken."""
    code, is_new = Code.objects.get_or_create(
        codebook=codebook,
        name=name,
        defaults={
            "definition": definition,
            "example": example,
            "counter_example": counter_example,
            "theme": _own(codebook, theme),
        },
    )
    if not is_new:
        raise NameTaken
    record(CodeDefined(**_keys(code), theme_keys=_theme_keys(theme)), by=by)
    return code


@transaction.atomic
def change_code(
    *,
    code: Code,
    name: str,
    definition: str,
    example: str = "",
    counter_example: str = "",
    theme: Theme | None,
    opened: str | None = None,
    by: Actor,
) -> None:
    """Change a code's name, definition and examples, and the theme it is part of. Raises NameTaken.

    `opened` is the hash of what stood there when the form was opened: ChangedMeanwhile when that is over.
    """
    current = Code.objects.select_for_update(of=("self",)).select_related("theme").get(pk=code.pk)
    refuse_outdated(opened, code_standing(current), by=by)
    if code.codebook.codes.filter(name=name).exclude(pk=code.pk).exists():
        raise NameTaken
    code.name, code.definition = name, definition
    code.example, code.counter_example = example, counter_example
    code.save(update_fields=["name", "definition", "example", "counter_example"])
    record(CodeChanged(**_keys(code)), by=by)
    if theme != code.theme:
        group_code(code=code, theme=theme, by=by)


@transaction.atomic
def retire_code(*, code: Code, is_retired: bool = True, by: Actor) -> None:
    """Stop giving a code, or take it up again. What was coded with it stays and counts."""
    code.is_retired = is_retired
    code.save(update_fields=["is_retired"])
    record((CodeRetired if is_retired else CodeRevived)(**_keys(code)), by=by)


@transaction.atomic
def group_code(*, code: Code, theme: Theme | None, by: Actor) -> None:
    """Make a code part of a theme, or of none; both themes are counted again."""
    before, after = Theme.objects.filter(codes=code).first(), _own(code.codebook, theme)
    code.theme = after
    code.save(update_fields=["theme"])
    record(CodeGrouped(**_keys(code), theme_keys=_theme_keys(before, after)), by=by)
    touched = {each.pk for each in (before, after) if each is not None}
    count_themes(engagement_id=code.codebook.engagement_id, themes=touched)


@transaction.atomic
def codes_from_labels(
    *, engagement: Engagement, name: str, source: str, definition: str, labels: Sequence[str], by: Actor
) -> tuple[Code, ...]:
    """The codes for the labels of a file, in their order, each in a theme of its own; made where they are missing.

    A file's header is flat: it groups nothing. A theme for each label makes all of them countable at once, and
    whoever knows better groups them on the codebook's page, which importing again leaves as it is.
    """
    # Two imports at once must not make the codebook twice.
    Engagement.objects.select_for_update().get(pk=engagement.pk)
    codebook = Codebook.objects.filter(engagement=engagement, name=name).first()
    if codebook is None:
        codebook = make_codebook(engagement=engagement, name=name, source=source, by=by)
    known = {code.name: code for code in codebook.codes.all()}
    missing = [label for label in labels if label not in known]
    themes = {theme.name: theme for theme in Theme.objects.filter(engagement=engagement)} if missing else {}
    for label in missing:
        known[label] = Code.objects.create(
            codebook=codebook,
            name=label,
            definition=definition,
            theme=themes.get(label) or name_theme(engagement=engagement, name=label, by=by),
        )
    if missing:
        record(
            CodesDefined(
                key=str(codebook.pk),
                organisation_key=str(engagement.organisation_id),
                count=len(missing),
                source=source[:100],
            ),
            by=by,
        )
    return tuple(known[label] for label in labels)


def _own(codebook: Codebook, theme: Theme | None) -> Theme | None:
    if theme is not None and theme.engagement_id != codebook.engagement_id:
        raise ValueError("a code belongs to themes of its own engagement only")
    return theme


def _theme_keys(*themes: Theme | None) -> tuple[str, ...]:
    return tuple(str(theme.pk) for theme in themes if theme is not None)


def _keys(code: Code) -> dict[str, Any]:
    return {
        "key": str(code.codebook_id),
        "organisation_key": str(code.codebook.engagement.organisation_id),
        "code_key": str(code.pk),
        "name": code.name,
    }
