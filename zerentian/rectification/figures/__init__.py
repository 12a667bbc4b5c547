from zerentian.ledger.registry import register
from zerentian.rectification.figures.catalogue import BALANCES, FIGURES
from zerentian.rectification.figures.findings import VERBS as FINDING_VERBS
from zerentian.rectification.figures.hazards import FIGURES as HAZARD_FIGURES
from zerentian.rectification.figures.hazards import VERBS as HAZARD_VERBS
from zerentian.rectification.figures.land import FIGURES as LAND_FIGURES
from zerentian.rectification.figures.land import VERBS as LAND_VERBS
from zerentian.rectification.figures.measures import FIGURES as MEASURE_FIGURES
from zerentian.rectification.figures.measures import VERBS as MEASURE_VERBS
from zerentian.rectification.figures.risk_catalogue import FIGURES as RISK_FIGURES
from zerentian.rectification.figures.risks import VERBS as RISK_VERBS

register(
    verbs=[*FINDING_VERBS, *MEASURE_VERBS, *RISK_VERBS, *HAZARD_VERBS, *LAND_VERBS],
    figures=[*FIGURES, *MEASURE_FIGURES, *RISK_FIGURES, *HAZARD_FIGURES, *LAND_FIGURES],
    balances=BALANCES,
)
