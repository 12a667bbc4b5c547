"""Gives every sentence of a report exactly one kind, from its words and from the part it stands in."""

import re
from collections.abc import Sequence
from enum import StrEnum

from zerentian.reports.rules.audit import lexicon
from zerentian.reports.rules.audit.headings import (
    DASH,
    TELLS_OF_WORK,
    is_heading,
    is_lead,
    numbering,
    part_of,
)
from zerentian.reports.rules.audit.learnt import SURE, TRUST, weighed
from zerentian.reports.rules.audit.sentences import Piece
from zerentian.reports.rules.audit.signs import AHEAD, LABEL, Signs


class Kind(StrEnum):
    """What a sentence does."""

    HEADING = "heading"
    LEAD = "lead"
    ACT = "act"
    FACT = "fact"
    PROBLEM = "problem"
    PLAN = "plan"
    SLOGAN = "slogan"


_OPENS_PROBLEMS = re.compile(
    r"(?:问题|不足|差距|困难|短板|薄弱环节|挑战|之处)(?!请|敬请|，请|望|欢迎)[^。；，]{0,8}[。：:]$|(?:存在|有)[^。]*主要(?:表现|是|有)"
)
_SECOND_HALF = re.compile(r"\d{4}年下半年(?![^，。]{0,12}(?:打算|计划|安排|要点|思路))")
_MOST = 1_000  # letters read of a sentence: patterns that look for a number take long over a page of digits
_YEAR = re.compile(r"20\d{2}(?=年)")
_TASKS = re.compile("工作重点|重点工作|重点任务|工作任务|主要任务")
_ACCOUNT = re.compile("情况|完成|推进|进展|回顾|落实|成效|问题")
_TITLES = 3  # sentences among which the title of a report stands
_NAMED_PROBLEM = re.compile("(?:存在)?(?:问题|不足|短板|原因)[一二三四五六七八九十\\d]{0,2}：")
_SPOKEN = re.compile('^[“"][^”"]{2,60}[”"](?=[^，。；]{2,10}，)')  # what somebody said before what was done
_ASKED = re.compile(lexicon.ASKS)
# What a speaker or a meeting tells others to do.
_URGED = re.compile(
    "^[一二三四五六七八九十]{1,2}要(?!求|点|素|道|害|闻)|^会议(?:还)?(?:明确|议定|决定|商定|确定)，[^。]*由[^。]{2,16}(?:督办|负责|牵头|落实|办理|承办|完成)"
    "|^(?:请?大家|各位)(?:同志)?，?(?:一定要|务必|千万|必须|都?要)|^会议(?:还)?(?:强调|要求)，[^。]*(?:要(?!求)|应当|必须|不得|务必|确保)"
)
# What minutes charge somebody with.
_CHARGED = re.compile(
    "(?:^|，)由[^，。；]{2,30}(?:牵头|负责|督办|各派|承办|配合|办理|落实|实施)(?![^。]*[了已])"
)
_MINUTES = re.compile("纪要|会议记录|议定事项")
_DECIDED = re.compile("会议[^。；，]{0,6}(?:要求|决定|议定|明确|商定)(?:如下)?[：:]$")
# What a report, a speech or minutes are called; other texts are news, whose shortcomings open no part on mending them.
_OFFICIAL = re.compile("报告|总结|汇报|自查|述职|讲话|发言|纪要|记录|提纲|要点|情况|方案|计划|意见|公报|工作")
_TOO_LATE = re.compile("(?:超过|超出)了?[^，。；]{0,6}(?:时限|期限|规定时间)")
_BEFORE = re.compile("^(?:过去|以前|从前|原先|往年|早些年|前些年)[^，。；]{0,6}，(?![^。]*(?:如今|现在))")
# A speaker who names so many points tells what others are to do.
_POINTS = re.compile(
    "(?:强调|要求|[讲提谈说])[几一二两三四五六七八九十]+(?:点|个方面|条)(?:意见|要求|希望)?。?$"
)


class Reading:
    """Reads the sentences in order and remembers which part of the report it is in."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        """Take the sentences of one report."""
        self._pieces = pieces
        self._section = ""
        # A heading that names a later year than the title does tells what is to come.
        self._year = next(
            (int(year[0]) for piece in pieces[:_TITLES] if (year := _YEAR.search(piece.text))), 0
        )
        # A report on a second half of a year tells of it as past: 下半年 opens no plan in it.
        self._on_second_half = any(_SECOND_HALF.search(piece.text) for piece in pieces[:_TITLES])
        self._told_shortcomings = False
        self._decided = False
        title = pieces[0].text if pieces else ""
        self._minutes, self._news = bool(_MINUTES.search(title)), not _OFFICIAL.search(title)
        self._parts: dict[float, str] = {}  # rank of the heading that opened it → part

    @property
    def part(self) -> str:
        """Return the part being read: work, problem, plan, rectify, mixed, after or world."""
        return self._parts[max(self._parts)] if self._parts else "work"

    def read(self) -> tuple[tuple[Kind, str], ...]:
        """Return for each sentence its kind and the section it stands in."""
        return tuple((self._kind(at), self._section) for at in range(len(self._pieces)))

    def _kind(self, at: int) -> Kind:
        piece = self._pieces[at]
        text = piece.text.translate(DASH)
        text = text.replace("下半年", "上半年") if self._on_second_half else text
        rank, bare = numbering(text)
        follower = self._pieces[at + 1] if at + 1 < len(self._pieces) else None
        item = self._minutes and rank and text.endswith("。")
        if not item and is_heading(piece, bare, rank, self.part, follower, title=at == 0):
            self._section = text if at and (rank == 1 or not self._section) else self._section
            self._enter("" if at == 0 and TELLS_OF_WORK.search(bare) else bare, rank)
            return Kind.HEADING
        if "\t" in text and re.search(r"\t\s*\d", text):
            return Kind.FACT
        if self._minutes:
            self._in_minutes(rank, text)
        kind = Kind.LEAD if is_lead(piece, text, bare, follower) else kind_of(bare, self.part)
        if self._minutes and kind in (Kind.ACT, Kind.FACT, Kind.SLOGAN) and _CHARGED.search(bare):
            kind = Kind.PLAN
        self._turn(bare, kind)
        return kind

    def _in_minutes(self, rank: int, text: str) -> None:
        """Begin an item of minutes, a matter of its own; what follows 会议要求： is to be done, item by item."""
        told = self._decided and not rank
        if _DECIDED.search(text) or told:
            self._decided = not told
        if rank == 1 or self._decided or told:
            self._parts = {1: "plan"} if self._decided else {}

    def _enter(self, bare: str, rank: int) -> None:
        """Open the part a heading announces, closing those of its rank and below."""
        part = "plan" if self._looks_ahead(bare) else part_of(bare)
        place = rank or (1 if part else 6)
        self._parts = {opened: name for opened, name in self._parts.items() if opened < place}
        if part:
            self._parts[place] = part
        self._told_shortcomings = self._told_shortcomings or part in ("problem", "mixed")

    def _looks_ahead(self, bare: str) -> bool:
        """Return whether a heading names work of a year to come, or any work once shortcomings were told."""
        if _ACCOUNT.search(bare) or not _TASKS.search(bare):
            return False
        year = _YEAR.search(bare)
        return int(year[0]) > self._year > 0 if year and self._year else self._told_shortcomings

    def _turn(self, bare: str, kind: Kind) -> None:
        """Change the part where a sentence, not a heading, announces the change."""
        place = max(self._parts, default=0.0)
        place = place if place % 1 else place + 0.5
        opens = kind in (Kind.PLAN, Kind.LEAD) and (
            AHEAD.match(bare) or _ASKED.match(bare) or _POINTS.search(bare)
        )
        if opens or (kind is Kind.PLAN and self.part == "after"):
            self._parts[place] = "plan"
        elif kind in (Kind.PROBLEM, Kind.LEAD) and _OPENS_PROBLEMS.search(bare):
            self._parts[place] = "problem"
        elif kind is Kind.PROBLEM and self.part == "work" and not self._news:
            self._parts[place] = "after"


def kind_of(text: str, part: str = "work") -> Kind:
    """Return the kind of a sentence that is neither heading nor lead, given the part it stands in."""
    text = _SPOKEN.sub("", text[:_MOST])
    if _NAMED_PROBLEM.match(text):
        return Kind.PROBLEM
    if _URGED.match(text):
        return Kind.PLAN
    if _BEFORE.match(text):
        return Kind.FACT
    if _TOO_LATE.search(text) and not Signs(text).ahead:
        return Kind.PROBLEM
    told = "work" if LABEL.match(text) else part
    signs = Signs(text)
    by_rule = _BY_PART[told](signs)
    if signs.formal or signs.forecast:
        return by_rule
    said_outright = ((signs.ahead or signs.obliged or signs.must_first) and by_rule is Kind.PLAN) or (
        ((signs.counted_deed and signs.deed_first) or (signs.strong and signs.on_a_day))
        and by_rule is Kind.ACT
    )
    return Kind(weighed(text, told, by_rule, SURE if said_outright else TRUST))


def _in_work(signs: Signs) -> Kind:
    table = (
        (signs.formal, Kind.SLOGAN),
        (signs.forecast, Kind.FACT),
        (signs.found, Kind.PROBLEM if signs.lacks else Kind.FACT),
        (signs.obliged and not signs.finished, Kind.PLAN),
        (signs.admits, Kind.PROBLEM),
        (signs.asks, Kind.PLAN),
        ((signs.has or signs.reached) and not signs.lacks, Kind.FACT),
        ((signs.ahead or signs.must_first or signs.goes_on) and not signs.finished, Kind.PLAN),
        (signs.must and not signs.done, Kind.PLAN),
        (signs.lacks, Kind.PROBLEM),
        ((signs.grown or (signs.indicator and not signs.strong)) and not signs.deed_first, Kind.FACT),
        (signs.place and not signs.finished, Kind.FACT),
        (signs.result and not signs.arranged, Kind.FACT),
        (signs.done, Kind.ACT),
        (signs.figures and signs.world, Kind.FACT),
        (signs.short, Kind.PROBLEM),
        (signs.world or signs.figures, Kind.FACT),
    )
    return next((kind for holds, kind in table if holds), Kind.SLOGAN)


def _in_problem(signs: Signs) -> Kind:
    table = (
        (signs.formal, Kind.SLOGAN),
        (signs.ahead and not signs.admits, Kind.PLAN),
        (signs.short, Kind.PROBLEM),
        (signs.must, Kind.PLAN),
        (signs.finished and not signs.short_words, Kind.ACT),
        (((signs.figures and signs.world) or signs.event) and not signs.short_words, Kind.FACT),
    )
    return next((kind for holds, kind in table if holds), Kind.PROBLEM)


def _in_plan(signs: Signs) -> Kind:
    table = (
        (signs.formal, Kind.SLOGAN),
        (signs.forecast or ((signs.found or signs.lately) and signs.figures and not signs.must), Kind.FACT),
        (signs.admits and not (signs.ahead or signs.must), Kind.PROBLEM),
        (signs.stands and not (signs.ahead or signs.must or signs.onward), Kind.FACT),
        (signs.past and not (signs.ahead or signs.must or signs.done), Kind.SLOGAN),
    )
    return next((kind for holds, kind in table if holds), Kind.PLAN)


def _in_rectify(signs: Signs) -> Kind:
    onward = signs.onward and not signs.finished and not signs.past
    return Kind.PLAN if onward or signs.must or signs.ahead else _in_work(signs)


def _in_mixed(signs: Signs) -> Kind:
    table = (
        (signs.ahead or signs.must, Kind.PLAN),
        (signs.lacks or (signs.short and not signs.done), Kind.PROBLEM),
        ((signs.onward or signs.each) and not signs.finished, Kind.PLAN),
    )
    return next((kind for holds, kind in table if holds), _in_work(signs))


def _in_after(signs: Signs) -> Kind:
    """Return the kind of a sentence that follows problems without a heading: what mends them is to come."""
    bare_verb = signs.done and not signs.finished and not signs.dated and not signs.figures
    if bare_verb and not signs.has and not signs.lacks:
        return Kind.PLAN
    kind = _in_mixed(signs)
    return Kind.PLAN if kind is Kind.SLOGAN and not (signs.formal or signs.past or signs.wished) else kind


def _in_world(signs: Signs) -> Kind:
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
    "after": _in_after,
    "world": _in_world,
}
