from zerentian.duties.figures.deeds import FIGURES as DEED_FIGURES
from zerentian.duties.figures.deeds import VERBS as DEED_VERBS
from zerentian.duties.figures.duties import FIGURES as DUTY_FIGURES
from zerentian.duties.figures.duties import VERBS as DUTY_VERBS
from zerentian.duties.figures.tasks import FIGURES as TASK_FIGURES
from zerentian.duties.figures.tasks import VERBS as TASK_VERBS
from zerentian.ledger.registry import register

register(
    verbs=[*DUTY_VERBS, *DEED_VERBS, *TASK_VERBS],
    figures=[*DUTY_FIGURES, *DEED_FIGURES, *TASK_FIGURES],
)
