"""One include per room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("evidence/", include("zerentian.evidence.urls")),
    path("", include("zerentian.web.urls")),
    path("", include("zerentian.organization.urls.account")),
    path("organization/", include("zerentian.organization.urls")),
]
