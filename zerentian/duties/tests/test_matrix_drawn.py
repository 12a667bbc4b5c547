"""The matrix as it is drawn: what it gathers as of a day, whom it suggests, what one press does, what is printed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.duties import actions
from zerentian.duties.listed import matrix
from zerentian.duties.listed.matrix import candidates, leads_to, matrix_of, named, sheet_rows, what_of
from zerentian.duties.models import Duty
from zerentian.duties.rules.matrix import CHOICES_OF_DAYS, USUAL_DAYS, Fault, Found
from zerentian.duties.tests.owing import MONTHLY, WEEKLY, adopted, by, done, duty
from zerentian.duties.tests.world import TODAY, day, people, post_of, unit
from zerentian.duties.views import matrix as views
from zerentian.organization.actions.areas import charge, close_area, open_area
from zerentian.organization.actions.posts import create_post
from zerentian.organization.models import Area, AreaCharge, Post
from zerentian.organization.models.areas import PART_LABELS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module", autouse=True)
def posted(beginning):
    """Two areas: fire is handled by the upper village, flood by nobody; a duty of a post that nobody holds."""
    open_area(code="fire", name="森林防火", **by("administrator"))
    open_area(code="flood", name="防汛抗旱", **by("administrator"))
    adopted("每周巡查", WEEKLY, first=day(-100))
    adopted("每月清理", MONTHLY, first=day(-100), to="neighbour_cadre")
    fire = Area.objects.get(code="fire")
    charge(fire, post=post_of("cadre"), part="handles", first=day(-50), **by("leader"))
    create_post(
        unit=unit("V03"), title="石桥村村干部", role="cadre", first=day(-90), code="990101-V03-01",
        **by("administrator"),
    )  # fmt: skip
    actions.adopt_duty(
        title="无人的值守",
        area=fire,
        post=Post.objects.get(code="990101-V03-01"),
        rule=WEEKLY,
        demanded_by="county",
        first=day(-10),
        **by("leader"),
    )


def gathered(name="leader", on=TODAY, untouched=90):
    return matrix_of(unit(""), getattr(people(), name), on=on, untouched=untouched)


def one_of(fault, found=None, **more):
    """Return the one thing of a kind that is amiss, where its fields are as given."""
    some = [one for one in (found or gathered()).found if one.fault == fault]
    (one,) = [one for one in some if all(getattr(one, name) == value for name, value in more.items())]
    return one


def area(code):
    return Area.objects.get(code=code)


EMPTY = "990101-V03-01"


# -- what is gathered ----------------------------------------------------------------------------------------


def test_only_posts_that_answer_or_bear_have_a_column_and_every_open_area_a_row():
    found = gathered()
    assert [post.code for post in found.shown_posts] == [
        post_of("cadre").code,
        post_of("neighbour_cadre").code,
        EMPTY,
    ]
    rows = {row.name: cells for row, cells in found.rows}
    assert set(rows) == {"森林防火", "防汛抗旱"}
    assert [(str(part), count) for _, part, count in rows["森林防火"]] == [("承办", 1), ("", 1), ("", 1)]
    assert [(str(part), count) for _, part, count in rows["防汛抗旱"]] == [("", 0)] * 3


def test_a_charge_and_a_duty_count_from_their_first_day_and_a_duty_not_on_its_last():
    assert not gathered(on=day(-51)).day.charges
    assert gathered(on=day(-50)).day.charges
    titles = lambda on: {one.title for one in gathered(on=on).day.borne}  # noqa: E731
    assert titles(day(-101)) == set()
    assert titles(day(-100)) == {"每周巡查", "每月清理"}
    assert titles(day(-10)) == {"每周巡查", "每月清理", "无人的值守"}
    actions.retire_duty(duty("每月清理"), reason="不再要求", **by("leader"))
    assert titles(TODAY) == {"每周巡查", "无人的值守"}
    assert titles(day(-1)) == {"每周巡查", "每月清理", "无人的值守"}


def test_a_closed_area_stays_a_row_as_long_as_something_is_borne_there():
    AreaCharge.objects.filter(area=area("fire")).delete()
    close_area(area("flood"), **by("administrator"))
    Area.objects.filter(code="fire").update(is_open=False)
    assert {one.name for one in gathered().areas.values()} == {"森林防火"}


def test_a_duty_is_touched_by_the_last_deed_done_by_the_day_and_never_before_it_began():
    def touched(on=TODAY):
        return {one.title: one.touched for one in gathered(on=on).day.borne}["每周巡查"]

    assert touched() == day(-100), "nothing was done: since it began"
    done(duty("每周巡查"), "巡查", on=day(-1))
    gone = done(duty("每周巡查"), "误记", on=TODAY)
    assert touched() == TODAY
    assert touched(day(-1)) == day(-1)
    actions.withdraw_deed(gone, reason="误记", **by("cadre"))
    assert touched() == day(-1)


def test_who_sees_no_post_sees_none_of_its_duties():
    outside = gathered("outsider")
    assert not outside.posts
    assert not outside.day.borne
    assert {one.name for one in outside.areas.values()} == {"森林防火", "防汛抗旱"}


def test_a_day_before_a_hand_over_shows_the_post_that_bore_it_then():
    later = NOW + timedelta(days=3)
    actions.hand_over_duty(duty("每周巡查"), to=post_of("neighbour_cadre"), by=people().leader, now=later)

    def bearer(on):
        return {one.title: one.post for one in gathered(on=on).day.borne}["每周巡查"]

    assert bearer(day(2)) == post_of("cadre").pk
    assert bearer(day(3)) == post_of("neighbour_cadre").pk
    actions.hand_over_duty(duty("每周巡查"), to=post_of("leader"), by=people().leader, now=later)
    assert bearer(day(2)) == post_of("cadre").pk, "of several the first tells who bore it before"


# -- what is told, and whom it suggests ------------------------------------------------------------------


def test_what_is_amiss_is_told_in_one_line_with_what_is_known():
    found = gathered()
    assert what_of(found, one_of(Fault.UNLED, area=area("flood").pk)) == "防汛抗旱"
    ownerless = one_of(Fault.OWNERLESS)
    assert what_of(found, ownerless) == "森林防火 · 无人的值守 · 石桥村 · 石桥村村干部"
    assert leads_to(ownerless) == reverse("duties:duty-detail", args=[duty("无人的值守").pk])
    assert leads_to(one_of(Fault.UNLED, area=area("flood").pk)) == ""
    untouched = one_of(Fault.UNTOUCHED, duties=(duty("每周巡查").pk,))
    assert what_of(found, untouched).endswith(" · 100天")
    several = Found(Fault.STRAY, duties=tuple(one.pk for one in Duty.objects.order_by("pk")) * 2)
    assert what_of(found, several).count("；") == 2, "three of them at most"
    assert named(post_of("cadre")) == "上坪村 · 上坪村村干部"


def test_an_area_nobody_leads_suggests_leaders_first_and_nobody_by_itself():
    found = gathered()
    posts, chosen = candidates(found, one_of(Fault.UNLED, found, area=area("fire").pk))
    assert {post.role for post in posts[:2]} == {"first", "leader"}
    assert not {post.role for post in posts[2:]} & {"first", "leader"}
    assert chosen is None
    assert post_of("cadre") not in posts, "it answers for the area already"
    assert EMPTY not in {post.code for post in posts}, "nobody holds it"
    assert len(posts) == len(set(posts))


def test_an_area_nobody_handles_suggests_who_bears_its_duties():
    AreaCharge.objects.all().delete()
    found = gathered()
    posts, chosen = candidates(found, one_of(Fault.UNHANDLED, found, area=area("fire").pk))
    assert chosen in {post_of("cadre").pk, post_of("neighbour_cadre").pk}
    assert chosen in {post.pk for post in posts}
    flood = one_of(Fault.UNHANDLED, found, area=area("flood").pk)
    assert candidates(found, flood)[1] is None


def test_a_duty_that_nobody_bears_suggests_who_answers_for_its_area():
    found = gathered()
    posts, chosen = candidates(found, one_of(Fault.OWNERLESS, found))
    assert chosen == post_of("cadre").pk
    assert post_of("cadre") in posts
    assert EMPTY not in {post.code for post in posts}
    AreaCharge.objects.all().delete()
    bare = gathered()
    assert candidates(bare, one_of(Fault.OWNERLESS, bare))[1] is None


# -- the page --------------------------------------------------------------------------------------------------


def line(one, name="leader", found=None):
    return views.line_of(found or gathered(), one, getattr(people(), name))


def test_the_press_is_offered_for_today_to_who_may_mend_it():
    found = gathered()
    unled, ownerless = one_of(Fault.UNLED, found, area=area("flood").pk), one_of(Fault.OWNERLESS, found)
    charged = line(unled)
    assert (charged["press"], charged["part"], charged["label"]) == (
        "duties:matrix-charge",
        "leads",
        "明确负责岗位",
    )
    passed = line(ownerless)
    assert (passed["press"], passed["part"]) == ("duties:matrix-pass", "")
    assert [pk for pk, _, chosen in passed["posts"] if chosen] == [post_of("cadre").pk]
    for one in (unled, ownerless):
        assert "press" not in line(one, "cadre")
    earlier = gathered(on=day(-1))
    for fault in (Fault.UNLED, Fault.OWNERLESS):
        some = next(one for one in earlier.found if one.fault == fault)
        assert "press" not in line(some, found=earlier), "what was cannot be mended"


def test_a_stray_duty_offers_the_post_that_bears_it_and_a_second_lead_a_release():
    found = gathered()
    stray = one_of(Fault.STRAY, found, posts=(post_of("neighbour_cadre").pk,))
    offered = line(stray, found=found)
    assert offered["part"] == "handles"
    assert offered["posts"] == [(post_of("neighbour_cadre").pk, "下坪村 · 下坪村村干部", True)]
    for name, giver in (("leader", "first"), ("first", "leader")):
        charge(area("flood"), post=post_of(name), part="leads", first=TODAY, **by(giver))
    twice = line(one_of(Fault.LED_TWICE))
    assert twice["release"] is True
    assert "press" not in twice
    assert "release" not in line(one_of(Fault.LED_TWICE), "cadre")


def test_what_is_amiss_stands_by_kind_with_how_many_there_are(monkeypatch):
    found = gathered()
    told = list(views.groups(found, people().leader))
    assert [str(label) for label, _, _ in told] == [
        str(label) for fault, label in matrix.FAULTS.items() if any(one.fault == fault for one in found.found)
    ]
    assert sum(count for _, count, _ in told) == len(found.found)
    monkeypatch.setattr(views, "MOST_SHOWN", 1)
    cut = list(views.groups(found, people().leader))
    assert [count for _, count, _ in cut] == [count for _, count, _ in told]
    assert {len(lines) for _, _, lines in cut} == {1}


def test_the_page_stands_for_ones_own_township_and_for_no_day_to_come(client_of):
    def context(name="leader", **asked):
        return client_of(getattr(people(), name)).get(reverse("duties:matrix"), asked).context

    plain = context()
    assert (plain["matrix"].unit, plain["matrix"].on, plain["is_today"]) == (unit(""), TODAY, True)
    assert (plain["query"], plain["matrix"].untouched) == ("", USUAL_DAYS)
    earlier = context(day=day(-7).isoformat())
    assert (earlier["matrix"].on, earlier["is_today"]) == (day(-7), False)
    assert earlier["query"] == f"?day={day(-7).isoformat()}"
    assert context(day=day(7).isoformat())["matrix"].on == TODAY
    assert context(untouched=str(CHOICES_OF_DAYS[0]))["matrix"].untouched == CHOICES_OF_DAYS[0]
    county = context("inspector", unit=unit("").pk)
    assert county["matrix"].unit == unit("")


def test_one_press_charges_a_post_from_today_or_says_what_lacks(client_of):
    browser = client_of(people().leader)

    def press(name, **said):
        answer = browser.post(reverse(f"duties:{name}"), said)
        assert answer.url == reverse("duties:matrix")
        return [str(one) for one in browser.get(answer.url).context["messages"]]

    flood, cadre = area("flood"), post_of("cadre")
    assert press("matrix-charge", area=flood.pk, part="leads") == ["请先选择岗位，再点按钮。"]
    (said,) = press("matrix-charge", area=flood.pk, post=cadre.pk, part="handles")
    made = AreaCharge.objects.get(area=flood)
    assert (made.post, made.part, made.first) == (cadre, "handles", TODAY)
    (refused,) = press("matrix-charge", area=flood.pk, post=cadre.pk, part="handles")
    assert refused != said
    assert AreaCharge.objects.filter(area=flood).count() == 1
    lost = duty("无人的值守")
    assert press("matrix-pass", duty=lost.pk) == ["请先选择岗位，再点按钮。"]
    press("matrix-pass", duty=lost.pk, post=cadre.pk)
    assert Duty.objects.get(pk=lost.pk).post == cadre


# -- printed ---------------------------------------------------------------------------------------------------


def test_it_is_printed_with_a_row_for_each_area():
    headings, rows = sheet_rows(gathered())
    by_area = {row[0]: dict(zip(headings, row, strict=True)) for row in rows}
    fire, flood = by_area["森林防火"], by_area["防汛抗旱"]
    assert headings[1:4] == tuple(str(label) for label in PART_LABELS.values())
    assert fire[headings[2]] == "上坪村 · 上坪村村干部"
    assert (fire[headings[1]], fire[headings[3]], flood[headings[2]]) == ("", "", "")
    assert (fire[headings[4]], flood[headings[4]]) == ("3", "0")
    assert str(matrix.FAULTS[Fault.UNLED]) in fire[headings[5]]
    assert str(matrix.FAULTS[Fault.UNHANDLED]) not in fire[headings[5]]
    assert str(matrix.FAULTS[Fault.WITHOUT_DUTY]) in flood[headings[5]]
    assert len(set(fire[headings[5]].split("；"))) == len(fire[headings[5]].split("；")), "each once"
