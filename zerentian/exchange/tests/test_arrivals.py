"""Every resident's words arrive: equal rows, changed contacts, sheets, lost digits, both counts of days."""

import io

import pytest
from click.testing import CliRunner

from zerentian.casework import actions
from zerentian.casework.models import Concern, Contact
from zerentian.casework.rules.concerns import UNNUMBERED, Kind, State
from zerentian.exchange.actions.imported import SameRows
from zerentian.exchange.cli.imports import concerns_import
from zerentian.exchange.tests.test_imports import DONE, HEADINGS, OPEN, counts, sheet
from zerentian.ledger.models import Entry
from zerentian.organization.rules.tables.cells import Unreadable
from zerentian.organization.tests.sheets import number, xlsx

UNNUMBERED_HEADINGS = ["诉求内容", "受理时间", "诉求人", "联系电话"]
SAME = ["示例：村道不通。", "2026-02-20"]


def unnumbered(*people):
    """Return a CSV without a number column: one sentence and day, from these people."""
    return sheet(*([*SAME, *one] for one in people), headings=UNNUMBERED_HEADINGS)


def phones():
    """Return the phone numbers that are kept, in the order of the matters."""
    return [one.reached.phone for one in Contact.objects.order_by("concern_id")]


def test_three_residents_with_one_sentence_and_one_day_are_three(bring):
    people = [("甲", "13900000001"), ("乙", "13900000002"), ("丙", "13900000003")]
    assert counts(bring(unnumbered(*people))) == (3, 3, 0, 0, 0)
    assert phones() == [phone for _, phone in people]
    assert counts(bring(unnumbered(*reversed(people)))) == (3, 0, 0, 3, 0)
    assert all(one.source_number.startswith(UNNUMBERED) for one in Concern.objects.all())


def test_rows_equal_in_every_cell_ask_and_are_never_dropped(bring):
    twice = [("甲", "13900000001"), ("甲", "13900000001"), ("乙", "")]
    result = bring(unnumbered(*twice))
    assert (counts(result), result.repeated, result.written) == ((3, 0, 0, 0, 1), 1, False)
    assert "与第 2 行完全相同" in str(result.errors[0].message)
    assert counts(bring(unnumbered(*twice), same_rows=SameRows.EACH)) == (3, 3, 0, 0, 0)
    assert counts(bring(unnumbered(*twice), same_rows=SameRows.EACH)) == (3, 0, 0, 3, 0)
    assert Concern.objects.count() == 3


def test_rows_equal_in_every_cell_may_be_one_by_answer(bring):
    twice = [("甲", "13900000001"), ("甲", "13900000001")]
    assert counts(bring(unnumbered(*twice), same_rows=SameRows.ONCE)) == (2, 1, 0, 1, 0)


def test_reports_of_wrongdoing_without_numbers_are_told_apart_and_tell_nothing(bring):
    headings = [*UNNUMBERED_HEADINGS, "诉求类型"]
    rows = [[text, "2026-02-20", "", "", "检举控告"] for text in ("示例：甲事。", "示例：乙事。")]
    assert counts(bring(sheet(*rows, headings=headings))) == (2, 2, 0, 0, 0)
    assert counts(bring(sheet(*rows, headings=headings))) == (2, 0, 0, 2, 0)
    assert len(set(Concern.objects.values_list("source_number", flat=True))) == 2


def test_what_came_in_before_rows_were_told_apart_is_found_again_by_its_contact(bring):
    bring(unnumbered(("甲", "13900000001")))
    concern = Concern.objects.get()
    Concern.objects.update(source_number=f"{UNNUMBERED}{concern.source_digest[:20]}")
    result = bring(unnumbered(("甲", "13900000001"), ("乙", "13900000002")))
    assert counts(result) == (2, 1, 0, 1, 0)


def test_the_same_number_twice_is_one_matter_and_said(bring):
    result = bring(sheet(OPEN, DONE, OPEN))
    assert counts(result) == (3, 2, 0, 1, 0)
    assert any("第 4 行与第 2 行编号、内容都相同" in note.zh for note in result.notes)


def test_a_number_twice_with_another_phone_is_an_error(bring):
    other = [*OPEN[:6], "13900000009", *OPEN[7:]]
    assert "与第 2 行重复" in str(bring(sheet(OPEN, other)).errors[0].message)


def test_a_changed_contact_is_corrected_with_an_entry_and_handling_stays(
    bring,
    category,
    receptionist,
    now,
):
    bring(sheet(OPEN))
    concern = Concern.objects.get()
    actions.triage_concern(concern, kind=Kind.HELP, category=category, by=receptionist, now=now)
    changed = [*OPEN[:2], "示例：别的说法。", *OPEN[3:5], OPEN[5], "13900000009", *OPEN[7:]]
    result = bring(sheet(changed))
    assert (counts(result), result.contacts, result.kept) == ((1, 0, 1, 0, 0), 1, 1)
    assert phones() == ["13900000009"]
    assert Concern.objects.get().text == OPEN[2]
    assert Entry.objects.filter(verb="contact.corrected", subject=concern.ref).count() == 1
    assert counts(bring(sheet(changed))) == (1, 0, 0, 1, 0)


def test_a_table_that_says_nothing_of_the_contact_takes_nothing_away(bring):
    bring(sheet(OPEN))
    assert counts(bring(sheet([*OPEN[:5], "", "", *OPEN[7:]]))) == (1, 0, 0, 1, 0)
    assert phones() == ["13900000001"]


def test_what_the_person_corrected_by_code_is_newer_than_the_table(bring, resident, now):
    bring(sheet(OPEN))
    concern = Concern.objects.get()
    actions.correct_contact(concern, name="示例群众", phone="13900000005", address="", by=resident, now=now)
    assert counts(bring(sheet([*OPEN[:6], "13900000009", *OPEN[7:]]))) == (1, 0, 0, 1, 0)
    assert phones() == ["13900000005"]


def test_an_erased_contact_is_not_brought_back(bring, receptionist, now):
    bring(sheet(OPEN))
    actions.erase_contact(Concern.objects.get(), ground="request", by=receptionist, now=now)
    bring(sheet([*OPEN[:6], "13900000009", *OPEN[7:]]))
    assert phones() == [""]


def awkward(cells, **options):
    """Return an .xlsx of concerns: headings in row 1, then these cells."""
    head = {
        f"{column}1": heading
        for column, heading in zip("ABCD", ("工单号", "诉求内容", "受理时间", "渠道"), strict=True)
    }
    return xlsx({"工单": (head | cells, options.pop("sheet", {}))}, **options)


def test_lost_digits_are_an_error_in_their_row_and_kept_ones_come_in(bring):
    cells = {
        "A2": number("2.02611E+19"),
        "B2": "示例",
        "C2": "2026-02-20",
        "A3": number("42", 1),
        "B3": "示例",
    }
    result = bring(awkward(cells | {"C3": "2026-02-20"}, formats=["000000"]), name="t.xlsx", skip_bad=True)
    assert [(one.row, one.column) for one in result.errors] == [(2, "工单号")]
    assert Concern.objects.get().source_number == "000042"


def test_lost_digits_in_a_csv_are_an_error_too(bring):
    result = bring(sheet(["2.02611E+19", *OPEN[1:]], [*DONE[:6], "1.39E+10", *DONE[7:]]))
    assert [(one.row, one.column) for one in result.errors] == [(2, "工单号"), (3, "联系电话")]


@pytest.mark.parametrize(("date1904", "stored"), [(False, "46073.5"), (True, "44611.5")])
def test_a_bare_day_number_counts_as_its_file_does(bring, date1904, stored):
    cells = {"A2": "R-1", "B2": "示例", "C2": number(stored)}
    bring(awkward(cells, date1904=date1904), name="t.xlsx")
    assert f"{Concern.objects.get().received_at:%Y-%m-%d %H:%M}" == "2026-02-20 04:00"


def test_errors_and_uncomputed_formulas_are_named_by_row(bring):
    good = {"B{}": "示例", "C{}": "2026-02-20"}
    cells = {"A2": ('t="e"', "<v>#N/A</v>"), "A3": ("", "<f>B3</f>")}
    cells |= {place.format(row): text for row in (2, 3) for place, text in good.items()}
    result = bring(awkward(cells), name="t.xlsx")
    assert [(one.row, one.column) for one in result.errors] == [(2, "工单号"), (3, "工单号")]
    assert "#N/A" in str(result.errors[0].message)


def test_the_answer_names_the_sheet_and_what_was_not_read(bring):
    rows = {"A1": "诉求内容", "B1": "受理时间", "A2": "示例", "B2": "2026-02-20"}
    sheets = {"说明": ({"A1": "填表说明"}, {}), "二月": (rows, {}), "去年": (rows, {"state": "hidden"})}
    result = bring(xlsx(sheets), name="t.xlsx")
    assert (result.sheet, result.created) == ("二月", 1)
    told = "；".join(note.zh for note in result.notes)
    assert "工作表“说明”未读取" in told
    assert "隐藏的工作表“去年”未读取" in told
    assert result.as_data()["sheet"] == "二月"


def test_two_sheets_that_fit_are_asked_for(bring):
    rows = {"A1": "诉求内容", "B1": "受理时间", "A2": "示例", "B2": "2026-02-20"}
    sheets = {"一月": (rows, {}), "二月": (rows, {})}
    with pytest.raises(Unreadable, match="一月、二月"):
        bring(xlsx(sheets), name="t.xlsx")
    assert bring(xlsx(sheets), name="t.xlsx", sheet="一月").created == 1


def test_a_duplicate_heading_is_refused_by_name(bring):
    with pytest.raises(Unreadable, match="答复内容"):
        bring(sheet([*OPEN, ""], headings=[*HEADINGS, "答复内容"]))


def test_a_torn_csv_names_its_row_and_nothing_is_written(bring):
    text = sheet(OPEN, DONE).read().decode() + 'R-3,"没有收尾,2026-02-20\n'
    with pytest.raises(Unreadable, match="第 4 行"):
        bring(io.BytesIO(text.encode()))
    assert not Concern.objects.exists()


def test_two_phones_under_two_wide_headings_are_nobodys_by_guess(bring):
    cells = {
        "A1": "诉求内容", "B1": "受理时间", "C1": "诉求人", "E1": "承办人", "C2": "姓名", "D2": "电话", "F2": "电话",
        "A3": "示例", "B3": "2026-02-20", "D3": "13900000001", "F3": "13900000002",
    }  # fmt: skip
    result = bring(xlsx({"表": (cells, {"merges": ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]})}), name="t.xlsx")
    assert "contact_phone" not in result.columns.columns
    assert Concern.objects.get().state == State.RECEIVED


@pytest.mark.parametrize(("asked", "code", "made"), [([], 1, 0), (["--same-rows", "each"], 0, 2)])
def test_the_command_asks_and_takes_the_answer(tmp_path, township, cli, asked, code, made):
    (file := tmp_path / "t.csv").write_bytes(unnumbered(("甲", "1"), ("甲", "1")).read())
    ran = CliRunner().invoke(concerns_import, [str(file), "--unit", township.code, "--by", "cli", *asked])
    assert ran.exit_code == code, ran.output
    assert "读取工作表“t”" in ran.output
    assert Concern.objects.count() == made
