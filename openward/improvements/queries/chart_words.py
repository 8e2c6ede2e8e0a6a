"""What a chart says, in plain words: each message key of `methods.spc` becomes a sentence."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from openward.design.wording import month, month_short, number
from openward.methods.spc import ControlChart, Direction, Reading, reading_in_words
from openward.methods.spc.result import POINTS_FOR_FIRM_LIMITS, POINTS_NEEDED


def label(on: datetime.date, *, is_monthly: bool) -> str:
    """A date as it stands below a chart: the month alone when all readings are monthly."""
    return month_short(on) if is_monthly else on.strftime("%-d ") + month_short(on)


def are_monthly(dates: Sequence[datetime.date]) -> bool:
    """Whether the readings stand for months: each dated the first of one."""
    return bool(dates) and all(on.day == 1 for on in dates)


def in_words(count: int) -> str:
    """Small numbers spelled out, as a sentence wants them."""
    spelled = {
        1: _("one"), 2: _("two"), 3: _("three"), 4: _("four"), 5: _("five"), 6: _("six"), 7: _("seven"),
        8: _("eight"), 9: _("nine"), 10: _("ten"), 11: _("eleven"), 12: _("twelve"),
    }  # fmt: skip
    return spelled.get(count, number(count))


def value_in_words(value: float, unit: str) -> str:
    """A value with its unit: 12.5%, 41 minutes."""
    decimals = 0 if float(value).is_integer() else 1
    return f"{number(value, decimals)}{unit_suffix(unit)}"


def unit_suffix(unit: str) -> str:
    """A unit as it is written after a number."""
    return unit if unit in {"", "%"} else f" {unit}"


def too_few(count: int) -> str:
    """What is said while there are no limits."""
    if not count:
        return _("There are no readings yet.")
    return ngettext(
        "Too early to say: %(count)s reading so far, and limits need at least %(needed)s.",
        "Too early to say: %(count)s readings so far, and limits need at least %(needed)s.",
        count,
    ) % {"count": number(count), "needed": POINTS_NEEDED}


def sentences(chart: ControlChart, dates: Sequence[datetime.date], unit: str) -> list[str]:
    """What the chart says, most important first."""
    names = [_long(on, is_monthly=are_monthly(dates)) for on in dates]
    readings = reading_in_words(chart)
    signals = sorted((reading for reading in readings if "meaning" in reading.values), key=_weight)
    others = [reading for reading in readings if "meaning" not in reading.values]
    if others and others[0].key == "ordinary_variation" and len(chart.phases) > 1:
        # Limits that were started anew stand for a change that is known: it comes first, not the calm after it.
        *earlier, latest = [reading for reading in others if reading.key == "rebased"]
        rest = [*earlier, *(reading for reading in others[1:] if reading.key != "rebased")]
        return [_lasting(chart, latest, names, unit), *(_sentence(reading, names, unit) for reading in rest)]
    told = _apart_from_the_change(chart, signals)
    said = [_sentence(reading, names, unit) for reading in told]
    if len(told) < len(signals):
        said.append(
            _("The readings before it pull the mean their way. Freeze the limits before the change to see all of it.")
        )
    return [*said, *(_sentence(reading, names, unit) for reading in others)]


def _apart_from_the_change(chart: ControlChart, signals: list[Reading]) -> list[Reading]:
    """The signals that say more than the lasting change that comes first among them.

    While the limits rest on all readings, the mean lies between those before a change and those after it: what came
    before then looks like a change the other way, and nothing of the sort happened.
    """
    phase = chart.phases[-1]
    if not signals or phase.baseline < phase.stop - phase.start:
        return signals
    change = signals[0]
    if change.key not in {"shift_up", "shift_down"} or not change.values["is_running"]:
        return signals
    since, is_up = int(change.values["since_index"]), _is_up(change)
    before = [one for one in signals[1:] if int(one.values["until_index"]) < since and _is_up(one) != is_up]
    if not any(one.key.startswith("shift") for one in before):
        return signals
    part_of_it = [one for one in signals[1:] if int(one.values["since_index"]) >= since and _is_up(one) == is_up]
    return [one for one in signals if one not in before and one not in part_of_it]


def _is_up(signal: Reading) -> bool:
    return signal.key.endswith(("_up", "_upper"))


def _lasting(chart: ControlChart, rebased: Reading, names: Sequence[str], unit: str) -> str:
    before, after = float(rebased.values["before"]), float(rebased.values["after"])
    is_up = after > before
    head = {
        (Direction.INCREASE, True): _("Better since %(at)s"),
        (Direction.INCREASE, False): _("Worse since %(at)s"),
        (Direction.DECREASE, True): _("Worse since %(at)s"),
        (Direction.DECREASE, False): _("Better since %(at)s"),
    }.get((chart.improvement, is_up), _("Different since %(at)s"))
    sentence = _("%(head)s: the mean went from %(before)s to %(after)s and has stayed there.")
    return sentence % {
        "head": head % {"at": names[int(rebased.values["at_index"])]},
        "before": value_in_words(before, unit),
        "after": value_in_words(after, unit),
    }


SIGNS_BY_WEIGHT = ("shift", "trend", "outside", "near")


def _weight(reading: Reading) -> tuple[bool, int, int]:
    """What goes on now comes before what is over, a lasting change before a single point far out."""
    sign = reading.key.partition("_")[0]
    return (not reading.values["is_running"], SIGNS_BY_WEIGHT.index(sign), -int(reading.values["until_index"]))


def _long(on: datetime.date, *, is_monthly: bool) -> str:
    return month(on) if is_monthly else f"{on.day} {month(on)}"


def _sentence(reading: Reading, names: Sequence[str], unit: str) -> str:
    values: dict[str, Any] = dict(reading.values)
    if "meaning" in values:
        return _signal(reading.key, values, names)
    if reading.key == "ordinary_variation":
        return _("This is ordinary variation: nothing has really changed since %(since)s.") % {
            "since": names[values["since_index"]]
        }
    if reading.key == "latest_point_ordinary":
        return _("The latest reading, %(value)s, is within the ordinary range again.") % {
            "value": value_in_words(values["value"], unit)
        }
    if reading.key == "rebased":
        return _("The limits start anew in %(at)s: the mean went from %(before)s to %(after)s.") % {
            "at": names[values["at_index"]],
            "before": value_in_words(values["before"], unit),
            "after": value_in_words(values["after"], unit),
        }
    if reading.key.startswith("target_"):
        return _target(reading.key) % {"target": value_in_words(values["target"], unit)}
    return _caveat(reading.key, values)


def _signal(key: str, values: dict[str, Any], names: Sequence[str]) -> str:
    first, last = names[values["since_index"]], names[values["until_index"]]
    points = values["points"]
    # Seven in a row are seen as a change, a single point far out as something that happened once.
    if key in {"outside_upper", "outside_lower"} and points == 1:
        return {
            "outside_upper": {
                "improvement": _("%(month)s stands out: far higher than usual, which is good."),
                "concern": _("%(month)s stands out: far higher than usual, which is worse."),
                "neutral_high": _("%(month)s stands out: far higher than usual."),
            },
            "outside_lower": {
                "improvement": _("%(month)s stands out: far lower than usual, which is good."),
                "concern": _("%(month)s stands out: far lower than usual, which is worse."),
                "neutral_low": _("%(month)s stands out: far lower than usual."),
            },
        }[key][values["meaning"]] % {"month": first}
    if values["is_running"]:
        head = {
            "improvement": _("There is a real change for the better since %(first)s"),
            "concern": _("There is a real change for the worse since %(first)s"),
        }.get(values["meaning"], _("There is a real change since %(first)s"))
    else:
        head = {
            "improvement": _("There was a real change for the better from %(first)s to %(last)s"),
            "concern": _("There was a real change for the worse from %(first)s to %(last)s"),
        }.get(values["meaning"], _("There was a real change from %(first)s to %(last)s"))
    why = {
        "outside_upper": _("%(count)s readings in a row above the upper limit"),
        "outside_lower": _("%(count)s readings in a row below the lower limit"),
        "trend_up": _("%(count)s readings in a row, each higher than the one before"),
        "trend_down": _("%(count)s readings in a row, each lower than the one before"),
        "near_upper": _("two of three readings close to the upper limit"),
        "near_lower": _("two of three readings close to the lower limit"),
        "shift_up": _("%(count)s readings in a row above the mean"),
        "shift_down": _("%(count)s readings in a row below the mean"),
    }[key]
    return pgettext("a finding and its reason", "%(head)s: %(why)s.") % {
        "head": head % {"first": first, "last": last},
        "why": why % {"count": in_words(points)},
    }


def _target(key: str) -> str:
    return {
        "target_always_met": _("As things are now, the target of %(target)s will be met every time."),
        "target_hit_and_miss": _(
            "As things are now, the target of %(target)s will be met at times and missed at times, by chance alone."
        ),
        "target_always_missed": _(
            "As things are now, the target of %(target)s will not be met: it takes a real change."
        ),
    }[key]


def _caveat(key: str, values: dict[str, Any]) -> str:
    count = int(values["count"])
    if key == "trial_limits":
        return ngettext(
            "These are trial limits: they rest on %(count)s reading, and settle at %(needed)s.",
            "These are trial limits: they rest on %(count)s readings, and settle at %(needed)s.",
            count,
        ) % {"count": number(count), "needed": POINTS_FOR_FIRM_LIMITS}
    if key == "no_variation":
        return _("Every reading is the same, so there is no variation to set limits by.")
    if key == "outliers_screened":
        return ngettext(
            "%(count)s unusually large jump was left out when the limits were worked out.",
            "%(count)s unusually large jumps were left out when the limits were worked out.",
            count,
        ) % {"count": number(count)}
    return ngettext(
        "In %(count)s month few people wrote, so its limits are rough.",
        "In %(count)s months few people wrote, so their limits are rough.",
        count,
    ) % {"count": number(count)}
