"""The running product, with the demonstration hospital in it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.loaded import copy_of_loaded
from tests.journeys.product import ROOT, Product


def loaded(name: str) -> Product:
    """An installation of its own with Riverbend Health in it; two test processes at once have two."""
    base = Path(os.environ.get("OPENWARD_INSTANCE") or ROOT / "instance")
    folder = base.with_name(f"{base.name}-{name}-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}")
    return Product(copy_of_loaded(folder))


@pytest.fixture(scope="session")
def installation() -> Iterator[Product]:
    """Where people walk; its servers are started by whoever needs them."""
    product = loaded("journeys")
    yield product
    product.stop()


@pytest.fixture
def doomed() -> Iterator[Product]:
    """An installation whose processes are going to be killed."""
    product = loaded("doomed")
    product.start()
    yield product
    product.stop()
