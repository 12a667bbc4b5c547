"""The function list: from a published table, corrected by its numbers, refused whole with every place named."""

import pytest

from zerentian.duties import actions
from zerentian.duties.actions.functions import items_without_duty, preview_functions
from zerentian.duties.models import FunctionItem
from zerentian.duties.rules import functions
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.tests.test_deeds import value
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

HEAD = "编号,清单类别,事项分类,事项名称,对应上级部门,乡镇配合职责"
ROWS = (
    "1,基本履职,平安建设,村级消防巡查,,",
    "2,配合履职事项,民生服务,医保参保动员,县医保局,组织动员",
    "3,上级收回,生态环保,排污许可核查,县环境分局,",
)


@pytest.fixture
def brought_in(township, leader, now):
    """Import rows of a list in the township."""

    def bring(*rows, by=leader, head=HEAD):
        content = "\n".join([head, *rows]).encode()
        return actions.import_functions(unit=township, content=content, name="清单.csv", by=by, now=now)

    return bring


def test_each_item_is_read_with_its_kind_and_place_and_counts_by_kind(brought_in, now):
    changes = brought_in(*ROWS)
    assert [item.number for item in changes.new] == ["1", "2", "3"]
    kinds = list(FunctionItem.objects.order_by("position").values_list("kind", "name", "our_part"))
    assert kinds == [
        ("basic", "村级消防巡查", ""),
        ("joint", "医保参保动员", "组织动员"),
        ("withdrawn", "排污许可核查", ""),
    ]
    assert Entry.objects.filter(verb="function.listed").count() == 3
    assert Entry.objects.latest("id").fact["number"] == "3"


def test_the_same_list_again_changes_nothing_and_a_changed_item_is_corrected(brought_in):
    brought_in(*ROWS)
    again = brought_in(*ROWS)
    assert (again.new, again.changed, again.unchanged, again.absent) == ([], [], 3, [])
    changed = brought_in(ROWS[0].replace("消防", "防火"), ROWS[1])
    assert [item.name for item in changed.changed] == ["村级防火巡查"]
    assert (changed.unchanged, changed.absent) == (1, ["3"])
    assert FunctionItem.objects.count() == 3
    entry = Entry.objects.latest("id")
    assert (entry.change, entry.fact["kind"]) == ("corrected", "basic")
    assert Entry.objects.get(uuid=entry.replaces).subject == entry.subject


@pytest.mark.parametrize(
    ("row", "place", "word"),
    [
        (",基本履职,平安,巡查,,", "第2行“编号”", "不能为空"),
        ("9,,平安,巡查,,", "第2行“清单类别”", "不能为空"),
        ("9,基本履职,,巡查,,", "第2行“事项分类”", "不能为空"),
        ("9,基本履职,平安,,,", "第2行“事项名称”", "不能为空"),
        ("9,基础,平安,巡查,,", "第2行“清单类别”", "不是清单类别"),
        (f"{'9' * 21},基本履职,平安,巡查,,", "第2行“编号”", "超过20字"),
        (f"9,基本履职,平安,{'巡' * 301},,", "第2行“事项名称”", "超过300字"),
    ],
)
def test_a_row_with_a_problem_is_named_and_nothing_at_all_is_imported(brought_in, row, place, word):
    with pytest.raises(NotAllowed) as refused:
        brought_in(row, ROWS[1])
    assert place in str(refused.value)
    assert word in str(refused.value)
    assert not FunctionItem.objects.exists()


def test_texts_of_just_the_length_that_is_kept_are_kept(brought_in):
    assert len(brought_in(f"{'9' * 20},基本履职,{'平' * 60},{'巡' * 300},{'局' * 120},").new) == 1


def test_a_number_that_stands_twice_is_named_with_both_rows(brought_in):
    with pytest.raises(NotAllowed, match=r"第3行“编号”：编号“1”与第2行重复"):
        brought_in(ROWS[0], ROWS[0])


def test_at_most_five_problems_are_told_and_how_many_there_are(brought_in):
    with pytest.raises(NotAllowed, match="有 7 处需要改正") as refused:
        brought_in(*[f"{n},基础,平安,巡查,," for n in range(7)])
    assert str(refused.value).count("不是清单类别") == 5


def test_a_list_without_its_headings_or_without_rows_is_refused(brought_in):
    with pytest.raises(NotAllowed):
        brought_in("1,2", head="甲,乙")
    with pytest.raises(NotAllowed, match="没有"):
        brought_in()


def test_empty_rows_are_passed_over(brought_in):
    assert [item.row for item in brought_in(ROWS[0], ",,,,,", ROWS[1]).new] == [2, 4]


def test_only_who_keeps_duties_there_looks_at_or_imports_a_list(brought_in, cadre, outsider, township, now):
    for stranger in (cadre, outsider):
        with pytest.raises(Forbidden):
            brought_in(*ROWS, by=stranger)
        with pytest.raises(Forbidden):
            preview_functions(unit=township, content=b"", name="a.csv", by=stranger, now=now)


def test_progress_is_told_item_by_item(township, leader, now):
    told = []
    content = "\n".join([HEAD, *ROWS]).encode()
    actions.import_functions(
        unit=township, content=content, name="清单.csv", by=leader, now=now, progress=told.append
    )
    assert told == [1, 1, 1]


def test_items_that_no_duty_rests_on_are_found_but_not_what_was_taken_back(
    brought_in, township, area, village_post, leader, now
):
    brought_in(*ROWS)
    assert [item.number for item in items_without_duty(township)] == ["1", "2"]
    first = FunctionItem.objects.get(number="1")
    duty = actions.adopt_duty(
        title="消防巡查",
        area=area,
        post=village_post,
        rule=DueRule(Cadence.MONTHLY),
        item=first,
        by=leader,
        now=now,
    )
    assert [item.number for item in items_without_duty(township)] == ["2"]
    assert value("duties.off_list", now).value == 0
    actions.retire_duty(duty, reason="调整", by=leader, now=now)
    assert [item.number for item in items_without_duty(township)] == ["1", "2"]


def test_rows_that_hold_nothing_of_what_is_read_leave_room_for_those_that_do(brought_in, monkeypatch):
    monkeypatch.setattr(functions, "MAX_ROWS", 3)
    remarked = [",,,,,,只有备注"] * 4
    changes = brought_in(*remarked, *(f"{row}," for row in ROWS), head=f"{HEAD},备注")
    assert [item.number for item in changes.new] == ["1", "2", "3"]
    with pytest.raises(NotAllowed, match="超过 3 行"):
        brought_in(*ROWS, "4,基本履职,平安建设,森林防火巡查,,")
