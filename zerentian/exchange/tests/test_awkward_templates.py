"""Templates as offices make them, with few rows prepared: what sums, draws or names them means all that came."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

from zerentian.exchange.rules.sheet_xml import without_results
from zerentian.exchange.rules.templates import Filled, fill, open_template
from zerentian.exchange.tests.test_filling import COLUMNS, cells_of, differing, parts_of, zipped
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = [pytest.mark.files, pytest.mark.filterwarnings("ignore:Data Validation extension")]

NAME = "回复 表"
SHEET, OTHER, BOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
CAME = 5
OFFICE = shutil.which("soffice")


def made(prepared: int, change: Callable[[Workbook], object]) -> bytes:
    """Return a template with so many bordered rows under its headings, after a change."""
    book = Workbook()
    sheet = book.active
    sheet.title = NAME
    sheet.append(["工单号", "办理结果", "满意度", "字数"])
    line = Side(style="thin")
    for row in range(2, 2 + prepared):
        for column in range(1, 5):
            sheet.cell(row, column).border = Border(line, line, line, line)
    change(book)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(content: bytes, count: int = CAME) -> Filled:
    rows = [dict(zip(COLUMNS, (f"R-{n}", f"答复{n}", "满意"), strict=True)) for n in range(count)]
    return fill(open_template(content), COLUMNS, rows)


def sheet_of(result: Filled) -> str:
    return parts_of(result.content)[SHEET].decode()


def summed_elsewhere(book: Workbook) -> None:
    sheet, other = book[NAME], book.create_sheet("汇总")
    for row in (2, 3):
        sheet.cell(row, 4, f"=LEN(B{row})")
    other["A1"], other["A2"] = f"=SUM('{NAME}'!D2:D3)", "=ROWS(清单)"
    other["A3"], other["A4"] = f"=COUNTA('{NAME}'!$A$2:$A$3)", f"='{NAME}'!D3"
    book.defined_names["清单"] = DefinedName("清单", attr_text=f"'{NAME}'!$A$2:$D$3")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=1, max_row=3), titles_from_data=True)
    other.add_chart(chart, "D2")


def test_sums_names_and_charts_of_the_prepared_rows_mean_all_that_came():
    content = made(2, summed_elsewhere)
    result = filled(content)
    told = cells_of(result.content, "汇总")
    assert told["A1"] == f"=SUM('{NAME}'!D2:D6)"
    assert told["A3"] == f"=COUNTA('{NAME}'!$A$2:$A$6)"
    assert told["A4"] == f"='{NAME}'!D3", "one cell is that cell"
    parts = parts_of(result.content)
    assert f"'{NAME}'!$A$2:$D$6" in parts[BOOK].decode()
    assert "$D$2:$D$6" in parts["xl/charts/chart1.xml"].decode()
    assert set(differing(content, result.content)) == {SHEET, OTHER, BOOK, "xl/charts/chart1.xml"}


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("by_office", [False, True], ids=["as made", "written by LibreOffice"])
def test_another_program_reckons_with_all_that_came(tmp_path, by_office):
    content = made(2, summed_elsewhere)
    content = opened_by_office(content, tmp_path / "template") if by_office else content
    told = load_workbook(
        io.BytesIO(opened_by_office(filled(content).content, tmp_path / "filled")), data_only=True
    )
    assert [told["汇总"][f"A{row}"].value for row in range(1, 4)] == [3 * CAME, CAME, CAME]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (
            '<c r="A1" s="1" t="n"><f aca="false">B!A1</f><v>0</v></c>',
            '<c r="A1" s="1"><f aca="false">B!A1</f></c>',
        ),
        ('<x:c r="A1" t="str"><x:f>B!A1</x:f><x:v>甲</x:v></x:c>', '<x:c r="A1"><x:f>B!A1</x:f></x:c>'),
        ('<c r="A1"><f t="shared" si="0"/><v>1</v></c>', '<c r="A1"><f t="shared" si="0"/></c>'),
        ('<c r="A1" t="s"><v>3</v></c><c r="B1"/><c r="C1"><f>A1</f></c>', None),
        ('<c r="A1"/><c r="B1" t="e"><f>A1</f><v>#N/A</v></c>', '<c r="A1"/><c r="B1"><f>A1</f></c>'),
    ],
)
def test_what_formulas_of_other_sheets_gave_before_is_dropped_and_nothing_else(written, left):
    assert without_results(written.encode()).decode() == (left or written)


def opened_by_office(content: bytes, folder) -> bytes:
    """Return a file as LibreOffice writes it again."""
    folder.mkdir()
    (folder / "in.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / "in.xlsx")], capture_output=True, check=True, timeout=180)
    return (folder / "out" / "in.xlsx").read_bytes()


def test_a_sum_above_the_headings_means_all_that_came():
    def change(book: Workbook) -> None:
        sheet = book[NAME]
        sheet.insert_rows(1)
        sheet["A1"], sheet["D1"], sheet["D3"] = "合计", "=SUM(D3:D4)", "=LEN(B3)"

    told = cells_of(filled(made(0, change)).content, NAME)
    assert (told["D1"], told["D7"]) == ("=SUM(D3:D7)", "=LEN(B7)")


def formatted(totals: bool = False) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        table = Table(displayName="诉求", ref="A1:D2")
        if totals:
            table.totalsRowCount = 1
        book[NAME].add_table(table)
        book.create_sheet("汇总")["A1"] = "=SUM(诉求[字数])"

    return change


def test_a_formatted_table_reaches_the_last_row_and_one_with_totals_is_refused():
    result = filled(made(1, formatted()))
    table = parts_of(result.content)["xl/tables/table1.xml"].decode()
    assert table.count('ref="A1:D6"') == 2
    with pytest.raises(NotAllowed, match=r"汇总行.*请先在表格软件中在模板里插入 4 行"):
        filled(made(1, formatted(totals=True)))
    assert filled(made(1, formatted()), 1).rows == 1


def test_a_picture_under_the_prepared_row_covers_nothing_that_came():
    def change(book: Workbook) -> None:
        out = io.BytesIO()
        Picture.new("RGB", (40, 40), "red").save(out, "PNG")
        book[NAME].add_image(Image(out), "B4")

    drawing = parts_of(filled(made(1, change)).content)["xl/drawings/drawing1.xml"].decode()
    assert "<xdr:row>7</xdr:row>" in drawing or "<row>7</row>" in drawing


def test_rows_that_are_hidden_folded_or_flat_are_shown_when_a_matter_comes_in_and_told():
    def change(book: Workbook) -> None:
        lines = book[NAME].row_dimensions
        lines[3].hidden, lines[3].outlineLevel, lines[5].height, lines[7].hidden = True, 1, 0.5, True

    result = filled(made(6, change))
    assert [note.zh for note in result.notes] == [
        f"“{NAME}”第 {row} 行原来是隐藏的，已显示" for row in (3, 5)
    ]
    lines = load_workbook(io.BytesIO(result.content))[NAME].row_dimensions
    assert [lines[row].hidden for row in (3, 5, 7)] == [False, False, True]
    assert lines[5].height is None


def test_rows_under_the_prepared_ones_are_as_high():
    def change(book: Workbook) -> None:
        book[NAME].row_dimensions[2].height = 40

    lines = load_workbook(io.BytesIO(filled(made(1, change)).content))[NAME].row_dimensions
    assert [lines[row].height for row in range(2, 7)] == [40] * 5


def test_formulas_that_cells_share_go_on_under_them():
    content = parts_of(made(4, lambda book: None))
    text = content[SHEET].decode()
    for row, said in ((2, '<f t="shared" si="0" ref="D2:D3">LEN(B2)</f>'), (3, '<f t="shared" si="0"/>')):
        text, count = re.subn(rf'<c r="D{row}"([^>]*?)\s*(/>|></c>)', rf'<c r="D{row}"\1>{said}</c>', text)
        assert count == 1
    content[SHEET] = text.encode()
    for count in (4, 7):
        told = cells_of(filled(zipped(content), count).content, NAME)
        assert [told[f"D{row}"] for row in range(2, 2 + count)] == [
            f"=LEN(B{row})" for row in range(2, 2 + count)
        ]


def test_filters_drop_downs_colours_and_the_print_area_reach_and_the_rest_stays():
    def change(book: Workbook) -> None:
        sheet, other = book[NAME], book.create_sheet("选项")
        other["A1"], other["A2"] = "满意", "不满意"
        choice = DataValidation(type="list", formula1="=选项!$A$1:$A$2")
        sheet.add_data_validation(choice)
        choice.add("C2:C4")
        rule = FormulaRule(formula=['$C2="不满意"'], font=Font(color="FF0000"))
        sheet.conditional_formatting.add("A2:D4", rule)
        sheet.print_area, sheet.print_title_rows, sheet.auto_filter.ref = "A1:D4", "1:1", "A1:D4"
        sheet["B1"].comment, sheet["A1"].hyperlink = Comment("写明结果", "县"), "https://example.org/"
        sheet.protection.sheet = True

    content = made(3, change)
    result = filled(content)
    sheet, book = sheet_of(result), parts_of(result.content)[BOOK].decode()
    for said in ('sqref="C2:C6"', 'sqref="A2:D6"', '<autoFilter ref="A1:D6"'):
        assert said in sheet, said
    assert f"'{NAME}'!$A$1:$D$6" in book
    assert f"'{NAME}'!$1:$1" in book
    assert set(differing(content, result.content)) == {SHEET, BOOK}
