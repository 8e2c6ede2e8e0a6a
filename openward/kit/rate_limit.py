"""Limits on how often something may be tried, counted in the database and so the same for every process.

A counter in a process's own memory would multiply every limit by the number of processes, and a cache may drop it.
"""

import datetime
import ipaddress
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from openward.kit.models import RateWindow
from openward.kit.sealing import lookup_hash

_LONGEST_WINDOW = datetime.timedelta(days=1)

# One statement: PostgreSQL takes the row's lock, so that of tries at the same moment each is counted once. The clock
# is the database's, because those of several web servers differ.
_COUNT_ONE = """
insert into kit_ratewindow as held (key, started_at, tries) values (%(key)s, clock_timestamp(), 1)
on conflict (key) do update set
  tries = case when held.started_at + %(window)s <= clock_timestamp() then 1
               else least(held.tries + 1, 1000000000) end,
  started_at = case when held.started_at + %(window)s <= clock_timestamp() then clock_timestamp()
                    else held.started_at end
returning tries
"""


def allow(*, key: str, limit: int, window_s: int) -> bool:
    """Count one try under `key` and say whether it is among the first `limit` of its window (at most a day).

    Name what is tried and by whom: `allow(key=f"receipt:{client_address(request)}", limit=20, window_s=600)`.
    Call it outside a transaction: a try that is rolled back would not count.
    """
    if not 0 < window_s <= _LONGEST_WINDOW.total_seconds():
        raise ValueError("a window lasts between a second and a day")
    values: dict[str, Any] = {
        "key": lookup_hash("rate", key, key=settings.SECRETS.lookup_key),
        "window": datetime.timedelta(seconds=window_s),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ONE, values)
        tries: int = cursor.fetchone()[0]
    return tries <= limit


def client_address(request: HttpRequest) -> str:
    """Where a request comes from, for limits: the IPv4 address, or the /64 network that one IPv6 household has.

    X-Forwarded-For is believed only as far as TRUSTED_PROXIES proxies of our own have written it: anybody can send
    that header, but only the last entries are added by machines we run.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if hops:
            address = hops[max(len(hops) - proxies, 0)]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def forget_old_windows() -> int:
    """Delete counts whose window has surely ended, and return how many."""
    return RateWindow.objects.filter(started_at__lt=timezone.now() - _LONGEST_WINDOW).delete()[0]
