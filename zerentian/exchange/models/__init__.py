"""The rows of the room."""

from zerentian.exchange.models.county_forms import CountyForm, FormFile, FormFilling, FormMap
from zerentian.exchange.models.demands import Demand, DemandSeries
from zerentian.exchange.models.exports import ExportRun, ReplySheet
from zerentian.exchange.models.imports import ImportRun, ImportSource
from zerentian.exchange.models.opened import OpenedFigure
from zerentian.exchange.models.upward import FigureSheet, FigureSource
from zerentian.exchange.models.webhooks import Delivery, Endpoint

__all__ = [
    "CountyForm",
    "Delivery",
    "Demand",
    "DemandSeries",
    "Endpoint",
    "ExportRun",
    "FigureSheet",
    "FigureSource",
    "FormFile",
    "FormFilling",
    "FormMap",
    "ImportRun",
    "ImportSource",
    "OpenedFigure",
    "ReplySheet",
]
