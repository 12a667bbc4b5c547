"""A list as a table: the rows that its reader sees, the columns that are shown, and who took it when."""

from django.utils.translation import gettext

from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.listing.asked import Asked
from zerentian.organization.listing.signs import LIGHTS
from zerentian.organization.lists import Cell

MOST = 20_000
STEP = 500
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def lines_of(asked: Asked) -> tuple[list[list[str]], int, str]:
    """Return the lines of a list, headings first; how many rows are in it; and who took it when.

    Raises NotAllowed for more rows than a file takes, and for words that may not be searched.
    """
    listed, look = asked.listed, asked.look
    if asked.words and listed.find:
        rows = list(listed.find(listed.fetch(asked.leaving()), asked.words, MOST + 1))
    else:
        rows = list(listed.fetch(asked.leaving())[: MOST + 1])
    if len(rows) > MOST:
        raise NotAllowed(f"一次最多导出{MOST}行，请缩小范围", f"{MOST} rows at most: narrow the list down")
    lines = [[str(column.label) for column in asked.columns]]
    for start in range(0, len(rows), STEP):
        some = rows[start : start + STEP]
        listed.finish(some, look)
        lines += [[text_of(column.cell(row, look)) for column in asked.columns] for row in some]
    taken = gettext("Taken by %(name)s at %(moment)s, %(rows)d rows") % {
        "name": look.account.name,
        "moment": f"{look.now.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        "rows": len(rows),
    }
    lines += [[str(listed.left_out)]] if listed.left_out else []
    return lines, len(rows), taken


def text_of(cell: Cell) -> str:
    """Return what a cell says, as one text."""
    if cell.value is not None:
        return str(cell.value)
    light = str(LIGHTS[cell.light][1]) if cell.light in LIGHTS else ""
    parts = (
        cell.due.isoformat() if cell.due else "",
        light,
        str(cell.words),
        *(str(tag) for tag in cell.tags),
        str(cell.note),
    )
    return " · ".join(part for part in parts if part)
