from zerentian.reports.cli.audit import audit
from zerentian.reports.cli.report import report
from zerentian.reports.cli.sample import sample
from zerentian.reports.cli.verify import verify

__all__ = ["audit", "report", "sample", "verify"]
