"""About cases between moderators, and about looking after one another."""

from django.utils.translation import gettext_lazy as _

from openward.notifications.kinds.kind import TASK, For, Kind

CASES: tuple[Kind, ...] = (
    Kind(
        "case_overdue",
        For.STAFF,
        _("Something that was reported was not decided in time."),
        TASK,
        by_mail=True,
        page="start_show",
    ),
    Kind(
        "opinion_given",
        For.STAFF,
        _("A colleague has said what they think."),
        TASK,
        by_mail=False,
        page="report_case_show",
        page_values=("key",),
    ),
    Kind(
        "together_found",
        For.STAFF,
        _("Many acted together: please look."),
        TASK,
        by_mail=True,
        page="together_show",
        page_values=("key",),
    ),
    Kind(
        "case_passed_on",
        For.STAFF,
        _("A colleague passed something on to you."),
        TASK,
        by_mail=False,
        page="report_case_show",
        page_values=("key",),
    ),
    Kind(
        "case_handed_over",
        For.STAFF,
        _("A colleague put something into your hands."),
        TASK,
        by_mail=False,
        page="report_case_show",
        page_values=("key",),
    ),
    Kind(
        "buddy_called",
        For.STAFF,
        _("A colleague would like a moment with you."),
        TASK,
        by_mail=True,
        page="care_show",
    ),
    Kind("debrief_offered", For.STAFF, _("A talk is offered to you."), TASK, by_mail=False, page="debrief_list"),
    Kind(
        "debrief_wanted",
        For.STAFF,
        _("A colleague would like to talk something through with you."),
        TASK,
        by_mail=True,
        page="debrief_show",
        page_values=("number",),
    ),
    Kind(
        "topic_without_anybody",
        For.STAFF,
        _("Somebody is missing who could read what people send."),
        TASK,
        by_mail=True,
        page="topic_gap_list",
    ),
    Kind(
        "grave_words",
        For.STAFF,
        _("Something grave was said and needs your eye today."),
        TASK,
        by_mail=True,
        page="grave_list",
    ),
)
