"""How the pages' stylesheets are written, and that nothing in them is left over from a page that is gone."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "zerentian"
SHEETS = sorted(PACKAGE.glob("*/static/**/*.css"))
WIDTH = 125
CLASS_IN_A_SELECTOR = re.compile(r"\.([a-zA-Z][\w-]*)(?=[^{}]*\{)")


def place(sheet: Path) -> str:
    """Return a stylesheet by its place in the tree."""
    return str(sheet.relative_to(ROOT))


def rules_of(sheet: Path) -> str:
    """Return a stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)


def test_a_stylesheet_says_one_rule_a_line():
    """A rule that does not fit into a line says one property a line: who looks for a style reads down, not across."""
    assert SHEETS
    assert not [
        f"{place(sheet)}:{number}"
        for sheet in SHEETS
        for number, line in enumerate(sheet.read_text("utf-8").splitlines(), 1)
        if line.count("}") > 1 or len(line) > WIDTH
    ]


def test_every_style_is_of_something_that_a_page_shows():
    program = [
        path.read_text("utf-8")
        for path in PACKAGE.rglob("*")
        if path.suffix in {".html", ".py", ".js"} and not {"tests", "migrations"} & set(path.parts)
    ]
    words = set(re.findall(r"[\w-]+", "\n".join(program)))
    # A page may count: class="depth-{{ depth }}".
    assert not [
        f"{place(sheet)}: .{one}"
        for sheet in SHEETS
        for one in sorted(set(CLASS_IN_A_SELECTOR.findall(rules_of(sheet))))
        if one not in words and one.rstrip("0123456789") not in words
    ]


def test_what_one_room_alone_shows_is_styled_in_that_room_and_loaded_by_its_pages():
    for sheet in SHEETS:
        room, _, name = str(sheet.relative_to(PACKAGE)).partition("/static/")
        pages = (PACKAGE / room / "templates").rglob("*.html")
        assert any(f'{{% static "{name}" %}}' in page.read_text("utf-8") for page in pages), place(sheet)
