"""The addresses of reports."""

from django.urls import path

from zerentian.reports.views import audit

app_name = "reports"
urlpatterns = [
    path("audit/", audit.audit, name="audit"),
]
