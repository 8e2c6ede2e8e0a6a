"""What holds for every page: headers, cookies, health, and what is said when something goes wrong."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.http import urlencode

from openward.config import health, views
from openward.config.middleware import RequestLog
from openward.ledger.actions import seal_facts
from tests.factories.riverbend import Riverbend, sent_story


def test_the_picture_that_browsers_ask_for_is_found(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"] == "/static/design/favicon.svg"
    assert "public" in answer["Cache-Control"]


def test_every_page_carries_the_headers_that_protect_its_reader(client: Client, db: None) -> None:
    for path in ("/account/login/", "/health/", "/nothing-here/"):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "object-src 'none'"):
            assert part in policy
        for part in ("base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
            assert part in policy
        assert "unsafe" not in policy
        assert "http:" not in policy
        assert "https:" not in policy
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]


def run_with_https(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    values = {
        **os.environ,
        "OPENWARD_ADDRESS": "https://openward.example.org",
        "OPENWARD_INSTANCE": str(tmp_path),
        "DATABASE_URL": "postgresql:///not-needed",
        "DJANGO_SETTINGS_MODULE": "openward.config.settings",
    }
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=values, timeout=60)


def test_a_public_installation_passes_the_deployment_check_with_nothing_silenced(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.core.checks import run_checks\n"
        "print([str(m) for m in run_checks(include_deployment_checks=True)], settings.SILENCED_SYSTEM_CHECKS)"
    )
    done = run_with_https(code, tmp_path)
    assert done.stdout.strip() == "[] []", done.stdout + done.stderr


def test_cookies_of_a_public_installation_are_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    code = (
        "import django, json; django.setup()\n"
        "from django.test import Client, override_settings\n"
        "plain = 'django.contrib.staticfiles.storage.StaticFilesStorage'\n"
        "override_settings(STORAGES={'staticfiles': {'BACKEND': plain}}).enable()\n"
        "from django.conf import settings as s\n"
        "print(json.dumps([s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, "
        "s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY, "
        "s.SECURE_HSTS_SECONDS, s.ALLOWED_HOSTS, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN]))\n"
        "print(Client().get('/account/login/', headers={'host': 'openward.example.org'}).status_code)\n"
        "print(Client().get('/account/login/', headers={'host': 'evil.example'}).status_code)"
    )
    done = run_with_https(code, tmp_path)
    first, redirected, strange = done.stdout.strip().splitlines()
    assert json.loads(first) == [
        *("__Host-session", True, True, "Lax", "__Host-csrf", True, True),
        *(365 * 24 * 60 * 60, ["openward.example.org"], False),
    ]
    assert redirected == "301"
    assert strange == "400"


def test_health_tells_ages_and_counts_and_nothing_else(client: Client, riverbend: Riverbend) -> None:
    seal_facts()
    sent_story(riverbend)
    told = client.get("/health/").json()
    assert told["alive"] is True
    assert told["ready"] is True
    assert set(told["queues"]) == {"crisis", "look", "checks", "notify", "default", "federation", "bulk"}
    assert told["ledger"]["unsealed"] > 0
    seal_facts()
    assert client.get("/health/").json()["ledger"] == {"unsealed": 0, "oldest_s": 0}
    assert client.post("/health/").status_code in {403, 405}


def test_health_finds_the_oldest_job_of_a_queue(client: Client, db: None) -> None:
    from openward.config.tasks import forget

    job_id = forget.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_events set at = at - interval '10 minutes' where job_id = %s", [job_id])
    bulk = client.get("/health/").json()["queues"]["bulk"]
    assert bulk["waiting"] == 1
    assert 590 < bulk["oldest_s"] < 700


def test_health_is_not_ready_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> health.Health:
        raise OperationalError("password=canary")

    monkeypatch.setattr(views, "health", broken)
    answer = views.health_show(RequestFactory().get("/health/"))
    assert answer.status_code == 503
    told = json.loads(answer.content)
    assert told["ready"] is False
    assert "canary" not in answer.content.decode()


def test_pages_of_trouble_say_what_to_do(client: Client, db: None) -> None:
    missing = client.get("/nothing-here/")
    assert missing.status_code == 404
    assert "There is no page here" in missing.content.decode()
    failed = views.failed(RequestFactory().get("/"))
    assert failed.status_code == 500
    assert "Sorry, something broke on our side" in failed.content.decode()
    strict = Client(enforce_csrf_checks=True)
    expired = strict.post("/account/login/", {"login": "a@b.example", "password": "x"})
    assert expired.status_code == 403
    assert "<h1" in expired.content.decode()


def test_an_address_that_takes_a_form_only_is_a_page_as_well(
    riverbend: Riverbend, client_of: Callable[[str], Client]
) -> None:
    moderator = client_of("moderator")
    opened = moderator.get("/queue/next/")
    assert opened.status_code == 405
    assert opened["Allow"] == "POST"
    assert "This page opens only from a form" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert moderator.put("/queue/next/").content == b""


def test_who_is_signed_out_finds_the_way_back_to_the_page(
    client: Client, riverbend: Riverbend, client_of: Callable[[str], Client]
) -> None:
    address = f"/engagements/{riverbend.engagement.slug}/plan/?from=letter"
    missing = client.get(address).content.decode()
    assert f'href="/account/login/?{urlencode({"next": address})}"' in missing
    assert "Do you work here?" not in client_of("coder").get(address).content.decode()
    for nobodys in ("/nothing-here/", "/report/apple-river-stone-candle-boat/"):
        answer = client.get(nobodys)
        assert answer.status_code == 404
        assert "Do you work here?" not in answer.content.decode(), "an address that holds a code is not handed on"


def test_a_form_that_finds_its_door_closed_shows_what_was_written(riverbend: Riverbend) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get("/account/login/")
    sent = {
        "csrfmiddlewaretoken": strict.cookies["csrf"].value,
        "words": "Thank you for telling us.\nWe are <sorry> that you waited.",
        "password": "a very long password with many words",
        "signed_name": "Daniel Cho",
    }
    answer = strict.post("/responses/new/?theme=7e40c062-2172-42a6-9318-b6503cca9611", sent)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Thank you for telling us." in page
    assert "We are &lt;sorry&gt; that you waited." in page
    assert "a very long password" not in page
    assert "Daniel Cho" not in page
    forged = {**sent, "csrfmiddlewaretoken": "x" * 64}
    for elsewhere in ("/nothing-here/", "/s/not-there/tell/preview/"):
        assert "Thank you for telling us." not in strict.post(elsewhere, forged).content.decode()


def test_the_line_about_a_request_names_the_view_and_never_the_path(
    caplog: pytest.LogCaptureFixture, client: Client, db: None
) -> None:
    with caplog.at_level(logging.INFO, logger="openward.requests"):
        client.get("/account/login/?next=/receipt/apple-river-stone-candle-boat/")
    record = caplog.records[-1]
    assert record.__dict__["view"] == "account_login"
    assert record.__dict__["status_code"] == 200
    assert "apple" not in str(record.__dict__)


def test_a_fault_in_a_view_is_logged_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    def respond(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=500)

    request = RequestFactory().get("/receipt/apple-river-stone-candle-boat/")
    watched = RequestLog(respond)
    watched.process_exception(request, ValueError("canary"))
    assert caplog.records[-1].getMessage() == "request_failed"
    assert watched(request).status_code == 500


def test_a_closed_door_is_no_fault(caplog: pytest.LogCaptureFixture, client: Client, db: None) -> None:
    """Otherwise every mistyped address is an error in the log, and a true one is not seen among them."""
    with caplog.at_level(logging.INFO, logger="openward.requests"):
        assert client.get("/s/no-such-space/").status_code == 404
    assert [record.levelname for record in caplog.records if record.name == "openward.requests"] == ["INFO"]


def test_urgent_queues_have_the_higher_priority() -> None:
    from procrastinate.contrib.django import app

    import openward.config.tasks  # noqa: F401
    from openward.config.working import QUEUES

    priorities: dict[str, set[int]] = {}
    for task in app.tasks.values():
        priorities.setdefault(task.queue, set()).add(task.priority)
    known = [max(priorities[queue]) for queue in QUEUES if queue in priorities]
    assert len(known) >= 3
    assert known == sorted(known, reverse=True)
    assert len(set(known)) == len(known)
