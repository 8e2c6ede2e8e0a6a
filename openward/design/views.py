from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openward.design import samples


def design(request: HttpRequest) -> HttpResponse:
    direction = "rtl" if request.GET.get("direction") == "rtl" else "ltr"
    return render(request, "design/design.html", {**samples.everything(), "direction": direction})
