"""Deeds, tasks and occurrences as lists with which other offices' forms are filled."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.models import Decision, Deed, Letter, Occurrence, Task
from zerentian.duties.models.deeds import DEED_KIND_LABELS
from zerentian.duties.models.duties import OUTCOME_LABELS
from zerentian.duties.models.letter_labels import LETTER_STATES
from zerentian.duties.models.located import LocatedQuerySet
from zerentian.duties.models.meeting_labels import DECISION_KINDS, DECISION_STATES
from zerentian.duties.models.tasks import TASK_STATE_LABELS
from zerentian.duties.rules.decisions import DecisionState
from zerentian.duties.rules.functions import Outcome
from zerentian.organization.models import Account, Unit
from zerentian.organization.records import Field, Records

UNIT = Field(
    _("Unit"),
    lambda row: row.unit.name,
    "单位 区域 乡镇 镇办 村社区 村名 站所 所属单位 上报单位",
)
POST = Field(
    _("Post in charge"),
    lambda row: row.post.title,
    "责任人 责任岗位 承办人 责任领导 牵头人 责任科室",
)


def beside(rows: LocatedQuerySet, *more: str) -> LocatedQuerySet:
    """Return rows with the units and posts that their fields name."""
    found: LocatedQuerySet = rows.select_related("unit", *more).prefetch_related("unit__periods")
    return found


def deeds(account: Account, unit: Unit, first: date, last: date) -> LocatedQuerySet:
    """Return the deeds that stand, of a unit and some days."""
    rows = Deed.objects.visible_to(account).standing().under(unit, last)
    rows = rows.filter(occurred_on__range=(first, last)).order_by("occurred_on", "pk")
    return beside(rows).prefetch_related("duties__area")


def tasks(account: Account, unit: Unit, first: date, last: date) -> LocatedQuerySet:
    """Return the tasks of a unit given in some days."""
    rows = Task.objects.visible_to(account).under(unit, last)
    rows = rows.filter(assigned_on__range=(first, last))
    return beside(rows, "post", "area", "duty__basis", "assigner").order_by("assigned_on", "pk")


def occurrences(account: Account, unit: Unit, first: date, last: date) -> LocatedQuerySet:
    """Return the occurrences of a unit's duties that fall due in some days."""
    rows = Occurrence.objects.visible_to(account).under(unit, last).filter(due__range=(first, last))
    return beside(rows, "duty__post", "duty__area", "duty__basis").order_by("due", "pk")


def decisions(account: Account, unit: Unit, first: date, last: date) -> LocatedQuerySet:
    """Return the decisions of meetings of some days that were given out, led by a unit; none that is inner."""
    rows = Decision.objects.visible_to(account).under(unit, last).filter(inner=False)
    rows = rows.exclude(state=DecisionState.OPENED).filter(opened_on__range=(first, last))
    return beside(rows, "meeting", "lead").order_by("opened_on", "pk")


def letters(account: Account, unit: Unit, first: date, last: date) -> LocatedQuerySet:
    """Return the letters of responsibility that units took on and that hold in some days; none of a post."""
    rows = Letter.objects.visible_to(account).of_units().under(unit, last)
    return beside(rows.filter(first__lte=last, last__gte=first), "of_unit").order_by("first", "pk")


def areas_of(row: Deed) -> str:
    """Return the areas of work that a deed served."""
    return "、".join(dict.fromkeys(duty.area.name for duty in row.duties.all()))


DEED_RECORDS = Records(
    _("Deeds"),
    "deed.view",
    deeds,
    {
        "occurred_on": Field(
            _("When it happened"),
            lambda row: row.occurred_on,
            "日期 时间 开展时间 巡查日期 检查日期 活动时间 工作日期 排查日期 开展日期",
        ),
        "what": Field(
            _("What was done"),
            lambda row: row.what,
            "内容 工作内容 工作动态 活动名称 活动内容 做法 开展情况 落实情况 巡查情况",
        ),
        "kind": Field(_("Kind of work"), lambda row: str(row.get_kind_display()), "类型 工作类型 形式 类别"),
        "place": Field(
            _("Where"),
            lambda row: row.place or None,
            "地点 位置 活动地点 隐患点 巡查地点 点位",
        ),
        "people": Field(_("How many took part"), lambda row: row.people, "人次 参加人次 参加人数 受众人数"),
        "unit": UNIT,
        "areas": Field(
            _("Area of work"),
            lambda row: areas_of(row) or None,
            "工作领域 领域 条线",
        ),
        "verified": Field(
            _("Verified"),
            lambda row: row.verified_by_id is not None,
            "是否核实 核实",
        ),
    },
    {"kind": (_("Kind of work"), DEED_KIND_LABELS)},
    "巡查记录 落实记录 活动记录 活动台账 工作台账 巡查台账 活动情况 工作动态",
)
TASK_RECORDS = Records(
    _("Tasks"),
    "task.view",
    tasks,
    {
        "title": Field(
            _("What is to be done"),
            lambda row: row.title,
            "事项 事项名称 任务 任务要求 工作任务 工作目标及要求 重点工作 交办事项 督办事项",
        ),
        "detail": Field(
            _("In more words"),
            lambda row: row.detail or None,
            "备注 具体要求 说明",
        ),
        "assigned_on": Field(
            _("Assigned on"), lambda row: row.assigned_on, "交办时间 交办日期 下达时间 会议时间"
        ),
        "due": Field(
            _("Due"),
            lambda row: row.due,
            "完成时限 时限 办结时限 立项反馈截止 截止时间 完成期限",
        ),
        "unit": Field(
            _("Unit"),
            lambda row: row.unit.name,
            "主办部门 承办单位 责任单位 主办单位 牵头单位 单位",
        ),
        "post": POST,
        "assigner": Field(
            _("Assigned by"),
            lambda row: row.assigner.title if row.assigner else None,
            "分管领导 交办人 交办领导 督办领导",
        ),
        "area": Field(
            _("Area of work"),
            lambda row: row.area.name if row.area else None,
            "事项类型 工作领域 类别 类型",
        ),
        "state": Field(
            _("State"),
            lambda row: str(row.get_state_display()),
            "状态 进度 办理状态 完成情况 进展 办理情况",
        ),
        "closed_on": Field(_("Closed out on"), lambda row: row.closed_on, "办结时间 完成时间 销号时间"),
        "closed": Field(
            _("Closed out"),
            lambda row: row.closed_on is not None,
            "是否办结 是否完成",
        ),
    },
    {"state": (_("State"), TASK_STATE_LABELS)},
    "督办台账 议定事项 交办事项 重点工作推进 任务清单 督查台账 工作推进表",
)
DECISION_RECORDS = Records(
    _("Decisions"),
    "decision.view",
    decisions,
    {
        "what": Field(
            pgettext_lazy("meeting", "Decision"), lambda row: row.what, "议定事项 议定内容 决定事项 决议事项"
        ),
        "number": Field(pgettext_lazy("document", "Number"), lambda row: row.number, "议定事项编号 会议编号"),
        "opened_on": Field(_("Day of the meeting"), lambda row: row.opened_on, "会议时间 会议日期 议定时间"),
        "due": Field(_("Due"), lambda row: row.due, "完成时限 时限 办结时限 完成期限 截止时间"),
        "unit": Field(_("Unit in the lead"), lambda row: row.unit.name, "牵头单位 责任单位 承办单位"),
        "lead": Field(_("Post in charge"), lambda row: row.lead.title, POST.headings),
        "state": Field(
            _("State"), lambda row: str(row.get_state_display()), "状态 进度 办理状态 落实情况 办理情况"
        ),
        "closed_on": Field(_("Closed on"), lambda row: row.closed_on, "办结时间 完成时间"),
    },
    {"state": (_("State"), DECISION_STATES), "kind": (_("Kind"), DECISION_KINDS)},
    "会议议定事项 党委会议定事项",
)
OCCURRENCE_RECORDS = Records(
    _("Occurrences of duties"),
    "duty.view",
    occurrences,
    {
        "title": Field(_("Duty"), lambda row: row.duty.title, "责任事项 事项 职责 工作任务 工作目标及要求"),
        "span": Field(
            _("Span"),
            lambda row: row.label,
            "期次 周期 所属期",
        ),
        "area": Field(
            _("Area of work"),
            lambda row: row.duty.area.name,
            "工作领域 领域 类别",
        ),
        "basis": Field(
            _("Basis"),
            lambda row: str(row.duty.basis) if row.duty.basis else None,
            "依据 文件依据 工作依据",
        ),
        "unit": UNIT,
        "post": Field(_("Post in charge"), lambda row: row.duty.post.title, POST.headings),
        "due": Field(
            _("Due"),
            lambda row: row.due,
            "完成时限 时限 截止时间",
        ),
        "outcome": Field(
            _("Outcome"), lambda row: str(row.get_outcome_display()), "完成情况 落实情况 进度 状态"
        ),
        "closed_on": Field(
            _("Closed on"),
            lambda row: row.closed_on,
            "完成时间 落实时间",
        ),
        "done": Field(
            _("Fulfilled"),
            lambda row: row.outcome == Outcome.FULFILLED,
            "是否完成 是否落实",
        ),
    },
    {"outcome": (_("Outcome"), OUTCOME_LABELS)},
    "责任落实 责任清单 履职",
)
LETTER_RECORDS = Records(
    _("Letters of responsibility of units"),
    "letter.view",
    letters,
    {
        "title": Field(pgettext_lazy("letter", "Letter"), lambda row: row.title, "责任书 责任书名称"),
        "taker": Field(_("Taken on by"), lambda row: row.of_unit.name, "承责单位 签订单位 责任单位"),
        "giver": Field(_("Given by"), lambda row: row.unit.name, "交责单位"),
        "first": Field(_("From"), lambda row: row.first, "起始日期 责任期起"),
        "last": Field(_("Until"), lambda row: row.last, "截止日期 责任期止"),
        "state": Field(_("State"), lambda row: str(row.get_state_display()), "签订情况 状态"),
    },
    {"state": (_("State"), LETTER_STATES)},
    "责任书签订 责任书台账",
)
