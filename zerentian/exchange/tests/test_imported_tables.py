"""Tables brought in: what is told of a run, which rows are one matter, how columns and words are chosen on the page."""

import gc
import io
import os
import time
from itertools import islice

import pytest

from zerentian.casework.models import Concern, Contact
from zerentian.exchange import uploads
from zerentian.exchange.actions import imports
from zerentian.exchange.actions.imported import Imported, SameRows
from zerentian.exchange.actions.imports import batches, keep_source, same_in_every_cell, uncollected
from zerentian.exchange.forms.imports import COLUMN_LABELS, SAME_ROWS, ColumnsForm, FileForm, TableForm, known
from zerentian.exchange.models import ImportRun, ImportSource
from zerentian.exchange.rules.mapping import KEYS, TRANSLATED, ColumnMap
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.sheets import Problem

HEADS = "编号,诉求内容,受理时间,渠道,类别,承办单位,答复,答复时间,满意度"
ONE = "R-1,路灯不亮,2026-02-27 16:02,来电,,,,,"
TWO = "R-2,道路积水,2026-02-28 09:00,热线,,,,,"
UNNUMBERED = "诉求内容,受理时间,联系电话"


def table(*rows, heads=HEADS):
    """Return a file of rows."""
    return io.BytesIO("\n".join([heads, *rows]).encode())


def test_a_run_is_told_as_data_with_errors_in_their_place():
    result = Imported("热线", "表", ColumnMap({"text": "内容"}), ["微信号"], ["天气"])
    result.errors = [Problem("", 3, "内容", "为空")]
    result.notes = [Words("甲", "a")]
    result.rows, result.created, result.kept, result.undated, result.written = 9, 4, 2, 1, True
    assert result.as_data() == {
        "rows": 9,
        "created": 4,
        "updated": 0,
        "unchanged": 0,
        "errors": [{"row": 3, "column": "内容", "message": "为空"}],
        "source": "热线",
        "sheet": "表",
        "notes": ["甲"],
        "contacts": 0,
        "repeated": 0,
        "written": True,
        "columns": {"text": "内容"},
        "refused_columns": ["微信号"],
        "ignored_columns": ["天气"],
        "kept": 2,
        "undated_replies": 1,
    }


def test_rows_are_taken_by_so_many_at_a_time(monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 2)
    assert list(batches(iter(range(5)))) == [[0, 1], [2, 3], [4]]
    assert list(batches(iter(()))) == []
    assert list(islice(batches(iter(range(4))), 3)) == [[0, 1], [2, 3]]


@pytest.mark.parametrize("collecting", [True, False])
def test_garbage_is_collected_again_afterwards_if_it_was_before(collecting):
    was = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()


def test_equal_rows_are_asked_about_by_the_row_before():
    assert "与第 7 行完全相同" in same_in_every_cell(7).zh
    assert "the same as row 7 in every cell" in same_in_every_cell(7).en


@pytest.mark.django_db
def test_a_table_that_is_too_long_is_refused_and_one_that_just_fits_comes_in(bring):
    with pytest.raises(NotAllowed, match="超过 1 行，请分几次"):
        bring(table(ONE, TWO), most_rows=1)
    assert not Concern.objects.exists()
    assert bring(table(ONE, TWO), most_rows=2).created == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "source"),
    [
        ({"name": "县/12345 2月.csv"}, "12345 2月"),
        ({"name": ".csv"}, ".csv"),
        ({"source": " 热线 "}, "热线"),
        ({"columns": ColumnMap({}, source="图")}, "图"),
        ({"source": "热线", "columns": ColumnMap({}, source="图")}, "热线"),
        ({"source": "长" * 70}, "长" * 60),
    ],
)
def test_the_source_is_said_or_the_maps_or_the_files_name(bring, said, source):
    assert bring(table(ONE), dry_run=True, **said).source == source


@pytest.mark.django_db
def test_the_import_tells_how_many_rows_there_are_and_each_batch(bring, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 2)
    told = []

    def begin(total):
        told.append(total)
        return told.append

    third = ONE.replace("R-1", "R-3")
    result = bring(table(ONE, TWO, third), begin=begin)
    assert (result.rows, result.created) == (3, 3)
    assert told[1:] == [2, 1]
    assert told[0] >= 3


@pytest.mark.django_db
def test_a_run_that_changed_something_is_kept_with_its_file_and_what_was_left_out(
    bring, receptionist, township, now
):
    heads = HEADS + ",微信号,天气"
    bring(table(ONE + ",a,晴", TWO + ",b,雨", heads=heads), name="2月.csv")
    run = ImportRun.objects.get()
    assert (run.source, run.file_name, run.unit, run.by, run.at) == (
        "2月",
        "2月.csv",
        township,
        receptionist,
        now,
    )
    assert (run.rows, run.created, run.updated, run.unchanged) == (2, 2, 0, 0)
    assert run.left_out == "微信号、天气"
    entry = Entry.objects.get(verb="concerns.imported")
    assert (entry.subject, entry.unit) == (run.ref, township.path)
    assert {name: entry.fact[name] for name in ("rows", "created", "updated", "unchanged")} == {
        "rows": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
    }
    bring(table(ONE + ",a,晴", TWO + ",b,雨", heads=heads), name="2月.csv")
    assert ImportRun.objects.count() == 1


@pytest.mark.django_db
def test_with_an_error_nothing_is_counted_as_made_unless_bad_rows_are_skipped(bring):
    bad = ONE.replace("R-1", "R-9").replace("2026-02-27 16:02", "前天")
    result = bring(table(ONE, bad))
    assert (result.created, result.updated, result.written, len(result.errors)) == (0, 0, False, 1)
    skipped = bring(table(ONE, bad), skip_bad=True)
    assert (skipped.created, skipped.written, Concern.objects.count()) == (1, True, 1)


@pytest.mark.django_db
def test_a_dry_run_counts_what_it_would_do_and_shows_the_first_rows(bring):
    rows = [ONE.replace("R-1", f"R-{number}") for number in range(7)]
    result = bring(table(*rows), dry_run=True)
    assert (result.rows, result.created, result.written) == (7, 7, False)
    assert [line.number for line in result.sample] == [f"R-{number}" for number in range(5)]
    assert not Concern.objects.exists()


@pytest.mark.django_db
def test_the_same_number_and_words_is_one_matter_and_told_and_other_words_are_an_error(bring):
    result = bring(table(ONE, TWO, ONE))
    assert (result.created, result.unchanged, result.errors) == (2, 1, [])
    assert [note.zh for note in result.notes[1:]] == ["第 4 行与第 2 行编号、内容都相同，按一件登记"]
    wrong = bring(table(ONE, ONE.replace("不亮", "太亮")), source="别处")
    (error,) = wrong.errors
    assert (error.row, error.column) == (3, "编号")
    assert "编号 R-1 与第 2 行重复，内容不同" in str(error.message)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("same", "made", "unchanged", "repeated", "errors"),
    [(SameRows.ASK, 0, 0, 1, 1), (SameRows.EACH, 2, 0, 0, 0), (SameRows.ONCE, 1, 1, 0, 0)],
)
def test_equal_rows_without_a_number_are_what_the_answer_says(bring, same, made, unchanged, repeated, errors):
    row = "路灯不亮,2026-02-27,13900000000"
    result = bring(table(row, row, heads=UNNUMBERED), same_rows=same)
    assert (result.created, result.unchanged, result.repeated, len(result.errors)) == (
        *(made, unchanged),
        *(repeated, errors),
    )
    assert Concern.objects.count() == made
    numbers = set(Concern.objects.values_list("source_number", flat=True))
    assert len(numbers) == made
    if same is SameRows.EACH:
        assert {number.endswith("-2") for number in numbers} == {True, False}


@pytest.mark.django_db
def test_what_has_no_place_here_is_kept_in_words_and_what_has_one_is_placed(bring, category, township):
    row = (
        ONE.replace("来电,,,", "来电,天文,民政所,") + "\n" + TWO.replace("热线,,,", f"热线,{category.name},,")
    )
    bring(table(row))
    one, two = Concern.objects.order_by("source_number")
    assert one.category is None
    assert "来源分类：天文；承办单位：民政所" in [happening.words for happening in one.happenings.all()]
    assert two.category == category
    assert [happening.words for happening in two.happenings.all()] == [""]


@pytest.mark.django_db
def test_a_reply_without_its_time_is_counted_as_undated(bring):
    answered = "R-1,路灯不亮,2026-02-27 16:02,来电,,,已修好,,"
    result = bring(table(answered, "R-2,积水,2026-02-27 16:02,来电,,,已修好,2026-03-01 10:00,满意"))
    assert (result.created, result.undated) == (2, 1)
    assert set(Concern.objects.values_list("state", flat=True)) == {"answered"}


@pytest.mark.django_db
def test_the_same_number_at_another_unit_is_an_error(bring, township, supervisor, county):
    bring(table(ONE), source="热线")
    Concern.objects.update(unit=county)
    (error,) = bring(table(ONE), source="热线").errors
    assert "编号 R-1 已在另一单位登记" in str(error.message)


@pytest.mark.django_db
def test_columns_of_a_source_are_kept_once_and_hold_for_its_next_file(bring, township, receptionist, now):
    said = {"unit": township, "name": "热线", "by": receptionist, "now": now}
    first = keep_source(
        columns=ColumnMap({"text": "诉求内容", "received_at": "受理时间", "number": "编号"}), **said
    )
    again = keep_source(
        columns=ColumnMap({"text": "答复", "received_at": "受理时间", "number": "编号"}), **said
    )
    assert (first.pk, ImportSource.objects.count()) == (again.pk, 1)
    assert again.map.columns["text"] == "答复"
    assert Entry.objects.filter(verb="import_source.kept", subject=again.ref).count() == 2
    result = bring(table("R-1,甲,2026-02-27,来电,,,乙,,"), source="热线", dry_run=True)
    assert [line.text for line in result.sample] == ["乙"]


@pytest.mark.django_db
def test_contact_of_a_matter_in_hand_is_taken_over_and_its_words_are_left(bring, receptionist, category, now):
    heads = HEADS + ",联系电话"
    bring(table(ONE + ",13900000000", heads=heads))
    Concern.objects.update(state="triaged")
    result = bring(table(ONE.replace("不亮", "太亮") + ",13911111111", heads=heads))
    assert (result.kept, result.contacts, result.updated, result.unchanged) == (1, 1, 1, 0)
    assert Contact.objects.get().reached.phone == "13911111111"
    assert Concern.objects.get().text == "路灯不亮"


UNITS = [
    type("Unit", (), {"code": "990101", "name": "云岭乡"})(),
    type("Unit", (), {"code": "990102", "name": "别乡"})(),
]
CHOSEN = {
    "unit": "990101",
    "digest": "d",
    "name": "a.csv",
    "source": "热线",
    "column_text": "内容",
    "column_received_at": "时间",
    "channel": "call",
    "words": "云上问 = 留言板\n空 =\n= 无\n没有等号\n a = b ",
}


def columns_form(data=None, **said):
    """Return the form in which columns are chosen."""
    usual = {"units": UNITS[:1], "headings": ["内容", "时间", "微信号", ""], "sheets": [("表", False)]}
    return ColumnsForm(data, **usual | said)


def test_the_columns_chosen_are_a_map_with_the_words_of_the_source():
    form = columns_form(CHOSEN)
    assert form.is_valid(), form.errors
    assert form.words() == {"云上问": "留言板", "空": "", "a": "b"}
    kept = ColumnMap({}, {"kind": "求助", "channel": "热线"}, {"kind": {"诉": "求助"}})
    made = form.columns(kept)
    assert dict(made.columns) == {"text": "内容", "received_at": "时间"}
    assert dict(made.defaults) == {"kind": "求助", "channel": "call"}
    assert made.values["kind"] == {"诉": "求助", "云上问": "留言板", "空": "", "a": "b"}
    assert set(made.values) == TRANSLATED
    assert form.columns(None).values["kind"] == form.words()
    assert known(None) == {key: {} for key in sorted(TRANSLATED)}


def test_only_columns_that_may_be_taken_are_offered_for_every_key():
    form = columns_form()
    assert [value for value, _ in form.fields["column_text"].choices] == ["", "内容", "时间"]
    assert {name.removeprefix("column_") for name in form.fields if name.startswith("column_")} == set(KEYS)
    assert set(COLUMN_LABELS) == set(KEYS)
    assert not columns_form(CHOSEN | {"column_place": "微信号"}).is_valid()
    assert [code for code, _ in SAME_ROWS] == [one.value for one in SameRows]
    assert form.fields["channel"].initial == "transfer"


@pytest.mark.parametrize(("units", "hidden", "initial"), [(UNITS[:1], True, "990101"), (UNITS, False, None)])
def test_the_township_is_asked_for_where_there_is_a_choice(units, hidden, initial):
    field = FileForm(units=units).fields["unit"]
    assert (field.widget.is_hidden, field.initial) == (hidden, initial)
    assert field.choices == [(unit.code, unit.name) for unit in units]


@pytest.mark.parametrize(
    ("said", "truth"), [("", False), ("0", False), ("false", False), ("1", True), ("true", True)]
)
def test_a_program_says_yes_and_no_in_words(said, truth):
    form = TableForm({"dry_run": said, "skip_bad": said}, {})
    form.is_valid()
    assert (form.cleaned_data["dry_run"], form.cleaned_data["skip_bad"]) == (truth, truth)
    assert "file" in form.errors


def test_a_kept_file_is_found_by_its_digest_alone_and_dropped(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 3)
    digest = uploads.keep(io.BytesIO(b"abc"))
    with uploads.kept(digest) as stream:
        assert stream.read() == b"abc"
    assert oct((uploads.folder() / digest).stat().st_mode)[-3:] == "600"
    for wrong in ("", "../x", digest[:-1], digest.upper(), "0" * 64):
        with pytest.raises(NotAllowed, match="文件已不在"):
            uploads.kept(wrong)
    uploads.drop("../x")
    uploads.drop(digest)
    uploads.drop(digest)
    with pytest.raises(NotAllowed, match="文件已不在"):
        uploads.kept(digest)
    with pytest.raises(NotAllowed, match="50 MB"):
        uploads.keep(io.BytesIO(b"abcd"))


@pytest.mark.parametrize(("age", "there"), [(-60, True), (60, False)])
def test_what_nobody_came_back_for_is_removed_after_a_day(age, there):
    path = uploads.folder() / uploads.keep(io.BytesIO(f"{age}".encode()))
    then = time.time() - uploads.KEPT_SECONDS - age
    os.utime(path, (then, then))
    uploads.prune()
    assert path.exists() is there
    path.unlink(missing_ok=True)
