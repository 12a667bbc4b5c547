"""A Word file holds the styles that it bears, and nothing else of the template it began with."""

import ast
import io
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

import zerentian
from conftest import NOW
from zerentian.reports.render.cards import Taken
from zerentian.reports.render.grids import Grid, grid_docx
from zerentian.reports.render.leftovers import drop_leftovers

ROOT = Path(zerentian.__file__).parent


@pytest.fixture
def word():
    """A document with a heading, a style of the office's own that rests on another, and a table."""
    made = docx.Document()
    own = made.styles.add_style("Own", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = made.styles["Body Text"]
    made.add_paragraph("正文", style="Own")
    made.add_heading("标题", 2)
    made.add_table(1, 1, style="Table Grid")
    return made


def names_of(word) -> set[str]:
    return {one.style_id for one in word.styles}


def test_what_is_borne_and_what_it_rests_on_stays(word) -> None:
    drop_leftovers(word)
    assert names_of(word) >= {
        "Own",
        "BodyText",
        "BodyTextChar",
        "Heading2",
        "TableGrid",
        "Normal",
        "TableNormal",
    }
    assert word.paragraphs[0].style.base_style.style_id == "BodyText"


def test_what_nothing_bears_goes(word) -> None:
    assert len(names_of(word)) > 150
    drop_leftovers(word)
    assert len(names_of(word)) < 25
    assert not names_of(word) & {"Heading1", "Title", "MediumShading1-Accent1"}


def test_an_issued_report_has_no_part_of_another_document(report, folder) -> None:
    made = docx.Document(folder / "report.docx")
    parts = {str(part.partname) for part in made.part.package.iter_parts()}
    assert not parts & {"/docProps/thumbnail.jpeg", "/word/stylesWithEffects.xml"}
    assert "/word/numbering.xml" in parts
    assert len(names_of(made)) < 25


def test_a_table_that_is_hung_up_has_none_either() -> None:
    paper = Grid("值班表", "云岭乡", (("日期", 1.0),), (("7月8日",),), "")
    made = docx.Document(io.BytesIO(grid_docx(paper, "云岭乡", Taken("某人", NOW))))
    assert len(names_of(made)) < 25


def saves(tree: ast.AST) -> list[int]:
    """Return the lines on which a Word document is saved."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node.lineno for node in calls if ast.unparse(node.func) == "word.save"]


def test_every_word_file_is_made_by_a_renderer_and_saved_at_one_place() -> None:
    assert saves(ast.parse("word.save(buffer)")) == [1]
    code = {path: path.read_text() for path in ROOT.rglob("*.py") if "tests" not in path.parts}
    assert {path.name for path, text in code.items() if saves(ast.parse(text))} == {"leftovers.py"}
    assert {path.parent.name for path, text in code.items() if "docx.Document()" in text} == {"render"}
