"""The audit page: a report goes in, its sentences come out, nothing is kept; an outline only on request."""

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


def test_the_kind_in_the_address_narrows_the_sentences(client_of, clerk):
    response = client_of(clerk).post(f"{reverse('reports:audit')}?kind=act", {"text": TEXT})
    assert next(one.text for one, _ in response.context["sentences"]) == "召开会议五次。"
    assert all(one.kind == "act" for one, _ in response.context["sentences"])


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
