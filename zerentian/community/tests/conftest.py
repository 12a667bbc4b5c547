"""A notice in the cast's township and how it is brought on its way; a venue, and what is planned there."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from zerentian.community.actions import activities, notices, venues
from zerentian.community.actions import inquiries as acts
from zerentian.community.actions.activities import Plan
from zerentian.community.actions.notices import Text
from zerentian.community.actions.questions import log_question
from zerentian.community.models.inquiries import Told
from zerentian.community.rules.activities import Kind
from zerentian.community.rules.inquiries import Applicant, Channel, Outcome
from zerentian.community.rules.notices import Part, Sort
from zerentian.community.rules.questions import Origin, Urgency
from zerentian.duties.actions import adopt_duty
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.actions.areas import open_area

TODAY = date(2026, 3, 2)
BEGIN = datetime(2026, 3, 7, 14, 0, tzinfo=LOCAL)
HOURS = ["8:30-12:00，14:30-17:30"] * 5 + ["9:00-17:00", ""]
ASKED = acts.Asked(
    title="2025年耕地补贴发放明细",
    text="下坪村2025年耕地地力保护补贴的发放面积和金额。",
    applicant=Applicant.PERSON,
    told=Told("某申请人", "13900001111", "示例街9号"),
    way="纸质，窗口领取",
)
SAID = {
    "text": "下坪村发放面积1200亩，金额12.6万元。",
    "where": "便民服务中心窗口，凭查询码领取。",
    "reason": "",
    "organ": "示例县人民政府",
    "court": "示例县人民法院",
}
NOTICE = Text(
    title="3月5日停水检修",
    summary="3月5日白天检修主管道，下坪方向停水。",
    said={
        Part.WHO: "下坪方向用自来水的住户",
        Part.WHAT: "检修主管道，停水一天",
        Part.WHERE: "水厂到下坪一线",
        Part.TIMES: "3月5日8:00到18:00",
        Part.TO_DO: "请提前一天存好用水",
        Part.ASK: "水管站 0731-87654321",
    },
    formed_on=TODAY,
    until=date(2026, 3, 6),
    tell_by=date(2026, 3, 4),
)
ANSWER = Text(
    title="关于井水发黄的回应",
    summary="井水检测合格，发黄是铁锰偏高，正在换滤料。",
    said={
        Part.QUESTION: "井水为什么发黄，能不能喝",
        Part.FACTS: "取样三处，铁锰略高，其余合格",
        Part.SOURCE: "县疾控中心2026年3月1日检测报告",
        Part.DOING: "水管站正在换滤料",
    },
    formed_on=TODAY,
    next_update_on=date(2026, 3, 9),
)
CORRECTION = Text(
    title="关于停发补贴的更正",
    summary="补贴没有停发，3月20日前到账。",
    said={
        Part.QUESTION: "今年的耕地补贴是不是不发了",
        Part.FACTS: "补贴照发，3月20日前到账",
        Part.CHECKED: "核对县财政局拨款文件",
        Part.CONFIRMED_BY: "县财政局农业科",
        Part.DISPUTE: "在本页提出异议，或到便民服务中心说明",
    },
    formed_on=TODAY,
)


@pytest.fixture
def wrote(office, clerk, now):
    """Write a text in the name of the office."""

    def write(text=NOTICE, sort=Sort.NOTICE, **said):
        known = {"unit": office, "by": clerk, "now": now} | said
        return notices.write_notice(text, sort=sort, **known)

    return write


@pytest.fixture
def reviewed(wrote, clerk, office_head, now):
    """A text that another person has reviewed."""

    def review(*args, **said):
        notice = notices.submit_notice(wrote(*args, **said), by=clerk, now=now)
        return notices.clear_notice(notice, words="不涉密，没有个人信息", by=office_head, now=now)

    return review


@pytest.fixture
def released(reviewed, office_head, now):
    """A text that is public."""

    def release(*args, **said):
        moment = now + timedelta(minutes=5)
        return notices.release_notice(reviewed(*args, **said), by=office_head, now=moment)

    return release


@pytest.fixture
def question(office, clerk, now):
    """Something people ask, learnt of an hour ago."""
    return log_question(
        title="井水为什么发黄",
        unit=office,
        origin=Origin.ASKED,
        urgency=Urgency.ORDINARY,
        heard_at=now - timedelta(hours=1),
        by=clerk,
        now=now,
    )


@pytest.fixture
def duty(clerk, leader, administrator, now):
    """The duty to offer culture to everybody."""
    return adopt_duty(
        title="开展群众文化活动",
        area=open_area(code="culture", name="公共文化", by=administrator, now=now),
        post=clerk.posts_on(now.date())[0],
        rule=DueRule(Cadence.MONTHLY, day=28),
        demanded_by=Level.COUNTY,
        by=leader,
        now=now,
    )


@pytest.fixture
def venue(office, clerk, now):
    """The culture station."""
    return venues.open_venue(
        unit=office,
        name="文化站",
        place="示例街1号",
        hours=HOURS,
        equipment="舞台、椅子80把",
        by=clerk,
        now=now,
    )


@pytest.fixture
def plan(venue, duty):
    """A lecture for six."""

    def made(**said):
        known = {
            "title": "急救讲座",
            "kind": Kind.LECTURE,
            "venue": venue,
            "begins_at": BEGIN,
            "ends_at": BEGIN + timedelta(hours=2),
            "duty": duty,
            "capacity": 6,
        }
        return Plan(**known | said)

    return made


def but(text, **said):
    """Return a text that says some things otherwise."""
    return replace(text, **said)


@pytest.fixture
def receive(township, receptionist, now):
    """Register a request, today and at the counter unless said otherwise."""

    def received(asked=ASKED, **said):
        known = {
            "unit": township,
            "channel": Channel.COUNTER,
            "received_on": TODAY,
            "by": receptionist,
            "now": now,
        }
        return acts.receive_inquiry(asked, **known | said)

    return received


@pytest.fixture
def inquiry(receive):
    """A request that came today."""
    return receive().inquiry


@pytest.fixture
def answered(receptionist, leader, now):
    """Answer a request, drafted by one and released by another."""

    def answer(inquiry, outcome=Outcome.GIVEN, *, at=now, **said):
        acts.draft_answer(inquiry, outcome=outcome, **SAID | said, by=receptionist, now=at)
        return acts.release_answer(inquiry, by=leader, now=at)

    return answer


@pytest.fixture
def lecture(plan, office, clerk, now):
    """The lecture, announced."""
    return activities.announce_activity(plan(), unit=office, by=clerk, now=now)[0]
