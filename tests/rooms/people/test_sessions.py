"""Sessions last until they end, and no longer."""

import datetime

from django.contrib.sessions.models import Session
from django.utils import timezone

from openward.people.sessions import SessionStore


def test_a_session_is_found_again_with_what_was_put_into_it(db: None) -> None:
    begun = SessionStore()
    begun["step"] = 2
    begun.create()
    assert SessionStore(begun.session_key)["step"] == 2


def test_a_session_that_ended_or_was_never_begun_holds_nothing_and_has_no_key(db: None) -> None:
    begun = SessionStore()
    begun["step"] = 2
    begun.create()
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    for key in (begun.session_key, "neverbegunneverbegunneverbegun00"):
        store = SessionStore(key)
        assert "step" not in store
        assert store.session_key is None
