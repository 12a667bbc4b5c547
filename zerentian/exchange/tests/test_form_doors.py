"""Forms at the console, and older files on servers with and without LibreOffice."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from zerentian.exchange.actions import county_forms
from zerentian.exchange.actions.county_forms import keep_form, map_region
from zerentian.exchange.cli import forms
from zerentian.exchange.models import CountyForm, FormFilling
from zerentian.exchange.rules.form_maps import Kind, Region, Said
from zerentian.exchange.tests.layouts import culture
from zerentian.ledger.rules.refusals import NotAllowed
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


def test_an_older_file_without_libreoffice_says_what_to_do(township, clerk, now, monkeypatch):
    monkeypatch.setattr(county_forms.shutil, "which", lambda name: None)
    with pytest.raises(NotAllowed, match="另存为"):
        kept(township, clerk, now, OLD)
    assert not CountyForm.objects.exists()


def test_an_older_file_is_kept_as_it_came_and_filled_as_its_conversion(township, clerk, now, monkeypatch):
    def convert(command, **_options):
        folder = Path(command[command.index("--outdir") + 1])
        assert (folder.parent / "form.xls").read_bytes() == OLD
        folder.mkdir()
        (folder / "form.xlsx").write_bytes(culture().content)

    monkeypatch.setattr(county_forms.shutil, "which", lambda name: "/usr/bin/soffice")
    monkeypatch.setattr(county_forms.subprocess, "run", convert)
    file = kept(township, clerk, now, OLD).newest
    assert (bytes(file.content), file.sheet) == (OLD, culture().content)
    assert file.filled_digest


@pytest.mark.parametrize("fault", [subprocess.TimeoutExpired("soffice", 60), OSError("no office")])
def test_a_conversion_that_fails_leaves_nothing(township, clerk, now, monkeypatch, fault):
    def fail(*_arguments, **_options):
        raise fault

    monkeypatch.setattr(county_forms.shutil, "which", lambda name: "/usr/bin/soffice")
    monkeypatch.setattr(county_forms.subprocess, "run", fail)
    with pytest.raises(NotAllowed, match="没能转换"):
        kept(township, clerk, now, OLD)
    assert not CountyForm.objects.exists()


def test_a_new_file_under_the_same_name_takes_the_map_over(township, clerk, now):
    form = kept(township, clerk, now, culture().content)
    map_region(form, region=Region("Sheet1", Kind.KEEP, "A3"), by=clerk, now=now)
    again = kept(township, clerk, now, culture().content)
    assert again == form
    assert (form.newest.number, form.map.file, form.map.version) == (2, form.newest, 2)
    assert [one.area for one in form.map.listed] == ["A3"]
