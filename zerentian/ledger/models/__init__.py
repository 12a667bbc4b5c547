from zerentian.ledger.models.entries import Committed, Entry, Unnumbered
from zerentian.ledger.models.instance import DeclaredKey, Instance, LateLimit, SchemaMark
from zerentian.ledger.models.postings import Component, MonthTotal, Place, Posting, SetAside, waiting_entries
from zerentian.ledger.models.seals import CLOCK_SET_RIGHT, Node, Seal

__all__ = [
    "CLOCK_SET_RIGHT",
    "Committed",
    "Component",
    "DeclaredKey",
    "Entry",
    "Instance",
    "LateLimit",
    "MonthTotal",
    "Node",
    "Place",
    "Posting",
    "SchemaMark",
    "Seal",
    "SetAside",
    "Unnumbered",
    "waiting_entries",
]
