"""A notice on the board: what stands on it, that it is one sheet, and in which letters."""

from datetime import UTC, date, datetime
from io import BytesIO
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.reports.render import placard as render
from zerentian.reports.render.pdf import MissingGlyph
from zerentian.reports.render.placard import PAPERS, SHRINKS, Placard, placard_pdf
from zerentian.reports.views import placards


def board(**more) -> Placard:
    """Return a placard of a few lines."""
    given = {"sort": "公告", "title": "停水通知", "issuer": "云岭乡人民政府", "day": date(2026, 3, 2)}
    given |= {"parts": [("事由", "检修\n两处")], "frame": ["索引号 1"], "address": "", "code": ""}
    return Placard(**given | more)


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("a3", (842, 1191))])
def test_a_short_text_is_one_sheet_with_all_that_it_says(paper, size):
    (page,) = PdfReader(BytesIO(placard_pdf(board(), paper))).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size
    said = "".join(page.extract_text().split())
    for words in ("停水通知", "云岭乡人民政府", "事由", "检修", "两处", "索引号1"):
        assert words in said


@pytest.fixture
def sheets(monkeypatch):
    """How many sheets each size would need; which sizes were tried."""
    sheets = SimpleNamespace(needed=lambda shrink: 1, tried=[])

    def compiled(data, chosen):
        sheets.tried.append((data["paper"], data["shrink"]))
        assert set(chosen) >= {"song"}
        return b"%d" % sheets.needed(data["shrink"])

    monkeypatch.setattr(render, "compiled", compiled)
    monkeypatch.setattr(render, "PdfReader", lambda file: SimpleNamespace(pages=[0] * int(file.read())))
    return sheets


@pytest.mark.parametrize("paper", PAPERS)
def test_letters_are_as_large_as_one_sheet_allows_and_no_smaller_than_can_be_read(sheets, paper):
    sheets.needed = lambda shrink: 2 if shrink > 0.85 else 1
    assert placard_pdf(board(), paper) == b"1"
    assert sheets.tried == [(paper, shrink) for shrink in (1.5, 1.25, 1.0, 0.85)]
    sheets.tried.clear()
    sheets.needed = lambda shrink: 2
    with pytest.raises(NotAllowed, match="一张纸放不下；请写短，或改用A3"):
        placard_pdf(board(), paper)
    assert sheets.tried == [(paper, shrink) for shrink in SHRINKS[paper]]


def test_what_no_font_prints_is_named_before_anything_is_set(sheets, monkeypatch):
    monkeypatch.setattr(render, "missing", lambda text: ["龘"] if "龘" in text else [])
    with pytest.raises(MissingGlyph, match="“龘”没有字体可印"):
        placard_pdf(board(title="龘"), "a4")
    assert sheets.tried == []


def test_a_font_that_is_not_there_after_all_is_a_refusal(monkeypatch):
    def compile(template, **given):
        return b"", [SimpleNamespace(message="unknown font family: simsun")]

    monkeypatch.setattr(render.typst, "compile_with_warnings", compile)
    with pytest.raises(MissingGlyph, match="simsun"):
        placard_pdf(board(), "a4")


def test_what_the_template_reads_has_its_day_in_numbers_and_its_texts_in_lines():
    data = render.data_of(board(address="https://x", code="<svg/>"), "a3", 0.5)
    assert (data["day"], data["paper"], data["shrink"]) == ([2026, 3, 2], "a3", 0.5)
    assert data["parts"] == [{"label": "事由", "lines": ["检修", "两处"]}]
    assert (data["frame"], data["address"], data["code"]) == (["索引号 1"], "https://x", "<svg/>")


def version(**more):
    """Return a version of a notice that takes effect on the second of March."""
    given = {
        "number": 2,
        "title": "停水通知",
        "formed_on": date(2026, 3, 1),
        "released_at": None,
        "until": None,
    }
    return SimpleNamespace(**given | {"parts": [("what", "事由", "检修")]} | more)


@pytest.fixture
def notice(monkeypatch):
    monkeypatch.setattr(placards, "issuer_shown", lambda version: "云岭乡人民政府")
    return SimpleNamespace(pk=7, number="G2026-0001", get_sort_display=lambda: "公告")


@pytest.mark.parametrize(
    ("released", "day", "said"),
    [
        (None, date(2026, 3, 1), "2026年3月1日"),
        (datetime(2026, 3, 1, 17, 0, tzinfo=UTC), date(2026, 3, 2), "2026年3月2日"),
    ],
)
def test_a_board_bears_the_day_of_release_and_a_draft_that_of_its_making(notice, released, day, said):
    made = placards.placard_of(notice, version(released_at=released), "")
    assert made.day == day
    assert made.frame == [f"{said}　索引号 G2026-0001　第2版", "草稿，未发布，请勿张贴"]
    assert (made.sort, made.title, made.issuer) == ("公告", "停水通知", "云岭乡人民政府")
    assert (made.parts, made.address, made.code) == ([("事由", "检修")], "", "")


def test_one_that_ends_says_when_and_one_that_is_public_leads_to_its_page(notice):
    made = placards.placard_of(notice, version(until=date(2026, 4, 1)), "https://example.org/n/7/")
    assert made.frame[1] == "有效期至2026年4月1日"
    assert len(made.frame) == 3
    assert "草稿" not in made.frame[2]
    assert made.address == "https://example.org/n/7/"
    assert made.code.startswith("<svg")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("site", "public", "leads"),
    [
        ("https://example.org", "/n/7/", "https://example.org/n/7/"),
        ("", "/n/7/", "http://testserver/n/7/"),
        ("https://example.org", "", ""),
    ],
)
def test_its_page_sends_it_as_a_file_that_nobody_keeps(
    notice, rf, clerk, settings, monkeypatch, site, public, leads
):
    asked = []
    settings.SITE_URL = site
    monkeypatch.setattr(placards, "visible_notice", lambda request, pk: notice)
    monkeypatch.setattr(placards, "shown_version", lambda notice: version())
    monkeypatch.setattr(placards, "address_of", lambda name, notice: public)
    monkeypatch.setattr(
        placards, "placard_pdf", lambda made, paper: asked.append((made.address, paper)) or b"%PDF"
    )
    request = rf.get("/")
    request.user = clerk
    sent = placards.placard(request, 7, "a3")
    assert asked == [(leads, "a3")]
    assert (sent.content, sent["Content-Type"], sent["Cache-Control"]) == (
        b"%PDF",
        "application/pdf",
        "no-store",
    )
    assert sent["Content-Disposition"] == 'attachment; filename="notice-7-a3.pdf"'
    with pytest.raises(placards.Http404):
        placards.placard(request, 7, "a5")
