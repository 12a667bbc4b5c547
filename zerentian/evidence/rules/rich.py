"""Rich Text Format (Microsoft, version 1.9.1): refused where it carries objects, a template or fetching fields."""

import re
from collections.abc import Iterator

from zerentian.evidence.rules.harmful import EMBEDDED, REMOTE, check_field, refuse

# A group's brace, a control word with its number, a byte in hex, a control sign, or a run of text.
TOKEN = re.compile(rb"[{}]|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\[^a-zA-Z]|[^\\{}]+")
OBJECTS = {b"object", b"objdata", b"objocx", b"objautlink", b"objlink", b"objupdate", b"objemb", b"objclass"}
# A template's place may be hidden behind escapes: whatever one names is refused.
TEMPLATE, INSTRUCTION, BINARY = b"template", b"fldinst", b"bin"


def check_rich(content: bytes) -> None:
    """Refuse a file that carries objects, names a template, or has a field that fetches, links or runs."""
    depth, instruction, began = 0, [], None
    for word, number, text in tokens(content):
        if word in OBJECTS:
            refuse(EMBEDDED)
        if word == TEMPLATE:
            refuse(REMOTE)
        if text == "{":
            depth += 1
        elif text == "}":
            depth -= 1
            if began is not None and depth < began:
                check_field("".join(instruction))
                instruction, began = [], None
        elif word == INSTRUCTION and began is None:
            began = depth
        elif began is not None:
            instruction.append(chr(number % 0x10000) if word == b"u" else text)
    check_field("".join(instruction))


def tokens(content: bytes) -> Iterator[tuple[bytes, int, str]]:
    """Yield control words (word, number, ""), braces and text (b"", 0, text); binary data is stepped over."""
    at, skipped, instead = 0, 0, 1
    while found := TOKEN.search(content, at):
        at = found.end()
        word, number = found[1] or b"", int(found[2] or 0)
        if word == BINARY:
            at += max(number, 0)
        elif word:
            instead = number if word == b"uc" else instead
            # After a sign by its number stands what older programs show in its place.
            skipped = instead if word == b"u" else skipped
            yield word.lower(), number, ""
        elif found[3] or found[0][:1] != b"\\":
            text = chr(int(found[3], 16)) if found[3] else found[0].decode("latin-1")
            text = text.replace("\r", "").replace("\n", "")
            yield b"", 0, text if text in "{}" else text[skipped:]
            skipped = 0 if text in "{}" else max(skipped - len(text), 0)
