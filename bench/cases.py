"""The queue of reported words with 100,000 open cases: how many queries its page asks, and how long people wait."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.population import refresh_statistics
from bench.report import row
from bench.server import cpu_ms, latencies_ms, percentile, serving
from openward.people.models import Account
from openward.safety.models import Case, ModeratorCare, Topic

OPEN_CASES = 100_000
PAGES = ("/cases/", "/start/")

_CASES = """
with chosen as (
    select id, row_number() over (order by id) as number
    from contributions_contribution where kind = 'story' limit %(count)s
), made as (
    insert into safety_case (
        id, contribution_id, kind, state, severity, topics, due_at, is_overdue, handed_on_with, version, passed_back_by,
        opened_at
    )
    select gen_random_uuid(), id, 'report', 'open', 1 + number %% 3,
           case when number %% 5 = 0 then array['hate'] when number %% 7 = 0 then array['death'] else '{}' end,
           now() + (number %% 5000 - 500) * interval '1 minute', false, '', 1, '{}',
           now() - number * interval '1 second'
    from chosen
    returning id, contribution_id
), people as (
    insert into people_persona (id, scope_key, handle, badge, created_on)
    select gen_random_uuid(), contribution.space_id, '', 'unsaid', current_date
    from made join contributions_contribution contribution on contribution.id = made.contribution_id
    returning id
), numbered as (
    select id, row_number() over () as number from people
), counted as (
    select id, contribution_id, row_number() over () as number from made
)
insert into safety_report (
    id, case_id, contribution_id, reporter_id, code_hash, category, words, state, weight, received_at,
    invalidated_reason
)
select gen_random_uuid(), counted.id, counted.contribution_id, numbered.id, md5(counted.id::text), 'spam', '', 'queued',
       1, now(), ''
from counted join numbered using (number)
"""


def fill() -> None:
    """As many open cases as there are stories, 100,000 at most, each with one report."""
    missing = OPEN_CASES - Case.objects.count()
    if missing > 0:
        with connection.cursor() as cursor:
            cursor.execute(_CASES, {"count": missing})
        refresh_statistics()


def run() -> None:
    """Print the queries of the page, how long a moderator waits for it."""
    fill()
    account = Account.objects.get(email="moderator@riverbend.example")
    ModeratorCare.objects.update_or_create(account=account, defaults={"leaves_to_others": [Topic.HATE]})
    row("open cases", Case.objects.filter(state="open").count(), "cases")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    for page in PAGES:
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        row(f"{page} queries", len(asked), "queries", target=12 if page == "/cases/" else None)
    with serving() as pid:
        for page in PAGES:
            cookie = _cookie(account)
            latencies_ms([page], cookie=cookie, connections=1, each=10)
            waits = latencies_ms([page], cookie=cookie, connections=1, each=200)
            row(f"{page} p50", percentile(waits, 0.5), "ms")
            row(f"{page} p95", percentile(waits, 0.95), "ms", target=150 if page == "/cases/" else None)
            web, database = cpu_ms(pid, page, cookie=cookie, requests=100)
            row(f"{page} CPU of web and database", web + database, "ms")


def _cookie(account: Account) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
