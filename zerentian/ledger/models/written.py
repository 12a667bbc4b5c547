"""Conditions written out as SQL once, to be asked of the rows of many queries: building costs more than asking.

A page of an office asks dozens of times which matters a reader may see. Django resolves, copies and compiles a nested
condition each time; written out, it is a text in which only the name of the row is put in.
"""

import re
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, Expression, F, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

NOTHING = Q(pk__in=[])
ROW = "written_row"
OF_ROW = re.compile(rf"(?<![\w\"]){ROW}\.")
# The names that Django gives to tables inside a condition (U0, V1 …), and those that an earlier writing gave.
INNER = re.compile(r"(?<![\w\"])([A-Z]{1,2}[0-9]+)\b")
RENAMED = re.compile(r"(?<![\w\"])[A-Z]{1,2}[0-9]+_([0-9]+)\b")


class Written(Expression):
    """A condition on a row as the database gets it, but for the row's name, which each query puts in."""

    conditional = True

    def __init__(self, parts: tuple[str, ...], params: tuple[Any, ...]) -> None:
        super().__init__(output_field=BooleanField())
        self.parts, self.params = parts, params
        self.row: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        """Return the row's key: Django names its table anew wherever the query stands within another."""
        return [self.row]

    def set_source_expressions(self, exprs: Any) -> None:
        """Take the row's key as it is named now."""
        (self.row,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition with the name of the row's table."""
        name = compiler.quote_name_unless_alias(self.row.alias)
        return f"{name}.".join(self.parts), self.params


def condition_of(rows: "QuerySet[Any, Any]") -> Q:
    """Return the condition that a row of the same table is among ``rows``, written out.

    ``rows`` are narrowed by conditions alone, those of other tables asked by ``Exists`` or ``__in``: ValueError where
    another table was joined. Names inside the condition are made its own: without that, ``U0`` of the condition and
    ``U0`` of a query around it would be one, and a row be asked about another's accusations.
    """
    query = rows.query.clone()
    base = query.get_initial_alias()
    if [name for name, count in query.alias_refcount.items() if count and name != base]:
        raise ValueError(f"{query.model}: a condition that joins tables cannot be written out")
    query.change_aliases({base: ROW})
    try:
        sql, params = query.get_compiler(DEFAULT_DB_ALIAS).compile(query.where)
    except EmptyResultSet:
        return NOTHING
    except FullResultSet:
        return Q()
    depth = max((int(found) for found in RENAMED.findall(sql)), default=0) + 1
    own = INNER.sub(rf"\1_{depth}", sql)
    return Q(Written(tuple(OF_ROW.split(f"({own})")), tuple(params)))
