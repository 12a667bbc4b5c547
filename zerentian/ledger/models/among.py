"""A row is one of a few, or meets something else: a condition by which both engines find it through an index.

``IN (SELECT …)`` beside an ``OR`` is a list that PostgreSQL cannot look up: it goes through the whole table and asks
each row. As the array of a question that it answers first it can; SQLite does so of itself.
"""

from typing import Any

from django.db.models import BigAutoField, Q, QuerySet
from django.db.models.lookups import In


@BigAutoField.register_lookup
class Among(In):
    """``pk__among=rows``: the key is one of a question's, of which there are few (hundreds)."""

    lookup_name = "among"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the condition with the keys as an array, which is asked for once, before the rows."""
        key, of_key = self.process_lhs(compiler, connection)
        keys, of_keys = self.process_rhs(compiler, connection)
        return f"{key} = ANY(ARRAY{keys})", [*of_key, *of_keys]


def among(keys: "QuerySet[Any, Any]") -> Q:
    """Return the condition that a row's key is one of ``keys``, a question of one column with few rows."""
    return Q(pk__among=keys)
