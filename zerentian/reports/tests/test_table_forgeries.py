"""A stranger edits a genuine spreadsheet, so that a reader sees something else: no such file is ever said to hold."""

import json

import pytest

from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.organization.rules.tables.leaving import lines_of, widths_of
from zerentian.reports.offline.verify import FOOT_CODE, TableFile, manifest_inside, plain_code, verify_bytes

from .test_forgeries import repacked
from .test_tables import (
    BOOK,
    CELLS,
    FIRST,
    KINDS,
    LINK,
    LINKS,
    SHEET,
    SPREADSHEET,
    STYLES,
    TYPES,
    book,  # noqa: F401
    in_part,
    shared,
    taken,  # noqa: F401
)
from .test_word_readings import put

pytestmark = pytest.mark.django_db
THEME, CORE, APP = "xl/theme/theme1.xml", "docProps/core.xml", "docProps/app.xml"
VT = 'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
BLACK, FACE = '<a:sysClr val="windowText" lastClr="000000"/>', '<a:latin typeface="Calibri"/>'
COLOR, NAME, SIZE = '<color theme="1"/>', '<name val="Calibri"/>', '<sz val="11"/>'
COLUMN = '<col width="18" customWidth="1" min="1" max="1"/>'
HIDDEN = COLUMN.replace("<col ", '<col hidden="1" ')
WRAPPED = '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
PAPER, SCALE = 'paperSize="9"', 'scale="100"'
END, FOOT, ROW_3 = "</cp:coreProperties>", "<oddFooter>&amp;L", '<row r="3" ht="30"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
OTHERWISE = f'<mc:AlternateContent {MC}><mc:Choice Requires="x14">%s</mc:Choice></mc:AlternateContent>'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def all_of(*changes):
    """Return changes made one after the other."""

    def change(parts: dict[str, bytes]) -> None:
        for one in changes:
            one(parts)

    return change


def with_second_theme(parts: dict[str, bytes]) -> None:
    """Lead the workbook to a theme of white letters, beside the one that it came with."""
    parts["xl/theme/theme2.xml"] = parts[THEME].replace(BLACK.encode(), b'<a:srgbClr val="FFFFFF"/>')
    in_part(LINKS, "theme/theme1.xml", "theme/theme2.xml")(parts)
    in_part(TYPES, "theme/theme1.xml", "theme/theme2.xml")(parts)


def at_the_end(alignment: str):
    """Return a change of how the words of the rows stand in their cells."""
    return in_part(STYLES, WRAPPED, f"{alignment}</xf></cellXfs>")


CUT_OFF = {
    "two lines in a row for one": in_part(SHEET, ROW_3, '<row r="3" ht="15"'),
    "a long text in a row for one line": in_part(SHEET, 'ht="60"', 'ht="15"'),
    "words that begin beyond the cell": at_the_end('<alignment horizontal="right"/>'),
    "words that end behind their neighbour": all_of(
        at_the_end('<alignment vertical="top"/>'), in_part(SHEET, COLUMN, COLUMN.replace("18", "5"))
    ),
    "large letters in a low row": all_of(
        in_part(STYLES, SIZE, '<sz val="36"/>'), in_part(SHEET, '<row r="2"', '<row r="2" ht="9"')
    ),
}
TWO_READINGS = {
    "a width that is no number": in_part(SHEET, 'width="18"', 'width="nan"'),
    "a size that ends early": in_part(STYLES, SIZE, '<sz val="1_1"/>'),
    "a height in other digits": in_part(SHEET, '<row r="2"', '<row r="2" ht="１５"'),
    "columns behind the rows": in_part(SHEET, "</sheetData>", f"</sheetData><cols>{HIDDEN}</cols>"),
    "columns told twice": in_part(SHEET, COLUMN, COLUMN * 2),
    "rows out of their place": in_part(SHEET, "<sheetData>", '<sheetData><c r="A1"/>'),
    "a text that only one reader counts": shared(
        "<z:si xmlns:z='urn:z'><t>26-000001</t></z:si><si><t>9</t></si>"
    ),
    "a text beside its runs": shared("<si><t>26-</t><r><t>000001</t></r></si>"),
    "a text twice": shared("<si><t>26-</t><t>000001</t></si>"),
    "a text in a text": shared("<si><t>26-<t>000001</t></t></si>"),
    "shared texts to which nothing leads": all_of(
        shared("<si><t>26-000001</t></si>"), in_part(LINKS, LINK, "")
    ),
    "shared texts of another kind": all_of(
        shared("<si><t>26-000001</t></si>"), in_part(TYPES, "sharedStrings+xml", "comments+xml")
    ),
    "looks by a relation of another name": in_part(LINKS, f"{KINDS}/styles", "urn:other/styles"),
    "a sheet of another kind": in_part(TYPES, f"{SPREADSHEET}.worksheet", f"{SPREADSHEET}.chartsheet"),
    "another theme": with_second_theme,
    "a colour by itself and by number": in_part(STYLES, COLOR, '<color auto="1" rgb="FFFFFFFF"/>'),
    "a colour of the theme and its own": in_part(STYLES, COLOR, '<color theme="0" rgb="FF000000"/>'),
    "a colour of six signs in twelve": in_part(STYLES, COLOR, '<color rgb="FFFFFF000000"/>'),
    "a colour of the system": in_part(THEME, BLACK, BLACK.replace("windowText", "window")),
    "a colour made light": in_part(
        THEME, BLACK, '<a:srgbClr val="000000"><a:lumOff val="100000"/></a:srgbClr>'
    ),
    "letters by rules of their own": in_part(STYLES, COLOR, COLOR + OTHERWISE % "<strike/>"),
    "fonts by rules of their own": in_part(STYLES, "<fills", OTHERWISE % "<fonts/>" + "<fills"),
    "a format given twice": all_of(
        in_part(
            STYLES,
            '<numFmts count="0"/>',
            '<numFmts><numFmt numFmtId="164" formatCode=";;;"/><numFmt numFmtId="164" formatCode="General"/></numFmts>',
        ),
        in_part(STYLES, CELLS, CELLS.replace('numFmtId="0"', 'numFmtId="164"')),
    ),
    "two alignments": at_the_end('<alignment/><alignment textRotation="255"/>'),
    "a look that is not there": in_part(SHEET, FIRST, FIRST.replace('s="2"', 's="-1"')),
    "a sheet in a foreign tongue": in_part(BOOK, "</sheets>", '<z:sheet xmlns:z="urn:z" name="x"/></sheets>'),
    "a title given twice": in_part(CORE, END, f"<dc:title {DC}/><dc:title {DC}/>{END}"),
}
UNSEEN = {
    "rows folded away": all_of(
        in_part(SHEET, '<row r="2"', '<row r="2" outlineLevel="1"'),
        in_part(SHEET, '<row r="3"', '<row r="3" collapsed="1"'),
    ),
    "columns folded away": in_part(SHEET, COLUMN, COLUMN.replace("<col ", '<col outlineLevel="1" ')),
    "no foot on the first page": in_part(SHEET, "<headerFooter>", '<headerFooter differentFirst="1">'),
    "no foot on even pages": in_part(SHEET, "<headerFooter>", '<headerFooter differentOddEven="1">'),
    "a white foot": in_part(SHEET, FOOT, f"{FOOT}&amp;KFFFFFF"),
    "a tiny foot": in_part(SHEET, FOOT, f"{FOOT}&amp;1"),
    "a foot of symbols": in_part(SHEET, FOOT, f"{FOOT}&amp;&quot;Wingdings,Regular&quot;"),
    "a foot below the paper": in_part(SHEET, FOOT, FOOT + "\n" * 9),
    "a print from afar": in_part(SHEET, SCALE, 'scale="10"'),
    "all on one sheet of paper": in_part(SHEET, "<pageSetUpPr/>", '<pageSetUpPr fitToPage="1"/>'),
    "a paper of a stamp's size": in_part(SHEET, PAPER, 'paperSize="256"'),
    "margins without paper": in_part(SHEET, 'left="0.4"', 'left="8.1"'),
    "a view of the pages from afar": in_part(
        SHEET, "<sheetView ", '<sheetView view="pageBreakPreview" zoomScaleSheetLayoutView="10" '
    ),
    "crossed out": all_of(
        in_part(STYLES, "<border>", '<border diagonalUp="1">'),
        in_part(STYLES, "<diagonal/>", '<diagonal style="thick"/>'),
    ),
    "a theme of symbols": in_part(THEME, FACE, FACE.replace("Calibri", "Wingdings")),
    "bars for letters": in_part(STYLES, NAME, '<name val="Code 128"/>'),
    "letters all alike": in_part(STYLES, NAME, '<name val="Flow Block"/>'),
    "rows repeated on every page": in_part(BOOK, "$1:$1", "$1:$6"),
    "a hidden window": in_part(BOOK, 'visibility="visible"', 'visibility="hidden"'),
    "another author": in_part(CORE, "<dc:creator", f"<dc:creator {DC}>县审计局</dc:creator><dc:creator"),
    "a company of its own": in_part(APP, "</Properties>", "<Company>县审计局</Company></Properties>"),
    "a program that speaks": in_part(APP, "Microsoft Excel", "县审计局核定"),
    "a title of its parts": in_part(
        APP, "</Properties>", f"<TitlesOfParts><vt:lpstr {VT}>核定</vt:lpstr></TitlesOfParts></Properties>"
    ),
    "a property of its own": put(
        "docProps/custom.xml", '<Properties><property name="核定"><x>已核定</x></property></Properties>'
    ),
    "data with words": put("customXml/item5.xml", "<x>已核定</x>"),
    "a label with words": put("docMetadata/LabelInfo.xml", '<labelList><label name="已核定"/></labelList>'),
    "a state of its own": in_part(CORE, END, f"<cp:contentStatus>已审定</cp:contentStatus>{END}"),
}


@pytest.mark.parametrize("kinds", [CUT_OFF, TWO_READINGS, UNSEEN], ids=["cut off", "two readings", "unseen"])
def test_no_such_table_is_said_to_hold(book, kinds) -> None:  # noqa: F811
    key = json.loads(manifest_inside(book))["vkey"]
    told = {
        kind: verify_bytes(repacked(book, change), "list.xlsx", key).verdict for kind, change in kinds.items()
    }
    assert [kind for kind, verdict in told.items() if verdict != "differs"] == []
    assert verify_bytes(repacked(book, lambda parts: None), "list.xlsx", key).verdict == "holds"


SEEN = {
    "rows as high as their words": in_part(SHEET, ROW_3, '<row r="3"'),
    "a wider column": in_part(SHEET, COLUMN, COLUMN.replace("18", "60")),
    "a smaller print": in_part(SHEET, SCALE, 'scale="70"'),
    "larger letters": in_part(STYLES, SIZE, '<sz val="12"/>'),
    "a look of the foot": in_part(SHEET, FOOT, f"{FOOT}&amp;&quot;宋体,常规&quot;&amp;12&amp;K000000"),
    "the theme by another program": in_part(THEME, BLACK, '<a:srgbClr val="000000"/>'),
    "a state of the program": in_part(
        SHEET, "<sheetFormatPr ", '<sheetFormatPr outlineLevelRow="5" outlineLevelCol="1" '
    ),
}


def test_what_programs_change_and_readers_do_not_miss_still_holds(book) -> None:  # noqa: F811
    key = json.loads(manifest_inside(book))["vkey"]
    told = {
        kind: verify_bytes(repacked(book, change), "list.xlsx", key).verdict for kind, change in SEEN.items()
    }
    assert [kind for kind, verdict in told.items() if verdict != "holds"] == []


def test_rows_of_a_table_are_as_high_as_their_words_and_headings_stand_on_every_page(book) -> None:  # noqa: F811
    read = TableFile(book)
    assert (read.faults, len(read.rows)) == ([], 6)
    assert widths_of([["编号", "x" * 99], ["26-000001", "一"]]) == [18, 40]
    assert (lines_of("村口路灯不亮", 18), lines_of("不\n亮", 18), lines_of("字" * 40, 40)) == (1, 2, 3)


def test_a_sign_in_a_foot_takes_no_digit_of_what_it_says() -> None:
    told = {text: FOOT_CODE.sub(plain_code, text) for text in ("&C&12甲", "&1202026年", "&KFFFFFF甲", "&2甲")}
    assert list(told.values()) == ["甲", "&1202026年", "&KFFFFFF甲", "&2甲"]
