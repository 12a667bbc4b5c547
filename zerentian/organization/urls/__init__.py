"""Addresses of people, units, accounts and the calendar, under ``/organization/``."""

from django.urls import path, re_path

from zerentian.organization.views import (
    accounts,
    actors,
    areas,
    calendar,
    imports,
    posts,
    resets,
    sign_ins,
    units,
)

app_name = "organization"
UNIT_CHANGES = "|".join(units.CHANGES)
ACCOUNT_CHANGES = "|".join(accounts.CHANGES)

urlpatterns = [
    path("", units.unit_list, name="units"),
    path("units/new/", units.unit_new, name="unit-new"),
    path("units/<str:code>/", units.unit, name="unit"),
    re_path(rf"^units/(?P<code>[^/]+)/(?P<change>{UNIT_CHANGES})/$", units.unit_change, name="unit-change"),
    path("units/<str:code>/posts/new/", posts.post_new, name="post-new"),
    path("posts/<str:code>/", posts.post, name="post"),
    path("posts/<str:code>/rename/", posts.post_rename, name="post-rename"),
    path("posts/<str:code>/close/", posts.post_close, name="post-close"),
    path("posts/<str:code>/appoint/", posts.appoint, name="appoint"),
    path("appointments/<int:pk>/end/", posts.appointment_end, name="appointment-end"),
    path("handovers/", posts.handovers, name="handovers"),
    path("areas/", areas.area_list, name="areas"),
    path("areas/adopt/", areas.area_adopt, name="area-adopt"),
    path("areas/new/", areas.area_new, name="area-new"),
    path("areas/charges/<int:pk>/end/", areas.area_discharge, name="area-discharge"),
    path("areas/<str:code>/rename/", areas.area_rename, name="area-rename"),
    path("areas/<str:code>/close/", areas.area_close, name="area-close"),
    path("areas/<str:code>/charge/", areas.area_charge, name="area-charge"),
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/new/", accounts.account_new, name="account-new"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    re_path(
        rf"^accounts/(?P<pk>\d+)/(?P<change>{ACCOUNT_CHANGES})/$",
        accounts.account_change,
        name="account-change",
    ),
    path("accounts/<int:pk>/ask-reset/", resets.reset_ask, name="reset-ask"),
    path("resets/", resets.reset_list, name="resets"),
    path("resets/appointments/<int:pk>/", resets.proposal, name="proposal"),
    path("resets/<int:pk>/confirm/", resets.reset_confirm, name="reset-confirm"),
    path("resets/<int:pk>/refuse/", resets.reset_refuse, name="reset-refuse"),
    path("actors/", actors.actor_entries, name="actors"),
    path("sign-ins/", sign_ins.sign_in_log, name="sign-ins"),
    path("calendar/", calendar.calendar_now, name="calendar"),
    path("calendar/load/", calendar.calendar_load, name="calendar-load"),
    path("calendar/load/template/", calendar.calendar_template, name="calendar-template"),
    path("calendar/clocks/", calendar.clock_list, name="clocks"),
    path("calendar/clocks/<str:rule_id>/", calendar.clock_set, name="clock-set"),
    path("calendar/<int:year>/", calendar.calendar_year, name="calendar-year"),
    path("import/", imports.import_roster, name="import"),
    path("import/template/", imports.import_template, name="import-template"),
]
