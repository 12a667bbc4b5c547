"""The addresses of no single noun."""

from django.urls import path
from django.views.i18n import set_language

from zerentian.organization.access import public
from zerentian.web.views import (
    api,
    changes,
    deadlines,
    desk,
    figures,
    help,
    overviews,
    search,
    settings,
    status,
    trail,
)

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("changes/", changes.changes, name="changes"),
    path("changes/count/", changes.changes_count, name="changes-count"),
    path("changes/looked/", changes.changes_looked, name="changes-looked"),
    path("deadlines/", deadlines.deadlines, name="deadlines"),
    path("deadlines/subscribe/", deadlines.deadlines_feed_new, name="deadlines-feed-new"),
    path("deadlines/<str:token>.ics", deadlines.deadlines_feed, name="deadlines-feed"),
    path("search/", search.search, name="search"),
    path("trail/", trail.trail, name="trail"),
    path("trail/<uuid:uuid>/", trail.entry, name="entry"),
    path("trail/<uuid:uuid>/proof.json", trail.proof, name="entry-proof"),
    path("seals/<int:number>/", trail.checkpoint, name="checkpoint"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:code>/", figures.figure, name="figure"),
    path("figures/<str:code>/file/", figures.figure_file, name="figure-file"),
    path("numbers/<slug:name>/", overviews.overview, name="overview"),
    path("api/figures/", api.figures, name="api-figures"),
    path("api/openapi.json", api.openapi, name="api-openapi"),
    path("status/", status.status, name="status"),
    path("healthz/ready", status.ready, name="ready"),
    path("metrics", status.metrics, name="metrics"),
    path("help/", help.contents, name="help"),
    path("help/<slug:name>/", help.chapter, name="help-chapter"),
    path("theme/", settings.theme, name="theme"),
    path("language/", public(set_language), name="set_language"),
]
