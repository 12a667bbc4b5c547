"""The decision letter (处理意见书) of a concern, and the whole case as one file for the archive."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime

from zerentian.casework.codes import spelled
from zerentian.casework.models import Concern, Reply
from zerentian.casework.models.labels import PURPOSES
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.replies import Decision
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, chinese_day, local_day
from zerentian.organization.models import Account, LocalClock
from zerentian.organization.rules.protected import ABOUT_ONE
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.actions.statements import entry_data
from zerentian.reports.rules.document import Block, Document, Heading, Paragraph, Run, Table, numeral

ALONE = "未经他人复核"
DECISIONS = {
    Decision.SUPPORTED: "经研究，对您的请求予以支持。",
    Decision.EXPLAINED: "您的请求有合理之处，但目前缺乏法律法规依据，现解释说明如下。",
    Decision.NOT_SUPPORTED: "经研究，对您的请求不予支持。",
}
NUMERALS = "一二三四五六七八九"
EARLIEST = (1980, 1, 1, 0, 0, 0)
# What stands in the case but is the supervisor's alone.
WITHHELD = ("reveal", "shield")
SHIELDED = ("contact.revealed", "concern.refused", "concern.shielded")


def decision_letter(concern: Concern, reply: Reply, *, viewer: Account, now: datetime) -> Document:
    """Return the letter of a released reply: request, facts, rule, decision, reasons, next steps, review.

    Source: 信访工作条例 art. 32 (contents), art. 35 (the right to a review and its 30 days).
    """
    released = reply.released_at or now
    unit = concern.unit.organ_on(local_day(released))
    decision = DECISIONS[Decision(reply.decision)]
    parts = (
        ("投诉请求", reply.request),
        ("查明的事实", reply.facts_found),
        ("法律法规依据", reply.rule_cited),
        ("处理意见和理由", f"{decision}\n{reply.reasons}"),
        ("下一步安排", reply.next_steps),
        ("复查权利", reply.review_notice),
    )
    named = "信访事项处理意见书" if concern.kind == Kind.PETITION else "群众诉求答复意见书"
    return Document(
        number=f"{concern.number}-{reply.round}",
        title=f"{unit}{named}",
        unit_name=unit,
        recipient=f"诉求人（诉求编号{concern.number}，查询码{spelled(concern.code)}）",
        closing_day=local_day(released),
        blocks=tuple(sections(parts)),
        mark=ALONE if reply.alone else "",
        printed=print_line(viewer, now),
        note=ABOUT_ONE,
    )


def sections(parts: tuple[tuple[str, str], ...]) -> list[Block]:
    """Return headings numbered 一、二、 with their paragraphs; a part without text is left out."""
    blocks: list[Block] = []
    written = [(title, text.strip()) for title, text in parts if text.strip()]
    for place, (title, text) in zip(NUMERALS, written, strict=False):
        blocks.append(Heading(1, (Run(f"{place}、{title}"),)))
        blocks += paragraphs(text)
    return blocks


def paragraphs(text: str) -> list[Block]:
    """Return a text's lines as paragraphs."""
    return [Paragraph((Run(line.strip()),)) for line in text.splitlines() if line.strip()]


def print_line(viewer: Account, now: datetime) -> str:
    """Return who printed it and when, as every print-out of a concern bears it."""
    return f"{viewer.name} {now.astimezone(LOCAL):%Y-%m-%d %H:%M} 打印"


def case_file(concern: Concern, *, viewer: Account, now: datetime) -> Document:
    """Return the whole case for the archive: what was said, step by step, replies, call-backs, reviews, clocks.

    Contact data is not part of it, nor who looked at it.
    """
    replies = concern.replies.filter(released=True).select_related("unit")
    letters = [(reply.round, decision_letter(concern, reply, viewer=viewer, now=now)) for reply in replies]
    told: list[tuple[str, list[Block]]] = [
        ("诉求", [*paragraphs(concern.words), table("基本情况", ("项目", "内容"), facts_of(concern))]),
        ("办理经过", [table("经过", ("时间", "步骤", "经办", "内容"), steps_of(concern))]),
        ("时限", [table("时限", ("时限", "依据", "起算", "到期", "停止"), clocks_of(concern))]),
        *((f"第{number}次答复（{chinese_day(one.closing_day)}）", as_second(one)) for number, one in letters),
        ("回访", [table("回访", ("时间", "联系", "解决", "满意", "原话"), calls_of(concern))]),
        ("复查复核", [table("复查复核", ("层级", "申请", "意见", "理由"), reviews_of(concern))]),
    ]
    unit = concern.unit.organ_on(local_day(now))
    return Document(
        number=concern.number,
        title=f"{unit}群众诉求{concern.number}案卷",
        unit_name=unit,
        recipient="",
        closing_day=local_day(now),
        blocks=tuple(numbered(told)),
        printed=print_line(viewer, now),
        note=ABOUT_ONE,
    )


def numbered(told: list[tuple[str, list[Block]]]) -> Iterator[Block]:
    """Yield the parts of a case under headings 一、 二、; a part with nothing to tell is left out."""
    kept = [
        (title, [one for one in blocks if not isinstance(one, Table) or one.rows]) for title, blocks in told
    ]
    for number, (title, blocks) in enumerate(((title, blocks) for title, blocks in kept if blocks), 1):
        yield Heading(1, (Run(f"{numeral(number)}、{title}"),))
        yield from blocks


def as_second(letter: Document) -> list[Block]:
    """Return a letter's blocks one level deeper: 一、 becomes （一）."""
    return [
        Heading(2, (Run(f"（{block.runs[0].text.replace('、', '）', 1)}"),))
        if isinstance(block, Heading)
        else block
        for block in letter.blocks
    ]


def table(caption: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    """Return a table of texts."""
    return Table(caption, header, tuple(tuple((Run(cell),) for cell in row) for row in rows))


def moment(value: datetime | None) -> str:
    """Return a local time to the minute."""
    return f"{value.astimezone(LOCAL):%Y-%m-%d %H:%M}" if value else ""


def facts_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return what a concern is, as rows."""
    facts = (
        ("编号", concern.number),
        ("标题", concern.title),
        ("渠道", concern.get_channel_display()),
        ("类别", concern.get_kind_display()),
        ("分类", concern.category.name if concern.category else ""),
        ("地点", concern.place),
        ("收到", moment(concern.received_at)),
        ("主办", concern.lead.name if concern.lead else ""),
        ("答复期限", chinese_day(concern.due) if concern.due else ""),
        ("状态", concern.get_state_display()),
    )
    return [(name, str(value)) for name, value in facts if value]


def steps_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return what happened, as rows; looks at the contact and who is accused are not told here."""
    happened = concern.happenings.exclude(step__in=WITHHELD).select_related("by").order_by("pk")
    return [(moment(one.at), str(one.get_step_display()), one.by.name, one.words) for one in happened]


def clocks_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return the clocks, each with the rule it follows, as rows."""
    book = LocalClock.objects.rulebook()
    return [
        (
            str(PURPOSES[Purpose(run.purpose)]),
            book.clock(run.rule_id, run.start).source,
            moment(run.start),
            str(run.due),
            str(run.stopped_on or "未停止"),
        )
        for run in concern.clocks.order_by("pk")
    ]


def calls_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return the call-backs, as rows."""
    return [
        (
            moment(one.at),
            str(one.get_contacted_display()),
            str(one.get_solved_display()),
            str(one.get_satisfied_display()),
            one.words,
        )
        for one in concern.callbacks.order_by("pk")
    ]


def reviews_of(concern: Concern) -> list[tuple[str, ...]]:
    """Return the reviews, as rows."""
    return [
        (
            str(one.get_level_display()),
            f"{one.asked_on} {one.request}",
            str(one.get_outcome_display()),
            one.reasons,
        )
        for one in concern.reviews.order_by("pk")
    ]


def entries_of(concern: Concern, document: Document) -> bytes:
    """Return which entries of the ledger a case rests on, for the archive."""
    entries = Entry.objects.about(concern.ref).exclude(verb__in=SHIELDED)
    data = {
        "kind": "casework",
        "number": document.number,
        "printed": document.printed,
        "entries": [entry_data(entry) for entry in entries],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def case_archive(concern: Concern, *, by: Account, now: datetime) -> bytes:
    """Return the case as a zip for the archive: case.docx, case.pdf and entries.json."""
    document = case_file(concern, viewer=by, now=now)
    files = print_paper(concern, document, kind="case", forms=("docx", "pdf"), by=by, now=now)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for form, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"case.{form}", EARLIEST), content)
        archive.writestr(zipfile.ZipInfo("entries.json", EARLIEST), entries_of(concern, document))
    return packed.getvalue()
