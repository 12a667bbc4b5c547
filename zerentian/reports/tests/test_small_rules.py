"""The small rules below reports: numbers of headings, titles cut in two, receipts, drafts, what is left out."""

import fcntl
import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.reports.actions.under_way import not_begun
from zerentian.reports.forms.scorecards import PointsField
from zerentian.reports.leftout import FILE, opened_in
from zerentian.reports.reading.numbering import chinese
from zerentian.reports.rules.signing import check_other_signs, check_round
from zerentian.reports.rules.titles import pairs
from zerentian.reports.rules.transfers import check_received, check_withdrawn

DAY = date(2026, 3, 2)
ONE = timedelta(days=1)


def test_numbers_of_headings_are_written_as_a_list_counts_them():
    said = {1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 90: "九十", 99: "九十九"}
    assert {number: chinese(number) for number in said} == said
    assert [chinese(number) for number in (0, 100)] == ["0", "100"]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=4, max_size=30))
def test_a_piece_of_chinese_is_cut_in_twos_and_the_last_may_have_three(piece):
    cut = list(pairs(piece))
    assert "".join(cut) == piece
    assert {len(one) for one in cut[:-1]} <= {2}
    assert len(cut[-1]) == 2 + len(piece) % 2


@pytest.mark.parametrize("piece", ["上坪村", "2026", "abcdef"])
def test_a_short_piece_and_one_of_other_signs_is_not_cut(piece):
    assert list(pairs(piece)) == [piece]


def test_what_was_received_was_received_by_somebody_after_it_was_packed_and_not_tomorrow():
    for day in (DAY - ONE, DAY):
        check_received(day, DAY - ONE, DAY, "县档案馆 某人")
    for day in (DAY - 2 * ONE, DAY + ONE):
        with pytest.raises(NotAllowed, match="之间"):
            check_received(day, DAY - ONE, DAY, "县档案馆 某人")
    with pytest.raises(NotAllowed, match="接收单位"):
        check_received(DAY, DAY, DAY, " ")


def test_nothing_is_withdrawn_without_a_reason():
    assert check_withdrawn(" 装错了 ") == "装错了"
    with pytest.raises(NotAllowed, match="理由"):
        check_withdrawn("  ")


def test_somebody_else_signs_a_draft_off_and_only_the_round_that_was_read():
    check_other_signs(1, 2)
    with pytest.raises(NotAllowed, match="拟稿人以外"):
        check_other_signs(2, 2)
    check_round(2, 2)
    with pytest.raises(NotAllowed, match="第1次"):
        check_round(1, 2)


@pytest.mark.parametrize(
    ("typed", "kept"), [("", None), ("0", 0), ("1.5", 150), ("0.01", 1), ("100", 10_000)]
)
def test_points_are_kept_in_whole_hundredths(typed, kept):
    assert PointsField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["-1", "0.001", "1e9", "很多"])
def test_points_that_cannot_be_are_refused(typed):
    with pytest.raises(ValidationError):
        PointsField(required=False).clean(typed)


@given(st.sets(st.integers(0, 10_000), max_size=20))
def test_what_a_rendition_left_out_is_found_again_by_its_places(tmp_path_factory, places):
    folder = tmp_path_factory.mktemp("report")
    assert opened_in(folder, "public") == frozenset()
    steps = [after - before for before, after in zip([0, *sorted(places)], sorted(places), strict=False)]
    written = {"renditions": {"public": {"entries": steps}}}
    (folder / FILE).write_text(json.dumps(written))
    assert opened_in(folder, "public") == frozenset(places)


def test_a_run_that_has_begun_is_seen_by_who_looks_and_one_that_has_not_is_not(tmp_path):
    lock = tmp_path / "lock"
    with not_begun(lock) as free, not_begun(lock) as free_too:
        assert (free, free_too) == (True, True)
    with open(lock, "a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with not_begun(lock) as free:
            assert free is False
    with not_begun(lock) as free:
        assert free is True
