"""Foreign files are opened in a child process, so that none of them can stop the office."""

from zerentian.ledger.foreign.opening import LIMITS, Busy, Limits, Unopened, read_apart

__all__ = ["LIMITS", "Busy", "Limits", "Unopened", "read_apart"]
