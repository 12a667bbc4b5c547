"""Notices to residents: until when, by which way, on which ground, and every time that a step was taken."""

from datetime import timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import Exit, Kind, Route
from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.organization.actions.units import keep_organ
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.archive import case_archive
from zerentian.reports.notices import notices_of
from zerentian.reports.offline.verify import verify_bytes
from zerentian.reports.render.signs import named

from .test_letters import text

pytestmark = pytest.mark.django_db


def told(concern, viewer, now) -> dict[str, str]:
    """Return the text of each notice about a concern, by its code."""
    concern.refresh_from_db()
    return {one.code: text(one.compose()) for one in notices_of(concern, viewer=viewer, now=now)}


def taken_on(concern, kind, category, office, receptionist, clerk, now, **how):
    """Triage, dispatch and accept a concern."""
    actions.triage_concern(concern, kind=kind, category=category, by=receptionist, now=now, **how)
    concern.refresh_from_db()
    actions.dispatch_concern(concern, unit=office, by=receptionist, now=now)
    concern.refresh_from_db()
    return actions.accept_concern(concern, by=clerk, now=now)


@pytest.mark.parametrize(
    ("route", "way"),
    [
        (Route.PETITION, "第三十一条第六项，听取您陈述的事实和理由"),
        (Route.ARBITRATION, "第三十一条第二项，导入仲裁程序"),
    ],
)
def test_who_petitions_is_told_until_when_and_by_which_procedure(
    concern, category, neighbour_office, receptionist, neighbour_clerk, leader, now, route, way
):
    people = (category, neighbour_office, receptionist, neighbour_clerk, now)
    taken_on(concern, Kind.PETITION, *people, route=route)
    said = told(concern, leader, now)["accepted"]
    assert way in said
    # Sixty days from acceptance on the sixth route; the others run by their own procedures.
    assert ("最迟2026年5月6日答复您" in said) == (route == Route.PETITION)
    assert ("答复期限为2026年5月6日。" in said) == (route == Route.PETITION)


def test_a_notice_after_the_due_day_promises_no_day_that_is_over(dispatched, neighbour_clerk, leader, now):
    late = now + timedelta(days=30)
    actions.accept_concern(dispatched, by=neighbour_clerk, now=late)
    said = told(dispatched, leader, late)["accepted"]
    assert "原定2026年3月9日答复，已经超过，将尽快答复您。" in said
    assert "最迟" not in said


def test_what_is_due_in_hours_is_promised_to_the_minute(
    concern, category, neighbour_office, receptionist, neighbour_clerk, leader, now
):
    people = (category, neighbour_office, receptionist, neighbour_clerk, now)
    taken_on(concern, Kind.HELP, *people, urgency=Urgency.URGENT)
    assert "最迟2026年3月2日11:00答复您。" in told(concern, leader, now)["accepted"]


def test_every_time_a_matter_was_shown_another_way_has_its_notice(triaged, receptionist, leader, now):
    def shown(reason, moment):
        exit = {"exit": Exit.LEGAL, "reason": reason, "where": "县仲裁委员会"}
        actions.show_another_way(triaged, by=receptionist, now=moment, **exit)
        triaged.refresh_from_db()

    shown("先经仲裁。", now)
    actions.reopen_concern(triaged, reason="仲裁不受理", by=receptionist, now=now + timedelta(days=9))
    shown("可以起诉。", now + timedelta(days=20))
    found = told(triaged, leader, now)
    assert "先经仲裁。" in found["not-taken"]
    assert "可以起诉。" in found["not-taken-2"]
    assert "2026年3月22日" in found["not-taken-2"]


@pytest.mark.parametrize("kind", [Kind.HELP, Kind.PETITION])
@pytest.mark.parametrize("exit", list(Exit))
def test_what_is_not_taken_on_says_on_which_ground(triaged, receptionist, leader, now, kind, exit):
    triaged.kind = kind
    triaged.save()
    actions.show_another_way(
        triaged, exit=exit, reason="另有途径。", where="县里的窗口", by=receptionist, now=now
    )
    said = told(triaged, leader, now)["not-taken"]
    decided = next(line for line in said.split("\n") if "经审查" in line)
    assert decided.count("，") >= 3
    assert decided.endswith("决定不予受理。") == (kind == Kind.PETITION)
    assert ("第三十一条" in decided) == (kind == Kind.PETITION and exit == Exit.LEGAL)


def test_more_time_for_a_petition_names_the_law_and_that_a_head_approved(
    concern, category, neighbour_office, receptionist, neighbour_clerk, leader, now
):
    people = (category, neighbour_office, receptionist, neighbour_clerk, now)
    accepted = taken_on(concern, Kind.PETITION, *people, route=Route.PETITION)
    actions.extend_clock(
        accepted, purpose=Purpose.ANSWER, days=20, reason="需要调取底图", approved_by=leader,
        told_on=now.date(), by=neighbour_clerk, now=now,
    )  # fmt: skip
    said = told(accepted, leader, now)["extended-1"]
    assert "依照《信访工作条例》第三十四条，经本机关负责人批准，答复期限由2026年5月6日延长至" in said
    assert "需要调取底图。" in said


def test_what_was_withdrawn_is_confirmed_to_who_may_not_have_done_it(concern, resident, leader, now):
    actions.withdraw_concern(concern, by=resident, now=now, words="已经修好了")
    said = told(concern, leader, now)["withdrawn"]
    assert "由您本人撤回" in said
    assert "已经修好了。" in said
    assert "不是您本人撤回的" in said


def test_a_receipt_says_what_the_code_opens_what_the_secret_and_where_to_ask(
    concern, township, administrator, leader, now
):
    keep_organ(
        township, government="云岭乡人民政府", party="", address="正街20号", telephone="0000-8800110", hours="",
        by=administrator, now=now,
    )  # fmt: skip
    said = told(concern, leader, now)["receipt"]
    assert "凭查询码可以随时查询办到哪一步；补充材料、评价办理结果，还要用登记时给您的密码。" in said
    assert "带本回执到云岭乡人民政府（地址：正街20号，电话：0000-8800110）查询。" in said


@pytest.fixture
def pictured(said, township, resident, now):
    """A concern whose writer used signs that no font here prints."""
    text = "路灯坏了👍🏽，𪚥先生和\ue000都看见了"
    from_phone = type(said)(text=text, title=text, category=said.category, contact=said.contact)
    how = {"unit": township, "channel": "form", "by": resident, "now": now}
    return actions.receive_concern(from_phone, **how).concern


def test_no_sign_of_a_residents_keeps_a_paper_from_being_printed(pictured, receptionist, leader, now):
    (receipt,) = [one for one in notices_of(pictured, viewer=leader, now=now) if one.code == "receipt"]
    made = print_paper(pictured, receipt.compose(), kind="notice", forms=("docx", "pdf"), by=leader, now=now)
    for form, data in made.items():
        found = verify_bytes(data, f"receipt.{form}")
        assert found.holds
        assert any(
            "路灯坏了〔表情〕，〔缺字U+2A6A5〕先生和〔缺字U+E000〕都" in line["text"] for line in found.shown
        )
    with case_archive(pictured, by=receptionist, now=now) as packed:
        assert verify_bytes(packed.read(), "case.zip").holds


@pytest.mark.parametrize(
    ("sign", "said"),
    [("👍", "〔表情〕"), ("🏽", ""), ("\u20dd", ""), ("𪚥", "〔缺字U+2A6A5〕"), ("\ue000", "〔缺字U+E000〕")],
)
def test_a_sign_is_named_by_what_it_is(sign, said):
    assert named(sign) == said


def test_an_opinion_says_until_when_a_recheck_is_asked_for_and_whom_to_ask_where(
    rechecked, county, administrator, leader, now
):
    keep_organ(
        county, government="示例县人民政府", party="", address="城中路1号", telephone="0000-12345", hours="",
        by=administrator, now=now,
    )  # fmt: skip
    said = told(rechecked, leader, now)["opinion-review"]
    assert "不服的，收到之日起三十日内可以申请复核。" in said
    assert "向示例县人民政府的上一级机关申请复核。" in said
    assert "名称、地址和电话，可以向示例县人民政府（地址：城中路1号，电话：0000-12345）询问。" in said


def test_an_opinion_of_a_unit_below_another_names_who_rechecks(answered, township, county, demo, leader, now):
    review = answered.reviews.create(
        level="review", unit=township, request="请复查", asked_on=now.date(), in_time=True,
        outcome="upheld", reasons="事实清楚", decided_on=now.date(), decided_by=demo,
    )  # fmt: skip
    assert review.unit.parent_on(now.date()) == county
    assert (
        f"三十日内向{county.organ_on(now.date())}申请复核。" in told(answered, leader, now)["opinion-review"]
    )
