"""The verbs and figures of this room: outlines, reports, samples, papers; scorecards."""

from zerentian.reports.figures import reports, scorecards

__all__ = ["reports", "scorecards"]
