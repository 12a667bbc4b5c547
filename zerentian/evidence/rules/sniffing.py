"""What a file is, told from its content and held against its name. Only what stands in ``KINDS`` is kept."""

import codecs
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from zerentian.evidence.rules.compound import compound_kind
from zerentian.evidence.rules.harmful import ARCHIVE, TOO_MUCH
from zerentian.evidence.rules.packages import COMPOUND, ZIPPED, package_kind
from zerentian.evidence.rules.portable import check_portable
from zerentian.evidence.rules.rich import check_rich
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words

HEAD_BYTES = 4096
CHUNK_BYTES = 1024 * 1024
# Before a PDF's own first bytes a mark of order or some junk may stand: ISO 32000-1, implementation note 13.
PDF_WITHIN, PDF_END = 1024, 2048
MOST_COMPOUND = 256 * 1024 * 1024
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is kept: its code, media type, the endings its name may have, and its family.

    ``family`` is ``picture``, ``document`` or ``recording``; the size limits go by it. ``renamed`` are endings under
    which such files are often sent, and which are put right.
    """

    code: str
    media_type: str
    endings: tuple[str, ...]
    family: str
    label: str
    label_en: str
    renamed: tuple[str, ...] = ()


OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("jpeg", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "picture", "照片", "photo"),
        Kind("png", "image/png", ("png",), "picture", "图片", "picture"),
        Kind("webp", "image/webp", ("webp",), "picture", "图片", "picture"),
        Kind("pdf", "application/pdf", ("pdf",), "document", "PDF 文件", "PDF"),
        Kind(
            "docx",
            f"{OOXML}.wordprocessingml.document",
            ("docx",),
            "document",
            "Word 文档",
            "Word",
            ("doc", "wps"),
        ),
        Kind(
            "xlsx",
            f"{OOXML}.spreadsheetml.sheet",
            ("xlsx",),
            "document",
            "Excel 表格",
            "Excel",
            ("xls", "et"),
        ),
        Kind(
            "pptx",
            f"{OOXML}.presentationml.presentation",
            ("pptx",),
            "document",
            "演示文稿",
            "slides",
            ("ppt", "dps"),
        ),
        Kind("doc", "application/msword", ("doc", "wps"), "document", "Word 文档（旧）", "Word (old)"),
        Kind("xls", "application/vnd.ms-excel", ("xls", "et"), "document", "Excel 表格（旧）", "Excel (old)"),
        Kind(
            "ppt",
            "application/vnd.ms-powerpoint",
            ("ppt", "pps", "dps"),
            "document",
            "演示文稿（旧）",
            "slides (old)",
        ),
        Kind("rtf", "application/rtf", ("rtf",), "document", "RTF 文档", "RTF", ("doc", "wps", "docx")),
        Kind("odt", f"{ODF}.text", ("odt",), "document", "文字文档（ODF）", "text document (ODF)"),
        Kind("ods", f"{ODF}.spreadsheet", ("ods",), "document", "电子表格（ODF）", "spreadsheet (ODF)"),
        Kind("odp", f"{ODF}.presentation", ("odp",), "document", "演示文稿（ODF）", "slides (ODF)"),
        Kind("ofd", "application/ofd", ("ofd",), "document", "OFD 版式文件", "OFD"),
        # Made by the program alone: no ending is offered, no content is told to be one.
        Kind("sealed", "application/octet-stream", (), "document", "密封的附件", "sealed file"),
        Kind("text", "text/plain", ("txt", "csv"), "document", "文本", "text"),
        Kind("mp4", "video/mp4", ("mp4", "m4v"), "recording", "视频", "video"),
        Kind("m4a", "audio/mp4", ("m4a",), "recording", "录音", "audio"),
        Kind("mp3", "audio/mpeg", ("mp3",), "recording", "录音", "audio"),
        Kind(
            "amr",
            "audio/amr",
            ("amr", "awb"),
            "recording",
            "录音（AMR）",
            "audio (AMR)",
            ("mp3", "m4a", "3gp"),
        ),
        Kind(
            "3gp",
            "video/3gpp",
            ("3gp", "3gpp"),
            "recording",
            "录音录像（3GP）",
            "recording (3GP)",
            ("mp4", "amr"),
        ),
    )
}
ENDINGS = {ending: kind for kind in KINDS.values() for ending in kind.endings}
ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)

AMR = (b"#!AMR\n", b"#!AMR-WB\n")
# Pictures in an ISO file, by the brands of HEIF and AVIF (ISO/IEC 23008-12, 23000-22).
STILL_BRANDS = {
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"hevx",
    b"hevm",
    b"hevs",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
}

# What is told apart only to be refused with the right remedy.
REFUSED: tuple[tuple[Callable[[bytes], bool], Words], ...] = (
    (
        lambda head: head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS,
        Words(
            "HEIC、AVIF 照片里的位置信息无法可靠清除；请在手机相机设置里选“兼容性最佳”，或先转成 JPEG 再传",
            "HEIC and AVIF aren't kept: set the phone's camera to “most compatible”, or convert the photo to JPEG",
        ),
    ),
    (
        lambda head: head[4:8] == b"ftyp" and head[8:12] == b"qt  ",
        Words("MOV 视频可能带有位置轨迹；请先导出为 MP4 再传", "MOV isn't kept: export the video as MP4"),
    ),
    (
        lambda head: (
            head[:2] == b"MZ"
            or head[:4] in {b"\x7fELF", b"\xca\xfe\xba\xbe"}
            or (head[:2] == b"#!" and not head.startswith(AMR))
        ),
        Words("这是可执行程序，不能作为佐证存入", "this is a program; programs aren't kept"),
    ),
    (
        lambda head: bool(
            re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|svg|script|\?xml|\?php)", head, re.I)
        ),
        Words(
            "网页、SVG 和脚本可能执行代码；请截图或另存为 PDF 再传",
            "web pages, SVG and scripts can run code: keep a screenshot or a PDF",
        ),
    ),
    (
        lambda head: head[:4] == b"Rar!" or head[:6] == b"7z\xbc\xaf\x27\x1c" or head[:2] == b"\x1f\x8b",
        ARCHIVE,
    ),
)
NOT_KEPT = Words(
    "不能识别这个文件，或这类文件不收；可存：照片（JPG、PNG、WebP）、PDF、OFD、Word、Excel、PPT、WPS、"
    "ODF、RTF、文本、MP4、3GP、MP3、M4A、AMR",
    "this kind of file isn't kept; kept are photos, PDF, OFD, Office, WPS, ODF and RTF files, text, MP4, 3GP, MP3,"
    " M4A and AMR",
)


def sniff(path: Path, name: str) -> Kind:
    """Return the kind of the file at ``path``; NotAllowed when it isn't kept or its name says another kind.

    ``name`` is the name it was sent under; only its ending is looked at.
    """
    with open(path, "rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise NotAllowed("这是空文件，请重新选择", "the file is empty: choose it again")
    for matches, remedy in REFUSED:
        if matches(head):
            raise NotAllowed(remedy)
    kind = kind_of(head, path)
    if kind is None:
        raise NotAllowed(NOT_KEPT)
    check_name(kind, name)
    return kind


def check_name(kind: Kind, name: str) -> None:
    """Refuse a name whose ending says another kind than the content."""
    ending = PurePath(name).suffix.lstrip(".").lower()
    if ending not in (*kind.endings, *kind.renamed):
        raise NotAllowed(
            f"文件名以“.{ending}”结尾，内容却是{kind.label}；请改回原来的文件名（.{kind.endings[0]}）再传",
            f"the name ends in “.{ending}”, but the content is {kind.label_en}: give it the ending"
            f" .{kind.endings[0]} again",
        )


def kind_of(head: bytes, path: Path) -> Kind | None:
    """Return the kind by content, or None; NotAllowed for a document that runs or fetches something when opened."""
    code = magic(head) or document(head, path) or ("text" if is_text(path) else None)
    if code == "pdf":
        check_portable(path)
    return KINDS[code] if code else None


def document(head: bytes, path: Path) -> str | None:
    """Return the code of a document that has to be looked into to be known, or None."""
    if head.startswith(ZIPPED):
        with open(path, "rb") as file:
            return package_kind(file)
    if head.startswith((COMPOUND, b"{\\rtf")):
        if path.stat().st_size > MOST_COMPOUND:
            raise NotAllowed(TOO_MUCH)
        content = path.read_bytes()
        if head.startswith(COMPOUND):
            return compound_kind(content)
        check_rich(content)
        return "rtf"
    return "pdf" if is_late_pdf(head, path) else None


def is_late_pdf(head: bytes, path: Path) -> bool:
    """Tell whether a PDF begins after a mark of order or some junk, and ends as one does."""
    if b"%PDF-" not in head[:PDF_WITHIN]:
        return False
    with open(path, "rb") as file:
        file.seek(max(path.stat().st_size - PDF_END, 0))
        return b"startxref" in (end := file.read()) or b"%%EOF" in end


def magic(head: bytes) -> str | None:
    """Return the code of a kind that its first bytes give away, or None."""
    signs: tuple[tuple[bool, str], ...] = (
        (head[:3] == b"\xff\xd8\xff", "jpeg"),
        (head[:8] == b"\x89PNG\r\n\x1a\n", "png"),
        (head[:4] == b"RIFF" and head[8:12] == b"WEBP", "webp"),
        (head[:5] == b"%PDF-", "pdf"),
        (head[4:8] == b"ftyp" and head[8:12] in {b"M4A ", b"M4B "}, "m4a"),
        (head[4:8] == b"ftyp" and head[8:12] in MP4_BRANDS, "mp4"),
        (head[4:8] == b"ftyp" and head[8:10] == b"3g", "3gp"),
        (head.startswith(AMR), "amr"),
        (head[:3] == b"ID3" or is_mpeg_audio(head), "mp3"),
    )
    return next((code for matches, code in signs if matches), None)


MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"dash",
}


def is_mpeg_audio(head: bytes) -> bool:
    """Tell whether a frame of MPEG audio layer III stands at the beginning."""
    if len(head) < 4:
        return False
    word = struct.unpack(">I", head[:4])[0]
    sync, version, layer, bitrate, rate = (
        word >> 21,
        word >> 19 & 3,
        word >> 17 & 3,
        word >> 12 & 15,
        word >> 10 & 3,
    )
    return sync == 0x7FF and version != 1 and layer == 1 and bitrate not in {0, 15} and rate != 3


def chunks(path: Path) -> Iterator[bytes]:
    """Yield the file in pieces of 1 MiB."""
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def is_text(path: Path) -> bool:
    """Tell whether the whole file is text in UTF-8 or GB 18030, without control characters."""
    return any(decodes(path, encoding) for encoding in ("utf-8", "gb18030"))


def decodes(path: Path, encoding: str) -> bool:
    """Tell whether the file is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks(path):
            if CONTROLS.search(chunk):
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
