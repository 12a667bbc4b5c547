"""The documents keep up with the program: whatever can be set, called, allowed, said or counted is described."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest

from zerentian.ledger.registry import FIGURES, VERBS
from zerentian.organization.rules.named_rights import RIGHTS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)


def variables(tree: ast.AST) -> set[str]:
    """Return the environment variables that a file reads, by whatever way it reads them."""
    readers = {"env_bool", "env_int", "env_list", "os.environ.get", "os.getenv"}
    called = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and ast.unparse(node.func) in readers
    }
    return {name for name in called if re.fullmatch(r"[A-Z][A-Z_]{3,}", name)}


def every_variable() -> set[str]:
    """Return the environment variables that the program reads."""
    sources = [path for path in (ROOT / "zerentian").rglob("*.py") if "tests" not in path.parts]
    return {name for path in sources for name in variables(ast.parse(path.read_text()))}


def headings(page: str) -> str:
    """Return the headings of a page of docs/."""
    return "\n".join(re.findall(r"^#+ .*$", (DOCS / page).read_text(), re.MULTILINE))


def test_every_setting_has_its_heading():
    assert variables(ast.parse('env_int("NEW_SETTING", 3)')) == {"NEW_SETTING"}
    described = set(re.findall(r"`([A-Z_]+)`", headings("configuration.md")))
    assert described == every_variable()


@pytest.mark.parametrize("page", generate.PAGES)
def test_generated_page_is_what_the_program_says(page: str):
    assert (DOCS / page).read_text() == generate.PAGES[page](), "run script/docs"


def test_every_command_verb_figure_and_right_is_described():
    commands = {path for path, _ in generate.commands(generate.zerentian, "zerentian")}
    assert all(f"## `{path}" in headings("commands.md") for path in commands)
    assert all(f"`{code}`" in headings("verbs.md") for code in VERBS)
    assert all(f"`{code}`" in headings("figures.md") for code in FIGURES)
    assert all(f"`{code}`" in (DOCS / "permissions.md").read_text() for code in RIGHTS)


def test_every_system_check_is_described():
    ids = {
        found
        for path in (ROOT / "zerentian").rglob("checks*.py")
        for found in re.findall(r'id="([a-z]+\.[EW]\d{3})"', path.read_text())
    }
    assert ids
    assert not [one for one in ids if f"`{one}`" not in (DOCS / "configuration.md").read_text()]


def pages() -> list[Path]:
    """Return every document."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert not [link for link in links if link and not (page.parent / link).exists()]


def test_every_page_can_be_reached_from_the_index():
    index = (DOCS / "index.md").read_text()
    lost = [
        str(path.relative_to(DOCS))
        for path in DOCS.rglob("*.md")
        if path.name != "index.md" and f"({path.relative_to(DOCS)})" not in index
    ]
    assert not lost, "name them in docs/index.md"


def test_every_script_that_is_named_exists():
    named = {found for page in pages() for found in re.findall(r"\bscript/([a-z]+)\b", page.read_text())}
    assert {"demo", "test", "serve", "setup"} <= named
    assert not [name for name in named if not (ROOT / "script" / name).exists()]


def test_decisions_are_numbered_without_gaps_of_meaning():
    numbered = [path.name for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert not [name for name in numbered if not re.match(r"\d{4}-[a-z0-9-]+\.md$", name)]
    assert len({name[:4] for name in numbered}) == len(numbered)


def test_the_readmes_agree_on_the_commands():
    commands = [
        re.findall(r"^(?:script/|zerentian )\S+", (ROOT / name).read_text(), re.MULTILINE)
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0] == commands[1] == ["script/demo", "script/test"]


def test_the_version_is_the_same_everywhere():
    version = re.search(r'__version__ = "(.+)"', (ROOT / "zerentian/__init__.py").read_text())[1]
    assert f'softwareVersion: "{version}"' in (ROOT / "publiccode.yml").read_text()
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()


def names_of_tests(text: str) -> set[str]:
    """Return the tests that a text names, as code."""
    return set(re.findall(r"`(test_\w+)`", text))


def every_test_there_is() -> set[str]:
    """Return the names of all tests of the project."""
    return {
        name
        for folder in (ROOT / "zerentian", ROOT / "tests")
        for path in folder.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def test_every_test_that_a_page_names_exists():
    there = every_test_there_is()
    named = {path.name: names_of_tests(path.read_text(encoding="utf-8")) for path in DOCS.rglob("*.md")}
    assert len(named["security.md"]) > 20
    assert not {page: sorted(names - there) for page, names in named.items() if names - there}


@pytest.mark.parametrize("number", range(1, 9))
def test_every_boundary_names_tests_that_hold_it(number: int):
    held = (DOCS / "boundaries.md").read_text(encoding="utf-8").partition("What holds them")[2]
    section = re.search(rf"^\*\*{number}\*\*\n(.+?)(?=^\*\*|^## )", held, re.MULTILINE | re.DOTALL)
    assert section, f"nothing is said to hold boundary {number}"
    for promise in re.findall(r"^- .+?(?=^- |\Z)", section[1], re.MULTILINE | re.DOTALL):
        assert names_of_tests(promise), f"nothing holds: {promise}"
