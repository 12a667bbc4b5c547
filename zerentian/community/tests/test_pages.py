"""What is told, on the screen: each step by who may take it, wrong forms kept, one text by every way out."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from zerentian.casework.actions import Said, confirm_topic, receive_concern
from zerentian.casework.rules.concerns import Channel
from zerentian.community.actions.questions import drop_question, log_topic
from zerentian.community.models import Notice, Question, Telling
from zerentian.community.rules.notices import Part, Sort
from zerentian.community.rules.questions import Urgency
from zerentian.community.tests.conftest import ANSWER, NOTICE, but
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account

pytestmark = pytest.mark.django_db


def sent(text, unit, **said):
    """Return what a browser sends of a text."""
    parts = {part.value: words for part, words in text.said.items()}
    known = {"title": text.title, "summary": text.summary, "formed_on": "2026-03-02", "unit": unit.pk}
    return known | parts | said


def url(name, *args):
    return reverse(f"community:{name}", args=args)


def test_a_notice_goes_from_the_form_to_the_public_page(
    client_of, clerk, office_head, office, village, cadre
):
    browser = client_of(clerk)
    assert browser.get(url("notice-new", "notice")).status_code == 200
    wrong = browser.post(url("notice-new", "notice"), sent(NOTICE, office, what=""))
    assert wrong.status_code == 422
    assert "请提前一天存好用水" in wrong.content.decode()
    said = sent(NOTICE, office, villages=[village.pk], interests=["water"], tell_by="2026-03-04")
    paper = SimpleUploadedFile("路线.txt", "水车路线".encode())
    page = browser.post(url("notice-new", "notice"), said | {"evidence": paper}, follow=True)
    notice = Notice.objects.get()
    assert "没有写到哪天为止有效" in page.content.decode()
    assert "路线.txt" in page.content.decode()
    assert browser.post(url("notice-step", notice.pk, "submit")).status_code == 302
    refused = browser.get(url("notice-step", notice.pk, "clear"))
    assert refused.status_code == 302
    head = client_of(office_head)
    assert "待发布前审查" in head.get("/").content.decode()
    unticked = head.post(url("notice-step", notice.pk, "clear"), {"words": "不涉密"})
    assert unticked.status_code == 422
    head.post(url("notice-step", notice.pk, "clear"), {"words": "不涉密", "none_of_it": "on"})
    head.post(url("notice-step", notice.pk, "release"))
    notice.refresh_from_db()
    assert notice.is_public
    public = client_of(clerk).get(reverse("residents:notice", args=[notice.pk])).content.decode()
    assert "路线.txt" in public
    teller = client_of(cadre)
    assert "待告知村民" in teller.get("/").content.decode()
    told = Telling.objects.get()
    assert (
        teller.post(url("tell", told.pk), {"way": "board", "told_on": "2026-02-01", "times": 1}).status_code
        == 422
    )
    assert (
        teller.post(url("tell", told.pk), {"way": "board", "told_on": "2026-03-02", "times": 1}).status_code
        == 302
    )
    assert "公示栏" in browser.get(url("notice-detail", notice.pk)).content.decode()


def test_a_village_does_not_tell_for_another(client_of, released, village, neighbour_cadre):
    released(but(NOTICE, villages=[village]))
    telling = Telling.objects.get()
    assert client_of(neighbour_cadre).get(url("tell", telling.pk)).status_code == 403


def test_another_version_is_written_from_the_one_before(client_of, clerk, office, released):
    notice = released()
    browser = client_of(clerk)
    form = browser.get(url("notice-edit", notice.pk)).content.decode()
    assert "请提前一天存好用水" in form
    said = sent(NOTICE, office, title="3月6日停水检修")
    assert browser.post(url("notice-edit", notice.pk), said).status_code == 422
    browser.post(url("notice-edit", notice.pk), said | {"changed": "改期"})
    page = browser.get(url("notice-detail", notice.pk)).content.decode()
    assert "公开的是第1版" in page
    assert "3月5日停水检修" in browser.get(url("notice-detail", notice.pk) + "?version=1").content.decode()
    assert browser.get(url("notice-detail", notice.pk) + "?version=9").status_code == 404


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("loudspeaker", "三月五日八点到十八点"),
        ("call-sheet", "村干部"),
        ("copy-block", "&lt;h1&gt;3月5日停水检修"),
    ],
)
def test_one_text_goes_out_by_many_ways(client_of, clerk, released, name, wanted):
    notice = released()
    page = client_of(clerk).get(url(name, notice.pk)).content.decode()
    assert wanted in page


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_placard_is_one_page_with_its_words(client_of, clerk, released, paper):
    notice = released()
    address = reverse("reports:placard", args=[notice.pk, paper])
    answer = client_of(clerk).get(address)
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    text = "".join(pages[0].extract_text().split())
    assert "3月5日停水检修" in text
    assert notice.number in text
    assert client_of(clerk).get(reverse("reports:placard", args=[notice.pk, "a9"])).status_code == 404


def test_a_placard_says_that_a_draft_is_one_and_refuses_what_no_sheet_holds(client_of, clerk, wrote):
    def printed(notice, paper):
        return client_of(clerk).get(reverse("reports:placard", args=[notice.pk, paper]))

    draft = PdfReader(io.BytesIO(printed(wrote(), "a4").content)).pages[0].extract_text()
    assert "请勿张贴" in "".join(draft.split())
    long = wrote(but(NOTICE, said={**NOTICE.said, Part.WHAT: "字" * 1900}))
    refused = printed(long, "a4")
    assert refused["Content-Type"].startswith("text/html")
    assert "改用A3" in refused.content.decode()
    assert printed(long, "a3")["Content-Type"] == "application/pdf"


def test_what_asks_for_an_answer_is_logged_answered_and_listed(client_of, clerk, office_head, office):
    browser = client_of(clerk)
    said = {"title": "井水为什么发黄", "unit": office.pk, "origin": "asked", "urgency": "serious"}
    future = browser.post(url("question-new"), said | {"heard_at": "2026-03-02T23:00"})
    assert future.status_code == 422
    browser.post(url("question-new"), said | {"heard_at": "2026-03-02T08:00"})
    question = Question.objects.get()
    assert "待公开回应" in browser.get("/").content.decode()
    form = browser.get(url("notice-new", "answer") + f"?question={question.pk}").content.decode()
    assert "井水为什么发黄" in form
    assert "写回应" in browser.get(url("question-detail", question.pk)).content.decode()
    assert browser.get(url("question-drop", question.pk)).status_code == 403
    client_of(office_head).post(url("question-drop", question.pk), {"reason": "当面说清"})
    assert "不需公开回应" in browser.get(url("question-list")).content.decode()


@pytest.fixture
def topic(township, receptionist, now):
    """Two messages about yellow water."""
    resident = Account.objects.system("public")
    concerns = [
        receive_concern(
            Said(text=f"井水发黄，第{at}次反映", title="井水发黄"),
            unit=township,
            channel=Channel.FORM,
            by=resident,
            now=now,
        ).concern
        for at in (1, 2)
    ]
    return confirm_topic(unit=township, title="井水发黄", concerns=concerns, by=receptionist, now=now)


def test_all_whose_concern_is_in_a_hot_matter_read_the_answer_on_their_code_page(
    client_of, topic, released, receptionist, now, client
):
    question = log_topic(
        topic, urgency=Urgency.ORDINARY, heard_at=now - timedelta(hours=2), by=receptionist, now=now
    )
    side = client_of(receptionist).get(reverse("casework:topic-detail", args=[topic.pk])).content.decode()
    assert "待回应" in side
    released(ANSWER, Sort.ANSWER, question=question)
    for member in topic.members.all():
        page = client.get(reverse("residents:progress", args=[member.concern.code])).content.decode()
        assert "关于井水发黄的回应" in page
    detail = client_of(receptionist).get(url("question-detail", question.pk)).content.decode()
    assert "写回应" not in detail, "it is answered: more of it is another version"
    assert "写更正" in detail, "what is said wrongly of it may still be corrected"


def test_texts_of_another_township_are_not_there(client_of, outsider, released):
    notice = released()
    assert client_of(outsider).get(url("notice-detail", notice.pk)).status_code == 404
    assert notice.title not in client_of(outsider).get(url("notice-list")).content.decode()


def test_a_long_list_of_texts_goes_on_and_leaves_none_out(client_of, clerk, wrote, monkeypatch):
    monkeypatch.setattr("zerentian.community.views.notices.PAGE", 1)
    for title in ("第一则", "第二则"):
        wrote(but(NOTICE, title=title))
    pages = [client_of(clerk).get(url("notice-list"), {"page": page}) for page in (1, 2, 3)]
    assert [[one.title for one, _ in page.context["rows"]] for page in pages] == [["第二则"], ["第一则"], []]
    assert [bool(page.context["older"]) for page in pages] == [True, False, False]
    assert [bool(page.context["newer"]) for page in pages] == [False, True, True]


def test_what_the_rules_refuse_is_said_on_the_form_and_nothing_is_kept(client_of, clerk, office, monkeypatch):
    def refuse(*said, **more):
        raise NotAllowed("这一天不能写", "not on this day")

    monkeypatch.setattr("zerentian.community.views.notices.write_notice", refuse)
    page = client_of(clerk).post(url("notice-new", "notice"), sent(NOTICE, office))
    assert page.status_code == 422
    assert "这一天不能写" in page.content.decode()
    assert not Notice.objects.exists()


def test_a_draft_is_changed_in_place_and_what_is_public_gets_another_version(
    client_of, clerk, office, wrote, released
):
    draft, public = wrote(), released()
    browser = client_of(clerk)
    said = sent(NOTICE, office, title="改了一个字")
    assert browser.post(url("notice-edit", draft.pk), said).status_code == 302
    assert [one.title for one in draft.versions.all()] == ["改了一个字"]
    assert browser.post(url("notice-edit", public.pk), said | {"changed": "错字"}).status_code == 302
    assert [one.title for one in public.versions.order_by("number")] == [NOTICE.title, "改了一个字"]


def test_a_text_without_a_last_day_is_proposed_to_stand_on_top_for_a_week(
    client_of, office_head, released, now
):
    for notice, last in ((released(but(NOTICE, until=None)), 7), (released(), 4)):
        page = client_of(office_head).get(url("notice-step", notice.pk, "put-on-top"))
        fields = page.context["form"].fields
        assert fields["first"].initial == now.date()
        assert fields["last"].initial == now.date() + timedelta(days=last)


def test_a_question_is_late_once_its_hours_are_over_and_never_after_it_was_answered(
    client_of, clerk, office_head, question, now, monkeypatch
):
    def late():
        return client_of(clerk).get(url("question-detail", question.pk)).context["late"]

    assert not late()
    Question.objects.filter(pk=question.pk).update(due_at=now - timedelta(minutes=1))
    assert late()
    drop_question(question, reason="当面说清", by=office_head, now=now)
    assert not late()
