"""Forms at the console, and older files on servers with and without LibreOffice."""

import io
import subprocess
import sys
import tracemalloc
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner
from django.urls import reverse
from openpyxl import load_workbook

from zerentian.evidence.tests.files import zipped
from zerentian.exchange.actions import county_forms
from zerentian.exchange.actions.county_forms import keep_form, map_region
from zerentian.exchange.cli import forms
from zerentian.exchange.forms.form_maps import MatrixForm
from zerentian.exchange.models import CountyForm, FormFilling
from zerentian.exchange.rules.form_kinds import Sent, sent_as
from zerentian.exchange.rules.form_maps import Kind, Region, Said
from zerentian.exchange.tests.layouts import culture
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.tests.processes import ended
from zerentian.organization.rules.tables.xls import MAGIC

pytestmark = pytest.mark.django_db
OLD = MAGIC + bytes(600)


def kept(township, clerk, now, content, name="年报"):
    return keep_form(
        unit=township,
        name=name,
        asked_by="县文旅局",
        file_name="年报.xls",
        content=content,
        by=clerk,
        now=now,
    )


def test_a_form_is_listed_and_filled_at_the_console(township, clerk, cli, now, tmp_path):
    form = kept(township, clerk, now, culture().content)
    out, check = tmp_path / "填好.xlsx", tmp_path / "核对表.xlsx"
    call = ["fill", "年报", "--period", "2026-02", "--out", str(out), "--check", str(check)]
    refused = CliRunner().invoke(forms, call)
    assert isinstance(refused.exception, NotAllowed)
    region = Region("Sheet1", Kind.CELL, "A1", Said(text="{year}年{organ}"))
    map_region(form, region=region, by=clerk, now=now)
    assert "年报\t县文旅局" in CliRunner().invoke(forms, ["list"]).output
    done = CliRunner().invoke(forms, call)
    assert done.exit_code == 0, done.output
    assert load_workbook(out).worksheets[0]["A1"].value.startswith("2026年云岭乡")
    assert load_workbook(check).worksheets[0]["B2"].value == "A1"
    assert CliRunner().invoke(forms, ["fill", "没有", "--period", "2026", "--out", str(out)]).exit_code == 2
    assert FormFilling.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["没有/填好.csv", "填好.xlsx"], ids=["no folder there", "another kind of file"]
)
def test_what_can_not_be_written_is_said_before_anything_is_filled(monthly, cli, tmp_path, name):
    (tmp_path / "没有").write_text("a file, no folder")
    call = ["fill", "月报", "--period", "2026-02", "--out", str(tmp_path / name)]
    refused = CliRunner().invoke(forms, call)
    assert isinstance(refused.exception, OSError | NotAllowed)
    assert not FormFilling.objects.exists()
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob("填好*"))


def test_an_older_file_without_libreoffice_says_what_to_do(township, clerk, now, monkeypatch):
    monkeypatch.setattr(county_forms.shutil, "which", lambda name: None)
    with pytest.raises(NotAllowed, match="另存为"):
        kept(township, clerk, now, OLD)
    assert not CountyForm.objects.exists()


def test_an_older_file_is_kept_as_it_came_and_filled_as_its_conversion(township, clerk, now, monkeypatch):
    converted = culture().content  # Made once: a zip holds the time at which it was made.

    def convert(command, **_options):
        folder = Path(command[command.index("--outdir") + 1])
        assert (folder.parent / "form.xls").read_bytes() == OLD
        folder.mkdir()
        (folder / "form.xlsx").write_bytes(converted)

    monkeypatch.setattr(county_forms.shutil, "which", lambda name: "/usr/bin/soffice")
    monkeypatch.setattr(county_forms, "run_apart", convert)
    file = kept(township, clerk, now, OLD).newest
    assert (bytes(file.content), file.sheet) == (OLD, converted)
    assert file.filled_digest


@pytest.mark.parametrize("fault", [subprocess.TimeoutExpired("soffice", 60), OSError("no office")])
def test_a_conversion_that_fails_leaves_nothing(township, clerk, now, monkeypatch, fault):
    def fail(*_arguments, **_options):
        raise fault

    monkeypatch.setattr(county_forms.shutil, "which", lambda name: "/usr/bin/soffice")
    monkeypatch.setattr(county_forms, "run_apart", fail)
    with pytest.raises(NotAllowed, match="没能转换"):
        kept(township, clerk, now, OLD)
    assert not CountyForm.objects.exists()


@pytest.mark.processes
def test_a_conversion_that_needs_more_memory_than_it_may_ends_as_one_that_fails(
    township, clerk, now, monkeypatch, tmp_path
):
    script = tmp_path / "soffice"
    script.write_text(
        f"#!{sys.executable}\nimport os, sys\nheld = bytearray(200_000_000)\n"
        "os.makedirs(sys.argv[6])\nopen(sys.argv[6] + '/form.xlsx', 'w').write('12345')\n"
    )
    script.chmod(0o755)
    monkeypatch.setattr(county_forms.shutil, "which", lambda name: str(script))
    assert county_forms.as_xlsx(OLD) == b"12345"
    monkeypatch.setattr(county_forms, "CONVERSION_BYTES", 100_000_000)
    with pytest.raises(NotAllowed, match="没能转换"):
        kept(township, clerk, now, OLD)
    assert not CountyForm.objects.exists()


@pytest.mark.processes
def test_a_conversion_past_its_time_ends_with_all_it_started_and_an_endless_sheet_is_refused(
    township, clerk, now, monkeypatch, tmp_path
):
    script, told = tmp_path / "soffice", tmp_path / "child"
    script.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > {told}\nwait\n")
    script.chmod(0o755)
    monkeypatch.setattr(county_forms.shutil, "which", lambda name: str(script))
    monkeypatch.setattr(county_forms, "CONVERSION_SECONDS", 0.5)
    with pytest.raises(NotAllowed, match="没能转换"):
        kept(township, clerk, now, OLD)
    assert ended(int(told.read_text()))
    script.write_text('#!/bin/sh\nmkdir -p "$6"\nprintf 12345 > "$6/form.xlsx"\n')
    monkeypatch.setattr(county_forms, "CONVERSION_SECONDS", 30)
    monkeypatch.setattr(county_forms, "MOST_CONVERTED", 4)
    with pytest.raises(NotAllowed, match="没能转换"):
        kept(township, clerk, now, OLD)


def test_two_who_map_at_once_lose_nothing_of_each_other(township, clerk, now, monkeypatch):
    form = kept(township, clerk, now, culture().content)
    lock, waited = CountyForm.objects.select_for_update, []

    def after_another(*args, **options):
        if not waited:
            waited.append(True)
            map_region(form, region=Region("Sheet1", Kind.KEEP, "B3"), by=clerk, now=now)
        return lock(*args, **options)

    monkeypatch.setattr(CountyForm.objects, "select_for_update", after_another)
    map_region(form, region=Region("Sheet1", Kind.KEEP, "A3"), by=clerk, now=now)
    assert [one.area for one in CountyForm.objects.get().map.listed] == ["A3", "B3"]


@pytest.mark.parametrize(
    ("kind", "area", "words"),
    [
        (Kind.CELL, "A1:B2", "只填一格"),
        (Kind.MATRIX, "A1:Z9999", "超过 20000 格"),
        (Kind.ROWS, "A1:XFD1048576", "超过 20000 格"),
        (Kind.KEEP, "A1:XFE5", "超出表格范围"),
        (Kind.KEEP, "A1:ZZZ9999999", "超出表格范围"),
    ],
)
def test_areas_larger_than_any_form_are_refused(township, clerk, client_of, now, kind, area, words):
    form = kept(township, clerk, now, culture().content)
    with pytest.raises(NotAllowed, match=words):
        map_region(form, region=Region("Sheet1", kind, area, Said(text="x")), by=clerk, now=now)
    assert (
        client_of(clerk)
        .get(reverse("exchange:form-map", args=[form.pk]), {"area": area, "kind": kind})
        .content
    )


def test_what_a_matrix_has_beyond_its_form_stays_when_it_is_edited():
    figure = next(iter(FIGURES))
    rows = {str(row): Said(unit=f"V{row:03}") for row in range(3, 103)}
    start = Region("Sheet1", Kind.MATRIX, "B3:C102", across={"B": Said(figure=figure)}, down=rows, days="dot")
    form = MatrixForm(
        {"across_B": figure, "down_3": "own"},
        sheet="Sheet1",
        kind=Kind.MATRIX,
        area="B3:C102",
        start=start,
        units=[],
        named={},
    )
    assert form.is_valid(), form.errors
    made = form.region()
    assert made.down["3"] == Said()
    assert made.down["102"] == rows["102"]
    assert (made.across, made.days, "4" in made.down) == (start.across, "dot", False)


def test_a_new_file_under_the_same_name_takes_the_map_over(township, clerk, now):
    form = kept(township, clerk, now, culture().content)
    map_region(form, region=Region("Sheet1", Kind.KEEP, "A3"), by=clerk, now=now)
    again = kept(township, clerk, now, culture().content)
    assert again == form
    assert (form.newest.number, form.map.file, form.map.version) == (2, form.newest, 2)
    assert [one.area for one in form.map.listed] == ["A3"]


BEGINNING = b"\x09\x08\x10\x00" + bytes(16)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (OLD + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (OLD + BEGINNING + b"\x2f\x00\x06\x00", "打开密码"),
        (OLD + "WordDocument".encode("utf-16-le"), "文字文档"),
        (zipped({"word/document.xml": b"<w/>"}), "文字文档"),
        (zipped({"content.xml": b"", "META-INF/manifest.xml": b"opendocument.text"}), "文字文档"),
        (zipped({"content.xml": b"", "META-INF/manifest.xml": b"<encryption-data/>"}), "打开密码"),
        (zipped({"ppt/presentation.xml": b""}), "要原表"),
        (b"%PDF-1.7", "要原表"),
        (b"\xef\xbb\xbf\n<HTML><table>", "其实是网页"),
    ],
)
def test_what_is_no_table_to_be_filled_says_what_it_is_and_what_to_do(township, clerk, now, content, why):
    with pytest.raises(NotAllowed, match=why):
        kept(township, clerk, now, content)
    assert not CountyForm.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (OLD + "Workbook".encode("utf-16-le") + BEGINNING + b"\x42\x00", Sent.OLDER),
        (zipped({"content.xml": b"", "META-INF/manifest.xml": b"opendocument.spreadsheet"}), "ods"),
        (zipped({"xl/workbook.xml": b""}), Sent.AS_IT_IS),
        (b"PK\x03\x04 torn", Sent.AS_IT_IS),
        ("编码,名称\n".encode(), Sent.AS_IT_IS),
    ],
)
def test_tables_are_taken_as_they_are_or_converted(content, kind):
    assert sent_as(content) == kind


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"content.xml": bytes(90 * 2**20)}, "超过 80 MB"),
        ({"content.xml": b"", "META-INF/manifest.xml": bytes(90 * 2**20)}, "超过 80 MB"),
    ],
)
def test_a_document_that_unpacks_beyond_measure_is_refused_and_never_unpacked_here(parts, why):
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    content = packed.getvalue()
    tracemalloc.start()
    try:
        with pytest.raises(NotAllowed, match=why):
            sent_as(content)
        assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    finally:
        tracemalloc.stop()
