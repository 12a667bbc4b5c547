"""The addresses of findings and their measures."""

from django.urls import path

from zerentian.rectification.views import files, findings, importing, lists, steps

app_name = "rectification"
urlpatterns = [
    path("", findings.finding_list, name="finding-list"),
    path("new/", findings.finding_new, name="finding-new"),
    path("import/", importing.finding_import, name="finding-import"),
    path("terms/", steps.terms, name="terms"),
    path("lists/<slug:which>/", lists.finding_lists, name="finding-lists"),
    path("measures/", findings.measure_list, name="measure-list"),
    path("measures/<int:pk>/done/", steps.measure_done, name="measure-done"),
    path("measures/<int:pk>/deed/", steps.measure_deed, name="measure-deed"),
    path("measures/<int:pk>/drop/", steps.measure_drop, name="measure-drop"),
    path("<int:pk>/", findings.finding_detail, name="finding-detail"),
    path("<int:pk>/files/<str:sha256>/", files.finding_file, name="finding-file"),
    path("<int:pk>/pictures/<str:sha256>/", files.finding_picture, name="finding-picture"),
    path("<int:pk>/<str:step>/", steps.finding_step, name="finding-step"),
]
