"""What every test shares: the embedded PostgreSQL, the cast, and an open space."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from openward.config import instance
from openward.config.preparing import compile_catalogues
from tests.factories.kept_rows import KeptRows
from tests.factories.riverbend import Riverbend, found_riverbend


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come first: they often wait for a browser or a clock, and the other tests fill that time."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Use the embedded database (or DATABASE_URL) for every test; there is no other engine."""
    from openward.config.settings import _database

    found = _database(instance.ensure_database())
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    connection.settings_dict.update({name: found[name] for name in names})


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """Compiled before the first page is drawn, as by a server on its way up: Django reads them once."""
    compile_catalogues()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test begins in English."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files() -> Iterator[None]:
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Argon2 is slow on purpose; the sign-in tests put it back.
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Files are found where they lie, without `collectstatic`; a misspelt name in a template is an error.
    found = {"WHITENOISE_AUTOREFRESH": True, "STRICT_TEMPLATES": True}
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers, **found):
        yield


@pytest.fixture(autouse=True)
def _no_job_is_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits enqueues jobs, and the tables of the queue are not swept with the others: the next test would
    be told of facts that are gone."""
    marker = request.node.get_closest_marker("django_db")
    is_committing = marker is not None and marker.kwargs.get("transaction")
    if is_committing:
        request.getfixturevalue("transactional_db")
    yield
    if is_committing:
        with connection.cursor() as cursor:
            cursor.execute("truncate procrastinate_jobs restart identity cascade")


@pytest.fixture(scope="session")
def kept_riverbend(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> KeptRows[Riverbend]:
    """Founding it takes a quarter of a second, and thousands of tests begin with it."""
    with django_db_blocker.unblock():
        return KeptRows(found_riverbend)


@pytest.fixture
def riverbend(kept_riverbend: KeptRows[Riverbend], db: None) -> Riverbend:
    """Riverbend Health with its cast, an engagement and the open space "friends-and-family"."""
    return kept_riverbend.put_back()


@pytest.fixture
def client_of(riverbend: Riverbend) -> Callable[[str], Client]:
    """A browser signed in as a member of the cast ("lead", "moderator" …), or a visitor's for "visitor"."""

    def sign_in(part: str) -> Client:
        client = Client()
        if part != "visitor":
            client.force_login(riverbend.account(part), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
