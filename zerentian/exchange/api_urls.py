"""The addresses of concerns for programs: each asks for an access key."""

from django.urls import path

from zerentian.exchange.views import api

app_name = "exchange-api"
urlpatterns = [
    path("", api.concern_rows, name="concerns"),
    path("import/", api.concern_import, name="import"),
    path("<str:key>/", api.concern, name="concern"),
]
