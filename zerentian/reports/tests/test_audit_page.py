"""The audit page: a report goes in, its sentences come out, nothing is kept; an outline only on request."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.reports.models import Outline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_open")]
TEXT = "云岭乡工作报告\n一、工作情况\n召开会议五次。监看村民微信群言论。\n乡里始终高度重视。"


def test_the_page_shows_each_sentence_with_its_kind(client_of, clerk):
    page = client_of(clerk).post(reverse("reports:audit"), {"text": TEXT}).content.decode()
    assert "召开会议五次。" in page
    assert "speech-control" in page or "speech-monitoring" in page
    assert "<svg" in page
    assert not Outline.objects.exists()


def lines_of(response):
    return [line for paragraph in response.context["paragraphs"] for line in paragraph]


def test_the_kind_in_the_address_marks_the_sentences_and_keeps_the_page_whole(client_of, clerk):
    response = client_of(clerk).post(f"{reverse('reports:audit')}?kind=act", {"text": TEXT})
    lines = lines_of(response)
    assert [one.sentence.text for one in lines if one.shown] == ["召开会议五次。", "监看村民微信群言论。"]
    assert len(lines) == 5


def test_the_margin_says_what_is_missing_and_the_side_asks_for_it(client_of, clerk):
    response = client_of(clerk).post(reverse("reports:audit"), {"text": TEXT})
    page = response.content.decode()
    assert "缺 佐证、时间" in page
    assert "没有一句指明佐证" in page
    assert "第3句（行动）凭什么记录、文件或照片可以查到，是哪一天、在哪里办的？" in page
    assert not any(one.missing for one in lines_of(response) if one.sentence.declined)


def test_what_was_taken_over_from_the_last_report_is_shown(client_of, clerk):
    last = SimpleUploadedFile(
        "上次.txt", "云岭乡工作报告\n一、工作情况\n我乡召开党委会议三次，印发方案。\n".encode()
    )
    now = "云岭乡工作报告\n一、工作情况\n我乡召开党委会议三次，印发方案。我乡召开党委会议五次，印发方案。新修便道两处。"
    response = client_of(clerk).post(reverse("reports:audit"), {"text": now, "last": last})
    told = {one.sentence.n: one.repeated and one.repeated.how for one in lines_of(response)}
    assert told == {1: None, 2: None, 3: "same", 4: "numbers", 5: None}
    assert "与上一份报告第3句一字不差" in response.content.decode()


def test_the_audit_leaves_as_a_word_file_with_comments(client_of, clerk):
    response = client_of(clerk).post(reverse("reports:audit"), {"text": TEXT, "step": "word"})
    word = docx.Document(io.BytesIO(response.content))
    comments = [one.text for one in word.comments]
    assert "没有一句指明佐证" in comments[0]
    assert "行动：缺佐证、时间" in comments
    assert any(one.startswith("不予采用") for one in comments)
    assert "召开会议五次。" in "".join(one.text for one in word.paragraphs)
    assert word.core_properties.created.year == 2026


def test_an_uploaded_text_is_read(client_of, clerk):
    file = SimpleUploadedFile("报告.txt", TEXT.encode())
    response = client_of(clerk).post(reverse("reports:audit"), {"file": file})
    assert response.context["totals"].sentences == 5


@pytest.mark.parametrize(
    ("upload", "words"),
    [({}, "粘贴"), ({"file": SimpleUploadedFile("报告.docx", b"no zip")}, "报告.docx")],
)
def test_nothing_or_a_broken_file_is_refused_with_the_remedy(client_of, clerk, upload, words):
    response = client_of(clerk).post(reverse("reports:audit"), upload)
    assert response.status_code == 422
    assert words in response.content.decode() or "paste" in response.content.decode()


def test_one_click_makes_an_outline_that_waits_for_evidence(client_of, office_head):
    response = client_of(office_head).post(reverse("reports:audit"), {"text": TEXT, "step": "outline"})
    outline = Outline.objects.get()
    assert response.status_code == 302
    assert client_of(office_head).get(response["Location"]).status_code == 200
    assert "{{ waiting 召开会议五次。 }}" in outline.text
    assert "微信群" not in outline.text


def test_without_the_right_no_audit(client_of, administrator):
    assert client_of(administrator).get(reverse("reports:audit")).status_code == 403


def test_a_sentence_that_states_a_problem_is_a_draft_of_a_finding(client_of, clerk):
    text = "云岭乡工作报告\n一、存在问题\n后沟排洪沟淤堵严重。\n对个别群众的网上言论管控不力。\n"
    client = client_of(clerk)
    lines = lines_of(client.post(reverse("reports:audit"), {"text": text}))
    drafts = [one.draft for one in lines if one.draft]
    assert len(drafts) == 1
    form = client.get(drafts[0]).context["form"]
    assert (form["title"].value(), form["source"].value()) == ("后沟排洪沟淤堵严重。", "audit")
