"""One row of somebody's table as a concern: times, codes and lengths checked, with the place of each mistake."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from zerentian.casework.rules.callbacks import Satisfied
from zerentian.casework.rules.concerns import UNNUMBERED, Channel, Kind
from zerentian.casework.rules.replies import Decision
from zerentian.exchange.rules.mapping import KEYS, ColumnMap
from zerentian.ledger.rules.days import FIRST_DAY
from zerentian.ledger.rules.words import Refusal, Words
from zerentian.organization.rules.sheets import Problem
from zerentian.organization.rules.tables.displayed import lost, moment_of_serial
from zerentian.organization.rules.tables.layout import Row

LOCAL = ZoneInfo("Asia/Shanghai")
MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(\d{1,2})\s*[:：时点]\s*(?:(\d{1,2})\s*分?(?:\s*[:：]?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
# How spreadsheets count days where nobody said that a cell is a date.
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
# A long number that a spreadsheet wrote into a CSV: its last digits are gone.
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
LENGTHS: Mapping[str, int] = {
    "number": 80,
    "place": 200,
    "contact_name": 60,
    "contact_phone": 60,
    "happened": 60,
}

CHANNELS: Mapping[str, Channel] = {
    "热线": Channel.HOTLINE,
    "12345": Channel.HOTLINE,
    "12345热线": Channel.HOTLINE,
    "政务服务热线": Channel.HOTLINE,
    "电话": Channel.CALL,
    "来电": Channel.CALL,
    "来访": Channel.VISIT,
    "走访": Channel.VISIT,
    "窗口": Channel.VISIT,
    "来信": Channel.LETTER,
    "信件": Channel.LETTER,
    "信访": Channel.PETITION,
    "网上信访": Channel.PETITION,
    "网信": Channel.PETITION,
    "信访系统": Channel.PETITION,
    "留言板": Channel.BOARD,
    "政府留言板": Channel.BOARD,
    "领导留言板": Channel.BOARD,
    "网上问政": Channel.BOARD,
    "信箱": Channel.MAILBOX,
    "领导信箱": Channel.MAILBOX,
    "书记信箱": Channel.MAILBOX,
    "县长信箱": Channel.MAILBOX,
    "邮箱": Channel.MAILBOX,
    "网站": Channel.FORM,
    "网上": Channel.FORM,
    "网上表单": Channel.FORM,
    "网络": Channel.FORM,
    "微信": Channel.FORM,
    "小程序": Channel.FORM,
    "app": Channel.FORM,
    "接待日": Channel.MEETING,
    "群众会": Channel.MEETING,
    "接待日和群众会议": Channel.MEETING,
    "巡查": Channel.PATROL,
    "网格": Channel.PATROL,
    "村级巡查": Channel.PATROL,
    "转办": Channel.TRANSFER,
    "交办": Channel.TRANSFER,
    "转送": Channel.TRANSFER,
    "其他": Channel.TRANSFER,
    "其他单位转来": Channel.TRANSFER,
}
KINDS: Mapping[str, Kind] = {
    "咨询": Kind.CONSULT,
    "咨询类": Kind.CONSULT,
    "求助": Kind.HELP,
    "求助类": Kind.HELP,
    "求决": Kind.HELP,
    "其他": Kind.HELP,
    "投诉": Kind.COMPLAINT,
    "投诉类": Kind.COMPLAINT,
    "举报": Kind.COMPLAINT,
    "投诉举报": Kind.COMPLAINT,
    "建议": Kind.SUGGESTION,
    "意见建议": Kind.SUGGESTION,
    "建议意见": Kind.SUGGESTION,
    "表扬": Kind.SUGGESTION,
    "检举": Kind.WRONGDOING,
    "控告": Kind.WRONGDOING,
    "检举控告": Kind.WRONGDOING,
    "申诉": Kind.PETITION,
    "申诉求决": Kind.PETITION,
    "信访": Kind.PETITION,
}
SATISFACTION: Mapping[str, Satisfied | None] = {
    "满意": Satisfied.YES,
    "非常满意": Satisfied.YES,
    "很满意": Satisfied.YES,
    "基本满意": Satisfied.PARTLY,
    "比较满意": Satisfied.PARTLY,
    "一般": Satisfied.PARTLY,
    "不满意": Satisfied.NO,
    "非常不满意": Satisfied.NO,
    "很不满意": Satisfied.NO,
    "拒绝评价": Satisfied.REFUSED,
    "不愿评价": Satisfied.REFUSED,
    "未评价": None,
    "未回访": None,
    "无": None,
}
TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("是", "保密", "要求保密", "不公开", "1", "true", "yes", "y"), True),
    **dict.fromkeys(("否", "不保密", "公开", "0", "false", "no", "n"), False),
}
CODES: Mapping[str, Mapping[str, object]] = {
    "channel": {**CHANNELS, **{channel.value: channel for channel in Channel}},
    "kind": {**KINDS, **{kind.value: kind for kind in Kind}},
    "satisfied": {**SATISFACTION, **{value.value: value for value in Satisfied}},
    "confidential": TRUTHS,
    "decision": {decision.value: decision for decision in Decision},
}


class WrongCell(Refusal):
    """A cell that can't be read; carries the key and what to do about it."""

    def __init__(self, key: str, zh: str | Words, en: str = "") -> None:
        super().__init__(zh, en)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row, read: what the resident said, and how it was answered where it came from."""

    row: int
    number: str
    title: str
    text: str
    received_at: datetime
    channel: Channel
    kind: Kind | None = None
    category: str = ""
    place: str = ""
    happened: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    confidential: bool = False
    reply: str = ""
    replied_at: datetime | None = None
    answered_by: str = ""
    satisfied: Satisfied | None = None
    decision: Decision = Decision.EXPLAINED
    digest: str = ""
    identity: str = ""

    @property
    def key(self) -> str:
        """Return the number, or where the table has none, one made of all cells of the row."""
        return self.number or f"{UNNUMBERED}{self.identity[:20]}"

    @property
    def contact(self) -> tuple[str, str]:
        """Return name and phone."""
        return self.contact_name, self.contact_phone


# What an import compares: contact data is left out, so that nothing of it is told by a digest.
COMPARED = tuple(key for key in KEYS if key not in {"contact_name", "contact_phone"})


@dataclass(slots=True)
class Reader:
    """Reads rows by a map. ``now`` refuses what has not happened yet.

    ``fingerprint`` makes a keyed digest of a whole row, so that nobody can try out whose phone number is in it;
    ``zero_1904`` says how the file counts days.
    """

    chosen: ColumnMap
    now: datetime
    fingerprint: Callable[[str], str]
    zero_1904: bool = False
    cells: Mapping[str, str] = field(default_factory=dict)

    def line(self, row: Row) -> Line | Problem:
        """Return a row as a line, or the first thing that is wrong in it."""
        if broken := row.broken(list(self.chosen.columns.values())):
            heading, unreadable = broken
            return Problem("", row.number, heading, unreadable.why)
        self.cells = {
            key: cell for key, heading in self.chosen.columns.items() if (cell := row.cells.get(heading, ""))
        }
        try:
            return replace(self.read(row.number), identity=self.identity(row))
        except WrongCell as wrong:
            return Problem("", row.number, self.chosen.columns.get(wrong.key, wrong.key), str(wrong))

    def read(self, row: int) -> Line:
        """Read the cells of the present row."""
        cells = self.cells
        self.check_lengths()
        text = cells.get("text") or cells.get("title", "")
        if not text:
            raise WrongCell("text", "诉求内容为空，请补上", "empty: say what the concern is about")
        received_at = self.moment("received_at")
        if received_at is None:
            raise WrongCell("received_at", "受理时间为空，请补上", "empty: say when it was received")
        replied_at = self.moment("replied_at")
        if replied_at and replied_at < received_at:
            raise WrongCell(
                "replied_at", "答复时间早于受理时间，请核对", "replied before it was received: check"
            )
        reply, kind = cells.get("reply", ""), self.code("kind", None)
        return Line(
            row=row,
            number=self.number(),
            title=cells.get("title", ""),
            text=text,
            received_at=received_at,
            channel=self.code("channel", Channel.TRANSFER),
            kind=kind,
            category=self.word("category"),
            place=cells.get("place", ""),
            happened=cells.get("happened", ""),
            contact_name=cells.get("contact_name", ""),
            contact_phone=cells.get("contact_phone", ""),
            confidential=self.code("confidential", False),
            reply=reply,
            replied_at=replied_at if reply else None,
            answered_by=self.word("answered_by"),
            satisfied=self.code("satisfied", None) if reply else None,
            decision=self.code("decision", Decision.EXPLAINED),
            digest=self.digest(kind),
        )

    def digest(self, kind: Kind | None) -> str:
        """Return what tells whether the row changed since it was imported; of a report of wrongdoing nothing."""
        keys = ("number",) if kind is Kind.WRONGDOING else COMPARED
        return sha256("\x00".join([self.cells.get(key, "") for key in keys]).encode()).hexdigest()

    def identity(self, row: Row) -> str:
        """Return what tells a row without a number from all others: all of its cells."""
        if self.cells.get("number"):
            return ""
        said = sorted(f"{heading}\x1f{cell}" for heading, cell in row.cells.items() if cell)
        return self.fingerprint("\x00".join(said))

    def number(self) -> str:
        """Return the number where it came from; empty only where the table has no such column."""
        number = self.cells.get("number", "")
        if not number and "number" in self.chosen.columns:
            raise WrongCell("number", "编号为空，请补上", "empty: give it a number")
        return number

    def word(self, key: str) -> str:
        """Return a cell, or what holds where it is empty, translated by the map."""
        said = self.cells.get(key) or self.chosen.defaults.get(key, "")
        return self.chosen.values.get(key, {}).get(said, said)

    def code(self, key: str, otherwise: Any) -> Any:
        """Return what a word means; refuse one that nobody translated."""
        said = self.word(key)
        if not said:
            return otherwise
        codes = CODES[key]
        if said.lower() not in codes:
            raise WrongCell(
                key,
                f"不认识“{said}”，请写明它相当于：{'、'.join(words_of(key))}（网页：“说法对照”；命令：映射的"
                f" [values.{key}]）",
                f"unknown: say in [values.{key}] which it is",
            )
        return codes[said.lower()]

    def moment(self, key: str) -> datetime | None:
        """Return a time, in Shanghai where no other zone is said; refuse what is none, or has not come."""
        said = self.cells.get(key, "")
        if not said:
            return None
        try:
            moment = moment_of(said, zero_1904=self.zero_1904)
        except ValueError as error:
            raise WrongCell(
                key,
                f"“{said}”不是时间，请写成 2026-03-01 09:30 的样子",
                "no time: write it like 2026-03-01 09:30",
            ) from error
        if moment > self.now:
            raise WrongCell(key, f"“{said}”还没有到，请核对", "lies in the future: check")
        return moment

    def check_lengths(self) -> None:
        """Refuse cells that are too long for what they hold, and numbers whose digits are gone."""
        for key in ("number", "contact_phone"):
            if SCIENTIFIC.fullmatch(said := self.cells.get(key, "")):
                raise WrongCell(key, lost(said).why)
        for key, most in LENGTHS.items():
            if len(self.cells.get(key, "")) > most:
                raise WrongCell(
                    key, f"{KEYS[key]}超过 {most} 字，请缩短", f"longer than {most} characters: shorten it"
                )


def words_of(key: str) -> list[str]:
    """Return the words a word may be translated to, one for each meaning."""
    first: dict[object, str] = {}
    for word, meaning in CODES[key].items():
        first.setdefault(meaning, word)
    return list(first.values())


def moment_of(said: str, *, zero_1904: bool = False) -> datetime:
    """Read a time as people and machines write it; naive ones are Shanghai's. ValueError for what is none.

    A bare number of five digits is a spreadsheet's day, in the count that its file keeps. A day before any that may
    be entered is a slip.
    """
    moment = moment_read(said, zero_1904=zero_1904)
    if moment.date() < FIRST_DAY:
        raise ValueError(f"{said!r} is too long ago")
    return moment


def moment_read(said: str, *, zero_1904: bool) -> datetime:
    """Return the moment as it is written; ValueError for what is none."""
    if SERIAL.fullmatch(said):
        day = moment_of_serial(Decimal(said), zero_1904=zero_1904)
        if day is None:
            raise ValueError(f"{said!r} is no day")
        return day.replace(tzinfo=LOCAL)
    if compact := COMPACT.fullmatch(said):
        return datetime(*(int(part or 0) for part in compact.groups()), tzinfo=LOCAL)  # type: ignore[misc,arg-type]
    found = MOMENT.fullmatch(said)
    if found is None:
        raise ValueError(f"{said!r} is no time")
    *parts, zone = found.groups()
    moment = datetime(*(int(part or 0) for part in parts), tzinfo=LOCAL)  # type: ignore[misc,arg-type]
    if zone:
        moment = datetime.fromisoformat(f"{moment.replace(tzinfo=None).isoformat()}{zone}")
    return moment
