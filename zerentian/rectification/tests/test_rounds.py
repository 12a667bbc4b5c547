"""A round of patrols on the screen, files beside findings and points, and what an open page has seen."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from zerentian.evidence.actions import receive
from zerentian.evidence.models import File
from zerentian.rectification.actions import households, mending, opening, risk_links, risks
from zerentian.rectification.models import Finding, Patrol, RiskFile
from zerentian.rectification.models.hazards import Told
from zerentian.rectification.rules.findings import Source
from zerentian.rectification.tests.points import GOOD, on_sheet, patrolled
from zerentian.rectification.views import patrols as views
from zerentian.rectification.views.patrols import chosen, left_out, numbers_of
from zerentian.rectification.views.risks import begun, concerns_of, story_for
from zerentian.rectification.views.taking import seen

DAY = timedelta(days=1)
SHEET = "risks:patrol-sheet"


@pytest.fixture
def made(village, kind, clerk, now):
    """Register places in the village."""

    def register(*titles, **said):
        said = {
            "unit": village,
            "kind": kind,
            "rating": risks.Rating(1, 2, "x"),
            "by": clerk,
            "now": now,
        } | said
        return [risks.register_point(title=title, **said) for title in titles]

    return register


def photo():
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "brown").save(picture, "JPEG")
    return picture.getvalue()


def test_keys_that_are_none_are_left_out():
    assert numbers_of(["1", "x", "", "-2", "3", "²", "9" * 20]) == [1, 3]


def test_places_of_a_round_stand_in_the_order_asked_for_each_once(made, cadre, outsider, first, now):
    one, two, three = made("甲", "乙", "丙")
    keys = [str(three.pk), str(one.pk), str(three.pk), "x"]
    assert chosen(keys, cadre) == [three, one]
    assert chosen(keys, outsider) == chosen([], cadre) == []
    assert chosen([str(two.pk)], first) == [two]


def test_a_round_holds_so_many_places(made, cadre, monkeypatch):
    points = made("甲", "乙", "丙")
    monkeypatch.setattr(views, "MOST_POINTS", 2)
    keys = [str(one.pk) for one in points]
    assert chosen(keys, cadre) == points[:2]
    told = left_out(keys, points[:2], cadre)
    assert str(points[2]) in told
    assert left_out(keys, points, cadre) == ""
    assert "1" in left_out(["9"], [], cadre)


def test_a_place_that_one_may_see_and_not_patrol_is_on_no_round(made, inspector):
    (point,) = made("甲")
    assert chosen([str(point.pk)], inspector) == []


def normal(point):
    return {on_sheet(point, f"answer-{item}"): "normal" for item in (1, 2)}


def test_a_round_leads_on_to_the_place_the_list_or_what_was_wrong(client_of, made, cadre):
    one, two = made("甲", "乙")
    client, round_ = client_of(cadre), {"patrolled_on": "2026-03-02", "weather": "小雨", "clock": "08:05"}
    alone = client.post(reverse(SHEET), round_ | {"point": [one.pk]} | normal(one))
    assert alone["Location"] == reverse("risks:risk-detail", args=[one.pk])
    patrol = Patrol.objects.get()
    assert (patrol.weather, patrol.clock) == ("小雨", "08:05")
    both = client.post(reverse(SHEET), round_ | {"point": [one.pk, two.pk]} | normal(one) | normal(two))
    assert both["Location"] == reverse("risks:risk-list")
    wrong = normal(two) | {on_sheet(two, "answer-2"): "abnormal", on_sheet(two, "note-2"): "沟堵"}
    found = client.post(reverse(SHEET), round_ | {"point": [one.pk, two.pk]} | normal(one) | wrong)
    assert found["Location"] == reverse(
        "risks:patrol-detail", args=[Patrol.objects.get(point=two, result="abnormal").pk]
    )


def test_a_round_of_no_place_asks_for_one(client_of, made, cadre):
    made("甲")
    answer = client_of(cadre).post(reverse(SHEET), {"patrolled_on": "2026-03-02"}, follow=True)
    assert answer.redirect_chain[0][0] == reverse(SHEET)
    assert len(list(answer.context["messages"])) == 1
    assert not Patrol.objects.exists()


def test_a_photo_of_a_patrol_is_seen_with_its_place_and_a_paper_is_no_picture(
    client_of, point, cadre, outsider, now
):
    sent = {"point": [point.pk], "patrolled_on": "2026-03-02"} | normal(point)
    sent[on_sheet(point, "evidence")] = [
        SimpleUploadedFile("裂缝.jpg", photo()),
        SimpleUploadedFile("记录.txt", "记录".encode()),
    ]
    client = client_of(cadre)
    assert client.post(reverse(SHEET), sent).status_code == 302
    picture, paper = (RiskFile.objects.get(file__name=name).file for name in ("裂缝.jpg", "记录.txt"))
    at = {
        name: {
            file.pk: reverse(f"risks:risk-{name}", args=[point.pk, file.sha256]) for file in (picture, paper)
        }
        for name in ("file", "picture")
    }
    for file in (picture, paper):
        assert b"".join(client.get(at["file"][file.pk])) != b""
        assert client_of(outsider).get(at["file"][file.pk]).status_code == 404
    shown = client.get(at["picture"][picture.pk])
    assert (shown["Cache-Control"], b"".join(shown)[:2]) == ("private, no-store", b"\xff\xd8")
    assert client.get(at["picture"][paper.pk]).status_code == 404
    File.objects.filter(pk=picture.pk).update(erased_at=now)
    assert client.get(at["file"][picture.pk]).status_code == 404


def test_a_paper_of_a_finding_is_no_picture_and_one_erased_is_nowhere(client_of, village, clerk, leader, now):
    said = {
        "title": "护栏",
        "unit": village,
        "source": Source.SELF_CHECK,
        "found_on": now.date(),
        "by": clerk,
    }
    uploads = [receive(io.BytesIO(photo()), name="护栏.jpg"), receive(io.BytesIO(b"paper"), name="证明.txt")]
    finding = opening.open_finding(**said, uploads=uploads, now=now)
    client = client_of(leader)

    def status(name, file):
        answer = client.get(reverse(f"rectification:finding-{name}", args=[finding.pk, file.sha256]))
        if answer.streaming:
            b"".join(answer)
        return answer.status_code

    picture, paper = (finding.files.get(file__name=name).file for name in ("护栏.jpg", "证明.txt"))
    assert [status(name, file) for name in ("file", "picture") for file in (picture, paper)] == [
        200,
        200,
        200,
        404,
    ]
    File.objects.update(erased_at=now)
    assert [status(name, picture) for name in ("file", "picture")] == [404, 404]


def test_an_open_page_has_seen_the_last_thing_that_was_done(finding, leader, now):
    before = seen(finding)
    mending.note_finding(finding, immediate="围挡", cause="", by=leader, now=now)
    assert seen(finding) == str(finding.story.order_by("pk").last().pk)
    assert seen(finding) != before
    assert seen(Finding(pk=1)) == ""


def test_why_households_were_looked_at_is_told_to_who_may_look(point, cadre, clerk, now):
    told = Told("示例户主甲", "", "", "", "", "")
    households.keep_household(point, told=told, size=1, by=cadre, now=now)
    households.reveal_households(point, purpose="call", reason="暴雨", by=cadre, now=now)
    assert [one.step for one in story_for(point, cadre)] == ["register", "look"]
    assert [one.step for one in story_for(point, clerk)] == ["register"]


def test_a_point_names_the_concerns_that_are_linked_and_none_of_other_kinds(point, finding, leader, now):
    assert begun(None) == {}
    risk_links.link_matter(point, ref=finding.ref, by=leader, now=now)
    assert concerns_of(point, leader) == []


def test_a_patrol_shows_what_became_a_finding_and_what_may(client_of, point, cadre, inspector, now):
    patrol = patrolled(point, ("abnormal", "裂缝"), ("normal", ""), by=cadre, now=now)
    patrolled(point, *GOOD, by=cadre, now=now + DAY)
    where = reverse("risks:patrol-detail", args=[patrol.pk])
    context = client_of(cadre).get(where).context
    assert [(at, one["answer"], opened) for at, one, opened in context["rows"]] == [
        (1, "abnormal", None),
        (2, "normal", None),
    ]
    assert (context["may_open"], len(context["others"])) == (True, 1)
    client_of(cadre).post(reverse("risks:patrol-follow", args=[patrol.pk, 1]))
    rows = client_of(cadre).get(where).context["rows"]
    assert [opened for _at, _one, opened in rows] == [Finding.objects.get(), None]


def test_a_round_before_a_place_was_registered_is_refused_on_the_sheet(client_of, point, cadre):
    sent = {"point": [point.pk], "patrolled_on": "2026-03-01"} | normal(point)
    answer = client_of(cadre).post(reverse(SHEET), sent)
    assert answer.status_code == 422
    assert "登记之日2026年3月2日与今天之间" in answer.content.decode()
    assert not Patrol.objects.exists()


def test_a_code_that_is_taken_is_said_on_the_form_of_a_new_place(client_of, made, clerk, village, kind):
    made("甲", described={"code": "P1"})
    sent = {
        "title": "乙",
        "unit": village.pk,
        "kind": kind.pk,
        "likelihood": "1",
        "impact": "2",
        "code": "P1",
    }
    answer = client_of(clerk).post(reverse("risks:risk-new"), sent | {"rating_reason": "稳定"})
    assert answer.status_code == 422
    assert "编号“P1”已有风险点使用" in answer.content.decode()


def test_the_story_of_a_place_begins_with_what_it_threatens_else_with_its_name(made):
    (one,) = made("甲", described={"threatens": " 小学 "})
    (other,) = made("乙")
    assert [point.story.get().words for point in (one, other)] == ["小学", "乙"]
