"""About words on the house rules: reported, taken away, looked at again."""

from django.utils.translation import gettext_lazy as _

from openward.notifications.kinds.kind import ABOUT, PLACE, TASK, For, Kind

_RULE_WORDS_AWAY = _("What you said about house rules is not shown any more.")
_RULE_LOOK_DECIDED = _("Somebody else has looked again at what you said about house rules.")

RULE_WORDS: tuple[Kind, ...] = (
    Kind(
        "rule_words_danger",
        For.STAFF,
        _("Somebody may be in danger: please read what was said about the rules."),
        TASK,
        by_mail=True,
        page="rules_show",
        page_values=("slug",),
    ),
    Kind(
        "rule_words_reported",
        For.STAFF,
        _("Somebody reported words about house rules."),
        TASK,
        by_mail=True,
        page="rule_report_list",
    ),
    Kind(
        "rule_look_asked",
        For.STAFF,
        _("Somebody asks for another look at their words about house rules."),
        TASK,
        by_mail=True,
        page="rule_report_list",
    ),
    Kind(
        "rule_words_away", For.SPEAKER, _RULE_WORDS_AWAY, ABOUT, by_mail=True, page="rule_look", page_values=("key",)
    ),
    Kind("rule_words_away_guest", For.GUEST, _RULE_WORDS_AWAY, PLACE, by_mail=True, page="place_show"),
    Kind(
        "rule_look_decided",
        For.SPEAKER,
        _RULE_LOOK_DECIDED,
        ABOUT,
        by_mail=True,
        page="rule_look",
        page_values=("key",),
    ),
    Kind("rule_look_decided_guest", For.GUEST, _RULE_LOOK_DECIDED, PLACE, by_mail=True, page="place_show"),
)
