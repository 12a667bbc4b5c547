"""What a scorecard's rules may say and when: every limit from both sides, and each refusal with its words."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.reports.rules.scorecards import (
    ItemRule,
    MarkRule,
    NoMark,
    Reached,
    check_figure,
    check_hand,
    check_item,
    check_over,
    check_publishable,
    check_title,
    mark_of,
    points,
    read_steps,
    rules_digest,
    summed,
    until,
    within,
)
from zerentian.reports.rules.scorecards import part as part_of

FIRST = date(2026, 4, 1)
DAY = timedelta(days=1)
FULL = (ItemRule(MarkRule.SHARE, 60), ItemRule(MarkRule.HAND, 40))


def figure(measure="ratio", *, gives_marks=True):
    return SimpleNamespace(measure=measure, gives_marks=gives_marks, label="按期率", label_en="on time")


def refused(words, check, *args):
    with pytest.raises(NotAllowed, match=words) as caught:
        check(*args)
    return caught.value


# -- Marks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "reached", "mark"),
    [
        (ItemRule(MarkRule.SHARE, 100), Reached(0, 5, True), 0),
        (ItemRule(MarkRule.SHARE, 1), Reached(5, 5, True), 1),
        (ItemRule(MarkRule.SHARE, 1), Reached(4, 5, True), 0),
        (ItemRule(MarkRule.TARGET, 10, target=3), Reached(1), 333),
        (ItemRule(MarkRule.TARGET, 10, target=3), Reached(2), 667),
        (ItemRule(MarkRule.TARGET, 10, target=3), Reached(3), 1000),
        (ItemRule(MarkRule.TARGET, 10, target=90), Reached(899, 5, True), 999),
        (ItemRule(MarkRule.STEPS, 10, steps=((95, 100), (80, 60))), Reached(950, 5, True), 1000),
        (ItemRule(MarkRule.STEPS, 10, steps=((95, 100), (80, 60))), Reached(800, 5, True), 600),
        (ItemRule(MarkRule.STEPS, 10, steps=((5, 100), (2, 60))), Reached(5), 1000),
        (ItemRule(MarkRule.STEPS, 10, steps=((5, 100), (2, 60))), Reached(4), 600),
        (ItemRule(MarkRule.STEPS, 10, steps=((5, 100), (2, 60))), Reached(1), 0),
        (ItemRule(MarkRule.THRESHOLD, 10, target=85), Reached(849, 5, True), 0),
        (ItemRule(MarkRule.THRESHOLD, 10, target=2, at_most=True), Reached(2), 1000),
        (ItemRule(MarkRule.THRESHOLD, 10, target=2, at_most=True), Reached(3), 0),
        (ItemRule(MarkRule.THRESHOLD, 10, target=2), Reached(2), 1000),
        (ItemRule(MarkRule.THRESHOLD, 10, target=2), Reached(1), 0),
        (ItemRule(MarkRule.THRESHOLD, 10), Reached(0), 1000),
        (ItemRule(MarkRule.DEDUCT, 5, deduct=150), Reached(0), 500),
        (ItemRule(MarkRule.DEDUCT, 5, deduct=150), Reached(3), 50),
        (ItemRule(MarkRule.DEDUCT, 5), Reached(3), 500),
    ],
)
def test_a_mark_changes_exactly_at_its_bound(item, reached, mark):
    found = mark_of(item, reached)
    assert (found.mark, found.why) == (mark, None)


@pytest.mark.parametrize(
    ("reached", "why"),
    [
        (Reached(None), NoMark.UNKNOWN),
        (Reached(None, 3, True), NoMark.UNKNOWN),
        (Reached(1000, None, True), NoMark.FEW),
        (Reached(1000, 0, True), NoMark.FEW),
        (Reached(1000, 4, True), NoMark.FEW),
    ],
)
def test_why_there_is_no_mark(reached, why):
    found = mark_of(ItemRule(MarkRule.SHARE, 10), reached)
    assert (found.mark, found.why) == (None, why)


def test_a_count_of_few_is_a_count_and_a_hand_mark_follows_from_no_figure():
    assert mark_of(ItemRule(MarkRule.TARGET, 10, target=1), Reached(1, 1)).mark == 1000
    with pytest.raises(LookupError, match="hand"):
        mark_of(ItemRule(MarkRule.HAND, 10), Reached(1))


@given(st.integers(0, 10_000), st.integers(0, 2_000), st.integers(1, 1_000))
def test_a_part_is_rounded_half_up_in_whole_numbers(full, amount, of):
    found = part_of(full, amount, of)
    assert 2 * of * found - of <= 2 * full * amount < 2 * of * found + of
    assert 0 <= within(found, full) <= full
    assert within(-1, full) == 0


def test_a_mark_of_nought_counts_and_one_that_is_missing_counts_on_neither_side():
    total = summed(iter([(20, 0), (30, None), (50, 4500)]))
    assert (total.earned, total.assessed, total.left_out) == (4500, 70, 30)
    assert summed([]).assessed == 0


@pytest.mark.parametrize(
    ("hundredths", "said"),
    [(5, "0.05"), (100, "1"), (1000, "10"), (1010, "10.1"), (1001, "10.01"), (9999, "99.99")],
)
def test_hundredths_are_said_as_points(hundredths, said):
    assert points(hundredths) == said


# -- Steps ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "steps"),
    [
        ("95=100", ((95, 100),)),
        ("80=60;95=100", ((95, 100), (80, 60))),
        ("95=100；；80=60，", ((95, 100), (80, 60))),
        ("95：100\n80:60", ((95, 100), (80, 60))),
        (" 95 % ＝ 100 % , 9999=0", None),
        ("95=60,80=60", ((95, 60), (80, 60))),
        ("9999=100,0=0", ((9999, 100), (0, 0))),
    ],
)
def test_steps_are_read_however_they_are_separated(typed, steps):
    if steps is None:
        refused("不能反而少", read_steps, typed)
    else:
        assert read_steps(typed) == steps


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("95=101", "看不懂分档“95=101”"),
        ("95=100；很多=1", "看不懂分档“很多=1”"),
        ("10000=1", "看不懂分档“10000=1”"),
        ("95=100；95=80", "界限不能重复"),
        ("95=60；80=61", "不能反而少"),
        (" ；\n", "至少一档"),
    ],
)
def test_a_step_that_cannot_be_is_named(typed, words):
    refused(words, read_steps, typed)


# -- What an item may be -------------------------------------------------------------------------------

SHARE = ItemRule(MarkRule.SHARE, 10)
RATIO, COUNT = figure("ratio"), figure("count")


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (replace(SHARE, weight=1), RATIO),
        (replace(SHARE, weight=100), RATIO),
        (ItemRule(MarkRule.HAND, 10), None),
        (ItemRule(MarkRule.DEDUCT, 10, deduct=1), COUNT),
        (ItemRule(MarkRule.DEDUCT, 10, deduct=1), figure("stock")),
        (ItemRule(MarkRule.STEPS, 10, steps=((1, 100),)), RATIO),
        (ItemRule(MarkRule.STEPS, 10, steps=((1, 100),)), COUNT),
        (ItemRule(MarkRule.TARGET, 10, target=1), COUNT),
        (ItemRule(MarkRule.TARGET, 10, target=100), RATIO),
        (ItemRule(MarkRule.TARGET, 10, target=101), COUNT),
        (ItemRule(MarkRule.TARGET, 10, target=1_000_000), COUNT),
        (ItemRule(MarkRule.THRESHOLD, 10, target=0), COUNT),
        (ItemRule(MarkRule.THRESHOLD, 10, target=100), RATIO),
        (ItemRule(MarkRule.THRESHOLD, 10, target=0, at_most=True), figure("stock")),
    ],
)
def test_an_item_whose_numbers_fit_its_rule_passes(item, told):
    assert check_item(item, told) is None


@pytest.mark.parametrize(
    ("item", "told", "words"),
    [
        (replace(SHARE, weight=0), RATIO, "权重须为1到100分"),
        (replace(SHARE, weight=101), RATIO, "权重须为1到100分"),
        (ItemRule(MarkRule.HAND, 10), RATIO, "人工评定不选指标"),
        (SHARE, None, "其他规则须选一个指标"),
        (SHARE, COUNT, "用于比例指标"),
        (ItemRule(MarkRule.DEDUCT, 10, deduct=1), RATIO, "用于件数指标"),
        (ItemRule(MarkRule.DEDUCT, 10), COUNT, "每件扣多少分"),
        (ItemRule(MarkRule.DEDUCT, 10, deduct=0), COUNT, "每件扣多少分"),
        (ItemRule(MarkRule.STEPS, 10), COUNT, "请填分档"),
        (ItemRule(MarkRule.TARGET, 10), COUNT, "请填目标值"),
        (ItemRule(MarkRule.THRESHOLD, 10), COUNT, "请填目标值"),
        (ItemRule(MarkRule.TARGET, 10, target=0), COUNT, "至少为1"),
        (ItemRule(MarkRule.THRESHOLD, 10, target=-1), COUNT, "0到1000000"),
        (ItemRule(MarkRule.THRESHOLD, 10, target=1_000_001), COUNT, "0到1000000"),
        (ItemRule(MarkRule.THRESHOLD, 10, target=101), RATIO, "不超过100"),
        (SHARE, figure(gives_marks=False), "不是经核实的结果"),
        (ItemRule(MarkRule.TARGET, 10, target=1), figure("median"), "不是件数或比例"),
    ],
)
def test_an_item_whose_numbers_do_not_fit_is_refused_with_why(item, told, words):
    refused(words, check_item, item, told)


@pytest.mark.parametrize(
    ("item", "measure", "words"),
    [
        (ItemRule(MarkRule.TARGET, 10, target=10), "stock", "越少越好，请改用每件扣分"),
        (ItemRule(MarkRule.STEPS, 10, steps=((5, 100), (2, 60))), "stock", "越少越好"),
        (ItemRule(MarkRule.THRESHOLD, 10, target=0), "stock", "越少越好"),
        (ItemRule(MarkRule.THRESHOLD, 10, target=90, at_most=True), "ratio", "越高越好"),
    ],
)
def test_no_rule_gives_more_marks_for_more_that_is_overdue_or_for_a_lower_share(item, measure, words):
    refused(words, check_item, item, figure(measure))


@pytest.mark.parametrize("measure", ["count", "stock", "ratio"])
def test_counts_stocks_and_shares_may_give_marks(measure):
    assert check_figure(figure(measure)) is None
    refusal = refused("按期率", check_figure, figure(measure, gives_marks=False))
    assert "on time" in refusal.words.en


@pytest.mark.parametrize("measure", ["sum", "level", "median", "age", "distinct"])
def test_no_other_measure_gives_marks(measure):
    refused("不是件数或比例", check_figure, figure(measure))


def test_a_trace_of_work_is_found_in_the_title_and_in_the_standard():
    refused("“简报”", check_title, "工作简报", "")
    refused("“照片”", check_title, "现场", "附照片的得满分")
    assert check_title("办理质量", "抽查十件，属实的得满分") is None


# -- When rules are published --------------------------------------------------------------------------


def published(items=FULL, units=1, today=FIRST - DAY, days=7):
    return check_publishable(items, units, FIRST, today, days)


def test_rules_are_published_until_the_day_before_the_period():
    assert published() is None
    for today in (FIRST, FIRST + DAY):
        with pytest.raises(NotAllowed, match="2026年4月1日"):
            published(today=today)


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ((ItemRule(MarkRule.SHARE, 99),), "现为99分"),
        ((ItemRule(MarkRule.SHARE, 61), ItemRule(MarkRule.HAND, 40)), "现为101分"),
        ((ItemRule(MarkRule.SHARE, 59), ItemRule(MarkRule.HAND, 41)), "人工评定合计不得超过40分，现为41分"),
        ((), "现为0分"),
    ],
)
def test_weights_add_up_to_a_hundred_and_at_most_forty_are_by_hand(items, words):
    with pytest.raises(NotAllowed, match=words):
        published(items)


def test_somebody_is_assessed_and_objections_are_open_for_five_to_thirty_days():
    with pytest.raises(NotAllowed, match="被考核的单位"):
        published(units=0)
    for days in (5, 30):
        assert published(days=days) is None
    for days in (4, 31):
        with pytest.raises(NotAllowed, match="5到30天"):
            published(days=days)


def test_marks_follow_from_the_day_after_the_period():
    assert check_over(FIRST, FIRST + DAY) is None
    for today in (FIRST, FIRST - DAY):
        refused("2026年4月1日", check_over, FIRST, today)


@pytest.mark.parametrize(("mark", "fits"), [(-1, False), (0, True), (1000, True), (1001, False)])
def test_a_hand_mark_stays_within_its_weight(mark, fits):
    if fits:
        assert check_hand(mark, 10) is None
    else:
        refused("0到10分", check_hand, mark, 10)


def test_the_first_day_of_objections_is_not_counted():
    assert until(date(2026, 2, 27), 5) == date(2026, 3, 4)


def test_the_digest_of_rules_does_not_hang_on_the_order_in_which_they_are_told():
    assert rules_digest({"a": 1, "b": [2]}) == rules_digest({"b": [2], "a": 1})
    assert rules_digest({"a": 1}) != rules_digest({"a": 2})
