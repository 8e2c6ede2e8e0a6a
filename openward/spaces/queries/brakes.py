"""What slows or stops new words here, in words."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.wording import moment
from openward.spaces.access import NotNow
from openward.spaces.models import PersonBrake, PlaceBrake


@dataclasses.dataclass(frozen=True, slots=True)
class BrakeLine:
    """A brake as readers are told of it."""

    title: str
    reason: str
    until: datetime.datetime | None
    until_says: str
    """What happens at that time: "closes" or "ends"."""


def brake_lines(brakes: Iterable[PlaceBrake]) -> list[BrakeLine]:
    """What slows or stops new words here, in words for everybody."""
    return [_brake_line(brake, timezone.now()) for brake in brakes]


def _brake_line(brake: PlaceBrake, now: datetime.datetime) -> BrakeLine:
    closes_later = brake.closes_at is not None and not brake.is_closed(now)
    minutes = max(1, round(brake.pause_s / 60))
    pause = ngettext(
        "One message from each person every minute, for now.",
        "One message from each person every %(n)s minutes, for now.",
        minutes,
    ) % {"n": minutes}
    titles = {
        PlaceBrake.Kind.SLOW_MODE: pause,
        PlaceBrake.Kind.COOL_DOWN: _("We pause here for a while. You can read, and write again soon."),
        PlaceBrake.Kind.LOCK: _("This is closed to new words. You can still read everything."),
        PlaceBrake.Kind.SCHEDULED_CLOSE: _("This closes to new words at a set time.")
        if closes_later
        else _("This is closed to new words. You can still read everything."),
        PlaceBrake.Kind.RAID: _(
            "We take extra care here for a while: a person reads everything first, and nobody new joins."
        ),
        PlaceBrake.Kind.CHECKING: _(
            "It goes a little slower here for a while: a person reads the words of new people first, everybody waits a "
            "minute between two messages, and nobody new joins."
        ),
        PlaceBrake.Kind.SET_ASIDE: _(
            "We have set some activity aside while we check it. It is not shown and not counted. This says nothing "
            "about anybody."
        ),
    }
    until = brake.closes_at if closes_later else brake.ends_at
    return BrakeLine(titles[PlaceBrake.Kind(brake.kind)], brake.reason, until, "closes" if closes_later else "ends")


def not_now_in_words(refused: NotNow) -> str:
    """Why something could not be sent or joined at this moment, to the person, with when it can."""
    sentences = {
        "pause": _("It goes slowly here for now, and your last words are only just in."),
        PlaceBrake.Kind.COOL_DOWN: _("We pause here for a while, so that everybody can breathe."),
        PlaceBrake.Kind.LOCK: _("This was closed to new words."),
        PlaceBrake.Kind.SCHEDULED_CLOSE: _("This was closed to new words, as announced."),
        PlaceBrake.Kind.RAID: _("We take extra care here for a while, and nobody new can join just now."),
        PlaceBrake.Kind.CHECKING: _("We are checking something here, and nobody new can join just now."),
        PersonBrake.Kind.RATE_LIMITED: _("You can send one message an hour here for now."),
        PersonBrake.Kind.READ_ONLY: _("You can read here for now, and not send."),
        PersonBrake.Kind.SUSPENDED: _("You cannot take part here for a time."),
        PersonBrake.Kind.REMOVED: _("You cannot take part here any more."),
    }
    parts = [sentences[refused.kind]]
    if refused.reason:
        parts.append(_("The reason: %(reason)s") % {"reason": refused.reason})
    if refused.until is not None:
        parts.append(_("It is possible again from %(when)s.") % {"when": moment(refused.until)})
    return " ".join(parts)
