"""Search over concerns: found by a part of any words, by nobody who may not see, never by a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework import actions, search
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.ledger.actions import seal
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.bigrams import BREAK, in_order


@pytest.fixture
def indexed(answered, now):
    seal(now=now)
    search.catch_up_wholly()
    return answered


def found(account, words):
    return [concern.pk for concern in search.find(Concern.objects.visible_to(account), words)]


@pytest.mark.parametrize(
    "words", ["路灯", "路灯不亮", "村口 看不清", "上坪村口", "控制器", "灯", "第二盏路灯坏了半个月"]
)
def test_a_concern_is_found_by_a_part_of_title_words_place_or_reply(indexed, receptionist, words):
    assert found(receptionist, words) == [indexed.pk]


@pytest.mark.parametrize("words", ["灯路", "路灯 水管", "亮村", "不亮村口", "", "。，", "示例群众"])
def test_what_does_not_stand_in_it_does_not_find_it(indexed, receptionist, words):
    assert found(receptionist, words) == []


def test_a_concern_is_found_by_its_number(indexed, receptionist):
    assert found(receptionist, indexed.number) == [indexed.pk]


def test_another_office_finds_nothing(indexed, clerk, outsider):
    assert found(clerk, "路灯") == found(outsider, "路灯") == []


@pytest.mark.parametrize(
    "words",
    [
        "13900000000",
        "11010519491231002X",
        "0731-8888888",
        "1390000000",
        "１３９００００００００",
        "139 0000 0000",
        "139-0000-0000",
        "一三九零零零零零零零零",
    ],
)
def test_nobody_is_looked_up_by_a_number(receptionist, words):
    with pytest.raises(NotAllowed, match="不能按"):
        found(receptionist, words)


def test_digits_in_a_text_find_nothing_and_its_words_are_found(township, receptionist, now):
    said = actions.Said(text="请回电139 0001 2345，北门第12盏灯坏了。", title="北门灯坏", place="101省道")
    made = actions.receive_concern(
        said, unit=township, channel=Channel.CALL, by=receptionist, now=now
    ).concern
    seal(now=now)
    search.catch_up_wholly()
    for words in ("139000", "2345", "0001", "12", "101"):
        assert found(receptionist, words) == [], words
    for words in ("北门", "101省道", "第12盏灯", "省道"):
        assert found(receptionist, words) == [made.pk], words


def test_the_whole_number_of_a_matter_finds_it_also_where_it_is_long(township, receptionist, now):
    said = actions.Said(text="渡口的灯不亮。")
    made = actions.receive_concern(
        said,
        unit=township,
        channel=Channel.HOTLINE,
        by=receptionist,
        now=now,
        source="hotline",
        source_number="20260302000017",
    ).concern
    assert found(receptionist, "20260302000017") == [made.pk]
    with pytest.raises(NotAllowed, match="不能按"):
        found(receptionist, "2026030200001")
    assert found(receptionist, "2026-999999") == found(receptionist, "2026-03-02") == []


def test_a_report_of_wrongdoing_is_not_in_the_index_at_all(township, resident, supervisor, now):
    said = actions.Said(text="反映村里工程款去向不明。", title="工程款去向", kind=Kind.WRONGDOING)
    actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now)
    seal(now=now)
    search.catch_up_wholly()
    assert found(supervisor, "工程款") == found(supervisor, "检举") == []


def test_what_became_a_report_leaves_the_index(concern, category, supervisor, now):
    seal(now=now)
    search.catch_up_wholly()
    assert found(supervisor, "路灯") == [concern.pk]
    actions.triage_concern(concern, kind=Kind.WRONGDOING, category=category, by=supervisor, now=now)
    seal(now=now)
    search.catch_up_wholly()
    assert found(supervisor, "路灯") == []


def test_look_alikes_stand_first_when_they_are_likest(indexed, said, township, receptionist, resident, now):
    other = actions.Said(text="村道边的水沟堵了，路面积水。", title="水沟堵塞")
    actions.receive_concern(other, unit=township, channel=Channel.CALL, by=receptionist, now=now)
    seal(now=now)
    search.catch_up_wholly()
    visible = Concern.objects.visible_to(receptionist)
    assert search.look_alikes(visible, "上坪村口的路灯不亮了")[0].pk == indexed.pk


def test_pages_follow_each_other_without_gap_or_repeat(township, receptionist, now):
    for number in range(7):
        said = actions.Said(text=f"第{number}处路灯不亮")
        actions.receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now)
    seal(now=now)
    search.catch_up_wholly()
    visible = Concern.objects.visible_to(receptionist)
    first = search.find(visible, "路灯", limit=4)
    rest = search.find(visible, "路灯", limit=4, before=first[-1].pk)
    keys = [concern.pk for concern in [*first, *rest]]
    assert len(keys) == 7
    assert keys == sorted(keys, reverse=True)


@pytest.mark.parametrize("few", [0, 3_000])
def test_who_may_read_little_finds_all_of_it_however_much_others_brought(
    few, township, receptionist, resident, now, monkeypatch
):
    monkeypatch.setattr(search, "CHUNK", 2)
    monkeypatch.setattr(search, "FEW", few)
    for number in range(12):
        words = "村口水管漏水" if number == 4 else f"第{number}处路灯不亮"
        said = actions.Said(text=words, title="其他" if number % 5 else "老街路灯")
        actions.receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now)
    seal(now=now)
    search.catch_up_wholly()
    little = Concern.objects.visible_to(receptionist).filter(title="老街路灯")
    assert [one.text for one in search.find(little, "路灯不亮")] == [
        "第10处路灯不亮",
        "第5处路灯不亮",
        "第0处路灯不亮",
    ]
    assert len(search.find(little, "路灯不亮", limit=2)) == 2
    assert search.find(little, "水管") == []


@given(st.text(alphabet="路灯不亮。, aB1", max_size=12), st.text(alphabet="路灯不亮。, aB1", max_size=12))
def test_pairs_of_two_runs_never_touch(one, other):
    ordered = in_order(f"{one}。{other}")
    assert ordered.count(BREAK) == max(0, len([part for part in ordered if part == BREAK]))
    assert in_order(one) == ordered[: len(in_order(one))]
