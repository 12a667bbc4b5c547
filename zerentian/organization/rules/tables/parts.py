"""The parts of a zipped office file: opened with a limit, read as XML without entities, damage named."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from lxml import etree

from zerentian.organization.rules.tables.cells import MOST_UNPACKED, Unreadable

PARTS = 10_000
ENCRYPTED = 0x1
DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
DOCTYPE_WIDE = re.compile(rb"<\x00!\x00D\x00O\x00C\x00|\x00<\x00!\x00D\x00O\x00C")


def damaged(part: str) -> Unreadable:
    """Return the refusal of a file whose part can't be read."""
    return Unreadable(
        f"文件已损坏（{part}），请在表格软件中打开、另存为 .xlsx 再试",
        f"the file is damaged ({part}): open it in a spreadsheet program, save it as .xlsx and try again",
    )


def locked() -> Unreadable:
    """Return the refusal of a file that asks for a password."""
    return Unreadable(
        "文件设有打开密码，请在表格软件中取消密码后另存再试",
        "the file is protected by a password: take the password off in a spreadsheet program and save it again",
    )


def alike(part: str) -> str:
    """Return the name of a part as names are compared."""
    return part.replace("\\", "/").casefold()


class Package:
    """A zipped office file: its parts by name. Raises Unreadable for what is damaged, locked or huge."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self.zip = ZipFile(stream)
            self.infos = {info.filename: info for info in self.zip.infolist()}
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise damaged("zip") from error
        infos = self.zip.infolist()
        if len(infos) > PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise Unreadable(
                f"文件解压后超过 {MOST_UNPACKED // 1024 // 1024} MB，请拆分",
                f"the file unpacks to more than {MOST_UNPACKED // 1024 // 1024} MB: split it",
            )
        if any(info.flag_bits & ENCRYPTED for info in infos):
            raise locked()
        if len(self.infos) != len(infos):
            raise damaged("zip")
        self.alike = {alike(name): name for name in self.infos}

    def __contains__(self, part: str) -> bool:
        return self.actual(part) in self.infos

    def actual(self, part: str) -> str:
        """Return a part's name as it is written in the file, where others refer to it in another way.

        Names of parts differ in more than case alone (ECMA-376 part 2, 6.2.2.3), signs outside ASCII are referred to
        by their numbers, and some programs part the folders by a backslash: office programs open all of these.
        """
        return part if part in self.infos else self.alike.get(alike(unquote(part)), part)

    def read(self, part: str) -> bytes:
        """Return a part's bytes."""
        try:
            return self.zip.read(self.actual(part))
        except (KeyError, BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise damaged(part) from error

    def tree(self, part: str) -> etree._Element:
        """Return a part as a tree."""
        content = self.checked(part)
        try:
            return etree.fromstring(content, parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise damaged(part) from error

    def each(self, part: str, *tags: str) -> Iterator[etree._Element]:
        """Yield the elements of some names (without namespace) as they end, and forget each afterwards."""
        content = BytesIO(self.checked(part))
        names = [f"{{*}}{tag}" for tag in tags]
        try:
            for _, element in etree.iterparse(
                content, tag=names, resolve_entities=False, no_network=True, load_dtd=False
            ):
                yield element
                element.clear()
                while (before := element.getprevious()) is not None and element.getparent() is not None:
                    element.getparent().remove(before)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise damaged(part) from error

    def checked(self, part: str) -> bytes:
        """Return a part's bytes; refuse one that declares a document type: no office program writes that."""
        content = self.read(part)
        if DOCTYPE.search(content) or DOCTYPE_WIDE.search(content):
            raise damaged(part)
        return content


def parser() -> etree.XMLParser:
    """Return a parser that fetches nothing and expands nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
