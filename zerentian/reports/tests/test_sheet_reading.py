"""A spreadsheet's one sheet, element by element: what none of ours holds is named, on both sides of every limit."""

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import SheetReader, parsed

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = ["一", "二", "三"]
ODD_CELL, ODD_SIZE, ODD_LOOK, ODD_PAGE = "公式、数值", "隐藏或过窄", "看不清", "打印设置"


def read(inner: str, shared=SHARED) -> SheetReader:
    parser = ElementTree.XMLParser(target=SheetReader(shared))
    parser.feed(f'<worksheet xmlns="{S}">{inner}</worksheet>')
    return parser.close()


def rows(inner: str) -> str:
    return f"<sheetData>{inner}</sheetData>"


def cell(place="A1", words="上坪村", more="") -> str:
    return f'<c r="{place}" t="inlineStr"{more}><is><t>{words}</t></is></c>'


def faults(inner: str) -> list[str]:
    return [one.partition(" · ")[0] for one in read(inner).faults]


def starts(found: list[str], *wanted: str) -> bool:
    return len(found) == len(wanted) and all(a.startswith(b) for a, b in zip(found, wanted, strict=True))


# -- Rows and cells ------------------------------------------------------------------------------------


def test_rows_and_cells_are_read_where_they_say_they_stand():
    styled = cell("C1", "丙", ' s="2"')
    inner = f'<row r="1">{cell("A1")}{styled}</row><row r="3">{cell("B3")}</row>'
    found = read(rows(inner))
    assert found.rows == [[("上坪村", 0), ("", 0), ("丙", 2)], [], [("", 0), ("上坪村", 0)]]
    assert found.heights == [None, None, None]
    assert found.faults == []
    assert (found.at, found.cells) == (3, 3)


def test_a_row_without_a_number_follows_the_one_before():
    found = read(rows(f'<row r="2">{cell("A2")}</row><row>{cell("A3", "后")}</row>'))
    assert [row[0][0] if row else "" for row in found.rows] == ["", "上坪村", "后"]


def test_words_are_shared_or_stand_in_the_cell():
    inner = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>2</v></c></row>'
    assert read(rows(inner)).rows == [[("一", 0), ("三", 0)]]
    found = read(rows(f'<row r="1">{cell(words="a_x000A_b_x4E00_")}<c r="B1"/></row>'))
    assert found.rows == [[("a\nb一", 0), ("", 0)]]
    assert found.faults == []


@pytest.mark.parametrize("place", ["-1", "3"])
def test_a_cell_refers_to_words_that_are_there(place):
    with pytest.raises(ValueError, match="引用了没有的文字"):
        read(rows(f'<row r="1"><c r="A1" t="s"><v>{place}</v></c></row>'))


@pytest.mark.parametrize(
    "inner",
    [
        '<c r="A1"><v>3</v></c>',
        '<c r="A1" t="n"><v>3</v></c>',
        '<c r="A1" t="str"><v>三</v></c>',
        '<c r="A1" t="b"><v>1</v></c>',
        '<c r="A1" t="s"><v>0</v><is><t>1</t></is></c>',
        '<c r="A1" t="inlineStr"><is><t>一</t><t>二</t></is></c>',
        '<c r="A1" t="inlineStr"><v>0</v></c>',
    ],
)
def test_a_number_a_formula_and_two_texts_in_a_cell_are_named(inner):
    found = faults(rows(f'<row r="1">{inner}</row>'))
    assert starts(found, f"第 1 行：{ODD_CELL}")


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ('<row r="2"/><row r="2"/>', "行的次序或数目不对"),
        ('<row r="2"/><row r="1"/>', "行的次序或数目不对"),
        ('<row r="0"/>', "行的次序或数目不对"),
        ('<row r="100001"/>', "行的次序或数目不对"),
        (f'<row r="1">{cell("A2")}</row>', "单元格的位置不对"),
        (f'<row r="1">{cell("a1")}</row>', "单元格的位置不对"),
        ('<row r="1"><c t="s"><v>0</v></c></row>', "单元格的位置不对"),
        (f'<row r="1">{cell("B1")}{cell("A1")}</row>', "单元格的次序不对"),
        (f'<row r="1">{cell("A1")}{cell("A1")}</row>', "单元格的次序不对"),
        (f'<row r="1">{cell("ALM1")}</row>', "单元格的次序不对"),
        ('<row r="x"/>', "不是整数"),
    ],
)
def test_rows_and_cells_out_of_order_are_not_read(inner, words):
    with pytest.raises(ValueError, match=words):
        read(rows(inner))


def test_the_last_row_and_column_that_are_read():
    assert read(rows('<row r="100000"/>')).at == 100_000
    assert len(read(rows(f'<row r="1">{cell("ALL1")}</row>')).rows[0]) == 1000


def test_too_many_cells_are_not_read(monkeypatch):
    monkeypatch.setattr(verify, "MOST_TABLE_CELLS", 2)
    inner = f'<row r="1">{cell("A1")}{cell("B1")}</row>'
    assert read(rows(inner)).cells == 2
    with pytest.raises(ValueError, match="表格太大"):
        read(rows(f'{inner}<row r="2">{cell("A2")}</row>'))


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("AZ", 52), ("ALL", 1000)])
def test_columns_are_counted(letters, number):
    assert verify.column_number(letters) == number


# -- What stands nowhere in a table --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<drawing/>", ["出具时没有的内容 drawing"]),
        ("<mergeCells/>", ["出具时没有的内容 mergeCells"]),
        (rows('<row r="1"><v>1</v></row>'), ["出具时没有的内容 v", f"第 1 行：{ODD_CELL}"]),
        (f"{rows('')}<cols/>", ["cols：可以有两种读法"]),
        (f"{rows('')}{rows('')}", ["sheetData：可以有两种读法"]),
        (f"<sheetPr/>{rows('')}<pageSetup/>", []),
        ('<sheetPr xmlns="urn:other"/>', ["出具时没有的内容 sheetPr"]),
        (rows('<row r="1" x="2"/>'), ["出具时没有的内容 row x"]),
        ('<sheetPr filterMode="0"/>', []),
        ('<sheetPr filterMode="1"/>', ["sheetPr filterMode："]),
        (rows('<row r="1" collapsed="1"/>'), ["row collapsed："]),
        (rows("") + "文字", ["单元格以外的文字"]),
        (rows('<row r="1"/>' + "\n  "), []),
        (rows('<row r="1">文字</row>'), ["单元格以外的文字"]),
    ],
)
def test_what_no_table_says_is_named(inner, wanted):
    assert starts(faults(inner), *wanted)


def test_the_same_fault_is_named_once_and_no_more_than_a_reader_needs(monkeypatch):
    reader = SheetReader([])
    reader.fault("一处")
    reader.fault("一处")
    assert reader.faults == ["一处"]
    monkeypatch.setattr(verify, "MOST_FAULTS", 2)
    reader.fault("二处")
    reader.fault("三处")
    assert reader.faults == ["一处", "二处"]


def test_entities_are_refused():
    parser = ElementTree.XMLParser(target=SheetReader([]))
    with pytest.raises(ValueError, match="实体"):
        parser.feed('<!DOCTYPE a [<!ENTITY b "c">]><a/>')


# -- Sizes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", []),
        ('defaultRowHeight="8"', []),
        ('defaultRowHeight="7.9"', [ODD_SIZE]),
        ('defaultColWidth="2"', []),
        ('defaultColWidth="1.9"', [ODD_SIZE]),
        ('baseColWidth="5"', []),
        ('baseColWidth="4"', [ODD_SIZE]),
        ('zeroHeight="0"', []),
        ('zeroHeight="1"', ["sheetFormatPr zeroHeight："]),
    ],
)
def test_rows_and_columns_that_say_nothing_of_their_size_can_be_read(said, wanted):
    assert starts(faults(f"<sheetFormatPr {said}/>"), *wanted)


def test_a_size_for_all_rows_and_columns_counts_where_they_say_none():
    told = '<sheetFormatPr defaultColWidth="12" defaultRowHeight="9" customHeight="1"/>'
    found = read(told + rows('<row r="1"/><row r="2" ht="30"/><row r="3" hidden="1"/>'))
    assert (found.width_of(5), found.heights) == (12, [9, 30, 0])
    assert read(f'<sheetFormatPr defaultRowHeight="9"/>{rows("<row/>")}').heights == [None]
    assert read(rows("")).width_of(1) == 8.4


def test_columns_are_as_wide_as_they_say():
    found = read(
        '<cols><col min="1" max="2" width="18"/><col min="3" max="3" hidden="1"/><col min="5" max="6"/></cols>'
    )
    assert [found.width_of(at) for at in range(1, 8)] == [18, 18, 0, 8.4, 8.4, 8.4, 8.4]
    assert found.faults == []


@pytest.mark.parametrize(
    ("columns", "twice"),
    [
        ('<col min="2" max="1"/>', True),
        ('<col min="1" max="2"/><col min="2" max="3"/>', True),
        ('<col min="1" max="2"/><col min="3" max="3"/>', False),
        ('<col min="3" max="3"/><col min="1" max="1"/>', True),
        ('<col min="1" max="1"/>', False),
    ],
)
def test_a_column_is_told_of_once(columns, twice):
    assert starts(faults(f"<cols>{columns}</cols>"), *(["cols：可以有两种读法"] if twice else []))


@pytest.mark.parametrize(
    ("columns", "row", "words", "odd"),
    [
        ('<col min="1" max="1" width="2"/>', "", "村", False),
        ('<col min="1" max="1" width="1.9"/>', "", "村", True),
        ('<col min="1" max="1" width="1.9"/>', "", "", False),
        ('<col min="1" max="1" width="9" hidden="1"/>', "", "村", True),
        ('<col min="2" max="2" width="1"/>', "", "村", False),
        ("", 'ht="8"', "村", False),
        ("", 'ht="7.9"', "村", True),
        ("", 'hidden="1"', "村", True),
        ("", 'hidden="0"', "村", False),
        ("", 'hidden="1"', "", False),
    ],
)
def test_words_in_a_row_or_column_too_small_to_read_are_named(columns, row, words, odd):
    inner = (f"<cols>{columns}</cols>" if columns else "") + rows(
        f'<row r="1" {row}>{cell(words=words)}</row>'
    )
    assert starts(faults(inner), *([f"第 1 行：{ODD_SIZE}"] if odd else []))


# -- Views and pages -----------------------------------------------------------------------------------

FROZEN = "冻结窗格遮住了行列"


def view(said: str = "", inner: str = "") -> str:
    return f"<sheetViews><sheetView {said}>{inner}</sheetView></sheetViews>"


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (view('zoomScale="40"'), []),
        (view('zoomScale="39"'), [ODD_LOOK]),
        (view('zoomScaleNormal="0"'), []),
        (view('zoomScaleNormal="1"'), [ODD_LOOK]),
        (view('rightToLeft="1"'), ["sheetView rightToLeft："]),
        (view('topLeftCell="A9"'), []),
        (view("", '<pane ySplit="1" state="frozen"/>'), []),
        (view("", '<pane ySplit="2" state="frozen"/>'), [FROZEN]),
        (view("", '<pane ySplit="1" xSplit="1" state="frozen"/>'), [FROZEN]),
        (view("", '<pane ySplit="1" xSplit="0" state="frozenSplit"/>'), []),
        (view("", '<pane ySplit="2" state="frozenSplit"/>'), [FROZEN]),
        (view('topLeftCell="A9"', '<pane ySplit="1" state="frozen"/>'), [FROZEN]),
        (view('topLeftCell="A9"', '<pane ySplit="9" state="split"/>'), []),
        (view('topLeftCell="A9"', '<pane ySplit="9"/>'), []),
        ('<pageMargins left="3" right="0.5"/>', []),
        ('<pageMargins left="0.5" header="3.01"/>', [ODD_PAGE]),
        *[(f'<pageSetup paperSize="{size}"/>', []) for size in ("1", "5", "8", "9", "11", "12", "13")],
        ('<pageSetup paperSize="2"/>', [ODD_PAGE]),
        ('<pageSetup scale="40"/>', []),
        ('<pageSetup scale="39"/>', [ODD_PAGE]),
        ('<pageSetup scale="400"/>', []),
        ('<pageSetup scale="401"/>', [ODD_PAGE]),
        ("<pageSetup/>", []),
    ],
)
def test_a_sheet_is_seen_and_printed_so_that_it_can_be_read(inner, wanted):
    assert starts(faults(inner), *wanted)


def test_heads_and_feet_are_kept_by_the_pages_they_stand_on():
    found = read(
        '<headerFooter differentFirst="1"><oddFooter>&amp;L表号 1</oddFooter>'
        "<firstFooter>首页</firstFooter></headerFooter>"
    )
    assert found.pages == {"oddFooter": "&L表号 1", "firstFooter": "首页"}
    assert found.own_heads == {"first"}
    assert read('<headerFooter differentOddEven="1"/>').own_heads == {"even"}
    assert read('<headerFooter differentOddEven="0"/>').own_heads == set()
    twice = "<headerFooter><oddFooter>一</oddFooter><oddFooter>二</oddFooter></headerFooter>"
    assert starts(faults(twice), "oddFooter：可以有两种读法")


@pytest.mark.parametrize(
    ("value", "on"),
    [(None, False), ("0", False), ("false", False), ("1", True), ("true", True), ("", True), ("no", True)],
)
def test_what_is_neither_on_nor_off_counts_as_on(value, on):
    assert verify.is_true(value) is on


@pytest.mark.parametrize("wrong", ["", "-1", "1.", ".5", "1e3", "1234567", "0." + "1" * 31])
def test_a_size_is_written_in_one_way(wrong):
    with pytest.raises(ValueError, match="不是数"):
        verify.decimal(wrong)
    assert [verify.decimal(one) for one in ("0", "18.5", "123456." + "0" * 30)] == [0, 18.5, 123456]


# -- The foot of its pages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "plain"),
    [
        ("&L", True), ("&C", True), ("&R", True), ("&X", False),
        ('&"Calibri"', True), ('&"Calibri,Bold"', True), ('&"Calibri,常规"', True), ('&"-,Regular"', True),
        ('&"Wingdings"', False), ('&"Calibri,Outline"', False),
        ("&6", True), ("&5", False), ("&40", True), ("&41", False),
        ("&K000000", True), ("&KFFFFFF", False),
    ],
)  # fmt: skip
def test_a_sign_that_only_places_or_dresses_a_foot_says_nothing(code, plain):
    told = verify.FOOT_CODE.sub(verify.plain_code, code)
    assert (told == "") is plain
    assert plain or told == code


def foot(pages, own=()):
    table = SimpleNamespace(faults=[])
    found = verify.TableFile.foot_of(table, pages, set(own))
    return found, [words.partition(" · ")[0] for _, words in table.faults]


def test_a_foot_is_the_same_on_every_page_and_nothing_else_is_printed():
    assert foot({"oddFooter": "&L表号 1"}) == ("表号 1", [])
    assert foot({}) == ("", [])
    assert foot({"oddFooter": "表号", "firstFooter": "&C表号"}, ["first"]) == ("表号", [])
    assert foot({"oddFooter": "表号", "evenFooter": "表号"}, ["even"]) == ("表号", [])
    assert foot({"oddFooter": "表号", "oddHeader": "&C"}) == ("表号", [])
    assert foot({"oddFooter": "表号", "oddHeader": "表号"}) == ("表号", ["页眉页脚 oddHeader 为“表号”"])
    assert foot({"oddFooter": "表号", "firstFooter": "别的"}) == ("表号", ["页眉页脚 firstFooter 为“别的”"])
    assert foot({"oddFooter": "表号"}, ["first"]) == ("表号", ["有的页没有页脚“表号”"])
    assert foot({"oddFooter": "1\n2\n3\n4"}) == ("1 2 3 4", [])
    assert foot({"oddFooter": "1\n2\n3\n4\n5"})[1] == [verify.ODD_PAGE.partition(" · ")[0]]


# -- Rows as they are compared -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "kept"), [([], []), (["", ""], []), (["a", "", "b", ""], ["a", "", "b"]), (["", "b"], ["", "b"])]
)
def test_blank_cells_at_the_end_of_a_row_say_nothing(row, kept):
    assert verify.trimmed(row) == kept


def test_a_table_states_how_many_rows_what_they_say_and_its_foot():
    one = verify.stated_of_rows([["a"], ["b"]], "表号")
    assert (one["kind"], one["rows"], one["foot"]) == ("table", 2, "表号")
    digests = {
        verify.stated_of_rows(given)["cells"] for given in ([["a"], ["b"]], [["b"], ["a"]], [["a", "b"]], [])
    }
    assert len(digests) == 4
    assert verify.stated_of_rows([])["foot"] == ""


def texts(*shared: str, plain=True) -> list[str]:
    root = parsed(f'<sst xmlns="{S}">{"".join(shared)}</sst>'.encode())
    table = SimpleNamespace(xml=lambda name, most: root)
    return verify.TableFile.strings(table, SimpleNamespace(are_plain=lambda item: plain))


def test_shared_words_are_read_in_their_order():
    assert texts("<si><t>一</t></si>", "<si><r><t>二</t></r><r><t>_x000A_三</t></r></si>") == ["一", "二\n三"]
    assert texts("<si><t>一</t></si>", plain=False) == ["\0一"]
    assert texts("<si><t>一</t></si>", "<extLst/>") == ["一"]
    assert len(texts("<extLst/>", "<si><t>一</t></si>")) == 2
