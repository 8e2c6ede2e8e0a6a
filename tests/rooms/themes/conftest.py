"""Lists of rejected rows go to a folder of the test, not to the instance's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def _own_instance_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(INSTANCE=tmp_path / "instance"):
        yield
