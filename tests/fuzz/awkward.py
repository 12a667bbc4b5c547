"""Values that people, programs and attackers send, and ways to spoil a form, an address and a file."""

import os
import random
import time
from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import quote

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile

Chosen = TypeVar("Chosen")

# The suite tries always the same; ``script/fuzz`` draws a seed, prints it, and goes on for as long as it is told.
SEED = int(os.environ.get("ZERENTIAN_FUZZ_SEED", "20261128"))
SECONDS = float(os.environ.get("ZERENTIAN_FUZZ_SECONDS", "0"))

NUMBERS = (
    "0",
    "-1",
    "1e5",
    "1.5",
    "007",
    "+1",
    " 1 ",
    "²",
    "٣",
    "１２",
    "NaN",
    "Infinity",
    "1_000",
    "0x10",
    str(2**31),
    str(2**63 - 1),
    str(2**63),
    str(-(2**63) - 1),
    "9" * 20,
    "9" * 400,
    "9" * 5000,
)
DAYS = (
    "0000-00-00",
    "0001-01-01",
    "1026-01-01",
    "1949-09-30",
    "2026-02-29",
    "2026-13-01",
    "9999-12-31",
    "10000-01-01",
    "2026-03-02T25:61",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "2026年3月2日",
    "２０２６-03-02",
    "-2026-01-01",
    "2026-W10-1",
)
PERIODS = (
    "2026H3",
    "2026Q0",
    "2026-00",
    "0000",
    "9999H2",
    "2026-01-01..2025-01-01",
    "0001-01-01..9999-12-31",
    "H1",
)
TEXTS = (
    "",
    " ",
    "\u200b",
    "\x00",
    "a\x00b",
    "\x0b\x1b",
    "\u202e甲",
    "\ud83d",
    "\U0010ffff",
    "é" * 3,
    "𠮷野家",
    "'\";--",
    "%s%n",
    "{{ 1 }}",
    "<script>",
    "&#0;",
    "\r\nSet-Cookie: a=b",
    "../../etc/passwd",
    "C:\\con",
    "[[[[" * 99,
    "{" * 99,
    "=1+1",
    "null",
    "true",
    "[]",
    "{}",
    "路" * 3000,
    "a" * 30_000,
    "concern:",
    "unit:x",
    "990101/",
    "/990101",
    "990101-V01",
    "__proto__",
    "😀" * 40,
)
IDS = (
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
    "0" * 64,
    "f" * 64,
    "g" * 64,
    "2026-000001",
    "2026-0001",
    "x" * 300,
)
ALL = NUMBERS + DAYS + PERIODS + TEXTS + IDS
# No NUL: HTTP allows none in a header, and the server refuses it before the program sees it.
HEADERS = {
    "accept-language": (
        "",
        "*",
        "zh;q=x",
        "zh-Hans;q=1.1.1",
        "xx-yy-zz-aa",
        "a" * 5000,
        "zh," * 600,
        "zh\xff",
        "-",
        "i-klingon",
        "../../etc",
        "zh-Hant",
        "en;q=0",
    ),
    "accept": ("", "*/*;q=", "application/json", "text/html;q=9", ";;;", "a/b/c", "x" * 3000),
    "cookie": (
        "sessionid=" + "a" * 3000,
        "csrftoken=",
        "=;=;=",
        "theme=<x>",
        "theme=" + "x" * 500,
        "django_language=../../x",
        "sessionid=é",
        "device=a:b:c",
        "a" * 8000,
        "messages=[[",
        "sessionid=a; sessionid=b",
    ),
    "content-type": (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 300,
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=nonsense",
        "application/json",
        "text/plain; charset=x-nothing",
        "/",
        "multipart/form-data; boundary=é",
    ),
    "user-agent": ("", "x" * 4000, "é"),
    "referer": ("http://[::1", "javascript:1", "//", "http://a:b@c:99999/"),
    "x-forwarded-for": ("", ",", "1.2.3.4.5", "::::", "a" * 500, "1.2.3.4, x", "[::1]:80"),
    "if-none-match": ('W/"', "*", "é", '"' + "a" * 3000),
    "if-modified-since": ("never", "Thu, 99 Foo 9999", "Mon, 01 Jan 0001 00:00:00 GMT"),
    "range": ("bytes=9-1", "bytes=-", "bytes=0-" + "9" * 30, "lines=1"),
    "authorization": ("Bearer", "Bearer ", "Basic é", "Bearer " + "a" * 4000, "bearer ztk_x"),
    "hx-request": ("true", "1" * 500),
    "hx-current-url": ("http://[", "é"),
    "x-requested-with": ("XMLHttpRequest",),
    "host": ("", "a" * 300, "localhost:99999999", "[::1", "é", "localhost:x"),
}
NAMES = [
    "q",
    "before",
    "from",
    "page",
    "kind",
    "unit",
    "first",
    "last",
    "period",
    "size",
    "state",
    "on",
    "year",
    "next",
    "copy",
    "duty",
    "occurrence",
    "family",
    "parent",
    "username",
    "outcome",
    "about",
    "category",
    "code",
    "purpose",
    "outline",
    "as_of",
    "all",
    "with_files",
]
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")


def rounds(most: int) -> Iterator[int]:
    """Count rounds: so many in the suite, and until the time is over in a long run."""
    end, at = time.monotonic() + SECONDS, 0
    while at < most or time.monotonic() < end:
        yield at
        at += 1


def some(chance: random.Random, values: tuple[Chosen, ...] | list[Chosen], few: int = 1) -> list[Chosen]:
    """Return a few of some values, drawn one by one."""
    return [chance.choice(values) for _ in range(few)]


def bent(chance: random.Random, value: str) -> str:
    """Return a value that is not quite the one that belongs there."""
    ways: tuple[Callable[[], str], ...] = (
        lambda: chance.choice(ALL),
        lambda: value + chance.choice(TEXTS)[:40],
        lambda: value[: len(value) // 2],
        lambda: value * 40,
        lambda: value.upper(),
        lambda: value,
    )
    return chance.choice(ways)()


def spoiled(chance: random.Random, fields: dict[str, list[str]]) -> dict[str, object]:
    """Return a form's fields with some values bent, some missing, some given twice, some that nobody asked for."""
    sent: dict[str, object] = {}
    for name, values in fields.items():
        draw = chance.random()
        if draw < 0.1:
            continue
        if any(name.endswith(count) for count in COUNTS) and draw < 0.7:
            sent[name] = chance.choice(NUMBERS)
        elif draw < 0.45:
            sent[name] = [bent(chance, values[0] if values else "")]
        elif draw < 0.5:
            sent[name] = SimpleUploadedFile("a.txt", b"file where a word belongs")
        elif draw < 0.6:
            sent[name] = [*values, *some(chance, ALL, 2)]
        else:
            sent[name] = values
    if chance.random() < 0.3:
        sent[chance.choice(ALL[:60]) or "x"] = chance.choice(ALL)
    # Half a pair is no text that a browser can send.
    return {
        str(clean(name)): [clean(one) for one in value] if isinstance(value, list) else clean(value)
        for name, value in sent.items()
    }


def clean(text: object) -> object:
    """Return a text that can be encoded, as a browser would send it."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else text


def query(chance: random.Random, names: list[str]) -> str:
    """Return a query of names that pages know and of others, some raw and badly quoted."""
    pairs = [
        f"{chance.choice(names)}={quote(str(clean(chance.choice(ALL))))[:4000]}"
        for _ in range(chance.randint(1, 4))
    ]
    if chance.random() < 0.2:
        pairs.append(chance.choice(("%", "%zz=1", "=", "&&&", "a=%ff%fe", "a[]=1", "%00=1", "q=%C0%80")))
    return "&".join(pairs)


def headers(chance: random.Random) -> dict[str, str]:
    """Return one or two odd headers."""
    names = some(chance, list(HEADERS), chance.randint(1, 2))
    return {name: chance.choice(HEADERS[name]) for name in names}


def torn(chance: random.Random, content: bytes) -> bytes:
    """Return a file that is damaged: bits turned, pieces cut, doubled, moved or replaced."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 8, 64))
        way = chance.randrange(6)
        if way == 0:
            data[at : at + length] = chance.randbytes(length)
        elif way == 1:
            del data[at : at + length * chance.choice((1, 20))]
        elif way == 2:
            data[at:at] = data[at : at + length]
        elif way == 3:
            data[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\x80")
            )
        elif way == 4:
            data[at : at + length] = chance.choice(
                (b"<", b"&#0;", b'"', b"{", b"]", b"\0", b"\xff\xfe", b"9" * 30)
            )
        else:
            del data[at:]
    return bytes(data)


def forms_of(page: bytes) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield the action and the fields of every form of a page that sends something."""
    root = lxml.html.document_fromstring(page)
    for form in root.forms:
        if form.method.upper() != "POST":
            continue
        fields: dict[str, list[str]] = {}
        for field in form.xpath(".//input|.//select|.//textarea|.//button"):
            if not (name := field.get("name")):
                continue
            if field.tag == "select":
                values = [option.get("value", "") for option in field.xpath(".//option")][-3:]
            elif field.tag == "textarea":
                values = [field.text or "示例文字"]
            else:
                values = [field.get("value") or ("2026-03-02" if field.get("type") == "date" else "示例")]
            fields.setdefault(name, []).extend(values[-1:])
        yield form.get("action") or "", fields
