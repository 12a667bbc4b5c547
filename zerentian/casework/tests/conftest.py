"""A township's categories, its function list, and a concern about a broken street lamp."""

from datetime import date

import pytest

from zerentian.casework import actions
from zerentian.casework.models import ClockRun
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.casework.rules.replies import Decision
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.duties.models import FunctionItem
from zerentian.duties.rules.functions import FunctionKind
from zerentian.organization.models import Account

PARTS = {
    "request": "修复上坪村口不亮的路灯",
    "facts_found": "3月2日现场查看，村口第二盏路灯控制器损坏。",
    "rule_cited": "《云岭乡公共照明管护办法》（示例）第四条",
    "reasons": "该路灯在村级管护范围内，损坏后应当在五个工作日内修复。",
    "next_steps": "3月6日前更换控制器，村委会负责夜间复查。",
    "review_notice": "如不服本答复，可自收到之日起三十日内向示例县人民政府申请复查。",
}


@pytest.fixture
def category(township, receptionist, now):
    return actions.keep_category(
        unit=township, code="lamp", name="路灯照明", group=Group.BUILDING, by=receptionist, now=now
    )


@pytest.fixture
def conduct(township, receptionist, now):
    """A category of complaints about the office itself."""
    return actions.keep_category(
        unit=township,
        code="conduct",
        name="办事作风",
        group=Group.CONDUCT,
        kind=Kind.COMPLAINT,
        by=receptionist,
        now=now,
    )


@pytest.fixture
def function(township, db):
    """A basic function on the township's list, which a village may be given."""
    return FunctionItem.objects.create(
        unit=township,
        path=township.path,
        number="7",
        kind=FunctionKind.BASIC,
        category="民生",
        name="村级路灯管护",
    )


@pytest.fixture
def resident(db):
    """The system actor behind the public form."""
    return Account.objects.system("public")


@pytest.fixture
def said(category):
    return actions.Said(
        text="村口第二盏路灯坏了半个月，晚上学生走路看不清。",
        title="村口路灯不亮",
        category=category,
        place="上坪村口",
        contact=actions.Reachable(name="示例群众", phone="13900000000"),
    )


@pytest.fixture
def receipt(said, township, resident, now):
    return actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now)


@pytest.fixture
def concern(receipt):
    return receipt.concern


@pytest.fixture
def triaged(concern, category, receptionist, now):
    return actions.triage_concern(concern, kind=Kind.HELP, category=category, by=receptionist, now=now)


@pytest.fixture
def dispatched(triaged, neighbour_office, receptionist, now):
    actions.dispatch_concern(triaged, unit=neighbour_office, by=receptionist, now=now)
    triaged.refresh_from_db()
    return triaged


@pytest.fixture
def accepted(dispatched, neighbour_clerk, now):
    return actions.accept_concern(dispatched, by=neighbour_clerk, now=now)


@pytest.fixture
def drafted(accepted, neighbour_clerk, now):
    actions.draft_reply(accepted, decision=Decision.SUPPORTED, parts=PARTS, by=neighbour_clerk, now=now)
    accepted.refresh_from_db()
    return accepted


@pytest.fixture
def answered(drafted, leader, now):
    actions.release_reply(drafted, told="code_page", by=leader, now=now)
    drafted.refresh_from_db()
    return drafted


@pytest.fixture
def rechecked(answered, county, demo, now):
    """A concern on whose recheck the superior sits; the recheck is due on 1 April."""
    asked = {"request": "示例：请求复查", "unit": county, "by": demo, "now": now}
    review = actions.ask_review(answered, level=Level.REVIEW, **asked)
    actions.decide_review(review, outcome=Outcome.UPHELD, reasons="示例", by=demo, now=now)
    actions.ask_review(answered, level=Level.RECHECK, **asked)
    run = ClockRun.objects.get(concern=answered, purpose=Purpose.RECHECK)
    assert run.due == date(2026, 4, 1)
    answered.refresh_from_db()
    return answered


@pytest.fixture
def brought(township, category, resident, now):
    """Receive a message, with a phone or from nobody known."""

    def receive(text, phone="", **how):
        contact = actions.Reachable(name="示例", phone=phone) if phone else actions.Reachable()
        said = actions.Said(text=text, title="锦绣花园水泵噪音", category=category, contact=contact)
        how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now} | how
        return actions.receive_concern(said, **how).concern

    return receive
