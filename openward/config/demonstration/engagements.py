# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""Riverbend's two engagements: one that listens since a year, and one that is still being planned."""

import dataclasses
import datetime

from openward.config.demonstration.cast import Cast
from openward.config.demonstration.timeline import Timeline
from openward.engagements.actions import (
    GroupToHear,
    choose_model,
    date_phases,
    plan_engagement,
    record_asking,
    settle_risk,
    sign_off,
    word_statement,
)
from openward.engagements.models import Engagement, Phase
from openward.engagements.queries import plan_digest
from openward.people.access import Actor, actor_for_account
from openward.people.models import Account
from openward.spaces.actions import arrange_duty, make_space, open_space, prepare_space, short_link
from openward.spaces.models import Space

SPACE_SLUG = "friends-and-family"

CONTROLS = (
    "We look at it in the outpatient board’s meeting each month, and write down what we did.",
    "A moderator reads everything before it is shown. Two people can do it, and one of them is there each working day.",
    "Paper cards at the desk and a volunteer on Tuesdays reach those who will not come here.",
    "Every theme gets an answer within eight weeks, also when the answer is no.",
)


@dataclasses.dataclass(slots=True)
class Riverbend:
    """What the parts of the demonstration hand to one another while it is being loaded."""

    cast: Cast
    engagement: Engagement | None = None
    space: Space | None = None

    def account(self, key: str) -> Account:
        return self.cast.accounts[key]

    def actor(self, key: str) -> Actor:
        return actor_for_account(self.account(key))

    def open_engagement(self) -> Engagement:
        assert self.engagement is not None
        return self.engagement

    def open_space(self) -> Space:
        assert self.space is not None
        return self.space


def plan(riverbend: Riverbend, timeline: Timeline) -> None:
    """Put planning and opening on the timeline."""
    timeline.on(400, 9.5, lambda: _begin(riverbend, timeline))
    timeline.on(392, 14, lambda: _settle(riverbend, timeline))
    timeline.on(380, 18, lambda: agree(riverbend, "Good that it says what cannot change. The cards at the desk matter: not everybody has a phone."))
    timeline.on(365, 8, lambda: open_space(space=riverbend.open_space(), by=riverbend.actor("lead")))
    for days, how, people in (
        (364, "Cards given out at the outpatient desk", 1450),
        (95, "Text message after the appointment", 2310),
        (30, "Cards and posters with a code in every clinic", 1820),
    ):
        timeline.on(days, 9, lambda days=days, how=how, people=people: record_asking(  # type: ignore[misc]
            engagement=riverbend.open_engagement(),
            how=how,
            people=people,
            asked_on=timeline.day(days),
            by=riverbend.actor("lead"),
        ))  # fmt: skip
    timeline.on(12, 10, lambda: _begin_second(riverbend))


def _begin(riverbend: Riverbend, timeline: Timeline) -> None:
    lead = riverbend.actor("lead")
    engagement = plan_engagement(
        organisation=riverbend.cast.organisation,
        title="Waiting well in outpatients",
        aim="People who wait in outpatients know how long it will be and why, and are comfortable while they wait.",
        answers={
            "aim": "gather_experience",
            "people": ["patients_and_carers", "not_yet_heard"],
            "stage": "understand",
            "host": "organisation",
            "reach": "public",
            "worries": ["few_take_part", "harmful_words", "privacy", "no_change"],
        },
        groups=(
            GroupToHear("People who wait in outpatients", 41_200, 300, "Clinic figures of last year", "Cards at the desk"),
            GroupToHear("Carers who come along", None, 80, "", "A volunteer asks in the waiting room on Tuesdays"),
            GroupToHear("People who need an interpreter", 2_100, 40, "Interpreter bookings", "Interpreters ask and write it down"),
            GroupToHear("People who are deaf or blind", 900, 20, "Notes with an access need", "The deaf club, by invitation"),
        ),
        service=riverbend.cast.services["Outpatients"],
        hours_per_week=9,
        by=lead,
    )
    choose_model(engagement=engagement, model_id="MOD-02", starts_on=timeline.day(400), by=lead)
    spans = ((400, 366), (365, -120), (340, -130), (300, -160), (40, -190), (0, -200))
    kinds = (Phase.Kind.PLAN, Phase.Kind.LISTEN, Phase.Kind.UNDERSTAND, Phase.Kind.ACT, Phase.Kind.TELL, Phase.Kind.EVALUATE)
    dates = {str(kind): (timeline.day(first), timeline.day(last)) for kind, (first, last) in zip(kinds, spans, strict=True)}
    date_phases(engagement=engagement, dates=dates, by=lead)
    engagement.refresh_from_db()
    riverbend.engagement = engagement
    riverbend.space = make_space(engagement=engagement, name="Friends and family", slug=SPACE_SLUG, by=lead)


def _settle(riverbend: Riverbend, timeline: Timeline) -> None:
    lead = riverbend.actor("lead")
    engagement = riverbend.open_engagement()
    owners = ("lead", "moderator", "data_protection", "responder")
    for number, risk in enumerate(engagement.risks.all()):
        settle_risk(
            risk=risk,
            owner=riverbend.account(owners[number % len(owners)]),
            control=CONTROLS[number % len(CONTROLS)],
            by=lead,
        )
    word_statement(
        engagement=engagement,
        why_we_ask="Waiting is what people write about most. We want to know what it is like, in your own words.",
        can_change="How people are told about delays, what the waiting rooms are like, how and when letters are sent.",
        cannot_change="The number of consultants this year, and the price of the car park, which another company sets.",
        who_decides="The outpatient board, with two patients on it",
        decided_by_on=timeline.day(-140),
        by=lead,
    )
    arrange_duty(
        space=riverbend.open_space(),
        safeguarding_lead=riverbend.account("data_protection"),
        staffed_hours="Monday to Friday, 9am to 5pm",
        escalation_contact="Site manager on duty, 01632 960000",
        reading_days=1,
        answer_days=20,
        by=lead,
    )
    for name in ("Outpatients", "Emergency department", "Cedar ward", "Maternity"):
        short_link(space=riverbend.open_space(), service=riverbend.cast.services[name], by=lead)


def agree(riverbend: Riverbend, words: str) -> None:
    """The advisory group agrees to the plan as it stands."""
    engagement = Engagement.objects.get(pk=riverbend.open_engagement().pk)
    sign_off(
        engagement=engagement,
        verdict="agrees",
        plan_digest=plan_digest(engagement),
        words=words,
        by=riverbend.actor("advisory"),
    )
    riverbend.space = Space.objects.select_related("engagement", "organisation").get(pk=riverbend.open_space().pk)


def _begin_second(riverbend: Riverbend) -> None:
    """A plan with gaps: its space cannot open, and says what is missing. The advisory group asks for a change."""
    lead = riverbend.actor("lead")
    engagement = plan_engagement(
        organisation=riverbend.cast.organisation,
        title="Calmer nights in the emergency department",
        aim="People who come at night feel safe, and know what happens next.",
        answers={
            "aim": "co_design",
            "people": ["small_mixed_group"],
            "stage": "design_and_test",
            "host": "shared",
            "reach": "invited",
            "worries": ["rank", "workload"],
        },
        groups=(
            GroupToHear("People who came at night in the last year", 18_400, 12, "Department figures", "A letter with a stamped card"),
            GroupToHear("Night staff", 64, 8, "Rota", "Two talks at handover"),
        ),
        service=riverbend.cast.services["Emergency department"],
        hours_per_week=3,
        by=lead,
    )
    prepare_space(engagement=engagement, model_id="MOD-08", name="Calmer nights", by=lead)
    engagement.refresh_from_db()
    first = engagement.risks.first()
    if first is not None:
        settle_risk(risk=first, owner=riverbend.account("lead"), control=CONTROLS[0], by=lead)
    word_statement(
        engagement=engagement,
        why_we_ask="Nights are when people feel most alone here.",
        can_change="Light, noise, who comes to talk to you, what you are told.",
        cannot_change="",
        who_decides="",
        decided_by_on=None,
        by=lead,
    )
    sign_off(
        engagement=engagement,
        verdict="asks_change",
        plan_digest=plan_digest(engagement),
        words="Who decides? And please say what cannot change before anybody is asked to give up an evening.",
        by=riverbend.actor("advisory"),
    )


def months_before(today: datetime.date, count: int) -> list[datetime.date]:
    """The first days of the last `count` whole months, oldest first."""
    first = today.replace(day=1)
    found = []
    for _number in range(count):
        first = (first - datetime.timedelta(days=1)).replace(day=1)
        found.append(first)
    return found[::-1]
