"""Numbers as a spreadsheet shows them, from the digits that it stores: never through a float.

A spreadsheet keeps a number as a text of digits beside a format (ECMA-376 part 1, 18.8.30 and 18.8.31). Formats that
change what a number *says* are followed: days and times, and leading zeros. All others show the number plainly.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Context, Decimal
from functools import lru_cache

from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.tables.cells import Broken

# What a spreadsheet keeps of a number; typed digits beyond them are gone.
KEPT_DIGITS = 15
# Longest number written out; anything longer is no number of an office.
LONGEST = 40
FIFTEEN = Context(prec=KEPT_DIGITS)

# Formats by their built-in numbers, those of Chinese installations with them (18.8.30).
BUILT_IN_MOMENTS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])

ZERO_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock's time, as the cell shows it
ZERO_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
# Day 60 of the 1900 count is 29 February 1900, which never was; the days before it are one off.
PHANTOM = 60
LAST_SERIAL = 2_958_466

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,9})?")
BRACKETED = re.compile(r"\[[^\]]*\]")
LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].')
MOMENT_SIGNS = re.compile(r"[ymdhsYMDHSeE]")
ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
ZEROS = re.compile(r"[^0#?.,%/Ee@]*0{2,}[^#?.,%/Ee@]*")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a format makes of a number: a moment, a run of digits with leading zeros, or nothing special."""

    moment: bool = False
    zeros: str = ""


PLAIN = Shape()


@lru_cache(maxsize=1024)
def shape_of(code: str) -> Shape:
    """Return what a format code such as ``yyyy/m/d`` or ``000000`` makes of a number."""
    first = code.split(";", 1)[0]
    if ELAPSED.search(first):
        return PLAIN
    first = BRACKETED.sub("", first)
    bare = LITERAL.sub("", first)
    if bare.strip().lower() in {"", "general", "g/通用格式", "@"}:
        return PLAIN
    if MOMENT_SIGNS.search(re.sub(r"[eE][+-]", "", bare)) and "0" not in re.sub(r"\.0+", "", bare):
        return Shape(moment=True)
    return Shape(zeros=first) if ZEROS.fullmatch(bare) else PLAIN


def displayed(stored: str, shape: Shape, *, zero_1904: bool = False) -> str:
    """Return the text that a stored number shows; a Broken cell where digits or days were lost."""
    # Python would take 1_000 and digits of other scripts for numbers: no spreadsheet writes them as such.
    if not NUMBER.fullmatch(stored):
        return stored
    number = Decimal(stored)
    if number.adjusted() > LONGEST:
        return lost(stored)
    if shape.moment:
        return moment_text(number, zero_1904=zero_1904)
    plain = plain_number(stored, number)
    if shape.zeros and plain.isdigit() and not isinstance(plain, Broken):
        return with_zeros(plain, shape.zeros)
    return plain


def plain_number(stored: str, number: Decimal) -> str:
    """Return a number in plain digits; Broken when it is longer than what a spreadsheet keeps."""
    if number == number.to_integral_value():
        digits = f"{number:.0f}"
        beyond = digits.lstrip("-")[KEPT_DIGITS:]
        written_out = "e" not in stored.lower()
        if beyond and not (written_out and beyond.strip("0")):
            return lost(stored)
        return "0" if digits == "-0" else digits
    return f"{number.normalize(FIFTEEN):f}"


def lost(shown: str) -> Broken:
    """Return what stands for a number whose last digits a spreadsheet threw away."""
    return Broken(
        shown,
        Words(
            f"“{shown}”是被表格软件改写的长数字，末位已丢失；请把该列设为文本，从来源重新导出或重新录入",
            f"{shown}: a spreadsheet cut the last digits of a long number; format the column as text and export"
            " or type it again",
        ),
    )


def with_zeros(digits: str, pattern: str) -> str:
    """Return whole digits in a format of zeros and literals: 42 in ``000000`` → 000042."""
    pieces: list[str] = []
    for literal in re.split(r'("[^"]*"|\\.|[_*].)', pattern):
        if literal.startswith('"'):
            pieces.append(literal[1:-1])
        elif literal.startswith("\\"):
            pieces.append(literal[1:])
        elif not literal.startswith(("_", "*")):
            pieces += re.findall(r"0|[^0]+", literal)
    places = [place for place, piece in enumerate(pieces) if piece == "0"]
    filled = digits.zfill(len(places))
    pieces[places[0]] = filled[: len(filled) - len(places) + 1]
    for place, digit in zip(reversed(places[1:]), reversed(filled), strict=False):
        pieces[place] = digit
    return "".join(pieces).strip()


def moment_text(number: Decimal, *, zero_1904: bool) -> str:
    """Return a day number as ``2026-03-01``, with its time where it has one; below one it is a time alone."""
    moment = moment_of_serial(number, zero_1904=zero_1904)
    if moment is None:
        return Broken(
            str(number),
            Words(f"“{number}”不是日期，请写成 2026-03-01", f"{number} is no day: write it like 2026-03-01"),
        )
    if 0 <= number < 1:
        return f"{moment:%H:%M:%S}"
    return f"{moment:%Y-%m-%d}" if moment.time() == moment.min.time() else f"{moment:%Y-%m-%d %H:%M:%S}"


def moment_of_serial(number: Decimal, *, zero_1904: bool) -> datetime | None:
    """Return the wall-clock moment of a day number in either count; None where the count has no such day."""
    if not 0 <= number < LAST_SERIAL or (int(number) == PHANTOM and not zero_1904):
        return None
    zero = ZERO_1904 if zero_1904 else ZERO_1900
    if not zero_1904 and 1 <= number < PHANTOM:
        zero += timedelta(days=1)
    seconds = int((number * 86_400).to_integral_value())
    try:
        return zero + timedelta(seconds=seconds)
    except OverflowError:
        return None
