"""Finds the headings and the leads of a report: by number signs, by length, and by what follows them."""

import re

from zerentian.reports.rules.audit import lexicon
from zerentian.reports.rules.audit.quantities import quantities
from zerentian.reports.rules.audit.sentences import Piece
from zerentian.reports.rules.audit.signs import AHEAD, DUE, ENUMERATOR, MODAL, PLACE, admits

_SIGNS = (
    (1, r"第?[一二三四五六七八九十]{1,3}(?:[、．.]|[章节部]分?[：:、\s]?)"),
    (2, r"[（(]?[一二三四五六七八九十]{1,3}[）)]"),
    (3, r"\d{1,2}(?:[、．]|\.(?!\d))|\d{1,2}\.\d{1,2}(?:\.\d{1,2})?(?=[\u4e00-\u9fff\s])"),
    (4, r"[（(]?\d{1,2}[）)]"),
    (5, r"[①②③④⑤⑥⑦⑧⑨⑩]"),
)
_RANKS = tuple((rank, re.compile(sign)) for rank, sign in _SIGNS)
_BULLET = re.compile(r"^[●○•·■□◆◇▪►▶*★☆—–-]+\s*")
# A title tells what the whole is ("总结及下半年打算"): it opens no part.
TELLS_OF_WORK = re.compile("总结|汇报|报告|情况")
_DATELINE = re.compile(
    r"^[（(]?\d{4}年\d{1,2}月(?:\d{1,2}日)?[）)]?$|^[（(]?二[〇○零0][^，。]{4,12}日[）)]?$"
)
_BYLINE = re.compile("^(?:本报讯|本网讯|本台讯)?[（(]?(?:通讯员|记者|供稿)[^。；，]{1,16}[）)]?$")
# What a meeting did is no heading, however it is numbered.
_MET = re.compile(
    "^(?:会议|会上|与会)[^，。；]{0,8}(?:听取|研究|通报|审议|传达|学习|讨论|同意|决定|议定|明确|要求|强调|指出|通过|认为)"
)
_DASHED = 26  # letters of a line after a long dash that names what follows it: ——向民生用力，日子更有奔头。
_NAMED = re.compile("^关于[^。；]{2,48}(?:问题|情况|方面)[。：]?$")
_FIRST = re.compile("一是|其一，|首先，")
_NAMES_A_LIST = 16  # letters of a sentence that names a list: 办法是老办法。一是……
# Who does what by which rule is an act, however short: 实行支书轮流接访制。
STANDING = re.compile("(?:实行|推行|执行|试行)了?[^，。；]{2,24}(?:制|制度|机制|办法)。?$")
_INTRO = re.compile(lexicon.INTRO)
_PARTS = tuple((part, re.compile(words)) for part, words in lexicon.PARTS)
_MIXED = re.compile(lexicon.MIXED)
_OBJECT = re.compile(lexicon.OBJECT_OF_HEADING)
DASH = str.maketrans(",:;()!?", "，：；（）！？")


def _heads_a_table(piece: Piece, follower: Piece | None) -> bool:
    """Return whether a row of cells names the columns of the rows below: no digits in it, some below."""
    below = follower is not None and "\t" in follower.text and re.search(r"\d", follower.text)
    return bool(below) and not re.search(r"\d", piece.text)


def numbering(text: str) -> tuple[int, str]:
    """Return the rank of the number sign at the start (0: none) and the text after it."""
    text = _BULLET.sub("", text)
    for rank, sign in _RANKS:
        match = sign.match(text)
        if match:
            return rank, text[match.end() :].strip()
    return 0, text


def part_of(heading: str) -> str | None:
    """Return the part that a heading announces, if it announces one."""
    plain = _OBJECT.sub("", heading.strip("【】〖〗〔〕[]"))
    if _MIXED.search(plain) and not re.search("查找|立查立改", plain):
        return "mixed"
    return next((part for part, words in _PARTS if words.search(plain)), None)


def is_heading(piece: Piece, bare: str, rank: int, part: str, follower: Piece | None, *, title: bool) -> bool:
    """Return whether a sentence is a heading: of its own line, or numbered and run in before text."""
    length = len(bare)
    said = bare.rstrip("”’」』")
    closed = said[-1:] in "。！？；…" and bool(said)
    open_ended = bare.endswith(("：", ":"))
    if _MET.match(bare) and closed:
        return False
    if _DATELINE.match(bare) or _BYLINE.match(bare):
        return piece.alone
    if not piece.alone:
        runs_in = piece.first and rank > 0 and length <= 32
        return runs_in and not _states(bare) and not (rank > 2 and admits(bare))
    if title and not closed and not open_ended:
        return length <= 60
    if piece.text.startswith("——") and closed and not title:
        return _names_after_a_dash(bare, follower)
    if rank and _NAMED.match(bare):
        return True
    if "\t" in piece.text:
        return _heads_a_table(piece, follower)
    if open_ended:
        return rank in (1, 2) and open_ended and length <= 20
    if rank == 2 and closed and part in ("problem", "plan", "mixed", "rectify"):
        terse = length <= 10 and "，" not in bare and not quantities(bare)
        plain = length <= 24 and "，" not in bare and not quantities(bare)
        longer = plain and follower is not None and len(follower.text) > length
        return not numbered_too(follower, rank) and (terse or longer or (_opens(follower) and length <= 22))
    if rank in (1, 2) and closed and length > 12 and (numbered_too(follower, rank) or _owns_up(bare)):
        return False  # an item of a list, or what falls short
    if rank in (1, 2):
        return length <= (60 if rank == 1 or not closed else 45) and not (closed and quantities(bare))
    if closed:
        return (
            rank > 2 and length <= 26 and part in ("work", "world") and _opens(follower) and not _states(bare)
        )
    if ENUMERATOR.match(bare):
        return False
    return (
        length <= 40
        and not quantities(bare)
        and not (part in ("problem", "plan") and length > 22 and not rank)
    )


def _owns_up(bare: str) -> bool:
    """Return whether a numbered sentence of several clauses says what falls short."""
    return "，" in bare and admits(bare)


def _names_after_a_dash(bare: str, follower: Piece | None) -> bool:
    """Return whether a short line after a long dash names the longer text that follows it."""
    tells = follower is not None and not follower.text.startswith("——") and not numbering(follower.text)[0]
    longer = follower is not None and len(follower.text) > len(bare)
    return (longer or tells) and len(bare) <= _DASHED and not quantities(bare)


def numbered_too(follower: Piece | None, rank: int) -> bool:
    """Return whether no text of its own follows, so that the numbered line is an item of a list."""
    return follower is None or 0 < numbering(follower.text.translate(DASH))[0] <= rank


def _opens(follower: Piece | None) -> bool:
    """Return whether running text comes next, so that the line before it may be its heading."""
    return (follower is not None and not follower.alone) or (follower is not None and len(follower.text) > 40)


def _states(bare: str) -> bool:
    """Return whether a short numbered sentence already says something checkable."""
    return bool(quantities(bare)) or bool(re.search("了|召开|签订|成立|印发|启动|设立", bare))


def _names_a_list(bare: str, follower: Piece | None) -> bool:
    """Return whether a short sentence that says nothing itself stands before the first point of a list."""
    says = _states(bare) or admits(bare) or AHEAD.search(bare) or MODAL.search(bare) or ENUMERATOR.match(bare)
    return (
        follower is not None and bool(_FIRST.match(follower.text)) and len(bare) <= _NAMES_A_LIST and not says
    )


def is_lead(piece: Piece, text: str, bare: str, follower: Piece | None) -> bool:
    """Return whether a sentence only announces what follows it."""
    if _INTRO.search(bare):
        return True
    if _names_a_list(bare, follower):
        return True
    enumerated = ENUMERATOR.match(bare) or ENUMERATOR.match(text)
    near = follower is not None and (follower.paragraph == piece.paragraph or (piece.alone and enumerated))
    if follower is None or not near or len(bare) > 28:
        return False
    if piece.alone and numbering(follower.text.translate(DASH))[0] == 1:
        return False  # the last of a list before the next part announces nothing
    if (
        ENUMERATOR.match(follower.text)
        or _states(bare)
        or admits(bare)
        or AHEAD.search(bare)
        or DUE.search(bare)
    ):
        return False
    if PLACE.search(bare) or STANDING.search(bare) or (enumerated and text.endswith("；")):
        return False
    if enumerated:
        return "要" not in enumerated[0]
    return len(bare) <= 12 and len(follower.text) >= 16 and not MODAL.search(bare) and not quantities(bare)
