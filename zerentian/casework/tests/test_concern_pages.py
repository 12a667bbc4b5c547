"""Staff pages of concerns: listed, logged, led step by step by who may; nothing for who may not see."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.casework import actions, search
from zerentian.casework.codes import spelled
from zerentian.casework.models import Category, Concern, RefusedLook
from zerentian.casework.rules.concerns import Channel, Kind, State
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry

LIST = reverse("casework:concern-list")


def detail(concern):
    return reverse("casework:concern-detail", args=[concern.key])


def step(concern, code):
    return reverse("casework:concern-step", args=[concern.key, code])


def test_the_list_shows_what_an_account_may_see_and_nothing_else(concern, client_of, receptionist, clerk):
    assert concern.title in client_of(receptionist).get(LIST).content.decode()
    assert concern.title not in client_of(clerk).get(LIST).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "open"}, True),
        ({"tab": "mine"}, True),
        ({"state": "closed"}, False),
        ({"clock": "red"}, False),
        ({"channel": "form"}, True),
        ({"channel": "call"}, False),
        ({"kind": "help"}, True),
        ({"first": "2026-03-03"}, False),
        ({"last": "2026-03-02"}, True),
        ({"q": "路灯"}, True),
        ({"q": "水管"}, False),
    ],
)
def test_the_list_is_narrowed(concern, client_of, receptionist, now, query, found):
    seal(now=now)
    search.catch_up_wholly()
    html = client_of(receptionist).get(LIST, query).content.decode()
    assert (concern.title in html) is found


def test_nobody_is_looked_up_in_the_list(concern, client_of, receptionist):
    html = client_of(receptionist).get(LIST, {"q": "13900000000"}).content.decode()
    assert "不能按电话、证件、银行卡一类的号码检索" in html


def test_pages_of_the_list_follow_each_other(township, category, receptionist, client_of, now, monkeypatch):
    monkeypatch.setattr("zerentian.organization.listing.asked.PAGE", 2)
    for number in range(5):
        said = actions.Said(text=f"第{number}处积水", category=category)
        actions.receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now)
    browser, address, seen = client_of(receptionist), LIST, []
    while address:
        html = browser.get(address).content.decode()
        seen += re.findall(r">(第\d处积水)<", html)
        older = re.search(r'href="(\?page=\d)" rel="next"', html)
        address = LIST + older[1] if older else ""
    assert seen == [f"第{number}处积水" for number in reversed(range(5))]


def test_a_call_is_logged_with_three_fields_and_its_secret_is_shown_once(client_of, receptionist, category):
    browser = client_of(receptionist)
    given = {"text": "桥头护栏松了", "category": category.pk, "channel": "call", "urgency": "ordinary"}
    form = browser.get(reverse("casework:concern-new")).context["form"]
    never = [name for name in form.fields if "data-draft-never" in str(form[name])]
    assert never == ["name", "phone", "address"]
    page = browser.post(reverse("casework:concern-new"), given, follow=True).content.decode()
    concern = Concern.objects.get(text="桥头护栏松了")
    assert (spelled(concern.code), len(spelled(concern.code))) == (
        concern.code[:4] + "-" + concern.code[4:8] + "-" + concern.code[8:],
        12,
    )
    assert f'查询码</dt><dd class="mono">{spelled(concern.code)}' in page
    assert spelled(concern.code) not in browser.get(detail(concern)).content.decode()


def test_a_form_sent_twice_logs_once_and_its_slip_bears_the_secret(client_of, receptionist, category, client):
    browser = client_of(receptionist)
    number = str(browser.get(reverse("casework:concern-new")).context["form"]["page"].value())
    given = {
        "text": "桥头护栏松了",
        "category": category.pk,
        "channel": "call",
        "urgency": "ordinary",
        "page": number,
    }
    for _ in range(2):
        browser.post(reverse("casework:concern-new"), given)
    concern = Concern.objects.get()
    slip = reverse("residents:slip", args=[concern.code])
    secret = browser.get(slip).context["secret"]
    assert len(secret) == 9
    assert secret not in client.get(slip).content.decode()
    browser.post(reverse("casework:concern-new"), given | {"text": "另一件：路灯不亮"})
    assert Concern.objects.count() == 2


def test_what_is_missing_is_said_beside_its_field(client_of, receptionist, category):
    answer = client_of(receptionist).post(reverse("casework:concern-new"), {"channel": "call"})
    assert answer.status_code == 422
    assert 'id="error-text-1"' in answer.content.decode()
    assert not Concern.objects.exists()


def test_look_alikes_are_shown_while_typing(concern, client_of, receptionist, clerk, now):
    seal(now=now)
    search.catch_up_wholly()
    address = reverse("casework:concern-alike")
    assert (
        concern.number in client_of(receptionist).post(address, {"text": "村口路灯不亮了"}).content.decode()
    )
    assert concern.number not in client_of(clerk).post(address, {"text": "村口路灯不亮了"}).content.decode()


def test_a_patrol_logs_several_or_none(client_of, cadre, category):
    browser, address = client_of(cadre), reverse("casework:patrol")
    rows = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0"}
    rows |= {"form-0-text": "涵管堵塞", "form-0-category": category.pk, "form-1-text": "标牌倒了"}
    assert browser.post(address, rows).status_code == 422
    assert not Concern.objects.exists()
    assert browser.post(address, rows | {"form-1-category": category.pk}).status_code == 302
    assert Concern.objects.filter(channel=Channel.PATROL, place_unit__code="990101-V01").count() == 2


def test_a_patrol_sent_twice_is_registered_once(client_of, cadre, category):
    browser, address = client_of(cadre), reverse("casework:patrol")
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "page": str(uuid4())}
    rows |= {"form-0-text": "涵管堵塞", "form-0-category": category.pk}
    assert [browser.post(address, rows).status_code for _ in range(2)] == [302, 302]
    assert Concern.objects.count() == 1


@pytest.mark.parametrize(
    "query",
    [
        {"q": "2026-²"},
        {"q": "99999-1"},
        {"q": "0-5"},
        {"q": "2026-" + "9" * 40},
        {"q": "路灯", "before": "9" * 25},
    ],
)
def test_what_is_no_number_is_searched_as_words_and_never_breaks_the_page(
    concern, client_of, receptionist, query
):
    assert client_of(receptionist).get(LIST, query).status_code == 200


def test_the_list_asks_as_often_for_many_as_for_one(
    concern, said, township, receptionist, client_of, now, django_assert_max_num_queries
):
    for _ in range(12):
        actions.receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now)
    browser = client_of(receptionist)
    browser.get(LIST)
    with django_assert_max_num_queries(20):
        browser.get(LIST)


def test_an_unseen_concern_is_not_found_by_its_address(concern, client_of, clerk, outsider):
    for account in (clerk, outsider):
        assert client_of(account).get(detail(concern)).status_code == 404
        assert client_of(account).get(step(concern, "triage")).status_code == 404


def test_a_concern_is_led_from_triage_to_acceptance(
    concern, category, neighbour_office, client_of, receptionist, neighbour_clerk
):
    desk, office = client_of(receptionist), client_of(neighbour_clerk)
    given = {"kind": "help", "category": category.pk, "urgency": "ordinary"}
    assert desk.post(step(concern, "triage"), given).status_code == 302
    assert desk.post(step(concern, "dispatch"), {"unit": neighbour_office.pk}).status_code == 302
    assert "签收" in office.get(detail(concern)).content.decode()
    assert office.post(step(concern, "accept")).status_code == 302
    concern.refresh_from_db()
    assert (concern.state, concern.handler) == (State.HANDLING, neighbour_clerk)


def test_a_step_the_rules_refuse_says_why(triaged, village, client_of, receptionist):
    answer = client_of(receptionist).post(step(triaged, "dispatch"), {"unit": village.pk})
    assert answer.status_code == 422
    assert "履职事项清单" in answer.content.decode()


def test_a_page_grown_old_is_not_acted_upon(dispatched, client_of, neighbour_clerk):
    answer = client_of(neighbour_clerk).post(step(dispatched, "accept"), {"seen": "1"})
    assert answer.status_code == 422
    assert "刚刚有人办理过" in answer.content.decode()


@pytest.mark.parametrize("code", ["triage", "dispatch", "exit", "refer", "rule"])
def test_the_handling_office_does_not_take_the_desks_steps(accepted, client_of, neighbour_clerk, code):
    assert client_of(neighbour_clerk).get(step(accepted, code)).status_code == 404


def test_an_extension_is_asked_for_and_a_head_decides_in_the_program(
    accepted, client_of, neighbour_clerk, leader
):
    given = {"purpose": "answer", "days": 5, "reason": "等待配件"}
    asking, due = client_of(neighbour_clerk), accepted.due
    assert asking.post(step(accepted, "extend"), given).status_code == 302
    accepted.refresh_from_db()
    assert accepted.due == due, "asking moves nothing"
    assert asking.post(step(accepted, "decide-time"), {"granted": "yes", "reason": "示例"}).status_code == 404
    deciding = client_of(leader)
    assert "等待配件" in deciding.get(step(accepted, "decide-time")).content.decode()
    assert (
        deciding.post(step(accepted, "decide-time"), {"granted": "yes", "reason": "示例"}).status_code == 302
    )
    accepted.refresh_from_db()
    assert accepted.due == date(2026, 3, 16)
    assert leader.name in asking.get(detail(accepted)).content.decode()


def test_a_look_by_the_accused_is_not_found_and_recorded_for_the_county(
    township, resident, conduct, neighbour_office, receptionist, leader, client_of, supervisor, now
):
    said = actions.Said(text="收了材料不给回执", category=conduct)
    concern = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    actions.triage_concern(
        concern, kind=Kind.COMPLAINT, category=conduct, accused_accounts=[leader], by=receptionist, now=now
    )
    browser = client_of(leader)
    assert browser.get(detail(concern)).status_code == 404
    assert RefusedLook.objects.get(key=concern.key).by == leader
    seal(now=now)
    trail = browser.get(reverse("trail")).content.decode()
    assert concern.key not in trail
    for entry in Entry.objects.filter(subject=concern.ref):
        assert browser.get(reverse("entry", args=[entry.uuid])).status_code == 404
        assert client_of(supervisor).get(reverse("entry", args=[entry.uuid])).status_code == 200
    figure = browser.get(reverse("figure", args=["concerns.received"]), {"period": "2026"}).content.decode()
    assert str(Entry.objects.get(subject=concern.ref, verb="concern.received").uuid) not in figure


def test_several_are_dispatched_in_one_go_after_a_preview(
    triaged, township, category, neighbour_office, client_of, receptionist, now
):
    other = actions.receive_concern(
        actions.Said(text="另一件", category=category),
        unit=township,
        channel=Channel.CALL,
        by=receptionist,
        now=now,
    ).concern
    browser, address = client_of(receptionist), reverse("list-many", args=["concerns", "dispatch"])
    chosen = {"row": [triaged.key, other.key], "unit": neighbour_office.pk, "look": "yes"}
    preview = browser.post(address, chosen).content.decode()
    assert "✓ 派单" in preview
    assert "已登记" in preview  # the other one is not triaged yet: why it will stay is said
    triaged.refresh_from_db()
    assert triaged.state == State.TRIAGED
    browser.post(address, chosen | {"confirm": "yes"})
    triaged.refresh_from_db()
    other.refresh_from_db()
    assert (triaged.state, other.state) == (State.DISPATCHED, State.RECEIVED)


def test_a_category_is_kept_with_a_question_that_advises(client_of, receptionist, township, clerk):
    given = {
        "code": "slope",
        "name": "滑坡险情",
        "group": "safety",
        "kind": "help",
        "position": 1,
        "question-TOTAL_FORMS": "1",
        "question-INITIAL_FORMS": "0",
        "question-0-label": "还在掉土吗？",
        "question-0-options": "是，否",
        "question-0-danger": "是",
        "question-0-advice": "请先离开，拨打119。",
    }
    address = reverse("casework:category-new")
    assert client_of(clerk).post(address, given).status_code == 403
    assert client_of(receptionist).post(address, given).status_code == 302
    asked = Category.objects.get(code="slope").asked
    assert asked[0]["advice"] == {"是": "请先离开，拨打119。"}


def test_the_desk_tells_each_what_waits(dispatched, client_of, neighbour_clerk, clerk):
    assert dispatched.title in client_of(neighbour_clerk).get("/").content.decode()
    assert dispatched.title not in client_of(clerk).get("/").content.decode()


def test_what_a_resident_added_stands_on_the_desk_until_somebody_works_on_it(
    accepted, resident, client_of, neighbour_clerk, now
):
    actions.supplement_concern(accepted, words="昨晚又不亮了", by=resident, now=now)
    browser = client_of(neighbour_clerk)
    assert "群众有补充" in browser.get("/").content.decode()
    upload = SimpleUploadedFile("现场.txt", "控制器已查".encode())
    assert browser.post(step(accepted, "note"), {"words": "已知悉", "file": upload}).status_code == 302
    assert accepted.files.count() == 1
    assert "群众有补充" not in browser.get("/").content.decode()
