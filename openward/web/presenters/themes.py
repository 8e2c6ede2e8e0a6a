"""What a theme's page prints."""

import dataclasses
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import Page, Quote, WayLine, way_of, way_step
from openward.design.wording import day, moment, number
from openward.improvements.models import Improvement
from openward.methods.spc.result import POINTS_NEEDED
from openward.themes.queries import ThemeCounts, ThemeQuote
from openward.web.presenters.spaces import BADGE_LABELS
from openward.web.queries.themes import ThemePage

FEW = 30
MANY = 100


@dataclasses.dataclass(frozen=True, slots=True)
class QuoteRow:
    """A passage, and for staff whether its author allows it to be quoted."""

    quote: Quote
    is_for_staff_only: bool


def how_many(counts: ThemeCounts) -> str:
    """How many people say it, as it may be said to this reader."""
    if counts.contributions is None:
        if counts.people.value is not None:
            return _("About {count} people told us this.").format(count=number(counts.people.value))
        if counts.people.text_key == "one_voice":
            return _("A few people told us this, and most of it comes from one of them.")
        return _("Fewer than {count} people told us this.").format(count=counts.people.threshold)
    if not counts.out_of:
        return _("Nobody has told us this yet.")
    share = number(100 * counts.contributions / counts.out_of, 0 if counts.contributions > counts.out_of / 10 else 1)
    return _("{count} of {of} contributions tell us this: {share}%.").format(
        count=number(counts.contributions), of=number(counts.out_of), share=share
    )


def how_sure(found: ThemePage) -> str:
    """How far the number can be trusted, from what this reader may know of it."""
    people = found.counts.contributions if found.is_staff else found.counts.people.value
    if not people:
        return ""
    months = len(found.trend.shown)
    if people < FEW:
        return _("That is few: read it as a hint, not as a measure.")
    if people < MANY or months < POINTS_NEEDED:
        return _("That is enough for a first picture, and not yet for a firm one.")
    return ngettext(
        "Over {count} month that makes a firm picture of what people speak about.",
        "Over {count} months that makes a firm picture of what people speak about.",
        months,
    ).format(count=number(months))


def counted_when(counts: ThemeCounts) -> str:
    """How fresh the numbers are. Everybody but staff reads the day only: a minute would tell when somebody wrote."""
    if counts.counted_at is None:
        return _("Not counted yet.")
    if counts.contributions is None:
        return _("Counted on {day}.").format(day=day(timezone.localdate(counts.counted_at)))
    return _("Counted on {moment}.").format(moment=moment(counts.counted_at))


def quote_rows(quotes: Iterable[ThemeQuote], *, is_staff: bool) -> list[QuoteRow]:
    """The passages, each with the way to the whole."""
    return [
        QuoteRow(
            Quote(
                quote.words,
                str(BADGE_LABELS.get(quote.badge, "")),
                quote.service_name,
                quote.happened_on,
                reverse("contribution_show", args=[quote.contribution_id]),
            ),
            is_staff and not quote.may_quote,
        )
        for quote in quotes
    ]


def quote_pages(found: ThemePage, *, address: str, is_first: bool) -> Page:
    """The way to older passages, and back to the newest."""
    older = f"{address}?older={found.older}#words" if found.older else None
    return Page(1, previous_href=None if is_first else f"{address}#words", next_href=older)


def theme_way(found: ThemePage) -> WayLine:
    """The five steps of what people said together."""
    steps = [
        way_step("said", "done", sentence=_("People told us about this.")),
        way_step("kept_safe", "done", sentence=_("Their words were read and kept safe.")),
    ]
    understood = found.facts.get("understood")
    if understood:
        on = timezone.localdate(understood.at)
        steps.append(way_step("understood", "done", on, _("What they share was brought together here.")))
    stopped = next((one for one in found.improvements if one.state == Improvement.State.STOPPED), None)
    work = next((one for one in found.improvements if one.state != Improvement.State.STOPPED), None)
    if work:
        state, on = ("done", work.ended_on) if work.ended_on else ("now", work.started_on)
        sentence = work.what_changed or _("A team is working on it: {title}.").format(title=work.title)
        href = reverse("improvement_show", args=[work.slug])
        steps.append(way_step("acted_on", state, on, sentence, href))  # type: ignore[arg-type]
    elif stopped:
        why = _("No change: {why}").format(why=stopped.why_stopped)
        href = reverse("improvement_show", args=[stopped.slug])
        steps.append(way_step("acted_on", "stopped", stopped.ended_on, why, href))
    told = found.facts.get("told")
    if told:
        answer = next((answer.href for answer in found.answers if answer.on), None)
        sentence = _("The people who told us have an answer.")
        steps.append(way_step("told", "done", timezone.localdate(told.at), sentence, answer))
    return way_of(steps)
