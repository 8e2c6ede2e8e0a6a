"""Every fact reads as a sentence: no raw key and no machine's date in it."""

import dataclasses
import datetime
import re
import typing

import pytest
from django.utils import translation

from openward.engagements.models import Stage
from openward.improvements.models import TeamMember
from openward.ledger.events import Fact, _facts_by_kind
from openward.ledger.models import RecordedFact
from openward.ledger.queries import sentence
from openward.notifications.kinds import KINDS
from openward.people.models import Role
from openward.spaces.events import SettingChanged
from openward.spaces.queries import SETTINGS, setting_names

OWN = {kind: fact for kind, fact in _facts_by_kind.items() if getattr(fact, "sentence", "")}
SHOWN = re.compile(r"\{(\w+)\}")
DAYS = {"on", "starts_on", "first_on", "last_on", "listen_from", "listen_to", "asked_on"}


def shown_fields(fact: type[Fact]) -> set[str]:
    return set(SHOWN.findall(str(fact.sentence)))


@pytest.mark.parametrize("kind", sorted(OWN))
def test_a_sentence_names_fields_that_its_fact_has(kind: str) -> None:
    fields = {field.name for field in dataclasses.fields(OWN[kind])}
    assert shown_fields(OWN[kind]) <= fields


@pytest.mark.parametrize("kind", sorted(OWN))
def test_days_are_printed_as_days(kind: str) -> None:
    fact = OWN[kind]
    hints = typing.get_type_hints(fact)
    dates = {datetime.date, datetime.datetime}
    dated = {name for name in shown_fields(fact) if name in DAYS or hints.get(name) in dates}
    assert dated <= set(fact.days)


def said(fact: Fact) -> str:
    return sentence(RecordedFact(kind=fact.kind(), payload=fact.values(), shreddable={}))


@pytest.mark.parametrize("setting", list(SETTINGS))
def test_a_changed_setting_is_told_in_the_words_of_whoever_reads(setting: str) -> None:
    values = SETTINGS[setting].values
    fact = SettingChanged(
        key="1", engagement_key="2", setting=setting, before=values[0], after=values[-1], reason="It fits better."
    )
    assert fact.values()["before"] == values[0]
    with translation.override("en-gb"):
        labels = dict(SETTINGS[setting].choices)
        assert said(fact) == (
            f"The setting “{setting_names()[setting]}” went from “{labels[values[0]]}” to “{labels[values[-1]]}”. "
            "It fits better."
        )


def test_the_words_of_facts_are_those_of_the_rooms() -> None:
    """Facts keep their own words, because they lie below the tables: they must not drift apart."""
    parts = {str(key): str(label) for key, label in TeamMember.Part.choices}
    roles = {str(key): str(label) for key, label in Role.choices}
    titles = {kind.key: str(kind.title) for kind in KINDS}
    stages = {str(key): str(label) for key, label in Stage.choices}
    for kind, field, expected in (
        ("improvements.TeamMemberAdded", "part", parts),
        ("people.RoleGiven", "role", roles),
        ("notifications.MessageWritten", "message_kind", titles),
    ):
        assert {key: str(words) for key, words in OWN[kind].labels[field].items()} == expected, kind
    values = {key: str(words) for key, words in OWN["spaces.SettingChanged"].labels["after"].items()}
    assert stages.items() <= values.items()
    assert values == {
        str(key): str(label) for choices in SETTINGS.values() for key, label in choices.choices
    }
