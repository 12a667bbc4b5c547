"""``zerentian audit``."""

import json
from pathlib import Path
from typing import Any

import click

from zerentian.reports.reading import Unreadable, read_report
from zerentian.reports.rules.audit import Audit, Sentence
from zerentian.reports.rules.audit import audit as audit_text
from zerentian.reports.rules.audit.presentation import LABELS, bars


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def audit(file: Path, as_json: bool) -> None:
    """逐句审读一份现成的报告（.txt、.docx、.pdf）· Audit an existing report sentence by sentence."""
    try:
        text = read_report(file)
    except Unreadable as error:
        raise click.UsageError(str(error)) from error
    found = audit_text(text)
    if as_json:
        click.echo(json.dumps(as_data(found), ensure_ascii=False, indent=1))
        return
    for sentence in found.sentences:
        click.echo(_line(sentence))
    click.echo()
    for line in (*bars(found), *_totals(found)):
        click.echo(line)


def as_data(found: Audit) -> dict[str, Any]:
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
            }
            for one in found.sentences
        ],
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
        f"共 {totals.sentences} 句，数量 {totals.figures} 处，不予采用 {totals.declined} 句"
        f" · {totals.sentences} sentences, {totals.figures} figures, {totals.declined} declined",
        f"可核查 {totals.checkable} 句，其中指明佐证 {totals.with_evidence} 句：{shown}"
        f" · {totals.with_evidence} of {totals.checkable} checkable sentences name evidence",
    ]
