"""A space's stories as an Atom feed (RFC 4287)."""

import datetime
from collections.abc import Iterable
from xml.etree import ElementTree

from django.urls import reverse
from django.utils.translation import gettext as _

from openward.contributions.models import Contribution, Restriction
from openward.kit.text import tidy
from openward.spaces.models import Space
from openward.web.presenters.spaces import opening, who_is

_ATOM = "http://www.w3.org/2005/Atom"


def atom(space: Space, stories: Iterable[Contribution], *, address: str) -> bytes:
    """The feed. Times are the first of the month in which a story was first shown: a day would tell who was there."""
    ElementTree.register_namespace("", _ATOM)
    page = address + reverse("space_show", args=[space.slug])
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    found = list(stories)
    _add(feed, "title", f"{space.name} – {space.organisation.name}")
    _add(feed, "id", page)
    _add(feed, "updated", max((_month(story) for story in found), default=_start(space)))
    _add(feed, "link", rel="alternate", type="text/html", href=page)
    _add(feed, "link", rel="self", type="application/atom+xml", href=address + reverse("space_feed", args=[space.slug]))
    for story in found:
        _entry(feed, space, story, address)
    document: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _entry(feed: ElementTree.Element, space: Space, story: Contribution, address: str) -> None:
    text = tidy(story.words_for_readers)
    if story.restriction == Restriction.LABELLED:
        text = f"{text}\n\n({_('With a note from the moderators: it stands on the page.')})"
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "title", opening(text)[0] or _("A story"))
    _add(entry, "id", f"urn:uuid:{story.pk}")
    _add(entry, "updated", _month(story))
    _add(entry, "link", rel="alternate", type="text/html", href=address + reverse("contribution_show", args=[story.pk]))
    author = ElementTree.SubElement(entry, f"{{{_ATOM}}}author")
    # Atom asks for a name; ours is a role, as everywhere.
    _add(author, "name", who_is(story.badge, "", space.identity_rule) or _("Somebody"))
    _add(entry, "content", text, type="text")


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text or None


def _month(story: Contribution) -> str:
    assert story.published_on is not None  # what everybody can read was shown on a day
    return _moment(story.published_on)


def _start(space: Space) -> str:
    return _moment(space.created_at.date())


def _moment(day: datetime.date) -> str:
    return f"{day:%Y-%m}-01T00:00:00Z"
