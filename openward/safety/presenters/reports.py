"""What somebody who reports reads: before, after, and when it was decided."""

import dataclasses
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from openward.contributions.models import Contribution, Kind
from openward.design.shapes import Step, Tone
from openward.design.wording import day, moment
from openward.kit.text import beginning, with_numbers_to_call
from openward.safety.models import Report
from openward.safety.queries.reports import ReportForReporter


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """Where a report stands: what is so, and what follows."""

    title: str
    text: str
    tone: Tone


def report_page(contribution: Contribution) -> dict[str, Any]:
    """What the page of a new report prints besides its form."""
    text = contribution.words_for_readers
    return {
        "contribution": contribution,
        "beginning": beginning(" ".join(text.split()), length=200)[0],
        "what": _("a reply") if contribution.kind == Kind.COMMENT else _("a story"),
        "emergency": with_numbers_to_call(contribution.space.organisation.emergency_text),
        "title": _("Report this reply") if contribution.kind == Kind.COMMENT else _("Report this story"),
    }


def refused_judged() -> Told:
    """Somebody has looked at these very words already."""
    return Told(
        _("A person has already looked at these words"),
        _(
            "Somebody else reported them, and a moderator left them as they are. If their author changes them, you "
            "can report the new words. If somebody may be in danger, or it says who somebody is, you can still "
            "tell us now: choose that reason."
        ),
        "now",
    )


def refused_before() -> Told:
    """The same person has reported the same words already."""
    return Told(
        _("You have told us about this already"),
        _("Thank you. Your report is with the moderators, and once is enough: the number of reports decides nothing."),
        "now",
    )


def what_comes_next(report: ReportForReporter) -> list[Step]:
    """The steps after a report, as whoever reported meets them."""
    by = moment(report.due_at) if report.due_at else ""
    reads = _("We promise a first decision by then: %(by)s.") % {"by": by} if by else _("As soon as somebody is here.")
    return [
        Step(_("A moderator looks at it"), reads, "done" if report.is_decided else "now"),
        Step(
            _("They decide by the rules of this conversation"),
            _("The author is told what was decided and why. They are never told who reported it."),
            "done" if report.is_decided else "ahead",
        ),
        Step(
            _("You can read what came of it"),
            _("It stands on the page that your five words open."),
            "now" if report.is_decided else "ahead",
        ),
    ]


def told(report: ReportForReporter) -> Told:
    """What came of a report, as a class of outcome and nothing more."""
    if report.is_set_aside:
        return Told(
            _("A moderator has set this report aside"),
            _("It does not count towards a decision. If the words still worry you, you can report them again."),
            "quiet",
        )
    if report.is_decided:
        return _told_of_decision(report)
    return Told(
        _("A moderator has it in hand") if report.is_in_hand else _("It waits for a moderator"),
        _("You need do nothing. What is decided appears on this page."),
        "now",
    )


def _told_of_decision(report: ReportForReporter) -> Told:
    on = day(report.decided_at) if report.decided_at else ""
    if report.was_agreed_with is None:
        return Told(
            _("The author took the words back"),
            _("There was nothing left to decide. Nobody reads them on this website any more."),
            "good",
        )
    if report.was_looked_at_again:
        return Told(
            _("A second person looked, and changed the decision"),
            _(
                "The first one agreed with you, the second one saw it in another way. Words about care are hard to "
                "judge, and you were right to tell us: please do it again when something worries you."
            ),
            "plain",
        )
    if report.was_agreed_with:
        return Told(
            _("A person looked, agreed, and did something about it"),
            _("Decided on %(on)s. Thank you: you made this a safer place to talk.") % {"on": on},
            "good",
        )
    return Told(
        _("A person looked, and left the words as they are"),
        _(
            "Decided on %(on)s. They break no rule of this conversation. That does not mean that you were wrong to "
            "tell us: please do it again when something worries you."
        )
        % {"on": on},
        "plain",
    )


def reasons_in_words(reports: Iterable[Report]) -> str:
    """Why words were reported, by how many who were not set aside, in one line."""
    standing = [one.category for one in reports if one.state != Report.State.INVALIDATED]
    return categories_in_words(tuple(Counter(standing).most_common()))


def categories_in_words(categories: tuple[tuple[str, int], ...]) -> str:
    """Reports by reason as one line: "It attacks or threatens somebody (3). It is an advert … (1)."."""
    return " · ".join(
        _("%(reason)s (%(count)s)") % {"reason": Report.Category(category).label, "count": count}
        for category, count in categories
    )
