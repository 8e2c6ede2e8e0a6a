"""The running product, loaded once for all journeys."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.product import ROOT, Product


def loaded(name: str) -> Product:
    """An installation of its own with Riverbend Health in it; two test processes at once have two."""
    base = Path(os.environ.get("OPENWARD_INSTANCE") or ROOT / "instance")
    folder = base.with_name(f"{base.name}-{name}-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}")
    shutil.rmtree(folder, ignore_errors=True)
    product = Product(folder)
    product.run("demo", "--load-only")
    return product


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
