"""Findings and measures as lists with which other offices' forms are filled."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.organization.models import Account, Unit
from zerentian.organization.records import Field, Records, Value
from zerentian.rectification.models import Finding, Measure
from zerentian.rectification.models.findings import FindingQuerySet
from zerentian.rectification.models.labels import CLASSES, LEVELS, SOURCES, STATES
from zerentian.rectification.models.measures import MeasureQuerySet


def findings(account: Account, unit: Unit, first: date, last: date) -> FindingQuerySet:
    """Return the findings of some days, with their measures."""
    rows = Finding.objects.visible_to(account).under(unit, last).filter(found_on__range=(first, last))
    rows = rows.select_related("unit", "responsible", "area").prefetch_related("unit__periods", "measures")
    return rows.order_by("found_on", "pk")


def measures(account: Account, unit: Unit, first: date, last: date) -> MeasureQuerySet:
    """Return the measures that are due in some days, without dropped ones."""
    rows = Measure.objects.visible_to(account).under(unit, last).filter(due__range=(first, last))
    rows = rows.exclude(state="dropped").select_related("unit", "responsible", "finding")
    return rows.prefetch_related("unit__periods").order_by("due", "pk")


def measures_of(row: Finding) -> Value:
    """Return the measures of a finding in one text."""
    kept = [one for one in row.measures.all() if one.state != "dropped"]
    return "；".join(one.text for one in kept) or None


def spent_on(row: Finding) -> Value:
    """Return what the measures of a finding cost, in yuan; unknown where any of them is."""
    kept = [one.spent for one in row.measures.all() if one.state == "done"]
    return sum(one for one in kept if one is not None) if kept and None not in kept else None


FINDING_RECORDS = Records(
    _("Findings"),
    "finding.view",
    findings,
    {
        "number": Field(
            _("Number"),
            lambda row: row.number,
            "编号 问题编号 隐患编号",
        ),
        "found_on": Field(
            _("Found on"),
            lambda row: row.found_on,
            "检查日期 发现日期 排查日期 检查时间 发现时间 巡查日期",
        ),
        "place": Field(
            _("Where"),
            lambda row: row.place or None,
            "被检查单位 地点 隐患点 位置 检查对象 部位 场所 隐患部位",
        ),
        "title": Field(
            _("What is wrong"),
            lambda row: row.title,
            "隐患 问题 问题描述 隐患描述 存在问题 隐患内容 问题内容 内容",
        ),
        "level": Field(
            pgettext_lazy("finding", "Level"),
            lambda row: row.source_level or str(row.get_level_display()),
            "严重程度 隐患等级 级别 隐患级别 问题等级",
        ),
        "source": Field(_("Source"), lambda row: str(row.get_source_display()), "来源 问题来源 检查来源"),
        "cause": Field(_("Cause"), lambda row: row.cause or None, "原因 原因分析 原因类别 产生原因"),
        "violated": Field(
            _("Rule or standard not met"), lambda row: row.violated or None, "依据 违反条款 标准"
        ),
        "measures": Field(
            _("Measures"),
            measures_of,
            "整改措施 措施 处置措施 整改要求",
        ),
        "unit": Field(
            _("Unit in charge"),
            lambda row: row.unit.name,
            "责任单位 整改单位 单位 区域单位 乡镇",
        ),
        "responsible": Field(
            _("Post in charge"),
            lambda row: row.responsible.title if row.responsible else None,
            "责任人 整改责任人 责任岗位",
        ),
        "due": Field(_("To be mended by"), lambda row: row.due, "整改时限 整改期限 时限 完成时限 限期"),
        "mended_on": Field(
            _("Mended on"),
            lambda row: row.mended_on,
            "整改到位时间 整改完成时间 整改时间 完成时间",
        ),
        "mended": Field(_("Mended"), lambda row: row.mended_on is not None, "是否整改 是否整改到位 是否完成"),
        "spent": Field(_("Money spent (yuan)"), spent_on, "整改金额 整改资金 投入资金 资金 资金使用"),
        "verified": Field(
            _("How it was seen"),
            lambda row: str(row.get_method_display()) or None,
            "复查结论 复查情况 验收情况 核查情况",
        ),
        "closed_on": Field(_("Closed out on"), lambda row: row.closed_on, "销号时间 销号日期 办结时间"),
        "state": Field(_("State"), lambda row: str(row.get_state_display()), "状态 整改情况 整改状态 结论"),
        "class": Field(
            _("Class"), lambda row: str(row.get_kind_display()) or None, "整改类型 类型 分类 类别"
        ),
    },
    {
        "state": (_("State"), STATES),
        "level": (pgettext_lazy("finding", "Level"), LEVELS),
        "source": (_("Source"), SOURCES),
        "kind": (_("Class"), CLASSES),
    },
    "隐患排查 整改台账 问题清单 隐患台账 问题台账 整改清单 安全隐患",
)
MEASURE_RECORDS = Records(
    _("Measures"),
    "finding.view",
    measures,
    {
        "finding": Field(
            _("What is wrong"),
            lambda row: row.finding.title,
            "问题 对应问题 隐患",
        ),
        "text": Field(
            _("Measure"),
            lambda row: row.text,
            "整改措施 措施 任务 整改任务",
        ),
        "unit": Field(
            _("Unit in charge"),
            lambda row: row.unit.name,
            "责任单位 牵头单位 单位",
        ),
        "responsible": Field(
            _("Post in charge"),
            lambda row: row.responsible.title,
            "责任人 责任岗位",
        ),
        "due": Field(
            _("Due"),
            lambda row: row.due,
            "完成时限 时限 整改时限",
        ),
        "money": Field(_("Money planned (yuan)"), lambda row: row.money, "计划资金 预算"),
        "spent": Field(_("Money spent (yuan)"), lambda row: row.spent, "资金使用 整改金额 投入资金"),
        "done_on": Field(
            _("Carried out on"),
            lambda row: row.done_on,
            "完成时间 落实时间",
        ),
        "done": Field(
            _("Carried out"),
            lambda row: row.done_on is not None,
            "是否完成 是否落实",
        ),
        "result": Field(
            pgettext_lazy("measure", "What was done"),
            lambda row: row.result or None,
            "工作动态 落实情况 完成情况",
        ),
    },
    headings="任务清单 整改措施清单 措施清单",
)
