"""The running product, loaded once for all journeys."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.product import ROOT, Product


@pytest.fixture(scope="session")
def installation() -> Iterator[Product]:
    """An instance folder of its own with Riverbend Health loaded; its servers are started by whoever needs them."""
    base = Path(os.environ.get("OPENWARD_INSTANCE") or ROOT / "instance")
    # Two test processes at once walk in two installations.
    folder = base.with_name(f"{base.name}-journeys-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}")
    shutil.rmtree(folder, ignore_errors=True)
    product = Product(folder)
    product.run("demo", "--load-only")
    yield product
    product.stop()


@pytest.fixture
def product(installation: Product) -> Iterator[Product]:
    """The product running: web server and worker."""
    installation.start()
    yield installation
    installation.stop()
