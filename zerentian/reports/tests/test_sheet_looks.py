"""How cells of a spreadsheet look: which looks hide words or show others, and where words are cut off."""

from types import SimpleNamespace

import pytest

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import Looks, parsed

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
FONT = '<font><sz val="11"/><color theme="1"/><name val="Calibri"/></font>'
LISTS = {
    "numFmts": '<numFmt numFmtId="164" formatCode="@"/><numFmt numFmtId="165" formatCode=";;;"/>',
    "fonts": FONT,
    "fills": "<fill><patternFill/></fill>",
    "borders": "<border/>",
    "cellXfs": "<xf/>",
}


def theme(dark='<a:sysClr val="windowText" lastClr="000000"/>', fonts=""):
    return parsed(f'<a:theme xmlns:a="{A}"><a:dk1>{dark}</a:dk1>{fonts}</a:theme>'.encode())


THEME = theme()


def looks(themed=THEME, more="", **lists: str) -> Looks:
    """Return the looks of a workbook whose lists are ours but for those given."""
    inner = "".join(f"<{name}>{held}</{name}>" for name, held in (LISTS | lists).items() if held is not None)
    return Looks(parsed(f'<styleSheet xmlns="{S}">{inner}{more}</styleSheet>'.encode()), themed)


def hidden(cell="<xf/>", **lists: str) -> bool:
    return bool(looks(cellXfs=cell, **lists).fault(0))


# -- Cells ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "hides"),
    [
        ("<xf/>", False),
        ('<xf numFmtId="0"/>', False),
        ('<xf numFmtId="49"/>', False),
        ('<xf numFmtId="164"/>', False),
        ('<xf numFmtId="165"/>', True),
        ('<xf numFmtId="14"/>', True),
        ('<xf applyFont="1" quotePrefix="1"/>', False),
        ('<xf other="1"/>', True),
        ("<xf><alignment/></xf>", False),
        ("<xf><protection/></xf>", False),
        ("<xf><alignment/><protection/></xf>", False),
        ("<xf><alignment/><alignment/></xf>", True),
        ("<xf><extLst/></xf>", True),
        ('<xf><alignment horizontal="left"/></xf>', False),
        ('<xf><alignment horizontal="fill"/></xf>', True),
        ('<xf><alignment horizontal="centerContinuous"/></xf>', True),
        ('<xf><alignment indent="3"/></xf>', False),
        ('<xf><alignment indent="4"/></xf>', True),
        ('<xf><alignment textRotation="0"/></xf>', False),
        ('<xf><alignment textRotation="90"/></xf>', True),
        ('<xf><alignment shrinkToFit="1"/></xf>', True),
        ('<xf><alignment shrinkToFit="0"/></xf>', False),
        ('<xf><alignment readingOrder="1"/></xf>', False),
        ('<xf><alignment readingOrder="2"/></xf>', True),
        ('<xf><alignment relativeIndent="1"/></xf>', True),
    ],
)
def test_a_cells_format_and_alignment_show_its_words_as_they_are(cell, hides):
    assert hidden(cell) is hides


@pytest.mark.parametrize(
    ("fill", "hides"),
    [
        ("<fill><patternFill/></fill>", False),
        ('<fill><patternFill patternType="none"/></fill>', False),
        ('<fill><patternFill patternType="solid"/></fill>', True),
        ("<fill><gradientFill/></fill>", True),
        ("<fill><patternFill/><gradientFill/></fill>", True),
        ("<fill/>", True),
    ],
)
def test_words_stand_on_bare_paper(fill, hides):
    assert hidden(fills=fill) is hides


@pytest.mark.parametrize(
    ("border", "hides"),
    [
        ("<border><left/></border>", False),
        ('<border diagonalUp="1"/>', True),
        ('<border diagonalDown="true"/>', True),
        ('<border diagonalUp="0" diagonalDown="0"/>', False),
    ],
)
def test_no_line_runs_across_words(border, hides):
    assert hidden(borders=border) is hides


def test_a_cell_refers_to_looks_that_are_there():
    for wrong in ('<xf fontId="1"/>', '<xf fillId="1"/>', '<xf borderId="1"/>', '<xf fontId="-1"/>'):
        with pytest.raises(ValueError, match="引用了没有的格式"):
            looks(cellXfs=wrong).fault(0)
    with pytest.raises(ValueError, match="引用了没有的格式"):
        looks().fault(1)
    assert looks(borders="").fault(0) == ""
    assert looks(cellXfs="").fault(7) == ""
    assert looks(cellXfs='<xf/><xf numFmtId="14"/>').fault(1)


# -- Letters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("font", "hides"),
    [
        ("", False),
        ('<b/><i/><u/><family val="2"/>', False),
        ('<sz val="6"/>', False),
        ('<sz val="5.9"/>', True),
        ('<sz val="40"/>', False),
        ('<sz val="40.5"/>', True),
        *[(f"<{name}/>", True) for name in ("strike", "outline", "shadow", "condense", "extend")],
        *[(f'<{name} val="0"/>', False) for name in ("strike", "outline", "shadow", "condense", "extend")],
        ('<vertAlign val="baseline"/>', False),
        ('<vertAlign val="superscript"/>', True),
        ('<name val=" CALIBRI "/>', False),
        ('<name val="Wingdings"/>', True),
        ('<rFont val="Wingdings"/>', True),
        ('<charset val="134"/>', False),
        ('<charset val="2"/>', True),
        ('<scheme val="minor"/>', False),
        ("<glow/>", True),
        ("<sz/><sz/>", True),
        ('<b xmlns="urn:other"/>', True),
        ('<color rgb="FF000000"/>', False),
        ('<color rgb="FFFFFFFF"/>', True),
    ],
)
def test_letters_are_dark_upright_and_large_enough(font, hides):
    assert hidden(fonts=f"<font>{font}</font>") is hides


ODD_FACE = '<a:latin typeface="Wingdings"/>'


def test_a_font_of_the_theme_is_as_usual_as_the_theme():
    font = '<font><scheme val="minor"/></font>'
    odd = theme(fonts=ODD_FACE)
    assert looks(odd, fonts=font).fault(0)
    assert not looks(odd, fonts='<font><scheme val="none"/></font>').fault(0)
    assert not looks(fonts=font).fault(0)


@pytest.mark.parametrize(
    ("fonts", "usual"),
    [
        ("", True),
        ('<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=" "/>', True),
        (ODD_FACE, False),
        ('<a:ea typeface="Wingdings"/>', False),
        ('<a:cs typeface="Wingdings"/>', False),
        ('<a:font script="Hans" typeface="等线"/>', True),
        ('<a:font script="Hans" typeface="Wingdings"/>', False),
        ('<a:font script="Hant" typeface="Wingdings"/>', False),
        ('<a:font script="Arab" typeface="Wingdings"/>', True),
    ],
)
def test_the_typefaces_of_a_theme_show_every_letter_as_itself(fonts, usual):
    assert verify.has_usual_fonts(theme(fonts=fonts)) is usual


@pytest.mark.parametrize(
    ("dark", "black"),
    [
        ('<a:sysClr val="windowText" lastClr="000000"/>', True),
        ('<a:sysClr val="windowText"/>', True),
        ('<a:sysClr val="windowText" lastClr="FFFFFF"/>', False),
        ('<a:sysClr val="window" lastClr="000000"/>', False),
        ('<a:srgbClr val="000000"/>', True),
        ('<a:srgbClr val="111111"/>', False),
        ('<a:srgbClr val="000000"><a:lumMod val="5"/></a:srgbClr>', False),
        ('<a:srgbClr val="000000"/><a:srgbClr val="000000"/>', False),
        ('<a:prstClr val="000000"/>', False),
        ("", False),
    ],
)
def test_a_themes_letters_are_black_however_it_is_read(dark, black):
    assert verify.has_dark_text(theme(dark)) is black


def test_a_file_without_a_theme_has_black_letters_and_one_with_two_colours_has_none():
    assert verify.has_dark_text(parsed(b"<none/>"))
    assert not verify.has_dark_text(parsed(f'<a:theme xmlns:a="{A}"/>'.encode()))
    twice = "<a:dk1><a:srgbClr val='000000'/></a:dk1>" * 2
    assert not verify.has_dark_text(parsed(f'<a:theme xmlns:a="{A}">{twice}</a:theme>'.encode()))


COLOURS = "".join(f'<rgbColor rgb="FF{one}"/>' for one in ("FFFFFF", *["000000"] * 8))
PALETTE = f"<indexedColors>{COLOURS}</indexedColors>"


@pytest.mark.parametrize(
    ("color", "dark"),
    [
        ({}, True),
        ({"auto": "1"}, True),
        ({"rgb": "000000"}, True),
        ({"rgb": "FF000000"}, True),
        ({"rgb": "0000000"}, False),
        ({"rgb": "FFFFFF"}, False),
        ({"rgb": "FF0000"}, True),
        ({"rgb": "00FF00"}, False),
        ({"rgb": "000000", "theme": "1"}, False),
        ({"rgb": "000000", "tint": "0"}, True),
        ({"rgb": "000000", "tint": "-0.0"}, True),
        ({"rgb": "000000", "tint": "0.9"}, False),
        ({"theme": "1"}, True),
        ({"theme": "0"}, False),
        ({"indexed": "64"}, True),
        ({"indexed": "65"}, False),
        ({"indexed": "0"}, True),
        ({"indexed": "8"}, True),
        ({"indexed": "1"}, False),
        ({"indexed": "9"}, False),
        ({"tint": "0"}, False),
    ],
)
def test_a_colour_stands_out_from_white_paper_in_the_one_way_it_is_said(color, dark):
    assert looks().is_dark(color) is dark


def test_a_colour_by_number_is_that_of_the_files_own_palette():
    own = looks(more=f"<colors>{PALETTE}</colors>")
    assert not own.is_dark({"indexed": "0"})
    assert own.is_dark({"indexed": "8"})
    with pytest.raises(ValueError, match="引用了没有的格式"):
        looks(more='<colors><indexedColors><rgbColor rgb="FF000000"/></indexedColors></colors>').is_dark(
            {"indexed": "8"}
        )
    assert not looks(theme('<a:srgbClr val="FFFFFF"/>')).is_dark({"theme": "1"})


# -- Lists ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", []),
        ("<colors><x/></colors><extLst/>", []),
        ("<fonts/>", ["可以有两种读法"]),
        ("<dxfs><font/></dxfs>", ["出具时没有的内容 dxfs"]),
        ("<dxfs><dxf/></dxfs>", []),
        ("<strange/>", ["出具时没有的内容 strange"]),
        ('<dxfs xmlns="urn:other"/>', ["出具时没有的内容 dxfs"]),
    ],
)
def test_the_lists_of_looks_are_known_and_each_is_there_once(more, words):
    assert [one.partition(" · ")[0] for one in looks(more=more).odd] == words


def test_two_formats_of_one_number_are_read_in_two_ways():
    twice = '<numFmt numFmtId="164" formatCode="@"/><numFmt numFmtId="164" formatCode="0"/>'
    assert looks(numFmts=twice).odd == [f"numFmt：{verify.TWO_WAYS}"]


# -- Shared texts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "plain"),
    [
        ("<t>一</t>", True),
        ("<t>一</t><phoneticPr/>", True),
        ("<r><t>一</t></r>", True),
        ("<r><rPr><b/></rPr><t>一</t></r><r><t>二</t></r>", True),
        ("", True),
        ("<t>一</t><t>二</t>", False),
        ("<t>一</t><r><t>二</t></r>", False),
        ("<t>一</t><rPh/>", False),
        ("<r><rPr><strike/></rPr><t>一</t></r>", False),
        ("<r><t>一</t><rPr/></r>", False),
        ("<r>文字<t>一</t></r>", False),
        ("文字<t>一</t>", False),
        ("<t>一</t>文字", False),
        ("<t><b/></t>", False),
        ("<r><t>一<b/></t></r>", False),
    ],
)
def test_a_shared_text_is_one_text_or_runs_that_are_seen(inner, plain):
    item = parsed(f'<si xmlns="{S}">{inner}</si>'.encode())
    assert looks().are_plain(item) is plain


def test_what_is_no_shared_text_is_not_plain():
    assert not looks().are_plain(parsed(f'<sj xmlns="{S}"><t>一</t></sj>'.encode()))


# -- Where words are cut off ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("<xf/>", (False, True, 11)),
        ('<xf><alignment wrapText="1"/></xf>', (True, True, 11)),
        ('<xf><alignment horizontal="justify"/></xf>', (True, False, 11)),
        ('<xf><alignment horizontal="distributed"/></xf>', (True, False, 11)),
        ('<xf><alignment vertical="justify"/></xf>', (True, True, 11)),
        ('<xf><alignment vertical="distributed"/></xf>', (True, True, 11)),
        ('<xf><alignment horizontal="left"/></xf>', (False, True, 11)),
        ('<xf><alignment horizontal="center"/></xf>', (False, False, 11)),
        ('<xf fontId="1"/>', (False, True, 20)),
        ('<xf fontId="2"/>', (False, True, 11)),
    ],
)
def test_how_a_style_sets_its_words(cell, found):
    fonts = f'{FONT}<font><sz val="20"/></font><font/>'
    assert looks(cellXfs=cell, fonts=fonts).setting(0) == found
    assert looks(cellXfs="").setting(3) == (False, True, 11)


def cut(text, *, height=None, width=10.0, wraps=False, left=True, size=11, behind=None):
    """Tell whether the first cell of a row is cut off; ``behind`` are the words of its neighbour."""
    row = [(text, 0)] + ([(behind, 0)] if behind is not None else [])
    read = SimpleNamespace(rows=[row], heights=[height], width_of=lambda column: width)
    return verify.is_cut_off(read, SimpleNamespace(setting=lambda style: (wraps, left, size)), 1, 1)


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        ({"text": "abcdefghij"}, False),
        ({"text": "a" * 11}, False),
        ({"text": "a" * 12}, False),
        ({"text": "a" * 12, "left": False}, True),
        ({"text": "a" * 11, "left": False}, False),
        ({"text": "a" * 12, "behind": "乙"}, True),
        ({"text": "a" * 12, "behind": ""}, False),
        ({"text": "a" * 20, "behind": "乙", "width": 17}, False),
        ({"text": "a" * 21, "behind": "乙", "width": 17}, False),
        ({"text": "a" * 21, "behind": "乙", "width": 16.9}, True),
        ({"text": "a" * 12, "behind": "乙", "wraps": True}, False),
        ({"text": "a", "height": 8.25}, False),
        ({"text": "a", "height": 8.2}, True),
        ({"text": "a", "height": 15, "size": 20}, False),
        ({"text": "a", "height": 14.9, "size": 20}, True),
        ({"text": "a\nb", "height": 23.8}, False),
        ({"text": "a\nb", "height": 23.7}, True),
        ({"text": "a" * 23, "wraps": True, "height": 23.8}, False),
        ({"text": "a" * 23, "wraps": True, "height": 23.7}, True),
        ({"text": "a" * 24, "wraps": True, "height": 35.6}, True),
        ({"text": "村" * 6, "left": False}, True),
        ({"text": "村" * 5, "left": False}, False),
        ({"text": "a\n" * 60, "height": 400}, False),
        ({"text": "a\n" * 60, "height": 399}, True),
        ({"text": "a", "width": 0}, False),
        ({"text": "aa", "width": 0, "left": False}, True),
    ],
)
def test_a_cell_shows_all_its_words_or_runs_into_an_empty_neighbour(said, lost):
    assert cut(**said) is lost


@pytest.mark.parametrize(
    ("text", "wide"), [("", 0), ("abc", 3), ("村", 2), ("村a", 3), ("，ａ", 4), ("é", 1)]
)
def test_signs_of_chinese_are_two_wide(text, wide):
    assert verify.signs(text) == wide


def test_rows_whose_words_are_hidden_or_cut_off_are_named_once_each():
    found = []
    rows = [[("\0甲", 0)], [("乙", 1)], [("", 1)], [("a" * 30, 0), ("丙", 0)], [("丁", 0)]]
    read = SimpleNamespace(rows=rows, heights=[None] * 5, width_of=lambda column: 10, fault=found.append)
    verify.check_looks(read, looks(cellXfs='<xf/><xf numFmtId="14"/>'))
    assert [one.partition(" · ")[0] for one in found] == [
        f"第 {at} 行：{words.partition(' · ')[0]}"
        for at, words in ((1, verify.ODD_LOOK), (2, verify.ODD_LOOK), (4, verify.CUT_OFF))
    ]
