"""A document as one self-contained HTML page: every number a link to its entries."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from zerentian.reports.offline.verify import in_html
from zerentian.reports.render.charts import svg
from zerentian.reports.render.page import masthead
from zerentian.reports.rules.document import (
    AUTHOR_MARK,
    Annex,
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    annex_list,
    closing,
    compiled_line,
    labelled,
    with_references,
)
from zerentian.reports.rules.titles import title_lines

# A number or code in parts: 26-000143, ABCD-EFGH. A Word file has no sign that keeps it whole and is still found by
# whoever searches for the number: there it may break.
IN_PARTS = re.compile(r"(?<![\w&#-])[0-9A-Za-z]{1,12}(?:-[0-9A-Za-z]{1,12})+(?![\w;-])", re.ASCII)
STYLE = Path(__file__).with_name("report.css").read_text("utf-8")


def render_html(document: Document, manifest: bytes) -> bytes:
    """Return the page, UTF-8, with the manifest inside."""
    return in_html(html_page(document), manifest)


def html_page(document: Document, *, large: bool = False) -> bytes:
    """Return the page up to the end of what it shows: a manifest may state its digest before it stands in it.

    ``large``: in large print, high in contrast, one column of headings and paragraphs, for reading and reading aloud.
    """
    recipient = f'<p class="plain">{unbroken(document.recipient)}：</p>' if document.recipient else ""
    body = "".join(part for block in document.blocks for part in rendered(block))
    end = "".join(f'<p class="plain">{unbroken(line)}</p>' for line in annex_list(document))
    end += (
        ""
        if document.form == "file"
        else f'<div class="closing">{"".join(f"<p>{unbroken(line.text)}</p>" for line in closing(document))}</div>'
    )
    end += f'<p class="plain">（{escape(document.note)}）</p>' if document.note else ""
    end += "".join(annex(label, one) for label, one in labelled(document))
    end += annex("", document.proof) if document.proof else ""
    body_class = ' class="large"' if large else ""
    page = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{STYLE}</style></head><body{body_class}>"
        f"<main>{head(document)}{recipient}{body}{end}"
        f"<footer><p>{escape(document.printed) or proof_line(document)}</p></footer></main>"
    )
    return page.encode()


def proof_line(document: Document) -> str:
    """Return how a reader checks a report."""
    if document.proof:
        return f"报告编号 {escape(document.number)}。数字均可点开，查看其定义与所依据的台账条目；核验办法见核验页。"
    return (
        f"报告编号 {escape(document.number)}。带虚线的数字可点开，查看其定义与所依据的台账条目；"
        "用 zerentian verify 或证明包中的 verify.py 可离线核验。"
    )


def head(document: Document) -> str:
    """Return 发文机关标志 over the red rule, and the title broken between words."""
    mark = f'<p class="mark">{escape(document.mark)}</p>' if document.mark else ""
    lines = "<wbr>".join(f"<span>{escape(line)}</span>" for line in title_lines(document.title))
    if document.form == "file":
        return f"{mark}<h1>{lines}</h1>"
    over = f'<p class="masthead">{escape(masthead(document))}</p>'
    if document.form == "briefing":
        over += f'<p class="plain">{unbroken("　".join(compiled_line(document)))}</p>'
    return f"<header>{mark}{over}</header><h1>{lines}</h1>"


def rendered(block: Block) -> Iterator[str]:
    """Yield a block's HTML."""
    if isinstance(block, Heading):
        level = min(block.level + 1, 4)
        yield f"<h{level}>{runs(block.runs)}</h{level}>"
    elif isinstance(block, Paragraph):
        mark = escape(AUTHOR_MARK) if block.kind == "author" else ""
        yield f'<p class="{block.kind}">{runs(block.runs)}{mark}</p>'
    elif isinstance(block, Table):
        yield table(block)
    elif isinstance(block, Chart):
        words = f"<details><summary>图中数据</summary><p>{escape(block.text_alternative)}</p></details>"
        yield f"<figure>{svg(block)}<figcaption>{escape(block.title)}</figcaption>{words}</figure>"


def annex(label: str, block: Annex) -> str:
    """Return an annex."""
    inner = "".join(part for one in block.blocks for part in rendered(one))
    above = f'<p class="plain label">{escape(label)}</p>' if label else ""
    return f'<section class="annex">{above}<h2>{escape(block.title)}</h2>{inner}</section>'


def runs(parts: tuple[Run, ...]) -> str:
    """Return runs as HTML; a statement is a link to its entries that tells its definition."""
    return "".join(run_html(run) for run in with_references(parts))


def run_html(run: Run) -> str:
    """Return one run: a reference leads to the annex, where the statement is listed."""
    words = unbroken(run.text)
    if run.refers:
        return f'<sup><a href="#{escape(run.refers)}">{words}</a></sup>'
    if run.silent:
        place = f' id="{escape(run.statement)}"' if run.listed else ""
        return f'<a class="silent"{place} href="{escape(run.href)}" title="{escape(run.hint)}">{words}</a>'
    if run.listed:
        return f'<span id="{escape(run.statement)}">{words}</span>'
    if run.href:
        return f'<a class="figure" href="{escape(run.href)}" title="{escape(run.hint)}">{words}</a>'
    return words


def unbroken(words: str) -> str:
    """Return a text as HTML in which no number or code in parts is broken at its hyphen."""
    return IN_PARTS.sub(lambda found: f'<span class="whole">{found[0]}</span>', escape(words))


def table(block: Table) -> str:
    """Return a table; its first column heads the rows."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in block.header)
    rows = "".join(
        "<tr>"
        + f'<th scope="row">{runs(row[0])}</th>'
        + "".join(f"<td>{runs(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in block.rows
    )
    return (
        f'<div class="wide"><table><caption>{escape(block.caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
