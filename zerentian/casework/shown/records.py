"""Concerns as a list with which other offices' forms are filled: the matter, never who brought it."""

from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models import Concern, Reply
from zerentian.casework.models.concerns import ConcernQuerySet, shielded
from zerentian.casework.models.labels import CHANNELS, KINDS, STATES
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.organization.models import Account, Unit
from zerentian.organization.records import Field, Records, Value


def concerns(account: Account, unit: Unit, first: date, last: date) -> ConcernQuerySet:
    """Return the concerns received in some days, without any that accuses somebody of the office."""
    begin = datetime.combine(first, time.min, LOCAL)
    end = datetime.combine(last + timedelta(days=1), time.min, LOCAL)
    rows = Concern.objects.counted().visible_to(account).under(unit, last).exclude(shielded())
    rows = rows.filter(received_at__gte=begin, received_at__lt=end).order_by("received_at", "pk")
    answers = Reply.objects.filter(released=True).order_by("pk")
    return rows.select_related("unit", "category", "lead").prefetch_related(
        "unit__periods", "lead__periods", Prefetch("replies", answers), "callbacks"
    )


def decision(row: Concern) -> Value:
    """Return the decision of the last answer that went out."""
    said = list(row.replies.all())
    return str(said[-1].get_decision_display()) if said else None


def satisfied(row: Concern) -> Value:
    """Return what was said at the last call-back."""
    asked = list(row.callbacks.all())
    return str(asked[-1].get_satisfied_display()) or None if asked else None


CONCERN_RECORDS = Records(
    _("Concerns"),
    "concern.view",
    concerns,
    {
        "number": Field(
            _("Number here"),
            lambda row: row.source_number or row.number,
            "编号 工单号 工单编号 诉求编号 事项编号 信访编号 受理编号 登记编号",
        ),
        "title": Field(
            _("Title"),
            lambda row: row.title,
            "标题 主题 事项 诉求标题 内容 反映事项 信访事项",
        ),
        "received_on": Field(
            _("Received on"),
            lambda row: local_day(row.received_at),
            "接件时间 受理时间 收到日期 登记时间 受理日期 信访日期 来访时间 排查日期",
        ),
        "channel": Field(
            _("Channel"),
            lambda row: str(row.get_channel_display()),
            "渠道 信访方式 来源 受理渠道 来件方式",
        ),
        "kind": Field(
            _("Kind of concern"),
            lambda row: str(row.get_kind_display()),
            "类型 诉求类型 举报类型 信访类型 纠纷类型",
        ),
        "category": Field(
            _("Category"),
            lambda row: row.category.name if row.category else None,
            "类别 分类 内容分类 问题类别",
        ),
        "place": Field(
            _("Place"),
            lambda row: row.place or None,
            "地点 地址 事发地 发生地点",
        ),
        "township": Field(_("Township"), lambda row: row.unit.name, "乡镇 区域单位 单位 区域 属地"),
        "lead": Field(
            _("Lead office"),
            lambda row: row.lead.name if row.lead else None,
            "责任科室 承办单位 主办单位 办理单位 责任单位 承办科室 承办部门 办理部门",
        ),
        "due": Field(
            _("Answer due"),
            lambda row: row.due,
            "应办结日期 办理时限 时限 答复期限 限办时间 应办结时间",
        ),
        "answered_on": Field(_("Answered on"), lambda row: row.answered_on, "答复时间 答复日期 回复时间"),
        "closed_on": Field(
            _("Closed on"),
            lambda row: row.closed_on or row.answered_on,
            "办结时间 办结日期 办理完成时间",
        ),
        "answered": Field(
            _("Answered"),
            lambda row: row.answered_on is not None,
            "办理情况 是否办结 是否答复 是否化解",
        ),
        "state": Field(_("State"), lambda row: str(row.get_state_display()), "状态 办理状态 结果 办理结果"),
        "decision": Field(
            _("Decision"),
            decision,
            "处理意见 办理意见 措施",
        ),
        "satisfied": Field(
            _("Satisfied?"),
            satisfied,
            "满意度 是否满意",
        ),
    },
    {
        "channel": (_("Channel"), CHANNELS),
        "kind": (_("Kind of concern"), KINDS),
        "state": (_("State"), STATES),
    },
    "信访台账 诉求台账 工单台账 排查化解台账 矛盾纠纷台账 12345台账 信访件",
)
