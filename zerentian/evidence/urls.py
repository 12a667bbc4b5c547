"""The addresses of evidence: every file under its hash."""

from django.urls import path

from zerentian.evidence.views import erasures, files

app_name = "evidence"
urlpatterns = [
    path("", files.file_list, name="file-list"),
    path("deposit/", files.deposit, name="deposit"),
    path("rechecks/", files.recheck_list, name="recheck-list"),
    path("erasures/", erasures.erasure_list, name="erasure-list"),
    path("erasures/<int:mark>/", erasures.decide, name="erasure"),
    path("<str:sha256>/", files.file_detail, name="file-detail"),
    path("<str:sha256>/file", files.download, name="file"),
    path("<str:sha256>/picture", files.picture, {"size": "page"}, name="picture"),
    path("<str:sha256>/thumbnail", files.picture, {"size": "thumbnail"}, name="thumbnail"),
    path("<str:sha256>/erasure/", erasures.ask, name="erasure-ask"),
]
