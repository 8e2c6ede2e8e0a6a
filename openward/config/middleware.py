"""What holds for every request, whatever the room."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from openward.config.addresses import address_of
from openward.ledger.actions import SentTwice as SentTwiceError

Respond = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class PrivateByDefault:
    """No page is kept by a browser or a cache on the way unless a view says otherwise."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        response["Permissions-Policy"] = PERMISSIONS
        return response


class SentTwice:
    """A form sent twice leads where the first sending led: the thing is done, and done once."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, SentTwiceError):
            return None
        messages.info(request, _("We had this already: it was sent once, and nothing was lost."))
        subject, key = exception.fact.about[0].split(":", 1)
        return HttpResponseRedirect(address_of(subject, key) or settings.LOGIN_REDIRECT_URL)
