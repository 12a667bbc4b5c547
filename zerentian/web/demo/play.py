"""Plays the demo township through the actions, day by day, under an injected clock.

The same story each time but for keys, signatures and uuids: one seeded source of chance decides everything.
"""

import heapq
import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import openpyxl

from zerentian.casework.actions import seal_looks
from zerentian.duties import actions as duties
from zerentian.duties.models import Deed, Duty, FunctionItem, Occurrence, Task
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.deeds import DeedKind
from zerentian.duties.rules.functions import InPerson, Level
from zerentian.evidence.actions import deposit
from zerentian.evidence.models import File
from zerentian.ledger.actions import seal, set_demo_clock
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.posts import end_appointment
from zerentian.organization.actions.units import rename_unit
from zerentian.organization.models import Account, Appointment, Post
from zerentian.organization.models.units import covering
from zerentian.reports.actions import issue_report, outline_named
from zerentian.web.demo import cast, stories
from zerentian.web.demo.archived import schedule_archived
from zerentian.web.demo.charges import schedule_charges
from zerentian.web.demo.concerns import schedule_concerns
from zerentian.web.demo.culture import schedule_culture
from zerentian.web.demo.findings import schedule_findings
from zerentian.web.demo.forms import schedule_forms
from zerentian.web.demo.founding import BEGIN, END, Story, at, found
from zerentian.web.demo.hot_matter import schedule_hot_matter
from zerentian.web.demo.inquiries import schedule_inquiries
from zerentian.web.demo.learning import schedule_learning
from zerentian.web.demo.lending import schedule_lending
from zerentian.web.demo.letters import schedule_letters
from zerentian.web.demo.meetings import schedule_meetings
from zerentian.web.demo.outward import schedule_outward
from zerentian.web.demo.photos import photo
from zerentian.web.demo.risks import schedule_risks
from zerentian.web.demo.scorecards import schedule_scorecards
from zerentian.web.demo.stories import Promise
from zerentian.web.demo.told import schedule_told

PHOTO_EVERY = 9

Progress = Callable[[int], object]


def play(*, until: date = END, progress: Progress | None = None) -> Story:
    """Tell the story to its end (or ``until``), sealing every evening; the demo's clock then stands there."""
    story = Story(until)
    found(story)
    schedule(story)
    schedule_charges(story)
    schedule_concerns(story)
    schedule_findings(story)
    schedule_risks(story)
    schedule_meetings(story)
    schedule_letters(story)
    schedule_forms(story)
    schedule_told(story)
    schedule_scorecards(story)
    schedule_culture(story)
    schedule_learning(story)
    schedule_inquiries(story)
    schedule_lending(story)
    schedule_outward(story)
    schedule_archived(story)
    schedule_hot_matter(story)
    day = BEGIN
    while day <= until:
        tell_day(story, day)
        if progress:
            progress(1)
        day += timedelta(days=1)
    set_demo_clock(to=at(until, 18, 30))
    return story


def tell_day(story: Story, day: date) -> None:
    """Let happen what the day holds, then seal it."""
    while story.queue and story.queue[0][0].date() <= day:
        when, _, event = heapq.heappop(story.queue)
        event(when)
    # As the worker does every day: a day on which nothing happened has its seal as well.
    seal_looks(by=Account.objects.system("clock"), now=at(day, 18, 14))
    seal(now=at(day, 18, 15))


def schedule(story: Story) -> None:
    """Put the year's fixed points into the queue."""
    story.later(at(BEGIN, 8), partial(promise, story))
    month = BEGIN
    while month <= story.until:
        story.later(at(month, 8, 30), partial(open_month, story))
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    for number, task in enumerate(stories.TASKS * 3):
        day = BEGIN + timedelta(days=8 + number * 10)
        story.later(story.hours(day), partial(give_task, story, task, number))
    for number, (act, what, about) in enumerate(stories.PERSONAL * 6):
        day = BEGIN + timedelta(days=5 + number * 12)
        story.later(story.hours(day), partial(personally, story, act, what, about, number))
    story.later(at(date(2026, 1, 12), 9), partial(rename, story))
    story.later(at(date(2026, 2, 27), 9), partial(change_staff, story))
    story.later(at(date(2026, 1, 8), 16), partial(report, story, "half-year", "2025H2"))
    story.later(at(date(2026, 4, 8), 16), partial(report, story, "quarter", "2026Q1"))
    story.later(at(date(2026, 7, 5), 17), partial(report, story, "half-year", "2026H1"))


def promise(story: Story, now: datetime) -> None:
    """Import the function list, register the basis documents and adopt the duties."""
    first = story.people["first"]
    township = story.units["990101"]
    duties.import_functions(
        unit=township, content=function_sheet(), name="履职事项清单.xlsx", by=first, now=now
    )
    items = {item.number: item for item in FunctionItem.objects.filter(unit=township)}
    bases = [
        duties.register_basis(
            unit=township,
            number=number,
            title=title,
            issuer=issuer,
            issued_on=date.fromisoformat(issued),
            level=Level(level),
            by=first,
            now=now,
        )
        for number, title, issuer, level, issued in cast.BASES
    ]
    wanted = [(post, one) for post in village_posts(story) for one in stories.VILLAGE_PROMISES]
    wanted += [(story.posts[clerk_of(unit)], one) for unit, one in stories.OFFICE_PROMISES]
    for post, one in wanted:
        duty = duties.adopt_duty(
            title=one.title,
            area=story.areas[one.area],
            post=post,
            rule=DueRule(Cadence(one.cadence), day=one.due_day),
            item=items.get(one.item),
            demanded_by=Level(one.demanded_by) if one.demanded_by else None,
            basis=bases[one.basis] if one.basis >= 0 else None,
            first=BEGIN,
            by=first,
            now=now,
        )
        story.promises[duty.pk] = one


def function_sheet() -> bytes:
    """Return the published function list as the spreadsheet it would come in."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("履职事项清单", 0)
    for row in (
        ("编号", "清单类别", "事项分类", "事项名称", "对应上级部门", "乡镇配合职责"),
        *cast.FUNCTIONS,
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def village_posts(story: Story) -> list[Post]:
    """Return the posts of the villages' cadres."""
    return [post for username, post in story.posts.items() if username.startswith("cadre")]


def clerk_of(unit: str) -> str:
    """Return the user name of an office's clerk."""
    return next(name for name, code, _, role in cast.STAFF if code == unit and role == "clerk")


def holder(post: Post, now: datetime) -> Account:
    """Return who holds a post now."""
    day = now.astimezone(LOCAL).date()
    held = Appointment.objects.select_related("account").filter(covering(day), post=post)
    return held.get().account


def open_month(story: Story, now: datetime) -> None:
    """Open what falls due, and decide how each of it will go."""
    clock = Account.objects.system("clock")
    for occurrence in duties.open_occurrences(until=now.astimezone(LOCAL).date(), by=clock, now=now):
        plan(story, occurrence, now)


def plan(story: Story, occurrence: Occurrence, now: datetime) -> None:
    """Decide when an occurrence's deeds happen and when they are recorded: mostly in time, some late, some never."""
    fate = story.chance.random()
    span = max((occurrence.due - occurrence.first).days, 1)
    deeds = 1 if fate < 0.6 else 2
    if fate > 0.965:
        return
    for _ in range(deeds):
        happened = occurrence.first + timedelta(days=story.chance.randint(min(2, span), span))
        if 0.92 < fate <= 0.965:
            happened = occurrence.due + timedelta(days=story.chance.randint(1, 9))
        delay = story.chance.choice((0, 0, 0, 1, 1, 2, 4))
        if story.chance.random() < 0.05:
            delay = story.chance.randint(18, 45)
        when = story.hours(happened + timedelta(days=delay))
        story.later(max(when, now), partial(do, story, occurrence.duty, happened))


def do(story: Story, duty: Duty, happened: date, now: datetime) -> None:
    """Record a deed, sometimes with a photo; decide what happens to it afterwards."""
    duty = Duty.objects.select_related("post__unit", "unit").get(pk=duty.pk)
    one = story.promises[duty.pk]
    by = holder(duty.post, now)
    chance = story.chance
    place = chance.choice(stories.PLACES)
    what = chance.choice(one.texts).format(
        place=place, n=chance.randint(3, 18), m=chance.randint(40, 400), k=chance.randint(1, 4)
    )
    story.deeds += 1
    files = [picture(story, one, happened, by, now)] if one.scene and story.deeds % PHOTO_EVERY == 0 else []
    deed = duties.record_deed(
        what=what,
        occurred_on=happened,
        serves=[duty],
        unit=duty.unit,
        by=by,
        now=now,
        kind=DeedKind(one.kind),
        place=f"{duty.unit.name_on(happened)}{place}",
        people=chance.randint(*one.people),
        files=files,
    )
    afterwards(story, deed, files, now)


def picture(story: Story, one: Promise, happened: date, by: Account, now: datetime) -> File:
    """Deposit a drawn photo of a deed; every other phone wrote its place, which evidence removes."""
    taken = at(happened, 8 + story.deeds % 9, story.deeds % 60)
    data = photo(one.scene, seed=story.deeds, taken=taken, with_place=story.deeds % 2 == 0)
    return deposit(io.BytesIO(data), name=f"现场照片{story.deeds:04}.jpg", by=by, now=now)


def afterwards(story: Story, deed: Deed, files: list[File], now: datetime) -> None:
    """Decide whether a deed is verified, corrected, withdrawn, or loses its photo."""
    fate = story.chance.random()
    soon = story.hours(now.astimezone(LOCAL).date() + timedelta(days=story.chance.randint(1, 6)))
    if fate < 0.30:
        story.later(soon, partial(verify, story, deed))
    elif fate < 0.34:
        story.later(soon, partial(correct, story, deed))
    elif fate < 0.35:
        story.later(soon, partial(withdraw, story, deed))
    elif files and fate < 0.40:
        story.later(
            soon,
            lambda t: duties.withdraw_evidence(
                files[0], reason=stories.REASONS["evidence"], by=deed.recorded_by, now=t
            ),
        )


def verify(story: Story, deed: Deed, now: datetime) -> None:
    """Let somebody else confirm a deed."""
    verifier = "leader" if story.chance.random() < 0.5 else "head-dz"
    with suppress(NotAllowed):
        duties.verify_deed(deed, by=story.people[verifier], now=now)


def correct(story: Story, deed: Deed, now: datetime) -> None:
    """Correct the number of people of a deed."""
    deed = Deed.objects.get(pk=deed.pk)
    duties.correct_deed(
        deed,
        reason=stories.REASONS["correct"],
        what=deed.what,
        occurred_on=deed.occurred_on,
        serves=list(deed.duties.all()),
        kind=DeedKind(deed.kind),
        place=deed.place,
        people=(deed.people or 0) + story.chance.randint(1, 5),
        by=deed.recorded_by,
        now=now,
    )


def withdraw(story: Story, deed: Deed, now: datetime) -> None:
    """Withdraw a deed that was recorded twice."""
    duties.withdraw_deed(deed, reason=stories.REASONS["withdraw"], by=deed.recorded_by, now=now)


def give_task(story: Story, task: tuple[str, str, str, int, str], number: int, now: datetime) -> None:
    """Assign a task and plan its way: accepted, sometimes extended or returned, reported, verified, closed."""
    title, area, username, days, words = task
    day = now.astimezone(LOCAL).date()
    leader = story.people["leader" if number % 2 else "leader2"]
    post = story.posts[username]
    given = duties.assign_task(
        title=title, post=post, area=story.areas[area], due=day + timedelta(days=days), by=leader, now=now
    )

    def step(after: int, act: Callable[..., object], by: str | Account, **words: Any) -> None:
        def happen(then: datetime) -> None:
            who = story.people[by] if isinstance(by, str) else by
            act(Task.objects.get(pk=given.pk), by=who, now=then, **words)

        story.later(story.hours(day + timedelta(days=after)), happen)

    clerk = holder(post, now)
    head = f"head-{post.unit.code.rsplit('-', 1)[-1].lower()}"
    step(1, duties.accept_task, clerk)
    if number % 11 == 7:
        return
    late = 6 if number % 9 == 4 else 0
    if number % 7 == 3:
        due = day + timedelta(days=days + 10)
        step(days - 2, duties.extend_task, leader, due=due, reason=stories.REASONS["extend"])
    if number % 8 == 5:
        step(days - 4, duties.report_task, clerk, words=words)
        step(days - 3, duties.return_task, head, reason=stories.REASONS["return"])
    step(days - 1 + late, duties.report_task, clerk, words=words)
    step(days + 1 + late, duties.verify_task, head)
    step(days + 2 + late, duties.close_task, leader)
    if number % 13 == 6:
        again = day + timedelta(days=days + 40)
        step(days + 20, duties.reopen_task, leader, reason=stories.REASONS["reopen"], due=again)


def personally(story: Story, act: str, what: str, about: str, number: int, now: datetime) -> None:
    """Let the first responsible person state what was done in person; now and then a clerk does it for them."""
    by = story.people["first" if number % 6 != 5 else "clerk"]
    tied = {"task": Task.objects.filter(title=about).last(), "duty": Duty.objects.filter(title=about).last()}
    duties.state_in_person(act=InPerson(act), what=what, post=story.posts["first"], by=by, now=now, **tied)


def rename(story: Story, now: datetime) -> None:
    """Give a village its new name; its code and its past stay."""
    demo = Account.objects.system("demo")
    day = now.astimezone(LOCAL).date()
    rename_unit(story.units["990101-V07"], name="茶岭村", first=day, by=demo, now=now)


def change_staff(story: Story, now: datetime) -> None:
    """Let a clerk leave; the successor takes over what is open."""
    new, old = cast.SUCCESSOR
    appointment = story.people[old].appointments.get(last=None)
    end_appointment(
        appointment,
        last=now.astimezone(LOCAL).date(),
        successor=story.people[new],
        by=Account.objects.system("demo"),
        now=now,
    )


def report(story: Story, outline: str, period: str, now: datetime) -> None:
    """Issue a report."""
    demo, first = Account.objects.system("demo"), story.people["first"]
    chosen = outline_named(outline, by=demo, now=now)
    issue_report(
        chosen,
        unit=story.units["990101"],
        period=Period.parse(period),
        by=first,
        now=now,
        recipient="示例县人民政府",
    )
