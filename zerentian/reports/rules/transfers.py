"""Handing closed cases over to the archive (移交进馆): the states of a transfer, its catalogue.

Source: 归档文件整理规则 DA/T 22-2015 (its catalogue; a title drawn up by others stands in square brackets; days as
19990909); 电子档案移交与接收办法 档发〔2012〕7号 (what is packed goes unpacked; the form that both sides sign).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.retention import Retention

MOST_WORDS = 300


class TransferState(StrEnum):
    """Where a transfer stands."""

    ASKED = "asked"
    PACKED = "packed"
    RECEIVED = "received"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


# Withdrawn as long as the archive has not got it.
OURS = (TransferState.ASKED, TransferState.PACKED, TransferState.FAILED)
# What a transfer in these states holds is not handed over a second time.
HOLDING = (TransferState.ASKED, TransferState.PACKED, TransferState.RECEIVED)


@dataclass(frozen=True, slots=True)
class Piece:
    """One case of a transfer as the catalogue tells it; ``digest`` is the SHA-256 of its PDF."""

    place: int
    number: str
    responsible: str
    title: str
    day: date
    retention: str
    pages: int
    files: int
    folder: str
    digest: str
    ref: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return its line of the catalogue, in the order of ``HEADINGS``."""
        told = {
            "序号": str(self.place),
            "文号": self.number,
            "责任者": self.responsible,
            "题名": self.title,
            "日期": f"{self.day:%Y%m%d}",
            "保管期限": self.retention,
            "页数": str(self.pages),
            "备注": f"佐证文件{self.files}个" if self.files else "",
            "位置": self.folder,
            "案卷全文SHA-256": self.digest,
        }
        return tuple(told.get(name, "") for name in HEADINGS)


# 档号 and 密级 are the archivist's: no record of ours knows them.
HEADINGS = (
    *("序号", "档号", "文号", "责任者", "题名", "日期", "保管期限", "密级", "页数", "备注"),
    *("位置", "案卷全文SHA-256"),
)


def drawn_up_title(title: str) -> str:
    """Return the title of a case in the square brackets of one that its author did not write."""
    return bracketed(f"关于“{title}”的诉求办理案卷")


def bracketed(title: str) -> str:
    """Return a title that was drawn up for the catalogue, in its square brackets."""
    return f"[{title}]"


def folder_of(place: int, number: str, kind: str = "cases") -> str:
    """Return the folder of a file in a package: its place first, so that a list by name is in order."""
    return f"{kind}/{place:04}_{number}"


def check_asked(found: int, first: date, today: date) -> None:
    """Refuse a transfer of days to come, or of nothing."""
    if first > today:
        raise NotAllowed(
            "期间还没有开始，请选已经过去的期间", "the period has not begun yet: choose one that has passed"
        )
    if not found:
        raise NotAllowed(
            "这个期间没有可移交的案卷：没有办结的事项，或都已移交",
            "nothing to transfer: nothing was closed in this period, or all was transferred already",
        )


def check_step(state: str, wanted: Sequence[TransferState], zh: str, en: str) -> None:
    """Refuse a step that the state of a transfer does not allow."""
    if state not in wanted:
        raise NotAllowed(f"这次移交不能{zh}", f"this transfer cannot be {en} as it stands")


def check_received(day: date, packed: date, today: date, receiver: str) -> None:
    """Refuse a receipt that cannot be."""
    if not receiver.strip():
        raise NotAllowed("请填写接收单位和接收人", "write who received it")
    if not packed <= day <= today:
        raise NotAllowed(
            f"接收日期应在{chinese_day(packed)}至{chinese_day(today)}之间",
            f"it was received between {packed} and {today}",
        )


def check_class(before: Retention, wanted: Retention, reason: str) -> str:
    """Return why a file is kept for another time than before, shortened; NotAllowed for no reason or no change."""
    if wanted == before:
        raise NotAllowed(f"保管期限已经是{before.words}", "it is kept for that long already")
    if not reason.strip():
        raise NotAllowed("请写明改定保管期限的理由", "say why it is to be kept for another time")
    return reason.strip()[:MOST_WORDS]


def check_kinds(kinds: Sequence[str], known: Collection[str]) -> None:
    """Refuse a transfer of nothing, or of what does not go to the archive."""
    if not kinds or not set(kinds) <= set(known):
        raise NotAllowed("请选择移交哪些种类的案卷", "choose which kinds of files are handed over")


def check_withdrawn(reason: str) -> str:
    """Return why a transfer is withdrawn, shortened; NotAllowed for no reason."""
    if not reason.strip():
        raise NotAllowed("请写明撤回的理由", "say why it is withdrawn")
    return reason.strip()[:MOST_WORDS]


def size_told(size: int) -> str:
    """Return how much a package holds, in GB to three places as the form asks, and in bytes."""
    return f"{size / 10**9:.3f} GB（{size:,}字节）"
