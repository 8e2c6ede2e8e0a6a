"""About places to talk: invitations, opening and closing, duty, house rules."""

from django.utils.translation import gettext_lazy as _

from openward.notifications.kinds.kind import INVITED, PLACE, TASK, For, Kind

_NOBODY_READS = _("There are hours in which nobody reads what people send.")
_RULES_PROPOSED = _("Somebody proposes a change to house rules.")
_RULES_CHANGED = _("House rules have changed.")
_RULES_KEPT = _("A proposal about house rules was not taken up.")

SPACES: tuple[Kind, ...] = (
    Kind(
        "space_invited", For.GUEST, _("You are invited to a conversation."), INVITED, by_mail=True, page="place_join"
    ),
    Kind(
        "place_ended", For.GUEST, _("Your place in a conversation has ended."), PLACE, by_mail=True, page="place_show"
    ),
    Kind(
        "membership_ended",
        For.STAFF,
        _("Your place in a conversation has ended."),
        PLACE,
        by_mail=True,
        page="membership_show",
        page_values=("number",),
    ),
    Kind(
        "space_closing",
        For.STAFF,
        _("A place to contribute closes by itself next week."),
        TASK,
        by_mail=True,
        page="engagement_show",
        page_values=("slug",),
    ),
    Kind(
        "space_closed",
        For.STAFF,
        _("A place to contribute has closed by itself."),
        TASK,
        by_mail=True,
        page="engagement_show",
        page_values=("slug",),
    ),
    Kind("duty_changed", For.STAFF, _("Your hours on duty have changed."), TASK, by_mail=True, page="duty_list"),
    # The same news for those who can change the rota and for those who are on it: each is led where they can act.
    Kind(
        "cover_lost",
        For.STAFF,
        _NOBODY_READS,
        TASK,
        by_mail=True,
        page="rota_edit",
        page_values=("slug",),
    ),
    Kind("cover_thin", For.STAFF, _NOBODY_READS, TASK, by_mail=True, page="duty_list"),
    Kind(
        "rules_proposed",
        For.STAFF,
        _RULES_PROPOSED,
        PLACE,
        by_mail=True,
        page="rules_show",
        page_values=("slug",),
    ),
    Kind("rules_changed", For.STAFF, _RULES_CHANGED, PLACE, by_mail=True, page="rules_show", page_values=("slug",)),
    Kind("rules_kept", For.STAFF, _RULES_KEPT, PLACE, by_mail=True, page="rules_show", page_values=("slug",)),
    Kind("rules_proposed_guest", For.GUEST, _RULES_PROPOSED, PLACE, by_mail=True, page="place_show"),
    Kind("rules_changed_guest", For.GUEST, _RULES_CHANGED, PLACE, by_mail=True, page="place_show"),
    Kind("rules_kept_guest", For.GUEST, _RULES_KEPT, PLACE, by_mail=True, page="place_show"),
    Kind(
        "space_ready",
        For.STAFF,
        _("A place to contribute has everything it needs to open."),
        TASK,
        by_mail=False,
        page="space_settings",
        page_values=("slug",),
    ),
)
