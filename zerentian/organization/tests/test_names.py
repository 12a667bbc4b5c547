"""Names have so many signs and not one more, whoever gives them: refused in words, never by the database."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import LONG_AGO, NOW
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions import accounts, areas, posts, units
from zerentian.organization.actions.imports import import_organization
from zerentian.organization.forms.calendar import NoticeForm, RosterForm
from zerentian.organization.models import Account, Area, CalendarDay, Post, Unit, UnitPeriod
from zerentian.organization.rules.holidays import statutory_days
from zerentian.organization.rules.names import (
    LONGEST_AREA,
    LONGEST_HOLIDAY,
    LONGEST_PERSON,
    LONGEST_POST,
    LONGEST_UNIT,
    fitting,
    too_long,
)
from zerentian.organization.rules.notices import read_notice
from zerentian.organization.rules.rights import Kind
from zerentian.organization.rules.roster import read_roster
from zerentian.organization.rules.sheets import Sheet, read_sheets
from zerentian.organization.rules.tables.layout import Row
from zerentian.organization.template import workbook

TODAY = NOW.date()


def test_a_name_that_fits_is_taken_without_blanks_around_it():
    assert fitting(" 上坪村 ", 3) == "上坪村"
    assert (too_long("上坪村", 3), too_long("", 0)) == (None, None)
    with pytest.raises(NotAllowed) as refused:
        fitting("上坪新村", 3)
    assert refused.value.words.zh == "名称不超过3字，这里有4字"
    assert refused.value.words.en == "a name has 3 signs at most, not 4"


def opened_unit(name, act):
    parent = Unit.objects.get(code="990101")
    units.open_unit(code="990101-V80", kind=Kind.VILLAGE, name=name, parent=parent, first=LONG_AGO, **act)


def known_area(act):
    return Area.objects.filter(code="y").first() or areas.open_area(code="y", name="y", **act)


GIVEN = {
    "a person who comes": (
        LONGEST_PERSON,
        lambda name, act: accounts.create_account(username="xx", name=name, **act),
    ),
    "a person who is there": (
        LONGEST_PERSON,
        lambda name, act: accounts.rename_account(Account.objects.get(username="clerk"), name=name, **act),
    ),
    "an area that is opened": (LONGEST_AREA, lambda name, act: areas.open_area(code="x", name=name, **act)),
    "an area that is there": (
        LONGEST_AREA,
        lambda name, act: areas.rename_area(known_area(act), name=name, **act),
    ),
    "a unit that is opened": (LONGEST_UNIT, opened_unit),
    "a unit that is there": (
        LONGEST_UNIT,
        lambda name, act: units.rename_unit(
            Unit.objects.get(code="990101-V01"), name=name, first=TODAY, **act
        ),
    ),
    "a post that is made": (
        LONGEST_POST,
        lambda name, act: posts.create_post(
            unit=Unit.objects.get(code="990101-V01"), title=name, role="cadre", first=TODAY, **act
        ),
    ),
    "a post that is there": (
        LONGEST_POST,
        lambda name, act: posts.rename_post(Post.objects.get(code="990101-V01-01"), title=name, **act),
    ),
}


def kept(name) -> bool:
    """Tell whether a name stands anywhere in the tables."""
    rows = (
        Account.objects.filter(name=name),
        Area.objects.filter(name=name),
        UnitPeriod.objects.filter(name=name),
        Post.objects.filter(title=name),
    )
    return any(one.exists() for one in rows)


@pytest.mark.django_db
@pytest.mark.parametrize("who", GIVEN)
def test_what_is_named_has_a_name_that_fits(who, act):
    most, give = GIVEN[who]
    with pytest.raises(NotAllowed, match=f"名称不超过{most}字"):
        give("名" * (most + 1), act)
    assert not kept("名" * (most + 1))
    give(f" {'字' * most} ", act)
    assert kept("字" * most)


@pytest.mark.django_db
def test_a_name_that_is_too_long_is_refused_on_its_page(client_of, administrator, clerk, act):
    areas.open_area(code="fire", name="防火", **act)
    browser = client_of(administrator)
    for page, args, most in (
        ("account-change", [clerk.pk, "rename"], LONGEST_PERSON),
        ("area-rename", ["fire"], LONGEST_AREA),
        ("post-rename", ["990101-V01-01"], LONGEST_POST),
    ):
        address = reverse(f"organization:{page}", args=args)
        answer = browser.post(address, {"name": "名" * (most + 1)})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"]), page
        assert browser.post(address, {"name": "名" * most}).status_code == 302, page


@pytest.mark.django_db
def test_a_roster_names_the_rows_whose_names_are_too_long_and_changes_nothing(act):
    unit, post, person = "单" * 81, "岗" * 81, "人" * 61
    sheets = {
        "单位": [["单位代码", "单位名称", "类别", "上级代码"], ["990101-V09", unit, "村", "990101"]],
        "岗位": [
            ["岗位代码", "单位代码", "岗位名称", "角色"],
            ["990101-V01-09", "990101-V01", post, "村（社区）干部"],
        ],
        "人员": [["用户名", "姓名"], ["shili.chang", person]],
    }
    result = import_organization(read_roster(read_sheets(workbook(sheets), "roster.xlsx")), **act)
    assert [(one.sheet, one.row) for one in result.problems] == [("单位", 2), ("岗位", 2), ("人员", 2)]
    assert all("名称不超过" in str(one.message) for one in result.problems)
    assert not any(kept(name) for name in (unit, post, person))


@pytest.mark.parametrize(("signs", "fits"), [(40, True), (41, False)])
def test_a_holiday_of_a_notice_has_a_name_that_fits(signs, fits):
    first, *rest = sorted(statutory_days(2027))
    rows = [Row(2, {"日期": str(first), "安排": "放假", "名称": "节" * signs})]
    rows += [Row(at, {"日期": str(one), "安排": "放假", "名称": ""}) for at, one in enumerate(rest, 3)]
    days, problems = read_notice(Sheet("放假", ("日期", "安排", "名称"), tuple(rows)), 2027)
    assert [(one.row, one.column) for one in problems] == ([] if fits else [(2, "名称")])
    assert (first in days) is fits
    assert CalendarDay._meta.get_field("name").max_length == LONGEST_HOLIDAY == 40
    assert date(2027, 1, 1) == first


@pytest.mark.parametrize("form", [NoticeForm, RosterForm])
@pytest.mark.parametrize(("signs", "fits"), [(200, True), (201, False)])
def test_a_file_whose_name_is_longer_than_is_kept_is_refused_by_its_field(form, signs, fits):
    said = {"year": "2027", "notice": "国办发明电〔2026〕9号"}
    file = SimpleUploadedFile("名" * (signs - 4) + ".csv", b"x")
    assert ("file" not in form(said, {"file": file}).errors) is fits
