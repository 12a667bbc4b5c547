"""A deed that says nearly what an earlier one says is laid beside it for who verifies, and for nobody else."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.duties import actions
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.duties.views.deeds import told_before
from zerentian.evidence.rules.repeated import ENOUGH, marked, most_alike, pieces, share
from zerentian.ledger.models import Entry

TOLD = (
    "3月2日，村两委成员到上坪村后山防火道开展巡查。发现枯枝堆放4处，已交村组在三天内清走。走访独居老人12户，看了灶房和烟囱。"
    "下周重点看公墓周边。"
)
HEADING = "以前有过文字几乎相同的记录"


@pytest.mark.parametrize(
    "again",
    [
        TOLD.replace("3月2日", "6月28日").replace("12户", "二十五户"),
        TOLD.replace("上坪村", "石桥村"),
        TOLD.replace("走访独居老人12户，看了灶房和烟囱。", ""),
        "下周重点看公墓周边。走访独居老人12户，看了灶房和烟囱。" + TOLD[: TOLD.index("走访")],
        TOLD + "党员志愿者给学校送去宣传画。",
        TOLD.replace("，", ",").replace("3", "３"),
    ],
    ids=["day and numbers", "village", "dropped", "moved", "added", "other marks"],
)
def test_an_edited_copy_is_seen(again):
    ((key, much),) = most_alike(TOLD, [(1, again)], 3)
    assert (key, much >= ENOUGH) == (1, True)


def test_another_patrol_of_the_same_duty_is_no_copy():
    other = (
        "3月9日，应急队员到上坪村油茶基地开展巡查。蓄水桶缺水两个，从村部调来水泵补满。院坝会上答复了补植树苗的问题。"
        "月底在村务栏公开。"
    )
    assert most_alike(TOLD, [(1, other)], 3) == []


def test_a_text_too_short_tells_nothing():
    assert most_alike("巡查后山防火道", [(1, "巡查后山防火道")], 3) == []


def test_the_most_alike_come_first_and_no_more_than_asked():
    near, far = TOLD.replace("上坪村", "石桥村"), TOLD.replace("走访独居老人", "慰问困难家庭")
    others = [(1, far), (2, near), (3, TOLD)]
    assert share(pieces(TOLD), pieces(far)) >= ENOUGH
    assert [key for key, _ in most_alike(TOLD, others, 2)] == [3, 2]


def test_what_differs_is_marked_and_what_only_moved_is_not():
    moved = "走访独居老人15户，看了灶房和烟囱。" + TOLD[: TOLD.index("走访")]
    assert [words for words, differs in marked(moved, TOLD) if differs] == ["走访独居老人15户，"]


@given(st.text(), st.text())
def test_marking_leaves_the_words_as_they_were(text, beside):
    rows = marked(text, beside)
    kept = "".join(words for words, _ in rows)
    assert [one for one in kept if one.isalnum()] == [one for one in text if one.isalnum()]
    assert not any(differs for _, differs in marked(text, text))
    assert share(pieces(text), pieces(beside)) == share(pieces(beside), pieces(text)) <= 100


def told(what, unit, duty, by, now):
    return actions.record_deed(
        what=what, occurred_on=date(2026, 3, 2), serves=[duty], unit=unit, by=by, now=now
    )


def page_of(browser, deed):
    return browser.get(reverse("duties:deed-detail", args=[deed.pk])).content.decode()


@pytest.mark.django_db
def test_who_verifies_sees_the_earlier_text_beside_it_with_what_differs_marked(
    client_of, duty, village, neighbour_village, cadre, neighbour_cadre, now
):
    earlier = told(TOLD, village, duty, cadre, now)
    deed = told(TOLD.replace("上坪村", "下坪村"), village, duty, cadre, now)
    entries = Entry.objects.count()
    page = page_of(client_of(neighbour_cadre), deed)
    assert HEADING in page
    assert reverse("duties:deed-detail", args=[earlier.pk]) in page
    assert "<mark>村两委成员到下坪村后山防火道开展巡查。</mark>" in page
    assert "<mark>村两委成员到上坪村后山防火道开展巡查。</mark>" in page
    assert Entry.objects.count() == entries, "looking leaves nothing"
    assert HEADING not in page_of(client_of(neighbour_cadre), earlier), "only what was recorded before"
    assert HEADING not in page_of(client_of(cadre), deed), "who recorded it does not verify"
    actions.verify_deed(deed, by=neighbour_cadre, now=now)
    assert HEADING not in page_of(client_of(neighbour_cadre), deed), "verified: nobody is asked any more"


@pytest.mark.django_db
def test_a_withdrawn_deed_is_not_laid_beside_another(client_of, duty, village, cadre, neighbour_cadre, now):
    earlier, deed = (told(TOLD, village, duty, cadre, now) for _ in range(2))
    actions.withdraw_deed(earlier, reason="重复登记", by=cadre, now=now)
    assert HEADING not in page_of(client_of(neighbour_cadre), deed)


@pytest.mark.django_db
def test_a_deed_of_another_township_leaves_no_trace(
    client_of, area, duty, village, cadre, outsider, demo, supervisor, neighbour_cadre, now
):
    theirs = actions.adopt_duty(
        title="林区巡查",
        area=area,
        post=outsider.posts_on(now.date())[0],
        rule=DueRule(Cadence.WEEKLY, day=5),
        demanded_by=Level.COUNTY,
        by=demo,
        now=now,
    )
    hidden = told(TOLD, theirs.post.unit, theirs, outsider, now)
    deed = told(TOLD, village, duty, cadre, now)
    page = page_of(client_of(neighbour_cadre), deed)
    assert HEADING not in page
    assert reverse("duties:deed-detail", args=[hidden.pk]) not in page
    found = told_before(deed, supervisor)
    assert [one.other.ref for one in found] == [hidden.ref], "who may see both would find it"
