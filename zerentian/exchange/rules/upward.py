"""Figures that travel up as a signed file: how it is written, read and checked, and how some are laid side by side.

The file is JSON: ``sheet``, and ``signature``, a signature line of C2SP's signed note over FORMAT and the canonical
bytes of the sheet, by the key of the log. The sheet holds the checkpoint of the seal that its values are as of.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from zerentian.ledger.rules.canonical import canonical_text
from zerentian.ledger.rules.figures import FigureValue, ratio_text
from zerentian.ledger.rules.note import (
    BadNote,
    Checkpoint,
    VerifierKey,
    note_signed_by,
    read_note,
    read_signature,
)
from zerentian.ledger.rules.periods import BadPeriod, Period
from zerentian.ledger.rules.refusals import NotAllowed

FORMAT = "zerentian-figures-1"
MOST_BYTES = 5_000_000
MOST_FIGURES = 5_000
MOST_VALUE = 2**53
SUMMED = ("count", "sum", "stock")
TEXTS = ("format", "origin", "unit", "name", "period", "checkpoint")
OF_VALUE = {
    "code": str,
    "label": str,
    "label_en": str,
    "measure": str,
    "unit_of_measure": str,
    "version": int,
    "definition": str,
}


def value_data(value: FigureValue, definition: str) -> dict[str, object]:
    """Return what a sheet says of one figure; ``definition`` is the digest of its meaning."""
    figure = value.figure
    return {
        "code": figure.code,
        "label": figure.label,
        "label_en": figure.label_en,
        "measure": figure.measure,
        "unit_of_measure": figure.unit_of_measure,
        "version": figure.version,
        "definition": definition,
        "value": value.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
    }


def signed_text(sheet: Mapping[str, Any]) -> str:
    """Return the text that is signed."""
    return f"{FORMAT}\n{canonical_text(dict(sheet))}\n"


def file_of(sheet: Mapping[str, Any], signature: str) -> bytes:
    """Return the file of a sheet with its signature line."""
    return (canonical_text({"sheet": dict(sheet), "signature": signature.strip()}) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was read: every part is of its kind; whether it is signed says ``check_signed``."""

    data: Mapping[str, Any]
    signature: str
    period: Period
    checkpoint: Checkpoint

    @property
    def origin(self) -> str:
        """Return the name of the log it comes from."""
        return str(self.data["origin"])

    @property
    def size(self) -> int:
        """Return of how many sealed entries its values are as of."""
        return self.checkpoint.size

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what is signed."""
        return sha256(signed_text(self.data).encode()).hexdigest()

    @property
    def values(self) -> Sequence[Mapping[str, Any]]:
        """Return its values, by code."""
        return sorted(self.data["values"], key=lambda one: str(one["code"]))


def read_sheet(content: bytes) -> Sheet:
    """Return the sheet of a file; NotAllowed, with what is wrong, for what is none."""
    if len(content) > MOST_BYTES:
        raise NotAllowed(
            "文件超过 5 MB，不是指标文件", "the file has more than 5 MB: it is no file of figures"
        )
    try:
        data = json.loads(content.decode("utf-8-sig"))
        sheet, signature = data["sheet"], data["signature"]
        if set(data) != {"sheet", "signature"} or not isinstance(signature, str):
            raise ValueError
        check_shape(sheet)
        signed_text(sheet).encode()
        found = Sheet(sheet, signature, Period.parse(sheet["period"]), read_note(sheet["checkpoint"])[0])
    except (ValueError, KeyError, TypeError, RecursionError, BadPeriod, BadNote) as error:
        raise NotAllowed(
            "读不出指标：请原样上传“指标上报”导出的 .json 文件，不要打开另存",
            "this is no file of figures: send the .json as it was exported, not saved by another program",
        ) from error
    return found


def check_shape(sheet: Mapping[str, Any]) -> None:
    """Raise ValueError, KeyError or TypeError unless every part of a sheet is of its kind."""
    if set(sheet) != {*TEXTS, "size", "values"} or sheet["format"] != FORMAT:
        raise ValueError
    if not all(isinstance(sheet[name], str) and len(sheet[name]) <= 4000 for name in TEXTS):
        raise ValueError
    if "\0" in sheet["unit"]:
        raise ValueError
    if type(sheet["size"]) is not int or not 0 < len(sheet["values"]) <= MOST_FIGURES:
        raise ValueError
    codes = [check_value(one) for one in sheet["values"]]
    if len(set(codes)) < len(codes):
        raise ValueError


def check_value(one: Mapping[str, Any]) -> str:
    """Return the code of one value of a sheet; raises as ``check_shape`` does."""
    if set(one) != {*OF_VALUE, "value", "numerator", "denominator"}:
        raise ValueError
    if any(type(one[name]) is not kind for name, kind in OF_VALUE.items()):
        raise ValueError
    for name in ("value", "numerator", "denominator"):
        number = one[name]
        if number is not None and (type(number) is not int or abs(number) >= MOST_VALUE):
            raise ValueError
    return str(one["code"])


def check_signed(sheet: Sheet, key: VerifierKey) -> None:
    """Refuse a sheet that a key did not sign, or whose checkpoint it did not, or that is of another seal."""
    try:
        name, key_id, signature = read_signature(sheet.signature)
        holds = (name, key_id) == (key.name, key.key_id)
        holds = holds and key.signed(signed_text(sheet.data).encode(), signature)
        holds = holds and note_signed_by(sheet.data["checkpoint"], key)
    except (BadNote, ValueError) as error:
        raise NotAllowed("签名读不出来", "the signature can't be read") from error
    if not holds or sheet.origin != key.name:
        raise NotAllowed(
            "签名不是登记的公钥作出的，或内容被改动过：请与报送单位当面核对公钥，再请其重新导出",
            "the registered key did not sign this, or it was altered: compare the key with who sent it, and ask again",
        )
    if sheet.size != sheet.data["size"]:
        raise NotAllowed(
            "文件里的封存条目数与封存单不一致", "its size is not that of the checkpoint it holds"
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One value beside others: as it is printed, and the version of its meaning where others mean another."""

    text: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One figure over some sheets: a cell for each, None where it is not in the sheet; what they come to together."""

    code: str
    label: str
    label_en: str
    cells: Sequence[Cell | None]
    together: str


def side_by_side(sheets: Sequence[Sheet | None]) -> list[Row]:
    """Return every figure of some sheets by code, in the order of the sheets; nothing is ranked."""
    by_code: dict[str, list[Mapping[str, Any] | None]] = {}
    for place, sheet in enumerate(sheets):
        for one in sheet.values if sheet else ():
            by_code.setdefault(str(one["code"]), [None] * len(sheets))[place] = one
    return [row_of(code, found) for code, found in sorted(by_code.items())]


def row_of(code: str, found: Sequence[Mapping[str, Any] | None]) -> Row:
    """Return the row of one figure."""
    there = [one for one in found if one is not None]
    meanings = {one["definition"] for one in there}
    cells = [
        None if one is None else Cell(value_text(one), int(one["version"]) if len(meanings) > 1 else None)
        for one in found
    ]
    last = max(there, key=lambda one: int(one["version"]))
    whole = len(there) == len(found) and len(meanings) == 1
    return Row(code, str(last["label"]), str(last["label_en"]), cells, together(there) if whole else "")


def value_text(one: Mapping[str, Any]) -> str:
    """Return a value as it is printed: 12件, 83.3%（10/12）, 未知."""
    if one["measure"] == "ratio":
        return ratio_text(one["numerator"], one["denominator"])
    return "未知" if one["value"] is None else f"{one['value']}{one['unit_of_measure']}"


def together(there: Sequence[Mapping[str, Any]]) -> str:
    """Return what values of one meaning come to together: a sum, a ratio of sums; empty where neither is right."""
    first = there[0]
    if first["measure"] == "ratio":
        parts = [(one["numerator"], one["denominator"]) for one in there]
        if any(part is None for pair in parts for part in pair):
            return ""
        return ratio_text(sum(one for one, _ in parts), sum(base for _, base in parts))
    if first["measure"] not in SUMMED or any(one["value"] is None for one in there):
        return ""
    return f"{sum(one['value'] for one in there)}{first['unit_of_measure']}"
