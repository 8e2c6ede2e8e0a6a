"""What the frame around every page needs to know about its reader."""

import functools
from typing import Any

from django.conf import settings
from django.db.models import Exists, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from openward.design.shapes import NavLink
from openward.people.access import VISITOR, Actor, actor_from, can_administer
from openward.people.models import MODERATING, Organisation, Role
from openward.safety.queries.crisis import open_alerts, open_alerts_for

PLANNERS = (Role.LEAD, Role.ADMINISTRATOR, Role.ADVISORY)
CODERS = (Role.CODER, Role.IMPROVER, Role.LEAD)
ANSWERING_ALERTS = (*MODERATING, Role.LEAD, Role.DATA_PROTECTION)
ANSWERERS = (Role.RESPONDER, Role.LEAD)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The main navigation for this reader, and the organisation whose pages these are."""
    actor = _reader(request)
    organisation, has_alarm = getattr(request, "organisation", None), True
    if organisation is None:
        organisation, has_alarm = _usual_organisation(actor)
    links = [*_staff_links(actor), *_administering(actor, organisation)]
    links += _public_links(organisation.slug if organisation else "", actor.is_signed_in, get_language())
    current = _current(request.path, [href for _text, href in links])
    return {
        "organisation": organisation,
        "alarm": _alarm(actor) if has_alarm else None,
        "navigation": [NavLink(str(text), href, href == current) for text, href in links],
        "footer": [NavLink(str(text), href) for text, href in _footer_links(actor.is_signed_in, get_language())],
    }


def _alarm(actor: Actor) -> NavLink | None:
    """What stands on every page of somebody who was alerted, until somebody has taken the crisis on."""
    if actor.account is None:
        return None
    found = open_alerts_for(actor.account)
    if not found:
        return None
    href = reverse("crisis_show", args=[found[0].pk]) if len(found) == 1 else reverse("crisis_list")
    if all(one.is_drill for one in found):
        return NavLink(_("A drill is on: nobody is in danger. Press “I have it”."), href)
    words = ngettext(
        "Somebody may need help now, and nobody has it yet.",
        "%(count)s people may need help now, and nobody has it yet.",
        len(found),
    )
    return NavLink(words % {"count": len(found)}, href)


def _reader(request: HttpRequest) -> Actor:
    # Whoever carries no session is a visitor: asking would mark the page as different for each reader.
    return actor_from(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else VISITOR


def _usual_organisation(actor: Actor) -> tuple[Organisation | None, bool]:
    """The organisation of somebody who works in one, or the only one there is; and, asked in the same breath because
    it is asked on every page, whether an alert to this reader is open."""
    mine = actor.organisation_ids()
    found = Organisation.objects.filter(pk__in=mine) if mine else Organisation.objects.all()
    alarm = Exists(open_alerts(actor.account)) if actor.account else Value(False)
    first = list(found.annotate(has_alarm=alarm)[:2])
    return (first[0] if len(first) == 1 else None), any(one.has_alarm for one in first)


def _staff_links(actor: Actor) -> list[tuple[str, str]]:
    if actor.account is None:
        return []
    links = [(pgettext("page", "Start"), reverse("start_show"))]
    for roles, text, name in (
        (MODERATING, _("Queue"), "queue_show"),
        (ANSWERING_ALERTS, _("Alerts"), "crisis_list"),
        (PLANNERS, _("Plans"), "engagement_list"),
        (CODERS, _("Codes"), "codebook_list"),
        (ANSWERERS, _("Answers"), "response_work_list"),
    ):
        if actor.organisation_ids(roles):
            links.append((text, reverse(name)))
    return links


def _administering(actor: Actor, organisation: Organisation | None) -> list[tuple[str, str]]:
    if organisation is None or not can_administer(actor, organisation.pk):
        return []
    return [(_("People"), reverse("colleague_list", args=[organisation.slug]))]


@functools.lru_cache(maxsize=256)
def _public_links(slug: str, is_signed_in: bool, _language: str | None) -> tuple[tuple[str, str], ...]:
    """The links that all readers of an organisation's pages have; kept, because they are on every page."""
    own = (_("Messages"), "message_list") if is_signed_in else (_("I have a code"), "receipt_find")
    public = (
        (_("What people say"), "theme_list"),
        (_("Improvements"), "improvement_list"),
        (_("What changed"), "promises_show"),
        (_("Search"), "search_show"),
    )
    links = tuple((text, reverse(name, args=[slug])) for text, name in public) if slug else ()
    return (*links, (own[0], reverse(own[1])))


@functools.lru_cache(maxsize=64)
def _footer_links(is_signed_in: bool, _language: str | None) -> tuple[tuple[str, str], ...]:
    """Ways in and out for those who work here: they look for them once a day, everybody else never."""
    if not is_signed_in:
        return ((_("Staff sign in"), reverse("account_login")),)
    return ((_("My sign-in"), reverse("mfa_index")), (_("Sign out"), reverse("account_logout")))


def _current(path: str, hrefs: list[str]) -> str:
    """The link that leads to this page or to what it is part of: the longest that the path begins with."""
    return max((href for href in hrefs if path.startswith(href)), key=len, default="")
