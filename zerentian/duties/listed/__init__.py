"""The lists of duties, deeds, tasks and what they rest on."""

from zerentian.duties.listed.decisions import DECISIONS
from zerentian.duties.listed.deeds import DEEDS
from zerentian.duties.listed.duties import DUTIES
from zerentian.duties.listed.letters import LETTERS
from zerentian.duties.listed.papers import BASES, PERSONAL
from zerentian.duties.listed.tasks import TASKS

__all__ = ["BASES", "DECISIONS", "DEEDS", "DUTIES", "LETTERS", "PERSONAL", "TASKS"]
