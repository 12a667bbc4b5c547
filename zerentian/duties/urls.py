"""The addresses of duties, deeds and tasks."""

from django.urls import path

from zerentian.duties.views import deeds

app_name = "duties"
urlpatterns = [
    path("deeds/", deeds.deed_list, name="deed-list"),
    path("deeds/new/", deeds.deed_new, name="deed-new"),
    path("deeds/<int:pk>/", deeds.deed_detail, name="deed-detail"),
    path("deeds/<int:pk>/correct/", deeds.deed_correct, name="deed-correct"),
    path("deeds/<int:pk>/withdraw/", deeds.deed_withdraw, name="deed-withdraw"),
    path("deeds/<int:pk>/evidence/", deeds.deed_evidence, name="deed-evidence"),
    path("deeds/<int:pk>/verify/", deeds.deed_verify, name="deed-verify"),
]
