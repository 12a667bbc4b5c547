"""No test gives up on a process or a thread in less than a minute: a busy machine comes to it later."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WAITING = {"wait", "join", "communicate", "run", "check_call", "check_output"}
LEAST = 60


def impatient(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, call) where something is waited for, or may last, less than ``LEAST`` seconds."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        given = [one.value for one in node.keywords if one.arg == "timeout"]
        if node.func.attr in {"wait", "join"}:
            given += node.args[:1]
        seconds = [one.value for one in given if isinstance(one, ast.Constant)]
        if node.func.attr in WAITING and any(isinstance(one, int | float) and one < LEAST for one in seconds):
            yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize("breach", ["server.wait(20)", "process.communicate(timeout=5)", "thread.join(10)"])
def test_nothing_is_given_up_within_a_minute(breach: str) -> None:
    assert list(impatient(breach)), "the rule would not notice a breach"
    files = [*ROOT.glob("zerentian/*/tests/**/*.py"), *(ROOT / "tests").rglob("*.py")]
    assert {
        str(one.relative_to(ROOT)): found for one in files if (found := list(impatient(one.read_text())))
    } == {}


def test_journeys_wait_as_long() -> None:
    township = (ROOT / "tests" / "journeys" / "township.py").read_text()
    assert "WAIT_MS = 60_000" in township
    assert "context.set_default_timeout(WAIT_MS)" in township
    opened = [
        one.name for one in (ROOT / "tests" / "journeys").glob("*.py") if ".new_context(" in one.read_text()
    ]
    assert opened == ["township.py"]
    assert "expect.set_options(timeout=WAIT_MS)" in township
