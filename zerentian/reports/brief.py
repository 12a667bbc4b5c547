"""A leader's page for Monday: what they did in person and what came of it, what waits, what is late, the last week."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext, ngettext

from zerentian.duties.models import Deed, Occurrence, PersonalAct, Task
from zerentian.duties.rules.functions import Outcome
from zerentian.ledger.figures import compute_all, latest_size
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import Period, chinese_day, local_day
from zerentian.organization.desk import Group, url_of
from zerentian.organization.models import Account, Area, Unit
from zerentian.organization.punctuation import labelled
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
class Act:
    """Something done in person, what came of it in words, and where that stands; empty where nothing is tied to it."""

    act: PersonalAct
    came: str
    url: str


@dataclass(frozen=True, slots=True)
class Late:
    """An area of work with what is overdue in it: tasks, and occurrences of its duties."""

    area: Area
    tasks: int
    occurrences: int

    @property
    def number(self) -> int:
        """Return how many matters that is."""
        return self.tasks + self.occurrences


@dataclass(frozen=True, slots=True)
class Brief:
    """What stands on the page: for a unit, at a moment."""

    unit: Unit
    day: date
    acts: list[Act]
    waiting: list[tuple[str, int]]
    late: list[Late]
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
        [came_of(one, account) for one in acts.select_related("task", "duty")[:ACTS]],
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


def late_by_area(account: Account, day: date) -> list[Late]:
    """Return how many matters are overdue in each area of work, by the area's code; matters, never people."""
    tasks = Task.objects.allowed(account, "task.assign").open().filter(due__lt=day).exclude(area=None)
    rows = Occurrence.objects.allowed(account, "task.assign").filter(outcome=Outcome.OPEN, due__lt=day)
    late_tasks = Counter(tasks.values_list("area", flat=True))
    late_rows = Counter(rows.values_list("duty__area", flat=True))
    areas = Area.objects.filter(pk__in=[*late_tasks, *late_rows]).order_by("code")
    return [Late(area, late_tasks[area.pk], late_rows[area.pk]) for area in areas]


def came_of(act: PersonalAct, account: Account) -> Act:
    """Return an act in person with what came of it: how its task stands, how often its duty was done since."""
    if act.task:
        came = labelled(act.task.title, str(act.task.get_state_display()))
        return Act(act, came, url_of("duties:task-detail", str(act.task_id)))
    if not act.duty:
        return Act(act, NOTHING_CAME, "")
    deeds = Deed.objects.visible_to(account).standing().filter(occurred_on__gte=act.occurred_on)
    since = deeds.filter(services__duty=act.duty, services__dropped=False).count()
    told = ngettext("done %(n)s time since", "done %(n)s times since", since) % {"n": since}
    if not since:
        told = gettext("nothing recorded since")
    return Act(act, labelled(act.duty.title, told), url_of("duties:duty-detail", str(act.duty_id)))


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
    late = "、".join(f"{one.area.name}{one.number}件" for one in brief.late[:AREAS]) or "没有逾期事项"
    yield Paragraph((Run(f"{late}。"),))
    yield Heading(1, (Run("三、上周与前一周"),))
    told = [week_in_words(last, before) for last, before in brief.weeks if last.value or before.value]
    yield Paragraph((Run(f"{'；'.join(told) or '两周都没有可说的数'}。"),))


def act_in_words(one: Act) -> str:
    """Return what a leader did in person as a sentence, its verb said once, with what came of it."""
    act = one.act
    verb = VERBS[act.act]
    what = act.what.strip().rstrip("。")
    result = f"；{one.came}" if one.came != NOTHING_CAME else ""
    day = f"{act.occurred_on.month}月{act.occurred_on.day}日"
    return f"{day}，亲自{what if what.startswith(verb) else f'{verb}：{what}'}{result}。"


def week_in_words(last: FigureValue, before: FigureValue) -> str:
    """Return a figure of the last week beside the one before; nought is said in words."""
    now = f"{last.figure.label}{last.text}" if last.value else f"没有{last.figure.label}"
    return f"{now}（前一周{before.text if before.value else '没有'}）"
