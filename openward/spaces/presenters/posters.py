"""Short links and posters: what can be read from a wall, typed on a phone, and printed in black and white."""

import dataclasses

import segno
from django.conf import settings
from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from openward.people.models import Service
from openward.spaces.actions.links import LENGTH, LETTERS
from openward.spaces.models import Direction, IdentityRule, ShortLink, Space
from openward.spaces.queries import SpaceAbout


@dataclasses.dataclass(frozen=True, slots=True)
class LinkRow:
    """A place that can have a short link: the whole space or one service."""

    name: str
    service_slug: str
    code: str
    address: str
    shown_address: str
    poster_href: str


@dataclasses.dataclass(frozen=True, slots=True)
class Poster:
    """Everything on a poster, in the order in which it is read from three steps away."""

    place: str
    headline: str
    why: str
    steps: tuple[str, ...]
    picture: Markup
    shown_address: str
    spelled_code: str
    promises: tuple[str, ...]
    other_ways: tuple[str, ...]
    emergency_text: str


def link_rows(space: Space, links: list[ShortLink], services: list[Service]) -> tuple[LinkRow, ...]:
    """One row for the whole space and one for each service, with the link where it is made."""
    by_service = {link.service_id: link for link in links}
    rows = [_row(space, by_service.get(None), _("Everything in “%(name)s”") % {"name": space.name}, "")]
    rows += [_row(space, by_service.get(one.pk), one.name, one.slug) for one in services]
    return tuple(rows)


def poster_of(link: ShortLink, about: SpaceAbout, other_ways: tuple[str, ...]) -> Poster:
    """The poster of a link."""
    space = link.space
    address = full_address(link)
    place = link.service.name if link.service else space.name
    return Poster(
        place=place,
        headline=_headline(space, link.service),
        why=about.why_we_ask,
        steps=(
            _("Point the camera of your phone at the square."),
            _("Tell us what happened, in your own words."),
            _("Come back with your code and see what came of it."),
        ),
        picture=qr_picture(address, place),
        shown_address=shown_address(link),
        spelled_code=" ".join(link.code),
        promises=_promises(space, about),
        other_ways=other_ways,
        emergency_text=about.emergency_text,
    )


def typing_page(form: BaseForm, *, leads_nowhere: bool = False) -> dict[str, object]:
    """Where a short link is typed in; after one that leads nowhere it says so, and the same whatever the reason."""
    return {"form": form, "leads_nowhere": leads_nowhere, "signs": " ".join(LETTERS), "length": LENGTH}


def full_address(link: ShortLink) -> str:
    """The address that the square holds."""
    return f"{settings.ADDRESS}{reverse('link_follow', args=[link.code])}"


def shown_address(link: ShortLink) -> str:
    """The address as people type it."""
    return full_address(link).split("://", 1)[1].rstrip("/")


def qr_picture(address: str, place: str) -> Markup:
    """A QR code as SVG, black on white with the quiet border that cameras need; still read when a quarter of it is
    creased or covered (level Q)."""
    drawn = segno.make(address, error="q", micro=False, boost_error=False)
    title = _("Square code that leads to %(address)s, for %(place)s") % {"address": address, "place": place}
    inline = drawn.svg_inline(
        scale=1, border=4, omitsize=True, svgclass="sp-qr", lineclass=None, dark="#000", light="#fff"
    )
    label = Markup('<svg role="img" aria-label="{}"').format(title)
    return label + Markup(inline.removeprefix("<svg"))  # noqa: S704 -- drawn by segno from an address of our own


def _row(space: Space, link: ShortLink | None, name: str, service_slug: str) -> LinkRow:
    poster = reverse("poster_show", args=[space.slug])
    return LinkRow(
        name,
        service_slug,
        link.code if link else "",
        full_address(link) if link else "",
        shown_address(link) if link else "",
        f"{poster}?service={service_slug}" if service_slug else poster,
    )


def _headline(space: Space, service: Service | None) -> str:
    if space.direction == Direction.MANY_WAY:
        return _("Join the conversation")
    if space.direction == Direction.OUTWARD:
        return _("Take part")
    return _("What was it like for you?") if service else _("Tell us about your care")


def _promises(space: Space, about: SpaceAbout) -> tuple[str, ...]:
    known = {
        IdentityRule.ANONYMOUS: _("Readers see what you are, such as patient or carer. They do not see a name."),
        IdentityRule.HIDDEN: _("Readers do not see who wrote."),
        IdentityRule.PSEUDONYM: _("You choose the name that readers see."),
        IdentityRule.FIRST_NAME: _("Readers see a first name, or a name that you choose."),
        IdentityRule.REAL_NAME: _("Readers see your name and what you do."),
    }[IdentityRule(space.identity_rule)]
    return (_("You need no account and no app."), known, about.reading)
