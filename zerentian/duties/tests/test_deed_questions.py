"""What is asked of deeds: who verifies them, in lists, on desks, in files, beside files, by words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.duties import actions, told
from zerentian.duties.listed.deeds import DEEDS
from zerentian.duties.models import Deed
from zerentian.duties.shown import texts
from zerentian.duties.shown.desk import deeds_waiting
from zerentian.duties.shown.records import DEED_RECORDS, areas_of
from zerentian.duties.shown.uses import deeds_on
from zerentian.duties.tests.owing import done, duty, make_duties
from zerentian.duties.tests.world import TODAY, by, day, look, people, unit
from zerentian.evidence.models import File

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module")
def made(beginning):
    make_duties()


def titles(rows):
    return {one.title for one in rows}


@pytest.fixture
def photo(made):
    return File.objects.create(sha256="ab" * 32, size=10, kind="jpeg", name="a.jpg")


def test_deeds_to_be_verified_are_others_that_stand_and_on_the_desk_those_with_evidence(made, photo):
    one, plain = done(duty("每周巡查"), files=[photo]), done(duty("每周巡查"), "清理枯枝")
    gone = done(duty("每周巡查"), "误登")
    actions.withdraw_deed(gone, reason="误登", **by("cadre"))
    for name, there in (("neighbour_cadre", True), ("clerk", True), ("cadre", False), ("outsider", False)):
        rows = set(Deed.objects.to_verify_by(getattr(people(), name)))
        assert rows == ({one, plain} if there else set()), name
        (group,) = deeds_waiting(getattr(people(), name), NOW, 9)
        assert [line.what for line in group.lines] == (["巡查后山防火道"] if there else [])
    actions.verify_deed(one, **by("clerk"))
    assert set(Deed.objects.to_verify_by(people().neighbour_cadre)) == {plain}


def test_the_done_by_and_the_recorder_verify_nothing(made):
    one = done(duty("每周巡查"), done_by=people().neighbour_cadre)
    assert not Deed.objects.to_verify_by(people().neighbour_cadre).exists()
    assert not Deed.objects.to_verify_by(people().cadre).exists()
    (verify,) = DEEDS.many
    waits = [verify.ticked(one, getattr(people(), name)) for name in ("cadre", "neighbour_cadre", "clerk")]
    assert waits == [False, False, True]
    verify.act(one, {}, people().clerk, NOW)
    one.refresh_from_db()
    assert (one.verified_by.username, verify.ticked(one, people().leader)) == ("clerk", False)


@pytest.mark.parametrize(
    ("code", "expected"), [("all", {"旧", "今", "撤"}), ("today", {"今", "撤"}), ("withdrawn", {"撤"})]
)
def test_deeds_are_listed_by_tab(made, code, expected):
    done(duty("每周巡查"), "旧", on=day(-1))
    done(duty("每周巡查"), "今")
    actions.withdraw_deed(done(duty("每周巡查"), "撤"), reason="误", **by("cadre"))
    asked = look("clerk")
    (found,) = [one for one in DEEDS.tabs if one.code == code]
    assert {one.what for one in found.narrow(DEEDS.rows(asked.account), asked)} == expected


def test_deeds_are_found_by_all_of_some_words_of_what_and_where(made):
    done(duty("每周巡查"), "巡查 防火道", place="后山")
    rows = Deed.objects.all()
    assert DEEDS.speak(rows, "防火 后山").count() == 1
    assert not DEEDS.speak(rows, "防火 前山").exists()


def test_a_deed_of_sixty_signs_is_shown_whole_and_a_longer_one_cut_but_kept_for_a_file(made):
    asked = look("clerk")
    column = DEEDS.column("what")
    for length, shown in ((60, "巡" * 60), (61, "巡" * 59 + "…")):
        one = done(duty("每周巡查"), "巡" * length)
        cell = column.cell(one, asked)
        assert (cell.words, cell.value) == (shown, "巡" * length)
    one.people = 0
    assert (DEEDS.column("people").cell(one, asked).words, DEEDS.column("place").cell(one, asked).words) == (
        0,
        "",
    )
    one.people = None
    assert DEEDS.column("people").cell(one, asked).words == ""


def test_a_list_of_a_dutys_deeds_says_its_title_to_who_may_see_it(made):
    (only,) = [one for one in DEEDS.filters if getattr(one, "said", None)]
    key = str(duty("每周巡查").pk)
    assert only.said(key, look("clerk")) == "每周巡查"
    assert only.said(key, look("outsider")) == only.said("1", look("clerk")) == ""


def test_records_of_deeds_are_those_that_stand_in_some_days_with_what_is_unknown_left_open(made):
    one = done(duty("每周巡查"), place="后山", people=0, kind="visit")
    bare = done(duty("每周巡查"), "清理", on=day(-1), now=NOW)
    actions.withdraw_deed(done(duty("每周巡查"), "误登"), reason="误登", **by("cadre"))
    rows = DEED_RECORDS.rows(people().leader, unit(""), day(-1), TODAY)
    assert list(rows) == [bare, one], "by the day"
    assert list(DEED_RECORDS.rows(people().leader, unit(""), TODAY, day(5))) == [one]
    read = [{name: field.read(row) for name, field in DEED_RECORDS.fields.items()} for row in rows]
    assert read[1] == {
        "occurred_on": TODAY,
        "what": "巡查后山防火道",
        "kind": "入户走访",
        "place": "后山",
        "people": 0,
        "unit": "上坪村",
        "areas": "森林防火",
        "verified": False,
    }
    assert (read[0]["place"], read[0]["people"]) == (None, None)
    assert areas_of(one) == "森林防火"


def test_a_file_leads_to_the_deeds_that_rest_on_it_for_who_may_read_them(made, photo):
    one = done(duty("每周巡查"), files=[photo], place="后山")
    (link,) = deeds_on(photo, people().clerk)
    assert link.url == reverse("duties:deed-detail", args=[one.pk])
    assert link.label.startswith("巡查后山防火道（")
    assert "后山" in link.label
    assert list(deeds_on(photo, people().outsider)) == list(deeds_on(photo, None)) == []
    actions.withdraw_evidence(photo, reason="误", **by("cadre"))
    assert list(deeds_on(photo, people().clerk)) == []


def test_a_deed_is_found_by_what_and_where_and_not_once_it_is_withdrawn(made):
    one = done(duty("每周巡查"), place="后山")
    text = texts.deed(one)
    assert (text.title, text.body, text.unit, text.day) == (one.what, f"{one.what} 后山", one.path, TODAY)
    one.withdrawn = True
    assert texts.deed(one) is None
    found = texts.duty(duty("每周巡查"))
    assert (found.title, found.body, found.day) == ("每周巡查", "每周巡查 森林防火", TODAY)


def test_what_a_deed_says_is_told_since_it_was_recorded_or_last_corrected(made):
    one = done(duty("每周巡查"))
    later = NOW + timedelta(hours=2)
    told_ = told.deeds_told(people().clerk, [one.pk])[one.pk]
    assert (told_.ref, told_.text, told_.path, told_.since) == (one.ref, one.what, unit("V01").path, NOW)
    said = {"what": "巡查前山", "occurred_on": TODAY, "serves": [duty("每周巡查")], "reason": "错"}
    actions.correct_deed(one, **said, **by("cadre", later))
    assert told.deeds_told(people().clerk, [one.pk])[one.pk].since == later
    assert told.deeds_told(people().outsider, [one.pk]) == {}
    assert set(told.own_deeds(people().cadre)) == {one}
    assert not told.own_deeds(people().clerk).exists()
