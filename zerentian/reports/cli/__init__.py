from zerentian.reports.cli.report import report
from zerentian.reports.cli.verify import verify

__all__ = ["report", "verify"]
