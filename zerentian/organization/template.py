"""The empty spreadsheets people download, fill in and send back."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from zerentian.ledger.rules.later import Later
from zerentian.organization.rules import notices, roster

if TYPE_CHECKING:
    import openpyxl.styles
    import openpyxl.utils
else:
    openpyxl = Later("openpyxl")

ROSTER_EXAMPLES: Mapping[str, Sequence[Sequence[str]]] = {
    roster.UNITS: (
        ("990100", "示例县", "县", "", "2026-01-01"),
        ("990101", "示例乡", "乡镇", "990100", "2026-01-01"),
        ("990101-DZ", "党政办公室", "站所办", "990101", "2026-01-01"),
        ("990101-V01", "示例村", "村", "990101", "2026-01-01"),
    ),
    roster.POSTS: (
        ("990101-DZ-01", "990101-DZ", "党政办主任", "站所办负责人", "2026-01-01"),
        ("990101-V01-01", "990101-V01", "村委会文书", "村（社区）干部", "2026-01-01"),
    ),
    roster.PEOPLE: (("shili.jia", "示例甲", "990101-DZ-01", "2026-01-01"),),
}
NOTICE_EXAMPLES = (("2027-01-01", "放假", "元旦"), ("2027-02-20", "上班", "春节"))


def roster_template() -> bytes:
    """Return the xlsx for units, posts and people; required headings end with a star."""
    starred = {
        name: [f"{heading}*" if heading in roster.REQUIRED[name] else heading for heading in columns]
        for name, columns in roster.COLUMNS.items()
    }
    return workbook({name: [starred[name], *ROSTER_EXAMPLES[name]] for name in starred})


def notice_template() -> bytes:
    """Return the xlsx for a year's holiday notice."""
    headings = [f"{notices.DAY}*", f"{notices.ARRANGEMENT}*", notices.NAME]
    return workbook({"放假安排": [headings, *NOTICE_EXAMPLES]})


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return an xlsx with a bold first row on every sheet; all cells are text."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for column, cell in enumerate(sheet[1], 1):
            cell.font = openpyxl.styles.Font(bold=True)
            sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = 18
        sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
