"""What stands beside the lines of a Word file: its page, its feet, its links, styles, settings, pictures and data."""

import pytest

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import parsed

from .test_word_reading import (
    BREAKS,
    LINKS,
    NAMES,
    PAGE,
    SECTION,
    TYPES,
    faults,
    has,
    p,
    tbl,
    tc,
)

# -- The page ------------------------------------------------------------------------------------------


MARGINS = ["页边距遮去文字"]
CUT = {500: [], 499: MARGINS, 3000: [], 3001: MARGINS}
LONG = {2000: [], 2001: MARGINS}


def sides(limits: dict[int, list[str]], *margins: tuple[str, int]):
    """Yield what becomes of a page when one margin after the other is set to each of some limits."""
    for side, value in margins:
        yield from ((f'w:{side}="{value}"', f'w:{side}="{new}"', wanted) for new, wanted in limits.items())


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ('w:w="11906"', 'w:w="12006"', []),
        ('w:w="11906"', 'w:w="12007"', ["纸张不是 A4"]),
        ('w:w="11906"', 'w:w="11805"', ["纸张不是 A4"]),
        ('w:h="16838"', 'w:h="16938"', []),
        ('w:h="16838"', 'w:h="16737"', ["纸张不是 A4"]),
        *sides(CUT, ("top", 2098), ("bottom", 1984), ("left", 1587), ("right", 1474)),
        *sides(LONG, ("header", 851), ("footer", 992), ("gutter", 0)),
        ("</w:sectPr>", '<w:cols w:num="1"/></w:sectPr>', []),
        ("</w:sectPr>", '<w:cols w:num="2"/></w:sectPr>', ["分栏"]),
        ("</w:sectPr>", "<w:cols><w:col/></w:cols></w:sectPr>", ["分栏"]),
        ("</w:sectPr>", '<w:docGrid w:linePitch="150"/></w:sectPr>', ["过大的行距"]),
        ("</w:sectPr>", '<w:pgNumType w:start="5"/></w:sectPr>', ["页码另行起算"]),
        ("</w:sectPr>", '<w:pgNumType w:fmt="decimal"/></w:sectPr>', []),
        ("</w:sectPr>", '<w:textDirection w:val="lrTb"/></w:sectPr>', []),
        ("</w:sectPr>", '<w:textDirection w:val="tbRl"/></w:sectPr>', ["textDirection"]),
        ("</w:sectPr>", "<w:pgBorders/></w:sectPr>", ["pgBorders"]),
    ],
)  # fmt: skip
def test_the_page_is_a4_and_shows_all_its_words(old, new, wanted):
    assert old in SECTION
    assert has(faults(p("甲"), section=SECTION.replace(old, new)), *wanted)


def test_the_section_stands_at_the_end_and_nowhere_else():
    assert has(faults(SECTION + p("甲"), section=""), "页码被删去", "分节")


def foot(inner: str) -> str:
    return f"<w:ftr {NAMES}>{inner}</w:ftr>"


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (f"<w:p>{PAGE}</w:p><w:p/>", []),
        ("<w:p/>", ["页码被删去"]),
        (f"<w:p>{PAGE}<w:r><w:t>又</w:t></w:r></w:p>", ["多出文字或图形“— # —又”"]),
        (f"<w:p>{PAGE}</w:p><w:p><w:r><w:t>又</w:t></w:r></w:p>", ["多出文字或图形“又”"]),
        ("<w:p><w:r><w:t>— 3 —</w:t></w:r></w:p>", ["多出文字或图形“— 3 —”"]),
        (f"<w:p>{PAGE}</w:p>{'<w:p/>' * 7}", []),
        (f"<w:p>{PAGE}</w:p>{'<w:p/>' * 8}", [BREAKS]),
        (f"<w:p>{PAGE}</w:p>{tbl(tc(''))}", ["表格"]),
    ],
)
def test_a_foot_holds_the_number_of_the_page_and_nothing_else(inner, wanted):
    assert has(faults(p("甲"), footer1=foot(inner)), *wanted)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", "甲 乙"),
        ('<w:fldSimple w:instr="PAGE"/>', "#"),
        (r'<w:fldSimple w:instr="PAGE \* MERGEFORMAT"/>', "#"),
        ('<w:fldSimple w:instr="NUMPAGES"/>', "〔域 NUMPAGES · a field〕"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> PA</w:instrText><w:instrText>GE </w:instrText>'
            '<w:fldChar w:fldCharType="separate"/><w:t>3</w:t><w:fldChar w:fldCharType="end"/></w:r>',
            "#",
        ),
        ('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>', "〔域 · a field〕"),
        ('<w:r><w:fldChar w:fldCharType="end"/></w:r>', "〔域  · a field〕〔域 · a field〕"),
        ("<w:r><w:drawing/></w:r>", "〔出具时没有的内容或格式 drawing · what was not there when issued〕"),
        (
            '<w:pPr><w:tabs><w:tab w:pos="9"/></w:tabs></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>甲</w:t></w:r>',
            "甲",
        ),
    ],
)
def test_what_a_paragraph_of_a_head_or_foot_says(inner, text):
    assert verify.page_text(parsed(f"<w:p {NAMES}>{inner}</w:p>".encode())) == text


def test_even_pages_have_their_number_where_they_have_feet_of_their_own():
    own = f"<w:settings {NAMES}><w:evenAndOddHeaders/></w:settings>"
    assert has(faults(p("甲"), settings=own), "页码被删去")
    assert faults(p("甲"), settings=own.replace("Headers/>", 'Headers w:val="0"/>')) == []
    even = SECTION.replace("<w:pgSz", '<w:footerReference w:type="even" r:id="rFoot"/><w:pgSz')
    assert faults(p("甲"), settings=own, section=even) == []


# -- Links and parts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("links", "wanted"),
    [
        ({"rX": ("hyperlink", "https://example.org")}, ["引用了 hyperlink"]),
        ({"rX": ("header", "../header1.xml")}, ["header 在 ../header1.xml"]),
        ({"rX": ("theme", "theme/theme1.xml")}, []),
        ({"rX": ("people", "people.xml")}, []),
    ],
)
def test_a_word_file_leads_to_what_a_report_leads_to(links, wanted):
    assert has(faults(p("甲"), links=LINKS | links), *wanted)


def test_a_part_is_of_the_type_it_is_read_as_and_led_to():
    two_ways = verify.TWO_WAYS.partition(" · ")[0]
    assert has(faults(p("甲"), told=TYPES | {"word/styles.xml": "text/xml"}), two_ways)
    assert has(faults(p("甲"), told={**TYPES, "word/footer1.xml": TYPES["word/styles.xml"]}), two_ways)
    unled = {name: one for name, one in LINKS.items() if name != "rStyles"}
    assert has(faults(p("甲"), links=unled), two_ways)


def test_the_type_of_a_part_is_its_own_else_that_of_its_ending():
    told = '<Default Extension="XML" ContentType="a"/><Override PartName="/word/B.xml" ContentType="b"/>'
    kinds = verify.Types(parsed(f"<Types>{told}</Types>".encode()))
    assert [kinds.of(name) for name in ("word/b.xml", "word/c.xml", "c.png")] == ["b", "a", ""]
    twice = verify.Types(parsed(f"<Types>{told}{told}</Types>".encode()))
    assert [twice.of(name) for name in ("word/b.xml", "word/c.xml")] == ["", ""]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("word/numbering", []),
        ("word/vbaProject", ["报告中没有的部件"]),
        ("word/Styles", ["报告中没有的部件", "两份同名部件"]),
    ],
)
def test_a_part_that_no_report_has_is_named(name, wanted):
    short = name.removeprefix("word/")
    links = LINKS | ({"rN": ("numbering", "numbering.xml")} if short == "numbering" else {})
    told = TYPES | ({"word/numbering.xml": TYPES["word/styles.xml"].replace("styles", "numbering")})
    assert has(faults(p("甲"), links=links, told=told, **{short: f"<w:x {NAMES}/>"}), *wanted)


# -- Settings, typefaces, styles -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("", []),
        ('<w:defaultTabStop w:val="2000"/>', []),
        ('<w:defaultTabStop w:val="2001"/>', ["defaultTabStop"]),
        ('<w:zoom w:percent="40"/>', []),
        ('<w:zoom w:percent="39"/>', ["zoom"]),
        ('<w:zoom w:percent="500"/>', []),
        ('<w:zoom w:percent="501"/>', ["zoom"]),
        ("<w:zoom/>", []),
        ("<w:attachedTemplate/>", ["attachedTemplate"]),
        ("<w:documentProtection/>", ["documentProtection"]),
        ('<w:clrSchemeMapping w:bg1="light1" w:t1="dark1"/>', []),
        ('<w:clrSchemeMapping w:bg1="dark1" w:t1="light1"/>', ["clrSchemeMapping"]),
    ],
)
def test_settings_change_nothing_that_is_shown(inner, wanted):
    assert has(faults(p("甲"), settings=f"<w:settings {NAMES}>{inner}</w:settings>"), *wanted)


@pytest.mark.parametrize(
    ("font", "odd"),
    [
        ('<w:font w:name="仿宋"><w:altName w:val="FangSong;黑体"/></w:font>', False),
        ('<w:font w:name="仿宋"><w:altName w:val="Wingdings"/></w:font>', True),
        ('<w:font w:name="仿宋"><w:altName w:val="FangSong,Wingdings"/></w:font>', True),
        ('<w:font w:name="仿宋"><w:charset w:val="02"/></w:font>', True),
        ('<w:font w:name="仿宋"><w:charset w:val="86"/></w:font>', False),
        ('<w:font w:name="Wingdings"><w:charset w:val="02"/></w:font>', False),
    ],
)
def test_no_typeface_stands_for_another(font, odd):
    links = LINKS | {"rFonts": ("fontTable", "fontTable.xml")}
    told = TYPES | {"word/fontTable.xml": TYPES["word/styles.xml"].replace("styles", "fontTable")}
    found = faults(p("甲"), links=links, told=told, fontTable=f"<w:fonts {NAMES}>{font}</w:fonts>")
    assert [one.startswith("字体 ") for one in found] == ([True] if odd else [])


def style(name: str, inner="", kind="paragraph", base="", more="") -> str:
    on = f'<w:basedOn w:val="{base}"/>' if base else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{on}{inner}</w:style>'


def styled(body: str, *styles: str) -> list[str]:
    """Return what is wrong in the text of a file with these styles; its foot bears them as well."""
    found = faults(body, styles=f"<w:styles {NAMES}>{''.join(styles)}</w:styles>")
    return [one for one in found if "多出文字" not in one]


HIDES, WORDS = "<w:rPr><w:vanish/></w:rPr>", p("甲", '<w:pStyle w:val="A"/>')
HIDDEN, ASTRAY, NONE, TWICE = "“甲” 隐藏文字", "样式所据的样式不明", "没有样式 A", "重复的样式"


@pytest.mark.parametrize(
    ("styles", "wanted"),
    [
        ([style("A")], []),
        ([style("A", HIDES)], [HIDDEN]),
        ([style("A", base="B"), style("B", HIDES)], [HIDDEN]),
        ([style("A", '<w:rPr><w:vanish w:val="0"/></w:rPr>')], []),
        ([style("B", HIDES), style("A")], []),
        ([style("A"), style("B", HIDES, more='w:default="1"')], []),
        ([], [NONE]),
        ([style("A", kind="character")], [NONE]),
        ([style("A", base="A")], [ASTRAY]),
        ([style("A", base="C")], [ASTRAY]),
        ([style("A"), style("A", HIDES)], [TWICE]),
        ([style("B", more='w:default="1"'), style("C", more='w:default="1"'), style("A")], [TWICE]),
        ([style("B", more='w:default="0"'), style("C", more='w:default="1"'), style("A")], []),
        ([f"<w:docDefaults><w:rPrDefault>{HIDES}</w:rPrDefault></w:docDefaults>", style("A")], [HIDDEN]),
    ],
)
def test_words_look_as_their_styles_say(styles, wanted):
    found = styled(WORDS, *styles)
    assert bool(found) == bool(wanted)
    assert all(any(want in one for one in found) for want in wanted)


def test_words_without_a_style_bear_the_usual_one():
    assert has(styled(p("甲"), style("B", HIDES, more='w:default="1"')), HIDDEN)
    assert has(styled(p("甲"), style("B", HIDES, kind="character", more='w:default="1"')), HIDDEN)
    assert styled(p("甲"), style("B", HIDES, kind="table", more='w:default="1"')) == []


@pytest.mark.parametrize(("length", "far"), [(12, False), (13, True)])
def test_a_style_stands_on_a_few_others(length, far):
    between = (style(f"B{at}", base=f"B{at + 1}") for at in range(1, length - 1))
    chain = [style("A", base="B1"), *between, style(f"B{length - 1}")]
    assert bool(styled(WORDS, *chain)) is far


@pytest.mark.parametrize(
    ("inner", "odd"),
    [
        ("", False),
        ("<w:tblPr><w:tblInd w:w='5000'/></w:tblPr>", True),
        ("<w:trPr><w:hidden/></w:trPr>", True),
        ("<w:tcPr><w:tcW w:w='10'/></w:tcPr>", True),
        (HIDES, True),
        ("<w:rPr><w:color w:val='FFFFFF'/></w:rPr>", True),
        ("<w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr>", True),
        ("<w:pPr><w:ind w:left='600'/></w:pPr>", True),
        ("<w:pPr><w:ind w:left='400'/></w:pPr>", False),
        ("<w:tblStylePr w:type='firstRow'/>", True),
    ],
)
def test_the_style_of_a_table_hides_nothing(inner, odd):
    body = tbl(tc("甲"), dress='<w:tblStyle w:val="T"/>')
    assert bool(styled(body, style("T", inner, kind="table"))) is odd


@pytest.mark.parametrize(
    ("xml", "name"),
    [
        ("<w:rPr><w:b/><w:b/></w:rPr>", "b"),
        ("<w:rPr><w:b/><w:i/></w:rPr>", ""),
        ("<w:r><w:t/><w:t/></w:r>", ""),
        ("<w:p><w:pPr/><w:pPr/></w:p>", "pPr"),
        ("<w:sectPr><w:footerReference/><w:footerReference/></w:sectPr>", ""),
        ("<w:style><w:tblStylePr/><w:tblStylePr/></w:style>", ""),
        ('<w:ind w:left="1" w:start="2"/>', "ind"),
        ('<w:ind w:right="1" w:end="2"/>', "ind"),
        ('<w:ind w:left="1" w:end="2"/>', ""),
    ],
)
def test_a_property_that_is_given_twice_is_found(xml, name):
    assert verify.doubled(parsed(f"<w:x {NAMES}>{xml}</w:x>".encode())) == name


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ("<w:p><w:pPr/><w:r><w:t>甲</w:t></w:r></w:p>", ""),
        ("<w:p> \n <w:r/> </w:p>", ""),
        ("<w:p>甲</w:p>", "p 中的文字"),
        ("<w:t>甲<w:b/></w:t>", "t 中的文字"),
        ("<w:r><w:t>甲</w:t>乙</w:r>", "t 之后的文字"),
        ('<w:p mc:Ignorable="w14"/>', ""),
        ('<w:p mc:ProcessContent="w"/>', "p 的 mc 属性"),
        ("<w:p><w:r/><w:pPr/></w:p>", "pPr 不在最前"),
        ("<w:p><w:bookmarkStart/><w:pPr/></w:p>", ""),
        ("<w:tbl><w:tr/><w:tblPr/></w:tbl>", "tblPr 不在最前"),
        ("<w:tc><w:p/><w:rPr/></w:tc>", ""),
    ],
)
def test_what_two_programs_would_read_in_two_ways_is_found(xml, words):
    found = verify.ambiguous(parsed(f"<w:x {NAMES}>{xml}</w:x>".encode()))
    assert found.partition(" · ")[0] == words


def test_a_fault_of_a_part_that_is_read_twice_is_named_once():
    assert has(faults("<w:p><w:pPr><w:jc/><w:jc/></w:pPr></w:p>"), "重复的格式 jc")
