"""How the nouns of this room are shown: outlines, reports, samples, papers; scorecards."""

from zerentian.reports.shown import reports, scorecards

__all__ = ["reports", "scorecards"]
