from zerentian.duties.models.agenda import MeetingFile, MeetingItem
from zerentian.duties.models.basis import Basis, FunctionItem
from zerentian.duties.models.conduct import Acknowledgement, Conduct
from zerentian.duties.models.decisions import Decision, DecisionEvent, DecisionFile
from zerentian.duties.models.deeds import Deed, DeedChange, DeedFile, DeedService
from zerentian.duties.models.duties import Duty, Occurrence, Threshold
from zerentian.duties.models.letters import (
    Letter,
    LetterEvent,
    LetterItem,
    LetterScan,
    LetterSigner,
    LetterVersion,
)
from zerentian.duties.models.meetings import (
    Meeting,
    MeetingEvent,
    MeetingKind,
    Minutes,
)
from zerentian.duties.models.minutes_papers import MinutesRound, MinutesScan
from zerentian.duties.models.tasks import PersonalAct, Task, TaskEvent

__all__ = [
    "Acknowledgement",
    "Basis",
    "Conduct",
    "Decision",
    "DecisionEvent",
    "DecisionFile",
    "Deed",
    "DeedChange",
    "DeedFile",
    "DeedService",
    "Duty",
    "FunctionItem",
    "Letter",
    "LetterEvent",
    "LetterItem",
    "LetterScan",
    "LetterSigner",
    "LetterVersion",
    "Meeting",
    "MeetingEvent",
    "MeetingFile",
    "MeetingItem",
    "MeetingKind",
    "Minutes",
    "MinutesRound",
    "MinutesScan",
    "Occurrence",
    "PersonalAct",
    "Task",
    "TaskEvent",
    "Threshold",
]
