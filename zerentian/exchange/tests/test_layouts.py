"""Eight layouts as counties send them: mapped by what their headings say, filled from records that were there."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from conftest import NOW
from zerentian.casework import actions as casework
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.concerns import Channel, Group
from zerentian.casework.rules.concerns import Kind as Kind_
from zerentian.casework.rules.replies import Decision
from zerentian.duties import actions as duties
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.deeds import DeedKind
from zerentian.duties.rules.functions import Level
from zerentian.exchange.actions.county_forms import keep_form, map_form, map_region
from zerentian.exchange.actions.fillings import check_sheet, differences, fill_form, typed_before
from zerentian.exchange.actions.form_vocabulary import units_named, vocabulary
from zerentian.exchange.models import CountyForm
from zerentian.exchange.rules.form_looks import look_at
from zerentian.exchange.rules.form_maps import BY_HAND, Kind, Region, Said
from zerentian.exchange.rules.form_suggestions import suggest
from zerentian.exchange.tests.layouts import LAYOUTS, hazards
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account, Area, Unit
from zerentian.organization.subjects import SUBJECTS
from zerentian.rectification.actions import assigning, opening, patrols, risk_terms, risks
from zerentian.rectification.models import RiskKind
from zerentian.rectification.rules.findings import Class, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]
MARCH = Period.parse("2026-03")
DAY = date(2026, 3, 2)
TOLD = FIGURES["deeds.people_told"].version
PARTS = {
    "request": "修复路灯",
    "facts_found": "控制器损坏。",
    "rule_cited": "《管护办法》（示例）第四条",
    "reasons": "在管护范围内。",
    "next_steps": "三日内更换。",
    "review_notice": "可申请复查。",
}


def member(username):
    return Account.objects.get(username=username)


def unit(code):
    return Unit.objects.get(code=code)


def answered_concern():
    """A concern from the village, answered and called back."""
    desk, handler = member("receptionist"), member("neighbour_clerk")
    lamp = casework.keep_category(
        unit=unit("990101"), code="lamp", name="路灯", group=Group.LAND, by=desk, now=NOW
    )
    said = casework.Said(text="路灯坏了。", title="村口路灯不亮", category=lamp)
    receipt = casework.receive_concern(said, unit=unit("990101"), channel=Channel.HOTLINE, by=desk, now=NOW)
    concern = casework.triage_concern(receipt.concern, kind=Kind_.HELP, category=lamp, by=desk, now=NOW)
    casework.dispatch_concern(concern, unit=unit("990101-ZF"), by=desk, now=NOW)
    concern = casework.accept_concern(concern, by=handler, now=NOW)
    casework.draft_reply(concern, decision=Decision.SUPPORTED, parts=PARTS, by=handler, now=NOW)
    casework.release_reply(concern, told="code_page", by=member("leader"), now=NOW)
    casework.call_back(
        concern, contacted=Contacted.YES, solved=Solved.YES, satisfied=Satisfied.YES, by=desk, now=NOW
    )


def open_finding():
    """A finding that a village has taken on."""
    leader, cadre = member("leader"), member("cadre")
    finding = opening.open_finding(
        title="后沟排洪沟淤堵",
        unit=unit("990101-V01"),
        source=Source.SELF_CHECK,
        found_on=DAY,
        place="后沟",
        by=member("clerk"),
        now=NOW,
    )
    finding = assigning.assign_finding(
        finding,
        responsible=cadre.posts_on(DAY)[0],
        kind=Class.BY_DATE,
        standard="沟底见硬底",
        due=date(2026, 3, 10),
        by=leader,
        now=NOW,
    )
    assigning.accept_finding(finding, by=cadre, now=NOW)


def patrolled_slope():
    """A slope on the register, patrolled with two items looked at."""
    leader, cadre, town = member("leader"), member("cadre"), unit("990101")
    risk_terms.take_usual_kinds(unit=town, by=member("first"), now=NOW)
    kind = RiskKind.objects.get(code="landslide")
    more = {"since": date(2026, 1, 1), "basis": "方案（示例）", "by": member("first"), "now": NOW}
    risk_terms.set_checklist(kind=kind, items=["坡面有无裂缝", "排水沟是否畅通"], **more)
    risk_terms.set_patrol_rule(unit=town, when=risk_terms.When(), hours=168, **more)
    risk_terms.set_scale(unit=town, general=4, greater=10, major=16, **more)
    point = risks.register_point(
        title="屋后滑坡",
        unit=unit("990101-V01"),
        kind=kind,
        rating=risks.Rating(3, 4, "坡面有裂缝"),
        responsible=cadre.posts_on(DAY)[0],
        by=leader,
        now=NOW,
    )
    seen = patrols.Seen(point, (("normal", ""), ("normal", "")), patrols.checklist_of(point, DAY))
    patrols.record_patrol(seen, patrolled_on=DAY, clock="", weather="晴", by=cadre, now=NOW)


@pytest.fixture(scope="module")
def recorded(beginning):
    """What the township recorded in the first days of March."""
    cadre, leader = member("cadre"), member("leader")
    village = unit("990101-V01")
    area = Area.objects.create(code="fire", name="森林防火")
    post, rule = cadre.posts_on(DAY)[0], DueRule(Cadence.WEEKLY, day=5)
    duty = duties.adopt_duty(
        title="林区巡查", area=area, post=post, rule=rule, demanded_by=Level.COUNTY, by=leader, now=NOW
    )
    for what, kind, people in (
        ("隐患点巡查", DeedKind.INSPECTION, None),
        ("防火演练", DeedKind.TRAINING, 1234),
        ("政策宣讲", DeedKind.PUBLICITY, 60),
    ):
        duties.record_deed(
            what=what,
            occurred_on=DAY,
            serves=[duty],
            unit=village,
            kind=kind,
            people=people,
            place="后沟",
            by=cadre,
            now=NOW,
        )
    duties.assign_task(
        title="清点防火物资",
        detail="清到每个村",
        post=cadre.posts_on(DAY)[0],
        due=date(2026, 3, 9),
        area=area,
        by=leader,
        now=NOW,
    )
    answered_concern()
    open_finding()
    patrolled_slope()
    seal(now=NOW)


def mapped(layout, by):
    """Keep a form and take its suggestions as they are."""
    form = keep_form(
        unit=unit("990101"),
        name=layout.name,
        asked_by=layout.asked_by,
        file_name=f"{layout.name}.xlsx",
        content=layout.content,
        by=by,
        now=NOW,
    )
    words = vocabulary(units_named(unit("990101"), by))
    map_form(form, regions=suggest(look_at(layout.content), words), by=by, now=NOW)
    return form


def filled(layout):
    by = member("receptionist")
    return fill_form(mapped(layout, by), period=MARCH, by=by, now=NOW)


def page_of(content):
    return load_workbook(io.BytesIO(content)).worksheets[0]


def knowable(layout):
    """Return the cells that our records can know: single ones, and those of the first row of a list."""
    return [*layout.knowable, *(f"{column}{layout.first}" for column in layout.listed)]


def test_four_of_five_cells_that_we_can_know_fill_by_themselves(recorded):
    asked, done, missing = 0, 0, []
    for make in LAYOUTS:
        layout = make()
        cells = {one["at"]: one["kind"] for one in filled(layout).listed}
        for at in knowable(layout):
            asked += 1
            known = cells.get(at) in {"figure", "text", "field", "count"}
            done += known
            missing += [] if known else [f"{layout.name} {at}"]
    assert asked > 50
    assert done / asked >= 0.8, missing


def test_what_a_filled_list_says_is_what_was_recorded(recorded):
    filling = filled(hazards())
    page = page_of(bytes(filling.content))
    row = [cell.value for cell in page[3]]
    assert row[:3] == ["2026-03-02", "后沟", "后沟排洪沟淤堵"]
    assert (row[6], row[7], row[9], row[10]) == ("上坪村村干部", "2026-03-10", "否", None)
    assert page["K7"].value == "=SUM(K3:K6)"
    assert next(one for one in filling.listed if one["at"] == "B3")["ref"].startswith("finding:")


def test_a_figure_in_thousands_is_divided_and_says_what_it_rests_on(recorded):
    filling = filled(next(make() for make in LAYOUTS if make.__name__ == "culture"))
    page = page_of(bytes(filling.content))
    assert (page["E3"].value, page["F3"].value, page["G3"].value) == (1, 1.3, 1)
    cell = next(one for one in filling.listed if one["at"] == "F3")
    assert (cell["code"], cell["value"], cell["divisor"], cell["path"]) == (
        "deeds.people_told",
        1294,
        1000,
        "990100/990101",
    )
    assert (cell["first"], cell["last"], cell["version"]) == ("2026-03-01", "2026-03-02", TOLD)


def test_names_of_persons_stand_in_no_field_of_any_list(recorded):
    by, names = member("receptionist"), set(Account.objects.values_list("name", flat=True))
    told = [
        str(one.read(row))
        for subject in SUBJECTS.values()
        if subject.records
        for row in subject.records.rows(by, unit("990101"), MARCH.first, MARCH.last)
        for one in subject.records.fields.values()
    ]
    assert len(told) > 40
    assert not [text for text in told if any(name in text for name in names)]


def test_every_list_is_narrowed_by_columns_it_has(recorded):
    by = member("receptionist")
    for subject in SUBJECTS.values():
        if records := subject.records:
            rows = records.rows(by, unit("990101"), MARCH.first, MARCH.last)
            for name, (_label, codes) in records.filters.items():
                assert rows.filter(**{f"{name}__in": list(codes)}).count() <= rows.count()


def test_unknown_is_left_empty_and_listed_and_never_written_as_nought(recorded):
    filling = filled(LAYOUTS[0]())
    empty = [one for one in filling.listed if one["kind"] == "unknown"]
    page = page_of(bytes(filling.content))
    assert empty
    assert filling.unknown == len(empty)
    assert not [one for one in empty if page[one["at"]].value is not None]


def test_a_column_about_persons_is_refused_by_hand_and_by_figure_alike(recorded):
    form = mapped(LAYOUTS[2](), member("receptionist"))
    for kind in (Kind.HAND, Kind.CELL):
        region = Region("Sheet1", kind, "M4", Said(figure="deeds.count"))
        with pytest.raises(NotAllowed, match="个人信息"):
            map_region(form, region=region, by=member("receptionist"), now=NOW)


def test_a_complaint_stands_in_no_list_and_counts_in_no_figure_of_a_form(recorded):
    layout = LAYOUTS[2]()
    said = casework.Said(text="办事推诿。", title="反映窗口推诿", kind=Kind_.COMPLAINT)
    casework.receive_concern(
        said, unit=unit("990101"), channel=Channel.FORM, by=Account.objects.system("public"), now=NOW
    )
    seal(now=NOW)
    filling = filled(layout)
    assert "推诿" not in filling.cells
    assert "村口路灯不亮" in filling.cells


def test_a_filling_is_seen_only_by_who_may_read_its_lists(recorded, client_of):
    filling = filled(LAYOUTS[2]())
    where = reverse("exchange:filling", args=[filling.pk])
    page = client_of(member("receptionist")).get(where)
    assert page.status_code == 200
    to_do = [one for one in filling.listed if one["kind"] in ("unknown", "empty", "hand_open", "never")]
    assert 0 < len(to_do) < len(filling.listed)
    assert [one["kind"] for one in page.context["open"]] == [one["kind"] for one in to_do]
    assert client_of(member("clerk")).get(where).status_code == 404
    assert client_of(member("outsider")).get(where).status_code == 404
    file = reverse("exchange:filling-file", args=[filling.pk])
    assert client_of(member("clerk")).get(file).status_code == 404


def test_filling_again_lists_every_cell_that_differs(recorded):
    layout = hazards()
    filled(layout)
    opening.open_finding(
        title="校门口井盖破损",
        unit=unit("990101-V01"),
        source=Source.SELF_CHECK,
        found_on=DAY,
        place="校门口",
        by=member("clerk"),
        now=NOW,
    )
    changed = {at: (old, new) for _, at, old, new in differences(filled(layout), member("clerk"))}
    assert changed["C4"] == ("", "校门口井盖破损")
    assert "C3" not in changed


def test_a_map_gets_a_new_version_once_it_was_used(recorded):
    by, form = member("receptionist"), mapped(LAYOUTS[7](), member("receptionist"))
    assert form.map.version == 1
    map_region(form, region=Region("Sheet1", Kind.KEEP, "A8"), by=by, now=NOW)
    assert form.map.version == 1
    fill_form(form, period=MARCH, by=by, now=NOW)
    map_region(form, region=Region("Sheet1", Kind.KEEP, "A9"), by=by, now=NOW)
    assert form.map.version == 2
    entry = Entry.objects.filter(subject=form.ref, verb="form.mapped").latest("id")
    assert entry.fact["map"] == form.map.digest


def test_the_check_sheet_says_what_every_cell_rests_on(recorded):
    filling = filled(LAYOUTS[6]())
    page = load_workbook(io.BytesIO(check_sheet(filling, by=member("receptionist"), now=NOW))).worksheets[0]
    rows = {row[1].value: [cell.value for cell in row] for row in page.iter_rows(min_row=2)}
    assert rows["F3"][2:8] == ["1.3", "指标", "宣传培训受众", str(TOLD), "990101", "2026-03-01"]


def test_the_page_fills_shows_and_sends_the_file(recorded, client_of):
    by, layout = member("receptionist"), hazards()
    browser = client_of(by)
    upload = SimpleUploadedFile("隐患.xlsx", layout.content)
    said = {"unit": unit("990101").pk, "name": "隐患表", "asked_by": "县应急局", "file": upload}
    kept = browser.post(reverse("exchange:form-new"), said, follow=True)
    assert kept.status_code == 200
    assert "安全隐患排查整改台账" in kept.content.decode()
    form = CountyForm.objects.get(name="隐患表")
    assert bytes(form.newest.content) == layout.content
    browser.post(reverse("exchange:form-suggest", args=[form.pk]))
    page = browser.get(reverse("exchange:form-map", args=[form.pk]), {"at": "M3", "sheet": "Sheet1"})
    assert page.status_code == 200
    where = f"{reverse('exchange:form-map', args=[form.pk])}?sheet=Sheet1&area=A1&kind=cell"
    assert browser.get(where).status_code == 200
    assert browser.post(where, {"divisor": 1, "places": 0}).status_code == 422
    text = {"text": "{month}月台账", "divisor": 1, "places": 0}
    assert browser.post(where, text).status_code == 302
    rows = f"{reverse('exchange:form-map', args=[form.pk])}?sheet=Sheet1&area=A3:M6&kind=rows&records=finding"
    assert 'value="found_on" selected' in browser.get(rows).content.decode()
    fill = reverse("exchange:form-fill", args=[form.pk])
    assert browser.get(fill).status_code == 200
    assert browser.post(fill, {"period": "三月", "unit": unit("990101").pk}).status_code == 422
    done = browser.post(fill, {"period": "2026-03", "unit": unit("990101").pk}, follow=True)
    assert "后沟排洪沟淤堵" in done.content.decode()
    filling = form.fillings.get()
    sent = browser.get(reverse("exchange:filling-file", args=[filling.pk]))
    assert page_of(sent.content)["A1"].value == "3月台账"
    assert browser.post(reverse("exchange:filling-check", args=[filling.pk])).status_code == 200
    unmap = reverse("exchange:form-unmap", args=[form.pk])
    assert browser.post(unmap, {"sheet": "Sheet1", "area": "A1"}).status_code == 302
    assert all(one.area != "A1" for one in form.map.listed)
    assert browser.get(reverse("exchange:form-list")).status_code == 200
    assert browser.get(reverse("exchange:form-detail", args=[form.pk])).status_code == 200
    assert browser.post(reverse("exchange:form-retire", args=[form.pk])).status_code == 302
    assert CountyForm.objects.get(pk=form.pk).retired_on == NOW.date()


def test_what_was_typed_last_time_stands_beside_the_cell(recorded, client_of):
    by = member("receptionist")
    form = mapped(LAYOUTS[6](), by)
    map_region(form, region=Region("Sheet1", Kind.HAND, "A3:B3"), by=by, now=NOW)
    fill = reverse("exchange:form-fill", args=[form.pk])
    said = {"period": "2026-03", "unit": unit("990101").pk, "hand_0": "3", "hand_1": ""}
    client_of(by).post(fill, said)
    filling = form.fillings.get()
    assert page_of(bytes(filling.content))["A3"].value == 3
    assert filling.by_hand == 2
    page = client_of(by).get(fill).content.decode()
    assert "上次填：3" in page
    # What was typed for one unit is no hint for another, nor for who may not see that filling.
    village = Unit.objects.get(code="990101-V01")
    assert typed_before(form, unit=form.unit_id, account=by)
    assert not typed_before(form, unit=village.pk, account=by)
    assert not typed_before(form, unit=form.unit_id, account=member("outsider"))
    assert "A3 机构（个）" in page


def test_columns_typed_in_the_file_are_counted_and_listed_as_open(recorded):
    by = member("receptionist")
    form = mapped(hazards(), by)
    rows = next(one for one in form.map.listed if one.kind is Kind.ROWS)
    columns = dict(rows.columns)
    typed = next(column for column in columns)
    region = replace(rows, columns=columns | {typed: BY_HAND})
    before = fill_form(form, period=MARCH, by=by, now=NOW)
    map_region(form, region=region, by=by, now=NOW)
    filling = fill_form(form, period=MARCH, by=by, now=NOW)
    typed_here = [one for one in filling.listed if re.fullmatch(rf"{typed}\d+", one["at"])]
    opened = [one for one in typed_here if (one["kind"], one["shown"]) == ("hand_open", "")]
    assert opened
    assert (filling.by_hand - before.by_hand, filling.total) == (len(opened), before.total)
