"""The kinds of message there are: who gets them, whether they may go by e-mail, and where they lead.

To add one: a line in KINDS and a letter `jinja2/notifications/mail/<key>.txt`. A message of a kind that is not here
cannot be written. Titles and subjects are neutral on purpose: a lock screen and a shared inbox are public places, so
they name no condition, no service, no organisation and nothing of what was said.
"""

import dataclasses
import enum
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_LONGEST_VALUE = 80


class UnknownKind(LookupError):
    """No such kind of message."""


class For(enum.Enum):
    """Who a kind of message is for."""

    AUTHOR = "author"
    GUEST = "guest"
    """Somebody invited to a space, with or without having said anything."""
    REPORTER = "reporter"
    """Somebody who reported words and asked for one letter; their address is forgotten with it."""
    SPEAKER = "speaker"
    """Somebody who talked about house rules while signed in, known by their persona: nothing says which account that
    is."""
    STAFF = "staff"


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message.

    `title` is its line in a list of messages; `subject` that of its e-mail. `page` names the address that a message
    to staff or a speaker leads to, with the values in `page_values` filled in; a message to an author always leads to
    the author's private page, and one to a guest or a reporter to the `page` that the code in their envelope opens. No
    other values are accepted, so that words of a contribution have no way in.
    """

    key: str
    is_for: For
    title: Promise
    subject: Promise
    by_mail: bool
    page: str = ""
    page_values: tuple[str, ...] = ()


_ABOUT = pgettext_lazy("subject of an e-mail", "About what you sent us")
_ANSWER = pgettext_lazy("subject of an e-mail", "You have an answer")
_INVITED = pgettext_lazy("subject of an e-mail", "You are invited to a conversation")
_NOW = pgettext_lazy("subject of an e-mail", "Please sign in now")
_PLACE = pgettext_lazy("subject of an e-mail", "About your place in a conversation")
_TASK = pgettext_lazy("subject of an e-mail", "Something is waiting for you")
_TOLD_US = pgettext_lazy("subject of an e-mail", "About what you told us")
# The same for every outcome: the title of a message stands in the ledger, which colleagues read.
_OUTCOME = _("What came of a report was told.")
_NOBODY_READS = _("There are hours in which nobody reads what people send.")
_RULES_PROPOSED = _("Somebody proposes a change to house rules.")
_RULES_CHANGED = _("House rules have changed.")
_RULES_KEPT = _("A proposal about house rules was not taken up.")
_RULE_WORDS_AWAY = _("What you said about house rules is not shown any more.")
_RULE_LOOK_DECIDED = _("Somebody else has looked again at what you said about house rules.")

KINDS: tuple[Kind, ...] = (
    Kind("reading_approved", For.AUTHOR, _("A person has read what you sent."), _ABOUT, by_mail=True),
    Kind("edit_suggested", For.AUTHOR, _("We suggest a small change to your words."), _ABOUT, by_mail=True),
    Kind("reading_declined", For.AUTHOR, _("We could not show your words as they are."), _ABOUT, by_mail=True),
    Kind("reading_reopened", For.AUTHOR, _("We are reading your words once more."), _ABOUT, by_mail=False),
    Kind("decision_made", For.AUTHOR, _("A person has decided about your words."), _ABOUT, by_mail=True),
    Kind("hidden_for_now", For.AUTHOR, _("Your words are hidden until a person has looked."), _ABOUT, by_mail=True),
    Kind("shown_again", For.AUTHOR, _("Your words are shown again."), _ABOUT, by_mail=True),
    Kind("step_taken", For.AUTHOR, _("What you can do in one conversation has changed."), _ABOUT, by_mail=True),
    Kind("step_ended", For.AUTHOR, _("You can take part as before."), _ABOUT, by_mail=True),
    # Whoever reported reads what came of it behind their own five words; these two stand there and are not sent.
    Kind("report_decided", For.AUTHOR, _("A person has decided about what you reported."), _ABOUT, by_mail=False),
    Kind("report_reconsidered", For.AUTHOR, _("Somebody else looked at it again."), _ABOUT, by_mail=False),
    # What those are sent who asked for a letter: the kind itself is the class of the outcome, and it says no more.
    Kind("report_acted_on", For.REPORTER, _OUTCOME, _TOLD_US, by_mail=True, page="report_show"),
    Kind("report_left", For.REPORTER, _OUTCOME, _TOLD_US, by_mail=True, page="report_show"),
    Kind("report_set_aside", For.REPORTER, _OUTCOME, _TOLD_US, by_mail=True, page="report_show"),
    Kind("report_words_gone", For.REPORTER, _OUTCOME, _TOLD_US, by_mail=True, page="report_show"),
    Kind("report_looked_again", For.REPORTER, _OUTCOME, _TOLD_US, by_mail=True, page="report_show"),
    Kind("appeal_received", For.AUTHOR, _("Somebody else looks again, as you asked."), _ABOUT, by_mail=True),
    Kind("appeal_decided", For.AUTHOR, _("Somebody else has looked again."), _ABOUT, by_mail=True),
    Kind(
        "appeal_waits",
        For.STAFF,
        _("Somebody asks for another look, and you can take it."),
        _TASK,
        by_mail=True,
        page="appeal_show",
        page_values=("key",),
    ),
    Kind(
        "appeal_overdue",
        For.STAFF,
        _("Somebody has waited over seven days for another look."),
        _TASK,
        by_mail=True,
        page="start_show",
    ),
    Kind(
        "appeal_needs_help",
        For.STAFF,
        _("Nobody here can look again at a decision: please ask another organisation."),
        _TASK,
        by_mail=True,
        page="appeal_help_list",
        page_values=("slug",),
    ),
    Kind(
        "appeal_help_asked",
        For.STAFF,
        _("Another organisation would like to share the work of looking again."),
        _TASK,
        by_mail=True,
        page="appeal_help_list",
        page_values=("slug",),
    ),
    Kind(
        "case_overdue",
        For.STAFF,
        _("Something that was reported was not decided in time."),
        _TASK,
        by_mail=True,
        page="start_show",
    ),
    Kind(
        "opinion_given",
        For.STAFF,
        _("A colleague has said what they think."),
        _TASK,
        by_mail=False,
        page="report_case_show",
        page_values=("key",),
    ),
    Kind(
        "together_found",
        For.STAFF,
        _("Many acted together: please look."),
        _TASK,
        by_mail=True,
        page="together_show",
        page_values=("key",),
    ),
    Kind(
        "case_passed_on",
        For.STAFF,
        _("A colleague passed something on to you."),
        _TASK,
        by_mail=False,
        page="report_case_show",
        page_values=("key",),
    ),
    Kind(
        "case_handed_over",
        For.STAFF,
        _("A colleague put something into your hands."),
        _TASK,
        by_mail=False,
        page="report_case_show",
        page_values=("key",),
    ),
    Kind(
        "buddy_called",
        For.STAFF,
        _("A colleague would like a moment with you."),
        _TASK,
        by_mail=True,
        page="care_show",
    ),
    Kind("debrief_offered", For.STAFF, _("A talk is offered to you."), _TASK, by_mail=False, page="debrief_list"),
    Kind(
        "debrief_wanted",
        For.STAFF,
        _("A colleague would like to talk something through with you."),
        _TASK,
        by_mail=True,
        page="debrief_show",
        page_values=("number",),
    ),
    Kind(
        "topic_without_anybody",
        For.STAFF,
        _("Somebody is missing who could read what people send."),
        _TASK,
        by_mail=True,
        page="topic_gap_list",
    ),
    Kind(
        "grave_words",
        For.STAFF,
        _("Something grave was said and needs your eye today."),
        _TASK,
        by_mail=True,
        page="grave_list",
    ),
    Kind(
        "rule_words_danger",
        For.STAFF,
        _("Somebody may be in danger: please read what was said about the rules."),
        _TASK,
        by_mail=True,
        page="rules_show",
        page_values=("slug",),
    ),
    Kind(
        "rule_words_reported",
        For.STAFF,
        _("Somebody reported words about house rules."),
        _TASK,
        by_mail=True,
        page="rule_report_list",
    ),
    Kind(
        "rule_look_asked",
        For.STAFF,
        _("Somebody asks for another look at their words about house rules."),
        _TASK,
        by_mail=True,
        page="rule_report_list",
    ),
    Kind(
        "rule_words_away", For.SPEAKER, _RULE_WORDS_AWAY, _ABOUT, by_mail=True, page="rule_look", page_values=("key",)
    ),
    Kind("rule_words_away_guest", For.GUEST, _RULE_WORDS_AWAY, _PLACE, by_mail=True, page="place_show"),
    Kind(
        "rule_look_decided",
        For.SPEAKER,
        _RULE_LOOK_DECIDED,
        _ABOUT,
        by_mail=True,
        page="rule_look",
        page_values=("key",),
    ),
    Kind("rule_look_decided_guest", For.GUEST, _RULE_LOOK_DECIDED, _PLACE, by_mail=True, page="place_show"),
    Kind("crisis_held", For.AUTHOR, _("Somebody is looking at your words with care."), _ABOUT, by_mail=True),
    Kind("crisis_message", For.AUTHOR, _("Somebody has written to you."), _ABOUT, by_mail=True),
    Kind(
        "crisis_needs_you",
        For.STAFF,
        _("A colleague needs you beside them now."),
        _NOW,
        by_mail=True,
        page="crisis_show",
        page_values=("key",),
    ),
    Kind(
        "crisis_follow_up",
        For.STAFF,
        _("Please look again how things are."),
        _TASK,
        by_mail=True,
        page="crisis_show",
        page_values=("key",),
    ),
    Kind(
        "crisis_review",
        For.STAFF,
        _("Three months have passed: please look back on it together."),
        _TASK,
        by_mail=True,
        page="crisis_show",
        page_values=("key",),
    ),
    Kind(
        "crisis_debrief",
        For.STAFF,
        _("A colleague would like to talk something through."),
        _TASK,
        by_mail=True,
        page="crisis_show",
        page_values=("key",),
    ),
    Kind(
        "identity_asked",
        For.STAFF,
        _("A colleague asks to know who an author is, and needs a second person."),
        _TASK,
        by_mail=True,
        page="break_glass_show",
        page_values=("key",),
    ),
    Kind(
        "identity_opened",
        For.STAFF,
        _("Who an author is was opened or read, as two people agreed."),
        _TASK,
        by_mail=True,
        page="break_glass_show",
        page_values=("key",),
    ),
    Kind("response_shown", For.AUTHOR, _("There is an answer to what you said."), _ANSWER, by_mail=True),
    Kind(
        "telling_reopened",
        For.STAFF,
        _("Somebody says that your answer did not meet their point."),
        _TASK,
        by_mail=True,
        page="reopened_list",
    ),
    Kind(
        "check_wanted",
        For.STAFF,
        _("A colleague asks you to check what changed."),
        _TASK,
        by_mail=True,
        page="response_check_list",
    ),
    Kind(
        "reply_to_read",
        For.STAFF,
        _("A colleague asks you to read an answer before it is shown."),
        _TASK,
        by_mail=True,
        page="response_check_list",
    ),
    Kind(
        "answer_reported",
        For.STAFF,
        _("Somebody reported an answer that is shown."),
        _TASK,
        by_mail=True,
        page="reported_list",
    ),
    Kind(
        "reply_sent_back",
        For.STAFF,
        _("A colleague would like you to look at an answer again, and says why."),
        _TASK,
        by_mail=True,
        page="response_show",
        page_values=("key",),
    ),
    Kind(
        "check_sent_back",
        For.STAFF,
        _("A colleague was not sure that the change happened, and says why."),
        _TASK,
        by_mail=True,
        page="response_show",
        page_values=("key",),
    ),
    Kind(
        "team_joined",
        For.STAFF,
        _("You are on a team that improves care."),
        _TASK,
        by_mail=True,
        page="account_login",
    ),
    Kind(
        "space_invited", For.GUEST, _("You are invited to a conversation."), _INVITED, by_mail=True, page="place_join"
    ),
    Kind(
        "place_ended", For.GUEST, _("Your place in a conversation has ended."), _PLACE, by_mail=True, page="place_show"
    ),
    Kind(
        "membership_ended",
        For.STAFF,
        _("Your place in a conversation has ended."),
        _PLACE,
        by_mail=True,
        page="membership_show",
        page_values=("number",),
    ),
    Kind(
        "space_closing",
        For.STAFF,
        _("A place to contribute closes by itself next week."),
        _TASK,
        by_mail=True,
        page="engagement_show",
        page_values=("slug",),
    ),
    Kind(
        "space_closed",
        For.STAFF,
        _("A place to contribute has closed by itself."),
        _TASK,
        by_mail=True,
        page="engagement_show",
        page_values=("slug",),
    ),
    Kind("duty_changed", For.STAFF, _("Your hours on duty have changed."), _TASK, by_mail=True, page="duty_list"),
    # The same news for those who can change the rota and for those who are on it: each is led where they can act.
    Kind(
        "cover_lost",
        For.STAFF,
        _NOBODY_READS,
        _TASK,
        by_mail=True,
        page="rota_edit",
        page_values=("slug",),
    ),
    Kind("cover_thin", For.STAFF, _NOBODY_READS, _TASK, by_mail=True, page="duty_list"),
    Kind(
        "rules_proposed",
        For.STAFF,
        _RULES_PROPOSED,
        _PLACE,
        by_mail=True,
        page="rules_show",
        page_values=("slug",),
    ),
    Kind("rules_changed", For.STAFF, _RULES_CHANGED, _PLACE, by_mail=True, page="rules_show", page_values=("slug",)),
    Kind("rules_kept", For.STAFF, _RULES_KEPT, _PLACE, by_mail=True, page="rules_show", page_values=("slug",)),
    Kind("rules_proposed_guest", For.GUEST, _RULES_PROPOSED, _PLACE, by_mail=True, page="place_show"),
    Kind("rules_changed_guest", For.GUEST, _RULES_CHANGED, _PLACE, by_mail=True, page="place_show"),
    Kind("rules_kept_guest", For.GUEST, _RULES_KEPT, _PLACE, by_mail=True, page="place_show"),
    Kind(
        "space_ready",
        For.STAFF,
        _("A place to contribute has everything it needs to open."),
        _TASK,
        by_mail=False,
        page="space_settings",
        page_values=("slug",),
    ),
)
_BY_KEY = {kind.key: kind for kind in KINDS}


def kind_of(key: str) -> Kind:
    """The kind with this key. Raises UnknownKind for any other."""
    try:
        return _BY_KEY[key]
    except KeyError:
        raise UnknownKind(key) from None


def check_values(kind: Kind, values: Mapping[str, str]) -> None:
    """Raise ValueError for a value that the kind does not know, lacks, or that is too long to be a key or a slug."""
    if set(values) != set(kind.page_values):
        raise ValueError(f"{kind.key} takes the values {kind.page_values}, not {tuple(values)}")
    for name, value in values.items():
        if len(str(value)) > _LONGEST_VALUE or any(character.isspace() for character in str(value)):
            raise ValueError(f"{name} of {kind.key} is not a key")
