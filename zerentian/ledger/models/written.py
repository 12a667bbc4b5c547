"""Conditions and questions written out as SQL once, to be asked many times: building costs more than asking.

A page of an office asks dozens of times which matters a reader may see, and every page whose posts the reader holds.
Django resolves, copies and compiles each of them anew each time; written out, a condition is a text in which only the
name of the row is put in, and a question one with gaps for what differs from asking to asking.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connection
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


class Statement(NamedTuple):
    """A question as the database gets it: the gaps by the place of each parameter, and what reads its columns."""

    sql: str
    params: tuple[Any, ...]
    gaps: dict[int, str]
    read: Callable[[Iterable[Any]], Iterable[Any]]


class Question:
    """A question of values whose statement is written out once for each engine.

    ``make`` returns the rows' ``values_list`` for the samples, each of which stands where an answer's own value will
    stand: it is unlike every other value of the statement.
    """

    def __init__(self, make: Callable[..., "QuerySet[Any, Any]"], **samples: int | date) -> None:
        self.make, self.samples = make, samples
        self.written: dict[str, Statement] = {}

    def ask(self, **values: int | date) -> list[tuple[Any, ...]]:
        """Return the rows of the answer, each a tuple of its columns."""
        if connection.vendor not in self.written:
            self.written[connection.vendor] = self.write_out()
        statement = self.written[connection.vendor]
        params = list(statement.params)
        for place, name in statement.gaps.items():
            params[place] = prepared(values[name])
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            rows = cursor.fetchall()
        return [tuple(row) for row in statement.read(rows)]

    def write_out(self) -> Statement:
        """Return the statement for the engine at hand; ValueError where a sample does not stand in it."""
        compiler = self.make(**self.samples).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        names = {prepared(sample): name for name, sample in self.samples.items()}
        gaps = {place: names[param] for place, param in enumerate(params) if param in names}
        if missing := self.samples.keys() - set(gaps.values()):
            raise ValueError(f"no gap for {', '.join(sorted(missing))}")
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return Statement(
            sql,
            tuple(params),
            gaps,
            lambda rows: compiler.apply_converters(rows, converters) if converters else rows,
        )


def prepared(value: int | date) -> Any:
    """Return a value as the engine at hand takes it for a parameter."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
