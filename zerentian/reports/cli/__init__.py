from zerentian.reports.cli.archive import archive
from zerentian.reports.cli.audit import audit
from zerentian.reports.cli.report import report
from zerentian.reports.cli.sample import sample
from zerentian.reports.cli.verify import verify

__all__ = ["archive", "audit", "report", "sample", "verify"]
