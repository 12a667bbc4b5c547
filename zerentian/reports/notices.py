"""Notices to residents (告知书): taken on, not taken on, more time, passed on, reviewed; and the receipt.

Each is drawn up from what was recorded on the concern, bears the day on which that happened, and says the same however
often it is printed. It begins in plain words with what matters to whoever reads it; no part repeats that sentence.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import Q

from zerentian.casework.models import Concern, Review
from zerentian.casework.models.clocks import ClockExtension
from zerentian.casework.models.happenings import Happening
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Exit, Kind, Route, Step
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, chinese_day, local_day
from zerentian.organization.models import Account, Unit
from zerentian.reports.letters import INSTANCES, in_short, letter, reached_within, reviewer, sections
from zerentian.reports.rules.document import Block, Document
from zerentian.reports.rules.titles import unstopped

OUTCOMES = {
    Outcome.UPHELD: "维持原答复",
    Outcome.CHANGED: "改变原答复",
    Outcome.REDO: "原答复撤销，由承办单位重新办理",
}
LAW = "依照《信访工作条例》"
# How a petition matter is handled by its route (信访工作条例 art. 23 wants it told, art. 31 says how).
PROCEDURES = {
    Route.COURT: f"{LAW}第三十一条第一项，按照法律法规规定的诉讼、检察、公安等程序处理。",
    Route.ARBITRATION: f"{LAW}第三十一条第二项，导入仲裁程序处理。",
    Route.PARTY: f"{LAW}第三十一条第三项，导入党员申诉、申请复审的程序处理。",
    Route.RECONSIDERATION: f"{LAW}第三十一条第四项，导入行政复议、裁决、确认、许可、处罚等行政程序处理。",
    Route.ENFORCEMENT: f"{LAW}第三十一条第五项，依法履行职责或者答复。",
    Route.PETITION: f"{LAW}第三十一条第六项，听取您陈述的事实和理由，调查核实，出具信访处理意见书。",
}
# Why a matter is not taken on here: what it rests on stands in the notice, whatever else was typed.
GROUNDS = {
    Exit.EMERGENCY: "属于紧急情况，应当直接拨打110、119、120、122",
    Exit.LEGAL: "应当通过诉讼、仲裁、行政复议等法定途径解决",
    Exit.IN_PROCESS: "同一事项已经在办理",
    Exit.SAME_FACTS: "已经有处理结论，没有新的事实和理由",
    Exit.SECRET: "涉及国家秘密、商业秘密或者个人隐私",
    Exit.BEYOND_DUTY: "不属于政府的职责范围",
    Exit.UNLAWFUL: "所提请求不符合法律规定",
}
LAST_OPINION = "复核意见是信访程序的最后意见；同一事实和理由再次提出的，不再受理。"
REFUSED, ELSEWHERE = "决定不予受理。", "请按下面写明的途径提出。"
# How a matter that is no petition ends here; of the others the way that is open says enough.
ENDS = {
    Exit.IN_PROCESS: "不再重复受理。",
    Exit.SAME_FACTS: "不再重复办理。",
    Exit.SECRET: "不予受理。",
    Exit.BEYOND_DUTY: "不予受理。",
    Exit.UNLAWFUL: "不予受理。",
}
EXTENDED_BY_LAW = f"情况复杂，{LAW}第三十四条，经本机关负责人批准，"
HANDLED_BY_LAW = "xf.handle"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: its code within the concern, what it is called, the moment it tells of, how it is drawn up.

    Beside a concern only its title stands: its words are put together when they are wanted.
    """

    concern: Concern
    code: str
    title: str
    moment: datetime
    drawn: Callable[[], Iterable[Block]]
    viewer: Account
    now: datetime

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return its parts."""
        return tuple(self.drawn())

    def compose(self) -> Document:
        """Return it as a letter."""
        return letter(
            self.concern, self.title, list(self.blocks), self.code, self.moment, self.viewer, self.now
        )

    @property
    def day(self) -> date:
        """Return the day on which it tells that something happened."""
        return local_day(self.moment)


def notices_of(concern: Concern, *, viewer: Account, now: datetime) -> list[Notice]:
    """Return the notices that can be drawn up about a concern, in the order of what they tell of."""
    told = [*_received(concern), *_steps(concern), *_extended(concern), *_reviewed(concern)]
    return [
        Notice(concern, code, title, moment, drawn, viewer, now)
        for code, title, moment, drawn in sorted(told, key=lambda one: one[2])
    ]


Told = tuple[str, str, datetime, Callable[[], Iterable[Block]]]
ANSWERS = str(Purpose.ANSWER)


class Stood:
    """How a concern stood when one of its entries was recorded: what was promised by then, and at which unit.

    A notice bears the day of its step: printed after an extension or a passing-on, it says what it said before.
    """

    def __init__(self, concern: Concern, entry: Entry | None) -> None:
        self.concern, self.entry = concern, entry

    @property
    def due(self) -> date | None:
        """Return the day until which an answer was promised, None where none was yet."""
        if self.entry is None:
            return self.concern.due
        told = Entry.objects.about(self.concern.ref).exclude(change="corrected")
        # The clock that a step starts, of a petition matter its acceptance, is told of in an entry that follows.
        begun = Q(recorded_at=self.entry.recorded_at, verb__in=("clock.started", "clock.reruled"))
        days = [
            str(one.fact["due"])
            for one in told.filter(Q(id__lte=self.entry.pk) | begun).order_by("pk")
            if is_promise(one)
        ]
        return date.fromisoformat(days[-1]) if days else None

    @property
    def until(self) -> str:
        """Return the promised day in words, of a clock in hours with the minute; empty where none was promised."""
        if self.due is None:
            return ""
        runs = (run for run in self.concern.clocks.all() if run.purpose == Purpose.ANSWER)
        moments = [run.moment for run in runs if run.due == self.due and run.moment]
        return _clock(moments[-1]) if moments else chinese_day(self.due)

    @property
    def unit(self) -> Unit | None:
        """Return the unit that had it in hand."""
        if self.entry is None:
            return self.concern.lead
        return Unit.objects.filter(code=self.entry.unit.rpartition("/")[2]).first()

    @property
    def route(self) -> str:
        """Return the route that a petition matter had been given."""
        if self.entry is None:
            return self.concern.route
        triaged = Entry.objects.about(self.concern.ref).filter(verb="concern.triaged", id__lte=self.entry.pk)
        last = triaged.order_by("pk").last()
        return str((last.fact.get("route") if last else None) or "")


def is_promise(entry: Entry) -> bool:
    """Tell whether an entry states the day on which the answer is due, not the end of another clock."""
    if not entry.fact.get("due"):
        return False
    return entry.verb.startswith("concern.") or entry.fact.get("purpose") == ANSWERS


def _received(concern: Concern) -> Iterator[Told]:
    """Yield the receipt: what came in, when, under which number, until when it is answered."""
    title = "信访事项收件回执" if concern.kind == Kind.PETITION else "群众诉求收件回执"
    yield "receipt", title, concern.received_at, partial(_receipt, concern)


def _receipt(concern: Concern) -> list[Block]:
    """Return the parts of the receipt: few, so that it stays on one page."""
    until = Stood(concern, Entry.objects.about(concern.ref).filter(verb="concern.received").first()).until
    said, term = (
        (f"最迟{until}答复您。", f"答复期限为{until}。")
        if until
        else ("接下来先确定由谁办理。", "办理单位和答复期限确定后另行告知。")
    )
    came = (
        f"您反映的“{unstopped(concern.title)}”，于{_clock(concern.received_at)}收到，编号{concern.number}。"
    )
    office = reached_within(concern.unit, local_day(concern.received_at))
    parts = (
        ("收到的事项和答复期限", f"{came}{term}"),
        (
            "怎样查询",
            "凭查询码可以随时查询办到哪一步；补充材料、评价办理结果，还要用登记时给您的密码。"
            f"也可以带本回执到{office}查询。",
        ),
    )
    return [in_short(f"您反映的事项已经收到，{said}"), *sections(parts)]


def _steps(concern: Concern) -> Iterator[Told]:
    """Yield what was taken on, shown another way, passed on to the county or withdrawn, each time that it was."""
    petition = concern.kind == Kind.PETITION
    makers: dict[str, tuple[str, str, Callable[[Concern, Happening], list[Block]]]] = {
        Step.ACCEPT: ("accepted", "受理告知书", _accepted),
        Step.EXIT: ("not-taken", "不予受理告知书" if petition else "办理途径告知书", _not_taken),
        Step.REFER: ("passed-on", "转送告知书", _passed_on),
        Step.WITHDRAW: ("withdrawn", "撤回确认书", _withdrawn),
    }
    times = Counter[str]()
    for happening in sorted(concern.happenings.all(), key=lambda one: one.pk):
        if happening.step in makers:
            code, title, drawn = makers[happening.step]
            times[code] += 1
            again = f"-{times[code]}" if times[code] > 1 else ""
            yield f"{code}{again}", title, happening.at, partial(drawn, concern, happening)


def _entry_of(happening: Happening) -> Entry | None:
    """Return the entry of a step; what was imported has none."""
    return Entry.objects.filter(uuid=happening.entry).first() if happening.entry else None


def _accepted(concern: Concern, happening: Happening) -> list[Block]:
    """Return that a matter is taken on: by whom, how, until when (信访工作条例 art. 23: within 15 days of receipt)."""
    day = local_day(happening.at)
    stood = Stood(concern, _entry_of(happening))
    lead = (stood.unit or concern.unit).organ_on(day)
    late = stood.due is not None and stood.due < day
    promise = f"原定{stood.until}答复，已经超过，将尽快答复您" if late else f"最迟{stood.until}答复您"
    term = f"，答复期限为{stood.until}{'，已经超过，将尽快办理' if late else ''}" if stood.due else ""
    decided = f"您反映的{_named(concern)}，经审查，于{chinese_day(day)}决定受理"
    parts = (
        ("受理决定", f"{decided}，由{lead}办理{term}。"),
        ("办理途径和程序", PROCEDURES[Route(stood.route)] if stood.route else ""),
        (
            "不同意怎么办",
            f"认为不应由该单位办理，或者有疑问的，可以联系{reached_within(concern.unit, day)}。",
        ),
    )
    plainly = f"您反映的事项已经受理，由{lead}办理{f'，{promise}' if stood.due else ''}。"
    return [in_short(plainly), *sections(parts)]


def _not_taken(concern: Concern, happening: Happening) -> list[Block]:
    """Return that a matter is not taken on here: on which ground, why, and which way is open (art. 24)."""
    day = local_day(happening.at)
    above = reviewer(concern, day).replace("复查机关", "上级机关")
    parts = (
        ("告知事项", f"您反映的{_named(concern)}，经审查，{_ground(concern, happening)}"),
        ("理由和途径", happening.words),
        ("不同意怎么办", f"不同意本决定的，可以向上级机关反映。{above}"),
    )
    return [in_short("您反映的事项不由本机关受理，下面写明了原因和可以走的途径。"), *sections(parts)]


def _ground(concern: Concern, happening: Happening) -> str:
    """Return on which ground a matter is not taken on, and that it is not."""
    entry = _entry_of(happening)
    said = str((entry.fact.get("exit") if entry else "") or concern.exit)
    petition = concern.kind == Kind.PETITION
    if not said:
        return REFUSED if petition else ELSEWHERE
    exit = Exit(said)
    article = f"{LAW}第三十一条，" if petition and exit is Exit.LEGAL else ""
    return f"{article}{GROUNDS[exit]}，{REFUSED if petition else ENDS.get(exit, ELSEWHERE)}"


def _withdrawn(concern: Concern, happening: Happening) -> list[Block]:
    """Return that a matter ended at the resident's own word, and what to do if it was not theirs."""
    day = local_day(happening.at)
    parts = (
        ("撤回事项", f"您反映的{_named(concern)}，于{chinese_day(day)}由您本人撤回，本机关不再办理。"),
        ("撤回时所说的原因", happening.words),
        (
            "还想办怎么办",
            f"不是您本人撤回的，或者还想继续办理的，请联系{reached_within(concern.unit, day)}，"
            "可以接着办，不必重新登记。",
        ),
    )
    return [in_short("您反映的事项已经撤回，不再办理；还想办的，随时可以提出。"), *sections(parts)]


def _passed_on(concern: Concern, happening: Happening) -> list[Block]:
    """Return that a matter was passed on: to whom and why."""
    to, _, why = happening.words.partition("：")
    day = local_day(happening.at)
    said = f"您反映的{_named(concern)}已于{chinese_day(day)}转送{to}办理。"
    above = concern.unit.parent_on(day)
    parts = (
        ("转送去向", said),
        ("转送理由", why),
        ("以后怎么办", f"由{to}依法办理并答复您。"),
        (
            "不同意怎么办",
            f"不同意转送，或者要查询办理情况的，可以联系{reached_within(concern.unit, day)}"
            f"{f'或者{reached_within(above, day)}' if above else ''}。",
        ),
    )
    return [in_short(f"您反映的事项转给了{to}，由{to}答复您。"), *sections(parts)]


def _extended(concern: Concern) -> Iterator[Told]:
    """Yield each extension of the resident's clock: from which day to which, why (art. 34)."""
    runs = (run for run in concern.clocks.all() if run.purpose == Purpose.ANSWER)
    found = sorted((one for run in runs for one in run.extensions.all()), key=lambda one: one.pk)
    for number, one in enumerate(found, 1):
        moment = datetime(one.told_on.year, one.told_on.month, one.told_on.day, 12, tzinfo=LOCAL)
        yield f"extended-{number}", "延期告知书", moment, partial(_extension, concern, one)


def _extension(concern: Concern, one: ClockExtension) -> list[Block]:
    """Return the parts of the notice of an extension."""
    by_law = EXTENDED_BY_LAW if one.run.rule_id == HANDLED_BY_LAW else "经批准，"
    said = f"您反映的{_named(concern)}，{by_law}答复期限由{chinese_day(one.old_due)}延长至"
    heard = f"不同意延期的，可以向{reached_within(concern.unit, one.told_on)}提出"
    above = reviewer(concern, one.told_on).replace("复查机关", "上级机关")
    parts = (
        ("延期决定和理由", f"{said}{chinese_day(one.due)}。\n{one.reason}"),
        ("不同意怎么办", f"{heard}{f'，也可以向上级机关反映。{above}' if above else '。'}"),
    )
    plainly = f"答复您的日子推迟了：最迟{chinese_day(one.due)}答复您，原来是{chinese_day(one.old_due)}。"
    return [in_short(plainly), *sections(parts)]


def _reviewed(concern: Concern) -> Iterator[Told]:
    """Yield each opinion of a review or recheck, its reasons, and what is open then (art. 35, 36)."""
    for one in sorted(concern.reviews.all(), key=lambda one: one.pk):
        if one.outcome:
            assert one.decided_on is not None
            day = one.decided_on
            moment = datetime(day.year, day.month, day.day, 12, tzinfo=LOCAL)
            title = f"{INSTANCES[Level(one.level)]}意见告知书"
            yield f"opinion-{one.level}", title, moment, partial(_opinion, concern, one, day)


def _opinion(concern: Concern, review: Review, day: date) -> list[Block]:
    """Return the parts of one opinion."""
    name, outcome = INSTANCES[Level(review.level)], OUTCOMES[Outcome(review.outcome)]
    organ = review.organ or review.unit.organ_on(day)
    said = f"对{_named(concern)}的{name}申请，{organ}于{chinese_day(day)}作出意见：{outcome}。"
    first = review.level == Level.REVIEW
    parts = (
        (f"{name}请求", review.request),
        (f"{name}意见", said),
        ("理由", review.reasons),
        ("以后的权利", _recheck(review, organ, day) if first else LAST_OPINION),
    )
    more = "不服的，收到之日起三十日内可以申请复核。" if first else ""
    return [in_short(f"您申请的{name}有了意见：{outcome}。{more}"), *sections(parts)]


def _recheck(review: Review, organ: str, day: date) -> str:
    """Return where a recheck is asked for: by name where it is known here, else how to find out."""
    above = None if review.organ else review.unit.parent_on(day)
    to = reached_within(above, day) if above else f"{organ}的上一级机关"
    told = f"不服本复查意见的，可以自收到之日起三十日内向{to}申请复核。"
    asked = organ if review.organ else reached_within(review.unit, day)
    return told if above else f"{told}上一级机关的名称、地址和电话，可以向{asked}询问。"


def _named(concern: Concern) -> str:
    """Return a matter within a sentence: what it is called, and its number."""
    return f"“{unstopped(concern.title)}”（编号{concern.number}）"


def _clock(moment: datetime) -> str:
    """Return a moment in words, to the minute."""
    local = moment.astimezone(LOCAL)
    return f"{chinese_day(local.date())}{local:%H:%M}"
