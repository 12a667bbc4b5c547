"""A stranger edits a genuine Word file, so that a reader sees something else: no such file is ever said to hold."""

import base64
import json
import random
import re
import time
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from zerentian.reports.offline.verify import (
    MOST_FAULTS,
    canonical,
    differences,
    expanded,
    manifest_inside,
    verify_bytes,
)

from .test_forgeries import WORD, repacked
from .test_issued_files import problems

pytestmark = pytest.mark.files
NAMES = nsdecls("w", "wp", "a", "pic", "r")
Parts = dict[str, bytes]


def element(xml: str):
    """Return an element from its XML, the usual names declared."""
    head, sep, rest = xml.partition(" ") if " " in xml.partition(">")[0] else xml.partition(">")
    slash = head.endswith("/")
    head = head.rstrip("/")
    return parse_xml(f"{head} {NAMES}{'/' if slash else ''}{sep}{rest}")


class Draft:
    """A Word file under a stranger's hand: its parts, its body, and a dice."""

    def __init__(self, parts: Parts, seed: int) -> None:
        self.parts, self.dice = parts, random.Random(seed)
        self.root = etree.fromstring(parts[WORD])
        self.body = self.root[0]

    def texts(self, *, cells: bool = False):
        """Return the text elements that a report states: none of a content control."""
        found = [
            one
            for one in self.body.iter(qn("w:t"))
            if (one.text or "").strip() and not list(one.iterancestors(qn("w:sdt")))
        ]
        return [one for one in found if list(one.iterancestors(qn("w:tc")))] if cells else found

    def text(self, *, cells: bool = False):
        return self.dice.choice(self.texts(cells=cells))

    def run(self):
        return self.text().getparent()

    def paragraph(self):
        return next(self.text().iterancestors(qn("w:p")))

    def cell(self):
        return next(self.text(cells=True).iterancestors(qn("w:tc")))

    def properties(self, owner, name: str):
        """Return the properties of an element, made first where it has none."""
        found = owner.find(qn(name))
        if found is None:
            found = element(f"<{name}/>")
            owner.insert(0, found)
        return found

    def put(self, properties, xml: str) -> None:
        """Set one property in the place of what was set."""
        made = element(xml)
        for old in properties.findall(made.tag):
            properties.remove(old)
        properties.append(made)

    def save(self) -> None:
        self.parts[WORD] = etree.tostring(self.root)


def on_run(*kinds: str) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        draft.put(draft.properties(draft.run(), "w:rPr"), draft.dice.choice(kinds))

    return change


def on_paragraph(*kinds: str) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        draft.put(draft.properties(draft.paragraph(), "w:pPr"), draft.dice.choice(kinds))

    return change


def on_cell(*kinds: str) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        draft.put(draft.properties(draft.cell(), "w:tcPr"), draft.dice.choice(kinds))

    return change


def on_table(*kinds: str) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        table = next(draft.cell().iterancestors(qn("w:tbl")))
        draft.put(table.find(qn("w:tblPr")), draft.dice.choice(kinds))

    return change


def on_row(*kinds: str) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        row = next(draft.cell().iterancestors(qn("w:tr")))
        draft.put(draft.properties(row, "w:trPr"), draft.dice.choice(kinds))

    return change


def on_section(*kinds: str) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        draft.put(draft.body[-1], draft.dice.choice(kinds))

    return change


def in_style(part: str, *kinds: str) -> Callable[[Draft], None]:
    """Return a change of a style that a run or paragraph then bears, itself or by what it is based on."""

    def change(draft: Draft) -> None:
        styles = etree.fromstring(draft.parts["word/styles.xml"])
        kind, mark = draft.dice.choice((("character", "w:rStyle"), ("paragraph", "w:pStyle")))
        if part == "w:pPr":
            kind, mark = "paragraph", "w:pStyle"
        inner = f"<{part}>{draft.dice.choice(kinds)}</{part}>"
        styles.append(element(f'<w:style w:type="{kind}" w:styleId="Base9">{inner}</w:style>'))
        styles.append(
            element(f'<w:style w:type="{kind}" w:styleId="Own9"><w:basedOn w:val="Base9"/></w:style>')
        )
        draft.parts["word/styles.xml"] = etree.tostring(styles)
        owner = draft.run() if kind == "character" else draft.paragraph()
        properties = draft.properties(owner, "w:rPr" if kind == "character" else "w:pPr")
        if kind == "paragraph" and part == "w:rPr":  # What the runs set themselves would go before the style.
            for run in owner.iter(qn("w:r")):
                for own in run.findall(qn("w:rPr")):
                    run.remove(own)
        elif kind == "character":
            owner.find(qn("w:rPr")).clear()
        if part == "w:pPr":
            properties.clear()
        draft.put(properties, f'<{mark} w:val="{draft.dice.choice(("Own9", "Base9"))}"/>')

    return change


def in_defaults(part: str, *kinds: str) -> Callable[[Draft], None]:
    """Return a change of what every paragraph is, where no run says otherwise."""

    def change(draft: Draft) -> None:
        styles = etree.fromstring(draft.parts["word/styles.xml"])
        normal = next(one for one in styles.iter(qn("w:style")) if one.get(qn("w:default")) == "1")
        draft.put(draft.properties(normal, part), draft.dice.choice(kinds))
        draft.parts["word/styles.xml"] = etree.tostring(styles)

    return change


HIDING = (
    "<w:vanish/>",
    '<w:vanish w:val="1"/>',
    '<w:vanish w:val="on"/>',
    "<w:webHidden/>",
    "<w:specVanish/>",
    "<w:strike/>",
    '<w:dstrike w:val="true"/>',
    "<w:emboss/>",
    "<w:imprint/>",
    "<w:outline/>",
    "<w:rtl/>",
    "<w:cs/>",
    '<w:sz w:val="2"/>',
    '<w:sz w:val="3276"/>',
    '<w:color w:val="FFFFFF"/>',
    '<w:color w:val="FEFDF8"/>',
    '<w:color w:val="D0D0D0"/>',
    '<w:color w:val="000000" w:themeColor="background1"/>',
    '<w:highlight w:val="black"/>',
    '<w:shd w:val="clear" w:fill="000000"/>',
    '<w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>',
    '<w:shd w:val="clear" w:fill="FFFFFF" w:themeFill="text1"/>',
    '<w:position w:val="600"/>',
    '<w:position w:val="-90"/>',
    '<w:spacing w:val="-320"/>',
    '<w:w w:val="1"/>',
    '<w:fitText w:val="10"/>',
    '<w:eastAsianLayout w:combine="1"/>',
    '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings" w:eastAsia="Wingdings"/>',
    '<w:rFonts w:asciiTheme="minorAscii" w:hAnsiTheme="minorAscii" w:eastAsiaTheme="minorAscii"/>',
    '<w:effect w:val="blinkBackground"/>',
)
AWAY = (
    '<w:ind w:left="-20000"/>',
    '<w:ind w:start="14000"/>',
    '<w:ind w:firstLine="9000"/>',
    '<w:ind w:hanging="9000"/>',
    '<w:ind w:leftChars="9000"/>',
    '<w:ind w:right="-9000" w:left="8900"/>',
    '<w:spacing w:line="1" w:lineRule="exact"/>',
    '<w:spacing w:line="20" w:lineRule="auto"/>',
    '<w:spacing w:before="31680"/>',
    '<w:framePr w:w="1" w:h="1" w:hRule="exact" w:x="20000" w:y="20000"/>',
    '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
    "<w:bidi/>",
    '<w:shd w:val="clear" w:fill="111111"/>',
    '<w:textDirection w:val="tbRl"/>',
    '<w:pBdr><w:top w:val="single" w:sz="96" w:space="31" w:color="FFFFFF"/></w:pBdr>',
    "<w:rPr><w:vanish/></w:rPr>",
    "<w:rPr><w:del w:id='1'/></w:rPr>",
)


def change_a_letter(draft: Draft) -> None:
    text = draft.text()
    place = draft.dice.choice([n for n, letter in enumerate(text.text) if not letter.isspace()])
    text.text = text.text[:place] + draft.dice.choice("零9八") * 2 + text.text[place + 1 :]


def drop_a_paragraph(draft: Draft) -> None:
    paragraph = draft.paragraph()
    paragraph.getparent().replace(paragraph, element("<w:p/>"))


def double_a_paragraph(draft: Draft) -> None:
    paragraph = draft.paragraph()
    paragraph.addnext(parse_xml(etree.tostring(paragraph)))


def add_a_paragraph(draft: Draft) -> None:
    draft.body.insert(
        draft.dice.randrange(len(draft.body) - 1), element("<w:p><w:r><w:t>实为九件。</w:t></w:r></w:p>")
    )


def put_a_control(draft: Draft) -> None:
    """Put a content control of the reader's own making beside a number, in its stead, or as a line."""
    kind = draft.dice.choice(("beside", "instead", "block", "around"))
    tag = draft.dice.choice(("", "印章", "签发人", "发文字号"))
    head = f'<w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr>' if tag else "<w:sdtPr/>"
    run = draft.run()
    if kind == "block":
        words = "<w:sdtContent><w:p><w:r><w:t>61人次</w:t></w:r></w:p></w:sdtContent>"
        next(run.iterancestors(qn("w:p"))).addnext(element(f"<w:sdt>{head}{words}</w:sdt>"))
        return
    made = element(f"<w:sdt>{head}<w:sdtContent><w:r><w:t>61人次</w:t></w:r></w:sdtContent></w:sdt>")
    if kind == "around":
        run.addprevious(made)
        made[-1].append(run)
    elif kind == "instead":
        run.getparent().replace(run, made)
    else:
        run.addnext(made)


def white_beside_a_control(draft: Draft) -> None:
    """Hide the true number and let a content control print another: what passed once."""
    run = draft.run()
    properties = draft.properties(run, "w:rPr")
    draft.put(properties, '<w:color w:val="FFFFFF"/>')
    draft.put(properties, '<w:sz w:val="2"/>')
    run.addnext(element("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>61人次</w:t></w:r></w:sdtContent></w:sdt>"))


def change_a_frame_control(draft: Draft) -> None:
    """Give a control of the frame a kind, or a content, that is not its own."""
    control = draft.dice.choice(list(draft.body.iter(qn("w:sdt"))))
    content, kind = control.find(qn("w:sdtContent")), draft.dice.randrange(4)
    if kind == 0:
        control.find(qn("w:sdtPr")).append(element('<w:dataBinding w:xpath="/x" w:storeItemID="y"/>'))
    elif kind == 1:
        content.append(element("<w:r><w:pict/></w:r>"))
    elif kind == 2:
        content[-1].append(element(f"<w:t>{'六十一人次' * 60}</w:t>"))
    else:
        place = draft.paragraph()
        control.getparent().remove(control)
        place.append(control)


def put_words_over(draft: Draft) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>61人次</w:t></w:r></w:p></w:txbxContent>"
    kinds = (
        f"<w:r><w:pict>{box}</w:pict></w:r>",
        "<w:r><w:pict/></w:r>",
        f"<w:r><w:drawing><wp:anchor><wp:extent cx='9' cy='9'/>{box}</wp:anchor></w:drawing></w:r>",
        "<w:r><w:object/></w:r>",
        '<w:r><w:sym w:font="Wingdings" w:char="F031"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:fldSimple w:instr="QUOTE 61"><w:r><w:t>61</w:t></w:r></w:fldSimple>',
        '<w:ins w:id="1" w:author="x"><w:r><w:t>61</w:t></w:r></w:ins>',
        '<w:ins w:id="1" w:author="x"/>',
        "<w:bdo w:val='rtl'><w:r><w:t>16</w:t></w:r></w:bdo>",
        "<w:smartTag><w:r><w:t>61</w:t></w:r></w:smartTag>",
        "<w:r><w:ruby><w:rt><w:r><w:t>61</w:t></w:r></w:rt><w:rubyBase/></w:ruby></w:r>",
        '<w:r><w:commentReference w:id="0"/></w:r>',
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        '<w:customXml w:element="x"><w:r><w:t>61</w:t></w:r></w:customXml>',
        '<w:hyperlink w:anchor="s001" w:tooltip="实为61人次"><w:r><w:t> </w:t></w:r></w:hyperlink>',
    )
    draft.run().addnext(element(draft.dice.choice(kinds)))


def track_a_deletion(draft: Draft) -> None:
    run = draft.run()
    kind = draft.dice.choice(("w:del", "w:moveFrom", "w:ins", "w:moveTo"))
    mark = element(f'<{kind} w:id="1" w:author="x"/>')
    run.addprevious(mark)
    mark.append(run)


def move_a_cell(draft: Draft) -> None:
    """Give the cells of a table, in the same order, to other rows and columns."""
    rows = list(next(draft.cell().iterancestors(qn("w:tbl"))).iter(qn("w:tr")))
    place = draft.dice.randrange(1, len(rows))
    rows[place - 1].append(rows[place].findall(qn("w:tc"))[0])


def swap_rows(draft: Draft) -> None:
    rows = list(next(draft.cell().iterancestors(qn("w:tbl"))).iter(qn("w:tr")))
    rows[-1].addnext(rows[0])


def nest_a_table(draft: Draft) -> None:
    draft.cell().append(element("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"))


def split_the_page(draft: Draft) -> None:
    properties = draft.properties(draft.paragraph(), "w:pPr")
    draft.put(properties, '<w:sectPr><w:pgSz w:w="100" w:h="100"/></w:sectPr>')


def paint_the_page(draft: Draft) -> None:
    draft.root.insert(0, element('<w:background w:color="000000"/>'))


def words_in_a_page_part(draft: Draft) -> None:
    kind = draft.dice.choice(("header", "footer", "footnotes", "endnotes", "comments"))
    number = draft.dice.choice(("", "1", "2", "7")) if kind in ("header", "footer") else ""
    inner = draft.dice.choice(
        ("<w:r><w:t>共61人次</w:t></w:r>", "<w:r><w:pict/></w:r>", "<w:r><w:drawing/></w:r>")
    )
    if draft.dice.random() < 0.3:
        control = "<w:sdt><w:sdtContent><w:r><w:t>共61人次</w:t></w:r></w:sdtContent></w:sdt>"
        inner = control
    root = element(f"<w:hdr><w:p>{inner}</w:p></w:hdr>")
    draft.parts[f"word/{kind}{number}.xml"] = etree.tostring(root)


def lead_elsewhere(draft: Draft) -> None:
    """Let the package lead to a part that no report has, or to another text."""
    kind = draft.dice.randrange(5)
    name = "word/_rels/document.xml.rels"
    relation = '<Relationship Id="rId99" Type="http://x/{}" Target="{}"{}/></Relationships>'
    if kind == 0:
        relation = relation.format("aFChunk", "afchunk.htm", "")
    elif kind == 1:
        relation = relation.format("attachedTemplate", "http://127.0.0.1/x.dotm", ' TargetMode="External"')
    elif kind == 2:
        draft.parts["word/vbaProject.bin"] = b"x"
    elif kind == 3:
        draft.parts["word/fonts/font1.odttf"] = b"x"
    else:
        name, relation = "_rels/.rels", relation.format("officeDocument", "word/other.xml", "")
    if kind not in (2, 3):
        draft.parts[name] = draft.parts[name].replace(b"</Relationships>", relation.encode())


def replace_a_font(draft: Draft) -> None:
    font = '<w:font w:name="黑体"><w:altName w:val="Wingdings"/></w:font></w:fonts>'
    name = "word/fontTable.xml"
    draft.parts[name] = draft.parts[name].replace(b"</w:fonts>", font.encode())


def format_a_table_by_its_style(draft: Draft) -> None:
    styles = etree.fromstring(draft.parts["word/styles.xml"])
    style = next(one for one in styles.iter(qn("w:style")) if one.get(qn("w:styleId")) == "TableGrid")
    white = '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'
    kinds = (
        f'<w:tblStylePr w:type="firstRow">{white}</w:tblStylePr>',
        white,
        '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>',
        '<w:pPr><w:ind w:left="20000"/></w:pPr>',
        '<w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr>',
        '<w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr>',
        "<w:trPr><w:hidden/></w:trPr>",
        '<w:tblPr><w:tblInd w:w="20000" w:type="dxa"/></w:tblPr>',
    )
    made = element(draft.dice.choice(kinds))
    for old in style.findall(made.tag):
        style.remove(old)
    style.append(made)
    draft.parts["word/styles.xml"] = etree.tostring(styles)


def number_by_a_style(draft: Draft) -> None:
    """Let a style number paragraphs, and one based on it say a level alone."""
    styles = etree.fromstring(draft.parts["word/styles.xml"])
    for name, base, inner in (
        ("Base9", "Normal", '<w:numId w:val="1"/>'),
        ("Own9", "Base9", '<w:ilvl w:val="0"/>'),
    ):
        properties = f'<w:basedOn w:val="{base}"/><w:pPr><w:numPr>{inner}</w:numPr></w:pPr>'
        styles.append(element(f'<w:style w:type="paragraph" w:styleId="{name}">{properties}</w:style>'))
    draft.parts["word/styles.xml"] = etree.tostring(styles)
    draft.put(draft.properties(draft.paragraph(), "w:pPr"), '<w:pStyle w:val="Own9"/>')


def lay_tables_over_each_other(draft: Draft) -> None:
    table = next(draft.cell().iterancestors(qn("w:tbl")))
    place = 'w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="center" w:tblpYSpec="bottom"'
    draft.put(table.find(qn("w:tblPr")), f"<w:tblpPr {place}/>")


def widen_a_table(draft: Draft) -> None:
    table = next(draft.cell().iterancestors(qn("w:tbl")))
    if draft.dice.random() < 0.5:
        for column in table.iter(qn("w:gridCol")):
            column.set(qn("w:w"), "9000")
    else:
        for width in table.iter(qn("w:tcW")):
            width.set(qn("w:w"), "9000")


def print_another_page_number(draft: Draft) -> None:
    """Let the footers print a number, or nothing at all, in the page number's place."""
    kind = draft.dice.randrange(4)
    for name in ("word/footer1.xml", "word/footer2.xml"):
        footer = draft.parts[name]
        if kind == 0:
            draft.parts[name] = footer.replace(b"PAGE", b'PAGE \\# "61"')
        elif kind == 1:
            draft.parts[name] = footer.replace(b'<w:fldChar w:fldCharType="end"/>', b"<w:t>61</w:t>")
        elif kind == 2:
            draft.parts[name] = footer.replace(b"<w:pPr>", b'<w:pPr><w:framePr w:x="1" w:y="1"/>')
        else:
            draft.parts[name] = etree.tostring(element("<w:ftr><w:p/></w:ftr>"))


def move_words_away_by_breaks(draft: Draft) -> None:
    draft.text().addprevious(element("<w:br/>"))
    run = draft.run()
    for _ in range(90):
        run.insert(0, element(draft.dice.choice(("<w:br/>", "<w:tab/>"))))


def change_a_picture(draft: Draft) -> None:
    """Replace, cut, turn, tint, shrink, hide or cover a picture, or change the words in its stead."""
    inline = draft.dice.choice(list(draft.body.iter(qn("wp:inline"))))
    blip, extent = next(inline.iter(qn("a:blip"))), inline.find(qn("wp:extent"))
    words, shape = inline.find(qn("wp:docPr")), next(inline.iter(qn("pic:spPr")))
    pictures = sorted(name for name in draft.parts if "media/" in name)
    kind = draft.dice.randrange(17)
    if kind == 0:
        draft.parts[draft.dice.choice(pictures)] = PNG
    elif kind == 1:
        draft.parts[pictures[0]], draft.parts[pictures[1]] = (
            draft.parts[pictures[1]],
            draft.parts[pictures[0]],
        )
    elif kind == 2:
        words.set("descr", "证明状态：已核实 9")
    elif kind == 3:
        words.set("title", "已核实 9")
    elif kind == 4:
        extent.set("cy", "12700")
    elif kind == 5:
        extent.set("cx", str(int(extent.get("cx")) // 9))
        extent.set("cy", str(int(extent.get("cy")) // 9))
    elif kind == 6:
        blip.addnext(element('<a:srcRect b="90000"/>'))
    elif kind == 7:
        blip.append(element('<a:lum bright="100000"/>'))
    elif kind == 8:
        blip.append(element('<a:alphaModFix amt="0"/>'))
    elif kind == 9:
        shape.find(qn("a:xfrm")).set("rot", "10800000")
    elif kind == 10:
        words.set("hidden", "1")
    elif kind == 11:
        blip.append(element('<a:extLst><a:ext><a:svgBlip r:embed="rId1"/></a:ext></a:extLst>'))
    elif kind == 12:
        inline.tag = qn("wp:anchor")
    elif kind == 14:
        shape.find(qn("a:xfrm"))[0].set("x", "9000000")
    elif kind == 15:
        shape.find(qn("a:xfrm"))[1].set("cy", "9")
    elif kind == 13:
        inline.getparent().getparent().append(parse_xml(etree.tostring(inline.getparent())))
    else:
        paragraph = next(inline.iterancestors(qn("w:p")))
        draft.put(draft.properties(paragraph, "w:pPr"), '<w:spacing w:line="20" w:lineRule="exact"/>')


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)
EDITS = {
    "a picture": change_a_picture,
    "numbering by a style": number_by_a_style,
    "tables over each other": lay_tables_over_each_other,
    "a table too wide": widen_a_table,
    "page numbers": print_another_page_number,
    "breaks": move_words_away_by_breaks,
    "run": on_run(*HIDING),
    "paragraph": on_paragraph(*AWAY),
    "style of runs": in_style("w:rPr", *HIDING),
    "style of paragraphs": in_style("w:pPr", *(one for one in AWAY if "rPr" not in one)),
    "usual style": in_defaults("w:rPr", "<w:vanish/>", "<w:strike/>", '<w:color w:val="FFFFFF"/>', "<w:emboss/>"),
    "a letter": change_a_letter,
    "a paragraph dropped": drop_a_paragraph,
    "a paragraph doubled": double_a_paragraph,
    "a paragraph added": add_a_paragraph,
    "a control": put_a_control,
    "white beside a control": white_beside_a_control,
    "a control of the frame": change_a_frame_control,
    "words over words": put_words_over,
    "a tracked change": track_a_deletion,
    "a cell moved": move_a_cell,
    "rows swapped": swap_rows,
    "a table in a cell": nest_a_table,
    "cell": on_cell(
        "<w:vMerge/>",
        '<w:vMerge w:val="restart"/>',
        "<w:hMerge/>",
        '<w:tcW w:w="1" w:type="dxa"/>',
        '<w:shd w:val="clear" w:fill="000000"/>',
        "<w:tcFitText/>",
        '<w:textDirection w:val="btLr"/>',
        "<w:noWrap/>",
        '<w:tcMar><w:left w:w="5000" w:type="dxa"/></w:tcMar>',
    ),
    "row": on_row('<w:trHeight w:val="1" w:hRule="exact"/>', "<w:hidden/>", '<w:gridBefore w:val="1"/>', "<w:del/>"),
    "table": on_table(
        "<w:bidiVisual/>",
        '<w:tblpPr w:tblpX="9000" w:tblpY="30000"/>',
        '<w:tblInd w:w="20000" w:type="dxa"/>',
        '<w:tblDescription w:val="实为61人次"/>',
        '<w:shd w:val="clear" w:fill="000000"/>',
    ),
    "section": on_section(
        '<w:pgSz w:w="100" w:h="100"/>',
        '<w:pgMar w:top="20000" w:bottom="100" w:left="100" w:right="100"/>',
        '<w:cols w:num="9"/>',
        '<w:lnNumType w:countBy="1"/>',
        '<w:pgNumType w:start="61"/>',
        '<w:docGrid w:type="lines" w:linePitch="31000"/>',
        '<w:pgBorders><w:top w:val="single" w:sz="900"/></w:pgBorders>',
        "<w:bidi/>",
    ),
    "a page of its own": split_the_page,
    "the page painted": paint_the_page,
    "header, footer, notes, comments": words_in_a_page_part,
    "another part": lead_elsewhere,
    "another typeface": replace_a_font,
    "the table's style": format_a_table_by_its_style,
}  # fmt: skip


def altered(data: bytes, edit: Callable[[Draft], None], seed: int) -> bytes:
    """Return a Word file after a stranger's edit, drawn by a seed."""

    def change(parts: Parts) -> None:
        draft = Draft(parts, seed)
        edit(draft)
        draft.save()

    return repacked(data, change)


@pytest.fixture
def word(request, db, made: list[bytes]) -> bytes:
    """A genuine Word file with one of every block; issued once for all tests here."""
    if not made:
        made.append((request.getfixturevalue("folder") / "report.docx").read_bytes())
    return made[0]


@pytest.fixture(scope="module")
def made() -> list[bytes]:
    return []


SEEDS = 6  # edits of each kind: every one of its variants is drawn in a few runs


@pytest.mark.parametrize("kind", EDITS)
def test_no_edit_of_a_word_file_passes(word: bytes, kind: str) -> None:
    for seed in random.Random().sample(range(10**6), SEEDS):
        assert not verify_bytes(altered(word, EDITS[kind], seed), "report.docx").holds, (kind, seed)


HARMLESS = {
    "runs split and marked": lambda xml: re.sub(
        r"<w:t>([^<]{2,})</w:t></w:r>",
        lambda found: (
            f'<w:t>{found[1][0]}</w:t></w:r><w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="9" w:name="_x"/>'
            f'<w:bookmarkEnd w:id="9"/><w:r w:rsidR="00AB"><w:rPr><w:rFonts w:hint="eastAsia"/><w:lang w:val="x"/>'
            f"</w:rPr><w:lastRenderedPageBreak/><w:t>{found[1][1:]}</w:t></w:r>"
        ),
        xml,
    ),
    "bold and a little smaller": lambda xml: xml.replace('<w:sz w:val="32"/>', '<w:b/><w:sz w:val="30"/>'),
    "switched off": lambda xml: xml.replace(
        '<w:sz w:val="32"/>', '<w:vanish w:val="0"/><w:strike w:val="false"/><w:sz w:val="32"/>'
    ),
    "the line of copies deleted": lambda xml: re.sub(
        r"<w:tr>(?:(?!</w:tr>).)*抄送(?:(?!</w:tr>).)*</w:tr>", "", xml, count=1
    ),
    "a control left empty": lambda xml: xml.replace("〔请填写文号〕", "", 1),
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_a_word_processor_or_the_office_may_change_passes(word: bytes, kind: str) -> None:
    def change(parts: Parts) -> None:
        before = parts[WORD].decode()
        parts[WORD] = HARMLESS[kind](before).encode()
        assert parts[WORD].decode() != before

    assert problems(verify_bytes(repacked(word, change), "report.docx")) == []


def test_what_was_filled_in_is_told_with_its_place(word: bytes) -> None:
    data = repacked(
        word,
        lambda parts: parts.update({WORD: parts[WORD].replace("〔姓名〕".encode(), "张三".encode())}),
    )
    result = verify_bytes(data, "report.docx")
    assert result.holds
    assert "张三" in result.controls


@pytest.mark.parametrize(
    ("hint", "filled", "passes"),
    [
        ("〔姓名〕", "欧阳某某、司马某某、诸葛某某、上官某某", True),
        (
            "〔姓名〕",
            "本乡全年零事故，群众满意率百分之百，各项工作走在全县前列，经县委同意，特此证明，请各单位照此执行并上报结果。",
            False,
        ),
        ("〔请填写文号〕", "清溪政〔2026〕128号", True),
        (
            "〔请填写文号〕",
            "清溪政〔2026〕128号，本报告所列各数均已经县政府核定，与下文不一致的以此为准",
            False,
        ),
        ("（盖章）", "（盖章）经县政府审定，下文数字以此为准，全部属实", False),
    ],
)
def test_the_frame_takes_a_name_a_number_a_day_and_no_sentences(word: bytes, hint, filled, passes) -> None:
    def fill(parts: Parts) -> None:
        assert hint.encode() in parts[WORD]
        parts[WORD] = parts[WORD].replace(hint.encode(), filled.encode(), 1)

    data = repacked(word, fill)
    result = verify_bytes(data, "report.docx")
    assert result.holds is passes
    assert passes or any("人工填写过长" in one["message"] for one in result.lines)


LINES = st.lists(st.sampled_from("abcdefgh"), max_size=30)


@given(LINES, LINES)
def test_differences_turn_one_sequence_into_the_other_and_leave_equal_ones_alone(known, found) -> None:
    made, place = [], 0
    for a, b, c, d in differences(known, found):
        assert known[a:b] != found[c:d]
        made += known[place:a] + found[c:d]
        place = b
    assert made + known[place:] == found
    assert list(differences(known, known)) == []


def many(inner: str, count: int) -> Callable[[Parts], None]:
    """Return a change that fills the body with the same element many times."""

    def change(parts: Parts) -> None:
        head, sep, tail = parts[WORD].partition(b"<w:sectPr")
        parts[WORD] = head + inner.encode() * count + sep + tail

    return change


@pytest.mark.parametrize(
    "inner",
    [
        "<w:p><w:r><w:t>甲</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:pStyle w:val='Footer'/></w:pPr><w:r><w:rPr><w:sz w:val='2'/></w:rPr><w:t>乙</w:t></w:r></w:p>",
    ],
)
def test_a_small_word_file_of_many_lines_costs_no_more_than_its_lines(word: bytes, inner: str) -> None:
    spent = []
    for count in (2_000, 16_000):
        forged = repacked(word, many(inner, count))
        before = time.process_time()
        result = verify_bytes(forged, "report.docx")
        spent.append(time.process_time() - before)
        assert not result.holds
        assert len(problems(result)) <= MOST_FAULTS + 1
    assert spent[1] < 20 * spent[0]  # Eight times the lines; the square would be 64 times.


BOMBS = {
    "blank": lambda parts: many("<w:p/>", 70)(parts),
    "elements": lambda parts: many("<w:p/>", 700_000)(parts),
    "depth": lambda parts: many("<w:sdt>", 100)(parts),
    "size": lambda parts: parts.update({"word/media/image9.png": b"\0" * (65 * 1024 * 1024)}),
    "parts": lambda parts: parts.update({f"word/media/image{n}.png": b"" for n in range(9, 2100)}),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_word_file_that_would_fill_the_memory_is_refused(word: bytes, kind: str) -> None:
    data = repacked(word, BOMBS[kind])
    assert len(data) < 500_000
    with suppress(ValueError):
        assert not verify_bytes(data, "report.docx").holds


def test_a_manifest_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="过大"):
        verify_bytes(b"[" + b"[]," * 2_000_000 + b"0]", "manifest.json")


def test_a_word_file_whose_manifest_states_no_pictures_says_that_they_were_not_compared(word: bytes) -> None:
    def as_of_format_1(parts: Parts) -> None:
        name = next(one for one in parts if b"urn:zerentian:manifest" in parts[one])
        manifest = expanded(json.loads(manifest_inside(word)))
        old = {"format": "zerentian-manifest-1"}
        new = ("envelope", "outside", "rendition", "sets")
        manifest = {name: value for name, value in manifest.items() if name not in new} | old
        stated = [one for one in manifest["paragraphs"] if one["text"]]
        manifest["paragraphs"] = [{key: one[key] for key in ("text", "statements", "kind")} for one in stated]
        packed = base64.b64encode(zlib.compress(canonical(manifest))).decode()
        parts[name] = f'<manifest xmlns="urn:zerentian:manifest">{packed}</manifest>'.encode()

    old = repacked(word, as_of_format_1)
    result = verify_bytes(old, "report.docx")
    assert problems(result) == []
    assert any("图片未比对" in note for note in result.notes)
    for seed in range(SEEDS):
        assert not verify_bytes(altered(old, put_a_control, seed), "report.docx").holds
