"""The guide in CONTRIBUTING is true: the noun it walks through is built from its blocks, in a copy, and shows up."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from zerentian.ledger.tests import prepared

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "CONTRIBUTING.md"
MOST_FILES = 15
TESTS = [
    f"tests/{name}.py" for name in ("__init__", "engines", "one_of_each", "test_shown", "test_translations")
]
STEP = re.compile(r"^(\d+)\\\. (.*?)(?=^\d+\\\. |^## |\Z)", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"`((?:zerentian|tests)/[\w./]+)`")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"`\.venv/bin/(python -m django makemigrations [^`]+|pybabel [^`]+)`")


def steps() -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield the guide's steps: file (empty where a command makes it), kind of block, block, commands."""
    part = GUIDE.read_text().partition("## A noun, from end to end")[2].partition("\n## ")[0]
    for match in STEP.finditer(part + "\n## "):
        text = match[2]
        place, block = PLACE.search(text), BLOCK.search(text)
        yield (
            place[1] if place and block else "",
            block[1] if block else "",
            block[2] if block else "",
            COMMAND.findall(text),
        )


def changed(text: str, diff: str) -> str:
    """Return a text with a diff's lines put in: each ``+`` below the line before it, each ``-`` taken away."""
    lines, at = text.splitlines(), 0
    for line in diff.splitlines():
        sign, rest = line[:1], line[1:]
        if sign == "+":
            lines.insert(at, rest)
            at += 1
            continue
        assert rest in lines, f"the guide speaks of a line that is not there: {rest}"
        at = lines.index(rest) + (sign != "-")
        if sign == "-":
            del lines[at]
    return "\n".join(lines) + "\n"


def build(copy: Path) -> list[str]:
    """Follow the guide in a copy of the program; return the files it touched, a made one by its command."""
    touched = []
    for place, kind, block, commands in steps():
        if place:
            touched.append(place)
            target = copy / place
            target.parent.mkdir(parents=True, exist_ok=True)
            text = target.read_text() if target.exists() else ""
            if kind == "diff":
                target.write_text(changed(text, block))
            else:
                assert kind == "po" or not text, f"{place} is there already"
                target.write_text(f"{text}\n{block}" if text else block)
        for command in commands:
            run(
                copy,
                *(
                    ["-m", "babel.messages.frontend", *command.split()[1:]]
                    if "pybabel" in command
                    else command.split()[1:]
                ),
            )
            touched += [command] if not place else []
    return touched


def run(copy: Path, *arguments: str) -> str:
    """Run Python in the copy, on a database of its own; return what it says."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PYTEST_ADDOPTS"}
    }
    environment |= {
        "ZERENTIAN_HOME": str(copy / "home"),
        "PYTHONPATH": str(copy),
        "DJANGO_SETTINGS_MODULE": "zerentian.settings",
    }
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program and of what its tests begin with."""
    leave = shutil.ignore_patterns("__pycache__", "data", "*.pyc")
    shutil.copytree(ROOT / "zerentian", tmp_path / "zerentian", ignore=leave)
    for name in (*TESTS, "conftest.py", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for folder in ("requirements", "docs/manual"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def begin_migrated(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the copy's tests begin with the migrated database of these tests."""
    prepared.make_unless_kept()
    kept = prepared.kept_file()
    monkeypatch.setattr(prepared, "ROOT", copy)
    monkeypatch.setattr(prepared, "KEPT", copy / ".pytest_cache" / "d" / "migrated")
    prepared.kept_file().parent.mkdir(parents=True)
    shutil.copy(kept, prepared.kept_file())


@pytest.mark.processes
def test_the_noun_of_the_guide_is_built_and_shows_up(copy: Path, monkeypatch: pytest.MonkeyPatch):
    touched = build(copy)
    assert len(touched) <= MOST_FILES
    assert "zerentian/duties/shown/__init__.py" in touched
    run(copy, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")
    begin_migrated(copy, monkeypatch)
    said = run(
        copy,
        "-m",
        "pytest",
        "-q",
        "tests/test_stamps.py",
        "tests/test_shown.py",
        "tests/test_translations.py::test_every_sentence_has_its_chinese",
    )
    assert " passed" in said


def test_a_guide_that_speaks_of_another_program_is_noticed():
    assert changed("a\nb\n", " a\n+x\n-b\n+c\n") == "a\nx\nc\n"
    with pytest.raises(AssertionError, match="not there"):
        changed("a\n", " wolf\n+x\n")
