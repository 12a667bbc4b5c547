from zerentian.reports.actions.issuing import issue_report
from zerentian.reports.actions.outlines import outline_named, write_outline

__all__ = ["issue_report", "outline_named", "write_outline"]
