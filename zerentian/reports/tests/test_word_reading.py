"""A Word file, element by element: the lines a reader sees, and what no paper of ours holds, named where it is."""

import struct

import pytest

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import WordFile

from .test_archive_bytes import archive

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:wp="{verify.WP[1:-1]}" xmlns:a="{verify.A[1:-1]}"'
    f' xmlns:pic="{verify.PIC[1:-1]}" xmlns:mc="{verify.MC[1:-1]}"'
)
SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rFoot"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:bottom="1984" w:left="1587" w:right="1474" w:header="851" w:footer="992" w:gutter="0"/>'
    "</w:sectPr>"
)
PAGE = '<w:r><w:t>— </w:t></w:r><w:fldSimple w:instr=" PAGE "/><w:r><w:t> —</w:t></w:r>'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 400, 200) + b"rest"
LINKS = {
    "rStyles": ("styles", "styles.xml"),
    "rSettings": ("settings", "settings.xml"),
    "rFoot": ("footer", "footer1.xml"),
    "rPicture": ("image", "media/image1.png"),
}
OF_WORD = verify.OF_WORD


def relations(links: dict[str, tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def types(told: dict[str, str]) -> str:
    inner = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in told.items())
    return f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="png" ContentType="image/png"/>{inner}</Types>'


TYPES = {
    "word/document.xml": f"{OF_WORD}document.main+xml",
    "word/styles.xml": f"{OF_WORD}styles+xml",
    "word/settings.xml": f"{OF_WORD}settings+xml",
    "word/footer1.xml": f"{OF_WORD}footer+xml",
}


def word(body: str, *, section: str = SECTION, links=LINKS, told=TYPES, picture=False, **parts: str) -> bytes:
    """Return a Word file of this body; ``parts`` are put in the place of its own, by their short names."""
    used = {name: one for name, one in links.items() if picture or name != "rPicture"}
    named = {
        "document": f"<w:document {NAMES}><w:body>{body}{section}</w:body></w:document>",
        "styles": f"<w:styles {NAMES}/>",
        "settings": f"<w:settings {NAMES}/>",
        "footer1": f"<w:ftr {NAMES}><w:p>{PAGE}</w:p></w:ftr>",
    }
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": types(told),
        "word/_rels/document.xml.rels": relations(used),
        **{f"word/{name}.xml": text for name, text in named.items()},
        **({"word/media/image1.png": PNG} if picture else {}),
    }
    made |= {f"word/{name}.xml": text for name, text in parts.items()}
    return archive(made)


def read(body: str, **more) -> WordFile:
    """Read such a file."""
    return WordFile(word(body, **more))


def p(words: str = "", dress: str = "", run: str = "") -> str:
    dressed = f"<w:rPr>{run}</w:rPr>" if run else ""
    inner = f"<w:r>{dressed}<w:t>{words}</w:t></w:r>" if words else ""
    return f"<w:p>{f'<w:pPr>{dress}</w:pPr>' if dress else ''}{inner}</w:p>"


def faults(body: str, **more) -> list[str]:
    """Return everything that is wrong with a file, where a line is concerned and elsewhere."""
    found = read(body, **more)
    told = [words for _, words in found.faults] + [one for line in found.lines for one in line["faults"]]
    return [one.partition(" · ")[0] for one in told]


def has(found: list[str], *wanted: str) -> bool:
    return len(found) == len(wanted) and all(b in a for a, b in zip(found, wanted, strict=True))


# -- Lines ---------------------------------------------------------------------------------------------


def test_a_plain_file_is_read_line_by_line_without_a_fault():
    found = read(p("一、情况") + p("有。") + p())
    assert [line["text"] for line in found.lines] == ["一、情况", "有。", "", ""]
    assert found.faults == []
    assert not any(line["faults"] for line in found.lines)


def test_words_of_several_runs_links_and_breaks_are_one_line():
    body = (
        '<w:p><w:bookmarkStart w:id="1"/><w:r><w:t>甲 </w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/></w:r>'
        '<w:hyperlink w:anchor="s001" w:history="1"><w:r><w:t>丙</w:t><w:br/></w:r></w:hyperlink><w:r/></w:p>'
    )
    found = read(body)
    assert (found.lines[0]["text"], found.lines[0]["breaks"], found.lines[0]["faults"]) == ("甲 乙-丙", 2, [])


@pytest.mark.parametrize(
    ("inner", "text", "wanted"),
    [
        ('<w:hyperlink r:id="rFoot"><w:r><w:t>丙</w:t></w:r></w:hyperlink>', "丙", ["hyperlink"]),
        ('<w:ins w:id="1"><w:r><w:t>丙</w:t></w:r></w:ins>', "丙", ["修订"]),
        ('<w:del w:id="1"><w:r><w:delText>丙</w:delText></w:r></w:del>', "", ["修订"]),
        ("<w:r><w:sym/></w:r>", "\ufffd", ["符号"]),
        ("<w:r><w:pict/></w:r>", "", ["图形或文本框"]),
        ("<w:r><w:footnoteReference/></w:r>", "", ["脚注"]),
        ('<w:fldSimple w:instr="DATE"/>', "", ["域"]),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>丙</w:t></w:r>", "丙", ["“丙” 隐藏文字"]),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t> </w:t></w:r>", "", []),
        (
            '<w:r><w:rPr><w:rFonts w:eastAsia="Wingdings"/></w:rPr><w:t>丙</w:t></w:r>',
            "丙",
            ["“丙” 字体 Wingdings"],
        ),
        ("<w:proofErr/><w:r><w:lastRenderedPageBreak/><w:t>丙</w:t></w:r>", "丙", []),
    ],
)
def test_what_no_paragraph_of_ours_holds_is_named_at_its_line(inner, text, wanted):
    found = read(f"<w:p>{inner}</w:p>")
    assert found.lines[0]["text"] == text
    assert has([one.partition(" · ")[0] for one in found.lines[0]["faults"]], *wanted)


BREAKS = "过多的换行、空格和制表符"


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<w:br/>" * 20, []),
        ("<w:br/>" * 21, [BREAKS]),
        ("<w:tab/>" * 21, [BREAKS]),
        ('<w:br w:type="page"/>', []),
        ('<w:br w:type="page"/>' * 2, [BREAKS]),
        ('<w:br w:type="textWrapping"/>' * 2, []),
        (f'<w:t xml:space="preserve">{" " * 101}</w:t>', []),
        (f'<w:t xml:space="preserve">{" " * 102}</w:t>', [BREAKS]),
    ],
)
def test_breaks_and_spaces_that_move_words_away_are_named(inner, wanted):
    assert has(faults(f"<w:p><w:r><w:t>甲</w:t>{inner}<w:t>乙</w:t></w:r></w:p>"), *wanted)


def test_a_page_turned_stands_before_words_and_not_in_an_empty_paragraph():
    turned = "<w:pageBreakBefore/>"
    assert faults(p("甲", turned)) == []
    assert has(faults(p("", turned)), BREAKS)
    assert has(
        faults(f"<w:p><w:pPr>{turned}</w:pPr><w:r><w:br w:type='page'/><w:t>甲</w:t></w:r></w:p>"), BREAKS
    )


def test_only_a_reference_to_the_annex_stands_above_its_line():
    raised = '<w:vertAlign w:val="superscript"/>'
    assert faults(f"{p('〔证12〕', '', raised)}") == []
    assert has(faults(p("3件", "", raised)), "移出本行的文字")
    assert has(faults(p("〔证〕", "", raised)), "移出本行的文字")
    assert has(faults(p("3件", "", '<w:position w:val="6"/>')), "移出本行的文字")
    assert faults(p("　 ", "", raised)) == []


def test_how_a_paragraph_stands_counts_where_it_has_words():
    off = '<w:ind w:left="9000"/>'
    assert has(faults(p("甲", off)), "移出页面的文字")
    assert faults(p("", off)) == []
    assert has(faults(p("", '<w:spacing w:before="3001"/>')), "过大的间距")
    assert has(faults(p("", "<w:bidi/>")), "从右到左")
    exact = '<w:spacing w:line="300" w:lineRule="exact"/>'
    assert faults(p("甲", exact, '<w:sz w:val="37"/>')) == []
    assert has(faults(p("甲", exact, '<w:sz w:val="38"/>')), "被行距遮去的文字")


def test_too_many_empty_paragraphs_move_words_away():
    assert faults(p("甲") + p() * 59) == []
    assert has(faults(p("甲") + p() * 60), "多出 61 个空段")


# -- Controls ------------------------------------------------------------------------------------------


def control(words="3月2日", tag="印发日期", more="", content=None) -> str:
    told = f'<w:tag w:val="{tag}"/>' if tag else ""
    inner = f"<w:r><w:t>{words}</w:t></w:r>" if content is None else content
    return f"<w:sdt><w:sdtPr>{told}{more}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("inner", "controls", "wanted"),
    [
        (control(), [(0, "印发日期", "3月2日")], []),
        (f"<w:r><w:t>签发人： </w:t></w:r>{control('某人', '签发人')}", [(4, "签发人", "某人")], []),
        (control(tag=""), [(0, "", "3月2日")], []),
        (control("日" * 20), [(0, "印发日期", "日" * 20)], []),
        (control("日" * 21), [(0, "印发日期", "日" * 21)], ["人工填写过长"]),
        (control("字" * 120, "抄送"), [(0, "抄送", "字" * 120)], []),
        (control("字" * 121, "抄送"), [(0, "抄送", "字" * 121)], ["人工填写过长"]),
        (control(more='<w:alias w:val="印发日期"/>'), [(0, "印发日期", "3月2日")], []),
        (control(more='<w:alias w:val="别名"/>'), [(0, "印发日期", "3月2日")], ["多出的内容控件"]),
        (
            control(more='<w:tag w:val="抄送"/>'),
            [(0, "印发日期", "3月2日")],
            ["多出的内容控件", "重复的格式 tag"],
        ),
        (control(more="<w:dropDownList/>"), [(0, "印发日期", "3月2日")], ["dropDownList"]),
        (control(content="<w:p/>"), [(0, "印发日期", "")], ["出具时没有的内容或格式 p"]),
        (
            control().replace("</w:sdt>", "<w:sdtContent/></w:sdt>"),
            [(0, "印发日期", "3月2日")],
            ["多出的内容控件"],
        ),
        (
            control().replace("</w:sdt>", "<w:other/></w:sdt>"),
            [(0, "印发日期", "3月2日")],
            ["多出的内容控件"],
        ),
    ],
)
def test_a_control_holds_a_few_words_that_are_no_part_of_the_line(inner, controls, wanted):
    found = read(f"<w:p>{inner}</w:p>")
    line = found.lines[0]
    assert line["controls"] == controls
    assert line["text"] == ("签发人：" if "签发人：" in inner else "")
    told = [one.partition(" · ")[0] for one in line["faults"]] + [words for _, words in found.faults]
    assert has(told, *wanted)


def test_a_paragraph_has_no_more_than_nine_controls():
    assert len(read(f"<w:p>{control() * 9}</w:p>").lines[0]["controls"]) == 9
    with pytest.raises(ValueError, match="内容控件过多"):
        read(f"<w:p>{control() * 10}</w:p>")


# -- Tables --------------------------------------------------------------------------------------------

GRID = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid>'


def tc(words="甲", dress="") -> str:
    return f"<w:tc>{f'<w:tcPr>{dress}</w:tcPr>' if dress else ''}{p(words)}</w:tc>"


def tbl(*rows: str, dress="", grid=GRID) -> str:
    return f"<w:tbl><w:tblPr>{dress}</w:tblPr>{grid}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_cells_are_read_row_by_row_with_their_places():
    spans = tc("丁", '<w:tcW w:w="8000" w:type="dxa"/><w:gridSpan w:val="2"/>')
    found = read(tbl(tc("甲") + tc("乙"), spans, tc("") + tc("戊")))
    cells = [(line["text"], line["at"]) for line in found.lines if line["at"]]
    assert cells == [("甲", (1, 0)), ("乙", (1, 1)), ("丁", (2, 0)), ("", (3, 0)), ("戊", (3, 1))]
    assert faults(tbl(tc("甲") + tc("乙"), spans)) == []


TABLE_OFF, NARROW = "移出页面的表格", "过窄的单元格"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (tbl(tc(), grid='<w:tblGrid><w:gridCol w:w="9500"/></w:tblGrid>'), []),
        (tbl(tc(), grid='<w:tblGrid><w:gridCol w:w="9501"/></w:tblGrid>'), [TABLE_OFF, TABLE_OFF]),
        (tbl(tc(), grid='<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="0"/></w:tblGrid>'), [TABLE_OFF]),
        (tbl(tc("甲", '<w:tcW w:w="5000" w:type="dxa"/>') * 2), [TABLE_OFF]),
        (tbl(tc("甲", '<w:tcW w:w="300" w:type="dxa"/>')), []),
        (tbl(tc("甲", '<w:tcMar><w:left w:w="400"/></w:tcMar><w:tcW w:w="599" w:type="dxa"/>')), [NARROW]),
        (tbl(tc("甲", '<w:tcMar><w:left w:w="400"/></w:tcMar><w:tcW w:w="600" w:type="dxa"/>')), []),
        (tbl(tc() + f"<w:tc>{tbl(tc())}</w:tc>"), ["出具时没有的内容或格式 tbl"]),
        (tbl(tc(), dress="<w:bidiVisual/>"), ["左右颠倒的表格"]),
        (tbl(tc() + "<w:sdt/>"), ["多出的内容控件"]),
        (tbl(f"<w:trPr><w:hidden/></w:trPr>{tc()}"), ["隐藏的表格行"]),
        ("<w:tbl><w:tblPr/></w:tbl>", []),
        (f"<w:tbl><w:tblPr><w:bidiVisual/></w:tblPr></w:tbl>{p('后')}", ["左右颠倒的表格"]),
    ],
)
def test_what_no_table_of_ours_is_like_is_named(body, wanted):
    assert has(faults(body), *wanted)


FLOATS = (
    '<w:tblpPr w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="center" w:tblpYSpec="bottom"'
    ' w:tblpX="0" w:tblpY="0"/>'
)


def test_the_table_of_the_frame_alone_floats_at_the_foot_with_controls_alone():
    frame = tbl(f"<w:tc><w:p>{control('示例', '抄送')}</w:p></w:tc>", dress=FLOATS)
    assert faults(frame) == []
    assert has(faults(frame + frame), "浮动的表格")
    assert has(faults(tbl(tc("甲"), dress=FLOATS)), "浮动的表格")
    for old, new in (
        ('"center"', '"left"'),
        ('"bottom"', '"top"'),
        ('horzAnchor="margin"', 'horzAnchor="page"'),
        ('tblpX="0"', 'tblpX="1"'),
        ('tblpY="0"', 'tblpY="1"'),
    ):
        assert has(faults(frame.replace(old, new)), "浮动的表格"), new
