"""Statements and entries as the plain data that a manifest holds."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.models.entries import committed_model
from zerentian.ledger.registry import FIGURES, condition, definition_digest
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.note import read_note
from zerentian.ledger.rules.periods import Period
from zerentian.reports.behind import Request

SIGNS = {"verified": "◉已核实", "evidenced": "●有证据", "recorded": "○仅有记录", "unknown": "？未知"}


def row_named(name: str) -> Committed | None:
    """Return the row that ``text:<model>:<key>:<field>`` or ``file:<model>:<key>`` speaks of."""
    _, label, key, *_ = name.split(":")
    return committed_model(label).named(key)


def rows_named(names: Iterable[str]) -> dict[str, Committed | None]:
    """Return the rows that several such names speak of, by the names: one question of each table."""
    wanted: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        _, label, key, *_ = name.split(":")
        wanted[label][name] = key
    found = {
        label: committed_model(label).all_named(list(set(keys.values()))) for label, keys in wanted.items()
    }
    return {name: found[label].get(key) for label, keys in wanted.items() for name, key in keys.items()}


def states_in_words(statement: dict[str, Any]) -> str:
    """Return a statement's states and marks in words, empty when it has none."""
    words = [f"{SIGNS[state]}{count}" for state, count in statement["states"].items() if count]
    for name, label in (("late", "补录"), ("imported", "历史导入"), ("corrected", "更正")):
        if statement[name]:
            words.append(f"〔{label}{statement[name]}〕")
    return "，".join(words)


def period_of(statement: dict[str, Any]) -> Period:
    """Return the days a statement speaks of."""
    return Period.parse(f"{statement['first']}..{statement['last']}")


def request_of(statement: dict[str, Any]) -> Request:
    """Return which entries a statement asks for."""
    without = tuple(statement.get("without", ()))
    return Request(statement["figure"], statement["unit"], period_of(statement), without)


def as_data(value: FigureValue) -> dict[str, Any]:
    """Return a value as a statement's data."""
    data = {
        "figure": value.figure.code,
        "definition": value.figure.definition,
        "text": value.text,
        "unit": value.unit,
        "value": value.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "states": dict(value.states),
        "late": value.late,
        "imported": value.imported,
        "corrected": value.corrected,
    }
    return data | {"without": list(value.without)} if value.without else data


def figure_data(code: str) -> dict[str, Any]:
    """Return a definition with its condition and digest, so that its values can be recomputed."""
    figure = FIGURES[code]
    return {**figure.as_data(), "condition": condition(figure), "digest": definition_digest(figure)}


def entry_data(entry: Entry) -> dict[str, str]:
    """Return an entry's canonical text and leaf hash."""
    return {"text": entry.leaf_content().canonical().decode(), "leaf": bytes(entry.leaf).hex()}


def seal_root(note: str) -> bytes:
    """Return the root a checkpoint signs."""
    return read_note(note)[0].root
