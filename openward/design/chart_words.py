"""A chart in words: for people who do not see it, and for the labels on it."""

from __future__ import annotations

from django.utils.translation import gettext

from openward.design.shapes import ChartSegment, ChartView, PointKind
from openward.design.wording import number


def value_in_words(view: ChartView, value: float | None) -> str:
    if value is None:
        return gettext("no reading")
    decimals = view.decimals
    if decimals is None and not float(value).is_integer():
        decimals = 1
    return f"{number(value, decimals)}{view.unit}"


def kind_in_words(kind: PointKind) -> str:
    return {
        "common": gettext("as usual"),
        "improvement": gettext("better than usual"),
        "concern": gettext("worse than usual"),
        "neutral": gettext("unusual"),
    }[kind]


def read_aloud(view: ChartView) -> str:
    """The chart in sentences with its numbers: the text for people who do not see the picture."""
    known = [point for point in view.points if point.value is not None]
    if not known:
        return gettext("There are no readings yet.")
    values = [point.value for point in known if point.value is not None]
    sentences = [view.description] if view.description else []
    sentences.append(
        gettext("%(count)s readings from %(first)s to %(last)s, between %(lowest)s and %(highest)s.")
        % {
            "count": len(known),
            "first": known[0].label,
            "last": known[-1].label,
            "lowest": value_in_words(view, min(values)),
            "highest": value_in_words(view, max(values)),
        }
    )
    sentences.append(
        gettext("The last reading, %(label)s, is %(value)s: %(kind)s.")
        % {
            "label": known[-1].label,
            "value": value_in_words(view, known[-1].value),
            "kind": kind_in_words(known[-1].kind),
        }
    )
    segment = last_segment(view)
    if segment and segment.mean is not None:
        sentences.append(gettext("The mean is %(mean)s.") % {"mean": value_in_words(view, segment.mean)})
    if segment and segment.lower is not None and segment.upper is not None:
        sentences.append(
            gettext("Ordinary variation lies between %(lower)s and %(upper)s.")
            % {"lower": value_in_words(view, segment.lower), "upper": value_in_words(view, segment.upper)}
        )
    if view.target is not None:
        sentences.append(gettext("The target is %(target)s.") % {"target": value_in_words(view, view.target)})
    return " ".join(sentences)


def last_segment(view: ChartView) -> ChartSegment | None:
    return max(view.segments, key=lambda segment: segment.last, default=None)
