"""A briefing (简报) looks like one: 期号, who compiled it and the day over its rule, whom it goes to at its foot."""

import io
import re
import zipfile

import docx
import pypdf
import pytest

from zerentian.organization.models import Account, Unit
from zerentian.reports.actions.issuing import issue_report, report_folder
from zerentian.reports.actions.outlines import write_outline
from zerentian.reports.actions.signing import submit_report
from zerentian.reports.checking import check_here

from .conftest import NOW, PERIOD, TEXT, walks_told
from .test_issued_files import problems

HEAD = ["演示实例：内容均为虚构", "工作简报", "〔第　　期〕", "云岭乡人民政府编\t2026年3月2日"]


@pytest.fixture(scope="module")
def folder(beginning):
    """The files of a briefing to the county and of none but itself."""
    clerk, first = (Account.objects.get(username=name) for name in ("clerk", "first"))
    with walks_told():
        outline = write_outline(code="brief", text=TEXT.replace("情况报告", "简报"), by=clerk, now=NOW)
        township = Unit.objects.get(code="990101")
        made = issue_report(
            outline, unit=township, period=PERIOD, by=first, now=NOW, recipient="示例县人民政府"
        )
    return report_folder(made)


def every_text(part) -> str:
    """Return a Word paragraph's text with what stands in its controls."""
    return "".join(
        "\t" if one.tag.endswith("}tab") else one.text or ""
        for one in part._p.iter()
        if one.tag.endswith(("}t", "}tab")) and not one.getparent().tag.endswith("}tabs")
    )


@pytest.mark.parametrize("dress", ["", "submitted"])
def test_its_head_says_issue_compiler_and_day_and_neither_number_nor_signatory(folder, dress):
    word = docx.Document(folder / dress / "report.docx")
    texts = [text for text in map(every_text, word.paragraphs) if text]
    assert texts[:4] == HEAD
    assert not any("签发人" in text or "文号" in text for text in texts)
    assert not any(text.startswith("示例县人民政府") for text in texts), "it is addressed to nobody"


def test_nobody_signs_under_its_text_and_its_foot_says_whom_it_goes_to(folder):
    word = docx.Document(folder / "submitted" / "report.docx")
    texts = [text for text in map(every_text, word.paragraphs) if text]
    assert "云岭乡人民政府" not in texts
    assert "2026年3月2日" not in texts
    foot = [every_text(one) for row in word.tables[-1].rows for cell in row.cells for one in cell.paragraphs]
    assert foot[0] == "报：示例县人民政府。"


def test_its_page_and_pdf_say_the_same(folder):
    pages = pypdf.PdfReader(io.BytesIO((folder / "submitted" / "report.pdf").read_bytes())).pages
    first = "".join(pages[0].extract_text().split())
    for text in ("工作简报", "云岭乡人民政府编", "2026年3月2日"):
        assert text in first
    assert "签发人" not in first
    assert "报：示例县人民政府。" in "".join("".join(one.extract_text().split()) for one in pages)
    page = (folder / "report.html").read_text("utf-8")
    assert "工作简报" in page
    assert "云岭乡人民政府编" in page


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "submitted/report.docx", "proof.zip"])
def test_it_verifies_and_another_day_in_its_head_does_not(folder, name):
    data = (folder / name).read_bytes()
    assert problems(check_here(data, name.rpartition("/")[2])) == []
    if not name.endswith(".docx"):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {one: file.read(one) for one in file.namelist()}
    written = "2026年3月2日".encode()
    assert written in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(written, "2026年3月3日".encode(), 1)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as file:
        for one, content in parts.items():
            file.writestr(one, content)
    assert problems(check_here(other.getvalue(), "report.docx"))


def test_what_merely_speaks_of_a_briefing_is_a_report(report):
    texts = [every_text(one) for one in docx.Document(report_folder(report) / "report.docx").paragraphs]
    assert "示例县人民政府：" in texts
    assert any("签发人" in text for text in texts)


@pytest.mark.django_db
@pytest.mark.parametrize("calls_itself", ["简报", "情况报告"])
def test_whoever_signs_sees_whom_a_draft_goes_to_where_the_paper_will_say_it(
    calls_itself, township, clerk, first, client_of, now
):
    outline = write_outline(code="seen", text=TEXT.replace("情况报告", calls_itself), by=clerk, now=now)
    said = {"unit": township, "period": PERIOD, "recipient": "示例县人民政府"}
    draft = submit_report(outline, **said, by=clerk, now=now)
    page = client_of(first).get(f"/reports/drafts/{draft.pk}/").content.decode()
    shown = re.sub(r"<[^>]+>|\s", "", page)
    above, foot = "示例县人民政府：" in shown, "报：示例县人民政府。" in shown
    assert (above, foot) == ((False, True) if calls_itself == "简报" else (True, False))
