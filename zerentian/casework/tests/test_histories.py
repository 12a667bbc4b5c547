"""Histories of random steps: whatever was done in whatever order, every stock is what a count of the rows says.

Each history drives the real actions over some weeks; at the end of each day the log is sealed, and every stock and
cohort of this room is compared, unit by unit, with a plain question to the rows. A wrong post shows here even though
verification, which computes the same posts, confirms it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from zerentian.casework import actions
from zerentian.casework.actions.passing import pass_concern
from zerentian.casework.models import Category, ClockRun, Concern, Happening, Reply
from zerentian.casework.rules.callbacks import Satisfied, Solved
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import OPEN_STATES, Channel, Exit, Kind, Route, State
from zerentian.casework.rules.replies import Decision
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.casework.tests.conftest import PARTS
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute_table, latest_size
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.tests.balances import assert_balanced, assert_whole
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.calendar import load_year
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.calendar import DayKind

# Late in the year, so that many a deadline lies in a year whose holiday notice is still to come.
START = datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL)
EVER = Period.parse("2020-01-01..2035-12-31")
STOCKS = ("concerns.open", "concerns.overdue", "concerns.queued", "concerns.linked", "reviews.overdue")
# These count where a concern was received, whoever has it in hand: the rows do not keep that of a lifted matter.
RECEIVED = ("concerns.linked", "notices.due")
CODES = ("990100", "990101", "990101-DZ", "990101-ZF", "990102")
KINDS = (Kind.CONSULT, Kind.HELP, Kind.COMPLAINT, Kind.PETITION, Kind.WRONGDOING)


@dataclass
class World:
    """Who acts in a history, the concerns in it, and what time it is."""

    units: dict[str, Unit]
    category: Category
    desk: Account
    other: Account
    leader: Account
    now: datetime = START
    concerns: list[int] = field(default_factory=list)

    def act(self, by: Account | None = None) -> dict[str, object]:
        """Return who acts and when, as every action asks for it."""
        return {"by": by or self.desk, "now": self.now}

    def day(self, ahead: int) -> date:
        """Return a day so many days from today."""
        return self.now.date() + timedelta(days=ahead)


Move = Callable[[World, Concern, int], object]


def receive(world: World, concern: Concern | None, n: int) -> None:
    """Register a concern, some days after it came, perhaps as suspected spam."""
    said = actions.Said(text=f"示例诉求{len(world.concerns)}", title="示例", category=world.category)
    channel = (Channel.FORM, Channel.HOTLINE, Channel.CALL)[n % 3]
    came = world.now - timedelta(days=n % 4)
    made = actions.receive_concern(
        said,
        unit=world.units["990101"],
        channel=channel,
        received_at=came,
        suspected=n % 5 == 0,
        **world.act(),
    )
    world.concerns.append(made.concern.pk)


def triage(world: World, concern: Concern, n: int) -> None:
    """Say what a concern is, or say it anew."""
    kind = KINDS[n % len(KINDS)]
    actions.triage_concern(
        concern,
        kind=kind,
        category=world.category,
        route=Route.PETITION if kind is Kind.PETITION else None,
        urgency=tuple(Urgency)[n % 3],
        reason="示例：理由",
        **world.act(world.other if n % 2 else None),
    )


def draft(world: World, concern: Concern, n: int) -> None:
    """Draft a reply."""
    actions.draft_reply(concern, decision=Decision.SUPPORTED, parts=PARTS, **world.act(world.other))


def ask_review(world: World, concern: Concern, n: int) -> None:
    """Ask for whichever review comes next."""
    level = concern.next_review or Level.RECHECK
    unit = world.units["990100" if n % 2 else "990101"]
    actions.ask_review(concern, level=level, request="示例：请求", unit=unit, **world.act())


def decide_review(world: World, concern: Concern, n: int) -> None:
    """Give the opinion that is asked for."""
    review = concern.reviews.filter(outcome="").first()
    if review is not None:
        outcome = tuple(Outcome)[n % 3]
        actions.decide_review(review, outcome=outcome, reasons="示例：意见", **world.act())


def pause(world: World, concern: Concern, n: int) -> None:
    """Pause a clock; the recheck's alone may be."""
    given = {"purpose": Purpose.RECHECK, "until": world.day(n % 12), "reason": "示例：听证"}
    actions.pause_clock(concern, **given, **world.act())


def extend(world: World, concern: Concern, n: int) -> None:
    """Extend the answer's clock, or ask for it once it is too late."""
    given = {"purpose": Purpose.ANSWER, "days": 1 + n % 9, "reason": "示例", "told_on": world.day(0)}
    if concern.is_overdue(world.now):
        actions.ask_late_extension(concern, **given, **world.act())
    else:
        actions.extend_clock(concern, **given, approved_by=world.leader, **world.act())


def load_calendar(world: World, concern: Concern, n: int) -> None:
    """Load the notice of the year after, in which some days are worked and some are off."""
    days = {date(2027, 1, 2 + n % 3): (DayKind.WORKDAY, ""), date(2027, 1, 4 + n % 9): (DayKind.REST, "")}
    given = {"year": 2027, "days": days, "notice": "示例1号", "issued_on": None, "source": ""}
    load_year(**given, **world.act())


def link(world: World, concern: Concern, n: int) -> None:
    """Link a concern to the one registered first."""
    lead = Concern.objects.get(pk=world.concerns[0])
    actions.link_concern(concern, lead=lead, **world.act())


def name_accused(world: World, concern: Concern, n: int) -> None:
    """Say that a concern accuses an office, or the whole township."""
    unit = world.units[("990101-DZ", "990101-ZF", "990101")[n % 3]]
    actions.name_accused(concern, units=[unit], accounts=(), **world.act())


def dispatch(world: World, concern: Concern, n: int) -> None:
    """Give a concern to one of two offices."""
    unit = world.units["990101-DZ" if n % 2 else "990101-ZF"]
    actions.dispatch_concern(concern, unit=unit, **world.act())


def pass_on(world: World, concern: Concern, n: int) -> None:
    """Let another unit stand where one stood that ends."""
    ended = concern.lead or concern.unit
    code = "990102" if ended == concern.unit else ("990101-DZ", "990101-ZF")[ended.code == "990101-DZ"]
    pass_concern(concern, ended, to=world.units[code], **world.act())


def call_back(world: World, concern: Concern, n: int) -> None:
    """Let the resident say whether it is solved."""
    solved = ("yes", "no")[n % 2]
    satisfied = ("yes", "no")[n % 2]
    actions.answer_back(
        concern,
        solved=Solved(solved),
        satisfied=Satisfied(satisfied),
        words="",
        **world.act(),
    )


def supplement(world: World, concern: Concern, n: int) -> None:
    """Let the resident add something."""
    actions.supplement_concern(concern, words=f"示例补充{n}", **world.act())


def kept() -> None:
    """Hold what is kept with a concern for the desks to what its steps and replies say."""
    last = Happening.objects.filter(concern=OuterRef("pk")).order_by("-pk").values("step")[:1]
    replies = Reply.objects.filter(concern=OuterRef("pk"), released=True, imported=False)
    for one in Concern.objects.annotate(last=Subquery(last), replied=Exists(replies)):
        assert one.resident_spoke_last == (one.last == "supplement"), one
        assert one.answered_here == one.replied, one


MOVES: dict[str, Move] = {
    "receive": receive,
    "supplement": supplement,
    "admit": lambda world, one, n: actions.admit_concern(one, **world.act()),
    "set aside": lambda world, one, n: actions.set_aside(one, reason="示例", **world.act()),
    "triage": triage,
    "dispatch": dispatch,
    "accept": lambda world, one, n: actions.accept_concern(one, **world.act(world.other)),
    "object": lambda world, one, n: actions.object_to_dispatch(one, reason="示例", **world.act(world.other)),
    "rule": lambda world, one, n: actions.rule_on_objection(
        one, sustained=n % 2 == 0, reason="示例", **world.act()
    ),
    "draft": draft,
    "release": lambda world, one, n: actions.release_reply(one, told="code_page", **world.act()),
    "call back": call_back,
    "reopen": lambda world, one, n: actions.reopen_concern(one, reason="示例", **world.act()),
    "withdraw": lambda world, one, n: actions.withdraw_concern(one, **world.act()),
    "exit": lambda world, one, n: actions.show_another_way(
        one, exit=Exit.LEGAL, reason="示例", where="示例", **world.act()
    ),
    "refer": lambda world, one, n: actions.refer_to_county(one, to="示例县局", reason="示例", **world.act()),
    "take back": lambda world, one, n: actions.take_back(one, reason="示例", **world.act()),
    "extend": extend,
    "ask back": lambda world, one, n: actions.ask_resident(
        one, words="示例：问题", until=world.day(1 + n % 12), **world.act()
    ),
    "wake": lambda world, one, n: actions.wake_expired(**world.act()),
    "resident reopens": lambda world, one, n: actions.reopen_at_request(one, reason="示例", **world.act()),
    "decide on time": lambda world, one, n: actions.decide_on_time(
        one, granted=n % 3 > 0, reason="示例", **world.act(world.leader)
    ),
    "ask review": ask_review,
    "decide review": decide_review,
    "pause": pause,
    "resume": lambda world, one, n: actions.resume_clock(one, purpose=Purpose.RECHECK, **world.act()),
    "notice": lambda world, one, n: actions.give_notice(one, words="示例", **world.act()),
    "link": link,
    "unlink": lambda world, one, n: actions.unlink_concern(one, reason="示例", **world.act()),
    "name accused": name_accused,
    "load calendar": load_calendar,
    "pass on": pass_on,
}
# Steps that go together, so that a short history comes far.
PATHS = {
    "answered": ("triage", "dispatch", "accept", "draft", "release"),
    "rechecked": ("ask review", "decide review", "ask review"),
    "heard": ("pause", "resume"),
    "objected": ("dispatch", "object", "rule"),
    "county": ("refer", "take back"),
    "late": ("extend", "decide on time"),
}

# What the resident reads of a matter on the page of its code; all else stays within the office. Time that was put off
# is told once it is granted, and not when it is asked for.
READ = {
    *("notice", "ask_back", "supplement", "woken", "pause", "resume", "ask_review", "review"),
    *("release", "settle", "close", "reopen", "withdraw", "exit", "refer", "take_back"),
}
EITHER = {"extend"}
# Done by the clock, or of a matter that has nothing of the kind; the calendar is no matter's.
MAY_DO_NOTHING = {"wake", "decide review", "load calendar"}

steps = st.tuples(
    st.sampled_from([*MOVES, *PATHS, *("answered", "rechecked", "receive", "heard")]),
    st.integers(0, 29),
    st.sampled_from((0, 0, 0, 1, 3, 9, 25)),
)
histories = st.lists(steps, min_size=12, max_size=36)


def counted(world: World) -> dict[tuple[str, str], int]:
    """Return what a plain question to the rows gives today for every stock and cohort, by unit."""
    today = world.now.date()
    concerns = Concern.objects.all()
    left = (State.QUEUED, State.SET_ASIDE, State.WITHDRAWN, State.REFERRED)
    runs = ClockRun.objects.all()
    reviewed = runs.filter(purpose__in=(Purpose.REVIEW, Purpose.RECHECK), stopped_on=None, due__lt=today)
    found: Counter[tuple[str, str]] = Counter()
    rows = {
        "concerns.open": concerns.filter(state__in=OPEN_STATES).values_list("path"),
        "concerns.overdue": concerns.filter(state__in=OPEN_STATES, due__lt=today).values_list("path"),
        "concerns.queued": concerns.filter(state=State.QUEUED).values_list("path"),
        "concerns.linked": concerns.exclude(linked_to=None).values_list("path"),
        "reviews.overdue": reviewed.values_list("concern__path"),
        "answers.due": concerns.exclude(state__in=left).filter(due__lt=today).values_list("path"),
        "notices.due": runs.filter(purpose=Purpose.NOTICE, due__lt=today).values_list("concern__path"),
    }
    for code, paths in rows.items():
        for (path,) in paths:
            for unit in world.units.values():
                found[code, unit.path] += f"{path}/".startswith(f"{unit.path}/")
    return found


def told(world: World, size: int | None = None, day: date | None = None) -> dict[tuple[str, str], int]:
    """Return what the sealed figures say of the same on a day."""
    last = day or world.now.date()
    units = [unit.path for unit in world.units.values()]
    stocks = compute_table(STOCKS, units=units, period=Period(last, last, f"{last}..{last}"), size=size)
    cohorts = compute_table(("answers.due", "notices.on_time_share"), units=units, period=EVER, size=size)
    said = {key: value.value or 0 for key, value in stocks.items()}
    said |= {key: value.value or 0 for key, value in cohorts.items() if key[0] == "answers.due"}
    shares = {key: value for key, value in cohorts.items() if key[0] == "notices.on_time_share"}
    assert all((value.numerator or 0) <= (value.denominator or 0) for value in shares.values()), shares
    return said | {("notices.due", unit): value.denominator or 0 for (_, unit), value in shares.items()}


def do(world: World, name: str, n: int) -> None:
    """Take one step; one that may not be taken now is refused, and nothing happens."""
    concern = (
        Concern.objects.filter(pk=world.concerns[n % len(world.concerns)]).first() if world.concerns else None
    )
    if concern is None and name != "receive":
        return
    before = Entry.objects.count(), Happening.objects.count()
    try:
        with transaction.atomic():
            MOVES[name](world, concern, n)  # type: ignore[arg-type]
    except (NotAllowed, Forbidden):
        return
    after = Entry.objects.count(), Happening.objects.count()
    assert all(then < now for then, now in zip(before, after, strict=True)) or name in MAY_DO_NOTHING, name


def compare(world: World, history: list[str]) -> tuple[int, dict[tuple[str, str], int]]:
    """Seal the day, and compare the figures with the rows; return the seal's size and what was counted."""
    actions.seal_looks(**world.act())  # so that a day on which nothing happened has its seal as well
    seal(now=world.now.replace(hour=23))
    kept()
    expected, said = counted(world), told(world)
    wrong = {
        key: (said[key], expected[key])
        for key in said
        if said[key] != expected[key] and (key[0] not in RECEIVED or key[1] == world.units["990100"].path)
    }
    assert not wrong, f"(figure, rows) differ: {wrong} after {history}"
    units = [unit.path for unit in world.units.values()]
    for period in (Period(world.day(-6), world.day(0), "week"), EVER):
        assert_balanced(["concerns.open"], units, period)
        assert_whole(("concerns.received", "concerns.answered", "callbacks.made"), units, period)
    return latest_size(), said


@pytest.fixture
def world(township, category, db):
    """The world before anything has happened."""
    system = Account.objects.system
    return World(
        {code: Unit.objects.get(code=code) for code in CODES},
        category,
        system("demo"),
        system("cli"),
        Account.objects.get(username="leader"),
    )


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(history=histories)
def test_every_stock_is_what_the_rows_say_on_every_day_of_any_history(world, history):
    with transaction.atomic():
        run(world, history)
        transaction.set_rollback(True)


def run(world: World, history: list[tuple[str, int, int]]) -> None:
    """Take the steps of a history, comparing at the end of each day that follows on one."""
    world.now, world.concerns = START, []
    done: list[str] = []
    days: dict[date, tuple[int, dict[tuple[str, str], int]]] = {}
    for name, n, wait in [("receive", 1, 0), *history]:
        for part in PATHS.get(name, (name,)):
            do(world, part, n)
            done.append(f"{part}({n})")
        if wait:
            days[world.now.date()] = compare(world, done)
            world.now += timedelta(days=wait)
            done.append(f"{world.now:%m-%d}")
    days[world.now.date()] = compare(world, done)
    said = set(Happening.objects.exclude(step__in=EITHER).values_list("step", "public"))
    assert said == {(step, step in READ) for step, _ in said}, f"read by residents, or not, after {done}"
    for day, (size, counts) in days.items():
        again = told(world, size=size, day=day)
        assert {key: again[key] for key in counts} == counts, (
            f"the figure of {day} as of its own seal has moved"
        )
