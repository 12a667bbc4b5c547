"""A picture in a Word file, and what a file says of itself: seen as it is, and nothing said that its paper does not."""

import struct

import pytest

from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import parsed

from .test_word_reading import NAMES, PNG, SECTION, faults, has, p, read

CUT, STRETCHED, MOVED, ALT = (
    "被剪裁、翻转或隐藏的图片",
    "被拉伸或缩小的图片",
    "移开的图片",
    "图片的替代文字被改动",
)
INLINE = (
    f'<wp:inline {NAMES}><wp:extent cx="4000000" cy="2000000"/><wp:docPr id="1" name="x" descr="走势：1月 3"/>'
    '<a:graphic><a:graphicData><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="x"/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="rPicture"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4000000" cy="2000000"/></a:xfrm>'
    '<a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
)


def size(wide: int, high: int) -> str:
    return f'cx="{wide}" cy="{high}"'


OWN = size(4_000_000, 2_000_000)


def changed(old: str, new: str, *, data: bytes = PNG, count: int = -1) -> list[str]:
    assert old in INLINE
    found = verify.picture_faults(parsed(INLINE.replace(old, new, count).encode()), data)
    return [one.partition(" · ")[0] for one in found]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("<a:fillRect/>", "<a:fillRect/>", []),
        ("<a:fillRect/>", '<a:fillRect l="0"/>', []),
        ("<a:fillRect/>", '<a:fillRect l="10"/>', [CUT]),
        ("<a:stretch>", '<a:srcRect b="5000"/><a:stretch>', [CUT]),
        ("<a:xfrm>", '<a:xfrm rot="5">', [CUT]),
        ("<a:xfrm>", '<a:xfrm rot="0">', []),
        ("<a:xfrm>", '<a:xfrm flipH="1">', [CUT]),
        ("<a:xfrm>", '<a:xfrm flipV="true">', [CUT]),
        ("<a:xfrm>", '<a:xfrm flipH="0">', []),
        ("<wp:docPr ", '<wp:docPr hidden="1" ', [CUT]),
        ('prst="rect"', 'prst="ellipse"', [CUT]),
        ('<a:off x="0" y="0"/>', '<a:off x="1" y="0"/>', [MOVED]),
        ('<a:off x="0" y="0"/>', '<a:off x="0" y="-1"/>', [MOVED]),
        ("<wp:docPr ", '<wp:effectExtent l="100000"/><wp:docPr ', []),
        ("<wp:docPr ", '<wp:effectExtent l="100001"/><wp:docPr ', [MOVED]),
        ("<wp:docPr ", '<wp:effectExtent l="-100001"/><wp:docPr ', [MOVED]),
        ("<pic:cNvPr ", '<pic:cNvPr descr="走势：1月 3" ', []),
        ("<pic:cNvPr ", '<pic:cNvPr descr="" ', []),
        ("<pic:cNvPr ", '<pic:cNvPr descr="别的" ', [ALT]),
        ("<wp:docPr ", '<wp:docPr title="别的" ', [ALT]),
        (
            '<a:blip r:embed="rPicture"/>',
            '<a:blip r:embed="rPicture"><a:grayscl/></a:blip>',
            ["图片上的 grayscl"],
        ),
        ('<a:blip r:embed="rPicture"/>', '<a:blip r:link="rX"/>', [CUT]),
    ],
)
def test_a_picture_is_whole_upright_and_as_it_is(old, new, wanted):
    assert changed(old, new) == wanted


@pytest.mark.parametrize(
    ("inner", "outer", "wanted"),
    [
        (size(4_080_000, 2_000_000), OWN, []),
        (size(4_080_001, 2_000_000), OWN, [STRETCHED]),
        (size(4_000_000, 1_960_000), OWN, []),
        (size(4_000_000, 1_959_999), OWN, [STRETCHED]),
        (size(3_600_000, 1_800_000), size(3_600_000, 1_800_000), []),
        (size(3_599_998, 1_799_999), size(3_599_998, 1_799_999), [STRETCHED]),
        (size(5_800_000, 2_900_000), size(5_800_000, 2_900_000), []),
        (size(5_800_002, 2_900_001), size(5_800_002, 2_900_001), [STRETCHED]),
        (size(4_000_000, 2_039_000), size(4_000_000, 2_039_000), []),
        (size(4_000_000, 2_041_000), size(4_000_000, 2_041_000), [STRETCHED]),
        (size(4_000_000, 1_959_000), size(4_000_000, 1_959_000), [STRETCHED]),
    ],
)
def test_a_picture_is_as_large_as_it_says_and_keeps_its_shape(inner, outer, wanted):
    text = INLINE.replace(f"<wp:extent {OWN}", f"<wp:extent {outer}").replace(
        f"<a:ext {OWN}", f"<a:ext {inner}"
    )
    found = verify.picture_faults(parsed(text.encode()), PNG)
    assert [one.partition(" · ")[0] for one in found] == wanted


@pytest.mark.parametrize(
    "data", [b"", PNG[:20], b"GIF89a" + PNG, PNG[:16] + struct.pack(">II", 0, 200) + b"rest"]
)
def test_a_picture_that_is_no_drawing_of_ours_has_no_shape(data):
    assert changed("<a:fillRect/>", "<a:fillRect/>", data=data) == [STRETCHED]
    assert changed(f"<wp:extent {OWN}/>", "")[-1] == STRETCHED


EXACT = '<w:spacing w:line="500" w:lineRule="exact"/>'


def drawing(inline: str = INLINE) -> str:
    return f"<w:p><w:r><w:drawing>{inline}</w:drawing></w:r></w:p>"


def test_a_picture_stands_in_its_line_with_the_words_in_its_stead():
    found = read(drawing(), picture=True)
    assert found.lines[0]["picture"] == (verify.sha256(PNG).hexdigest(), "走势：1月 3")
    assert found.faults == found.lines[0]["faults"] == []


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (drawing(INLINE + INLINE), ["图形或文本框", "没有用到的图片"]),
        (drawing(INLINE.replace("wp:inline", "wp:anchor")), ["没有用到的图片", "图形或文本框"]),
        (drawing(INLINE.replace("rPicture", "rFoot")), ["没有用到的图片", "图形或文本框"]),
        (drawing(INLINE.replace("rPicture", "rNone")), ["没有用到的图片", "图形或文本框"]),
        (p("甲"), ["没有用到的图片"]),
        (
            f"<w:p><w:pPr>{EXACT}</w:pPr><w:r><w:drawing>{INLINE}</w:drawing></w:r></w:p>",
            ["被行距遮去的图片"],
        ),
        (
            f"<w:p><w:r><w:drawing>{INLINE}</w:drawing><w:drawing>{INLINE}</w:drawing></w:r></w:p>",
            ["图形或文本框"],
        ),
    ],
)
def test_a_picture_that_is_not_shown_as_one_is_named(body, wanted):
    found = faults(body, picture=True)
    assert sorted(found) == sorted(wanted)


# -- Properties ----------------------------------------------------------------------------------------


def said(app="", custom="", own=("云岭乡报告",)) -> list[str]:
    parts = {
        verify.APP: f"<Properties>{app}</Properties>",
        verify.CUSTOM: f"<Properties>{custom}</Properties>",
    }
    found = verify.odd_properties(lambda name: parsed(parts[name].encode()), set(own))
    return [words.partition(" · ")[0] for _, words in found]


@pytest.mark.parametrize(
    ("app", "odd"),
    [
        ("<Application>Microsoft Office Word</Application>", False),
        ("<Application>LibreOffice/24.2$Linux_X86_64</Application>", False),
        ("<Application>实为六十一件</Application>", True),
        ("<Template>Normal.dotm</Template>", False),
        ("<Template>normal</Template>", False),
        ("<Template>Other.dotm</Template>", True),
        ("<Pages>3</Pages><DocSecurity>0</DocSecurity><SharedDoc>false</SharedDoc>", False),
        ("<Company></Company>", False),
        ("<Company>云岭乡报告</Company>", False),
        ("<Company>别的</Company>", True),
        ("<Strange>3</Strange>", True),
        ("<HeadingPairs><lpstr>标题</lpstr><i4>1</i4></HeadingPairs>", False),
        ("<TitlesOfParts><lpstr>云岭乡报告</lpstr></TitlesOfParts>", False),
        ("<TitlesOfParts><lpstr>云岭乡报告!Print_Titles</lpstr></TitlesOfParts>", False),
        ("<TitlesOfParts><lpstr>别的</lpstr></TitlesOfParts>", True),
    ],
)
def test_a_file_says_of_itself_what_its_paper_or_a_program_says(app, odd):
    assert bool(said(app)) is odd


@pytest.mark.parametrize(
    ("name", "words", "odd"),
    [
        ("KSOProductBuildVer", "2052-12.1.0", False),
        ("ICV", "ABC123", False),
        ("KSOProductBuildVer", "实为六十一件", True),
        ("Remark", "1", True),
        ("KSO", "1", True),
        ("ICV", "a" * 201, True),
    ],
)
def test_a_property_of_its_own_is_one_that_a_program_writes(name, words, odd):
    found = said(custom=f'<property name="{name}"><lpwstr>{words}</lpwstr></property>')
    assert bool(found) is odd
    assert not odd or found[0].startswith(f"自定义属性“{name} {words}"[:60])


@pytest.mark.parametrize(
    ("name", "xml", "odd"),
    [
        ("customXml/item1.xml", '<manifest xmlns="urn:zerentian:manifest">abc</manifest>', False),
        (
            "customXml/item1.xml",
            '<Sources xmlns="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"/>',
            False,
        ),
        (
            "customXml/item1.xml",
            '<Sources xmlns="http://schemas.openxmlformats.org/officeDocument/2006/bibliography">甲</Sources>',
            True,
        ),
        ("customXml/item1.xml", "<other/>", True),
        ("customXml/item1.txt", "<other/>", False),
        (
            "docMetadata/LabelInfo.xml",
            '<l><label id="{0a1b-2}" enabled="true" method="Standard"/></l>',
            False,
        ),
        ("docMetadata/LabelInfo.xml", '<l><label name="实为六十一件"/></l>', True),
        ("docMetadata/LabelInfo.xml", "<l><label>甲</label></l>", True),
        ("word/document.xml", "<other>甲</other>", False),
    ],
)
def test_data_beside_a_text_holds_no_words(name, xml, odd):
    found = verify.odd_items(lambda one: parsed(xml.encode()), {name})
    assert [place for place, _ in found] == ([name] if odd else [])


@pytest.mark.parametrize(
    ("core", "wanted"),
    [
        ("<title>云岭乡报告</title><creator>python-docx</creator>", []),
        ("<title>云岭乡 报告</title>", ["属性 title 为“云岭乡 报告”"]),
        ("<subject>别的</subject>", ["属性 subject 为“别的”"]),
        ("<subject> </subject><revision>3</revision>", []),
        ("<description>报告编号 BG-1</description>", []),
        ("<description>报告编号 BG-2</description>", ["属性 description 为“报告编号 BG-2”"]),
        ("<creator>云岭乡</creator>", []),
        ("<creator>别人</creator>", ["属性 creator 为“别人”"]),
        *[
            (f"<{name}>甲</{name}>", [f"属性 {name} 为“甲”"])
            for name in ("keywords", "category", "contentStatus", "identifier")
        ],
    ],
)
def test_title_author_and_remarks_are_those_of_the_paper(core, wanted):
    found = read(p("甲"))
    found.core, found.further = (
        parsed(f"<c>{core}</c>".encode()),
        {name: parsed(b"<n/>") for name in verify.FURTHER},
    )
    paper = type(
        "P",
        (),
        {
            "stated": {},
            "manifest": {"report": {"title": "云岭乡报告", "unit_name": "云岭乡", "number": "BG-1"}},
        },
    )
    told = found.wrong_properties(verify.told_of(paper))
    assert [words.partition(" · ")[0] for _, words in told] == wanted
    assert has(faults(p("甲"), section=SECTION))
