"""The annexes: what every number rests on, and what changed in a period already reported."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zerentian.ledger.figures import Hidden
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.figures import CUMULATIVE
from zerentian.ledger.rules.periods import Period, chinese_day
from zerentian.organization.models import Unit
from zerentian.reports.models import Report
from zerentian.reports.rules.document import Annex, Block, Paragraph, Run, Table, reference

SHOWN = 200
FIRST = 2
CHANGES = {
    "": "新增补录",
    "corrected": "更正",
    "voided": "撤销",
    "evidence_added": "补充佐证",
    "evidence_withdrawn": "撤回佐证",
    "verified": "核实",
    "carried": "随同更正",
}


def statements_annex(statements: list[dict[str, Any]], number: str, period: Period, size: int) -> Annex:
    """Return the annex that lists what each number printed rests on, in the order of the references."""
    codes = {one["unit"]: one["unit"].rsplit("/", 1)[-1] for one in statements}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes.values())}
    names = {
        path: units[code].name_on(period.last) if code in units else code for path, code in codes.items()
    }
    rows = tuple(
        (
            (Run(reference(one["id"])),),
            (Run(FIGURES[one["figure"]].label + of_other_days(one, period)),),
            (Run(names[one["unit"]] + ("（不含表列下级）" if one.get("without") else "")),),
            (Run(one["text"], one["id"], listed=True),),
            (Run(str(len(one["entries"]))),),
            (Run(first_entries(one["entries"])),),
        )
        for one in statements
    )
    words = (
        f"本报告编号{number}。正文每个数字后的〔证〕号指向下表；所据条目封存于台账前{size}条之中，"
        "可用 zerentian verify 或证明包中的 verify.py 离线核验。"
    )
    header = ("证号", "指标", "单位", "数值", "条目数", "最早两条")
    return Annex("数字依据一览", (Paragraph((Run(words),), "note"), Table("数字依据", header, rows)))


def of_other_days(statement: dict[str, Any], period: Period) -> str:
    """Return the days a statement speaks of where they are not the report's, to be compared with."""
    first, last = date.fromisoformat(statement["first"]), date.fromisoformat(statement["last"])
    own = first == period.first and last <= period.last
    if not own and FIGURES[statement["figure"]].measure in CUMULATIVE:
        return f"（截至{chinese_day(last)}）"
    return "" if own else f"（{first.year}年{first.month}月至{last.year}年{last.month}月）"


def first_entries(indexes: list[int]) -> str:
    """Return the positions of the first entries in the ledger."""
    return " ".join(str(index) for index in indexes[:FIRST]) or "—"


def annex(previous: Report, size: int, hidden: Hidden) -> Annex:
    """Return the annex on what changed, up to tree size ``size``, in the period the previous report covered."""
    title = f"自报告{previous.number}以来，对{Period.parse(previous.period).label}期内记录的变动"
    changed = hidden.shown(Entry.objects.filter(index__gte=previous.size, index__lt=size))
    within = changed.filter(Q(unit=previous.unit) | Q(unit__startswith=f"{previous.unit}/"))
    rows = within.filter(occurred_on__gte=previous.first, occurred_on__lte=previous.last)
    entries = list(rows.exclude(verb__startswith="ledger.").order_by("index")[: SHOWN + 1])
    blocks: list[Block] = []
    if entries:
        blocks.append(table(entries[:SHOWN]))
    else:
        blocks.append(Paragraph((Run("上期报告所涉期间的记录没有变动。"),), "note"))
    if len(entries) > SHOWN:
        blocks.append(Paragraph((Run(f"仅列前{SHOWN}条，其余见台账。"),), "note"))
    blocks += redefined(changed)
    return Annex(title, tuple(blocks))


def redefined(changed: QuerySet[Entry]) -> list[Block]:
    """Return what readers are told of the figures whose definition was sealed anew among some entries."""
    entries = changed.filter(verb="ledger.figure_defined").order_by("index")
    # A program that was brought up twice seals a definition twice: the last word holds.
    versions = {entry.fact["figure"]: entry.fact["version"] for entry in entries}
    if not versions:
        return [Paragraph((Run("指标定义没有变化。"),), "note")]
    lead = Paragraph((Run("以下指标的定义已改变；与上期报告比较时请注意，上期报告的数字不改："),), "note")
    rows = tuple(
        (
            (Run(FIGURES[code].label if code in FIGURES else code),),
            (Run(f"第{version}版"),),
            (Run(change_of(code, version)),),
        )
        for code, version in sorted(versions.items())
    )
    return [lead, Table("重新定义的指标", ("指标", "版本", "改变了什么"), rows)]


def change_of(code: str, version: int) -> str:
    """Return in words what a version of a definition changed."""
    words = FIGURES[code].change(version) if code in FIGURES else None
    if words is not None:
        return words.zh
    return "首次使用的指标。" if version == 1 else "见指标目录。"


def table(entries: list[Entry]) -> Table:
    """Return the changed entries as a table."""
    rows = [
        (
            (Run(chinese_day(entry.occurred_on)),),
            (Run(unit_name(entry)),),
            (Run(entry.declared.label),),
            (Run(change_words(entry)),),
        )
        for entry in entries
    ]
    return Table("变动明细", ("发生日期", "单位", "事项", "变动"), tuple(rows))


def change_words(entry: Entry) -> str:
    """Return how an entry changed the past, with its lateness."""
    late = f"〔补录，迟{entry.late_days}天〕" if entry.time_state == "late" else ""
    return f"{CHANGES[entry.change]}{late}"


def unit_name(entry: Entry) -> str:
    """Return the name the entry's unit bore on the day."""
    unit = Unit.objects.filter(code=entry.unit.rsplit("/", 1)[-1]).first()
    return unit.name_on(entry.occurred_on) if unit else entry.unit
