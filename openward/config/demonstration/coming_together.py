# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""One alert of the past about people who acted together: a club that meant it, and everything was put back."""

from django.utils import timezone

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.reporting import Said, comment, decided
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.voices_heard import Heard
from openward.people.access import SYSTEM, VISITOR
from openward.safety.actions.reports import receive_report
from openward.safety.actions.together import look_at_space, put_back
from openward.safety.models import Decision, Report, TogetherAlert

DAYS = 6
MEMBERS = 11
"""Of a club that read one comment together and reported it one after the other."""


def come_together(riverbend: Riverbend, timeline: Timeline, told: list[Heard]) -> None:
    """Eleven reports in twenty minutes are set aside, looked at, and put back; then the comment is decided about."""
    under = next(heard for heard in told if heard.voice.fate == "published" and heard.voice.days > DAYS + 3)
    said = Said("People with a weak heart should simply stay at home and not take up everybody's time.", "unsaid")
    comment(riverbend, timeline, under, said, days=DAYS)

    def report() -> None:
        receive_report(contribution=said.known(), category=Report.Category.ABUSE, by=VISITOR)

    for place in range(MEMBERS):
        timeline.on(DAYS, 10 + place / 30, report)

    def look() -> None:
        look_at_space(space=said.known().space, now=timezone.now(), by=SYSTEM)

    def back() -> None:
        for alert in TogetherAlert.objects.filter(state=TogetherAlert.State.OPEN).select_related("space"):
            reason = "The heart club rang us: they had read it together, and each of them meant it."
            put_back(alert=alert, reason=reason, by=riverbend.actor("moderator"))

    timeline.on(DAYS, 10.5, look)
    timeline.on(DAYS, 11.5, back)
    decided(
        riverbend, timeline, said, Decision.Outcome.HIDE, days=DAYS, rule="be-kind",
        facts="It tells ill people not to come.",
        words="Many people with a heart illness read here. Please say what you wish for yourself without telling others to stay away.",
    )  # fmt: skip
