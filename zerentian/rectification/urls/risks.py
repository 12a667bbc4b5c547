"""The addresses of risk points, patrols and what a place lays down about them, under ``/risks/``."""

from django.urls import path

from zerentian.rectification.views import (
    hazard_prints,
    hazards,
    households,
    land,
    patrols,
    risk_bulk,
    risk_files,
    risk_lists,
    risk_steps,
    risk_terms,
    risks,
)

app_name = "risks"
urlpatterns = [
    path("", risks.risk_list, name="risk-list"),
    path("new/", risks.risk_new, name="risk-new"),
    path("import/", risk_bulk.risk_import, name="risk-import"),
    path("register/", risk_lists.register, name="register"),
    path("sheet/", patrols.patrol_sheet, name="patrol-sheet"),
    path("patrols/<int:pk>/", patrols.patrol_detail, name="patrol-detail"),
    path("patrols/<int:pk>/findings/<int:item>/", patrols.patrol_follow, name="patrol-follow"),
    path("rules/", risk_terms.rules, name="rules"),
    path("rules/usual-kinds/", risk_terms.usual_kinds, name="usual-kinds"),
    path("rules/<slug:what>/", risk_terms.rule_new, name="rule-new"),
    path("signals/<int:pk>/lift/", risk_terms.signal_lift, name="signal-lift"),
    path("controls/<int:pk>/done/", risk_steps.control_done, name="control-done"),
    path("controls/<int:pk>/drop/", risk_steps.control_drop, name="control-drop"),
    path("land/", land.land_list, name="land-list"),
    path("land/new/", land.land_new, name="land-new"),
    path("land/<int:pk>/", land.land_detail, name="land-detail"),
    path("land/<int:pk>/files/<str:sha256>/", land.land_file, name="land-file"),
    path("land/<int:pk>/pictures/<str:sha256>/", land.land_file, {"small": True}, name="land-picture"),
    path("land/<int:pk>/<slug:stage>/", land.land_stage, name="land-stage"),
    path("land/<int:pk>/<slug:stage>/correct/", land.land_correct, name="land-correct"),
    path("duty/", hazard_prints.duty_roster, name="duty-roster"),
    path("duty/<int:pk>/drop/", hazard_prints.shift_drop, name="shift-drop"),
    path("<int:pk>/hazard/", hazards.hazard, name="hazard"),
    path("<int:pk>/hazard/route/", hazard_prints.route, name="route-sheet"),
    path("<int:pk>/hazard/households/", hazard_prints.look, name="households"),
    path(
        "<int:pk>/hazard/households/<int:household>/change/",
        households.household_change,
        name="household-change",
    ),
    path(
        "<int:pk>/hazard/households/<int:household>/erase/", hazards.household_remove, name="household-remove"
    ),
    path("<int:pk>/hazard/readings/<int:reading>/void/", hazards.reading_void, name="reading-void"),
    path("<int:pk>/hazard/cards/<slug:card>/", hazard_prints.cards, name="cards"),
    path("<int:pk>/hazard/<slug:what>/", hazards.hazard_enter, name="hazard-enter"),
    path("<int:pk>/", risks.risk_detail, name="risk-detail"),
    path("<int:pk>/files/<str:sha256>/", risk_files.risk_file, name="risk-file"),
    path("<int:pk>/pictures/<str:sha256>/", risk_files.risk_picture, name="risk-picture"),
    path("<int:pk>/<str:step>/", risk_steps.risk_step, name="risk-step"),
]
