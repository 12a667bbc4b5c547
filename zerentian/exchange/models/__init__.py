"""The rows of the room."""

from zerentian.exchange.models.county_forms import CountyForm, FormFile, FormFilling, FormMap
from zerentian.exchange.models.demands import Demand, DemandSeries
from zerentian.exchange.models.exports import ExportRun, ReplySheet
from zerentian.exchange.models.imports import ImportRun, ImportSource

__all__ = [
    "CountyForm",
    "Demand",
    "DemandSeries",
    "ExportRun",
    "FormFile",
    "FormFilling",
    "FormMap",
    "ImportRun",
    "ImportSource",
    "ReplySheet",
]
