"""What other sheets reckon from the filled one is reckoned anew, by whatever way they read it; the rest stays."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from zerentian.exchange.rules.elsewhere import asking_anew, reads, without_sizes
from zerentian.exchange.rules.form_filling import filled
from zerentian.exchange.rules.form_puts import Put, Value
from zerentian.exchange.tests.layouts import saved

SEVEN = [Put("二月", 2, 1, Value("number", "7"))]
SUMMARY = "xl/worksheets/sheet4.xml"


def months(formula, *, names=None, table=False, second="=1+1"):
    """Return a workbook of three months and a sheet on which a formula stands that gave 1 before."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in ("一月", "二月", "三月"):
        page = book.create_sheet(name)
        page.append(["村", "件数"])
        page.append(["上坪村", 1])
    if table:
        book["二月"].add_table(Table(displayName="明细", ref="A1:B2"))
    page = book.create_sheet("汇总")
    page["A1"], page["B1"] = formula, second
    for name, said in (names or {}).items():
        book.defined_names[name] = DefinedName(name, attr_text=said)
    return with_results(saved(book))


def with_results(content):
    """Return a workbook whose formulas have a result, as a program saves them."""
    return changed(
        content, SUMMARY, lambda text: re.sub(rb"<v\s*/>|<v></v>|(?<=</f>)(?=</c>)", b"<v>1</v>", text)
    )


def changed(content, part, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as file, zipfile.ZipFile(out, "w") as made:
        for info in file.infolist():
            text = file.read(info)
            made.writestr(info, change(text) if info.filename == part else text)
    return out.getvalue()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize(
    ("formula", "more"),
    [
        ("=二月!B2", {}),
        ("=SUM(一月:三月!B2)", {}),
        ("=SUM('一月:三月'!B2)", {}),
        ("=SUM(件数区)", {"names": {"件数区": "二月!$B$2:$B$3"}}),
        ("=SUM(全部)", {"names": {"件数区": "二月!$B$2:$B$3", "全部": "件数区"}}),
        ("=SUM(明细[件数])", {"table": True}),
        ('=INDIRECT(A2&"!B2")', {}),
    ],
    ids=["by name", "between", "between in quotes", "named area", "name of a name", "table", "put together"],
)
def test_a_result_that_was_reckoned_from_the_sheet_before_does_not_stay(formula, more):
    content = months(formula, **more)
    assert b"<v>1</v>" in parts(content)[SUMMARY]
    after = parts(filled(content, SEVEN, []).content)
    assert b"<v>1</v>" not in after[SUMMARY]
    assert b"fullCalcOnLoad" in after["xl/workbook.xml"]


@pytest.mark.parametrize("formula", ["=SUM(B2:B9)", "=三月!B2", '=HYPERLINK("mailto:a","!")'])
def test_results_that_do_not_rest_on_the_sheet_stay_byte_for_byte(formula):
    content = months(formula)
    before, after = parts(content), parts(filled(content, SEVEN, []).content)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet2.xml"]


def test_a_formula_reads_a_sheet_by_its_name_in_any_case_and_by_names_that_reach_it():
    assert reads("sum(DATA!a1)", "Data", [])
    assert reads("Total*2", "Data", ["total"])
    assert not reads("Other!A1", "Data", ["total"])


PIVOT = "xl/pivotCache/pivotCacheDefinition1.xml"


def with_part(content, name, text):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(name, text)
    return out.getvalue()


def told(content, put=SEVEN):
    return " ".join(note.zh for note in filled(content, put, []).notes)


@pytest.mark.parametrize("source", ['ref="A1:B2" sheet="二月"', 'name="件数区"'])
def test_a_pivot_table_that_draws_on_the_sheet_is_to_be_refreshed_by_hand(source):
    content = months("=1", names={"件数区": "二月!$B$2:$B$3"})
    content = with_part(content, PIVOT, f"<a><cacheSource><worksheetSource {source}/></cacheSource></a>")
    assert "数据透视表取自“二月”" in told(content)
    assert told(content, [Put("三月", 2, 1, Value("number", "7"))]) == ""


def test_a_signature_in_the_file_no_longer_holds_and_that_is_said():
    assert "数字签名" in told(with_part(months("=1"), "_xmlsignatures/sig1.xml", "<a/>"))
    assert told(months("=1")) == ""


def test_the_sizes_of_a_large_part_are_not_told_of_what_is_written_in_its_place():
    stamp, sizes = b"\x55\x54\x01\x00\x07", b"\x01\x00\x08\x00" + bytes(8)
    assert without_sizes(sizes + stamp) == stamp
    assert without_sizes(stamp + sizes) == stamp
    assert without_sizes(stamp) == stamp
    assert without_sizes(b"") == b""


@pytest.mark.parametrize(
    "said", ["", ' fullCalcOnLoad="0"', " fullCalcOnLoad='false'", ' calcId="1" fullCalcOnLoad="1"']
)
def test_a_book_is_reckoned_anew_when_opened_whatever_it_said_of_that_before(said):
    asked = asking_anew(f"<workbook><x:calcPr{said} iterate='1'/></workbook>".encode())
    assert asked.count(b"fullCalcOnLoad") == asked.count(b'fullCalcOnLoad="1"') == 1
    assert b"iterate='1'/>" in asked
