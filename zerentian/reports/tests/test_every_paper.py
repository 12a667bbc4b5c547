"""Every paper says that it holds no matter protected by law, whether or not there are any: silence would tell."""

import ast
import io
import re
import zipfile
from html import unescape
from pathlib import Path

import pypdf
import pytest
from django.urls import reverse

import zerentian
from zerentian.casework.models import Concern
from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.exchange.actions.exports import export_concerns
from zerentian.organization.rules.protected import WITHOUT
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.tests.conftest import PERIOD

pytestmark = pytest.mark.django_db

# Where files of tables and words are made, as this test counts them: each of them is looked at below, or says why not.
MAKERS = {
    "organization/rules/tables/leaving.py",
    "reports/render/audited.py",
    "reports/render/docx.py",
    "reports/render/listed.py",
}
NO_PAPERS = {
    "exchange/rules/form_filling.py": "another office's own form, in its own bytes but for what is filled in",
    "reports/render/cards.py": "cards and plan of one hazard point, which lies at a place and accuses nobody",
    "reports/render/grids.py": "roll call and duty roster of hazard points: households of a place, posts of a unit",
    "reports/archive.py": "the contents of one case, beside its papers",
    "organization/template.py": "an empty form for units and people",
    "web/demo/findings.py": "a made-up table that the demo imports",
    "web/demo/forms.py": "a made-up form of the county, empty",
    "web/demo/play.py": "a made-up table that the demo imports",
}
MAKING = {"docx.Document", "Workbook", "openpyxl.Workbook", "csv.writer", "docx.api.Document"}


def words_of(content: bytes) -> str:
    """Return what stands in a file, without space and marks-up."""
    if content.startswith(b"%PDF"):
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = "".join(
                archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")
            )
    else:
        text = content.decode("utf-8-sig")
    return unescape(re.sub(r"<[^>]+>|\s", "", text))


def made_in(path: Path) -> bool:
    """Tell whether a module makes a file of a table or of words."""
    text = path.read_text("utf-8")
    if not any(name in text for name in ("import csv", "import docx", "openpyxl")):
        return False
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return any(ast.unparse(one) in MAKING for one in calls)


def test_every_place_that_makes_a_file_of_words_is_known_here():
    root = Path(zerentian.__file__).parent
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "tests" not in path.parts and made_in(path)
    }
    assert found == MAKERS | NO_PAPERS.keys()


@pytest.fixture
def a_protected_one(request, received, accusing):
    """With a complaint that accuses a unit in the database, or without."""
    return accusing() if request.param else None


def test_every_paper_of_words_is_made_with_its_line():
    """Reports, letters, case files, minutes and whatever else becomes a Document, said where it is made."""
    without, seen = [], set()
    for path in (Path(zerentian.__file__).parent / "reports").rglob("*.py"):
        text = path.read_text("utf-8")
        if "tests" in path.parts or "rules.document import" not in text:
            continue
        calls = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)]
        made = [one for one in calls if ast.unparse(one.func) == "Document"]
        said = [one for one in made if any(word.arg == "note" for word in one.keywords)]
        told = any(name in text for name in ("ABOUT_ONE", "ABOUT_REQUEST", "IN_MINUTES", "WITHOUT"))
        seen |= {path.name} if made else set()
        without += [path.name] if len(said) < len(made) or (made and not told) else []
    assert seen >= {"drafting.py", "letters.py", "archive.py", "minutes.py"}
    assert without == []


@pytest.fixture
def accusing(township, receptionist, neighbour_office, conduct, now):
    """Receive a complaint that accuses a unit."""

    def run():
        said = actions.Said(text="办事推诿", title="办事推诿", category=conduct)  # noqa: F405
        concern = actions.receive_concern(  # noqa: F405
            said, unit=township, channel="call", by=receptionist, now=now
        ).concern
        return actions.triage_concern(  # noqa: F405
            concern,
            kind="complaint",
            category=conduct,
            accused_units=[neighbour_office],
            by=receptionist,
            now=now,
        )

    return run


@pytest.fixture(params=[False, True], ids=["none", "one"])
def with_or_without(request, accusing):
    return accusing() if request.param else None


def test_every_paper_says_so_whether_or_not_there_are_any(
    with_or_without, answered, client_of, leader, clerk, township, first, receptionist, now
):
    outline = write_outline(
        code="trial", text="# {{ unit }}{{ period }}周报\n\n## 一、情况\n\n平稳。\n", by=clerk, now=now
    )
    folder = report_folder(issue_report(outline, unit=township, period=PERIOD, by=first, now=now))
    papers = {
        path.name: path.read_bytes() for path in folder.rglob("report.*") if "cleared" not in path.parts
    }
    assert {"report.docx", "report.pdf", "report.html"} <= papers.keys()
    browser = client_of(leader)
    for form in ("docx", "pdf", "html"):
        papers[f"letter.{form}"] = browser.get(
            reverse("reports:letter", args=[answered.key, 1, form])
        ).content
    with zipfile.ZipFile(
        io.BytesIO(client_of(receptionist).get(reverse("reports:case", args=[answered.key])).getvalue())
    ) as case:
        papers |= {name: case.read(name) for name in case.namelist() if name.startswith("case.")}
    for form in ("docx", "xlsx"):
        papers[f"findings.{form}"] = browser.post(
            reverse("reports:finding-list", args=["findings", form])
        ).content
    for form in ("csv", "xlsx"):
        told = export_concerns(Concern.objects.all(), unit=township, form=form, by=receptionist, now=now)
        papers[f"concerns.{form}"] = told.content
    audited = client_of(clerk).post(reverse("reports:audit"), {"text": "召开会议五次。", "step": "word"})
    papers["audited.docx"] = audited.content
    silent = [name for name, content in papers.items() if WITHOUT not in words_of(content)]
    assert silent == []


def test_the_slip_says_so_as_well(client, category, township, now):
    slip = Path(zerentian.__file__).parent / "residents/templates/residents/parts/slip.html"
    assert "Apart from this concern it holds no matters protected by law." in slip.read_text()
