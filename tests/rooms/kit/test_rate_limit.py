"""The limit holds exactly, whoever counts at the same time, and cannot be dodged by a header."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory, override_settings

from openward.kit.models import RateWindow
from openward.kit.rate_limit import allow, client_address, forget_old_windows


@pytest.mark.django_db
def test_the_first_tries_are_allowed_and_others_keep_their_own_count() -> None:
    answers = [allow(key="receipt:a", limit=3, window_s=60) for _try in range(5)]
    assert answers == [True, True, True, False, False]
    assert allow(key="receipt:b", limit=3, window_s=60)


@pytest.mark.django_db
def test_a_new_window_begins_when_the_old_one_has_ended() -> None:
    assert allow(key="story:a", limit=1, window_s=1)
    assert not allow(key="story:a", limit=1, window_s=1)
    time.sleep(1.1)
    assert allow(key="story:a", limit=1, window_s=1)


@pytest.mark.django_db
def test_no_address_is_kept() -> None:
    allow(key="receipt:203.0.113.77", limit=1, window_s=60)
    assert "203.0.113" not in str(RateWindow.objects.values_list().get())


@pytest.mark.django_db(transaction=True)
def test_exactly_the_limit_is_allowed_when_many_try_at_once() -> None:
    starting = threading.Barrier(8)

    def try_often(_worker: int) -> int:
        starting.wait()
        try:
            return sum(allow(key="sign-in:one", limit=25, window_s=60) for _try in range(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_often, range(8))) == 25


@pytest.mark.django_db
def test_counts_are_forgotten_after_a_day() -> None:
    allow(key="old", limit=1, window_s=60)
    allow(key="new", limit=1, window_s=60)
    old = RateWindow.objects.order_by("started_at").first()
    assert old is not None
    RateWindow.objects.filter(pk=old.pk).update(started_at="2020-01-01T00:00:00Z")
    assert forget_old_windows() == 1
    assert RateWindow.objects.count() == 1


@pytest.mark.parametrize("window_s", [0, 24 * 60 * 60 + 1])
def test_a_window_that_would_be_forgotten_is_refused(window_s: int) -> None:
    with pytest.raises(ValueError, match="window"):
        allow(key="x", limit=1, window_s=window_s)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "198.51.100.4", "203.0.113.9", "198.51.100.4"),
        (1, "10.0.0.2", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.2", "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "10.0.0.2", "", "10.0.0.2"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:198.51.100.4", "", "198.51.100.4"),
        (1, "10.0.0.2", "nonsense", "unknown"),
        (0, "", "", "unknown"),
    ],
)
def test_the_address_is_the_one_our_own_proxies_saw(proxies: int, remote: str, forwarded: str, address: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(request) == address
