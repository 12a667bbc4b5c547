"""One include per room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/concerns/", include("zerentian.exchange.api_urls")),
    # Before the concerns themselves: "import" in "concerns/import/" is no key of one.
    path("", include("zerentian.exchange.urls")),
    path("concerns/", include("zerentian.casework.urls")),
    path("duties/", include("zerentian.duties.urls")),
    path("evidence/", include("zerentian.evidence.urls")),
    path("findings/", include("zerentian.rectification.urls")),
    path("risks/", include("zerentian.rectification.urls.risks")),
    path("community/", include("zerentian.community.urls")),
    path("reports/", include("zerentian.reports.urls")),
    path("", include("zerentian.residents.urls")),
    path("", include("zerentian.web.urls")),
    path("", include("zerentian.organization.urls.account")),
    path("organization/", include("zerentian.organization.urls")),
]
