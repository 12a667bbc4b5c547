"""The addresses of what the township tells: notices, answers, corrections, what asks for an answer, disputes."""

from django.urls import path

from zerentian.community.views import activities, files, handling, notices, outputs, venues, warnings

app_name = "community"
urlpatterns = [
    path("", notices.notice_list, name="notice-list"),
    path("new/", notices.notice_start, name="notice-start"),
    path("new/<slug:sort>/", notices.notice_new, name="notice-new"),
    path("questions/", handling.question_list, name="question-list"),
    path("questions/new/", handling.question_new, name="question-new"),
    path("questions/<int:pk>/", handling.question_detail, name="question-detail"),
    path("questions/<int:pk>/drop/", handling.question_drop, name="question-drop"),
    path("disputes/<int:pk>/answer/", handling.dispute_answer, name="dispute-answer"),
    path("tellings/<int:pk>/", handling.tell, name="tell"),
    path("warnings/", warnings.warning_list, name="warning-list"),
    path("warnings/new/", warnings.warning_new, name="warning-new"),
    path("warnings/terms/", warnings.call_terms, name="call-terms"),
    path("warnings/<int:pk>/", warnings.warning_detail, name="warning-detail"),
    path("warnings/<int:pk>/calls/", warnings.calls, name="calls"),
    path("venues/", venues.venue_list, name="venue-list"),
    path("venues/new/", venues.venue_new, name="venue-new"),
    path("venues/<int:pk>/", venues.venue_detail, name="venue-detail"),
    path("venues/<int:pk>/change/", venues.venue_change, name="venue-change"),
    path("venues/<int:pk>/closure/", venues.venue_closure, name="venue-closure"),
    path("venues/<int:pk>/end/", venues.venue_end, name="venue-end"),
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities/new/", activities.activity_new, name="activity-new"),
    path("activities/<int:pk>/", activities.activity_detail, name="activity-detail"),
    path("activities/<int:pk>/move/", activities.activity_move, name="activity-move"),
    path("activities/<int:pk>/cancel/", activities.activity_cancel, name="activity-cancel"),
    path("activities/<int:pk>/held/", activities.activity_held, name="activity-held"),
    path("activities/<int:pk>/places/", activities.activity_widen, name="activity-widen"),
    path("activities/<int:pk>/sign-up/", activities.activity_sign_up, name="activity-sign-up"),
    path("activities/<int:pk>/names/", activities.activity_names, name="activity-names"),
    path("activities/<int:pk>/<int:party>/<slug:step>/", activities.party_step, name="party-step"),
    path("<int:pk>/", notices.notice_detail, name="notice-detail"),
    path("<int:pk>/edit/", notices.notice_edit, name="notice-edit"),
    path("<int:pk>/dispute/", handling.dispute_new, name="dispute-new"),
    path("<int:pk>/loudspeaker/", outputs.loudspeaker, name="loudspeaker"),
    path("<int:pk>/calls/", outputs.call_sheet, name="call-sheet"),
    path("<int:pk>/copy/", outputs.copy_block, name="copy-block"),
    path("<int:pk>/files/<str:sha256>/", files.notice_file, name="notice-file"),
    path("<int:pk>/<slug:step>/", notices.notice_step, name="notice-step"),
]
