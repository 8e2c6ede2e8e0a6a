"""Addresses of this room's pages."""

from django.urls import path

from openward.responses.views import answers, checks, reported, tellings, work

urlpatterns = [
    path("at/<slug:slug>/answers/", answers.response_list, name="response_list"),
    path("responses/", work.response_work_list, name="response_work_list"),
    path("responses/to-check/", work.response_check_list, name="response_check_list"),
    path("responses/asked-again/", work.reopened_list, name="reopened_list"),
    path("responses/grave/", work.grave_list, name="grave_list"),
    path("responses/overdue/", work.overdue_list, name="overdue_list"),
    path("responses/new/", answers.response_new, name="response_new"),
    path("responses/reported/", reported.reported_list, name="reported_list"),
    path("responses/report/<str:code>/", reported.answer_report_show, name="answer_report_show"),
    path("responses/<uuid:key>/report/", reported.response_report, name="response_report"),
    path("responses/<uuid:key>/leave/", reported.answer_leave, name="answer_leave"),
    path("responses/<uuid:key>/take-away/", reported.answer_take_away, name="answer_take_away"),
    path("responses/<uuid:key>/", answers.response_show, name="response_show"),
    path("responses/<uuid:key>/edit/", answers.response_edit, name="response_edit"),
    path("responses/<uuid:key>/publish/", answers.response_publish, name="response_publish"),
    path("responses/<uuid:key>/take-back/", answers.response_take_back, name="response_take_back"),
    path("responses/<uuid:key>/ask-for-check/", checks.check_ask, name="check_ask"),
    path("responses/<uuid:key>/check/", checks.claim_check, name="claim_check"),
    path("responses/<uuid:key>/send-back/", checks.claim_send_back, name="claim_send_back"),
    path("receipt/<str:code>/answers/<int:number>/", tellings.telling_answer, name="telling_answer"),
]
