"""The lists of findings and of their measures."""

from zerentian.rectification.listed.findings import FINDINGS
from zerentian.rectification.listed.measures import MEASURES

__all__ = ["FINDINGS", "MEASURES"]
