"""Pages for what is kept about duties: each does its deed for who may, and refuses the others."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.duties import actions
from zerentian.duties.models import Basis, Duty, PersonalAct, Threshold
from zerentian.organization.models import Post

DOCUMENT = {
    "number": "示县发〔2026〕1号",
    "title": "防火责任办法（示例）",
    "issuer": "示例县人民政府",
    "level": "county",
    "issued_on": "2026-02-01",
}


def test_a_basis_is_registered_with_its_file_and_repealed(client_of, first, clerk, township):
    address = reverse("duties:basis-new")
    file = SimpleUploadedFile("办法.txt", "第一条".encode())
    assert client_of(clerk).get(address).status_code == 403
    answer = client_of(first).post(address, DOCUMENT | {"unit": township.pk, "file": file})
    assert answer.status_code == 302
    basis = Basis.objects.get()
    repeal = reverse("duties:basis-repeal", args=[basis.pk])
    assert client_of(first).post(repeal, {"day": "2026-03-01"}).status_code == 302
    assert client_of(first).post(repeal, {"day": "2026-03-01"}).status_code == 422
    basis.refresh_from_db()
    assert basis.repealed_on == date(2026, 3, 1)


def test_a_document_dated_in_the_future_is_refused_beside_the_form(client_of, first, township):
    answer = client_of(first).post(
        reverse("duties:basis-new"), DOCUMENT | {"unit": township.pk, "issued_on": "2027-01-01"}
    )
    assert answer.status_code == 422
    assert "不能晚于今天" in answer.content.decode()
    assert not Basis.objects.exists()


def test_a_duty_is_corrected_and_handed_over(duty, client_of, leader, cadre, neighbour_cadre, now):
    given = {
        "title": "林区巡查（更正）",
        "area": duty.area_id,
        "cadence": "weekly",
        "due_day": 4,
        "demanded_by": "county",
        "asks": "none",
    }
    browser = client_of(leader)
    correct = reverse("duties:duty-correct", args=[duty.pk])
    assert client_of(cadre).get(correct).status_code == 403
    assert browser.post(correct, given).status_code == 302
    to = neighbour_cadre.posts_on(now.date())[0]
    assert browser.post(reverse("duties:duty-hand-over", args=[duty.pk]), {"to": to.pk}).status_code == 302
    duty.refresh_from_db()
    assert (duty.title, duty.due_day, duty.post) == ("林区巡查（更正）", 4, to)


def test_a_task_is_handed_over_by_who_may_assign(
    village_post, neighbour_cadre, leader, cadre, client_of, now
):
    task = actions.assign_task(title="清点物资", post=village_post, due=date(2026, 3, 20), by=leader, now=now)
    to = neighbour_cadre.posts_on(now.date())[0]
    address = reverse("duties:task-hand-over", args=[task.pk])
    assert client_of(cadre).post(address, {"to": to.pk}).status_code == 403
    assert client_of(leader).post(address, {"to": to.pk}).status_code == 302
    task.refresh_from_db()
    assert task.post == to


def test_thresholds_are_set_by_who_keeps_duties(client_of, first, clerk):
    address = reverse("duties:thresholds")
    kept = dict(Threshold.objects.in_force().items()) | {"monthly": 9}
    assert client_of(clerk).get(address).status_code == 403
    assert client_of(first).post(address, kept).status_code == 302
    assert Threshold.objects.in_force()["monthly"] == 9


@pytest.mark.parametrize(("who", "own"), [("first", True), ("clerk", False)])
def test_an_act_counts_as_in_person_from_the_leaders_own_account_alone(client_of, account_of, who, own):
    post = Post.objects.get(role="first", unit__code="990101")
    given = {"act": "inquired", "what": "过问排水改造", "post": post.pk, "occurred_on": "2026-03-01"}
    browser = client_of(account_of(who))
    assert browser.post(reverse("duties:personal-new"), given).status_code == 302
    act = PersonalAct.objects.get()
    assert act.own is own
    page = browser.get(reverse("duties:personal-list")).content.decode()
    assert ("代录</span>" in page) is not own
    assert (
        browser.post(reverse("duties:personal-withdraw", args=[act.pk]), {"reason": "重复"}).status_code
        == 302
    )


def test_a_file_is_taken_off_a_deed_with_a_reason(deed, photo, cadre, clerk, client_of, now):
    actions.add_evidence(deed, files=[photo], by=cadre, now=now)
    address = reverse("duties:deed-file-withdraw", args=[deed.pk, photo.sha256])
    assert client_of(cadre).post(address, {"reason": " "}).status_code == 422
    assert client_of(cadre).post(address, {"reason": "拍错了地方"}).status_code == 302
    assert client_of(cadre).get(address).status_code == 404
    assert Duty.objects.exists()
