"""Plays the risk points of the demo township: patrols, households under a dangerous rock, the land of a motorway.

It decides by a chance of its own, so that the rest of the story stays as it was.
"""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from zerentian.evidence.actions import receive
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.models import Account
from zerentian.rectification.actions import (
    county_signals,
    hazards,
    households,
    land,
    patrols,
    risk_controls,
    risk_terms,
    risks,
)
from zerentian.rectification.models import CountySignal, LandMatter, RiskKind, RiskPoint
from zerentian.rectification.rules.hazards import Card, Counted, ReadingKind
from zerentian.rectification.rules.land import LandKind, LandStage
from zerentian.rectification.rules.risks import Colour, RiskStepCode
from zerentian.web.demo import slopes
from zerentian.web.demo.findings import Mending
from zerentian.web.demo.founding import BEGIN, Story, at
from zerentian.web.demo.photos import photo
from zerentian.web.demo.slopes import CHECKLISTS, FREQUENCIES, HOUSEHOLDS, POINTS, WORDS

ROCK = "白岩后山危岩体"
FORGOTTEN, WRONG = 0.06, 0.03
DUTY_PHONE = "0000-12345"
ON_DUTY, WEEKS = date(2026, 6, 29), 4


def schedule_risks(story: Story) -> None:
    """Put the year's risk points into the queue."""
    chance = Random("风险点")
    story.later(at(BEGIN + timedelta(days=2), 10), partial(lay_down, story))
    story.later(at(BEGIN + timedelta(days=4), 10), partial(register_all, story))
    day = BEGIN + timedelta(days=5)
    while day <= story.until:
        story.later(at(day, 7, 20), partial(reckon, story))
        story.later(at(day, 16, 40), partial(patrol_what_is_due, story, chance))
        day += timedelta(days=1)
    schedule_rock(story)
    story.later(at(ON_DUTY - timedelta(days=3), 15, 30), partial(plan_duty, story))
    villages = (
        ("990101-V03", "高速公路连接线用地（石桥段）", slopes.MOTORWAY, (9, 34, 212)),
        ("990101-V08", "安置点用地（龙潭段）", slopes.RESETTLEMENT, (41, 83, 130)),
    )
    for unit, title, steps, counts in villages:
        first = steps[0][1] or BEGIN
        story.later(at(first - timedelta(days=2), 9, 30), partial(open_land, story, unit, title))
        for stage, posted, last, met, words in steps:
            if posted and last:
                story.later(at(posted, 10, 10), partial(post, story, title, stage, posted, last))
            story.later(at(met, 10, 20), partial(meet, story, title, stage, words, counts))


def lay_down(story: Story, now: datetime) -> None:
    """Set kinds, scale, frequencies, checklists and the rain table."""
    town, first = story.units["990101"], story.people["first"]
    risk_terms.take_usual_kinds(unit=town, by=first, now=now)
    laid: Any = {"since": BEGIN, "basis": slopes.BASIS, "by": first, "now": now}
    risk_terms.set_scale(unit=town, general=4, greater=10, major=16, **laid)
    for _kind, level, begin, end, signal, hours in FREQUENCIES:
        when = risk_terms.When(level=level, first=begin, last=end, signal=signal)
        risk_terms.set_patrol_rule(unit=town, when=when, hours=hours, **laid)
    for code, items in CHECKLISTS.items():
        risk_terms.set_checklist(kind=RiskKind.objects.get(unit=town, code=code), items=items, **laid)
    for hours, mm in ((1, (35, 45, 60, 80)), (24, (100, 130, 160, 200))):
        blue, yellow, orange, red = mm
        hazards.set_rain_table(
            unit=town, hours=hours, blue=blue, yellow=yellow, orange=orange, red=red, **laid
        )


def cadre_of(village: int) -> str:
    """Return the user name of a village's cadre."""
    return "cadre" if village == 1 else f"cadre{village:02}"


def register_all(story: Story, now: datetime) -> None:
    """Register every point, with households and cards where a geological hazard threatens some."""
    for title, village, kind, likelihood, impact, place, homes, people, threatens in POINTS:
        name = cadre_of(village)
        point = risks.register_point(
            title=title,
            unit=story.units[f"990101-V{village:02}"],
            kind=RiskKind.objects.get(code=kind),
            rating=risks.Rating(likelihood, impact, WORDS["rating"]),
            responsible=story.posts[name],
            described={"place": place, "threatens": threatens, "households": homes, "people": people},
            by=story.people["clerk-aj"],
            now=now,
        )
        if title in HOUSEHOLDS:
            prepare_people(story, point, name, now)


def prepare_people(story: Story, point: RiskPoint, name: str, now: datetime) -> None:
    """Say how people are warned and led away, write their households down, and print the cards."""
    cadre, posts = story.people[name], story.posts
    values = {
        "warning_sign": "铜锣三声",
        "route": "沿通村路向村小学方向，不走崖下",
        "shelter": "村小学操场",
        "medical": "乡卫生院",
        "duty_phone": DUTY_PHONE,
        "county_post": "县自然资源部门",
        "town_post": posts["leader"],
        "warning_post": posts[name],
        "shelter_post": posts["head-ms"],
    }
    hazards.keep_sheet(point, values=values, by=story.people["head-aj"], now=now)
    for told, size in HOUSEHOLDS[point.title]:
        households.keep_household(point, told=told, size=size, by=cadre, now=now)
    households.print_cards(point, card=Card.ESCAPE, reason="汛期发放", by=cadre, now=now)


def plan_duty(story: Story, now: datetime) -> None:
    """Put posts on duty below the slope that still threatens households, week by week and by turns."""
    posts = story.posts
    for week in range(WEEKS):
        first = ON_DUTY + timedelta(weeks=week)
        hazards.set_shift(
            unit=story.units["990101-V05"],
            first=first,
            last=first + timedelta(days=6),
            responsible=posts[("cadre05", "clerk-aj")[week % 2]],
            responsible_leader=posts[("leader", "leader2")[week % 2]],
            duty_phone=DUTY_PHONE,
            by=story.people["head-aj"],
            now=now,
        )


def reckon(story: Story, now: datetime) -> None:
    """Let the clock tell what was missed and reckon what the season asks for."""
    patrols.reckon_all(now, by=Account.objects.system("clock"))


def patrol_what_is_due(story: Story, chance: Random, now: datetime) -> None:
    """Let each village patrol what is due; now and then it is forgotten, now and then something is wrong."""
    today = now.astimezone(LOCAL).date()
    due = RiskPoint.objects.kept().filter(patrol_due__lte=today).select_related("unit", "kind")
    for point in due.order_by("pk"):
        if chance.random() < FORGOTTEN:
            continue
        wrong = chance.random() < WRONG and point.kind.code in slopes.ABNORMAL
        look_at(story, point, wrong, now)


def look_at(story: Story, point: RiskPoint, wrong: bool, now: datetime) -> None:
    """Record one patrol; what is wrong becomes a finding, and is mended."""
    today = now.astimezone(LOCAL).date()
    village = int(point.unit.code.rpartition("V")[2])
    cadre = story.people[cadre_of(village)]
    checklist = patrols.checklist_of(point, today)
    answers = [("normal", "")] * len(patrols.items_of(checklist))
    if wrong:
        answers[0] = ("abnormal", slopes.ABNORMAL[point.kind.code])
    patrol = patrols.record_patrol(
        patrols.Seen(point, answers, checklist),
        patrolled_on=today,
        clock=f"{now.astimezone(LOCAL):%H:%M}",
        weather="雨" if today.day % 5 == 0 else "晴",
        by=cadre,
        now=now,
    )
    if wrong:
        finding = patrols.open_from_patrol(patrol, item=1, by=cadre, now=now)
        one = Steadily(story, finding, now, cadre_of(village))
        one.at(1, partial(one.assign, "by_date", "险情消除，复查正常", 15))
        one.at(2, one.accept)
        one.at(8, partial(one.report, "已按要求处置"))
        one.at(11, partial(one.verify, "现场查看，已消除"))
        one.at(12, one.close)


class Steadily(Mending):
    """A finding of a patrol on its way, at a fixed hour: the chance of the rest of the story is not asked."""

    def at(self, days: int, act: Callable[[datetime], object]) -> None:
        """Let a step be taken so many days after the opening."""
        self.story.later(at(self.day + timedelta(days=days), 14, 10), act)


def rock() -> RiskPoint:
    """Return the dangerous rock as it stands."""
    found: RiskPoint = RiskPoint.objects.get(title=ROCK)
    return found


def schedule_rock(story: Story) -> None:
    """Tell of the households under a dangerous rock: signal, transfer, roll call, return, works, writing off."""
    rain = date(2025, 8, 20)
    story.later(at(BEGIN + timedelta(days=6), 9), partial(fence, story))
    story.later(at(BEGIN + timedelta(days=20), 15), partial(fenced, story))
    story.later(at(rain, 9, 5), partial(read_rain, story))
    story.later(at(rain, 9, 20), partial(signal, story))
    story.later(at(rain, 9, 40), partial(lead_away, story))
    story.later(at(rain, 11, 30), partial(roll_call, story))
    story.later(at(rain + timedelta(days=2), 8, 30), partial(lift_and_return, story))
    story.later(at(date(2025, 11, 3), 10), partial(stand, story, RiskStepCode.TREAT, WORDS["treat"]))
    story.later(at(date(2026, 3, 16), 10), partial(stand, story, RiskStepCode.STEADY, WORDS["steady"]))
    story.later(at(date(2026, 6, 16), 10), partial(gone, story))


def fence(story: Story, now: datetime) -> None:
    """Plan a fence below the rock."""
    due = now.astimezone(LOCAL).date() + timedelta(days=16)
    post = story.posts["cadre09"]
    clerk = story.people["clerk-aj"]
    risk_controls.plan_control(rock(), text=WORDS["fence"], responsible=post, due=due, by=clerk, now=now)


def fenced(story: Story, now: datetime) -> None:
    """Put the fence up."""
    control = rock().controls.open().first()
    if control:
        day = now.astimezone(LOCAL).date()
        cadre = story.people["cadre09"]
        risk_controls.finish_control(control, done_on=day, result=WORDS["fence_done"], by=cadre, now=now)


def read_rain(story: Story, now: datetime) -> None:
    """Enter the rain: the local table proposes to ask the county."""
    said: Any = {"kind": ReadingKind.RAIN, "tenths": 525, "hours": 1, "read_on": now.astimezone(LOCAL).date()}
    hazards.take_reading(rock(), **said, clock="09:00", by=story.people["cadre09"], now=now)


def signal(story: Story, now: datetime) -> None:
    """Relay the county's signal."""
    issued = county_signals.Issued(
        "示例县气象台", "2025-41", Colour.ORANGE, now - timedelta(minutes=6), slopes.SIGNAL
    )
    county_signals.relay_signal(issued, unit=story.units["990101"], by=story.people["clerk-aj"], now=now)


def lead_away(story: Story, now: datetime) -> None:
    """Lead the three households away."""
    hazards.order_transfer(
        rock(),
        ordered_by_post=story.posts["leader"],
        ordered_at=now,
        households=3,
        people=11,
        shelter="村小学操场",
        signal=CountySignal.objects.filter(lifted_at=None).first(),
        by=story.people["leader"],
        now=now,
    )


def roll_call(story: Story, now: datetime) -> None:
    """Count everybody: ten moved, one away already."""
    cadre = story.people["cadre09"]
    moved = rock().transfers.under_way().get()
    households.reveal_households(rock(), purpose="roll_call", reason="转移清点", by=cadre, now=now)
    counted = Counted(3, 10, 0, 1)
    hazards.count_transfer(
        moved, counted=counted, checked_empty=True, words=WORDS["count"], by=cadre, now=now
    )


def lift_and_return(story: Story, now: datetime) -> None:
    """Relay the lifting, and let people return."""
    for standing in CountySignal.objects.filter(lifted_at=None):
        county_signals.lift_signal(
            standing, lifted_at=now, number="2025-41解", by=story.people["clerk-aj"], now=now
        )
    moved = rock().transfers.under_way().get()
    hazards.return_transfer(moved, returned_at=now, by=story.people["cadre09"], now=now)


def stand(story: Story, move: RiskStepCode, words: str, now: datetime) -> None:
    """Say how the rock stands now."""
    risks.set_standing(rock(), move=move, words=words, by=story.people["head-aj"], now=now)


def gone(story: Story, now: datetime) -> None:
    """Write the rock off after the county's acceptance; the households are erased with it."""
    paper = receive(io.BytesIO("危岩体治理工程验收意见（示例）".encode()), name="验收意见.txt")
    risks.write_off(rock(), proof=WORDS["proof"], uploads=[paper], by=story.people["leader"], now=now)


def open_land(story: Story, unit: str, title: str, now: datetime) -> None:
    """Open a land matter."""
    land.open_land(
        kind=LandKind.COLLECTIVE,
        title=title,
        unit=story.units[unit],
        responsible=story.posts["head-ny"],
        project="县重点项目（示例）",
        by=story.people["head-ny"],
        now=now,
    )


def post(story: Story, title: str, stage: LandStage, first: date, last: date, now: datetime) -> None:
    """Hang a paper up, with a photo of the board."""
    board = receive(io.BytesIO(photo("board", seed=first.toordinal(), taken=now)), name="公告栏.jpg")
    land.post_stage(
        LandMatter.objects.get(title=title),
        stage=stage,
        first=first,
        last=last,
        where="乡政府、村务公开栏、各组公示点",
        uploads=[board],
        by=story.people["head-ny"],
        now=now,
    )


def meet(
    story: Story, title: str, stage: LandStage, words: str, counts: Sequence[int], now: datetime
) -> None:
    """Meet a step of a land matter; objections are counted."""
    matter, by = LandMatter.objects.get(title=title), story.people["head-ny"]
    if stage == LandStage.OBJECTIONS:
        objections, objectors, members = counts
        land.count_objections(
            matter, objections=objections, objectors=objectors, members=members, words=words, by=by, now=now
        )
        return
    day = now.astimezone(LOCAL).date()
    land.meet_stage(matter, stage=stage, met_on=day, words=words, by=by, now=now)
