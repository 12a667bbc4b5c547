"""Tables at the console: brought in, taken out, replies in somebody's template, figures of one unit among several."""

import csv
import io
import json
from datetime import date, datetime

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from zerentian.casework.models import Concern
from zerentian.exchange.actions.exports import meant
from zerentian.exchange.actions.imported import Imported
from zerentian.exchange.cli import concerns_export, concerns_import, figures, forms, replies_export
from zerentian.exchange.cli.figures import unit_named
from zerentian.exchange.cli.imports import SHOWN, as_text, in_place
from zerentian.exchange.cli.imports import township as township_named
from zerentian.exchange.models import ImportRun, ReplySheet
from zerentian.exchange.rules.mapping import ColumnMap
from zerentian.ledger.actions import seal
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.words import Words
from zerentian.organization.rules.rights import Kind
from zerentian.organization.rules.sheets import Problem

HEADS = "编号,诉求内容,受理时间"
ROW = "R-1,路灯不亮,2026-02-27 16:02"
HERE = ["--unit", "990101"]


def run(command, *said, code=0):
    """Run a command; return what it says."""
    done = CliRunner().invoke(command, [str(one) for one in said])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def file(tmp_path):
    """Write a file of rows."""

    def write(*rows, heads=HEADS, name="热线.csv"):
        path = tmp_path / name
        path.write_text("\n".join([heads, *rows]), "utf-8")
        return path

    return write


@pytest.fixture
def template(tmp_path):
    """The hotline's sheet for replies."""
    book = Workbook()
    book.active.append(["工单号", "办理结果"])
    book.save(tmp_path / "回复表.xlsx")
    return tmp_path / "回复表.xlsx"


def received(concern, *moment):
    """Let a concern have been received at a moment."""
    Concern.objects.filter(pk=concern.pk).update(received_at=datetime(*moment, tzinfo=LOCAL))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, True),
        (date(2026, 2, 27), None, True),
        (date(2026, 2, 28), None, False),
        (None, date(2026, 2, 27), True),
        (None, date(2026, 2, 26), False),
        (date(2026, 2, 27), date(2026, 2, 27), True),
    ],
)
@pytest.mark.parametrize(
    "clock", [(0, 0, 0), (23, 59, 59, 999_999)], ids=["its first moment", "its last moment"]
)
def test_a_day_is_meant_from_its_first_moment_to_its_last(concern, township, since, until, found, clock):
    received(concern, 2026, 2, 27, *clock)
    assert meant(township, "", since, until).exists() is found


@pytest.mark.django_db
def test_what_leaves_is_of_one_township_and_one_source(concern, township, county):
    Concern.objects.update(source="热线")
    assert meant(township, "热线", None, None).exists()
    assert not meant(township, "别处", None, None).exists()
    assert not meant(county, "", None, None).exists()


@pytest.mark.django_db
def test_a_table_comes_in_at_the_console_and_says_what_was_done(file, township, cli):
    told = run(concerns_import, file(ROW), *HERE, "--source", "县热线")
    assert (
        "已导入 · imported：1 行 rows，新增 1 created，更新 0 updated，不变 0 unchanged，有误 0 errors"
        in told
    )
    assert ImportRun.objects.get().source == "县热线"
    again = json.loads(
        run(concerns_import, file(ROW), *HERE, "--source", "县热线", "--json").splitlines()[-1]
    )
    assert (again["unchanged"], again["created"], again["source"]) == (1, 0, "县热线")


@pytest.mark.django_db
def test_a_dry_run_and_a_table_with_a_fault_write_nothing(file, township, cli):
    assert "试运行 · dry run：1 行 rows，新增 1" in run(concerns_import, file(ROW), *HERE, "--dry-run")
    bad = file(ROW, "R-2,积水,前天")
    told = run(concerns_import, bad, *HERE, code=1)
    assert ("第 3 行“受理时间”列：“前天”不是时间" in told, "未写入 · nothing written" in told) == (True, True)
    assert not Concern.objects.exists()
    assert "新增 1 created" in run(concerns_import, bad, *HERE, "--skip-bad", code=1)
    assert Concern.objects.count() == 1


@pytest.mark.django_db
def test_a_map_says_the_columns_and_what_is_no_table_is_refused(file, tmp_path, township, cli):
    columns = tmp_path / "map.toml"
    columns.write_text('[columns]\nnumber = "号"\ntext = "说"\nreceived_at = "时"\n', "utf-8")
    mapped = file(ROW, heads="号,说,时")
    run(concerns_import, mapped, *HERE, "--map", columns)
    assert Concern.objects.get().text == "路灯不亮"
    torn = file('R-3,"路灯,2026-02-27')
    assert "引号" in run(concerns_import, torn, *HERE, code=1)


@pytest.mark.django_db
def test_which_township_is_asked_where_there_are_several(township, county):
    assert township_named("990101") == township
    for wrong, words in (("990199", "没有乡镇 990199"), (county.code, f"没有乡镇 {county.code}")):
        with pytest.raises(Exception, match=words):
            township_named(wrong)
    with pytest.raises(Exception, match="请用 --unit 写明乡镇代码"):
        township_named("")


@pytest.mark.django_db
def test_the_unit_of_figures_is_named_or_the_only_one_of_its_kind(township, county, village):
    assert unit_named(village.code, Kind.TOWNSHIP) == village
    assert unit_named("", Kind.COUNTY) == county
    for code, kind in (("nothing", Kind.COUNTY), ("", Kind.VILLAGE)):
        with pytest.raises(Exception, match="请用 --unit 写明单位代码"):
            unit_named(code, kind)


def result(**said):
    """Return what an import did."""
    made = Imported("热线", "表", ColumnMap({}))
    for name, value in said.items():
        setattr(made, name, value)
    return made


def test_a_run_is_told_in_lines_with_what_was_left_out_first():
    told = as_text(
        result(
            notes=[Words("读取工作表", "read")],
            refused=["微信号"],
            left_out=["天气"],
            kept=2,
            contacts=3,
            undated=4,
            rows=9,
            created=5,
            updated=1,
            unchanged=3,
            written=True,
        ),
        dry_run=False,
    ).splitlines()
    assert [line.split(" · ")[0] for line in told] == [
        "读取工作表",
        "不收集的列（边界第1条）",
        "未导入的列",
        "已在办理或已答复、未覆盖",
        "联系方式已更正",
        "没有答复时间的答复，按导入当日计",
        "已导入",
    ]
    assert told[-1].endswith("9 行 rows，新增 5 created，更新 1 updated，不变 3 unchanged，有误 0 errors")
    assert len(as_text(result(), dry_run=False).splitlines()) == 1


@pytest.mark.parametrize(("faults", "more"), [(SHOWN, ""), (SHOWN + 3, "……另有 3 处 · and 3 more")])
def test_so_many_faults_are_told_and_the_rest_is_counted(faults, more):
    errors = [Problem("", row, "内容", "为空") for row in range(faults)]
    told = as_text(result(errors=errors), dry_run=True).splitlines()
    assert [line for line in told if line.startswith("第 ")] == [
        f"第 {row} 行“内容”列：为空" for row in range(SHOWN)
    ]
    assert (more in told) is bool(more)
    assert f"有误 {faults} errors" in told[-1]
    assert in_place(Problem("", 3, "", "x")) == "第 3 行：x"


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "CSV", "xlsx"])
def test_a_list_leaves_by_the_name_of_its_file(concern, cli, tmp_path, form):
    out = tmp_path / f"诉求.{form}"
    assert f"已导出 · exported 1：{out}" in run(concerns_export, out, *HERE)
    if form.lower() == "csv":
        rows = list(csv.reader(io.StringIO(out.read_text("utf-8-sig"))))
        assert any("路灯" in cell for row in rows for cell in row)
    else:
        assert load_workbook(out).worksheets[0].max_row > 1


@pytest.mark.django_db
def test_a_list_is_narrowed_by_source_and_days(concern, cli, tmp_path):
    received(concern, 2026, 2, 27, 12, 0)
    out = tmp_path / "a.csv"
    for said, count in (
        (["--since", "2026-02-27", "--until", "2026-02-27"], 1),
        (["--since", "2026-02-28"], 0),
        (["--until", "2026-02-26"], 0),
        (["--source", "别处"], 0),
    ):
        assert f"exported {count}" in run(concerns_export, out, *HERE, *said)
    run(concerns_export, out, *HERE, "--since", "昨天", code=2)


@pytest.mark.django_db
def test_replies_are_filled_into_a_template_that_is_kept_at_its_first_use(answered, cli, tmp_path, template):
    out = tmp_path / "out.xlsx"
    said = [out, "--template", "县热线", *HERE]
    assert "没有模板“县热线”" in run(replies_export, *said, code=2)
    told = run(replies_export, *said, "--file", template)
    assert f"已填写 · filled 1：{out}（Sheet）" in told
    kept = ReplySheet.objects.get()
    assert (kept.name, kept.filled) == ("县热线", {"number": "工单号", "reply": "办理结果"})
    cells = [cell.value for row in load_workbook(out).worksheets[0].iter_rows(min_row=2) for cell in row]
    assert cells[0] == answered.number
    out.unlink()
    assert "filled 1" in run(replies_export, *said)
    assert "filled 0" in run(replies_export, *said, "--source", "别处")
    into = tmp_path / "batch.xlsx"
    book = Workbook()
    book.active.append(["工单号", "办理结果"])
    book.active.append([answered.number, None])
    book.save(into)
    assert "filled 1" in run(replies_export, *said, "--into", into)


@pytest.mark.django_db
def test_a_map_says_what_goes_into_a_template(answered, cli, tmp_path, template):
    columns = tmp_path / "map.toml"
    columns.write_text('[columns]\nnumber = "工单号"\ntext = "办理结果"\n', "utf-8")
    run(replies_export, tmp_path / "o.xlsx", "--template", "甲", "--file", template, "--map", columns, *HERE)
    assert ReplySheet.objects.get().filled == {"number": "工单号", "text": "办理结果"}


@pytest.mark.django_db
def test_what_a_form_is_called_and_whose_file_it_is_must_be_there(township, cli, tmp_path):
    out = tmp_path / "o.xlsx"
    assert "没有报表“没有”" in run(forms, "fill", "没有", "--period", "2026-02", "--out", out, code=2)
    assert run(forms, "list") == ""


@pytest.mark.django_db
def test_figures_are_exported_for_this_year_by_default(concern, cli, tmp_path, now):
    seal(now=now)
    out = tmp_path / "f.json"
    told = run(figures, "export", *HERE, "--out", out)
    assert (f"已写入 {out}" in told, json.loads(out.read_text())["sheet"]["period"]) == (True, "2026")
