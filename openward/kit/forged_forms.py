"""Telling a forged form from one of ours, where the answer is not "refuse" but "show the words again"."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


def may_be_forged(request: HttpRequest) -> bool:
    """Whether a POST lacks the token that our forms carry: forged, or a page that waited longer than its cookie.

    For views that are exempt from the general check because refusing would throw away what somebody wrote.
    """
    check = _Check(_any_view)
    check.process_request(request)
    return check.process_view(request, _any_view, (), {}) is not None


def _any_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
