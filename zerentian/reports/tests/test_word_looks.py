"""How words of a Word file look: what a verifier lets pass and what it names, on both sides of every limit."""

import pytest

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import parsed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OTHERS = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
OTHERS += ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
BARE = {"faults": ()}
COLOURED, SMALL, PRESSED, MOVED, GROUND = (
    "与纸色相近的文字",
    "过小或过大的文字",
    "挤在一起的文字",
    "移出本行的文字",
    "带底色的文字",
)


def xml(inner: str, name: str = "rPr"):
    """Return an element of a Word file around others, ``w:`` before every name."""
    return parsed(f'<w:{name} xmlns:w="{W}" {OTHERS}>{inner}</w:{name}>'.encode())


def chinese(faults) -> list[str]:
    return [one.partition(" · ")[0] for one in faults]


def seen_as(inner: str) -> list[str]:
    """Return what is wrong with words that bear these properties."""
    look = verify.run_look(BARE, xml(inner))
    return chinese([*look["faults"], *verify.unseen(look)])


# -- Runs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "faults"),
    [
        ("", []),
        ('<w:color w:val="auto"/>', []),
        ("<w:color/>", []),
        ('<w:color w:val="000000"/>', []),
        ('<w:color w:val="FF0000"/>', []),
        ('<w:color w:val="FFFFFF"/>', [COLOURED]),
        ('<w:color w:val="00FF00"/>', [COLOURED]),
        ('<w:color w:val="000000" w:themeColor="text1"/>', [COLOURED]),
        ('<w:sz w:val="16"/>', []),
        ('<w:sz w:val="15"/>', [SMALL]),
        ('<w:sz w:val="144"/>', []),
        ('<w:sz w:val="145"/>', [SMALL]),
        ('<w:spacing w:val="-5"/>', []),
        ('<w:spacing w:val="-6"/>', [PRESSED]),
        ('<w:spacing w:val="40"/>', []),
        ('<w:spacing w:val="41"/>', [PRESSED]),
        ('<w:sz w:val="40"/><w:spacing w:val="-10"/>', []),
        ('<w:sz w:val="40"/><w:spacing w:val="-11"/>', [PRESSED]),
        ('<w:w w:val="60"/>', []),
        ('<w:w w:val="59"/>', [PRESSED]),
        ('<w:w w:val="200"/>', []),
        ('<w:w w:val="201"/>', [PRESSED]),
        ('<w:position w:val="12"/>', []),
        ('<w:position w:val="-12"/>', []),
        ('<w:position w:val="13"/>', [MOVED]),
        ('<w:position w:val="-13"/>', [MOVED]),
        ('<w:shd w:val="clear" w:fill="auto"/>', []),
        ('<w:shd w:val="clear" w:fill="FFFFFF"/>', []),
        ('<w:shd w:val="clear" w:fill="C0C0C0"/>', [GROUND]),
        ('<w:shd w:val="solid" w:fill="FFFFFF"/>', [GROUND]),
        ('<w:shd w:val="clear" w:fill="FFFFFF" w:themeFill="dark1"/>', [GROUND]),
        ('<w:shd w:val="nil"/>', []),
        ("<w:shd/>", []),
        ('<w:highlight w:val="none"/>', []),
        ('<w:highlight w:val="yellow"/>', [GROUND]),
        ("<w:vanish/>", ["隐藏文字"]),
        ('<w:vanish w:val="0"/>', []),
        ('<w:vanish w:val="false"/>', []),
        ('<w:vanish w:val="off"/>', []),
        ('<w:strike w:val="1"/>', ["划去的文字"]),
        ("<w:caps/>", ["出具时没有的内容或格式 caps"]),
        ("<w:ins/>", ["修订"]),
        ("<w14:vanish/>", ["隐藏文字"]),
        ('<w14:sz w14:val="200"/>', ["出具时没有的内容或格式 sz"]),
        ("<w:b/><w:i/><w:noProof/><w:lang/>", []),
    ],
)
def test_the_words_of_a_run_are_seen_as_they_are_within_the_limits(inner, faults):
    assert seen_as(inner) == faults


@pytest.mark.parametrize("name", sorted(verify.RUN_OFF))
def test_a_property_that_hides_or_alters_passes_only_when_it_is_switched_off(name):
    assert seen_as(f'<w:{name} w:val="0"/>') == []
    assert len(seen_as(f"<w:{name}/>")) == 1


@pytest.mark.parametrize(
    "name", sorted(verify.RUN_FREE - {"color", "sz", "spacing", "w", "position", "shd", "rFonts"})
)
def test_a_property_that_changes_no_word_passes(name):
    assert seen_as(f"<w:{name}/>") == []


def test_what_a_run_looked_like_before_stays_where_nothing_is_said():
    look = verify.run_look({"faults": ("旧",), "sz": 32}, xml('<w:color w:val="112233"/>'))
    assert (look["faults"], look["sz"], look["color"]) == (("旧",), 32, "112233")
    assert verify.run_look(look, xml('<w:sz w:val="20"/>'))["sz"] == 20


@pytest.mark.parametrize(
    ("value", "raised"), [("superscript", True), ("subscript", True), ("baseline", False)]
)
def test_a_raised_sign_is_told_from_one_on_its_line(value, raised):
    assert verify.run_look(BARE, xml(f'<w:vertAlign w:val="{value}"/>'))["raised"] is raised


@pytest.mark.parametrize(
    ("fonts", "text", "odd"),
    [
        ('w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312"', "乡", []),
        ('w:ascii="Wingdings" w:eastAsia="仿宋_GB2312"', "乡", ["Wingdings"]),
        ('w:eastAsia="Wingdings"', "ab", ["Wingdings"]),
        ('w:ascii="Symbol" w:eastAsia="Wingdings"', "ab", ["Symbol", "Wingdings"]),
        ('w:ascii="Symbol" w:eastAsia="Wingdings"', "乡", ["Wingdings", "Symbol"]),
        ('w:hAnsi="Symbol"', "ab", ["Symbol"]),
        ('w:cs="Symbol"', "ab", []),
        ('w:cs="Symbol" w:hint="cs"', "ab", ["Symbol"]),
        ('w:asciiTheme="minorHAnsi"', "ab", ["(minorHAnsi)"]),
        ('w:cstheme="minorBidi" w:hint="cs"', "ab", ["(minorBidi)"]),
        ('w:ascii="仿宋" w:asciiTheme="minorHAnsi"', "ab", ["(minorHAnsi)"]),
    ],
)
def test_words_stand_in_usual_typefaces(fonts, text, odd):
    assert verify.fonts_of(verify.run_look(BARE, xml(f"<w:rFonts {fonts}/>")), text) == odd


def test_a_typeface_that_is_not_named_again_is_the_one_before():
    look = verify.run_look(BARE, xml('<w:rFonts w:ascii="Symbol" w:hint="cs"/>'))
    look = verify.run_look(look, xml('<w:rFonts w:eastAsia="黑体"/>'))
    assert (look["ascii"], look["eastAsia"], look["hint"], look["cs"]) == ("Symbol", "黑体", "cs", None)


@pytest.mark.parametrize(
    ("colour", "light"),
    [
        ("000000", 0),
        ("FFFFFF", 1),
        ("ff0000", 0.2126),
        ("00ff00", 0.7152),
        ("0000FF", 0.0722),
        ("0A0A0A", 0.00304),
        ("0B0B0B", 0.00335),
        ("808080", 0.21586),
    ],
)
def test_how_light_a_colour_is(colour, light):
    assert verify.luminance(colour) == pytest.approx(light, abs=1e-5)


@pytest.mark.parametrize("wrong", ["", "FFF", "red", "#000000", "GGGGGG", "0000000"])
def test_what_is_no_colour_is_refused(wrong):
    with pytest.raises(ValueError, match="不是颜色"):
        verify.luminance(wrong)


@pytest.mark.parametrize("wrong", ["", "1.5", "+1", "0x10", "1234567890", " 1"])
def test_what_is_no_whole_number_is_refused(wrong):
    with pytest.raises(ValueError, match="不是整数"):
        verify.number_in(wrong)
    assert [verify.number_in(one) for one in ("0", "-12", "123456789")] == [0, -12, 123456789]


def test_the_first_attribute_that_is_there_is_taken():
    one = parsed(f'<w:ind xmlns:w="{W}" w:start="30" w:left="20"/>'.encode())
    assert verify.whole(one, "left", "start") == 20
    assert verify.whole(one, "none", "start") == 30
    assert verify.whole(one, "none", default=7) == 7
    assert verify.whole(one, "none") == 0


# -- Paragraphs ----------------------------------------------------------------------------------------

LINES, FAR, OFF, BORDER = "被行距遮去的文字", "过大的间距", "移出页面的文字", "遮住文字的粗线"


def shaped_as(inner: str, size: int = 32, width: int = verify.TEXT_WIDTH) -> list[str]:
    look = verify.paragraph_look(BARE, xml(inner, "pPr"))
    return chinese([*look["faults"], *verify.misplaced(look, size, width)])


@pytest.mark.parametrize(
    ("inner", "faults"),
    [
        ("", []),
        ('<w:spacing w:line="560" w:lineRule="exact"/>', []),
        ('<w:spacing w:line="256" w:lineRule="exact"/>', []),
        ('<w:spacing w:line="255" w:lineRule="exact"/>', [LINES]),
        ('<w:spacing w:line="190"/>', []),
        ('<w:spacing w:line="189"/>', [LINES]),
        ('<w:spacing w:line="189" w:lineRule="atLeast"/>', []),
        ('<w:spacing w:line="0" w:lineRule="atLeast"/>', []),
        ('<w:spacing w:line="-1" w:lineRule="atLeast"/>', [LINES]),
        ('<w:spacing w:line="3000"/>', []),
        ('<w:spacing w:line="3001"/>', [FAR, LINES]),
        *[(f'<w:spacing w:{side}="3000"/>', []) for side in ("before", "after", "beforeLines", "afterLines")],
        *[
            (f'<w:spacing w:{side}="3001"/>', [FAR])
            for side in ("before", "after", "beforeLines", "afterLines")
        ],
        ('<w:ind w:left="-20"/>', []),
        ('<w:ind w:left="-21"/>', [OFF]),
        ('<w:ind w:start="-21"/>', [OFF]),
        ('<w:ind w:right="-21"/>', [OFF]),
        ('<w:ind w:end="-21"/>', [OFF]),
        ('<w:ind w:hanging="20"/>', []),
        ('<w:ind w:hanging="21"/>', [OFF]),
        ('<w:ind w:left="100" w:hanging="120"/>', []),
        ('<w:ind w:left="100" w:hanging="121"/>', [OFF]),
        ('<w:ind w:left="8645"/>', []),
        ('<w:ind w:left="8646"/>', [OFF]),
        ('<w:ind w:left="4000" w:right="4000" w:firstLine="645"/>', []),
        ('<w:ind w:left="4000" w:right="4000" w:firstLine="646"/>', [OFF]),
        ('<w:ind w:leftChars="2701"/>', []),
        ('<w:ind w:leftChars="2702"/>', [OFF]),
        ('<w:ind w:firstLineChars="200" w:firstLine="640"/>', []),
        ('<w:ind w:hangingChars="10"/>', [OFF]),
        ('<w:tabs><w:tab w:val="left" w:pos="10300"/></w:tabs>', []),
        ('<w:tabs><w:tab w:val="left" w:pos="10301"/></w:tabs>', [OFF]),
        ('<w:tabs><w:tab w:val="left" w:pos="-1"/></w:tabs>', [OFF]),
        ('<w:tabs><w:tab w:val="left" w:pos="0"/><w:tab w:val="clear" w:pos="20000"/></w:tabs>', []),
        ('<w:numPr><w:numId w:val="0"/></w:numPr>', []),
        ('<w:numPr><w:numId w:val="3"/></w:numPr>', ["自动编号"]),
        ('<w:numPr><w:ilvl w:val="1"/></w:numPr>', []),
        ('<w:shd w:val="clear" w:fill="FFFFFF"/>', []),
        ('<w:shd w:val="clear" w:fill="999999"/>', [GROUND]),
        ('<w:pBdr><w:top w:sz="24" w:space="31"/></w:pBdr>', []),
        ('<w:pBdr><w:top w:sz="25"/></w:pBdr>', [BORDER]),
        ('<w:pBdr><w:top w:sz="4"/><w:left w:space="32"/></w:pBdr>', [BORDER]),
        ("<w:bidi/>", ["从右到左"]),
        ('<w:bidi w:val="0"/>', []),
        ("<w:framePr/>", ["文本框"]),
        ("<w:rPr><w:vanish/></w:rPr>", ["隐藏文字"]),
        ('<w:rPr><w:vanish w:val="0"/><w:b/></w:rPr>', []),
        ("<w:rPr><w:ins/></w:rPr>", ["修订"]),
        ("<w14:pStyle/>", ["出具时没有的内容或格式 pStyle"]),
    ],
)
def test_the_words_of_a_paragraph_stand_where_they_are_read_within_the_limits(inner, faults):
    assert shaped_as(inner) == faults


@pytest.mark.parametrize("name", sorted(verify.PARAGRAPH_FREE - {"tabs", "numPr", "pBdr", "rPr"}))
def test_a_property_of_paragraphs_that_moves_no_word_passes(name):
    assert shaped_as(f"<w:{name}/>") == []


@pytest.mark.parametrize(
    ("before", "inner", "found"),
    [
        ({}, 'w:left="5" w:right="6" w:firstLine="7"', (5, 6, 7)),
        ({}, 'w:start="5" w:end="6" w:hanging="7"', (5, 6, -7)),
        ({}, 'w:firstLine="3" w:hanging="7"', (0, 0, 3)),
        ({"left": 1, "right": 2, "first": 3}, "", (1, 2, 3)),
        ({"left": 1, "right": 2, "first": 3}, 'w:hanging="0"', (1, 2, 0)),
        ({"left": 1, "right": 2, "first": 3}, 'w:firstLine="0"', (1, 2, 0)),
        ({"left": 1, "right": 2, "first": 3}, 'w:leftChars="100" w:endChars="50"', (320, 160, 3)),
        ({"left": 1}, 'w:left="9" w:leftChars="0"', (9, 0, 0)),
        ({}, 'w:firstLine="9" w:firstLineChars="200"', (0, 0, 640)),
        ({}, 'w:firstLine="9" w:hangingChars="100"', (0, 0, -320)),
        ({}, 'w:firstLineChars="200" w:hangingChars="100"', (0, 0, 320)),
    ],
)
def test_indents_in_characters_go_before_those_in_points(before, inner, found):
    one = parsed(f'<w:ind xmlns:w="{W}" {inner}/>'.encode())
    assert tuple(verify.indents(before, one)[name] for name in ("left", "right", "first")) == found


def test_what_a_paragraph_was_like_stays_where_nothing_is_said():
    look = verify.paragraph_look(
        BARE, xml('<w:spacing w:before="5" w:line="400" w:lineRule="exact"/>', "pPr")
    )
    look = verify.paragraph_look(look, xml('<w:spacing w:after="6"/><w:pageBreakBefore/>', "pPr"))
    assert [look[name] for name in ("before", "after", "line", "rule", "turned")] == [
        5,
        6,
        400,
        "exact",
        True,
    ]
    look = verify.paragraph_look(look, xml('<w:pageBreakBefore w:val="0"/>', "pPr"))
    assert look["turned"] is False
    tabs = '<w:tabs><w:tab w:val="left" w:pos="{}"/></w:tabs>'
    look = verify.paragraph_look(look, xml(tabs.format(5), "pPr"))
    assert verify.paragraph_look(look, xml(tabs.format(9), "pPr"))["tabs"] == (5, 9)


# -- Tables, rows, cells -------------------------------------------------------------------------------

AWAY_TABLE, NARROW, HIGH, WIDTH = "移出页面的表格", "过窄的单元格", "被行高遮去的文字", "过窄或过宽的单元格"


@pytest.mark.parametrize(
    ("part", "inner", "faults"),
    [
        ("tblPr", '<w:tblInd w:w="-300"/>', []),
        ("tblPr", '<w:tblInd w:w="-301"/>', [AWAY_TABLE]),
        ("tblPr", '<w:tblInd w:w="3000"/>', []),
        ("tblPr", '<w:tblInd w:w="3001"/>', [AWAY_TABLE]),
        ("tblPr", '<w:tblW w:type="dxa" w:w="9500"/>', []),
        ("tblPr", '<w:tblW w:type="dxa" w:w="9501"/>', [AWAY_TABLE]),
        ("tblPr", '<w:tblW w:type="auto" w:w="9501"/>', []),
        ("tblPr", '<w:tblW w:type="dxa" w:w="600"/>', []),
        ("tblPr", '<w:tblW w:type="dxa" w:w="599"/>', [NARROW]),
        ("tblPr", '<w:tblW w:w="599"/>', [NARROW]),
        ("tblPr", '<w:tblW w:type="dxa" w:w="0"/>', []),
        ("tblPr", '<w:tblW w:type="pct" w:w="250"/>', []),
        ("tblPr", '<w:tblW w:type="pct" w:w="249"/>', [NARROW]),
        ("tblPr", '<w:tblBorders><w:top w:sz="24"/></w:tblBorders>', []),
        ("tblPr", '<w:tblBorders><w:top w:sz="25"/></w:tblBorders>', [BORDER]),
        ("tblPr", '<w:tblCellMar><w:left w:w="400"/></w:tblCellMar>', []),
        ("tblPr", '<w:tblCellMar><w:left w:w="401"/></w:tblCellMar>', [NARROW]),
        ("tblPr", '<w:tblCaption w:val=""/>', []),
        ("tblPr", '<w:tblCaption w:val="另有说明"/>', ["出具时没有的内容或格式 tblCaption"]),
        ("tblPr", '<w:tblDescription w:val="另有说明"/>', ["出具时没有的内容或格式 tblDescription"]),
        ("tblPr", "<w:bidiVisual/>", ["左右颠倒的表格"]),
        ("trPr", '<w:trHeight w:val="3000"/>', []),
        ("trPr", '<w:trHeight w:val="3001"/>', [HIGH]),
        ("trPr", '<w:trHeight w:val="500" w:hRule="exact"/>', [HIGH]),
        ("trPr", '<w:trHeight w:val="500" w:hRule="atLeast"/>', []),
        ("trPr", "<w:hidden/>", ["隐藏的表格行"]),
        ("trPr", "<w:tblHeader/><w:cantSplit/>", []),
        ("tcPr", '<w:tcW w:w="300"/>', []),
        ("tcPr", '<w:tcW w:w="299"/>', [WIDTH]),
        ("tcPr", '<w:tcW w:type="dxa" w:w="9500"/>', []),
        ("tcPr", '<w:tcW w:type="dxa" w:w="9501"/>', [WIDTH]),
        ("tcPr", '<w:tcW w:type="pct" w:w="249"/>', [NARROW]),
        ("tcPr", '<w:tcW w:type="pct" w:w="250"/>', []),
        ("tcPr", '<w:tcW w:type="auto" w:w="0"/>', []),
        ("tcPr", '<w:shd w:fill="EDEDED"/>', [GROUND]),
        ("tcPr", '<w:shd w:fill="EEEEEE"/>', []),
        ("tcPr", '<w:tcBorders><w:top w:sz="25"/></w:tcBorders>', [BORDER]),
        ("tcPr", '<w:tcMar><w:top w:w="400"/></w:tcMar>', []),
        ("tcPr", '<w:tcMar><w:top w:w="401"/></w:tcMar>', [NARROW]),
        ("tcPr", "<w:vMerge/>", ["合并的单元格"]),
    ],
)
def test_tables_rows_and_cells_are_wide_and_high_enough(part, inner, faults):
    assert chinese(verify.SETTERS[part](xml(inner, part))) == faults


@pytest.mark.parametrize(
    ("part", "free"),
    [
        ("tblPr", verify.TABLE_FREE - {"tblCaption", "tblDescription"}),
        ("trPr", verify.ROW_FREE),
        ("tcPr", verify.CELL_FREE - {"tcW"}),
    ],
)
def test_properties_of_tables_that_hide_no_word_pass(part, free):
    assert {name: verify.SETTERS[part](xml(f"<w:{name}/>", part)) for name in free} == {
        name: [] for name in free
    }


@pytest.mark.parametrize(
    ("inner", "taken"),
    [
        ('<w:left w:w="100"/><w:right w:w="50"/><w:top w:w="900"/>', 150),
        ('<w:start w:w="100"/><w:end w:w="50"/><w:bottom w:w="900"/>', 150),
        ("", 0),
    ],
)
def test_the_margins_to_the_left_and_right_take_of_a_cells_width(inner, taken):
    table = xml(f"<w:tblPr><w:tblCellMar>{inner}</w:tblCellMar></w:tblPr>", "tbl")
    assert verify.margins_of(table, "tblPr", "tblCellMar") == taken


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("", True),
        ('w:type="lines" w:linePitch="200"', True),
        ('w:linePitch="199"', False),
        ('w:linePitch="1000"', True),
        ('w:linePitch="1001"', False),
        ('w:type="linesAndChars"', False),
        ('w:type="default"', True),
    ],
)
def test_a_page_is_set_in_lines_that_move_no_letter(said, fits):
    assert verify.is_grid_of_lines(parsed(f'<w:docGrid xmlns:w="{W}" {said}/>'.encode())) is fits
