"""Addresses of this room's pages. Items of the queue are named by the key of their contribution."""

from django.urls import path

from openward.safety.views import cases, measures, reports
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
    path("c/<uuid:key>/report/", reports.report_new, name="report_new"),
    path("report/<str:code>/", reports.report_show, name="report_show"),
    path("report/<str:code>/sent/", reports.report_sent, name="report_sent"),
    path("cases/", cases.case_list, name="case_list"),
    path("cases/next/", cases.report_case_next, name="report_case_next"),
    path("cases/<uuid:key>/", cases.report_case_show, name="report_case_show"),
    path("cases/<uuid:key>/take/", cases.report_case_take, name="report_case_take"),
    path("cases/<uuid:key>/renew/", cases.report_case_renew, name="report_case_renew"),
    path("cases/<uuid:key>/back/", cases.report_case_back, name="report_case_back"),
    path("cases/<uuid:key>/pass/", cases.report_case_pass, name="report_case_pass"),
    path("cases/<uuid:key>/ask/", cases.report_case_ask, name="report_case_ask"),
    path("cases/<uuid:key>/answer/", cases.report_case_answer, name="report_case_answer"),
    path("cases/<uuid:key>/note/", cases.report_case_note, name="report_case_note"),
    path("cases/<uuid:key>/keep/", cases.report_case_keep, name="report_case_keep"),
    path("cases/<uuid:key>/decide/<slug:outcome>/", cases.report_case_decide, name="report_case_decide"),
    path("cases/<uuid:key>/set-aside/", cases.reports_invalidate, name="reports_invalidate"),
    path("cases/<uuid:key>/restore/", cases.reports_restore, name="reports_restore"),
    path("s/<slug:slug>/measures/", measures.measure_list, name="measure_list"),
    path("s/<slug:slug>/measures/raid/", measures.raid_start, name="raid_start"),
    path("c/<uuid:key>/measures/", measures.thread_measures, name="thread_measures"),
    path("measures/<uuid:key>/lift/", measures.measure_lift, name="measure_lift"),
]
