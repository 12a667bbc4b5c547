"""Modules that are large, and that most commands never use: each is loaded when it is first asked for something."""

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module that is not loaded yet, and goes on standing for it afterwards.

    What it is asked for is asked of the module, as often as it is asked. Two threads may be the first at once: Python
    lets one of them wait.
    """

    def __init__(self, name: str) -> None:
        self.of_module = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.of_module), name)
