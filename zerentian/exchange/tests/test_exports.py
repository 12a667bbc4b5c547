"""Concerns leaving the office: lists without formulas, replies in somebody else's template, contact for a reason."""

import csv
import io

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.exchange.actions.exports import export_concerns, export_replies, keep_reply_sheet
from zerentian.exchange.forms.exports import usual_columns
from zerentian.exchange.models import ExportRun, ReplySheet
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.rules.tables.leaving import FORMULA, neutral


def template(*rows):
    """Return the hotline's own sheet: a title, coloured headings, and rows that may have numbers already."""
    book = Workbook()
    sheet = book.active
    sheet.append(["示例热线回复表"])
    sheet.append(["工单号", "承办单位", "办理结果", "办结时间", "备注"])
    for cell in sheet[2]:
        cell.fill, cell.font = PatternFill("solid", fgColor="FFDDAA"), Font(bold=True)
    for row in rows:
        sheet.append(row)
    sheet["C3"].font = Font(italic=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


COLUMNS = {"number": "工单号", "answered_by": "承办单位", "reply": "办理结果", "replied_at": "办结时间"}


@pytest.fixture
def kept(township, receptionist, now):
    """The hotline's empty template, kept once."""
    return keep_reply_sheet(
        unit=township, name="县热线", content=template(), columns=COLUMNS, by=receptionist, now=now
    )


@pytest.fixture
def listed(township, receptionist, now):
    """Export everything as a list."""

    def run(form="csv", **options):
        return export_concerns(
            Concern.objects.all(),
            **({"unit": township, "form": form, "by": receptionist, "now": now} | options),
        )

    return run


def cells(exported):
    return list(csv.reader(io.StringIO(exported.content.decode("utf-8-sig"))))


def test_replies_stand_in_the_hotlines_own_template_with_its_formats(kept, answered, receptionist, now):
    exported = export_replies(kept, Concern.objects.all(), by=receptionist, now=now)
    sheet = load_workbook(io.BytesIO(exported.content)).active
    assert exported.rows == 1
    assert (sheet["A1"].value, sheet["A3"].value) == ("示例热线回复表", answered.number)
    assert sheet["C3"].value.startswith("3月2日现场查看")
    assert (sheet["A2"].fill.fgColor.rgb, sheet["C3"].font.italic) == ("00FFDDAA", True)


def test_the_hotlines_numbers_are_found_and_the_rest_is_left_alone(kept, answered, receptionist, now):
    Concern.objects.update(source="县热线", source_number="R-9")
    batch = io.BytesIO(template(["R-8", "", "", "", "勿动"], ["R-9", "", "", "", "急"]))
    exported = export_replies(kept, Concern.objects.all(), by=receptionist, now=now, into=batch)
    sheet = load_workbook(io.BytesIO(exported.content)).active
    assert exported.rows == 1
    assert [cell.value for cell in sheet[3]] == ["R-8", None, None, None, "勿动"]
    assert (sheet["A4"].value, sheet["B4"].value, sheet["E4"].value) == ("R-9", "综治办公室", "急")


def petition_sheet():
    """Return the sheet in which the petition office wants to read how its matters went."""
    book = Workbook()
    book.active.append(["信访事项办理情况报送表"])
    book.active.append(PETITION)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


PETITION = [
    *("信访编号", "属地乡镇", "责任科室", "转办时间", "受理告知时间", "应办结日期", "延期至"),
    *("意见类型", "依据", "答复时间", "送达时间", "是否按期", "办结时间"),
]


def test_the_petition_offices_sheet_is_known_by_its_headings_and_filled_from_what_was_done(
    township, answered, receptionist, client_of, now
):
    browser = client_of(receptionist)
    file = io.BytesIO(petition_sheet())
    file.name = "信访.xlsx"
    said = {"unit": township.code, "name": "县信访局", "file": file}
    start = browser.post(reverse("exchange:reply-sheet"), said).context["form"].initial
    columns = {key.removeprefix("column_"): one for key, one in start.items() if key.startswith("column_")}
    assert set(columns.values()) >= {*PETITION} - {"责任科室"}
    columns["answered_by"] = "责任科室"
    told = {f"column_{key}": heading for key, heading in columns.items()}
    kept = browser.post(reverse("exchange:reply-sheet"), start | told)
    assert kept.status_code == 302
    exported = export_replies(ReplySheet.objects.get(), Concern.objects.all(), by=receptionist, now=now)
    sheet = load_workbook(io.BytesIO(exported.content)).active
    row = dict(zip(PETITION, [cell.value or "" for cell in sheet[3]], strict=True))
    reply = answered.replies.get()
    assert row["信访编号"] == answered.number
    assert (row["属地乡镇"], row["责任科室"]) == (township.name, reply.unit.name)
    assert row["转办时间"] == "2026-03-02 09:00"
    assert (row["应办结日期"], row["延期至"]) == (answered.due.isoformat(), "")
    assert (row["意见类型"], row["依据"]) == (reply.get_decision_display(), reply.rule_cited)
    assert (row["是否按期"], row["办结时间"]) == ("是", "")


@pytest.mark.parametrize(
    ("headings", "means"),
    [
        (["信访编号", "答复内容", "送达时间", "办结时间"], "closed_on"),
        (["工单号", "办理结果", "办结时间"], "replied_at"),
        (["信访编号", "答复内容", "答复时间", "送达时间", "办结日期"], "closed_on"),
    ],
)
def test_the_day_of_closing_is_told_apart_from_the_day_of_the_reply(headings, means):
    closing = headings[-1]
    guessed = {"replied_at": "答复时间" if "答复时间" in headings else closing}
    columns = usual_columns(headings, guessed)
    assert columns[means] == closing
    assert [key for key, one in columns.items() if one == closing] == [means]


def test_what_is_not_answered_yet_is_not_sent_back(kept, triaged, receptionist, now):
    assert export_replies(kept, Concern.objects.all(), by=receptionist, now=now).rows == 0


def test_a_template_without_the_column_is_refused(township, receptionist, now):
    with pytest.raises(NotAllowed, match="没有的列"):
        keep_reply_sheet(
            unit=township,
            name="错",
            content=template(),
            columns=COLUMNS | {"place": "没有的列"},
            by=receptionist,
            now=now,
        )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", "编号,答复".encode()])
def test_what_is_no_spreadsheet_is_refused_as_a_template(township, receptionist, now, content):
    with pytest.raises(NotAllowed, match="xlsx"):
        keep_reply_sheet(unit=township, name="错", content=content, columns=COLUMNS, by=receptionist, now=now)


def test_a_list_tells_who_took_it_and_when_and_is_an_entry(listed, concern, receptionist):
    rows = cells(listed())
    assert rows[1][0] == concern.number
    (told,) = rows[-2]
    assert told.startswith("导出人：示例卯　导出时间：2026-03-02 09:00　共 1 件　表号 ")
    entry = Entry.objects.get(verb="concerns.exported")
    assert (entry.fact["rows"], entry.fact["form"], entry.actor_id) == (1, "list.csv", receptionist.pk)
    assert len(ExportRun.objects.get().file_digest) == 64


def test_a_list_holds_no_contact_unless_asked_for_a_reason(listed, concern):
    assert "13900000000" not in listed().content.decode("utf-8-sig")
    with pytest.raises(NotAllowed, match="理由"):
        listed(purpose="deliver_reply")
    shown = listed(purpose="deliver_reply", reason="按热线要求逐件答复")
    assert "13900000000" in shown.content.decode("utf-8-sig")
    assert Entry.objects.filter(verb="contact.revealed", subject=concern.ref).count() == 1


def test_a_list_holds_only_what_the_account_may_see(listed, concern, township, resident, now):
    actions.receive_concern(
        actions.Said(text="示例：反映某事。", kind=Kind.WRONGDOING),
        unit=township,
        channel=Channel.FORM,
        by=resident,
        now=now,
    )
    assert listed().rows == 1


def test_a_clerk_exports_nothing(listed, concern, clerk):
    with pytest.raises(Forbidden):
        listed(by=clerk)


def test_formulas_leave_as_text(listed, township, resident, now):
    actions.receive_concern(
        actions.Said(text="=HYPERLINK(1)", title="+1", place="@示例"),
        unit=township,
        channel=Channel.FORM,
        by=resident,
        now=now,
    )
    row = cells(listed())[1]
    assert {"'=HYPERLINK(1)", "'+1", "'@示例"} <= set(row)
    sheet = load_workbook(io.BytesIO(listed("xlsx").content)).active
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


@given(st.text())
def test_no_text_begins_as_a_formula(text):
    assert not neutral(text).lstrip(" ").startswith(FORMULA)
    assert neutral(text).endswith(neutral(text).removeprefix("'"))
