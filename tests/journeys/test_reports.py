"""The demo's two half-year reports, read as a county head would: their whole text is kept, and audited.

A text that changed on purpose is read through by a person, then written anew: GOLDEN=write with this file's tests.
"""

import json
import os
import re
from pathlib import Path

import pytest

from tests.journeys.township import make_township
from zerentian.reports.offline.verify import verify_bytes
from zerentian.reports.papers import Paper, read_paper
from zerentian.reports.rules.audit import Kind, audit
from zerentian.reports.rules.dresses import PROOF_PAGE

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
# The part of a number that is drawn, and another in every telling.
DRAWN = re.compile(r"(\b[A-Z]?20\d\d-)[1-9]\d{7}(?!\d)")
HALVES = {"2026-0001": "2025H2", "2026-0003": "2026H1"}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the told township's reports."""
    if told := os.environ.get("JOURNEY_TOWNSHIP"):
        return Path(told) / "reports"
    home = tmp_path_factory.mktemp("told")
    make_township(home)
    return home / "reports"


def text_of(folder: Path) -> str:
    """Return what a report says, a line a paragraph, a row of a table a line, without its proof page."""
    lines: list[str] = []
    for one in json.loads((folder / "manifest.json").read_bytes())["paragraphs"]:
        if one["text"] == PROOF_PAGE:
            break
        at = one.get("at")
        if at and at[1]:
            lines[-1] += f"|{one['text']}"
        elif one["text"]:
            lines.append(one["text"])
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("number", HALVES)
def test_a_half_year_report_reads_as_it_was_last_read_by_a_person(reports: Path, number: str) -> None:
    kept, text = GOLDEN / f"half-year-{HALVES[number]}.txt", text_of(reports / number / "submitted")
    text = DRAWN.sub(r"\1…", text)
    if os.environ.get("GOLDEN") == "write":
        kept.write_text(text, "utf-8")
    assert text == kept.read_text("utf-8"), "read it through; if it is right: GOLDEN=write, and commit it"
    assert not [never for never in ("待补", "〔", "中0", "None", "未知") if never in text]


@pytest.mark.parametrize("number", [*HALVES, "2026-0002"])
@pytest.mark.parametrize("dress", ["", "submitted/"])
def test_our_own_reports_stand_their_own_audit(reports: Path, number: str, dress: str) -> None:
    paper = read_paper(reports / number / f"{dress}report.docx")
    assert isinstance(paper, Paper)
    assert verify_bytes((reports / number / f"{dress}report.docx").read_bytes(), "report.docx").holds
    found = audit(paper.text, paper.proved)
    kinds = found.totals.kinds
    assert kinds[Kind.SLOGAN] == 0
    assert found.totals.declined == 0
    acts = [one for one in found.sentences if one.kind in (Kind.ACT, Kind.FACT)]
    assert [one.text for one in acts if not one.evidence] == []
    assert kinds[Kind.PROBLEM] >= 3
    assert kinds[Kind.PLAN] >= 1
