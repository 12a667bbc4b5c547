"""Which findings go to the archive, and what lies in the file of one: what was found, its measures, what was done."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from zerentian.ledger.rules.periods import chinese_day
from zerentian.organization.filing import Catalogued, Filed, Leaf
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.retention import Retention
from zerentian.rectification.models import Finding
from zerentian.rectification.models.findings import FindingQuerySet
from zerentian.rectification.rules.findings import Level, State


def closed_out(account: Account, unit: Unit, first: date, last: date) -> FindingQuerySet:
    """Return the findings of a unit that were closed out in some days."""
    rows = Finding.objects.visible_to(account).under(unit, last).filter(state=State.CLOSED)
    rows = rows.filter(closed_on__range=(first, last)).select_related("unit", "responsible__unit", "area")
    return rows.order_by("closed_on", "pk")


def told_of_finding(finding: Finding) -> Catalogued:
    """Return the catalogue's line of a finding: a grave one is kept for 30 years."""
    day = finding.closed_on or finding.found_on
    keep = Retention.SHORT if finding.level == Level.ORDINARY else Retention.LONG
    title = f"关于“{finding.title}”问题的整改案卷"
    return Catalogued(finding.number, title, finding.unit.organ_on(day), day, keep)


def leaves_of(finding: Finding) -> Iterator[Leaf]:
    """Yield the papers of a finding's file."""
    organ = finding.unit.organ_on(finding.closed_on or finding.found_on)
    facts = tuple((name, value) for name, value in facts_of(finding) if value)
    yield Leaf("问题登记", finding.found_on, organ, lines(finding.detail), ("项目", "内容"), facts)
    measures = finding.measures.select_related("responsible__unit")
    rows = tuple(
        (
            one.text,
            f"{one.responsible.unit.name}　{one.responsible.title}",
            chinese_day(one.due),
            chinese_day(one.done_on) if one.done_on else str(one.get_state_display()),
            one.result,
        )
        for one in measures
    )
    if rows:
        header = ("措施", "责任岗位", "时限", "完成", "结果")
        yield Leaf("整改措施", measures[0].due, organ, (), header, rows)
    story = tuple(
        (chinese_day(one.occurred_on), str(one.get_step_display()), one.words) for one in finding.story.all()
    )
    day = finding.closed_on or finding.found_on
    yield Leaf("整改经过", day, organ, (), ("日期", "步骤", "内容"), story)


def facts_of(finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield what a finding is, name by value."""
    yield "编号", finding.number
    yield "问题", finding.title
    yield "发现日期", chinese_day(finding.found_on)
    yield "地点", finding.place
    yield "领域", finding.area.name if finding.area else ""
    yield "等级", str(finding.get_level_display())
    yield "来源", str(finding.get_source_display())
    yield "来源文件", " ".join(filter(None, (finding.source_document, finding.source_number)))
    yield "违反规定", finding.violated
    yield "原因", finding.cause
    yield "销号标准", finding.standard
    post = finding.responsible
    yield "责任岗位", f"{post.unit.name}　{post.title}" if post else ""
    yield "整改期限", chinese_day(finding.due) if finding.due else ""
    yield "销号日期", chinese_day(finding.closed_on) if finding.closed_on else ""


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def files_of(finding: Finding) -> Iterator[str]:
    """Yield the digests of the files that show something of a finding, each once."""
    rows = finding.files.order_by("pk").values_list("file__sha256", flat=True)
    yield from dict.fromkeys(rows)


FINDINGS_FILED = Filed(
    _("Findings closed out"),
    closed_out,
    told_of_finding,
    lambda row: tuple(leaves_of(row)),
    files_of,
)
