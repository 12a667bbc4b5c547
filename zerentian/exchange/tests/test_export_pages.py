"""The page of exports: lists and replies that leave or are refused beside their form, and templates that are kept."""

import csv
import io
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from zerentian.casework.models.labels import REVEAL_PURPOSES
from zerentian.casework.rules.concerns import State
from zerentian.exchange import uploads
from zerentian.exchange.actions.exports import Exported
from zerentian.exchange.models import ExportRun, ReplySheet
from zerentian.exchange.tests.test_exports import COLUMNS, kept, template  # noqa: F401 - a fixture
from zerentian.exchange.views import exports
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of, receptionist):
    """A browser of the case desk."""
    return client_of(receptionist)


def take(desk, **said):
    """Ask for a list."""
    return desk.post(reverse("exchange:export"), {"unit": "990101", "form": "csv"} | said)


def numbers(answer):
    """Return the numbers of the concerns in a list."""
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    at = rows[0].index("编号") if "编号" in rows[0] else 0
    return [row[at] for row in rows[1:] if len(row) > 1]


def file_of(content, name="模板.xlsx"):
    return SimpleUploadedFile(name, content)


def kept_files():
    """Return how many files wait between two steps."""
    return len(list(uploads.folder().iterdir()))


# -- lists -------------------------------------------------------------------------------------------------


def test_the_page_offers_a_list_and_replies_side_by_side(desk, kept):  # noqa: F811
    page = desk.get(reverse("exchange:export"))
    assert (page.status_code, list(page.context["sheets"])) == (200, [kept])
    assert page.context["form"] is page.context["listed"]
    assert (page.context["listed"].is_bound, page.context["replies"].is_bound) == (False, False)
    assert list(page.context["replies"].fields["template"].queryset) == [kept]
    assert page.context["replies"].prefix == "replies"
    html = page.content.decode()
    assert 'name="replies-template"' in html
    assert 'name="purpose"' in html


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_list_leaves_under_its_day_in_the_form_that_was_chosen(desk, concern, form, kind):
    answer = take(desk, form=form)
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('诉求')}-2026-03-02.{form}"
    assert answer["Content-Type"] == kind
    assert Entry.objects.get(verb="concerns.exported").fact["form"] == f"list.{form}"


def test_a_list_is_narrowed_by_state_source_and_days(desk, concern, accepted):
    assert numbers(take(desk, state=accepted.state)) == [accepted.number]
    assert numbers(take(desk, state=State.CLOSED)) == []
    assert accepted.number in numbers(take(desk, state=""))
    assert numbers(take(desk, source="没有的来源")) == []
    assert numbers(take(desk, until="2020-01-01")) == []
    assert accepted.number in numbers(take(desk, since="2020-01-01"))


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"form": "pdf"}, "form"), ({"unit": "990102"}, "unit"), ({"since": "昨天"}, "since")],
)
def test_a_list_that_is_not_asked_for_rightly_is_said_beside_its_field(desk, concern, asked, field):
    answer = take(desk, **asked)
    assert (answer.status_code, list(answer.context["listed"].errors)) == (422, [field])
    assert not answer.context["replies"].is_bound
    assert not ExportRun.objects.exists()


def test_a_list_with_contacts_says_why_or_does_not_leave(desk, concern, monkeypatch):
    purpose = next(iter(REVEAL_PURPOSES))
    answer = take(desk, purpose=purpose)
    assert "查看理由" in str(answer.context["listed"].non_field_errors())
    assert (answer.status_code, ExportRun.objects.exists()) == (422, False)
    monkeypatch.setattr("zerentian.exchange.actions.exports.MOST", 0)
    answer = take(desk)
    assert answer.status_code == 422
    assert "一次最多导出 0 件" in str(answer.context["listed"].non_field_errors())


# -- replies -----------------------------------------------------------------------------------------------


def replies(desk, sheet, **said):
    """Ask for replies in a kept template."""
    given = {"replies-unit": "990101", "replies-template": sheet.pk} | said
    return desk.post(reverse("exchange:export-replies"), given)


def test_replies_leave_under_the_templates_name_and_what_is_to_be_known_is_said(
    desk,
    kept,  # noqa: F811
    answered,
    monkeypatch,
):
    answer = replies(desk, kept)
    assert answer["Content-Disposition"].endswith(f"{quote('县热线')}-2026-03-02.xlsx")
    assert load_workbook(io.BytesIO(answer.content)).active["A3"].value == answered.number
    said = [str(one) for one in answer.wsgi_request._messages._queued_messages]
    assert any("依法受保护" in one for one in said)
    noted = Exported(answer.content, 1, notes=[Words("第一条", "first"), Words("第二条", "second")])
    monkeypatch.setattr(exports, "export_replies", lambda *args, **said: noted)
    answer = replies(desk, kept)
    assert [str(one) for one in answer.wsgi_request._messages._queued_messages] == ["第一条", "第二条"]


def test_replies_go_into_the_sheet_of_the_batch_where_one_is_sent(desk, kept, answered):  # noqa: F811
    batch = template([answered.number, "", "", "", "第一批"])
    answer = replies(desk, kept, **{"replies-into": file_of(batch)})
    assert load_workbook(io.BytesIO(answer.content)).active["E3"].value == "第一批"
    refused = replies(desk, kept, **{"replies-into": file_of(b"%PDF-1.7")})
    assert refused.status_code == 422
    assert refused.context["replies"].non_field_errors()
    assert not refused.context["listed"].is_bound
    assert ExportRun.objects.count() == 1


def test_a_template_of_another_township_is_none(desk, kept, client_of, outsider):  # noqa: F811
    answer = replies(desk, kept, **{"replies-unit": "990102"})
    assert (answer.status_code, list(answer.context["replies"].errors)) == (422, ["unit"])
    none = desk.post(reverse("exchange:export-replies"), {"replies-unit": "990101"})
    assert list(none.context["replies"].errors) == ["template"]


# -- templates ---------------------------------------------------------------------------------------------


def send(desk, content, name="县热线"):
    """Send a template."""
    return desk.post(
        reverse("exchange:reply-sheet"), {"unit": "990101", "name": name, "file": file_of(content)}
    )


def values_of(form):
    return {name: form[name].value() or "" for name in form.fields}


def test_a_template_is_asked_for_and_what_is_none_is_refused_beside_its_file(desk):
    page = desk.get(reverse("exchange:reply-sheet"))
    assert (page.status_code, page.context["form"].is_bound) == (200, False)
    refused = send(desk, b"%PDF-1.7")
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["file"])
    assert not ReplySheet.objects.exists()


def test_columns_that_are_known_by_their_headings_are_chosen_already(desk):
    form = send(desk, template()).context["form"]
    chosen = {key: value for key, value in values_of(form).items() if key.startswith("column_") and value}
    assert chosen == {f"column_{key}": heading for key, heading in COLUMNS.items()}
    assert (form["name"].value(), form["unit"].value(), len(form["digest"].value())) == (
        "县热线",
        "990101",
        64,
    )


def test_a_template_is_kept_with_its_columns_and_its_file_let_go(desk):
    values = values_of(send(desk, template()).context["form"])
    assert kept_files() == 1
    answer = desk.post(reverse("exchange:reply-sheet"), values)
    assert (answer.status_code, answer.url, kept_files()) == (302, reverse("exchange:export"), 0)
    sheet = ReplySheet.objects.get()
    assert (sheet.name, sheet.filled, bytes(sheet.content)) == ("县热线", COLUMNS, template_of(sheet))


def template_of(sheet):
    """Return the bytes that were sent; a workbook that is saved again differs by its times."""
    assert load_workbook(io.BytesIO(bytes(sheet.content))).active["A1"].value == "示例热线回复表"
    return bytes(sheet.content)


@pytest.mark.parametrize(
    "wrong", [{"column_number": "", "column_reply": ""}, {"name": " "}, {"column_reply": "没有的列"}]
)
def test_a_template_that_is_refused_stays_to_be_sent_again(desk, wrong):
    values = values_of(send(desk, template()).context["form"]) | wrong
    answer = desk.post(reverse("exchange:reply-sheet"), values)
    assert (answer.status_code, bool(answer.context["form"].errors), kept_files()) == (422, True, 1)
    assert not ReplySheet.objects.exists()


def test_a_template_whose_file_is_gone_is_asked_for_again(desk):
    values = values_of(send(desk, template()).context["form"])
    uploads.drop(values["digest"])
    assert desk.post(reverse("exchange:reply-sheet"), values).status_code == 409


def test_a_file_to_be_saved_has_its_name_and_its_kind():
    answer = exports.sent_file(Exported(b"x", 0), "a.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert (answer["Content-Type"], answer.content) == ("text/csv; charset=utf-8", b"x")
