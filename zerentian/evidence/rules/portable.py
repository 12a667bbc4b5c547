"""PDF (ISO 32000-1): refused where opening or clicking it runs something: scripts, programs, forms with scripts, media.

First the bytes are searched for the names that say so, however they are escaped, in compressed object streams as well.
Only a file that has one, or hides what it says, is read whole: a scan of a hundred megabytes costs a search.
"""

import mmap
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from zerentian.evidence.rules.harmful import DAMAGED, LOCKED, RUNS, TOO_MUCH, refuse
from zerentian.ledger.rules.refusals import NotAllowed

# Actions that run something (12.6.4), forms made of scripts (12.7.8), and annotations that play (13.7).
RUNNING_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute"}
RUNNING_ENTRIES = {"/JS", "/XFA"}
RUNNING_KINDS = {"/RichMedia", "/3D"}
MOST_OBJECTS = 400_000
MOST_INFLATED = 64 * 1024 * 1024
PIECE = 64 * 1024
# How far from its dictionary's name the data of a stream may begin.
DICTIONARY = 4096
DATA = re.compile(rb"\bstream\r?\n")
# A stream that is deflated and nothing else; one told in any other way is read by the library.
FLATE = re.compile(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])")
OTHERWISE = re.compile(rb"#|/DecodeParms|/DP\b|/F\b|/Filter.*/Filter|(?<!Flate)Decode\b", re.DOTALL)
# What the library raises on a broken file: it takes what it reads there for numbers, names, places and lengths.
UNREADABLE = (
    PyPdfError,
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,
    EOFError,
    zlib.error,
    struct.error,
    OSError,
)


def spelled(*names: str) -> re.Pattern[bytes]:
    """Return what finds these names in a PDF, each letter as itself or escaped: ``/JavaScript``, ``/J#61vaScript``."""
    letters = ["".join(f"(?:{one}|#{ord(one):02x})" for one in name) for name in names]
    # A name ends at white space or a delimiter (7.2.2); hex digits are of either case, letters are not.
    text = "|".join(re.sub(r"#([0-9a-f])([0-9a-f])", hexadecimal, one) for one in letters)
    return re.compile(rf"/(?:{text})(?=[\x00\t\n\f\r /\[\]<>()%{{}}]|$)".encode())


def hexadecimal(found: re.Match[str]) -> str:
    """Return two hex digits as they may be written."""
    return "#" + "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in found.groups())


SIGNS = spelled("JavaScript", "JS", "Launch", "ImportData", "RichMediaExecute", "XFA", "RichMedia", "3D")
HIDDEN = spelled("ObjStm")
LOCKING = spelled("Encrypt")


def check_portable(path: Path) -> None:
    """Refuse a PDF that runs something; NotAllowed says how to send it without."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if not (SIGNS.search(content) or LOCKING.search(content) or hides_signs(content)):
            return
    if runs_something(path):
        refuse(RUNS)


def hides_signs(content: mmap.mmap) -> bool:
    """Tell whether an object stream holds such a name, or cannot be looked into by itself."""
    inflated = 0
    for found in HIDDEN.finditer(content):
        start = content.rfind(b"obj", max(found.start() - DICTIONARY, 0), found.start())
        data = DATA.search(content, found.end(), found.end() + DICTIONARY)
        dictionary = content[start : data.start()] if data and start >= 0 else b""
        if data is None or not FLATE.search(dictionary) or OTHERWISE.search(dictionary):
            return True
        try:
            text = unpacked(content, data.end(), MOST_INFLATED + 1 - inflated)
        except zlib.error:
            return True
        inflated += len(text)
        if inflated > MOST_INFLATED or SIGNS.search(text):
            return True
    return False


def unpacked(content: mmap.mmap | bytes, start: int, most: int) -> bytes:
    """Return what is deflated from a place on, as far as it goes and ``most`` bytes of it (1 or more).

    It is read piece by piece: a file may hold thousands of small streams, and must not be copied for each.
    """
    reading, found, size = zlib.decompressobj(), list[bytes](), 0
    for at in range(start, len(content), PIECE):
        part = reading.decompress(content[at : at + PIECE], most - size)
        found.append(part)
        size += len(part)
        if reading.eof or size >= most:
            break
    return b"".join(found)


def runs_something(path: Path) -> bool:
    """Tell whether what a PDF holds runs something; NotAllowed when it is locked, or too much to look through."""
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotAllowed(LOCKED)
        return any(is_running(one) for one in dictionaries(reader))
    except UNREADABLE as error:
        raise NotAllowed(DAMAGED) from error


def dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary that a reader of the file comes to, beginning at its trailer."""
    waiting: list[object] = [reader.trailer]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            if len(seen) > MOST_OBJECTS:
                raise NotAllowed(TOO_MUCH)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += list(one.values())
        elif isinstance(one, ArrayObject):
            waiting += list(one)
        if isinstance(one, StreamObject):
            # Pictures and pages are not needed: only what stands in the dictionaries.
            one._data = b""


def is_running(one: DictionaryObject) -> bool:
    """Tell whether a dictionary is an action, a form or an annotation that runs something."""
    return (
        str(one.get("/S")) in RUNNING_ACTIONS
        or bool(RUNNING_ENTRIES & one.keys())
        or str(one.get("/Subtype")) in RUNNING_KINDS
    )
