"""Measures on places, and notes pinned to words, as pages print them."""

import dataclasses
import datetime
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from openward.design.wording import moment
from openward.safety.models import PlaceMeasure


@dataclasses.dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure that holds now."""

    key: str
    kind: str
    title: str
    reason: str
    until: str
    since: datetime.datetime
    is_for_thread: bool


def measure_rows(measures: Sequence[PlaceMeasure]) -> list[MeasureRow]:
    """What holds in a place now, newest first."""
    return [
        MeasureRow(
            str(one.pk),
            one.kind,
            str(one.get_kind_display()),
            one.reason,
            _until(one),
            one.starts_at,
            one.thread_id is not None,
        )
        for one in measures
    ]


def _until(measure: PlaceMeasure) -> str:
    if measure.ends_at is None:
        return _("Until somebody lifts it")
    when = {"when": moment(measure.ends_at)}
    if measure.kind != PlaceMeasure.Kind.SCHEDULED_CLOSE:
        return _("Until %(when)s") % when
    return _("Closes %(when)s") % when if measure.ends_at > timezone.now() else _("Closed since %(when)s") % when
