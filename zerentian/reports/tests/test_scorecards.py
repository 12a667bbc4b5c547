"""Scorecards: rules before the period, marks by a closed set of rules at a seal, objections, and what is refused."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties.actions import tasks as tasking
from zerentian.evidence.actions import receive
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.posts import appoint
from zerentian.reports.actions import scorecard_marks as marks
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.actions.scorecards import (
    add_item,
    draft_scorecard,
    publish_rules,
    remove_item,
    rules_stand,
    withdraw_scorecard,
)
from zerentian.reports.checking import outcome_of
from zerentian.reports.models import Scorecard, ScoreItem, ScoreMark, ScoreObjection
from zerentian.reports.rules.document import plain_paragraphs
from zerentian.reports.rules.scorecards import (
    ItemRule,
    MarkRule,
    NoMark,
    Reached,
    check_figure,
    check_title,
    mark_of,
    points,
    read_steps,
    summed,
)
from zerentian.reports.scorecards import changed_since, lines_of, scorecard_paper, sums_of
from zerentian.reports.shown.scorecards import cards_waiting

from .scorecards import AFTER, PERIOD, mark_at, said

# -- the closed set of rules ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "reached", "mark"),
    [
        (ItemRule(MarkRule.SHARE, 20), Reached(833, 12, True), 1666),
        (ItemRule(MarkRule.TARGET, 10, target=90), Reached(450, 20, True), 500),
        (ItemRule(MarkRule.TARGET, 10, target=4), Reached(9), 1000),
        (ItemRule(MarkRule.STEPS, 10, steps=((95, 100), (80, 60))), Reached(949, 20, True), 600),
        (ItemRule(MarkRule.STEPS, 10, steps=((95, 100), (80, 60))), Reached(799, 20, True), 0),
        (ItemRule(MarkRule.THRESHOLD, 10, target=0, at_most=True), Reached(1), 0),
        (ItemRule(MarkRule.THRESHOLD, 10, target=85), Reached(850, 20, True), 1000),
        (ItemRule(MarkRule.DEDUCT, 5, deduct=150), Reached(2), 200),
        (ItemRule(MarkRule.DEDUCT, 5, deduct=150), Reached(4), 0),
        (ItemRule(MarkRule.DEDUCT, 5, deduct=150), Reached(-3), 500),
        (ItemRule(MarkRule.SHARE, 20), Reached(1250, 12, True), 2000),
        (ItemRule(MarkRule.TARGET, 10, target=4), Reached(-2), 0),
    ],
)
def test_each_rule_gives_the_mark_it_says(item, reached, mark):
    assert mark_of(item, reached).mark == mark


def test_what_is_unknown_or_rests_on_few_cases_is_neither_full_nor_nothing():
    share = ItemRule(MarkRule.SHARE, 20)
    assert mark_of(share, Reached(None, 0, True)).why is NoMark.UNKNOWN
    assert mark_of(share, Reached(1000, 4, True)).why is NoMark.FEW
    assert mark_of(share, Reached(1000, 5, True)).mark == 2000
    assert summed([(20, 1500), (30, None)]) == summed([(30, None), (20, 1500)])
    total = summed([(20, 1500), (30, None)])
    assert (total.earned, total.assessed, total.left_out) == (1500, 20, 30)


@given(
    rule=st.sampled_from([rule for rule in MarkRule if rule is not MarkRule.HAND]),
    weight=st.integers(1, 100),
    target=st.integers(1, 100),
    deduct=st.integers(1, 10_000),
    low=st.integers(0, 1000),
    more=st.integers(0, 1000),
)
def test_a_mark_stays_within_its_weight_and_more_reached_never_gives_less(
    rule, weight, target, deduct, low, more
):
    item = ItemRule(rule, weight, target, ((target, 100), (target // 2, 50)), deduct)
    ratio = rule is not MarkRule.DEDUCT
    lower, higher = (mark_of(item, Reached(value, 9, ratio)).mark for value in (low, min(low + more, 1000)))
    assert 0 <= lower <= weight * 100
    assert 0 <= higher <= weight * 100
    assert lower >= higher if rule is MarkRule.DEDUCT else lower <= higher


def test_steps_are_read_as_people_type_them_and_nonsense_is_named():
    assert read_steps("85%=80%；95 = 100, 70：50") == ((95, 100), (85, 80), (70, 50))
    for wrong in ("95", "95=120", "90=50；80=60", "90=50；90=40", ""):
        with pytest.raises(NotAllowed, match="分档"):
            read_steps(wrong)
    assert [points(one) for one in (0, 25, 750, 10000)] == ["0", "0.25", "7.5", "100"]


# -- boundaries: outcomes of units alone ---------------------------------------------------------------

TRACES = (
    "deeds.",
    "reports.",
    "evidence.",
    "meetings.",
    "forms.",
    "demands.",
    "personal.",
    "patrols.",
    "published.",
)


def test_only_figures_declared_as_outcomes_may_give_marks_and_none_counts_traces_of_work():
    outcomes = [code for code, figure in FIGURES.items() if figure.gives_marks]
    assert "tasks.on_time_share" in outcomes
    assert not [code for code in outcomes if code.startswith(TRACES)]
    for code in (
        "deeds.meeting",
        "reports.count",
        "deeds.evidenced_share",
        "personal.deployed",
        "forms.filled",
    ):
        with pytest.raises(NotAllowed, match="不能计分"):
            check_figure(FIGURES[code])


@pytest.mark.parametrize(
    "title", ["召开会议次数", "简报篇数", "现场照片", "在线时长", "学习笔记", "县级媒体报道"]
)
def test_what_counts_traces_is_refused_also_when_a_person_marks_it(title, card, first, now):
    with pytest.raises(NotAllowed, match="过程和留痕"):
        check_title(title, "")
    with pytest.raises(NotAllowed, match="过程和留痕"):
        add_item(card, said(title, 10, MarkRule.HAND, ""), by=first, now=now)
    with pytest.raises(NotAllowed, match="不能计分"):
        add_item(card, said("办理", 10, MarkRule.TARGET, "deeds.count", target=5), by=first, now=now)
    assert card.items.standing().count() == 2


def test_a_card_knows_units_and_no_table_of_it_a_person_or_a_place_in_an_order():
    named = {field.name for model in (ScoreItem, ScoreMark) for field in model._meta.fields}
    assert not named & {"position", "place", "order", "account", "person", "holder"}
    assert ScoreMark._meta.ordering == ["item__number", "scored__unit__code"]


# -- rules first ---------------------------------------------------------------------------------------


def test_rules_are_published_whole_and_before_the_period_and_then_stand(card, first, clerk, now):
    with pytest.raises(Forbidden):
        publish_rules(card, by=clerk, now=now)
    with pytest.raises(NotAllowed, match="考核期开始"):
        publish_rules(card, by=first, now=datetime(2026, 4, 1, 8, 0, tzinfo=LOCAL))
    extra = add_item(card, said("再加一项", 5), by=first, now=now)
    with pytest.raises(NotAllowed, match="现为105分"):
        publish_rules(card, by=first, now=now)
    remove_item(card, number=extra.number, by=first, now=now)
    card = publish_rules(card, by=first, now=now)
    assert Entry.objects.get(verb="scorecard.ruled").fact["rules"] == card.rules
    with pytest.raises(NotAllowed, match="刷新"):
        add_item(card, said(), by=first, now=now)
    assert rules_stand(card)
    ScoreItem.objects.filter(card=card, number=1).update(weight=59)
    assert not rules_stand(card), "rules changed behind the actions are noticed"
    with pytest.raises(NotAllowed, match="不一致"):
        marks.freeze_marks(card, by=first, now=AFTER)


def test_mostly_by_hand_is_refused_and_an_earlier_cards_items_can_be_taken_over(
    card, township, office, first, now
):
    copied = draft_scorecard(
        unit=township,
        title="下一期",
        basis="同上",
        period=Period.parse("2026Q3"),
        units=[office],
        objection_days=7,
        copied=card,
        by=first,
        now=now,
    )
    assert [item.weight for item in copied.items.standing()] == [60, 40]
    remove_item(copied, number=1, by=first, now=now)
    add_item(copied, said("再一项", 60, MarkRule.HAND, ""), by=first, now=now)
    with pytest.raises(NotAllowed, match="人工评定合计"):
        publish_rules(copied, by=first, now=now)


def test_only_units_below_are_assessed(township, county, office, first, outsider, now):
    base = {
        "title": "考核",
        "basis": "文件",
        "period": PERIOD,
        "objection_days": 7,
        "now": now,
    }
    with pytest.raises(NotAllowed, match="不是下级单位"):
        draft_scorecard(unit=township, units=[county], by=first, **base)
    with pytest.raises(Forbidden):
        draft_scorecard(unit=township, units=[office], by=outsider, **base)


def test_items_taken_out_do_not_count_against_the_most_there_may_be(card, first, now):
    for _ in range(30):
        item = add_item(card, said("再加一项", 5), by=first, now=now)
        remove_item(card, number=item.number, by=first, now=now)
    assert add_item(card, said("再加一项", 5), by=first, now=now).number == 33


def test_only_what_can_be_done_that_day_is_offered_on_a_card(card, first, client_of, now):
    page = reverse("reports:scorecard-detail", args=[card.pk])
    steps = {
        code: reverse("reports:scorecard-step", args=[card.pk, code])
        for code in ("rules", "freeze", "settle")
    }

    def offered():
        text = client_of(first).get(page).content.decode()
        return (
            [code for code, address in steps.items() if address in text],
            "考核期到" in text,
            "unit-" in text,
        )

    assert offered() == (["rules"], False, False)
    publish_rules(card, by=first, now=now)
    # The period has not begun: nothing is marked, and no table of dashes stands above the rules.
    assert offered() == ([], True, False)


def test_a_target_beyond_all_reason_is_refused_in_the_form_and_in_the_action(card, first, client_of, now):
    sent = {"title": "办理", "weight": 5, "rule": "target", "figure": "tasks.closed", "target": 10**30}
    assert client_of(first).post(reverse("reports:score-item-new", args=[card.pk]), sent).status_code == 422
    with pytest.raises(NotAllowed, match="目标值须在"):
        add_item(card, said(target=2**40), by=first, now=now)


def defined_anew(monkeypatch, code="tasks.overdue", **more):
    """Let a newer version of the program define a figure otherwise."""
    monkeypatch.setitem(FIGURES, code, replace(FIGURES[code], **{"definition": "另一种算法。"} | more))


def test_rules_are_not_published_on_a_figure_that_counts_something_else_by_now(card, first, now, monkeypatch):
    defined_anew(monkeypatch)
    with pytest.raises(NotAllowed, match="重新添加"):
        publish_rules(card, by=first, now=now)
    defined_anew(monkeypatch, kind="doing")
    with pytest.raises(NotAllowed, match="不能计分"):
        publish_rules(card, by=first, now=now)


def test_a_figure_defined_anew_after_the_rules_were_published_gives_no_mark(card, first, now, monkeypatch):
    card = publish_rules(card, by=first, now=now)
    defined_anew(monkeypatch)
    card = marks.freeze_marks(card, by=first, now=AFTER)
    mark = mark_at(card, "990101-DZ", 1)
    assert (mark.mark, mark.why, mark.said) == (None, NoMark.REDEFINED, "")
    monkeypatch.delitem(FIGURES, "tasks.overdue")
    assert changed_since(card) == []
    assert [row.sum.left_out for row in sums_of(card)] == [100, 100]


# -- marks, objections, the result ---------------------------------------------------------------------


def test_marks_follow_from_figures_at_a_seal_and_what_nobody_marked_is_not_zero(frozen):
    assert frozen.size
    assert frozen.objections_until == date(2026, 7, 10)
    assert mark_at(frozen, "990101-DZ", 1).mark == 6000
    unmarked = mark_at(frozen, "990101-DZ", 2)
    assert (unmarked.mark, unmarked.why) == (None, NoMark.UNMARKED)
    assert mark_at(frozen, "990101-ZF", 2).mark == 3550
    entry = Entry.objects.get(verb="scorecard.frozen")
    assert (entry.fact["marks"], entry.fact["unmarked"], entry.fact["size"]) == (3, 1, frozen.size)


def test_an_overdue_task_costs_its_unit_the_item_and_mending_it_later_shows_as_changed_since(
    card, office, office_head, first, leader, client_of, now
):
    post = office.posts.get(title="党政办经办人")
    tasking.assign_task(title="清理河道", post=post, due=date(2026, 5, 1), by=leader, now=now)
    card = publish_rules(card, by=first, now=now)
    card = marks.freeze_marks(card, by=first, now=AFTER)
    mark = mark_at(card, "990101-DZ", 1)
    assert (mark.said, mark.mark) == ("1件", 0)
    assert mark_at(card, "990101-ZF", 1).mark == 6000
    page = client_of(first).get(reverse("reports:scorecard-detail", args=[card.pk])).content.decode()
    assert page.index("党政办公室") < page.index("综治办公室"), (
        "units stand in the order of codes, whoever has more"
    )
    assert f"size={card.size}" in page


def test_marks_wait_for_the_end_of_the_period_and_nobody_marks_their_own_unit(card, first, office_head, now):
    card = publish_rules(card, by=first, now=now)
    with pytest.raises(NotAllowed, match="才结束"):
        marks.freeze_marks(card, by=first, now=now)
    item, own = card.items.get(number=2), card.scored.get(unit__code="990101-DZ")
    with pytest.raises(NotAllowed, match="本人所在单位"):
        marks.mark_by_hand(card, item=item, scored=own, mark=100, reason="好", by=office_head, now=AFTER)
    with pytest.raises(NotAllowed, match="0到40分"):
        marks.mark_by_hand(card, item=item, scored=own, mark=4001, reason="好", by=first, now=AFTER)


def test_an_objection_with_evidence_is_answered_by_another_post_and_both_marks_stay(
    frozen, office_head, first, leader, cadre, client_of
):
    mark = mark_at(frozen, "990101-DZ", 2)
    with pytest.raises(Forbidden):
        marks.object_to_mark(mark, reason="不对", by=cadre, now=AFTER)
    proof = receive(BytesIO("办结凭证".encode()), name="凭证.txt")
    objection = marks.object_to_mark(mark, reason="现场已核查", by=office_head, uploads=[proof], now=AFTER)
    with pytest.raises(NotAllowed, match="异议没有答复"):
        marks.settle_scorecard(frozen, by=first, now=AFTER + timedelta(days=8))
    with pytest.raises(NotAllowed, match="以外的岗位"):
        marks.answer_objection(objection, answer="维持", after=None, by=first, now=AFTER)
    offered = [offers_answer(frozen, account) for account in (office_head, first, leader)]
    assert offered == [False, False, True]  # nobody is offered what would be refused
    marks.answer_objection(objection, answer="凭证属实，补评", after=3000, by=leader, now=AFTER)
    mark.refresh_from_db()
    assert (mark.mark, mark.final) == (None, 3000)
    with pytest.raises(NotAllowed, match="已答复"):
        marks.answer_objection(objection, answer="再答", after=1, by=leader, now=AFTER)
    page = client_of(office_head).get(reverse("reports:scorecard-detail", args=[frozen.pk]))
    assert "凭证属实" in page.content.decode()
    sha = objection.files.get().file.sha256
    kept = client_of(office_head).get(reverse("reports:score-file", args=[frozen.pk, sha]))
    assert b"".join(kept.streaming_content) == "办结凭证".encode()
    kept.close()


def test_a_mark_by_hand_stands_beside_what_it_rests_on(card, office_head, first, outsider, client_of, now):
    card = publish_rules(card, by=first, now=now)
    item, scored = card.items.get(number=2), card.scored.get(unit__code="990101-ZF")
    said = {"item": item, "scored": scored, "by": office_head, "now": AFTER}
    proof = receive(BytesIO("抽查记录".encode()), name="抽查.txt")
    marks.mark_by_hand(card, mark=3000, reason="抽查三处", uploads=[proof], **said)
    again = [receive(BytesIO(words.encode()), name="x.txt") for words in ("抽查记录", "复核记录")]
    mark = marks.mark_by_hand(card, mark=3550, reason="抽查四处", uploads=again, **said)
    kept = [use.file for use in mark.files.all()]
    assert [file.name for file in kept] == ["抽查.txt", "x.txt"]
    assert {file.belongs_to for file in kept} == {card.ref}
    marks.freeze_marks(card, by=first, now=AFTER)
    text = client_of(office_head).get(reverse("reports:scorecard-detail", args=[card.pk])).content.decode()
    address = reverse("reports:score-file", args=[card.pk, kept[0].sha256])
    assert address in text
    sent = client_of(office_head).get(address)
    assert b"".join(sent.streaming_content) == "抽查记录".encode()
    assert client_of(outsider).get(address).status_code == 404


def offers_answer(card, account) -> bool:
    """Tell whether the page offers an account to answer an objection."""
    return any(line.may_answer for unit in lines_of(card, account) for line in unit.lines)


def test_who_holds_the_post_that_froze_the_marks_does_not_answer_either(
    card, office_head, first, leader, demo, now
):
    card = marks.freeze_marks(publish_rules(card, by=first, now=now), by=first, now=AFTER)
    objection = marks.object_to_mark(mark_at(card, "990101-DZ", 1), reason="不对", by=office_head, now=AFTER)
    assert card in Scorecard.objects.to_answer_by(leader)
    post = objection.mark.by_post
    assert post in first.posts_on(AFTER.date())
    first.appointments.update(last=date(2026, 6, 30))
    leader.appointments.update(last=date(2026, 6, 30))
    appoint(leader, post=post, first=date(2026, 7, 1), by=demo, now=AFTER)
    successor = type(leader).objects.get(pk=leader.pk)
    with pytest.raises(NotAllowed, match="以外的岗位"):
        marks.answer_objection(objection, answer="维持", after=None, by=successor, now=AFTER)


def test_a_withdrawn_card_says_so_on_paper_and_every_paper_how_it_is_rounded(card, first, now):
    card = publish_rules(card, by=first, now=now)
    withdraw_scorecard(card, reason="县里改了办法", by=first, now=now)
    card.refresh_from_db()
    paper = scorecard_paper(card, viewer=first, now=now)
    text = "\n".join(one.text for one in plain_paragraphs(paper))
    assert "（已撤回）" in paper.title
    assert "撤回理由：县里改了办法" in text
    assert "四舍五入" in text


def test_the_database_refuses_an_answer_by_who_objected(frozen, office_head):
    objection = marks.object_to_mark(
        mark_at(frozen, "990101-DZ", 1), reason="不对", by=office_head, now=AFTER
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreObjection.objects.filter(pk=objection.pk).update(
            answered_on=date(2026, 7, 4), answered_by=office_head, answer="对"
        )


def test_it_is_final_after_the_days_of_objection_and_published_with_a_digest(frozen, first, unit_of):
    with pytest.raises(NotAllowed, match="期满后再定稿"):
        marks.settle_scorecard(frozen, by=first, now=AFTER)
    later = AFTER + timedelta(days=8)
    with pytest.raises(NotAllowed, match="异议期到"):
        marks.object_to_mark(mark_at(frozen, "990101-DZ", 1), reason="晚了", by=first, now=later)
    card = marks.publish_result(marks.settle_scorecard(frozen, by=first, now=later), by=first, now=later)
    assert Entry.objects.get(verb="scorecard.published").fact["result"] == card.result
    with pytest.raises(NotAllowed, match="刷新"):
        withdraw_scorecard(card, reason="不算", by=first, now=later)


def test_withdrawing_a_contested_card_closes_its_objections_in_the_figures(frozen, office_head, first):
    from_office = mark_at(frozen, "990101-DZ", 1)
    marks.object_to_mark(from_office, reason="不对", by=office_head, now=AFTER)
    withdraw_scorecard(frozen, reason="县里改了办法", by=first, now=AFTER)
    seal(now=AFTER)
    period = Period.parse("2026")
    assert compute("scorecards.objections", unit="990100/990101", period=period).value == 1
    assert compute("scorecards.objections_open", unit="990100/990101", period=period).value == 0


# -- pages ---------------------------------------------------------------------------------------------


def test_a_card_is_written_published_and_read_on_its_pages(
    township, office, first, clerk, outsider, client_of, now
):
    browser = client_of(first)
    sent = {
        "unit": township.pk,
        "title": "二季度考核",
        "basis": "云政发〔2026〕9号",
        "period": "2026Q2",
        "objection_days": 7,
        "units": [office.pk],
    }
    assert browser.post(reverse("reports:scorecard-new"), sent | {"period": "春天"}).status_code == 422
    assert browser.post(reverse("reports:scorecard-new"), sent).status_code == 302
    card = Scorecard.objects.get(title="二季度考核")
    item = {"title": "按期办结", "weight": 100, "rule": "share", "figure": "tasks.on_time_share"}
    add = reverse("reports:score-item-new", args=[card.pk])
    assert browser.post(add, item | {"figure": "deeds.meeting"}).status_code == 422
    assert browser.post(add, item | {"title": "简报篇数"}).status_code == 422
    assert browser.post(add, item).status_code == 302
    assert client_of(clerk).get(reverse("reports:scorecard-detail", args=[card.pk])).status_code == 404
    assert browser.post(reverse("reports:scorecard-step", args=[card.pk, "rules"])).status_code == 302
    page = client_of(clerk).get(reverse("reports:scorecard-detail", args=[card.pk]))
    assert "按期办结" in page.content.decode()
    assert client_of(outsider).get(reverse("reports:scorecard-detail", args=[card.pk])).status_code == 404
    assert "二季度考核" in client_of(clerk).get(reverse("reports:scorecard-list")).content.decode()


def test_what_waits_stands_on_the_desks_of_those_whose_step_it_is(frozen, office_head, leader, first):
    def titles(account, when=AFTER):
        account.__dict__.pop("today", None)
        return [str(group.title) for group in cards_waiting(account, when, 5) if group.lines]

    assert "本单位初评得分" in titles(office_head)
    marks.object_to_mark(mark_at(frozen, "990101-DZ", 1), reason="不对", by=office_head, now=AFTER)
    assert "考核异议" in titles(leader)
    assert "考核异议" not in titles(office_head)
    assert "考核表：下一步" not in titles(first)


def test_the_paper_states_every_mark_with_its_numbers_and_verifies_alone(frozen, clerk, outsider):
    document = scorecard_paper(frozen, viewer=clerk, now=AFTER)
    printed = {"kind": "scorecard", "forms": ("html",), "now": AFTER}
    page = print_paper(frozen, document, by=clerk, **printed)["html"]
    assert "不排名次" in page.decode()
    assert "未能考核分值" in page.decode()
    assert outcome_of(page, "scorecard.html").verdict == "holds"
    assert outcome_of(page.replace(b"35.5", b"39.5"), "scorecard.html").verdict != "holds"
    with pytest.raises(NotAllowed, match="不能查看"):
        print_paper(frozen, document, by=outsider, **printed)
