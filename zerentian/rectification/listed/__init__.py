"""The lists of findings, of their measures and of risk points."""

from zerentian.rectification.listed.findings import FINDINGS
from zerentian.rectification.listed.measures import MEASURES
from zerentian.rectification.listed.risks import RISKS

__all__ = ["FINDINGS", "MEASURES", "RISKS"]
