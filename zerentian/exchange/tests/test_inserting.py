"""More answers than empty rows: rows are inserted, and whatever spoke of a row below still means what it meant."""

import random
import re

import pytest

from zerentian.exchange.rules.inserting import drawing_after
from zerentian.exchange.rules.references import (
    MOST_ROWS,
    Insertion,
    formula_after,
    names_sheet,
    reference_after,
)
from zerentian.exchange.tests.test_filling import (
    HEAD,
    PARTS,
    cells_of,
    differing,
    filled,
    parts_of,
    template,
    zipped,
)
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension")

# Prepared rows 2 to 4 of a sheet; three rows go in after row 4.
PUT_IN = Insertion("回复表", 2, 4, 3)
ROWS = [(f"R-{n}", "答", "满意") for n in range(6)]
SHEET = "xl/worksheets/sheet1.xml"
DRAWING = (
    '<xdr:wsDr xmlns:xdr="x"><xdr:twoCellAnchor editAs="oneCell"><xdr:from><xdr:col>1</xdr:col><xdr:row>{}</xdr:row>'
    "</xdr:from><xdr:to><xdr:col>2</xdr:col><xdr:row>{}</xdr:row></xdr:to></xdr:twoCellAnchor></xdr:wsDr>"
)


@pytest.mark.parametrize(
    ("before", "after", "within"),
    [
        ("SUM(B2:B4)", "SUM(B2:B7)", False),
        ("SUM(B2:B4,B9)+$C$5", "SUM(B2:B7,B12)+$C$8", False),
        ("A4&A5", "A4&A8", False),
        ("SUM(A:A)+SUM(1:1)", "SUM(A:A)+SUM(1:1)", False),
        ("SUM(5:6)", "SUM(8:9)", False),
        ('IF(A5="第5行A5",LOG10(5),合计5)', 'IF(A8="第5行A5",LOG10(5),合计5)', False),
        (
            "回复表!A5+'回复表'!$A$6+选项!A5+[1]回复表!A5",
            "回复表!A8+'回复表'!$A$9+选项!A5+[1]回复表!A5",
            False,
        ),
        ("SUM(B4:C4)", "SUM(B4:C4)", True),
        ("SUM(B$2:B4)", "SUM(B$2:B4)", True),
        ("B4/SUM(B$2:B$4)*B$5", "B4/SUM(B$2:B$7)*B$8", True),
    ],
)
def test_a_formula_means_afterwards_what_it_meant(before, after, within):
    assert formula_after(before, PUT_IN, own=True, within=within) == after


def test_a_formula_of_another_sheet_moves_only_what_names_this_one():
    assert formula_after("A5+回复表!A5", PUT_IN, own=False) == "A5+回复表!A8"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[1]回复表!$D$5+D5", "[1]回复表!$D$5+D8"),
        ("'[1]回复表'!D5+回复表!D5", "'[1]回复表'!D5+回复表!D8"),
        ("SUM([2]回复表!D3:D9)", "SUM([2]回复表!D3:D9)"),
        ("'C:\\去年\\[去年.xlsx]回复表'!D5", "'C:\\去年\\[去年.xlsx]回复表'!D5"),
    ],
)
def test_what_another_file_holds_does_not_move_though_its_sheet_has_the_same_name(before, after):
    assert formula_after(before, PUT_IN, own=True) == after


@pytest.mark.parametrize("formula", ["SUM(A1:INDEX(A:A,5))", "SUM(选项:回复表!A5)", 'A5&"'])
def test_a_formula_that_can_not_be_kept_right_is_refused(formula):
    with pytest.raises(NotAllowed, match="请先在表格软件中在模板里插入 3 行"):
        formula_after(formula, PUT_IN, own=True)


def test_every_reference_still_names_the_same_cells():
    chance = random.Random(7)
    for _ in range(300):
        first, last, count = chance.randint(2, 9), chance.randint(9, 14), chance.randint(1, 40)
        one, two = sorted(chance.randint(1, 30) for _ in range(2))
        put_in = Insertion("表", first, last, count)
        found = [int(row) for row in re.findall(r"\d+", reference_after(f"$B{one}:C${two}", put_in))]
        # Cells that were covered are covered where they stand now; cells that were not are not.
        for row in range(1, 31):
            assert (found[0] <= put_in.row(row) <= found[1]) == (one <= row <= two)


def test_whatever_lies_below_moves_down_with_what_is_said_of_it():
    after = (
        '<sheetViews><sheetView><selection activeCell="B6" sqref="B6"/></sheetView></sheetViews>'
        '<conditionalFormatting sqref="A6:B6"><cfRule type="expression" priority="1"><formula>$A$6="x"</formula>'
        '</cfRule></conditionalFormatting><hyperlinks><hyperlink ref="A6" location="回复表!B6"/></hyperlinks>'
        '<rowBreaks count="3"><brk id="3" max="8"/><brk id="4" max="7"/><brk id="6" max="9"/></rowBreaks>'
    )
    cells = {"A5": "合计", "D5": ("", "<f>SUM(D2:D4)</f>"), "A6": "填表人", "C6": ("", "<f>D5*2</f>")}
    content = template(cells, merges=["A6:B6", "F2:F4"], after=after)
    result = filled(content, *ROWS)
    sheet = parts_of(result.content)[SHEET].decode()
    for said in (
        'activeCell="B9" sqref="B9"',
        'conditionalFormatting sqref="A9:B9"',
        '<formula>$A$9="x"</formula>',
        'ref="A9" location="回复表!B9"',
        '<brk id="3" max="8"/><brk id="7" max="7"/><brk id="9" max="9"/>',
        'mergeCell ref="A9:B9"',
        'mergeCell ref="F2:F7"',
    ):
        assert said in sheet
    told = cells_of(result.content)
    assert (told["A8"], told["D8"], told["A9"], told["C9"]) == ("合计", "=SUM(D2:D7)", "填表人", "=D8*2")
    assert differing(content, result.content) == [SHEET]


def test_formulas_that_cells_share_are_each_right_afterwards():
    shared = {
        "D2": ("", '<f t="shared" si="0" ref="D2:D6">LEN(B2)</f>'),
        "D3": ("", '<f t="shared" si="0"/>'),
        "D6": ("", '<f t="shared" si="0"/>'),
    }
    told = cells_of(filled(template(shared | {"A5": "x"}), *ROWS).content)
    assert [told[f"D{row}"] for row in (2, 3, 4, 7, 9)] == [f"=LEN(B{row})" for row in (2, 3, 4, 7, 9)]


def with_parts(**changes):
    """Return a template with something in row 5, and other parts beside it."""
    parts = parts_of(template({"A5": "合计", "D5": ("", "<f>SUM(D2:D4)</f>")}))
    related = changes.pop("related", "")
    if related:
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
            f'<Relationships xmlns="x">{related}</Relationships>'.encode()
        )
    return zipped(parts | {name: text.encode() for name, text in changes.items()})


def test_other_sheets_charts_names_pictures_and_the_order_of_calculation_follow():
    parts = parts_of(with_parts())
    book = parts["xl/workbook.xml"].decode()
    names = (
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">回复表!$A$1:$D$5</definedName>'
        '<definedName name="总数">回复表!$D$5</definedName></definedNames></workbook>'
    )
    rels = parts["xl/_rels/workbook.xml.rels"].decode()
    other = parts["xl/worksheets/sheet2.xml"].decode()
    content = with_parts(
        related='<Relationship Id="r1" Type="/drawing" Target="../drawings/drawing1.xml"/>',
        **{
            "xl/workbook.xml": book.replace("</workbook>", names),
            "xl/_rels/workbook.xml.rels": rels.replace(
                "</Relationships>",
                '<Relationship Id="c" Type="/calcChain" Target="calcChain.xml"/></Relationships>',
            ),
            "xl/calcChain.xml": '<calcChain><c r="D5" i="1"/><c r="C5"/><c r="A5" i="2"/></calcChain>',
            "xl/worksheets/sheet2.xml": other.replace(
                "</sheetData>", '<row r="2"><c r="A2"><f>IF(回复表!D5&gt;0,1,A5)</f></c></row></sheetData>'
            ),
            "xl/charts/chart1.xml": "<c:chart><c:f>回复表!$B$2:$B$4</c:f></c:chart>",
            "xl/drawings/drawing1.xml": DRAWING.format(5, 7) + DRAWING.format(0, 1),
        },
    )
    told = {
        name: text.decode()
        for name, text in parts_of(filled(content, *ROWS).content).items()
        if "media" not in name
    }
    assert ">回复表!$A$1:$D$8<" in told["xl/workbook.xml"]
    assert ">回复表!$D$8<" in told["xl/workbook.xml"]
    assert "<f>IF(回复表!D8&gt;0,1,A5)</f>" in told["xl/worksheets/sheet2.xml"]
    assert "回复表!$B$2:$B$7" in told["xl/charts/chart1.xml"]
    assert told["xl/drawings/drawing1.xml"] == DRAWING.format(8, 10) + DRAWING.format(0, 1)
    assert told["xl/calcChain.xml"] == '<calcChain><c r="D8" i="1"/><c r="C8"/><c r="A5" i="2"/></calcChain>'
    assert differing(content, filled(content, *ROWS).content) == [
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/workbook.xml",
        "xl/calcChain.xml",
        "xl/charts/chart1.xml",
        "xl/drawings/drawing1.xml",
    ]


@pytest.mark.parametrize(
    ("kind", "part", "text", "why"),
    [
        ("comments", "xl/comments1.xml", '<comments><comment ref="A5"/></comments>', "批注"),
        ("table", "xl/tables/table1.xml", '<table ref="A1:D4"/>', "套用表格格式"),
        ("pivotTable", "xl/pivot1.xml", '<a><location ref="H2:J9"/></a>', "数据透视表"),
        ("vmlDrawing", "xl/drawings/v.vml", "<xml><x:Anchor>1, 0, 6, 0, 2, 0, 8, 0</x:Anchor></xml>", "按钮"),
        ("vmlDrawing", "xl/drawings/v.vml", "<xml><x:Anchor>1, 0, 0, 0, 2, 0, 4, 0</x:Anchor></xml>", "按钮"),
        ("vmlDrawing", "xl/drawings/v.vml", "<xml><x:Anchor>1, 0, 4, 0, 2, 0, 1, 0</x:Anchor></xml>", "按钮"),
        (
            "drawing",
            "xl/drawings/d.xml",
            '<xdr:wsDr><xdr:sp textlink="$A$5"/></xdr:wsDr>',
            "随单元格变的图形",
        ),
    ],
)
def test_what_only_a_spreadsheet_program_keeps_right_is_refused_with_the_way_out(kind, part, text, why):
    related = f'<Relationship Id="r1" Type="/{kind}" Target="/{part}"/>'
    content = with_parts(related=related, **{part: text})
    with pytest.raises(NotAllowed, match=rf"{why}.*请先在表格软件中在模板里插入 3 行"):
        filled(content, *ROWS)
    assert filled(content, *ROWS[:3]).rows == 3


@pytest.mark.parametrize("row", [1, 2])
def test_a_note_above_does_not_keep_rows_from_being_inserted(row):
    related = '<Relationship Id="r1" Type="/comments" Target="/xl/comments1.xml"/>'
    content = with_parts(
        related=related, **{"xl/comments1.xml": f'<comments><comment ref="A{row}"/></comments>'}
    )
    assert filled(content, *ROWS).rows == 6


@pytest.mark.parametrize(
    ("kind", "part", "text"),
    [
        ("vmlDrawing", "xl/drawings/v.vml", "<xml><x:Anchor>7, 0, 0, 0, 8, 0, 3, 0</x:Anchor></xml>"),
        ("drawing", "xl/drawings/d.xml", '<xdr:wsDr><xdr:sp textlink=""/></xdr:wsDr>'),
        ("table", "xl/tables/table1.xml", '<table ref="H1:J3"/>'),
    ],
)
def test_what_stands_above_or_says_no_cell_does_not_keep_rows_from_being_inserted(kind, part, text):
    related = f'<Relationship Id="r1" Type="/{kind}" Target="/{part}"/>'
    assert filled(with_parts(related=related, **{part: text}), *ROWS).rows == 6


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ('<f t="array" ref="E2:E4">B2:B4</f>', "数组公式"),
        ('<f t="dataTable" ref="E2:E4" r1="A1"/>', "模拟运算表"),
        ('<f t="shared" si="9"/>', "E2 的公式读不懂"),
    ],
)
def test_a_formula_that_can_not_be_moved_is_refused(formula, why):
    with pytest.raises(NotAllowed, match=why):
        filled(template({"A5": "x", "E2": ("", formula)}), *ROWS)


@pytest.mark.parametrize(
    "inside", ["<controls><control/></controls>", "<oleObjects><oleObject/></oleObjects>"]
)
def test_controls_and_embedded_objects_are_refused(inside):
    with pytest.raises(NotAllowed, match="控件或嵌入的对象"):
        filled(template({"A5": "x"}, after=inside), *ROWS)


def test_a_sheet_that_is_full_takes_no_row_more_and_one_with_just_enough_room_does():
    with pytest.raises(NotAllowed, match=r"第 1048574 行还有单元格.*删除末尾用不到的行"):
        filled(template({"A5": "x", f"A{MOST_ROWS - 2}": "末"}), *ROWS)
    assert filled(template({"A5": "x", f"A{MOST_ROWS - 3}": "末"}), *ROWS).rows == 6


def anchored(kind: str, said: str, rows: tuple[int, ...]) -> str:
    """Return a drawing that hangs on one or two cells, whose rows count from 0."""
    places = "".join(f"<xdr:row>{row}</xdr:row>" for row in rows)
    return f"<xdr:{kind}CellAnchor{said}>{places}</xdr:{kind}CellAnchor>"


@pytest.mark.parametrize(
    ("kind", "said", "before", "after"),
    [
        ("two", "", (5, 7), (8, 10)),
        ("two", "", (3, 4), (3, 7)),
        ("two", ' editAs="oneCell"', (3, 7), (3, 7)),
        ("two", ' editAs="oneCell"', (4, 7), (7, 10)),
        ("one", "", (3,), (3,)),
        ("one", "", (4,), (7,)),
        ("two", ' editAs="absolute"', (5, 7), (5, 7)),
    ],
    ids=["below", "across", "held above", "held below", "on the last row", "after it", "held nowhere"],
)
def test_a_drawing_moves_with_the_cells_on_which_it_hangs(kind, said, before, after):
    assert drawing_after(anchored(kind, said, before), PUT_IN) == anchored(kind, said, after)


@pytest.mark.parametrize(
    ("text", "sheet", "may"),
    [
        ("SUM(回复表!A1)", "回复表", True),
        ("SUM('O''Brien'!A1)", "O'Brien", True),
        ("SUM(SHEET1!A1)", "Sheet1", True),
        ("SUM(A1)", "回复表", False),
    ],
)
def test_a_part_that_can_not_name_the_sheet_is_not_read_closely(text, sheet, may):
    assert names_sheet(text, sheet) is may


def test_what_was_written_reads_back_and_the_rest_is_untouched():
    content = template({"A5": "填表人：某"})
    result = filled(content, *ROWS)
    assert cells_of(result.content)["A8"] == "填表人：某"
    assert {name: parts_of(result.content)[name] for name in PARTS} == {
        name: parts_of(content)[name] for name in PARTS
    }
    assert HEAD.items() <= cells_of(result.content).items()
