"""The addresses of concerns for staff."""

from django.urls import path

from zerentian.casework.views import concerns, replies

app_name = "casework"
urlpatterns = [
    path("<str:key>/", concerns.concern_detail, name="concern-detail"),
    path("<str:key>/reply/", replies.reply, name="reply"),
    path("<str:key>/reply/check/", replies.reply_check, name="reply-check"),
    path("<str:key>/reply/release/", replies.reply_release, name="reply-release"),
    path("<str:key>/reply/return/", replies.reply_return, name="reply-return"),
]
