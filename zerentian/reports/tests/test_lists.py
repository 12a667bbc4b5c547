"""The three lists as files: what their page shows, in Chinese, readable by Word and by a spreadsheet."""

import io
from datetime import date

import docx
import openpyxl
import pytest
from django.urls import reverse

from zerentian.ledger.actions import seal
from zerentian.ledger.rules.periods import Period
from zerentian.rectification.actions.assigning import accept_finding, assign_finding
from zerentian.rectification.actions.mending import close_finding, report_mended, verify_finding
from zerentian.rectification.actions.opening import open_finding
from zerentian.rectification.rules.findings import Class, Method, Source
from zerentian.reports.actions.sampling import draw_sample, entries_drawn, words_of
from zerentian.reports.render.listed import list_docx


@pytest.fixture
def finding(village, clerk, now):
    return open_finding(
        title="=后沟排洪沟淤堵",
        unit=village,
        source=Source.SELF_CHECK,
        found_on=date(2026, 3, 1),
        by=clerk,
        now=now,
    )


def got(client, which, form, query=""):
    return client.post(reverse("reports:finding-list", args=[which, form]) + query)


@pytest.mark.parametrize("which", ["findings", "tasks", "duties"])
def test_a_list_is_a_word_file_on_its_side(client_of, finding, leader, which):
    word = docx.Document(io.BytesIO(got(client_of(leader), which, "docx").content))
    assert word.sections[0].page_width > word.sections[0].page_height
    titles = {"findings": "问题清单", "tasks": "任务清单", "duties": "责任清单"}
    assert word.paragraphs[0].text == titles[which]
    assert leader.name in word.sections[0].footer.paragraphs[0].text
    texts = [cell.text for row in word.tables[0].rows for cell in row.cells]
    assert ("=后沟排洪沟淤堵" in texts) == (which == "findings")


@pytest.mark.parametrize(
    ("columns", "points"), [(6, 10.5), (9, 9.0), (14, 8.0)], ids=["few columns", "more", "too many"]
)
def test_a_list_is_as_large_as_it_has_room_for(columns, points):
    row = ["疏通排洪沟渠"] * columns
    word = docx.Document(io.BytesIO(list_docx("清单", "云岭乡", ["事项"] * columns, [row], "示例甲")))
    sizes = {run.font.size.pt for cell in word.tables[0].rows[1].cells for run in cell.paragraphs[0].runs}
    assert sizes == {points}


def test_a_list_is_a_spreadsheet_in_which_nothing_runs(client_of, finding, leader):
    client = client_of(leader)
    client.cookies["django_language"] = "en"
    sheet = openpyxl.load_workbook(io.BytesIO(got(client, "findings", "xlsx").content)).active
    rows = list(sheet.values)
    assert rows[0][5] == "存在问题"
    assert rows[1][5] == "'=后沟排洪沟淤堵"


def test_the_filter_of_the_page_narrows_the_file_and_nobody_takes_anothers(
    client_of, finding, leader, outsider
):
    def rows(who, query=""):
        book = openpyxl.load_workbook(io.BytesIO(got(client_of(who), "findings", "xlsx", query).content))
        return list(book.active.values)[:-1]  # who took it when stands last

    assert len(rows(leader)) == 2
    assert len(rows(leader, "?q=桥梁")) == 1
    assert len(rows(outsider)) == 1
    assert got(client_of(leader), "nonsense", "xlsx").status_code == 404


def test_an_inspector_draws_closed_findings_at_random_and_reads_what_to_look_at(
    client_of, finding, village, cadre, leader, first, inspector, township, now
):
    post = cadre.posts_on(now.date())[0]
    assign_finding(
        finding,
        responsible=post,
        kind=Class.AT_ONCE,
        standard="水流通畅",
        due=now.date(),
        by=leader,
        now=now,
    )
    accept_finding(finding, by=cadre, now=now)
    report_mended(finding, mended_on=now.date(), words="已清", by=cadre, now=now)
    verify_finding(finding, observed_on=now.date(), method=Method.ON_SITE, words="已清", by=leader, now=now)
    close_finding(finding, look_back_due=date(2026, 6, 1), by=first, now=now)
    sealed = seal(now=now)
    sample = draw_sample(
        unit=township,
        period=Period.parse("2026-03"),
        figure="findings.closed",
        count=1,
        words="今天上午看排洪沟",
        size=sealed.size,
        by=inspector,
        now=now,
    )
    entries, whole = entries_drawn(sample)
    assert (whole, words_of(entries[0])) == (1, "=后沟排洪沟淤堵")
    page = client_of(inspector).get(reverse("reports:sample-detail", args=[sample.number])).content.decode()
    assert "后沟排洪沟淤堵" in page
