"""Plays the meetings of the demo township: two with their minutes and decisions, a third that is called; made up.

Times are fixed, not drawn: the rest of the story stays what it is.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from zerentian.duties.actions import agenda, decision_moves, decisions, meetings, minutes
from zerentian.duties.actions.agenda import Settled
from zerentian.duties.actions.decisions import Part
from zerentian.duties.models import Basis, Decision, Meeting, MeetingItem, MeetingKind
from zerentian.duties.rules.decisions import DecisionKind, Rhythm
from zerentian.duties.rules.meetings import Check, Result, Share, Weight
from zerentian.evidence.actions import receive
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account
from zerentian.web.demo.cast import PASSWORD
from zerentian.web.demo.founding import BEGIN, Story, at
from zerentian.web.demo.photos import photo

CHECKS: dict[str, list[str]] = {
    Weight.DECISION: [Check.LEGAL, Check.RISK],
    Weight.APPOINTMENT: [Check.COMMENTS],
    Weight.PROJECT: [Check.LEGAL, Check.EXPERTS],
    Weight.FUNDS: [Check.LEGAL, Check.INTEGRITY],
}
SPRING, SUMMER, NEXT = date(2026, 3, 10), date(2026, 6, 16), date(2026, 7, 7)
ATTENDANCE = "出席：党委书记、副书记、各党委委员\n请假：副乡长1人（参加县里培训）\n列席：各站所办负责人"


@dataclass
class Sittings:
    """The meetings while they are told: the rule, and what was decided, by a name of the story's own."""

    story: Story
    made: dict[str, int] = field(default_factory=dict)

    def who(self, username: str) -> Account:
        """Return one of the people."""
        return self.story.people[username]

    def decision(self, name: str) -> Decision:
        """Return a decision as it stands."""
        found: Decision = Decision.objects.get(pk=self.made[name])
        return found

    def later(self, day: date, hour: int, act: Callable[[datetime], object]) -> None:
        """Let something happen at a fixed hour."""
        self.story.later(at(day, hour, 40), act)


def schedule_meetings(story: Story) -> None:
    """Put the meetings and what follows from them into the queue."""
    told = Sittings(story)
    told.later(BEGIN + timedelta(days=2), 15, partial(set_rules, told))
    told.later(SPRING - timedelta(days=4), 9, partial(put_for_spring, told))
    told.later(SPRING, 11, partial(hold_in_spring, told))
    told.later(SPRING + timedelta(days=1), 16, partial(sign, told, SPRING))
    follow_spring(told)
    told.later(SUMMER - timedelta(days=4), 9, partial(put_for_summer, told))
    told.later(SUMMER, 11, partial(hold_in_summer, told))
    told.later(SUMMER + timedelta(days=2), 16, partial(sign, told, SUMMER))
    told.later(SUMMER + timedelta(days=3), 9, partial(scan, told, SUMMER))
    follow_summer(told)
    told.later(NEXT - timedelta(days=4), 10, partial(call_next, told))


def set_rules(told: Sittings, now: datetime) -> None:
    """Set the rules of the two kinds of meeting."""
    township, keeper = told.story.units["990101"], told.story.units["990101-DZ"]
    common: dict[str, Any] = {
        "unit": township,
        "keeper": keeper,
        "since": BEGIN,
        "by": told.who("first"),
        "now": now,
    }
    meetings.set_meeting_kind(
        name="党委会",
        party=True,
        members=9,
        quorum=Share.OVER_HALF,
        weighty_quorum=Share.TWO_THIRDS,
        passing=Share.OVER_HALF,
        notice_days=2,
        minutes_days=5,
        accept_days=3,
        checks=CHECKS,
        basis="《云岭乡党委会议事规则（示例）》",
        **common,
    )
    meetings.set_meeting_kind(
        name="乡长办公会", members=7, minutes_days=5, basis="《云岭乡政府工作规则（示例）》", **common
    )


def rule() -> MeetingKind:
    """Return the rule of the party committee's meetings."""
    found: MeetingKind = MeetingKind.objects.get(name="党委会")
    return found


def prepared(told: Sittings, day: date, now: datetime) -> Meeting:
    """Prepare a meeting of the party committee for a day."""
    return meetings.prepare_meeting(
        kind=rule(),
        held_on=day,
        starts="09:00",
        place="乡政府三楼会议室",
        chair=told.story.posts["first"],
        recorder=told.story.posts["clerk"],
        by=told.who("clerk"),
        now=now,
    )


def tabled(told: Sittings, meeting: Meeting, title: str, presenter: str, now: datetime, **more: Any) -> None:
    """Put a matter on the agenda of a meeting."""
    item = agenda.put_item(
        kind=rule(),
        title=title,
        presenter=told.story.posts[presenter],
        by=told.who("clerk"),
        now=now,
        **more,
    )
    agenda.table_item(item, meeting=meeting, by=told.who("clerk"), now=now)


def put_for_spring(told: Sittings, now: datetime) -> None:
    """Prepare and call the meeting in spring."""
    meeting = prepared(told, SPRING, now)
    plan = Basis.objects.get(number="示县防〔2025〕7号")
    tabled(told, meeting, "汛前排查和沟渠清淤", "leader", now, about=plan.ref)
    tabled(told, meeting, "敬老院消防设施改造资金安排", "leader2", now, weight=Weight.FUNDS)
    tabled(told, meeting, "农业办负责人拟任人选", "head-dz", now, weight=Weight.APPOINTMENT, inner=True)
    tabled(told, meeting, "传达全县安全生产工作会议精神", "head-aj", now)
    meetings.call_meeting(meeting, by=told.who("clerk"), now=now)


def held(told: Sittings, day: date, number: int, now: datetime) -> list[MeetingItem]:
    """Record who was there, and return the matters in their order."""
    meeting = meetings.hold_meeting(
        Meeting.objects.get(held_on=day),
        held_on=day,
        number=number,
        members=9,
        present=8,
        excused=1,
        attending=6,
        attendance=ATTENDANCE,
        by=told.who("clerk"),
        now=now,
    )
    return list(meeting.items.order_by("position"))


def settled(told: Sittings, item: MeetingItem, now: datetime, **said: Any) -> MeetingItem:
    """Record an outcome: all agreed, unless said otherwise."""
    values: dict[str, Any] = {"result": Result.AGREED, "unanimous": True} | said
    outcome = Settled(**values)
    return agenda.settle_item(item, outcome, by=told.who("clerk"), now=now)


def decided(
    told: Sittings,
    item: MeetingItem,
    text: str,
    parts: dict[str, Part],
    now: datetime,
    kind: DecisionKind = DecisionKind.REQUIRED,
) -> None:
    """Record a decision; its parts are remembered by their names."""
    by = told.who("clerk")
    made = decisions.decide(item, text=text, parts=list(parts.values()), kind=kind, by=by, now=now)
    told.made |= {name: one.pk for name, one in zip(parts, made, strict=True)}


def hold_in_spring(told: Sittings, now: datetime) -> None:
    """Hold the meeting in spring: clearing ditches in three villages, money for the nursing home, two more."""
    posts, units = told.story.posts, told.story.units
    flood, home, person, safety = held(told, SPRING, 5, now)
    settled(told, flood, now, words="会议指出，清淤要赶在主汛期之前，先险后易。")
    helped: dict[str, Any] = {"assisting": [units["990101-AJ"]], "rhythm": Rhythm.MONTHLY}
    due = SPRING + timedelta(days=36)
    parts = {
        "ditch-a": Part(lead=posts["cadre"], due=due, share="清理上坪村后山沟", **helped),
        "ditch-b": Part(lead=posts["cadre02"], due=due, share="清理下坪村河湾段", **helped),
        "ditch-c": Part(lead=posts["cadre03"], due=due, share="清理老街排洪沟下段", **helped),
    }
    decided(told, flood, "汛前完成三个村的沟渠清淤", parts, now)
    settled(
        told,
        home,
        now,
        unanimous=False,
        votes=(6, 0, 1),
        recused=1,
        recusal="1名委员的亲属在投标单位任职，回避。",
        dissent="1名委员认为应先做一楼，弃权。",
        checks=[Check.LEGAL, Check.INTEGRITY],
        words="资金从年度民生项目中列支，按规定招标。",
    )
    decided(
        told,
        home,
        "实施敬老院消防设施改造",
        {"home": Part(lead=posts["head-ms"], due=SPRING + timedelta(days=150), rhythm=Rhythm.MONTHLY)},
        now,
    )
    decide_on_people_and_papers(told, person, safety, now)


def decide_on_people_and_papers(
    told: Sittings, person: MeetingItem, safety: MeetingItem, now: datetime
) -> None:
    """Settle the inner matter, and what is only to be taken note of."""
    posts = told.story.posts
    settled(told, person, now, checks=[Check.COMMENTS], words="会议同意按程序上报拟任人选。")
    decided(
        told,
        person,
        "按程序上报拟任人选",
        {"person": Part(lead=posts["head-dz"], due=SPRING + timedelta(days=20))},
        now,
    )
    settled(told, safety, now, result=Result.HEARD, unanimous=False)
    decided(
        told,
        safety,
        "各站所办传达学习会议精神",
        {"spirit": Part(lead=posts["head-aj"])},
        now,
        DecisionKind.FOR_NOTE,
    )


def sign(told: Sittings, day: date, now: datetime) -> None:
    """Draft the minutes, let the head of the office agree to them, and the chair sign."""
    meeting = Meeting.objects.get(held_on=day)
    draft = minutes.draft_minutes(
        meeting,
        text=minutes.proposed_minutes(meeting),
        handed_to="各村，各站所办",
        by=told.who("clerk"),
        now=now,
    )
    minutes.agree_minutes(meeting, digest=draft.digest, by=told.who("head-dz"), now=now)
    minutes.sign_minutes(
        meeting, digest=draft.digest, password=PASSWORD, by=told.who("first"), now=now, machine_now=now
    )


def scan(told: Sittings, day: date, now: datetime) -> None:
    """Put a scan of the paper that was signed by hand beside the signed minutes."""
    paper = receive(io.BytesIO(photo("sheet", seed=day.toordinal(), taken=now)), name="会议纪要签字页.jpg")
    meeting = Meeting.objects.get(held_on=day)
    minutes.add_minutes_scans(meeting, uploads=[paper], by=told.who("clerk"), now=now)


def follow_spring(told: Sittings) -> None:
    """Let the decisions of spring go their ways: in time, returned and late, carried over, made a task."""
    taken = {
        "ditch-a": "cadre",
        "ditch-b": "cadre02",
        "ditch-c": "cadre03",
        "home": "head-ms",
        "person": "head-dz",
    }
    for name, who in (*taken.items(), ("spirit", "head-aj")):
        told.later(SPRING + timedelta(days=3), 10, partial(take_on, told, name, who))
    told.later(
        SPRING + timedelta(days=20), 15, partial(progress, told, "ditch-a", "cadre", "后山沟清了一半。")
    )
    told.later(
        SPRING + timedelta(days=30),
        10,
        partial(report, told, "ditch-a", "cadre", "后山沟全段清完。"),
    )
    told.later(SPRING + timedelta(days=33), 10, partial(verify, told, "ditch-a", "到现场看过，沟底见石。"))
    told.later(SPRING + timedelta(days=34), 10, partial(close, told, "ditch-a"))
    told.later(SPRING + timedelta(days=35), 10, partial(report, told, "ditch-b", "cadre02", "河湾段已清理。"))
    told.later(SPRING + timedelta(days=36), 16, partial(give_back, told, "ditch-b"))
    told.later(
        SPRING + timedelta(days=45), 10, partial(report, told, "ditch-b", "cadre02", "桥下余泥已清走。")
    )
    told.later(SPRING + timedelta(days=47), 10, partial(verify, told, "ditch-b", "桥下已清空。"))
    told.later(SPRING + timedelta(days=48), 10, partial(close, told, "ditch-b"))
    told.later(SPRING + timedelta(days=15), 10, partial(report, told, "person", "head-dz", "材料已上报。"))
    told.later(SPRING + timedelta(days=17), 10, partial(verify, told, "person", "回执齐全。"))
    told.later(SPRING + timedelta(days=18), 10, partial(close, told, "person"))
    told.later(SPRING + timedelta(days=10), 10, partial(make_task, told, "home"))


def take_on(told: Sittings, name: str, who: str, now: datetime) -> None:
    """Let the lead take a decision on."""
    decisions.accept_decision(told.decision(name), by=told.who(who), now=now)


def progress(told: Sittings, name: str, who: str, words: str, now: datetime) -> None:
    """Let the lead say how far it is."""
    decisions.report_progress(told.decision(name), words=words, by=told.who(who), now=now)


def report(told: Sittings, name: str, who: str, words: str, now: datetime) -> None:
    """Let the lead report a decision as done that day."""
    decisions.report_decision(
        told.decision(name), done_on=local_day(now), words=words, by=told.who(who), now=now
    )


def verify(told: Sittings, name: str, words: str, now: datetime) -> None:
    """Let a leader see that it is done."""
    decisions.verify_decision(told.decision(name), words=words, by=told.who("leader"), now=now)


def give_back(told: Sittings, name: str, now: datetime) -> None:
    """Return a decision as not done."""
    decisions.return_decision(
        told.decision(name), reason="桥下还有余泥，没有清到底。", by=told.who("leader"), now=now
    )


def close(told: Sittings, name: str, now: datetime) -> None:
    """Let the first responsible person close a decision."""
    decisions.close_decision(told.decision(name), words="同意办结。", by=told.who("first"), now=now)


def make_task(told: Sittings, name: str, now: datetime) -> None:
    """Make a task of a decision."""
    decision_moves.task_of_decision(told.decision(name), by=told.who("leader2"), now=now)


def put_for_summer(told: Sittings, now: datetime) -> None:
    """Prepare and call the meeting in summer; the ditch that is not done goes on its agenda."""
    meeting = prepared(told, SUMMER, now)
    tabled(told, meeting, "听取沟渠清淤议定事项办理情况", "leader", now, about=told.decision("ditch-c").ref)
    tabled(told, meeting, "暑期防溺水工作", "leader2", now)
    meetings.call_meeting(meeting, by=told.who("clerk"), now=now)


def hold_in_summer(told: Sittings, now: datetime) -> None:
    """Hold the meeting in summer: one decision is carried over, one made for three villages."""
    posts = told.story.posts
    ditch, water = held(told, SUMMER, 9, now)
    ditch = settled(told, ditch, now, result=Result.HEARD, unanimous=False, words="下段因道路施工没有清完。")
    decision_moves.carry_decision(
        told.decision("ditch-c"),
        item=ditch,
        due=SUMMER + timedelta(days=30),
        words="道路施工结束后立即清理，期间加强值守。",
        by=told.who("clerk"),
        now=now,
    )
    settled(told, water, now, words="会议要求各村把水域责任人、警示牌、救生杆逐处对上。")
    due = SUMMER + timedelta(days=24)
    parts = {
        "water-a": Part(lead=posts["cadre05"], due=due, rhythm=Rhythm.WEEKLY),
        "water-b": Part(lead=posts["cadre08"], due=due, rhythm=Rhythm.WEEKLY),
        "water-c": Part(lead=posts["cadre10"], rhythm=Rhythm.WEEKLY),
    }
    decided(told, water, "逐处核对水域警示牌和救生杆，缺的补齐", parts, now)


def follow_summer(told: Sittings) -> None:
    """Let the decisions of summer stand where the story ends: under way, to be verified, to be taken on."""
    told.later(SUMMER + timedelta(days=4), 10, partial(take_on, told, "water-a", "cadre05"))
    told.later(SUMMER + timedelta(days=4), 15, partial(take_on, told, "water-b", "cadre08"))
    told.later(
        SUMMER + timedelta(days=11), 10, partial(progress, told, "water-a", "cadre05", "十一处已核对九处。")
    )
    told.later(SUMMER + timedelta(days=16), 10, partial(report, told, "water-b", "cadre08", "六处全部补齐。"))


def call_next(told: Sittings, now: datetime) -> None:
    """Prepare and call the meeting after the story's end, and put a matter before it that still waits."""
    meeting = prepared(told, NEXT, now)
    tabled(told, meeting, "上半年责任落实情况", "head-dz", now)
    meetings.call_meeting(meeting, by=told.who("clerk"), now=now)
    agenda.put_item(
        kind=rule(),
        title="老街路灯改造",
        detail="请研究是否列入下半年项目。",
        by=told.who("head-ms"),
        now=now,
    )
