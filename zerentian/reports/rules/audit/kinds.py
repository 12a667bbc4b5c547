"""Gives every sentence of a report exactly one kind, from its words and from the part it stands in."""

import re
from collections.abc import Sequence
from enum import StrEnum

from zerentian.reports.rules.audit import lexicon, outright
from zerentian.reports.rules.audit.genres import Genre, genre_of
from zerentian.reports.rules.audit.headings import (
    DASH,
    TELLS_OF_WORK,
    is_heading,
    is_lead,
    numbered_too,
    numbering,
    part_of,
)
from zerentian.reports.rules.audit.learnt import SURE, TRUST, Read, weighed
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
_TOLD_BEFORE = 24  # letters that tell of a deed before it is cheered
# 已经逾期的事项: what is told of is so already, not done by now.
_ALREADY = "已(?!经?[^，。；]{1,12}的)"
_DONE_BY_NOW = re.compile(f"了|{_ALREADY}|共|累计|截至|先后|近日|当天")
_OVER = re.compile(f"了|{_ALREADY}|近日|当天|截至|目前")
_MOST = 1_000  # letters read of a sentence: patterns that look for a number take long over a page of digits
_YEAR = re.compile(r"20\d{2}(?=年)")
# Once what was done has been told, such headings tell what is to come.
_REVIEW = re.compile(r"回顾|执行情况|完成情况|过去|上一?年|去年|20\d{2}年(?:工作)?(?:情况|总结)")
_NEXT = re.compile(
    "重点工作|重点任务|工作重点|主要任务|目标任务|发展目标|工作任务|工作安排|主要目标|预算草案"
)
_BUDGET = re.compile("预算草案|收支预算安排|完成[^，。]{0,10}预算任务的措施")
_TASKS = re.compile("工作重点|重点工作|重点任务|工作任务|主要任务")
_ACCOUNT = re.compile("情况|完成|推进|进展|回顾|落实|成效|问题")
# Headings of a speech that urge, and those that only say how things stand.
_URGING = re.compile("确保|坚决|切实|进一步|全面|狠抓|务必|全力|从严|迅速|真正|不断|着力|要(?=[^求点素])")
_SIZES_UP = re.compile("形势|认识|认清|意义|重要性|成绩|回顾|清醒|总结|统一思想|肯定|去年")
_ANSWERS = re.compile("[答回]复")
# In an account of what was mended, a heading that names a problem tells how it was mended.
_MENDING = re.compile("整改[^，。]{0,8}(?:情况|报告|通报|进展|落实)")
_MENDED = re.compile("^关于[^，。]*(?:问题|方面)。?$|(?:问题|方面)。?$")
_QUOTED = re.compile('[“"][^”"]*[”"]')
_TITLES = 3  # sentences among which the title of a report stands
_ASKED = re.compile(lexicon.ASKS)
# What minutes charge somebody with.
_CHARGED = re.compile(
    "(?:^|，)由[^，。；]{2,30}(?:牵头|负责|督办|各派|承办|配合|办理|落实|实施)(?![^。]*[了已])"
)
_DECIDED = re.compile("会议[^。；，]{0,6}(?:要求|决定|议定|明确|商定)(?:如下)?[：:]$")
# In a paper on what is to come only such a heading tells of what is.
_AS_IT_IS = re.compile("情况|现状|概况|形势|回顾|成效|背景|问题|适用范围|灾情|基础|资格|标准")
# Papers in which numbered lines that close with a full stop are sentences, each a matter of its own.
_ITEMISED = (Genre.MINUTES, Genre.NOTICE)
_NAMES = 14  # letters of a numbered line that names what follows it
# The part that a text is in until a heading says another.
_UNTIL_TOLD = {Genre.PLAN: "plan", Genre.NOTICE: "plan"}
# A speaker who names so many points tells what others are to do.
_POINTS = re.compile(
    "(?:强调|要求|[讲提谈说])[几一二两三四五六七八九十]+(?:点|个方面|条)(?:意见|要求|希望)?。?$"
    "|(?:强调|作出|[讲提])(?:出|了)?(?:以下|如下)?[几一二两三四五六七八九十]*(?:点|个方面|条|项)?(?:工作|具体)*(?:要求|希望|安排|部署)(?:如下)?[：:]$"
    "|(?:内容|议程|议题)(?:有|是|如下|主要有|主要是|共有)[^，。]{0,8}[：:]$"
)
# Names what is aimed at, and a list of it follows.
_AIMS_AT = re.compile(
    "^(?!.*(?:完成|实现了|达成|对照|根据|按照))[^，。；]{0,14}(?:目标|任务|打算|设想|指标)(?:是|为|如下)?[：:]$"
)
# Who goes on telling what is to be done needs not say again who demands it.
_TELLS_ON = re.compile(
    f"{lexicon.ONWARD}|^(?:各|全[镇乡县市]|所有|对[^，。；]{{2,30}}要|[^，。；]{{2,20}}(?:要|必须|务必)(?!求|点|素))"
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
        self._last = Kind.SLOGAN
        self._told_shortcomings = self._reviewed = False
        self._decided = False
        self._urged = False  # the sentence before told others what to do
        self._genre = genre_of(pieces)
        self._mends = bool(pieces and _MENDING.search(pieces[0].text))
        self._minutes, self._news = self._genre is Genre.MINUTES, self._genre is Genre.NEWS
        self._parts: dict[float, str] = {}  # rank of the heading that opened it → part
        self._under = 0.0  # rank of the heading read last
        # What a sentence opened, and the rank of the heading it stood under: the next of that rank closes it.
        self._turned: dict[float, float] = {}

    @property
    def part(self) -> str:
        """Return the part being read: work, problem, plan, rectify, mixed, after or world."""
        return self._parts[max(self._parts)] if self._parts else _UNTIL_TOLD.get(self._genre, "work")

    def read(self) -> tuple[tuple[Kind, str], ...]:
        """Return for each sentence its kind and the section it stands in."""
        return tuple((self._kind(at), self._section) for at in range(len(self._pieces)))

    def _kind(self, at: int) -> Kind:
        piece = self._pieces[at]
        if not piece.first and outright.TAGS.match(piece.text):
            return self._last
        self._last = self._kind_of(at, piece)
        return self._last

    def _kind_of(self, at: int, piece: Piece) -> Kind:
        text = piece.text.translate(DASH)
        text = text.replace("下半年", "上半年") if self._on_second_half else text
        rank, bare = numbering(text)
        follower = self._pieces[at + 1] if at + 1 < len(self._pieces) else None
        item = (
            self._genre in _ITEMISED
            and rank
            and text.endswith("。")
            and not _only_names(piece, bare, follower, rank)
        )
        if not item and is_heading(piece, bare, rank, self.part, follower, title=at == 0):
            self._section = text if at and (rank == 1 or not self._section) else self._section
            untelling = (
                TELLS_OF_WORK.search(bare)
                or _ANSWERS.search(bare)
                or self._genre not in (Genre.REPORT, Genre.UNTOLD)
            )
            self._enter("" if at == 0 and untelling else bare, rank)
            return Kind.HEADING
        if "\t" in text and re.search(r"\t\s*\d", text):
            return Kind.FACT
        if self._minutes:
            self._in_minutes(rank, text)
        part = "plan" if self._urged and _TELLS_ON.match(bare) and not _OVER.search(bare) else self.part
        kind = Kind.LEAD if is_lead(piece, text, bare, follower) else kind_of(bare, part, self._genre)
        self._urged = kind is Kind.PLAN and (part != self.part or bool(outright.URGES.search(bare)))
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
        part = "plan" if self._looks_ahead(bare) else part_of(_QUOTED.sub("", bare))
        if self._genre is Genre.SPEECH and _URGING.search(bare):
            part = "work" if _SIZES_UP.search(bare) else "plan"
        elif self._mends and _MENDED.search(bare):
            part = "rectify"
        if self._genre in _UNTIL_TOLD and not _AS_IT_IS.search(bare):
            part = _UNTIL_TOLD[self._genre]
        place = rank or (1 if part else 6)
        self._parts = {
            opened: name
            for opened, name in self._parts.items()
            if opened < place and place > self._turned.get(opened, 0.0)
        }
        self._under = place
        if part:
            self._parts[place] = part
        self._told_shortcomings = self._told_shortcomings or part in ("problem", "mixed")
        self._reviewed = self._reviewed or bool(_REVIEW.search(bare))

    def _looks_ahead(self, bare: str) -> bool:
        """Return whether a heading names work of a year to come, or any work once shortcomings were told."""
        if _ACCOUNT.search(bare) and not _BUDGET.search(bare):
            return False
        year = _YEAR.search(bare)
        if self._reviewed and (_BUDGET.search(bare) or (_NEXT.search(bare) and (year or "时期" in bare))):
            return True
        if not _TASKS.search(bare):
            return False
        return int(year[0]) > self._year > 0 if year and self._year else self._told_shortcomings

    def _turn(self, bare: str, kind: Kind) -> None:
        """Change the part where a sentence, not a heading, announces the change."""
        place = max(self._parts, default=0.0)
        if place % 1 and kind is Kind.ACT and _OVER.search(bare) and self.part in ("plan", "after"):
            del self._parts[place]  # it did not announce what it seemed to
            return
        place = place if place % 1 else place + 0.5
        self._turned[place] = self._under
        opens = kind in (Kind.PLAN, Kind.LEAD) and (
            AHEAD.match(bare)
            or (_ASKED.match(bare) and not _OVER.search(bare))
            or _POINTS.search(bare)
            or _AIMS_AT.search(bare)
        )
        if opens or (kind is Kind.PLAN and self.part == "after"):
            self._parts[place] = "plan"
        elif kind in (Kind.PROBLEM, Kind.LEAD) and _OPENS_PROBLEMS.search(bare):
            self._parts[place] = "problem"
        elif kind is Kind.PROBLEM and self.part == "work" and not self._news:
            self._parts[place] = "after"


def _only_names(piece: Piece, bare: str, follower: Piece | None, rank: int) -> bool:
    """Return whether a numbered line names what follows it: short, and text of its own comes next."""
    return len(bare) <= _NAMES and (not piece.alone or not numbered_too(follower, rank))


def kind_of(text: str, part: str = "work", genre: str = "") -> Kind:
    """Return the kind of a sentence that is neither heading nor lead, given the part it stands in."""
    text = outright.IS_HEARSAY.sub("", outright.IS_SPOKEN.sub("", text[:_MOST]))
    signs = Signs(text)
    said = _said_outright(text, signs, part, genre)
    if said:
        return said
    told = "work" if LABEL.match(text) else part
    by_rule = _BY_PART[told](signs)
    if signs.formal or signs.forecast:
        return by_rule
    comes = signs.ahead or signs.obliged or signs.must_first or (signs.onward and told == "plan")
    said_outright = (
        (comes and by_rule is Kind.PLAN)
        or (signs.absent and by_rule is Kind.FACT)
        or (
            (
                (signs.counted_deed and signs.deed_first)
                or (signs.strong and (signs.on_a_day or outright.ONE_BY_ONE.search(text)))
            )
            and by_rule is Kind.ACT
        )
    )
    kind = Kind(weighed(Read(text, told, genre), by_rule, SURE if said_outright else TRUST))
    # What is not said to be done is not done in a plan, nor in the part of a paper on what is to come.
    tells = (genre == Genre.PLAN and signs.finished) or (told == "plan" and _DONE_BY_NOW.search(text))
    undone = kind is Kind.ACT and by_rule is Kind.PLAN and "plan" in (genre, told) and not tells
    return Kind.PLAN if undone else kind


def _said_outright(text: str, signs: Signs, part: str, genre: str) -> Kind | None:
    """Return the kind that a wording says outright, if one does."""
    told_ahead = signs.ahead or signs.admits or genre == Genre.NOTICE
    table = (
        (outright.NAMES_A_PROBLEM.match(text), Kind.PROBLEM),
        (outright.CONCEDES.match(text) and not signs.ahead, Kind.PROBLEM),
        (outright.AIMS.match(text) and part in ("plan", "problem", "mixed", "after"), Kind.PLAN),
        (outright.URGES.search(text), Kind.PLAN),
        (outright.WILL_GO_ON.match(text), Kind.PLAN),
        (outright.OF_LATE.match(text) and "plan" not in (part, genre) and not told_ahead, Kind.ACT),
        (outright.DOES_EACH.search(text) and "plan" not in (part, genre) and not told_ahead, Kind.ACT),
        (outright.LISTS.match(text) and part == "work" and not told_ahead and genre != Genre.PLAN, Kind.ACT),
        (outright.HONOURS.search(text) and not signs.ahead and not signs.deed_first, Kind.FACT),
        (outright.GUIDES.match(text) and not signs.figures, Kind.SLOGAN),
        (outright.MEETS.search(text) and not AHEAD.match(text) and not signs.admits, Kind.ACT),
        (outright.COUNTS.search(text) or (signs.found and not signs.wants), Kind.FACT),
        (outright.BLESSES.match(text), Kind.SLOGAN),
        (outright.SHOWS.search(text) and not signs.figures, Kind.SLOGAN),
        (outright.CHEERS.search(text) and not signs.figures and not _does_first(text), Kind.SLOGAN),
        (outright.TELLS_OF_BEFORE.match(text), Kind.FACT),
        (outright.IS_TOO_LATE.search(text) and not signs.ahead, Kind.PROBLEM),
    )
    return next((kind for holds, kind in table if holds), None)


def _does_first(text: str) -> bool:
    """Return whether something checkable was done before anybody cheered: an act outweighs what is said of it."""
    before = text[: found.start()] if (found := outright.CHEERS.search(text)) else ""
    return len(before) >= _TOLD_BEFORE and Signs(before).strong


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
