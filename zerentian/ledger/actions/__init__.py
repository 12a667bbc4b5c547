from zerentian.ledger.actions.clock import accept_clock
from zerentian.ledger.actions.opening import (
    declare_figures,
    go_live,
    open_ledger,
    post_set_aside,
    set_demo_clock,
    set_late_limit,
)
from zerentian.ledger.actions.proving import envelope
from zerentian.ledger.actions.recording import Statement, record, record_many
from zerentian.ledger.actions.rows import Besides, record_on, record_step, void_on
from zerentian.ledger.actions.sealing import seal, sealed_surely

__all__ = [
    "Besides",
    "Statement",
    "accept_clock",
    "declare_figures",
    "envelope",
    "go_live",
    "open_ledger",
    "post_set_aside",
    "record",
    "record_many",
    "record_on",
    "record_step",
    "seal",
    "sealed_surely",
    "set_demo_clock",
    "set_late_limit",
    "void_on",
]
