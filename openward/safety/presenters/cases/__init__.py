"""Report cases as pages print them: rows of the queue, and the desk with everything beside the words."""

from openward.safety.presenters.cases.desk import (
    Beside,
    Neighbour,
    ReportDesk,
    ShownReport,
    record_in_words,
    report_desk,
    report_line,
)
from openward.safety.presenters.cases.rows import (
    CaseRow,
    case_rows,
    case_sentence,
    clock_in_words,
    queue_tabs,
    severity_tag,
)

__all__ = [
    "Beside",
    "CaseRow",
    "Neighbour",
    "ReportDesk",
    "ShownReport",
    "case_rows",
    "case_sentence",
    "clock_in_words",
    "queue_tabs",
    "record_in_words",
    "report_desk",
    "report_line",
    "severity_tag",
]
