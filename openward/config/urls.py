"""Every address of the house, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("openward.web.urls")),
    path("", include("openward.design.urls")),
    path("", include("openward.engagements.urls")),
    path("", include("openward.spaces.urls")),
    path("", include("openward.contributions.urls")),
    path("", include("openward.safety.urls")),
    path("", include("openward.notifications.urls")),
    path("", include("openward.themes.urls")),
    path("", include("openward.improvements.urls")),
    path("", include("openward.responses.urls")),
    path("", include("openward.evaluation.urls")),
    path("", include("openward.config.site_urls")),
    path("account/", include("openward.people.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "openward.config.views.bad_request"
handler403 = "openward.config.views.forbidden"
handler404 = "openward.config.views.not_found"
handler500 = "openward.config.views.failed"
