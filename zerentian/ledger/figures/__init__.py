from zerentian.ledger.figures.asked import AsOf, as_of, latest_size, subtree_paths
from zerentian.ledger.figures.balances import Movement, movement_asked, movement_of, movement_told
from zerentian.ledger.figures.behind import (
    ORDERS,
    Share,
    changed_since,
    entries_behind,
    page_behind,
    shares_behind,
)
from zerentian.ledger.figures.hidden import NOTHING, Hidden, written
from zerentian.ledger.figures.own import VERBS
from zerentian.ledger.figures.reading import Ask, Read, compute, compute_all, read_off, trend
from zerentian.ledger.figures.tables import changed_counts, compute_table
from zerentian.ledger.figures.trends import Months, Trend
from zerentian.ledger.registry import register

register(verbs=VERBS)

__all__ = [
    "NOTHING",
    "ORDERS",
    "AsOf",
    "Ask",
    "Hidden",
    "Months",
    "Movement",
    "Read",
    "Share",
    "Trend",
    "as_of",
    "changed_counts",
    "changed_since",
    "compute",
    "compute_all",
    "compute_table",
    "entries_behind",
    "latest_size",
    "movement_asked",
    "movement_of",
    "movement_told",
    "page_behind",
    "read_off",
    "shares_behind",
    "subtree_paths",
    "trend",
    "written",
]
