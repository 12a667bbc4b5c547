"""Plays the findings of the demo township: each opened, put in somebody's charge, mended, seen by another, closed."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

import openpyxl

from zerentian.evidence.actions import receive
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.models import Account
from zerentian.rectification.actions import assigning, importing, measures, mending, opening
from zerentian.rectification.models import Finding
from zerentian.rectification.rules.findings import Class, Level, Method, Result, Source
from zerentian.rectification.rules.terms import Term
from zerentian.web.demo.founding import BEGIN, Story
from zerentian.web.demo.photos import photo
from zerentian.web.demo.troubles import LIST, LIST_DAY, LIST_NAME, LIST_WAYS, TROUBLES, WORDS, Trouble

TERMS = (
    (Term.ACCEPT, 2),
    (Term.AT_ONCE, 3),
    (Term.BY_DATE, 30),
    (Term.LASTING, 180),
    (Term.POSTING, 5),
    (Term.LOOK_BACK, 90),
)


def schedule_findings(story: Story) -> None:
    """Put the year's findings into the queue."""
    story.later(story.hours(BEGIN + timedelta(days=3)), partial(set_terms, story))
    for number, trouble in enumerate(TROUBLES):
        day = BEGIN + timedelta(days=trouble.day)
        story.later(story.hours(day), partial(found_wrong, story, trouble, number))
    story.later(story.hours(BEGIN + timedelta(days=LIST_DAY)), partial(inspected, story))


def set_terms(story: Story, now: datetime) -> None:
    """Set the terms that the county's rules lay down."""
    for term, days in TERMS:
        assigning.set_term(
            unit=story.units["990101"],
            term=term,
            days=days,
            since=BEGIN,
            basis=WORDS["terms"],
            by=story.people["first"],
            now=now,
        )


class Mending:
    """One finding on its way: each step on its day, by who may take it."""

    def __init__(self, story: Story, finding: Finding, now: datetime, post: str) -> None:
        self.story, self.key, self.post = story, finding.pk, post
        self.day = now.astimezone(LOCAL).date()

    @property
    def finding(self) -> Finding:
        """Return the finding as it stands."""
        found: Finding = Finding.objects.get(pk=self.key)
        return found

    @property
    def mender(self) -> Account:
        """Return who mends it."""
        return self.story.people[self.post]

    @property
    def leader(self) -> Account:
        """Return the leader in charge."""
        return self.story.people["leader"]

    def at(self, days: int, act: Callable[[datetime], object]) -> None:
        """Let a step be taken so many days after the opening."""
        self.story.later(self.story.hours(self.day + timedelta(days=days)), act)

    def assign(self, kind: str, standard: str, days: int, now: datetime) -> None:
        """Put the post in charge."""
        assigning.assign_finding(
            self.finding,
            responsible=self.story.posts[self.post],
            kind=Class(kind),
            standard=standard,
            due=now.astimezone(LOCAL).date() + timedelta(days=days),
            by=self.leader,
            now=now,
        )

    def accept(self, now: datetime) -> None:
        """Take it on."""
        assigning.accept_finding(self.finding, by=self.mender, now=now)

    def plan(self, text: str, days: int, money: int | None, cause: str, now: datetime) -> None:
        """Plan its measure, in which another office assists, and note the cause where it is known."""
        responsible = self.story.posts[self.post]
        offices = [self.story.units[code] for code in ("990101-AJ", "990101-DZ")]
        measures.plan_measure(
            self.finding,
            text=text,
            responsible=responsible,
            due=now.astimezone(LOCAL).date() + timedelta(days=days),
            assisting=[one for one in offices if one.pk != responsible.unit_id][:1],
            money=None if money is None else Decimal(money),
            by=self.mender,
            now=now,
        )
        if cause:
            mending.note_finding(self.finding, immediate="", cause=cause, by=self.mender, now=now)

    def report(self, words: str, now: datetime, scene: str = "") -> None:
        """Carry out what is planned and report it as mended."""
        day = now.astimezone(LOCAL).date()
        for measure in self.finding.measures.open():
            measures.carry_out(
                measure, done_on=day, result=words, spent=measure.money, by=self.mender, now=now
            )
        uploads = (
            [receive(io.BytesIO(photo(scene, seed=self.key, taken=now)), name="整改后.jpg")] if scene else []
        )
        mending.report_mended(
            self.finding, mended_on=day, words=words, uploads=uploads, by=self.mender, now=now
        )

    def verify(self, words: str, now: datetime) -> None:
        """Let the leader see it after the mending."""
        day = now.astimezone(LOCAL).date()
        mending.verify_finding(
            self.finding, observed_on=day, method=Method.ON_SITE, words=words, by=self.leader, now=now
        )

    def close(self, now: datetime) -> None:
        """Close it out; the look-back comes when the rule says."""
        day = now.astimezone(LOCAL).date()
        objections = 0 if self.finding.posted_to else None
        mending.close_finding(
            self.finding,
            look_back_due=day + timedelta(days=90),
            objections=objections,
            by=self.story.people["first"],
            now=now,
        )

    def post_publicly(self, now: datetime) -> None:
        """Post the result on the village's board."""
        day: date = now.astimezone(LOCAL).date()
        mending.post_finding(
            self.finding,
            first=day,
            last=day + timedelta(days=6),
            where="村务公开栏",
            by=self.story.people["first"],
            now=now,
        )

    def give_back(self, now: datetime) -> None:
        """Return it as not mended."""
        mending.return_finding(self.finding, reason=WORDS["return"], by=self.leader, now=now)

    def firm(self, now: datetime) -> None:
        """Find that it holds."""
        mending.look_back(self.finding, result=Result.FIRM, words=WORDS["firm"], by=self.leader, now=now)

    def come_back(self, now: datetime) -> None:
        """Find that it has come back."""
        due = now.astimezone(LOCAL).date() + timedelta(days=25)
        mending.look_back(
            self.finding, result=Result.REBOUNDED, words=WORDS["again"], due=due, by=self.leader, now=now
        )
        mending.note_finding(self.finding, immediate="", cause=WORDS["cause_again"], by=self.mender, now=now)

    def more_time(self, days: int, granted: str, now: datetime) -> None:
        """Ask for more time; the first responsible person grants it."""
        due = self.finding.due or now.astimezone(LOCAL).date()
        asked = assigning.ask_time(
            self.finding, due=due + timedelta(days=days), reason=WORDS["time"], by=self.mender, now=now
        )
        assigning.grant_time(asked, answer=granted, by=self.story.people["first"], now=now)

    def unfounded(self, now: datetime) -> None:
        """Find, with a paper, that nothing is wrong."""
        paper = receive(io.BytesIO("渗水量检测记录（示例）".encode()), name="检测记录.txt")
        opening.dismiss_finding(
            self.finding, proof=WORDS["proof"], uploads=[paper], by=self.story.people["head-ny"], now=now
        )


def found_wrong(story: Story, trouble: Trouble, number: int, now: datetime) -> None:
    """Open a finding and plan its way."""
    finding = opening.open_finding(
        title=trouble.title,
        unit=story.units[trouble.unit],
        source=Source(trouble.source),
        source_document="示县防〔2025〕7号" if trouble.area == "flood" else "",
        found_on=now.astimezone(LOCAL).date(),
        place=trouble.place,
        area=story.areas[trouble.area],
        level=Level(trouble.level),
        violated=trouble.violated,
        by=story.people["leader" if number % 3 else "clerk-aj"],
        now=now,
    )
    one = Mending(story, finding, now, trouble.post)
    one.at(1, partial(one.assign, trouble.kind, trouble.standard, trouble.days))
    WAYS[trouble.way](one, trouble)


def plain(one: Mending, trouble: Trouble) -> None:
    """Mended in time, seen, closed out, and it holds."""
    one.at(2, one.accept)
    one.at(3, partial(one.plan, trouble.measure, trouble.days - 4, trouble.money, trouble.cause))
    one.at(trouble.days - 4, partial(one.report, trouble.done))
    one.at(trouble.days - 1, partial(one.verify, trouble.seen))
    one.at(trouble.days + 1, one.close)
    one.at(trouble.days + 90, one.firm)


def at_once(one: Mending, trouble: Trouble) -> None:
    """Mended on the spot."""
    one.at(2, one.accept)
    one.at(3, partial(one.report, trouble.done))
    one.at(4, partial(one.verify, trouble.seen))
    one.at(5, one.close)


def returned(one: Mending, trouble: Trouble) -> None:
    """Not mended at the first time."""
    one.at(2, one.accept)
    one.at(3, partial(one.plan, trouble.measure, trouble.days - 8, trouble.money, trouble.cause))
    one.at(trouble.days - 9, partial(one.report, trouble.done))
    one.at(trouble.days - 7, one.give_back)
    one.at(trouble.days - 4, partial(one.report, trouble.done))
    one.at(trouble.days - 1, partial(one.verify, trouble.seen))
    one.at(trouble.days + 1, one.close)
    one.at(trouble.days + 95, one.firm)


def late(one: Mending, trouble: Trouble) -> None:
    """More time asked for only after the due day: it stays overdue."""
    one.at(2, one.accept)
    one.at(4, partial(one.plan, trouble.measure, trouble.days - 5, trouble.money, trouble.cause))
    one.at(trouble.days + 6, partial(one.more_time, 25, WORDS["late_granted"]))
    one.at(trouble.days + 18, partial(one.report, trouble.done))
    one.at(trouble.days + 22, partial(one.verify, trouble.seen))
    one.at(trouble.days + 24, one.close)


def posted(one: Mending, trouble: Trouble) -> None:
    """More time asked for in time; the result is posted before the close-out."""
    one.at(2, one.accept)
    one.at(3, partial(one.plan, trouble.measure, trouble.days - 6, trouble.money, trouble.cause))
    one.at(trouble.days - 5, partial(one.more_time, 10, WORDS["granted"]))
    one.at(trouble.days + 4, partial(one.report, trouble.done))
    one.at(trouble.days + 7, partial(one.verify, trouble.seen))
    one.at(trouble.days + 8, one.post_publicly)
    one.at(trouble.days + 16, one.close)


def rebounds(one: Mending, trouble: Trouble) -> None:
    """Closed out, come back at the look-back, mended at its cause, and it holds."""
    one.at(2, one.accept)
    one.at(3, partial(one.plan, trouble.measure, trouble.days - 6, trouble.money, trouble.cause))
    one.at(trouble.days - 5, partial(one.report, trouble.done, scene="river"))
    one.at(trouble.days - 2, partial(one.verify, trouble.seen))
    one.at(trouble.days, one.close)
    again = trouble.days + 92
    one.at(again, one.come_back)
    one.at(again + 2, partial(one.plan, WORDS["second"], 18, 3200, ""))
    one.at(again + 18, partial(one.report, WORDS["second_done"]))
    one.at(again + 22, partial(one.verify, WORDS["second_seen"]))
    one.at(again + 24, one.close)
    one.at(again + 116, one.firm)


def unfounded(one: Mending, trouble: Trouble) -> None:
    """Nothing is wrong, as a paper shows."""
    one.at(2, one.accept)
    one.at(6, one.unfounded)


def left_open(one: Mending, trouble: Trouble) -> None:
    """Still under way when the story ends."""
    one.at(2, one.accept)
    one.at(4, partial(one.plan, trouble.measure, max(trouble.days - 10, 3), trouble.money, trouble.cause))


def inspected(story: Story, now: datetime) -> None:
    """Let the county's inspector bring in the list of an inspection; each row goes its way."""
    book = openpyxl.Workbook()
    for row in LIST:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    day = now.astimezone(LOCAL).date()
    handed = importing.ListOf(out.getvalue(), "问题清单.xlsx", story.units["990101"], LIST_NAME, day)
    brought = importing.import_findings(handed, by=story.people["inspector"], now=now)
    for finding, (post, kind, standard, done) in zip(brought.opened, LIST_WAYS, strict=True):
        one = Mending(story, finding, now, post)
        one.at(1, partial(one.assign, kind, standard, 2 if kind == "at_once" else 14))
        one.at(2, one.accept)
        one.at(3 if kind == "at_once" else 9, partial(one.report, done))
        one.at(6 if kind == "at_once" else 12, partial(one.verify, WORDS["firm"]))
        one.at(14, one.close)
        one.at(110, one.firm)


WAYS: dict[str, Callable[[Mending, Trouble], None]] = {
    "plain": plain,
    "at_once": at_once,
    "returned": returned,
    "late": late,
    "posted": posted,
    "rebounds": rebounds,
    "unfounded": unfounded,
    "open": left_open,
    "overdue": left_open,
}
