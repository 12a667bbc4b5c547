"""What the codes of risk points and patrols are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.rectification.rules.patrols import PatrolResult
from zerentian.rectification.rules.risks import Colour, Family, RiskLevel, RiskState, RiskStepCode

RISK_STATES = {
    RiskState.LISTED: _("On the register"),
    RiskState.TREATED: _("Being treated"),
    RiskState.STEADY: _("Steady under watch"),
    RiskState.WRITTEN_OFF: _("Written off"),
}
RISK_LEVELS = {
    RiskLevel.LOW: pgettext_lazy("risk", "low"),
    RiskLevel.GENERAL: pgettext_lazy("risk", "general"),
    RiskLevel.GREATER: pgettext_lazy("risk", "greater"),
    RiskLevel.MAJOR: pgettext_lazy("risk", "major"),
}
FAMILIES = {Family.GEOLOGY: _("Geological hazard"), Family.PLACE: _("Place or matter")}
COLOUR_LABELS = {
    Colour.BLUE: pgettext_lazy("signal", "blue"),
    Colour.YELLOW: pgettext_lazy("signal", "yellow"),
    Colour.ORANGE: pgettext_lazy("signal", "orange"),
    Colour.RED: pgettext_lazy("signal", "red"),
}
RESULTS_OF_PATROLS = {
    PatrolResult.NORMAL: pgettext_lazy("patrol", "normal"),
    PatrolResult.ABNORMAL: pgettext_lazy("patrol", "abnormal"),
    PatrolResult.UNABLE: pgettext_lazy("patrol", "could not be seen"),
}
RISK_STEPS = {
    "register": _("Put on the register"),
    "correct": pgettext_lazy("risk", "Correct"),
    "rate": _("Rate anew"),
    RiskStepCode.TREAT: _("Begin treatment"),
    RiskStepCode.STEADY: _("Steady: watch only"),
    RiskStepCode.LIST_AGAIN: _("Back on the register"),
    RiskStepCode.WRITE_OFF: _("Write off"),
    RiskStepCode.RESTORE: pgettext_lazy("risk", "Restore"),
    "hand_over": pgettext_lazy("risk", "Hand over"),
    "link": _("Link a matter"),
    "control": _("Plan a control measure"),
    "control_done": _("Control measure carried out"),
    "control_dropped": _("Control measure dropped"),
    "patrol": pgettext_lazy("risk", "Patrol"),
    "look": _("Threatened households looked at"),
    "cards": _("Work cards printed"),
}
