"""What was published stays as it was: its number, its issuer, its files, its place; and reaches whom it is for."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from zerentian.casework.actions import Said, confirm_topic, merge_topics, receive_concern
from zerentian.casework.rules.concerns import Channel
from zerentian.community.actions import notices
from zerentian.community.actions.questions import log_topic
from zerentian.community.models import Notice
from zerentian.community.rules.notices import Sort
from zerentian.community.rules.questions import Urgency
from zerentian.community.tests.conftest import ANSWER, NOTICE, but
from zerentian.evidence.actions import receive
from zerentian.organization.actions.units import merge_unit
from zerentian.organization.models import Account

pytestmark = pytest.mark.django_db


def received(name, words):
    return receive(BytesIO(words.encode()), name=name)


def test_another_version_brings_its_files_along_but_for_those_left_out(released, clerk, client_of, now):
    plan, table = received("路线.txt", "从上坪绕行"), received("名目.txt", "停水时段")
    notice = released(but(NOTICE, uploads=[plan, table]))
    kept = notice.newest.files.order_by("pk")
    assert len(kept) == 2
    form = client_of(clerk).get(reverse("community:notice-edit", args=[notice.pk])).content.decode()
    assert "名目.txt" in form
    gone = kept[1].file.sha256
    notice = notices.amend_notice(
        notice, but(NOTICE, without=[gone]), changed="少一个附件", by=clerk, now=now + timedelta(hours=1)
    )
    assert [one.file for one in notice.newest.files.all()] == [kept[0].file]


def test_number_and_issuer_stay_when_another_office_takes_a_text_over(
    released, office, neighbour_office, administrator, now
):
    notice = released()
    number, issuer = notice.number, notice.published.issuer
    assert number.startswith(office.code)
    assert issuer.endswith(office.name)
    merge_unit(office, into=neighbour_office, first=now.date(), by=administrator, now=now)
    notice.refresh_from_db()
    assert (notice.unit, notice.number, notice.published.issued_by) == (neighbour_office, number, issuer)
    page = Client().get(reverse("residents:notice", args=[notice.pk])).content.decode()
    assert issuer in page
    assert number in page


def test_the_whole_township_is_that_of_the_text_and_no_other(released, village, neighbour_village):
    here = released()
    own = list(Notice.objects.for_place(village))
    assert own == [here]
    other = village.path.split("/")[0] + "/nowhere/elsewhere"
    Notice.objects.filter(pk=here.pk).update(path=other)
    assert not Notice.objects.for_place(village).exists()


def test_the_public_list_leads_on_to_what_does_not_fit_on_a_page(released, monkeypatch):
    for title in ("第一条", "第二条", "第三条"):
        released(but(NOTICE, title=title))
    monkeypatch.setattr("zerentian.residents.feeds.FED", 2)
    monkeypatch.setattr("zerentian.residents.views.notices.FED", 2)
    first = Client().get(reverse("residents:notices")).content.decode()
    assert "第三条" in first
    assert "第一条" not in first
    assert "page=2" in first
    second = Client().get(reverse("residents:notices") + "?page=2").content.decode()
    assert "第一条" in second
    assert Client().get(reverse("residents:notices") + "?page=²").status_code == 200


def test_what_was_withdrawn_is_not_read_from_the_title_of_its_page(released, office_head, now):
    notice = notices.withdraw_notice(released(), reason="写错", by=office_head, now=now)
    page = Client().get(reverse("residents:notice", args=[notice.pk])).content.decode()
    assert "3月5日停水检修" not in page
    assert "写错" in page


def test_an_answer_is_read_by_all_when_its_hot_matter_becomes_part_of_another(
    released, township, receptionist, now
):
    def topic(title):
        said = Said(text=f"{title}，请看看", title=title)
        resident = Account.objects.system("public")
        concerns = [
            receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
            for _at in (1, 2)
        ]
        return confirm_topic(unit=township, title=title, concerns=concerns, by=receptionist, now=now)

    small, large = topic("井水发黄"), topic("全村水质")
    question = log_topic(
        small, urgency=Urgency.ORDINARY, heard_at=now - timedelta(hours=1), by=receptionist, now=now
    )
    released(ANSWER, Sort.ANSWER, question=question)
    merge_topics(small, into=large, by=receptionist, now=now)
    for member in large.members.present():
        page = Client().get(reverse("residents:progress", args=[member.concern.code])).content.decode()
        assert "关于井水发黄的回应" in page


def test_the_text_to_paste_is_chinese_whatever_the_language_of_the_page(released, clerk, client_of):
    browser = client_of(clerk)
    browser.cookies["django_language"] = "en"
    page = browser.get(reverse("community:copy-block", args=[released().pk])).content.decode()
    assert "索引号" in page
    assert "Index number" not in page
    assert "什么事：检修主管道" in page
