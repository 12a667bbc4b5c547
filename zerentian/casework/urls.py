"""The addresses of concerns for staff."""

from django.urls import path

from zerentian.casework.views import (
    bulk,
    callbacks,
    categories,
    concerns,
    files,
    logging,
    publishing,
    replies,
    reviews,
    shield,
    steps,
    templates,
)

app_name = "casework"
urlpatterns = [
    path("templates/", templates.template_list, name="template-list"),
    path("templates/new/", templates.template_new, name="template-new"),
    path("templates/adopt/", templates.adopt, name="template-adopt"),
    path("templates/<int:pk>/", templates.template_edit, name="template-edit"),
    path("", concerns.concern_list, name="concern-list"),
    path("new/", logging.concern_new, name="concern-new"),
    path("new/alike/", logging.concern_alike, name="concern-alike"),
    path("patrol/", logging.patrol, name="patrol"),
    path("dispatch/", bulk.dispatch_many, name="concern-bulk"),
    path("categories/", categories.category_list, name="category-list"),
    path("categories/new/", categories.category_new, name="category-new"),
    path("categories/<int:pk>/", categories.category_edit, name="category-edit"),
    path("looks/", shield.looks, name="looks"),
    path("<str:key>/", concerns.concern_detail, name="concern-detail"),
    path("<str:key>/do/<str:step>/", steps.concern_step, name="concern-step"),
    path("<str:key>/files/<str:sha256>/", files.concern_file, name="concern-file"),
    path("<str:key>/files/<str:sha256>/picture", files.concern_picture, name="concern-picture"),
    path("<str:key>/reply/", replies.reply, name="reply"),
    path("<str:key>/reply/check/", replies.reply_check, name="reply-check"),
    path("<str:key>/reply/release/", replies.reply_release, name="reply-release"),
    path("<str:key>/reply/return/", replies.reply_return, name="reply-return"),
    path("<str:key>/call-back/", callbacks.call_back, name="call-back"),
    path("<str:key>/call-back/done/", callbacks.callback_done, name="callback-done"),
    path("<str:key>/close/", callbacks.close, name="close"),
    path("<str:key>/reopen/", callbacks.reopen, name="reopen"),
    path("<str:key>/contact/", shield.contact, name="contact"),
    path("<str:key>/review/", reviews.review_ask, name="review-ask"),
    path("<str:key>/review/<str:level>/", reviews.review_decide, name="review-decide"),
    path("<str:key>/publish/", publishing.publish, name="publish"),
    path("<str:key>/publish/check/", publishing.publish_check, name="publish-check"),
    path("<str:key>/publish/photo/<str:sha256>/", publishing.publish_photo, name="publish-photo"),
    path("<str:key>/publish/<int:version>/withdraw/", publishing.unpublish, name="unpublish"),
]
