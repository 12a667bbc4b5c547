"""The rows of the room."""

from zerentian.casework.models.asking import Question
from zerentian.casework.models.categories import Category
from zerentian.casework.models.chasing import Escalation, PromiseCheck, Reminder
from zerentian.casework.models.clocks import AskedTime, ClockExtension, ClockPause, ClockRun
from zerentian.casework.models.concerns import Concern
from zerentian.casework.models.dispatches import Assistance, Dispatch, JointVisit, Objection, SubTask
from zerentian.casework.models.happenings import ConcernFile, Happening
from zerentian.casework.models.learnt import Learnt
from zerentian.casework.models.looks import LookDay, RefusedLook
from zerentian.casework.models.mentions import Mention
from zerentian.casework.models.replies import CallBack, PublicAnswer, Reply, Review, Template
from zerentian.casework.models.routing import Routing
from zerentian.casework.models.search import IndexProgress
from zerentian.casework.models.shield import Accusation, Contact, CountyKey
from zerentian.casework.models.topics import Topic, TopicMember

__all__ = [
    "Accusation",
    "AskedTime",
    "Assistance",
    "CallBack",
    "Category",
    "ClockExtension",
    "ClockPause",
    "ClockRun",
    "Concern",
    "ConcernFile",
    "Contact",
    "CountyKey",
    "Dispatch",
    "Escalation",
    "Happening",
    "IndexProgress",
    "JointVisit",
    "Learnt",
    "LookDay",
    "Mention",
    "Objection",
    "PromiseCheck",
    "PublicAnswer",
    "Question",
    "RefusedLook",
    "Reminder",
    "Reply",
    "Review",
    "Routing",
    "SubTask",
    "Template",
    "Topic",
    "TopicMember",
]
