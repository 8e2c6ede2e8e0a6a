"""Watched words: nothing is armed untried, lists go out and come in, and only their keepers see them."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openward.ledger.models import RecordedFact
from openward.methods.phrases import UnusablePhraseError
from openward.safety.actions.watched import NotTried, add_phrases, arm_phrase, put_off_phrase, try_phrase
from openward.safety.models import WatchedPhrase
from openward.safety.queries.screening import watched_words_of
from tests.factories.riverbend import Riverbend, sent_story

ClientOf = Callable[[str], Client]


def added(riverbend: Riverbend, phrase: str = "blue form", effect: str = "hold") -> WatchedPhrase:
    rows = [(phrase, effect, "We look for it.")]
    (row,) = add_phrases(organisation=riverbend.cast.organisation, rows=rows, by=riverbend.actor("moderator"))
    return row


def kinds() -> list[str]:
    found = RecordedFact.objects.filter(kind__startswith="safety.Phrase").order_by("pk")
    return [kind.removeprefix("safety.") for kind in found.values_list("kind", flat=True)]


def test_from_the_list_to_being_watched_for(riverbend: Riverbend) -> None:
    sent_story(riverbend, happened="They lost the blue form.")
    sent_story(riverbend)
    by = riverbend.actor("moderator")
    row = added(riverbend)
    with pytest.raises(NotTried):
        arm_phrase(phrase=row, by=by)
    tried = try_phrase(phrase=row, days=30, by=by)
    assert (tried.tried_days, tried.tried_on, tried.tried_found) == (30, 2, 1)
    words = "The blue form again."
    assert watched_words_of(riverbend.cast.organisation.pk).find(words) == []
    arm_phrase(phrase=row, by=by)
    arm_phrase(phrase=row, by=by)
    assert len(watched_words_of(riverbend.cast.organisation.pk).find(words)) == 1
    put_off_phrase(phrase=row, by=by)
    put_off_phrase(phrase=row, by=by)
    assert watched_words_of(riverbend.cast.organisation.pk).find(words) == []
    assert kinds() == ["PhraseAdded", "PhraseTried", "PhraseArmed", "PhrasePutOff"]


def test_a_phrase_stands_on_the_list_once_and_must_be_usable(riverbend: Riverbend) -> None:
    added(riverbend)
    by, here = riverbend.actor("lead"), riverbend.cast.organisation
    assert add_phrases(organisation=here, rows=[("blue form", "mask", "Other.")], by=by) == []
    with pytest.raises(UnusablePhraseError):
        add_phrases(organisation=here, rows=[("green form", "hold", "Fine."), ("<x>", "hold", "Not.")], by=by)
    assert [one.phrase for one in WatchedPhrase.objects.all()] == ["blue form"]


def test_the_page_adds_tries_arms_and_switches_off(riverbend: Riverbend, client_of: ClientOf) -> None:
    client = client_of("lead")
    page = reverse("watched_list", args=[riverbend.cast.organisation.slug])
    assert "The list is empty" in client.get(page).content.decode()
    wrong = client.post(page, {"phrase": "<x>", "effect": "hold", "why": "We look for it."})
    assert "We cannot look for" in wrong.content.decode()
    client.post(page, {"phrase": "blue  form", "effect": "hold", "why": "We look for it."})
    row = WatchedPhrase.objects.get()
    assert "Not tried yet" in client.get(page).content.decode()
    client.post(reverse("watched_arm", args=[row.pk]))
    refused = client.post(reverse("watched_try", args=[row.pk]), {"days": 0}, follow=True)
    assert "from 1 to 366" in refused.content.decode()
    client.post(reverse("watched_try", args=[row.pk]), {"days": 7})
    assert 'name="days" type="number" min="1" max="366" value="7"' in client.get(page).content.decode()
    row.refresh_from_db()
    assert (row.phrase, row.state, row.tried_days) == ("blue form", "trial", 7)
    client.post(reverse("watched_arm", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "armed"
    client.post(reverse("watched_off", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "off"


def test_the_test_box_marks_and_keeps_nothing(riverbend: Riverbend, client_of: ClientOf) -> None:
    added(riverbend)
    address = reverse("watched_test", args=[riverbend.cast.organisation.slug])
    shown = client_of("moderator").post(address, {"text": "A blue form & <b>more</b>."}).content.decode()
    assert "A <mark>blue form</mark> &amp; &lt;b&gt;more" in shown


def test_a_browser_sends_the_file_of_a_list(riverbend: Riverbend, client_of: ClientOf) -> None:
    slug = riverbend.cast.organisation.slug
    page = client_of("lead").get(reverse("watched_list", args=[slug])).content.decode()
    form = page.split(f'action="{reverse("watched_import", args=[slug])}"')[1].split(">")[0]
    assert 'enctype="multipart/form-data"' in form


def test_a_list_goes_out_and_comes_in_again(riverbend: Riverbend, client_of: ClientOf) -> None:
    added(riverbend)
    row = WatchedPhrase.objects.get()
    WatchedPhrase.objects.filter(pk=row.pk).update(why="=1+1")
    slug = riverbend.cast.organisation.slug
    client = client_of("moderator")
    written = client.get(reverse("watched_export", args=[slug])).content
    assert written.decode().splitlines() == ["phrase,effect,why,state", "blue form,hold,'=1+1,trial"]
    WatchedPhrase.objects.all().delete()
    client.post(reverse("watched_import", args=[slug]), {"file": SimpleUploadedFile("list.csv", written)})
    again = WatchedPhrase.objects.get()
    assert (again.phrase, again.effect, again.why, again.state) == ("blue form", "hold", "=1+1", "trial")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\xff", "cannot be read as CSV"),
        (b"phrase,effect\nx,hold\n", "needs the columns"),
        (b"phrase,effect,why\n", "needs the columns"),
        (b"phrase,effect,why\nx,delete,told\n", "Line 2"),
        (b"phrase,effect,why\n<x>,hold,told\n", "We cannot look for"),
    ],
)
def test_a_list_that_cannot_be_read_changes_nothing(
    riverbend: Riverbend, client_of: ClientOf, content: bytes, said: str
) -> None:
    address = reverse("watched_import", args=[riverbend.cast.organisation.slug])
    answer = client_of("moderator").post(address, {"file": SimpleUploadedFile("list.csv", content)})
    assert said in answer.content.decode()
    assert not WatchedPhrase.objects.exists()


@pytest.mark.parametrize("part", ["visitor", "coder", "responder", "outsider"])
def test_nobody_else_sees_or_changes_the_list(riverbend: Riverbend, client_of: ClientOf, part: str) -> None:
    row = added(riverbend)
    client = Client()
    if part != "visitor":
        account = riverbend.outsider if part == "outsider" else riverbend.account(part)
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = 302 if part == "visitor" else 404
    assert client.get(reverse("watched_list", args=[riverbend.cast.organisation.slug])).status_code == refused
    assert client.post(reverse("watched_off", args=[row.pk])).status_code == refused
