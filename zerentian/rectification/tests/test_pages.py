"""Findings on the screen: the next step for each, errors beside the field, nothing of another township."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from zerentian.evidence.models import File
from zerentian.ledger import clock
from zerentian.rectification.actions.assigning import ask_time
from zerentian.rectification.actions.measures import plan_measure
from zerentian.rectification.actions.mending import post_finding
from zerentian.rectification.models import Finding
from zerentian.rectification.rules.findings import State


def page(client, name, *args, query=""):
    return client.get(reverse(f"rectification:{name}", args=args) + query)


@pytest.fixture
def at(monkeypatch, now):
    """Let some days pass."""

    def later(days):
        moment = now + timedelta(days=days)
        monkeypatch.setattr(clock, "timezone", type("Clock", (), {"now": staticmethod(lambda: moment)}))

    return later


def test_a_finding_is_opened_and_leads_to_its_page(client_of, clerk, village):
    client = client_of(clerk)
    sent = {
        "title": "桥头护栏松动",
        "unit": village.pk,
        "found_on": "2026-03-01",
        "source": "self_check",
        "level": "ordinary",
    }
    answer = client.post(reverse("rectification:finding-new"), sent, follow=True)
    finding = Finding.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("rectification:finding-detail", args=[finding.pk])
    assert "桥头护栏松动" in answer.content.decode()


def test_a_form_with_a_mistake_keeps_what_was_typed_and_says_where(client_of, clerk, village):
    sent = {
        "title": "",
        "unit": village.pk,
        "found_on": "2026-03-01",
        "source": "self_check",
        "detail": "锈蚀",
    }
    answer = client_of(clerk).post(reverse("rectification:finding-new"), sent)
    assert answer.status_code == 422
    assert "锈蚀" in answer.content.decode()
    assert not Finding.objects.exists()


def test_a_day_in_the_future_is_refused_on_the_form(client_of, clerk, village):
    sent = {
        "title": "护栏",
        "unit": village.pk,
        "found_on": "2026-03-09",
        "source": "self_check",
        "level": "ordinary",
    }
    answer = client_of(clerk).post(reverse("rectification:finding-new"), sent)
    assert answer.status_code == 422
    assert not Finding.objects.exists()


def test_each_actor_is_offered_what_is_theirs(client_of, finding, leader, cadre, clerk, inspector):
    assigning = reverse("rectification:finding-step", args=[finding.pk, "assign"])
    assert assigning in page(client_of(leader), "finding-detail", finding.pk).content.decode()
    for other in (cadre, clerk, inspector):
        answer = page(client_of(other), "finding-detail", finding.pk)
        assert answer.status_code == 200
        assert assigning not in answer.content.decode()


def test_the_whole_way_by_pages(client_of, finding, village_post, leader, cadre, first, at):
    step = lambda code: reverse("rectification:finding-step", args=[finding.pk, code])  # noqa: E731
    sent = {
        "responsible": village_post.pk,
        "kind": "by_date",
        "due": "2026-03-10",
        "standard": "水流通畅",
    }
    assert client_of(leader).post(step("assign"), sent | {"standard": ""}).status_code == 422
    assert client_of(leader).post(step("assign"), sent).status_code == 302
    assert client_of(cadre).post(step("accept"), {}).status_code == 302
    plan = {"text": "清淤", "responsible": village_post.pk, "due": "2026-03-08"}
    assert client_of(cadre).post(step("plan"), plan).status_code == 302
    measure = finding.measures.get()
    done = reverse("rectification:measure-done", args=[measure.pk])
    sent = {"done_on": "2026-03-02", "result": "清了一百米"}
    assert client_of(cadre).post(done, sent).status_code == 302
    report = {"mended_on": "2026-03-02", "words": "已通"}
    assert client_of(cadre).post(step("report"), report).status_code == 302
    assert client_of(cadre).get(step("verify")).status_code == 302
    at(3)
    seen = {"observed_on": "2026-03-04", "method": "on_site", "words": "看到流水"}
    assert client_of(leader).post(step("verify"), seen | {"observed_on": "2026-03-02"}).status_code == 422
    assert client_of(leader).post(step("verify"), seen).status_code == 302
    assert client_of(first).post(step("close"), {"look_back_due": "2026-06-01"}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == State.CLOSED
    at(100)
    back = {"result": "rebounded", "words": "又堵"}
    assert client_of(leader).post(step("look_back"), back).status_code == 422
    assert client_of(leader).post(step("look_back"), back | {"due": "2026-06-30"}).status_code == 302
    text = page(client_of(cadre), "finding-detail", finding.pk).content.decode()
    assert "第 2 轮整改" in text


def test_an_old_page_is_not_sent_over_what_happened_meanwhile(client_of, assigned, cadre):
    url = reverse("rectification:finding-step", args=[assigned.pk, "accept"])
    assert client_of(cadre).post(url, {"seen": "1"}).status_code == 422


def test_another_township_finds_nothing(client_of, finding, outsider):
    client = client_of(outsider)
    assert page(client, "finding-detail", finding.pk).status_code == 404
    assert "后沟" not in page(client, "finding-list", query="?state=all").content.decode()
    assert "后沟" not in page(client, "finding-lists", "findings").content.decode()


@pytest.mark.parametrize(
    "query", ["?q=后沟", "?state=mine", "?state=opened", "?q=2026-1&page=99", "?state=wrong"]
)
def test_the_list_answers_every_filter(client_of, finding, leader, query):
    assert page(client_of(leader), "finding-list", query=query).status_code == 200


def test_words_and_numbers_find_a_finding(client_of, finding, leader):
    client = client_of(leader)
    for words in ("后沟 淤堵", finding.number):
        assert "后沟排洪沟淤堵" in page(client, "finding-list", query=f"?q={words}").content.decode()
    assert "后沟排洪沟淤堵" not in page(client, "finding-list", query="?q=桥梁").content.decode()


@pytest.mark.parametrize("which", ["findings", "tasks", "duties"])
def test_the_three_lists_say_what_is_unknown(client_of, mending_now, village_post, cadre, leader, which, now):
    plan_measure(mending_now, text="清淤", responsible=village_post, due=date(2026, 3, 8), by=cadre, now=now)
    text = page(client_of(leader), "finding-lists", which).content.decode()
    assert mending_now.number in text
    assert ("未知" in text) == (which == "tasks")


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("清单.xlsx", out.getvalue())


HEAD = ("序号", "检查日期", "责任单位", "存在问题", "严重程度", "整改要求", "责任人")


def test_a_list_is_looked_over_then_brought_in_once(client_of, clerk, township):
    client, url = client_of(clerk), reverse("rectification:finding-import")
    about = {
        "unit": township.pk,
        "document": "县安委办检查清单",
        "found_on": "2026-02-20",
        "source": "inspection",
    }
    rows = (
        HEAD,
        ("1", "2026/2/18", "上坪村", "灭火器过期", "较大", "立即更换", "某某"),
        ("2", "", "", "线路老化", "", "", ""),
    )
    answer = client.post(url, about | {"file": sheet(*rows)})
    assert answer.status_code == 200
    assert not Finding.objects.exists()
    assert "责任人" in answer.content.decode()
    kept = dict(answer.context["kept"])
    client.post(url, kept)
    first, second = Finding.objects.order_by("pk")
    assert (first.unit.name, first.level, first.source_level) == ("上坪村", "serious", "较大")
    assert "立即更换" in first.detail
    assert (second.unit, second.found_on) == (township, date(2026, 2, 20))
    client.post(url, kept)
    assert Finding.objects.count() == 2
    again = client.post(url, about | {"file": sheet(*rows)})
    assert again.context["brought"].known == 2


def test_until_when_the_inspector_wants_it_is_said_as_a_day_is_written(client_of, clerk, township):
    about = {
        "unit": township.pk,
        "document": "县安委办检查清单",
        "found_on": "2026-02-20",
        "source": "inspection",
    }
    rows = (
        (*HEAD[:4], "整改时限"),
        ("1", "2026/2/18", "上坪村", "灭火器过期", date(2026, 7, 20)),
        ("2", "2026/2/18", "上坪村", "线路老化", "汛期前"),
    )
    client, url = client_of(clerk), reverse("rectification:finding-import")
    client.post(url, dict(client.post(url, about | {"file": sheet(*rows)}).context["kept"]))
    assert [one.detail for one in Finding.objects.order_by("pk")] == [
        "清单要求的时限：2026年7月20日",
        "清单要求的时限：汛期前",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (((*HEAD[:-1], "是否重点人员"), ("1", "", "", "x", "", "", "")), "重点人员"),
        ((HEAD, ("1", "", "天上村", "x", "", "", "")), "找不到单位"),
        ((HEAD, ("1", "不知道", "", "x", "", "", "")), "不是日期"),
        ((HEAD, ("1", "", "", "x", "", "", ""), ("1", "", "", "y", "", "", "")), "重复"),
        ((HEAD, ("1", "", "上坪村", "", "", "", "")), "不能为空"),
        ((("甲", "乙"), ("1", "2")), "存在问题"),
    ],
)
def test_what_is_wrong_in_a_list_is_said_with_its_place_and_nothing_is_written(
    client_of, clerk, township, rows, said
):
    about = {"unit": township.pk, "document": "清单", "found_on": "2026-02-20", "source": "inspection"}
    answer = client_of(clerk).post(reverse("rectification:finding-import"), about | {"file": sheet(*rows)})
    assert said in answer.content.decode()
    assert not Finding.objects.exists()


def test_terms_are_set_on_a_page_and_bound_the_form(client_of, leader, township, finding):
    client, url = client_of(leader), reverse("rectification:terms")
    sent = {"unit": township.pk, "term": "by_date", "days": "20", "since": "2026-01-01", "basis": "示例办法"}
    assert client.post(url, sent | {"basis": ""}).status_code == 422
    assert client.post(url, sent).status_code == 302
    form = page(client, "finding-step", finding.pk, "assign").content.decode()
    assert "最长 20 天" in form


def test_an_english_page_says_nothing_in_chinese_of_its_own(client_of, finding, leader):
    client = client_of(leader)
    client.cookies["django_language"] = "en"
    text = page(client, "finding-detail", finding.pk).content.decode()
    assert "Put somebody in charge" in text
    assert "定责" not in text


def test_a_picture_is_seen_with_its_finding_and_by_nobody_else(client_of, village, clerk, leader, outsider):
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "brown").save(picture, "JPEG")
    sent = {
        "title": "护坡开裂",
        "unit": village.pk,
        "found_on": "2026-03-01",
        "source": "self_check",
        "level": "serious",
        "evidence": SimpleUploadedFile("裂缝.jpg", picture.getvalue()),
    }
    client_of(clerk).post(reverse("rectification:finding-new"), sent)
    finding = Finding.objects.get()
    file = finding.files.get().file
    shown = reverse("rectification:finding-picture", args=[finding.pk, file.sha256])
    assert shown in page(client_of(leader), "finding-detail", finding.pk).content.decode()
    for where in (shown, reverse("rectification:finding-file", args=[finding.pk, file.sha256])):
        answer = client_of(leader).get(where)
        assert (answer.status_code, bool(b"".join(answer))) == (200, True)
        assert client_of(outsider).get(where).status_code == 404
        assert client_of(leader).get(where.replace(file.sha256, "0" * 64)).status_code == 404
    assert file in File.objects.visible_to(leader)
    assert file not in File.objects.visible_to(outsider)


def test_a_look_that_is_too_early_is_told_from_which_day_on_it_may_be(client_of, reported, leader, at):
    at(3)
    step = reverse("rectification:finding-step", args=[reported.pk, "verify"])
    assert "最早2026年3月6日核查" in client_of(leader).get(step).content.decode()
    seen = {"observed_on": "2026-03-05", "method": "on_site", "words": "看到流水"}
    said = client_of(leader).post(step, seen).content.decode()
    assert "最早2026年3月6日，请到时再核查" in said


def test_nobody_is_offered_to_close_out_what_is_still_posted(client_of, verified, first, now, at):
    later = now + timedelta(days=6)
    last = later.date() + timedelta(days=4)
    at(6)
    post_finding(verified, first=later.date(), last=last, where="公告栏", by=first, now=later)
    closing = reverse("rectification:finding-step", args=[verified.pk, "close"])
    shown = page(client_of(first), "finding-detail", verified.pk).content.decode()
    assert closing not in shown
    assert "<dt>公示</dt>" in shown
    at(11)
    assert closing in page(client_of(first), "finding-detail", verified.pk).content.decode()


def test_more_time_is_refused_in_its_own_words(client_of, mending_now, leader, cadre, now):
    ask_time(mending_now, due=now.date() + timedelta(days=30), reason="等待材料", by=cadre, now=now)
    shown = (
        client_of(leader)
        .get(reverse("rectification:finding-step", args=[mending_now.pk, "decide-time"]))
        .content.decode()
    )
    assert "不同意" in shown
    assert "不予删除" not in shown
    assert "2026年4月1日：等待材料" in shown


def test_measures_are_planned_before_the_mending_is_reported(
    client_of, mending_now, village_post, cadre, now
):
    def first_button():
        shown = page(client_of(cadre), "finding-detail", mending_now.pk).content.decode()
        return re.search(r'class="button main"\s+href="([^"]*)"', shown)[1]

    assert first_button() == reverse("rectification:finding-step", args=[mending_now.pk, "plan"])
    plan_measure(mending_now, text="清淤", responsible=village_post, due=now.date(), by=cadre, now=now)
    assert first_button() == reverse("rectification:finding-step", args=[mending_now.pk, "report"])


def test_proof_that_is_needed_is_not_called_optional(client_of, finding, leader):
    shown = client_of(leader).get(reverse("rectification:finding-step", args=[finding.pk, "dismiss"]))
    assert "可不附" not in shown.content.decode()
