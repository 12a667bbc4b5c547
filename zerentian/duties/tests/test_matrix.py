"""Who answers for what (一岗双责): gaps and doubles, as of any day, mended by one press; posts, never people."""

import io
from datetime import date, timedelta
from types import SimpleNamespace

import docx
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties import actions
from zerentian.duties.listed.matrix import matrix_of, together
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.duties.rules.matrix import Borne, Charge, Day, Fault, faults, post_on
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.areas import charge, discharge, open_area
from zerentian.organization.models import AreaCharge

ON = date(2026, 3, 2)
KEYS = st.integers(1, 4)


def kinds(found, area=None):
    return {one.fault for one in found if area is None or one.area == area}


@given(
    charges=st.lists(
        st.builds(Charge, KEYS, KEYS, st.sampled_from(["leads", "handles", "assists"])), unique=True
    ),
    borne=st.lists(st.tuples(st.sampled_from(["防汛", "防火"]), KEYS, KEYS, st.integers(0, 400)), max_size=6),
    held=st.frozensets(KEYS),
)
def test_what_is_told_as_amiss_is_amiss_and_nothing_else(charges, borne, held):
    duties = [
        Borne(key, title, None, area, post, post, ON - timedelta(days=days))
        for key, (title, area, post, days) in enumerate(borne)
    ]
    day = Day([1, 2, 3, 4], [1, 2, 3, 4], held, charges, duties, ON)
    found = faults(day, untouched=90)
    for area in day.areas:
        leading = [one for one in charges if (one.area, one.part) == (area, "leads")]
        assert (Fault.UNLED in kinds(found, area)) == (not leading)
        assert (Fault.LED_TWICE in kinds(found, area)) == (len(leading) > 1)
        assert (Fault.WITHOUT_DUTY in kinds(found, area)) == (area not in {one.area for one in duties})
    told = {fault: {key for one in found if one.fault == fault for key in one.duties} for fault in Fault}
    assert told[Fault.OWNERLESS] == {one.key for one in duties if one.post not in held}
    assert told[Fault.UNTOUCHED] == {one.key for one in duties if (ON - one.touched).days >= 90}
    answered = {(one.area, one.post) for one in charges}
    assert told[Fault.STRAY] == {one.key for one in duties if (one.area, one.post) not in answered}
    same = {one.key for one in duties for other in duties if one is not other and
            (one.unit, one.title) == (other.unit, other.title)}  # fmt: skip
    assert told[Fault.TWICE] == same


def test_a_post_bore_a_duty_until_the_day_it_was_handed_over():
    moves = [(date(2026, 2, 1), "A"), (date(2026, 3, 1), "B")]
    assert [post_on(moves, date(2026, month, day)) for month, day in ((1, 31), (2, 1), (2, 28), (3, 1))] == [
        *("A", "B", "B", ""),
    ]


@pytest.fixture
def flood(administrator, now):
    return open_area(code="flood", name="防汛抗旱", by=administrator, now=now)


@pytest.fixture
def village_post(cadre, now):
    return cadre.posts_on(now.date())[0]


@pytest.fixture
def duty(flood, village_post, leader, now):
    rule = DueRule(Cadence.MONTHLY, day=25)
    return actions.adopt_duty(
        title="汛期巡查",
        area=flood,
        post=village_post,
        rule=rule,
        demanded_by=Level.COUNTY,
        first=date(2025, 10, 1),
        by=leader,
        now=now,
    )


def amiss(township, account, on, untouched=90):
    return matrix_of(township, account, on=on, untouched=untouched)


def test_a_gap_is_told_and_mended_by_one_press_by_who_divides_the_work(
    township, duty, flood, village_post, leader, clerk, client_of, now
):
    found = amiss(township, leader, ON).found
    assert {Fault.UNLED, Fault.UNHANDLED, Fault.STRAY, Fault.UNTOUCHED} <= kinds(found, flood.pk)
    page = client_of(leader).get(reverse("duties:matrix")).content.decode()
    assert "无分管岗位" in page
    said = {"area": flood.pk, "post": village_post.pk, "part": "handles"}
    assert client_of(clerk).post(reverse("duties:matrix-charge"), said).status_code == 403
    assert not AreaCharge.objects.exists()
    client_of(leader).post(reverse("duties:matrix-charge"), said)
    post = leader.posts_on(ON)[0]
    client_of(leader).post(reverse("duties:matrix-charge"), said | {"post": post.pk, "part": "leads"})
    found = amiss(township, leader, ON).found
    assert kinds(found, flood.pk) == {Fault.UNTOUCHED}
    with pytest.raises(Forbidden):
        charge(flood, post=village_post, part="assists", first=ON, by=clerk, now=now)


def test_a_post_answers_for_an_area_in_one_part_at_a_time(township, flood, village_post, leader, now):
    act = {"by": leader, "now": now}
    discharge(charge(flood, post=village_post, part="leads", first=ON, **act), last=ON, **act)
    with pytest.raises(NotAllowed, match="请从次日起"):
        charge(flood, post=village_post, part="leads", first=ON, **act)
    charge(flood, post=village_post, part="handles", first=ON + timedelta(days=1), **act)
    found = amiss(township, leader, ON)
    assert Fault.LED_TWICE not in kinds(found.found, flood.pk)
    assert [one.part for one in found.day.charges] == ["leads"]


def test_the_areas_page_lets_who_divides_the_work_charge_but_not_open_areas(flood, leader, clerk, client_of):
    page = client_of(leader).get(reverse("organization:areas")).content.decode()
    assert reverse("organization:area-charge", args=["flood"]) in page
    assert reverse("organization:area-close", args=["flood"]) not in page
    assert "area-charge" not in client_of(clerk).get(reverse("organization:areas")).content.decode()


def test_a_duty_whose_post_nobody_holds_is_handed_over_by_one_press(
    township, duty, cadre, neighbour_cadre, leader, administrator, client_of, now
):
    held = cadre.appointments.get()
    held.last = ON - timedelta(days=1)
    held.save(update_fields=["last"])
    assert Fault.OWNERLESS in kinds(amiss(township, leader, ON).found)
    other = neighbour_cadre.posts_on(ON)[0]
    browser = client_of(leader)
    assert "责任所在岗位无人任职" in browser.get(reverse("duties:matrix")).content.decode()
    nobody = browser.post(reverse("duties:matrix-pass"), {"duty": duty.pk, "post": ""}, follow=True)
    assert "请先选择岗位" in nobody.content.decode()
    browser.post(reverse("duties:matrix-pass"), {"duty": duty.pk, "post": other.pk})
    duty.refresh_from_db()
    assert duty.post == other
    assert Fault.OWNERLESS not in kinds(amiss(township, leader, ON).found)


def test_as_of_an_earlier_day_a_duty_stands_with_the_post_that_bore_it_then(
    township, duty, flood, village_post, neighbour_cadre, leader, client_of, now
):
    other = neighbour_cadre.posts_on(ON)[0]
    actions.hand_over_duty(duty, to=other, by=leader, now=now)
    charge(flood, post=leader.posts_on(ON)[0], part="leads", first=ON, by=leader, now=now)

    def bearing(on):
        return [one.post for one in amiss(township, leader, on).day.borne]

    assert bearing(ON) == [other.pk]
    assert bearing(ON - timedelta(days=1)) == [village_post.pk]
    assert bearing(date(2025, 9, 30)) == []
    assert Fault.UNLED in kinds(amiss(township, leader, ON - timedelta(days=1)).found, flood.pk)
    earlier = client_of(leader).get(reverse("duties:matrix"), {"day": "2026-03-01"}).content.decode()
    assert "matrix/charge" not in earlier
    assert "这是过去某日的情况" in earlier


def test_a_deed_touches_a_duty_and_only_what_was_done_by_then_counts(township, duty, cadre, leader, now):
    actions.record_deed(
        what="查了排洪沟", occurred_on=date(2026, 2, 20), serves=[duty], unit=duty.unit, by=cadre, now=now
    )
    assert Fault.UNTOUCHED not in kinds(amiss(township, leader, ON).found)
    assert Fault.UNTOUCHED in kinds(amiss(township, leader, date(2026, 2, 19)).found)
    assert Fault.UNTOUCHED in kinds(amiss(township, leader, ON, untouched=10).found)


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_it_is_printed_by_areas_for_who_reads_duties_of_that_township(
    township, duty, village_post, flood, leader, outsider, administrator, client_of, now, form
):
    charge(flood, post=village_post, part="handles", first=ON, by=leader, now=now)
    address = reverse("reports:matrix", args=[form])
    answer = client_of(leader).post(f"{address}?day=2026-03-02")
    assert answer.status_code == 200
    if form == "docx":
        word = docx.Document(io.BytesIO(answer.content))
        cells = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
        assert cells[0] == ["工作领域", "分管", "承办", "协助", "责任", "存在的缺口"]
        assert cells[1][:5] == ["防汛抗旱", "", "上坪村 · 上坪村村干部", "", "1"]
        assert "无分管岗位" in cells[1][5]
    assert client_of(administrator).post(address).status_code == 403
    named = client_of(outsider).get(reverse("duties:matrix"), {"unit": township.pk}).content.decode()
    assert "上坪村" not in named


def test_posts_that_are_called_the_same_in_several_units_stand_on_one_line():
    posts = [
        SimpleNamespace(title=title, unit=SimpleNamespace(name=name))
        for title, name in (("村干部", "上坪村"), ("应急办主任", "应急办"), ("村干部", "下坪村"))
    ]
    assert list(together(posts)) == ["上坪村、下坪村 · 村干部", "应急办 · 应急办主任"]


def test_nobody_is_named_in_it(township, duty, leader, cadre, client_of):
    page = client_of(leader).get(reverse("duties:matrix")).content.decode()
    main = page.partition("<main")[2]
    assert cadre.name not in main
