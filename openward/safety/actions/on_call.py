"""Who is alerted in an organisation, and the words that help to write to somebody in distress."""

import dataclasses
from collections.abc import Sequence

from django.db import transaction

from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.models import Account, Organisation
from openward.safety.events.crisis import MessageTemplateChanged, OnCallChanged
from openward.safety.models import MessageTemplate, OnCall


@dataclasses.dataclass(frozen=True, slots=True)
class OnCallPlace:
    """One line of the list. Those with the same `place` are alerted together."""

    account: Account
    place: int
    text_address: str = ""


@transaction.atomic
def set_on_call(*, organisation: Organisation, places: Sequence[OnCallPlace], by: Actor) -> None:
    """Put the list of people who are alerted in place of the one before. Raises ValueError for somebody named twice
    and for an empty list: an alert has to reach somebody."""
    if not places or len({one.account.pk for one in places}) != len(places):
        raise ValueError("everybody on call is named once, and somebody is")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    OnCall.objects.filter(organisation=organisation).delete()
    OnCall.objects.bulk_create(
        OnCall(organisation=organisation, account=one.account, place=one.place, text_address=one.text_address)
        for one in places
    )
    key = str(organisation.pk)
    record(OnCallChanged(key=key, organisation_key=key, count=len(places)), by=by)


@transaction.atomic
def keep_message_template(
    *, organisation: Organisation, key: str, title: str, words: str, language: str = "en-gb", by: Actor
) -> MessageTemplate:
    """Write a message that helps to write to somebody, or change it."""
    if not title.strip() or not words.strip():
        raise ValueError("a message has a title and words")
    template, _is_new = MessageTemplate.objects.update_or_create(
        organisation=organisation,
        key=key,
        language=language,
        defaults={"title": title.strip(), "words": words.strip()},
    )
    organisation_key = str(organisation.pk)
    fact = MessageTemplateChanged(key=organisation_key, organisation_key=organisation_key, title=template.title)
    record(fact, by=by)
    return template
