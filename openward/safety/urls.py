"""Addresses of this room's pages. Items of the queue are named by the key of their contribution."""

from django.urls import path

from openward.safety.views import readings as views

urlpatterns = [
    path("queue/", views.queue_show, name="queue_show"),
    path("queue/next/", views.queue_next, name="queue_next"),
    path("queue/decided/", views.decision_list, name="decision_list"),
    path("queue/decided/<uuid:key>/reopen/", views.decision_reopen, name="decision_reopen"),
    path("queue/<uuid:key>/", views.case_show, name="case_show"),
    path("queue/<uuid:key>/claim/", views.case_claim, name="case_claim"),
    path("queue/<uuid:key>/renew/", views.case_renew, name="case_renew"),
    path("queue/<uuid:key>/release/", views.case_release, name="case_release"),
    path("queue/<uuid:key>/decide/", views.case_decide, name="case_decide"),
    path("queue/<uuid:key>/suggest/", views.case_suggest, name="case_suggest"),
    path("queue/<uuid:key>/decline/", views.case_decline, name="case_decline"),
    path("queue/<uuid:key>/note/", views.case_note, name="case_note"),
]
