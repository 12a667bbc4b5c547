from zerentian.duties.figures import conduct, decisions, deeds, duties, letters, meetings, tasks
from zerentian.ledger.registry import register

register(
    verbs=[
        *duties.VERBS,
        *deeds.VERBS,
        *tasks.VERBS,
        *meetings.VERBS,
        *decisions.VERBS,
        *letters.VERBS,
        *conduct.VERBS,
    ],
    figures=[*duties.FIGURES, *deeds.FIGURES, *tasks.FIGURES, *decisions.FIGURES],
    splits=[*duties.SPLITS, *deeds.SPLITS],
    balances=[*duties.BALANCES, *tasks.BALANCES],
)
