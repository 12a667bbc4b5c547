"""The verbs and figures of this room: outlines, reports, samples, papers; scorecards; transfers."""

from zerentian.reports.figures import reports, scorecards, transfers

__all__ = ["reports", "scorecards", "transfers"]
