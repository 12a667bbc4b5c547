"""Doors of the exchange held on both sides: a program's pages, what forms offer, rights, a conversion that hangs."""

import signal
import subprocess
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django import forms as django_forms
from django.urls import reverse

from zerentian.casework import actions as casework
from zerentian.casework import search
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.duties.rules.functions import Level
from zerentian.exchange.actions import county_forms
from zerentian.exchange.actions.county_forms import run_apart
from zerentian.exchange.actions.demands import AskedFor, register_demand
from zerentian.exchange.actions.months import take_month
from zerentian.exchange.forms.county_forms import FillForm, ReadFile, SeveralField, SeveralFiles
from zerentian.exchange.forms.upward import SourceForm, TakeForm, UpwardForm
from zerentian.exchange.rules.demands import Asker, Way
from zerentian.exchange.rules.form_maps import TAKEN, Region
from zerentian.exchange.rules.form_maps import Kind as Region_Kind
from zerentian.exchange.rules.stacking import VillageFile, stack
from zerentian.exchange.rules.templates import open_template, together
from zerentian.exchange.shown.demands import lights_over_demands
from zerentian.exchange.tests.test_api import LIST, program  # noqa: F401 - a fixture
from zerentian.exchange.tests.test_filling import HEAD, template
from zerentian.exchange.tests.test_stacked_rows import look
from zerentian.exchange.views import api
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Unit
from zerentian.organization.tests.sheets import xlsx

MARCH = Period.parse("2026-03")


# -- the list for programs -----------------------------------------------------------------------------------------


@pytest.fixture
def three(said, township, resident, now):
    """Three concerns, of which the first two came at the same moment."""

    def bring(minutes):
        return casework.receive_concern(
            said,
            unit=township,
            channel=Channel.FORM,
            by=resident,
            now=now,
            received_at=now - timedelta(minutes=minutes),
        ).concern

    found = [bring(minutes) for minutes in (5, 5, 0)]
    seal(now=now)
    search.catch_up_wholly()
    return found


def keys(answer):
    return [one["key"] for one in answer.json()["concerns"]]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "路灯"])
def test_a_program_walks_all_pages_newest_first_and_meets_each_once(
    program,  # noqa: F811
    receptionist,
    three,
    monkeypatch,
    words,
):
    monkeypatch.setattr(api, "PAGE", 1)
    asking, met, place = program(receptionist), [], LIST + (f"?q={words}" if words else "")
    while place:
        answer = asking.get(place)
        met += keys(answer)
        place = answer.json()["next"]
        assert len(met) <= 3
    *rest, newest = three
    assert met[0] == newest.key
    assert set(met[1:]) == {one.key for one in rest}


@pytest.mark.django_db
def test_an_address_of_an_older_page_keeps_what_was_asked(program, receptionist, three, monkeypatch):  # noqa: F811
    monkeypatch.setattr(api, "PAGE", 2)
    page = program(receptionist).get(LIST, {"state": "open"}).json()
    assert "state=open" in page["next"]
    assert f"before={page['concerns'][-1]['key']}" in page["next"]
    unknown = program(receptionist).get(LIST, {"before": "x" * 40})
    assert keys(unknown) == [one["key"] for one in page["concerns"]], "a key of nothing begins anew"


# -- GeoReport -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_service_is_described_by_its_hint_or_its_name(client, category, township, receptionist, now):
    def services():
        answer = client.get(
            reverse("exchange:georeport-services", args=["json"]), {"jurisdiction_id": "990101"}
        )
        return {one["service_code"]: one["description"] for one in answer.json()}

    assert services()[category.code] == category.name
    casework.keep_category(
        unit=township,
        code="hole",
        name="路面坑洞",
        group=Group.TRAFFIC,
        kind=Kind.HELP,
        hint="请说明在哪一段路",
        by=receptionist,
        now=now,
    )
    assert services()["hole"] == "请说明在哪一段路"


@pytest.mark.django_db
def test_an_unknown_format_is_told_in_xml(client):
    answer = client.get(reverse("exchange:georeport-services", args=["yaml"]))
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/xml; charset=utf-8")
    assert "<code>404</code>" in answer.content.decode()


# -- whose figures, whose forms --------------------------------------------------------------------------------------


def offered(form, name="unit"):
    return [one.code for one in form.fields[name].queryset]


@pytest.mark.django_db
def test_figures_go_up_from_townships_and_counties_and_are_taken_in_by_counties(supervisor, leader, clerk):
    upward = UpwardForm(account=supervisor)
    assert offered(upward) == ["990100", "990101", "990102"]
    for form in (SourceForm(account=supervisor), TakeForm(account=supervisor)):
        assert offered(form) == ["990100"]
        assert form.fields["unit"].initial.code == "990100"
    assert offered(UpwardForm(account=leader)) == ["990101"]
    assert offered(SourceForm(account=leader)) == []
    assert offered(UpwardForm(account=clerk)) == []


@pytest.mark.django_db
def test_the_period_of_figures_is_read_as_it_is_written(supervisor):
    county = Unit.objects.get(code="990100")
    form = UpwardForm({"unit": county.pk, "period": "2026H1"}, account=supervisor)
    assert form.is_valid()
    assert form.cleaned_data["period"] == Period.parse("2026H1")
    assert "period" in UpwardForm({"unit": county.pk, "period": "2026X"}, account=supervisor).errors


@pytest.mark.django_db
def test_the_months_sheet_leaves_by_who_may_see_forms_there(township, clerk, administrator, outsider, now):
    for stranger in (administrator, outsider):
        with pytest.raises(Forbidden):
            take_month(township, period=MARCH, by=stranger, now=now)
    assert not Entry.objects.filter(verb="demands.sheet_taken").exists()
    assert take_month(township, period=MARCH, by=clerk, now=now).startswith(b"PK")
    entry = Entry.objects.get(verb="demands.sheet_taken")
    assert (entry.subject, entry.unit) == ("demand_month:990101.2026-03", township.path)
    assert (entry.fact["period"], entry.fact["rows"], len(entry.fact["stated"])) == ("2026-03", 0, 64)


@pytest.mark.django_db
def test_open_demands_are_lit_for_who_leads_their_units(leader, clerk, outsider, now):
    asked = AskedFor("表", "县局", Asker.OTHER, Level.COUNTY, Way.CALL, clerk.posts_on(now.date())[0])
    register_demand(asked, received_at=now, due_at=now, by=clerk, now=now)
    (lights,) = lights_over_demands(leader, now)
    assert (lights.red, lights.amber, lights.green) == (0, 1, 0)
    assert list(lights_over_demands(clerk, now)) == []


# -- villages' files on the form that is filled ------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_file_that_was_read_is_asked_whose_it_is(township, village, clerk):
    read = [ReadFile("d" * 64, "上坪村.xlsx", village, "2 行"), ReadFile("e" * 64, "无名.xlsx", None, "1 行")]
    form = FillForm(account=clerk, own=township, read=read)
    assert [form.fields[f"village_{place}"].initial for place in (0, 1)] == [village.pk, None]
    assert [form.fields[f"village_{place}"].help_text for place in (0, 1)] == ["2 行", "1 行"]
    assert "上坪村.xlsx" in str(form.fields["village_0"].label)
    villages = offered(form, "village_0")
    assert "990101-V01" in villages
    assert "990101" not in villages
    assert villages == sorted(villages)
    digest, name, again = (form.fields[one] for one in ("digest_0", "name_0", "again"))
    assert (digest.max_length, digest.initial, name.max_length, name.initial) == (
        64,
        "d" * 64,
        200,
        "上坪村.xlsx",
    )
    assert (again.required, again.widget.input_type) == (False, "hidden")
    form.ask_again()
    assert form.fields["again"].widget.input_type == "checkbox"
    assert "again" not in FillForm(account=clerk, own=township).fields


@pytest.mark.django_db
def test_what_was_typed_last_stands_beside_the_cell_and_whose_form_it_is_comes_first(township, clerk):
    form = FillForm(account=clerk, own=township, typed=[("表!B4", "户数", "7"), ("表!C4", "", "")])
    assert form.keys == {"hand_0": "表!B4", "hand_1": "表!C4"}
    assert [str(form.fields[one].label) for one in form.keys] == ["B4 户数", "C4"]
    assert "7" in str(form.fields["hand_0"].help_text)
    assert str(form.fields["hand_1"].help_text) == ""
    assert [form.fields[one].required for one in form.keys] == [False, False]
    assert form.fields["unit"].initial == township.pk


@pytest.mark.parametrize(("files", "code"), [([], "required"), (["x"] * 2, ""), (["x"] * 3, "too many")])
def test_so_many_files_are_taken_at_once_and_at_least_one(monkeypatch, files, code):
    monkeypatch.setattr("zerentian.exchange.forms.county_forms.MOST_FILES", 2)
    field = SeveralField()
    if not code:
        assert field.clean(files) == files
        return
    with pytest.raises(django_forms.ValidationError) as refused:
        field.clean(files)
    assert (refused.value.code == "required") is (code == "required")


def test_files_that_a_program_sends_one_by_one_are_taken_too():
    widget = SeveralFiles()
    assert widget.value_from_datadict({}, {"tables": "x"}, "tables") == ["x"]
    assert widget.value_from_datadict({}, {}, "tables") == []


def test_a_file_without_a_row_of_totals_is_told_nothing_about_totals():
    own = look([None, "9"], ["村", "户数"], [None, None])
    region = Region("表", Region_Kind.STACK, "A3:B3", columns={"A": TAKEN, "B": TAKEN})
    theirs = look([None, "9"], ["村", "户数"], ["上坪", "3"])
    found = stack([VillageFile("甲.xlsx", "d" * 64, "V1", "上坪村", [theirs])], region, own)
    assert ([row.cells for row in found.rows], found.notes) == ([{"A": "上坪", "B": "3"}], [])


# -- templates ---------------------------------------------------------------------------------------------------------


def test_of_several_sheets_the_seen_one_with_most_known_headings_is_filled():
    some = {"A1": "工单号", "B1": "随便"}
    whole = HEAD
    for sheets, chosen in (
        ({"甲": (some, {}), "乙": (whole, {})}, "乙"),
        ({"甲": (whole, {"state": "hidden"}), "乙": (some, {})}, "乙"),
        ({"甲": (whole, {}), "乙": (whole, {})}, "甲"),
    ):
        assert open_template(xlsx(sheets).getvalue()).sheet == chosen
    assert open_template(template()).sheet == "回复表"


@pytest.mark.parametrize(
    ("texts", "over", "said"),
    [
        ({"1": "甲"}, {"1"}, "甲"),
        ({"1": "甲", "2": "甲"}, {"1", "2"}, "甲"),
        ({"1": "甲", "2": "乙"}, {"1", "2"}, "1：甲\n2：乙"),
        ({"1": "甲", "2": ""}, {"1", "2"}, "1：甲"),
        ({"1": "甲"}, {"1", "2"}, "1：甲"),
        ({"1": ""}, {"1"}, ""),
    ],
)
def test_a_cell_over_several_numbers_says_each_by_its_number_unless_all_say_the_same(texts, over, said):
    assert together(texts, over) == said


# -- a conversion ------------------------------------------------------------------------------------------------------


class Program:
    """A program that ends with a code, or hangs until it is killed."""

    pid = 4711

    def __init__(self, code=0, *, hangs=False):
        self.code, self.hangs, self.waited, self.begun = code, hangs, [], {}

    def start(self, command, **how):
        self.begun = how | {"command": command}
        return self

    def wait(self, timeout=None):
        self.waited.append(timeout)
        if self.hangs and timeout is not None:
            raise subprocess.TimeoutExpired("soffice", timeout)
        return self.code


@pytest.fixture
def runs(monkeypatch):
    """Return what runs a program that is none, and whom it killed."""
    killed = []
    monkeypatch.setattr(county_forms.os, "killpg", lambda *said: killed.append(said))

    def run(program):  # noqa: F811
        monkeypatch.setattr(county_forms.subprocess, "Popen", program.start)
        run_apart(["soffice", "a.xls"])

    return SimpleNamespace(run=run, killed=killed)


def test_a_conversion_runs_in_a_session_of_its_own_with_limits_and_says_nothing(runs):
    program = Program()  # noqa: F811
    runs.run(program)
    assert program.begun["start_new_session"] is True
    assert {program.begun[name] for name in ("stdin", "stdout", "stderr")} == {subprocess.DEVNULL}
    assert program.begun["command"][-3:] == [str(county_forms.CONVERSION_BYTES), "soffice", "a.xls"]
    assert program.begun["command"][1:3] == ["-I", "-c"]
    assert (program.waited, runs.killed) == ([county_forms.CONVERSION_SECONDS], [])


def test_a_conversion_that_fails_says_so(runs):
    with pytest.raises(subprocess.CalledProcessError) as failed:
        runs.run(Program(77))
    assert (failed.value.returncode, failed.value.cmd) == (77, ["soffice", "a.xls"])
    assert runs.killed == []


def test_a_conversion_that_hangs_ends_with_all_it_started(runs):
    program = Program(hangs=True)  # noqa: F811
    with pytest.raises(subprocess.TimeoutExpired):
        runs.run(program)
    assert runs.killed == [(4711, signal.SIGKILL)]
    assert program.waited == [county_forms.CONVERSION_SECONDS, None], "and is waited for"
