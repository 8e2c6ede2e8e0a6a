"""How grave words are: said by the moderator, told to those who must know, and never outside."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from openward.contributions.actions.stories import erase
from openward.contributions.events import ContributionErased
from openward.contributions.models import Contribution
from openward.ledger.models import RecordedFact
from openward.notifications.kinds import KINDS
from openward.notifications.models import Message
from openward.people.access import VISITOR, persona_actor
from openward.safety.actions.criticality import set_criticality
from openward.safety.actions.openness import export_decisions
from openward.safety.events.criticality import CriticalitySet
from openward.safety.handlers.criticality import on_criticality_set, on_grave_words_erased
from openward.safety.models import CRITERIA, Criticality, Level
from openward.safety.queries.criticality import criticality_of
from tests.factories.loops import theme_of
from tests.factories.riverbend import Riverbend, published_story, sent_story

ClientOf = Callable[[str], Client]


def said(riverbend: Riverbend, contribution: Contribution, level: int) -> None:
    """A moderator says how grave it is, and those who hear of it are told."""
    set_criticality(contribution=contribution, level=level, by=riverbend.actor("moderator"))
    fact = RecordedFact.objects.filter(kind="safety.CriticalitySet").latest("pk")
    for _time in range(2):
        on_criticality_set(CriticalitySet(**fact.payload), fact_id=fact.pk)


def told(riverbend: Riverbend) -> set[str]:
    accounts = {riverbend.account(part).pk: part for part in riverbend.cast.accounts}
    return {accounts[key] for key in Message.objects.filter(kind="grave_words").values_list("account", flat=True)}


def test_every_level_has_a_name_and_a_criterion_in_plain_words() -> None:
    assert list(Level) == [0, 1, 2, 3, 4, 5]
    assert set(CRITERIA) == set(Level)
    assert all(len(str(CRITERIA[level])) < 120 for level in Level)


@pytest.mark.parametrize(("level", "people"), [(3, set()), (4, {"lead"}), (5, {"lead", "data_protection"})])
def test_who_is_told_depends_on_the_level(riverbend: Riverbend, level: int, people: set[str]) -> None:
    story = sent_story(riverbend).contribution
    said(riverbend, story, level)
    assert told(riverbend) == people
    # Heard twice, told once.
    assert Message.objects.filter(kind="grave_words").count() == len(people)


def test_the_alert_and_the_ledger_say_neither_words_nor_level(riverbend: Riverbend) -> None:
    story = sent_story(riverbend, happened="They left the heron in the hall.").contribution
    said(riverbend, story, 5)
    fact = RecordedFact.objects.get(kind="safety.CriticalitySet")
    assert set(fact.payload) == {"key", "organisation_key", "space_key"}
    assert fact.about == [f"criticality:{story.pk}"]
    kind = next(kind for kind in KINDS if kind.key == "grave_words")
    assert kind.page_values == ()
    for message in Message.objects.filter(kind="grave_words"):
        assert "heron" not in f"{message.values}{message.about}".lower()


def test_saying_it_again_replaces_it_and_the_same_changes_nothing(riverbend: Riverbend) -> None:
    story = sent_story(riverbend).contribution
    moderator = riverbend.actor("moderator")
    for level in (4, 4, 2):
        set_criticality(contribution=story, level=level, by=moderator)
    assert criticality_of(story) == 2
    assert RecordedFact.objects.filter(kind="safety.CriticalitySet").count() == 2
    with pytest.raises(ValueError):
        set_criticality(contribution=story, level=6, by=moderator)
    with pytest.raises(ValueError):
        set_criticality(contribution=story, level=3, by=VISITOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Criticality.objects.update(level=9)


def test_other_words_are_to_be_read_again(riverbend: Riverbend) -> None:
    story = sent_story(riverbend).contribution
    set_criticality(contribution=story, level=4, by=riverbend.actor("moderator"))
    Criticality.objects.update(revision_sha256="0" * 64)
    assert criticality_of(story) is None


def test_it_goes_with_the_words(riverbend: Riverbend) -> None:
    story = sent_story(riverbend).contribution
    set_criticality(contribution=story, level=4, by=riverbend.actor("moderator"))
    erase(contribution=story, by=persona_actor(story.author_id))
    fact = RecordedFact.objects.get(kind="contributions.ContributionErased")
    on_grave_words_erased(ContributionErased(**fact.payload), fact_id=fact.pk)
    assert not Criticality.objects.exists()


def test_the_moderator_says_it_beside_the_words(riverbend: Riverbend, client_of: ClientOf) -> None:
    story = sent_story(riverbend).contribution
    client, page = client_of("moderator"), reverse("case_show", args=[story.pk])
    before = client.get(page).content.decode()
    assert "Nobody has said so yet." in before
    assert str(CRITERIA[Level.HARM]) in before
    client.post(reverse("criticality_set", args=[story.pk]), {"level": "4"})
    assert criticality_of(story) == 4
    after = client.get(page).content.decode()
    assert "Somebody came to harm, or could have" in after
    refused = client.post(reverse("criticality_set", args=[story.pk]), {"level": "7"}, follow=True)
    assert "Choose a line first." in refused.content.decode()
    assert criticality_of(story) == 4


LEAKS = ("criticality", "gravest", "how grave", "came to harm", "_canary_")


def test_no_page_feed_or_export_outside_knows_of_it(
    riverbend: Riverbend, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The label of the level is a canary: wherever the level were printed, it would stand there."""
    monkeypatch.setattr("openward.safety.models.criticality.Level.HARM._label_", "_canary_")
    theme = theme_of(riverbend, stories=1)
    sent = sent_story(riverbend)
    stories = [*Contribution.objects.filter(codings__code__theme=theme), published_story(riverbend), sent.contribution]
    for story in stories:
        set_criticality(contribution=story, level=4, by=riverbend.actor("moderator"))
    public = stories[0]
    space = riverbend.space.slug
    pages = [
        reverse("home_show"),
        reverse("organisation_show", args=["riverbend"]),
        reverse("safety_show", args=["riverbend"]),
        reverse("space_show", args=[space]),
        reverse("space_feed", args=[space]),
        reverse("contribution_show", args=[public.pk]),
        reverse("theme_show", args=[theme.pk]),
        reverse("receipt_show", args=[sent.code]),
        reverse("history_show", args=["contribution", public.pk]),
        reverse("search_show", args=["riverbend"]) + "?q=waited",
    ]
    for part in ("visitor", "advisory"):
        for page in pages:
            answer = client_of(part).get(page)
            assert answer.status_code == 200, page
            words = answer.content.decode().lower()
            assert not [leak for leak in LEAKS if leak in words], (part, page)
    packed = export_decisions(
        organisation=riverbend.cast.organisation, reason="An audit.", by=riverbend.actor("data_protection")
    )
    assert b"criticality" not in packed.content
    # The canary sings where it may: on the moderator's own page.
    assert "_canary_" in client_of("moderator").get(reverse("case_show", args=[sent.contribution.pk])).content.decode()
