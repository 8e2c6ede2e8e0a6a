"""What holds for every request, whatever the room."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from openward.config.addresses import address_of
from openward.ledger.actions import SentTwice as SentTwiceError

logger = logging.getLogger("openward.requests")

Respond = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class RequestLog:
    """One line for each request, naming the view and never the path: a path may carry a receipt code."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or match.view_name != "health_show":
            level = logging.ERROR if response.status_code >= 500 else logging.INFO
            logger.log(
                level,
                "request",
                extra={
                    "method": request.method,
                    "view": match.view_name if match else "",
                    "status_code": response.status_code,
                    "duration_ms": round((time.perf_counter() - began) * 1000, 1),
                },
            )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        # A closed door is no fault: the line about the request tells of it.
        if not isinstance(exception, (SentTwiceError, Http404, PermissionDenied)):
            match = request.resolver_match
            logger.error("request_failed", exc_info=exception, extra={"view": match.view_name if match else ""})


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


class ReachedByFormOnly:
    """A page for whoever opens an address that only takes what a form sends.

    People come there without meaning to: a phone that put a page away, with a mistake marked in its form, opens it
    again by its address alone. An answer without a page leaves them to their browser's own words.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", status=response.status_code, using="jinja2")
        page["Allow"] = response["Allow"]
        return page


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
