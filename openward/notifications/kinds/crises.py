"""About somebody who may be in danger, and about knowing who an author is."""

from django.utils.translation import gettext_lazy as _

from openward.notifications.kinds.kind import ABOUT, NOW, TASK, For, Kind

CRISES: tuple[Kind, ...] = (
    Kind("crisis_held", For.AUTHOR, _("Somebody is looking at your words with care."), ABOUT, by_mail=True),
    Kind("crisis_message", For.AUTHOR, _("Somebody has written to you."), ABOUT, by_mail=True),
    Kind(
        "crisis_needs_you",
        For.STAFF,
        _("A colleague needs you beside them now."),
        NOW,
        by_mail=True,
        page="crisis_show",
        page_values=("key",),
    ),
    Kind(
        "crisis_follow_up",
        For.STAFF,
        _("Please look again how things are."),
        TASK,
        by_mail=True,
        page="crisis_show",
        page_values=("key",),
    ),
    Kind(
        "crisis_review",
        For.STAFF,
        _("Three months have passed: please look back on it together."),
        TASK,
        by_mail=True,
        page="crisis_show",
        page_values=("key",),
    ),
    Kind(
        "crisis_debrief",
        For.STAFF,
        _("A colleague would like to talk something through."),
        TASK,
        by_mail=True,
        page="crisis_show",
        page_values=("key",),
    ),
    Kind(
        "identity_asked",
        For.STAFF,
        _("A colleague asks to know who an author is, and needs a second person."),
        TASK,
        by_mail=True,
        page="break_glass_show",
        page_values=("key",),
    ),
    Kind(
        "identity_opened",
        For.STAFF,
        _("Who an author is was opened or read, as two people agreed."),
        TASK,
        by_mail=True,
        page="break_glass_show",
        page_values=("key",),
    ),
)
