"""Dispatch: given to who leads, accepted or objected to, assisted, visited together, split into tasks."""

from datetime import date, datetime

from django.db import transaction

from zerentian.casework.actions.clocks import new_run, start_clock, stop_runs
from zerentian.casework.actions.shield import refuse_look
from zerentian.casework.actions.standing import pass_reviews
from zerentian.casework.actions.steps import locked, moved, say
from zerentian.casework.models import Assistance, Concern, Dispatch, JointVisit, Objection, SubTask
from zerentian.casework.rules.clocks import Purpose, on_acceptance, on_dispatch
from zerentian.casework.rules.concerns import Kind, Route, State, Step, check_bounces, check_final
from zerentian.casework.rules.dispatches import check_not_accused, check_on_the_list
from zerentian.duties.actions import assign_task
from zerentian.duties.models import FunctionItem
from zerentian.duties.rules.functions import FunctionKind
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.days import refuse_stray
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import Kind as UnitKind

HOTLINE_WORKING_DAYS = "hotline.return"


def accused_paths(concern: Concern) -> list[str]:
    """Return the paths of the units a concern accuses, and of the posts of the accounts it accuses."""
    standing = concern.accusations.filter(lifted=False).select_related("unit", "account")
    units = [one.unit.path for one in standing if one.unit]
    posts = [unit.path for one in standing if one.account for unit in one.account.units_on(one.account.today)]
    # A person's own office handles no complaint against that person; the township as a whole still may.
    return [*units, *(path for path in posts if path != concern.unit.path)]


def dispatch_concern(
    concern: Concern,
    *,
    unit: Unit,
    by: Account,
    now: datetime,
    function: FunctionItem | None = None,
    instructions: str = "",
) -> Dispatch:
    """Give a concern to who leads: an office or village of the township that it doesn't accuse.

    The function list decides what may go to a village. A refused attempt to pass a matter to whom it accuses is
    recorded for the supervisor.
    """
    try:
        check_not_accused(unit.path, accused_paths(concern))
    except NotAllowed:
        refuse_look(concern.key, by=by, now=now)
        raise
    check_on_the_list(UnitKind(unit.kind), FunctionKind(function.kind) if function else None)
    return give(concern, unit=unit, function=function, instructions=instructions, by=by, now=now)


@transaction.atomic
def give(
    concern: Concern,
    *,
    unit: Unit,
    function: FunctionItem | None,
    instructions: str,
    by: Account,
    now: datetime,
) -> Dispatch:
    """Make the dispatch: the concern counts at the unit in the lead from now on; its step clocks start."""
    right = "concern.wrongdoing" if concern.kind == Kind.WRONGDOING else "concern.dispatch"
    concern = moved(concern, Step.DISPATCH, by=by, now=now, right=right)
    old, path = concern.path, unit.path_on(local_day(now))
    if not path or not unit.was_within(concern.unit.path):
        raise NotAllowed(
            "只能派给本乡镇现有的站所办和村", "dispatch to an office or village of this township"
        )
    concern.lead, concern.path, concern.handler = unit, path, None
    concern.save(update_fields=["state", "lead", "path", "handler"])
    # One that was taken back, or reopened after it had ended elsewhere, still has its earlier dispatch.
    ended = end_dispatches(concern)
    dispatch = Dispatch.objects.create(
        concern=concern, unit=unit, function=function, instructions=instructions.strip(), by=by, at=now
    )
    runs = [
        new_run(concern, started.purpose, started.rule_id, now) for started in on_dispatch(Kind(concern.kind))
    ]
    for run in runs:
        run.save()
    facts = {
        "from": old,
        "to": path,
        "due": concern.due,
        "function": f"{function.unit.code}:{function.pk}" if function else None,
        "bounces": concern.bounces,
    }
    say(
        "concern.dispatched",
        concern,
        Step.DISPATCH,
        by=by,
        now=now,
        facts=facts,
        words=instructions.strip(),
        rows=[dispatch, *ended, *runs],
    )
    pass_reviews(concern, old, by=by, now=now)
    return dispatch


@transaction.atomic
def accept_concern(concern: Concern, *, by: Account, now: datetime) -> Concern:
    """Take a dispatched concern on; who accepts is its handler. A petition matter's 60 days begin (art. 34)."""
    concern = moved(concern, Step.ACCEPT, by=by, now=now, right="concern.handle", here=True)
    dispatch = running_dispatch(concern)
    dispatch.accepted_at = now
    dispatch.save(update_fields=["accepted_at"])
    concern.handler = by
    concern.save(update_fields=["state", "handler"])
    runs = stop_runs(concern, Purpose.ACCEPT, Purpose.OBJECTION, day=local_day(now))
    facts = {"days": (local_day(now) - local_day(dispatch.at)).days}
    say("concern.accepted", concern, Step.ACCEPT, by=by, now=now, facts=facts, rows=[dispatch, *runs])
    has_answer_clock = concern.clocks.filter(purpose=Purpose.ANSWER, stopped_on=None).exists()
    route = Route(concern.route) if concern.route else None
    for started in on_acceptance(Kind(concern.kind), route) if not has_answer_clock else ():
        start_clock(concern, started.purpose, started.rule_id, by=by, now=now)
    return concern


@transaction.atomic
def object_to_dispatch(
    concern: Concern, *, reason: str, by: Account, now: datetime, belongs_to: str = ""
) -> Objection:
    """Say, with detailed reasons, why a concern is not this unit's; who dispatched it rules (信访工作条例 art. 23).

    Within the days of the rule, not after a ruling against it, and not a third time.
    """
    reason = check_filled(reason, "异议理由", "the reasons")
    concern = moved(concern, Step.OBJECT, by=by, now=now, right="concern.handle", here=True)
    dispatch = running_dispatch(concern)
    check_final(dispatch.final)
    check_bounces(concern.bounces)
    limit = concern.clock(Purpose.OBJECTION)
    if limit is not None and limit.is_overdue(now):
        raise NotAllowed(
            f"异议期限已于{chinese_day(limit.due)}届满，请签收办理",
            f"the time to object ended on {limit.due}: accept it",
        )
    concern.save(update_fields=["state"])
    objection = Objection.objects.create(
        dispatch=dispatch, reason=reason, belongs_to=belongs_to.strip(), by=by, at=now
    )
    runs = stop_runs(concern, Purpose.ACCEPT, Purpose.OBJECTION, day=local_day(now))
    ruling = new_run(concern, Purpose.RULING, HOTLINE_WORKING_DAYS, now)
    ruling.save()
    facts = {"due": ruling.due}
    say(
        "objection.raised",
        concern,
        Step.OBJECT,
        by=by,
        now=now,
        facts=facts,
        words=reason,
        rows=[objection, ruling, *runs],
    )
    return objection


@transaction.atomic
def rule_on_objection(
    concern: Concern, *, sustained: bool, reason: str, by: Account, now: datetime
) -> Objection:
    """Rule on an objection, with reasons: overruled, the unit handles it and can't object again; sustained, it
    goes back to be dispatched elsewhere. The resident's clock runs on either way."""
    reason = check_filled(reason, "裁定理由", "the reasons of the ruling")
    move = Step.SUSTAIN if sustained else Step.UPHOLD
    concern = moved(concern, move, by=by, now=now, right="concern.dispatch")
    objection = Objection.objects.select_for_update().get(dispatch__concern=concern, ruling="")
    if objection.by_id == by.pk:
        raise NotAllowed("不能裁定自己提出的异议", "nobody rules on their own objection")
    dispatch = running_dispatch(concern)
    objection.ruling, objection.ruling_reason = ("sustained" if sustained else "upheld"), reason
    objection.ruled_by, objection.ruled_at = by, now
    objection.save()
    old = concern.path
    dispatch.final, dispatch.ended = not sustained, sustained
    dispatch.save(update_fields=["final", "ended"])
    if sustained:
        concern.lead, concern.path = None, concern.unit.path_on(local_day(now)) or concern.unit.path
        concern.bounces += 1
    concern.save(update_fields=["state", "lead", "path", "bounces"])
    runs = stop_runs(concern, Purpose.RULING, day=local_day(now))
    facts = {"from": old, "to": concern.path, "due": concern.due, "ruling": objection.ruling}
    say(
        "objection.ruled",
        concern,
        move,
        by=by,
        now=now,
        facts=facts,
        words=reason,
        unit=concern.unit.path,
        rows=[objection, dispatch, *runs],
    )
    pass_reviews(concern, old, by=by, now=now)
    return objection


def end_dispatches(concern: Concern) -> list[Committed]:
    """End the dispatch in force, and return it for the entry of the step that ends it."""
    dispatches = list(concern.dispatches.select_for_update().filter(ended=False))
    for dispatch in dispatches:
        dispatch.ended = True
        dispatch.save(update_fields=["ended"])
    return [*dispatches]


def running_dispatch(concern: Concern) -> Dispatch:
    """Return the dispatch in force, locked."""
    return concern.dispatches.select_for_update().get(ended=False)


@transaction.atomic
def ask_assistance(concern: Concern, *, unit: Unit, words: str, by: Account, now: datetime) -> Assistance:
    """Ask another office to assist the one in the lead (协办); it sees the concern from now on."""
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    check_not_accused(unit.path, accused_paths(concern))
    words = check_filled(words, "请协办的事", "what to assist with")
    if concern.lead_id == unit.pk:
        raise NotAllowed("该单位就是主办单位", "this unit is in the lead already")
    assistance, fresh = Assistance.objects.get_or_create(concern=concern, unit=unit)
    if not fresh and not assistance.ended:
        raise NotAllowed("已经请该单位协办", "this unit assists already")
    assistance.ended = False
    assistance.save(update_fields=["ended"])
    facts = {"by_unit": unit.path}
    say("assistance.asked", concern, "assist", by=by, now=now, facts=facts, words=words, rows=[assistance])
    return assistance


@transaction.atomic
def end_assistance(
    concern: Concern, *, unit: Unit, by: Account, now: datetime, words: str = ""
) -> Assistance:
    """End an office's assistance; it no longer sees the concern."""
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    assistance = concern.assistances.select_for_update().get(unit=unit, ended=False)
    assistance.ended = True
    assistance.save(update_fields=["ended"])
    facts = {"by_unit": unit.path}
    say("assistance.ended", concern, "assist", by=by, now=now, facts=facts, words=words, rows=[assistance])
    return assistance


@transaction.atomic
def call_to_visit(
    concern: Concern, *, called: str, matter: str, visit_on: date, by: Account, now: datetime
) -> JointVisit:
    """Call a county department to a joint visit (吹哨报到; 北京市接诉即办工作条例 art. 16)."""
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    called = check_filled(called, "被呼叫的单位", "the unit called")
    matter = check_filled(matter, "请到场解决的事", "what the visit is to settle")
    if visit_on < local_day(now):
        raise NotAllowed("到场日期不能早于今天", "the visit can't lie in the past")
    visit = JointVisit.objects.create(
        concern=concern, called=called, matter=matter, visit_on=visit_on, called_by=by, called_at=now
    )
    facts = {"visit_on": visit_on}
    say(
        "visit.called",
        concern,
        "call",
        by=by,
        now=now,
        facts=facts,
        words=f"{called}：{matter}",
        rows=[visit],
    )
    return visit


@transaction.atomic
def record_visit(
    visit: JointVisit,
    *,
    came: bool,
    by: Account,
    now: datetime,
    promise: str = "",
    promised_by: date | None = None,
) -> JointVisit:
    """Record whether the called unit came, and what it promised by when."""
    concern = locked(visit.concern, by=by, now=now, right="concern.handle", here=True)
    visit = JointVisit.objects.select_for_update().get(pk=visit.pk)
    if visit.came is not None:
        raise NotAllowed("这次到场情况已经登记", "this visit was recorded already")
    if visit.visit_on > local_day(now):
        raise NotAllowed("还没到约定的日期", "the day of the visit has not come")
    refuse_stray("promised_by", promised_by, local_day(now))
    visit.came, visit.promise, visit.promised_by = came, promise.strip(), promised_by
    visit.save(update_fields=["came", "promise", "promised_by"])
    facts = {"came": came, "called": local_day(visit.called_at)}
    words = f"{visit.called}：{promise.strip()}" if promise.strip() else visit.called
    say("visit.held", concern, "attend", by=by, now=now, facts=facts, words=words, rows=[visit])
    return visit


@transaction.atomic
def give_subtask(
    concern: Concern, *, title: str, post: Post, due: date, by: Account, now: datetime, detail: str = ""
) -> SubTask:
    """Give a part of the work as a task with a due day; it lives among the tasks of its post."""
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    if concern.is_shielded:
        raise NotAllowed(
            "投诉和检举不拆成任务派发，请由主办单位直接办理",
            "complaints and reports are not split into tasks: the unit in the lead handles them itself",
        )
    task = assign_task(title=title, detail=detail, post=post, due=due, by=by, now=now)
    subtask = SubTask.objects.create(concern=concern, task=task)
    say(
        "subtask.given", concern, "task", by=by, now=now, facts={"due": due}, words=task.title, rows=[subtask]
    )
    return subtask


@transaction.atomic
def hand_over_concern(concern: Concern, *, to: Account, by: Account, now: datetime) -> Concern:
    """Pass a concern in hand to a colleague of the unit in the lead."""
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    if concern.state not in (State.HANDLING, State.DRAFTED) or not to.may(
        "concern.handle", concern.place_in_hand
    ):
        raise NotAllowed(
            "只能移交给主办单位能办理的人", "hand it to somebody of the unit in the lead who may handle it"
        )
    concern.handler = to
    concern.save(update_fields=["handler"])
    say("concern.noted", concern, "note", by=by, now=now, facts={"by_code": False}, words=f"移交：{to.name}")
    return concern
