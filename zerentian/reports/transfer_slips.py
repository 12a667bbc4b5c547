"""The paper that goes with a package to the archive: the form that both sides sign (移交与接收登记表), and the list.

Source: 电子档案移交与接收办法 (档发〔2012〕7号), its form; what a person writes by hand is left empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.organization.models import Account
from zerentian.organization.rules.protected import WITHOUT
from zerentian.reports.letters import print_line
from zerentian.reports.models import Transfer
from zerentian.reports.rules.document import Annex, Block, Document, Run, Table
from zerentian.reports.rules.transfers import drawn_up_title, size_told

# The slip is written in Chinese, whoever prints it in another language.
KINDS = {
    "concern": "群众诉求案卷",
    "report": "报告",
    "meeting": "会议纪要",
    "letter": "责任书",
    "inquiry": "政府信息公开申请案卷",
    "finding": "问题整改案卷",
}
CHECKS = ("准确性检验", "完整性检验", "可用性检验", "安全性检验", "载体外观检验")
SIGNATURES = ("填表人（签名）", "审核人（签名）")
SEALED = "　　　年　　月　　日"
HOW = "用BagIt工具或 sha256sum -c manifest-sha256.txt 核对整包；案卷可逐份核验"
BESIDE = "检举控告和针对工作人员的投诉另行移交"


def transfer_slip(transfer: Transfer, *, viewer: Account, now: datetime) -> Document:
    """Return the slip of a packed transfer: what, how much, its digests, the checks and signatures of both sides."""
    unit = transfer.unit.organ_on(transfer.last)
    return Document(
        number=transfer.number,
        title="电子档案移交与接收登记表",
        unit_name=unit,
        recipient="",
        closing_day=local_day(transfer.packed_at or now),
        blocks=form_of(transfer, unit),
        annexes=(Annex("移交清单", (list_of(transfer),)),),
        printed=print_line(viewer, now),
        note=WITHOUT,
        form="file",
    )


def form_of(transfer: Transfer, unit: str) -> tuple[Block, ...]:
    """Return the tables of the form."""
    days = f"{chinese_day(transfer.first)}至{chinese_day(transfer.last)}"
    about = [
        ("交接工作名称", f"{transfer.number}，{unit}{days}办结的案卷和文件"),
        ("内容描述", f"{told_of_kinds(transfer)}：全文（PDF/A、Word）、目录、佐证文件、台账条目"),
        ("移交数量", f"{transfer.cases}件（卷），文件{transfer.files}个"),
        ("数据量", size_told(transfer.size)),
        ("整包摘要", f"{transfer.file_name}，SHA-256 {spaced(transfer.package)}"),
        ("清单摘要", f"tagmanifest-sha256.txt，SHA-256 {spaced(transfer.manifest)}"),
        ("核对办法", HOW),
        ("载体类型和编号", ""),
    ]
    both = [(one, "", "") for one in (*CHECKS, *SIGNATURES)]
    seals = ("单位（印章）、日期", f"{unit}{SEALED}", f"{transfer.archive}{SEALED}")
    return (
        table("基本情况", ("项目", "内容"), about),
        table("检验和签章", ("项目", "移交单位", "接收单位"), [*both, seals]),
    )


def list_of(transfer: Transfer) -> Table:
    """Return the cases handed over, a line each."""
    return table(
        f"共{transfer.cases}件（{BESIDE}）",
        ("序号", "编号", "题名", "日期", "保管期限", "页数"),
        [
            (
                str(row.place),
                row.number,
                row.title,
                f"{row.closed_on:%Y%m%d}",
                row.retention,
                pages_told(row.pages),
            )
            for row in rows_of(transfer)
        ],
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what a transfer holds."""

    place: int
    ref: str
    number: str
    title: str
    closed_on: date
    retention: str
    pages: int


def rows_of(transfer: Transfer) -> list[Row]:
    """Return what a transfer holds, in the order of its catalogue."""
    cases = [
        Row(
            one.place,
            one.concern.ref,
            one.concern.number,
            drawn_up_title(one.concern.title),
            one.closed_on,
            one.retention,
            one.pages,
        )
        for one in transfer.pieces.select_related("concern")
    ]
    papers = [
        Row(one.place, one.ref, one.number, one.title, one.closed_on, one.retention, one.pages)
        for one in transfer.papers.all()
    ]
    return sorted([*cases, *papers], key=lambda row: row.place)


def pages_told(pages: int) -> str:
    """Return how many pages a paper has, nothing where that is not known."""
    return str(pages) if pages else ""


def told_of_kinds(transfer: Transfer) -> str:
    """Return in words what kinds of files a transfer holds."""
    kinds = dict.fromkeys(row.ref.partition(":")[0] for row in rows_of(transfer))
    return "、".join(KINDS.get(kind, "其他案卷") for kind in kinds)


def table(caption: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    """Return a table of texts; a cell for the hand is empty."""
    return Table(caption, header, tuple(tuple((Run(cell),) for cell in row) for row in rows))


def spaced(digest: str) -> str:
    """Return a digest in groups of eight, as somebody compares it by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
