"""What stands in a Word file beside its text, and other programs show, is the paper's own or a program's."""

import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from zerentian.reports.offline import verify as alone
from zerentian.reports.offline.verify import verify_bytes

from .test_forgeries import WORD, repacked
from .test_issued_files import problems
from .test_word_readings import (
    OFFICE,
    SETTINGS,
    both,
    made,  # noqa: F401
    put,
    relation,
    relations,
    swap,
    word,  # noqa: F401
)

pytestmark = pytest.mark.files
Parts = dict[str, bytes]
APP, CUSTOM, TYPES, WEB = (
    "docProps/app.xml",
    "docProps/custom.xml",
    "[Content_Types].xml",
    "word/webSettings.xml",
)
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"
VALUES = f"{PROPERTIES}/docPropsVTypes"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LABELS = "http://schemas.microsoft.com/office/2020/mipLabelMetadata"
WPS = "http://www.wps.cn/officeDocument/2013/wpsCustomData"
# A picture of one black sign.
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\0\0\0\0:~\x9bU\0\0\0\nIDAT" + zlib.compress(
    b"\0\0"
)


def of_the_package(kind: str, target: str):
    """Return a change after which the file itself leads to a part."""
    return swap("_rels/.rels", "</Relationships>", rf"{relation(kind, target, 'rIdZ')}\g<0>")


def of_the_text(kind: str, target: str):
    return swap("word/_rels/document.xml.rels", "</Relationships>", rf"{relation(kind, target, 'rIdZ')}\g<0>")


def custom(name: str, value: str):
    """Return a change that adds a property of its own to the file."""
    one = f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
    xml = f'<Properties xmlns="{PROPERTIES}/custom-properties" xmlns:vt="{VALUES}">{one}<vt:lpwstr>{value}</vt:lpwstr>'
    return both(
        put(CUSTOM, f"{xml}</property></Properties>"),
        of_the_package("custom-properties", "docProps/custom.xml"),
    )


def said(name: str, words: str):
    """Return a change of one of the further properties."""
    return swap(APP, rf"<{name}>[^<]*</{name}>|<{name}/>", f"<{name}>{words}</{name}>")


def setting(xml: str):
    return swap(SETTINGS, "<w:zoom ", rf"{xml}\g<0>")


def picture(name: str):
    return lambda parts: parts.update({name: PICTURE})


def block(words: str, more: str = ""):
    """Return a change that adds a building block to be put into the text."""
    run = f"<w:docParts><w:docPart><w:docPartBody><w:p><w:r><w:t>{words}</w:t></w:r></w:p>{more}</w:docPartBody>"
    xml = f'<w:glossaryDocument xmlns:w="{W}">{run}</w:docPart></w:docParts></w:glossaryDocument>'
    return both(
        put("word/glossary/document.xml", xml), of_the_text("glossaryDocument", "glossary/document.xml")
    )


def item(xml: str):
    return both(put("customXml/item5.xml", xml), of_the_text("customXml", "../customXml/item5.xml"))


def label(words: str):
    one = f'<clbl:label id="{{ab}}" enabled="1" method="Standard" name="{words}"/>'
    xml = f'<clbl:labelList xmlns:clbl="{LABELS}">{one}</clbl:labelList>'
    return both(
        put("docMetadata/LabelInfo.xml", xml),
        of_the_package("classificationlabels", "docMetadata/LabelInfo.xml"),
    )


FORGED: dict[str, Callable[[Parts], object]] = {
    "a picture of another first page": both(
        picture("docProps/thumbnail.jpeg"), of_the_package("metadata/thumbnail", "docProps/thumbnail.jpeg")
    ),
    "a thumbnail that nothing leads to": picture("docProps/thumbnail.png"),
    "a property of one's own": custom("核定情况", "已由上级核定"),
    "a property as a program writes it, with words": custom("KSOProductBuildVer", "已由上级核定"),
    "a label's name": custom("MSIP_Label_ab_Name", "机密"),
    "another company": said("Company", "某市人民政府"),
    "a manager": said("Manager", "张某某"),
    "a program that speaks": said("Application", "某市人民政府核定"),
    "a program that speaks English": said("Application", "Approved by the city"),
    "a template that speaks": said("Template", "市政府核定稿.dotx"),
    "a count of words": said("Words", "六十一件"),
    "a title of its parts": swap(APP, "<vt:lpstr/>", "<vt:lpstr>又一份报告</vt:lpstr>"),
    "a heading of its parts": swap(APP, "<vt:lpstr>Title<", "<vt:lpstr>已核定<"),
    "a base of links": said("HyperlinkBase", "https://example.org/"),
    "a property nobody has": swap(
        APP, "</Properties>", r"<PresentationFormat>已核定</PresentationFormat>\g<0>"
    ),
    "a lock on changes": setting('<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'),
    "a wish to be opened read-only": setting('<w:writeProtection w:recommended="1"/>'),
    "a template of its own": setting('<w:attachedTemplate xmlns:r="x" r:id="rId1"/>'),
    "a view as an outline": setting('<w:view w:val="outline"/>'),
    "pages without their margins": setting("<w:doNotDisplayPageBoundaries/>"),
    "fields made anew": setting('<w:updateFields w:val="true"/>'),
    "sheets of a master": setting("<w:mailMerge/>"),
    "a schema to be saved by": setting('<w:attachedSchema w:val="urn:x"/>'),
    "light and dark swapped": swap(SETTINGS, 'w:bg1="light1" w:t1="dark1"', 'w:bg1="dark1" w:t1="light1"'),
    "frames of other pages": swap(WEB, "<w:allowPNG/>", r"<w:frameset/>\g<0>"),
    "divisions with margins": swap(WEB, "<w:allowPNG/>", r'<w:divs><w:div w:id="1"/></w:divs>\g<0>'),
    "a building block": block("实为六十一件"),
    "a building block that is a picture": block("", "<w:p><w:r><w:drawing/></w:r></w:p>"),
    "data with words": item("<x>实为六十一件</x>"),
    "data without words": item('<x y="实为六十一件"/>'),
    "sources to be cited": item(
        f'<b:Sources xmlns:b="{PROPERTIES}/bibliography"><b:Source><b:Title>核定</b:Title></b:Source></b:Sources>'
    ),
    "a label with words": label("已由上级核定"),
    "a picture that nothing refers to": picture("word/media/image9.png"),
    "a picture that is led to and not shown": both(
        picture("word/media/image9.png"), of_the_text("image", "media/image9.png")
    ),
    "an embedded sheet": both(
        put("word/embeddings/sheet1.xlsx", "PK"), of_the_text("package", "embeddings/sheet1.xlsx")
    ),
    "another text to be put in": both(
        put("word/afchunk.mht", "实为六十一件"),
        of_the_text("aFChunk", "afchunk.mht"),
        swap(WORD, r"<w:p><w:pPr><w:keepNext/>", rf'<w:altChunk xmlns:r="{OFFICE}" r:id="rIdZ"/>\g<0>'),
    ),
    "a typeface of its own": both(
        put("word/fonts/font1.odttf", "x"),
        put("word/_rels/fontTable.xml.rels", relations("font", "fonts/font1.odttf")),
    ),
    "a template from elsewhere": put(
        "word/_rels/settings.xml.rels",
        relations("attachedTemplate", "https://example.org/a.dotm", ' TargetMode="External"'),
    ),
    "macros": both(put("word/vbaProject.bin", "x"), of_the_text("vbaProject", "vbaProject.bin")),
    "a signature of a stranger's": both(
        put("_xmlsignatures/sig1.xml", "<Signature/>"),
        of_the_package("digital-signature", "_xmlsignatures/sig1.xml"),
    ),
    "a ribbon of its own": both(
        put("customUI/customUI.xml", "<customUI/>"),
        of_the_package("ui/extensibility", "customUI/customUI.xml"),
    ),
    "keys of its own": put("word/customizations.xml", "<x/>"),
}


@pytest.mark.parametrize("kind", FORGED)
def test_no_file_that_says_more_than_its_paper_beside_the_text_passes(word: bytes, kind: str) -> None:  # noqa: F811
    result = verify_bytes(repacked(word, FORGED[kind]), "report.docx")
    assert result.verdict == "differs", (kind, problems(result))


USUAL: dict[str, Callable[[Parts], object]] = {
    "a build of WPS": both(custom("KSOProductBuildVer", "2052-12.1.0.16929"), said("Application", "WPS Office_12.1")),
    "a mark of WPS": custom("ICV", "4A0F0C1DA2B64F0E9F6C0B6A0B0F7C11_12"),
    "data of WPS": item(f'<s:customData xmlns:s="{WPS}"><customSectProps/></s:customData>'),
    "another program": said("Application", "Microsoft Office Word"),
    "no template": said("Template", ""),
    "the picture in the first version's template": both(
        lambda parts: parts.update({"docProps/thumbnail.jpeg": of_the_template()}),
        of_the_package("metadata/thumbnail", "docProps/thumbnail.jpeg"),
    ),
    "words counted": both(said("Words", "1204"), said("TotalTime", "3"), said("DocSecurity", "0")),
    "its own title": lambda parts: swap(APP, "<vt:lpstr/>", f"<vt:lpstr>{title_of(parts)}</vt:lpstr>")(parts),
    "a prompt of a control": block("单击或点击此处输入文字。"),
    "variables of WPS": setting('<w:docVars><w:docVar w:name="commondata" w:val="eyJoZGlkIjoiMSJ9"/></w:docVars>'),
    "how lines may end": setting('<w:noLineBreaksAfter w:lang="zh-CN" w:val="$([{"/>'),
    "usual settings for pages": swap(WEB, "<w:allowPNG/>", r"<w:optimizeForBrowser/>\g<0>"),
}  # fmt: skip


def of_the_template() -> bytes:
    """Return the picture that came with the template of Word files, as papers of the first version hold it."""
    with zipfile.ZipFile(Path(docx.__file__).parent / "templates" / "default.docx") as archive:
        return archive.read("docProps/thumbnail.jpeg")


def title_of(parts: Parts) -> str:
    found = re.search("<dc:title>([^<]*)", parts["docProps/core.xml"].decode())
    assert found
    return found[1]


@pytest.mark.parametrize("kind", USUAL)
def test_what_programs_write_beside_a_text_by_themselves_passes(word: bytes, kind: str) -> None:  # noqa: F811
    assert problems(verify_bytes(repacked(word, USUAL[kind]), "report.docx")) == []


def test_the_verifier_that_stands_alone_says_the_same(word: bytes, tmp_path: Path) -> None:  # noqa: F811
    for name, change, code in (("as it is", lambda parts: None, 0), ("forged", FORGED["another company"], 1)):
        (tmp_path / "report.docx").write_bytes(repacked(word, change))
        ran = subprocess.run(
            [sys.executable, "-I", str(alone.__file__), "report.docx"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert ran.returncode == code, (name, ran.stdout.decode())


def test_our_own_files_ask_for_no_picture_of_their_first_page(word: bytes) -> None:  # noqa: F811
    def change(parts: Parts) -> None:
        assert b"savePreviewPicture" not in parts[SETTINGS]
        assert not any("thumbnail" in name for name in parts)

    repacked(word, change)
