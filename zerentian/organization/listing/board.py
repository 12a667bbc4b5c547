"""The board of a list, for leaders: its matters side by side by where they stand, what is overdue first. No person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zerentian.organization.desk import MOST
from zerentian.organization.listing.asked import SORT, TAB, WORDS, Asked, filtered
from zerentian.organization.lists import Board, Cell, ListOf, Look, ordered

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Card:
    """One matter on the board."""

    main: Cell
    dated: Cell | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One column of the board: where its matters stand, the first of them, how many more, and where all are listed."""

    label: Any
    cards: Sequence[Card]
    more: str
    url: str


def for_board(asked: Asked, board: Board) -> Asked:
    """Return what is asked without what a board does not have: tab, words, sorting, and one state."""
    query = asked.query.copy()
    for name in (TAB, WORDS, SORT, board.field):
        query.pop(name, None)
    return Asked(asked.listed, query, asked.look)


def board_columns(asked: Asked, board: Board) -> list[Standing]:
    """Return the columns of a board: of each state the soonest due, so that red stands first."""
    listed, look = asked.listed, asked.look
    rows = filtered(asked)
    columns = []
    for state, label in board.states:
        here = ordered(listed.fetch(rows.filter(**{board.field: state})), board.order)
        found = list(here[: SHOWN + 1])
        more = here.order_by()[: SHOWN + MOST].count() - SHOWN if len(found) > SHOWN else 0
        said = f"{MOST - 1}+" if more >= MOST else str(more or "")
        listed.finish(found[:SHOWN], look)
        cards = [card_of(listed, row, look) for row in found[:SHOWN]]
        columns.append(Standing(label, cards, said, asked.address(**{board.field: str(state)})))
    return columns


def card_of(listed: ListOf, row: Any, look: Look) -> Card:
    """Return a row as a card: its main column, and its deadline where a column shows one."""
    main = next(column for column in listed.columns if column.main)
    cells = [column.cell(row, look) for column in listed.columns if column.order and not column.optional]
    return Card(main.cell(row, look), next((cell for cell in cells if cell.light or cell.due), None))
