"""What a Word file is put together from: runs, lines on the grid, content controls, bookmarks and links."""

from copy import deepcopy
from zlib import crc32

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

FANG, HEI, KAI, BIAO, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
LINE = Pt(28.95)  # 22 lines fill the 225 mm of the page
NARROWED = "-5"  # twentieths of a point: 28 characters of 16 pt fill its 156 mm
CHARACTER = 15.75
SOFT, RED = RGBColor(0x57, 0x53, 0x4C), RGBColor(0xE6, 0x00, 0x12)


def text(
    paragraph: WordParagraph, content: str, font: str, size: float = 16, color: RGBColor | None = None
) -> WordRun:
    """Add a run in an East Asian font."""
    return dress(paragraph.add_run(content), font, size, color)


def dress(run: WordRun, font: str, size: float, color: RGBColor | None = None) -> WordRun:
    """Set font, size and colour of a run; one of 16 pt is narrowed so that 28 characters fit a line."""
    run.font.size = Pt(size)
    if color is not None:
        run.font.color.rgb = color
    properties = run._r.get_or_add_rPr()
    east_asian(properties, font)
    if size == 16:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), NARROWED)
        properties.insert_element_before(
            spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:u", "w:vertAlign"
        )
    return run


def east_asian(properties: object, font: str) -> None:
    """Name the font for Chinese characters."""
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    fonts.set(qn("w:eastAsia"), font)


def line(
    word: docx.document.Document,
    content: str,
    font: str,
    size: float = 16,
    *,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    indent: float = 0,
    color: RGBColor | None = None,
) -> WordParagraph:
    """Add a paragraph of one run."""
    paragraph = word.add_paragraph()
    shape(paragraph, align, indent)
    text(paragraph, content, font, size, color)
    return paragraph


def shape(paragraph: WordParagraph, align: WD_ALIGN_PARAGRAPH, indent: float) -> None:
    """Set alignment, first-line indent (points) and the exact line of the grid."""
    form = paragraph.paragraph_format
    form.alignment, form.first_line_indent = align, Pt(indent)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)


def control(
    tag: str,
    words: str,
    font: str = FANG,
    size: float = 16,
    *,
    hint: bool = True,
    color: RGBColor | None = None,
) -> BaseOxmlElement:
    """Return a content control; ``hint`` words ask a person to fill it in and vanish at the first key."""
    element, properties, content = (OxmlElement(name) for name in ("w:sdt", "w:sdtPr", "w:sdtContent"))
    run = dress(WordRun(OxmlElement("w:r"), None), font, size, SOFT if hint else color)  # type: ignore[arg-type]
    run.text = words
    properties.append(deepcopy(run._r.rPr))
    for name, value in (("w:alias", tag), ("w:tag", tag), ("w:id", str(crc32(tag.encode()) & 0x7FFFFFFF))):
        item = OxmlElement(name)
        item.set(qn("w:val"), value)
        properties.append(item)
    if hint:
        properties.append(OxmlElement("w:showingPlcHdr"))
    content.append(run._r)
    element.extend([properties, content])
    return element


def bookmark(run: WordRun, name: str) -> None:
    """Mark a run as the place to which links of a name lead."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    number = str(crc32(name.encode()) & 0x7FFFFFFF)
    start.set(qn("w:id"), number)
    end.set(qn("w:id"), number)
    start.set(qn("w:name"), name)
    run._r.addprevious(start)
    run._r.addnext(end)


def link(run: WordRun, name: str) -> None:
    """Make a run lead to a bookmark of the same file."""
    anchor = OxmlElement("w:hyperlink")
    anchor.set(qn("w:anchor"), name)
    run._r.addprevious(anchor)
    anchor.append(run._r)


def off_grid(paragraph: WordParagraph) -> WordParagraph:
    """Free a paragraph whose lines are not those of the body from the grid of the page."""
    free = OxmlElement("w:snapToGrid")
    free.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(
        free, "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )
    return paragraph


def border(paragraph: WordParagraph, sides: dict[str, tuple[float, str, int]], style: str = "single") -> None:
    """Draw rules beside a paragraph: for each side its weight (mm), colour and distance (points)."""
    borders = OxmlElement("w:pBdr")
    for side, (weight, color, space) in sides.items():
        rule = OxmlElement(f"w:{side}")
        eighths = str(round(weight / 25.4 * 72 * 8))
        for name, value in (("val", style), ("sz", eighths), ("space", str(space)), ("color", color)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    after = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *after)
