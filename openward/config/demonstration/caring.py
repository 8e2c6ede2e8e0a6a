# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""A moderator's day: a living queue up to danger to life, colleagues, a shift that goes on, a talk that is offered."""

from openward.config.demonstration.engagements import Riverbend
from openward.config.demonstration.reporting import Said, comment, reported
from openward.config.demonstration.timeline import Timeline
from openward.config.demonstration.voices_heard import Heard
from openward.people.access import SYSTEM
from openward.people.actions.organisations import give_role, invite_account
from openward.people.models import Role
from openward.safety.actions.care import choose_care, offer_debrief
from openward.safety.actions.shifts import keep_act
from openward.safety.models import Case, Report, Topic

COLLEAGUES = (
    ("second-moderator", "Iris Novak", "Moderator", (Role.MODERATOR,)),
    ("senior-moderator", "Gwen Adair", "Senior moderator, chaplaincy", (Role.MODERATOR, Role.SENIOR_MODERATOR)),
)
FAREWELL = "Nobody needs to keep a chair free for me after Friday. Thank you all for the kind words here."
SHIFT_MINUTES = range(54, 0, -6)


def care(riverbend: Riverbend, timeline: Timeline, told: list[Heard]) -> None:
    """Put moderators, what they chose and what they do now on the timeline."""
    timeline.on(200, 9.5, lambda: _colleagues(riverbend))
    open_to_talk = [heard for heard in told if heard.voice.fate == "published" and 6 <= heard.voice.days <= 60]
    farewell = Said(FAREWELL, "patient")
    comment(riverbend, timeline, open_to_talk[-1], farewell, days=2)
    reported(timeline, farewell, [(Report.Category.DANGER, "I know her. She has said goodbye to us all, one after the other.")], minutes=9)
    timeline.on(2, 16.8, lambda: _talk(riverbend))
    for minutes in SHIFT_MINUTES:
        timeline.just_now(minutes, lambda: keep_act(by=riverbend.actor("moderator")))


def _colleagues(riverbend: Riverbend) -> None:
    """Two more moderators, one of them senior: somebody to pass on to, to hand over to and to leave topics to."""
    organisation = riverbend.cast.organisation
    for key, name, job_title, roles in COLLEAGUES:
        account = invite_account(
            organisation=organisation,
            email=f"{key}@riverbend.example",
            name=name,
            job_title=job_title,
            by=SYSTEM,
        )
        # Everybody's password is the same: it was hashed for the first of them.
        account.password = riverbend.cast.accounts["moderator"].password
        account.save(update_fields=["password"])
        for role in roles:
            give_role(account=account, organisation=organisation, role=role, by=SYSTEM)
        riverbend.cast.accounts[key] = account
    choose_care(
        leaves=[], folds_severe=True, severe_most=6, buddy=riverbend.cast.accounts["second-moderator"],
        by=riverbend.actor("moderator"),
    )  # fmt: skip
    choose_care(
        leaves=[Topic.BIRTH], folds_severe=True, severe_most=8, buddy=riverbend.cast.accounts["moderator"],
        by=riverbend.actor("second-moderator"),
    )  # fmt: skip


def _talk(riverbend: Riverbend) -> None:
    """After the gravest case that was decided, whoever decided it is offered a talk."""
    case = Case.objects.filter(kind=Case.Kind.REPORT, decided_at__isnull=False).order_by("severity", "decided_at").first()
    if case is not None:
        offer_debrief(moderator=riverbend.cast.accounts["moderator"], about=f"case:{case.pk}", by=SYSTEM)
