"""What the smaller pages of the room answer and refuse, what they are given, and what a program is told of them."""

import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from zerentian.exchange import wire
from zerentian.exchange.actions import sending
from zerentian.exchange.actions.opened import open_figure, reckoned
from zerentian.exchange.figures.demands import counted, outstanding, share
from zerentian.exchange.models import (
    DemandSeries,
    Endpoint,
    ImportRun,
    ImportSource,
    OpenedFigure,
    ReplySheet,
)
from zerentian.exchange.rules.mapping import ColumnMap
from zerentian.exchange.rules.webhooks import Kind as Noun
from zerentian.exchange.rules.webhooks import Problem, Target
from zerentian.exchange.shown import tables
from zerentian.exchange.shown import webhooks as shown_webhooks
from zerentian.exchange.tests.layouts import book_of, saved
from zerentian.exchange.views import georeport, imports
from zerentian.exchange.views.county_forms import download, shown, source_of
from zerentian.exchange.views.georeport_described import reads
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.posts import close_post, end_appointment
from zerentian.organization.actions.units import close_unit
from zerentian.organization.models import Post, Unit
from zerentian.organization.rules.openapi import TEXT, Taken
from zerentian.organization.subjects import SUBJECTS

pytestmark = pytest.mark.django_db
RECEIVED = FIGURES["concerns.received"]


# -- GeoReport -----------------------------------------------------------------------------------------------


def where(name, *args, form="json"):
    return reverse(f"exchange:georeport-{name}", args=[*args, form])


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_requests_are_read_or_sent_and_nothing_else(client, method):
    answer = getattr(client, method)(where("requests"))
    assert (answer.status_code, answer.json()[0]["code"]) == (400, 400)
    assert "sent by POST" in answer.json()[0]["description"]
    assert client.post(where("services")).status_code == 405


def test_a_request_that_the_rules_refuse_is_told_why(client, category, receptionist, now, monkeypatch):
    def refuse(*args, **said):
        raise NotAllowed("内容太短", "say more")

    monkeypatch.setattr(georeport, "receive_concern", refuse)
    monkeypatch.setattr(
        georeport, "key_of", lambda request: type("Key", (), {"account": receptionist, "writes": True})
    )
    said = {"jurisdiction_id": "990101", "service_code": category.code, "address_string": "村口"}
    answer = client.post(where("requests"), said)
    assert (answer.status_code, answer.json()[0]["code"]) == (400, 400)
    assert "内容太短" in answer.json()[0]["description"]


def test_where_there_is_one_township_it_is_not_asked_for(
    client, category, outsider, administrator, now, monkeypatch
):
    act = {"by": administrator, "now": now}
    other = Unit.objects.get(code="990102")
    for held in outsider.appointments.all():
        end_appointment(held, last=now.date(), **act)
    for post in Post.objects.filter(unit__code__startswith="990102"):
        close_post(post, last=now.date(), **act)
    for code in ("990102-DZ", "990102"):
        close_unit(Unit.objects.get(code=code), last=now.date(), **act)
    assert georeport.jurisdiction({"jurisdiction_id": other.code}) == other, "today it is still there"
    later = now.replace(month=4)
    monkeypatch.setattr(georeport, "now", lambda: later)
    assert georeport.jurisdiction({}).code == georeport.jurisdiction({}, needed=False).code == "990101"
    answer = client.get(where("services"))
    assert [one["service_code"] for one in answer.json()] == [category.code]
    with pytest.raises(georeport.Wrong) as gone:
        georeport.jurisdiction({"jurisdiction_id": " 990102 "})
    assert gone.value.status == 404


def test_a_code_stands_for_itself_where_there_are_several_townships():
    assert georeport.jurisdiction({}, needed=False) is None
    with pytest.raises(georeport.Wrong) as missing:
        georeport.jurisdiction({"jurisdiction_id": " "})
    assert (missing.value.status, missing.value.description) == (400, "jurisdiction_id was not provided")


def test_an_address_that_refuses_a_missing_township_says_that_it_asks_for_one():
    one = reads("读", TEXT, 400, 404, code=Taken())
    assert set(one.query) == {"jurisdiction_id", "code"}
    assert (one.refusals, one.keyed, one.endings) == ((400, 404), False, ("xml", "json"))
    assert set(reads("读", TEXT, 404, code=Taken()).query) == {"code"}
    assert {view.operations["get"].keyed for view in (georeport.discovery, georeport.services)} == {False}


# -- what a cell rests on --------------------------------------------------------------------------------------


def test_a_cell_from_a_record_is_called_by_its_field_and_leads_to_the_record(village):
    records = SUBJECTS["unit"].records
    cell = {"kind": "field", "code": "unit.name", "ref": village.ref}
    label, address = source_of(cell)
    assert (label, address.endswith("/990101-V01/")) == (str(records.fields["name"].label), True)
    assert source_of(cell | {"code": "unit.wolf"})[0] == "wolf"
    assert source_of(cell | {"code": "wolf.name"})[0] == "name"
    assert source_of({"kind": "field", "code": "unit.name"}) == ("", "")


def test_a_cell_says_in_words_what_it_is_and_an_unknown_kind_itself():
    with translation.override("en"):
        assert str(shown({"kind": "hand"})["words"]) == "typed by hand"
    assert shown({"kind": "wolf"})["words"] == "wolf"
    cell = shown({"kind": "figure", "code": RECEIVED.code, "path": "a", "period": "2026"})
    assert (cell["label"], cell["url"] != "") == (RECEIVED.label, True)
    with translation.override("en"):
        assert shown({"kind": "figure", "code": RECEIVED.code})["label"] == RECEIVED.label_en
    assert shown({"kind": "figure", "code": RECEIVED.code})["url"] == ""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.csv", "text/csv"),
        ("A.CSV", "text/csv"),
        ("a.xls", "application/vnd.ms-excel"),
        ("a", "application/vnd.ms-excel"),
    ],
)
def test_a_file_is_sent_as_what_its_name_says_and_never_guessed_at(name, kind):
    answer = download(b"x", name)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"], answer.content) == (
        kind,
        "nosniff",
        b"x",
    )


# -- forms that are filled -------------------------------------------------------------------------------------


def test_a_form_that_takes_no_files_of_villages_is_filled_on_its_own_page(monthly, clerk, client_of):
    answer = client_of(clerk).get(reverse("exchange:form-stack", args=[monthly.pk]))
    assert answer.url == reverse("exchange:form-fill", args=[monthly.pk])


def test_a_map_that_is_sent_without_a_place_asks_for_one(monthly, clerk, client_of):
    answer = client_of(clerk).post(reverse("exchange:form-map", args=[monthly.pk]), {})
    assert (answer.status_code, "area" in answer.context["form"].errors) == (422, True)


# -- recurring demands and figures upward ------------------------------------------------------------------------


def test_a_recurring_demand_begins_today_on_its_page_or_says_why_not(client_of, clerk, now):
    browser, address = client_of(clerk), reverse("exchange:series-new")
    page = browser.get(address)
    assert (page.status_code, page.context["form"].initial["first"]) == (200, local_day(now))
    start = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    said = {name: value for name, value in start.items() if value is not None} | {
        "title": "月报",
        "asked_by": "县统计局",
        "asker": "statistics",
        "level": "county",
        "way": "platform",
        "cadence": "monthly",
        "due_hour": 18,
        "first": "2020-01-01",
    }
    refused = browser.post(address, said)
    assert refused.status_code == 422
    assert "最早为一年前" in str(refused.context["form"].non_field_errors())
    assert not DemandSeries.objects.exists()
    done = browser.post(address, said | {"first": "2026-04-01"})
    assert done.url == reverse("exchange:series-detail", args=[DemandSeries.objects.get().pk])


def test_who_sends_figures_is_registered_on_its_page(client_of, supervisor):
    page = client_of(supervisor).get(reverse("exchange:upward-source"))
    assert (page.status_code, page.context["back"]) == (200, reverse("exchange:upward"))
    assert not page.context["form"].is_bound


# -- tables on their way in --------------------------------------------------------------------------------------


def table(*sheets):
    """Return a workbook of sheets that could each be brought in."""
    made, _page = book_of(
        "来电", [["工单号", "诉求内容", "受理时间"], ["1", "路灯", "2026-03-01"]], [], sheet=sheets[0]
    )
    for name in sheets[1:]:
        sheet = made.create_sheet(name)
        sheet.append(["工单号", "诉求内容", "受理时间"])
        sheet.append(["2", "水管", "2026-03-01"])
    return saved(made)


def upload(desk, content, name="热线.xlsx"):
    file = SimpleUploadedFile(name, content)
    return desk.post(reverse("exchange:import"), {"unit": "990101", "source": "热线", "file": file})


def test_what_is_no_table_is_refused_beside_its_file(client_of, receptionist):
    answer = upload(client_of(receptionist), b"%PDF-1.7", "热线.pdf")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert list(answer.context["runs"]) == list(ImportRun.objects.all()) == []


def test_of_several_sheets_the_first_is_looked_over_and_another_is_chosen(client_of, receptionist):
    desk = client_of(receptionist)
    page = upload(desk, table("三月", "四月"))
    form = page.context["form"]
    assert "三月" in page.context["several"]
    assert (form["sheet"].value(), form["read_sheet"].value()) == ("三月", "三月")
    values = {name: form[name].value() or "" for name in form.fields}
    other = desk.post(reverse("exchange:import-columns"), values | {"sheet": "四月", "import": "all"})
    assert (other.context["form"]["sheet"].value(), other.context["form"]["read_sheet"].value()) == (
        "四月",
        "四月",
    )
    assert not ImportRun.objects.exists(), "another sheet is looked over before it comes in"


def test_a_map_of_other_columns_than_there_are_is_not_taken(receptionist):
    known = ColumnMap({"text": "内容"}, {}, {})
    started = imports.Looked("甲", ["工单号", "诉求内容"], (), known).start()
    assert started["column_text"] == "诉求内容", "by the headings"
    started = imports.Looked("甲", ["内容", "诉求内容"], (), known).start()
    assert started["column_text"] == "内容", "as it was kept"
    assert started["column_number"] == ""


# -- what is told of nouns ---------------------------------------------------------------------------------------


def test_sources_and_templates_are_called_by_their_names(township, receptionist):
    source = ImportSource.objects.create(unit=township, path=township.path, name="县热线")
    sheet = ReplySheet(
        unit=township, path=township.path, name="回复表", content=b"x", digest="0" * 64, columns="{}"
    )
    sheet.save()
    assert tables.sources_named(receptionist, [str(source.pk), "x", "0"]) == {str(source.pk): "县热线"}
    assert tables.sheets_named(receptionist, [str(sheet.pk)]) == {str(sheet.pk): "回复表"}


def test_the_import_is_offered_to_who_may_bring_tables_in(receptionist, clerk):
    (link,) = tables.importing(None, receptionist)
    assert link.url == reverse("exchange:import")
    assert [list(tables.importing(None, one)) for one in (clerk, None)] == [[], []]


def test_the_worker_queues_sends_and_forgets_in_this_order_by_the_machines_clock(now, monkeypatch):
    done, machine = [], now.replace(hour=11)
    monkeypatch.setattr(shown_webhooks, "machine_now", lambda: machine)
    for name in ("gather", "send_due", "forget"):
        monkeypatch.setattr(shown_webhooks, name, lambda name=name, **said: done.append((name, said)))
    shown_webhooks.send(now)
    both = {"now": now, "machine_now": machine}
    assert done == [("gather", both), ("send_due", both), ("forget", {"machine_now": machine})]


def test_a_noun_is_told_by_number_and_state_to_who_may_see_it(accepted, receptionist, outsider):
    standing = sending.of_rows(type(accepted), lambda one: one.number)
    keys = [str(accepted.pk), "x"]
    assert standing(receptionist, keys) == {str(accepted.pk): (accepted.number, accepted.state)}
    assert standing(outsider, keys) == {}
    assert set(sending.STANDING) == set(Noun)


def test_an_endpoint_that_was_told_meanwhile_is_told_nothing_twice(now):
    gone = Endpoint(pk=7, size=0)
    assert sending.gather_for(gone, now) == 0


# -- figures -----------------------------------------------------------------------------------------------------


def test_an_open_figure_is_called_in_both_languages_and_an_unknown_one_by_its_code(township, leader, now):
    opened = open_figure(unit=township, code=RECEIVED.code, by=leader, now=now)
    assert (opened.label_in(False), opened.label_in(True)) == (RECEIVED.label, RECEIVED.label_en)
    assert OpenedFigure(code="wolf.count").label_in(True) == "wolf.count"


def test_before_a_township_stood_and_without_figures_nothing_is_reckoned(township):
    assert reckoned(township, Period.parse("2020-01"), [RECEIVED]) == []
    assert reckoned(township, Period.parse("2026-01"), []) == []
    assert len(reckoned(township, Period.parse("2026-01"), [RECEIVED])) == 1


def test_figures_of_demands_count_what_they_are_called_and_share_one_of_another():
    figure = counted("demands.x", "甲", "a", "甲的定义", "definition of a")
    assert (figure.code, figure.measure, figure.component, figure.unit_of_measure) == (
        "demands.x",
        "count",
        "demands.x",
        "项",
    )
    assert (figure.label, figure.label_en, figure.definition) == ("甲", "a", "甲的定义")
    ratio = share("demands.y", ("乙", "b"), ("part", "whole"), ("定义", "definition"), kind=figure.kind)
    assert (ratio.measure, ratio.component, ratio.base, ratio.unit_of_measure) == (
        "ratio",
        "part",
        "whole",
        "%",
    )
    assert (ratio.label, ratio.label_en, ratio.definition) == ("乙", "b", "定义")


@pytest.mark.parametrize("sign", [1, -1])
def test_a_demand_goes_into_the_stocks_and_out_of_them(sign):
    opened, overdue = outstanding(sign, "from")
    assert (opened.component, overdue.component) == ("demands.open", "demands.overdue")
    assert {opened.sign, overdue.sign} == {sign}
    assert {opened.unit, overdue.unit} == {"from"}


# -- over the line -----------------------------------------------------------------------------------------------


def test_a_host_is_looked_up_once_with_all_its_addresses(monkeypatch):
    asked = []

    def look_up(host, port, *, type):
        asked.append((host, port, type))
        return [(0, 0, 0, "", (one, port)) for one in ("192.0.2.1", "192.0.2.2")]

    target = Target("county.example.gov.cn", 443, "/hook")
    monkeypatch.setattr(wire.socket, "getaddrinfo", look_up)
    assert wire.addresses_of(target) == ["192.0.2.1", "192.0.2.2"]
    assert asked == [("county.example.gov.cn", 443, socket.SOCK_STREAM)]


@pytest.mark.parametrize("fault", [OSError(), UnicodeError()])
def test_a_host_whose_name_is_not_known_is_not_reached(monkeypatch, fault):
    def look_up(*args, **said):
        raise fault

    monkeypatch.setattr(wire.socket, "getaddrinfo", look_up)
    with pytest.raises(wire.Unreached) as unreached:
        wire.addresses_of(Target("x", 443, "/"))
    assert unreached.value.problem is Problem.NAME
