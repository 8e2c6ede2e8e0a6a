"""Every address x every role x every state of its object: who gets in, by GET and by POST.

The addresses come from the URL configuration itself, so a new one without a row fails here. "In" means anything but
"not found", "forbidden" or the sign-in page: a form sent back with mistakes is in.

Every answer is listened to as well: canaries are planted wherever something private is kept, and each may be heard only
where tests/proofs/canaries.py allows it.
"""

import copy
import dataclasses
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.house.access_rows import OUTSIDE_THE_MATRIX, ROWS, Row
from tests.house.world import ROLES, World, make_world
from tests.proofs.canaries import Cage, plant


def addresses(resolver: URLResolver | None = None) -> Iterator[str]:
    """The name of every address of the house."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def missing_rows(names: set[str]) -> set[str]:
    """Addresses that the matrix does not speak of."""
    return {
        name
        for name in names
        if name not in {row.name for row in ROWS} and not name.startswith(OUTSIDE_THE_MATRIX)
    }


def test_every_address_has_a_row() -> None:
    assert missing_rows(set(addresses())) == set()
    assert {row.name for row in ROWS} <= set(addresses())


def test_an_address_without_a_row_is_noticed() -> None:
    assert missing_rows({"queue_show", "secret_backdoor"}) == {"secret_backdoor"}


@dataclasses.dataclass(slots=True)
class Ground:
    """The world and a browser for each role, made once: every request is undone after it."""

    world: World
    cage: Cage
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        yield Ground(world, plant(world), {role: client_of(world, role) for role in ROLES})
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}[{row.state}]")
def test_only_those_get_in_who_should(ground: Ground, row: Row) -> None:
    address = reverse(row.name, kwargs=row.where(ground.world)) + (row.query(ground.world) if row.query else "")
    wrong, leaks = [], []
    for role, client in ground.clients.items():
        for method, allowed in (("get", row.get), ("post", row.post)):
            # A page may give the browser another session, which is undone with the rest: so are its cookies.
            cookies = copy.deepcopy(client.cookies)
            with transaction.atomic():
                response = getattr(client, method)(address)
                transaction.set_rollback(True)
            client.cookies = cookies
            if allowed is None:
                # A page that answers a POST as it answers a GET does no harm; nobody else may be let in by it.
                expected = {"no method", "out"} | ({"in"} if role in (row.get or ()) else set())
            else:
                expected = {"in"} if role in allowed else {"out", "no method"}
            outcome = judge(response)
            if outcome not in expected:
                wrong.append(f"{method.upper()} as {role}: {outcome} ({response.status_code})")
            heard = ground.cage.listen(response, role=role, row=row)
            leaks += [f"{one.canary} heard by {role} in answer to {method.upper()}" for one in heard if one.is_leak]
    assert not wrong, f"{address}: {'; '.join(wrong)}"
    assert not leaks, f"{address}: {'; '.join(leaks)}"


def client_of(world: World, role: str) -> Client:
    client = Client()
    if role != "visitor":
        client.force_login(
            world.riverbend.account(role), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    return client


def judge(response: HttpResponseBase) -> str:
    """In, out or no such method."""
    if response.status_code == 405:
        return "no method"
    if response.status_code in {403, 404, 410}:
        return "out"
    if response.status_code in {301, 302, 303} and "/account/login" in response["Location"]:
        return "out"
    assert response.status_code < 500
    return "in"
