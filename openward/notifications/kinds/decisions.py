"""About what somebody sent or reported: read, decided, hidden, shown again."""

from django.utils.translation import gettext_lazy as _

from openward.notifications.kinds.kind import ABOUT, TOLD_US, For, Kind

# The same for every outcome: the title of a message stands in the ledger, which colleagues read.
_OUTCOME = _("What came of a report was told.")

DECISIONS: tuple[Kind, ...] = (
    Kind("reading_approved", For.AUTHOR, _("A person has read what you sent."), ABOUT, by_mail=True),
    Kind("edit_suggested", For.AUTHOR, _("We suggest a small change to your words."), ABOUT, by_mail=True),
    Kind("reading_declined", For.AUTHOR, _("We could not show your words as they are."), ABOUT, by_mail=True),
    Kind("reading_reopened", For.AUTHOR, _("We are reading your words once more."), ABOUT, by_mail=False),
    Kind("decision_made", For.AUTHOR, _("A person has decided about your words."), ABOUT, by_mail=True),
    Kind("hidden_for_now", For.AUTHOR, _("Your words are hidden until a person has looked."), ABOUT, by_mail=True),
    Kind("shown_again", For.AUTHOR, _("Your words are shown again."), ABOUT, by_mail=True),
    Kind("step_taken", For.AUTHOR, _("What you can do in one conversation has changed."), ABOUT, by_mail=True),
    Kind("step_ended", For.AUTHOR, _("You can take part as before."), ABOUT, by_mail=True),
    # Whoever reported reads what came of it behind their own five words; these two stand there and are not sent.
    Kind("report_decided", For.AUTHOR, _("A person has decided about what you reported."), ABOUT, by_mail=False),
    Kind("report_reconsidered", For.AUTHOR, _("Somebody else looked at it again."), ABOUT, by_mail=False),
    # What those are sent who asked for a letter: the kind itself is the class of the outcome, and it says no more.
    Kind("report_acted_on", For.REPORTER, _OUTCOME, TOLD_US, by_mail=True, page="report_show"),
    Kind("report_left", For.REPORTER, _OUTCOME, TOLD_US, by_mail=True, page="report_show"),
    Kind("report_set_aside", For.REPORTER, _OUTCOME, TOLD_US, by_mail=True, page="report_show"),
    Kind("report_words_gone", For.REPORTER, _OUTCOME, TOLD_US, by_mail=True, page="report_show"),
    Kind("report_looked_again", For.REPORTER, _OUTCOME, TOLD_US, by_mail=True, page="report_show"),
)
