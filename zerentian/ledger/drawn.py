"""Keys and numbers of rows: drawn, never counted, so that those which somebody sees tell nothing of the others.

A key that was counted tells by its gap, among rows of which a reader sees only some, that others were made. Here it
is the moment at which its own row was made, in milliseconds, and chance: keys still stand in the order of the making,
and between two of them lies time, whatever happened in it.
"""

import secrets
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    CountedKey = models.BigAutoField[int, int]
    Whole = models.BigIntegerField[int, int]
else:
    CountedKey, Whole = models.BigAutoField, models.BigIntegerField

# Eighteen digits, for some centuries: more than any counted key has, and no more than an address may hold.
LEAST = 10**17
BEGINNING = 1_767_225_600_000  # 2026-01-01 in milliseconds
CHANCE_BITS = 16
# Keys made within one millisecond follow each other by as much as this.
STEP = 2**8


class Draw:
    """Draws keys, each greater than the last that this process drew, whatever its clock says."""

    def __init__(self) -> None:
        self.lock, self.last = threading.Lock(), 0

    def __call__(self) -> int:
        """Return a new key."""
        moment = max(time.time_ns() // 1_000_000 - BEGINNING, 0)
        drawn = LEAST + (moment << CHANCE_BITS) + secrets.randbits(CHANCE_BITS)
        with self.lock:
            self.last = max(drawn, self.last + 1 + secrets.randbelow(STEP))
            return self.last


new_key = Draw()


def new_serial() -> int:
    """Return the random part of a number that people use: eight digits, more than any counted one had."""
    return 10_000_000 + secrets.randbelow(90_000_000)


def free_number(head: str, is_taken: Callable[[str], bool]) -> str:
    """Return a number that begins so and that nothing has yet."""
    number = f"{head}{new_serial()}"
    return free_number(head, is_taken) if is_taken(number) else number


def named_by(key: int) -> str:
    """Return by what a row without a number is told from others of a list: the end of its key."""
    return str(key)[-8:]


class DrawnKeyField(CountedKey):
    """A primary key that is drawn when its row is first saved. The column is that of the keys which were counted
    before; rows that are older than this keep theirs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Django inserts at once what has a default, and looks first whether there is such a row where it has none.
        super().__init__(*args, **kwargs | {"default": new_key})

    def deconstruct(self) -> Any:
        """Describe it as the column that it is: nothing in the database differs."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("default", None)
        return name, "django.db.models.BigAutoField", args, kwargs

    def get_default(self) -> None:
        """Return nothing: a row that was not saved has no key."""
        return

    def get_pk_value_on_save(self, instance: models.Model) -> int:
        """Return a new key for a row without one."""
        return new_key()


class SerialField(Whole):
    """The random part of the number by which people speak of a row, drawn until none has it when it is first saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"unique": True, "editable": False})

    def deconstruct(self) -> Any:
        """Describe it as the column that it is."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs

    def pre_save(self, instance: models.Model, add: bool) -> int:
        """Return the row's serial, a free one where it has none."""
        serial: int | None = getattr(instance, self.attname)
        if serial is None:
            serial = new_serial()
            while type(instance)._base_manager.filter(**{self.attname: serial}).exists():
                serial = new_serial()
            setattr(instance, self.attname, serial)
        return serial
