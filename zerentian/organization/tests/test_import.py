"""Units, posts and people from one spreadsheet: whole or not at all, and the same again changes nothing."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.imports import import_organization
from zerentian.organization.cli import organization_import, sign_ins
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.roster import read_roster
from zerentian.organization.rules.sheets import Sheet, day_of, read_sheets
from zerentian.organization.rules.tables.cells import Unreadable
from zerentian.organization.template import notice_template, roster_template, workbook

pytestmark = pytest.mark.django_db

SHEETS = {
    "单位": [
        ["单位代码*", "单位名称*", "类别*", "上级代码", "启用日期"],
        ["990101-V07", "新桥村", "村", "990101", "2026-02-01"],
        ["990101-V01", "上坪社区", "村", "990101", ""],
    ],
    "岗位": [
        ["岗位代码", "单位代码", "岗位名称", "角色", "启用日期"],
        ["990101-V07-01", "990101-V07", "村委会文书", "村（社区）干部", "2026-02-01"],
    ],
    "人员": [
        ["用户名", "姓名", "岗位代码", "任职日期"],
        ["shili.wenshu", "示例文书", "990101-V07-01", "2026/2/9"],
        ["cadre", "示例丁", "990101-V01-01", ""],
    ],
}


def roster(**changed):
    """Read the roster from an xlsx with some rows put in place of others: sheet=rows."""
    return read_roster(read_sheets(workbook(SHEETS | changed), "roster.xlsx"))


@pytest.fixture
def act(administrator, now):
    """Who does it, and when."""
    return {"by": administrator, "now": now}


def test_an_import_opens_units_creates_posts_and_appoints_people(act):
    result = import_organization(roster(), **act)
    assert result.written
    assert result.problems == []
    assert Unit.objects.get(code="990101-V07").path == "990100/990101/990101-V07"
    account = Account.objects.get(username="shili.wenshu")
    assert [post.code for post in account.posts_on(date(2026, 2, 9))] == ["990101-V07-01"]
    assert result.passwords[0][:2] == ("shili.wenshu", "示例文书")
    assert account.check_password(result.passwords[0][2])
    assert Unit.objects.get(code="990101-V01").name == "上坪社区"
    assert Entry.objects.get(verb="organization.imported").fact["units"] == 2


def test_the_same_again_changes_nothing_and_writes_no_entry(act):
    import_organization(roster(), **act)
    before = Entry.objects.count()
    again = import_organization(roster(), **act)
    assert again.changes == []
    assert again.unchanged == 5
    assert Entry.objects.count() == before


def test_a_dry_run_says_what_would_change_and_writes_nothing(act):
    before = Entry.objects.count()
    result = import_organization(roster(), dry_run=True, **act)
    assert len(result.changes) == 5
    assert not result.written
    assert (Entry.objects.count(), Unit.objects.filter(code="990101-V07").count()) == (before, 0)


def test_one_faulty_row_leaves_nothing_half_written_and_all_faults_are_named(act):
    posts = [
        SHEETS["岗位"][0],
        ["P1", "990101-V07", "乡长", "第一责任人", ""],
        ["P2", "nowhere", "文书", "cadre", ""],
    ]
    result = import_organization(roster(岗位=posts), **act)
    assert not result.written
    assert Unit.objects.filter(code="990101-V07").count() == 0
    assert [(p.sheet, p.row) for p in result.problems] == [("岗位", 2), ("岗位", 3), ("人员", 2)]
    assert "角色只能是" in str(result.problems[0])


@pytest.mark.parametrize(
    ("sheet", "row", "column", "why"),
    [
        ("单位", ["X", "新", "市", "990101", ""], "类别", "不在可选项中"),
        ("单位", ["X", "新", "村", "990101", "昨天"], "启用日期", "不是日期"),
        ("单位", ["X", "", "村", "990101", ""], "单位名称", "请填写"),
        ("单位", ["990101-V01", "x", "村", "990101", ""], "单位代码", "重复"),
        ("岗位", ["P", "990101", "乡长", "村长", ""], "角色", "不在可选项中"),
        ("人员", ["", "示例", "", ""], "用户名", "请填写"),
    ],
)
def test_a_faulty_cell_is_named_with_its_row_column_and_remedy(sheet, row, column, why, act):
    result = import_organization(roster(**{sheet: [*SHEETS[sheet], row]}), **act)
    problem = next(p for p in result.problems if why in str(p.message))
    assert (problem.sheet, problem.row, problem.column) == (sheet, len(SHEETS[sheet]) + 1, column)


@pytest.mark.parametrize(
    "heading",
    ["身份证号", "手机号码", "政治面貌", "微信号", "是否党员", "政治身份", "是否信教", "头像", "抖音", "思想表现",
     "人员标签", "partyMembership"],
)  # fmt: skip
def test_columns_that_say_too_much_about_people_are_refused(heading, act):
    people = [[*SHEETS["人员"][0], heading], ["a.b", "示例", "", "", "1"]]
    result = import_organization(roster(人员=people), **act)
    assert "不收集" in str(result.problems[0].message)


def test_a_missing_column_or_sheet_is_named(act):
    assert "缺少此列" in str(roster(人员=[["姓名"], ["示例"]]).problems[0])
    assert "找不到" in str(
        read_roster(read_sheets(workbook({"别的": [["甲"], ["乙"]]}), "x.xlsx")).problems[0]
    )


def test_a_csv_is_known_by_its_columns(act):
    text = "单位代码,单位名称,类别,上级代码\n990101-V08,新坪村,村,990101\n"
    for content in (text.encode("utf-8-sig"), text.encode("gb18030")):
        lines = read_roster(read_sheets(content, "导出.csv")).units
        assert [line.code for line in lines] == ["990101-V08"]


def test_what_is_no_spreadsheet_is_refused_with_the_remedy():
    with pytest.raises(Unreadable, match="另存为"):
        read_sheets(b"%PDF-1.7", "roster.xlsx")
    with pytest.raises(Unreadable, match="编码"):
        read_sheets(b"\xff\xff\xff,\x81", "roster.csv")
    with pytest.raises(Unreadable, match="MB"):
        read_sheets(b"x" * (6 * 1024 * 1024), "roster.xlsx")


def test_only_the_administrator_imports(leader, now):
    with pytest.raises(Forbidden):
        import_organization(roster(), by=leader, now=now)


def test_the_templates_can_be_read_back():
    found = read_roster(read_sheets(roster_template(), "t.xlsx"))
    assert found.problems == []
    assert len(found.units) == 4
    assert read_sheets(notice_template(), "t.xlsx")[0].headings == ("日期", "安排", "名称")


def test_an_empty_sheet_has_no_rows():
    assert read_sheets(workbook({"单位": []}), "t.xlsx") == [Sheet("单位", (), ())]


@pytest.mark.parametrize("text", ["2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日"])
def test_days_are_read_as_people_write_them(text):
    assert day_of(text) == date(2026, 3, 1)


def test_the_command_checks_then_imports(tmp_path, cli):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(workbook(SHEETS))
    dry = CliRunner().invoke(organization_import, [str(file), "--dry-run", "--json"])
    assert dry.exit_code == 0, dry.output
    assert json.loads(dry.output)["written"] is False
    assert json.loads(dry.output)["passwords"] == []
    assert "新桥村" in dry.output
    done = CliRunner().invoke(organization_import, [str(file)])
    assert "已导入" in done.output
    assert "shili.wenshu" in done.output


def test_the_command_ends_with_one_when_the_file_does_not_hold(tmp_path, cli):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(workbook(SHEETS | {"人员": [["姓名"], ["示例"]]}))
    failed = CliRunner().invoke(organization_import, [str(file)])
    assert failed.exit_code == 1
    assert "人员 第 1 行" in failed.output


def test_the_log_is_pruned_from_the_command_line():
    assert "将删除" in CliRunner().invoke(sign_ins, ["prune", "--dry-run"]).output
    assert isinstance(CliRunner().invoke(sign_ins, ["prune", "--months", "3"]).exception, NotAllowed)


def test_what_changed_of_a_unit_is_told_and_done(act):
    units = [SHEETS["单位"][0], ["990101-V02", "下坪社区", "村", "990102", ""]]
    rest = {name: SHEETS[name][:1] for name in ("岗位", "人员")}
    result = import_organization(roster(单位=units, **rest), **act)
    assert result.problems == []
    assert [one.zh for one in result.changes] == [
        "单位更名 990101-V02 下坪社区",
        "调整隶属 990101-V02 → 990102",
    ]
    unit = Unit.objects.get(code="990101-V02")
    assert (unit.name, unit.parent_on(act["now"].date()).code) == ("下坪社区", "990102")
