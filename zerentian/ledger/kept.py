"""What is kept beside the database, declared by each room in its ``keeping`` module: folders and keys.

The ledger knows nothing of the rooms above it, and yet one backup holds, and one restore proves, everything.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Folder(NamedTuple):
    """A folder under ZERENTIAN_HOME; ``expected`` yields (path under HOME, SHA-256) of each file rows speak of."""

    name: str
    expected: Callable[[], Iterable[tuple[str, str]]]


FOLDERS: dict[str, Folder] = {}
# By the name of who encrypts: yields in both languages what the keys on this machine do not open.
UNOPENED: dict[str, Callable[[], Iterable[str]]] = {}
# Labels of models that each engine derives from other rows by its own means: not moved, but made again.
DERIVED: set[str] = set()


def derive(label: str) -> None:
    """Declare a model whose rows are made again where the instance moves to."""
    DERIVED.add(label)


def keep_folder(name: str, expected: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Declare a folder that belongs into every backup."""
    FOLDERS[name] = Folder(name, expected)


def keep_keys(name: str, unopened: Callable[[], Iterable[str]]) -> None:
    """Declare how to find out whether the keys here open what this room encrypted."""
    UNOPENED[name] = unopened


def expected() -> Iterable[tuple[str, str]]:
    """Yield (path under HOME, SHA-256) of every file that rows speak of."""
    for folder in FOLDERS.values():
        yield from folder.expected()
