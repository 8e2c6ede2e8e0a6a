from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openward.design import samples


def design(request: HttpRequest) -> HttpResponse:
    if request.GET.get("direction") == "rtl":
        request.direction = "rtl"  # type: ignore[attr-defined]
    return render(request, "design/design.html", samples.everything())
