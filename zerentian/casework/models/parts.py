"""Which parts a concern has, in one question: most concerns have few of the many they may have.

A page that shows everything about a concern would else ask for questions, pauses, visits, reviews and the like one by
one, to learn that there are none.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model, Prefetch, prefetch_related_objects

from zerentian.casework.models.concerns import Concern

# The relations of a concern, of its clocks and of what happened that may be empty.
PARTS = (
    "accusations",
    "assistances",
    "callbacks",
    "clocks__asked",
    "clocks__extensions",
    "clocks__pauses",
    "files",
    "happenings__mentions",
    "linked",
    "mentions",
    "public_answers",
    "questions",
    "replies",
    "reviews",
    "subtasks",
    "visits",
)


def gather(concern: Concern, ways: "Mapping[str, Sequence[str | Prefetch[Any]]]") -> None:
    """Fetch the parts of a concern that there are, each by its ``ways``, and mark the others as empty.

    ``ways`` names, by part, what ``prefetch_related`` takes; clocks and what has happened every concern has.
    """
    held = parts_held(concern)
    always = [way for part, some in ways.items() if part not in PARTS for way in some]
    prefetch_related_objects([concern], *always)
    for part in PARTS:
        if part not in held:
            rows, name = whose(concern, part)
            for row in rows:
                mark_empty(row, name)
    prefetch_related_objects(
        [concern], *(way for part in PARTS if part in held for way in ways.get(part, ()))
    )


def whose(concern: Concern, part: str) -> tuple[list[Model], str]:
    """Return the rows that have a relation, and its name."""
    first, _, second = part.partition("__")
    return (list(getattr(concern, first).all()), second) if second else ([concern], first)


def mark_empty(row: Model, name: str) -> None:
    """Say of a row that nothing relates to it, as ``prefetch_related`` would after asking."""
    empty = related_model(type(row), name)._default_manager.none()
    empty._result_cache = []
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = empty


def related_model(model: type[Model], name: str) -> Any:
    """Return the model whose rows relate to those of a model by a relation of that name."""
    return model._meta.get_field(name).related_model


def parts_held(concern: Concern) -> set[str]:
    """Return which of ``PARTS`` a concern has."""
    with connection.cursor() as cursor:
        cursor.execute(question(), [concern.pk] * len(PARTS))
        found = cursor.fetchone() or ()
    return {part for part, some in zip(PARTS, found, strict=True) if some}


@cache
def question() -> str:
    """Return the question which parts a concern has, as the database gets it."""
    return f"SELECT {', '.join(f'EXISTS({exists(part)})' for part in PARTS)}"


def exists(part: str) -> str:
    """Return the question whether a concern has a part."""
    first, _, second = part.partition("__")
    model: type[Model] = Concern
    tables: list[tuple[str, str]] = []
    for name in filter(None, (first, second)):
        relation: Any = model._meta.get_field(name)
        model = relation.related_model
        tables.append((model._meta.db_table, relation.field.column))
    (table, column), *below = tables
    if not below:
        return f"SELECT 1 FROM {table} WHERE {column} = %s"
    (other, key), *_ = below
    return f"SELECT 1 FROM {other} JOIN {table} ON {other}.{key} = {table}.id WHERE {table}.{column} = %s"
