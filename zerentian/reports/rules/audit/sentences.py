"""Splits a report into sentences: the whole text, in order, nothing lost or repeated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINES = re.compile("[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]+")
# Several full-width spaces inside a line are a paragraph break lost in copying from a page.
_LOST_BREAK = re.compile("\u3000{2,}")

MOST_SIGNS = 600
_ENDS = "。！？!?"
_DOTS = re.compile(r"…+|\.{3,}|。{2,}")
_CLOSERS = "”’」』）)】》〉\"'］]"
_GOES_ON = tuple("，、；：,;:）)")
_GOES_ON_AFTER_QUOTE = (*_GOES_ON, "的", "等", "和", "与", "之")
_ENUMERATOR = re.compile(
    r"[一二三四五六七八九十]{1,3}(是|要|、)|其[一二三四五六]|首先|其次|再次|最后|第[一二三四五六七八九十]"
)
_ASIDE_REACH = 80
_BRACKET = re.compile("[（(）)]")

_NUMBER_SIGN = (
    r"(?:[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}[）)]"
    r"|\d{1,2}(?:[、．]|\.(?!\d))|[（(]\d{1,2}[）)]|第[一二三四五六七八九十]{1,3}[章节部]分?)"
)
_GLUED_BY_SPACE = re.compile(
    rf"^({_NUMBER_SIGN}\s?[^\s。！？；：，]{{4,}}(?:[，、][^\s。！？；：]{{2,}})*)[ \t\u3000]+(?=[\u4e00-\u9fff])"
)
_GLUED_BY_SUBJECT = re.compile(
    rf"^({_NUMBER_SIGN}[^\s。！？；：《》]{{6,32}}?[^，、在对为将把由以是从于的和与我全本该各])"
    r"(?=(?:我[镇乡街村区社]|[镇乡]党委[、，政]|今年以来|[一1]年来|为(?:切实|认真|进一步|深入|确保|扎实)))"
)
_GLUED_TITLE = re.compile(
    r"^([^\s。！？；：，,《》]{4,48}?(?:报告|总结|汇报|汇报材料|自查情况|情况说明))"
    r"(?=按照|根据|依据|为(?:深入|认真|切实|进一步|全面|贯彻|扎实)|今年|近年|一年来|现将|年初|自\d{4}|20[\dxX_×]{2}年|各位|在[市县区上])"
)


@dataclass(frozen=True)
class Piece:
    """One sentence as it stands in the text, and how it stands there."""

    text: str
    paragraph: int  # 0-based, blank paragraphs not counted
    first: bool  # the paragraph begins with it
    last: bool  # the paragraph ends with it

    @property
    def alone(self) -> bool:
        """Return whether the sentence is the whole paragraph."""
        return self.first and self.last


def split(text: str) -> tuple[Piece, ...]:
    """Return the sentences of a text. Joined, they are the text without the white space between them."""
    pieces: list[Piece] = []
    lines = [line for line in _paragraphs(text) if line]
    for number, line in enumerate(_unglued(lines)):
        parts = [part for whole in _sentences(line) if whole for part in _cut(whole)]
        last = len(parts) - 1
        pieces.extend(Piece(part, number, i == 0, i == last) for i, part in enumerate(parts))
    return tuple(pieces)


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the stripped paragraphs, blank ones too."""
    for line in _LINES.split(text):
        for part in _LOST_BREAK.split(line.strip()):
            yield part.strip()


def _unglued(lines: list[str]) -> Iterator[str]:
    """Yield the lines, headings cut from the text that was glued to them in copying."""
    for number, line in enumerate(lines):
        cut = _title_end(line, lines[1:]) if number == 0 else _heading_end(line)
        if cut:
            yield line[:cut].strip()
            yield line[cut:].strip()
        else:
            yield line


def _title_end(line: str, others: list[str]) -> int:
    """Return where the title at the start of the first line ends, or 0 if nothing is glued to it."""
    for other in others:
        if 6 <= len(other) < len(line) and line.startswith(other):
            return len(other)
    match = _GLUED_TITLE.match(line)
    return match.end(1) if match else _heading_end(line)


def _heading_end(line: str) -> int:
    """Return where a numbered heading at the start of a line ends, or 0 if nothing is glued to it."""
    if "。" not in line:
        return 0
    match = _GLUED_BY_SPACE.match(line) or _GLUED_BY_SUBJECT.match(line)
    return match.end(1) if match and len(line) - match.end(1) >= 15 else 0


def _sentences(line: str) -> Iterator[str]:
    """Yield the sentences of one paragraph."""
    start = at = 0
    while at < len(line):
        end = _end_at(line, at)
        if end:
            yield line[start:end].strip()
            start = at = end
        else:
            at += 1
    yield line[start:].strip()


def _cut(sentence: str) -> Iterator[str]:
    """Yield a sentence, in pieces if it is longer than any that a person writes, so that no text is dear to read."""
    while len(sentence) > MOST_SIGNS:
        place = max(sentence.rfind(sign, MOST_SIGNS // 2, MOST_SIGNS) for sign in "；;，,、") + 1
        place = place or MOST_SIGNS
        yield sentence[:place].strip()
        sentence = sentence[place:].strip()
    if sentence:
        yield sentence


def _end_at(line: str, at: int) -> int:
    """Return where the sentence ends if the sign at `at` ends it, else 0."""
    dots = _DOTS.match(line, at)
    if not dots and line[at] not in _ENDS:
        return 0
    end = dots.end() if dots else at + 1
    while end < len(line) and line[end] in _ENDS:
        end += 1
    closed = end
    while closed < len(line) and line[closed] in _CLOSERS:
        closed += 1
    if closed == len(line):
        return closed
    goes_on = _GOES_ON_AFTER_QUOTE if closed > end or dots else _GOES_ON
    if line.startswith(goes_on, closed) or _inside_aside(line, at, end):
        return 0
    quoted_outcry = closed > end and line[at] in "！？!?" and not line[closed].isspace()
    if quoted_outcry and not _ENUMERATOR.match(line, closed):
        return 0
    return closed


def _inside_aside(line: str, at: int, end: int) -> bool:
    """Return whether a bracket is open at `at` and closes soon after, so that the sentence goes on."""
    before = line[max(0, at - _ASIDE_REACH) : at]
    if max(before.rfind("（"), before.rfind("(")) <= max(before.rfind("）"), before.rfind(")")):
        return False
    bracket = _BRACKET.search(line, end, end + _ASIDE_REACH)
    return bracket is not None and bracket[0] in "）)" and bracket.start() > end
