"""One of everything, in every state that changes who may see it: the ground of the access matrix."""

import dataclasses
import datetime
import uuid
from typing import Any

from django.utils import timezone

from openward.contributions.actions.drafts import keep_draft
from openward.contributions.actions.reviews import hold, move_review, restrict
from openward.contributions.actions.stories import Sent, erase, withdraw
from openward.contributions.models import Contribution, Hold, Mask, Restriction, Review
from openward.engagements.models import Engagement, Risk, Stage
from openward.improvements.models import ChangeIdea, Cycle, Driver, Improvement, Measure, Reading, TeamMember
from openward.notifications.models import Message
from openward.people.access import SYSTEM, persona_actor
from openward.people.actions.break_glass import ask_identity
from openward.people.actions.colleagues import invite_colleague
from openward.people.models import BreakGlass, HeldRole, Invitation
from openward.responses.actions import report_answer
from openward.responses.models import CHANGEABLE, AnswerReport, ChangeClaim, Response, Telling
from openward.safety.actions.care import offer_debrief
from openward.safety.actions.measures import set_place_measure
from openward.safety.actions.openness import release_figures
from openward.safety.actions.reports import receive_report
from openward.safety.actions.rule_reports import agree_with_reports, ask_for_another_look, report_rule_words
from openward.safety.models import (
    Appeal,
    AppealHelp,
    Case,
    CrisisCase,
    Debrief,
    Decision,
    MessageTemplate,
    PlaceMeasure,
    Report,
    Sanction,
    SecondReading,
    TogetherAlert,
    WatchedPhrase,
)
from openward.safety.models.quarters import next_release
from openward.spaces.actions import note_absence, plan_shifts
from openward.spaces.actions.members import join_space, print_codes
from openward.spaces.actions.proposals import Wish, propose_rule, read_proposal, read_remark, say_about_proposal
from openward.spaces.models import (
    Direction,
    DutyAbsence,
    DutyShift,
    IdentityRule,
    ModerationMode,
    RuleProposal,
    RuleRemark,
    ShortLink,
    Space,
    SpaceInvitation,
    SpaceMember,
    Visibility,
)
from openward.themes.models import Code, Codebook, Coding, Excerpt, Theme
from tests.factories.riverbend import Riverbend, approved, found_riverbend, published_story, sent_story

ROLES = (
    "visitor",
    "lead",
    "moderator",
    "coder",
    "improver",
    "responder",
    "advisory",
    "data_protection",
    "administrator",
    "outsider",
)


@dataclasses.dataclass(slots=True)
class World:
    """Riverbend and its things by name of their state."""

    riverbend: Riverbend
    spaces: dict[str, Space]
    contributions: dict[str, Contribution]
    codes: dict[str, str]
    """Receipt codes by the state of their contribution."""
    engagements: dict[str, Engagement]
    themes: dict[str, Theme]
    codebook: Codebook
    improvements: dict[str, Improvement]
    measures: dict[str, Measure]
    responses: dict[str, Response]
    telling: Telling
    link: ShortLink
    risk: Risk
    drivers: dict[str, Driver]
    ideas: dict[str, ChangeIdea]
    cycles: dict[str, Cycle]
    readings: dict[str, Reading]
    members: dict[str, TeamMember]
    decision: Decision
    case: Case
    """A report of the published story, waiting."""
    report_code: str
    """The five words of whoever reported it."""
    answer_report_code: str
    """Those of somebody who reported the shown answer."""
    own_report: Report
    """A report that the coder sent while signed in."""
    report_appeal: Appeal
    """Of somebody who reported: what was left as it is was not enough."""
    appeals: dict[str, Appeal]
    """Against a decision of the moderator's own, and against one of a colleague."""
    appeal_help: AppealHelp
    """Offered by the outsider's organisation; Riverbend has not said yes."""
    second_readings: dict[str, SecondReading]
    place_measure: PlaceMeasure
    """Slow mode in the open space."""
    crisis: CrisisCase
    together: TogetherAlert
    """In the open space; nobody has looked."""
    debrief: Debrief
    """Offered to the moderator."""
    watched: WatchedPhrase
    """About the pending story; nobody has it yet."""
    mask: Mask
    template: MessageTemplate
    break_glass: BreakGlass
    """Asked by the administrator; it waits for data protection."""
    message: Message
    """To the lead."""
    invitation: Invitation
    """To work at Riverbend; waiting."""
    guest_invitations: dict[str, SpaceInvitation]
    """Into the invited space: waiting and used."""
    memberships: dict[str, SpaceMember]
    """In the invited space: a guest's, and the advisory member's own."""
    duty_shift: DutyShift
    duty_absence: DutyAbsence
    proposals: dict[str, RuleProposal]
    """About the rules of the open space: one that is talked about, by the advisory member, and one that waits to be
    read, by the outsider."""
    remark: RuleRemark
    """Of the advisory member, waiting to be read."""
    rule_words: dict[str, RuleProposal | RuleRemark]
    """Reported and shown: a proposal and a remark of the responder, "fair" of the lead. Of the advisory member "away",
    which the moderator took away, and which is to be looked at again."""
    rule_report_code: str
    """The five words of whoever reported the proposal."""
    quarter: str
    """The quarter whose figures were shown."""

    def space_slug(self, state: str) -> str:
        return self.spaces[state].slug

    @property
    def code(self) -> Code:
        code = self.codebook.codes.first()
        assert code is not None
        return code

    @property
    def coding(self) -> Coding:
        return Coding.objects.get(code=self.code)


def make_world() -> World:
    """Build the world; a second or so, in one transaction that the test rolls back."""
    riverbend = found_riverbend()
    spaces = _spaces(riverbend)
    contributions, codes = _contributions(riverbend, spaces)
    engagements = {"open": riverbend.engagement, "planned": spaces["planned"].engagement}
    codebook, themes = _themes(riverbend, contributions["published"])
    improvements, measures = _improvements(riverbend, themes)
    responses, telling = _responses(riverbend, themes, contributions["published"], contributions["in_registered"])
    return World(
        riverbend=riverbend,
        spaces=spaces,
        contributions=contributions,
        codes=codes,
        engagements=engagements,
        themes=themes,
        codebook=codebook,
        improvements=improvements,
        measures=measures,
        responses=responses,
        answer_report_code=report_answer(
            response=responses["shown"], reason=AnswerReport.Reason.UNTRUE, by=riverbend.actor("visitor")
        ),
        telling=telling,
        link=ShortLink.objects.create(code="k7m2pq", space=riverbend.space),
        risk=Risk.objects.create(engagement=riverbend.engagement, text="Few people may come.", finding_id="RSK-02"),
        **_work(riverbend, improvements, measures),
        **_appealed(riverbend, contributions),
        **_reported(riverbend, contributions["published"]),
        together=_together(riverbend, contributions["published"]),
        debrief=offer_debrief(moderator=riverbend.account("moderator"), about="case:one", by=SYSTEM),
        watched=WatchedPhrase.objects.create(
            organisation=riverbend.cast.organisation, phrase="blue form", effect="hold", why="We look for it."
        ),
        mask=Mask.objects.create(
            revision=contributions["published"].shown_revision,
            word_key=uuid.uuid4(),
            why="It hurts.",
            passages=[[0, 1]],
            pipeline_version="1",
        ),
        crisis=CrisisCase.objects.create(
            contribution=contributions["pending"], source=CrisisCase.Source.MODERATOR, state=CrisisCase.State.ALERTED
        ),
        break_glass=ask_identity(
            organisation=riverbend.cast.organisation,
            persona=contributions["pending"].author,
            side=BreakGlass.Side.ADMINISTRATOR,
            reason="A life is at stake.",
            legal_basis=BreakGlass.Basis.VITAL_INTERESTS,
            fields=[BreakGlass.Field.EMAIL],
            by=riverbend.actor("administrator"),
        ),
        template=MessageTemplate.objects.create(
            organisation=riverbend.cast.organisation, key="first-words", title="First words", words="We read this."
        ),
        message=Message.objects.create(
            account=riverbend.account("lead"), kind="check_wanted", about="response:1", once_key="one"
        ),
        invitation=invite_colleague(
            organisation=riverbend.cast.organisation, email="new@riverbend.example", name="Noor Rahman", by=SYSTEM
        ),
        **_guests(spaces["invited"]),
        **_kept_with_members(riverbend),
        quarter=_shown_figures(riverbend),
    )


def _shown_figures(riverbend: Riverbend) -> str:
    today = timezone.localdate()
    quarter = next_release(today).before
    release_figures(organisation=riverbend.cast.organisation, quarter=quarter, today=today, by=SYSTEM)
    return quarter.slug


def _spaces(riverbend: Riverbend) -> dict[str, Space]:
    planned = Engagement.objects.create(
        organisation=riverbend.cast.organisation,
        slug="a-better-first-night",
        title="A better first night",
        aim="A calmer first night on the maternity ward.",
        model_of_use="MOD-08",
        stage=Stage.DESIGN_AND_TEST,
    )

    def space(slug: str, engagement: Engagement, state: str, visibility: Visibility) -> Space:
        return Space.objects.create(
            organisation=riverbend.cast.organisation,
            engagement=engagement,
            slug=slug,
            name=slug.replace("-", " ").capitalize(),
            state=state,
            direction=Direction.MANY_WAY,
            visibility=visibility,
            identity_rule=IdentityRule.PSEUDONYM,
            moderation_mode=ModerationMode.BEFORE,
            stage=Stage.UNDERSTAND,
            opened_at=None if state == Space.State.PLANNED else timezone.now(),
        )

    found = {
        "open": riverbend.space,
        "planned": space("first-night", planned, Space.State.PLANNED, Visibility.PUBLIC),
        "closed": space("last-year", riverbend.engagement, Space.State.CLOSED, Visibility.PUBLIC),
        "registered": space("for-members", riverbend.engagement, Space.State.OPEN, Visibility.REGISTERED),
        "invited": space("design-room", riverbend.engagement, Space.State.OPEN, Visibility.INVITED),
        "staff": space("staff-room", riverbend.engagement, Space.State.OPEN, Visibility.STAFF),
    }
    SpaceMember.objects.create(space=found["invited"], account=riverbend.account("advisory"))
    return found


def _contributions(riverbend: Riverbend, spaces: dict[str, Space]) -> tuple[dict[str, Contribution], dict[str, str]]:
    moderator = riverbend.actor("moderator")
    sent: dict[str, Sent] = {name: sent_story(riverbend) for name in ("pending", "in_review", "rejected", "suggested")}
    found = {name: item.contribution for name, item in sent.items()}
    codes = {name: item.code for name, item in sent.items()}
    for name in ("in_review", "rejected", "suggested"):
        move_review(revision=found[name].revisions.get(), to=Review.IN_REVIEW, by=moderator)
    move_review(revision=found["rejected"].revisions.get(), to=Review.REJECTED, by=moderator)
    for name in ("published", "hidden", "community_only", "held", "withdrawn", "erased"):
        item = sent_story(riverbend)
        found[name], codes[name] = approved(riverbend, item.contribution), item.code
    kept = keep_draft(
        space=riverbend.space, answers=[("happened", "Half a story.")], language="en-gb", by=riverbend.actor("visitor")
    )
    found["draft"], codes["draft"] = kept.contribution, kept.code
    found["private"] = published_story(riverbend, consents=["teach"])
    for name in ("registered", "invited", "staff"):
        found[f"in_{name}"] = published_story(riverbend, space=spaces[name])
    restrict(contribution=found["hidden"], restriction=Restriction.HIDDEN, reason="Names somebody.", by=moderator)
    restrict(contribution=found["community_only"], restriction=Restriction.COMMUNITY_ONLY, reason="x", by=moderator)
    hold(contribution=found["held"], kind=Hold.SAFEGUARDING, by=moderator)
    for name, end in (("withdrawn", withdraw), ("erased", erase)):
        end(contribution=found[name], by=persona_actor(found[name].author_id))
    for contribution in found.values():
        contribution.refresh_from_db()
    return found, codes


def _themes(riverbend: Riverbend, story: Contribution) -> tuple[Codebook, dict[str, Theme]]:
    codebook = Codebook.objects.create(engagement=riverbend.engagement, name="Waiting")
    themes = {
        "public": Theme.objects.create(
            engagement=riverbend.engagement, slug="waiting", name="Waiting", sentence="Waits feel long.", is_public=True
        ),
        "hidden": Theme.objects.create(engagement=riverbend.engagement, slug="parking", name="Parking"),
    }
    assert story.shown_revision is not None
    excerpt = Excerpt.objects.create(contribution=story, revision=story.shown_revision, start=0, end=10)
    for theme in themes.values():
        code = Code.objects.create(codebook=codebook, theme=theme, name=theme.name)
        Coding.objects.create(excerpt=excerpt, code=code, contribution=story, coder=riverbend.account("coder"))
    return codebook, themes


def _improvements(riverbend: Riverbend, themes: dict[str, Theme]) -> tuple[dict[str, Improvement], dict[str, Measure]]:
    found, measures = {}, {}
    for name, is_public in (("public", True), ("hidden", False)):
        improvement = Improvement.objects.create(
            engagement=riverbend.engagement,
            slug=f"delays-board-{name}",
            title="A board that shows the delay",
            aim="Everybody knows how long the wait is by June.",
            started_on=timezone.localdate(),
            is_public=is_public,
        )
        improvement.themes.add(themes[name])
        found[name] = improvement
        measures[name] = Measure.objects.create(
            improvement=improvement, name="Told of the wait", kind=Measure.Kind.OUTCOME, better=Measure.Better.INCREASE
        )
    return found, measures


def _guests(space: Space) -> dict[str, dict[str, Any]]:
    waiting, used = print_codes(space=space, count=2, by=SYSTEM)
    place = join_space(invitation=used, handle="Heron", badge="carer", wants_letters=False, by=SYSTEM)
    own = SpaceMember.objects.get(space=space, account__isnull=False)
    return {
        "guest_invitations": {"waiting": waiting, "used": used},
        "memberships": {"guest": place.member, "advisory": own},
    }


def _kept_with_members(riverbend: Riverbend) -> dict[str, Any]:
    """A rota, and rules that people talk about."""
    space, lead = riverbend.space, riverbend.actor("lead")
    nine, five, today = datetime.time(9), datetime.time(17), timezone.localdate()
    account = riverbend.account("moderator")
    (shift,) = plan_shifts(space=space, account=account, starts_at=nine, ends_at=five, weekdays=[0], by=lead)
    absence = note_absence(space=space, account=account, first_on=today, last_on=today, by=lead)
    wish = Wish(RuleProposal.Kind.NEW, "It helps.", text="Thank people.", how_to_fix="Say what was good.")
    proposals = {
        state: propose_rule(space=space, wish=wish, by=riverbend.actor(part))
        for state, part in (("open", "advisory"), ("waiting", "outsider"))
    }
    read_proposal(proposal=proposals["open"], is_shown=True, by=riverbend.actor("moderator"))
    remark = say_about_proposal(proposal=proposals["open"], words="I like it.", by=riverbend.actor("advisory"))
    return {
        "duty_shift": shift,
        "duty_absence": absence,
        "proposals": proposals,
        "remark": remark,
        **_reported_rule_words(riverbend, proposals["open"]),
    }


def _reported_rule_words(riverbend: Riverbend, talked_about: RuleProposal) -> dict[str, Any]:
    wish = Wish(RuleProposal.Kind.NEW, "It is fair.", text="Name the ward.", how_to_fix="Say where it was.")
    said: dict[str, RuleProposal | RuleRemark] = {
        "proposal": propose_rule(space=riverbend.space, wish=wish, by=riverbend.actor("responder")),
        "remark": say_about_proposal(proposal=talked_about, words="Not at all.", by=riverbend.actor("responder")),
    }
    for part in ("advisory", "lead"):
        remark = say_about_proposal(proposal=talked_about, words="Nurse Joy does.", by=riverbend.actor(part))
        said["away" if part == "advisory" else "fair"] = remark
    read_remark(remark=said["away"], is_shown=True, by=riverbend.actor("moderator"))  # type: ignore[arg-type]
    codes = {
        state: report_rule_words(said=one, reason=Report.Category.IDENTIFIES, by=riverbend.actor("visitor"))
        for state, one in said.items()
    }
    agree_with_reports(said=said["away"], because="It names a nurse.", by=riverbend.actor("moderator"))
    ask_for_another_look(said=said["away"], words="She said I may.", by=riverbend.actor("advisory"))
    return {"rule_words": said, "rule_report_code": codes["proposal"]}


def _together(riverbend: Riverbend, story: Contribution) -> TogetherAlert:
    """Many who acted together, of whom only one is needed here."""
    why = {
        "reason": "newcomers", "people": 60, "acts": 60, "window_s": 3600, "at": "2026-11-20T10:00:00+00:00",
        "is_unusual": True, "usual": None, "occasions": 0, "target": "", "first": str(story.pk),
    }
    now = timezone.now()
    alert = TogetherAlert.objects.create(
        space=riverbend.space,
        behaviour="newcomers",
        state=TogetherAlert.State.NOTICED,
        personas=[story.author_id],
        explanation={"people": 60, "acts": 60, "people_at_once": 60, "evidence": [why]},
        began_at=now,
        ended_at=now,
        found_at=now,
        grown_at=now,
    )
    alert.set_aside.create(kind="contribution", key=story.pk)
    return alert


def _work(
    riverbend: Riverbend, improvements: dict[str, Improvement], measures: dict[str, Measure]
) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {"drivers": {}, "ideas": {}, "cycles": {}, "readings": {}, "members": {}}
    today = timezone.localdate()
    for name, improvement in improvements.items():
        made["drivers"][name] = driver = Driver.objects.create(improvement=improvement, text="Telling people")
        made["ideas"][name] = idea = ChangeIdea.objects.create(improvement=improvement, driver=driver, text="A board")
        made["cycles"][name] = Cycle.objects.create(
            improvement=improvement,
            change_idea=idea,
            number=1,
            title="One clinic",
            plan="A board in one clinic.",
            prediction="Fewer questions.",
            starts_on=today,
        )
        made["readings"][name] = Reading.objects.create(measure=measures[name], on=today, value=4)
        made["members"][name] = TeamMember.objects.create(
            improvement=improvement, account=riverbend.account("advisory"), part=TeamMember.Part.CARER
        )
    return made


def _appealed(riverbend: Riverbend, contributions: dict[str, Contribution]) -> dict[str, Any]:
    own = _decision(riverbend, contributions["rejected"])
    other = _decision(riverbend, contributions["hidden"], part="director")
    Sanction.objects.create(
        persona=contributions["hidden"].author, space=riverbend.space, step="warned", decision=other, reason="Be kind."
    )

    def appeal(decision: Decision) -> Appeal:
        contribution = decision.case.contribution
        return Appeal.objects.create(
            decision=decision,
            contribution=contribution,
            space=contribution.space,
            appellant=contribution.author,
            first_decider=decision.decided_by,
            words="It names nobody.",
            due_at=timezone.now() + datetime.timedelta(days=7),
        )

    elsewhere = HeldRole.objects.filter(account=riverbend.outsider).first()
    assert elsewhere is not None
    return {
        "decision": own,
        "appeals": {"own": appeal(own), "a colleague's": appeal(other)},
        "second_readings": {
            name: SecondReading.objects.create(decision=decision, first_decider=decision.decided_by)
            for name, decision in (("own", own), ("a colleague's", other))
        },
        "appeal_help": AppealHelp.objects.create(
            organisation=riverbend.cast.organisation, helper=elsewhere.organisation, offered_at=timezone.now()
        ),
    }


def _decision(riverbend: Riverbend, contribution: Contribution, part: str = "moderator") -> Decision:
    case = Case.objects.create(contribution=contribution, state=Case.State.DECIDED, decided_at=timezone.now())
    revision = contribution.revisions.get()
    return Decision.objects.create(
        case=case,
        revision=revision,
        revision_sha256=revision.sha256,
        outcome=Decision.Outcome.DECLINE,
        rule=riverbend.space.house_rules.get(),
        decided_by=riverbend.account(part),
    )


def _reported(riverbend: Riverbend, story: Contribution) -> dict[str, Any]:
    given = receive_report(contribution=story, category=Report.Category.SPAM, by=riverbend.actor("visitor"))
    measure = set_place_measure(
        space=riverbend.space,
        kind=PlaceMeasure.Kind.SLOW_MODE,
        pause_s=60,
        reason="It is busy here.",
        by=riverbend.actor("moderator"),
    )
    own = receive_report(contribution=story, category=Report.Category.SPAM, by=riverbend.actor("coder")).report
    return {
        "case": given.report.case,
        "report_code": given.code,
        "own_report": own,
        "report_appeal": _appealed_by_reporter(riverbend, given.report),
        "place_measure": measure,
    }


def _appealed_by_reporter(riverbend: Riverbend, report: Report) -> Appeal:
    """Somebody who reported these words before thinks that leaving them was wrong; another person decided that."""
    story = report.contribution
    case = Case.objects.create(contribution=story, kind=Case.Kind.REPORT, state=Case.State.CLOSED)
    revision = story.revisions.get()
    decision = Decision.objects.create(
        case=case, revision=revision, revision_sha256=revision.sha256, outcome=Decision.Outcome.KEEP,
        decided_by=riverbend.account("director"),
    )  # fmt: skip
    return Appeal.objects.create(
        side=Appeal.Side.REPORTER,
        report=report,
        decision=decision,
        contribution=story,
        space=story.space,
        appellant=report.reporter,
        first_decider=decision.decided_by,
        words="It was not enough.",
        due_at=timezone.now() + datetime.timedelta(days=7),
    )


def _responses(
    riverbend: Riverbend, themes: dict[str, Theme], story: Contribution, other_story: Contribution
) -> tuple[dict[str, Response], Telling]:
    def response(state: str, status: str, **values: object) -> Response:
        return Response.objects.create(
            engagement=riverbend.engagement,
            status=status,
            state=state,
            words="Thank you. We heard you.",
            signed_name="Daniel Cho",
            signed_role="Service manager, outpatients",
            written_by=riverbend.account("responder"),
            shown_at=timezone.now() if state == Response.State.SHOWN else None,
            **{"theme": themes["public"], **values},
        )

    found = {
        "shown": response(Response.State.SHOWN, Response.Status.HEARD),
        "draft": response(Response.State.DRAFT, Response.Status.DECIDING),
        "awaiting_check": response(Response.State.AWAITING_CHECK, Response.Status.DID),
        "hidden_theme": response(Response.State.SHOWN, Response.Status.HEARD, theme=themes["hidden"]),
        "changeable": response(
            Response.State.SHOWN,
            Response.Status.HEARD,
            theme=None,
            contribution=other_story,
            changeable_until=timezone.now() + CHANGEABLE,
        ),
        "to_story": response(Response.State.SHOWN, Response.Status.HEARD, theme=None, contribution=story),
    }
    ChangeClaim.objects.create(
        response=found["awaiting_check"],
        what_changed="A board shows the delay.",
        since_on=datetime.date(2026, 6, 1),
        how_we_know="We counted.",
    )
    telling = Telling.objects.create(response=found["shown"], contribution=story)
    return found, telling
