"""The addresses for residents: say it, follow it, read the answers. None of them needs an account."""

from django.urls import path

from zerentian.residents.views import (
    activities,
    answers,
    asking,
    copies,
    front,
    notices,
    packing,
    progress,
    receipts,
    steps,
    warnings,
)

app_name = "residents"
urlpatterns = [
    path("welcome/", front.front, name="front"),
    path("ask/", asking.ask, name="ask"),
    path("ask/<str:code>/", asking.ask_township, name="ask-township"),
    path("c/", progress.find, name="find"),
    path("c/<str:code>/", progress.progress, name="progress"),
    path("c/<str:code>/receipt/", receipts.receipt, name="receipt"),
    path("c/<str:code>/slip/", receipts.slip, name="slip"),
    path("c/<str:code>/open/", progress.unlock, name="open"),
    path("c/<str:code>/lock/", progress.lock, name="lock"),
    path("c/<str:code>/data.json", copies.data, name="data"),
    path("c/<str:code>/files/<str:sha256>/", copies.file, name="file"),
    path("c/<str:code>/step/<str:name>/", steps.step, name="step"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/feed.atom", notices.atom_feed, name="notices-atom"),
    path("notices/feed.json", notices.json_notices, name="notices-json"),
    path("notices/site.zip", packing.notices_zip, name="notices-zip"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/v<int:number>/", notices.notice, name="notice-version"),
    path("notices/<int:pk>/files/<str:sha256>/", notices.notice_file, name="notice-file"),
    path("notices/<int:pk>/dispute/", notices.dispute, name="notice-dispute"),
    path("warnings/", warnings.warning_list, name="warnings"),
    path("warnings/feed.atom", warnings.feed, name="warnings-feed"),
    path("warnings/<int:pk>/cap.xml", warnings.cap, name="warning-cap"),
    path("activities/", activities.activity_list, name="activities"),
    path("activities/calendar.ics", activities.calendar, name="activities-calendar"),
    path("activities/p/<str:code>/", activities.party, name="party"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("answers/", answers.answer_list, name="answers"),
    path("answers/feed.atom", answers.feed, name="feed"),
    path("answers/<int:pk>/", answers.answer, name="answer"),
    path("answers/<int:pk>/photo/", answers.photo, name="photo"),
]
