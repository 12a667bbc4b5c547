"""``zerentian audit``."""

import json
from pathlib import Path
from typing import Any

import click

from zerentian.ledger.clock import now
from zerentian.ledger.files import write_out
from zerentian.reports.offline.verify import headline
from zerentian.reports.papers import Paper, read_paper
from zerentian.reports.reading import Unreadable
from zerentian.reports.render.audited import audited_word
from zerentian.reports.rules.audit import Audit, Sentence, taken_over
from zerentian.reports.rules.audit import audit as audit_text
from zerentian.reports.rules.audit.comparison import Repeated
from zerentian.reports.rules.audit.presentation import LABELS, bars


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--last",
    type=click.Path(path_type=Path),
    help="上一次的报告，看哪些句子照抄 · the last report, to see what was taken over",
)
@click.option(
    "--word", type=click.Path(path_type=Path), help="写成带批注的 Word 文件 · write a Word file with comments"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def audit(file: Path, last: Path | None, word: Path | None, as_json: bool) -> None:
    """逐句审读一份现成的报告（.txt、.docx、.pdf）· Audit an existing report sentence by sentence."""
    try:
        paper = read_paper(file)
        before = audit_text(read_paper(last).text) if last else None
    except Unreadable as error:
        raise click.UsageError(str(error)) from error
    found = audit_text(paper.text, paper.proved)
    taken = taken_over(found, before)
    if word:
        write_out(word, audited_word(found, taken, now()))
    if as_json:
        click.echo(json.dumps(as_data(found, taken), ensure_ascii=False, indent=1))
        return
    for line in (*_ours(paper), *map(_line, found.sentences), "", *bars(found), "", *_totals(found)):
        click.echo(line)
    for question in found.questions:
        click.echo(f"  {question.words}")
    if before is not None:
        click.echo(f"与上一份报告相同 {len(taken)} 句 · {len(taken)} sentences stood in the last report")


def _ours(paper: Paper) -> list[str]:
    """Return the verdict on a paper of our own."""
    return [*headline(paper.outcome.verdict, paper.outcome.why), ""] if paper.outcome else []


def as_data(found: Audit, taken: tuple[Repeated, ...] = ()) -> dict[str, Any]:
    """Return the audit as JSON data: the sentences in order and the totals."""
    totals = found.totals
    return {
        "sentences": [
            {
                "n": one.n,
                "text": one.text,
                "kind": one.kind.value,
                "figures": list(one.figures),
                "declined": str(one.declined) if one.declined else False,
                "evidence": one.evidence,
                "missing": list(one.missing),
            }
            for one in found.sentences
        ],
        "questions": [
            {"section": one.section, "sentences": list(one.sentences), "text": one.words.zh}
            for one in found.questions
        ],
        "repeated": [{"n": one.n, "last": one.last, "how": one.how} for one in taken],
        "totals": {
            "sentences": totals.sentences,
            **{kind.value: count for kind, count in totals.kinds.items()},
            "figures": totals.figures,
            "declined": totals.declined,
            "checkable": totals.checkable,
            "with_evidence": totals.with_evidence,
            "share_with_evidence": totals.share_with_evidence,
        },
    }


def _line(sentence: Sentence) -> str:
    figures = f"  〔{'、'.join(sentence.figures)}〕" if sentence.figures else ""
    declined = f"  ✕ {sentence.declined}" if sentence.declined else ""
    return f"{sentence.n:>4} {LABELS[sentence.kind][0]} {sentence.kind:<8}{sentence.text}{figures}{declined}"


def _totals(found: Audit) -> list[str]:
    totals = found.totals
    share = totals.share_with_evidence
    shown = "没有可核查的句子 · nothing checkable" if share is None else f"{share:.0%}"
    return [
        str(found.summary),
        f"共 {totals.sentences} 句，数量 {totals.figures} 处，不予采用 {totals.declined} 句"
        f" · {totals.sentences} sentences, {totals.figures} figures, {totals.declined} declined",
        f"可核查 {totals.checkable} 句，其中指明佐证 {totals.with_evidence} 句：{shown}"
        f" · {totals.with_evidence} of {totals.checkable} checkable sentences name evidence",
    ]
