"""The addresses of evidence: every file under its hash."""

from django.urls import path

from zerentian.evidence.views import erasures, files, pairs, texts

app_name = "evidence"
urlpatterns = [
    path("", files.file_list, name="file-list"),
    path("deposit/", files.deposit, name="deposit"),
    path("rechecks/", files.recheck_list, name="recheck-list"),
    path("erasures/", erasures.erasure_list, name="erasure-list"),
    path("erasures/<int:mark>/", erasures.decide, name="erasure"),
    path("pairs/", pairs.pair_list, name="pair-list"),
    path("pairs/texts/<slug:kind>/<int:first>/<int:second>/", texts.texts_beside, name="texts-beside"),
    path("pairs/<int:mark>/", pairs.pair_detail, name="pair-detail"),
    path("pairs/<int:mark>/back/", pairs.pair_back, name="pair-back"),
    path("<str:sha256>/", files.file_detail, name="file-detail"),
    path("<str:sha256>/file", files.download, name="file"),
    path("<str:sha256>/picture", files.picture, {"size": "page"}, name="picture"),
    path("<str:sha256>/thumbnail", files.picture, {"size": "thumbnail"}, name="thumbnail"),
    path("<str:sha256>/erasure/", erasures.ask, name="erasure-ask"),
]
