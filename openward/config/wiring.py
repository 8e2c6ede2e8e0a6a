"""Who hears which fact: the one place where the consequences of every fact can be read.

Recording a fact enqueues one job per handler within the same transaction, so that a consequence is never lost and
never happens for something that was rolled back.
"""

from typing import Any

import openward.evaluation.handlers as evaluation
import openward.improvements.handlers as improvements
import openward.notifications.handlers as notifications
import openward.people.handlers as people
import openward.responses.handlers as responses
import openward.safety.handlers.appeals as appeals
import openward.safety.handlers.care as care
import openward.safety.handlers.cases as cases
import openward.safety.handlers.crisis as crisis
import openward.safety.handlers.criticality as criticality
import openward.safety.handlers.readings as readings
import openward.safety.handlers.reports as reports
import openward.safety.handlers.rule_reports as rule_reports
import openward.safety.handlers.rule_words as rule_words
import openward.safety.handlers.screening as screening
import openward.safety.handlers.second_readings as second_readings
import openward.safety.handlers.together as together
import openward.safety.handlers.watched as watched
import openward.spaces.handlers as spaces
import openward.themes.handlers as themes
from openward.config.working import priority_of
from openward.contributions.events import (
    CommentSubmitted,
    ContributionErased,
    ContributionPublished,
    ContributionRevised,
    ContributionWithdrawn,
    EditAccepted,
    HoldPlaced,
    HoldReleased,
    RestrictionLifted,
    RestrictionPlaced,
    ReviewMoved,
    StorySubmitted,
    WordsCountAgain,
    WordsSetAside,
)
from openward.engagements.events import EngagementClosed, PhasesDated
from openward.improvements.events import TeamMemberAdded
from openward.ledger.actions import Handler, connect_handlers
from openward.ledger.events import Fact
from openward.notifications.events import MessageWritten
from openward.people.events import (
    ColleagueInvited,
    ColleagueSuspended,
    ConsentSaid,
    IdentityAgreed,
    IdentityAsked,
    IdentityRead,
    InvitationSentAgain,
    RoleTaken,
)
from openward.responses.events import ResponseShown
from openward.safety.events.appeals import (
    AppealClosed,
    AppealDecided,
    AppealGivenToPool,
    AppealHelpAgreed,
    AppealOpened,
    AppealOverdue,
)
from openward.safety.events.care import (
    BuddyCalled,
    CaseHandedOver,
    DebriefOffered,
    DebriefWanted,
    TopicWithoutAnybody,
)
from openward.safety.events.cases import CaseClosed, CaseOverdue, CasePassedOn, OpinionGiven
from openward.safety.events.crisis import (
    CrisisActedOn,
    CrisisAlerted,
    CrisisAssessed,
    CrisisMessageWritten,
    CrisisOpened,
    CrisisSecondOpinionGiven,
    DebriefAsked,
)
from openward.safety.events.criticality import CriticalitySet
from openward.safety.events.decisions import CaseDecided, HiddenForNow, RestrictionEnded, StepEnded, StepTaken
from openward.safety.events.readings import EditSuggested, ReadingApproved, ReadingDeclined, ReadingReopened
from openward.safety.events.reports import ReportReceived, ReportsInvalidated
from openward.safety.events.rule_reports import RuleLookAsked, RuleLookDecided, RuleWordsReported
from openward.safety.events.together import TogetherNoticed, TogetherSetAside
from openward.safety.events.watched import PhraseArmed, PhrasePutOff
from openward.spaces.events import (
    AbsenceEnded,
    AbsenceNoted,
    ClocksChosen,
    CoverLost,
    GuestsInvited,
    MembershipEnded,
    ProposalAdopted,
    ProposalDeclined,
    ProposalShown,
    ProposalWithdrawn,
    RuleProposed,
    RuleRemarkMade,
    RuleRemarkWithdrawn,
    RulesWritten,
    RuleWordsTakenAway,
    ShiftEnded,
    ShiftPlanned,
    SpaceClosedByDate,
)

HANDLERS: dict[type[Fact], tuple[Handler, ...]] = {
    ColleagueInvited: (people.on_colleague_invited,),
    InvitationSentAgain: (people.on_colleague_invited,),
    MessageWritten: (notifications.on_message_written,),
    ReviewMoved: (themes.on_review_moved,),
    ContributionPublished: (themes.on_consent_said,),
    ConsentSaid: (themes.on_consent_said,),
    EditAccepted: (themes.on_edit_accepted,),
    HoldPlaced: (themes.on_contribution_changed,),
    HoldReleased: (themes.on_contribution_changed,),
    RestrictionPlaced: (themes.on_contribution_changed,),
    RestrictionLifted: (themes.on_contribution_changed,),
    ContributionWithdrawn: (
        readings.on_contribution_withdrawn,
        appeals.on_words_taken_back,
        themes.on_contribution_changed,
    ),
    ContributionErased: (
        readings.on_contribution_erased,
        appeals.on_words_erased,
        crisis.on_danger_erased,
        care.on_words_forgotten,
        criticality.on_grave_words_erased,
        responses.on_contribution_erased,
        themes.on_contribution_erased,
    ),
    ReadingApproved: (readings.on_reading_approved, screening.on_reading_done, second_readings.on_decision_made),
    EditSuggested: (readings.on_edit_suggested, second_readings.on_decision_made),
    ReadingDeclined: (readings.on_reading_declined, second_readings.on_decision_made),
    ReadingReopened: (readings.on_reading_reopened,),
    StorySubmitted: (
        crisis.on_danger_ticked,
        screening.on_words_to_look_at,
        care.on_words_to_sort,
        screening.on_words_sent,
        together.on_act,
    ),
    CommentSubmitted: (
        crisis.on_danger_ticked,
        screening.on_words_to_look_at,
        care.on_words_to_sort,
        screening.on_words_sent,
        together.on_act,
    ),
    ContributionRevised: (care.on_words_to_sort, screening.on_words_sent),
    RuleProposed: (rule_words.on_rule_words, spaces.on_rules_talk),
    RuleRemarkMade: (rule_words.on_rule_words,),
    RuleWordsReported: (rule_reports.on_rule_words_reported,),
    RuleWordsTakenAway: (rule_reports.on_rule_words_taken_away,),
    RuleLookAsked: (rule_reports.on_rule_look_asked,),
    RuleLookDecided: (rule_reports.on_rule_look_decided,),
    ReportReceived: (crisis.on_danger_reported, together.on_act),
    TogetherSetAside: (together.on_together_found,),
    TogetherNoticed: (together.on_together_found,),
    WordsSetAside: (themes.on_words_set_aside, evaluation.on_words_set_aside),
    WordsCountAgain: (themes.on_words_set_aside, evaluation.on_words_set_aside),
    CrisisOpened: (crisis.on_crisis_opened,),
    CrisisActedOn: (crisis.on_crisis_acted_on,),
    CrisisAlerted: (crisis.on_crisis_alerted,),
    CrisisAssessed: (crisis.on_crisis_assessed,),
    CrisisSecondOpinionGiven: (crisis.on_crisis_second_opinion,),
    CrisisMessageWritten: (crisis.on_crisis_message_written,),
    DebriefAsked: (crisis.on_debrief_asked,),
    CriticalitySet: (criticality.on_criticality_set,),
    IdentityAsked: (crisis.on_identity_asked,),
    IdentityAgreed: (crisis.on_identity_opened,),
    IdentityRead: (crisis.on_identity_opened,),
    CaseDecided: (
        cases.on_case_decided,
        reports.on_report_outcome,
        care.on_grave_case_decided,
        second_readings.on_decision_made,
    ),
    CaseClosed: (reports.on_report_outcome,),
    ReportsInvalidated: (reports.on_report_outcome,),
    AppealOpened: (appeals.on_appeal_opened,),
    AppealGivenToPool: (appeals.on_appeal_given_to_pool,),
    AppealDecided: (appeals.on_appeal_decided,),
    AppealClosed: (appeals.on_appeal_closed,),
    AppealOverdue: (appeals.on_appeal_overdue,),
    AppealHelpAgreed: (appeals.on_appeal_help_agreed,),
    CaseOverdue: (cases.on_case_overdue,),
    OpinionGiven: (cases.on_opinion_given,),
    CasePassedOn: (care.on_case_passed_on,),
    CaseHandedOver: (care.on_case_handed_over,),
    BuddyCalled: (care.on_buddy_called,),
    DebriefOffered: (care.on_debrief_offered,),
    DebriefWanted: (care.on_debrief_wanted,),
    TopicWithoutAnybody: (care.on_topic_without_anybody,),
    HiddenForNow: (cases.on_hidden_for_now,),
    RestrictionEnded: (cases.on_restriction_ended,),
    StepTaken: (cases.on_step_taken,),
    StepEnded: (cases.on_step_ended,),
    ResponseShown: (responses.on_response_shown,),
    TeamMemberAdded: (improvements.on_team_member_added,),
    EngagementClosed: (spaces.on_engagement_closed,),
    PhasesDated: (spaces.on_phases_dated,),
    SpaceClosedByDate: (spaces.on_space_closed_by_date,),
    GuestsInvited: (spaces.on_guests_invited,),
    MembershipEnded: (spaces.on_membership_ended,),
    ShiftPlanned: (spaces.on_duty_changed,),
    ShiftEnded: (spaces.on_duty_changed,),
    AbsenceNoted: (spaces.on_duty_changed,),
    AbsenceEnded: (spaces.on_duty_changed,),
    ClocksChosen: (spaces.on_duty_changed,),
    CoverLost: (spaces.on_cover_lost,),
    ColleagueSuspended: (spaces.on_colleague_gone,),
    RoleTaken: (spaces.on_colleague_gone,),
    ProposalShown: (spaces.on_rules_talk,),
    ProposalAdopted: (spaces.on_rules_talk,),
    ProposalDeclined: (spaces.on_rules_talk,),
    ProposalWithdrawn: (spaces.on_rules_talk, rule_reports.on_rule_words_withdrawn),
    RuleRemarkWithdrawn: (rule_reports.on_rule_words_withdrawn,),
    RulesWritten: (spaces.on_rules_written,),
    PhraseArmed: (watched.on_masked_word_changed,),
    PhrasePutOff: (watched.on_masked_word_changed,),
}

QUEUE_OF = {
    "safety.on_danger_ticked": "crisis",
    "safety.on_danger_reported": "crisis",
    "safety.on_crisis_alerted": "crisis",
    "safety.on_crisis_assessed": "crisis",
    "safety.on_crisis_second_opinion": "crisis",
    "safety.on_words_to_look_at": "look",
    # New words are checked before letters about older ones leave.
    "safety.on_words_sent": "checks",
    "safety.on_rule_words": "checks",
    "safety.on_rule_words_reported": "checks",
    # Nobody is given what they leave to others, also in the minute in which it comes.
    "safety.on_words_to_sort": "checks",
}
"""Handlers whose jobs are served before the others', and where: an alert does not wait behind a flood of anything."""


def connect() -> None:
    """Give the ledger its handlers; called when the project starts."""
    connect_handlers(HANDLERS, enqueue=enqueue)


def enqueue(fact_id: int, handler: str) -> None:
    """Enqueue one handler's job through Django's own connection: it commits or rolls back with the fact."""
    from openward.ledger.tasks import hear

    queue = QUEUE_OF.get(handler)
    first: dict[str, Any] = {"queue": queue, "priority": priority_of(queue)} if queue else {}
    hear.configure(**first).defer(fact_id=fact_id, handler=handler)
