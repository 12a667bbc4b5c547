"""What the pages of units, posts, areas, resets and calendars are given to show: of which day, for whom, how many."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.actions import units
from zerentian.organization.actions.areas import charge, close_area, discharge, open_area
from zerentian.organization.actions.clocks import set_local_clock
from zerentian.organization.actions.posts import close_post, create_post, end_appointment
from zerentian.organization.actions.proposals import propose_appointment
from zerentian.organization.models import AreaCharge, CalendarYear, ProposedAppointment
from zerentian.organization.models.clocks import LOCAL
from zerentian.organization.rules.calendar import WorkCalendar
from zerentian.organization.rules.clocks import CLOCKS, Measure
from zerentian.organization.rules.rights import ROLES
from zerentian.organization.views import actors, calendar, imports
from zerentian.organization.views import units as views

pytestmark = pytest.mark.django_db
TODAY = local_day(NOW)


def day(ahead: int) -> date:
    """Return a day so many days from today."""
    return TODAY + timedelta(days=ahead)


@pytest.fixture
def shown(client_of):
    """Return what a page of this room is given to show, for somebody."""

    def context(account, name, *args, **asked):
        answer = client_of(account).get(reverse(f"organization:{name}", args=args), asked)
        assert answer.status_code == 200, answer.status_code
        return answer.context

    return context


@pytest.fixture
def act(administrator, now):
    """Return who keeps the organization, and when."""
    return {"by": administrator, "now": now}


# -- units ---------------------------------------------------------------------------------------------------


def test_the_tree_is_that_of_the_day_asked_for_with_who_held_what_then(shown, clerk, cadre, village, act):
    units.rename_unit(village, name="上坪社区", first=day(5), **act)
    post = cadre.posts_on(TODAY)[0]
    end_appointment(post.appointments.get(), last=day(3), **act)

    def village_of(**asked):
        rows = {row["unit"].code: row for row in shown(clerk, "units", **asked)["rows"]}
        return rows["990101-V01"]

    now = village_of()
    assert (now["name"], now["depth"]) == ("上坪村", 2)
    assert [(one["post"], one["holders"]) for one in now["posts"]] == [(post, [cadre])]
    later = village_of(on=day(5).isoformat())
    assert (later["name"], [one["holders"] for one in later["posts"]]) == ("上坪社区", [[]])
    assert shown(clerk, "units", on="昨天")["day"] == TODAY
    assert shown(clerk, "units", on=day(-7).isoformat())["day"] == day(-7)
    assert shown(clerk, "units")["may_manage"] is False


def test_a_unit_is_shown_with_what_stands_right_below_it_and_what_stood_there_before(
    shown, administrator, clerk, county, township, village, act
):
    assert {one.code for one in shown(administrator, "unit", county.code)["below"]} == {"990101", "990102"}
    page = shown(administrator, "unit", township.code)
    assert {one.code for one in page["below"]} >= {"990101-DZ", "990101-V01"}
    assert page["parent"] == county
    assert (page["may_manage"], page["may_have_children"], page["is_open"]) == (True, True, True)
    assert shown(administrator, "unit", village.code)["may_have_children"] is False
    assert shown(clerk, "unit", village.code)["may_manage"] is False
    extra = create_post(unit=village, title="护林员", role="cadre", first=day(-9), **act)
    close_post(extra, last=day(-1), **act)
    page = shown(administrator, "unit", village.code)
    assert list(page["past_posts"]) == [extra]
    assert extra not in [post for post, _ in page["posts"]]
    holding = {post.title: [one.name for one in people] for post, people in page["posts"]}
    assert holding == {"上坪村村干部": ["示例丁"]}


def test_only_counties_and_townships_have_a_party_committee_of_their_own(village, township, county):
    assert views.party_of(village, TODAY) == ""
    assert "云岭乡" in views.party_of(township, TODAY)
    assert views.party_of(county, TODAY) != views.party_of(township, TODAY)


def test_when_a_unit_went_live_is_told_on_its_page(shown, administrator, village, act):
    assert shown(administrator, "unit", village.code)["live"] is None
    units.go_live(village, on=day(-3), **act)
    live = shown(administrator, "unit", village.code)["live"]
    assert (live.verb, live.subject) == ("ledger.went_live", village.ref)


def test_a_unit_is_opened_at_the_top_or_under_the_one_named(client_of, administrator, township):
    def page(**asked):
        query = "?" + "&".join(f"{name}={value}" for name, value in asked.items()) if asked else ""
        return client_of(administrator).get(reverse("organization:unit-new") + query)

    under = page(parent=township.code).context
    assert under["back"] == reverse("organization:unit", args=[township.code])
    assert "云岭乡" in under["intro"]
    assert under["form"].initial["first"] == TODAY
    top = page().context
    assert (top["back"], top["intro"]) == (reverse("organization:units"), "")
    assert page(parent="wolf").status_code == 404


@pytest.mark.parametrize(
    ("change", "initial"),
    [("rename", "first"), ("move", "first"), ("merge", "first"), ("close", "last"), ("live", "on")],
)
def test_every_change_begins_today_and_leads_back_to_the_unit(shown, administrator, village, change, initial):
    page = shown(administrator, "unit-change", village.code, change)
    form = page["form"]
    assert form.initial[initial] == TODAY
    assert page["back"] == reverse("organization:unit", args=[village.code])
    assert page["title"].endswith("· 上坪村")
    if change == "rename":
        assert form.initial["name"] == "上坪村"
    for name, field in form.fields.items():
        if name in ("parent", "into", "to"):
            assert village not in field.queryset or change == "move"


def test_names_and_hours_of_an_office_begin_with_what_is_kept(client_of, administrator, township, shown):
    said = {"government": "云岭乡人民政府（示例）", "address": "示例路1号", "hours": "工作日 8:30–12:00"}
    address = reverse("organization:unit-change", args=[township.code, "organ"])
    assert client_of(administrator).post(address, said).status_code == 302
    form = shown(administrator, "unit-change", township.code, "organ")["form"]
    assert {name: form.initial[name] for name in said} == said
    assert "云岭乡人民政府（示例）" in shown(administrator, "unit", township.code)["organs"]


# -- posts ---------------------------------------------------------------------------------------------------


def test_a_post_shows_its_rights_by_how_far_they_reach(shown, administrator, cadre, clerk, act):
    post = cadre.posts_on(TODAY)[0]
    page = shown(administrator, "post", post.code)
    role = ROLES["cadre"]
    assert {one.code for one in page["own_rights"]} == set(role.own)
    assert {one.code for one in page["wide_rights"]} == set(role.wide)
    assert (page["is_open"], page["may_manage"], page["open_count"]) == (True, True, 0)
    assert [one.account for one in page["appointments"]] == [cadre]
    extra = create_post(unit=post.unit, title="护林员", role="cadre", first=day(-9), **act)
    close_post(extra, last=day(-1), **act)
    assert shown(administrator, "post", extra.code)["is_open"] is False
    assert shown(clerk, "post", post.code)["may_manage"] is False


def test_a_post_that_decides_over_others_is_proposed_and_a_plain_one_filled(
    client_of, administrator, county, clerk, village, act, shown
):
    guarded = create_post(unit=county, title="县主管二", role="supervisor", first=TODAY, **act)
    plain = create_post(unit=village, title="护林员", role="cadre", first=TODAY, **act)
    asked = shown(administrator, "appoint", guarded.code)
    assert asked["intro"] != ""
    assert shown(administrator, "appoint", plain.code)["intro"] == ""
    said = {"account": clerk.pk, "first": TODAY.isoformat()}
    for post in (guarded, plain):
        answer = client_of(administrator).post(reverse("organization:appoint", args=[post.code]), said)
        assert answer.url == reverse("organization:post", args=[post.code])
    assert list(guarded.appointments.all()) == []
    assert ProposedAppointment.objects.get().post == guarded
    assert plain.appointments.get().account == clerk


def test_posts_that_nobody_holds_are_listed_with_what_is_open_there(shown, administrator, leader, cadre, act):
    assert shown(leader, "handovers")["rows"] == []
    post = cadre.posts_on(TODAY)[0]
    end_appointment(post.appointments.get(), last=day(-1), **act)
    page = shown(leader, "handovers")
    assert page["rows"] == [(post, 0)]
    assert page["may_manage"] is False


# -- areas ---------------------------------------------------------------------------------------------------


def test_the_areas_page_holds_who_answers_today_by_part(shown, administrator, leader, cadre, clerk, now, act):
    fire, flood = (
        open_area(code=code, name=name, **act) for code, name in (("fire", "防火"), ("flood", "防汛"))
    )
    close_area(flood, **act)
    post = cadre.posts_on(TODAY)[0]
    by = {"by": leader, "now": now}
    held = charge(fire, post=post, part="handles", first=day(-5), **by)
    page = shown(leader, "areas")
    (row,) = page["rows"]
    assert row["area"] == fire
    assert [[one.post for one in held_by] for _, held_by in row["cells"]] == [[], [post], []]
    assert (page["may_manage"], page["may_charge"]) == (False, True)
    assert (shown(administrator, "areas")["may_manage"], shown(clerk, "areas")["may_charge"]) == (True, False)
    discharge(held, last=day(-1), **by)
    assert [held_by for _, held_by in shown(leader, "areas")["rows"][0]["cells"]] == [[], [], []]
    assert AreaCharge.objects.count() == 1


# -- what two keepers decide ---------------------------------------------------------------------------------


def test_proposals_that_wait_stand_apart_from_those_decided(
    client_of, shown, administrator, security, county, clerk, cadre, act, now
):
    post = create_post(unit=county, title="县主管二", role="supervisor", first=TODAY, **act)
    one = propose_appointment(clerk, post=post, first=TODAY, **act)
    other = propose_appointment(cadre, post=post, first=TODAY, **act)
    page = shown(security, "resets")
    assert set(page["proposals"]) == {one, other}
    assert (list(page["decided"]), page["me"]) == ([], security)

    def decide(found, query=""):
        address = reverse("organization:proposal", args=[found.pk])
        return client_of(security).post(address + query, {})

    assert decide(one).url == reverse("organization:resets")
    assert decide(other, "?refuse").url == reverse("organization:resets")
    assert [held.account for held in post.appointments.all()] == [clerk]
    page = shown(security, "resets")
    assert (list(page["proposals"]), set(page["decided"])) == ([], {one, other})


# -- the calendar ----------------------------------------------------------------------------------------------


def test_a_year_is_shown_in_weeks_from_monday_with_what_breaks_their_rhythm(shown, clerk):
    page = shown(clerk, "calendar-year", 2026)
    assert (page["year"], page["years"]) == (2026, [2025, 2026, 2027])
    months = dict(page["months"])
    assert list(months) == list(range(1, 13))
    first = months[3][0]
    assert first[:6] == [None] * 6, "1 March 2026 is a Sunday"
    assert first[6]["day"] == date(2026, 3, 1)
    cells = {one["day"]: one for weeks in months.values() for week in weeks for one in week if one}
    assert len(cells) == 365
    calendar_2026 = CalendarYear.objects.calendar([2026])
    assert page["workdays"] == sum(calendar_2026.is_workday(one) for one in cells)
    assert cells[date(2026, 10, 1)]["sign"] == "休", "a Thursday off"
    assert cells[date(2026, 3, 3)]["sign"] == cells[date(2026, 3, 7)]["sign"] == ""


def test_a_day_is_signed_only_where_it_is_not_as_its_weekday(now):
    plain = WorkCalendar({}, frozenset())
    assert calendar.cell(plain, date(2026, 3, 6))["sign"] == ""
    assert calendar.cell(plain, date(2026, 3, 7))["sign"] == ""
    assert {len(week) for week in calendar.weeks(plain, 2026, 2)} == {7}


def test_this_years_calendar_is_led_to_and_no_year_beyond_the_calendar_shown(client_of, clerk):
    browser = client_of(clerk)
    assert browser.get(reverse("organization:calendar")).url == reverse(
        "organization:calendar-year", args=[2026]
    )
    for year, status in ((1, 404), (9999, 404), (2, 200), (9998, 200)):
        answer = browser.get(reverse("organization:calendar-year", args=[year]))
        assert answer.status_code == status, year


def test_clocks_of_the_law_stand_with_those_set_here_and_those_to_come(shown, administrator, clerk, now):
    rule = sorted(LOCAL)[0]
    page = shown(clerk, "clocks")
    assert [one.rule_id for one in page["clocks"]] == list(CLOCKS)
    assert (page["set_here"], list(page["coming"]), page["may_set"]) == (set(), [], False)
    set_local_clock(
        rule_id=rule, length=9, measure=Measure.WORKING_DAYS, extension=2, law="《办法》第三条", since=day(9),
        by=administrator, now=now,
    )  # fmt: skip
    page = shown(administrator, "clocks")
    assert (page["set_here"], page["may_set"]) == ({rule}, True)
    assert [one.rule_id for one in page["coming"]] == [rule]
    form = shown(administrator, "clock-set", rule)["form"]
    assert form.initial["since"] == TODAY
    assert "law" not in form.initial, "until then the clock of the law stands"
    set_local_clock(
        rule_id=rule, length=7, measure=Measure.WORKING_DAYS, extension=1, law="《办法》第四条", since=TODAY,
        by=administrator, now=now,
    )  # fmt: skip
    begun = shown(administrator, "clock-set", rule)["form"].initial
    assert [begun[name] for name in ("length", "extension", "law")] == [7, 1, "《办法》第四条"]


def test_only_a_local_clock_is_set(client_of, administrator):
    fixed = next(rule for rule in CLOCKS if rule not in LOCAL)
    for rule, status in ((fixed, 404), ("wolf", 404), (sorted(LOCAL)[0], 200)):
        address = reverse("organization:clock-set", args=[rule])
        assert client_of(administrator).get(address).status_code == status


@pytest.mark.parametrize("digits", ["9" * 18, "9" * 19, "9" * 40])
def test_a_key_that_no_row_has_is_found_nowhere(client_of, administrator, digits):
    for address in (f"accounts/{digits}/", f"accounts/{digits}/rename/", f"appointments/{digits}/end/"):
        assert client_of(administrator).get(reverse("organization:units") + address).status_code == 404


def test_a_notice_is_asked_for_next_year_and_what_cannot_be_read_is_a_problem_of_its_file(
    shown, administrator
):
    assert shown(administrator, "calendar-load")["form"].initial["year"] == 2027
    found = imports.run(b"\x00\x01", "roster.xlsx", administrator, dry_run=True)
    (problem,) = found.problems
    assert (problem.sheet, problem.row, problem.column, found.written) == ("roster.xlsx", 0, "", False)


# -- what somebody entered -----------------------------------------------------------------------------------


def test_entries_of_an_account_are_turned_over_by_key_from_the_newest_on(
    client_of, administrator, auditor, act, monkeypatch
):
    monkeypatch.setattr(actors, "PAGE", 2)
    for at in range(5):
        open_area(code=f"a{at}", name=f"领域{at}", **act)
    subjects = [f"area:a{at}" for at in range(5)]
    first = client_of(administrator).get(reverse("my-entries")).context
    assert [one.entry.subject for one in first["told"]] == subjects[:2:-1]
    assert first["own"] is True
    second = client_of(administrator).get(reverse("my-entries") + first["older"]).context
    assert [one.entry.subject for one in second["told"]] == subjects[2:0:-1]
    sought = client_of(auditor).get(reverse("organization:actors"), {"username": " ADMINISTRATOR "}).context
    assert (sought["person"], sought["own"]) == (administrator, False)
    assert "username" in sought["older"]
    nobody = client_of(auditor).get(reverse("organization:actors"), {"username": "wolf"}).context
    assert (nobody["person"], list(nobody["told"]), nobody["older"]) == (None, [], "")


def test_an_entry_is_named_by_its_uuid_or_by_nothing(act):
    open_area(code="fire", name="防火", **act)
    entry = Entry.objects.latest("id")
    assert actors.named_entry(str(entry.uuid)) == entry
    assert [actors.named_entry(text) for text in ("", "x", "0" * 32)] == [None, None, None]
