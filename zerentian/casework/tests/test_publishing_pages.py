"""Publishing: a copy of its own without anybody's data, looked over first, withdrawn with a trace."""

import pytest
from django.urls import reverse

from zerentian.casework.models import PublicAnswer
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.replies import HIDDEN, certain_data, masked, personal_data

pytestmark = pytest.mark.django_db
COPY = {"title": "村口路灯", "question": "村口第二盏路灯不亮。", "answer": "已更换控制器。"}


def at(name: str, concern, *more: object) -> str:
    return reverse(f"casework:{name}", args=[concern.key, *more])


def test_the_copy_begins_with_the_reply_without_personal_data(client_of, receptionist, answered):
    reply = answered.replies.get()
    reply.facts_found = "与王大爷（１３９ 0000 0000，3栋2单元）到现场查看。"
    reply.save()
    initial = client_of(receptionist).get(at("publish", answered)).context["form"].initial
    assert HIDDEN in initial["answer"]
    assert "0000" not in initial["answer"]
    assert "王大爷" not in initial["answer"]
    assert "法律法规依据" in initial["answer"]


def test_it_is_published_after_a_look_and_a_second_version_stands_beside_it(
    client_of, receptionist, answered
):
    browser = client_of(receptionist)
    page = browser.post(at("publish", answered), COPY | {"do": "check"})
    assert "公众看到的样子" in page.content.decode()
    assert not PublicAnswer.objects.exists()
    browser.post(at("publish", answered), COPY)
    browser.post(at("publish", answered), COPY | {"answer": "已更换控制器并复查。"})
    older, newer = PublicAnswer.objects.order_by("version")
    assert (older.superseded, newer.superseded) == (True, False)


@pytest.mark.parametrize("words", ["电话１３９１２３４５６７８", "示例群众来电", "证件11010119900307765X"])
def test_a_copy_with_somebodys_data_is_refused(client_of, receptionist, answered, words):
    page = client_of(receptionist).post(at("publish", answered), COPY | {"answer": words})
    assert page.status_code == 422
    assert not PublicAnswer.objects.exists()


def test_wrongdoing_and_confidential_concerns_are_not_published(client_of, receptionist, answered):
    answered.confidential = True
    answered.save()
    assert client_of(receptionist).post(at("publish", answered), COPY).status_code == 422
    answered.confidential, answered.kind = False, Kind.COMPLAINT
    answered.save()
    assert client_of(receptionist).post(at("publish", answered), COPY).status_code == 302


def test_the_handling_office_does_not_publish(client_of, neighbour_clerk, answered):
    assert client_of(neighbour_clerk).post(at("publish", answered), COPY).status_code == 403


def test_it_is_withdrawn_with_a_reason_that_stays(client_of, receptionist, answered):
    browser = client_of(receptionist)
    browser.post(at("publish", answered), COPY)
    assert browser.post(at("unpublish", answered, 1), {"reason": ""}).status_code == 422
    assert browser.post(at("unpublish", answered, 1), {"reason": "内容已过时"}).status_code == 302
    assert PublicAnswer.objects.get().withdrawn_reason == "内容已过时"


def test_the_look_while_typing_is_a_fragment(client_of, receptionist, answered):
    page = client_of(receptionist).post(at("publish-check", answered), COPY | {"answer": "找李女士"})
    assert "李女士" in page.content.decode()
    assert "<html" not in page.content.decode()


def test_an_office_number_is_a_warning_and_no_refusal():
    said = "请拨打便民电话0550-1234567"
    assert personal_data(said)
    assert not certain_data(said)
    assert HIDDEN in masked(said)
    assert not personal_data("已于2026年3月6日更换，费用1200元，编号202600014300")
