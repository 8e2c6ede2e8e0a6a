"""Clock zones as people know them: by a city, in their own language, in groups by region."""

import functools
import unicodedata
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

Choices = list[tuple[str, list[tuple[str, str]]]]
"""(heading of a group, [(value, name), …]), as a field of choices takes them."""

NO_PLACES = ("Etc", "SystemV", "posix", "right")


def zone_name(zone: str) -> str:
    """The city by which people know a clock zone: "London", "伦敦"; for one without a city, its own name."""
    return _names(get_language() or "").get(_newest(zone)) or _plain(zone)


def zone_choices(*, own: Iterable[str] = (), chosen: str = "") -> Choices:
    """Every clock zone once, those of the organisation in a group of their own before all others. What was chosen
    under an older name of the zone keeps that name."""
    known = zoneinfo.available_timezones()
    values = {_newest(zone): zone for zone in (*own, chosen) if zone in known}
    first = sorted({_newest(zone) for zone in own if zone in known}, key=_place)

    def options(zones: Iterable[str]) -> list[tuple[str, str]]:
        return [(values.get(one, one), zone_name(one)) for one in zones]

    groups = [(_("Used in your organisation"), options(first))] if first else []
    for region, zones in _by_region(get_language() or ""):
        groups.append((_region(region), options(one for one in zones if one not in first)))
    return groups


@functools.lru_cache(maxsize=32)
def _by_region(language: str) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for zone in _names(language):
        found[zone.partition("/")[0]].append(zone)
    return [(region, sorted(found[region], key=_place)) for region in sorted(found)]


@functools.lru_cache(maxsize=32)
def _names(language: str) -> dict[str, str]:
    """The names of all clock zones of places in one language, by the newest name of the zone."""
    cities = {**_cities(language), **_newer_cities()}
    older = defaultdict(list)
    for zone in sorted(zoneinfo.available_timezones()):
        if "/" in zone and not zone.startswith(tuple(f"{one}/" for one in NO_PLACES)):
            older[_newest(zone)].append(zone)
    return {
        newest: next((cities[one] for one in (newest, *names) if one in cities), _plain(newest))
        for newest, names in older.items()
    }


def _cities(language: str) -> dict[str, str]:
    try:
        zones = Locale.parse(to_locale(language)).time_zones
    except (ValueError, UnknownLocaleError):
        return {}
    return {zone: names["city"] for zone, names in zones.items() if "city" in names}


def _newer_cities() -> dict[str, str]:
    """Cities whose clocks are younger than the list of names."""
    return {"America/Coyhaique": _("Coyhaique")}


def _newest(zone: str) -> str:
    return str(get_global("zone_aliases").get(zone, zone))


def _plain(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _place(zone: str) -> str:
    """By what names are put in order: without accents, so that Åland is not the last of Europe."""
    return unicodedata.normalize("NFKD", zone_name(zone)).casefold()


def _region(region: str) -> str:
    return {
        "Africa": _("Africa"),
        "America": _("The Americas"),
        "Antarctica": _("Antarctica"),
        "Arctic": _("The Arctic"),
        "Asia": _("Asia"),
        "Atlantic": _("Atlantic Ocean"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific Ocean"),
    }.get(region, region)
