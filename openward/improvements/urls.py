"""Addresses of this room's pages."""

from django.urls import path

from openward.improvements.views import cycles, drivers, improvements, measures, team

urlpatterns = [
    path("at/<slug:slug>/improvements/", improvements.improvement_list, name="improvement_list"),
    path("improvements/new/", improvements.improvement_new, name="improvement_new"),
    path("improvements/<slug:slug>/", improvements.improvement_show, name="improvement_show"),
    path("improvements/<slug:slug>/edit/", improvements.improvement_edit, name="improvement_edit"),
    path("improvements/<slug:slug>/reveal/", improvements.improvement_reveal, name="improvement_reveal"),
    path("improvements/<slug:slug>/end/", improvements.improvement_end, name="improvement_end"),
    path("improvements/<slug:slug>/resume/", improvements.improvement_resume, name="improvement_resume"),
    path("improvements/<slug:slug>/themes/", improvements.theme_link, name="theme_link"),
    path("improvements/<slug:slug>/themes/<uuid:key>/unlink/", improvements.theme_unlink, name="theme_unlink"),
    path("improvements/<slug:slug>/drivers/", drivers.drivers_edit, name="drivers_edit"),
    path("improvements/<slug:slug>/drivers/<int:number>/", drivers.driver_edit, name="driver_edit"),
    path("improvements/<slug:slug>/drivers/<int:number>/remove/", drivers.driver_remove, name="driver_remove"),
    path("improvements/<slug:slug>/ideas/new/", drivers.idea_new, name="idea_new"),
    path("improvements/<slug:slug>/ideas/<int:number>/", drivers.idea_edit, name="idea_edit"),
    path("improvements/<slug:slug>/ideas/<int:number>/remove/", drivers.idea_remove, name="idea_remove"),
    path("improvements/<slug:slug>/team/", team.team_edit, name="team_edit"),
    path("improvements/<slug:slug>/team/invite/", team.member_invite, name="member_invite"),
    path("improvements/<slug:slug>/team/<int:number>/remove/", team.member_remove, name="member_remove"),
    path("improvements/<slug:slug>/tests/new/", cycles.cycle_new, name="cycle_new"),
    path("tests/<uuid:key>/", cycles.cycle_show, name="cycle_show"),
    path("tests/<uuid:key>/edit/", cycles.cycle_edit, name="cycle_edit"),
    path("tests/<uuid:key>/learn/", cycles.cycle_learn, name="cycle_learn"),
    path("tests/<uuid:key>/remarks/", cycles.remark_new, name="remark_new"),
    path("improvements/<slug:slug>/measures/new/", measures.measure_new, name="measure_new"),
    path("improvements/<slug:slug>/measures/theme/", measures.theme_follow, name="theme_follow"),
    path("measures/<uuid:key>/", measures.measure_show, name="measure_show"),
    path("measures/<uuid:key>/readings.csv", measures.measure_csv, name="measure_csv"),
    path("measures/<uuid:key>/edit/", measures.measure_edit, name="measure_edit"),
    path("measures/<uuid:key>/remove/", measures.measure_remove, name="measure_remove"),
    path("measures/<uuid:key>/readings/", measures.readings_paste, name="readings_paste"),
    path("measures/<uuid:key>/readings/<int:number>/", measures.reading_edit, name="reading_edit"),
    path(
        "measures/<uuid:key>/readings/<int:number>/remove/", measures.reading_remove, name="reading_remove"
    ),
    *[
        path(f"measures/<uuid:key>/limits/{how}/", measures.limits_edit, {"how": how}, name=f"limits_{how}")
        for how in measures.LIMITS
    ],
]
