"""About looking again at a decision."""

from django.utils.translation import gettext_lazy as _

from openward.notifications.kinds.kind import ABOUT, TASK, For, Kind

APPEALS: tuple[Kind, ...] = (
    Kind("appeal_received", For.AUTHOR, _("Somebody else looks again, as you asked."), ABOUT, by_mail=True),
    Kind("appeal_decided", For.AUTHOR, _("Somebody else has looked again."), ABOUT, by_mail=True),
    Kind(
        "appeal_waits",
        For.STAFF,
        _("Somebody asks for another look, and you can take it."),
        TASK,
        by_mail=True,
        page="appeal_show",
        page_values=("key",),
    ),
    Kind(
        "appeal_overdue",
        For.STAFF,
        _("Somebody has waited over seven days for another look."),
        TASK,
        by_mail=True,
        page="start_show",
    ),
    Kind(
        "appeal_needs_help",
        For.STAFF,
        _("Nobody here can look again at a decision: please ask another organisation."),
        TASK,
        by_mail=True,
        page="appeal_help_list",
        page_values=("slug",),
    ),
    Kind(
        "appeal_help_asked",
        For.STAFF,
        _("Another organisation would like to share the work of looking again."),
        TASK,
        by_mail=True,
        page="appeal_help_list",
        page_values=("slug",),
    ),
)
