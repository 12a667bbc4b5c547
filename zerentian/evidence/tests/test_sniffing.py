"""What a file is, told from its content."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zerentian.evidence.actions.deposits import receive
from zerentian.evidence.rules.sniffing import KINDS, sniff
from zerentian.evidence.tests import files
from zerentian.ledger.rules.refusals import NotAllowed

RICH = rb"{\rtf1\ansi{\fonttbl\f0 Song;}\f0 \'d1\'b2\u26597?{\field{\*\fldinst PAGE}{\fldrslt 1}}\par}"
SLIDE_MACROS = b"\x1f\x00\xff\x03\x14\0\0\0\x02\x00\x00\x04\x0c\0\0\0\x07\0\0\0\x01\0\0\0\x02\0\0\0"
KNOWN = (
    ("jpeg", "a.JPG", files.plain_jpeg()),
    ("png", "a.png", files.png()),
    ("webp", "a.webp", files.webp()),
    ("pdf", "会议记录.pdf", files.PDF),
    ("docx", "a.docx", files.office()),
    ("xlsx", "a.xlsx", files.office("xl/workbook.xml")),
    ("pptx", "a.pptx", files.office("ppt/presentation.xml")),
    ("docx", "a.docx", files.office_with(main="word/document2.xml")),
    ("docx", "a.docx", files.office_with(relations=files.relation("hyperlink", "https://county.example/"))),
    (
        "docx",
        "a.docx",
        files.office_with(relations=files.relation("attachedTemplate", "file:///C:\\T\\通知.dotx")),
    ),
    (
        "docx",
        "a.docx",
        files.office_with(body=files.field("PAG", "E") + files.field(' HYPERLINK "https://a.example"')),
    ),
    ("pptx", "a.pptx", files.office_with("pptx", parts={"ppt/embeddings/t.xlsx": files.office_with("xlsx")})),
    ("doc", "a.doc", files.word()),
    ("doc", "通知.wps", files.word(text="页 \x13 PAGE \x14 1\x15")),
    ("xls", "a.xls", files.workbook((0x85, bytes(8)), (0x1AE, b"\x01\x00\x01\x04"))),
    ("xls", "a.et", files.workbook()),
    ("ppt", "a.dps", files.compound({"PowerPoint Document": bytes(20), "Pictures": b""})),
    ("rtf", "a.rtf", RICH),
    ("odt", "a.odt", files.open_document(content='<text:a xlink:href="https://a.example"/>')),
    ("ods", "a.ods", files.open_document("spreadsheet")),
    ("odp", "a.odp", files.open_document("presentation")),
    (
        "ofd",
        "批复.ofd",
        files.zipped({"OFD.xml": "<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>", "Doc_0/a": ""}),
    ),
    ("pdf", "a.pdf", b"\xef\xbb\xbf" + files.PDF),
    ("pdf", "a.pdf", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + files.PDF),
    ("amr", "通话.amr", b"#!AMR\n\x3c" + bytes(31)),
    ("amr", "a.awb", b"#!AMR-WB\n\x3c" + bytes(31)),
    ("3gp", "a.3gp", files.box(b"ftyp", b"3gp5\x00\x00\x00\x00")),
    ("text", "a.txt", "巡查记录".encode()),
    ("text", "a.csv", "村名,户数\n上坪村,12\n".encode("gb18030")),
    ("mp4", "a.mp4", files.mp4()),
    ("m4a", "a.m4a", files.box(b"ftyp", b"M4A \x00\x00\x00\x00")),
    ("mp3", "a.mp3", b"ID3\x04\x00" + bytes(40)),
    ("mp3", "a.mp3", b"\xff\xfb\x90\x00" + bytes(400)),
)
REFUSED = (
    ("a.exe", b"MZ" + bytes(100), "程序"),
    ("run.txt", b"#!/bin/sh\nrm -rf /\n", "程序"),
    ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>", "网页"),
    ("a.jpg", b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg'/>", "网页"),
    ("a.zip", files.office("plan.txt").replace(b"[Content_Types].xml", b"content_types.text1"), "压缩包"),
    ("a.docx", b"PK\x03\x04 cut off", "已损坏"),
    ("a.docx", files.office("word/document.xml", "word/vbaProject.bin"), "宏"),
    ("a.heic", files.box(b"ftyp", b"msf1\x00\x00\x00\x00"), "HEIC"),
    ("a.jpg", files.box(b"ftyp", b"avif\x00\x00\x00\x00"), "HEIC"),
    ("a.msg", files.compound({"__properties_version1.0": b""}), "复合文件"),
    ("a.docx", files.compound({"EncryptedPackage": b"", "EncryptionInfo": b""}), "打开密码"),
    ("a.txt", "说明 %PDF-1.7 的文本".encode() + b"\x01", "不能识别"),
    ("a.heic", files.box(b"ftyp", b"heic\x00\x00\x00\x00"), "HEIC"),
    ("a.mov", files.box(b"ftyp", b"qt  \x00\x00\x00\x00"), "MP4"),
    ("a.rar", b"Rar!\x1a\x07\x00", "压缩包"),
    ("a.txt", b"a\x00b", "不能识别"),
    ("a.txt", b"", "空文件"),
)

R, F = files.relation, files.field
ACTIVE = (
    ("a.docx", files.office_with(relations=R("vbaProject", "media/image1.bin", outside=False)), "宏"),
    (
        "a.docx",
        files.office_with(
            types='<Default Extension="dat" ContentType="application/vnd.ms-office.vbaProject"/>'
        ),
        "宏",
    ),
    ("a.docx", files.office_with(relations=R("control", "activeX/a.xml", outside=False)), "宏"),
    ("a.xlsx", files.office_with("xlsx", relations=R("xlMacrosheet", "sheets/a.xml", outside=False)), "宏"),
    ("a.docx", files.office_with(parts={"word/media/image1.png": files.word(Macros__VBA=b"")}), "嵌有"),
    ("a.docx", files.office_with(parts={"word/media/image1.png": b"MZ" + bytes(60)}), "嵌有"),
    ("a.docx", files.office_with(relations=R("attachedTemplate", "https://a.example/t.dotm")), "别处取内容"),
    (
        "a.docx",
        files.office_with(relations=R("attachedTemplate", "file://server/share/t.dotm")),
        "别处取内容",
    ),
    ("a.docx", files.office_with(relations=R("attachedTemplate", "\\\\server\\t.dotm")), "别处取内容"),
    ("a.docx", files.office_with(relations=R("image", "http://a.example/i.png")), "别处取内容"),
    ("a.docx", files.office_with(relations=R("frame", "//a.example/i")), "别处取内容"),
    ("a.docx", files.office_with(relations=R("oleObject", "embeddings/a.bin", outside=False)), "嵌有"),
    ("a.docx", files.office_with(relations=R("aFChunk", "a.mht", outside=False)), "别处取内容"),
    ("a.docx", files.office_with(body=F("DDE", 'AUTO c:\\\\cmd "/k x"')), "别处取内容"),
    (
        "a.docx",
        files.office_with(body=F('INCLUDEPICTURE "http://a.example/p.png" \\* MERGEFORMAT')),
        "别处取内容",
    ),
    ("a.docx", files.office_with(body='<w:p><w:fldSimple w:instr="INCLUDETEXT a"/></w:p>'), "别处取内容"),
    (
        "a.docx",
        files.office_with(body=F("").replace("</w:instrText></w:r>", "</w:instrText></w:r>" + F("QUOTE 68"))),
        "别处取内容",
    ),
    ("a.xlsx", files.office_with("xlsx", relations=R("externalLink", "l/1.xml", outside=False)), "断开链接"),
    ("a.xlsx", files.office_with("xlsx", relations=R("connections", "c.xml", outside=False)), "断开链接"),
    (
        "a.pptx",
        files.office_with(
            "pptx", parts={"ppt/x/y.dat": files.office_with(relations=R("vbaProject", "v", outside=False))}
        ),
        "宏",
    ),
    ("a.doc", files.word(Macros__VBA=b""), "宏"),
    ("a.wps", files.word(_VBA_PROJECT=b""), "宏"),
    ("a.doc", files.word(template="http://a.example/t.dotm"), "别处取内容"),
    ("a.doc", files.word(template="\\\\server\\share\\t.dot"), "别处取内容"),
    ("a.doc", files.word(text="\x13 DDEAUTO c:\\cmd \x14\x15"), "别处取内容"),
    ("a.doc", files.word(ObjectPool___1234=b""), "嵌有"),
    ("a.xls", files.workbook((0x85, b"\0\0\0\0\0\x01\0\0")), "宏"),
    ("a.et", files.workbook((0x1AE, b"\x01\x00\x05\x00abcde")), "断开链接"),
    ("a.xls", files.workbook(MBD00A1B2C3__Package=b""), "嵌有"),
    ("a.dps", files.compound({"PowerPoint Document": SLIDE_MACROS}), "宏"),
    ("a.rtf", RICH[:-1] + rb"{\object\objemb{\*\objdata 0105}}}", "嵌有"),
    ("a.doc", RICH[:-1] + rb"{\*\template http://a.example/t.dotm}}", "别处取内容"),
    ("a.rtf", RICH[:-1] + rb"{\field{\*\fldinst{D}{\b DE}{AUTO c:\\cmd}}}}", "别处取内容"),
    ("a.rtf", RICH[:-1] + rb"{\field{\*\fldinst \u68?\'44E x}}}", "别处取内容"),
    ("a.odt", files.open_document(parts={"Basic/Standard/Module1.xml": "<x/>"}), "宏"),
    ("a.odt", files.open_document(content="<office:scripts><script:event-listener/></office:scripts>"), "宏"),
    (
        "a.odt",
        files.open_document(content='<draw:image xlink:href="https://a.example/i.png"/>'),
        "别处取内容",
    ),
    (
        "a.odt",
        files.open_document(content='<meta:template xlink:href="https://a.example/t.ott"/>'),
        "别处取内容",
    ),
    (
        "a.odt",
        files.open_document(content='<text:section-source xlink:href="//server/a.odt"/>'),
        "别处取内容",
    ),
    ("a.ods", files.open_document("spreadsheet", content="<office:dde-source/>"), "别处取内容"),
    ("a.odt", files.open_document(content='<draw:object-ole xlink:href="./Object 1"/>'), "嵌有"),
    ("a.odt", files.open_document(parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "打开密码"),
)


@pytest.mark.parametrize(("name", "data", "reason"), ACTIVE, ids=range(len(ACTIVE)))
@pytest.mark.parametrize("renamed", [False, True])
def test_a_document_that_runs_or_fetches_is_refused_under_any_name(tmp_path, name, data, reason, renamed):
    (path := tmp_path / "upload").write_bytes(data)
    with pytest.raises(NotAllowed, match=reason):
        sniff(path, "a.txt" if renamed else name)


@pytest.mark.parametrize(
    ("sent", "kept", "data"),
    [
        ("公告.doc", "公告.rtf", RICH),
        ("通话录音.mp3", "通话录音.amr", b"#!AMR\n\x3c" + bytes(31)),
        ("表.xls", "表.xlsx", files.office_with("xlsx")),
        ("通知.wps", "通知.docx", files.office_with()),
        ("通知.wps", "通知.wps", files.word()),
        ("现场.JPG", "现场.JPG", files.plain_jpeg()),
    ],
)
def test_a_file_sent_under_the_usual_wrong_name_is_kept_under_the_right_one(sent, kept, data):
    assert receive(BytesIO(data), name=sent).name == kept


def test_what_a_file_is_is_told_in_a_child_process(monkeypatch):
    """A parser that hangs or swells on a foreign file stops no office."""
    for name in ("package_kind", "compound_kind", "check_rich"):
        monkeypatch.setattr(f"zerentian.evidence.rules.sniffing.{name}", None)
    assert receive(BytesIO(files.office_with()), name="a.docx").kind.code == "docx"
    assert receive(BytesIO(files.word()), name="a.doc").kind.code == "doc"
    assert receive(BytesIO(RICH), name="a.rtf").kind.code == "rtf"


@pytest.mark.parametrize(("code", "name", "data"), KNOWN)
def test_a_kind_that_is_kept_is_told_by_its_content(tmp_path, code, name, data):
    (path := tmp_path / "upload").write_bytes(data)
    assert sniff(path, name) == KINDS[code]


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED)
def test_what_could_do_harm_is_refused_with_its_remedy(tmp_path, name, data, reason):
    (path := tmp_path / "upload").write_bytes(data)
    with pytest.raises(NotAllowed, match=reason):
        sniff(path, name)


@pytest.mark.parametrize("name", ["a.pdf", "a.jpg.exe", "a", "a.txt"])
def test_a_name_that_says_another_kind_is_refused_and_told_what_it_is(tmp_path, name):
    (path := tmp_path / "upload").write_bytes(files.plain_jpeg())
    with pytest.raises(NotAllowed, match="内容却是照片"):
        sniff(path, name)


def test_a_package_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("zerentian.evidence.rules.packages.MOST_UNPACKED", 3)
    (path := tmp_path / "upload").write_bytes(files.office())
    with pytest.raises(NotAllowed, match="解开后过大"):
        sniff(path, "a.docx")


@given(data=st.binary(max_size=400), ending=st.sampled_from(["jpg", "pdf", "docx", "txt", "mp4", ""]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_known_kind_or_refused(tmp_path, data, ending):
    (path := tmp_path / "upload").write_bytes(data)
    try:
        kind = sniff(path, f"a.{ending}")
    except NotAllowed:
        return
    assert ending in (*kind.endings, *kind.renamed)
