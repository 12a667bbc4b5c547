"""A transfer packed for the archive: a zip that holds one bag (RFC 8493): cases unpacked, catalogue, digests.

The package follows no archive's own schema and claims none: whoever has one makes it from the catalogue.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pypdf

from zerentian import __version__
from zerentian.evidence.models import File
from zerentian.evidence.store import path_of
from zerentian.ledger.locks import only_one
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.ledger.rules.texts import plain
from zerentian.ledger.rules.words import Refusal
from zerentian.organization.access import require
from zerentian.organization.models import Account
from zerentian.organization.rules.tables.leaving import csv_table, xlsx_table
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.actions.transfers import RIGHT, Packed, fail_transfer, folder, keep_package, package_of
from zerentian.reports.archive import put, put_case, put_file
from zerentian.reports.filed import files_in, parts_of
from zerentian.reports.items import CASES, Item, items_to_transfer
from zerentian.reports.letters import print_line
from zerentian.reports.models import Transfer
from zerentian.reports.rules import bags
from zerentian.reports.rules.transfers import (
    HEADINGS,
    Piece,
    TransferState,
    bracketed,
    check_asked,
    folder_of,
)
from zerentian.reports.transfer_slips import transfer_slip

BUSY = "另一个移交包正在制作，请稍后再试 · another transfer is being packed: try again in a moment"
PAGED = ("paper.pdf", "report.pdf", "report.docx")
LISTED = ("路径", "格式", "字节", "SHA-256")
BLOCK = 1 << 20
READ_ME = """档案移交包 · A transfer package from Zerentian

data/cases/序号_编号/     每件案卷一个文件夹：case.pdf 全文（PDF/A），case.docx 同样文字的 Word，contents.csv 卷内目录，
                          files/ 佐证文件（以内容的 SHA-256 命名，格式见 data/files.csv），entries.json 所据台账条目，
                          sha256.txt 该件各文件的摘要
data/papers/序号_编号/    其他每件一个文件夹：paper.pdf、paper.docx（会议纪要、责任书、整改案卷、信息公开申请），
                          或 report.docx、report.pdf、report.html（报告，按出具时原样），files/ 佐证文件
data/catalogue.csv        归档文件目录，.xlsx 和 .xml 内容相同；档号、密级由档案人员填写
data/files.csv            电子文件清单：路径、格式、字节、SHA-256
bag-info.txt              移交单位、期间、大小
manifest-sha256.txt       data/ 下各文件的 SHA-256；tagmanifest-sha256.txt 为其余文件的
                          本包按 BagIt 1.0（RFC 8493）编制

核对 · To check: sha256sum -c manifest-sha256.txt，或任何 BagIt 工具（bagit.py --validate），
或 zerentian verify 本文件夹。每份 case.pdf、paper.pdf、report.docx 可单独核验。
登记表所印 tagmanifest-sha256.txt 的摘要与本包相同，则整包与移交时一致。
本包不含检举控告和针对工作人员的投诉。目录按归档文件目录的项目编列；各地另有封装格式要求的，据此转换。
"""
Told = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Tell nobody how far it is."""


class Bagging:
    """A bag while it is filled: where in the zip it lies, and the digest and size of what was put into it."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive, self.base = archive, f"{name}/"
        self.digests: dict[str, str] = {}

    @property
    def size(self) -> int:
        """Return how many bytes the payload has."""
        inside = f"{self.base}{bags.PAYLOAD}"
        return sum(one.file_size for one in self.archive.infolist() if one.filename.startswith(inside))

    def add(self, path: str, data: bytes) -> None:
        """Put a file of the payload in."""
        self.digests[f"{bags.PAYLOAD}{path}"] = put(self.archive, f"{self.base}{bags.PAYLOAD}{path}", data)

    def close(self, said: list[tuple[str, str]]) -> str:
        """Write the tags; return the SHA-256 of the last, which vouches for all."""
        oxum = ("Payload-Oxum", f"{self.size}.{len(self.digests)}")
        tags = {
            bags.MARK: bags.DECLARATION.encode(),
            bags.INFO: bags.info([*said, oxum]),
            bags.MANIFEST: bags.listed(self.digests),
        }
        digests = {name: put(self.archive, self.base + name, data) for name, data in tags.items()}
        return put(self.archive, self.base + bags.TAG_MANIFEST, bags.listed(digests))


def pack(transfer: Transfer, *, now: datetime, told: Told = silent) -> Transfer:
    """Make the package of a transfer as its author may see the cases today, and record it; one at a time.

    ``told`` hears how many cases of how many are in. What refuses leaves no file and nothing recorded of the package.
    """
    with only_one(folder() / ".lock", BUSY):
        take_away_begun()
        transfer.refresh_from_db()
        if transfer.state != TransferState.ASKED:
            return transfer
        by = transfer.asked_by
        require(by, RIGHT, transfer.path, now=now)
        target = package_of(transfer)
        part = target.with_suffix(".part")
        with ExitStack() as undone:
            for made in (part, target):
                undone.callback(made.unlink, missing_ok=True)
            packed = write(transfer, part, by=by, now=now, told=told)
            part.replace(target)
            transfer = keep_package(transfer, packed, by=by, now=now)
            undone.pop_all()
        return transfer


def take_away_begun() -> None:
    """Take away what a killed process had packed of a transfer, which may be withdrawn since: whole cases."""
    for part in folder().glob("*.part"):
        part.unlink(missing_ok=True)


def write(transfer: Transfer, path: Path, *, by: Account, now: datetime, told: Told) -> Packed:
    """Write the package to a file."""
    items = items_to_transfer(transfer.unit, transfer.first, transfer.last, by, transfer.kind_codes)
    check_asked(len(items), transfer.first, local_day(now))
    with zipfile.ZipFile(path, "w") as archive:
        bag, pieces = Bagging(archive, transfer.number), []
        for place, item in enumerate(items, 1):
            told(place - 1, len(items))
            put_one = put_piece if item.kind == CASES else put_papers
            pieces.append((item, put_one(bag, place, item, by=by, now=now)))
        told(len(items), len(items))
        for name, data in catalogue(transfer, [piece for _, piece in pieces], print_line(by, now)).items():
            bag.add(name, data)
        bag.add("files.csv", files_listed(bag, print_line(by, now)))
        bag.add("README.txt", READ_ME.encode())
        files, size, manifest = len(bag.digests), bag.size, bag.close(about(transfer, now))
    return Packed(path, pieces, files, size, digest_of(path), manifest)


def put_piece(bag: Bagging, place: int, item: Item, *, by: Account, now: datetime) -> Piece:
    """Put a case into a bag, in a folder of its own; return its line of the catalogue."""
    inside = folder_of(place, item.told.number)
    whole = f"{bags.PAYLOAD}{inside}/"
    parts, digests = put_case(bag.archive, item.row, by=by, now=now, folder=bag.base + whole)
    bag.digests |= {whole + name: digest for name, digest in digests.items()}
    return line_of(item, place, whole, parts["case.pdf"], digests)


def put_papers(bag: Bagging, place: int, item: Item, *, by: Account, now: datetime) -> Piece:
    """Put the papers of a matter that is no concern into a bag, with its evidence; return its line of the catalogue."""
    inside = folder_of(place, item.ref.replace(":", "-"), "papers")
    whole = f"{bags.PAYLOAD}{inside}/"
    parts = parts_of(item, by=by, now=now)
    digests = {name: put(bag.archive, bag.base + whole + name, data) for name, data in parts.items()}
    there = (one for one in files_in(item) if path_of(one).exists())
    digests |= {f"files/{one}": put_file(bag.archive, one, bag.base + whole) for one in there}
    bag.digests |= {whole + name: digest for name, digest in digests.items()}
    first = next((parts[name] for name in PAGED if name in parts), b"")
    return line_of(item, place, whole, first, digests)


def line_of(item: Item, place: int, folder: str, paper: bytes, digests: Mapping[str, str]) -> Piece:
    """Return the catalogue's line of what was put in; a report that was issued without PDF has no count of pages."""
    paged = paper.startswith(b"%PDF")
    return Piece(
        place=place,
        number=item.told.number,
        responsible=item.told.organ,
        title=item.told.title if item.told.named else bracketed(item.told.title),
        day=item.told.day,
        retention=item.retention.words,
        pages=len(pypdf.PdfReader(io.BytesIO(paper)).pages) if paged else 0,
        files=sum(name.startswith("files/") for name in digests),
        folder=folder.rstrip("/"),
        digest=sha256(paper).hexdigest(),
        ref=item.ref,
    )


def catalogue(transfer: Transfer, pieces: list[Piece], taken: str) -> dict[str, bytes]:
    """Return the catalogue of a transfer as CSV, spreadsheet and XML, the same in each."""
    rows = [HEADINGS, *(piece.cells() for piece in pieces)]
    root = ElementTree.Element("归档文件目录", {"移交编号": transfer.number, "件数": str(len(pieces))})
    for piece in pieces:
        line = ElementTree.SubElement(root, "件")
        for name, value in zip(HEADINGS, piece.cells(), strict=True):
            ElementTree.SubElement(line, name).text = plain(value)
    ElementTree.indent(root)
    xml: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return {
        "catalogue.csv": csv_table(rows, taken=taken),
        "catalogue.xlsx": xlsx_table(rows, taken=taken),
        "catalogue.xml": xml,
    }


def files_listed(bag: Bagging, taken: str) -> bytes:
    """Return the list of the files in a bag: path, format, bytes, SHA-256."""
    kinds = dict(File.objects.filter(sha256__in=hashes_in(bag)).values_list("sha256", "kind"))
    sizes = {one.filename.removeprefix(bag.base): one.file_size for one in bag.archive.infolist()}
    rows = [
        (path, kinds.get(Path(path).name, Path(path).suffix.lstrip(".")), str(sizes[path]), digest)
        for path, digest in sorted(bag.digests.items())
    ]
    return csv_table([LISTED, *rows], taken=taken)


def hashes_in(bag: Bagging) -> Iterator[str]:
    """Yield the names of the files of evidence in a bag."""
    return (Path(path).name for path in bag.digests if "/files/" in path)


def about(transfer: Transfer, now: datetime) -> list[tuple[str, str]]:
    """Return what ``bag-info.txt`` tells of a transfer."""
    unit, organ = transfer.unit, transfer.unit.kept_organ
    name = unit.organ_on(transfer.last)
    days = f"{chinese_day(transfer.first)}至{chinese_day(transfer.last)}"
    return [
        ("Source-Organization", name),
        ("Organization-Address", organ.address if organ else ""),
        ("Contact-Phone", organ.telephone if organ else ""),
        ("External-Identifier", transfer.number),
        (
            "External-Description",
            f"{name}{days}办结的案卷和文件，移交{transfer.archive}".removesuffix("，移交"),
        ),
        ("Bagging-Date", f"{local_day(now)}"),
        ("Bag-Software-Agent", f"Zerentian {__version__}"),
    ]


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, read a piece at a time."""
    found = sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def pack_what_was_asked(moment: datetime) -> None:
    """Pack the transfers that were drawn up; one that is refused says why and keeps no other waiting."""
    for transfer in Transfer.objects.to_pack():
        try:
            pack(transfer, now=moment)
        except Refusal as refusal:
            fail_transfer(transfer, refusal.words.said("zh"), by=Account.objects.system("clock"), now=moment)


def slip(transfer: Transfer, *, forms: tuple[str, ...], by: Account, now: datetime) -> dict[str, bytes]:
    """Return the slip of a transfer that was packed, by form."""
    document = transfer_slip(transfer, viewer=by, now=now)
    return print_paper(transfer, document, kind="transfer", forms=forms, by=by, now=now)
