"""How a theme or a code stands, under the names of the fields that change it."""

from typing import Any

from openward.themes.models import Code, Theme


def theme_standing(theme: Theme) -> dict[str, Any]:
    """A theme with its codes; whether everybody reads it decides for whom it is worded."""
    return {**theme_as_shown(theme), "codes": list(theme.codes.all())}


def theme_as_shown(theme: Theme) -> dict[str, Any]:
    """What somebody reads of a theme before they show it to everybody, or hide it."""
    return {"name": theme.name, "sentence": theme.sentence, "is_public": theme.is_public}


def code_standing(code: Code) -> dict[str, Any]:
    """A code's words, and the theme it is part of."""
    return {name: getattr(code, name) for name in ("name", "definition", "example", "counter_example", "theme")}
