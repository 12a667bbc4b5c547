"""The addresses of reports, outlines and the public page of verification."""

from django.urls import path

from zerentian.reports.actions.binding import CLEARED_SUBMITTED, SUBMITTED
from zerentian.reports.views import (
    audit,
    letters,
    lists,
    minutes,
    outlines,
    placards,
    reports,
    samples,
    verifying,
)

app_name = "reports"
urlpatterns = [
    path("", reports.report_list, name="report-list"),
    path("audit/", audit.audit, name="audit"),
    path("new/", reports.issue, name="report-new"),
    path("samples/", samples.sample_list, name="sample-list"),
    path("samples/new/", samples.new, name="sample-new"),
    path("samples/<str:number>/", samples.sample_detail, name="sample-detail"),
    path("verify/", verifying.verify, name="verify"),
    path("outlines/", outlines.outline_list, name="outline-list"),
    path("outlines/new/", outlines.new, name="outline-new"),
    path("outlines/preview/", outlines.preview, name="outline-preview"),
    path("outlines/<slug:code>/", outlines.edit, name="outline-edit"),
    path("outlines/<slug:code>/versions/<int:version>/", outlines.version, name="outline-version"),
    path("findings/<slug:which>.<slug:form>", lists.finding_list, name="finding-list"),
    path("matrix.<slug:form>", lists.duty_matrix, name="matrix"),
    path("risks.<slug:form>", lists.risk_register, name="risk-register"),
    path("placards/<int:pk>-<slug:paper>.pdf", placards.placard, name="placard"),
    path("minutes/<int:pk>/<int:version>.<slug:form>", minutes.minutes, name="minutes"),
    path("letters/<str:key>/case.zip", letters.case, name="case"),
    path("letters/<str:key>/notices/<slug:code>.<slug:form>", letters.notice, name="notice"),
    path("letters/<str:key>/<int:round>.<str:form>", letters.letter, name="letter"),
    path("<str:number>/", reports.report_detail, name="report-detail"),
    path("<str:number>/compare/", reports.compare, name="report-compare"),
    path("<str:number>/check/", reports.check, name="report-check"),
    path("<str:number>/files/<str:name>", reports.download, name="report-file"),
    path(
        "<str:number>/submitted/<str:name>",
        reports.download,
        {"rendition": SUBMITTED},
        name="report-submitted",
    ),
    path(
        "<str:number>/cleared/submitted/<str:name>",
        reports.cleared,
        {"rendition": CLEARED_SUBMITTED},
        name="report-cleared-submitted",
    ),
    path("<str:number>/cleared/<str:name>", reports.cleared, name="report-cleared"),
]
