"""Working on what waits: who may, what a page says when a colleague was faster, and taking, keeping, putting back."""

import dataclasses
import functools
import uuid
from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from openward.contributions.actions.reviews import WordsChanged
from openward.people.access import Actor, actor_from
from openward.safety.actions.cases import CaseMoved, NothingWaits, SeniorNeeded
from openward.safety.actions.decisions import DeciderIsInvolved
from openward.safety.actions.shifts import NotNow, SeenEnough, keep_act

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Thing = TypeVar("Thing")
SAID: dict[type[Exception], str] = {
    SeenEnough: "enough",
    SeniorNeeded: "senior",
    CaseMoved: "moved",
    NothingWaits: "nothing",
}
"""What the list says, by what stopped somebody."""


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


def workers_only(may: Callable[[Actor], bool], *, back_to: str, page: str) -> Callable[[View[P]], View[P]]:
    """Sign-in first, "not found" for everybody who works on nothing of this kind, and plain words on the list
    `back_to` when a colleague was faster; on the `page` of the thing itself when its words have changed."""

    def decorate(view: View[P]) -> View[P]:
        @login_required
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may(actor_from(request)):
                raise Http404
            try:
                answer = view(request, *args, **kwargs)
                if request.method == "POST":
                    keep_act(by=actor_from(request))
                return answer
            except NotNow:
                return redirect("pause_show")
            except tuple(SAID) as refused:
                return redirect(f"{reverse(back_to)}?said={SAID[type(refused)]}")
            except DeciderIsInvolved:
                raise Http404 from None
            except WordsChanged:
                return redirect(f"{reverse(page, args=[kwargs['key']])}?said=changed")

        return guarded

    return decorate


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
