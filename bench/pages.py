"""CPU of the server processes for a page with 50 comments of 180 words, beside two floors in the same run."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bench.report import row
from bench.server import cpu_ms, serving
from openward.contributions.models import Contribution
from openward.people.models import Account


def signed_in_cookie() -> str:
    """A session of the patient-experience lead, made without the sign-in page."""
    account = Account.objects.get(email="lead@riverbend.example")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def run() -> None:
    """Measure the page anonymous and signed in, the bare view, and the page's bytes from memory."""
    root = Contribution.objects.get(space__slug="busy", root__isnull=True)
    page = f"/c/{root.pk}/"
    with serving() as pid:
        bare, bare_database = cpu_ms(pid, "/bench/bare")
        memory, _none = cpu_ms(pid, f"/bench/from-memory?page={page}")
        anonymous, anonymous_database = cpu_ms(pid, page)
        signed_in, signed_in_database = cpu_ms(pid, page, cookie=signed_in_cookie())
    row("floor: bare view with one query, web CPU", bare, "ms")
    row("floor: bare view with one query, database CPU", bare_database, "ms")
    row("floor: the page's bytes from memory, web CPU", memory, "ms")
    _page("anonymous", anonymous, anonymous_database, target=5, floor=bare + bare_database)
    _page("signed in", signed_in, signed_in_database, target=8, floor=bare + bare_database)


def _page(who: str, web: float, database: float, *, target: float, floor: float) -> None:
    """The two kinds of server process, and their sum, which is what the target is about."""
    row(f"50 comments, {who}, web CPU", web, "ms")
    row(f"50 comments, {who}, database CPU", database, "ms")
    row(f"50 comments, {who}, web and database CPU", web + database, "ms", target=target, rival=("bare view", floor))
