"""Addresses of this room's pages."""

from django.urls import URLPattern, path

from openward.engagements.views import evidence, parts, plans

urlpatterns: list[URLPattern] = [
    path("evidence/", evidence.evidence_list, name="evidence_list"),
    path("evidence/<str:finding_id>/", evidence.finding_show, name="finding_show"),
    path("plan/", plans.plan_new, name="plan_new"),
    path("engagements/", plans.engagement_list, name="engagement_list"),
    path("engagements/<slug:slug>/plan/", plans.plan_edit, name="plan_edit"),
    path("engagements/<slug:slug>/models/", plans.model_choose, name="model_choose"),
    path("engagements/<slug:slug>/groups/", parts.groups_edit, name="groups_edit"),
    path("engagements/<slug:slug>/dates/", parts.phases_edit, name="phases_edit"),
    path("engagements/<slug:slug>/statement/", parts.statement_edit, name="statement_edit"),
    path("engagements/<slug:slug>/risks/", parts.risk_list, name="risk_list"),
    path("engagements/<slug:slug>/risks/<int:number>/", parts.risk_settle, name="risk_settle"),
    path("engagements/<slug:slug>/hours/", parts.volume_edit, name="volume_edit"),
    path("engagements/<slug:slug>/asked/", parts.asking_new, name="asking_new"),
    path("engagements/<slug:slug>/close/", parts.engagement_close, name="engagement_close"),
]
