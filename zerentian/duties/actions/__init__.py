from zerentian.duties.actions.basis import register_basis, repeal_basis
from zerentian.duties.actions.deeds import (
    add_evidence,
    correct_deed,
    record_deed,
    verify_deed,
    withdraw_deed,
    withdraw_evidence,
)
from zerentian.duties.actions.duties import (
    adopt_duty,
    correct_duty,
    hand_over_duty,
    retire_duty,
    set_threshold,
)
from zerentian.duties.actions.functions import import_functions
from zerentian.duties.actions.occurrences import excuse_occurrence, open_occurrences
from zerentian.duties.actions.personal import state_in_person, withdraw_personal_act
from zerentian.duties.actions.tasks import (
    accept_task,
    assign_task,
    close_task,
    extend_task,
    hand_back_task,
    hand_over_task,
    object_to_task,
    reopen_task,
    report_task,
    return_task,
    uphold_task,
    verify_task,
    withdraw_task,
)
from zerentian.duties.actions.uses import note_uses

__all__ = [
    "accept_task",
    "add_evidence",
    "adopt_duty",
    "assign_task",
    "close_task",
    "correct_deed",
    "correct_duty",
    "excuse_occurrence",
    "extend_task",
    "hand_back_task",
    "hand_over_duty",
    "hand_over_task",
    "import_functions",
    "note_uses",
    "object_to_task",
    "open_occurrences",
    "record_deed",
    "register_basis",
    "reopen_task",
    "repeal_basis",
    "report_task",
    "retire_duty",
    "return_task",
    "set_threshold",
    "state_in_person",
    "uphold_task",
    "verify_deed",
    "verify_task",
    "withdraw_deed",
    "withdraw_evidence",
    "withdraw_personal_act",
    "withdraw_task",
]
