"""Small faults in functions: which ones a file may have, how they are drawn, and how one is put in its place."""

import ast
import copy
import functools
import gc
import importlib.machinery
import pickle
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType

ROOT = Path(__file__).resolve().parent.parent.parent
# The demo's story and its pictures are looked at and walked through; no number in them is right or wrong.
LEFT_ALONE = {"tests", "migrations", "demo"}
SPOKEN = {"__str__", "__repr__"}

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
    statement: int  # the line where its statement begins
    number: int  # tells mutants of one line and kind apart
    is_run: bool = True  # what annotates a local name is never run

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
            yield "nothing returned", returned_nothing


def returned_nothing(node: ast.Return) -> ast.AST:
    # What was returned stays in the branch that is never taken: a body without its names has another closure, and fits
    # into no function that is there.
    node.value = ast.IfExp(ast.Constant(True), ast.Constant(None), node.value)
    return node


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
    seen: dict[tuple[int, str], int] = defaultdict(int)
    for name, function in functions_of(ast.parse(text)):
        annotations = {
            id(node)
            for one in ast.walk(function)
            if isinstance(one, ast.AnnAssign)
            for node in ast.walk(one.annotation)
        }
        for node in places_in(function):
            for kind, _ in changes(node):
                number = seen[node.lineno, kind]
                seen[node.lineno, kind] += 1
                line = node.lineno
                said, begin = lines[line - 1].strip()[:90], begun(function, line)
                yield Mutant(path, line, name, kind, said, begin, number, id(node) not in annotations)


def begun(function: ast.FunctionDef, line: int) -> int:
    """Return the line on which the last statement before or on a line begins: it is entered where its parts are."""
    statements = [one.lineno for one in ast.walk(function) if isinstance(one, ast.stmt)]
    return max(one for one in statements if one <= line)


def drawn(room: str, count: int, seed: int) -> list[Mutant]:
    """Draw the mutants of a room, evenly over the places where there may be one; those that are never run fall out."""
    files = sorted((ROOT / "zerentian" / room).rglob("*.py"))
    every = [one for path in files if not LEFT_ALONE & set(path.parts) for one in mutants_of(path)]
    return [one for one in random.Random(seed).sample(every, min(count, len(every))) if one.is_run]


def mutated(mutant: Mutant) -> CodeType:
    """Return the code of a whole file with one fault in it."""
    number, tree = mutant.number, ast.parse(text_of(mutant.path))
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


def begin_with(said: str) -> None:
    """Let this process import the faulty code of a mutant (its pickle in hex) in the place of the sound one."""
    import_faulty(pickle.loads(bytes.fromhex(said)))


def import_faulty(mutant: Mutant) -> None:
    """Let what is imported from now on be faulty: views, above all, are imported with the first page asked for."""
    code_of = importlib.machinery.SourceFileLoader.get_code

    def faulty(loader: importlib.machinery.SourceFileLoader, name: str) -> CodeType | None:
        if loader.path == str(mutant.path):
            return mutated(mutant)
        return code_of(loader, name)

    importlib.machinery.SourceFileLoader.get_code = faulty


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """Yield a code and all that stand inside it."""
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from codes_in(one)


def place_of(code: CodeType) -> tuple[str, str, int]:
    """Return what tells a function from others: its file, its qualified name and its first line."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


class Functions:
    """The program's functions as they stand in memory, and what it remembers of their answers."""

    def __init__(self) -> None:
        self.by_place: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
        self.remembering: list[functools._lru_cache_wrapper[object]] = []
        ours = str(ROOT / "zerentian")
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(ours):
                self.by_place[place_of(one.__code__)].append(one)
            if isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith("zerentian"):
                self.remembering.append(one)

    def forget(self) -> None:
        """Let what was remembered be worked out anew: an answer from before the fault tells nothing of it."""
        for one in self.remembering:
            one.cache_clear()

    def put_in(self, mutant: Mutant) -> None:
        """Let every function made from the mutant's source run the faulty code.

        Functions that stand inside the faulty one and were made when a module was imported, such as what a decorator
        puts in the place of a view, are functions of their own.
        """
        own = f"{mutant.function}."
        faulty: dict[tuple[str, str, int], list[CodeType]] = defaultdict(list)
        for code in codes_in(mutated(mutant)):
            if f"{code.co_qualname}.".startswith(own):
                faulty[place_of(code)].append(code)
        for place, codes in faulty.items():
            # Two lambdas of one line are not told apart.
            for function in self.by_place[place] if len(codes) == 1 else ():
                # A body that names other things around it fits into no function that is there.
                if function.__code__.co_freevars == codes[0].co_freevars:
                    function.__code__ = codes[0]
