"""What the pages of this room print."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from django.forms import BaseForm, MultipleChoiceField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from openward.contributions.models import Feeling, Part
from openward.design.shapes import Step, SummaryRow
from openward.design.wording import month
from openward.kit.text import beginning, marked
from openward.methods.crisis_language import Danger, signals_at_hand
from openward.methods.harmful_claims import harmful_claims
from openward.methods.identifiers import find_identifiers
from openward.methods.screening import Effect, Watched, WatchedWords, default_watched_words
from openward.people.models import Badge, Persona
from openward.spaces.models import ModerationMode, Space, Visibility
from openward.spaces.queries.duty import ReadingNow

IN_DANGER = 5
"""The urgency of words whose author ticked that somebody may be in danger."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One of the four lines before the box."""

    title: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class LookedAt:
    """One part of a wording with what may point to a person marked, and why each mark matters."""

    title: str
    html: Markup
    reasons: tuple[str, ...]


def before_the_box(space: Space, reading: ReadingNow) -> list[Line]:
    """Who reads this, what happens, how long it takes. The fourth line, emergencies, has a shape of its own."""
    organisation = space.organisation.name
    first = (
        _("A moderator first, then people at {organisation} who can act on it. {others}")
        if reading.reads_first
        else _("People at {organisation} who can act on it. {others}")
    )
    return [
        Line(_("Who reads this"), first.format(organisation=organisation, others=_others(space))),
        Line(
            _("What happens"),
            _("You get a code for a private page. There you see each step, and can change or take back your words."),
        ),
        Line(
            _("How long it takes"),
            _("Writing takes about five minutes.")
            + " "
            + _read_within(reading.mode, space.reading_days)
            + _staffed(space)
            + " "
            + ngettext(
                "Expect an answer within one day.", "Expect an answer within {n} days.", space.answer_days
            ).format(n=space.answer_days),
        ),
    ]


def _staffed(space: Space) -> str:
    """The hours in words, where there is no rota that says it to the minute."""
    if not space.staffed_hours or space.has_rota:
        return ""
    return " " + _("Somebody is here {hours}.").format(hours=space.staffed_hours)


def _read_within(mode: ModerationMode, days: int) -> str:
    """By when a person reads it, in every mode."""
    if mode == ModerationMode.REPORTED:
        return _("A person reads it when our checks mark something or somebody reports it.")
    sentences = {
        ModerationMode.BEFORE: ngettext(
            "A person reads it within one working day, before it is shown.",
            "A person reads it within {n} working days, before it is shown.",
            days,
        ),
        ModerationMode.NEWCOMERS: ngettext(
            "A person reads it within one working day: your first words here before they are shown.",
            "A person reads it within {n} working days: your first words here before they are shown.",
            days,
        ),
        ModerationMode.AFTER: ngettext(
            "A person reads it within one working day, after it is shown.",
            "A person reads it within {n} working days, after it is shown.",
            days,
        ),
    }
    return sentences[mode].format(n=days)


def _others(space: Space) -> str:
    if space.visibility == Visibility.PUBLIC:
        return _("Everybody else only if you say yes.")
    if space.visibility == Visibility.STAFF:
        return _("Nobody else.")
    return _("Other people who are invited or signed in only if you say yes.")


def looked_at(parts: Iterable[list[str]], nudges_at: WatchedWords | None = None) -> list[LookedAt]:
    """The parts of a wording, each with the passages that may point to a person marked, and those at which the
    organisation asks to look again; without its list, the few phrases that come with Openward."""
    found = []
    for name, text in parts:
        passages = find_identifiers(text)
        nudges = _nudges(text, nudges_at or default_watched_words())
        whys = [*(_why(passage.why_key) for passage in passages), *(why for _start, _end, why in nudges)]
        places = [*((one.start, one.end) for one in passages), *((start, end) for start, end, _why_so in nudges)]
        found.append(LookedAt(part_title(name), marked(text, places), tuple(dict.fromkeys(whys))))
    return found


def _nudges(text: str, nudges_at: WatchedWords) -> list[tuple[int, int, str]]:
    """What else the author may want to change: (start, end, why). A nudge never stops anybody from sending."""
    is_own = nudges_at is not default_watched_words()
    found = [(claim.start, claim.end, _why(claim.kind)) for claim in harmful_claims(text)]
    words = [(start, end, _why_watched(watched) if is_own else "") for start, end, watched in nudges_at.find(text)]
    return [*found, *((start, end, why or _why("unkind")) for start, end, why in words)]


def _why_watched(watched: Watched) -> str:
    """The organisation's own reason, and what readers will see."""
    covered = " " + _("Readers will see “[hidden word]” in its place.") if watched.effect == Effect.MASK else ""
    return watched.why + covered if watched.why else ""


def may_need_help(parts: Iterable[list[str]]) -> bool:
    """Whether the words may speak of somebody in danger: the numbers to call are then shown, kindly, before sending.

    Threats are no reason to show them. Nobody is kept from writing by a check that fails: then the word lists alone
    are asked, and the words that were sent are held until they could be checked.
    """
    found = (signal for _name, text in parts for signal in signals_at_hand(text).signals)
    return any(signal.danger != Danger.THREAT for signal in found)


def part_title(name: str) -> str:
    """The heading of a part; none for words that have one part only."""
    return "" if name == Part.WORDS or name not in Part.values else str(Part(name).label)


def _why(key: str) -> str:
    return {
        "stop_treatment": _("This could make somebody stop a treatment they need. Say what helped you, and no more."),
        "cure": _("This promises a cure. Other people may count on it and be hurt."),
        "dose": _("This tells how much of a medicine to take. It could harm somebody else."),
        "accusation": _("This accuses somebody by name. You can tell what happened without the name."),
        "unkind": _("Some people may stop reading here. Other words may help to be heard."),
        "email_reaches_you": _("This looks like an e-mail address: strangers could write to it."),
        "phone_reaches_you": _("This looks like a telephone number: strangers could call it."),
        "nhs_number_names_you": _("This looks like an NHS number: it belongs to one person only."),
        "hospital_number_names_you": _("This looks like a hospital number: it belongs to one person only."),
        "postcode_finds_home": _("This looks like a postcode: it leads to a few homes."),
        "exact_date_finds_record": _("This is a full date: together with the place it can show who you are."),
        "day_and_month_find_record": _("This is a day and a month: together with the place they can show who you are."),
        "part_of_date_narrows": _("This is part of a date: together with the place it can show who you are."),
        "link_leads_to_you": _("This looks like a link: it may lead to a page about you."),
        "handle_is_your_account": _("This looks like a name on a social network: it leads to your page."),
        "health_number_names_you": _("This looks like a health or insurance number: it belongs to one person only."),
        "national_number_names_you": _("This looks like an official number: it belongs to one person only."),
        "bank_number_is_yours": _("This looks like a bank or card number: strangers could misuse it."),
        "network_address_is_yours": _("This looks like an internet address: it may lead to your home."),
        "address_finds_home": _("This looks like a street or an address: it may lead to a home."),
        "great_age_is_rare": _("Few people are over 89: together with the place this age can show who somebody is."),
        "ward_narrows": _("This is a ward or a bed: together with the date it can show who you are."),
        "vehicle_has_owner": _("This looks like a number plate: it leads to the car's owner."),
        "staff_name_names_them": _("This looks like the name of somebody who works there."),
        "name_names_you": _("This looks like a name: people who know this person will recognise them."),
        "together_they_narrow": _("This role, place and date together may fit one person only."),
        "model_found_it": _("This may be something about one person."),
    }[key]


def looked_over(
    form: BaseForm, parts: Sequence[list[str]], values: dict[str, Any], nudges_at: WatchedWords | None = None
) -> dict[str, Any]:
    """A story as its author looks at it once more before sending."""
    shown = looked_at(parts, nudges_at)
    return {
        "form": form,
        "parts": shown,
        "may_need_help": may_need_help(parts),
        "reasons": list(dict.fromkeys(reason for part in shown for reason in part.reasons)),
        "chosen": chosen(values),
        "allowed": allowed(values["consents"], values["email"]),
        "carried": carried(form),
    }


def chosen(values: dict[str, Any]) -> list[SummaryRow]:
    """What was chosen beside the words."""
    feelings = ", ".join(str(Feeling(one).label) for one in values["feelings"])
    rows = [
        (_("How it felt"), feelings or _("Not said")),
        (_("Where"), str(values["service"] or _("Not said"))),
        (_("When"), month(values["happened_on"]) or _("Longer ago, or not sure")),
        (_("Who you are"), str(Badge(values["badge"]).label)),
        (_("Name shown"), values["handle"]),
        (_("Written with, or for"), values["helper"]),
    ]
    return [SummaryRow(key, value) for key, value in rows if value]


def allowed(purposes: Iterable[str], email: str = "") -> list[SummaryRow]:
    """The five answers in words."""
    given = set(purposes)

    def row(purpose: str, title: str, yes: str, no: str) -> SummaryRow:
        return SummaryRow(title, yes if purpose in given else no)

    return [
        row("publish", _("Show on this website"), _("Yes"), _("No: only the service reads it")),
        row("quote", _("Quote in reports and on posters"), _("Yes"), _("No")),
        row("teach", _("Use to teach staff"), _("Yes"), _("No")),
        row("research", _("Use in research"), _("Yes"), _("No")),
        row("contact", _("Write to you"), _("Yes, to {email}").format(email=email) if email else _("Yes"), _("No")),
    ]


def what_comes_next(
    *, answer_by: str, may_publish: bool, reading_days: int, mode: ModerationMode, is_shown: bool = False
) -> list[Step]:
    """The steps after sending, as the author meets them in the mode of this moment; `is_shown` when others can read
    the words already."""
    within = ngettext("Within one working day.", "Within {n} working days.", reading_days).format(n=reading_days)
    by_day = _("You can expect one by {day}. It appears on your private page.").format(day=answer_by)
    answer = Step(_("You get an answer"), by_day)
    if not may_publish:
        kept = Step(
            _("It is kept with the service"),
            _("Your words are not shown on the website, as you asked. The people who can act on them read them."),
        )
        if mode == ModerationMode.REPORTED:
            checked = _("This takes a moment. What they mark waits for a person.")
            return [Step(_("Our checks look at it"), checked, "now"), kept, answer]
        return [Step(_("A person reads it"), within, "now"), kept, answer]
    if mode == ModerationMode.BEFORE and not is_shown:
        shown = _(
            "When nothing has to change, your words are shown. If something does, you see it on your private page."
        )
        return [Step(_("A person reads it"), within, "now"), Step(_("It is shown"), shown), answer]
    checks = _("Our checks look at it, which takes a moment. What they mark waits for a person.")
    if mode == ModerationMode.NEWCOMERS:
        checks += " " + _("If these are your first words here, a person reads them before they are shown.")
    first = (
        Step(_("It is shown"), _("Others can read it now."), "done")
        if is_shown
        else Step(_("It is shown"), checks, "now")
    )
    if mode == ModerationMode.BEFORE:
        return [first, answer]
    if mode == ModerationMode.REPORTED:
        return [first, Step(_("A person reads it if somebody reports it"), _change_is_told()), answer]
    return [first, Step(_("A person reads it afterwards"), within + " " + _change_is_told()), answer]


def what_comes_next_in_danger(*, answer_by: str) -> list[Step]:
    """The steps for somebody who said that a person may be in danger: what we do now, and what we cannot do."""
    by_day = _("You can expect one by {day}. It appears on your private page.").format(day=answer_by)
    return [
        Step(
            _("People who help are told now"),
            _("They read your words before all others. But nobody is there at every hour: please do not wait for us."),
            "now",
        ),
        Step(
            _("Your words are held with care"),
            _("Nobody else sees them for now. When somebody writes to you, you find it on your private page."),
        ),
        Step(_("You get an answer"), by_day),
    ]


def _change_is_told() -> str:
    return _("If something has to change, you see it on your private page.")


def new_words_are_in(reading: ReadingNow) -> str:
    """What an author is told who has changed their words."""
    if reading.reads_first:
        return _("Your new words are with us. A person reads them before they are shown.")
    return _("Your new words are with us. They are shown once our checks have looked at them.")


def carried(form: BaseForm) -> list[tuple[str, str]]:
    """Every answer of a form as (name, value), for hidden fields that carry them to the next page."""
    data = form.data
    names = [name for name in form.fields if name in data]
    return [(name, value) for name in names for value in data.getlist(name)]  # type: ignore[attr-defined]


def reasons_of(parts: Iterable[list[str]], nudges_at: WatchedWords | None = None) -> list[str]:
    """Why something in a wording may point to a person, each reason once; empty when nothing was found."""
    return list(dict.fromkeys(reason for part in looked_at(parts, nudges_at) for reason in part.reasons))


def beginning_of(words: str) -> str:
    """The first sentence or so of what is replied to."""
    return beginning(" ".join(words.split()), length=200)[0]


def why_not_sent(*, is_forged: bool, is_too_often: bool) -> str:
    """Why something was not sent though nothing in it is wrong; empty when nothing stands in its way."""
    if is_forged:
        return _(
            "Nothing was sent yet: the page waited too long, or your browser kept no cookie. Please send it again."
        )
    if is_too_often:
        return _(
            "Nothing was sent yet: very much was sent from here within an hour. Please wait a little, then send it."
        )
    return ""


def kept_for_you(why: str) -> str:
    """A refusal that loses nothing, with why."""
    return _("Nothing was sent yet, and your words are still here.") + " " + why


def too_fresh() -> str:
    """Slow mode refuses somebody without an account."""
    return kept_for_you(
        _("It goes slowly here for now, and something was sent from here a moment ago. Try again soon.")
    )


def closed_meanwhile() -> str:
    """Replies were closed while somebody wrote one."""
    return kept_for_you(_("Replies here were closed while you wrote. Copy your words if you would like to keep them."))


def known_of(guest: Persona | None) -> dict[str, str]:
    """What a form already knows of somebody who joined without an account: the name they chose, and who they are."""
    return {"handle": guest.handle, "badge": guest.badge} if guest else {}


def filled_in(form: type[BaseForm], answers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Answers as a form begins with them."""
    found: dict[str, list[str]] = {}
    for name, value in answers:
        found.setdefault(name, []).append(value)
    fields = form.base_fields  # type: ignore[attr-defined]
    return {
        name: values if isinstance(fields[name], MultipleChoiceField) else values[-1]
        for name, values in found.items()
        if name in fields
    }
