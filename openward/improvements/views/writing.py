"""What every page that writes has in common: what is said when a write is refused."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext as _

from openward.improvements.actions.changes import AlreadyEnded, ChangedMeanwhile
from openward.improvements.actions.cycles import PredictionLocked
from openward.improvements.actions.drivers import TooDeep
from openward.improvements.actions.improvements import LastTheme
from openward.improvements.actions.measures import HasReadings, ReadingMoved, TooFewReadings
from openward.improvements.actions.team import AlreadyOnTeam
from openward.improvements.forms import Versioned


def wrote(form: forms.Form, act: Callable[[], object]) -> object:
    """What the action made (True when it makes nothing) if the form is sound and nothing stood in the way; otherwise
    None, and the form says why."""
    if not form.is_valid():
        return None
    try:
        return act() or True
    except ChangedMeanwhile as changed:
        if isinstance(form, Versioned):
            form.say_changed(changed.now)
        else:
            form.add_error(None, _("Somebody removed what this belongs to while you were writing. Choose again."))
    except ReadingMoved as moved:
        form.add_error(None, _("Somebody changed this reading while you were writing. Look at it again first."))
        kept = {name: form.data[name] for name in form.data}
        form.data = {**kept, "was": "" if moved.now is None else repr(moved.now)}
    except tuple(REFUSALS) as refusal:
        form.add_error(None, str(REFUSALS[type(refusal)]()))
    return None


REFUSALS: dict[type[Exception], Callable[[], str]] = {
    AlreadyEnded: lambda: _("This improvement has ended meanwhile. Take it up again first."),
    PredictionLocked: lambda: _("The test has begun: what was planned and predicted stays as it was written."),
    TooDeep: lambda: _("A driver that has drivers below it works on the aim itself."),
    HasReadings: lambda: _("This measure has readings or is spoken of in an answer, so it stays."),
    TooFewReadings: lambda: _("Limits need at least five readings on either side of the date."),
    LastTheme: lambda: _("It works on this theme alone: link another one first, or end the improvement."),
    AlreadyOnTeam: lambda: _("They are on the team already."),
}
