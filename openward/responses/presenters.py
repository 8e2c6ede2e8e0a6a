"""Answers as their pages print them. Nothing here asks the database."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.core.paginator import Page as DjangoPage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup

from openward.design.shapes import NavLink, Page, Quote, SignedResponse, SummaryRow, Tag, WayLine
from openward.design.wording import day, month, number
from openward.kit.text import marked
from openward.methods.replies import READING_AGE_AIM, ReplyHint, needs_a_reader, reply_hints
from openward.methods.small_numbers import STAFF_THRESHOLD
from openward.people.access import Actor
from openward.people.models import Badge
from openward.responses.access import ANSWERING
from openward.responses.models import Area, Response
from openward.responses.queries import Audience, ReplyPath, WorkCounts, signed_response
from openward.responses.queries.reading import LEAST_SHOWN
from openward.safety.models import Criticality, Level
from openward.themes.queries import ThemeQuote


def status_hints() -> dict[str, str]:
    """What each status means to the people who read it."""
    return {
        Response.Status.HEARD: _("You have read it and understood it. Nothing is decided yet."),
        Response.Status.DECIDING: _("Somebody is deciding. Say who, and when people will hear."),
        Response.Status.WILL_DO: _("A promise with a date. It stays on your public record, kept or not."),
        Response.Status.DID: _("Something is different for people now. A second person checks it first."),
        Response.Status.NO_BECAUSE: _("An honest no with its reason is worth more than silence."),
    }


def area_hints() -> dict[str, str]:
    """The seven areas of a good reply, each in a sentence (ENB-20)."""
    return {
        Area.INTRODUCTION: _("Say who you are and what you have to do with it, before anything else."),
        Area.EXPLANATION: _("Say how their words came to you, and that a person read them."),
        Area.SPEED: _("People hope for days, not months. If it took long, say so and say why."),
        Area.THANKS_AND_APOLOGY: _("Thank them for something they said. Say sorry for what happened, not “if” it did."),
        Area.CONTENT: _("Take their points one by one, in your own words. Say what you will do, or why not."),
        Area.SIGNPOSTING: _("Say where they can turn next, and by name: a person, a group, a service."),
        Area.SIGN_OFF: _("End with your name and role, so that a person has answered a person."),
    }


@dataclasses.dataclass(frozen=True, slots=True)
class Advice:
    """One kind of hint: what to look at again, in which passages, and why."""

    title: str
    why: str
    passages: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Coaching:
    """The answer's words with every passage marked that is worth another look. Never a reason not to go on."""

    html: Markup
    advice: tuple[Advice, ...]
    missing: tuple[str, ...]


def coaching(response: Response) -> Coaching:
    """What a friendly colleague would say about a draft."""
    text = response.words
    hints = reply_hints(text, is_english=(get_language() or "en").startswith("en"))
    passages = [hint for hint in hints if hint.key != "reading_age"]
    keys = dict.fromkeys(hint.key for hint in hints)
    covered = set(response.areas_covered)
    return Coaching(
        html=marked(text, [(hint.start, hint.end) for hint in passages]),
        advice=tuple(_advice(key, text, [hint for hint in hints if hint.key == key]) for key in keys),
        missing=tuple(str(area.label) for area in Area if area not in covered),
    )


def _advice(key: str, text: str, hints: list[ReplyHint]) -> Advice:
    title, why = {
        "identifier": (
            _("This could point to a person"),
            _("A number, an address or a full date can show who is meant. A date that you promise is fine, and so is "
              "a number of your own that people may call."),
        ),
        "from_records": (
            _("This sounds like somebody’s records"),
            _("Everybody reads your answer. Say nothing that you only know because somebody was in your care, even if "
              "they wrote it themselves."),
        ),
        "blame": (
            _("This could sound like blame"),
            _("Whoever reads it hears that it was their own fault, or a colleague’s. Say what you will do about it."),
        ),
        "conditional_apology": (
            _("An apology with an “if”"),
            _("“Sorry if you felt” doubts what people told you. Say what you are sorry for."),
        ),
        "stock_phrase": (
            _("This could stand in any answer"),
            _("People notice words that were not written for them. Name one thing that they said."),
        ),
        "offline": (
            _("This asks people to go elsewhere"),
            _("Offer a talk by all means, but answer here as well: others had the same trouble and are reading."),
        ),
        "reading_age": (
            _("This is hard to read"),
            _("It reads as if for people of about %(age)s; aim for %(aim)s. Shorter sentences help most.")
            % {"age": hints[0].age, "aim": READING_AGE_AIM},
        ),
    }[key]  # fmt: skip
    found = () if key == "reading_age" else tuple(dict.fromkeys(text[hint.start : hint.end] for hint in hints))
    return Advice(title, why, found)


@dataclasses.dataclass(frozen=True, slots=True)
class FirstReading:
    """Why a second person reads an answer before it is shown, with the passages; nothing on the fast track."""

    is_at_once: bool
    by_lead: bool
    reasons: tuple[str, ...]
    html: Markup


def first_reading(response: Response, path: ReplyPath) -> FirstReading:
    """Who reads the answer first, as its writer and its reader are told."""
    words = {
        "grave": _("The words it answers are grave."),
        "claim": _("It says that something changed."),
        "change": _("It says that something changed. If so, choose “We did it”, and say how you know."),
        "identifier": _("Something in it could point to a person."),
        "from_records": _("It sounds as if drawn from somebody’s records."),
        "blame": _("It could sound like blame."),
        "language": _("It is in a language that the checks cannot look through."),
        "unrated": _("Nobody who moderates has said yet how grave the words are."),
        "new": _("The first %(least)s answers of everybody are read by a colleague.") % {"least": LEAST_SHOWN},
        "graver": _("The words are graver than those that you usually answer."),
        "not_own": _("Somebody else wrote it."),
    }
    hints = needs_a_reader(response.words)
    return FirstReading(
        is_at_once=path.is_at_once,
        by_lead=path.needs_a_lead,
        reasons=tuple(words[key] for key in path.reasons),
        html=marked(response.words, [(hint.start, hint.end) for hint in hints if hint.key != "language"]),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class GraveRow:
    """Grave words without an answer, for the list of those who were told: never a word of them."""

    title: str
    where: str
    level: Tag
    since: datetime.datetime | None
    href: str
    answer_href: str


def grave_rows(found: Iterable[Criticality], actor: Actor) -> list[GraveRow]:
    """The rows; a link for what colleagues can read already."""
    rows = []
    for one in found:
        words = one.contribution
        where = {"organisation_id": words.space.organisation_id, "space_key": words.space_id}
        can_answer = words.is_for_staff and actor.holds(*ANSWERING, **where)
        rows.append(
            GraveRow(
                title=words.space.name,
                where=", ".join(filter(None, (words.service.name if words.service else "", month(words.happened_on)))),
                level=Tag(f"{one.level} · {Level(one.level).label}", "concern"),
                since=words.submitted_at,
                href=reverse("contribution_show", args=[words.pk]) if words.is_for_staff else "",
                answer_href=f"{reverse('response_new')}?contribution={words.pk}" if can_answer else "",
            )
        )
    return rows


def audience_in_words(audience: Audience, *, is_theme: bool) -> list[str]:
    """Who will be told, for the person about to show the answer."""
    if not is_theme:
        return [
            _("The author of this story will be told on their private page.")
            if audience.with_receipt
            else _("These words came from a survey: there is nobody whom we can tell.")
        ]
    said = [_behind(audience.contributions), _told(audience.with_receipt)]
    if audience.may_write:
        said.append(_written_to(audience.may_write))
    if audience.cannot_be_told:
        said.append(_untold(audience.cannot_be_told))
    return said


def _behind(count: int) -> str:
    several = ngettext(
        "%(count)s contribution is behind this theme.", "%(count)s contributions are behind this theme.", _many(count)
    )
    return several % {"count": _some(count)}


def _told(count: int) -> str:
    several = ngettext(
        "%(count)s author will be told on their private page.",
        "%(count)s authors will be told on their private pages.",
        _many(count),
    )
    return several % {"count": _some(count)}


def _written_to(count: int) -> str:
    several = ngettext(
        "%(count)s of them allowed us to write as well, and gets a letter if they left an address.",
        "%(count)s of them allowed us to write as well, and get a letter if they left an address.",
        _many(count),
    )
    return several % {"count": _some(count)}


def _untold(count: int) -> str:
    several = ngettext(
        "%(count)s came from a survey and leads to nobody: put the answer up where people will see it.",
        "%(count)s came from a survey and lead to nobody: put the answer up where people will see it.",
        _many(count),
    )
    return several % {"count": _some(count)}


def _some(count: int) -> str:
    """How many, except that who allowed a letter must not be guessed from a handful."""
    return number(count) if count >= STAFF_THRESHOLD else _("Fewer than %(few)s") % {"few": STAFF_THRESHOLD}


def _many(count: int) -> int:
    """The number that decides between one and several: "fewer than five" are several."""
    return max(count, STAFF_THRESHOLD)


def claim_rows(response: Response) -> list[SummaryRow]:
    """The claim of change as the checker reads it beside the chart."""
    claim = response.claim
    rows = [
        SummaryRow(_("What changed"), claim.what_changed),
        SummaryRow(_("Since when"), day(claim.since_on)),
        SummaryRow(_("How we know"), claim.how_we_know),
    ]
    if claim.improvement:
        rows.append(SummaryRow(_("Improvement"), claim.improvement.title))
    return rows


def quotes(found: list[ThemeQuote]) -> list[Quote]:
    """People's own words beside the box in which they are answered."""
    return [
        Quote(
            text=one.words,
            who=str(Badge(one.badge).label),
            where=one.service_name,
            month=one.happened_on,
            href=reverse("contribution_show", args=[one.contribution_id]),
        )
        for one in found
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer in a list: what it speaks to, and the way that came."""

    response: Response
    title: str
    signed: SignedResponse
    way: WayLine


def answer_lines(rows: list[Response], ways: dict[object, WayLine]) -> list[AnswerLine]:
    """Answers as a list shows them."""
    return [AnswerLine(row, title_of(row), signed_response(row), ways[row.pk]) for row in rows]


def title_of(response: Response) -> str:
    """What an answer speaks to, in a line."""
    return response.theme.name if response.theme else _("An answer to one story")


def page_of(page: "DjangoPage[Response]", request: HttpRequest) -> Page:
    """Where a list stands, with what was chosen kept in the addresses."""

    def href(number: int) -> str:
        chosen = request.GET.copy()
        chosen["page"] = str(number)
        return f"?{chosen.urlencode()}"

    return Page(
        number=page.number,
        previous_href=href(page.number - 1) if page.has_previous() else None,
        next_href=href(page.number + 1) if page.has_next() else None,
        first=page.start_index(),
        last=page.end_index(),
        total=page.paginator.count,
    )


def work_tabs(counts: WorkCounts, request: HttpRequest) -> list[NavLink]:
    """The lists of those who answer, with how much waits in each."""
    current = request.resolver_match.view_name if request.resolver_match else ""
    return [
        NavLink(str(text), reverse(name), name == current, count)
        for text, name, count in (
            (_("To write"), "response_work_list", counts.to_write + counts.drafts),
            (_("To check"), "response_check_list", counts.to_check),
            (_("Asked again"), "reopened_list", counts.reopened),
            (_("Overdue"), "overdue_list", counts.overdue),
        )
    ]
