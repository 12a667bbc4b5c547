"""The house rules that a linter does not know: sizes, names, and what is written nowhere."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "zerentian"
FILE_LINES = 400
FUNCTION_LINES = 45
MEDIAN_LINES = 8
NINE_OF_TEN_LINES = 22
BIGGEST_ROOM = 0.22
TEMPLATE_LINES = 150
TEMPLATE_WIDTH = 160
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "services", "misc", "base"}
# One file that runs without this program: it goes into every proof.zip.
ALONE = PACKAGE / "reports/offline/verify.py"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> list[Path]:
    """Return the program's own Python files, without tests and migrations."""
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts)
    ]


SOURCES = sources()
TREES = {path: ast.parse(path.read_text()) for path in SOURCES}


def place(path: Path, node: ast.AST | None = None) -> str:
    """Return where something stands, to be clicked."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def functions() -> Iterator[tuple[Path, Function]]:
    """Yield every function of the program."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield path, node


def length(function: Function) -> int:
    """Return the lines of a function's body, without its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 1


def imports_inside(tree: ast.AST) -> list[ast.AST]:
    """Return the imports that stand inside a function."""
    return [
        inner
        for node in ast.walk(tree)
        if isinstance(node, Function)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def saves_overridden(tree: ast.AST) -> list[ast.AST]:
    """Return the ``save`` methods of models (a form's ``save`` is refused as well)."""
    return [
        method
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, Function) and method.name == "save"
    ]


def signals_received(tree: ast.AST) -> list[ast.AST]:
    """Return the imports of Django's signals."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (
            (node.module or "").endswith(".signals")
            or "receiver" in {name.name for name in node.names if node.module == "django.dispatch"}
        )
    ]


def broad_excepts(tree: ast.AST) -> list[ast.AST]:
    """Return the handlers that catch everything."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
    ]


def clocks_read(tree: ast.AST) -> list[ast.AST]:
    """Return the calls of a clock other than the ledger's (``timezone.now``, ``date.today``, ``datetime.now``)."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr)
        in {("timezone", "now"), ("date", "today"), ("datetime", "now"), ("datetime", "today")}
    ]


def unannotated(tree: ast.AST) -> list[ast.AST]:
    """Return the functions with an argument or a result whose type is not said."""
    return [node for node in ast.walk(tree) if isinstance(node, Function) and not annotated(node)]


def annotated(function: Function) -> bool:
    """Tell whether every argument (but self and cls) and the result have a type."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one]
    typed = all(one.annotation for one in [*named, *starred] if one.arg not in {"self", "cls"})
    return typed and function.returns is not None


RULES = {
    "imports stand at the top of a file": (imports_inside, "def f():\n    import os\n"),
    "nothing overrides save": (saves_overridden, "class A:\n    def save(self): ...\n"),
    "no signal is received": (signals_received, "from django.db.models.signals import post_save\n"),
    "no except catches everything": (broad_excepts, "try:\n    x\nexcept Exception:\n    y\n"),
    "only the ledger's clock is read": (clocks_read, "timezone.now()\n"),
    "every function is annotated": (unannotated, "def f(x): ...\n"),
}
# The clock itself; the guard of the injected clock; ages of files on disk; and the verifier that stands alone.
EXEMPT = {
    "only the ledger's clock is read": {
        "zerentian/ledger/clock.py",
        "zerentian/ledger/actions/recording.py",
        "zerentian/evidence/actions/rechecks.py",
    },
    "every function is annotated": {str(ALONE.relative_to(ROOT))},
}


@pytest.mark.parametrize("rule", RULES)
def test_rule_holds_everywhere(rule):
    find, breach = RULES[rule]
    assert find(ast.parse(breach)), "the rule would not notice a breach"
    found = [
        place(path, node)
        for path, tree in TREES.items()
        if str(path.relative_to(ROOT)) not in EXEMPT.get(rule, ())
        for node in find(tree)
    ]
    assert not found, f"{rule}: {found}"


def test_no_file_is_longer_than_its_budget():
    long = {
        place(path): lines
        for path in SOURCES
        if (lines := path.read_text().count("\n")) > FILE_LINES and path != ALONE
    }
    assert not long, f"cut by noun what has more than {FILE_LINES} lines: {long}"


def test_no_function_is_longer_than_its_budget():
    long = {
        f"{place(path, function)} {function.name}": length(function)
        for path, function in functions()
        if length(function) > FUNCTION_LINES
    }
    assert not long, f"functions of more than {FUNCTION_LINES} lines: {long}"


def test_half_of_all_functions_are_short():
    assert median(length(function) for _, function in functions()) <= MEDIAN_LINES


def test_nine_of_ten_functions_are_read_at_a_glance():
    assert quantiles((length(function) for _, function in functions()), n=10)[-1] <= NINE_OF_TEN_LINES


def test_no_room_holds_the_house():
    lines: dict[str, int] = {}
    for path in SOURCES:
        room = path.relative_to(PACKAGE).parts[0]
        lines[room] = lines.get(room, 0) + path.read_text().count("\n")
    shares = {room: count / sum(lines.values()) for room, count in lines.items()}
    assert max(shares.values()) <= BIGGEST_ROOM, shares


def test_no_template_is_longer_than_its_budget():
    long = {
        place(path): lines
        for path in PACKAGE.rglob("templates/**/*.html")
        if (lines := path.read_text().count("\n")) > TEMPLATE_LINES
    }
    assert not long


def test_no_line_of_a_template_is_longer_than_an_eye_takes_in():
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in PACKAGE.rglob("templates/**/*.html")
        for number, line in enumerate(path.read_text().split("\n"), 1)
        if len(line) > TEMPLATE_WIDTH
    ]
    assert not long, (
        f"break lines of more than {TEMPLATE_WIDTH} signs, beside a block or where a blank stands: {long}"
    )


def test_no_module_has_a_name_that_says_nothing():
    assert not [
        place(path) for path in SOURCES if VAGUE_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)
    ]


def test_every_module_but_an_empty_one_says_what_it_is():
    silent = [
        place(path)
        for path, tree in TREES.items()
        if tree.body and path.name != "__init__.py" and ast.get_docstring(tree) is None
    ]
    assert not silent


def test_nothing_is_fetched_from_elsewhere_at_run_time():
    """Pages and styles name no other host's script, style, font or picture (links for people are fine)."""
    loads = re.compile(
        r"""(?:<script[^>]*src|<link[^>]*href|<img[^>]*src|@import|url\()\s*=?\s*["'(]?(?:https?:)?//"""
    )
    assert loads.search('<script defer src="https://cdn.example/x.js">'), (
        "the pattern would not notice a breach"
    )
    pages = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.css"), *PACKAGE.rglob("*.js")]
    assert not [place(path) for path in pages if loads.search(path.read_text())]


def test_lock_files_carry_hashes_and_name_no_host():
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text()
        packages = re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)
        assert packages
        assert len(re.findall(r"==[^\n]*\\\n\s+--hash=sha256:", text)) == len(packages)
        assert "://" not in text
    assert "pymerkle" not in (ROOT / "requirements/runtime.lock").read_text(), "GPL: for tests only"


def test_import_contracts_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
