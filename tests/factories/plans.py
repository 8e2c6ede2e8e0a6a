"""Plans at Riverbend Health: just begun, and with everything there that a space needs to open."""

import datetime
from typing import Any

from django.utils import timezone

from openward.engagements.actions import (
    GroupToHear,
    plan_engagement,
    settle_risk,
    sign_off,
    word_statement,
)
from openward.engagements.models import Engagement
from openward.engagements.queries import plan_digest
from openward.spaces.actions import agree_escalation, arrange_duty, prepare_space
from openward.spaces.actions.duty import Contact
from openward.spaces.models import EscalationContact, Space
from tests.factories.riverbend import Riverbend

ANSWERS: dict[str, str | list[str]] = {
    "aim": "gather_experience",
    "people": ["not_yet_heard", "patients_and_carers"],
    "stage": "understand",
    "host": "organisation",
    "reach": "public",
    "worries": ["few_take_part", "privacy"],
}
GROUPS = (
    GroupToHear("People who wait in outpatients", 41_200, 300, "Hospital figures 2025", "Paper cards at the desk"),
    GroupToHear("People who need an interpreter", None, 40, "", "Interpreters ask and write it down"),
)

CONTACTS = (
    Contact(EscalationContact.Part.SERVICE, "Site manager", "01632 960000", "At any hour", "Head of nursing"),
    Contact(EscalationContact.Part.SAFEGUARDING, "Duty nurse", "01632 960001", "Weekdays, 9 to 5", "Team lead"),
)
ESCALATION_FORM = {
    f"{one.part.value}-{name}": getattr(one, name)
    for one in CONTACTS
    for name in ("who", "number", "hours", "agreed_with")
}
"""The same as it is sent from the page."""


def begun_plan(riverbend: Riverbend, **values: Any) -> Engagement:
    """A plan whose questions are answered and whose way of working is not chosen yet."""
    return plan_engagement(
        **{
            "organisation": riverbend.cast.organisation,
            "title": "Kinder waits",
            "aim": "People know how long they will wait, and why.",
            "answers": ANSWERS,
            "groups": GROUPS,
            "service": riverbend.cast.services["Outpatients"],
            "hours_per_week": 6,
            "by": riverbend.actor("lead"),
            **values,
        }
    )


def prepared_space(riverbend: Riverbend, model_id: str = "MOD-02") -> Space:
    """A plan with its way of working and its space; nothing else is settled."""
    return prepare_space(engagement=begun_plan(riverbend), model_id=model_id, by=riverbend.actor("lead"))


def settled_space(riverbend: Riverbend, model_id: str = "MOD-02") -> Space:
    """A space that lacks nothing but the word of the advisory group."""
    space = prepared_space(riverbend, model_id)
    engagement = space.engagement
    word_statement(
        engagement=engagement,
        why_we_ask="Waiting is what people write about most.",
        can_change="How people are told about delays.",
        cannot_change="The number of consultants this year.",
        who_decides="The outpatient board",
        decided_by_on=timezone.localdate() + datetime.timedelta(days=120),
        by=riverbend.actor("lead"),
    )
    for risk in engagement.risks.all():
        settle_risk(
            risk=risk,
            owner=riverbend.account("responder"),
            control="We look at it each month.",
            by=riverbend.actor("lead"),
        )
    arrange_duty(
        space=space,
        safeguarding_lead=riverbend.account("data_protection"),
        staffed_hours="Monday to Friday, 9am to 5pm",
        escalation_contact="Site manager, 01632 960000",
        reading_days=1,
        answer_days=20,
        by=riverbend.actor("lead"),
    )
    agree_escalation(space=space, contacts=CONTACTS, by=riverbend.actor("lead"))
    return space


def agree(riverbend: Riverbend, engagement: Engagement) -> None:
    """The advisory member agrees to the plan as it stands."""
    engagement.refresh_from_db()
    sign_off(
        engagement=engagement,
        verdict="agrees",
        plan_digest=plan_digest(engagement),
        by=riverbend.actor("advisory"),
    )


def ready_space(riverbend: Riverbend, model_id: str = "MOD-02") -> Space:
    """A space that lacks nothing."""
    space = settled_space(riverbend, model_id)
    agree(riverbend, space.engagement)
    space.refresh_from_db()
    return Space.objects.select_related("engagement", "organisation").get(pk=space.pk)
