"""How the nouns of this room are shown: outlines, reports, samples, papers; scorecards; transfers."""

from zerentian.reports.shown import reports, scorecards, transfers

__all__ = ["reports", "scorecards", "transfers"]
