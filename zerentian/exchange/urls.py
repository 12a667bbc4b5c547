"""The addresses of tables on their way in and out, for staff."""

from django.urls import path

from zerentian.exchange.views import exports, imports

app_name = "exchange"
urlpatterns = [
    path("import/", imports.import_file, name="import"),
    path("import/columns/", imports.import_columns, name="import-columns"),
    path("export/", exports.export_list, name="export"),
    path("export/replies/", exports.export_replies_file, name="export-replies"),
    path("export/template/", exports.reply_sheet, name="reply-sheet"),
]
