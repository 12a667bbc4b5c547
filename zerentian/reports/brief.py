"""A leader's page for Monday: what they did in person and what came of it, what waits, what is late, the last week."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zerentian.duties.models import Occurrence, PersonalAct, Task
from zerentian.duties.rules.functions import Outcome
from zerentian.ledger.figures import compute_all, latest_size
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, chinese_day, local_day
from zerentian.organization.desk import Group
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.protected import WITHOUT
from zerentian.organization.shields import hidden_from
from zerentian.organization.subjects import SUBJECTS
from zerentian.reports.actions.typical import ACTS as VERBS
from zerentian.reports.letters import print_line
from zerentian.reports.rules.document import Block, Document, Heading, Paragraph, Run

ACTS, AREAS = 8, 6
# What came in, what came of it, and what is late: by week, of the whole unit.
CODES = (
    *("concerns.received", "concerns.answered", "concerns.overdue"),
    *("tasks.closed", "tasks.overdue", "findings.closed", "findings.overdue"),
    *("resolutions.closed", "resolutions.overdue", "occurrences.overdue"),
)
NOTHING_CAME = "—"
NOTE = f"内部参阅；各领域逾期为编制时的件数，两周的数字以第{{size}}条封存的台账为准；{WITHOUT}"


@dataclass(frozen=True, slots=True)
class Brief:
    """What stands on the page: for a unit, at a moment."""

    unit: Unit
    day: date
    acts: list[PersonalAct]
    waiting: list[tuple[str, int]]
    late: list[tuple[str, int]]
    weeks: list[tuple[FigureValue, FigureValue]]
    size: int


def led_by(account: Account) -> Unit:
    """Return the unit that an account leads: that of the first post that may act in person."""
    units = [unit for unit in account.units_on(account.today) if account.may("task.personal", unit)]
    return units[0]


def brief_of(account: Account, now: datetime) -> Brief:
    """Return the brief of a leader, whose account has the right to act in person over a unit."""
    unit, day = led_by(account), local_day(now)
    acts = PersonalAct.objects.visible_to(account).own().filter(post__in=account.post_keys())
    path = unit.path_on(day)
    size = latest_size()
    hidden = hidden_from(None)
    last, before = (
        compute_all(CODES, unit=path, period=span, size=size, hidden=hidden) for span in weeks(day)
    )
    return Brief(
        unit,
        day,
        list(acts.select_related("task", "duty")[:ACTS]),
        waiting_for(account, now),
        late_by_area(account, day),
        list(zip(last, before, strict=True)),
        size,
    )


def weeks(day: date) -> tuple[Period, Period]:
    """Return the last whole week, Monday to Sunday, and the one before it."""
    monday = day - timedelta(days=day.weekday())
    return tuple(week(monday - timedelta(days=7 * back)) for back in (1, 2))  # type: ignore[return-value]


def week(monday: date) -> Period:
    """Return the week that begins on a Monday."""
    sunday = monday + timedelta(days=6)
    return Period(monday, sunday, f"{monday}..{sunday}")


def waiting_for(account: Account, now: datetime) -> list[tuple[str, int]]:
    """Return what waits for the account, by sort and number, the most urgent first; a title stands once."""
    groups = [
        group
        for subject in SUBJECTS.values()
        if subject.waiting
        for group in subject.waiting(account, now, 1)
        if group.lines
    ]
    waiting: Counter[str] = Counter()
    for group in sorted(groups, key=lambda one: one.rank):
        waiting[str(group.title)] += count(group)
    return list(waiting.items())


def count(group: Group) -> int:
    """Return how many matters a group holds."""
    return len(group.lines) + group.more


def late_by_area(account: Account, day: date) -> list[tuple[str, int]]:
    """Return how many matters are overdue in each area of work, by the area's code; matters, never people."""
    late: Counter[tuple[str, str]] = Counter()
    tasks = Task.objects.allowed(account, "task.assign").open().filter(due__lt=day).exclude(area=None)
    late.update(tasks.values_list("area__code", "area__name"))
    rows = Occurrence.objects.allowed(account, "task.assign").filter(outcome=Outcome.OPEN, due__lt=day)
    late.update(rows.values_list("duty__area__code", "duty__area__name"))
    return [(name, number) for (_code, name), number in sorted(late.items())]


def came_of(act: PersonalAct) -> str:
    """Return what came of an act in person: how the task or duty behind it stands."""
    if act.task:
        return f"{act.task.title}：{act.task.get_state_display()}"
    return act.duty.title if act.duty else NOTHING_CAME


def brief_paper(brief: Brief, *, viewer: Account, now: datetime) -> Document:
    """Return the brief as one page, in Chinese."""
    return Document(
        number=f"{brief.day:%Y%m%d}",
        title=f"{brief.unit.name_on(brief.day)}周一简要",
        unit_name=brief.unit.name_on(brief.day),
        recipient="",
        closing_day=brief.day,
        blocks=tuple(brief_blocks(brief)),
        printed=print_line(viewer, now),
        note=NOTE.format(size=brief.size),
        form="file",
    )


def brief_blocks(brief: Brief) -> Iterator[Block]:
    """Yield the parts of the brief; a part without anything says so."""
    last, before = (f"{chinese_day(one.first)}至{chinese_day(one.last)}" for one in weeks(brief.day))
    yield Paragraph((Run(f"{chinese_day(brief.day)}编制。上周指{last}，前一周指{before}。"),))
    yield Heading(1, (Run("一、三亲自和结果"),))
    for one in brief.acts[:2]:
        yield Paragraph((Run(act_in_words(one)),))
    if not brief.acts:
        yield Paragraph((Run("没有登记。"),))
    # What waits is not printed: among it may be matters that are not for everybody who sees the sheet.
    yield Heading(1, (Run("二、各领域逾期事项"),))
    late = "、".join(f"{name}{number}件" for name, number in brief.late[:AREAS]) or "没有逾期事项"
    yield Paragraph((Run(f"{late}。"),))
    yield Heading(1, (Run("三、上周与前一周"),))
    told = [week_in_words(last, before) for last, before in brief.weeks if last.value or before.value]
    yield Paragraph((Run(f"{'；'.join(told) or '两周都没有可说的数'}。"),))


def act_in_words(act: PersonalAct) -> str:
    """Return what a leader did in person as a sentence, its verb said once, with what came of it."""
    verb = VERBS[act.act]
    what = act.what.strip().rstrip("。")
    came = came_of(act)
    result = f"；{came}" if came != NOTHING_CAME else ""
    day = f"{act.occurred_on.month}月{act.occurred_on.day}日"
    return f"{day}，亲自{what if what.startswith(verb) else f'{verb}：{what}'}{result}。"


def week_in_words(last: FigureValue, before: FigureValue) -> str:
    """Return a figure of the last week beside the one before; nought is said in words."""
    now = f"{last.figure.label}{last.text}" if last.value else f"没有{last.figure.label}"
    return f"{now}（前一周{before.text if before.value else '没有'}）"
