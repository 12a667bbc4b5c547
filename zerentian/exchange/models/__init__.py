"""The rows of the room."""

from zerentian.exchange.models.exports import ExportRun, ReplySheet
from zerentian.exchange.models.imports import ImportRun, ImportSource

__all__ = ["ExportRun", "ImportRun", "ImportSource", "ReplySheet"]
