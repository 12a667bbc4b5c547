"""The addresses of tables in and out, of GeoReport, of other offices' forms and of the demands for them."""

from django.urls import path

from zerentian.exchange.views import county_forms, demands, exports, form_maps, georeport, imports

app_name = "exchange"
urlpatterns = [
    path("concerns/import/", imports.import_file, name="import"),
    path("concerns/import/columns/", imports.import_columns, name="import-columns"),
    path("concerns/export/", exports.export_list, name="export"),
    path("concerns/export/replies/", exports.export_replies_file, name="export-replies"),
    path("concerns/export/template/", exports.reply_sheet, name="reply-sheet"),
    path("forms/", county_forms.form_list, name="form-list"),
    path("forms/new/", county_forms.form_new, name="form-new"),
    path("forms/<int:pk>/", county_forms.form_detail, name="form-detail"),
    path("forms/<int:pk>/files/<int:number>/", county_forms.form_file, name="form-file"),
    path("forms/<int:pk>/retire/", county_forms.form_retire, name="form-retire"),
    path("forms/<int:pk>/fill/", county_forms.form_fill, name="form-fill"),
    path("forms/<int:pk>/map/", form_maps.form_map, name="form-map"),
    path("forms/<int:pk>/map/suggested/", form_maps.form_suggest, name="form-suggest"),
    path("forms/<int:pk>/map/out/", form_maps.form_unmap, name="form-unmap"),
    path("forms/filled/<int:pk>/", county_forms.filling_detail, name="filling"),
    path("forms/filled/<int:pk>/file/", county_forms.filling_file, name="filling-file"),
    path("forms/filled/<int:pk>/check/", county_forms.filling_check, name="filling-check"),
    path("open311/discovery.<str:form>", georeport.discovery, name="georeport-discovery"),
    path("open311/v2/services.<str:form>", georeport.services, name="georeport-services"),
    path("open311/v2/services/<str:code>.<str:form>", georeport.service_definition, name="georeport-service"),
    path("open311/v2/requests.<str:form>", georeport.requests, name="georeport-requests"),
    path("open311/v2/requests/<str:code>.<str:form>", georeport.request_told, name="georeport-request"),
    path("demands/", demands.demand_list, name="demand-list"),
    path("demands/new/", demands.demand_new, name="demand-new"),
    path("demands/again/", demands.series_new, name="series-new"),
    path("demands/again/<int:pk>/", demands.series_detail, name="series-detail"),
    path("demands/again/<int:pk>/end/", demands.series_end, name="series-end"),
    path("demands/month/", demands.month, name="demand-month"),
    path("demands/month/file/", demands.month_file, name="demand-month-file"),
    path("demands/<int:pk>/", demands.demand_detail, name="demand-detail"),
    path("demands/<int:pk>/send/", demands.demand_send, name="demand-send"),
    path("demands/<int:pk>/end/", demands.demand_end, name="demand-end"),
    path("demands/<int:pk>/correct/", demands.demand_correct, name="demand-correct"),
    path("demands/<int:pk>/hand-over/", demands.demand_hand_over, name="demand-hand-over"),
]
