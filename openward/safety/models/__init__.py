"""Safety: cases and decisions with reasons, reports, appeals, measures, crisis, screening, and care for moderators."""

from openward.safety.models.appeals import APPEAL, APPEAL_DUE, APPEAL_WINDOW, Appeal
from openward.safety.models.care import Debrief, ModeratorCare, PracticeAnswer, Shift
from openward.safety.models.cases import CASE, LEASE, Case, Note, Severity, Topic
from openward.safety.models.crisis import (
    ALERT_AGAIN_AFTER,
    CRISIS,
    FOLLOW_UP_AFTER,
    REVIEW_AFTER,
    CrisisAlert,
    CrisisCase,
    CrisisStep,
    MessageTemplate,
    OnCall,
)
from openward.safety.models.decisions import PRIVACY, READING_OUTCOMES, UNDO, Decision, SecondReading
from openward.safety.models.measures import SANCTION, STRIKE_LASTS, PlaceMeasure, Sanction, Step, Strike
from openward.safety.models.reports import REPORT, Report
from openward.safety.models.screening import Screening, WatchedPhrase
from openward.safety.models.together import SetAside, TogetherAlert

__all__ = [
    "ALERT_AGAIN_AFTER",
    "APPEAL",
    "APPEAL_DUE",
    "APPEAL_WINDOW",
    "CASE",
    "CRISIS",
    "FOLLOW_UP_AFTER",
    "LEASE",
    "PRIVACY",
    "READING_OUTCOMES",
    "REPORT",
    "REVIEW_AFTER",
    "SANCTION",
    "STRIKE_LASTS",
    "UNDO",
    "Appeal",
    "Case",
    "CrisisAlert",
    "CrisisCase",
    "CrisisStep",
    "Debrief",
    "Decision",
    "MessageTemplate",
    "ModeratorCare",
    "Note",
    "OnCall",
    "PlaceMeasure",
    "PracticeAnswer",
    "Report",
    "Sanction",
    "Screening",
    "SecondReading",
    "SetAside",
    "Severity",
    "Shift",
    "Step",
    "Strike",
    "TogetherAlert",
    "Topic",
    "WatchedPhrase",
]
