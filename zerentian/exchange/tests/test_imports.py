"""Importing concerns: headings, errors in place, a file twice, handling kept, and both real files whole."""

import csv
import io
import os
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from conftest import COUNTY_PRIVATE
from zerentian.casework import actions
from zerentian.casework.county import open_text
from zerentian.casework.models import CallBack, ClockRun, Concern, Contact, Reply
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Channel, Kind, State
from zerentian.exchange.models import ImportRun
from zerentian.exchange.rules.mapping import ColumnMap, read_map
from zerentian.ledger.actions import go_live, seal
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.verification import verify_log
from zerentian.organization.access import Forbidden

DATA = Path(os.environ.get("ZERENTIAN_INPUT", "../shared")) / "data"
LOCAL = ZoneInfo("Asia/Shanghai")
HEADINGS = [
    "工单号",
    "标题",
    "诉求内容",
    "受理时间",
    "渠道",
    "诉求人",
    "联系电话",
    "答复内容",
    "答复时间",
    "满意度",
]
OPEN = [
    "R-1",
    "路灯不亮",
    "示例：村口路灯坏了。",
    "2026-02-27 10:30:00",
    "热线",
    "示例群众",
    "13900000001",
    "",
    "",
    "",
]
DONE = [
    "R-2",
    "",
    "示例：水渠堵了。",
    "2025/12/01 08:00",
    "来信",
    "",
    "",
    "示例：已清淤。",
    "2025年12月5日",
    "满意",
]


def sheet(*rows, headings=HEADINGS):
    """Return a CSV file as a stream."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return io.BytesIO(text.getvalue().encode())


def workbook(*rows):
    """Return an xlsx file as a stream."""
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    stream.seek(0)
    return stream


def counts(result):
    return (result.rows, result.created, result.updated, result.unchanged, len(result.errors))


def test_usual_headings_are_known_and_what_was_answered_stands_answered(bring, township):
    result = bring(sheet(OPEN, DONE))
    assert counts(result) == (2, 2, 0, 0, 0)
    open_one, done = Concern.objects.order_by("source_number")
    assert (open_one.source, open_one.source_number, open_one.channel) == ("示例", "R-1", Channel.HOTLINE)
    assert open_one.received_at == datetime(2026, 2, 27, 10, 30, tzinfo=LOCAL)
    # Five working days from Friday 27 February 2026: Saturday the 28th is worked for the Spring Festival.
    assert open_one.due == date(2026, 3, 5)
    assert (done.state, done.answered_on, done.due) == (State.ANSWERED, date(2025, 12, 5), None)
    reply = Reply.objects.get()
    assert (reply.imported, reply.released, reply.reasons, reply.alone) == (
        True,
        True,
        "示例：已清淤。",
        False,
    )
    assert CallBack.objects.get().satisfied == "yes"
    assert ClockRun.objects.filter(concern=done).count() == 0


def test_contact_is_encrypted_and_stands_in_no_entry(bring):
    bring(sheet(OPEN))
    assert "13900000001" not in Contact.objects.get().phone
    assert all(OPEN[6] not in entry.facts + entry.commitments for entry in Entry.objects.all())


def test_the_import_says_who_attests_and_how_many(bring, receptionist):
    bring(sheet(OPEN, DONE))
    entry = Entry.objects.get(verb="concerns.imported")
    assert (entry.actor_id, entry.fact["created"]) == (receptionist.pk, 2)
    run = ImportRun.objects.get()
    assert (run.source, run.by, len(run.file_digest)) == ("示例", receptionist, 64)


def test_the_same_file_again_changes_nothing(bring):
    bring(sheet(OPEN, DONE))
    before = Entry.objects.count()
    assert counts(bring(sheet(OPEN, DONE))) == (2, 0, 0, 2, 0)
    assert (Entry.objects.count(), Concern.objects.count()) == (before, 2)


def test_a_changed_text_is_corrected_while_nobody_took_it_up(bring, now):
    bring(sheet(OPEN))
    assert counts(bring(sheet([*OPEN[:2], "示例：村口两盏路灯坏了。", *OPEN[3:]]))) == (1, 0, 1, 0, 0)
    assert Concern.objects.get().text == "示例：村口两盏路灯坏了。"
    entry = Entry.objects.filter(verb="concern.received").last()
    assert entry.change == "corrected"
    seal(now=now)
    assert verify_log().problems == []


def test_a_changed_time_of_receipt_moves_the_clocks_that_run(bring, now):
    bring(sheet(OPEN))
    before = Concern.objects.get()
    bring(sheet([*OPEN[:3], "2026-02-24 10:30:00", *OPEN[4:]]))
    concern = Concern.objects.get()
    assert concern.due < before.due
    run = concern.clocks.get(purpose=Purpose.ANSWER)
    assert (run.start, run.due) == (concern.received_at, concern.due)


def test_what_is_handled_here_is_never_overwritten(bring, category, receptionist, now):
    bring(sheet(OPEN))
    actions.triage_concern(Concern.objects.get(), kind=Kind.HELP, category=category, by=receptionist, now=now)
    result = bring(sheet([*OPEN[:2], "示例：另一种说法。", *OPEN[3:]]))
    assert (counts(result), result.kept) == ((1, 0, 0, 1, 0), 1)
    assert Concern.objects.get().text == OPEN[2]


@pytest.mark.parametrize(("word", "satisfied"), [("", []), ("满意", ["yes"]), ("不满意", ["no"])])
def test_an_answer_that_comes_later_stops_the_clocks_on_its_day(bring, township, now, word, satisfied):
    bring(sheet(OPEN))
    answered = [*OPEN[:7], "示例：已修好。", "2026-02-28 09:00", word]
    assert counts(bring(sheet(answered))) == (1, 0, 1, 0, 0)
    concern = Concern.objects.get()
    assert (concern.state, concern.answered_on) == (State.ANSWERED, date(2026, 2, 28))
    assert not concern.clocks.filter(stopped_on=None).exists()
    assert list(CallBack.objects.values_list("satisfied", flat=True)) == satisfied
    assert concern.called_back is bool(satisfied)
    told = Entry.objects.filter(verb="concern.called_back").values_list("occurred_on", flat=True)
    assert list(told) == [date(2026, 2, 28)] * len(satisfied)
    seal(now=now)
    assert compute("concerns.open", unit=township.path, period=Period.parse("2026")).value == 0
    assert verify_log().problems == []


def test_a_bad_row_is_named_in_its_place_and_nothing_is_written(bring):
    bad = [*OPEN[:3], "前天", *OPEN[4:]]
    result = bring(sheet(DONE, bad))
    assert [(one.row, one.column) for one in result.errors] == [(3, "受理时间")]
    assert (counts(result), result.written) == ((2, 0, 0, 0, 1), False)
    assert not Concern.objects.exists()


def test_bad_rows_can_be_skipped(bring):
    result = bring(sheet(DONE, [*OPEN[:3], "前天", *OPEN[4:]]), skip_bad=True)
    assert counts(result) == (2, 1, 0, 0, 1)
    assert Concern.objects.get().source_number == "R-2"


def test_a_dry_run_tells_and_writes_nothing(bring):
    before = Entry.objects.count()
    assert counts(bring(sheet(OPEN, DONE), dry_run=True)) == (2, 2, 0, 0, 0)
    assert not Concern.objects.exists()
    assert Entry.objects.count() == before


def test_a_number_twice_with_other_words_is_an_error(bring):
    result = bring(sheet(OPEN, OPEN, [*OPEN[:2], "示例：别的事。", *OPEN[3:]]))
    assert [(one.row, one.column) for one in result.errors] == [(4, "工单号")]


def test_a_time_to_come_is_an_error(bring):
    result = bring(sheet([*OPEN[:3], "2026-03-02 09:01", *OPEN[4:]]))
    assert result.errors[0].column == "受理时间"


def test_an_unknown_word_for_the_channel_is_an_error_until_it_is_translated(bring):
    row = [*OPEN[:4], "云上问", *OPEN[5:]]
    assert bring(sheet(row)).errors[0].column == "渠道"
    chosen = read_map('[values.channel]\n"云上问" = "board"')
    assert counts(bring(sheet(row), columns=chosen))[1] == 1
    assert Concern.objects.get().channel == Channel.BOARD


def test_a_title_row_above_the_headings_is_no_heading(bring):
    result = bring(workbook(["示例热线工单汇总表"], [], HEADINGS, OPEN), name="示例.xlsx")
    assert counts(result) == (1, 1, 0, 0, 0)


def test_a_spreadsheets_own_times_are_shanghais(bring):
    row = [*OPEN[:3], datetime(2026, 2, 27, 0, 30), *OPEN[4:]]  # noqa: DTZ001
    bring(workbook(HEADINGS, row), name="示例.xlsx")
    assert Concern.objects.get().received_at == datetime(2026, 2, 27, 0, 30, tzinfo=LOCAL)


def test_gb18030_is_read(bring):
    text = sheet(OPEN).read().decode().encode("gb18030")
    assert counts(bring(io.BytesIO(text)))[1] == 1


def test_a_report_of_wrongdoing_comes_in_encrypted_at_the_county(bring, county):
    bring(sheet([*OPEN, "检举控告"], headings=[*HEADINGS, "诉求类型"]))
    concern = Concern.objects.get()
    assert (concern.text, concern.path) == ("", county.path)
    opened = open_text(concern.sealed_text, matter=concern.key, private=COUNTY_PRIVATE)
    assert opened["text"].endswith(OPEN[2])


def test_what_has_no_place_of_its_own_is_kept_in_words(bring):
    bring(sheet([*OPEN, "市政/照明"], headings=[*HEADINGS, "诉求类别"]))
    assert Concern.objects.get().happenings.get().words == "来源分类：市政/照明"


@pytest.mark.parametrize("heading", ["poster", "点赞数", "用户名", "粉丝数", "帖子链接", "Likes", "微信号"])
def test_a_column_for_accounts_or_likes_can_not_be_mapped(heading):
    with pytest.raises(NotAllowed, match=heading):
        read_map(f'[columns]\ncontact_name = "{heading}"')


def test_such_a_column_that_nobody_mapped_is_named_and_left_out(bring):
    result = bring(sheet([*OPEN, "P1", "3"], headings=[*HEADINGS, "poster", "备注"]))
    assert (result.refused, result.left_out, result.created) == (["poster"], ["备注"], 1)


def test_a_map_names_its_source_and_the_flag_wins(bring):
    assert bring(sheet(OPEN), columns=read_map('source = "县热线"')).source == "县热线"
    assert bring(sheet(OPEN), columns=read_map('source = "县热线"'), source="市热线").source == "市热线"


def test_a_map_that_does_not_fit_says_what_the_table_has(bring):
    with pytest.raises(NotAllowed, match="表中的列有：工单号"):
        bring(sheet(OPEN), columns=ColumnMap({"text": "没有的列", "received_at": "受理时间"}))


def test_what_happened_before_go_live_is_marked_imported_and_later_is_late(bring, township, demo, now):
    go_live(unit=township.path, on=date(2026, 1, 1), by=demo, now=now)
    bring(sheet(DONE, [*OPEN[:3], "2026-02-01 10:00", *OPEN[4:]]))
    old, new = Entry.objects.filter(verb="concern.received").order_by("occurred_on")
    assert (old.time_state, new.time_state) == ("imported", "late")


def test_a_clerk_without_the_right_imports_nothing(bring, clerk):
    with pytest.raises(Forbidden):
        bring(sheet(OPEN), by=clerk)


def test_the_rows_and_entries_are_those_of_one_by_one(bring, township, receptionist, now):
    bring(sheet(OPEN), source="one")
    many = Concern.objects.get()
    receipt = actions.receive_concern(
        actions.Said(text=OPEN[2], title=OPEN[1], contact=actions.Reachable(name=OPEN[5], phone=OPEN[6])),
        unit=township,
        channel=Channel.HOTLINE,
        by=receptionist,
        now=now,
        received_at=many.received_at,
        source="one",
        source_number="R-1-again",
        imported=True,
    )
    single = Concern.objects.get(pk=receipt.concern.pk)
    own = {"source_number"}
    assert {k: v for k, v in single.projection().items() if k not in own} == {
        k: v for k, v in many.projection().items() if k not in own
    }
    first, second = (Entry.objects.get(subject=one.ref) for one in (many, single))
    assert (first.facts, first.unit, first.occurred_on) == (second.facts, second.unit, second.occurred_on)
    shape = [sorted(re.sub(r"\d+", "", name) for name in one.commitment) for one in (first, second)]
    assert shape[0] == shape[1]
    for related in ("clocks", "happenings"):
        rows = [
            [{**row.projection(), "concern": None} for row in getattr(one, related).all()]
            for one in (many, single)
        ]
        assert rows[0] == rows[1]
    seal(now=now)
    assert verify_log().problems == []


@pytest.mark.parametrize(
    ("name", "rows", "answered"), [("messages.csv", 4326, 0), ("replied.csv", 2011, 2011)]
)
def test_the_real_files_come_in_whole(bring, name, rows, answered):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no {path}: set ZERENTIAN_INPUT to import the real messages")
    with path.open("rb") as stream:
        result = bring(stream, name=name)
        assert counts(result) == (rows, rows, 0, 0, 0)
        assert counts(bring(stream, name=name)) == (rows, 0, 0, rows, 0)
    assert Concern.objects.filter(state=State.ANSWERED).count() == answered
    assert set(result.refused) <= {"poster", "likes", "dislikes"}
