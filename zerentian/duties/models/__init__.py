from zerentian.duties.models.basis import Basis, FunctionItem
from zerentian.duties.models.deeds import Deed, DeedChange, DeedFile, DeedService
from zerentian.duties.models.duties import Duty, Occurrence, Threshold
from zerentian.duties.models.tasks import PersonalAct, Task, TaskEvent

__all__ = [
    "Basis",
    "Deed",
    "DeedChange",
    "DeedFile",
    "DeedService",
    "Duty",
    "FunctionItem",
    "Occurrence",
    "PersonalAct",
    "Task",
    "TaskEvent",
    "Threshold",
]
