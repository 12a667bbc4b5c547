"""What kind of file another office sent: a table filled as it is, one to be converted, or none, with a remedy."""

import io
from enum import StrEnum

from zerentian.exchange.rules.csv_text import ZIP
from zerentian.ledger.foreign import read_apart
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import Unreadable
from zerentian.organization.rules.tables.ods import CONTENT
from zerentian.organization.rules.tables.parts import Package, locked
from zerentian.organization.rules.tables.xls import ENCRYPTED_PACKAGE, MAGIC

MANIFEST = "META-INF/manifest.xml"
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
WEB_PAGE = Words(
    "这个文件其实是网页（有的系统导出的 .xls 就是这样）：请在表格软件中打开、另存为 .xlsx 再上传",
    "this file is a web page, as some systems export what they call .xls: open it in a spreadsheet program, "
    "save it as .xlsx and send that",
)
TOO_LARGE = Words(
    "这份 .ods 解开后超过 80 MB，请在表格软件中删去不用的工作表和空行，另存为 .xlsx 再上传",
    "this .ods unpacks to more than 80 MB: delete sheets and empty rows that nobody needs, and save it as .xlsx",
)
NO_CELLS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<style", b"<head", b"<meta")


class Sent(StrEnum):
    """How a file is taken."""

    AS_IT_IS = "as it is"
    OLDER = "xls"  # .xls and .et
    OPEN_DOCUMENT = "ods"


def sent_as(content: bytes) -> Sent:
    """Return how a file is to be taken; NotAllowed for one with a password, a text document, a picture.

    Read in a child process: the file is a stranger's.
    """
    return Sent(read_apart(kind_in, content))


def kind_in(content: bytes) -> str:
    """Return how a file is to be taken, in this process."""
    if content.startswith(NO_CELLS):
        raise refused(PICTURE)
    if content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
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
    if CONTENT not in package:
        return Sent.AS_IT_IS
    if sum(one.file_size for one in package.infos.values()) > MOST_OPENED:
        raise refused(TOO_LARGE)
    return Sent.OPEN_DOCUMENT


def manifest_of(package: Package) -> bytes:
    """Return what an OpenDocument says of its parts; nothing of another document, or where it says far too much."""
    info = package.infos.get(MANIFEST)
    if CONTENT not in package or info is None or info.file_size > MOST_OF_MANIFEST:
        return b""
    try:
        return package.read(MANIFEST)
    except Unreadable:
        return b""


def refused(words: Words) -> NotAllowed:
    """Return the refusal in these words."""
    return NotAllowed(words.zh, words.en)
