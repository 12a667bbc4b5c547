"""Texts as everybody reads them: what is unseen in them, and what no table, feed or page can carry, is taken out.

The one rule for all that people write, whichever way it comes in: a form, a program, a table, a file's name, the
console. Where an entry is written it is asked once more (``unseen_in``), so that no door can be forgotten.
"""

import re
import unicodedata

# What ends a line in other systems: CR, vertical tab, form feed, NEL, and Unicode's own two.
ENDS = "\r\v\f\x85\u2028\u2029"
# Blanks that look like one, or like nothing at all: tab, no-break, the fillers of Hangul, empty Braille.
BLANKS = "\t\xa0\u115f\u1160\u2800\u3164\uffa0"
# What is not seen, by Unicode's Default_Ignorable_Code_Point, the categories Cc and Cs, and the noncharacters:
# control signs, soft hyphen, zero widths, marks and overrides of direction, annotations, tags, half pairs.
# Selectors of a sign's variant (U+FE00-FE0F, U+E0100-E01EF) are seen in the sign they choose, and stay.
UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\ud800-\udfff"
) + "".join(chr(plane * 0x10000 + low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
# The zero-width joiner and non-joiner, and the separator of Mongolian vowels, shape words of some scripts and
# pictures of several signs; anywhere else they are unseen.
JOINERS = "\u180e\u200c\u200d"
SHAPED = (
    "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1800-\u180d\u180f-\u18af"
    "\u2190-\u27ff\u2900-\u2bff\ufe0f\U0001f000-\U0001faff"
)
LINE_END = re.compile(f"\r\n|[{ENDS}]")
BLANK = re.compile(f"[{BLANKS}]")
STRAY_JOINER = re.compile(f"(?<![{SHAPED}])[{JOINERS}]|[{JOINERS}](?![{SHAPED}])")
ODD = re.compile(f"[{ENDS}{BLANKS}{UNSEEN}{JOINERS}]")
NEVER = re.compile(f"[\v\f\x85\u2028\u2029{UNSEEN}]")
TAKEN_OUT = re.compile(f"[{UNSEEN}]")


def plain(text: str, *, lines: bool = True) -> str:
    """Return a text as it is read: in NFC, without unseen signs, its lines ended by ``\\n``.

    Without ``lines`` what ends a line becomes a blank: a title, a name, a number has one line. Applied to what it
    returned it changes nothing.
    """
    if ODD.search(text):
        text = TAKEN_OUT.sub("", LINE_END.sub("\n", text))
        text = STRAY_JOINER.sub("", BLANK.sub(" ", text))
    if not unicodedata.is_normalized("NFC", text):
        # What is composed may be one of the signs above, and what stood apart may now stand beside a joiner.
        text = STRAY_JOINER.sub("", unicodedata.normalize("NFC", text))
    if not lines and "\n" in text:
        text = text.replace("\n", " ")
    return text


def seen(text: str) -> bool:
    """Tell whether anything in a text can be seen: a letter, a digit or a sign, not only marks and blanks."""
    return any(is_seen(unicodedata.category(one)) for one in text)


def is_seen(category: str) -> bool:
    """Tell whether signs of a general category are seen: also private ones, and those newer than this program."""
    return category[0] in "LNPS" or category in {"Co", "Cn"}


def unseen_in(text: str) -> str:
    """Return the first sign of a text that may not stand in it, as its code point (``U+200B``); empty for none.

    Unusual blanks and a carriage return are not told: they are seen as what they are.
    """
    if text.isascii() and text.isprintable():  # most of what a row holds: codes, keys, digests
        return ""
    found = NEVER.search(text) or STRAY_JOINER.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""
