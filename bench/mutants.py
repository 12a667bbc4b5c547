"""Small faults put into a room, one by one: does a test of the room notice each?

The room's tests run once, and what lines each of them enters is written down. Then every mutant is a fork of that
process, with its database in memory: the code of one function is replaced by the same code with one small fault in it,
and the tests that enter its line run, the quickest first, until one fails. A mutant that no test notices survived.

    script/mutants duties --count 60 --seed 7

Only what stands inside functions is mutated: tables, models and forms are read when a module is imported.
"""

import argparse
import ast
import copy
import gc
import os
import pickle
import random
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FrameType, FunctionType

import pytest

from zerentian.ledger.foreign import opening

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "ledger",
    "organization",
    "evidence",
    "duties",
    "casework",
    "exchange",
    "residents",
    "reports",
    "web",
    "rectification",
    "community",
)
# They hold the rights of all rooms' actions, and cost little.
COMMON = ("tests/test_rights_of_actions.py", "tests/test_days.py")
# The demo's story and its pictures are looked at and walked through; no number in them is right or wrong.
LEFT_ALONE = {"tests", "migrations", "demo"}
SPOKEN = {"__str__", "__repr__"}
ROOM_TO_READ = 4 * 2**30  # bytes a fork that reads a foreign file may take
LONGEST = 60  # seconds; a mutant that takes longer loops, and is noticed by that

COMPARED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COMPUTED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One small fault: the file, the line, the function at the top of its file or class, and what is done."""

    path: Path
    line: int
    function: str
    kind: str
    source: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.function}: {self.kind} in `{self.source}`"


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], ast.AST]]]:
    """Yield the small faults that a node may be given: a name, and what makes the faulty node of a copy."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield f"{type(op).__name__} → {COMPARED[type(op)].__name__}", compared
        case ast.BoolOp():
            yield ("and → or" if isinstance(node.op, ast.And) else "or → and"), joined_otherwise
        case ast.UnaryOp(op=ast.Not()):
            yield "not dropped", lambda one: one.operand
        case ast.BinOp(op=op) if type(op) in COMPUTED and not isinstance(
            node.left, ast.Constant | ast.JoinedStr
        ):
            yield f"{type(op).__name__} → {COMPUTED[type(op)].__name__}", computed
        case ast.Constant(value=bool()):
            yield f"{node.value} → {not node.value}", lambda one: ast.Constant(not one.value)
        case ast.Constant(value=int()):
            yield f"{node.value} → {node.value + 1}", lambda one: ast.Constant(one.value + 1)
        case ast.If() | ast.IfExp():
            yield "condition turned round", turned_round
        case ast.Expr(value=ast.Call()):
            yield "call dropped", dropped
        case ast.Return(value=ast.AST()) if not isinstance(node.value, ast.Constant):
            yield "nothing returned", lambda one: ast.Return(ast.Constant(None))


def dropped(node: ast.Expr) -> ast.AST:
    # A body that names ``super()`` no more has another closure, and fits into no function that is there.
    names = [one for one in ast.walk(node) if isinstance(one, ast.Call) and ast.unparse(one) == "super()"]
    return ast.Expr(names[0]) if names else ast.Pass()


def compared(node: ast.Compare) -> ast.AST:
    node.ops = [COMPARED[type(node.ops[0])]()]
    return node


def joined_otherwise(node: ast.BoolOp) -> ast.AST:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return node


def computed(node: ast.BinOp) -> ast.AST:
    node.op = COMPUTED[type(node.op)]()
    return node


def turned_round(node: ast.If | ast.IfExp) -> ast.AST:
    node.test = ast.UnaryOp(ast.Not(), node.test)
    return node


def functions_of(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions at the top of a file, and those of its classes, by their qualified names.

    What a row is called in a debugger is nobody's concern.
    """
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            yield from ((f"{node.name}.{one.name}", one) for one in methods if one.name not in SPOKEN)


def places_in(function: ast.FunctionDef) -> list[ast.AST]:
    """Return the nodes of a body that may be mutated, always in the same order; what is told or logged may not."""
    found = []
    for statement in function.body:
        for node in ast.walk(statement):
            told = isinstance(node, ast.Expr) and ast.unparse(node).startswith(
                ("messages.", "log.", "click.echo")
            )
            if not told and not isinstance(node, ast.AnnAssign):
                found.append(node)
    return found


@cache
def text_of(path: Path) -> str:
    """Return a file's text as it was when it was first asked for: somebody may be working on it meanwhile."""
    return path.read_text()


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file."""
    text = text_of(path)
    lines = text.splitlines()
    for name, function in functions_of(ast.parse(text)):
        for node in places_in(function):
            for kind, _ in changes(node):
                yield Mutant(path, node.lineno, name, kind, lines[node.lineno - 1].strip()[:90])


def mutated(mutant: Mutant, number: int) -> CodeType:
    """Return the code of a whole file with one fault in it; ``number`` tells mutants of one line and kind apart."""
    tree = ast.parse(text_of(mutant.path))
    function = dict(functions_of(tree))[mutant.function]
    for node in places_in(function):
        for kind, change in changes(node):
            if (node.lineno, kind) == (mutant.line, mutant.kind):
                if number == 0:
                    replace(function, node, ast.copy_location(change(copy.deepcopy(node)), node))
                    return compile(ast.fix_missing_locations(tree), str(mutant.path), "exec")
                number -= 1
    raise LookupError(mutant)


def replace(parent: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put a node in the place of another, anywhere below."""
    for node in ast.walk(parent):
        for field, value in ast.iter_fields(node):
            if value is old:
                setattr(node, field, new)
            elif isinstance(value, list) and any(one is old for one in value):
                setattr(node, field, [new if one is old else one for one in value])


def code_named(code: CodeType, name: str) -> CodeType:
    """Return the code of a function, or of a method, inside the code of its file."""
    for part in name.split("."):
        code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == part)
    return code


def put_in(mutant: Mutant, number: int) -> bool:
    """Let every function made from the mutant's source run the faulty code; tell whether there was one."""
    code = code_named(mutated(mutant, number), mutant.function)
    found = [
        one
        for one in gc.get_objects()
        if isinstance(one, FunctionType)
        and one.__code__.co_filename == str(mutant.path)
        and one.__code__.co_qualname == mutant.function
    ]
    for function in found:
        if len(function.__code__.co_freevars) == len(code.co_freevars):
            function.__code__ = code
    return bool(found)


class Mutation:
    """The plugin: it runs the tests once and listens, then once for each mutant, in a fork."""

    def __init__(self, room: str, count: int, seed: int) -> None:
        self.room, self.count, self.seed = room, count, seed
        self.folder = str(ROOT / "zerentian" / room) + os.sep
        self.entered: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.took: dict[str, float] = {}
        self.failed = False
        self.now = ""
        self.mutants = self.drawn()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notice that a test failed."""
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Listen to all tests; then let the mutants be tried."""
        # What was imported by then is frozen since the collection, and ``put_in`` would not find its functions.
        gc.unfreeze()
        items = {one.nodeid: one for one in session.items}
        opening.answer_of.__code__ = answered_by_a_fork.__code__
        vars(opening)["FORKED"] = self.answered
        for nodeid, item in items.items():
            self.listen(nodeid, item)
        mutants, survived = self.mutants, []
        self.leave_out(self.unsteady(list(items.values())))
        for done, (mutant, number) in enumerate(mutants, 1):
            tests = sorted(self.entered[str(mutant.path), mutant.line], key=self.took.__getitem__)
            noticed = bool(tests) and self.tried(mutant, number, [items[one] for one in tests])
            if not noticed:
                survived.append((mutant, len(tests)))
            print(f"{done:3} {'noticed ' if noticed else 'SURVIVED'} {mutant}", flush=True)
        killed = len(mutants) - len(survived)
        print(
            f"\n{self.room}: seed {self.seed}, {killed} of {len(mutants)} noticed ({killed / len(mutants):.0%})"
        )
        for mutant, tests in survived:
            print(f"  survived {tests} tests: {mutant}")
        return True

    def unsteady(self, items: list[pytest.Item]) -> set[str]:
        """Return the tests that fail in a fork without any fault: what they would say of a mutant is nothing."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            for item in items:
                self.failed = False
                run(item)
                if self.failed:
                    os.write(writing, f"{item.nodeid}\n".encode())
            os._exit(0)
        os.close(writing)
        with open(reading, encoding="utf-8") as told:
            found = set(told.read().splitlines())
        os.waitpid(child, 0)
        return found

    def leave_out(self, names: set[str]) -> None:
        """Ask some tests about no mutant, and say which."""
        for name in sorted(names):
            print(f"left out, it fails without any fault: {name}", flush=True)
        for tests in self.entered.values():
            tests -= names

    def listen(self, nodeid: str, item: pytest.Item) -> None:
        """Run a test, and remember the lines of the room that it enters; one that fails by itself is left out."""
        self.now, self.failed, began = nodeid, False, time.monotonic()
        sys.settrace(self.calls)
        run(item)
        sys.settrace(None)
        self.took[nodeid] = time.monotonic() - began
        if self.failed:
            self.leave_out({nodeid})

    def answered(self, content: bytes) -> tuple[bool, object]:
        """Read a foreign file in a fork of this very process: a fresh one would know of no fault and of no listener."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            signal.alarm(LONGEST // 3)
            resource.setrlimit(resource.RLIMIT_AS, (ROOM_TO_READ, ROOM_TO_READ))
            with open(writing, "wb") as told:
                pickle.dump(
                    (outcome_of(content), [key for key, by in self.entered.items() if self.now in by]), told
                )
            os._exit(0)
        os.close(writing)
        with open(reading, "rb") as told:
            content = told.read()
        if os.waitpid(child, 0)[1]:
            raise opening.Unopened
        outcome, entered = pickle.loads(content)
        for key in entered:
            self.entered[key].add(self.now)
        found: tuple[bool, object] = outcome
        return found

    def calls(self, frame: FrameType, event: str, argument: object) -> Callable[..., object] | None:
        """Follow the lines of a function of the room alone."""
        return self.lines if frame.f_code.co_filename.startswith(self.folder) else None

    def lines(self, frame: FrameType, event: str, argument: object) -> Callable[..., object]:
        """Remember a line."""
        if event == "line":
            self.entered[frame.f_code.co_filename, frame.f_lineno].add(self.now)
        return self.lines

    def drawn(self) -> list[tuple[Mutant, int]]:
        """Draw the mutants, evenly over the places where there may be one."""
        numbers: dict[Mutant, int] = defaultdict(int)
        every = []
        for path in sorted((ROOT / "zerentian" / self.room).rglob("*.py")):
            if not LEFT_ALONE & set(path.parts):
                for mutant in mutants_of(path):
                    every.append((mutant, numbers[mutant]))
                    numbers[mutant] += 1
        return random.Random(self.seed).sample(every, min(self.count, len(every)))

    def tried(self, mutant: Mutant, number: int, items: list[pytest.Item]) -> bool:
        """Try a mutant in a fork; tell whether a test failed, or never ended."""
        child = os.fork()
        if child == 0:
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            signal.alarm(LONGEST)
            os._exit(self.noticed_by(mutant, number, items))
        return os.waitpid(child, 0)[1] != 0

    def noticed_by(self, mutant: Mutant, number: int, items: list[pytest.Item]) -> int:
        """Return 1 as soon as a test fails with the fault in place."""
        if not put_in(mutant, number):
            return 0
        for item in items:
            self.failed = False
            run(item)
            if self.failed:
                return 1
        return 0


def answered_by_a_fork(module: str, content: bytes, limits: object) -> tuple[bool, object]:
    """Stand in the place of ``answer_of``; its names are those of that module."""
    found: tuple[bool, object] = globals()["FORKED"](content)
    return found


def outcome_of(content: bytes) -> tuple[bool, object]:
    """Return what the nursery's child would answer."""
    function, arguments, _ = pickle.loads(content)
    try:
        return True, function(*arguments)
    except Exception as error:  # noqa: BLE001 — as in a child, any fault of a parser ends the reading
        own = type(error).__module__.startswith("zerentian.")
        return False, error if own else opening.Unopened()


def run(item: pytest.Item) -> None:
    """Run one test, and keep what its session has made: the database above all."""
    item.ihook.pytest_runtest_protocol(item=item, nextitem=item.session)


def main() -> int:
    """Read the command line and mutate the rooms one after another, each in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "room", nargs="*", choices=[*ROOMS, []], help="which rooms; all that have code otherwise"
    )
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    for room in given.room or ROOMS:
        if os.fork() == 0:
            os._exit(mutate(room, given.count, given.seed))
        os.wait()
    return 0


def mutate(room: str, count: int, seed: int) -> int:
    """Mutate one room."""
    print(f"{room}: {count} mutants, seed {seed}", flush=True)
    tests = [f"zerentian/{room}/tests", *COMMON]
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-m",
        "not processes and not journey",
        "--no-header",
        "--tb=no",
    ]
    return int(pytest.main([*options, *tests], plugins=[Mutation(room, count, seed)]))


if __name__ == "__main__":
    sys.exit(main())
