"""A spreadsheet of ours, part by part: its rows and its foot, and what none of ours has."""

import pytest

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import TableFile

from .test_archive_bytes import archive
from .test_sheet_looks import LISTS
from .test_sheet_reading import S, cell, rows
from .test_word_reading import OFFICE, PACKAGE

TWO_WAYS = "可以有两种读法"
THEME = f'<a:theme xmlns:a="{verify.A[1:-1]}"><a:dk1><a:srgbClr val="000000"/></a:dk1></a:theme>'
SHEET_ROWS = rows(f'<row r="1">{cell("A1", "编号")}</row><row r="2">{cell("A2", "表号 1")}</row><row r="3"/>')
LINKED = {
    "r1": ("worksheet", "worksheets/sheet1.xml"),
    "r2": ("styles", "styles.xml"),
    "r3": ("sharedStrings", "sharedStrings.xml"),
    "r4": ("theme", "theme/theme1.xml"),
}
TYPED = {
    "xl/workbook.xml": f"{verify.OF_BOOK}sheet.main+xml",
    "xl/worksheets/sheet1.xml": f"{verify.OF_BOOK}worksheet+xml",
    "xl/styles.xml": f"{verify.OF_BOOK}styles+xml",
    "xl/sharedStrings.xml": f"{verify.OF_BOOK}sharedStrings+xml",
    "xl/theme/theme1.xml": verify.OF_THEME,
}


def relations(links, mode="") -> str:
    inner = "".join(
        f'<Relationship Id="{name}" Type="{kind if "/" in kind else f"{OFFICE}/{kind}"}" Target="{target}"{mode}/>'
        for name, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def book(sheets='<sheet name="Sheet" r:id="r1"/>', more="") -> str:
    return f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>{more}</workbook>'


def read(sheet=SHEET_ROWS, *, linked=LINKED, typed=TYPED, without=(), **parts: str) -> TableFile:
    """Read a spreadsheet of ours but for what is given; ``parts`` are put in the place of its own."""
    styles = "".join(f"<{name}>{held}</{name}>" for name, held in LISTS.items())
    kinds = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in typed.items())
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{kinds}</Types>',
        "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": book(),
        "xl/_rels/workbook.xml.rels": relations(linked),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{sheet}</worksheet>',
        "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}"/>',
        "xl/theme/theme1.xml": THEME,
    }
    made |= parts
    return TableFile(archive({name: text for name, text in made.items() if name not in without}))


def faults(*args, **more) -> list[str]:
    return [words.partition(" · ")[0] for _, words in read(*args, **more).faults]


def has(found: list[str], *wanted: str) -> bool:
    return len(found) == len(wanted) and all(b in a for a, b in zip(found, wanted, strict=True))


def test_a_table_is_its_rows_and_its_foot_without_what_is_blank_at_the_end():
    found = read(f"{SHEET_ROWS}<headerFooter><oddFooter>&amp;L表号 1</oddFooter></headerFooter>")
    assert found.rows == [["编号"], ["表号 1"]]
    assert (found.foot, found.faults) == ("表号 1", [])
    assert read("").rows == []


def test_without_a_sheet_there_is_no_table_and_without_a_theme_there_is():
    with pytest.raises(ValueError, match="没有工作表"):
        read(without=("xl/worksheets/sheet1.xml",))
    alone = {name: one for name, one in LINKED.items() if name != "r4"}
    assert faults(linked=alone, without=("xl/theme/theme1.xml",)) == []


@pytest.mark.parametrize(
    ("sheets", "more", "wanted"),
    [
        ('<sheet name="Sheet" r:id="r1"/>', "", []),
        ('<sheet name="Sheet" state="visible" r:id="r1"/>', "<calcPr/>", []),
        ('<sheet name="Sheet" state="hidden" r:id="r1"/>', "", ["不止一张工作表"]),
        ('<sheet name="别名" r:id="r1"/>', "", ["不止一张工作表"]),
        ('<sheet name="Sheet" r:id="r1"/><sheet name="Sheet2" r:id="r1"/>', "", ["不止一张工作表"]),
        ('<sheet name="Sheet" r:id="r9"/>', "", [TWO_WAYS]),
        ("", "", [TWO_WAYS, "不止一张工作表"]),
        (
            '<sheet name="Sheet" r:id="r1"/>',
            '<bookViews><workbookView visibility="visible"/></bookViews>',
            [],
        ),
        (
            '<sheet name="Sheet" r:id="r1"/>',
            '<bookViews><workbookView visibility="hidden"/></bookViews>',
            ["窗口隐藏"],
        ),
        (
            '<sheet name="Sheet" r:id="r1"/>',
            '<bookViews><workbookView minimized="1"/></bookViews>',
            ["窗口隐藏"],
        ),
        ('<sheet name="Sheet" r:id="r1"/>', "<externalReferences/>", ["出具时没有的内容 externalReferences"]),
        ('<sheet name="Sheet" r:id="r1"/>', "<sheet/>", ["出具时没有的内容 sheet", "不止一张工作表"]),
        ('<sheet name="Sheet" r:id="r1"/>', '<AlternateContent xmlns="urn:x"/>', []),
        ('<sheet name="Sheet" r:id="r1"/>', '<other xmlns="urn:x"/>', ["出具时没有的内容 other"]),
        (
            '<sheet name="Sheet" r:id="r1"/>',
            '<definedNames><definedName name="_xlnm.Print_Titles">Sheet!$1:$1</definedName></definedNames>',
            [],
        ),
        (
            '<sheet name="Sheet" r:id="r1"/>',
            '<definedNames><definedName name="_xlnm.Print_Titles">Sheet!$1:$2</definedName></definedNames>',
            ["名称 _xlnm.Print_Titles"],
        ),
        (
            '<sheet name="Sheet" r:id="r1"/>',
            '<definedNames><definedName name="_xlnm.Print_Area">Sheet!$A$1</definedName></definedNames>',
            ["名称 _xlnm.Print_Area"],
        ),
    ],
)
def test_a_workbook_holds_one_sheet_that_is_seen_whole(sheets, more, wanted):
    assert has(faults(**{"xl/workbook.xml": book(sheets, more)}), *wanted)


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("xl/comments1.xml", "<x/>", ["表格中没有的部件"]),
        ("xl/worksheets/sheet2.xml", "<x/>", ["表格中没有的部件"]),
        ("docProps/app.xml", "<Properties><Application>LibreOffice</Application></Properties>", []),
        (
            "docProps/app.xml",
            "<Properties><Application>实为三件</Application></Properties>",
            ["属性 Application"],
        ),
        ("docProps/core.xml", "<c><description>表号 1</description><creator>openpyxl</creator></c>", []),
        ("docProps/core.xml", "<c><description>别的</description></c>", ["属性 description 为“别的”"]),
        ("docProps/core.xml", "<c><title>别的</title></c>", ["属性 title 为“别的”"]),
        ("docProps/core.xml", "<c><modified/><modified/></c>", ["属性 modified：可以有两种读法"]),
        ("xl/Styles.xml", "<x/>", ["表格中没有的部件", "两份同名部件"]),
        ("customXml/item1.xml", "<other>甲</other>", ["报告中没有的内容"]),
    ],
)
def test_a_part_or_property_that_no_table_has_is_named(name, text, wanted):
    assert has(faults(**{name: text}), *wanted)


@pytest.mark.parametrize(
    ("linked", "wanted"),
    [
        ({"r5": ("hyperlink", "https://example.org")}, ["引用了 hyperlink"]),
        ({"r5": ("theme", "theme/theme1.xml")}, ["两个引用同为 theme"]),
        ({"r2": ("styles", "other.xml")}, ["引用了 styles other.xml", TWO_WAYS]),
        ({"r2": ("http://example.org/styles", "styles.xml")}, [TWO_WAYS]),
        ({"r4": ("customXml", "../customXml/item1.xml")}, [TWO_WAYS]),
    ],
)
def test_a_workbook_leads_to_what_a_table_leads_to_once(linked, wanted):
    assert has(faults(linked=LINKED | linked), *wanted)


def test_what_is_led_to_outside_the_file_is_named():
    outside = relations(LINKED, ' TargetMode="External"')
    assert has(faults(**{"xl/_rels/workbook.xml.rels": outside}), *["引用了"] * 4)
    inside = relations(LINKED, ' TargetMode="Internal"')
    assert faults(**{"xl/_rels/workbook.xml.rels": inside}) == []


@pytest.mark.parametrize("name", sorted(TYPED))
def test_each_part_that_is_read_is_of_its_type(name):
    assert has(faults(typed=TYPED | {name: "text/xml"}), TWO_WAYS)
    assert has(faults(typed={one: kind for one, kind in TYPED.items() if one != name}), TWO_WAYS)


def test_two_themes_are_read_in_two_ways():
    found = faults(typed=TYPED | {"xl/theme/theme2.xml": verify.OF_THEME}, **{"xl/theme/theme2.xml": THEME})
    assert has(found, TWO_WAYS, TWO_WAYS)


def test_faults_of_the_sheet_and_of_its_looks_stand_at_their_part():
    inner = '<cellXfs><xf numFmtId="14"/></cellXfs><fills><fill/></fills><strange/>'
    styles = f'<styleSheet xmlns="{S}">{inner}</styleSheet>'
    found = read(**{"xl/styles.xml": styles}).faults
    assert [(place, words.partition(" · ")[0]) for place, words in found] == [
        ("xl/worksheets/sheet1.xml", "第 1 行：看不清或与内容不同的格式"),
        ("xl/worksheets/sheet1.xml", "第 2 行：看不清或与内容不同的格式"),
        ("xl/styles.xml", "出具时没有的内容 strange"),
    ]


def test_words_are_shared_by_their_number():
    sheet = rows('<row r="1"><c r="A1" t="s"><v>1</v></c></row>')
    shared = f'<sst xmlns="{S}"><si><t>一</t></si><si><r><rPr><strike/></rPr><t>二</t></r></si></sst>'
    found = read(sheet, **{"xl/sharedStrings.xml": shared})
    assert found.rows == [["二"]]
    assert [words.partition(" · ")[0] for _, words in found.faults] == ["第 1 行：看不清或与内容不同的格式"]


def test_a_sheet_in_a_rare_encoding_is_not_read():
    for encoding in ("utf-8", "UTF8", "us-ascii"):
        data = f'<?xml version="1.0" encoding="{encoding}"?><x/>'.encode()
        assert verify.in_unicode(data) == data
    assert verify.in_unicode(b"<x/>") == b"<x/>"
    for encoding in ("koi8-r", "gbk"):
        with pytest.raises(ValueError, match="不是 Unicode"):
            verify.in_unicode(f'\ufeff<?xml version="1.0" encoding="{encoding}"?><x/>'.encode())


@pytest.mark.parametrize(("most", "xml", "fits"), [(2, "<a><b/></a>", True), (2, "<a><b/><c/></a>", False)])
def test_a_part_of_too_many_elements_is_not_read(most, xml, fits):
    if fits:
        assert verify.parsed(xml.encode(), most).tag == "a"
    else:
        with pytest.raises(ValueError, match="太大或嵌套太深"):
            verify.parsed(xml.encode(), most)


def test_a_part_that_is_too_deep_is_not_read():
    deepest = "<a>" * verify.DEEPEST + "</a>" * verify.DEEPEST
    assert verify.parsed(deepest.encode()).tag == "a"
    assert verify.parsed(f"<b>{'<a/>' * 90}</b>".encode()).tag == "b"
    with pytest.raises(ValueError, match="太大或嵌套太深"):
        verify.parsed(f"<a>{deepest}</a>".encode())
