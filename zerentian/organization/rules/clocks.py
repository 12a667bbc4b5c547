"""Legal clocks as data, and how they run: start day not counted, last day moved off a rest day, pauses left out.

National rules are fixed by law; those marked ``local`` are examples until the place sets its own (``Rulebook``).
The 信访工作条例 is silent on counting: 民法典 201 (start day not counted), 202 (months) and 203 (last day on a
holiday) are applied as the default, and both the raw and the adjusted day are kept. Staff aim at the raw, earlier
day.
"""

import calendar as months
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.calendar import WorkCalendar

ONE_DAY = timedelta(days=1)


class Measure(StrEnum):
    """In what a clock is counted."""

    CALENDAR_DAYS = "cal"
    WORKING_DAYS = "wd"
    HOURS = "h"
    MONTHS = "month"


class Duty(StrEnum):
    """What the end of a clock means."""

    LIMIT = "limit"  # the office must have acted by then
    RIGHT = "right"  # a person may still act until then
    MINIMUM = "minimum"  # a notice must hang at least until then
    BEFORE = "before"  # it must be said at least so long before the event


CD, WD, H, MONTH = Measure.CALENDAR_DAYS, Measure.WORKING_DAYS, Measure.HOURS, Measure.MONTHS


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline rule: what starts it, how long it runs, how far it may be extended, and where that stands.

    ``extension`` is the most that may be added, in the same measure (0: none). ``pausable`` says what time does
    not count. ``waiting``: for how many days at most it may stand still while the resident is asked (0: it runs on).
    ``active`` is False for rules that a person must check before they are used (待核).
    """

    rule_id: str
    start: str
    length: int
    measure: Measure
    law: str
    article: str
    extension: int = 0
    duty: Duty = Duty.LIMIT
    pausable: str = ""
    waiting: int = 0
    local: bool = False
    active: bool = True

    @property
    def start_en(self) -> str:
        """Return what starts the clock, in English."""
        return STARTS_EN[self.start]

    @property
    def leaves_out(self) -> bool:
        """Tell whether there is any time that it does not count."""
        return bool(self.pausable or self.waiting)

    @property
    def source(self) -> str:
        """Return the law and article, as printed beside a deadline."""
        return f"{self.law}{self.article}"


XF = "《信访工作条例》"
FOI = "《政府信息公开条例》"
LAND = "《土地管理法实施条例》"
HOTLINE = "本地12345热线规则（示例，待设定）"
CHASING = "本地督办规则（示例，待设定）"
SIMPLE = "《信访事项简易办理办法（试行）》（待核）"
LIMIT, RIGHT, MINIMUM, BEFORE = Duty.LIMIT, Duty.RIGHT, Duty.MINIMUM, Duty.BEFORE

# What starts a clock, in English.
STARTS_EN: Mapping[str, str] = {
    "信访部门收到": "received by the petition office",
    "乡镇直接收到": "received by the township itself",
    "收到转送、交办": "received as transferred or assigned",
    "受理": "accepted",
    "收到书面答复": "written reply received",
    "收到复查请求": "request for review received",
    "收到复查意见": "review opinion received",
    "收到复核请求": "request for recheck received",
    "信息形成或者变更": "information made or changed",
    "收到申请": "application received",
    "收到收费通知": "notice of the fee received",
    "第三方收到征求意见书": "third party asked for its opinion",
    "特别重大、重大突发事件发生": "major emergency happened",
    "其他需回应事项": "other matter that calls for an answer",
    "征收预公告发布": "advance notice of expropriation posted",
    "补偿安置公告发布": "notice of compensation posted",
    "收到批准文件": "approval received",
    "征求意见开始": "consultation began",
    "村务公开张贴": "village affairs posted",
    "维修闭馆": "venue closes for repair",
    "知道行政行为": "administrative act became known",
    "收到督查结论": "inspection finding received",
    "收到复核申请": "request for re-examination received",
    "接到事故报告（每级）": "accident report received (each level)",
    "派单（紧急）": "dispatched: urgent",
    "派单（咨询）": "dispatched: question",
    "派单（求助、投诉）": "dispatched: request or complaint",
    "派单（复杂）": "dispatched: complex",
    "派单（申请退回）": "dispatched: to be returned",
    "收到": "received",
    "转县级办理": "referred to the county, or asked about there",
    "答复逾期（报乡镇领导）": "answer overdue: to the township's leaders",
    "答复逾期（报县级）": "answer overdue: to the county",
}

CLOCKS: Mapping[str, Clock] = {
    clock.rule_id: clock
    for clock in (
        Clock("xf.register", "信访部门收到", 15, CD, XF, "第二十二条"),
        Clock("xf.notice.direct", "乡镇直接收到", 15, CD, XF, "第二十三条"),
        Clock("xf.notice.assigned", "收到转送、交办", 15, CD, XF, "第二十三条"),
        Clock("xf.objection", "收到转送、交办", 5, WD, XF, "第二十三条"),
        Clock("xf.handle", "受理", 60, CD, XF, "第三十四条", extension=30),
        Clock("xf.review.ask", "收到书面答复", 30, CD, XF, "第三十五条", duty=RIGHT),
        Clock("xf.review", "收到复查请求", 30, CD, XF, "第三十五条"),
        Clock("xf.recheck.ask", "收到复查意见", 30, CD, XF, "第三十六条", duty=RIGHT),
        Clock("xf.recheck", "收到复核请求", 30, CD, XF, "第三十六条", pausable="听证所需时间"),
        Clock("foi.publish", "信息形成或者变更", 20, WD, FOI, "第二十六条"),
        Clock(
            "foi.answer",
            "收到申请",
            20,
            WD,
            FOI,
            "第三十三条",
            extension=20,
            pausable="征求第三方意见所需时间",
        ),
        Clock("foi.correct", "收到申请", 7, WD, FOI, "第三十条"),
        Clock("foi.fee", "收到收费通知", 20, WD, "国办函〔2020〕109号", "", duty=MINIMUM),
        Clock("foi.third", "第三方收到征求意见书", 15, WD, FOI, "第三十二条"),
        Clock("info.major.first", "特别重大、重大突发事件发生", 5, H, "国办发〔2016〕80号", ""),
        Clock("info.major.press", "特别重大、重大突发事件发生", 24, H, "国办发〔2016〕80号", ""),
        Clock("info.other", "其他需回应事项", 48, H, "国办发〔2016〕61号", ""),
        Clock("land.pre", "征收预公告发布", 10, WD, LAND, "第二十六条", duty=MINIMUM),
        Clock("land.plan", "补偿安置公告发布", 30, CD, LAND, "第二十八条", duty=MINIMUM),
        Clock("land.final", "收到批准文件", 15, WD, LAND, "第三十一条"),
        Clock(
            "house.plan", "征求意见开始", 30, CD, "《国有土地上房屋征收与补偿条例》", "第十条", duty=MINIMUM
        ),
        Clock("village.post", "村务公开张贴", 15, CD, "《村民委员会组织法》", "第三十五条", duty=MINIMUM),
        Clock("venue.close", "维修闭馆", 7, CD, "《公共文化体育设施条例》", "第十八条", duty=BEFORE),
        Clock("remedy.fuyi", "知道行政行为", 60, CD, "《行政复议法》", "第二十条", duty=RIGHT),
        Clock("remedy.suit", "知道行政行为", 6, MONTH, "《行政诉讼法》", "第四十六条", duty=RIGHT),
        Clock("insp.objection", "收到督查结论", 30, CD, "《政府督查工作条例》", "第十七条", duty=RIGHT),
        Clock("insp.decide", "收到复核申请", 30, CD, "《政府督查工作条例》", "第十七条"),
        Clock("accident.up", "接到事故报告（每级）", 2, H, "《生产安全事故报告和调查处理条例》", "第十一条"),
        Clock("hotline.urgent", "派单（紧急）", 2, H, HOTLINE, "", local=True),
        Clock("hotline.consult", "派单（咨询）", 2, WD, HOTLINE, "", waiting=5, local=True),
        Clock(
            "hotline.handle", "派单（求助、投诉）", 5, WD, HOTLINE, "", extension=10, waiting=10, local=True
        ),
        Clock("hotline.complex", "派单（复杂）", 15, WD, HOTLINE, "", extension=15, waiting=15, local=True),
        Clock("hotline.return", "派单（申请退回）", 2, WD, HOTLINE, "", local=True),
        Clock("county.ask", "转县级办理", 10, WD, CHASING, "", local=True),
        Clock("overdue.leaders", "答复逾期（报乡镇领导）", 3, WD, CHASING, "", local=True),
        Clock("overdue.county", "答复逾期（报县级）", 15, WD, CHASING, "", local=True),
        Clock("xf.simple.accept", "收到", 3, WD, SIMPLE, "", local=True, active=False),
        Clock("xf.simple.handle", "受理", 10, WD, SIMPLE, "", local=True, active=False),
    )
}


@dataclass(frozen=True, slots=True)
class Pause:
    """Days, both included, that a clock does not count."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Tell whether the day is paused."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a clock ends: ``raw`` as counted, ``day`` moved off a rest day, ``moment`` for clocks in hours.

    ``estimated`` (预估) says that a year without a holiday notice lay on the way.
    """

    rule_id: str
    raw: date
    day: date
    estimated: bool
    moment: datetime | None = None


def due(
    clock: Clock,
    start: date | datetime,
    calendar: WorkCalendar,
    *,
    extension: int = 0,
    pauses: Iterable[Pause] = (),
) -> Deadline:
    """Return when a clock ends that starts at a day (an aware time for hours).

    Raises NotAllowed for an extension beyond the clock's limit or a pause the rule does not know, ValueError
    for a clock in hours that is given a day.
    """
    paused = tuple(pauses)
    check_extension_length(clock, extension)
    if paused and not clock.leaves_out:
        raise NotAllowed(f"{clock.rule_id} 的时限不能中止计算", f"no time is left out of {clock.rule_id}")
    if clock.measure is Measure.HOURS:
        return due_in_hours(clock, start, extension)
    first = local_day(start) if isinstance(start, datetime) else start
    key = (clock, first, extension, paused)
    if key not in calendar.reckoned:
        calendar.reckoned[key] = due_in_days(clock, first, calendar, extension, paused)
    deadline: Deadline = calendar.reckoned[key]
    return deadline


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The clocks as they are kept here: the working calendar, and what was set for local rules.

    ``changes`` lists, by rule, (since which day, the clock), the newest first; before the first the example holds.
    """

    days: WorkCalendar
    changes: Mapping[str, Sequence[tuple[date, Clock]]] = field(default_factory=dict)

    def clock(self, rule_id: str, start: date | datetime) -> Clock:
        """Return the clock that starts by a rule at a time."""
        day = local_day(start) if isinstance(start, datetime) else start
        return next(
            (clock for since, clock in self.changes.get(rule_id, ()) if since <= day), CLOCKS[rule_id]
        )

    def due(
        self, rule_id: str, start: date | datetime, *, extension: int = 0, pauses: Iterable[Pause] = ()
    ) -> Deadline:
        """Return when a clock ends that starts by a rule at a time; see ``due``.

        An extension was checked when it was granted, and stands whatever the rule of another kind would allow.
        """
        clock = self.clock(rule_id, start)
        granted = replace(clock, extension=max(clock.extension, extension))
        return due(granted, start, self.days, extension=extension, pauses=pauses)


def due_in_days(
    clock: Clock, first: date, calendar: WorkCalendar, extension: int, paused: tuple[Pause, ...]
) -> Deadline:
    """Return the end of a clock in days or months, off a rest day where the rule says so."""
    raw = COUNTS[clock.measure](clock, first, clock.length + extension, calendar, paused)
    if clock.duty in {Duty.LIMIT, Duty.RIGHT}:
        moved = calendar.workday_on_or_after(raw)
        needed = clock.measure is Measure.WORKING_DAYS
        estimated = calendar.is_estimated(first if needed else raw, moved.day)
        return Deadline(clock.rule_id, raw, moved.day, estimated)
    counted = clock.measure is Measure.WORKING_DAYS and calendar.is_estimated(first, raw)
    return Deadline(clock.rule_id, raw, raw, counted)


def due_in_hours(clock: Clock, start: date | datetime, extension: int) -> Deadline:
    """Return the end of a clock in hours: from the moment itself, through nights and holidays."""
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise ValueError(f"{clock.rule_id} runs in hours and starts at an aware time")
    moment = start + timedelta(hours=clock.length + extension)
    return Deadline(clock.rule_id, local_day(moment), local_day(moment), False, moment)


def count_days(
    clock: Clock, first: date, length: int, calendar: WorkCalendar, pauses: tuple[Pause, ...]
) -> date:
    """Count calendar days after the first; backwards for what must be said before an event."""
    if clock.duty is Duty.BEFORE:
        return first - timedelta(days=length)
    return count(first, length, pauses, lambda day: True)


def count_workdays(
    clock: Clock, first: date, length: int, calendar: WorkCalendar, pauses: tuple[Pause, ...]
) -> date:
    """Count working days after the first."""
    return count(first, length, pauses, calendar.is_workday)


def count_months(
    clock: Clock, first: date, length: int, calendar: WorkCalendar, pauses: tuple[Pause, ...]
) -> date:
    """Return the same day so many months later, or the month's last when it has no such day (民法典 202)."""
    year, month = divmod(first.year * 12 + first.month - 1 + length, 12)
    return date(year, month + 1, min(first.day, months.monthrange(year, month + 1)[1]))


def count(first: date, length: int, pauses: tuple[Pause, ...], counts: Callable[[date], bool]) -> date:
    """Return the ``length``-th day after the first that counts and is not paused."""
    day = first
    while length > 0:
        day += ONE_DAY
        length -= counts(day) and not any(pause.holds(day) for pause in pauses)
    return day


COUNTS: Mapping[Measure, Callable[[Clock, date, int, WorkCalendar, tuple[Pause, ...]], date]] = {
    Measure.CALENDAR_DAYS: count_days,
    Measure.WORKING_DAYS: count_workdays,
    Measure.MONTHS: count_months,
}


def check_extension_length(clock: Clock, length: int) -> None:
    """Refuse an extension beyond what the rule allows."""
    if not 0 <= length <= clock.extension:
        raise NotAllowed(
            f"{clock.rule_id} 最多延长 {clock.extension}（{clock.source}），不能延长 {length}",
            f"{clock.rule_id} may be extended by {clock.extension} at most, not by {length}",
        )


def check_extension(
    clock: Clock, *, length: int, approved: bool, reason: str, told_on: date | None, today: date
) -> None:
    """Refuse an extension that is too long, or without approval, reason, or the day the person was told."""
    check_extension_length(clock, length)
    if not approved or not reason.strip() or told_on is None or told_on > today:
        raise NotAllowed(
            f"延期须经本机关负责人批准、写明理由并已告知当事人（{clock.source}）",
            "an extension needs the head's approval, the reason, and the day the person was told",
        )


def kept_promise(promised: Deadline, recomputed: Deadline) -> Deadline:
    """Return the deadline after a notice was loaded: what it now is, but never later than what was promised."""
    if recomputed.day <= promised.day:
        return recomputed
    return replace(promised, estimated=recomputed.estimated)
