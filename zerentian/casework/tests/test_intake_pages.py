"""What staff log is asked and taken as on the residents' own form: a person on the telephone is served no worse."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.casework import actions, search
from zerentian.casework.models import Concern, ConcernFile, Contact
from zerentian.casework.rules.concerns import Group
from zerentian.evidence.tests.files import plain_jpeg
from zerentian.ledger.actions import seal

NEW, PATROL = reverse("casework:concern-new"), reverse("casework:patrol")


@pytest.fixture
def slide(township, receptionist, now):
    """A category that asks whether somebody is in danger, and needs an answer to another question."""
    danger = {
        "code": "danger",
        "label": "有人受伤吗",
        "options": ["有", "没有"],
        "advice": {"有": "先打120。"},
    }
    since = {"code": "since", "label": "什么时候开始的", "needed": True}
    named = {"code": "slide", "name": "山体滑坡", "group": Group.SAFETY, "questions": [danger, since]}
    return actions.keep_category(unit=township, **named, by=receptionist, now=now)


@pytest.fixture
def given(slide):
    """A call about a slope, as it is typed."""
    call = {"text": "屋后塌方", "category": slide.pk, "channel": "call", "urgency": "ordinary"}
    return call | {"q-slide-danger": "没有", "name": "示例甲"}


def photo():
    return SimpleUploadedFile("屋后.jpg", plain_jpeg(4), "image/jpeg")


def test_what_the_category_needs_is_asked_for_once_and_stops_nothing(client_of, receptionist, given):
    browser = client_of(receptionist)
    asked = browser.post(NEW, given)
    page = asked.content.decode()
    assert (asked.status_code, Concern.objects.count()) == (422, 0)
    assert "能回答的请回答" in page or 'id="error-q-slide-since-1"' in page
    assert all(words in page for words in ("有人受伤吗", "先打120。", 'name="anyway"'))
    assert browser.post(NEW, given | {"anyway": "1"}).status_code == 302
    assert Concern.objects.get().answered == {"danger": "没有"}


def test_a_call_is_logged_with_answers_place_time_address_and_what_was_sent(client_of, receptionist, given):
    more = {
        "q-slide-since": "昨晚",
        "place": "村小后面",
        "map_point": "28.1234，112.5678",
        "happened": "昨晚起",
    }
    more |= {"address": "示例村三组", "evidence": photo()}
    assert client_of(receptionist).post(NEW, given | more).status_code == 302
    concern = Concern.objects.get()
    assert concern.answered == {"danger": "没有", "since": "昨晚"}
    assert (concern.place, concern.map_point, concern.happened) == ("村小后面", "28.1234,112.5678", "昨晚起")
    assert Contact.objects.get(concern=concern).reached.address == "示例村三组"
    assert concern.files.get().from_resident
    assert client_of(receptionist).post(NEW, given | more | {"map_point": "不知道"}).status_code == 422


def test_the_questions_come_with_the_category_that_is_chosen(
    client_of, receptionist, outsider, slide, category
):
    address = reverse("casework:concern-questions")
    asked = client_of(receptionist).post(address, {"category": slide.pk}).content.decode()
    assert "什么时候开始的" in asked
    assert 'class="error"' not in asked
    for chosen in (category.pk, "", "-1", "九", "9" * 30):
        nothing = client_of(receptionist).post(address, {"category": chosen}).content.decode()
        assert "什么时候开始的" not in nothing
    elsewhere = client_of(outsider).post(address, {"category": slide.pk})
    assert "什么时候开始的" not in elsewhere.content.decode()


def test_a_patrol_brings_photos_and_the_village_it_was_in(
    client_of, cadre, village, neighbour_village, category
):
    rows = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0", "form-0-evidence": photo()}
    assert client_of(cadre).post(PATROL, rows).status_code == 422, "a photo alone says nothing"
    rows |= {"form-0-text": "涵管堵塞", "form-0-category": category.pk, "form-0-evidence": photo()}
    rows |= {"form-1-text": "标牌倒了", "form-1-category": category.pk}
    rows |= {"form-1-place_unit": neighbour_village.pk}
    assert client_of(cadre).post(PATROL, rows).status_code == 302
    found = {one.text: (one.place_unit, one.files.count()) for one in Concern.objects.all()}
    assert found == {"涵管堵塞": (village, 1), "标牌倒了": (neighbour_village, 0)}
    assert not ConcernFile.objects.get().from_resident, "the office's own photo, not one that a resident sent"


def test_what_is_registered_already_is_shown_beside_the_row_of_a_patrol(
    concern, client_of, receptionist, now
):
    seal(now=now)
    search.catch_up_wholly()
    address, typed = reverse("casework:concern-alike"), {"row": "form-1", "form-1-text": "村口路灯不亮了"}
    assert concern.number in client_of(receptionist).post(address, typed).content.decode()
    assert (
        concern.number
        not in client_of(receptionist).post(address, typed | {"row": "form-0"}).content.decode()
    )
    page = client_of(receptionist).get(PATROL).content.decode()
    assert 'hx-target="#alike-form-0"' in page


def test_a_row_of_a_patrol_asks_what_its_category_asks_and_once_what_is_needed(
    client_of, cadre, receptionist, slide, category
):
    address = reverse("casework:concern-questions")
    asked = (
        client_of(receptionist).post(address, {"row": "form-1", "form-1-category": slide.pk}).content.decode()
    )
    assert 'id="questions-form-1"' in asked
    assert f'name="form-1-q-{slide.code}-since"' in asked
    for row in ("form-0", "form-1' onload='x", "form-", "form-٣"):
        other = (
            client_of(receptionist).post(address, {"row": row, "form-1-category": slide.pk}).content.decode()
        )
        assert "什么时候开始的" not in other
        assert "onload" not in other
    rows = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0"}
    rows |= {"form-0-text": "标牌倒了", "form-0-category": category.pk}
    rows |= {"form-1-text": "路边山体有裂缝", "form-1-category": slide.pk}
    rows |= {f"form-1-q-{slide.code}-danger": "没有"}
    page = client_of(cadre).post(PATROL, rows)
    assert page.status_code == 422
    assert not Concern.objects.exists()
    assert 'name="anyway"' in page.content.decode()
    answered = client_of(cadre).post(PATROL, rows | {f"form-1-q-{slide.code}-since": "昨晚"})
    assert answered.status_code == 302
    assert {one.text: one.answered for one in Concern.objects.all()} == {
        "标牌倒了": {},
        "路边山体有裂缝": {"danger": "没有", "since": "昨晚"},
    }


def test_a_patrol_that_cannot_answer_is_registered_anyway(client_of, cadre, slide):
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "anyway": "1"}
    rows |= {"form-0-text": "路边山体有裂缝", "form-0-category": slide.pk}
    assert client_of(cadre).post(PATROL, rows).status_code == 302
    assert Concern.objects.get().answered == {}
