"""Villages' files of one layout, stacked into the township's form: whole or not at all, each cell told whose it is."""

import io
from dataclasses import replace
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from conftest import NOW
from zerentian.exchange.actions.county_forms import keep_form, map_form, map_region
from zerentian.exchange.actions.fillings import check_sheet, fill_form
from zerentian.exchange.actions.stacks import AskedTwice, village_file, village_of
from zerentian.exchange.cli import forms
from zerentian.exchange.models import FormFilling
from zerentian.exchange.rules.form_looks import looks_in
from zerentian.exchange.rules.form_maps import KEPT, PERSONAL, TAKEN, VILLAGE, Kind, Region, Said
from zerentian.exchange.rules.form_suggestions import near_heading
from zerentian.exchange.rules.stacking import NotStacked, VillageFile, is_open, stack, suggested_columns
from zerentian.exchange.tests.layouts import book_of, saved
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Unit

MONTH = Period.parse("2026-02")
HEADS = ["序号", "村", "地点", "户数", "面积", "负责人姓名", "检查日期", "合格率"]
SHEET = "危房"
REGION = Region(
    SHEET,
    Kind.STACK,
    "A4:H5",
    columns={
        "A": "#count",
        "B": VILLAGE,
        "C": TAKEN,
        "D": TAKEN,
        "E": TAKEN,
        "F": PERSONAL,
        "G": TAKEN,
        "H": KEPT,
    },
)


def form_bytes(total="=SUM(D4:D5)", area=None):
    """Return the township's form: two rows prepared under headings, a total, a foot."""
    book, page = book_of(
        "危房排查表（2026年（ ）月）", [[None] * 8, [None] * 8, HEADS, *[[None] * 8] * 2], [], sheet=SHEET
    )
    page["H4"] = "=D4/10"
    page.append(["合计", None, None, total, area, None, None, None])
    page.append(["填报人：", None, None, None, None, None, None, None])
    return saved(book)


def village_bytes(*rows, heads=HEADS, total=None, sheet=SHEET):
    """Return a village's copy of the form with its rows."""
    book, page = book_of("危房排查表", [[None] * 8, [None] * 8, heads, *rows], [], sheet=sheet)
    page.append(["合计", None, None, total, None, None, None, None])
    page.append(["填报人：示例", None, None, None, None, None, None, None])
    return saved(book)


UPPER = village_bytes(
    [1, None, "后沟", 3, 1.5, "示例人", "2026-02-03", None],
    [2, None, "河边", 4, 2, "示例人", None, None],
    total=9,
)
LOWER = village_bytes([1, "下坪", "岭上", 5, 0.25, None, None, None])
EMPTY = village_bytes()


@pytest.fixture
def form(township, clerk, now):
    """A form into which villages' files are stacked."""
    kept = keep_form(
        unit=township,
        name="危房排查表",
        asked_by="县住建局",
        file_name="危房.xlsx",
        content=form_bytes(),
        by=clerk,
        now=now,
    )
    regions = [Region(SHEET, Kind.CELL, "A1", Said(text="危房排查表（{year}年{month}月）")), REGION]
    map_form(kept, regions=regions, by=clerk, now=now)
    return kept


def unit(code):
    return Unit.objects.get(code=code)


def file_of(content, code="990101-V01", name=None):
    village = unit(code)
    return village_file(name=name or f"{village.name}.xlsx", content=content, unit=village)


def page_of(filling):
    return load_workbook(io.BytesIO(bytes(filling.content)))[SHEET]


def rows_of(page, first, last):
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=first, max_row=last)]


@pytest.mark.django_db
def test_the_rows_of_all_villages_stand_under_each_other_with_whose_they_are(form, clerk, now):
    files = [file_of(UPPER), file_of(LOWER, "990101-V02"), file_of(EMPTY, "990101-V03")]
    filling = fill_form(form, period=MONTH, villages=files, by=clerk, now=now)
    page = page_of(filling)
    assert rows_of(page, 4, 7) == [
        [1, "上坪村", "后沟", 3, 1.5, None, "2026-02-03", "=D4/10"],
        [2, "上坪村", "河边", 4, 2, None, None, "=D5/10"],
        [3, "下坪村", "岭上", 5, 0.25, None, None, "=D6/10"],
        ["合计", None, None, "=SUM(D4:D6)", 3.75, None, None, None],
    ]
    assert page["A8"].value == "填报人："
    cell = next(one for one in filling.listed if one["at"] == "D6")
    assert (cell["kind"], cell["unit"], cell["from"]) == ("village", "990101-V02", "下坪村.xlsx 危房!D4")
    told = filling.told
    assert "石桥村.xlsx 危房 没有数据行" in told
    assert "第 6 行 D 列合计写的是 9，逐行相加是 7" in told
    checked = load_workbook(io.BytesIO(check_sheet(filling, by=clerk, now=NOW))).worksheets[0]
    assert any("下坪村.xlsx 危房!D4" in str(row[10].value) for row in checked.iter_rows())


@pytest.mark.django_db
def test_what_is_about_persons_is_taken_from_no_file_and_may_not_be_asked_for(form, clerk, now):
    filling = fill_form(form, period=MONTH, villages=[file_of(UPPER)], by=clerk, now=now)
    assert "示例人" not in filling.cells
    assert "示例人" not in str(rows_of(page_of(filling), 1, 9))
    asked = Region(SHEET, Kind.STACK, "A4:H5", columns=dict(REGION.columns) | {"F": TAKEN})
    with pytest.raises(NotAllowed, match="F4 在“负责人姓名”之下"):
        map_region(form, region=asked, by=clerk, now=now)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            village_bytes([1, None, "后沟", "3户", 1, None, None, None]),
            "坏.xlsx 危房 第 4 行：D 列要合计，“3户”不是数字",
        ),
        (
            village_bytes([1, None, "后沟", 3, "=1/0", None, None, None]),
            "坏.xlsx 危房 第 4 行：E 列：公式没有计算结果",
        ),
        (
            village_bytes(heads=[*HEADS[:3], "人数", *HEADS[4:]]),
            "坏.xlsx 危房 第 3 行：D 列表头是“人数”，乡镇的表是“户数”",
        ),
    ],
)
def test_a_fault_names_file_sheet_and_row_and_all_faults_are_told_at_once(content, why):
    own = looks_in(form_bytes())[0]
    bad = village(content, "坏.xlsx")
    with pytest.raises(NotStacked, match=why) as refused:
        stack([village(UPPER, "好.xlsx"), bad, bad], REGION, own)
    assert len(refused.value.wrong) == 2


def village(content, name):
    """Return a file as the rules read it, without a database."""
    return VillageFile(name, "0" * 64, "V", "某村", looks_in(content))


def test_a_sheet_of_another_name_is_taken_where_it_is_the_only_one():
    own = looks_in(form_bytes())[0]
    other = village_bytes([1, None, "后沟", 3, 1, None, None, None], sheet="Sheet1")
    assert [one.cells["C"] for one in stack([village(other, "a.xlsx")], REGION, own).rows] == ["后沟"]
    twins = replace(village(other, "a.xlsx"), sheets=looks_in(other) * 2)
    with pytest.raises(NotStacked, match=r"a\.xlsx：没有工作表“危房”"):
        stack([twins], REGION, own)


def test_a_row_that_lies_above_where_rows_begin_is_never_lost_in_silence():
    own = looks_in("危房,\n村,户数\n,\n合计,\n".encode())[0]
    region = Region("CSV", Kind.STACK, "A3:B3", columns={"A": VILLAGE, "B": TAKEN})
    early = village("村,户数\n上坪,3\n上坪,4\n合计,7\n".encode(), "早.csv")
    with pytest.raises(NotStacked, match=r"早\.csv CSV 第 2 行：B 列表头是“户数/3”，乡镇的表是“户数”"):
        stack([early], region, own)


def test_rows_of_last_month_below_the_prepared_ones_are_no_foot():
    own = looks_in("村,户数\n,\n上坪村,3\n".encode())[0]
    region = Region("CSV", Kind.STACK, "A2:B2", columns={"A": VILLAGE, "B": TAKEN})
    sent = village("村,户数\n上坪村,5\n上坪村,6\n注：含空户,\n".encode(), "a.csv")
    assert [one.cells["B"] for one in stack([sent], region, own).rows] == ["5", "6"]
    labelled = looks_in("村,户数\n,\n报送单位：,\n".encode())[0]
    sent = village("村,户数\n上坪村,5\n报送单位：上坪村,8\n".encode(), "a.csv")
    assert [one.cells["B"] for one in stack([sent], region, labelled).rows] == ["5"]


def test_columns_are_suggested_by_their_headings():
    own = looks_in(form_bytes())[0]
    region = Region(SHEET, Kind.STACK, "A4:H5")
    assert suggested_columns(region, own) == REGION.columns
    assert near_heading(own, 4, 3) == "户数"


@pytest.mark.django_db
def test_a_village_is_known_by_the_name_of_its_file_or_by_what_stands_above_its_rows(township):
    units = Unit.objects.filter(code__contains="-V").prefetch_related("periods")
    above = looks_in("填报单位：石桥村,\n村,户数\n上坪村,3\n".encode())
    assert village_of("2月上坪村报表.xlsx", [], units, 4).code == "990101-V01"
    assert village_of("下坪.xlsx", [], units, 4).code == "990101-V02"
    assert village_of("报表.csv", above, units, 3).code == "990101-V03"
    assert village_of("上坪村和石桥村.xlsx", [], units, 3) is None


@pytest.mark.django_db
def test_what_comes_twice_is_asked_about_and_done_when_it_is_meant(form, clerk, now):
    upper = file_of(UPPER)
    first = fill_form(form, period=MONTH, villages=[upper], by=clerk, now=now)
    # The same files for the same month again is how a filling is mended.
    fill_form(form, period=MONTH, villages=[upper, file_of(LOWER, "990101-V02")], by=clerk, now=now)
    january = Period.parse("2026-01")
    with pytest.raises(AskedTwice, match=r"“上坪村\.xlsx”在 2026年2月 已经叠加过"):
        fill_form(form, period=january, villages=[upper], by=clerk, now=now)
    with pytest.raises(AskedTwice, match="交了 2 份一样的；上坪村有 2 份表"):
        fill_form(form, period=MONTH, villages=[upper, upper], by=clerk, now=now)
    twice = fill_form(form, period=MONTH, villages=[upper, upper], again=True, by=clerk, now=now)
    assert page_of(twice)["A8"].value == "合计"
    assert FormFilling.objects.count() == 3
    assert first.known + first.by_hand + first.unknown == first.total


@pytest.mark.django_db
def test_without_files_or_without_a_place_for_them_nothing_is_filled(form, clerk, now):
    with pytest.raises(NotAllowed, match="请先上传各村交来的表"):
        fill_form(form, period=MONTH, by=clerk, now=now)
    map_form(form, regions=[Region(SHEET, Kind.KEEP, "A1")], by=clerk, now=now)
    with pytest.raises(NotAllowed, match="行从哪里开始"):
        fill_form(form, period=MONTH, villages=[file_of(UPPER)], by=clerk, now=now)
    assert not FormFilling.objects.exists()


@pytest.mark.django_db
def test_the_page_looks_files_over_says_whose_they_are_and_stacks_them_by_a_second_press(
    form, clerk, client_of
):
    browser, fill = client_of(clerk), reverse("exchange:form-fill", args=[form.pk])
    where = reverse("exchange:form-stack", args=[form.pk])
    assert browser.get(f"{fill}?period=2026-02").url == f"{where}?period=2026-02"
    assert browser.get(where).status_code == 200
    assert browser.post(where, {}).status_code == 422
    torn = browser.post(where, {"tables": SimpleUploadedFile("坏.xlsx", b"PK\x03\x04 torn")})
    assert (torn.status_code, "坏.xlsx：模板须是完好的" in torn.content.decode()) == (422, True)
    files = [SimpleUploadedFile("上坪村.xlsx", UPPER), SimpleUploadedFile("无名.xlsx", LOWER)]
    page = browser.post(f"{where}?period=2026-02", {"tables": files})
    shown = page.context["form"]
    assert (page.status_code, "2 行" in page.content.decode()) == (200, True)
    assert (shown["village_0"].initial, shown["village_1"].initial) == (unit("990101-V01").pk, None)
    said = {name: shown[name].value() for name in ("digest_0", "digest_1", "name_0", "name_1", "period")}
    said |= {"unit": form.unit_id, "village_0": unit("990101-V01").pk}
    assert browser.post(fill, said).status_code == 422
    asked = browser.post(fill, said | {"village_1": unit("990101-V01").pk})
    assert (asked.status_code, "上坪村有 2 份表" in asked.content.decode()) == (422, True)
    assert 'type="checkbox" name="again"' in asked.content.decode()
    assert f"{where}?period=2026-02" in asked.content.decode()
    done = browser.post(fill, said | {"village_1": unit("990101-V02").pk}, follow=True)
    assert "下坪村" in done.content.decode()
    assert FormFilling.objects.get().known
    gone = browser.post(fill, said | {"village_1": unit("990101-V02").pk})
    assert (gone.status_code, "请重新选择" in gone.content.decode()) == (422, True)


@pytest.mark.django_db
def test_the_page_maps_where_the_rows_begin(form, clerk, client_of, now):
    map_form(form, regions=[Region(SHEET, Kind.KEEP, "A1")], by=clerk, now=now)
    browser = client_of(clerk)
    where = f"{reverse('exchange:form-map', args=[form.pk])}?sheet={SHEET}&area=A4:H5&kind=stack"
    chosen = browser.get(where).context["region_form"]
    assert {name: chosen[f"column_{name}"].initial for name in "ABCDEFGH"} == REGION.columns
    said = {f"column_{name}": what for name, what in REGION.columns.items()}
    assert browser.post(where, said | {"column_F": TAKEN}).status_code == 422
    assert browser.post(where, dict.fromkeys(said, "")).status_code == 422
    assert browser.post(where, said).status_code == 302
    assert form.map.listed[-1] == REGION


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "seen_at", "is_filled"),
    [("", (9, 3), True), ("12", (9, 3), True), ("另计", (9, 3), False), ("", (9, 2), False)],
    ids=["empty", "a number", "words", "covered by another cell"],
)
def test_a_total_is_written_where_nothing_or_a_number_stands_and_the_cell_is_seen(text, seen_at, is_filled):
    own = SimpleNamespace(texts={(9, 3): text}, shown_at=lambda row, column: seen_at)
    assert is_open(own, (9, 3)) is is_filled


def test_villages_files_are_stacked_at_the_console(form, clerk, cli, tmp_path):
    upper, out = tmp_path / "甲.xlsx", tmp_path / "填好.xlsx"
    upper.write_bytes(UPPER)
    call = ["fill", "危房排查表", "--period", "2026-02", "--out", str(out)]
    done = CliRunner().invoke(forms, [*call, "--village", f"990101-V01={upper}"])
    assert done.exit_code == 0, done.output
    assert load_workbook(out)[SHEET]["C4"].value == "后沟"
    for wrong in ("990101-V01", f"990102-DZ={upper}", "990101-V01=没有.xlsx"):
        assert CliRunner().invoke(forms, [*call, "--village", wrong]).exit_code == 2


@pytest.mark.django_db
def test_a_text_form_takes_villages_texts(township, clerk, now):
    kept = keep_form(
        unit=township,
        name="月报",
        asked_by="县",
        file_name="a.csv",
        content="村,户数\r\n,\r\n合计,\r\n".encode("gb18030"),
        by=clerk,
        now=now,
    )
    region = Region("CSV", Kind.STACK, "A2:B2", columns={"A": VILLAGE, "B": TAKEN})
    map_region(kept, region=region, by=clerk, now=now)
    files = [
        file_of("村,户数\n上坪,3\n,4\n".encode(), name="a.csv"),
        file_of(b"\xef\xbb\xbf" + "村,户数\n,5".encode(), "990101-V02"),
    ]
    filling = fill_form(kept, period=MONTH, villages=files, by=clerk, now=now)
    expected = "村,户数\r\n上坪村,3\r\n上坪村,4\r\n下坪村,5\r\n合计,12\r\n"
    assert bytes(filling.content).decode("gb18030") == expected
