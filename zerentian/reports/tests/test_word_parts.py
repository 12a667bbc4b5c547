"""What is read in a Word file is what every program comes to; no page is turned where the paper turned none."""

import pytest

from zerentian.reports.offline.verify import verify_bytes

from .test_forgeries import WORD, repacked
from .test_word_readings import (
    CORE,
    OFFICE,
    RELATIONS,
    SETTINGS,
    before_a_paragraph,
    behind_the_number,
    both,
    made,  # noqa: F401
    swap,
    word,  # noqa: F401
)

pytestmark = pytest.mark.files
OTHER = OFFICE.replace("2006", "2007")
PAGE = '<w:r><w:br w:type="page"/></w:r>'
BLANK = "<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>"


def of_type(old: str, new: str):
    """Return a change of what the list of parts says of the type of one."""
    return swap("[Content_Types].xml", old, new)


def said_twice(name: str):
    return of_type("</Types>", rf'<Override PartName="/word/{name}.xml" ContentType="text/xml"/>\g<0>')


NOT_COME_TO = {
    "the picture by another relation": swap(RELATIONS, f"{OFFICE}/image", f"{OTHER}/image"),
    "the styles by another relation": swap(RELATIONS, f"{OFFICE}/styles", f"{OTHER}/styles"),
    "the foot by another relation": swap(RELATIONS, f"{OFFICE}/footer", f"{OTHER}/footer"),
    "styles to which nothing leads": swap(RELATIONS, f'<Relationship [^>]*Type="{OFFICE}/styles"[^>]*/>', ""),
    "a picture of another type": of_type("image/png", "image/svg\\+xml"),
    "a text of another type": of_type(r"document\.main\+xml", "template.main+xml"),
    "styles of another type": of_type(r"wordprocessingml\.styles", "wordprocessingml.comments"),
    "styles of two types": said_twice("styles"),
    "no foot on the pages": swap(WORD, '<w:footerReference [^>]*w:type="default"[^>]*/>', ""),
    "no foot on even pages": swap(WORD, '<w:footerReference [^>]*w:type="even"[^>]*/>', ""),
    "a text in two bodies": swap(WORD, r"(<w:p><w:pPr><w:keepNext/>)", r"</w:body><w:body>\g<1>"),
    "a page turned within a sentence": behind_the_number(PAGE * 2),
    "blank pages": before_a_paragraph(BLANK * 9),
    "a blank page by a break": before_a_paragraph(f"<w:p>{PAGE}</w:p>"),
    "a view from afar": swap(SETTINGS, "<w:zoom [^>]*/>", '<w:zoom w:percent="10"/>'),
    "a state of its own": swap(
        CORE, "</cp:coreProperties>", r"<cp:contentStatus>已由上级核定</cp:contentStatus>\g<0>"
    ),
}


@pytest.mark.parametrize("kind", NOT_COME_TO)
def test_no_file_whose_parts_or_pages_are_not_those_of_its_paper_passes(word: bytes, kind: str) -> None:  # noqa: F811
    assert verify_bytes(repacked(word, NOT_COME_TO[kind]), "report.docx").verdict == "differs"


def test_it_passes_as_it_is_and_with_a_usual_view(word: bytes) -> None:  # noqa: F811
    usual = both(swap(SETTINGS, "<w:zoom [^>]*/>", '<w:zoom w:percent="120"/>'))
    for change in (lambda parts: None, usual):
        assert verify_bytes(repacked(word, change), "report.docx").verdict != "differs"
