"""Risk points, patrols and transfers as lists that fill other offices' forms: places and counts, no names."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.organization.models import Account, Unit
from zerentian.organization.records import Field, Records
from zerentian.rectification.models import Patrol, RiskPoint, Transfer
from zerentian.rectification.models.hazards import TransferQuerySet
from zerentian.rectification.models.patrols import OfPointQuerySet
from zerentian.rectification.models.risk_labels import RESULTS_OF_PATROLS, RISK_LEVELS, RISK_STATES
from zerentian.rectification.models.risks import RiskPointQuerySet


def points(account: Account, unit: Unit, first: date, last: date) -> RiskPointQuerySet:
    """Return the risk points that stood on the register on any of some days."""
    rows = RiskPoint.objects.visible_to(account).under(unit, last).filter(registered_on__lte=last)
    rows = rows.filter(Q(written_off_on=None) | Q(written_off_on__gte=first))
    rows = rows.select_related("unit", "kind", "responsible").prefetch_related("unit__periods")
    return rows.order_by("path", "pk")


def patrols(account: Account, unit: Unit, first: date, last: date) -> OfPointQuerySet:
    """Return the patrols of some days."""
    rows = Patrol.objects.visible_to(account).under(unit, last).filter(patrolled_on__range=(first, last))
    rows = rows.select_related("unit", "point__kind").prefetch_related("unit__periods")
    found: OfPointQuerySet = rows.order_by("patrolled_on", "pk")
    return found


def transfers(account: Account, unit: Unit, first: date, last: date) -> TransferQuerySet:
    """Return the transfers ordered on some days."""
    begin, end = (datetime.combine(day, time.min, LOCAL) for day in (first, last + timedelta(days=1)))
    rows = Transfer.objects.visible_to(account).under(unit, last).stood()
    rows = rows.filter(ordered_at__gte=begin, ordered_at__lt=end).select_related("unit", "point")
    found: TransferQuerySet = rows.prefetch_related("unit__periods").order_by("ordered_at", "pk")
    return found


def wrong_in(patrol: Patrol) -> str | None:
    """Return what was abnormal on a patrol, in one text."""
    return "；".join(f"{one['item']}：{one['note']}" for _at, one in patrol.abnormal) or None


RISK_RECORDS = Records(
    _("Risk points"),
    "risk.view",
    points,
    {
        "number": Field(_("Number"), lambda row: row.number, "编号 隐患点编号 统一编号 风险点编号"),
        "title": Field(
            _("What the place is called"), lambda row: row.title, "名称 隐患点名称 风险点名称 点位名称 风险点"
        ),
        "kind": Field(
            _("Kind of risk point"), lambda row: row.kind.title, "类型 灾害类型 风险类型 类别 隐患类型"
        ),
        "unit": Field(_("Unit"), lambda row: row.unit.name, "所在村 村 单位 所在单位 区域单位 乡镇"),
        "place": Field(_("Where"), lambda row: row.place or None, "位置 地点 详细地址 具体位置 地理位置"),
        "extent": Field(_("Extent"), lambda row: row.extent or None, "规模 范围 特征"),
        "cause": Field(_("What may set it off"), lambda row: row.cause or None, "诱发因素 成因 引发因素"),
        "threatens": Field(
            _("What it threatens"), lambda row: row.threatens or None, "威胁对象 威胁情况 影响对象"
        ),
        "households": Field(
            _("Households threatened"), lambda row: row.households, "威胁户数 受威胁户数 户数"
        ),
        "people": Field(_("People threatened"), lambda row: row.people, "威胁人数 受威胁人数 人数"),
        "property": Field(
            _("Property threatened (yuan)"), lambda row: row.property_yuan, "威胁财产 受威胁财产"
        ),
        "level": Field(
            pgettext_lazy("risk", "Level"),
            lambda row: str(row.get_level_display()),
            "风险等级 等级 险情等级 级别",
        ),
        "control": Field(
            _("How it is kept in hand"), lambda row: row.control or None, "管控措施 防治措施 防范措施 措施"
        ),
        "responsible": Field(
            _("Post that patrols it"),
            lambda row: row.responsible.title if row.responsible else None,
            "巡查岗位 责任岗位 监测岗位 责任人 监测责任人",
        ),
        "state": Field(_("State"), lambda row: str(row.get_state_display()), "状态 现状 管控状态"),
        "registered_on": Field(
            _("Registered on"), lambda row: row.registered_on, "登记日期 登记时间 排查日期"
        ),
        "last": Field(
            _("Last patrolled on"), lambda row: row.last_patrolled_on, "最近巡查日期 巡查日期 巡查时间"
        ),
        "due": Field(_("Next patrol by"), lambda row: row.patrol_due, "下次巡查日期 下次巡查"),
        "written_off_on": Field(
            _("Written off on"), lambda row: row.written_off_on, "核销日期 核销时间 销号时间"
        ),
    },
    {"level": (pgettext_lazy("risk", "Level"), RISK_LEVELS), "state": (_("State"), RISK_STATES)},
    "风险点台账 风险点清单 隐患点台账 地质灾害隐患点 风险隐患台账 风险点",
)
PATROL_RECORDS = Records(
    _("Patrols"),
    "risk.view",
    patrols,
    {
        "number": Field(_("Number"), lambda row: row.number, "编号 巡查编号 记录编号"),
        "day": Field(_("Patrolled on"), lambda row: row.patrolled_on, "巡查日期 巡查时间 检查日期 日期"),
        "clock": Field(_("Hour"), lambda row: row.clock or None, "时刻 时间 几时"),
        "weather": Field(_("Weather"), lambda row: row.weather or None, "天气 天气情况"),
        "point": Field(_("Risk point"), lambda row: row.point.title, "风险点 隐患点 点位 名称 隐患点名称"),
        "kind": Field(_("Kind of risk point"), lambda row: row.point.kind.title, "类型 灾害类型 风险类型"),
        "unit": Field(_("Unit"), lambda row: row.unit.name, "所在村 村 单位 区域单位 乡镇"),
        "result": Field(
            _("What was found"), lambda row: str(row.get_result_display()), "巡查结果 结果 巡查情况 结论"
        ),
        "wrong": Field(_("What was abnormal"), wrong_in, "异常情况 存在问题 发现问题 隐患情况"),
        "found": Field(
            _("Something was abnormal"), lambda row: row.result == "abnormal", "是否异常 有无异常"
        ),
    },
    {"result": (_("What was found"), RESULTS_OF_PATROLS)},
    "巡查记录 巡查台账 巡查表 巡查日志",
)
TRANSFER_RECORDS = Records(
    _("Transfers"),
    "risk.view",
    transfers,
    {
        "point": Field(_("Risk point"), lambda row: row.point.title, "隐患点 风险点 转移地点 点位"),
        "unit": Field(_("Unit"), lambda row: row.unit.name, "所在村 村 单位 区域单位 乡镇"),
        "ordered_on": Field(_("Ordered on"), lambda row: local_day(row.ordered_at), "转移日期 转移时间"),
        "households": Field(_("Households to move"), lambda row: row.households, "应转移户数"),
        "people": Field(_("People to move"), lambda row: row.people, "应转移人数"),
        "moved_households": Field(_("Households moved"), lambda row: row.moved_households, "转移户数 户数"),
        "moved_people": Field(_("People moved"), lambda row: row.moved_people, "转移人数 人数 安置人数"),
        "away_people": Field(_("People away already"), lambda row: row.away_people, "外出人数 已外出人数"),
        "refused_people": Field(
            _("People staying"), lambda row: row.refused_people, "未转移人数 拒不转移人数"
        ),
        "shelter": Field(_("Shelter"), lambda row: row.shelter, "安置点 避灾点 安置地点"),
        "returned_on": Field(
            _("Returned on"),
            lambda row: local_day(row.returned_at) if row.returned_at else None,
            "返回日期 返回时间",
        ),
    },
    headings="转移台账 转移避险台账 避险转移 转移安置",
)
