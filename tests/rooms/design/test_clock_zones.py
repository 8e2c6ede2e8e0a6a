"""Clock zones are offered by cities in the reader's language, each once, grouped by region, the own ones first."""

import re
import zoneinfo
from collections import Counter

import pytest
from django.utils import translation

from openward.design.clock_zones import zone_choices, zone_name


def offered(**given: object) -> dict[str, dict[str, str]]:
    """Each group's names by value."""
    return {heading: dict(options) for heading, options in zone_choices(**given)}  # type: ignore[arg-type]


def test_a_zone_is_called_by_its_city() -> None:
    names = [zone_name(zone) for zone in ("Europe/London", "America/New_York", "Asia/Kolkata", "Europe/Kyiv")]
    assert names == ["London", "New York", "Kolkata", "Kyiv"]
    with translation.override("zh-hans"):
        assert [zone_name(zone) for zone in ("Europe/London", "Asia/Kolkata")] == ["伦敦", "加尔各答"]


@pytest.mark.parametrize(("language", "letters"), [("en-gb", r"[A-Za-zÀ-ž].*"), ("zh-hans", r".*[\u4e00-\u9fff].*")])
def test_every_zone_has_a_readable_name_in_the_readers_language(language: str, letters: str) -> None:
    with translation.override(language):
        groups = offered()
    assert len(groups) >= 9
    for heading, options in groups.items():
        assert re.fullmatch(letters, heading)
        for name in options.values():
            assert re.fullmatch(letters, name), name
            assert not set("_/") & set(name), name


def test_a_language_that_nobody_has_names_in_falls_back_to_the_words_of_the_zone() -> None:
    with translation.override("tlh"):
        assert zone_name("America/New_York") == "New York"


def test_every_place_is_offered_once_and_can_be_kept() -> None:
    values = [value for options in offered().values() for value in options]
    assert set(values) <= zoneinfo.available_timezones()
    assert max(Counter(values).values()) == 1
    assert {"Europe/London", "Asia/Shanghai", "America/New_York", "Australia/Sydney"} <= set(values)
    assert not {"Asia/Calcutta", "US/Eastern", "Etc/UTC"} & set(values)


def test_regions_and_cities_stand_in_order() -> None:
    groups = offered()
    assert next(iter(groups)) == "Africa"
    europe = list(groups["Europe"].values())
    assert europe.index("Berlin") < europe.index("London") < europe.index("Warsaw")


def test_those_of_the_organisation_come_first_and_once() -> None:
    groups = offered(own=["Europe/Paris", "Africa/Cairo"])
    assert next(iter(groups)) == "Used in your organisation"
    assert list(groups["Used in your organisation"].values()) == ["Cairo", "Paris"]
    assert "Paris" not in groups["Europe"].values()
    assert "Cairo" not in groups["Africa"].values()
    assert "London" in groups["Europe"].values()


def test_what_was_chosen_under_an_older_name_stays_chosen() -> None:
    asia = offered(chosen="Asia/Calcutta")["Asia"]
    assert asia["Asia/Calcutta"] == "Kolkata"
    assert "Asia/Kolkata" not in asia


@pytest.mark.parametrize("gone", ["", "Europe/Riverbend", "../../etc/passwd"])
def test_what_is_no_zone_is_passed_over(gone: str) -> None:
    assert offered(own=[gone], chosen=gone) == offered()
