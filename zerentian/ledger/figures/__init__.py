from zerentian.ledger.figures.asked import latest_size, subtree_paths
from zerentian.ledger.figures.balances import Movement, movement_of
from zerentian.ledger.figures.behind import (
    ORDERS,
    Share,
    changed_since,
    entries_behind,
    page_behind,
    shares_behind,
)
from zerentian.ledger.figures.engine import compute, compute_all
from zerentian.ledger.figures.hidden import NOTHING, Hidden, written
from zerentian.ledger.figures.own import VERBS
from zerentian.ledger.figures.tables import changed_counts, compute_table
from zerentian.ledger.figures.trends import trend
from zerentian.ledger.registry import register

register(verbs=VERBS)

__all__ = [
    "NOTHING",
    "ORDERS",
    "Hidden",
    "Movement",
    "Share",
    "changed_counts",
    "changed_since",
    "compute",
    "compute_all",
    "compute_table",
    "entries_behind",
    "latest_size",
    "movement_of",
    "page_behind",
    "shares_behind",
    "subtree_paths",
    "trend",
    "written",
]
