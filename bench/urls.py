"""Floors to measure pages against: one query and a line of text, and a page's bytes from memory."""

import functools

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path


def bare(request: HttpRequest) -> HttpResponse:
    """One query and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from people_organisation")
        found = cursor.fetchone()[0]
    return HttpResponse(f"{found}", content_type="text/plain")


@functools.cache
def _bytes_of(address: str) -> bytes:
    return Client(headers={"host": "127.0.0.1"}).get(address).content


def from_memory(request: HttpRequest) -> HttpResponse:
    """The bytes of a real page, made once and kept."""
    return HttpResponse(_bytes_of(request.GET["page"]))


urlpatterns = [
    path("bench/bare", bare),
    path("bench/from-memory", from_memory),
    path("", include("openward.config.urls")),
]
