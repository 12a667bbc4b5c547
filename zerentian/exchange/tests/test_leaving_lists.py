"""Lists and replies that leave: how many at once, what is kept of a run, contact data, templates kept again."""

import csv
import io
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from openpyxl import Workbook

from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.exchange.actions import exports
from zerentian.exchange.actions.cells import CELLS, CONTACTS, LISTED
from zerentian.exchange.actions.exports import export_concerns, export_replies, keep_reply_sheet
from zerentian.exchange.models import ExportRun, ReplySheet
from zerentian.exchange.views.georeport import listed as told_publicly
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def template(*headings):
    """Return a template with headings."""
    book, stream = Workbook(), io.BytesIO()
    book.active.append(headings)
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def listed(township, receptionist, now):
    """Let all concerns leave as a list."""

    def run(**said):
        usual = {"unit": township, "form": "csv", "by": receptionist, "now": now}
        return export_concerns(Concern.objects.all(), **usual | said)

    return run


@pytest.fixture
def keep(township, receptionist, now):
    """Keep a template."""

    def run(content=None, **said):
        usual = {"unit": township, "name": " 县热线 ", "columns": {"number": "工单号", "reply": "办理结果"}}
        usual |= {"content": content or template("工单号", "办理结果"), "by": receptionist, "now": now}
        return keep_reply_sheet(**usual | said)

    return run


def rows_of(exported):
    """Return the rows of a list, under its headings."""
    table = list(csv.reader(io.StringIO(exported.content.decode("utf-8-sig"))))
    start = next(place for place, row in enumerate(table) if CELLS["number"][0] in row)
    return table[start], table[start + 1 :]


def test_a_list_has_the_usual_columns_the_oldest_first(concern, said, township, resident, listed, now):
    older = actions.receive_concern(said, unit=township, channel="call", by=resident, now=now).concern
    Concern.objects.filter(pk=older.pk).update(received_at=now - timedelta(days=2))
    exported = listed()
    heads, rows = rows_of(exported)
    assert heads[: len(LISTED)] == [CELLS[key][0] for key in LISTED]
    assert [row[0] for row in rows[:2]] == [older.number, concern.number]
    assert exported.rows == 2


def test_as_many_as_there_may_be_leave_at_once_and_one_more_does_not(concern, listed, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 1)
    assert listed().rows == 1
    monkeypatch.setattr(exports, "MOST", 0)
    with pytest.raises(NotAllowed, match="一次最多导出 0 件"):
        listed()


def test_contact_data_comes_with_a_purpose_and_each_look_is_an_entry(concern, township, receptionist, listed):
    heads, rows = rows_of(listed(purpose="deliver_reply", reason=" 回访 "))
    assert heads[-2:] == [CELLS[key][0] for key in CONTACTS]
    assert all(rows[0][-2:])
    run = ExportRun.objects.get()
    assert (run.contacts, run.rows, run.reason, run.form, run.by) == (1, 1, "回访", "list.csv", receptionist)
    assert (run.unit, run.path) == (township, township.path)
    assert Entry.objects.filter(verb="contact.revealed", subject=concern.ref).count() == 1
    with pytest.raises(NotAllowed, match="查看理由"):
        listed(purpose="deliver_reply", reason=" ")


def test_a_run_without_contacts_says_so_and_its_entry_what_the_table_states(concern, listed):
    listed(form="xlsx")
    run = ExportRun.objects.get()
    assert (run.contacts, run.form) == (0, "list.xlsx")
    entry = Entry.objects.get(verb="concerns.exported")
    assert entry.fact == {"rows": 1, "form": "list.xlsx", "stated": run.file_digest}
    assert (entry.subject, entry.unit) == (run.ref, run.path)


def test_replies_leave_without_their_digest_in_the_entry(keep, answered, receptionist, now):
    exported = export_replies(keep(), Concern.objects.all(), by=receptionist, now=now)
    run, entry = ExportRun.objects.get(), Entry.objects.get(verb="concerns.exported")
    assert (run.file_digest, run.form) == (sha256(exported.content).hexdigest(), "replies.xlsx")
    assert entry.fact == {"rows": 1, "form": "replies.xlsx"}
    assert exported.notes


def test_a_template_is_kept_by_its_name_and_kept_again_in_its_place(keep, township):
    first = keep()
    content = template("工单号", "办理情况", "满意")
    again = keep(content, name="县热线", columns={"number": "工单号", "satisfied": "满意"})
    assert (again.pk, ReplySheet.objects.count(), again.name) == (first.pk, 1, "县热线")
    assert (bytes(again.content), again.digest) == (content, sha256(content).hexdigest())
    assert (again.filled, again.path) == ({"number": "工单号", "satisfied": "满意"}, township.path)
    assert Entry.objects.filter(verb="reply_sheet.kept", subject=again.ref).count() == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"columns": {"number": "工单号", "smell": "办理结果"}}, "不认识 smell"),
        ({"columns": {"number": "工单号", "reply": "没有"}}, "没有“没有”列"),
        ({"columns": {"reply": "办理结果"}}, "哪一列是编号"),
        ({"name": " "}, "模板名称"),
    ],
)
def test_a_template_that_can_not_be_filled_is_not_kept(keep, said, why):
    with pytest.raises(NotAllowed, match=why):
        keep(**said)
    assert not ReplySheet.objects.exists()


def test_a_template_of_just_the_size_is_kept(keep, monkeypatch):
    content = template("工单号", "办理结果")
    monkeypatch.setattr(exports, "MAX_TEMPLATE", len(content))
    assert keep(content).pk
    with pytest.raises(NotAllowed, match="模板超过 5 MB"):
        keep(content + b"\0")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({}, True),
        ({"status": "closed"}, True),
        ({"status": "open"}, False),
        ({"service_code": "lamp"}, True),
        ({"service_code": "other"}, False),
        ({"start_date": "2026-02-27T08:00:00+08:00"}, True),
        ({"start_date": "2026-02-27T08:00:01+08:00"}, False),
        ({"end_date": "2026-02-27T08:00:00+08:00"}, True),
        ({"end_date": "2026-02-27T07:59:59+08:00"}, False),
    ],
)
def test_answers_are_told_publicly_from_the_first_to_the_last_moment(
    answered, leader, township, now, data, found
):
    actions.publish_answer(answered, title="路灯", question="何时？", answer="三月。", by=leader, now=now)
    at = datetime(2026, 2, 27, 8, 0, tzinfo=LOCAL)
    Concern.objects.filter(pk=answered.pk).update(received_at=at)
    told = told_publicly(data, township)
    assert bool(told) is found
    for one in told:
        assert (one["status"], one["status_notes"]) == ("closed", "三月。")
        assert one["description"] == "路灯\n何时？"
        assert one["requested_datetime"] == "2026-02-27T00:00:00+08:00"
