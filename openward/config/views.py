"""Pages of the installation itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose hidden token is missing or old: say so plainly, and how to go on without losing words."""
    return render(request, "form_expired.html", status=403, using="jinja2")
