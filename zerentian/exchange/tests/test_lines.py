"""One row of somebody's table: each cell read, translated, refused in its place."""

from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from zerentian.casework.rules.callbacks import Satisfied
from zerentian.casework.rules.concerns import UNNUMBERED, Channel, Kind
from zerentian.casework.rules.replies import Decision
from zerentian.exchange.rules.lines import (
    CHANNELS,
    CODES,
    KINDS,
    LENGTHS,
    SATISFACTION,
    Line,
    Reader,
    moment_of,
    words_of,
)
from zerentian.exchange.rules.mapping import DEFAULTS, KEYS, TRANSLATED, ColumnMap
from zerentian.organization.rules.sheets import Problem
from zerentian.organization.rules.tables.layout import Row

LOCAL = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
WHOLE = {
    "number": "R-1",
    "title": "路灯",
    "text": "路灯不亮",
    "received_at": "2026-02-27 16:02",
    "channel": "来电",
    "category": "照明",
    "place": "村口",
    "contact_name": "示例",
    "contact_phone": "13900000000",
    "reply": "已修",
    "replied_at": "2026-03-01 10:00",
    "answered_by": "村建办",
    "satisfied": "基本满意",
    "kind": "求助",
    "happened": "二月",
    "confidential": "是",
}


def reader(columns=KEYS, **said):
    """Return a reader of columns that are called as their keys."""
    return Reader(ColumnMap({key: key for key in columns}, **said), NOW, lambda text: f"<{text}>")


def read(columns=KEYS, said=None, **cells):
    """Read one row with a few cells of its own."""
    return reader(columns, **(said or {})).line(Row(7, cells))


def wrong(cell, said, words, **more):
    """Tell that a row is refused at a cell, with words."""
    problem = read(**WHOLE | {cell: said} | more)
    assert isinstance(problem, Problem), problem
    assert (problem.row, problem.column, words in problem.message) == (7, cell, True), problem


def test_a_whole_row_says_everything_it_has():
    assert read(**WHOLE) == Line(
        row=7,
        number="R-1",
        title="路灯",
        text="路灯不亮",
        received_at=datetime(2026, 2, 27, 16, 2, tzinfo=LOCAL),
        channel=Channel.CALL,
        kind=Kind.HELP,
        category="照明",
        place="村口",
        happened="二月",
        contact_name="示例",
        contact_phone="13900000000",
        confidential=True,
        reply="已修",
        replied_at=datetime(2026, 3, 1, 10, 0, tzinfo=LOCAL),
        answered_by="村建办",
        satisfied=Satisfied.PARTLY,
        decision=Decision.EXPLAINED,
        digest=read(**WHOLE).digest,
        identity="",
    )


def test_what_is_not_said_is_as_usual_and_not_known():
    line = read(number="R-1", text="路灯不亮", received_at="2026-03-01")
    assert (line.channel, line.kind, line.confidential) == (Channel.TRANSFER, None, False)
    assert (line.replied_at, line.satisfied, line.decision) == (None, None, Decision.EXPLAINED)
    assert (line.title, line.category, line.place, line.reply, line.answered_by) == ("", "", "", "", "")
    assert line.contact == ("", "")


def test_a_title_stands_for_a_text_that_is_not_there_and_takes_none_away():
    assert read(number="R-1", title="路灯", received_at="2026-03-01").text == "路灯"
    assert read(number="R-1", title="路灯", text="不亮", received_at="2026-03-01").text == "不亮"


def test_without_a_reply_nobody_was_satisfied_or_answered():
    line = read(**WHOLE | {"reply": ""})
    assert (line.replied_at, line.satisfied) == (None, None)
    assert line.answered_by == "村建办"


@pytest.mark.parametrize(
    ("cell", "said", "words"),
    [
        ("received_at", "", "受理时间为空"),
        ("received_at", "前天", "“前天”不是时间，请写成 2026-03-01 09:30 的样子"),
        ("received_at", "2026-03-02 09:01", "还没有到"),
        ("replied_at", "2026-02-27 16:01", "答复时间早于受理时间"),
        ("number", "", "编号为空"),
        ("number", "2.026E+11", "2.026E+11"),
        ("contact_phone", "1.39E+10", "1.39E+10"),
        ("channel", "飞鸽", "不认识“飞鸽”"),
        ("kind", "牢骚", "不认识“牢骚”"),
        ("satisfied", "尚可", "不认识“尚可”"),
        ("confidential", "也许", "不认识“也许”"),
    ],
)
def test_what_can_not_be_read_is_named_in_its_place(cell, said, words):
    wrong(cell, said, words)


def test_a_row_without_any_words_is_named_at_its_text():
    wrong("text", "", "诉求内容为空", title="")


@pytest.mark.parametrize("cell", LENGTHS)
def test_a_cell_of_just_its_length_is_taken_and_one_sign_more_is_not(cell):
    assert getattr(read(**WHOLE | {cell: "长" * LENGTHS[cell]}), cell) == "长" * LENGTHS[cell]
    wrong(cell, "长" * (LENGTHS[cell] + 1), f"{KEYS[cell]}超过 {LENGTHS[cell]} 字，请缩短")


def test_what_happens_this_very_moment_has_happened():
    assert read(**WHOLE | {"received_at": "2026-03-02 09:00", "replied_at": ""}).received_at == NOW
    assert read(**WHOLE | {"replied_at": "2026-02-27 16:02"}).replied_at == datetime(
        2026, 2, 27, 16, 2, tzinfo=LOCAL
    )


@pytest.mark.parametrize(
    ("key", "said", "means"),
    [
        ("channel", "12345热线", Channel.HOTLINE),
        ("channel", "APP", Channel.FORM),
        ("channel", "hotline", Channel.HOTLINE),
        ("channel", "书记信箱", Channel.MAILBOX),
        ("channel", "网格", Channel.PATROL),
        ("channel", "接待日", Channel.MEETING),
        ("channel", "网信", Channel.PETITION),
        ("channel", "其他", Channel.TRANSFER),
        ("kind", "表扬", Kind.SUGGESTION),
        ("kind", "举报", Kind.COMPLAINT),
        ("kind", "控告", Kind.WRONGDOING),
        ("kind", "信访", Kind.PETITION),
        ("kind", "其他", Kind.HELP),
        ("satisfied", "非常满意", Satisfied.YES),
        ("satisfied", "一般", Satisfied.PARTLY),
        ("satisfied", "很不满意", Satisfied.NO),
        ("satisfied", "拒绝评价", Satisfied.REFUSED),
        ("satisfied", "未回访", None),
        ("confidential", "公开", False),
        ("confidential", "Y", True),
        ("confidential", "0", False),
    ],
)
def test_words_of_other_offices_mean_ours(key, said, means):
    assert getattr(read(**WHOLE | {key: said}), key) == means


def test_every_channel_kind_and_answer_can_be_said_in_words_and_by_its_code():
    for words, codes in ((CHANNELS, Channel), (KINDS, Kind)):
        assert set(words.values()) == set(codes)
    assert set(SATISFACTION.values()) == {*Satisfied, None}
    for key, kinds in (
        ("channel", Channel),
        ("kind", Kind),
        ("satisfied", Satisfied),
        ("decision", Decision),
    ):
        assert {CODES[key][one.value] for one in kinds} == set(kinds)
    assert [word for words in CODES.values() for word in words if word != word.lower()] == []


def test_one_word_is_offered_for_each_meaning():
    assert words_of("confidential") == ["是", "否"]
    assert words_of("satisfied")[:4] == ["满意", "基本满意", "不满意", "拒绝评价"]
    assert len(words_of("channel")) == len(Channel)


def test_a_map_translates_what_it_says_and_says_what_holds_where_nothing_stands():
    said = {
        "defaults": {"channel": "窗口", "kind": "诉", "category": "别的"},
        "values": {"kind": {"诉": "求助"}, "answered_by": {"一办": "党政办"}, "category": {"灯": "照明"}},
    }
    line = read(said=said, **WHOLE | {"channel": "", "kind": "", "answered_by": "一办", "category": "灯"})
    assert (line.channel, line.kind, line.answered_by) == (Channel.VISIT, Kind.HELP, "党政办")
    assert (line.category, read(said=said, **WHOLE | {"category": ""}).category) == ("照明", "别的")


@pytest.mark.parametrize("decision", Decision)
def test_how_matters_were_decided_may_hold_for_a_whole_table(decision):
    assert read(said={"defaults": {"decision": decision.value}}, **WHOLE).decision is decision


def test_the_digest_tells_every_change_but_of_the_contact():
    first = read(**WHOLE).digest
    for key in KEYS:
        other = "满意" if key == "satisfied" else "2026-02-28" if key.endswith("_at") else "来信"
        other = {"kind": "咨询", "confidential": "否"}.get(key, other)
        changed = read(**WHOLE | {key: other}).digest
        assert (changed == first) is (key in {"contact_name", "contact_phone"}), key


def test_of_a_report_of_wrongdoing_the_digest_tells_its_number_alone():
    report = WHOLE | {"kind": "检举"}
    assert read(**report).digest == read(**report | {"text": "别的", "place": ""}).digest
    assert read(**report).digest == sha256(b"R-1").hexdigest()


def test_a_row_without_a_number_is_told_apart_by_all_its_cells():
    columns = [key for key in KEYS if key != "number"]
    cells = {key: said for key, said in WHOLE.items() if key != "number"}
    line = read(columns, **cells)
    assert line.key == f"{UNNUMBERED}{line.identity[:20]}"
    assert line.identity == "<" + "\x00".join(sorted(f"{key}\x1f{said}" for key, said in cells.items())) + ">"
    assert read(columns, **cells | {"备注": "另"}).identity != line.identity
    assert read(columns, **cells | {"备注": ""}).identity == line.identity
    assert read(**WHOLE).key == "R-1"


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-03-01", (2026, 3, 1)),
        ("2026/3/1", (2026, 3, 1)),
        ("2026.03.01 9:5", (2026, 3, 1, 9, 5)),
        ("2026年3月1日", (2026, 3, 1)),
        ("2026年3月1日 9时", (2026, 3, 1, 9)),
        ("2026年3月1日9点30分", (2026, 3, 1, 9, 30)),
        ("2026-03-01 09:30:15", (2026, 3, 1, 9, 30, 15)),
        ("2026-03-01T09:30:15.123", (2026, 3, 1, 9, 30, 15)),
        ("20260301", (2026, 3, 1)),
        ("202603010930", (2026, 3, 1, 9, 30)),
        ("20260301093015", (2026, 3, 1, 9, 30, 15)),
        ("1949-10-01", (1949, 10, 1)),
        ("46082", (2026, 3, 1)),
        ("46082.5", (2026, 3, 1, 12)),
    ],
)
def test_a_time_is_read_as_people_and_machines_write_it(said, moment):
    assert moment_of(said) == datetime(*moment, tzinfo=LOCAL)


def test_days_are_counted_as_the_file_counts_them():
    assert moment_of("44620", zero_1904=True) == datetime(2026, 3, 1, tzinfo=LOCAL)
    later = reader()
    later.zero_1904 = True
    line = later.line(Row(7, WHOLE | {"received_at": "44617", "replied_at": ""}))
    assert line.received_at == datetime(2026, 2, 26, tzinfo=LOCAL)


@pytest.mark.parametrize(("zone", "hours"), [("Z", 8), ("+08:00", 0), ("+0800", 0), ("-05:00", 13)])
def test_a_zone_moves_the_clock_to_shanghais(zone, hours):
    expected = datetime(2026, 3, 1, 9, 30, tzinfo=LOCAL) + timedelta(hours=hours)
    assert moment_of(f"2026-03-01T09:30:00{zone}") == expected


def test_what_a_map_may_say_beforehand_or_translate_can_be_said():
    assert DEFAULTS - {"category"} <= set(CODES)
    assert TRANSLATED - {"category", "answered_by"} <= set(CODES)
