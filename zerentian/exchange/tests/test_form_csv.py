"""Forms of delimited text: only the cells that are filled change, in whatever encoding and with whatever line ends."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from zerentian.exchange.actions.county_forms import keep_form, map_form
from zerentian.exchange.actions.fillings import fill_form
from zerentian.exchange.models import CountyForm
from zerentian.exchange.rules.csv_text import SHEET, is_csv, read_csv
from zerentian.exchange.rules.form_filling import filled
from zerentian.exchange.rules.form_looks import looks_in
from zerentian.exchange.rules.form_maps import Kind, Region, Said
from zerentian.exchange.rules.form_puts import Block, Put, Value
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed

FORM = '"2026年（  ）月统计表",,,\r\n序号,单位,"件数","说明"\r\n,,"",""\r\n合计,,,\r\n填报单位：,,,\r\n'
text = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
)


def put(row, column, said, kind="text"):
    return Put(SHEET, row, column, Value(kind, said))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_bytes_outside_of_filled_cells_stay_as_they_were(encoding, end, sign):
    form = FORM.replace("\r\n", end).replace(",", sign)
    result = filled(form.encode(encoding), [put(3, 2, "12", "number"), put(5, 1, "云岭乡㐂")], [])
    said = form.replace(f'{sign}""{sign}""', f'{sign}"12"{sign}""')
    said = said.replace(f"填报单位：{sign}", f"填报单位：{sign}云岭乡㐂")
    assert result.content == said.encode(encoding)
    assert result.puts == ["C3", "B5"]


@given(st.lists(st.lists(text, min_size=2, max_size=4), min_size=1, max_size=5))
@example([["\t", "\r\t"]])
@example([["\t\t", "\r"]])
@example([["甲;乙;丙", '说"好"']])
def test_any_text_is_put_together_again_and_reads_as_a_spreadsheet_reads_it(rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    content = stream.getvalue().encode()
    if not is_csv(content):
        return
    taken = read_csv(content)
    assert taken.content() == content
    again = [[taken.text(row, column) for column in range(len(one))] for row, one in enumerate(rows, 1)]
    if taken.delimiter == ",":
        assert again == rows


def test_a_list_that_needs_more_rows_moves_what_stands_below():
    rows = [
        {0: Value("number", str(one)), 1: Value("text", "甲,村"), 2: Value("number", "-3")} for one in (1, 2)
    ]
    result = filled(FORM.encode(), [put(5, 1, "云岭乡")], [Block(SHEET, "A3:D3", rows)])
    lines = result.content.decode().split("\r\n")
    assert lines[2:6] == ['1,"甲,村","-3",""', '2,"甲,村","-3",""', "合计,,,", "填报单位：,云岭乡,,"]
    assert result.puts == ["B6"]
    assert "插入 1 行" in result.notes[0].zh


def test_a_form_of_headings_alone_gets_its_rows_below_them():
    rows = [{0: Value("text", "甲")}, {0: Value("text", "乙")}]
    result = filled("单位,件数".encode(), [], [Block(SHEET, "A2:B2", rows)])
    assert result.content.decode() == "单位,件数\r\n甲\r\n乙"


def test_rows_of_last_time_are_emptied():
    result = filled(
        "单位,件数\n甲,3\n乙,4\n".encode(), [], [Block(SHEET, "A2:B3", [{0: Value("text", "丙")}])]
    )
    assert result.content.decode() == "单位,件数\n丙,3\n,4\n"
    assert filled(b"a,b\n1,2\n", [], [Block(SHEET, "A2:B2", [])]).content == b"a,b\n,\n"


def test_a_formula_in_a_text_is_left_and_no_row_is_inserted_beside_one():
    form = "单位,件数\n甲,\n合计,=SUM(B2:B2)\n".encode()
    result = filled(form, [put(3, 1, "9", "number")], [])
    assert (result.content, result.kept) == (form, [(SHEET, "B3")])
    rows = [{1: Value("number", "1")}] * 3
    with pytest.raises(NotAllowed, match="先空出 2 行"):
        filled(form, [], [Block(SHEET, "A2:B2", rows)])


def test_what_a_spreadsheet_would_run_is_written_as_a_text():
    result = filled(b"a,b\n,\n", [put(2, 0, "=1+1"), put(2, 1, "-5", "number")], [])
    assert result.content == b"a,b\n'=1+1,-5\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'a,b\n"c,d\n', "CSV 第 2 行的引号"),
        (b'a,b\n"c"d,e\n', "CSV 第 2 行的引号"),
        ("a,b\nc,d\n".encode("utf-16"), "GB18030 编码的 .csv"),
        (b"<table><tr><td>a,b</td></tr></table>", "GB18030 编码的 .csv"),
        (b"\xff\xfe,\xff,\xff\x80", "GB18030 编码的 .csv"),
        (b",,\n,,\n", "没有文字"),
    ],
)
def test_what_is_no_sound_text_says_what_to_do(content, why):
    with pytest.raises(NotAllowed, match=why):
        looks_in(content)


@pytest.mark.django_db
def test_a_text_form_is_kept_mapped_filled_and_sent_as_it_came(township, clerk, now, client_of):
    browser, content = client_of(clerk), FORM.encode("gb18030")
    said = {"unit": township.pk, "name": "月报", "asked_by": "县统计局"}
    said["file"] = SimpleUploadedFile("月报.csv", content)
    assert browser.post(reverse("exchange:form-new"), said, follow=True).status_code == 200
    form = CountyForm.objects.get()
    assert bytes(form.newest.content) == content
    regions = [
        Region(SHEET, Kind.CELL, "A1", Said(text="2026年（ {month} ）月统计表")),
        Region(SHEET, Kind.HAND, "C3"),
        Region(SHEET, Kind.CELL, "B5", Said(text="{organ}")),
    ]
    map_form(form, regions=regions, by=clerk, now=now)
    filling = fill_form(form, period=Period.parse("2026-02"), hand={"CSV!C3": "7"}, by=clerk, now=now)
    sent = browser.get(reverse("exchange:filling-file", args=[filling.pk]))
    assert sent["Content-Type"] == "text/csv"
    assert sent["Content-Disposition"].endswith(".csv")
    organ = township.organ_on(now.date()) or township.name
    expected = FORM.replace("（  ）月", "（ 2 ）月").replace(',"",""', ',"7",""')
    expected = expected.replace("填报单位：,", f"填报单位：,{organ}")
    assert sent.content.decode("gb18030") == expected
    assert browser.get(reverse("exchange:form-map", args=[form.pk])).status_code == 200
    file = browser.get(reverse("exchange:form-file", args=[form.pk, 1]))
    assert (file.content, file["Content-Type"]) == (content, "text/csv")


@pytest.mark.django_db
def test_a_text_that_is_torn_is_refused_and_nothing_is_kept(township, clerk, now):
    with pytest.raises(NotAllowed, match="第 2 行"):
        keep_form(
            unit=township,
            name="月报",
            asked_by="县",
            file_name="a.csv",
            content=b'a,b\n"c',
            by=clerk,
            now=now,
        )
    assert not CountyForm.objects.exists()
