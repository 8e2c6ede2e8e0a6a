# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""Who reads when at Riverbend, whom they contact, and rules that members and staff write together."""

import datetime

from openward.config.demonstration.engagements import Riverbend, agree
from openward.config.demonstration.timeline import Timeline
from openward.people.access import VISITOR
from openward.people.models import Badge
from openward.safety.actions.rule_reports import report_rule_words
from openward.safety.models import Report
from openward.spaces.actions import agree_escalation, note_absence, plan_shifts
from openward.spaces.actions.duty import Contact
from openward.spaces.actions.proposals import Wish, adopt_proposal, propose_rule, read_proposal, say_about_proposal
from openward.spaces.models import EscalationContact, RuleProposal
from openward.spaces.queries import rules_in_force

WEEKDAYS = range(5)
Part = EscalationContact.Part
Kind = RuleProposal.Kind


def rule(riverbend: Riverbend, timeline: Timeline) -> None:
    """Put the rota, the escalation form and the talk about the rules on the timeline."""
    timeline.on(391, 10, lambda: _first_rota(riverbend))
    timeline.on(390, 11, lambda: _escalation(riverbend))
    timeline.on(190, 10, lambda: _evenings(riverbend))
    timeline.on(3, 9, lambda: _stand_in(riverbend, timeline))
    timeline.on(70, 19, lambda: _second_version(riverbend))
    timeline.on(6, 20, lambda: _talked_about(riverbend))
    timeline.on(2, 18, lambda: _reported(riverbend))
    timeline.just_now(40, lambda: _waiting(riverbend))


def _on(riverbend: Riverbend, key: str, starts: int, ends: int, *days: int, on_day: datetime.date | None = None) -> None:
    plan_shifts(
        space=riverbend.open_space(),
        account=riverbend.account(key),
        starts_at=datetime.time(starts),
        ends_at=datetime.time(ends),
        weekdays=days,
        on_day=on_day,
        by=riverbend.actor("lead"),
    )


def _first_rota(riverbend: Riverbend) -> None:
    _on(riverbend, "moderator", 9, 17, *WEEKDAYS)


def _evenings(riverbend: Riverbend) -> None:
    """With a second moderator somebody reads in the evening and on Saturdays too."""
    _on(riverbend, "second-moderator", 16, 21, *WEEKDAYS)
    _on(riverbend, "second-moderator", 10, 13, 5)


def _stand_in(riverbend: Riverbend, timeline: Timeline) -> None:
    """A day next week on which one is away and another stands in, so that readers see no gap."""
    day = timeline.day(-7)
    while day.weekday() not in WEEKDAYS:
        day += datetime.timedelta(days=1)
    account, lead = riverbend.account("moderator"), riverbend.actor("lead")
    note_absence(space=riverbend.open_space(), account=account, first_on=day, last_on=day, by=lead)
    _on(riverbend, "senior-moderator", 9, 17, on_day=day)


def _escalation(riverbend: Riverbend) -> None:
    services = riverbend.cast.services
    contacts = [
        Contact(Part.SERVICE, "Site manager on duty", "01632 960000", "At any hour", "Chief nurse"),
        Contact(Part.SAFEGUARDING, "Duty safeguarding nurse", "01632 960011", "Weekdays 8am to 6pm; the site manager at other times", "Head of safeguarding"),
        Contact(Part.SERVICE, "Nurse in charge", "01632 960022", "At any hour", "Matron, emergency care", services["Emergency department"]),
        Contact(Part.SERVICE, "Labour ward co-ordinator", "01632 960033", "At any hour", "Head of midwifery", services["Maternity"]),
    ]
    agree_escalation(space=riverbend.open_space(), contacts=contacts, by=riverbend.actor("lead"))


def _second_version(riverbend: Riverbend) -> None:
    """A carer of the advisory group finds a rule too long; after a talk it is taken up in fewer words."""
    wish = Wish(
        Kind.CHANGE,
        "My husband stopped reading after the first half. People who are tired or ill need it shorter, and it should say whom to ask instead.",
        rule_key="no-advice",
        text="Tell what helped you. Leave treatments and doses to doctors and pharmacists.",
        how_to_fix="Write “this helped me”. For a question about a medicine, ask a pharmacist or call 111.",
    )
    proposal = propose_rule(space=riverbend.open_space(), wish=wish, badge=Badge.CARER, by=riverbend.actor("advisory"))
    read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("moderator"))
    words = "From the ward: people do ask each other about doses, so naming the pharmacist is right. I would keep “share what helped”."
    say_about_proposal(proposal=proposal, words=words, by=riverbend.actor("improver"))
    answer = "Thank you: shorter is kinder. We kept “share”, because nurses asked for it, and the rest is yours."
    adopt_proposal(
        proposal=proposal,
        text="Share what helped you. Leave treatments and doses to doctors and pharmacists.",
        answer=answer,
        by=riverbend.actor("lead"),
    )
    agree(riverbend, "The shorter rule is better. We agree.")


def _talked_about(riverbend: Riverbend) -> None:
    wish = Wish(
        Kind.NEW,
        "We all write when something goes wrong. Staff who did well should hear it too, and it makes the sad stories easier to read.",
        text="Say what was good too, when there was something.",
        how_to_fix="Add one sentence about what or who helped, without their name.",
    )
    proposal = propose_rule(space=riverbend.open_space(), wish=wish, badge=Badge.CARER, by=riverbend.actor("advisory"))
    read_proposal(proposal=proposal, is_shown=True, by=riverbend.actor("second-moderator"))
    words = "I would rather ask than demand. On the worst day of your life there may be nothing good, and nobody should feel they broke a rule."
    say_about_proposal(proposal=proposal, words=words, by=riverbend.actor("responder"))


def _reported(riverbend: Riverbend) -> None:
    """A colleague's remark tells too much of one patient; a reader says so, and it waits for a moderator."""
    proposal = RuleProposal.objects.get(space=riverbend.open_space(), text="Say what was good too, when there was something.")
    words = "It does work. The gentleman from the bakery in Mill Lane, bed 4 last week, wrote us three pages and one kind line, and the whole team read it out."
    remark = say_about_proposal(proposal=proposal, words=words, by=riverbend.actor("coder"))
    said = "Everybody in Mill Lane knows who that is, and now they know that he was in hospital."
    report_rule_words(said=remark, reason=Report.Category.IDENTIFIES, words=said, by=VISITOR)


def _waiting(riverbend: Riverbend) -> None:
    key = rules_in_force(riverbend.open_space())[-1].key
    wish = Wish(Kind.LEAVE_OUT, "I have never seen an advert here. Fewer rules are read more.", rule_key=key)
    propose_rule(space=riverbend.open_space(), wish=wish, badge=Badge.CARER, by=riverbend.actor("advisory"))
