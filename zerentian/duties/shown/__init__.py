"""How duties, deeds, tasks and what they rest on are shown."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties import handover, tabling, told
from zerentian.duties.listed import BASES, DEEDS, DUTIES, PERSONAL, TASKS
from zerentian.duties.listed.due import OCCURRENCES_DUE, TASKS_DUE
from zerentian.duties.models import Basis, Deed, Duty, FunctionItem, Occurrence, PersonalAct, Task
from zerentian.duties.models.basis import FUNCTION_LABELS, LEVEL_LABELS
from zerentian.duties.models.deeds import DEED_KIND_LABELS
from zerentian.duties.models.duties import CADENCE_LABELS, OUTCOME_LABELS
from zerentian.duties.models.tasks import IN_PERSON_LABELS
from zerentian.duties.rules.lights import TASK
from zerentian.duties.shown import conduct, letters, meetings, texts
from zerentian.duties.shown.chores import LOOKING_THROUGH, OPENING
from zerentian.duties.shown.desk import (
    deeds_waiting,
    lights_over_duties,
    lights_over_tasks,
    occurrences_waiting,
    tasks_waiting,
)
from zerentian.duties.shown.names import of
from zerentian.duties.shown.records import DEED_RECORDS, OCCURRENCE_RECORDS, TASK_RECORDS
from zerentian.duties.shown.uses import DEEDS_ON_A_FILE
from zerentian.duties.tabling import Tabling
from zerentian.evidence import wordings
from zerentian.organization.desk import Start
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account
from zerentian.organization.offers import offer
from zerentian.organization.punctuation import bracketed, clauses
from zerentian.organization.subjects import (
    Dated,
    Fact,
    FirstStep,
    Place,
    Search,
    Sentence,
    Subject,
    register,
)
from zerentian.organization.telling import numbers, titled, until


def occurrences_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return occurrences by their duty and span."""
    rows = Occurrence.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("duty")
    return {str(row.pk): f"{row.duty.title}{bracketed(row.label)}" for row in rows}


def duty_titles(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return the titles of the duties of some lists of their numbers, such as ``3/17``."""
    wanted = {number for listed, _ in values for number in listed.split("/")}
    titles = titled(Duty.objects.filter(pk__in=numbers(wanted)))
    return {value: clauses(titles.get(number, number) for number in value[0].split("/")) for value in values}


THRESHOLDS: Mapping[str, Any] = {
    **{str(code): label for code, label in CADENCE_LABELS.items()},
    TASK: _("Tasks"),
}
LEVEL = {"level": Fact(_("Level"), LEVEL_LABELS)}
DUTY = {
    "cadence": Fact(_("Cadence"), CADENCE_LABELS),
    "demanded_by": Fact(_("Demanded by"), LEVEL_LABELS),
    "listed": Fact(_("On the function list")),
}

offer(DEEDS_ON_A_FILE)
for wording in (told.DEEDS, told.MINUTES):
    wordings.register(wording)
tabling.register(Tabling("basis"))
register(
    Subject(
        kind="basis",
        lists=(BASES,),
        one=_("a basis document"),
        page="duties:basis-detail",
        titles=of(Basis.objects.all()),
        hand_over=None,
        search=Search(_("Basis documents"), "duty.view", Basis, texts.basis, rank=50),
        said={
            "basis.registered": Sentence(_("%(unit)s registered %(what)s as a basis")),
            "basis.repealed": Sentence(_("%(what)s is in force no longer")),
        },
        facts={**LEVEL, "issued_on": Fact(_("Issued on"))},
    )
)
register(
    Subject(
        first_steps=(
            FirstStep(
                _("The list of functions"),
                _("The table your county has published, as it is."),
                _("Import the list"),
                "duties:function-import",
                "duty.manage",
                rank=50,
                done=FunctionItem.objects.all,
            ),
        ),
        kind="function",
        one=_("an item of the function list"),
        page=None,
        titles=of(FunctionItem.objects.all()),
        hand_over=None,
        search=Search(_("Function list"), "duty.view", FunctionItem, texts.function, rank=60),
        figures={"functions": _("Function list")},
        said={"function.listed": Sentence(_("%(unit)s put “%(what)s” on its function list"))},
        facts={"kind": Fact(_("Kind"), FUNCTION_LABELS)},
    )
)
register(
    Subject(
        kind="threshold",
        one=_("a threshold of the lights"),
        page=None,
        titles=lambda account, keys: {key: str(THRESHOLDS.get(key, key)) for key in keys},
        hand_over=None,
        said={
            "threshold.set": Sentence(_("The light turns amber %(days)s days before the due day: %(what)s")),
        },
        facts={"kind": Fact(_("Kind"), THRESHOLDS)},
    )
)
register(
    Subject(
        first_steps=(
            FirstStep(
                _("The first duty"),
                _("What your office has promised, by whom and how often."),
                _("Write down a duty"),
                "duties:duty-new",
                "duty.manage",
                rank=70,
                done=Duty.objects.all,
            ),
        ),
        kind="duty",
        lists=(DUTIES,),
        one=_("a duty"),
        page="duties:duty-detail",
        titles=of(Duty.objects.all()),
        hand_over=HandOver(of_posts=(handover.DUTIES,)),
        places=(
            Place(_("Duties"), "duties:board", "duty.view", rank=50, first=True, key="u"),
            Place(_("Posts and areas of work"), "duties:matrix", "duty.view", rank=51),
        ),
        search=Search(_("Duties"), "duty.view", Duty, texts.duty, rank=30),
        figures={"duties": _("Duties")},
        said={
            "duty.adopted": Sentence(_("%(unit)s took on the duty “%(what)s”")),
            "duty.handed_over": Sentence(_("The duty “%(what)s” passed from %(from_post)s to %(to_post)s")),
            "duty.retired": Sentence(_("%(unit)s ended the duty “%(what)s”")),
        },
        facts=DUTY,
    )
)
register(
    Subject(
        kind="occurrence",
        due_days=(OCCURRENCES_DUE,),
        one=_("an occurrence of a duty"),
        page="duties:occurrence-detail",
        titles=occurrences_named,
        hand_over=None,
        waiting=occurrences_waiting,
        lights=lights_over_duties,
        records=OCCURRENCE_RECORDS,
        chores=(OPENING,),
        figures={"occurrences": _("Occurrences")},
        said={
            "occurrence.opened": Sentence(_("%(what)s began at %(unit)s"), (until,)),
            "occurrence.moved": Sentence(_("%(what)s passed from %(from)s to %(to)s")),
            "occurrence.closed": Sentence(_("%(what)s of %(unit)s is over: %(outcome)s")),
        },
        facts={
            **DUTY,
            "duty": Fact(_("Duty"), refers=True),
            "outcome": Fact(_("Outcome"), OUTCOME_LABELS),
        },
    )
)
register(
    Subject(
        first_steps=(
            FirstStep(
                _("The first deed"),
                _("What was done today, in a sentence."),
                _("Record a deed"),
                "duties:deed-new",
                "deed.record",
                rank=80,
                done=Deed.objects.all,
            ),
        ),
        kind="deed",
        lists=(DEEDS,),
        one=_("a deed"),
        page="duties:deed-detail",
        titles=of(Deed.objects.all()),
        hand_over=None,
        places=(Place(_("Deeds"), "duties:deed-list", "deed.view", rank=40, first=True, key="r"),),
        starts=(Start(_("Record a deed"), "duties:deed-new", "deed.record", main=True, rank=10),),
        waiting=deeds_waiting,
        chores=(LOOKING_THROUGH,),
        records=DEED_RECORDS,
        search=Search(_("Deeds"), "deed.view", Deed, texts.deed, rank=10),
        figures={"deeds": _("Deeds")},
        said={"deed.recorded": Sentence(_("%(unit)s recorded a deed: %(what)s"), daily=True)},
        facts={
            "duties": Fact(_("Duties served"), read=duty_titles),
            "has_evidence": Fact(_("With evidence")),
            "kind": Fact(_("Kind"), DEED_KIND_LABELS),
            "people": Fact(_("People taking part")),
        },
    )
)
register(
    Subject(
        kind="task",
        lists=(TASKS,),
        due_days=(TASKS_DUE,),
        one=_("a task"),
        page="duties:task-detail",
        titles=of(Task.objects.all()),
        hand_over=HandOver(of_posts=(handover.TASKS,)),
        places=(Place(_("Tasks"), "duties:task-list", "task.view", rank=60, key="t"),),
        waiting=tasks_waiting,
        lights=lights_over_tasks,
        records=TASK_RECORDS,
        search=Search(_("Tasks"), "task.view", Task, texts.task, rank=20),
        figures={"tasks": _("Tasks")},
        said={
            "task.assigned": Sentence(
                _("%(unit)s was given the task “%(what)s”"), (until,), daily=True, tells="task.handle"
            ),
            "task.accepted": Sentence(_("%(unit)s accepted the task “%(what)s”")),
            "task.objected": Sentence(_("%(unit)s objected to the task “%(what)s”"), tells="task.assign"),
            "task.upheld": Sentence(_("The task “%(what)s” stays with %(unit)s"), tells="task.handle"),
            "task.reported": Sentence(
                _("%(unit)s reported back on the task “%(what)s”"), daily=True, tells="task.assign"
            ),
            "task.returned": Sentence(_("The task “%(what)s” went back to %(unit)s"), tells="task.handle"),
            "task.checked": Sentence(_("The task “%(what)s” of %(unit)s was verified")),
            "task.closed": Sentence(
                _("The task “%(what)s” of %(unit)s was closed out after %(days)s days"),
                daily=True,
                tells="task.handle",
            ),
            "task.reopened": Sentence(
                _("The task “%(what)s” was taken up again at %(unit)s"), (until,), tells="task.handle"
            ),
            "task.extended": Sentence(
                _("The task “%(what)s” of %(unit)s was extended"), (until,), tells="task.handle"
            ),
            "task.moved": Sentence(
                _("The task “%(what)s” passed from %(from_post)s to %(to_post)s"), tells="task.handle"
            ),
            "task.withdrawn": Sentence(
                _("The task “%(what)s” of %(unit)s was withdrawn"), tells="task.handle"
            ),
        },
        facts={"has_deed": Fact(_("With a deed"))},
    )
)
register(
    Subject(
        kind="personal",
        lists=(PERSONAL,),
        one=_("an act in person"),
        page=None,
        titles=of(PersonalAct.objects.all()),
        hand_over=None,
        figures={"personal": _("In person")},
        said={
            "personal.stated": Sentence(_("%(post)s: %(act)s, %(what)s"), daily=True),
        },
        facts={
            "act": Fact(_("Act"), IN_PERSON_LABELS),
            "first": Fact(pgettext_lazy("fact", "The first responsible person")),
            "own": Fact(_("From the own account")),
        },
    )
)
for one in (*meetings.SUBJECTS, letters.SUBJECT, *conduct.SUBJECTS):
    register(one)
