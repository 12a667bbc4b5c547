"""Importing and exporting on the screen: looked over first, errors in place, brought in once, sent back filled."""

import io
import os

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from zerentian.casework.models import Concern
from zerentian.exchange import uploads
from zerentian.exchange.models import ExportRun, ImportSource, ReplySheet
from zerentian.exchange.tests.test_exports import template
from zerentian.exchange.tests.test_imports import DONE, HEADINGS, OPEN, sheet
from zerentian.organization.subjects import SUBJECTS

pytestmark = pytest.mark.django_db


def upload(stream, name="热线.csv"):
    stream.name = name
    return stream


@pytest.fixture
def desk(client_of, receptionist):
    """The case desk's browser."""
    return client_of(receptionist)


def look(desk, stream, **more):
    return desk.post(
        reverse("exchange:import"), {"unit": "990101", "file": upload(stream), "source": "县热线", **more}
    )


def again(page, **changes):
    """Return what the page's form sends."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def test_a_table_is_looked_over_and_nothing_is_written(desk):
    page = look(desk, sheet(OPEN, DONE))
    assert page.status_code == 200
    assert page.context["result"].created == 2
    assert not Concern.objects.exists()


def test_then_it_comes_in_and_the_kept_file_is_gone(desk):
    page = look(desk, sheet(OPEN, DONE))
    done = desk.post(reverse("exchange:import-columns"), again(page, **{"import": "all", "keep": "on"}))
    assert "exchange/import_done.html" in [one.name for one in done.templates]
    assert Concern.objects.filter(source="县热线").count() == 2
    assert list(uploads.folder().iterdir()) == []
    assert ImportSource.objects.get().map.columns["number"] == "工单号"
    assert "热线.csv" in desk.get(reverse("exchange:import")).content.decode()


def test_what_nobody_came_back_for_is_gone_after_a_day_without_another_upload(desk, now):
    look(desk, sheet(OPEN, DONE))
    chore = next(one for one in SUBJECTS["import_source"].chores if one.name == "incoming")
    chore.work(now)
    (kept,) = uploads.folder().iterdir()
    os.utime(kept, (kept.stat().st_mtime - uploads.KEPT_SECONDS - 1,) * 2)
    chore.work(now)
    assert list(uploads.folder().iterdir()) == []


def test_errors_stand_in_their_place_and_nothing_comes_in(desk):
    page = look(desk, sheet(DONE, [*OPEN[:3], "前天", *OPEN[4:]]))
    assert [(one.row, one.column) for one in page.context["errors"]] == [(3, "受理时间")]
    sent = desk.post(reverse("exchange:import-columns"), again(page, **{"import": "all"}))
    assert sent.status_code == 422
    assert not Concern.objects.exists()
    desk.post(reverse("exchange:import-columns"), again(page, **{"import": "rest"}))
    assert Concern.objects.get().source_number == "R-2"


def test_words_of_the_source_are_said_to_mean_ours(desk):
    page = look(desk, sheet([*OPEN[:4], "云上问", *OPEN[5:]]))
    assert page.context["errors"][0].column == "渠道"
    known = again(page, words="云上问 = 留言板", **{"import": "all"})
    desk.post(reverse("exchange:import-columns"), known)
    assert Concern.objects.get().channel == "board"


def test_columns_nobody_knows_are_chosen(desk):
    page = look(desk, sheet(OPEN[2:4], headings=["群众说", "几时"]))
    assert page.context["form"].non_field_errors()
    chosen = again(page, column_text="群众说", column_received_at="几时")
    assert desk.post(reverse("exchange:import-columns"), chosen).context["result"].created == 1


def test_a_column_of_accounts_can_not_be_chosen(desk):
    page = look(desk, sheet([*OPEN, "P1"], headings=[*HEADINGS, "poster"]))
    assert page.context["result"].refused == ["poster"]
    chosen = again(page, column_contact_name="poster")
    assert desk.post(reverse("exchange:import-columns"), chosen).status_code == 422


def test_a_file_that_is_gone_is_asked_for_again(desk):
    page = desk.post(reverse("exchange:import-columns"), {"digest": "../keys", "name": "x.csv"})
    assert page.status_code == 422
    assert "请重新选择" in page.content.decode()


def test_a_clerk_finds_no_import(client_of, clerk):
    for name in ("import", "export", "reply-sheet", "export-replies", "import-columns"):
        assert client_of(clerk).get(reverse(f"exchange:{name}")).status_code == 403


def test_a_template_is_given_once_and_filled(desk, answered):
    page = desk.post(
        reverse("exchange:reply-sheet"),
        {"unit": "990101", "name": "县热线", "file": upload(io.BytesIO(template()), "模板.xlsx")},
    )
    form = page.context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    assert values["column_number"] == "工单号"
    assert desk.post(reverse("exchange:reply-sheet"), values).status_code == 302
    sent = desk.post(
        reverse("exchange:export-replies"),
        {"replies-unit": "990101", "replies-template": ReplySheet.objects.get().pk},
    )
    assert load_workbook(io.BytesIO(sent.content)).active["A3"].value == answered.number


def test_a_list_leaves_with_its_entry(desk, concern):
    sent = desk.post(reverse("exchange:export"), {"list": "1", "unit": "990101", "form": "csv"})
    assert sent["Content-Disposition"].startswith("attachment")
    assert ExportRun.objects.get().rows == 1
