"""What `script/mutants` remembers of which tests enter which lines, and that its faults fit where they are put."""

import ast
import inspect

import pytest

from bench.mutants import lines
from bench.mutants.faults import changes, codes_in
from bench.mutants.lines import Lines


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Two files of tests, each with two tests that were listened to, and the file of the program that they enter."""
    monkeypatch.setattr(lines, "ROOT", tmp_path)
    for name in ("test_one.py", "test_other.py", "program.py"):
        (tmp_path / name).write_text(name)
    tests = ["test_one.py::a", "test_one.py::b", "test_other.py::c", "test_other.py::d"]
    digests = {
        name: lines.digest_of(tmp_path / name) for name in ("test_one.py", "test_other.py", "program.py")
    }
    return Lines(tests, dict.fromkeys(tests, 0.5), {"program.py": {7: 0b1111}}, digests)


def entering(kept, tmp_path):
    return sorted(kept.of(tmp_path / "program.py", 7))


def test_tests_of_files_that_nobody_asks_for_are_remembered(kept, tmp_path):
    assert kept.forget_what_changed(["test_one.py::a", "test_one.py::new"]) == {"test_one.py::new"}
    assert entering(kept, tmp_path) == ["test_one.py::a", "test_other.py::c", "test_other.py::d"]


def test_tests_of_a_file_that_is_gone_are_forgotten(kept, tmp_path):
    (tmp_path / "test_other.py").unlink()
    assert kept.forget_what_changed(["test_one.py::a", "test_one.py::b"]) == set()
    assert entering(kept, tmp_path) == ["test_one.py::a", "test_one.py::b"]


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("test_other.py", {"test_other.py::c"}),
        ("program.py", {"test_one.py::a", "test_one.py::b", "test_other.py::c"}),
    ],
)
def test_what_changed_is_listened_to_again(kept, tmp_path, changed, again):
    (tmp_path / changed).write_text("otherwise")
    asked = ["test_one.py::a", "test_one.py::b", "test_other.py::c"]
    assert kept.forget_what_changed(asked) == again
    assert not {"test_other.py::d", *again} & set(entering(kept, tmp_path))


class Around(list):
    """A list whose copy is made by what stands around it."""

    def copy(self):
        return super().copy()


def test_a_body_that_returns_nothing_still_fits_into_a_function_that_names_what_stands_around_it(monkeypatch):
    tree = ast.parse(inspect.getsource(Around))
    (returned,) = [one for one in ast.walk(tree) if isinstance(one, ast.Return)]
    ((name, fault),) = changes(returned)
    fault(returned)
    code = compile(ast.fix_missing_locations(tree), "around", "exec")
    (faulty,) = [one for one in codes_in(code) if one.co_name == "copy"]
    assert (name, faulty.co_freevars) == ("nothing returned", Around.copy.__code__.co_freevars)
    assert Around([1]).copy() == [1]
    monkeypatch.setattr(Around.copy, "__code__", faulty)
    assert Around([1]).copy() is None
