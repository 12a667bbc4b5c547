from zerentian.rectification.models.findings import Finding, FindingFile, FindingStep
from zerentian.rectification.models.measures import Measure
from zerentian.rectification.models.terms import RectificationTerm
from zerentian.rectification.models.times import MoreTime

__all__ = ["Finding", "FindingFile", "FindingStep", "Measure", "MoreTime", "RectificationTerm"]
