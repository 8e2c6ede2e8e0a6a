"""Only this room's pages, so that its tests need no other room."""

from django.urls import include, path

urlpatterns = [path("", include("openward.design.urls")), path("i18n/", include("django.conf.urls.i18n"))]
