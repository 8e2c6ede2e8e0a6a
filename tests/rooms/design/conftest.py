from collections.abc import Callable
from typing import Any

import jinja2
import pytest

from openward.design.environment import environment


@pytest.fixture(scope="session")
def templates() -> jinja2.Environment:
    return environment(auto_reload=False)


@pytest.fixture
def draw(templates: jinja2.Environment) -> Callable[..., str]:
    """A piece of template, drawn with the given names."""

    def drawn(source: str, **names: Any) -> str:
        return templates.from_string(source).render(**names)

    return drawn
