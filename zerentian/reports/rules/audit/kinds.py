"""Gives every sentence of a report exactly one kind, from its words and from the part it stands in."""

import re
from collections.abc import Sequence
from enum import StrEnum

from zerentian.reports.rules.audit import lexicon
from zerentian.reports.rules.audit.quantities import quantities
from zerentian.reports.rules.audit.sentences import Piece


class Kind(StrEnum):
    """What a sentence does."""

    HEADING = "heading"
    LEAD = "lead"
    ACT = "act"
    FACT = "fact"
    PROBLEM = "problem"
    PLAN = "plan"
    SLOGAN = "slogan"


_SIGNS = (
    (1, r"第?[一二三四五六七八九十]{1,3}(?:[、．.]|[章节部]分?[：:、\s]?)"),
    (2, r"[（(]?[一二三四五六七八九十]{1,3}[）)]"),
    (3, r"\d{1,2}(?:[、．]|\.(?!\d))|\d{1,2}\.\d{1,2}(?:\.\d{1,2})?(?=[\u4e00-\u9fff\s])"),
    (4, r"[（(]?\d{1,2}[）)]"),
    (5, r"[①②③④⑤⑥⑦⑧⑨⑩]"),
)
_RANKS = tuple((rank, re.compile(sign)) for rank, sign in _SIGNS)
_BULLET = re.compile(r"^[●○•·■□◆◇▪►▶*★☆—–-]+\s*")
_ENUMERATOR = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}是|其[一二三四五六]是?|首先|其次|再次|最后|第[一二三四五六七八九十]|[一二三四五六七八九十]要)[，、,]?"
)
_TITLE = re.compile(r"(?:报告|总结|汇报|材料|方案|通报|情况|说明|计划|要点)(?:[（(].{1,12}[）)])?$")
# A title tells what the whole is ("总结及下半年打算"): it opens no part.
_TELLS_OF_WORK = re.compile("总结|汇报|报告|情况")
_DATELINE = re.compile(
    r"^[（(]?\d{4}年\d{1,2}月(?:\d{1,2}日)?[）)]?$|^[（(]?二[〇○零0][^，。]{4,12}日[）)]?$"
)
_REDACTED = re.compile(
    r"(?:[XxＸ×*○]{1,6}|某)(?:多|余)?(?:人|户|亩|次|个|名|元|万元|处|条|件|公里|平方公里|起|份|场|期|米|座|辆|台)"
)
_INTRO = re.compile(
    r"现将[^。；]*(?:公布|报告|汇报|通报)[^。；，]{0,6}。?$|(?:编制|形成)了?本(?:年度)?报告。?$"
    r"|(?:采取|做)了?(?:多种|一系列|几个?方面|多项)(?:的)?(?:措施|举措|工作)[^，；]{0,14}。?$|(?:如下|以下|下列)[^，。；]{0,10}[。：:]?$|[：:]$"
)
_OPENS_PROBLEMS = re.compile(
    r"(?:问题|不足|差距|困难|短板|薄弱环节|挑战|之处)[^。；，]{0,8}[。：:]$|(?:存在|有)[^。]*主要(?:表现|是|有)"
)
_FORMAL = re.compile(
    r"特此(?:报告|汇报|说明|通报)|敬请|请予?以?(?:审议|批评|斧正|指正)|不妥之处|不当之处|以上(?:汇报|报告)"
)
_TOLD = re.compile(lexicon.TOLD)
_WISHED = re.compile(lexicon.WISHED)
_HOLLOW = re.compile(lexicon.HOLLOW)
_DONE = re.compile("|".join(sorted(lexicon.DONE, key=len, reverse=True)))
_DONE_PHRASES = re.compile(lexicon.DONE_PHRASES)
_IF_SHOWN = "|".join(lexicon.DONE_IF_SHOWN)
_SHOWN = re.compile(
    f"(?:{lexicon.SHOWN_BEFORE})[^，。；]{{0,16}}?(?:{_IF_SHOWN})|(?:{_IF_SHOWN})(?:{lexicon.SHOWN_AFTER})"
)
_QUOTED = re.compile('[“"「『][^“”"「」]{1,40}[”"」』]')
_PLEDGED = re.compile(lexicon.PLEDGED)
_FRONT = 14
_WORLD = re.compile(lexicon.WORLD)
_ABSENT = re.compile(lexicon.ABSENT)
_PLACE = re.compile(lexicon.PLACE)
_GROWN = re.compile(lexicon.GROWN)
_STANDS = re.compile("现有|目前|辖|总人口|建档立卡|截[至止]|共有|剩余")
_COUNTED_DOING = re.compile(f"(?:{_IF_SHOWN})(?!率|面积|项目|目标|任务)")
_INDICATOR = re.compile(lexicon.INDICATOR)
_SHORT = re.compile(lexicon.SHORT)
_ADMITS = re.compile(lexicon.ADMITS)
_AIMED_AT = re.compile(lexicon.AIMED_AT)
_AHEAD = re.compile(lexicon.AHEAD)
_WILL = re.compile(lexicon.WILL)
_MODAL = re.compile(lexicon.MODAL)
_ONWARD = re.compile(lexicon.ONWARD)
_PARTS = tuple((part, re.compile(words)) for part, words in lexicon.PARTS)
_MIXED = re.compile(lexicon.MIXED)
_EVENT = re.compile(r"现在|目前|近日|当日|\d+月\d+日|时常|发生了")
_DASH = str.maketrans(",:;()!?", "，：；（）！？")


class Reading:
    """Reads the sentences in order and remembers which part of the report it is in."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        """Take the sentences of one report."""
        self._pieces = pieces
        self._parts: dict[float, str] = {}  # rank of the heading that opened it → part

    @property
    def part(self) -> str:
        """Return the part being read: work, problem, plan, rectify, mixed or world."""
        return self._parts[max(self._parts)] if self._parts else "work"

    def kinds(self) -> tuple[Kind, ...]:
        """Return one kind for each sentence."""
        return tuple(self._kind(at) for at in range(len(self._pieces)))

    def _kind(self, at: int) -> Kind:
        piece = self._pieces[at]
        text = piece.text.translate(_DASH)
        rank, bare = _numbering(text)
        follower = self._pieces[at + 1] if at + 1 < len(self._pieces) else None
        if _is_heading(piece, bare, rank, self.part, follower, title=at == 0):
            self._enter("" if at == 0 and _TELLS_OF_WORK.search(bare) else bare, rank)
            return Kind.HEADING
        kind = Kind.LEAD if _is_lead(piece, text, bare, follower) else kind_of(bare, self.part)
        self._turn(bare, kind)
        return kind

    def _enter(self, bare: str, rank: int) -> None:
        """Open the part a heading announces, closing those of its rank and below."""
        part = _part_of(bare)
        place = rank or (1 if part else 6)
        self._parts = {opened: name for opened, name in self._parts.items() if opened < place}
        if part:
            self._parts[place] = part

    def _turn(self, bare: str, kind: Kind) -> None:
        """Change the part where a sentence, not a heading, announces the change."""
        place = max(self._parts, default=0.0)
        place = place if place % 1 else place + 0.5
        if kind in (Kind.PLAN, Kind.LEAD) and _AHEAD.match(bare):
            self._parts[place] = "plan"
        elif kind in (Kind.PROBLEM, Kind.LEAD) and _OPENS_PROBLEMS.search(bare):
            self._parts[place] = "problem"


def kind_of(text: str, part: str = "work") -> Kind:
    """Return the kind of a sentence that is neither heading nor lead, given the part it stands in."""
    signs = _Signs(text)
    return _BY_PART[part](signs)


class _Signs:
    """What the words of one sentence point to."""

    def __init__(self, text: str) -> None:
        bare = _ENUMERATOR.sub("", text)
        told = _TOLD.sub("", bare)
        self.figures = bool(quantities(text) or _REDACTED.search(text))
        self.formal = bool(_FORMAL.search(text))
        self.ahead = bool(_AHEAD.search(told)) or bool(_WILL.search(told))
        self.must = bool(_MODAL.search(told)) or bool(re.match("[一二三四五六七八九十]要", text))
        self.onward = bool(_ONWARD.match(text)) or bool(re.search("[，；](?:进一步|继续|不断|持续)", text))
        self.wished = bool(_WISHED.search(bare))
        self.must_first = self.must and bool(_MODAL.search(told[:_FRONT]))
        plain = _QUOTED.sub("“”", bare)
        kept = _HOLLOW.sub("", _WISHED.sub("", plain))
        self.done = _says_done(kept) or (
            self.figures and (_says_done(_HOLLOW.sub("", plain)) or bool(_COUNTED_DOING.search(kept)))
        )
        self.finished = self.done and (
            bool(re.search("了|已|共|累计|截至|截止|先后|完毕", kept)) or _counts_what_was_done(told)
        )
        self.absent = bool(_ABSENT.search(text))
        self.place = bool(_PLACE.search(text))
        self.world = self.absent or self.place or (self.figures and bool(_WORLD.search(text)))
        self.stands = self.figures and self.world and bool(_STANDS.search(text))
        self.grown = self.figures and bool(_GROWN.search(plain))
        self.indicator = self.figures and bool(_INDICATOR.search(plain))
        self.strong = bool(_DONE.search(kept))
        self.event = bool(_EVENT.search(text))
        self.admits = bool(_ADMITS.search(text))
        self.short = self.admits or _admits(bare)
        self.short_words = bool(_SHORT.search(bare))


def _says_done(text: str) -> bool:
    """Return whether some part of the text says that something checkable was done."""
    return any(sign.search(text) for sign in (_DONE, _DONE_PHRASES, _SHOWN))


def _counts_what_was_done(text: str) -> bool:
    """Return whether a count of something done stands before the first word about what is to come."""
    will = min((found.start() for found in (_AHEAD.search(text), _WILL.search(text)) if found), default=0)
    return bool(quantities(text[:will])) and _says_done(text[:will])


def _in_work(signs: _Signs) -> Kind:
    table = (
        (signs.formal, Kind.SLOGAN),
        (signs.admits, Kind.PROBLEM),
        ((signs.ahead or signs.must_first) and not signs.finished, Kind.PLAN),
        (signs.grown or (signs.indicator and not signs.strong), Kind.FACT),
        (signs.place and not signs.finished, Kind.FACT),
        (signs.done, Kind.ACT),
        (signs.figures and signs.world, Kind.FACT),
        (signs.short, Kind.PROBLEM),
        (signs.world or signs.figures, Kind.FACT),
    )
    return next((kind for holds, kind in table if holds), Kind.SLOGAN)


def _in_problem(signs: _Signs) -> Kind:
    table = (
        (signs.formal, Kind.SLOGAN),
        (signs.ahead and not signs.admits, Kind.PLAN),
        (signs.short, Kind.PROBLEM),
        (signs.must, Kind.PLAN),
        (signs.finished and not signs.short_words, Kind.ACT),
        ((signs.figures or signs.event) and not signs.short_words, Kind.FACT),
    )
    return next((kind for holds, kind in table if holds), Kind.PROBLEM)


def _in_plan(signs: _Signs) -> Kind:
    table = (
        (signs.formal, Kind.SLOGAN),
        (signs.admits and not (signs.ahead or signs.must), Kind.PROBLEM),
        (signs.stands and not (signs.ahead or signs.must or signs.onward), Kind.FACT),
    )
    return next((kind for holds, kind in table if holds), Kind.PLAN)


def _in_rectify(signs: _Signs) -> Kind:
    onward = signs.onward and not signs.finished
    return Kind.PLAN if onward or signs.must or signs.ahead else _in_work(signs)


def _in_mixed(signs: _Signs) -> Kind:
    table = (
        (signs.ahead or signs.must, Kind.PLAN),
        (signs.short, Kind.PROBLEM),
        (signs.onward, Kind.PLAN),
    )
    return next((kind for holds, kind in table if holds), _in_work(signs))


def _in_world(signs: _Signs) -> Kind:
    table = (
        (signs.ahead or signs.admits, _in_work(signs)),
        (signs.place or (signs.figures and not signs.finished), Kind.FACT),
        (signs.done or signs.figures, _in_work(signs)),
        (signs.wished, Kind.SLOGAN),
    )
    return next((kind for holds, kind in table if holds), Kind.FACT)


_BY_PART = {
    "work": _in_work,
    "problem": _in_problem,
    "plan": _in_plan,
    "rectify": _in_rectify,
    "mixed": _in_mixed,
    "world": _in_world,
}


def _numbering(text: str) -> tuple[int, str]:
    """Return the rank of the number sign at the start (0: none) and the text after it."""
    text = _BULLET.sub("", text)
    for rank, sign in _RANKS:
        match = sign.match(text)
        if match:
            return rank, text[match.end() :].strip()
    return 0, text


def _part_of(heading: str) -> str | None:
    """Return the part that a heading announces, if it announces one."""
    if _MIXED.search(heading) and not re.search("查找|立查立改", heading):
        return "mixed"
    return next((part for part, words in _PARTS if words.search(heading)), None)


def _is_heading(
    piece: Piece, bare: str, rank: int, part: str, follower: Piece | None, *, title: bool
) -> bool:
    """Return whether a sentence is a heading: of its own line, or numbered and run in before text."""
    length = len(bare)
    closed = bare[-1:] in "。！？；…" and bool(bare)
    open_ended = bare.endswith(("：", ":"))
    if _DATELINE.match(bare):
        return piece.alone
    if not piece.alone:
        return (
            piece.first
            and rank > 0
            and length <= 32
            and not _states(bare)
            and not (rank > 2 and _admits(bare))
        )
    if title and not closed and not open_ended:
        return length <= 60
    if open_ended or "\t" in piece.text:
        return rank in (1, 2) and open_ended and length <= 20
    if rank == 2 and closed and _numbered_too(follower, rank):
        return part not in ("problem", "plan", "mixed")
    if rank in (1, 2):
        return length <= (60 if rank == 1 or not closed else 45) and not (closed and quantities(bare))
    if closed:
        return (
            rank > 2 and length <= 26 and part in ("work", "world") and _opens(follower) and not _states(bare)
        )
    if _ENUMERATOR.match(bare):
        return False
    return (
        length <= 40
        and not quantities(bare)
        and not (part in ("problem", "plan") and length > 22 and not rank)
    )


def _numbered_too(follower: Piece | None, rank: int) -> bool:
    """Return whether no text of its own follows, so that the numbered line is an item of a list."""
    return follower is None or 0 < _numbering(follower.text.translate(_DASH))[0] <= rank


def _opens(follower: Piece | None) -> bool:
    """Return whether running text comes next, so that the line before it may be its heading."""
    return (follower is not None and not follower.alone) or (follower is not None and len(follower.text) > 40)


def _states(bare: str) -> bool:
    """Return whether a short numbered sentence already says something checkable."""
    return bool(quantities(bare)) or bool(re.search("了|召开|签订|成立|印发|启动|设立", bare))


def _admits(bare: str) -> bool:
    """Return whether a short sentence names a shortcoming."""
    return bool(_SHORT.search(_AIMED_AT.sub("", _PLEDGED.sub("", bare))))


def _is_lead(piece: Piece, text: str, bare: str, follower: Piece | None) -> bool:
    """Return whether a sentence only announces what follows it."""
    if _INTRO.search(bare):
        return True
    enumerated = _ENUMERATOR.match(bare) or _ENUMERATOR.match(text)
    near = follower is not None and (follower.paragraph == piece.paragraph or (piece.alone and enumerated))
    if follower is None or not near or len(bare) > 28:
        return False
    if _ENUMERATOR.match(follower.text) or _states(bare) or _admits(bare) or _AHEAD.search(bare):
        return False
    if _PLACE.search(bare):
        return False
    if enumerated:
        return "要" not in enumerated[0]
    return len(bare) <= 12 and len(follower.text) >= 16 and not _MODAL.search(bare) and not quantities(bare)
