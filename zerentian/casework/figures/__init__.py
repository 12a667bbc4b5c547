from zerentian.casework.figures import clocks, dispatches, intake, replies, shield
from zerentian.ledger.registry import register

for noun in (intake, dispatches, clocks, replies, shield):
    register(verbs=noun.VERBS, figures=noun.FIGURES)
