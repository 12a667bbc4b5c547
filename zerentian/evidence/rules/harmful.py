"""What makes a document run something or fetch something when it is opened: told in words, with the way out."""

import re
from urllib.parse import unquote

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words

MACROS = Words(
    "文件带有宏或控件，可能有害；请另存为不含宏的文件或 PDF 再传",
    "the file carries macros or controls: save it without them, or as PDF",
)
REMOTE = Words(
    "文件打开时会从别处取内容（外部链接、远程模板、自动更新的域或数据连接）；请断开链接（WPS、Office：“编辑链接”—“断开”，"
    "或选中后按 Ctrl+Shift+F9），或另存为 PDF 再传",
    "the file fetches content from elsewhere when it is opened (links to files, a remote template, fields or data"
    " connections): break the links, or save it as PDF",
)
RUNS = Words(
    "PDF 带有脚本、启动程序的动作或会播放的内容，打开或点按时会自己运行；请用“打印—另存为 PDF”重新生成一份再传",
    "the PDF carries scripts, actions that start programs, or media that plays: print it to a new PDF and send that",
)
EMBEDDED = Words(
    "文件里嵌有别的文件或对象，无法查验；请删去嵌入的对象，单独上传它，或另存为 PDF 再传",
    "other files or objects are embedded in the file: take them out and upload them on their own, or save it as PDF",
)
LOCKED = Words(
    "文件设有打开密码，无法查验；请取消密码、另存后再传",
    "the file asks for a password: take the password off, save it and send it again",
)
DAMAGED = Words("文件已损坏，打不开；请重新保存后再传", "the file is damaged: save it again")
TOO_MUCH = Words("文件解开后过大，可能有害，未存入", "the file unpacks to too much and isn't kept")
ARCHIVE = Words(
    "压缩包无法查验内容；请解压后逐个上传", "archives can't be looked into: upload the files one by one"
)

# Fields of Word that fetch, link or run: [MS-OI29500], 17.16.5; the name stands first.
FETCHING_FIELD = re.compile(
    r"[\s\"'\\]*(DDEAUTO|DDE|LINK|INCLUDETEXT|INCLUDE|IMPORT|DATABASE)\b", re.IGNORECASE
)
PICTURE_FIELD = re.compile(r"[\s\"'\\]*INCLUDEPICTURE\s+\"?(?P<place>[^\"\s]+)", re.IGNORECASE)
# A drive of the machine itself, or a place beside the file.
DRIVE = re.compile(r"(?:file:/*)?[a-z]:[\\/]", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\", re.IGNORECASE)


def refuse(words: Words) -> None:
    """Refuse the file with its remedy."""
    raise NotAllowed(words)


def is_elsewhere(place: str) -> bool:
    """Tell whether a place lies on another machine: an address, a share; not a drive, nor beside the file."""
    plain = unquote(place).strip()
    return not DRIVE.match(plain) and bool(SCHEME.match(plain))


def check_field(instruction: str) -> None:
    """Refuse the instruction of a field of Word that fetches, links or runs."""
    picture = PICTURE_FIELD.match(instruction)
    if FETCHING_FIELD.match(instruction) or (
        picture and is_elsewhere(picture["place"].replace("\\\\", "\\"))
    ):
        refuse(REMOTE)
