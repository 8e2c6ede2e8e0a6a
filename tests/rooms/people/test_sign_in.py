"""Signing in: what works, what is refused, and that neither tells a stranger who has an account."""

import base64
import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client, override_settings

from openward.config.demonstration.cast import PASSWORD
from openward.people.models import Account
from openward.people.tasks import send_new_password_letter
from tests.factories.riverbend import Riverbend

LEAD = "lead@riverbend.example"
MAIL = {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


@pytest.fixture(autouse=True)
def _no_earlier_tries(db: None) -> None:
    cache.clear()


def sign_in(client: Client, email: str = LEAD, password: str = PASSWORD, **values: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": password, **values})


def show_it_is_me(client: Client) -> None:
    """What protects an account asks for the password once more, though somebody is signed in."""
    assert client.get("/account/safety/app/activate/")["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def without_secrets(answer: HttpResponse) -> str:
    words = answer.content.decode()
    for pattern in (r'name="csrfmiddlewaretoken" value="[^"]*"', r'value="[^"]*@[^"]*"'):
        words = re.sub(pattern, "", words)
    return words


def test_signing_in_and_out(riverbend: Riverbend) -> None:
    client = Client()
    before = client.cookies.get("session")
    answer = sign_in(client)
    assert answer.status_code == 302
    assert answer["Location"] == resolve_url(settings.LOGIN_REDIRECT_URL)
    assert client.session["_auth_user_id"] == str(riverbend.account("lead").pk)
    assert before is None
    assert client.get("/account/logout/").status_code == 200
    assert client.session.get("_auth_user_id")
    assert client.post("/account/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_session_changes_its_name_when_somebody_signs_in(riverbend: Riverbend) -> None:
    client = Client()
    sign_in(client, password="wrong")
    session = client.session
    session["visit"] = "before"
    session.save()
    client.cookies["session"] = session.session_key
    sign_in(client)
    assert client.cookies["session"].value != session.session_key


def test_where_one_wanted_to_go_is_kept_and_other_sites_are_not(riverbend: Riverbend) -> None:
    assert sign_in(Client(), next="/account/safety/")["Location"] == "/account/safety/"
    for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert "evil" not in sign_in(Client(), next=evil)["Location"]
        assert "javascript" not in sign_in(Client(), next=evil)["Location"]


def test_a_wrong_password_and_an_unknown_address_read_the_same(riverbend: Riverbend) -> None:
    wrong = sign_in(Client(), password="not-the-password")
    unknown = sign_in(Client(), email="nobody@riverbend.example", password="not-the-password")
    assert wrong.status_code == unknown.status_code == 200
    assert without_secrets(wrong) == without_secrets(unknown)
    assert "This address and this password do not belong together." in wrong.content.decode()


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"], ACCOUNT_RATE_LIMITS=False)
def test_a_wrong_password_and_an_unknown_address_cost_the_same_work(riverbend: Riverbend) -> None:
    account = riverbend.account("lead")
    account.set_password(PASSWORD)
    account.save()
    assert account.password.startswith("argon2$argon2id$")
    seconds: dict[str, list[float]] = {LEAD: [], "nobody@riverbend.example": []}
    for _round in range(6):
        for email, held in seconds.items():
            began = time.process_time()
            sign_in(Client(), email=email, password="not-the-password")
            held.append(time.process_time() - began)
    known, unknown = (statistics.median(held) for held in seconds.values())
    # One hash costs ten times what the rest of the page does: leaving it out would be seen as a factor, not a quarter.
    assert 0.6 < known / unknown < 1.6


def test_too_many_tries_are_stopped_for_an_account_whatever_the_address_they_come_from(riverbend: Riverbend) -> None:
    for number in range(5):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        sign_in(client, email=LEAD.upper() if number % 2 else LEAD, password="guess")
    stopped = sign_in(Client(REMOTE_ADDR="198.51.100.77"))
    assert "_auth_user_id" not in stopped.wsgi_request.session
    assert "Too many tries went wrong. Wait five minutes" in stopped.content.decode()


def test_too_many_tries_from_one_address_get_a_page_that_says_so(riverbend: Riverbend) -> None:
    client = Client()
    answers = [sign_in(client, email=f"guess{number}@example.org").status_code for number in range(31)]
    assert answers[-1] == 429
    page = sign_in(client)
    assert "That was tried too often" in page.content.decode()


def test_a_forwarded_address_does_not_dodge_the_limit(riverbend: Riverbend) -> None:
    codes = [
        Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        .post("/account/login/", {"login": f"guess{number}@example.org", "password": "x"})
        .status_code
        for number in range(31)
    ]
    assert codes[-1] == 429


@override_settings(**MAIL)
def test_a_new_password_by_letter(riverbend: Riverbend) -> None:
    client = Client()
    asked = client.post("/account/password/reset/", {"email": LEAD})
    assert asked.status_code == 302
    assert mail.outbox == []
    send_new_password_letter(account_key=str(riverbend.account("lead").pk))
    letter = mail.outbox[0]
    assert letter.to == [LEAD]
    assert "riverbend" not in letter.subject.lower()
    found = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", letter.body)
    assert found is not None
    form = client.get(found[1], follow=True)
    assert "Choose a new password" in form.content.decode()
    place = form.redirect_chain[-1][0]
    new = "four-words-nobody-guesses"
    assert client.post(place, {"password1": new, "password2": new}).status_code == 302
    assert "_auth_user_id" not in client.session
    assert sign_in(Client(), password=new).status_code == 302
    again = Client().get(found[1], follow=True)
    assert "This link no longer works" in again.content.decode()


@override_settings(**MAIL)
def test_asking_for_a_letter_tells_nobody_who_has_an_account(riverbend: Riverbend) -> None:
    from django.db import connection

    answers = []
    for email in (LEAD, "nobody@riverbend.example"):
        client = Client()
        answers.append(client.post("/account/password/reset/", {"email": email}, follow=True))
    assert without_secrets(answers[0]) == without_secrets(answers[1])
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'people.send_new_password_letter'")
        jobs = [str(row[0]) for row in cursor.fetchall()]
    assert len(jobs) == 2
    assert "@" not in "".join(jobs)
    send_new_password_letter(account_key="00000000-0000-4000-8000-000000000000")
    assert mail.outbox == []


def test_nobody_signs_up_by_themselves(riverbend: Riverbend) -> None:
    before = Account.objects.count()
    page = Client().get("/account/signup/")
    assert "Accounts are given, not taken" in page.content.decode()
    values = {"email": "new@example.org", "password1": "a-good-long-one", "password2": "a-good-long-one"}
    Client().post("/account/signup/", values)
    assert Account.objects.count() == before


def test_a_closed_account_does_not_open(riverbend: Riverbend) -> None:
    account = riverbend.account("lead")
    account.is_active = False
    account.save()
    client = Client()
    sign_in(client)
    assert "_auth_user_id" not in client.session


def code_now(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_an_authenticator_app_and_its_recovery_codes(riverbend: Riverbend) -> None:
    client = Client()
    sign_in(client)
    show_it_is_me(client)
    page = client.get("/account/safety/app/activate/")
    assert page.status_code == 200
    found = re.search(r'<code class="ow-code">([A-Z2-7]+)</code>', page.content.decode())
    assert found is not None
    assert base64.b32decode(found[1] + "=" * (-len(found[1]) % 8))
    shown = client.post("/account/safety/app/activate/", {"code": code_now(found[1])}, follow=True)
    codes = re.findall(r'<code class="ow-code">([^<]+)</code>', shown.content.decode())
    assert len(codes) == 10
    assert "They are shown only once" in shown.content.decode()
    assert codes[0] not in client.get("/account/safety/").content.decode()

    other = Client()
    step = sign_in(other)
    assert step["Location"] == "/account/safety/authenticate/"
    assert "_auth_user_id" not in other.session
    assert "One more step" in other.get(step["Location"]).content.decode()
    wrong = other.post(step["Location"], {"code": "000000"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in other.session
    right = other.post(step["Location"], {"code": codes[0]})
    assert right["Location"] == resolve_url(settings.LOGIN_REDIRECT_URL)
    assert other.session["_auth_user_id"]

    third = Client()
    sign_in(third)
    third.post("/account/safety/authenticate/", {"code": codes[0]})
    assert "_auth_user_id" not in third.session


def test_changing_how_one_signs_in_asks_again_after_a_while(riverbend: Riverbend) -> None:
    client = Client()
    client.force_login(riverbend.account("lead"), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/account/safety/app/activate/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/reauthenticate/")
    page = client.get(answer["Location"])
    assert "Please show that it is you" in page.content.decode()
    again = client.post(answer["Location"], {"password": PASSWORD})
    assert again["Location"] == "/account/safety/app/activate/"


PAGES = (
    "/account/login/",
    "/account/logout/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/change/",
    "/account/safety/",
    "/account/safety/app/activate/",
    "/account/safety/passkeys/",
    "/account/safety/passkeys/add/",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_ours_and_fits_the_policy(riverbend: Riverbend, path: str) -> None:
    client = Client()
    if path not in PAGES[:1]:
        sign_in(client)
        show_it_is_me(client)
    answer = client.get(path)
    words = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="ow-main"' in words
    assert words.count("<h1") == 1
    for tag in re.findall(r"<script\b[^>]*>", words):
        assert 'type="application/json"' in tag or 'src="/static/' in tag
    assert "<style" not in words
    assert not re.search(r'\s(?:style|on\w+)="', words)
    assert "placeholder=" not in words


def test_passkeys_are_listed_renamed_and_removed(riverbend: Riverbend) -> None:
    from allauth.mfa.models import Authenticator

    key = Authenticator.objects.create(
        user=riverbend.account("lead"), type=Authenticator.Type.WEBAUTHN, data={"name": "My <canary>", "credential": {}}
    )
    client = Client()
    sign_in(client)
    client.force_login(riverbend.account("lead"), backend="allauth.account.auth_backends.AuthenticationBackend")
    words = client.get("/account/safety/passkeys/").content.decode()
    assert "My &lt;canary&gt;" in words
    assert f"/account/safety/passkeys/{key.pk}/remove/" in words
    assert "1" in client.get("/account/safety/").content.decode()
    other = Client()
    other.force_login(riverbend.account("coder"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "canary" not in other.get("/account/safety/passkeys/").content.decode()
    other.post("/account/reauthenticate/", {"password": PASSWORD})
    for page in ("edit", "remove"):
        assert other.post(f"/account/safety/passkeys/{key.pk}/{page}/", {"name": "stolen"}).status_code == 404
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert "Remove this passkey?" in client.get(f"/account/safety/passkeys/{key.pk}/remove/").content.decode()
    assert client.post(f"/account/safety/passkeys/{key.pk}/remove/").status_code == 302
    assert not Authenticator.objects.exists()


def test_a_passkey_can_be_asked_for_without_saying_who_has_one(client: Client, riverbend: Riverbend) -> None:
    asked: Callable[..., Any] = client.get
    answer = asked("/account/safety/passkeys/login/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    options = answer.json()["request_options"]["publicKey"]
    assert options["challenge"]
    assert not options.get("allowCredentials")
