"""What the words of one sentence point to: that something was done, is lacking, is to come, or stands in the world."""

import re

from zerentian.reports.rules.audit import doing, lexicon
from zerentian.reports.rules.audit.quantities import quantities

ENUMERATOR = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}是|其[一二三四五六]是?|首先|其次|再次|最后|第[一二三四五六七八九十]|[一二三四五六七八九十]要)[，、,]?"
)
REDACTED = re.compile(
    r"(?:[XxＸ×*○]{1,6}|某)(?:多|余)?(?:人|户|亩|次|个|名|元|万元|处|条|件|公里|平方公里|起|份|场|期|米|座|辆|台)"
)
FORMAL = re.compile(lexicon.FORMAL)
AHEAD = re.compile(lexicon.AHEAD)
MODAL = re.compile(lexicon.MODAL)
PLACE = re.compile(lexicon.PLACE)
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
_GROWN = re.compile(lexicon.GROWN)
_STANDS = re.compile("现有|目前|辖|总人口|建档立卡|截[至止]|共有|剩余")
_LATELY = re.compile("^(?:去年|前年|上年|近年来|近几年|今年以来|前段时间|前不久|上个?月)")
_FORECAST = re.compile("据[^，。；]{0,14}(?:预测|预报|预计)，")
_COUNTED_DOING = re.compile(f"(?:{_IF_SHOWN})(?!率|面积|项目|目标|任务)")
_INDICATOR = re.compile(lexicon.INDICATOR)
_SHORT = re.compile(lexicon.SHORT)
_ADMITS = re.compile(lexicon.ADMITS)
_AIMED_AT = re.compile(lexicon.AIMED_AT)
_WILL = re.compile(lexicon.WILL)
_ONWARD = re.compile(lexicon.ONWARD)
_EVENT = re.compile(r"现在|目前|近日|当日|\d+月\d+日|时常|发生了")
_DOING = re.compile(doing.AT_THE_FRONT)
_NO_DEED = re.compile(doing.NO_DEED)
_RESULT = re.compile(doing.RESULT)
_COUNTED_NOUN = re.compile(doing.COUNTED_NOUN)
LABEL = re.compile("^(?:整改|落实|完成|进展|工作|办理|处理)(?:情况|结果|措施|进展|成效)：")
_DATED = re.compile(r"《|\d{1,2}月(?:\d{1,2}日)?(?![底末前内])|[上下]半年|全年|今年以来|先后|截至")
_ON_A_DAY = re.compile(r"^(?:\d{4}年)?\d{1,2}月\d{1,2}日")
_PAST = re.compile(lexicon.PAST)
_EACH = re.compile("每(?:年|月|周|日|天|季度?|半年|学期)")
_HAS = re.compile(lexicon.HAS)
_REACHED = re.compile(doing.REACHED)
_CHEERS = re.compile(lexicon.CHEERS)
_OBLIGED = re.compile("(?<!不)(?:务必|必须)|千万(?:不|别|要)")
_ARRANGED = re.compile(doing.ARRANGED)
_FOUND = re.compile(doing.FOUND)
_ASKS = re.compile(lexicon.ASKS)
DUE = re.compile(lexicon.DUE)
_FEW = re.compile(lexicon.FEW)
_LACKS = re.compile(lexicon.LACKS)
_CLAUSES = re.compile("[，；。、：]")
_WIDE_CLAUSES = re.compile("[，；。：]")


class Signs:
    """What the words of one sentence point to."""

    def __init__(self, text: str) -> None:
        """Read the sentence, with the number sign at its start already cut off."""
        bare = LABEL.sub("", ENUMERATOR.sub("", text))
        told = _TOLD.sub("", bare)
        plain = _QUOTED.sub("“”", _NO_DEED.sub("", bare))
        kept = _HOLLOW.sub("", _WISHED.sub("", plain))
        self._read_time(text, bare, told)
        self._read_deeds(text, plain, kept, told)
        self._read_world(text, plain)
        self._read_lacks(text, bare)

    def _read_time(self, text: str, bare: str, told: str) -> None:
        """Read what is to come, and what is only formal or wished."""
        self.count = len(quantities(text))
        self.figures = bool(self.count or REDACTED.search(text))
        self.on_a_day = bool(_ON_A_DAY.match(text))
        self.dated = bool(_DATED.search(text))
        self.formal = bool(FORMAL.search(text)) or bool(_CHEERS.search(text) and not self.figures)
        self.asks = bool(_ASKS.search(bare))
        self.due = bool(DUE.search(told))
        self.ahead = self.asks or bool(AHEAD.search(told)) or bool(_WILL.search(told)) or self.due
        self.must = bool(MODAL.search(told)) or bool(re.match("[一二三四五六七八九十]要", text))
        self.onward = bool(_ONWARD.match(text)) or bool(re.search("[，；](?:进一步|继续|不断|持续)", text))
        self.goes_on = bool(re.match("(?:同时，?)?(?:我[们镇乡街]|全[镇乡])?继续", bare))
        self.each = bool(_EACH.search(bare))
        self.past = bool(_PAST.search(bare))
        self.wished = bool(_WISHED.search(bare))
        self.obliged = bool(_OBLIGED.search(told))
        self.must = self.must or self.obliged
        self.must_first = self.must and bool(MODAL.search(told[:_FRONT]))

    def _read_deeds(self, text: str, plain: str, kept: str, told: str) -> None:
        """Read whether something checkable was done, how surely, and whether only its result is counted."""
        self.done = says_done(kept) or (
            self.figures and (says_done(_HOLLOW.sub("", plain)) or bool(_COUNTED_DOING.search(kept)))
        )
        self.strong = bool(_DONE.search(kept))
        self.counted_deed = counts_a_deed(_QUOTED.sub("“”", _NO_DEED.sub("", told)))
        self.arranged = bool(_ARRANGED.search(told))
        self.done = self.done or self.counted_deed or self.arranged
        self.finished = self.done and (
            bool(re.search("了|已|共|累计|截至|截止|先后|完毕", kept)) or _counts_what_was_done(told)
        )
        self.result = self.figures and only_results(_QUOTED.sub("“”", ENUMERATOR.sub("", text)))
        self.found = bool(_FOUND.match(told))

    def _read_world(self, text: str, plain: str) -> None:
        """Read what is stated about the world, whatever the office does."""
        self.absent = bool(_ABSENT.search(text))
        self.place = bool(PLACE.search(text))
        self.world = self.absent or self.place or (self.figures and bool(_WORLD.search(text)))
        self.has = bool(_HAS.search(text))
        reached, ahead = _REACHED.search(text), AHEAD.search(text) or _WILL.search(text)
        self.reached = bool(reached and ahead and reached.start() < ahead.start())
        self.stands = self.figures and self.world and bool(_STANDS.search(text))
        self.grown = self.figures and bool(_GROWN.search(plain))
        self.indicator = self.figures and bool(_INDICATOR.search(plain))
        self.deed_first = deed_comes_first(plain)
        self.event = bool(_EVENT.search(text))
        self.forecast = bool(_FORECAST.match(text))
        self.lately = bool(_LATELY.match(text))

    def _read_lacks(self, text: str, bare: str) -> None:
        """Read what falls short, and whether the sentence does anything besides."""
        self.admits = bool(_ADMITS.search(text))
        self.short = self.admits or admits(bare)
        self.short_words = bool(_SHORT.search(bare) or _LACKS.search(bare))
        self.wants = self.short_words or self.ahead or self.must
        self.few = bool(_FEW.match(bare))
        self.lacks = self.few or lacks(bare)


def says_done(text: str) -> bool:
    """Return whether some part of the text says that something checkable was done."""
    return any(sign.search(text) for sign in (_DONE, _DONE_PHRASES, _SHOWN))


def counts_a_deed(text: str) -> bool:
    """Return whether a clause begins with a verb of doing and counts what came of it."""
    return any(_is_counted_deed(clause) for clause in (*_WIDE_CLAUSES.split(text), *_CLAUSES.split(text)))


def _is_counted_deed(clause: str) -> bool:
    return bool(_DOING.match(clause)) and bool(
        quantities(clause) or REDACTED.search(clause) or re.search(r"\d|[一二三四五六七八九十]", clause)
    )


def deed_comes_first(text: str) -> bool:
    """Return whether a counted deed stands before the first clause on how an indicator did."""
    for clause in _WIDE_CLAUSES.split(text):
        if _GROWN.search(clause) or _INDICATOR.search(clause) or _REACHED.search(clause):
            return False
        if _is_counted_deed(clause):
            return True
    return False


def only_results(text: str) -> bool:
    """Return whether a sentence only counts what came in or came of it: 受理62件，办结率95.2%."""
    clauses = [clause for clause in _WIDE_CLAUSES.split(text) if clause]
    told = [clause for clause in clauses if not _DOING.match(clause) and _is_result(clause)]
    others = [clause for clause in clauses if clause not in told]
    return bool(told) and not any(says_done(clause) or _DOING.match(clause) for clause in others)


def _is_result(clause: str) -> bool:
    """Return whether a clause counts what came in, what came of it, or things without any verb."""
    return bool(_RESULT.search(clause)) or bool(_COUNTED_NOUN.match(clause) and not says_done(clause))


def admits(bare: str) -> bool:
    """Return whether a short sentence names a shortcoming."""
    plain = _AIMED_AT.sub("", _PLEDGED.sub("", bare))
    return bool(_SHORT.search(plain) or _LACKS.search(plain))


def lacks(bare: str) -> bool:
    """Return whether some clause says what falls short, and none that anything was done."""
    clauses = [clause for clause in _WIDE_CLAUSES.split(_QUOTED.sub("“”", bare)) if clause]
    short = [
        clause
        for clause in clauses
        if admits(clause) and not _DOING.match(_NO_DEED.sub("", clause)) and not _REACHED.search(clause)
    ]
    rest = [clause for clause in clauses if clause not in short]
    return bool(short) and not any(says_done(_NO_DEED.sub("", _HOLLOW.sub("", one))) for one in rest)


def _counts_what_was_done(text: str) -> bool:
    """Return whether a count of something done stands before the first word about what is to come."""
    will = min((found.start() for found in (AHEAD.search(text), _WILL.search(text)) if found), default=0)
    return bool(quantities(text[:will])) and says_done(text[:will])
