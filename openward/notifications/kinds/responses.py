"""About answers, their checks, and the teams that improve care."""

from django.utils.translation import gettext_lazy as _

from openward.notifications.kinds.kind import ANSWER, TASK, For, Kind

RESPONSES: tuple[Kind, ...] = (
    Kind("response_shown", For.AUTHOR, _("There is an answer to what you said."), ANSWER, by_mail=True),
    Kind(
        "telling_reopened",
        For.STAFF,
        _("Somebody says that your answer did not meet their point."),
        TASK,
        by_mail=True,
        page="reopened_list",
    ),
    Kind(
        "check_wanted",
        For.STAFF,
        _("A colleague asks you to check what changed."),
        TASK,
        by_mail=True,
        page="response_check_list",
    ),
    Kind(
        "reply_to_read",
        For.STAFF,
        _("A colleague asks you to read an answer before it is shown."),
        TASK,
        by_mail=True,
        page="response_check_list",
    ),
    Kind(
        "answer_reported",
        For.STAFF,
        _("Somebody reported an answer that is shown."),
        TASK,
        by_mail=True,
        page="reported_list",
    ),
    Kind(
        "reply_sent_back",
        For.STAFF,
        _("A colleague would like you to look at an answer again, and says why."),
        TASK,
        by_mail=True,
        page="response_show",
        page_values=("key",),
    ),
    Kind(
        "check_sent_back",
        For.STAFF,
        _("A colleague was not sure that the change happened, and says why."),
        TASK,
        by_mail=True,
        page="response_show",
        page_values=("key",),
    ),
    Kind(
        "team_joined",
        For.STAFF,
        _("You are on a team that improves care."),
        TASK,
        by_mail=True,
        page="account_login",
    ),
)
