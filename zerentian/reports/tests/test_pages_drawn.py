"""Where things come to stand on the pages of a PDF, and what Word is told to keep together."""

import io
from datetime import date

import docx
import pypdf
import pytest

from zerentian.reports.render.docx import render_docx
from zerentian.reports.render.pdf import render_pdf
from zerentian.reports.rules.document import Document, Heading, Paragraph, Run, Table

LINE = 28.95
WORDS = Paragraph((Run("各村按时巡查，问题随查随改。"),))
LAST = Paragraph((Run("末段" * 20 + "。"),))
CLOSING = Paragraph((Run("特此报告。"),))


def document(*blocks) -> Document:
    return Document("R1", "云岭乡工作报告", "云岭乡人民政府", "", date(2026, 7, 1), blocks)


def pages_of(made: Document) -> list[list[tuple[float, str]]]:
    """Return the lines of each page as (height over its foot, words)."""
    pages = []
    for page in pypdf.PdfReader(io.BytesIO(render_pdf(made, b"{}")[0])).pages:
        found: dict[float, str] = {}

        def seen(text, matrix, place, _font, _size, found=found):
            if text.strip():
                height = round(place[5] * matrix[3] + matrix[5])
                found[height] = found.get(height, "") + text.strip()

        page.extract_text(visitor_text=seen)
        pages.append(sorted(found.items(), reverse=True))
    return pages


def long_table() -> Table:
    rows = tuple(((Run(f"第{number}村"),), (Run("3件"),)) for number in range(20))
    return Table("数字依据", ("单位", "开展工作"), rows)


@pytest.mark.parametrize("before", [WORDS, Heading(1, (Run("一、情况"),))])
def test_what_heads_a_long_table_stands_under_the_line_before_it_and_not_over_it(before) -> None:
    [lines, *_] = pages_of(document(before, long_table()))
    heights = [
        height for height, words in lines if words in ("数字依据", "一、情况", "各村按时巡查，问题随查随改。")
    ]
    assert len(heights) == 2
    assert 20 < heights[0] - heights[1] < 2 * LINE


@pytest.mark.parametrize("lines", range(1, 10))
def test_the_name_has_more_company_on_its_page_than_that_the_report_ends(lines) -> None:
    pages = pages_of(document(*[WORDS] * lines, LAST, CLOSING))
    [page] = [page for page in pages if any("特此报告" in words for _, words in page)]
    said = "".join(words for _, words in page)
    assert "末段" in said
    assert "2026年7月1日" in said


def test_word_keeps_the_last_paragraph_and_the_closing_with_the_name() -> None:
    word = docx.Document(io.BytesIO(render_docx(document(WORDS, LAST, CLOSING), b"{}")))
    kept = {one.text[:4]: one.paragraph_format.keep_with_next for one in word.paragraphs}
    assert [kept[text] for text in ("各村按时", "末段末段", "特此报告")] == [None, True, True]
