from zerentian.duties.figures import deeds, duties, tasks
from zerentian.ledger.registry import register

register(
    verbs=[*duties.VERBS, *deeds.VERBS, *tasks.VERBS],
    figures=[*duties.FIGURES, *deeds.FIGURES, *tasks.FIGURES],
    splits=[*duties.SPLITS, *deeds.SPLITS],
    balances=[*duties.BALANCES, *tasks.BALANCES],
)
