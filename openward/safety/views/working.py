"""Working on what waits: who may, what a page says when a colleague was faster, and taking, keeping, putting back."""

import dataclasses
import functools
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from openward.contributions.actions.reviews import WordsChanged
from openward.people.access import Actor, actor_from
from openward.safety.actions.cases import CaseMoved, NothingWaits, SeniorNeeded
from openward.safety.actions.decisions import DeciderIsInvolved
from openward.safety.actions.shifts import NotNow, SeenEnough, keep_act
from openward.safety.presenters.fates import Told, kept_words, told
from openward.safety.queries.fates import OVER, Fate, FateOf, Key

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Thing = TypeVar("Thing")
SAID: dict[type[Exception], str] = {
    SeenEnough: "enough",
    SeniorNeeded: "senior",
    CaseMoved: "moved",
    NothingWaits: "nothing",
    WordsChanged: "changed",
}
"""What the list says, by what stopped somebody, where nothing nearer is known."""


def only_for(require: Callable[[Actor], None]) -> Callable[[View[P]], View[P]]:
    """Sign-in first, and "not found" for everybody whom the door `require` turns away."""

    def decorate(view: View[P]) -> View[P]:
        @login_required
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            require(actor_from(request))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """Where a kind of work is done: its list, the page of one thing, and how to learn what became of it."""

    back_to: str
    page: str
    fate_of: FateOf

    def stopped(self, request: HttpRequest, refused: Exception, key: Key | None) -> HttpResponse:
        """What happened, in plain words: on a page of its own with whatever somebody had written, or else where they
        go on."""
        fate = self.fate_of(actor_from(request), key) if key and isinstance(refused, CaseMoved | NothingWaits) else None
        said = str(fate or SAID[type(refused)])
        is_changed = isinstance(refused, WordsChanged)
        again = reverse(self.page, args=[key]) if is_changed or fate not in {None, Fate.GONE} else ""
        if request.method == "POST" and not kept_words(request.POST):
            return redirect(f"{again if is_changed else reverse(self.back_to)}?said={said}")
        return too_late(request, told(said), back=reverse(self.back_to), again=again)

    def closed(self, request: HttpRequest, key: Key | None) -> HttpResponse:
        """What became of something whose page is closed, for those who had it in hand; "not found" for all others."""
        fate = self.fate_of(actor_from(request), key) if key else None
        if fate not in OVER:
            raise Http404
        return too_late(request, told(str(fate)), back=reverse(self.back_to))


def too_late(request: HttpRequest, what: Told | None, *, back: str, again: str = "") -> HttpResponse:
    """What happened meanwhile, what somebody had written, to be copied, and the ways on."""
    page = {"told": what, "kept": kept_words(request.POST), "back": back, "again": again}
    return render(request, "safety/too_late.html", page, status=HTTPStatus.CONFLICT)


def workers_only(
    may: Callable[[Actor], bool], *, back_to: str, page: str, fate_of: FateOf
) -> Callable[[View[P]], View[P]]:
    """Sign-in first, "not found" for everybody who works on nothing of this kind, and plain words for those who come
    too late: what became of it, and what they had written."""
    desk = Desk(back_to, page, fate_of)

    def decorate(view: View[P]) -> View[P]:
        @login_required
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may(actor_from(request)):
                raise Http404
            key = _key_in(kwargs)
            try:
                answer = view(request, *args, **kwargs)
                if request.method == "POST":
                    keep_act(by=actor_from(request))
                return answer
            except NotNow:
                return redirect("pause_show")
            except tuple(SAID) as refused:
                return desk.stopped(request, refused, key)
            except DeciderIsInvolved:
                raise Http404 from None
            except Http404:
                return desk.closed(request, key)

        return guarded

    return decorate


def _key_in(kwargs: Mapping[str, object]) -> Key | None:
    key = kwargs.get("key", kwargs.get("number"))
    return key if isinstance(key, uuid.UUID | int) else None


class Step(Protocol):
    """Taking, renewing or putting back one thing."""

    def __call__(self, thing: Any, by: Actor) -> object: ...


@dataclasses.dataclass(frozen=True, slots=True)
class InHand(Generic[Thing]):
    """Having something in one's hands: by the door that leads to it, and the three actions."""

    door: Callable[[Actor, uuid.UUID], Thing]
    page: str
    """The name of its page."""
    take_it: Step
    renew_it: Step
    put_it_back: Step

    def take(self, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        actor = actor_from(request)
        self.take_it(self.door(actor, key), by=actor)
        return redirect(self.page, key)

    def renew(self, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        """Asked by the page itself while somebody reads: nothing to show."""
        actor = actor_from(request)
        self.renew_it(self.door(actor, key), by=actor)
        return HttpResponse(status=204)

    def put_back(
        self, request: HttpRequest, key: uuid.UUID, *, said: str, then: Callable[[Actor], HttpResponse]
    ) -> HttpResponse:
        """Without a reason, and on to what is next."""
        actor = actor_from(request)
        self.put_it_back(self.door(actor, key), by=actor)
        messages.success(request, said)
        return then(actor)
