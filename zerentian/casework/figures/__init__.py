from zerentian.casework.figures import asking, clocks, dispatches, intake, replies, shield, topics
from zerentian.ledger.registry import register

for noun in (intake, dispatches, clocks, asking, replies, shield, topics):
    register(verbs=noun.VERBS, figures=noun.FIGURES)
register(splits=[*intake.SPLITS, *replies.SPLITS], balances=intake.BALANCES)
