"""What kind of file another office sent: a table filled as it is, one to be converted, or none, with a remedy."""

import io
from collections.abc import Mapping
from enum import StrEnum

from zerentian.exchange.rules.csv_text import ZIP, is_csv
from zerentian.ledger.foreign import read_apart
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import Unreadable
from zerentian.organization.rules.tables.ods import CONTENT
from zerentian.organization.rules.tables.parts import Package, locked
from zerentian.organization.rules.tables.xls import ENCRYPTED_PACKAGE, MAGIC

MANIFEST = "META-INF/manifest.xml"
BINARY_PART = "xl/workbook.bin"
CONTENT_TYPES, MOST_OF_TYPES = "[Content_Types].xml", 1024 * 1024
WORD_PART, SLIDES_PART = "word/document.xml", "ppt/presentation.xml"
WORD_STREAM = "WordDocument".encode("utf-16-le")
# Of what is converted: a program that opens it has nearly all of it in memory, and several times over.
MOST_OPENED, MOST_OF_MANIFEST = 80 * 1024 * 1024, 1024 * 1024
# The first record of a workbook, and how a record says that what follows is enciphered.
BEGINS, BEGINS_LENGTH, ENCIPHERED = b"\x09\x08\x10\x00", 20, b"\x2f\x00"

LOCKED = locked().words
WORD = Words(
    "这是文字文档（Word、WPS 文字），能填报的是表格文件：请把其中的表格复制到 .xlsx 再上传；"
    "只要几个数的，在“索表登记”里登记，数字从“指标”里查",
    "this is a text document: copy its table into an .xlsx and send that; where only a few numbers are wanted, "
    "register the request and look them up among the figures",
)
PICTURE = Words(
    "这是 PDF、图片或演示文稿，里面没有可以填写的格子：请向索表部门要原表（.xlsx、.xls、.et、.ods 或 .csv）",
    "this is a PDF, a picture or a presentation without cells to fill: ask for the table itself "
    "(.xlsx, .xls, .et, .ods or .csv)",
)
ARCHIVE = Words(
    "这是压缩包：请先解压，再把里面的表格一个一个上传",
    "this is an archive: unpack it and send the tables in it one by one",
)
WEB_PAGE = Words(
    "这个文件其实是网页（有的系统导出的 .xls 就是这样）：请在表格软件中打开、另存为 .xlsx 再上传",
    "this file is a web page, as some systems export what they call .xls: open it in a spreadsheet program, "
    "save it as .xlsx and send that",
)
TOO_LARGE = Words(
    "这份表格解开后超过 80 MB，请在表格软件中删去不用的工作表和空行，另存为 .xlsx 再上传",
    "this spreadsheet unpacks to more than 80 MB: delete sheets and empty rows that nobody needs, and save it as .xlsx",
)
NO_CELLS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
# A page of a browser with its pictures in one file: what some systems export is called .xls and is this.
PAGE_IN_ONE = (b"mime-version:", b"from: <saved by")
RICH_TEXT = b"{\\rtf"
# How Excel 2003 wrote a table as XML, and what many systems still export under the name .xls.
XML_TABLE = b"urn:schemas-microsoft-com:office:spreadsheet"
SEARCHED = 4096
# What a browser is told of a table, by what its name ends with.
MEDIA_TYPES: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "xltm": "application/vnd.ms-excel.template.macroEnabled.12",
}
MAIN_TYPES: Mapping[bytes, str] = {
    b"ms-excel.sheet.macroEnabled.main+xml": "xlsm",
    b"ms-excel.template.macroEnabled.main+xml": "xltm",
    b"spreadsheetml.template.main+xml": "xltx",
}
IN_ARCHIVE = (".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods", ".csv", ".doc", ".docx", ".wps", ".pdf")
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<style", b"<head", b"<meta")


class Sent(StrEnum):
    """How a file is taken."""

    AS_IT_IS = "as it is"
    OLDER = "xls"  # .xls and .et
    OPEN_DOCUMENT = "ods"
    BINARY = "xlsb"
    XML = "xml"  # of Excel 2003, mostly called .xls


def sent_as(content: bytes) -> Sent:
    """Return how a file is to be taken; NotAllowed for one with a password, a text document, a picture.

    Read in a child process: the file is a stranger's.
    """
    return Sent(read_apart(kind_in, content))


def kind_in(content: bytes) -> str:
    """Return how a file is to be taken, in this process."""
    if content.startswith(NO_CELLS):
        raise refused(PICTURE)
    if content.startswith(ARCHIVES):
        raise refused(ARCHIVE)
    begins = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begins.startswith(RICH_TEXT):
        raise refused(WORD)
    if begins.startswith(b"<?xml") and XML_TABLE in content[:SEARCHED]:
        return Sent.XML.value
    if begins.startswith((*MARKUP, *PAGE_IN_ONE)):
        raise refused(WEB_PAGE)
    if content.startswith(MAGIC):
        return older(content).value
    return (zipped(content) if content.startswith(ZIP) else Sent.AS_IT_IS).value


def older(content: bytes) -> Sent:
    """Tell a workbook of the old kind from a Word file and from one behind a password."""
    begins = content.find(BEGINS)
    after = content[begins + BEGINS_LENGTH :] if begins >= 0 else b""
    if ENCRYPTED_PACKAGE in content or after.startswith(ENCIPHERED):
        raise refused(LOCKED)
    if WORD_STREAM in content:
        raise refused(WORD)
    return Sent.OLDER


def zipped(content: bytes) -> Sent:
    """Tell a workbook from other zipped documents; what is damaged is said when it is read."""
    try:
        package = Package(io.BytesIO(content))
    except Unreadable:
        return Sent.AS_IT_IS
    manifest = manifest_of(package)
    if WORD_PART in package or b"opendocument.text" in manifest:
        raise refused(WORD)
    if SLIDES_PART in package or b"opendocument.presentation" in manifest:
        raise refused(PICTURE)
    if b"encryption-data" in manifest:
        raise refused(LOCKED)
    if {CONTENT, BINARY_PART}.isdisjoint(package.infos):
        if holds_tables(package):
            raise refused(ARCHIVE)
        return Sent.AS_IT_IS
    if sum(one.file_size for one in package.infos.values()) > MOST_OPENED:
        raise refused(TOO_LARGE)
    return Sent.OPEN_DOCUMENT if CONTENT in package else Sent.BINARY


def holds_tables(package: Package) -> bool:
    """Tell whether a zipped file is an archive of documents, and no document itself."""
    return CONTENT_TYPES not in package and any(one.lower().endswith(IN_ARCHIVE) for one in package.infos)


def suffix_of(content: bytes) -> str:
    """Return what the name of a form must end with, by what it is: a program refuses a file called otherwise.

    ``csv``; ``xlsm`` for one with macros; ``xltx`` and ``xltm`` for a template of Excel's own; else ``xlsx``.
    """
    if is_csv(content):
        return "csv"
    try:
        package = Package(io.BytesIO(content))
        types = package.infos.get(CONTENT_TYPES)
        said = package.read(CONTENT_TYPES) if types and types.file_size <= MOST_OF_TYPES else b""
    except Unreadable:
        said = b""
    return next((suffix for kind, suffix in MAIN_TYPES.items() if kind in said), "xlsx")


def manifest_of(package: Package) -> bytes:
    """Return what an OpenDocument says of its parts; nothing of another document, or where it says far too much."""
    info = package.infos.get(MANIFEST)
    if CONTENT not in package or info is None or info.file_size > MOST_OF_MANIFEST:
        return b""
    try:
        return package.read(MANIFEST)
    except Unreadable:
        return b""


def check_suffix(name: str, content: bytes) -> None:
    """Refuse to write a table under a name by which a program takes it for another kind, and does not open it."""
    said, right = name.lower().rpartition(".")[2], suffix_of(content)
    if said != right and said in (*MEDIA_TYPES, "csv", "xls", "et", "ods"):
        raise NotAllowed(
            f"这份表是 .{right}，写成 .{said} 时表格软件打不开：请把文件名改为以 .{right} 结尾",
            f"this table is .{right}, and no program opens it as .{said}: let the file's name end with .{right}",
        )


def refused(words: Words) -> NotAllowed:
    """Return the refusal in these words."""
    return NotAllowed(words.zh, words.en)
